"""How old, how saturated, how thin the figures are, and which of two statements counts."""

from datetime import date
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

from catalog import queries
from catalog.data.health import (
    FEW_MODELS,
    PRICE_ORDER,
    RESULT_ORDER,
    TOP_MODELS,
    aged,
    benchmark_health,
    choices,
    conflict_choices,
    saturation,
    thin_because,
)
from catalog.store import Store, open_snapshot
from tests.model_rows import write_models

TODAY = date(2026, 11, 23)


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Store:
    """Return the snapshot of `tests.model_rows`."""
    path: Path = write_models(tmp_path_factory.mktemp("health"))
    return open_snapshot(path)


# Age


def _source(as_of: date | None, cadence_days: int | None = 7, *, is_frozen: bool = False) -> dict[str, Any]:
    return {"as_of": as_of, "cadence_days": cadence_days, "is_frozen": is_frozen}


@pytest.mark.parametrize(
    ("source", "standing", "age_days"),
    [
        (_source(date(2026, 11, 20)), "in time", 3),
        (_source(date(2026, 11, 16)), "in time", 7),
        (_source(date(2026, 11, 15)), "late", 8),
        (_source(date(2020, 1, 1), None, is_frozen=True), "frozen", 2518),
        (_source(date(2020, 1, 1), 7, is_frozen=True), "frozen", 2518),
    ],
)
def test_a_source_is_late_once_its_figures_are_older_than_it_usually_takes(
    source: dict[str, Any], standing: str, age_days: int
) -> None:
    row = aged(pd.DataFrame([source]), TODAY).iloc[0]
    assert (row["standing"], row["age_days"]) == (standing, age_days)


def test_a_source_without_a_day_has_no_age() -> None:
    found = aged(pd.DataFrame([_source(None), _source(date(2026, 11, 20))]), TODAY)
    assert found["standing"].tolist() == ["no date", "in time"]
    assert pd.isna(found["age_days"].iloc[0])


# Saturation


def _benchmark(**facts: Any) -> pd.DataFrame:  # noqa: ANN401 - any column of the table
    fixed = {"benchmark_id": "t", "scale_min": 0.0, "scale_max": 100.0, "chance": None, "higher_is_better": True}
    return pd.DataFrame([fixed | facts]).astype({"scale_min": float, "scale_max": float, "chance": float})


def _top(*values: float, half: float | None = None) -> pd.DataFrame:
    ends = [(None, None) if half is None else (value - half, value + half) for value in values]
    rows = [("t", f"m/{place}", value, *ends[place]) for place, value in enumerate(values)]
    table = pd.DataFrame(rows, columns=["benchmark_id", "model_id", "value", "low", "high"])
    return table.astype({"low": float, "high": float})


@pytest.mark.parametrize(
    ("values", "facts", "share"),
    [
        ((99, 98, 95, 91, 90), {}, 100),
        ((99, 98, 95, 89, 80), {}, 60),
        ((99, 98, 95, 93, 92), {"chance": 25.0}, 80),
        ((1, 2, 5, 10, 11), {"higher_is_better": False}, 80),
        ((99, 98, 95, 94, 93), {"scale": "mcc", "scale_min": -100.0, "chance": 0.0}, 100),
    ],
)
def test_near_the_ceiling_is_nine_tenths_of_the_way_there_from_guessing(
    values: tuple[float, ...], facts: dict[str, Any], share: float
) -> None:
    assert len(values) == TOP_MODELS
    assert saturation(_top(*values), _benchmark(**facts))["near_ceiling_percent"].tolist() == [share]


@pytest.mark.parametrize(
    ("top", "facts"),
    [(_top(1500, 1490, 1480, 1470, 1460), {"scale_max": None}), (_top(99, 98, 97, 96), {})],
    ids=["no ceiling", "too few models"],
)
def test_without_a_ceiling_or_enough_models_nothing_is_said_of_it(top: pd.DataFrame, facts: dict[str, Any]) -> None:
    assert saturation(top, _benchmark(**facts))["near_ceiling_percent"].isna().all()


@pytest.mark.parametrize(
    ("top", "tied"),
    [
        (_top(90, 89, 88, 87, 86, half=5), True),
        (_top(90, 89, 88, 87, 60, half=5), False),
        (_top(90, 89, 88, 87, 86), None),
        (_top(90, 89, 88, 87, half=5), None),
    ],
)
def test_the_best_are_tied_where_no_interval_tells_them_apart(top: pd.DataFrame, tied: bool | None) -> None:  # noqa: FBT001
    assert saturation(top, _benchmark())["top_is_tied"].tolist() == [tied]


def test_the_lowest_are_the_best_ones_where_low_is_good() -> None:
    low = _benchmark(higher_is_better=False)
    assert saturation(_top(1, 2, 3, 4, 30, half=2), low)["top_is_tied"].tolist() == [False]


def test_the_newest_version_and_measured_results_alone_are_looked_at(store: Store) -> None:
    top = queries.top_results(store, TOP_MODELS)
    votes = top[top["benchmark_id"] == "lmarena_text_overall"]
    assert votes["model_id"].tolist() == ["big/best", "no/price", "free/trial", "open/large", "big/best-mini"]
    assert votes["value"].tolist() == [1500.0, 1490.0, 1480.0, 1450.0, 1420.0]
    assert top.loc[top["benchmark_id"] == "med_test", "value"].tolist() == [80.0, 70.0]
    assert top.loc[top["benchmark_id"] == "made_up", "value"].tolist() == [2.0, 9.0]


def test_each_benchmark_is_told_with_its_coverage_and_versions(store: Store) -> None:
    found = benchmark_health(store).set_index("benchmark_id")
    votes, medical = found.loc["lmarena_text_overall"], found.loc["med_test"]
    assert (votes["models_measured"], votes["models_sold"], votes["models_claimed"]) == (10, 8, 1)
    assert (medical["versions"], medical["newest_version"]) == (2, "2")
    assert medical["board"] == "Acme board, Acme claims"
    assert pd.isna(votes["near_ceiling_percent"])


# Thin domains


def _domain(**facts: Any) -> dict[str, Any]:  # noqa: ANN401 - any column of the table
    sound = {"tests": 9, "models_sold_measured": 90, "new_models_measured": 30, "middle_tests": 4.0, "heaviest": 0.2}
    return sound | facts


@pytest.mark.parametrize(
    ("facts", "reasons"),
    [
        ({}, []),
        ({"tests": 0, "heaviest": None, "middle_tests": None}, ["no source here measures it"]),
        ({"models_sold_measured": 49}, ["only 49 models with a price were measured"]),
        ({"new_models_measured": 3}, ["only 3 of the last year's models were measured"]),
        ({"middle_tests": 1.0}, ["half of the models were measured on one test only"]),
        ({"heaviest": 0.7}, ["one test makes up 70 % of it"]),
        ({"models_sold_measured": FEW_MODELS, "middle_tests": 2.0, "heaviest": 0.5, "new_models_measured": 10}, []),
    ],
)
def test_a_domain_is_thin_for_stated_reasons(facts: dict[str, Any], reasons: list[str]) -> None:
    assert thin_because(_domain(**facts)) == reasons


def test_a_domain_is_counted_by_the_models_that_are_sold(store: Store) -> None:
    found = queries.domain_standings(store).set_index("domain")
    medical = found.loc["medical"]
    assert (medical["tests"], medical["heaviest"], medical["sources"]) == (1, 1.0, 1)
    assert (medical["models_sold_measured"], medical["middle_tests"]) == (2, 1.0)
    assert (medical["models_measured"], medical["models_inferred"]) == (1, 1)
    assert found.loc["safety", "tests"] == 0


# Conflicts


def _stated(*rows: dict[str, Any]) -> pd.DataFrame:
    fixed = {
        "conflict": 1,
        "value": 1.0,
        "source_id": "a",
        "as_of": pd.Timestamp(2026, 1, 1),
        "date_stamp": None,
        "samples": None,
        "model_name": "m",
        "is_flagged": False,
    }
    return pd.DataFrame([fixed | {"source": row.get("source_id", "a").upper()} | row for row in rows])


NEWER = pd.Timestamp(2026, 2, 1)


@pytest.mark.parametrize(
    ("rows", "value", "rule"),
    [
        ([{"value": 1.0}, {"value": 2.0, "as_of": NEWER, "source_id": "b"}], 2.0, "the newest figure"),
        ([{"value": 1.0, "as_of": None}, {"value": 2.0, "source_id": "b"}], 2.0, "the newest figure"),
        (
            [{"value": 1.0, "date_stamp": "20250101"}, {"value": 2.0, "date_stamp": "20260101", "source_id": "b"}],
            2.0,
            "the newest date in the model's name",
        ),
        ([{"value": 1.0, "samples": 10}, {"value": 2.0, "samples": 99, "source_id": "b"}], 2.0, "the most samples"),
        ([{"value": 9.0}, {"value": 2.0, "source_id": "b"}], 9.0, RESULT_ORDER["source_id"][1]),
    ],
)
def test_the_rule_that_chose_a_result_is_the_first_that_tells_statements_apart(
    rows: list[dict[str, Any]], value: float, rule: str
) -> None:
    found = choices(_stated(*rows), RESULT_ORDER).iloc[0]
    assert (found["chosen_value"], found["rule"]) == (value, rule)


def test_of_prices_the_newest_count_then_those_without_a_flag_then_the_cheapest() -> None:
    three: dict[str, Any] = {"value": 3.0}
    two = {"value": 2.0, "source_id": "b"}
    odd = {"value": 0.1, "source_id": "c", "is_flagged": True}
    newer = {"value": 7.0, "source_id": "d", "as_of": NEWER}
    expected = [
        ([three, two], 2.0, "the cheapest of the newest prices"),
        ([two, odd], 2.0, "the one that is not flagged as odd"),
        ([three, two, odd, newer], 7.0, "the newest price"),
    ]
    for rows, value, rule in expected:
        found = choices(_stated(*rows), PRICE_ORDER).iloc[0]
        assert (found["chosen_value"], found["rule"]) == (value, rule)


def test_each_conflict_is_told_with_the_statement_that_counts(store: Store) -> None:
    found = conflict_choices(store).set_index("fact")
    assert found.loc["med_test", "chosen_value"] == 70.0
    assert found.loc["med_test", "rule"] == "the most samples"
    assert found.loc["med_test", "name"] == "Large open"
    assert found.loc["input_usd_per_mtok", "chosen_value"] == 0.6
