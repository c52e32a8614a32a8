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
from catalog.curated.developers import developer_id
from catalog.curated.provider_terms import IMPLIED
from catalog.curated.providers import WELL_KNOWN, provider
from catalog.pricing.speeds import sellers_speeds
from catalog.pricing.verbosity import COLUMNS, verbosities, verbosity_at
from catalog.store import Store

Mask = NDArray[np.bool_]
Ineligible = Literal[
    "withdrawn",
    "apart",
    "variable",
    "no_price",
    "other_effort",
    "other_seller",
    "not_well_known",
    "region_unknown",
    "other_region",
    "data_policy_unknown",
    "other_data_policy",
    "trains_on_prompts",
    "too_long",
    "flagged",
    "long_price_unknown",
]

TRAINS = "prompts are used for training"  # as a data policy; such a price counts where that policy is asked for
# In the order in which they are asked: an offer is told the first that holds.
INELIGIBLE: dict[Ineligible, str] = {
    "withdrawn": "its seller no longer sells it",
    "apart": "a free tier or a subscription: its limits are not known",
    "variable": "a price that varies",
    "no_price": "no price of input and output above 0",
    "other_effort": "the price of another effort than the one that is measured",
    "other_seller": "another seller than those asked for",
    "not_well_known": "a reseller, an aggregator or a seller that is not well known",
    "region_unknown": "its region is not known",
    "other_region": "another region than those asked for",
    "data_policy_unknown": "its data policy is not known",
    "other_data_policy": "not all the data policies asked for are stated",
    "trains_on_prompts": "a price for those who let their prompts be used for training",
    "too_long": "a request of this length does not fit",
    "flagged": "a price that can hardly be true",
    "long_price_unknown": "its price at this length is not known: other sellers of this model ask more there",
}
# Offers of which these are told are no part of what is asked about.
ELSEWHERE: tuple[Ineligible, ...] = (
    "other_seller",
    *("region_unknown", "other_region"),
    *("data_policy_unknown", "other_data_policy"),
)
# Regions whose names do not begin with their area, by the clouds' own lists of regions. London and Zurich are in Europe
# and not in the European Union: AWS calls them eu-west-2 and eu-central-2.
_AREAS = {
    "europe": "eu",
    "eu-west-2": "gb",
    "europe-west2": "gb",
    "uksouth": "gb",
    "ukwest": "gb",
    "eu-central-2": "ch",
    "europe-west6": "ch",
    **dict.fromkeys(("ap-northeast-1", "ap-northeast-3"), "jp"),
    **dict.fromkeys(("ap-south-1", "ap-south-2"), "in"),
    **dict.fromkeys(("ap-southeast-2", "ap-southeast-4"), "au"),
    "ap-northeast-2": "kr",
    "ap-southeast-1": "sg",
    "ap-southeast-3": "id",
    "ap": "apac",
    "sa-east-1": "br",
    **dict.fromkeys(("switzerlandnorth", "switzerlandwest"), "ch"),
    **dict.fromkeys(("norwayeast", "norwaywest"), "no"),
    **dict.fromkeys(("swedencentral", "francecentral", "germanywestcentral", "northeurope", "westeurope"), "eu"),
    **dict.fromkeys(("italynorth", "polandcentral", "spaincentral"), "eu"),
    **dict.fromkeys(("eastus", "eastus2", "westus", "westus2", "westus3", "centralus"), "us"),
    **dict.fromkeys(("northcentralus", "southcentralus", "westcentralus"), "us"),
}
_LIMITS = ("window_tokens", "prompt_tokens", "max_output_tokens")
_COUNTS = -1  # the code of an offer that counts
SPEED_COLUMNS = (
    "speed_provider",
    "output_tokens_per_second",
    "time_to_first_token_s",
    "evidence",
    "percentile",
    "statistic",
    "conditions",
    "speed_source_id",
    "speed_source",
    "speed_as_of",
)
VERBOSITY_COLUMNS = COLUMNS[2:]


@dataclass(frozen=True, slots=True, kw_only=True)
class Eligibility:
    """What an offer must be to count. Each default asks for nothing.

    Attributes:
        sellers: slugs of providers, one of which must sell it. Who is named is asked in, whatever its kind.
        all_sellers: also resellers, aggregators and sellers of which nobody showed what they are.
        areas: one of which it, or its seller, must state that it runs in.
        data_policies: all of which it, or its seller, must state.
        input_tokens: of a request; its longest prompt and its context window, where known, must hold it, the window
            with the output.
        output_tokens: of a request; its longest answer, where known, must be as long.
    """

    sellers: tuple[str, ...] = ()
    all_sellers: bool = False
    areas: tuple[str, ...] = ()
    data_policies: tuple[str, ...] = ()
    input_tokens: float = 0
    output_tokens: float = 0


def known_offers(store: Store, model_id: str | None = None) -> pd.DataFrame:
    """Return every offer, of all models or of one: the rows of `queries.current_offers`, each with its seller's speed.

    Adds what `with_sellers` does; `SPEED_COLUMNS`, missing where that seller's speed is not known; and how much the
    model writes at the effort that speaks for it (`VERBOSITY_COLUMNS`), missing where no board counted it.
    """
    offers = with_speeds(queries.current_offers(store, model_id), queries.speeds(store))
    return with_verbosity(offers, verbosities(store))


def with_verbosity(offers: pd.DataFrame, counted: pd.DataFrame) -> pd.DataFrame:
    """Return offers with how much their models write, from what `verbosities` returns."""
    models = offers[["model_id", "own_effort"]].drop_duplicates("model_id").set_axis(["model_id", "effort"], axis=1)
    found = models[["model_id"]].join(verbosity_at(counted, models))
    return offers.merge(found, on="model_id", how="left")


def with_speeds(offers: pd.DataFrame, speeds: pd.DataFrame) -> pd.DataFrame:
    """Return the rows of `queries.current_offers` with what `known_offers` adds, from the rows of `queries.speeds`."""
    speeds = sellers_speeds(speeds).rename(columns={"provider": "speed_provider"})
    speeds = speeds[["model_id", "seller", *SPEED_COLUMNS]]
    return with_sellers(offers).merge(speeds, on=["model_id", "seller"], how="left")


def with_sellers(offers: pd.DataFrame) -> pd.DataFrame:
    """Return offers with what their sellers are.

    Adds seller (the provider's slug), is_well_known (it makes models or runs them on machines of its own), area (of the
    region) and policies (what is promised of prompts, parted by "; "). Where the offer itself states no region or no
    data policy, its seller's statement about its whole paid service holds. Fills seller_kind, which is relative to the
    model (a maker that runs another's model is an inference provider), and seller_country.
    """
    known = {name: provider(name) for name in offers["provider"].unique()}
    sellers = offers["provider"].map({name: found.slug for name, found in known.items()})
    # The snapshot says of which kind its sellers are; one of an earlier schema does not.
    kinds = offers["seller_kind"].astype(object).fillna(offers["provider"].map({n: f.kind for n, f in known.items()}))
    countries = offers["seller_country"].astype(object)
    countries = countries.fillna(offers["provider"].map({n: f.country for n, f in known.items()}))
    areas = offers["region"].map({region: area(region) for region in offers["region"].dropna().unique()})
    developers = offers["provider"].map({name: found.developer for name, found in known.items()}).astype(object)
    is_own = developers.eq(_makers(offers["model_id"]))
    kinds = kinds.mask(kinds.eq("maker") & developers.notna() & ~is_own, "inference provider")
    # A paid service says nothing of free tiers, and who runs open models passes a closed one on to its maker.
    is_passed_on = kinds.eq("inference provider") & offers["weights"].eq("closed").fillna(value=False) & ~is_own
    is_covered = offers["price_kind"].eq("list") & ~is_passed_on.astype(bool)
    policies = offers["seller_policies"].astype(object).where(is_covered & offers["data_policy"].isna())
    implied = {text: _with_implied(text) for text in policies.dropna().unique()}
    return offers.assign(
        seller=sellers.astype("str"),
        seller_kind=kinds.astype("str"),
        seller_country=countries.astype("str"),
        is_well_known=kinds.isin(WELL_KNOWN),
        area=areas.astype(object).fillna(offers["seller_region"].astype(object).where(is_covered)).astype("str"),
        policies=offers["data_policy"].astype(object).fillna(policies.map(implied)).astype("str"),
    )


def _makers(model_ids: "pd.Series[str]") -> pd.Series:
    """Return the developer of each model, under the one slug that it has."""
    makers = {model_id: model_id.partition("/")[0] for model_id in model_ids.unique()}
    return model_ids.map({model_id: developer_id(maker) or maker for model_id, maker in makers.items()}).astype(object)


def _with_implied(policies: str) -> str:
    stated = policies.split("; ")
    return "; ".join(dict.fromkeys((*stated, *(IMPLIED[each] for each in stated if each in IMPLIED))))


def speeds_at_sellers(speeds: pd.DataFrame, offers: pd.DataFrame) -> pd.DataFrame:
    """Return those rows of `queries.speeds` that were taken at a seller of one of these offers of the same model."""
    slugs = speeds["provider"].map(lambda name: provider(name).slug, na_action="ignore")
    sold = pd.MultiIndex.from_frame(offers[["model_id", "seller"]])
    return speeds[pd.MultiIndex.from_arrays([speeds["model_id"], slugs]).isin(sold)]


def area(region: str) -> str:
    """Return the area of a provider's region: "eu-west-1" and "europe" are in "eu", "eu-west-2" (London) in "gb"."""
    name = region.casefold()
    first = name.split("-")[0]
    return _AREAS.get(name, _AREAS.get(first, first))


def eligible_offers(offers: pd.DataFrame, asked: Eligibility) -> pd.DataFrame:
    """Return those rows of `known_offers` that count."""
    return offers[why_ineligible(offers, asked).isna()]


def why_ineligible(offers: pd.DataFrame, asked: Eligibility) -> pd.Series:
    """Return for each offer the first reason why it does not count, a key of `INELIGIBLE`; missing where it counts.

    An offer without a long-context price counts unless another eligible offer of its model has one that a request of
    this length reaches. Of a model with a price of its own for answers with thinking, the one of its effort counts.
    """
    codes = {reason: code for code, reason in enumerate(INELIGIBLE)}
    found = np.full(len(offers), _COUNTS)
    for reason, holds in reversed(list(_conditions(offers, asked))):
        found[holds] = codes[reason]
    model = pd.factorize(offers["model_id"])[0]
    has_tiers, counts = offers["tiers"].notna().to_numpy(), found == _COUNTS
    is_above = has_tiers.copy()
    is_above[has_tiers] = [tier_above(text, asked.input_tokens) is not None for text in offers["tiers"][has_tiers]]
    found[counts & ~has_tiers & _with_another(model, counts & is_above)] = codes["long_price_unknown"]
    return pd.Series(pd.Categorical.from_codes(found, list(INELIGIBLE)), index=offers.index)


def _conditions(offers: pd.DataFrame, asked: Eligibility) -> Iterator[tuple[Ineligible, Mask]]:
    kind = offers["price_kind"]
    yield "withdrawn", offers["withdrawn_since"].notna().to_numpy()
    yield "apart", kind.isin(["free tier", "subscription"]).to_numpy(bool)
    yield "variable", kind.eq("variable").to_numpy(bool)
    prices = offers[["input_usd_per_mtok", "output_usd_per_mtok"]].to_numpy(float)
    yield "no_price", ~(prices > 0).all(axis=1)  # 0 is not free, and a missing price is no price
    yield "other_effort", _of_another_effort(offers)
    if asked.sellers:
        yield "other_seller", ~offers["seller"].isin(asked.sellers).to_numpy(bool)
    elif not asked.all_sellers:
        yield "not_well_known", ~offers["is_well_known"].to_numpy(bool)
    if asked.areas:
        yield "region_unknown", offers["area"].isna().to_numpy(bool)
        yield "other_region", ~offers["area"].isin(asked.areas).to_numpy(bool)
    if asked.data_policies:
        promised = {text: set(text.split("; ")) for text in offers["policies"].dropna().unique()}
        keeps = {text: set(asked.data_policies) <= stated for text, stated in promised.items()}
        yield "data_policy_unknown", offers["policies"].isna().to_numpy(bool)
        yield "other_data_policy", ~offers["policies"].map(keeps).eq(other=True).to_numpy(bool)
    else:
        yield "trains_on_prompts", offers["data_policy"].eq(TRAINS).fillna(value=False).to_numpy(bool)
    if asked.input_tokens or asked.output_tokens:
        window, prompt, answer = (offers[name].to_numpy(float, na_value=np.nan) for name in _LIMITS)
        total = asked.input_tokens + asked.output_tokens
        yield "too_long", (total > window) | (asked.input_tokens > prompt) | (asked.output_tokens > answer)
    yield "flagged", offers["flag"].notna().to_numpy()


def _of_another_effort(offers: pd.DataFrame) -> Mask:
    """Return which offers state the price of another effort than the one that speaks for their model.

    A model of which no effort was measured is priced at the dearer of the two: with thinking.
    """
    of, measured = offers["effort"].astype(object), offers["own_effort"].astype(object)
    is_other = of.eq("none") & ~measured.eq("none") | of.eq("thinking") & measured.eq("none")
    found: Mask = is_other.to_numpy(bool)
    return found


def _with_another(model: NDArray[np.intp], is_one: Mask) -> Mask:
    """Return for each row whether any row of its model is one."""
    return np.bincount(model, weights=is_one).astype(bool)[model] if model.size else is_one


@lru_cache(maxsize=4096)
def tier_above(text: str, input_tokens: float) -> dict[str, float] | None:
    """Return the tier with the highest threshold that a request is above, of an offer's `tiers`; None: above none."""
    reached = [tier for tier in json.loads(text) if input_tokens > tier["above_tokens"]]
    return max(reached, key=lambda tier: float(tier["above_tokens"])) if reached else None
