"""Every table that people keep by hand, read and held against the others and against the models that are known."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import replace
from datetime import UTC, date, datetime
from functools import partial
from pathlib import Path
from typing import Any

import pandas as pd

from catalog.curated.benchmarks import BENCHMARKS, DOMAINS
from catalog.curated.developers import DEVELOPERS, developer_id
from catalog.curated.facts import CURATED_FACTS, CuratedFact
from catalog.curated.hub_tags import LANGUAGES
from catalog.curated.licences import LICENCES
from catalog.curated.memberships import COMPOSITES, MEMBERSHIPS
from catalog.curated.provider_terms import PROVIDER_TERMS
from catalog.curated.providers import PROVIDERS, ProviderRow
from catalog.curated.table import Fault, Table
from catalog.errors import CuratedError
from catalog.hosting.gpus import GPUS, Gpu
from catalog.hosting.shapes import ATTENTION, SHAPES
from catalog.identity.names import parts
from catalog.identity.resolve import ALIASES, DISTINCT, FAMILIES, MODELS, POINTERS, REUPLOADS, SAME_WEIGHTS, Alias
from catalog.openness.statements import STATEMENTS, CuratedStatement
from catalog.store import DATASETS
from catalog.variants.evidence import QUESTIONS
from catalog.variants.lineage import EDGES
from etl.sources.hub import BASES

TABLES: tuple[Table[Any], ...] = (
    DOMAINS,
    BENCHMARKS,
    COMPOSITES,
    MEMBERSHIPS,
    QUESTIONS,
    DEVELOPERS,
    PROVIDERS,
    PROVIDER_TERMS,
    FAMILIES,
    ALIASES,
    REUPLOADS,
    MODELS,
    DISTINCT,
    POINTERS,
    SAME_WEIGHTS,
    EDGES,
    BASES,
    LANGUAGES,
    LICENCES,
    STATEMENTS,
    CURATED_FACTS,
    GPUS,
    ATTENTION,
    SHAPES,
)
_KNOWN_MODEL = "a model that the snapshot or the bundle knows"


def curated_faults(*known: Mapping[str, pd.DataFrame], folder: Path = DATASETS) -> list[str]:
    """Return what is wrong with the tables that people keep by hand, one sentence a fault.

    Args:
        known: tables of the bundle and of a snapshot, by whose models and GPUs a row may refer to one.
        folder: where the curated tables are.
    """
    models, gpus = (
        {name for tables in known if table in tables for name in tables[table][key]}
        for table, key in (("models", "model_id"), ("gpus", "gpu"))
    )
    with suppress(CuratedError):  # what is wrong with it is told below
        models |= {row.model_id for row in MODELS.rows(folder)}
    faults: dict[str, None] = {}  # a table that others refer to is told once
    for table in (*TABLES, *_held_against(models, gpus)):
        try:
            table.rows(folder)
        except CuratedError as error:
            faults |= dict.fromkeys(error.faults)
    read = {path for table in TABLES for path in folder.glob(table.files)}
    strays = sorted({*folder.glob("*.csv"), *folder.glob("benchmarks/*")} - read)
    return [*faults, *(f"datasets/{path.relative_to(folder).as_posix()}: no table has this name" for path in strays)]


def _held_against(models: Collection[str], gpus: Collection[str]) -> Iterator[Table[Any]]:
    """Yield tables whose rows must meet what is known, too: no reader can ask for that before there is a snapshot."""
    yield replace(ALIASES, rule=partial(_alias_faults, models))
    today = datetime.now(tz=UTC).date()
    yield replace(STATEMENTS, rule=partial(_statement_faults, models, today))
    yield replace(CURATED_FACTS, rule=partial(_fact_faults, models, today))
    yield replace(GPUS, rule=partial(_gpu_faults, gpus))
    yield replace(PROVIDERS, rule=partial(_provider_faults, models))


def _alias_faults(models: Collection[str], rows: Sequence[Alias]) -> Iterator[Fault]:
    first: dict[object, Alias] = {}
    for number, row in enumerate(rows):
        if row.model_id not in models:
            yield number, "model_id", _KNOWN_MODEL
        taken = parts(row.name, with_effort=False)
        before = first.setdefault((taken.words, taken.stamps, row.developer), row)
        if (before.model_id, before.effort) != (row.model_id, row.effort):
            yield number, "name", f"a name that reads unlike {before.name!r}, which means {before.model_id!r}"


def _statement_faults(models: Collection[str], today: date, rows: Sequence[CuratedStatement]) -> Iterator[Fault]:
    for number, row in enumerate(rows):
        if row.model_id not in models:
            yield number, "model_id", _KNOWN_MODEL
        if row.as_of > today:
            yield number, "as_of", "a day that is not to come"


def _fact_faults(models: Collection[str], today: date, rows: Sequence[CuratedFact]) -> Iterator[Fault]:
    for number, row in enumerate(rows):
        if row.model_id not in models:
            yield number, "model_id", _KNOWN_MODEL
        if row.as_of and row.as_of > today:
            yield number, "as_of", "a day that is not to come"


def _gpu_faults(gpus: Collection[str], rows: Sequence[Gpu]) -> Iterator[Fault]:
    for number, row in enumerate(rows):
        if row.memory_gb is None and row.gpu not in gpus:
            yield number, "gpu", "a GPU that the snapshot or the bundle knows, or figures in the row"


def _provider_faults(models: Collection[str], rows: Sequence[ProviderRow]) -> Iterator[Fault]:
    known = {model_id.partition("/")[0] for model_id in models} | {row.provider for row in rows}
    for number, row in enumerate(rows):
        if row.developer and row.developer not in known and developer_id(row.developer) is None:
            yield number, "developer", "a developer of datasets/developers.csv or of a known model"
