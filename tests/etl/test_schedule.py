"""Refreshing again and again."""

import json
import logging
import threading
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from apscheduler.schedulers.blocking import BlockingScheduler

from catalog.records import SourceState
from etl import heartbeat as beating
from etl import schedule
from etl.__main__ import main
from etl.errors import LockedError, UsageError
from etl.heartbeat import Heartbeat, Pulse, heartbeat
from etl.refresh import Result
from etl.schedule import every, run_for_ever, run_once


def result(outcome: Any = "fresh", reason: str | None = None) -> Result:  # noqa: ANN401 - one of Outcome
    state = SourceState(
        source_id="board",
        title="Board",
        publisher="Acme",
        url="https://board.example",
        licence="MIT",
        may_redistribute=True,
        attribution="Board",
        outcome=outcome,
        reason=reason,
        rows=1,
        rejected=0,
    )
    return Result(snapshot="20261123T120000Z.duckdb", states=(state,), is_new=True, seconds=0.1)


@pytest.mark.parametrize(
    ("text", "pause"),
    [
        ("5m", timedelta(minutes=5)),
        ("30m", timedelta(minutes=30)),
        ("6h", timedelta(hours=6)),
        (" 1D ", timedelta(days=1)),
        ("12 h", timedelta(hours=12)),
    ],
)
def test_a_time_between_runs_is_a_number_and_a_unit(text: str, pause: timedelta) -> None:
    assert every(text) == pause


@pytest.mark.parametrize(
    "text", ["", "6", "h", "4m", "0h", "-6h", "1.5h", "6 hours", "1w", "300s", "6h30m", "99999999999d", "1" * 200 + "d"]
)
def test_any_other_time_is_a_sentence(text: str, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(UsageError, match="a time such as 30m, 6h or 1d expected"):
        every(text)
    assert main(["schedule", f"--every={text}"]) == 2
    assert "at least 5m" in capsys.readouterr().err


def test_a_time_of_hundreds_of_digits_is_a_sentence() -> None:
    with pytest.raises(UsageError, match="a time such as 30m, 6h or 1d expected"):
        every("1" * 400 + "d")


@pytest.mark.parametrize("error", [LockedError("another refresh is running"), ValueError("a surprise")])
def test_a_run_that_fails_is_reported_and_raises_nothing(
    error: Exception, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def fails() -> Result:
        raise error

    monkeypatch.setattr(schedule, "refresh", fails)
    run_once()
    assert [record.levelname for record in caplog.records] == ["ERROR"]
    assert str(error) in caplog.text


def test_a_run_says_which_sources_are_not_fresh(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.INFO)
    monkeypatch.setattr(schedule, "refresh", lambda: result("stale", "its answer did not arrive"))
    run_once()
    assert "1 sources not fresh board: its answer did not arrive" in caplog.text


@pytest.fixture
def scheduled(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Callable[[Callable[[int], Result], int], int]:
    """Return a function that runs a schedule until its refresh was called so often, and returns how often it was."""
    monkeypatch.setenv("SHORTLIST_DATA", str(tmp_path))
    started: list[BlockingScheduler] = []

    class Watched(BlockingScheduler):  # type: ignore[misc] # the library has no types
        def start(self, *args: object, **kwargs: object) -> None:
            started.append(self)
            super().start(*args, **kwargs)

    def run(refreshing: Callable[[int], Result], times: int) -> int:
        calls: list[int] = []

        def refresh() -> Result:
            calls.append(len(calls))
            if len(calls) >= times:
                started[0].shutdown(wait=False)
            return refreshing(len(calls))

        monkeypatch.setattr(schedule, "BlockingScheduler", Watched)
        monkeypatch.setattr(schedule, "refresh", refresh)
        assert run_for_ever(timedelta(seconds=0.05)) == 0
        return len(calls)

    return run


def test_the_first_run_is_now_and_the_next_ones_follow(
    scheduled: Callable[[Callable[[int], Result], int], int],
) -> None:
    assert scheduled(lambda _: result(), 3) == 3


def test_runs_never_overlap(scheduled: Callable[[Callable[[int], Result], int], int]) -> None:
    running = threading.Lock()
    overlaps: list[int] = []

    def slow(call: int) -> Result:
        if not running.acquire(blocking=False):
            overlaps.append(call)
            return result()
        time.sleep(0.2)
        running.release()
        return result()

    scheduled(slow, 3)
    assert overlaps == []


def test_a_failing_run_does_not_end_the_schedule(scheduled: Callable[[Callable[[int], Result], int], int]) -> None:
    def fails_twice(call: int) -> Result:
        if call < 3:
            message = "the disk is full"
            raise OSError(message)
        return result()

    assert scheduled(fails_twice, 3) == 3


NOW = datetime(2026, 11, 23, 12, tzinfo=UTC)


@pytest.mark.parametrize(
    ("beat", "run", "words"),
    [
        (timedelta(minutes=1), None, None),
        (timedelta(minutes=1), timedelta(hours=1), None),
        (timedelta(minutes=6), None, "it has said nothing since 2026-11-23T11:54:00"),
        (timedelta(minutes=1), timedelta(hours=2), "its refresh has run since 2026-11-23T10:00:00"),
    ],
)
def test_a_schedule_is_stuck_where_it_is_silent_or_its_refresh_does_not_end(
    beat: timedelta, run: timedelta | None, words: str | None
) -> None:
    last = Heartbeat(
        every_s=3600, beat_at=(NOW - beat).isoformat(), run_began_at=(NOW - run).isoformat() if run else None
    )
    why = last.why_stuck(NOW)
    assert why is None if words is None else words in str(why)


def test_the_heartbeat_says_since_when_a_refresh_runs(tmp_path: Path) -> None:
    assert heartbeat(tmp_path) is None
    pulse = Pulse(tmp_path, 3600)
    with pulse.running():
        during = heartbeat(tmp_path)
        assert during
        assert during.run_began_at
    after = heartbeat(tmp_path)
    assert after
    assert after.run_began_at is None
    pulse.stop()
    assert heartbeat(tmp_path) is None


@pytest.mark.parametrize("text", ["", "[]", "{}", "[" * 200_000, '{"every_s": 1, "beat_at": "x"}', "\x00"])
def test_a_damaged_heartbeat_is_none(text: str, tmp_path: Path) -> None:
    (tmp_path / "schedule.json").write_text(text, encoding="utf-8")
    assert heartbeat(tmp_path) is None


def test_a_heartbeat_that_cannot_be_written_stops_nothing(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    (tmp_path / "file").write_text("", encoding="utf-8")
    ran = []
    with Pulse(tmp_path / "file", 3600).running():
        ran.append(1)
    assert ran == [1]
    assert "the heartbeat cannot be written" in caplog.text


def test_a_schedule_beats_while_it_runs_and_leaves_nothing_when_it_is_stopped(
    scheduled: Callable[[Callable[[int], Result], int], int], tmp_path: Path
) -> None:
    seen: list[dict[str, Any]] = []

    def look(_: int) -> Result:
        seen.append(json.loads((tmp_path / "schedule.json").read_text(encoding="utf-8")))
        return result()

    scheduled(look, 2)  # the second run is after the end
    assert seen[0]["run_began_at"]
    assert not (tmp_path / "schedule.json").exists()


def test_a_refresh_that_does_not_end_is_logged(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr(beating, "LONGEST_RUN", timedelta(seconds=-1))
    with Pulse(tmp_path, 3600).running():
        assert "the schedule is stuck: its refresh has run since" in caplog.text
