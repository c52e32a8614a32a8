"""model-prices: what developers ask for their own models, and what they asked before.

`latest.json` names the current snapshot by its SHA-256; `v1/SHA.json` is that snapshot. For each model and mode of
service it holds intervals, oldest first: the rates of one hold from its `start` to the `start` of the next, those of
the first also before (`start` null), although `rates.valid_from` says since when they are known. Rates are null while a
mode was not sold. `standard` prices are read, `batch` beside them, and `thinking`: what answers with thinking cost,
where that is not the same. The others (fast, flex, ultrafast) are other services. Of a model with the status `removed`
the last price is kept, with the day of the snapshot as that from which its seller is known not to sell it.
"""

import hashlib
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import pairwise
from typing import Any

from catalog.curated.providers import Provider, provider
from catalog.identity.resolve import Name
from catalog.records import KnownName, Model, Offer, OfferEffort, PricePeriod
from etl.conditions import OFF_PEAK, PEAK, at_other_hours, conditions, trains_on_prompts
from etl.errors import ParseError
from etl.hosted_names import EVERYWHERE, hosted_name, not_one_model
from etl.prices import price_fields, sells_no_answers, tiers_json
from etl.reading import day, field_of, json_of, list_of, table_of
from etl.source import Answer, Batch, Door, Source

ROOT = "https://raw.githubusercontent.com/wakamex/model-prices/data/v1"
POINTER_URL = f"{ROOT}/latest.json"
_PRICES = ("input", "output", "cache_read", "cache_write")
_DATED = re.compile(r"[-\d]*")  # a longer id of the same model adds a date; `-highspeed` is another service

Rates = Mapping[str, Any]
Interval = tuple[date | None, date | None, Rates]


@dataclass(frozen=True, slots=True, kw_only=True)
class _Listing:
    """One model of one provider: its prices in each mode of service, and whether it is still sold."""

    seller: Provider
    model: str
    where: str
    modes: Mapping[str, Any]
    is_sold: bool
    hours: str | None
    as_of: date

    @property
    def name(self) -> Name:
        text = hosted_name(self.model)[0]
        return Name(text, self.seller.developer if self.seller.makes(text) else None)


def fetch(door: Door) -> Sequence[Answer]:
    """Fetch the pointer and the snapshot that it names."""
    pointer = door.get(POINTER_URL)
    return [pointer, door.get(f"{ROOT}/{_named(pointer)}.json")]


def parse(answers: Sequence[Answer]) -> Batch:
    """Return the price periods of every model, today's offers, and names that mean the same model.

    Raises:
        ParseError: the snapshot is not the one that the pointer names.
    """
    pointer = next(answer for answer in answers if answer.url == POINTER_URL)
    snapshot = next(answer for answer in answers if answer.url != POINTER_URL)
    found = hashlib.sha256(snapshot.body).hexdigest()
    if found != _named(pointer):
        message = f"{snapshot.url}: a body of sha256 {_named(pointer)} expected, found {found}"
        raise ParseError(message)
    data = table_of(json_of(snapshot), snapshot.url)
    batch = Batch()
    for listing in _listings(data, snapshot.url):
        _add_model(batch, listing)
    for seller, model, known in _same_names(data):
        batch.add(KnownName(name=known), Name(model, provider(seller).developer))
    return batch


def _named(pointer: Answer) -> str:
    sha256 = str(field_of(json_of(pointer), "sha256", pointer.url))
    if not re.fullmatch(r"[0-9a-f]{64}", sha256):
        message = f"{pointer.url}: a sha256 expected, found {sha256[:80]!r}"
        raise ParseError(message)
    return sha256


def _listings(data: Mapping[str, Any], url: str) -> Iterator[_Listing]:
    as_of = day(field_of(data, "updated_at", url), url)
    if as_of is None:
        message = f"{url}: the day of the last update expected, found nothing"
        raise ParseError(message)
    status = table_of(field_of(data, "status", url), url)
    schedules = list_of(field_of(field_of(data, "schedules", url), "schedule", url), url)
    for seller, models in table_of(field_of(data, "prices", url), url).items():
        for model, modes in table_of(models, seller).items():
            yield _Listing(
                seller=provider(seller),
                model=model,
                where=f"{seller}/{model}",
                modes=table_of(modes, model),
                is_sold=status.get(seller, {}).get(model) != "removed",
                hours=_other_hours(schedules, seller, model),
                as_of=as_of,
            )


def _add_model(batch: Batch, listing: _Listing) -> None:
    standard = list_of(field_of(listing.modes, "standard", listing.where), listing.where)
    intervals = list(_intervals(standard, listing.where))
    reason = not_one_model(listing.model, listing.seller)
    if not intervals or sells_no_answers(intervals[-1][2]):
        reason = "no output price: an embedding or the like"
    if reason:
        batch.reject(reason, listing.where)
        return
    if listing.name.developer:
        batch.add(Model(developer=listing.name.developer, as_of=listing.as_of), listing.name)
    region = hosted_name(listing.model)[1]
    for valid_from, valid_to, rates in _merged(intervals) if region in EVERYWHERE else ():
        period = PricePeriod(
            provider=listing.seller.slug,
            valid_from=valid_from,
            valid_to=valid_to,
            model_name=listing.model,
            as_of=listing.as_of,
            **price_fields({key: rates.get(key) for key in _PRICES}, listing.where),
        )
        batch.add(period, listing.name)
    if region not in EVERYWHERE:
        batch.reject("the price history of one region", listing.where)
    begun = [rates for start, _, rates in intervals if start is None or start <= listing.as_of]
    thinking = _thinking_today(listing)
    if begun:
        batch.add(_offer(listing, begun[-1], "none" if thinking else None), listing.name)
    if begun and thinking:
        batch.add(_offer(listing, thinking, "thinking"), listing.name)


def _thinking_today(listing: _Listing) -> Rates | None:
    """Return what answers with thinking cost; None where they cost what the others do."""
    entries = listing.modes.get("thinking")
    intervals = _intervals(entries, listing.where) if entries else ()
    begun = [rates for start, _, rates in intervals if start is None or start <= listing.as_of]
    return begun[-1] if begun else None


def _intervals(entries: Sequence[Any], where: str) -> Iterator[Interval]:
    """Yield (first day, first day after, rates) of the intervals that lasted at least until the next day."""
    starts = [day(entry.get("start"), where) for entry in entries]
    starts[0] = day(field_of(entries[0], "rates", where)["valid_from"], where)
    for (entry, start), (_, end) in pairwise(zip([*entries, None], [*starts, None], strict=True)):
        rates = field_of(entry, "rates", where)
        if rates is not None and (end is None or start is None or start < end):
            yield start, end, table_of(rates, where)


def _merged(intervals: Iterable[Interval]) -> Iterator[Interval]:
    """Join intervals that follow each other at the same price (they differ in their tiers or in who noted them)."""
    last: Interval | None = None
    for start, end, rates in intervals:
        if last and last[1] == start and all(last[2].get(key) == rates.get(key) for key in _PRICES):
            last = (last[0], end, rates)
            continue
        if last:
            yield last
        last = (start, end, rates)
    if last:
        yield last


def _offer(listing: _Listing, today: Rates, effort: OfferEffort | None) -> Offer:
    # Batch prices are of the standard mode: what a batch with thinking costs is not stated.
    batched = listing.modes["batch"][-1]["rates"] if listing.modes.get("batch") and effort != "thinking" else None
    stated = {name: today.get(name) for name in _PRICES}
    stated |= {f"batch_{name}": (batched or {}).get(name) for name in ("input", "output")}
    prices = price_fields(stated, listing.where)
    tiers = ((tier["above"], {key: tier.get(key) for key in _PRICES}) for tier in today.get("tiers") or ())
    return Offer(
        provider=listing.seller.slug,
        region=hosted_name(listing.model)[1],
        tiers=tiers_json(tiers, listing.where),
        effort=effort,
        data_policy=trains_on_prompts(listing.model),
        conditions=conditions(trains_on_prompts(listing.model), listing.hours),
        retirement_date=None if listing.is_sold else listing.as_of,
        model_name=listing.model,
        as_of=listing.as_of,
        **prices,
    )


def _other_hours(schedules: Iterable[Mapping[str, Any]], seller: str, model: str) -> str | None:
    """Return how the price differs at other hours, None where it does not."""
    for schedule in schedules:
        if schedule["provider"] == seller and not schedule.get("valid_until"):
            discounts = schedule.get("off_peak_multiplier") or {}
            if "peak_multiplier" in schedule:
                return at_other_hours(PEAK, schedule["peak_multiplier"])
            if model in discounts:
                return at_other_hours(OFF_PEAK, discounts[model])
    return None


def _same_names(data: Mapping[str, Any]) -> Iterator[tuple[str, str, str]]:
    """Yield (provider, model, further name) where both names mean one model, today and tomorrow."""
    for known, target in data["aliases"]["models"].items():
        seller, _, model = target.partition("/")
        if not provider(seller).is_pointer(model):
            yield seller, model, known
    for seller, models in data["bases"].items():
        for known, model in models.items():
            bare = model.rsplit("/", maxsplit=1)[-1].lower()
            longer = bare.removeprefix(known.lower()) if bare.startswith(known.lower()) else ""
            if not provider(seller).is_pointer(model) and _DATED.fullmatch(longer):
                yield seller, model, known


SOURCE = Source(
    source_id="model_prices",
    title="model-prices: developers' prices, now and before",
    publisher="wakamex",
    url="https://model-prices.com/",
    licence="MIT",
    attribution="Price history by model-prices (wakamex, from models.dev), MIT, https://model-prices.com/",
    cadence_days=1,
    fetch=fetch,
    parse=parse,
    min_rows=800,
    founds="developers' models",
)
