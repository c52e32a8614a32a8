"""Which offers of a draft hold: dead rows go, and a price that can hardly be true is told so, with the reason.

Sources state prices and conditions. What follows from several of them together is worked out here, anew for each
draft. Rules: docs/methods/prices.md.
"""

import re
from collections.abc import Callable, Mapping
from datetime import date
from functools import cache
from typing import Any

import pandas as pd

from catalog.curated.providers import provider
from catalog.pricing.eligible import TRAINS
from etl.life import ROUTERS, Tables, known_since, with_life_cycle

MOST_TIMES_THE_MIDDLE = 6.0
LEAST_SELLERS = 3
LEAST_OF_MAKERS_PRICE = 0.5
CHEAP_OUTPUT = 0.2
ODD_USD_PER_MTOK = 1_000  # the dearest true price so far is 600
UNCONFIRMED_LEAST = 1 / 3  # of the middle, for a price that nobody confirmed within a year
_A_YEAR = pd.Timedelta(days=365)
CONTRADICTED = 1.5  # times as much, or as little, as a newer statement of the same seller
_INPUT_SHARE = 0.75
# Sources that keep models after they are gone, to price what was used.
PAST = ("genai_prices",)
_PRICES = ("input_usd_per_mtok", "output_usd_per_mtok")


def judged(tables: Mapping[str, pd.DataFrame], today: date, before: Mapping[str, pd.DataFrame] | None = None) -> Tables:
    """Return `offers` and `models` with what follows from a draft's tables: what is gone, and what is doubted.

    Args:
        tables: a draft's tables.
        today: the day of the draft.
        before: `offers` and `models` of an earlier snapshot, of the listings that say what makers sell.
    """
    found = {**tables, "offers": without_dead(tables["offers"])}
    found |= known_since({"models": found["models"], **with_life_cycle(found, today)}, before or {})
    return {"models": found["models"], "offers": with_doubts(found)}


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
    reason = f"above ${ODD_USD_PER_MTOK:,} per million tokens: the unit may be mistaken"
    return _told(priced, priced[[*_PRICES]].astype(float).max(axis=1) > ODD_USD_PER_MTOK, reason)


def cheap_output(priced: pd.DataFrame, _: Mapping[str, pd.DataFrame]) -> pd.Series:
    """Doubt an output price under a fifth of the input price: often a swapped column."""
    paid, got = (priced[name].astype(float) for name in _PRICES)
    return _told(priced, got < CHEAP_OUTPUT * paid, "output costs under a fifth of input")


def cheaper_than_its_router(priced: pd.DataFrame, tables: Mapping[str, pd.DataFrame]) -> pd.Series:
    """Doubt an endpoint read at a router that is cheaper than what the router itself asks for the model since then."""
    newer = _still_asked(tables["price_history"])
    newer = newer[newer["seller"].isin(ROUTERS)]
    listed = newer.groupby(["model_id", "seller"]).agg(dict.fromkeys(_PRICES, "min") | {"then": "max"}).reset_index()
    read = priced[priced["source_id"].isin(ROUTERS)].assign(router=priced["source_id"]).reset_index(names="row")
    both = read.merge(listed, left_on=["model_id", "router"], right_on=["model_id", "seller"], suffixes=("", "_then"))
    both = both[pd.to_datetime(both["as_of"]) < both["then"]]
    is_cheaper = pd.DataFrame(
        {name: both[name].astype(float) * CONTRADICTED < both[f"{name}_then"].astype(float) for name in _PRICES}
    ).any(axis=1)
    told = {row.row: _asked_then(row, "its router") for row in both[is_cheaper].itertuples()}
    return pd.Series([told.get(row) for row in priced.index], index=priced.index, dtype=object)


def unconfirmed(priced: pd.DataFrame, _: Mapping[str, pd.DataFrame]) -> pd.Series:
    """Doubt a price that nobody confirmed within a year of the newest statement, where it is far under the middle."""
    days = pd.to_datetime(priced["as_of"])
    is_old = days.isna() | (days < days.max() - _A_YEAR)
    times = (priced["blended"] / priced["model_id"].map(_middles(priced))).mask(priced["is_first_hand"])
    return _told(
        priced, is_old & (times < UNCONFIRMED_LEAST), "not confirmed within a year, and under a third of the middle"
    )


def far_from_the_middle(priced: pd.DataFrame, _: Mapping[str, pd.DataFrame]) -> pd.Series:
    """Doubt what is far from the middle of the model's sellers, each seller once; a maker's own price stands."""
    times = (priced["blended"] / priced["model_id"].map(_middles(priced))).mask(priced["is_first_hand"])
    return _far(priced, times, "the middle of its model's sellers")


def _middles(priced: pd.DataFrame) -> pd.Series:
    """Return the middle of the sellers of each model that has enough of them."""
    each = priced[priced["votes"]].groupby(["model_id", "seller"])["blended"].median()
    by_model = each.groupby(level=0)
    return by_model.median()[by_model.size() >= LEAST_SELLERS]


def far_from_the_maker(priced: pd.DataFrame, _: Mapping[str, pd.DataFrame]) -> pd.Series:
    """Doubt a resale of a closed model below half of its maker's price; and where there is no middle, what is far."""
    times = (priced["blended"] / priced["model_id"].map(_makers_prices(priced))).mask(priced["is_first_hand"])
    has_middle = priced["model_id"].isin(_middles(priced).index)
    far = _far(priced, times.mask(has_middle), "its maker's price")
    resale = priced["weights"].eq("closed") & (times < LEAST_OF_MAKERS_PRICE)
    return far.where(far.notna(), _told(priced, resale, "under half of its maker's price"))


def _makers_prices(priced: pd.DataFrame) -> pd.Series:
    """Return the maker's own price of each model that it sells: the lowest of its newest statements."""
    own = priced[priced["is_first_hand"] & priced["votes"]]
    days = pd.to_datetime(own["as_of"])
    newest = days.groupby(own["model_id"]).rank("min", ascending=False, na_option="bottom") == 1
    return own[newest].groupby("model_id")["blended"].min()


def contradicted(priced: pd.DataFrame, tables: Mapping[str, pd.DataFrame]) -> pd.Series:
    """Doubt what a newer statement of the same seller contradicts: no price of its history that still holds is near."""
    newer = _still_asked(tables["price_history"])
    both = priced.reset_index(names="row").merge(newer, on=["model_id", "seller"], suffixes=("", "_then"))
    days = pd.to_datetime(both["as_of"])
    both = both[days.isna() | (days < both["then"])]
    ratios = pd.DataFrame({name: both[name].astype(float) / both[f"{name}_then"].astype(float) for name in _PRICES})
    agrees = ((ratios <= CONTRADICTED) & (ratios >= 1 / CONTRADICTED)).all(axis=1)
    first = both[~agrees.groupby(both["row"]).transform("any")].drop_duplicates("row").set_index("row")
    told = {row.Index: _asked_then(row) for row in first.itertuples()}
    return pd.Series([told.get(row) for row in priced.index], index=priced.index, dtype=object)


def _still_asked(past: pd.DataFrame) -> pd.DataFrame:
    """Return the prices of the newest day of each seller's history of a model that no later one followed."""
    past = past[(past["price_kind"] == "list") & past["valid_to"].isna() & past[[*_PRICES]].notna().all(axis=1)]
    past = past.assign(seller=past["provider"].map(_seller), then=pd.to_datetime(past["as_of"]))
    past = past[past["then"] == past.groupby(["model_id", "seller"])["then"].transform("max")]
    return past[["model_id", "seller", "then", *_PRICES]].astype(dict.fromkeys(_PRICES, float))


def _asked_then(row: Any, who: str = "its seller") -> str:  # noqa: ANN401 - a row of a frame
    paid, got = row.input_usd_per_mtok_then, row.output_usd_per_mtok_then
    return f"{who} asked ${paid:,.4g} in and ${got:,.4g} out on {row.then.date()}"


def _far(priced: pd.DataFrame, times: pd.Series, what: str) -> pd.Series:
    is_far = (times > MOST_TIMES_THE_MIDDLE) | (times < 1 / MOST_TIMES_THE_MIDDLE)
    told = [
        (f"{ratio:,.3g} times {what}" if ratio > 1 else f"{what} is {1 / ratio:,.3g} times as much") if far else None
        for ratio, far in zip(times, is_far, strict=True)
    ]
    return pd.Series(told, index=priced.index, dtype=object)


def _told(priced: pd.DataFrame, rows: pd.Series, reason: str) -> pd.Series:
    return pd.Series([reason if row else None for row in rows], index=priced.index, dtype=object)


Doubt = Callable[[pd.DataFrame, Mapping[str, pd.DataFrame]], pd.Series]
DOUBTS: tuple[Doubt, ...] = (
    too_high,
    cheap_output,
    contradicted,
    cheaper_than_its_router,
    far_from_the_middle,
    far_from_the_maker,
    unconfirmed,
)
