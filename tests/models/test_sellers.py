"""Who sells a model, over rows of its own."""

from typing import Any

import pandas as pd

from catalog.models.sellers import best_in, sellers

COLUMNS = ["provider", "seller", "blended_usd_per_mtok", "why_not", "conditions", "source_id", "source", "as_of"]


def _offers(*rows: tuple[str, float] | tuple[str, float, str]) -> pd.DataFrame:
    made = [(row[0], row[0], row[1], row[2] if len(row) > 2 else None, None, "s", "S", None) for row in rows]
    return pd.DataFrame(made, columns=COLUMNS).astype({"why_not": object})


def _speeds(**tokens_per_second: float) -> pd.DataFrame:
    fixed: dict[str, Any] = {
        "model_id": "openai/a",
        "time_to_first_token_s": None,
        "percentile": None,
        "statistic": None,
        "conditions": "one request",
        "evidence": "measured",
        "is_throughput": False,
        "speed_source_id": "t",
        "speed_source": "T",
        "speed_as_of": pd.Timestamp(2026, 7, 1),
    }
    rows = [{"provider": name, "output_tokens_per_second": value} | fixed for name, value in tokens_per_second.items()]
    return pd.DataFrame(rows, columns=["provider", "output_tokens_per_second", *fixed])


def test_the_maker_comes_first_then_the_cheapest() -> None:
    found = sellers(_offers(("groq", 2.0), ("deepinfra", 1.0), ("openai", 5.0)), _speeds(), "openai")
    assert found["seller"].tolist() == ["openai", "deepinfra", "groq"]
    assert found["is_maker"].tolist() == [True, False, False]


def test_a_seller_has_one_row_its_cheapest_that_counts_with_its_own_speed() -> None:
    offers = _offers(("groq", 2.0), ("groq", 3.0), ("groq", 1.0, "withdrawn"), ("openai", 9.0))
    found = sellers(offers, _speeds(groq=400.0), "openai").set_index("seller")
    assert found["blended_usd_per_mtok"].to_dict() == {"openai": 9.0, "groq": 2.0}
    assert found.loc["groq", "output_tokens_per_second"] == 400
    assert pd.isna(found.loc["openai", "output_tokens_per_second"])
    assert (found.loc["groq", "price_source_id"], found.loc["groq", "speed_source_id"]) == ("s", "t")


def test_who_is_the_best_in_something_is_told_unless_it_is_alone() -> None:
    found = sellers(_offers(("groq", 2.0), ("openai", 9.0)), _speeds(groq=400.0), "openai").set_index("seller")
    assert found["stands_out"].to_dict() == {"openai": "maker", "groq": "cheapest"}
    both = sellers(_offers(("groq", 2.0), ("openai", 9.0)), _speeds(groq=400.0, openai=50.0), "openai")
    assert both.set_index("seller")["stands_out"]["groq"] == "cheapest, fastest"


def test_of_equals_the_maker_is_the_best() -> None:
    found = sellers(_offers(("groq", 2.0), ("openai", 2.0)), _speeds(), "openai")
    best = best_in(found, "blended_usd_per_mtok")
    assert best is not None
    assert best["seller"] == "openai"
    assert best_in(found, "output_tokens_per_second") is None


def test_where_no_offer_counts_there_is_no_seller() -> None:
    assert sellers(_offers(("groq", 2.0, "withdrawn")), _speeds(groq=1.0), None).empty
    assert sellers(_offers(), _speeds(), None).empty
