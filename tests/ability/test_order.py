"""What was measured sets the order of the figures."""

import numpy as np
import pandas as pd
import pytest

from catalog.ability.domains import abilities, fit
from catalog.ability.observations import observe
from catalog.ability.order import (
    LEAST_SHARED,
    OrderHeld,
    beaten,
    in_order,
    order_held,
    ordered,
    thinking_more,
    without_circles,
)
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


def test_a_chain_is_in_order() -> None:
    chain = in_order(np.array([1.0, 2.0, 3.0]), np.ones(3), np.array([0, 1]), np.array([1, 2]))
    assert chain == pytest.approx([2, 2, 2], abs=0.02)


NO_PAIRS = (np.zeros(0, np.int64), np.zeros(0, np.int64))


def test_a_circle_sets_no_order_but_who_beats_all_of_it_does() -> None:
    # 0 beats 1, 1 beats 2, 2 beats 0; 3 beats 0.
    kept = without_circles(np.array([0, 1, 2, 3]), np.array([1, 2, 0, 0]), NO_PAIRS)
    assert kept.tolist() == [False, False, False, True]


def test_a_win_against_an_effort_that_thinks_more_sets_no_order_where_it_would_make_a_circle() -> None:
    # Row 0 thinks more than row 1; 1 beats 2, and 2 beats 0.
    kept = without_circles(np.array([1, 2]), np.array([2, 0]), (np.array([0]), np.array([1])))
    assert kept.tolist() == [False, False]


def _circle() -> list[tuple[str, str, float]]:
    """Return three models on fifteen tests, five for each two: one beats two, two beats three, three beats one."""
    pairs = [("one", "two"), ("two", "three"), ("three", "one")]
    return [
        (model, f"t{5 * which + j}", value)
        for which, (better, worse) in enumerate(pairs)
        for j in range(5)
        for model, value in ((better, 70.0), (worse, 40.0))
    ]


def test_models_that_beat_each_other_in_a_circle_do_not_end_level() -> None:
    tests = [f"t{j}" for j in range(15)]
    cells = observe(scores(_circle()), benchmarks(tests), memberships([(test, "code", 1.0) for test in tests]))
    about = pd.DataFrame({"column": range(15), "domain": "code"})
    index = np.array([[3.0], [2.0], [1.0]])
    assert beaten(cells, np.ones(15, bool), np.arange(3))[0].size == 3
    assert ordered(index, np.ones((3, 1)), cells, about, ["code"], np.arange(3)).tolist() == index.tolist()


def _with_votes(on_tests: int) -> pd.DataFrame:
    """Return a duel that one wins in four categories of a board's votes, and on so many of four tests besides."""
    votes = scores([(model, f"t{j}", value) for model, value in (("one", 70.0), ("other", 50.0)) for j in range(4)])
    of_tests = [("one", f"t{4 + j}", 70.0 if j < on_tests else 30.0) for j in range(4)]
    of_tests += [("other", f"t{4 + j}", 50.0) for j in range(4)]
    return pd.concat([votes.assign(evidence="preference", source_id="arena"), scores(of_tests)], ignore_index=True)


@pytest.mark.parametrize(("on_tests", "is_beaten"), [(4, True), (3, False), (0, False)])
def test_the_categories_of_one_boards_votes_are_one_test(
    on_tests: int,
    is_beaten: bool,  # noqa: FBT001 - what is expected
) -> None:
    cells = observe(_with_votes(on_tests), benchmarks(TESTS), CODE)
    above, below = beaten(cells, np.ones(len(cells.columns), bool), np.arange(len(cells.rows)))
    names = cells.rows["model_id"].to_numpy()
    assert ([(names[a], names[b]) for a, b in zip(above, below, strict=True)] == [("one", "other")]) == is_beaten


def test_votes_of_one_board_alone_beat_nobody() -> None:
    votes = scores(_duel(8, 8), evidence="preference", source_id="arena")
    cells = observe(votes, benchmarks(TESTS), CODE)
    assert beaten(cells, np.ones(len(cells.columns), bool), np.arange(len(cells.rows)))[0].size == 0


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


def test_pairs_in_a_circle_are_counted_apart_and_overrule_nothing() -> None:
    tests = [f"t{j}" for j in range(15)]
    cells = observe(scores(_circle()), benchmarks(tests), memberships([(test, "code", 1.0) for test in tests]))
    about = pd.DataFrame({"benchmark_id": tests, "benchmark_version": None, "source_id": "board", "domain": "code"})
    told = [
        (name, None, "code", value, value - 1, value + 1) for name, value in (("one", 30), ("two", 50), ("three", 70))
    ]
    figures = pd.DataFrame(told, columns=["model_id", "effort", "domain", "value", "low", "high"])
    code, _ = order_held(cells, about, figures, {"one", "two", "three"})
    assert code == OrderHeld(domain="code", pairs=0, overruled=0, apart=0, circles=3)


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
