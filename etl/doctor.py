"""What is wrong with what is kept on disk, and mending it: `python -m etl doctor`."""

import json
import os
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from catalog.store import StoreError, current_path, fault_of, newest_sound, snapshot_paths, stepped_back, sum_path
from etl.bundle import BUNDLE, read_bundle
from etl.errors import BuildError
from etl.raw import RawStore, sync_folder, write_atomically


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """One thing that is wrong.

    Attributes:
        what: what was found, as a sentence.
        mend: what mends it, as a sentence.
        is_mended: whether that was done.
    """

    what: str
    mend: str
    is_mended: bool = False

    def __str__(self) -> str:
        return f"{self.what} {'Mended.' if self.is_mended else self.mend}"


def examine(folder: Path, bundle: Path = BUNDLE, *, mends: bool) -> list[Finding]:
    """Return what is wrong with a data folder and the bundle.

    Mending removes drafts that a crash left and what is damaged and can be fetched again, sets damaged snapshots aside
    (`<name>.damaged`, nothing is lost) and lets CURRENT name the newest sound one. Call it with the lock held.

    Raises:
        OSError: a file cannot be removed or written.
    """
    unwritable = list(_permissions(folder))
    mends = mends and not unwritable
    found = [*unwritable, *_drafts(folder, mends=mends), *_snapshots(folder, mends=mends)]
    return [*found, *_raw(folder / "raw", mends=mends), *_notes(folder / "raw", mends=mends), *_bundle(bundle)]


def _permissions(folder: Path) -> Iterator[Finding]:
    for place in (folder, folder / "snapshots", folder / "raw", folder / "raw" / "blobs", folder / "raw" / "sources"):
        if place.exists() and not (place.is_dir() and os.access(place, os.R_OK | os.W_OK | os.X_OK)):
            yield Finding(
                what=f"{place} is no folder that can be written.", mend="Give its user the right to write there."
            )


def _drafts(folder: Path, *, mends: bool) -> Iterator[Finding]:
    snapshots, raw = folder / "snapshots", folder / "raw"
    found = {*folder.glob(".*.draft"), *snapshots.glob("*.draft*"), *snapshots.glob(".*.draft"), *raw.rglob(".*.draft")}
    for path in sorted(found):
        if mends:
            path.unlink(missing_ok=True)
        yield Finding(what=f"{path.name} is a draft that a crash left.", mend=_RUN, is_mended=mends)


def _snapshots(folder: Path, *, mends: bool) -> Iterator[Finding]:
    """Look at the snapshots, then at CURRENT: it is mended to name a sound one."""
    stepped = stepped_back()
    for path in snapshot_paths():
        fault = fault_of(path)
        if fault and mends:
            path.replace(path.with_name(f"{path.name}.damaged"))
            sum_path(path).unlink(missing_ok=True)
            sync_folder(path.parent)
        if fault:
            yield Finding(what=fault, mend=_RUN, is_mended=mends)
    if stepped is None:
        return
    sound = newest_sound()
    is_mended = mends and sound is not None and not (folder / "CURRENT").is_dir()
    if is_mended and sound is not None:
        write_atomically(folder / "CURRENT", f"{sound.name}\n".encode())
    what = f"CURRENT names no sound snapshot; the newest sound one is {sound.name if sound else 'none'}."
    yield Finding(what=what, mend="Run `python -m etl refresh`.", is_mended=is_mended)


def _raw(folder: Path, *, mends: bool) -> Iterator[Finding]:
    """Look at the kept answers. One that is damaged is removed: its source is asked for it anew."""
    store = RawStore(folder)
    for index in sorted((folder / "sources").glob("*.json")):
        good = store.last_good(index.stem)
        is_whole = good is not None and all(store.body(kept) is not None for kept in good.answers)
        if is_whole:
            continue
        is_mended = mends and index.is_file()
        if is_mended:
            index.unlink()
        what = f"The kept answers of {index.stem} are damaged or gone."
        yield Finding(what=what, mend="The next refresh fetches them anew.", is_mended=is_mended)


def _notes(folder: Path, *, mends: bool) -> Iterator[Finding]:
    for name in ("outcomes.json", "published.json"):
        path = folder / name
        if not path.exists():
            continue
        try:
            is_read = isinstance(json.loads(path.read_text(encoding="utf-8")), dict)
        except (OSError, ValueError, RecursionError):
            is_read = False
        if not is_read:
            is_mended = mends and path.is_file()
            if is_mended:
                path.unlink()
            yield Finding(what=f"{path.name} does not read as a note of refreshes.", mend=_RUN, is_mended=is_mended)


def _bundle(folder: Path) -> Iterator[Finding]:
    try:
        tables = read_bundle(folder)
    except (BuildError, OSError) as error:
        yield Finding(what=f"The bundled figures are damaged: {error}.", mend="Check them out from git again.")
        return
    if tables and tables["models"].empty:
        yield Finding(what="The bundled figures have no models.", mend="Check them out from git again.")


def readable(folder: Path) -> str:
    """Return what pages read of a data folder: a snapshot's name, or why there is none."""
    try:
        path = current_path()
    except StoreError as error:
        return str(error)
    return path.name if path else f"no snapshot yet in {folder}"


_RUN = "Run `python -m etl doctor --mend`."
