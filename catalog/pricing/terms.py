"""What stands beside a price in words: who sells, and under which conditions the price holds.

Rules: docs/methods/prices.md.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Annotated, Any

import pandas as pd

from catalog.pricing.eligible import TRAINS
from catalog.records import Column

# By these words a condition begins, so that programs tell conditions apart.
PROMOTION, PEAK, OFF_PEAK, REGION = "promotion", "peak hours", "off-peak hours", "region"
_AT_HOURS = re.compile(rf"(?:{OFF_PEAK}|{PEAK}): (\d+(?:\.\d+)?) times this price")
_WHOLE_USD = 100


@dataclass(frozen=True, slots=True, kw_only=True)
class Terms:
    """What an offer's row says in words beside its figures."""

    seller_told: Annotated[
        str, Column("Seller is", help="kind and country of its seat; aggregators and resellers pass on others' service")
    ]
    price_terms: Annotated[
        str | None, Column("Conditions", help="what the seller says of its price: hours, a promotion, use of prompts")
    ]


def seller_words(kind: Any, country: Any) -> str:  # noqa: ANN401 - cells of a frame
    """Return what a seller is: its kind, and the country of its seat where it is known."""
    told = "kind unknown" if _is_hole(kind) else str(kind)
    return told if _is_hole(country) else f"{told}, {country}"


def usd_by_hour(usd: float, conditions: Sequence[str]) -> tuple[float, float] | None:
    """Return the least and the most that something costs over the hours of a day; None where the hour says nothing.

    Args:
        usd: what it costs at the stated price.
        conditions: of the offer, as `catalog.records.Offer` has them.
    """
    times = [float(found[1]) for condition in conditions if (found := _AT_HOURS.match(condition))]
    costs = [usd, *(usd * each for each in times)]
    return (min(costs), max(costs)) if times and pd.notna(usd) else None


def terms_words(usd: float, per: str, conditions: Sequence[str], data_policy: Any) -> str | None:  # noqa: ANN401
    """Return the conditions of a price in words, with the range over the hours of a day; None without any.

    Args:
        usd: what is paid at the stated price.
        per: for what: "a month", "per million tokens".
        conditions: of the offer.
        data_policy: of the offer; told where it is `TRAINS`.
    """
    told = list(conditions)
    if by_hour := usd_by_hour(usd, conditions):
        told.insert(0, f"{_usd(by_hour[0])} to {_usd(by_hour[1])} {per} by hour")
    if isinstance(data_policy, str) and data_policy == TRAINS and TRAINS not in told:
        told.append(TRAINS)
    return "; ".join(told) or None


def with_terms(offers: pd.DataFrame, usd: str, per: str) -> pd.DataFrame:
    """Return offers with the columns of `Terms`.

    Args:
        offers: rows of `catalog.pricing.eligible.known_offers`.
        usd: the column that holds what is paid.
        per: for what.
    """
    told = pd.Series(None, index=offers.index, dtype=object)
    has_any = offers["price_conditions"].notna() | offers["data_policy"].eq(TRAINS).fillna(value=False).astype(bool)
    for row, amount, conditions, policy in offers.loc[has_any, [usd, "price_conditions", "data_policy"]].itertuples(
        name=None
    ):
        stated = () if _is_hole(conditions) else tuple(conditions)
        told[row] = terms_words(amount, per, stated, policy)
    pairs = list(zip(offers["seller_kind"], offers["seller_country"], strict=True))
    words = {pair: seller_words(*pair) for pair in set(pairs)}
    return offers.assign(seller_told=[words[pair] for pair in pairs], price_terms=told)


def _usd(amount: float) -> str:
    if amount >= _WHOLE_USD:
        return f"${amount:,.0f}"
    return f"${amount:,.2f}" if amount >= 1 else f"${amount:.3g}"


def _is_hole(value: Any) -> bool:  # noqa: ANN401 - a cell of a frame, which may hold a list
    return not hasattr(value, "__len__") and bool(pd.isna(value))
