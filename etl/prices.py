"""Prices as sources state them, read alike: USD per million tokens, and what kind of price it is.

$0 is not free and unknown is not $0: a pair of zeros is a free tier or a subscription and has no figure, a single zero
is not a price, -1 means that the price varies, and what a source does not state stays None.
"""

import json
from collections.abc import Iterable, Mapping
from typing import Any

from catalog.records import PriceKind
from etl.errors import ParseError
from etl.reading import number, optional_number

MOST_USD_PER_MTOK = 10_000  # nothing has ever cost this much: the source's unit has changed
VARIES = -1.0
_DECIMALS = 9  # 1.1e-07 * 1e6 is 0.11, not 0.10999999999999999


def usd_per_mtok(value: object, where: str, *, times: float = 1.0) -> float | None:
    """Return one price in USD per million tokens, VARIES for -1, None where none is stated.

    Args:
        value: the price as the source states it.
        where: which price of which model, for the error.
        times: what makes it USD per million tokens: 1,000,000 for a source that prices single tokens.

    Raises:
        ParseError: the price is not a number, is negative, or is absurd: the source's unit must have changed.
    """
    stated = optional_number(value, where)
    if stated is None or stated == VARIES:
        return stated
    price = round(stated * times, _DECIMALS)
    if not 0 <= price <= MOST_USD_PER_MTOK:
        message = f"{where}: a price from 0 to {MOST_USD_PER_MTOK:,} USD per million tokens expected, found {price}"
        raise ParseError(message)
    return price


def price_fields(
    stated: Mapping[str, object],
    where: str,
    *,
    times: float = 1.0,
    when_zero: PriceKind = "free tier",
) -> dict[str, Any]:
    """Return the price columns of an Offer or a PricePeriod, with their `price_kind`.

    Args:
        stated: the source's prices under our names: input, output, cache_read, cache_write, batch_input, batch_output.
        where: which model, for the error.
        times: see `usd_per_mtok`.
        when_zero: the kind of a price of 0 for both input and output.

    Raises:
        ParseError: a price is negative or absurd.
    """
    prices = {name: usd_per_mtok(value, f"{where}: {name} price", times=times) for name, value in stated.items()}
    kind: PriceKind = "list"
    if VARIES in prices.values():
        kind = "variable"
    elif prices.get("input") == 0 and not prices.get("output"):
        kind = when_zero
    if kind != "list":
        prices = dict.fromkeys(prices)
    return {f"{name}_usd_per_mtok": price or None for name, price in prices.items()} | {"price_kind": kind}


def zero_means(billing: str | None) -> PriceKind:
    """Return the kind of a price of 0 at a provider that bills so: see `catalog.curated.providers.Provider.billing`."""
    return "subscription" if billing == "subscription" else "free tier"


def states_no_price(stated: Mapping[str, object]) -> bool:
    """Return whether neither an input nor an output price is stated."""
    return stated.get("input") is None and stated.get("output") is None


def sells_no_answers(stated: Mapping[str, object]) -> bool:
    """Return whether only input is charged for: an embedding, a reranker or a router, not a model that answers."""
    asked, answered = (optional_number(stated.get(key), key) for key in ("input", "output"))
    return bool(asked and asked > 0) and not answered


def tiers_json(
    tiers: Iterable[tuple[object, Mapping[str, object]]],
    where: str,
    *,
    times: float = 1.0,
) -> str | None:
    """Return the price tiers by length of the prompt as the JSON of `Offer.tiers`, lowest first; None without tiers.

    Args:
        tiers: the number of prompt tokens above which each tier holds, and its prices as in `price_fields`.
        where: which model, for the error.
        times: see `usd_per_mtok`.

    Raises:
        ParseError: a threshold is not a number, or a price is negative or absurd.
    """
    found = []
    for above, stated in tiers:
        prices = {k: v for k, v in price_fields(stated, where, times=times).items() if k != "price_kind" and v}
        if prices:
            found.append({"above_tokens": round(number(above, f"{where}: tier")), **prices})
    return json.dumps(sorted(found, key=lambda tier: tier["above_tokens"])) if found else None


def hours_between(start: str, end: str) -> float:
    """Return the hours of a day from one time to another (HH:MM…); from a time to the same time is the whole day."""
    minutes = [int(text[:2]) * 60 + int(text[3:5]) for text in (start, end)]
    return ((minutes[1] - minutes[0]) % 1440 or 1440) / 60
