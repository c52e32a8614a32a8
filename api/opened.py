"""The current snapshot, opened once a process and read by everybody who asks."""

from collections.abc import Callable
from dataclasses import replace
from threading import Lock

from catalog.snapshot import Snapshot, current_snapshot
from catalog.store import current_path

Opened = Callable[[], Snapshot]


def opened() -> Opened:
    """Return a function that gives the current snapshot, each time with a cursor of its own.

    Raises (the function):
        StoreError: there is none, or it cannot be read.
    """
    lock = Lock()
    kept: list[Snapshot] = []

    def current() -> Snapshot:
        with lock:
            if not kept or kept[0].path != current_path():
                kept[:] = [current_snapshot()]
            return replace(kept[0], store=kept[0].store.cursor())

    return current
