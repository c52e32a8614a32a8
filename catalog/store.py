"""The snapshot that the app reads: which file is current, opened read-only; or the bundled figures, in memory."""

import hashlib
import os
import re
from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from pathlib import Path

import duckdb
import pandas as pd

from catalog import __version__
from catalog.errors import ShortlistError
from catalog.records import FACTS, SCHEMA_VERSION, TABLES, SnapshotFacts, columns, ddl, sql_type, view_statements

Store = duckdb.DuckDBPyConnection

DATASETS = Path(__file__).resolve().parents[1] / "datasets"
STAMP_FORMAT = "%Y%m%dT%H%M%SZ"
_SNAPSHOT_NAME = re.compile(r"\d{8}T\d{6}Z\.duckdb")
_LONGEST_NAME = 100
_LENGTH_OF_SUM = 64
_CLOCKS_DIFFER = timedelta(days=1)
_MEND = "Run `python -m etl refresh` to make a new one."
_READ_ONLY: dict[str, str | bool | int | float | list[str]] = {
    "enable_external_access": False,
    "lock_configuration": True,
}


class StoreError(ShortlistError):
    """The figures cannot be read."""

    code = "bad_snapshot"


class NoSnapshotError(StoreError):
    """There are no figures yet."""

    code = "no_snapshot"


class NewerSnapshotError(StoreError):
    """A newer version of Shortlist made the snapshot."""

    code = "newer_snapshot"


def data_dir() -> Path:
    """Return the folder that holds raw/, snapshots/ and CURRENT: `SHORTLIST_DATA`, else the repository's datasets/."""
    return Path(os.environ.get("SHORTLIST_DATA") or DATASETS)


def current_path() -> Path | None:
    """Return the file of the current snapshot, or None where no snapshot was ever made.

    Where CURRENT names none that is sound, it is the newest sound one that is kept: `stepped_back` says why.

    Raises:
        StoreError: CURRENT names no sound snapshot, and no other is kept.
    """
    try:
        return _named_sound()
    except StoreError:
        sound = newest_sound()
        if sound is None:
            raise
        return sound


def newest_sound() -> Path | None:
    """Return the newest of the kept snapshots that is sound; None where none is."""
    return next((path for path in snapshot_paths() if fault_of(path) is None), None)


def stepped_back() -> str | None:
    """Return why an earlier snapshot than the one that CURRENT names is read; None where it is read itself."""
    try:
        _named_sound()
    except StoreError as error:
        return str(error)
    return None


def _named_sound() -> Path | None:
    path = _named_path()
    fault = fault_of(path) if path else None
    if fault:
        raise StoreError(fault)
    return path


def sum_path(path: Path) -> Path:
    """Return the file beside a snapshot that holds its checksum."""
    return path.with_name(f"{path.name}.sha256")


def sha256_of(path: Path) -> str:
    """Return the sha256 of a file, in hexadecimal.

    Raises:
        OSError: it cannot be read.
    """
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def fault_of(path: Path) -> str | None:
    """Return what is wrong with a snapshot's file, as a sentence; None where it is the one that was written.

    One without a checksum (of an earlier version) is held to be sound if it opens. A file is read through once, and
    again when it changes.
    """
    try:
        found, beside = path.stat(), sum_path(path)
        is_summed = beside.is_file()
        mark = (found.st_ino, found.st_size, found.st_mtime_ns, beside.stat().st_mtime_ns if is_summed else None)
    except OSError as error:
        return f"The snapshot {path.name} cannot be read: {error.strerror}."
    return _fault_of(path, mark)


@lru_cache(maxsize=64)
def _fault_of(path: Path, _mark: tuple[int | None, ...]) -> str | None:
    beside = sum_path(path)
    try:
        if beside.is_file():
            is_as_written = beside.read_bytes()[:_LENGTH_OF_SUM] == sha256_of(path).encode()
            return None if is_as_written else f"The snapshot {path.name} is damaged: its checksum is another. {_MEND}"
        open_snapshot(path).close()
    except OSError as error:
        return f"The snapshot {path.name} cannot be read: {error.strerror}."
    except NewerSnapshotError:
        return None  # it is whole; opening it says what to do
    except StoreError as error:
        return str(error)
    return None


def _named_path() -> Path | None:
    pointer = data_dir() / "CURRENT"
    try:
        name = pointer.read_bytes()[:_LONGEST_NAME].decode("ascii", "replace").strip()
    except FileNotFoundError:
        return None
    except OSError as error:
        message = f"The file {pointer} cannot be read: {error.strerror}."
        raise StoreError(message) from error
    if not _SNAPSHOT_NAME.fullmatch(name):
        message = f"The file {pointer} names no snapshot. Run `python -m etl refresh` to make a new one."
        raise StoreError(message)
    path = data_dir() / "snapshots" / name
    if not path.is_file():
        message = f"The snapshot {name} that {pointer} names is gone. Run `python -m etl refresh` to make a new one."
        raise StoreError(message)
    return path


def snapshot_paths() -> list[Path]:
    """Return the files of all kept snapshots, newest first.

    One of a moment that is yet to come was made while the clock was wrong: it stands last, as the first to go.
    """
    return newest_first((data_dir() / "snapshots").glob("*.duckdb"))


def newest_first(paths: Iterable[Path], now: datetime | None = None) -> list[Path]:
    """Return the snapshots among files, newest first; those of a day after tomorrow last."""
    latest = f"{(now or datetime.now(tz=UTC)) + _CLOCKS_DIFFER:{STAMP_FORMAT}}"
    kept = (path for path in paths if _SNAPSHOT_NAME.fullmatch(path.name))
    return sorted(kept, key=lambda path: (path.stem <= latest, path.stem), reverse=True)


def stamp_of(path: Path) -> datetime:
    """Return the moment (UTC) at which a snapshot was made: its file name."""
    return datetime.strptime(path.stem, STAMP_FORMAT).replace(tzinfo=UTC)


def open_snapshot(path: Path) -> Store:
    """Open a snapshot for reading. Its SQL can reach no other file. Give each reader its own `.cursor()`.

    A snapshot of an earlier version opens too: a column that it lacks is NULL, a table that it lacks is empty.

    Raises:
        StoreError: the file is no snapshot, or one of a newer version of Shortlist.
    """
    try:
        store = duckdb.connect(str(path), read_only=True, config=_READ_ONLY)
        _refuse_newer(facts_of(store))
        if _is_earlier(store):
            store.close()
            store = _completed(path)
    except duckdb.Error as error:
        message = f"The snapshot {path.name} cannot be opened. Run `python -m etl refresh` to make a new one."
        raise StoreError(message) from error
    return store


def facts_of(store: Store) -> SnapshotFacts | None:
    """Return what a snapshot says of itself; None where it is of schema 1, which said nothing."""
    is_there = store.execute("SELECT count(*) FROM duckdb_tables() WHERE table_name = ?", [FACTS]).fetchall()[0][0]
    if not is_there:
        return None
    rows = store.execute("SELECT schema_version, code_version, fingerprint, built_at FROM snapshot").fetchall()
    return SnapshotFacts(**dict(zip(columns(SnapshotFacts), rows[0], strict=True))) if rows else None


def _refuse_newer(facts: SnapshotFacts | None) -> None:
    if facts is not None and facts.schema_version > SCHEMA_VERSION:
        message = (
            f"Shortlist {facts.code_version} made this snapshot with schema {facts.schema_version}; this is Shortlist "
            f"{__version__}, which reads up to {SCHEMA_VERSION}. Update Shortlist, or run `python -m etl refresh`."
        )
        raise NewerSnapshotError(message)


def _is_earlier(store: Store) -> bool:
    """Return whether a snapshot lacks a table or a column of today.

    Raises:
        duckdb.Error: it has no models, so it is no snapshot at all.
    """
    store.execute("SELECT model_id FROM models LIMIT 0")
    found = set(store.execute("SELECT table_name, column_name FROM duckdb_columns()").fetchall())
    names = {(table, name) for table, record in TABLES.items() for name in columns(record)}
    return not names | {("for_sale", "model_id"), ("newest_offers", "model_id")} <= found


def _completed(path: Path) -> Store:
    """Open a snapshot of an earlier schema behind views that have every table and column of today."""
    store = duckdb.connect()
    literal = str(path).replace("'", "''")  # ATTACH takes no bound value; the path is our own
    store.execute(f"ATTACH '{literal}' AS kept (READ_ONLY)")
    found = store.execute(
        "SELECT table_name, column_name FROM duckdb_columns() WHERE database_name = 'kept'"
    ).fetchall()
    for table, record in TABLES.items():
        if any(name == table for name, _ in found):
            body = ", ".join(
                f'TRY_CAST("{name}" AS {sql_type(record, name)}) AS "{name}"'
                if (table, name) in found
                else f'CAST(NULL AS {sql_type(record, name)}) AS "{name}"'
                for name in columns(record)
            )
            store.execute(f"CREATE VIEW {table} AS SELECT {body} FROM kept.{table}")  # noqa: S608 - our own names
        else:
            store.execute(ddl(table))
    if any(name == FACTS for name, _ in found):
        store.execute(f"CREATE VIEW {FACTS} AS SELECT * FROM kept.{FACTS}")  # noqa: S608 - our own name
    for statement in view_statements():
        store.execute(statement)
    for setting, value in _READ_ONLY.items():
        store.execute(f"SET {setting} = {value}")
    return store


def bundle_dir() -> Path | None:
    """Return the folder of the figures that come with the repository, or None where there are none."""
    folder = DATASETS / "bundled"
    return folder if (folder / "manifest.json").is_file() and any(folder.glob("*.parquet")) else None


def open_bundle(folder: Path) -> Store:
    """Load the bundled Parquet files, one a table, into memory. Nothing is written.

    Raises:
        StoreError: a file cannot be read, or is not of the table's shape.
    """
    manifest = folder / "manifest.json"
    stated = manifest.read_bytes().decode("utf-8", "replace") if manifest.is_file() else ""
    store = duckdb.connect()
    try:
        for table in TABLES:
            store.execute(ddl(table))
            path = folder / f"{table}.parquet"
            if not path.is_file() and (table == "models" or path.name in stated):
                raise _no_bundle()
            if path.is_file():
                store.execute(f"INSERT INTO {table} BY NAME SELECT * FROM read_parquet(?)", [str(path)])  # noqa: S608 - our own table names
        for statement in view_statements():
            store.execute(statement)
    except duckdb.Error as error:
        store.close()
        raise _no_bundle() from error
    for setting, value in _READ_ONLY.items():
        store.execute(f"SET {setting} = {value}")
    return store


def _no_bundle() -> StoreError:
    message = "The bundled figures cannot be read. Check out the repository anew, or run `python -m etl refresh`."
    return StoreError(message)


def open_current() -> Store:
    """Open the current snapshot, else the bundled figures.

    Raises:
        StoreError: there is neither, or it cannot be read.
    """
    path, bundle = current_path(), bundle_dir()
    if path is not None:
        return open_snapshot(path)
    if bundle is None:
        message = "There is no snapshot yet. Run `python -m etl refresh` to make one."
        raise NoSnapshotError(message)
    return open_bundle(bundle)


def frame(store: Store, sql: str, values: Sequence[object] | Mapping[str, object] = ()) -> pd.DataFrame:
    """Return the rows of a SELECT, its values bound.

    Raises:
        StoreError: the snapshot cannot answer.
    """
    try:
        return store.execute(sql, values).df()
    except duckdb.Error as error:
        message = "The snapshot cannot answer this question. Run `python -m etl refresh` to make a new one."
        raise StoreError(message) from error
