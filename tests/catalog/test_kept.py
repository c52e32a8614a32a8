"""What a snapshot keeps of its own answers comes back as it was worked out, or is not kept."""

from datetime import date
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from catalog import kept
from catalog.data.health import benchmark_health
from catalog.snapshot import Snapshot
from catalog.store import Store, open_snapshot
from etl import build
from tests.fine_tunes_rows import write_fine_tunes

MIXED = pd.DataFrame(
    {
        "text": pd.Series(["a", None], dtype="str"),
        "number": [1.5, np.nan],
        "count": pd.array([1, None], "Int64"),
        "yes": pd.Series([True, None], dtype=object),
        "day": pd.Series([date(2026, 1, 2), np.nan], dtype=object),
        "whole": pd.Series([3, np.nan], dtype=object),
        "many": pd.Series([np.array(["x", "y"]), pd.NA], dtype=object),
        "at": pd.to_datetime(["2026-01-02", None]),
    }
)


def test_a_frame_comes_back_with_its_kinds_and_with_its_words_for_what_is_not_known() -> None:
    body = kept.packed(MIXED)
    assert body is not None
    again = kept.unpacked(*body)
    pd.testing.assert_frame_equal(again.drop(columns="many"), MIXED.drop(columns="many"))
    assert [type(cell) for name in MIXED for cell in again[name]] == [
        type(cell) for name in MIXED for cell in MIXED[name]
    ]
    assert again["many"][0].tolist() == ["x", "y"]


def test_what_would_come_back_otherwise_is_not_kept() -> None:
    assert kept.packed(pd.DataFrame({"a": pd.Series([None, np.nan], dtype=object)})) is None
    assert kept.packed(pd.DataFrame({"a": pd.Series(["a", 1], dtype=object)})) is None


def test_several_frames_come_back_as_several() -> None:
    body = kept.packed((MIXED, MIXED.head(0)))
    assert body is not None
    assert [len(each) for each in kept.unpacked(*body)] == [2, 0]


def test_a_published_snapshot_is_not_asked_for_what_it_keeps(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = write_fine_tunes(tmp_path)
    asked: list[str] = []

    def counted(store: Store) -> pd.DataFrame:
        asked.append("asked")
        return benchmark_health(store)

    monkeypatch.setattr(build, "ASKED_FIRST", (counted,))
    build.prepare(path)
    snapshot = Snapshot("kept", open_snapshot(path))
    found = snapshot.ask(counted)
    assert len(asked) == 1
    pd.testing.assert_frame_equal(found, benchmark_health(snapshot.store))
