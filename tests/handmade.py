"""Small sources, batches and tables made by hand, for the tests of the core."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pandas as pd

from catalog.identity.resolve import Name
from catalog.records import TABLES, Model, ModelFact, Offer, Score
from etl.build import write_tables
from etl.join import Tables, frame_of
from etl.source import Batch, Source
from tests.snapshot_rows import ROWS, clouds

STAMP = "20261123T120000Z"


def source(source_id: str, **facts: Any) -> Source:  # noqa: ANN401 - any field of Source
    """Return a source that says nothing by itself."""
    fixed: dict[str, Any] = {
        "title": source_id.title(),
        "publisher": "Acme",
        "url": f"https://{source_id}.example",
        "licence": "CC BY 4.0",
        "attribution": f"{source_id}, CC BY 4.0",
        "cadence_days": 7,
        "fetch": lambda _: [],
        "parse": lambda _: Batch(),
        "min_rows": 0,
    }
    return Source(source_id=source_id, **(fixed | facts))


def batch(*found: tuple[Any, Name | str | None]) -> Batch:
    """Return a batch of (record, name); a plain text stands for a name of its own."""
    made = Batch()
    for record, name in found:
        made.add(record, Name(name) if isinstance(name, str) else name)
    return made


def score(value: float = 50.0, benchmark_id: str = "gpqa_diamond", **facts: Any) -> Score:  # noqa: ANN401
    """Return a measured score."""
    fixed: dict[str, Any] = {"benchmark_id": benchmark_id, "value": value, "evidence": "measured"}
    return Score(**(fixed | facts))


def offer(input_usd: float | None = 1.0, output_usd: float | None = 4.0, **facts: Any) -> Offer:  # noqa: ANN401
    """Return a list offer; prices in USD per million tokens."""
    fixed: dict[str, Any] = {"provider": "acme", "price_kind": "list"}
    return Offer(**(fixed | {"input_usd_per_mtok": input_usd, "output_usd_per_mtok": output_usd} | facts))


def model(model_id: str, **facts: Any) -> Model:  # noqa: ANN401
    """Return a model's row as a snapshot has it."""
    fixed: dict[str, Any] = {"model_id": model_id, "name": model_id, "source_id": "acme_board"}
    return Model(**(fixed | facts))


def fact(model_id: str, name: str, value: str, **more: Any) -> ModelFact:  # noqa: ANN401
    """Return one source's statement about a model."""
    return ModelFact(model_id=model_id, fact=name, value=value, **({"source_id": "acme_board"} | more))


def tables(**rows: list[Any]) -> Tables:
    """Return a sound snapshot's tables: the rows that the tests share, but for the tables given."""
    given = {table: rows.get(table, ROWS.get(table, [])) for table in TABLES}
    given["providers"] = given["providers"] or clouds(given["offers"])
    return {table: frame_of(record, given[table]) for table, record in TABLES.items()}


def write_current(data: Path, rows: Mapping[str, pd.DataFrame], stamp: str = STAMP) -> Path:
    """Write rows as the current snapshot of a data folder; return its file."""
    path = data / "snapshots" / f"{stamp}.duckdb"
    path.parent.mkdir(parents=True, exist_ok=True)
    write_tables(path, rows)
    (data / "CURRENT").write_text(f"{path.name}\n", encoding="utf-8")
    return path


def with_row(frame: pd.DataFrame, row: int = 0, **values: Any) -> pd.DataFrame:  # noqa: ANN401
    """Return a copy of a frame with some values of one row changed."""
    changed = frame.copy()
    for column, value in values.items():
        changed[column] = [value if place == row else old for place, old in enumerate(changed[column])]
    return changed
