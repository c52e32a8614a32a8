"""genai-prices by Pydantic: what providers ask, with dated price changes and tiers by length of the prompt.

Traps of the format:

* `prices` is one object, or a list: the first entry without a constraint, later ones from a `start_date` on, or between
  two times of day. Some dates lie in the future: the price that holds is that of the answer's own day.
* A price is a number, or `{base, tiers: [{start, price}]}`.
* Prices that need no payment are an empty object; the id or the name then says "free". Others are just not known.
* Models are kept after they are gone, to price what was used: an offer here does not say that it is still sold. It
  is of the day on which its price was checked, where that is stated. About twenty rows under developers hold the price
  of OpenRouter's cheapest endpoint. So `etl.offers` leaves out what another catalogue of the same seller does not hold.
* `huggingface_X` are X's prices through Hugging Face, and `openrouter` the lowest there: providers of their own.
"""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from typing import Any

from catalog.curated.providers import Provider, provider
from catalog.identity.resolve import Name
from catalog.records import Offer, PricePeriod
from etl.hosted_names import EVERYWHERE, hosted_name, not_one_model
from etl.prices import hours_between, price_fields, sells_no_answers, states_no_price, tiers_json
from etl.reading import day, field_of, json_of, list_of, table_of, whole
from etl.source import Answer, Batch, Door, Source

URL = "https://raw.githubusercontent.com/pydantic/genai-prices/refs/heads/main/prices/new_data/v2/data.json"
HALF_A_DAY_H = 12
_PRICES = {
    "input": "input_mtok",
    "output": "output_mtok",
    "cache_read": "cache_read_mtok",
    "cache_write": "cache_write_mtok",
}
Entry = Mapping[str, Any]


def fetch(door: Door) -> Sequence[Answer]:
    """Fetch every provider's prices."""
    return [door.get(URL)]


def parse(answers: Sequence[Answer]) -> Batch:
    """Return the offers of the answer's day, and a period for each price that has a date."""
    batch = Batch()
    for answer in answers:
        for row in list_of(json_of(answer), answer.url):
            seller = provider(str(field_of(row, "id", answer.url)))
            for model in list_of(field_of(row, "models", seller.slug), seller.slug):
                _add_model(batch, seller, model, answer.last_modified)
    return batch


def _add_model(batch: Batch, seller: Provider, model: Mapping[str, Any], as_of: date | None) -> None:
    model_id = str(field_of(model, "id", seller.slug))
    where = f"{seller.slug}/{model_id}"
    reason = not_one_model(model_id, seller)
    if reason:
        batch.reject(reason, where)
        return
    text, region = hosted_name(model_id)
    is_hub_id = seller.slug.startswith("huggingface-")
    name = Name(text, seller.developer if seller.makes(text) else None, model_id if is_hub_id else None)
    as_of = day(model.get("prices_checked"), where) or as_of
    entries = list(_standard(batch, field_of(model, "prices", where), where))
    if len(entries) > 1 and region not in EVERYWHERE:
        batch.reject("the price history of one region", where)
    for period in _periods(seller, model_id, entries, as_of) if region in EVERYWHERE else ():
        batch.add(period, name)
    prices = _of_the_day(entries, as_of)
    if prices is None:
        batch.reject("dated prices, but the answer has no date", where)
        return
    stated = {ours: _base(prices.get(theirs)) for ours, theirs in _PRICES.items()}
    if states_no_price(stated) and _is_free(model):
        stated = {"input": 0, "output": 0}
    if states_no_price(stated):
        batch.reject("no price stated", where)
    elif sells_no_answers(stated):
        batch.reject("no output price: an embedding or the like", where)
    else:
        fields = price_fields(stated, where)
        offer = Offer(
            provider=seller.slug,
            region=region,
            tiers=tiers_json(_tiers(prices), where),
            context_tokens=whole(model.get("context_window"), where) or None,
            model_name=model_id,
            as_of=day(model.get("prices_checked"), where),
            **fields,
        )
        batch.add(offer, name)


def _is_free(model: Mapping[str, Any]) -> bool:
    return str(model["id"]).endswith(":free") or "(free)" in str(model.get("name"))


def _standard(batch: Batch, prices: object, where: str) -> Iterator[Entry]:
    """Yield the dated entries; of two prices by time of day the one that holds for most of the day."""
    if isinstance(prices, dict):
        yield {"prices": prices}
        return
    entries = list_of(prices, where)
    timed = [entry for entry in entries if "start_time" in (entry.get("constraint") or {})]
    if not timed:
        yield from entries
        return
    for entry in entries:
        times = entry.get("constraint")
        holds_h = hours_between(times["start_time"], times["end_time"]) if times else None
        if (holds_h or 0) > HALF_A_DAY_H or (times is None and not any(_is_long(other) for other in timed)):
            yield {"prices": entry["prices"]}
        else:
            batch.reject("time-of-day price", where)


def _is_long(entry: Entry) -> bool:
    times = entry["constraint"]
    return hours_between(times["start_time"], times["end_time"]) > HALF_A_DAY_H


def _start(entry: Entry) -> date | None:
    return day((entry.get("constraint") or {}).get("start_date"), "start_date")


def _of_the_day(entries: Sequence[Entry], as_of: date | None) -> Mapping[str, Any] | None:
    """Return the prices that hold on a day; None where that depends on a day that we don't know."""
    if len(entries) == 1:
        return table_of(entries[0]["prices"], "prices")
    if as_of is None:
        return None
    begun = [entry for entry in entries if (_start(entry) or date.min) <= as_of]
    return table_of(begun[-1]["prices"], "prices") if begun else None


def _periods(seller: Provider, model_id: str, entries: Sequence[Entry], as_of: date | None) -> Iterator[PricePeriod]:
    """Yield the period of each price; a price that never changed has none."""
    ends = [*(_start(entry) for entry in entries[1:]), None]
    for entry, end in zip(entries, ends, strict=True) if len(entries) > 1 else ():
        stated = {ours: _base(entry["prices"].get(theirs)) for ours, theirs in _PRICES.items()}
        yield PricePeriod(
            provider=seller.slug,
            valid_from=_start(entry),
            valid_to=end,
            model_name=model_id,
            as_of=as_of,
            **price_fields(stated, f"{seller.slug}/{model_id}"),
        )


def _base(price: object) -> object:
    return price["base"] if isinstance(price, dict) else price


def _tiers(prices: Mapping[str, Any]) -> Iterator[tuple[object, dict[str, object]]]:
    tiered = {ours: prices[theirs]["tiers"] for ours, theirs in _PRICES.items() if isinstance(prices.get(theirs), dict)}
    starts = dict.fromkeys(tier["start"] for tiers in tiered.values() for tier in tiers)
    for start in starts:
        yield start, {ours: t["price"] for ours, tiers in tiered.items() for t in tiers if t["start"] == start}


SOURCE = Source(
    source_id="genai_prices",
    title="genai-prices",
    publisher="Pydantic",
    url="https://github.com/pydantic/genai-prices",
    licence="MIT",
    attribution="Prices by genai-prices (Pydantic), MIT, https://github.com/pydantic/genai-prices",
    cadence_days=7,
    fetch=fetch,
    parse=parse,
    min_rows=700,
)
