"""The frontier over time, over prices of their own."""

from datetime import date

import pandas as pd
import pytest

from catalog.tradeoffs import over_time

DAYS = [date(2025, 3, 31), date(2025, 6, 30)]


@pytest.fixture(autouse=True)
def _two_are_enough(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(over_time, "LEAST_MODELS", 2)


def _models(*rows: tuple[str, str]) -> pd.DataFrame:
    made = pd.DataFrame(rows, columns=["model_id", "release_date"])
    return made.assign(name=made["model_id"], developer="acme", weights="open")


def _qualities(**values: float) -> pd.DataFrame:
    return pd.DataFrame({"model_id": list(values), "value": list(values.values()), "effort": None, "low": 0, "high": 1})


def _periods(*rows: tuple[str, float, str, str | None]) -> pd.DataFrame:
    made = pd.DataFrame(rows, columns=["model_id", "input_usd_per_mtok", "valid_from", "valid_to"])
    return made.assign(output_usd_per_mtok=made["input_usd_per_mtok"], provider="Shop", source_id="prices")


def _on(found: pd.DataFrame, day: date) -> dict[str, float]:
    rows = found[found["day"] == pd.Timestamp(day)]
    return dict(zip(rows["model_id"], rows["blended_usd_per_mtok"], strict=True))


MODELS = _models(("old", "2024-01-01"), ("new", "2025-05-01"), ("other", "2024-01-01"))
QUALITIES = _qualities(old=50.0, new=70.0, other=40.0)
PERIODS = _periods(
    ("old", 10.0, "2024-01-01", "2025-04-01"),
    ("old", 2.0, "2025-04-01", None),
    ("new", 5.0, "2025-01-01", None),
    ("other", 1.0, "2024-01-01", "2025-06-30"),
)


def test_each_day_has_the_models_that_were_out_at_the_prices_of_that_day() -> None:
    found = over_time.frontiers(QUALITIES, MODELS, PERIODS, DAYS, 0.75)
    assert _on(found, DAYS[0]) == {"old": 10.0, "other": 1.0}
    assert _on(found, DAYS[1]) == {"new": 5.0, "old": 2.0}
    assert found["is_on_frontier"].all()
    assert found["price_source_id"].tolist() == ["prices"] * 4


def test_of_several_prices_of_a_day_the_cheapest_counts_and_what_is_beaten_is_marked() -> None:
    periods = pd.concat([PERIODS, _periods(("new", 1.5, "2025-06-01", None))])
    found = over_time.frontiers(QUALITIES, MODELS, periods, DAYS[1:], 0.75)
    assert _on(found, DAYS[1]) == {"new": 1.5, "old": 2.0}
    assert found.set_index("model_id")["is_on_frontier"].to_dict() == {"new": True, "old": False}


def test_where_lower_is_better_the_lowest_is_on_the_frontier() -> None:
    found = over_time.frontiers(QUALITIES, MODELS, PERIODS, DAYS[1:], 0.75, higher_is_better=False)
    assert found.set_index("model_id")["is_on_frontier"].to_dict() == {"old": True, "new": False}


def test_a_day_of_too_few_models_is_left_out() -> None:
    found = over_time.frontiers(QUALITIES.iloc[:1], MODELS, PERIODS, DAYS, 0.75)
    assert found.empty
    assert {"day", "is_on_frontier", "blended_usd_per_mtok"} <= set(found)


def test_the_days_are_the_ends_of_quarters_and_the_last_day() -> None:
    assert over_time.days_of(PERIODS, date(2024, 7, 4)) == [date(2024, 3, 31), date(2024, 6, 30), date(2024, 7, 4)]
    assert over_time.days_of(PERIODS, date(2024, 3, 31)) == [date(2024, 3, 31)]
    assert over_time.days_of(PERIODS, date(2023, 1, 1)) == []
    assert over_time.days_of(PERIODS.iloc[:0], date(2024, 1, 1)) == []
