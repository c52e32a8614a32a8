"""OpenRouter: what its models can do, and what each endpoint behind them asks.

`models/ID/endpoints` of a `:free` id answers the endpoints of the paid model; so each canonical slug is asked once, and
its endpoints are the offers of the id without a variant. The free variant itself is an offer of OpenRouter's own.
`created` is the day on which OpenRouter began to sell a model, `expiration_date` that on which it ceases to: both are
OpenRouter's, not the model's.
"""

import os
import re
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, date, datetime
from typing import Any

from catalog.identity.resolve import Name
from catalog.records import KnownName, Model, Offer
from etl.reading import day, field_of, json_of, list_of, optional_number, whole
from etl.source import Answer, Batch, Door, Source
from etl.sources._openrouter_endpoints import add_endpoints, shared

ROOT = "https://openrouter.ai"
MODELS_URL = f"{ROOT}/api/v1/models"
_VARIANT = re.compile(r"\((?:free|thinking)\)$")


def fetch(door: Door) -> Sequence[Answer]:
    """Fetch the list of models and the endpoints of each, with their speeds; OPENROUTER_API_KEY is used where set."""
    key = os.environ.get("OPENROUTER_API_KEY")
    headers = {"Authorization": f"Bearer {key}"} if key else None
    models = door.get(MODELS_URL, headers)
    rows = [row for row in _rows(models) if _not_a_model(row) is None]
    return [models, *door.get_many(dict.fromkeys(_endpoints_url(row) for row in rows), headers)]


def parse(answers: Sequence[Answer]) -> Batch:
    """Return models with their names, an offer for each endpoint and free variant, and speeds where they are stated."""
    batch = Batch()
    plain: dict[str, str] = {}
    until: dict[str, date | None] = {}
    for answer in answers:
        if answer.url == MODELS_URL:
            rows = _rows(answer)
            plain = _plain_ids(rows)
            until = {str(row["id"]): day(row.get("expiration_date"), str(row["id"])) for row in rows}
            for row in rows:
                _add_model(batch, row, answer.last_modified, has_facts=plain.get(_endpoints_url(row)) == row["id"])
    for answer in answers:
        if answer.url in plain:
            add_endpoints(batch, plain[answer.url], answer, until.get(plain[answer.url]))
    return batch


def _plain_ids(rows: Iterable[Mapping[str, Any]]) -> dict[str, str]:
    """Return, by the address of its endpoints, the id under which a model is listed without a variant, if it is."""
    listed: dict[str, list[str]] = defaultdict(list)
    for row in rows:
        if _not_a_model(row) is None:
            listed[_endpoints_url(row)].append(str(row["id"]))
    return {url: min(ids, key=_is_variant) for url, ids in listed.items()}


def _is_variant(model_id: str) -> bool:
    """Return whether an id is a way to buy a model (`:free`, `:thinking`), not the model."""
    return ":" in model_id


def _rows(answer: Answer) -> list[Mapping[str, Any]]:
    rows = list_of(field_of(json_of(answer), "data", answer.url), answer.url)
    for row in rows:
        for key in ("id", "canonical_slug", "name", "architecture", "pricing"):
            field_of(row, key, f"{answer.url}: a model")
    return rows


def _endpoints_url(row: Mapping[str, Any]) -> str:
    links = row.get("links") or {}
    return ROOT + (links.get("details") or f"/api/v1/models/{row['canonical_slug']}/endpoints")


def _not_a_model(row: Mapping[str, Any]) -> str | None:
    """Return why an entry is no model, or None for a model."""
    if row["id"].startswith("~"):
        return "a moving pointer, not a model"
    if row["architecture"].get("tokenizer") == "Router" or row["id"].endswith("/router"):
        return "a router, not a model"
    return None


def _add_model(batch: Batch, row: Mapping[str, Any], as_of: date | None, *, has_facts: bool) -> None:
    reason = _not_a_model(row)
    if reason:
        batch.reject(reason, row["id"])
        return
    model_id = str(row["id"])
    title = _VARIANT.sub("", str(row["name"]).split(": ", maxsplit=1)[-1]).strip()
    name = Name(model_id, model_id.split("/", maxsplit=1)[0], row.get("hugging_face_id") or None)
    for known in dict.fromkeys((model_id, str(row["canonical_slug"]), title)):
        batch.add(KnownName(name=known), name)
    if has_facts:
        batch.add(_model(row, title, name, as_of), name)
    if model_id.endswith(":free"):
        until = day(row.get("expiration_date"), model_id)
        offer = Offer(
            provider="openrouter",
            price_kind="free tier",
            model_name=model_id,
            retirement_date=until,
            as_of=as_of,
            **shared(row),
        )
        batch.add(offer, name)


def _model(row: Mapping[str, Any], title: str, name: Name, as_of: date | None) -> Model:
    where = f"{MODELS_URL}: {row['id']}"
    prefix, has_prefix, _ = str(row["name"]).partition(": ")
    created = optional_number(row.get("created"), where)
    cutoff = day(row.get("knowledge_cutoff"), where)
    parameters = row.get("supported_parameters") or None
    return Model(
        name=title,
        developer=prefix if has_prefix else name.developer,
        weights="open" if name.hub_repo_id else None,
        hub_repo_id=name.hub_repo_id,
        max_output_tokens=whole((row.get("top_provider") or {}).get("max_completion_tokens"), where) or None,
        input_modalities=tuple(row["architecture"].get("input_modalities") or ()) or None,
        output_modalities=tuple(row["architecture"].get("output_modalities") or ()) or None,
        reasoning=None if parameters is None else "reasoning" in parameters,
        release_date=datetime.fromtimestamp(created, tz=UTC).date() if created else None,
        knowledge_cutoff=cutoff.replace(day=1) if cutoff else None,
        as_of=as_of,
        **shared(row),
    )


SOURCE = Source(
    source_id="openrouter",
    title="OpenRouter models and endpoints",
    publisher="OpenRouter",
    url="https://openrouter.ai/models",
    licence="public API; OpenRouter's dataset exports are CC BY 4.0",
    attribution="Prices and model data by OpenRouter, https://openrouter.ai/models",
    cadence_days=1,
    fetch=fetch,
    parse=parse,
    min_rows=1000,
    founds="ids",
)
