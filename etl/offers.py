"""Which offers of a draft hold: dead rows go, and a price that can hardly be true is told so, with the reason.

Sources state prices and conditions. What follows from several of them together is worked out here, anew for each
draft. Rules: docs/methods/prices.md.
"""

import re
from collections.abc import Callable, Mapping
from functools import cache

import pandas as pd

from catalog.curated.providers import provider
from catalog.pricing.eligible import TRAINS

Tables = dict[str, pd.DataFrame]
MOST_TIMES_THE_MIDDLE = 6.0
LEAST_SELLERS = 3
LEAST_OF_MAKERS_PRICE = 0.5
CHEAP_OUTPUT = 0.2
ODD_USD_PER_MTOK = 1_000  # the dearest true price so far is 600
CONTRADICTED = 1.5  # times as much, or as little, as a newer statement of the same seller
_INPUT_SHARE = 0.75
# Sources that keep models after they are gone, to price what was used.
PAST = ("genai_prices",)
_PRICES = ("input_usd_per_mtok", "output_usd_per_mtok")


def without_dead(offers: pd.DataFrame) -> pd.DataFrame:
    """Return offers without rows of sources that keep what is gone, where another source lists the same seller.

    If that one holds the model, its row stands; if it doesn't, the seller no longer sells it.
    """
    is_past = offers["source_id"].isin(PAST)
    listed = set(offers.loc[~is_past, "provider"])
    return offers[~(is_past & offers["provider"].isin(listed))].reset_index(drop=True)


def with_doubts(tables: Mapping[str, pd.DataFrame]) -> pd.DataFrame:
    """Return `offers`, each with the first doubt about its price as its flag; none without one.

    Args:
        tables: a draft's `offers`, `models` and `price_history`, with what `etl.life` adds.
    """
    offers = tables["offers"].reset_index(drop=True)
    flag = pd.Series([None] * len(offers), index=offers.index, dtype=object)
    if offers.empty:
        return offers.assign(flag=flag)
    priced = _priced(offers, tables["models"])
    for doubt in DOUBTS:
        found = doubt(priced, tables)
        flag = flag.where(flag.notna(), found.reindex(offers.index))
    return offers.assign(flag=flag.astype(object).where(flag.notna(), None))


def _priced(offers: pd.DataFrame, models: pd.DataFrame) -> pd.DataFrame:
    """Return the rows with a list price, with their blended price, their seller, and what is known of their model."""
    prices = offers[[*_PRICES]].astype(float)
    is_priced = (offers["price_kind"] == "list") & (prices > 0).all(axis=1)
    known = models.set_index("model_id")
    found = offers[is_priced].assign(
        blended=prices["input_usd_per_mtok"] * _INPUT_SHARE + prices["output_usd_per_mtok"] * (1 - _INPUT_SHARE),
        seller=offers["provider"].map({name: _seller(name) for name in offers["provider"].unique()}),
        weights=offers["model_id"].map(known["weights"]),
        developer=offers["model_id"].map(known["developer"]),
        maker=offers["provider"].map({name: provider(name).developer for name in offers["provider"].unique()}),
    )
    votes = found["withdrawn_since"].isna() & found["data_policy"].ne(TRAINS)
    return found.assign(is_first_hand=(found["maker"] == found["developer"]) & found["maker"].notna(), votes=votes)


@cache
def _seller(name: str) -> str:
    """Return whose price it is: somebody's price through a router is that one's."""
    return re.sub(r"^huggingface-", "", provider(name).slug)


def too_high(priced: pd.DataFrame, _: Mapping[str, pd.DataFrame]) -> pd.Series:
    """Doubt what nothing ever cost: the source may have mistaken the unit."""
    return _told(priced, priced[[*_PRICES]].astype(float).max(axis=1) > ODD_USD_PER_MTOK).map(
        lambda _: f"above ${ODD_USD_PER_MTOK:,} per million tokens: the unit may be mistaken", na_action="ignore"
    )


def cheap_output(priced: pd.DataFrame, _: Mapping[str, pd.DataFrame]) -> pd.Series:
    """Doubt an output price under a fifth of the input price: often a swapped column."""
    paid, got = (priced[name].astype(float) for name in _PRICES)
    return _told(priced, got < CHEAP_OUTPUT * paid).map(
        lambda _: "output costs under a fifth of input", na_action="ignore"
    )


def far_from_the_middle(priced: pd.DataFrame, _: Mapping[str, pd.DataFrame]) -> pd.Series:
    """Doubt what is far from the middle of the model's sellers, each seller once."""
    each = priced[priced["votes"]].groupby(["model_id", "seller"])["blended"].median()
    by_model = each.groupby(level=0)
    middle = by_model.median()[by_model.size() >= LEAST_SELLERS]
    times = priced["blended"] / priced["model_id"].map(middle)
    return _far(priced, times, "the middle of its model's sellers")


def far_from_the_maker(priced: pd.DataFrame, _: Mapping[str, pd.DataFrame]) -> pd.Series:
    """Doubt what is far from the maker's own price, and a resale of a closed model below half of it."""
    times = priced["blended"] / priced["model_id"].map(_makers_prices(priced))
    times = times.mask(priced["is_first_hand"])
    far = _far(priced, times, "its maker's price")
    resale = priced["weights"].eq("closed") & (times < LEAST_OF_MAKERS_PRICE)
    return far.where(
        far.notna(), _told(priced, resale).map(lambda _: "under half of its maker's price", na_action="ignore")
    )


def _makers_prices(priced: pd.DataFrame) -> pd.Series:
    """Return the maker's own price of each model that it sells: the lowest of its newest statements."""
    own = priced[priced["is_first_hand"] & priced["votes"]]
    days = pd.to_datetime(own["as_of"])
    newest = days.groupby(own["model_id"]).rank("min", ascending=False, na_option="bottom") == 1
    return own[newest].groupby("model_id")["blended"].min()


def contradicted(priced: pd.DataFrame, tables: Mapping[str, pd.DataFrame]) -> pd.Series:
    """Doubt what a newer statement of the same seller contradicts: the period of a price that it lies before."""
    past = tables["price_history"]
    past = past[(past["price_kind"] == "list") & past["valid_to"].isna() & past["input_usd_per_mtok"].notna()]
    past = past[past["output_usd_per_mtok"].notna()].assign(seller=past["provider"].map(_seller))
    past = past.sort_values("as_of", na_position="first").drop_duplicates(["model_id", "seller"], keep="last")
    newer = past.set_index(["model_id", "seller"])[[*_PRICES, "as_of"]].add_suffix("_then")
    both = priced.join(newer, on=["model_id", "seller"])
    days, then = pd.to_datetime(both["as_of"]), pd.to_datetime(both["as_of_then"])
    is_older = then.notna() & (days.isna() | (days < then))
    ratios = [both[name].astype(float) / both[f"{name}_then"].astype(float) for name in _PRICES]
    apart = [(ratio > CONTRADICTED) | (ratio < 1 / CONTRADICTED) for ratio in ratios]
    told = [
        f"its seller asked ${row.input_usd_per_mtok_then:,.4g} in and ${row.output_usd_per_mtok_then:,.4g} out on "
        f"{row.as_of_then}"
        if doubted
        else None
        for row, doubted in zip(both.itertuples(), is_older & (apart[0] | apart[1]), strict=True)
    ]
    return pd.Series(told, index=both.index, dtype=object)


def _far(priced: pd.DataFrame, times: pd.Series, what: str) -> pd.Series:
    is_far = (times > MOST_TIMES_THE_MIDDLE) | (times < 1 / MOST_TIMES_THE_MIDDLE)
    told = [
        (f"{ratio:,.3g} times {what}" if ratio > 1 else f"a {1 / ratio:,.3g}th of {what}") if far else None
        for ratio, far in zip(times, is_far, strict=True)
    ]
    return pd.Series(told, index=priced.index, dtype=object)


def _told(priced: pd.DataFrame, rows: pd.Series) -> pd.Series:
    return pd.Series([True if row else None for row in rows], index=priced.index, dtype=object)


Doubt = Callable[[pd.DataFrame, Mapping[str, pd.DataFrame]], pd.Series]
DOUBTS: tuple[Doubt, ...] = (too_high, cheap_output, contradicted, far_from_the_middle, far_from_the_maker)
