"""Which offers count: asked once, here, for whatever reads a price, a bill, a speed or who sells a model.

An offer is what a seller asks for a model under its conditions. It comes with the speed of its own seller, so that a
price and a speed that stand side by side can be had together. Rules: docs/methods/cost.md.
"""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from typing import Literal

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from catalog import queries
from catalog.curated.providers import provider
from catalog.pricing.speeds import sellers_speeds
from catalog.store import Store

Mask = NDArray[np.bool_]
Ineligible = Literal[
    "apart",
    "variable",
    "no_price",
    "other_seller",
    "region_unknown",
    "other_region",
    "data_policy_unknown",
    "other_data_policy",
    "too_long",
    "flagged",
    "long_price_unknown",
]

# In the order in which they are asked: an offer is told the first that holds.
INELIGIBLE: dict[Ineligible, str] = {
    "apart": "a free tier or a subscription: its limits are not known",
    "variable": "a price that varies",
    "no_price": "no price of input and output above 0",
    "other_seller": "another seller than those asked for",
    "region_unknown": "its region is not known",
    "other_region": "another region than those asked for",
    "data_policy_unknown": "its data policy is not known",
    "other_data_policy": "another data policy than those asked for",
    "too_long": "a request of this length does not fit",
    "flagged": "an odd price, and the model has another offer",
    "long_price_unknown": "its price at this length is not known: other sellers of this model ask more there",
}
# Offers of which these are told are no part of what is asked about.
ELSEWHERE: tuple[Ineligible, ...] = (
    "other_seller",
    *("region_unknown", "other_region"),
    *("data_policy_unknown", "other_data_policy"),
)
_EUROPE = {"europe": "eu"}
_LIMITS = ("context_tokens", "max_output_tokens")
_COUNTS = -1  # the code of an offer that counts
SPEED_COLUMNS = (
    "speed_provider",
    "output_tokens_per_second",
    "time_to_first_token_s",
    "evidence",
    "conditions",
    "speed_source_id",
    "speed_source",
    "speed_as_of",
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Eligibility:
    """What an offer must be to count. Each default asks for nothing.

    Attributes:
        sellers: slugs of providers, one of which must sell it.
        areas: one of which it must state that it runs in.
        data_policies: one of which it must state.
        input_tokens: of a request; its context window, where known, must hold it with the output.
        output_tokens: of a request; its longest answer, where known, must be as long.
    """

    sellers: tuple[str, ...] = ()
    areas: tuple[str, ...] = ()
    data_policies: tuple[str, ...] = ()
    input_tokens: float = 0
    output_tokens: float = 0


def known_offers(store: Store, model_id: str | None = None) -> pd.DataFrame:
    """Return every offer, of all models or of one: the rows of `queries.current_offers`, each with its seller's speed.

    Adds seller (the provider's slug), area (of the region), and `SPEED_COLUMNS`, missing where that seller's speed is
    not known.
    """
    return with_speeds(queries.current_offers(store, model_id), queries.speeds(store))


def with_speeds(offers: pd.DataFrame, speeds: pd.DataFrame) -> pd.DataFrame:
    """Return the rows of `queries.current_offers` with what `known_offers` adds, from the rows of `queries.speeds`."""
    sellers = offers["provider"].map({name: provider(name).slug for name in offers["provider"].unique()})
    areas = offers["region"].map({region: area(region) for region in offers["region"].dropna().unique()})
    found = offers.assign(seller=sellers.astype("str"), area=areas.astype("str"))
    speeds = sellers_speeds(speeds).rename(columns={"provider": "speed_provider"})
    return found.merge(speeds[["model_id", "seller", *SPEED_COLUMNS]], on=["model_id", "seller"], how="left")


def speeds_at_sellers(speeds: pd.DataFrame, offers: pd.DataFrame) -> pd.DataFrame:
    """Return those rows of `queries.speeds` that were taken at a seller of one of these offers of the same model."""
    slugs = speeds["provider"].map(lambda name: provider(name).slug, na_action="ignore")
    sold = pd.MultiIndex.from_frame(offers[["model_id", "seller"]])
    return speeds[pd.MultiIndex.from_arrays([speeds["model_id"], slugs]).isin(sold)]


def area(region: str) -> str:
    """Return the area of a provider's region: "eu-west-1" and "europe" are in "eu"."""
    first = region.casefold().split("-")[0]
    return _EUROPE.get(first, first)


def eligible_offers(offers: pd.DataFrame, asked: Eligibility) -> pd.DataFrame:
    """Return those rows of `known_offers` that count."""
    return offers[why_ineligible(offers, asked).isna()]


def why_ineligible(offers: pd.DataFrame, asked: Eligibility) -> pd.Series:
    """Return for each offer the first reason why it does not count, a key of `INELIGIBLE`; missing where it counts.

    An odd price counts where its model has no other eligible offer. An offer without a long-context price counts unless
    another eligible offer of its model has one that a request of this length reaches.
    """
    codes = {reason: code for code, reason in enumerate(INELIGIBLE)}
    found = np.full(len(offers), _COUNTS)
    for reason, holds in reversed(list(_conditions(offers, asked))):
        found[holds] = codes[reason]
    model = pd.factorize(offers["model_id"])[0]
    is_flagged, counts = offers["flag"].notna().to_numpy(), found == _COUNTS
    found[counts & is_flagged & _with_another(model, counts & ~is_flagged)] = codes["flagged"]
    has_tiers, counts = offers["tiers"].notna().to_numpy(), found == _COUNTS
    is_above = has_tiers.copy()
    is_above[has_tiers] = [tier_above(text, asked.input_tokens) is not None for text in offers["tiers"][has_tiers]]
    found[counts & ~has_tiers & _with_another(model, counts & is_above)] = codes["long_price_unknown"]
    return pd.Series(pd.Categorical.from_codes(found, list(INELIGIBLE)), index=offers.index)


def _conditions(offers: pd.DataFrame, asked: Eligibility) -> Iterator[tuple[Ineligible, Mask]]:
    kind = offers["price_kind"]
    yield "apart", kind.isin(["free tier", "subscription"]).to_numpy(bool)
    yield "variable", kind.eq("variable").to_numpy(bool)
    prices = offers[["input_usd_per_mtok", "output_usd_per_mtok"]].to_numpy(float)
    yield "no_price", ~(prices > 0).all(axis=1)  # 0 is not free, and a missing price is no price
    if asked.sellers:
        yield "other_seller", ~offers["seller"].isin(asked.sellers).to_numpy(bool)
    if asked.areas:
        yield "region_unknown", offers["area"].isna().to_numpy(bool)
        yield "other_region", ~offers["area"].isin(asked.areas).to_numpy(bool)
    if asked.data_policies:
        yield "data_policy_unknown", offers["data_policy"].isna().to_numpy(bool)
        yield "other_data_policy", ~offers["data_policy"].isin(asked.data_policies).to_numpy(bool)
    if asked.input_tokens or asked.output_tokens:
        window, longest = (offers[name].to_numpy(float, na_value=np.nan) for name in _LIMITS)
        yield "too_long", (asked.input_tokens + asked.output_tokens > window) | (asked.output_tokens > longest)


def _with_another(model: NDArray[np.intp], is_one: Mask) -> Mask:
    """Return for each row whether any row of its model is one."""
    return np.bincount(model, weights=is_one).astype(bool)[model] if model.size else is_one


@lru_cache(maxsize=4096)
def tier_above(text: str, input_tokens: float) -> dict[str, float] | None:
    """Return the tier with the highest threshold that a request is above, of an offer's `tiers`; None: above none."""
    reached = [tier for tier in json.loads(text) if input_tokens > tier["above_tokens"]]
    return max(reached, key=lambda tier: float(tier["above_tokens"])) if reached else None
