"""The leaderboard's ranks, best efforts and evidence, over small frames."""

from typing import Any

import pandas as pd
import pytest

from catalog.models.leaderboard import COLUMNS, best_efforts, leaders, rank_spread, ranked, with_evidence


def _values(*rows: tuple[float, float, float]) -> pd.DataFrame:
    return pd.DataFrame(rows, columns=["value", "low", "high"])


def _abilities(*rows: dict[str, Any]) -> pd.DataFrame:
    fixed = {"model_id": "a/one", "effort": None, "value": 50.0, "low": 45.0, "high": 55.0, "coverage": 0.5}
    return pd.DataFrame([fixed | {"is_own": True} | row for row in rows])


def test_ranks_of_models_far_apart_are_single() -> None:
    found = rank_spread(_values((80, 79, 81), (60, 59, 61), (40, 39, 41)))
    assert found["rank_best"].tolist() == [1, 2, 3]
    assert found["rank_worst"].tolist() == [1, 2, 3]


def test_models_that_cannot_be_told_apart_share_their_ranks() -> None:
    found = rank_spread(_values((80, 75, 85), (78, 73, 83), (40, 39, 41)))
    assert found["rank_best"].tolist() == [1, 1, 3]
    assert found["rank_worst"].tolist() == [2, 2, 3]


def test_a_wide_interval_reaches_further_than_a_narrow_one_at_the_same_height() -> None:
    found = rank_spread(_values((80, 78, 82), (70, 69, 71), (70, 52, 88), (60, 59, 61)))
    assert found["rank_best"].tolist() == [1, 2, 1, 3]
    assert found["rank_worst"].tolist() == [2, 3, 4, 4]


def test_two_are_apart_by_the_sides_that_face_each_other() -> None:
    # 10 apart: the sides that face each other are 6 and 7.9 (9.92 together), then 6 and 8.1 (10.08).
    assert rank_spread(_values((60, 54, 90), (50, 10, 57.9)))["rank_best"].tolist() == [1, 2]
    assert rank_spread(_values((60, 54, 61), (50, 49, 58.1)))["rank_best"].tolist() == [1, 1]


def test_ranks_are_the_same_however_many_rows_are_compared_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    values = _values(*((90 - place, 86 - place, 95 - place) for place in range(30)))
    whole = rank_spread(values)
    monkeypatch.setattr("catalog.models.leaderboard._ROWS_AT_ONCE", 7)
    pd.testing.assert_frame_equal(rank_spread(values), whole)
    assert whole["rank_best"].is_monotonic_increasing


def test_the_best_effort_is_told_where_another_one_speaks() -> None:
    found = best_efforts(
        _abilities(
            {"effort": "medium"},
            {"effort": "high", "value": 60.0, "low": 55.0, "high": 65.0, "is_own": False},
            {"effort": "max", "value": 90.0, "low": 40.0, "high": 99.0, "is_own": False},
            {"effort": "low", "value": 70.0, "low": 65.0, "high": 75.0, "coverage": 0.0, "is_own": False},
            {"model_id": "a/two", "effort": "high", "value": 80.0, "low": 75.0, "high": 85.0},
        )
    )
    assert found.to_numpy().tolist() == [["a/one", "high", 60.0]]


def _row(model_id: str, value: float, low: float, high: float) -> dict[str, Any]:
    return {"model_id": model_id, "name": model_id.upper(), "value": value, "low": low, "high": high}


def _listed(*rows: dict[str, Any]) -> pd.DataFrame:
    return pd.DataFrame(rows).reindex(columns=[name for name in COLUMNS if not name.startswith("rank_")])


def test_who_is_hardly_known_stands_apart_by_name_and_moves_no_rank() -> None:
    placed, little = ranked(
        _listed(
            _row("a/sure", 70, 65, 75),
            _row("b/wide", 90, 50, 99),
            _row("a/wide", 60, 20, 80),
            _row("a/low", 30, 25, 35),
        )
    )
    assert placed[["model_id", "rank_best", "rank_worst"]].to_numpy().tolist() == [["a/sure", 1, 1], ["a/low", 2, 2]]
    assert little["model_id"].tolist() == ["a/wide", "b/wide"]
    assert little["rank_best"].isna().all()
    assert leaders(placed)["model_id"].tolist() == ["a/sure"]


def test_a_model_that_no_board_measured_has_no_boards() -> None:
    rows = pd.DataFrame({"model_id": ["a/one", "a/two"]})
    boards = pd.DataFrame(
        {
            "model_id": ["a/one", "a/one"],
            "source_id": ["x", "y"],
            "newest": pd.to_datetime(["2026-01-01", "2026-03-01"]),
        }
    )
    found = with_evidence(rows, _abilities({}), boards)
    assert found["boards"].tolist() == [2, 0]
    assert found["newest_result"].iloc[0] == pd.Timestamp("2026-03-01")
    assert pd.isna(found["newest_result"].iloc[1])
