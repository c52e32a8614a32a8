"""Snapshots as frames: reading one whole, and what changed from one to another."""

from collections.abc import Iterable
from pathlib import Path
from typing import Any

import pandas as pd

from catalog.data import changes as compared
from catalog.records import TABLES
from catalog.store import StoreError, open_snapshot
from etl.bundle import frame_from
from etl.errors import BuildError

# What the command tells of each kind of change.
TOLD: dict[str, tuple[str, ...]] = {
    "new": ("model_id", "name"),
    "gone": ("model_id", "name"),
    "repriced": ("model_id", "price", "was", "now"),
    "rescored": ("model_id", "effort", "benchmark_id", "source_id", "was", "now"),
}


def read_tables(path: Path, tables: Iterable[str] = TABLES) -> dict[str, pd.DataFrame]:
    """Return a snapshot's tables as frames of plain Python values.

    Raises:
        BuildError: the file cannot be read, or was made by another version.
    """
    try:
        store = open_snapshot(path)
    except StoreError as error:
        raise BuildError(str(error)) from error
    try:
        return {
            table: frame_from(store.sql(f"SELECT * FROM {table}").to_arrow_table())  # noqa: S608 - our own names
            for table in tables
        }
    finally:
        store.close()


def changes(before: Path, after: Path) -> dict[str, list[dict[str, Any]]]:
    """Return what changed between two snapshots: new, gone, repriced and rescored models.

    Raises:
        BuildError: a file cannot be read, or was made by another version.
    """
    stores = []
    try:
        stores += [open_snapshot(before)]
        stores += [open_snapshot(after)]
        found = compared.changes(*stores)
    except StoreError as error:
        raise BuildError(str(error)) from error
    finally:
        for store in stores:
            store.close()
    return {kind: _plain_rows(getattr(found, kind), columns) for kind, columns in TOLD.items()}


def _plain_rows(rows: pd.DataFrame, columns: tuple[str, ...]) -> list[dict[str, Any]]:
    return [
        {name: None if pd.isna(value) else value for name, value in row.items()}
        for row in rows[list(columns)].to_dict("records")
    ]
