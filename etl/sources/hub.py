"""Models of the Hugging Face Hub: what they are, how much they are used, and what they were made from.

Listed are the most downloaded text models, the most downloaded of some fields and languages, and the children of the
open models in datasets/hub_bases.csv. Downloads are those of 30 days. A listing carries no date of its own: each row is
dated by its repository's last change, which is never later than the day that its figures are of. What a row leaves out
(downloads, likes, whether it is gated) is not known; it is never 0 or false.
"""

import io
import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
from huggingface_hub import HfApi, get_token

from catalog.curated import hub_tags
from catalog.curated.table import Table
from catalog.records import HubModel, LineageEdge, Relation, VariantDomain
from etl.errors import ParseError
from etl.hub import PUBLIC, asked, endpoint
from etl.reading import json_of, parquet_rows, table_of
from etl.source import Answer, Batch, Door, Source
from etl.sources import _hub_listing
from etl.sources._hub_listing import ANONYMOUS_REQUESTS, USER_REQUESTS, Asking, Limiter, Listed

FIRST = f"{PUBLIC}/api/models#first"
MODELS = f"{PUBLIC}/api/models#models"
QUANTIZED = f"{PUBLIC}/api/models#quantized"

_SCHEMA = pa.schema(
    [
        ("id", pa.string()),
        ("downloads", pa.int64()),
        ("likes", pa.int64()),
        ("pipeline_tag", pa.string()),
        ("library", pa.string()),
        ("parameters", pa.int64()),
        ("created_on", pa.date32()),
        ("modified_on", pa.date32()),
        ("is_gated", pa.bool_()),
        ("tags", pa.list_(pa.string())),
    ],
)
_MOST_PARAMETERS = 10**13  # a larger count is a number of something else, such as training tokens
_RELATIONS: dict[str, Relation] = {r: r for r in ("finetune", "adapter", "merge", "quantized")}


@dataclass(frozen=True, slots=True, kw_only=True)
class _Base:
    hub_repo_id: hub_tags.RepoId
    family: str


BASES = Table(files="hub_bases.csv", row=_Base, key=("hub_repo_id",))


def base_repos() -> list[str]:
    """Return the open models whose children are listed, the most used first."""
    return [row.hub_repo_id for row in BASES.rows()]


def fetch(door: Door) -> Sequence[Answer]:
    """List the models, unless the newest and the most used ones are those of the last time."""
    limiter = Limiter(USER_REQUESTS if get_token() else ANONYMOUS_REQUESTS)
    asking = Asking(HfApi(endpoint=endpoint()).list_models, limiter)
    bases = base_repos()
    first = first_answer(asked("the Hub's first models", asking.first_models), bases)
    before = door.previous(FIRST)
    if before and before.body == first:
        return door.previous_all()
    listed = asked("the Hub's models", asking.everything, bases)
    return [door.keep(FIRST, first), *(door.keep(url, body, day) for url, body, day in answers_of(listed))]


def first_answer(models: Sequence[dict[str, Any]], bases: Sequence[str]) -> bytes:
    """Return the first models, and what else decides what a listing holds, as one text to compare."""
    limits = {name: value for name, value in vars(_hub_listing).items() if name.isupper()}
    return json.dumps({"models": models, "bases": list(bases), "asked": limits}, default=str, sort_keys=True).encode()


def answers_of(listed: Listed) -> Iterator[tuple[str, bytes, date | None]]:
    """Yield the listing as answers to keep: address, body, and the day that it is of."""
    rows = sorted(listed.models.values(), key=lambda row: str(row["id"]))
    body = io.BytesIO()
    pq.write_table(pa.Table.from_pylist(rows, schema=_SCHEMA), body, compression="zstd")
    day = max((row["modified_on"] for row in rows if row["modified_on"]), default=None)
    yield MODELS, body.getvalue(), day
    yield QUANTIZED, json.dumps(listed.quantized, sort_keys=True).encode(), day


def parse(answers: Sequence[Answer]) -> Batch:
    """Read the listing that `fetch` kept."""
    batch = Batch()
    found = {answer.url: answer for answer in answers}
    if missing := {MODELS, QUANTIZED} - found.keys():
        message = f"hub: answers {sorted(missing)} expected, found {sorted(found)}"
        raise ParseError(message)
    quantized = table_of(json_of(found[QUANTIZED]), QUANTIZED)
    rows = parquet_rows(found[MODELS], _SCHEMA.names)
    for row in rows:
        as_of = row["modified_on"] or row["created_on"]
        if not hub_tags.is_repo_id(row["id"]):
            batch.reject("not a repository id", row["id"])
            continue
        _add_model(batch, row, quantized.get(row["id"]), as_of)
        _add_lineage(batch, row, as_of)
        for domain, reason in hub_tags.domain_reasons(row["id"], row["tags"]).items():
            batch.add(VariantDomain(hub_repo_id=row["id"], domain=domain, reason=reason, as_of=as_of))
    return batch


def _add_model(batch: Batch, row: dict[str, Any], quantizations: int | None, as_of: date | None) -> None:
    tags = row["tags"]
    parameters = row["parameters"]
    batch.add(
        HubModel(
            hub_repo_id=row["id"],
            downloads=row["downloads"],
            likes=row["likes"],
            pipeline_tag=row["pipeline_tag"],
            library=row["library"],
            licence_id=hub_tags.licence_id(tags),
            parameters=parameters if parameters and parameters < _MOST_PARAMETERS else None,
            created_on=row["created_on"],
            modified_on=row["modified_on"],
            is_gated=row["is_gated"],
            languages=hub_tags.languages(tags) or None,
            training_datasets=hub_tags.training_datasets(tags) or None,
            tags=hub_tags.authors_tags(tags, row["pipeline_tag"], row["library"]) or None,
            quantizations=quantizations,
            as_of=as_of,
        )
    )


def _add_lineage(batch: Batch, row: dict[str, Any], as_of: date | None) -> None:
    child = row["id"]
    if hub_tags.names_parent_only(row["tags"]):
        batch.reject("a parent is named without how the model was made from it", child)
    for edge in hub_tags.edges(row["tags"]):
        if not hub_tags.is_repo_id(edge.parent):
            batch.reject("the parent is not a repository id", f"{child} <- {edge.parent}")
        elif edge.parent.lower() == child.lower():
            batch.reject("the model names itself as its parent", child)
        else:
            relation = _RELATIONS[edge.relation]
            url = f"{PUBLIC}/{child}"
            batch.add(
                LineageEdge(
                    child=child, parent=edge.parent, relation=relation, evidence="tag", evidence_url=url, as_of=as_of
                )
            )


SOURCE = Source(
    source_id="hub",
    title="Hugging Face Hub",
    publisher="Hugging Face",
    url="https://huggingface.co/models",
    licence="none stated for the metadata",
    attribution="Model metadata from the Hugging Face Hub, https://huggingface.co/models",
    cadence_days=1,
    fetch=fetch,
    parse=parse,
    min_rows=40_000,
)
