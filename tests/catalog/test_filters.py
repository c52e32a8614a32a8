"""Gates as data: to and from the address, in words, and what they remove."""

from dataclasses import fields, replace
from datetime import date
from typing import Any

import pandas as pd
import pytest

from catalog import queries
from catalog.filters import (
    GATES,
    NAMES,
    Filters,
    active,
    bare_reason,
    candidates,
    eligible_under,
    from_address,
    in_words,
    options,
    passing,
    reasons_in_order,
    relaxations,
    removed_by,
    to_address,
    without,
)
from catalog.store import Store
from tests.offer_rows import known, offer

KNOWN = {
    "domain": ["hard", "code"],
    "developer": ["acme", "zeta"],
    "licence": ["permissive", "restricted"],
    "family": ["Acme One"],
    "reads": ["image", "text"],
    "provider": ["shop"],
}
EVERYTHING = Filters(
    domain="code",
    input_percent=95,
    weights="open",
    price_to=0.3,
    context_from=128_000.0,
    licence=("permissive", "restricted"),
    developer=("acme",),
    family=("Acme One",),
    parameters_from=7.0,
    parameters_to=70.5,
    released_from=date(2026, 1, 31),
    reads=("image", "text"),
    tools=True,
    structured_output=True,
    reasoning=True,
    speed_from=20.0,
    provider=("shop",),
    self_reported=True,
    resellers=True,
    withdrawn=True,
)


def _models(**columns: list[Any]) -> pd.DataFrame:
    """Return models of which everything is known, but for the columns given."""
    known: dict[str, Any] = {
        "weights": "open",
        "licence_class": "permissive",
        "developer": "acme",
        "family": "Acme One",
        "parameters": 8_000_000_000,
        "least_window_tokens": 128_000,
        "input_modalities": ["text"],
        "tools": True,
        "structured_output": True,
        "reasoning": True,
        "release_date": pd.Timestamp("2026-05-01"),
        "providers": ["shop"],
        "withdrawn_since": pd.NaT,
        "withdrawn_by": None,
        "blended_usd_per_mtok": 1.0,
        "output_tokens_per_second": 50.0,
    }
    rows = max((len(values) for values in columns.values()), default=1)
    made = {name: [value] * rows for name, value in known.items()} | columns
    return pd.DataFrame(made | {"model_id": [f"acme/{row}" for row in range(rows)]})


def _reasons(models: pd.DataFrame, filters: Filters) -> list[str | None]:
    return [None if pd.isna(reason) else str(reason) for reason in removed_by(models, filters)["reason"]]


# The address


def test_every_field_has_one_gate_or_is_a_setting() -> None:
    assert sorted(NAMES) == sorted(field.name for field in fields(Filters))


def test_every_gate_survives_the_address() -> None:
    assert from_address(to_address(EVERYTHING), KNOWN) == (EVERYTHING, [])


def test_defaults_are_not_written() -> None:
    assert to_address(Filters()) == {}
    assert to_address(Filters(tools=True)) == {"tools": ["true"]}


def test_names_that_are_not_ours_are_left_alone() -> None:
    assert from_address({"utm_source": ["mail"], "embed": ["true"]}, KNOWN) == (Filters(), [])


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("weights", "free"),
        ("weights", ""),
        ("developer", "<script>alert(1)</script>"),
        ("domain", "../../etc/passwd"),
        ("price_to", "nan"),
        ("price_to", "-1"),
        ("price_to", "0"),
        ("price_to", "1e999"),
        ("context_from", "9" * 5000),
        ("parameters_from", "٣"),
        ("parameters_to", "abc"),
        ("released_from", "2026-02-30"),
        ("released_from", "0001-01-01"),
        ("tools", "perhaps"),
        ("input_percent", "77"),
        ("input_percent", "²"),
        ("provider", "\x00\u202e" * 10_000),
    ],
)
def test_what_cannot_be_asked_is_ignored_with_a_note(name: str, value: str) -> None:
    filters, notes = from_address({name: [value]}, KNOWN)
    assert filters == Filters()
    assert len(notes) == 1
    assert len(notes[0]) < 150


def test_an_unknown_value_does_not_spoil_a_known_one_beside_it() -> None:
    filters, notes = from_address({"developer": ["Acme", "nobody", "acme"]}, KNOWN)
    assert filters.developer == ("acme",)
    assert notes == ["Developer: “nobody” is not known here."]


def test_two_values_for_one_choice_contradict_each_other() -> None:
    filters, notes = from_address({"weights": ["open", "closed"]}, KNOWN)
    assert filters.weights == "any"
    assert notes == ["Weights: “open, closed” contradict each other, so none of them counts."]


def test_a_least_above_a_most_is_no_range() -> None:
    filters, notes = from_address({"parameters_from": ["70"], "parameters_to": ["7"], "tools": ["true"]}, KNOWN)
    assert filters == Filters(tools=True)
    assert notes == ["Parameters: at least 70 and at most 7 contradict each other; both are ignored."]


def test_a_note_repeats_forty_characters_whole_and_cuts_longer_ones() -> None:
    _, notes = from_address({"developer": ["x" * 40, "y" * 41]}, KNOWN)
    assert f"“{'x' * 40}”" in notes[0]
    assert f"“{'y' * 40}…”" in notes[1]


def test_a_flood_of_values_is_cut() -> None:
    filters, notes = from_address({"developer": ["acme"] * 10_000}, KNOWN)
    assert filters.developer == ("acme",)
    assert notes == ["Developer: “…” only the first 50 values count."]


# In words


def test_words_say_what_is_asked_and_nothing_else() -> None:
    assert in_words(Filters()) == []
    asked = Filters(weights="open", price_to=2.0, context_from=128_000.0, reads=("image", "text"))
    assert in_words(asked) == [
        "open weights",
        "a context window of at least 128,000 tokens",
        "reads image and text",
        "at most $2 per million tokens (75 % input)",
    ]


def test_every_gate_has_words_for_its_value() -> None:
    assert len(in_words(EVERYTHING)) == len(active(EVERYTHING)) == len(GATES)
    assert not [words for words in in_words(EVERYTHING) if "{" in words or "None" in words]


# What is removed


@pytest.mark.parametrize(
    ("asked", "column", "values", "reasons"),
    [
        ({"weights": "open"}, "weights", ["open", "closed", None], [None, "other weights", "weights unknown"]),
        (
            {"licence": ("permissive",)},
            "licence_class",
            ["permissive", "restricted", None],
            [None, "another licence class", "licence class unknown"],
        ),
        (
            {"developer": ("acme", "zeta")},
            "developer",
            ["zeta", "other", None],
            [None, "another developer", "developer unknown"],
        ),
        ({"family": ("A",)}, "family", ["A", "B", None], [None, "another family", "family unknown"]),
        (
            {"parameters_from": 8.0},
            "parameters",
            [8_000_000_000, 7_999_999_999, None],
            [None, "fewer parameters", "parameters unknown"],
        ),
        (
            {"parameters_to": 8.0},
            "parameters",
            [8_000_000_000, 8_000_000_001, None],
            [None, "more parameters", "parameters unknown"],
        ),
        (
            {"context_from": 1000.0},
            "least_window_tokens",
            [1000, 999, None],
            [None, "context window too small", "context unknown"],
        ),
        (
            {"released_from": date(2026, 5, 1)},
            "release_date",
            [pd.Timestamp("2026-05-01"), pd.Timestamp("2026-04-30"), pd.NaT],
            [None, "released earlier", "released unknown"],
        ),
        (
            {"reads": ("image", "text")},
            "input_modalities",
            [["text", "image", "audio"], ["text"], None],
            [None, "does not read all of these", "reads unknown"],
        ),
        ({"tools": True}, "tools", [True, False, None], [None, "no tool use", "tool use unknown"]),
        (
            {"structured_output": True},
            "structured_output",
            [True, False, None],
            [None, "no structured output", "structured output unknown"],
        ),
        ({"reasoning": True}, "reasoning", [True, False, None], [None, "no reasoning", "reasoning unknown"]),
        (
            {"provider": ("shop", "mart")},
            "providers",
            [["mart"], ["else"], []],
            [None, "not sold by these providers", "not sold by these providers"],
        ),
        ({"price_to": 1.0}, "blended_usd_per_mtok", [1.0, 1.01, None], [None, "too dear", "price unknown"]),
        ({"speed_from": 50.0}, "output_tokens_per_second", [50.0, 49.9, None], [None, "too slow", "speed unknown"]),
    ],
)
def test_a_gate_passes_what_it_asks_for_and_tells_the_unknown_apart(
    asked: dict[str, Any], column: str, values: list[Any], reasons: list[str | None]
) -> None:
    models = _models(**{column: values}).convert_dtypes()
    assert _reasons(models, Filters(**asked)) == reasons
    assert passing(models, Filters(**asked))["model_id"].tolist() == ["acme/0"]
    is_unknown = [bool(reason and reason.endswith("unknown")) for reason in reasons]
    assert removed_by(models, Filters(**asked))["is_unknown"].tolist() == is_unknown


def test_open_gates_remove_nothing() -> None:
    nothing_known = _models(**{name: [None, None] for name in ("weights", "parameters", "tools", "input_modalities")})
    assert _reasons(nothing_known, Filters()) == [None, None]
    assert _reasons(nothing_known, Filters(self_reported=True)) == [None, None]


def test_the_first_gate_that_removes_a_model_is_the_one_that_is_told() -> None:
    models = _models(weights=["closed", "open"], least_window_tokens=[10, 10])
    asked = Filters(weights="open", context_from=1000.0)
    assert _reasons(models, asked) == ["other weights", "context window too small"]


def test_relaxing_counts_what_one_gate_alone_keeps_out() -> None:
    models = _models(weights=["open", "closed", "closed", "closed"], tools=[None, True, False, True])
    asked = Filters(weights="open", tools=True)
    assert passing(models, asked).empty
    assert relaxations(models, asked) == {"weights": 2, "tools": 1}
    for name, number in relaxations(models, asked).items():
        assert len(passing(models, without(asked, name))) == number


def test_no_gate_is_named_that_would_give_nothing_back() -> None:
    assert relaxations(_models(weights=["closed"], tools=[False]), Filters(weights="open", tools=True)) == {}


def test_opening_all_gates_keeps_the_settings() -> None:
    assert without(EVERYTHING) == Filters(domain="code", input_percent=95)


def test_reasons_stand_in_the_order_of_their_gates_and_those_of_the_page_last() -> None:
    assert reasons_in_order(["no figure", "too dear", "weights unknown", "other weights"]) == [
        "other weights",
        "weights unknown",
        "too dear",
        "no figure",
    ]


# Price and speed follow from the gates


OFFERS = known(
    offer(model_id="acme/0", provider="Shop", input_usd_per_mtok=4.0, output_usd_per_mtok=8.0, speed=80.0),
    offer(model_id="acme/0", provider="mart", input_usd_per_mtok=1.0, output_usd_per_mtok=2.0),
    offer(model_id="acme/1", provider="shop", usd=9.0),
)


def _asked(**asked: Any) -> pd.DataFrame:  # noqa: ANN401 - any field of Filters
    models = _models(weights=["open", "open", "open"]).drop(
        columns=["blended_usd_per_mtok", "output_tokens_per_second"]
    )
    return candidates(models, OFFERS, Filters(**asked)).set_index("model_id")


def test_the_price_is_of_the_cheapest_provider_at_the_chosen_share() -> None:
    assert _asked(price_to=1.0, input_percent=50)["blended_usd_per_mtok"].tolist()[:2] == [1.5, 9.0]


def test_only_the_chosen_providers_prices_and_speeds_count() -> None:
    found = _asked(price_to=6.0, speed_from=1.0, input_percent=50, provider=("shop",))
    assert found.loc["acme/0", "blended_usd_per_mtok"] == 6.0
    assert found.loc["acme/0", "output_tokens_per_second"] == 80.0
    assert pd.isna(_asked(speed_from=1.0, provider=("mart",)).loc["acme/0", "output_tokens_per_second"])


def test_a_speed_at_a_seller_that_is_too_dear_counts_for_nothing() -> None:
    found = _asked(price_to=2.0, speed_from=50.0, input_percent=50).reset_index()
    assert pd.isna(found["output_tokens_per_second"][0])
    assert _reasons(found, Filters(price_to=2.0, speed_from=50.0))[:2] == ["speed unknown", "too dear"]


def test_opening_either_of_two_gates_that_no_one_offer_meets_gives_the_model_back() -> None:
    asked = Filters(price_to=2.0, speed_from=50.0, input_percent=50)
    found = _asked(price_to=2.0, speed_from=50.0, input_percent=50)
    assert relaxations(found, asked) == {"price_to": 1, "speed_from": 1}


def test_a_price_that_no_gate_asks_for_is_not_reckoned() -> None:
    assert "blended_usd_per_mtok" not in _asked()


# The bundled figures


def test_every_option_of_the_bundled_figures_finds_a_model(bundled_store: Store) -> None:
    models = queries.models_in_play(bundled_store)
    assert models["model_id"].is_unique
    for name, choices in options(models).items():
        assert choices
        assert not passing(models, replace(Filters(), **{name: (choices[0],)})).empty  # type: ignore[arg-type]


def test_a_model_that_its_maker_no_longer_sells_is_out_until_it_is_asked_in() -> None:
    day = pd.Timestamp("2026-02-03")
    models = _models(withdrawn_since=[day, day, pd.NaT], withdrawn_by=["Prices", None, None])
    told = "no longer sold by its maker: since 3 Feb 2026"
    assert _reasons(models, Filters()) == [f"{told}, says Prices", told, None]
    assert not removed_by(models, Filters())["is_unknown"].any()
    assert _reasons(models, Filters(withdrawn=True)) == [None, None, None]
    assert relaxations(models, Filters()) == {"withdrawn": 2}
    assert passing(models, without(Filters(), "withdrawn")).shape[0] == 3


def test_models_are_counted_by_what_their_reasons_share() -> None:
    assert bare_reason("no longer sold by its maker: since 3 Feb 2026") == "no longer sold by its maker"
    assert bare_reason("other weights") == "other weights"


def test_resellers_count_where_they_are_asked_in_or_named() -> None:
    sold = known(offer(model_id="a", seller_kind="aggregator"), offer(model_id="b"))
    assert eligible_under(sold, Filters())["model_id"].tolist() == ["b"]
    assert eligible_under(sold, Filters(resellers=True))["model_id"].tolist() == ["a", "b"]
    assert eligible_under(sold, Filters(provider=("acme",)))["model_id"].tolist() == ["a", "b"]
