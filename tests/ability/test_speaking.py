"""The effort that speaks for a model stands beside its best one, with its price in tokens."""

import pandas as pd
import pytest

from catalog.ability.speaking import speaking_and_best
from catalog.records import TaskCost, columns

_COLUMNS = ["model_id", "effort", "value", "low", "high", "coverage", "is_own"]
DEFAULT = ("m", None, 60.0, 55.0, 65.0, 0.5, True)
HIGH = ("m", "high", 70.0, 60.0, 80.0, 0.2, False)


def _abilities(*rows: tuple[object, ...]) -> pd.DataFrame:
    return pd.DataFrame(rows, columns=_COLUMNS)


def _costs(*rows: tuple[str, str | None, float | None, float | None]) -> pd.DataFrame:
    """Return task costs of (benchmark, effort, output tokens, USD) of one model on one board."""
    common = dict.fromkeys(columns(TaskCost)) | {"model_id": "m", "source_id": "board"}
    made = [
        common | {"benchmark_id": test, "effort": effort, "output_tokens_per_task": tokens, "usd_per_task": usd}
        for test, effort, tokens, usd in rows
    ]
    return pd.DataFrame(made, columns=list(columns(TaskCost)))


def test_the_best_effort_stands_beside_the_one_that_speaks() -> None:
    one = speaking_and_best(_abilities(HIGH, DEFAULT), _costs()).iloc[0]
    assert (one["value"], one["best_effort"], one["best_value"]) == (60.0, "high", 70.0)
    assert pd.isna(one["effort"])
    assert pd.isna(one["tokens_ratio"])


def test_what_the_best_effort_costs_more_is_the_middle_ratio_over_tests_that_ran_both() -> None:
    costs = _costs(("t0", None, 100, 1), ("t0", "high", 200, 3), ("t1", None, 10, None), ("t1", "high", 80, None))
    one = speaking_and_best(_abilities(HIGH, DEFAULT), costs).iloc[0]
    assert one["tokens_ratio"] == pytest.approx(4)
    assert one["usd_ratio"] == pytest.approx(3)


def test_costs_of_two_boards_or_two_ways_of_running_are_not_compared() -> None:
    costs = _costs(("t0", None, 100, 1), ("t0", "high", 200, 3))
    other = costs.assign(harness=["one", "another"])
    assert pd.isna(speaking_and_best(_abilities(HIGH, DEFAULT), other).iloc[0]["tokens_ratio"])


@pytest.mark.parametrize(
    "other",
    [("m", "high", 70.0, 40.0, 90.0, 0.2, False), ("m", "high", 70.0, 60.0, 80.0, 0.0, False)],
    ids=["too little known", "not measured in the domain"],
)
def test_a_better_figure_that_hardly_counts_is_no_best_effort(other: tuple[object, ...]) -> None:
    one = speaking_and_best(_abilities(other, DEFAULT), _costs()).iloc[0]
    assert one["best_value"] == 60.0


def test_a_model_that_does_best_as_it_speaks_costs_no_more() -> None:
    costs = _costs(("t0", None, 100, 1), ("t0", "low", 50, 1))
    low = ("m", "low", 50.0, 45.0, 55.0, 0.5, False)
    one = speaking_and_best(_abilities(DEFAULT, low), costs).iloc[0]
    assert one["best_value"] == 60.0
    assert pd.isna(one["tokens_ratio"])


def test_no_abilities_and_no_costs_are_no_rows() -> None:
    assert speaking_and_best(_abilities(), _costs()).empty


def test_of_efforts_that_are_as_good_the_better_measured_is_the_best() -> None:
    hardly = ("m", "max", 70.04, 60.0, 80.0, 0.1, False)
    assert speaking_and_best(_abilities(hardly, HIGH, DEFAULT), _costs()).iloc[0]["best_effort"] == "high"
