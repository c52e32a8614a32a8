"""Moving aliases: names that mean another model from time to time, at every seller.

A price under such a name belongs to the model that has this price and window under its own name, at the same seller or
at its developer; where that is not one model, the row stays out. A name without a date that several dated releases have
had is held to those that were out on the day of the figure.
"""

from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import replace

from catalog.curated.providers import provider
from catalog.identity.names import parts
from catalog.identity.resolve import Identity, Name, Resolution, developer_of, is_pointer, pointers
from catalog.records import KnownName, Offer, Score, Speed, TaskCost
from etl.source import Batch, NamedRecord, Source

Met = dict[Name, Resolution]
CATALOGUE = "openrouter"  # its ids found models, so one that reads like a pointer is a model there
REASON = "a moving pointer, not a model"
WINDOW_TOLERANCE = 0.05  # 1,000,000 and 1,048,576 tokens are one window, rounded
_Price = tuple[str, float, float]
_OF_A_DAY = (Score, TaskCost, Speed)  # what was measured on its day


def held_to_models(
    batches: Mapping[str, Batch], sources: Mapping[str, Source], identity: Identity, met: Met
) -> tuple[dict[str, Batch], Met]:
    """Return batches whose rows under moving aliases stand under the model that they are of, or are rejected."""
    priced = _priced(batches, met)
    met = dict(met)
    held = {}
    for source_id, batch in batches.items():
        kept = Batch([], list(batch.rejected))
        for found in batch.found:
            if sources[source_id].founds == "ids" or not _moves(found):
                kept.add(found.record, found.name)
                continue
            model_id = _only(_of_this_price(found.record, priced)) if isinstance(found.record, Offer) else None
            if model_id is None or found.name is None:
                kept.reject(REASON, found.name.text if found.name else "")
                continue
            name = replace(found.name, text=model_id, hub_repo_id=None)
            met[name] = identity.resolve(name)
            kept.add(found.record, name)
        held[source_id] = kept
    return held, met


def dated(batches: Mapping[str, Batch], identity: Identity, met: Met) -> tuple[dict[str, Batch], Met]:
    """Return batches in which results under a name of several releases carry their day, where it tells which is meant.

    A result cannot be of weights that were made after it. Where two releases or none were out, the name stays as it is;
    so does that of an offer: it holds on the day on which it is read, whenever somebody last changed its entry.
    """
    met = dict(met)
    told = {}
    for source_id, batch in batches.items():
        kept = Batch([], list(batch.rejected))
        for found in batch.found:
            name = found.name
            is_open = name is not None and met[name].is_ambiguous and isinstance(found.record, _OF_A_DAY)
            if name is not None and is_open and found.record.as_of is not None:
                asked = replace(name, day=found.record.as_of)
                met[asked] = identity.resolve(asked)
                name = asked if met[asked].model_id else name
            kept.add(found.record, name)
        told[source_id] = kept
    return told, met


def _moves(found: NamedRecord) -> bool:
    """Whether a row stands under a moving alias."""
    if found.name is None or found.name.hub_repo_id or isinstance(found.record, KnownName):
        return False
    if getattr(found.record, "provider", None) == CATALOGUE:
        return False
    return is_pointer(found.name.text)


def _priced(batches: Mapping[str, Batch], met: Met) -> Mapping[_Price, list[tuple[str, int | None]]]:
    """Return which models have a price, with their windows, by the seller."""
    priced: dict[_Price, list[tuple[str, int | None]]] = defaultdict(list)
    for batch in batches.values():
        for found in batch.found:
            offer = found.record
            if not isinstance(offer, Offer) or found.name is None or _moves(found):
                continue
            model_id = met[found.name].model_id
            if model_id and offer.input_usd_per_mtok is not None and offer.output_usd_per_mtok is not None:
                key = (offer.provider, offer.input_usd_per_mtok, offer.output_usd_per_mtok)
                priced[key].append((model_id, offer.context_tokens))
    return priced


def _of_this_price(offer: Offer, priced: Mapping[_Price, list[tuple[str, int | None]]]) -> Iterator[str]:
    """Yield the models that the same seller, or the developer itself, sells at an offer's price with its window."""
    if offer.input_usd_per_mtok is None or offer.output_usd_per_mtok is None or offer.context_tokens is None:
        return
    developer = pointers().get(parts(offer.model_name or "", with_effort=False).words)
    for (seller, price_in, price_out), models in priced.items():
        if (price_in, price_out) != (offer.input_usd_per_mtok, offer.output_usd_per_mtok):
            continue
        if seller != offer.provider and provider(seller).developer != developer:
            continue
        for model_id, window in models:
            is_its = developer in {None, developer_of(model_id)}
            if is_its and window and abs(window - offer.context_tokens) <= WINDOW_TOLERANCE * offer.context_tokens:
                yield model_id


def _only(model_ids: Iterator[str]) -> str | None:
    found = set(model_ids)
    return found.pop() if len(found) == 1 else None
