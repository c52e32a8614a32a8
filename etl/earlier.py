"""Rows of an earlier time: of the current snapshot or of the bundle. They stand for sources that do not answer now."""

import hashlib
import json
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from functools import cached_property
from pathlib import Path
from typing import Protocol

import pandas as pd
import pyarrow.parquet as pq

from catalog.records import TABLES, columns
from catalog.store import Store, StoreError, facts_of, frame, open_snapshot
from etl.bundle import completed, frame_from
from etl.errors import BuildError
from etl.status import LastOutcome

ABOUT_A_SOURCE = tuple(
    t for t, record in TABLES.items() if "source_id" in columns(record) and t not in {"sources", "models"}
)
NO_ROWS: dict[str, pd.DataFrame] = {}


@dataclass(frozen=True, slots=True, kw_only=True)
class Counts:
    """How much a source gave, of which day, and when it was fetched."""

    rows: int
    rejected: int
    as_of: date | None
    fetched_at: datetime | None


class Earlier(Protocol):
    """Rows of an earlier time, read when they are needed."""

    @property
    def fingerprint(self) -> str | None:
        """Return what changes when its rows do; None where it says nothing."""

    @property
    def is_whole(self) -> bool:
        """Whether all its rows can be read."""

    @property
    def last_outcomes(self) -> Mapping[str, LastOutcome]:
        """Return the outcome and the reason of each source."""

    def counts(self, source_id: str) -> Counts | None:
        """Return how much a source had given; None where it had given nothing."""

    def rows_of(self, source_ids: Collection[str]) -> dict[str, pd.DataFrame]:
        """Return some sources' rows of every table, with the models that they are about and their names."""


def _counts(sources: pd.DataFrame) -> dict[str, Counts]:
    return {
        row.source_id: Counts(rows=row.rows, rejected=row.rejected, as_of=row.as_of, fetched_at=row.fetched_at)
        for row in sources.itertuples()
        if row.rows
    }


def _last_outcomes(sources: pd.DataFrame) -> dict[str, LastOutcome]:
    return {row.source_id: LastOutcome(outcome=row.outcome, reason=row.reason) for row in sources.itertuples()}


def _with_models(rows: dict[str, pd.DataFrame], known: Mapping[str, pd.DataFrame]) -> dict[str, pd.DataFrame]:
    used = set().union(*(set(frame["model_id"].dropna()) for frame in rows.values() if "model_id" in frame))
    return rows | {table: frame[frame["model_id"].isin(used)] for table, frame in known.items()}


class EarlierBundle:
    """The bundle's rows; no rows where there is no bundle yet."""

    is_whole = True

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        manifest = folder / "manifest.json"
        self.fingerprint = hashlib.sha256(manifest.read_bytes()).hexdigest() if manifest.exists() else None
        sources = self._read("sources") if self.fingerprint else pd.DataFrame()
        self._counts, self.last_outcomes = _counts(sources), _last_outcomes(sources)

    def counts(self, source_id: str) -> Counts | None:
        """Return how much a source had given; None where it had given nothing."""
        return self._counts.get(source_id)

    def rows_of(self, source_ids: Collection[str]) -> dict[str, pd.DataFrame]:
        """Return some sources' rows of every table, with the models that they are about and their names."""
        if not self._counts or not source_ids:
            return NO_ROWS
        rows = {table: self._read(table, source_ids) for table in ABOUT_A_SOURCE}
        return _with_models(rows, {table: self._read(table) for table in ("models", "model_names")})

    def _read(self, table: str, source_ids: Collection[str] | None = None) -> pd.DataFrame:
        path = self.folder / f"{table}.parquet"
        if not path.exists():  # of an earlier schema
            return completed(pd.DataFrame(), table)
        filters = [("source_id", "in", list(source_ids))] if source_ids is not None else None
        return completed(frame_from(pq.read_table(path, filters=filters)), table)


class EarlierSnapshot:
    """A snapshot's rows.

    Raises:
        BuildError: the file cannot be read, or was made by another version.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        store = self._open()
        try:
            frame(store, "SELECT * FROM sources")
            sources, facts = self._read(store, "sources"), facts_of(store)
        except StoreError as error:
            message = f"{path.name}: its sources cannot be read"
            raise BuildError(message) from error
        finally:
            store.close()
        self.fingerprint = facts.fingerprint if facts else None
        self._counts, self.last_outcomes = _counts(sources), _last_outcomes(sources)

    @cached_property
    def is_whole(self) -> bool:
        """Whether all its rows can be read: a damaged file may open, and only some rows be lost."""
        store = self._open()
        try:
            for table in ("models", "model_names", *ABOUT_A_SOURCE):
                frame(store, f"SELECT * FROM {table}")  # noqa: S608 - our own table names
        except StoreError:
            return False
        finally:
            store.close()
        return True

    def counts(self, source_id: str) -> Counts | None:
        """Return how much a source had given; None where it had given nothing."""
        return self._counts.get(source_id)

    def rows_of(self, source_ids: Collection[str]) -> dict[str, pd.DataFrame]:
        """Return some sources' rows of every table, with the models that they are about and their names."""
        if not source_ids:
            return NO_ROWS
        store = self._open()
        try:
            rows = {table: self._read(store, table, source_ids) for table in ABOUT_A_SOURCE}
            return _with_models(rows, {table: self._read(store, table) for table in ("models", "model_names")})
        finally:
            store.close()

    def _open(self) -> Store:
        try:
            return open_snapshot(self.path)
        except StoreError as error:
            raise BuildError(str(error)) from error

    def _read(self, store: Store, table: str, source_ids: Collection[str] | None = None) -> pd.DataFrame:
        found = store.sql(f"SELECT * FROM {table}")  # noqa: S608 - our own table names
        if source_ids is not None:
            asked = json.dumps(sorted(source_ids))
            found = store.sql(
                f"SELECT * FROM {table} WHERE source_id IN (SELECT unnest(from_json(?, '[\"VARCHAR\"]')))",  # noqa: S608
                params=[asked],
            )
        return frame_from(found.to_arrow_table())
