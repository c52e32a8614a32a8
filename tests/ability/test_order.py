"""What was measured sets the order of the figures."""

import numpy as np
import pandas as pd
import pytest

from catalog.ability.domains import abilities, fit
from catalog.ability.observations import observe
from catalog.ability.order import LEAST_SHARED, OrderHeld, beaten, in_order, order_held, thinking_more
from tests.ability_world import QUICK, benchmarks, memberships, models, scores, strong_to_weak

TESTS = [f"t{j}" for j in range(8)]
CODE = memberships([(test, "code", 1.0) for test in TESTS])


def _pairs(rows: list[tuple[str, str, float]]) -> set[tuple[str, str]]:
    cells = observe(scores(rows), benchmarks(TESTS), CODE)
    names = cells.rows["model_id"].to_numpy()
    above, below = beaten(cells, np.ones(len(cells.columns), bool), np.arange(len(names)))
    return {(names[a], names[b]) for a, b in zip(above, below, strict=True)}


def _duel(shared: int, won: int) -> list[tuple[str, str, float]]:
    first = [("one", test, 70.0 if j < won else 30.0) for j, test in enumerate(TESTS[:shared])]
    return [*first, *(("other", test, 50.0) for test in TESTS[:shared])]


@pytest.mark.parametrize(
    ("shared", "won", "is_beaten"), [(5, 5, True), (4, 4, False), (8, 7, False), (8, 8, True), (5, 4, False)]
)
def test_nine_in_ten_of_five_shared_tests_are_a_win(
    shared: int,
    won: int,
    is_beaten: bool,  # noqa: FBT001 - what is expected
) -> None:
    assert (("one", "other") in _pairs(_duel(shared, won))) == is_beaten
    assert LEAST_SHARED == 5


def test_tests_that_only_one_took_decide_nothing() -> None:
    apart = [("one", test, 90.0) for test in TESTS[:4]] + [("other", test, 10.0) for test in TESTS[4:]]
    assert _pairs(apart) == set()


def test_a_pair_the_wrong_way_meets_nearer_to_the_surer_one() -> None:
    moved = in_order(np.array([1.0, 3.0, 9.0]), np.array([1.0, 3.0, 1.0]), np.array([0]), np.array([1]))
    assert moved == pytest.approx([1.5, 1.5, 9.0], abs=0.01)


def test_a_pair_the_right_way_is_not_touched() -> None:
    value = np.array([3.0, 1.0])
    assert in_order(value, np.ones(2), np.array([0]), np.array([1])).tolist() == value.tolist()


def test_a_chain_is_in_order_and_a_circle_ends_level() -> None:
    value, above, below = np.array([1.0, 2.0, 3.0]), np.array([0, 1]), np.array([1, 2])
    chain = in_order(value, np.ones(3), above, below)
    assert chain == pytest.approx([2, 2, 2], abs=0.02)
    circle = in_order(value, np.ones(3), np.append(above, 2), np.append(below, 0))
    assert circle == pytest.approx([2, 2, 2], abs=0.02)


def test_pairs_that_stand_the_wrong_way_are_counted_by_domain_and_last_of_the_efforts() -> None:
    world = [*_duel(5, 5), *(("third", test, 10.0) for test in TESTS[:5])]
    frame = pd.concat([scores(world), scores([("one", "t0", 70.0)], effort="high")], ignore_index=True)
    cells = observe(frame, benchmarks(TESTS), CODE)
    tests = pd.DataFrame({"benchmark_id": TESTS, "benchmark_version": None, "source_id": "board", "domain": "code"})
    told = pd.DataFrame(
        [
            ("one", None, "code", 40.0, 38.0, 42.0),
            ("other", None, "code", 50.0, 48.0, 52.0),
            ("third", None, "code", 41.0, 20.0, 60.0),
        ],
        columns=["model_id", "effort", "domain", "value", "low", "high"],
    )
    code, efforts = order_held(cells, tests, told, {"one", "other", "third"})
    assert code == OrderHeld(domain="code", pairs=3, overruled=1, apart=1)
    assert efforts == OrderHeld(domain="", pairs=0, overruled=0, apart=0)


def test_words_and_budgets_of_one_model_make_an_order_each() -> None:
    rows = pd.DataFrame(
        {"model_id": ["a"] * 5 + ["b"], "effort": ["high", "low", "thinking-8k", "thinking-64k", "", "none"]}
    )
    above, below = thinking_more(rows)
    assert set(zip(above.tolist(), below.tolist(), strict=True)) == {(0, 1), (3, 2)}


def test_thinking_more_never_stands_lower_by_luck_of_the_board() -> None:
    # The strong tests of one board were run at high effort, on which this model happens to fail.
    world = [row for row in strong_to_weak(60, 8) if row[0] != "m020"]
    high = [("m020", test, 20.0) for test in TESTS[:4]]
    low = [("m020", test, 80.0) for test in TESTS[4:]]
    parts = [scores(world), scores(high, effort="high", source_id="odd"), scores(low, effort="low")]
    frame = pd.concat(parts, ignore_index=True)
    names = sorted(set(frame["model_id"]))
    found = fit(frame, benchmarks(TESTS), CODE, models(names), settings=QUICK)
    rows = abilities(found, listed=names)
    by_effort = rows[rows["model_id"] == "m020"].set_index("effort")["value"]
    assert by_effort["high"] >= by_effort["low"] - 0.1
