"""models.dev: what providers ask for models, and what the developers' own listings say of them.

Facts are taken from a developer's own listing only; a reseller's limits are its own. `pdf` is written `file` as
OpenRouter does. A price of 0 for both is a trial, a free tier, or what a subscription covers. `last_updated` is the day
on which somebody last looked at an entry: it is the day of its price. The newest one is the last day that the whole
catalogue can be of. `limit.input`, where it is stated, is the longest prompt, apart from the context window.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date
from typing import Any

from catalog.curated.providers import Provider, provider
from catalog.identity.resolve import Name
from catalog.records import Model, Offer
from etl.conditions import conditions, trains_on_prompts
from etl.hosted_names import hosted_name, not_one_model
from etl.prices import price_fields, sells_no_answers, states_no_price, tiers_json, zero_means
from etl.reading import day, field_of, flag, json_of, table_of, whole
from etl.source import Answer, Batch, Door, Source

URL = "https://models.dev/api.json"
LEGACY_TIER_TOKENS = 200_000
EARLIEST = date(2020, 1, 1)  # 1970-01-01 stands for no day
_PRICES = ("input", "output", "cache_read", "cache_write")


def fetch(door: Door) -> Sequence[Answer]:
    """Fetch the whole catalogue."""
    return [door.get(URL)]


def parse(answers: Sequence[Answer]) -> Batch:
    """Return an offer for each priced entry, and the facts of the developers' own listings."""
    batch = Batch()
    for answer in answers:
        entries = list(_entries(answer))
        days = [day(model.get("last_updated"), answer.url) for _, model in entries]
        as_of = max(filter(None, days), default=answer.last_modified)
        offers: set[Offer] = set()
        for seller, model in entries:
            _add_entry(batch, offers, seller, model, as_of)
    return batch


def _entries(answer: Answer) -> Iterator[tuple[Provider, Mapping[str, Any]]]:
    for seller_id, listing in table_of(json_of(answer), answer.url).items():
        for model in table_of(field_of(listing, "models", seller_id), seller_id).values():
            for key in ("id", "name", "limit", "modalities"):
                field_of(model, key, f"{seller_id}: a model")
            yield provider(seller_id), model


def _add_entry(
    batch: Batch, offers: set[Offer], seller: Provider, model: Mapping[str, Any], as_of: date | None
) -> None:
    where = f"{seller.slug}/{model['id']}"
    cost = model.get("cost") or {}
    reason = _not_a_model(seller, model, cost)
    if reason:
        batch.reject(reason, where)
        return
    text, region = hosted_name(str(model["id"]))
    own = seller.developer if seller.makes(text) else None
    name = Name(text, own)
    if own:
        batch.add(_model(model, own, where), name)
    if seller.billing == "own hardware":
        batch.reject("runs on your own hardware: no price", where)
    elif states_no_price(cost):
        batch.reject("no price stated", where)
    else:
        prices = price_fields({key: cost.get(key) for key in _PRICES}, where, when_zero=zero_means(seller.billing))
        offer = Offer(
            provider=seller.slug,
            region=region,
            tiers=tiers_json(_tiers(batch, cost, where), where),
            model_name=str(model["id"]),
            data_policy=trains_on_prompts(str(model["id"])),
            conditions=conditions(trains_on_prompts(str(model["id"]))),
            **prices,
            **_shared(model, where),
        )
        if offer in offers:
            batch.reject("the same offer in another listing of the provider", where)
        else:
            offers.add(offer)
            offer = replace(offer, as_of=_confirmed(model, where, as_of))
            batch.add(offer, name)


def _confirmed(model: Mapping[str, Any], where: str, newest: date | None) -> date | None:
    """Return the day on which somebody last looked at an entry; None where it states a day that cannot be."""
    found = day(model.get("last_updated"), where)
    return found if found and newest and EARLIEST <= found <= newest else None


def _not_a_model(seller: Provider, model: Mapping[str, Any], cost: Mapping[str, Any]) -> str | None:
    """Return why an entry is no model that answers in text, or None for one that is."""
    modalities = table_of(model["modalities"], "modalities")
    if "text" not in modalities["output"] or "text" not in modalities["input"]:
        return "does not read and write text"
    if sells_no_answers(cost):
        return "no output price: an embedding or the like"
    return not_one_model(str(model["id"]), seller)


def _shared(model: Mapping[str, Any], where: str) -> dict[str, Any]:
    """Return what a listing states of the model and of the offer alike."""
    limit = table_of(model["limit"], where)
    return {
        "context_tokens": whole(limit.get("context"), where) or None,
        "max_input_tokens": whole(limit.get("input"), where) or None,
        "max_output_tokens": whole(limit.get("output"), where) or None,
        "tools": flag(model.get("tool_call")),
        "structured_output": flag(model.get("structured_output")),
    }


def _model(model: Mapping[str, Any], developer: str, where: str) -> Model:
    is_open = flag(model.get("open_weights"))
    cutoff = day(model.get("knowledge"), where)
    return Model(
        name=str(model["name"]).removesuffix("(latest)").strip(),
        developer=developer,
        weights=None if is_open is None else ("open" if is_open else "closed"),
        input_modalities=_modalities(model["modalities"]["input"]),
        output_modalities=_modalities(model["modalities"]["output"]),
        reasoning=flag(model.get("reasoning")),
        release_date=day(model.get("release_date"), where),
        knowledge_cutoff=cutoff.replace(day=1) if cutoff else None,
        as_of=day(model.get("last_updated"), where),
        **_shared(model, where),
    )


def _modalities(stated: Sequence[str]) -> tuple[str, ...]:
    return tuple("file" if modality == "pdf" else modality for modality in stated)


def _tiers(batch: Batch, cost: Mapping[str, Any], where: str) -> Iterator[tuple[object, dict[str, object]]]:
    """Yield the tiers by length of the prompt. `context_over_200k` is the older way to write one: read where alone."""
    tiers = cost.get("tiers") or []
    if not tiers and cost.get("context_over_200k"):
        tiers = [{**cost["context_over_200k"], "tier": {"type": "context", "size": LEGACY_TIER_TOKENS}}]
    for tier in tiers:
        if tier["tier"]["type"] == "context":
            yield tier["tier"]["size"], {key: tier.get(key) for key in _PRICES}
        else:
            batch.reject("a tier that is not by length of the prompt", where)


SOURCE = Source(
    source_id="models_dev",
    title="models.dev",
    publisher="models.dev (SST)",
    url="https://models.dev/",
    licence="MIT",
    attribution="Model data by models.dev, MIT, https://models.dev/",
    cadence_days=1,
    fetch=fetch,
    parse=parse,
    min_rows=2400,
    founds="developers' models",
)
