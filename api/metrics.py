"""What the owner's monitoring reads, in Prometheus' format."""

from collections.abc import Callable
from datetime import UTC, datetime

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, ProcessCollector, generate_latest

from catalog.snapshot import Snapshot

SECONDS = (0.005, 0.01, 0.03, 0.1, 0.2, 0.5, 1, 2, 5, 10)


class Metrics:
    """Counts of one process.

    Args:
        sessions: how many people have a page open.
    """

    def __init__(self, sessions: Callable[[], int] = lambda: 0) -> None:
        self._registry = CollectorRegistry()
        self._requests = Counter(
            "shortlist_requests", "Requests of programs", ["door", "status"], registry=self._registry
        )
        self._seconds = Histogram(
            "shortlist_request_seconds", "Time to answer", ["door"], registry=self._registry, buckets=SECONDS
        )
        self._age = Gauge(
            "shortlist_snapshot_age_seconds", "Since the current snapshot was made", registry=self._registry
        )
        self._readable = Gauge(
            "shortlist_snapshot_readable", "1 where the current snapshot can be read", registry=self._registry
        )
        Gauge("shortlist_sessions", "Pages that people have open", registry=self._registry).set_function(
            lambda: float(sessions())
        )
        ProcessCollector(registry=self._registry)

    def count(self, door: str, status: int, seconds: float) -> None:
        """Count an answer."""
        self._requests.labels(door, str(status)).inc()
        self._seconds.labels(door).observe(seconds)

    def text(self, snapshot: Snapshot | None) -> bytes:
        """Return everything counted, and how old the snapshot is; None: it cannot be read."""
        self._readable.set(snapshot is not None)
        made_at = snapshot.made_at if snapshot else None
        self._age.set((datetime.now(UTC) - made_at).total_seconds() if made_at else float("nan"))
        return generate_latest(self._registry)
