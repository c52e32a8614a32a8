"""The figures that a page may read: of the current snapshot, an earlier one, or those that come with the repository."""

from collections.abc import Callable
from copy import deepcopy
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any, Concatenate, NoReturn, ParamSpec, TypeVar

import pandas as pd
import streamlit as st

from catalog.store import (
    Store,
    StoreError,
    bundle_dir,
    current_path,
    open_bundle,
    open_snapshot,
    snapshot_paths,
    stamp_of,
)

P = ParamSpec("P")
T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Figures:
    """The figures of one snapshot. What was asked once of it is remembered: it never changes.

    `path` is None for the figures that come with the repository.
    """

    key: str
    store: Store
    path: Path | None = None
    is_current: bool = True

    @property
    def made_at(self) -> datetime | None:
        """Return the moment (UTC) at which the snapshot was made."""
        return stamp_of(self.path) if self.path else None

    def ask(self, query: Callable[Concatenate[Store, P], T], *args: P.args, **kwargs: P.kwargs) -> T:
        """Return what a query of `catalog.queries`, or a pure function that begins with one, finds in the snapshot.

        Its arguments must be hashable. The answer is the asker's own: changing its columns changes no one else's. Lists
        inside cells are shared and must not be changed. Without an answer, say so and stop the page.
        """
        name = f"{query.__module__}.{query.__qualname__}"
        try:
            answer: T = _answer(self.key, name, args, tuple(kwargs.items()), self.store, query)
        except StoreError as error:
            say_and_stop(error)
        # A shallow copy costs nothing; pandas copies what is written to.
        return answer.copy(deep=False) if isinstance(answer, pd.DataFrame) else deepcopy(answer)


# A resource, not data: unpickling ten thousand models at every run costs more than drawing them.
@st.cache_resource(max_entries=200, show_spinner=False)
def _answer(
    key: str,  # noqa: ARG001 - another snapshot, another answer
    name: str,  # noqa: ARG001 - and so with another question
    args: tuple[Any, ...],
    kwargs: tuple[tuple[str, Any], ...],
    _store: Store,
    _query: Callable[..., Any],
) -> Any:  # noqa: ANN401 - what the query answers
    return _query(_store, *args, **dict(kwargs))


def open_figures(stamp: str | None = None) -> tuple[Figures | None, str]:
    """Return the figures of the current snapshot or of the one named by its stamp, and why that was ignored, if it was.

    None where there are no figures at all.

    Raises:
        StoreError: the current snapshot cannot be read.
    """
    path = current_path()
    earlier = next((found for found in snapshot_paths() if found.stem == stamp and found != path), None)
    if earlier is not None:
        try:
            return Figures(str(earlier), _snapshot(str(earlier)).cursor(), earlier, is_current=False), ""
        except StoreError as error:
            return _current(path), str(error)
    is_unknown = stamp is not None and (path is None or stamp != path.stem)
    return _current(path), "There is no snapshot of that moment; these are the current figures." if is_unknown else ""


def _current(path: Path | None) -> Figures | None:
    return Figures(str(path), _snapshot(str(path)).cursor(), path) if path else _bundled()


def _bundled() -> Figures | None:
    folder = bundle_dir()
    if folder is None:
        return None
    changed_ns = (folder / "manifest.json").stat().st_mtime_ns
    return Figures(f"{folder} {changed_ns}", _bundle(str(folder), changed_ns).cursor())


# The connections of the last few snapshots: sessions that still read an old one finish on it.
@st.cache_resource(max_entries=5, show_spinner="Opening the snapshot …")
def _snapshot(path: str) -> Store:
    return open_snapshot(Path(path))


@st.cache_resource(max_entries=1, show_spinner="Reading the bundled figures …")
def _bundle(folder: str, changed_ns: int) -> Store:  # noqa: ARG001 - new files, new figures: it is part of the key
    return open_bundle(Path(folder))


def say_and_stop(error: StoreError) -> NoReturn:
    """Say in a sentence why there are no figures, and end the page."""
    st.error(str(error))
    st.stop()
