"""What is worth taking of a frontier, over points of their own."""

import pandas as pd
import pytest

from catalog.tradeoffs.frontier import beaten_by, worth_taking
from catalog.tradeoffs.scatter import PRICE, SPEED, Pair


def _points(*rows: tuple[float, float], axis: str = PRICE) -> pd.DataFrame:
    """Return points on the frontier: quality, and price or speed."""
    return pd.DataFrame(rows, columns=["value", axis]).assign(is_on_frontier=True)


def test_the_pick_is_the_cheapest_that_is_as_good_as_the_best() -> None:
    points = _points((76.0, 60.0), (74.0, 1.0), (72.9, 0.5), (60.0, 0.1), (30.0, 0.01))
    found = worth_taking(points, "quality_price", is_ability=True)
    assert found == {"pick": 1, "frugal": 3, "best": 0}


def test_where_the_best_is_the_pick_a_step_between_is_told() -> None:
    points = _points((80.0, 6.0), (76.0, 1.5), (68.0, 0.1), (20.0, 0.01))
    assert worth_taking(points, "quality_price", is_ability=True) == {"pick": 0, "frugal": 2, "middle": 1}


def test_of_scores_a_twentieth_of_what_is_shown_says_little() -> None:
    points = _points((1500.0, 10.0), (1480.0, 1.0), (1100.0, 0.1))
    assert worth_taking(points, "quality_price", is_ability=False)["pick"] == 1
    assert worth_taking(points, "quality_price", is_ability=True)["pick"] == 0


def test_where_lower_is_better_the_lowest_is_the_best() -> None:
    points = _points((1.0, 10.0), (30.0, 1.0))
    found = worth_taking(points, "quality_price", is_ability=False, higher_is_better=False)
    assert found == {"pick": 0, "frugal": 1}


def test_towards_speed_the_fastest_of_the_best_is_picked() -> None:
    points = _points((76.0, 10.0), (74.0, 80.0), (60.0, 400.0), axis=SPEED)
    assert worth_taking(points, "quality_speed", is_ability=True) == {"pick": 1, "frugal": 2, "best": 0}


def test_between_price_and_speed_nearly_the_fastest_is_fast_enough() -> None:
    points = pd.DataFrame({SPEED: [1000.0, 800.0, 100.0], PRICE: [9.0, 1.0, 0.1], "is_on_frontier": True})
    assert worth_taking(points, "price_speed", is_ability=False) == {"pick": 1, "frugal": 2, "best": 0}


@pytest.mark.parametrize("pair", ["quality_price", "quality_speed", "price_speed"])
def test_one_point_is_the_pick_alone_and_none_is_no_step(pair: Pair) -> None:
    alone = pd.DataFrame({"value": [50.0], PRICE: [1.0], SPEED: [10.0], "is_on_frontier": [True]})
    assert worth_taking(alone, pair, is_ability=True) == {"pick": 0}
    assert worth_taking(alone.iloc[:0], pair, is_ability=True) == {}
    assert beaten_by(alone, 0, pair) is None


def test_a_point_is_beaten_by_the_best_that_costs_no_more() -> None:
    points = pd.DataFrame(
        {"value": [90.0, 70.0, 60.0, 50.0], PRICE: [9.0, 1.0, 0.1, 2.0], "is_on_frontier": [True, True, True, False]}
    )
    assert beaten_by(points, 3, "quality_price") == 1
