"""Refresh on a schedule: one run at a time, and a run that fails never ends the schedule."""

import logging
import re
import sys
from datetime import UTC, datetime, timedelta

from apscheduler.schedulers.blocking import BlockingScheduler

from catalog.store import data_dir
from etl.errors import EtlError, UsageError
from etl.heartbeat import BEAT_S, Pulse
from etl.refresh import refresh

_UNITS = {"m": "minutes", "h": "hours", "d": "days"}
log = logging.getLogger("shortlist.schedule")


def every(text: str) -> timedelta:
    """Return the time between two runs from `30m`, `6h` or `1d`.

    Raises:
        UsageError: it is none of these, or under five minutes: the sources ask for patience.
    """
    match = re.fullmatch(r"(\d{1,4})\s*([mhd])", text.strip().lower())
    pause = timedelta(**{_UNITS[match[2]]: int(match[1])}) if match else timedelta()
    if pause < timedelta(minutes=5):
        message = f"a time such as 30m, 6h or 1d expected, at least 5m; found {text!r}"
        raise UsageError(message)
    return pause


def run_once() -> None:
    """Refresh, and log what came of it whatever it is."""
    try:
        result = refresh()
    except EtlError as error:
        log.error("refresh failed: %s", error)  # noqa: TRY400 - the message says it; a trace helps nobody here
    except Exception:
        log.exception("refresh failed unexpectedly; the schedule goes on")
    else:
        bad = [f"{s.source_id}: {s.reason}" for s in result.states if s.outcome in {"stale", "failed"}]
        log.info("snapshot %s, %d sources not fresh %s", result.snapshot, len(bad), "; ".join(bad))


def run_for_ever(pause: timedelta) -> int:
    """Refresh now and then after each pause, until the process is stopped."""
    logging.basicConfig(stream=sys.stderr, level=logging.WARNING, format="%(asctime)s %(message)s")
    log.setLevel(logging.INFO)
    scheduler = BlockingScheduler(timezone=UTC)
    now = datetime.now(tz=UTC)
    pulse = Pulse(data_dir(), pause.total_seconds())

    def run() -> None:
        with pulse.running():
            run_once()

    scheduler.add_job(pulse.beat, "interval", seconds=BEAT_S, max_instances=1, coalesce=True)
    scheduler.add_job(
        run,
        "interval",
        seconds=pause.total_seconds(),
        next_run_time=now,
        max_instances=1,
        coalesce=True,
        misfire_grace_time=None,
    )
    try:
        scheduler.start()
    finally:
        pulse.stop()
    return 0
