"""How much models write beside the usual one, over boards that the test makes."""

from typing import Any

import pandas as pd
import pytest

from catalog.pricing.verbosity import verbosity_at, verbosity_of

_TASK: dict[str, Any] = {
    "effort": None,
    "benchmark_id": "board",
    "benchmark_version": None,
    "harness": None,
    "benchmark_title": "Board",
    "as_of": pd.Timestamp("2026-08-01"),
}


def _tasks(*rows: dict[str, Any]) -> pd.DataFrame:
    return pd.DataFrame([_TASK | row for row in rows])


def _board(board: str, tokens: dict[str, float]) -> list[dict[str, Any]]:
    return [
        {"benchmark_id": board, "benchmark_title": board.title(), "model_id": name, "output_tokens_per_task": each}
        for name, each in tokens.items()
    ]


def _found(tasks: pd.DataFrame) -> dict[str, float]:
    found = verbosity_of(tasks)
    return dict(zip(found["model_id"], found["verbosity"], strict=True))


def test_a_model_writes_as_many_times_the_usual_as_its_tokens_are_of_the_middle_models() -> None:
    found = _found(_tasks(*_board("board", {"a/terse": 100, "a/usual": 400, "a/long": 1240})))
    assert found == pytest.approx({"a/terse": 0.25, "a/usual": 1.0, "a/long": 3.1})


def test_a_board_of_terse_models_makes_none_of_them_talkative() -> None:
    all_of_them = _board("whole", {"a/one": 100, "a/two": 200, "a/three": 400, "a/four": 800, "a/five": 1600})
    terse = _board("terse", {"a/one": 10, "a/two": 20, "a/new": 30})
    found = _found(_tasks(*all_of_them, *terse))
    assert found["a/new"] == pytest.approx(1.5 * found["a/two"])
    assert found["a/new"] < 1


def test_one_odd_board_of_three_moves_nothing() -> None:
    plain = {"a/one": 100.0, "a/two": 200.0, "a/three": 400.0}
    boards = [*_board("first", plain), *_board("second", plain), *_board("odd", plain | {"a/three": 40_000.0})]
    assert _found(_tasks(*boards))["a/three"] == pytest.approx(2.0)


def test_a_board_of_two_models_says_nothing_and_tokens_that_are_not_known_are_no_tokens() -> None:
    assert verbosity_of(_tasks(*_board("board", {"a/one": 100, "a/two": 200}))).empty
    unknown = _board("board", {"a/one": 100, "a/two": 200, "a/three": float("nan")})
    assert verbosity_of(_tasks(*unknown)).empty
    assert verbosity_of(_tasks(*unknown).head(0)).empty


def test_the_boards_and_the_newest_day_are_told() -> None:
    tokens = {"a/one": 100.0, "a/two": 200.0, "a/three": 400.0}
    later = [row | {"as_of": pd.Timestamp("2026-09-01")} for row in _board("later", tokens)]
    row = verbosity_of(_tasks(*_board("board", tokens), *later)).iloc[0]
    assert (row["verbosity_source"], row["verbosity_as_of"]) == ("Board, Later", pd.Timestamp("2026-09-01"))


EFFORTS = verbosity_of(
    _tasks(
        *({"model_id": "a/one", "effort": e, "output_tokens_per_task": t} for e, t in (("none", 1), ("high", 8))),
        {"model_id": "a/one", "effort": "max", "output_tokens_per_task": 16},
        *_board("board", {"a/two": 4, "a/three": 4}),
    )
)


@pytest.mark.parametrize(
    ("effort", "at", "verbosity"),
    [
        ("none", "none", 0.25),
        ("high", "high", 2.0),
        ("xhigh", "between high and max", 8**0.5),
        ("medium", "high", 2.0),
        ("low", None, None),
        (None, None, None),
        ("thinking", None, None),
        ("thinking-16k", None, None),
    ],
)
def test_an_effort_that_nobody_counted_writes_as_those_next_to_it_that_think(
    effort: str | None, at: str | None, verbosity: float | None
) -> None:
    found = verbosity_at(EFFORTS, pd.DataFrame({"model_id": ["a/one"], "effort": [effort]})).iloc[0]
    assert (found["verbosity_effort"] if pd.notna(found["verbosity_effort"]) else None) == at
    assert found["verbosity"] == pytest.approx(verbosity) if verbosity else pd.isna(found["verbosity"])


def test_a_model_that_nobody_counted_is_not_known() -> None:
    found = verbosity_at(EFFORTS, pd.DataFrame({"model_id": ["a/unknown"], "effort": ["high"]}))
    assert found.isna().all(axis=None)


def test_who_thinks_more_never_counts_as_writing_less() -> None:
    one = [{"model_id": "a/one", "effort": "high", "output_tokens_per_task": 16}]
    other = [{"model_id": "a/one", "effort": "max", "output_tokens_per_task": 4, "benchmark_id": "other"}]
    usual = [*_board("board", {"a/two": 8, "a/three": 8}), *_board("other", {"a/two": 8, "a/three": 8})]
    found = verbosity_of(_tasks(*one, *other, *usual)).set_index(["model_id", "effort"])["verbosity"]
    assert found["a/one", "high"] == pytest.approx(1.0)  # twice and half as much, at their mean
    assert found["a/one", "max"] == pytest.approx(1.0)
