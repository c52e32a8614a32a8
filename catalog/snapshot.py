"""One open snapshot, and what was asked of it: it never changes, so an answer once given is given again."""

from collections import OrderedDict
from collections.abc import Callable, Hashable, Mapping
from copy import deepcopy
from dataclasses import dataclass, field, fields, is_dataclass
from datetime import datetime
from pathlib import Path
from threading import Lock, RLock
from typing import Any, Concatenate, ParamSpec, Self, TypeVar

import numpy as np
import pandas as pd

from catalog.kept import answer_of
from catalog.store import Store, bundle_dir, current_path, open_current, stamp_of

P = ParamSpec("P")
T = TypeVar("T")
MOST_ANSWERS = 400
# The answer to a need holds a row for each of ten thousand models: a megabyte.
MOST_BYTES = 256 * 2**20


class Memory:
    """The last answers, at most so many and of so many bytes; whoever asks what is being worked out waits for it."""

    def __init__(self, most: int = MOST_ANSWERS, most_bytes: int = MOST_BYTES) -> None:
        self._most = most
        self._most_bytes = most_bytes
        self._sizes: dict[Hashable, int] = {}
        self._bytes = 0
        self._answers: OrderedDict[Hashable, Any] = OrderedDict()
        self._at_work: dict[Hashable, RLock] = {}
        self._lock = Lock()

    def __len__(self) -> int:
        return len(self._answers)

    def peek(self, key: Hashable) -> Any:  # noqa: ANN401 - of whatever type the answer is
        """Return the answer under a key where it is known; else None, and nothing is worked out."""
        with self._lock:
            return self._answers.get(key)

    def recall(self, key: Hashable, work_out: Callable[[], T]) -> T:
        """Return the answer under a key; work it out where it is not known. An error is not remembered."""
        with self._lock:
            if key in self._answers:
                self._answers.move_to_end(key)
                known: T = self._answers[key]
                return known
            at_work = self._at_work.setdefault(key, RLock())
        with at_work:
            return self._worked_out(key, work_out)

    def _worked_out(self, key: Hashable, work_out: Callable[[], T]) -> T:
        with self._lock:
            if key in self._answers:  # another worked it out while this one waited
                known: T = self._answers[key]
                return known
        try:
            answer = work_out()
        except BaseException:
            with self._lock:
                self._at_work.pop(key, None)
            raise
        with self._lock:
            self._answers[key] = answer
            self._sizes[key] = size_of(answer)
            self._bytes += self._sizes[key]
            self._at_work.pop(key, None)
            while len(self._answers) > self._most or (self._bytes > self._most_bytes and len(self._answers) > 1):
                oldest, _ = self._answers.popitem(last=False)
                self._bytes -= self._sizes.pop(oldest)
        return answer


def size_of(answer: Any) -> int:  # noqa: ANN401 - whatever is remembered
    """Return about how many bytes the frames and arrays of an answer hold; texts, which rows share, are not counted."""
    if isinstance(answer, pd.DataFrame | pd.Series):
        return int(np.sum(answer.memory_usage(deep=False)))
    if isinstance(answer, np.ndarray):
        return answer.nbytes
    if is_dataclass(answer) and not isinstance(answer, type):
        return sum(size_of(getattr(answer, each.name)) for each in fields(answer))
    if isinstance(answer, Mapping):
        return sum(map(size_of, answer.values()))
    return sum(map(size_of, answer)) if isinstance(answer, tuple | list) else 0


@dataclass(frozen=True, slots=True)
class Snapshot:
    """The figures of one moment, opened for reading.

    Attributes:
        key: what tells it from every other snapshot.
        store: this reader's own cursor.
        path: its file; None for the figures that come with the repository.
        is_current: whether it is the newest.
        memory: what was asked of it once, shared by all its readers.
    """

    key: str
    store: Store = field(compare=False)
    path: Path | None = None
    is_current: bool = True
    memory: Memory = field(default_factory=Memory, repr=False, compare=False)

    @property
    def made_at(self) -> datetime | None:
        """Return the moment (UTC) at which the snapshot was made."""
        return stamp_of(self.path) if self.path else None

    def ask(self, query: Callable[Concatenate[Store, P], T], *args: P.args, **kwargs: P.kwargs) -> T:
        """Return what a query of `catalog.queries`, or a pure function that begins with one, finds in the snapshot.

        Its arguments must be hashable. The answer is the asker's own: changing its columns changes no one else's. Lists
        inside cells are shared and must not be changed.

        Raises:
            StoreError: the snapshot cannot answer.
        """
        key = (query.__module__, query.__qualname__, args, tuple(sorted(kwargs.items())))
        is_whole = not args and not kwargs
        work_out = (lambda: answer_of(self.store, query)) if is_whole else lambda: query(self.store, *args, **kwargs)
        answer = self.memory.recall(key, work_out)
        # A shallow copy costs nothing; pandas copies what is written to.
        return answer.copy(deep=False) if isinstance(answer, pd.DataFrame) else deepcopy(answer)

    def share(self, answer: Callable[Concatenate[Self, P], T], *args: P.args, **kwargs: P.kwargs) -> T:
        """Return what a function of the snapshot answers, worked out once for everybody: it must not be changed.

        Its arguments must be hashable.
        """
        key = (answer.__module__, answer.__qualname__, args, tuple(sorted(kwargs.items())))
        return self.memory.recall(key, lambda: answer(self, *args, **kwargs))


def current_snapshot() -> Snapshot:
    """Open the current snapshot, else the bundled figures, for one reader.

    Raises:
        StoreError: there is neither, or it cannot be read.
    """
    path = current_path()
    return Snapshot(str(path or bundle_dir()), open_current(), path)
