"""What a seller says of its price beside the figure: conditions, which are no doubts.

Each condition is a sentence part that begins with one of a few words, by which programs tell them apart.
"""

import re
from collections.abc import Iterable

from catalog.pricing.eligible import TRAINS
from catalog.pricing.terms import OFF_PEAK, PEAK, PROMOTION, REGION

__all__ = ["OFF_PEAK", "PEAK", "PROMOTION", "REGION"]  # catalog reads them
# A developer's cheaper listing of the same model for those who let it train on what they send.
_CONTRIBUTOR = re.compile(r"-contributor(?:$|[@:])")


def conditions(*stated: str | None) -> tuple[str, ...] | None:
    """Return the conditions of an offer; None without any."""
    return tuple(dict.fromkeys(text for text in stated if text)) or None


def trains_on_prompts(model_id: str) -> str | None:
    """Return the data policy of a listing whose id says that prompts are used for training; None for the others."""
    return TRAINS if _CONTRIBUTOR.search(model_id) else None


def promotion(discount: float, prices_usd_per_mtok: Iterable[float | None]) -> str:
    """Return a promotion in words: how much is off, and what input and output cost while it lasts."""
    paid, got = (f"${price:,.4g}" if price else "nothing" for price in prices_usd_per_mtok)
    return f"{PROMOTION}: {discount:.0%} off for a time, {paid} in and {got} out"


def at_other_hours(which: str, times: float) -> str:
    """Return what the price is at other hours, `PEAK` or `OFF_PEAK`, in words."""
    return f"{which}: {times:g} times this price"


def in_regions(where: str, times: float) -> str:
    """Return what the price is in some regions, in words."""
    return f"{REGION}: {times:g} times this price {where}"
