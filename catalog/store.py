"""The snapshot that the app reads: which file is current, opened read-only; or the bundled figures, in memory."""

import os
import re
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path

import duckdb
import pandas as pd

from catalog.records import TABLES, columns, ddl

Store = duckdb.DuckDBPyConnection

DATASETS = Path(__file__).resolve().parents[1] / "datasets"
STAMP_FORMAT = "%Y%m%dT%H%M%SZ"
_SNAPSHOT_NAME = re.compile(r"\d{8}T\d{6}Z\.duckdb")
_LONGEST_NAME = 100


class StoreError(Exception):
    """The figures cannot be read. The message is a sentence for the person at the screen."""


def data_dir() -> Path:
    """Return the folder that holds raw/, snapshots/ and CURRENT: `SHORTLIST_DATA`, else the repository's datasets/."""
    return Path(os.environ.get("SHORTLIST_DATA") or DATASETS)


def current_path() -> Path | None:
    """Return the file of the current snapshot, or None where no snapshot was ever made.

    Raises:
        StoreError: CURRENT names no snapshot file, or one that is gone.
    """
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
    """Return the files of all kept snapshots, newest first."""
    kept = (data_dir() / "snapshots").glob("*.duckdb")
    return sorted((path for path in kept if _SNAPSHOT_NAME.fullmatch(path.name)), reverse=True)


def stamp_of(path: Path) -> datetime:
    """Return the moment (UTC) at which a snapshot was made: its file name."""
    return datetime.strptime(path.stem, STAMP_FORMAT).replace(tzinfo=UTC)


def open_snapshot(path: Path) -> Store:
    """Open a snapshot for reading. Its SQL can reach no other file. Give each reader its own `.cursor()`.

    Raises:
        StoreError: the file is no snapshot, or one that another version of Shortlist made.
    """
    try:
        store = duckdb.connect(
            str(path), read_only=True, config={"enable_external_access": False, "lock_configuration": True}
        )
        missing = _missing_columns(store)
    except duckdb.Error as error:
        message = f"The snapshot {path.name} cannot be opened. Run `python -m etl refresh` to make a new one."
        raise StoreError(message) from error
    if missing:
        store.close()
        message = (
            f"The snapshot {path.name} was made by another version of Shortlist: it has no {missing[0]}. "
            "Run `python -m etl refresh` to make a new one."
        )
        raise StoreError(message)
    return store


def _missing_columns(store: Store) -> list[str]:
    found = store.execute("SELECT table_name || '.' || column_name FROM information_schema.columns").fetchall()
    names = {name for (name,) in found}
    return [
        f"{table}.{name}"
        for table, record in TABLES.items()
        for name in columns(record)
        if f"{table}.{name}" not in names
    ]


def bundle_dir() -> Path | None:
    """Return the folder of the figures that come with the repository, or None where there are none."""
    folder = DATASETS / "bundled"
    return folder if (folder / "manifest.json").is_file() and any(folder.glob("*.parquet")) else None


def open_bundle(folder: Path) -> Store:
    """Load the bundled Parquet files, one a table, into memory. Nothing is written.

    Raises:
        StoreError: a file cannot be read, or is not of the table's shape.
    """
    store = duckdb.connect()
    try:
        for table in TABLES:
            store.execute(ddl(table))
            path = folder / f"{table}.parquet"
            if path.is_file():
                store.execute(f"INSERT INTO {table} BY NAME SELECT * FROM read_parquet(?)", [str(path)])  # noqa: S608 - our own table names
    except duckdb.Error as error:
        store.close()
        message = "The bundled figures cannot be read. Check out the repository anew, or run `python -m etl refresh`."
        raise StoreError(message) from error
    store.execute("SET enable_external_access = false")
    store.execute("SET lock_configuration = true")
    return store


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
        raise StoreError(message)
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
