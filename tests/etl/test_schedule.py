"""Refreshing again and again."""

import logging
import threading
import time
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from apscheduler.schedulers.blocking import BlockingScheduler

from catalog.records import SourceState
from etl import schedule
from etl.__main__ import main
from etl.errors import LockedError, UsageError
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
    "text", ["", "6", "h", "4m", "0h", "-6h", "1.5h", "6 hours", "1w", "300s", "6h30m", "99999999999d", "1" * 400 + "d"]
)
def test_any_other_time_is_a_sentence(text: str, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(UsageError, match="a time such as 30m, 6h or 1d expected"):
        every(text)
    assert main(["schedule", f"--every={text}"]) == 2
    assert "at least 5m" in capsys.readouterr().err


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
def scheduled(monkeypatch: pytest.MonkeyPatch) -> Callable[[Callable[[int], Result], int], int]:
    """Return a function that runs a schedule until its refresh was called so often, and returns how often it was."""
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
