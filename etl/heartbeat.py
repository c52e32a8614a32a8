"""The schedule's heartbeat: a small file that says each minute that it lives, and since when a refresh runs."""

import json
import logging
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from threading import Lock

from etl.http import REFRESH_S
from etl.raw import write_atomically

BEAT_S = 60.0
SILENT = timedelta(seconds=5 * BEAT_S)
LONGEST_RUN = timedelta(seconds=REFRESH_S) + timedelta(minutes=30)  # what the sources may take, and then the build
log = logging.getLogger("shortlist.schedule")


@dataclass(frozen=True, slots=True, kw_only=True)
class Heartbeat:
    """What a schedule last said of itself; times are ISO, UTC. `run_began_at` is None where no refresh runs."""

    every_s: float
    beat_at: str
    run_began_at: str | None = None

    def why_stuck(self, now: datetime) -> str | None:
        """Say why the schedule is stuck, and what to do; None where it is well.

        Raises:
            ValueError: a time is none.
        """
        if now - datetime.fromisoformat(self.beat_at) > SILENT:
            return (
                f"it has said nothing since {self.beat_at}: it was ended or hangs; start `python -m etl schedule` again"
            )
        if self.run_began_at and now - datetime.fromisoformat(self.run_began_at) > LONGEST_RUN:
            most = f"at most {LONGEST_RUN.total_seconds() / 3600:g} h expected"
            return f"its refresh has run since {self.run_began_at}, {most}; stop it and start it again"
        return None


class Pulse:
    """Beats for one schedule. A disk that cannot be written to stops no refresh: it is logged."""

    def __init__(self, folder: Path, every_s: float) -> None:
        self._path = _file(folder)
        self._every_s = every_s
        self._run_began_at: str | None = None
        self._is_over = False
        self._lock = Lock()

    def beat(self) -> None:
        """Say that the schedule lives, and log where its refresh does not end."""
        now = datetime.now(tz=UTC)
        last = Heartbeat(every_s=self._every_s, beat_at=_told(now), run_began_at=self._run_began_at)
        if why := last.why_stuck(now):
            log.error("the schedule is stuck: %s", why)
        try:
            with self._lock:
                if not self._is_over:
                    write_atomically(self._path, json.dumps(asdict(last)).encode())
        except OSError as error:
            log.error("the heartbeat cannot be written: %s", error)  # noqa: TRY400 - the message says it

    @contextmanager
    def running(self) -> Iterator[None]:
        """Say that a refresh runs as long as it does."""
        self._run_began_at = _told(datetime.now(tz=UTC))
        self.beat()
        try:
            yield
        finally:
            self._run_began_at = None
            self.beat()

    def stop(self) -> None:
        """Leave nothing behind, nor later where a refresh still ends: a schedule that was stopped is not stuck."""
        with self._lock:
            self._is_over = True
            self._path.unlink(missing_ok=True)


def heartbeat(folder: Path) -> Heartbeat | None:
    """Return what a data folder's schedule last said; None where there is none, or it is not readable."""
    try:
        found = Heartbeat(**json.loads(_file(folder).read_text(encoding="utf-8")))
        found.why_stuck(datetime.now(tz=UTC))
    except (OSError, ValueError, TypeError, RecursionError):
        return None
    return found


def _told(moment: datetime) -> str:
    return moment.isoformat(timespec="seconds")


def _file(folder: Path) -> Path:
    return folder / "schedule.json"
