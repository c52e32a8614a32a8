"""The bundled snapshot: one Parquet file a table with a manifest, in git. It holds figures that may be passed on."""

import hashlib
import json
from collections.abc import Iterable, Mapping
from datetime import date
from pathlib import Path
from typing import Any

import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq

from catalog.records import TABLES, columns
from catalog.store import DATASETS
from etl.build import arrow_of
from etl.checks import require_sound
from etl.derived import derived_tables
from etl.errors import BuildError
from etl.life import snapshot_day
from etl.offers import judged
from etl.source import discover, uncounted

BUNDLE = DATASETS / "bundled"
MOST_BYTES = 12 * 1024 * 1024
# Rows in an order in which like stands by like: it halves the files.
_ORDER = {
    "scores": ["source_id", "benchmark_id", "model_id"],
    "task_costs": ["source_id", "benchmark_id", "model_id"],
    "hub_models": ["hub_repo_id"],
    "lineage": ["parent", "relation", "child"],
    "variant_domains": ["domain", "reason", "hub_repo_id"],
    "price_history": ["source_id", "model_id", "provider"],
    "offers": ["source_id", "provider", "model_id"],
}


def frame_from(table: pa.Table) -> pd.DataFrame:
    """Return an Arrow table as a frame of plain Python values; NULL is None."""
    frame: pd.DataFrame = table.to_pandas(date_as_object=True, integer_object_nulls=True)
    return frame.astype(object).where(frame.notna(), None)


def completed(rows: pd.DataFrame, table: str) -> pd.DataFrame:
    """Return rows with every column of today's table; one that an earlier version did not write is unknown."""
    if table not in TABLES:
        return rows
    return rows.reindex(columns=list(columns(TABLES[table]))).astype(object).where(lambda frame: frame.notna(), None)


def read_bundle(folder: Path = BUNDLE) -> dict[str, pd.DataFrame]:
    """Return the bundle's tables; empty where there is no bundle yet.

    Raises:
        BuildError: a file is missing or damaged: it is not the one that the manifest states.
    """
    if not (folder / "manifest.json").exists():
        return {}
    tables = {}
    for table, file, sha256 in _stated_files(folder):
        path = folder / file
        body = path.read_bytes() if path.is_file() else b""
        if hashlib.sha256(body).hexdigest() != sha256:
            message = f"{file}: the file of the manifest expected, found another or none; check it out from git again"
            raise BuildError(message)
        tables[table] = completed(frame_from(pq.read_table(pa.BufferReader(body))), table)
    lacking = {table: completed(pd.DataFrame(), table) for table in TABLES if table not in tables}
    return tables | lacking


def _stated_files(folder: Path) -> list[tuple[str, str, str]]:
    try:
        manifest = json.loads((folder / "manifest.json").read_text(encoding="utf-8"))
        return [(entry["table"], entry["file"], entry["sha256"]) for entry in manifest["tables"]]
    except (ValueError, KeyError, TypeError) as error:
        message = "manifest.json: the bundle's manifest expected, found something else; check it out from git again"
        raise BuildError(message) from error


def write_bundle(tables: Mapping[str, pd.DataFrame], folder: Path = BUNDLE) -> dict[str, Any]:
    """Write every table's rows that may be passed on, and return the manifest.

    What follows from rows (abilities, conflicts) is worked out anew from those that are passed on: nothing that a
    source left out has a part in is in the bundle.

    Raises:
        BuildError: what may be passed on is not sound by itself, or larger than a repository should carry; no file
            is written.
    """
    sources = tables["sources"]
    kept = sources[sources["may_redistribute"].astype(bool)]
    allowed = set(kept["source_id"])
    models = set(passed_on(tables["models"], allowed)["model_id"])
    passed = {table: _of_models(passed_on(tables[table], allowed), models) for table in TABLES}
    day = snapshot_day(passed["sources"])
    if len(kept) < len(sources) and day:
        passed |= judged(passed, day, passed)
    if len(kept) < len(sources):
        passed |= derived_tables(passed, uncounted(discover()))
    passed["sources"] = passed["sources"].assign(outcome="unchanged", reason="from the bundled snapshot")
    require_sound(passed)
    bodies: dict[str, bytes] = {}
    written: list[dict[str, Any]] = []
    for table, record in TABLES.items():
        rows = passed[table]
        rows = rows.sort_values(_ORDER[table], kind="stable") if table in _ORDER else rows
        body = bodies[table] = _parquet(arrow_of(rows, record))
        sha256 = hashlib.sha256(body).hexdigest()
        written.append(
            {"table": table, "file": f"{table}.parquet", "rows": len(rows), "bytes": len(body), "sha256": sha256},
        )
    size = sum(entry["bytes"] for entry in written)
    if size > MOST_BYTES:
        message = f"the bundle is {size} bytes, at most {MOST_BYTES} expected"
        raise BuildError(message)
    folder.mkdir(parents=True, exist_ok=True)
    for table, body in bodies.items():
        (folder / f"{table}.parquet").write_bytes(body)
    manifest = {"tables": written, "sources": list(_source_entries(kept))}
    text = json.dumps(manifest, indent=1, ensure_ascii=False) + "\n"
    (folder / "manifest.json").write_text(text, encoding="utf-8")
    return manifest


def _of_models(rows: pd.DataFrame, models: set[str]) -> pd.DataFrame:
    """Leave out names and facts of models that only a source left out knows: they say what it holds."""
    is_about_models = "model_id" in rows and ("source_id" not in rows or "stands" in rows)
    return rows[rows["model_id"].isin(models)] if is_about_models else rows


def _parquet(table: pa.Table) -> bytes:
    sink = pa.BufferOutputStream()
    pq.write_table(table, sink, compression="zstd", compression_level=19)
    body: bytes = sink.getvalue().to_pybytes()
    return body


def passed_on(rows: pd.DataFrame, allowed: Iterable[str]) -> pd.DataFrame:
    """Return the rows of sources that may be passed on; a conflict counts as both its sources'."""
    allowed = set(allowed)
    for column in ("source_id", "low_source_id", "high_source_id"):
        if column in rows:
            rows = rows[rows[column].isin(allowed)]
    return rows


def _source_entries(sources: pd.DataFrame) -> Iterable[dict[str, Any]]:
    for row in sources.sort_values("source_id").itertuples():
        yield {
            "source_id": row.source_id,
            "as_of": row.as_of.isoformat() if isinstance(row.as_of, date) else None,
            "licence": row.licence,
            "attribution": row.attribution,
            "rows": row.rows,
        }
