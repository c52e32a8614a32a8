"""Write a snapshot to a draft file, then put it in its place in one step. The only writer of DuckDB."""

import os
from collections.abc import Callable, Mapping
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import duckdb
import pandas as pd
import pyarrow as pa

from catalog import __version__, kept, queries
from catalog.data.feed import whole_feed
from catalog.data.health import benchmark_health
from catalog.decide.basis import models_with_dates
from catalog.decide.offers import offers_in_play
from catalog.openness.systems import systems_of
from catalog.pricing.eligible import known_offers
from catalog.pricing.verbosity import verbosities
from catalog.records import FACTS, PREPARED, SCHEMA_VERSION, TABLES, SnapshotFacts, columns, ddl, view_statements
from catalog.store import STAMP_FORMAT, Store, newest_first, sha256_of, sum_path
from catalog.variants.index import variant_index
from catalog.variants.packed import KEPT_AS, packed
from etl.errors import BuildError, UsageError
from etl.raw import sync_folder, write_atomically

KEPT_SNAPSHOTS = 10
# What the first visitor of some page would wait for longest, of what is worked out from a snapshot alone.
ASKED_FIRST: tuple[Callable[[Store], Any], ...] = (
    *(models_with_dates, offers_in_play, known_offers, verbosities, queries.ability_domains),
    *(benchmark_health, whole_feed, systems_of),
)
_ORDER = {"scores": "benchmark_id, model_id", "offers": "model_id, provider", "hub_models": "hub_repo_id"}


_ARROW: dict[Any, pa.DataType] = {
    str: pa.string(),
    float: pa.float64(),
    int: pa.int64(),
    bool: pa.bool_(),
    date: pa.date32(),
    datetime: pa.timestamp("us"),
    tuple[str, ...]: pa.list_(pa.string()),
}


def arrow_of(frame: pd.DataFrame, record: type) -> pa.Table:
    """Return a frame as an Arrow table of its record's columns and types; NaN and NaT become NULL.

    Raises:
        BuildError: a value is not of its column's type.
    """
    arrays = {}
    for name, (kind, _) in columns(record).items():
        try:
            arrays[name] = pa.array(frame[name], type=_ARROW[kind], from_pandas=True)
        except (pa.ArrowInvalid, pa.ArrowTypeError, KeyError) as error:
            message = f"{record.__name__}.{name}: {error}"
            raise BuildError(message) from error
    return pa.table(arrays)


def write_tables(
    path: Path, tables: Mapping[str, pd.DataFrame], now: datetime | None = None, fingerprint: str | None = None
) -> None:
    """Write every table to a new DuckDB file, and what the snapshot says of itself; a table not given is empty.

    Raises:
        BuildError: a row does not fit its table.
    """
    with duckdb.connect(str(path)) as db:
        db.begin()  # one for all: each statement alone would wait for the disk
        for table, record in TABLES.items():
            db.execute(ddl(table))
            frame = tables.get(table)
            if frame is None or frame.empty:
                continue
            db.register("incoming", arrow_of(frame, record))
            names = ", ".join(f'"{name}"' for name in columns(record))
            order = f" ORDER BY {_ORDER[table]}" if table in _ORDER else ""
            try:
                db.execute(f"INSERT INTO {table} SELECT {names} FROM incoming{order}")  # noqa: S608 - our own names
            except duckdb.Error as error:
                message = f"table {table}: {error}"
                raise BuildError(message) from error
            db.unregister("incoming")
        for statement in view_statements():
            db.execute(statement)
        db.execute(ddl(FACTS, SnapshotFacts))
        built_at = (now or datetime.now(tz=UTC)).astimezone(UTC).replace(tzinfo=None)
        db.execute(f"INSERT INTO {FACTS} VALUES (?, ?, ?, ?)", [SCHEMA_VERSION, __version__, fingerprint, built_at])  # noqa: S608 - our own name
        db.commit()


def prepare(path: Path) -> None:
    """Work out what pages need of all rows of a snapshot, and keep it in its file; nothing of one without variants.

    Raises:
        CuratedError: a table kept by hand is wrong.
    """
    with duckdb.connect(str(path)) as db:
        if not queries.has_variants(db):
            return
        found = {KEPT_AS: packed(variant_index(db))}
        found |= {kept.name_of(query): body for query in ASKED_FIRST if (body := kept.packed(query(db)))}
        db.execute(f"CREATE TABLE {PREPARED} (name VARCHAR, made_for VARCHAR, bytes BIGINT, body BLOB)")
        rows = [[name, kept.made_for(), size, body] for name, (size, body) in found.items()]
        db.executemany(f"INSERT INTO {PREPARED} VALUES (?, ?, ?, ?)", rows)  # noqa: S608 - our own name


def publish(
    data_dir: Path,
    tables: Mapping[str, pd.DataFrame],
    now: datetime | None = None,
    fingerprint: str | None = None,
) -> Path:
    """Write a snapshot beside the current one and make it current in one atomic step; return its path.

    A kill at any moment leaves the former snapshot current, or the new one whole.

    Raises:
        BuildError: a row does not fit its table.
        UsageError: SHORTLIST_KEEP is no number of snapshots.
    """
    most = _kept()
    folder = data_dir / "snapshots"
    folder.mkdir(parents=True, exist_ok=True)
    for leftover in [*folder.glob("*.draft*"), *folder.glob(".*.draft"), *data_dir.glob(".CURRENT.*.draft")]:
        leftover.unlink(missing_ok=True)
    target = _free_name(folder, now or datetime.now(tz=UTC))
    draft = target.with_suffix(".draft")
    write_tables(draft, tables, now, fingerprint)
    prepare(draft)
    with draft.open("rb") as written:
        os.fsync(written.fileno())
    write_atomically(sum_path(target), f"{sha256_of(draft)}  {target.name}\n".encode())
    draft.replace(target)
    sync_folder(folder)  # CURRENT must never name a file that a loss of power takes away
    write_atomically(data_dir / "CURRENT", f"{target.name}\n".encode())
    _retire(folder, target, most)
    return target


def _free_name(folder: Path, now: datetime) -> Path:
    """Return a name that no snapshot has: two refreshes in one second get two."""
    stamp = pd.Timestamp(now)
    while (target := folder / f"{stamp.strftime(STAMP_FORMAT)}.duckdb").exists():
        stamp += pd.Timedelta(seconds=1)
    return target


def _kept() -> int:
    text = os.environ.get("SHORTLIST_KEEP") or str(KEPT_SNAPSHOTS)
    if not text.isdecimal() or int(text) < 1:
        message = f"SHORTLIST_KEEP: how many snapshots to keep expected, 1 or more; found {text!r}"
        raise UsageError(message)
    return int(text)


def _retire(folder: Path, current: Path, most: int) -> None:
    """Remove all but the newest snapshots. One that a session still reads stays readable until it is closed."""
    for old in newest_first(folder.glob("*.duckdb"))[most:]:
        if old != current:
            old.unlink(missing_ok=True)
    for summed in folder.glob("*.duckdb.sha256"):
        if not summed.with_suffix("").exists():
            summed.unlink(missing_ok=True)
