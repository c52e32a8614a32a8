"""The snapshot that a page reads: the current one, an earlier one, or the figures that come with the repository."""

from collections.abc import Callable
from pathlib import Path
from typing import Concatenate, NoReturn, ParamSpec, Self, TypeVar

import streamlit as st

from catalog import snapshot as known
from catalog.errors import CuratedError, ShortlistError
from catalog.snapshot import Memory
from catalog.store import (
    NoSnapshotError,
    Store,
    StoreError,
    bundle_dir,
    current_path,
    open_bundle,
    open_snapshot,
    snapshot_paths,
)
from views.shell.wording import markdown_text

P = ParamSpec("P")
T = TypeVar("T")


class Snapshot(known.Snapshot):
    """A snapshot on a page: what it cannot answer is a sentence there, and the end of the page."""

    __slots__ = ()

    def ask(self, query: Callable[Concatenate[Store, P], T], *args: P.args, **kwargs: P.kwargs) -> T:
        """Return what a query finds, as `catalog.snapshot.Snapshot.ask` does."""
        try:
            return known.Snapshot.ask(self, query, *args, **kwargs)
        except StoreError as error:
            say_and_stop(error)

    def share(self, answer: Callable[Concatenate[Self, P], T], *args: P.args, **kwargs: P.kwargs) -> T:
        """Return what is worked out once for everybody, as `catalog.snapshot.Snapshot.share` does."""
        try:
            return known.Snapshot.share(self, answer, *args, **kwargs)
        except StoreError as error:
            say_and_stop(error)


def open_on_page(stamp: str | None = None) -> tuple[Snapshot | None, str]:
    """Return the current snapshot or the one named by its stamp, and why that was ignored, if it was.

    None where there are no figures at all.

    Raises:
        StoreError: the current snapshot cannot be read.
    """
    path = current_path()
    earlier = next((found for found in snapshot_paths() if found.stem == stamp and found != path), None)
    if earlier is not None:
        try:
            return _of_file(earlier, is_current=False), ""
        except StoreError as error:
            return _current(path), str(error)
    is_unknown = stamp is not None and (path is None or stamp != path.stem)
    return _current(path), "There is no snapshot of that moment; these are the current figures." if is_unknown else ""


def _current(path: Path | None) -> Snapshot | None:
    return _of_file(path, is_current=True) if path else _bundled()


def _of_file(path: Path, *, is_current: bool) -> Snapshot:
    store, memory = _opened(str(path))
    return Snapshot(str(path), store.cursor(), path, is_current, memory)


def _bundled() -> Snapshot | None:
    folder = bundle_dir()
    if folder is None:
        return None
    changed_ns = (folder / "manifest.json").stat().st_mtime_ns
    store, memory = _bundle(str(folder), changed_ns)
    return Snapshot(f"{folder} {changed_ns}", store.cursor(), memory=memory)


def for_programs() -> known.Snapshot:
    """Return the current snapshot for who asks without a page: the same connection and memory as the pages have.

    Raises:
        StoreError: there is none, or it cannot be read.
    """
    found = _current(current_path())
    if found is None:
        message = "There is no snapshot yet. Run `python -m etl refresh` to make one."
        raise NoSnapshotError(message)
    return known.Snapshot(found.key, found.store, found.path, memory=found.memory)


# The connections of the last few snapshots: sessions that still read an old one finish on it.
@st.cache_resource(max_entries=5, show_spinner="Opening the snapshot …")
def _opened(path: str) -> tuple[Store, Memory]:
    return open_snapshot(Path(path)), Memory()


@st.cache_resource(max_entries=1, show_spinner="Reading the bundled figures …")
def _bundle(folder: str, changed_ns: int) -> tuple[Store, Memory]:  # noqa: ARG001 - new files, new figures: part of the key
    return open_bundle(Path(folder)), Memory()


def say_and_stop(error: ShortlistError) -> NoReturn:
    """Say in a sentence why there is no answer, and end the page."""
    st.error(str(error))
    st.stop()


def tell_error(error: Exception) -> bool:
    """Say in a sentence what ended a page, and return whether there is one: else Streamlit shows its own error.

    For Streamlit's `on_script_error`, which gets what any part of a page lets through: a table kept by hand is read
    where it is first asked for, in a query or beside.
    """
    if isinstance(error, CuratedError):
        more = f" (and {len(error.faults) - 1:,} more)" if len(error.faults) > 1 else ""
        st.error(
            f"A table kept by hand cannot be read. {markdown_text(error.faults[0])}{more}. "
            "Correct the file and reload this page; `python -m etl check --curated` names every fault of every table."
        )
    elif isinstance(error, ShortlistError):
        st.error(str(error))
    return isinstance(error, ShortlistError)
