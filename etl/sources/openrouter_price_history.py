"""OpenRouter's prices from July 2023 to September 2026: 31 monthly snapshots from the Internet Archive, frozen.

A snapshot gives [input, output] in USD per million tokens. Consecutive snapshots with the same price are one period: it
begins with the first snapshot that shows it and ends with the first that shows another price, or no longer the model.
Traps: 0 and 0 is a free tier, not a price; 0 on one side only means that the side is not billed or not stated.
"""

from collections.abc import Sequence
from datetime import date

from catalog.identity.resolve import Name
from catalog.records import PriceKind, PricePeriod
from etl.errors import ParseError
from etl.prices import MOST_USD_PER_MTOK
from etl.reading import day, field_of, json_of, list_of, number, shown, table_of
from etl.source import Answer, Batch, Source

_PAIR = 2
_VARIES = -1
_Price = tuple[float | None, float | None, PriceKind]


def parse(answers: Sequence[Answer]) -> Batch:
    """Read one period a model and price."""
    batch = Batch()
    for answer in answers:
        snapshots = [
            _snapshot(entry, answer.url)
            for entry in list_of(field_of(json_of(answer), "snapshots", answer.url), answer.url)
        ]
        days = [snapshot_day for snapshot_day, _ in snapshots]
        if days != sorted(set(days)):
            message = f"{answer.url}: snapshots in the order of their days expected, found {shown(days)}"
            raise ParseError(message)
        for model in sorted({model for _, prices in snapshots for model in prices}):
            if model.startswith("~"):
                batch.reject("the price of whatever model is the latest, not of one model", model)
                continue
            _add_periods(batch, model, [(on, prices.get(model)) for on, prices in snapshots])
    return batch


def _snapshot(entry: object, where: str) -> tuple[date, dict[str, _Price]]:
    on = day(field_of(entry, "date", where), where)
    if on is None:
        message = f"{where}: a snapshot's date expected, found none"
        raise ParseError(message)
    prices = table_of(field_of(entry, "prices", where), where)
    return on, {model: _price(model, pair) for model, pair in prices.items()}


def _price(model: str, pair: object) -> _Price:
    values = list_of(pair, model)
    if len(values) != _PAIR:
        message = f"{model}: a price for input and one for output expected, found {shown(values)}"
        raise ParseError(message)
    paid, got = number(values[0], model), number(values[1], model)
    if paid == got == _VARIES:
        return None, None, "variable"
    if not (0 <= paid < MOST_USD_PER_MTOK and 0 <= got < MOST_USD_PER_MTOK):
        message = f"{model}: USD per million tokens expected, found {paid:g} and {got:g}"
        raise ParseError(message)
    return paid or None, got or None, "list" if paid or got else "free tier"


def _add_periods(batch: Batch, model: str, seen: Sequence[tuple[date, _Price | None]]) -> None:
    """Add a model's periods. The last one is open where the last snapshot still shows it."""
    start = 0
    for number_, (_, price) in enumerate(seen):
        is_last = number_ + 1 == len(seen)
        if not is_last and seen[number_ + 1][1] == price:
            continue
        if price is not None:
            batch.add(
                PricePeriod(
                    provider="OpenRouter",
                    valid_from=seen[start][0],
                    valid_to=None if is_last else seen[number_ + 1][0],
                    input_usd_per_mtok=price[0],
                    output_usd_per_mtok=price[1],
                    price_kind=price[2],
                    model_name=model,
                    as_of=seen[number_][0],
                ),
                Name(model),
            )
        start = number_ + 1


SOURCE = Source(
    source_id="openrouter_price_history",
    title="OpenRouter price history",
    publisher="OpenRouter, archived by the Internet Archive",
    url="https://web.archive.org/web/*/openrouter.ai/api/v1/models",
    licence="MIT",
    attribution="OpenRouter prices 2023 to 2026 from snapshots of the Internet Archive, MIT, https://openrouter.ai",
    cadence_days=None,
    fetch=None,
    parse=parse,
    min_rows=800,
    archive="openrouter_price_history_2023-07_2026-09.json",
    founds="ids",
)
