"""Quality against price: one price a model, the models that nothing beats at their price, and who is left out."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from typing import Annotated, Literal

import pandas as pd

from catalog.records import Column, Usd

PriceChoice = Literal["cheapest", "middle"]
Reason = Literal["no_figure", "other_version", "self_reported", "no_list_price", "filtered"]

REASONS: dict[Reason, str] = {
    "no_figure": "no figure on this benchmark",
    "other_version": "figures on another version of this benchmark only",
    "self_reported": "self-reported figures only",
    "no_list_price": "a figure, but no list price",
    "filtered": "filtered out by weights",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Point:
    """What a point of the chart says beside the score, the model's facts and the offer that prices it."""

    is_on_frontier: Annotated[bool, Column("Best at its price", help="nothing shown is both better and cheaper")]
    blended_usd_per_mtok: Annotated[float, Column("Blended price", Usd, "input and output price, weighted by the mix")]
    providers: Annotated[int, Column("Providers", help="how many list a price for this model")]
    score_source: Annotated[str | None, Column("Score from")]
    score_as_of: Annotated[date | None, Column("Score as of")]
    price_source: Annotated[str | None, Column("Price from")]
    price_as_of: Annotated[date | None, Column("Price as of")]


@dataclass(frozen=True, slots=True, kw_only=True)
class Coverage:
    """How many of the snapshot's models a view shows, and why not the others: shown and counts sum to total.

    `left_out` names the models that have a figure on the benchmark and are not shown, each with its reason.
    """

    total: int
    shown: int
    counts: dict[Reason, int]
    left_out: pd.DataFrame


def blended_price(input_usd: pd.Series, output_usd: pd.Series, input_share: float) -> pd.Series:
    """Return the price of a million tokens of which a share is input and the rest output, in USD.

    The weighted mean of the two list prices. It knows nothing of caches, batches, tiers or how much a model writes.

    Args:
        input_usd: USD per million input tokens.
        output_usd: USD per million output tokens.
        input_share: from 0 (all output) to 1 (all input).

    Raises:
        ValueError: the share is outside 0 to 1.
    """
    if not 0 <= input_share <= 1:
        message = f"an input share from 0 to 1 expected, found {input_share}"
        raise ValueError(message)
    return input_share * input_usd + (1 - input_share) * output_usd


def pareto_frontier(frame: pd.DataFrame, quality: str, price: str, *, higher_is_better: bool = True) -> pd.Series:
    """Return for each row whether no other row dominates it: is as good and as cheap, and better in one of the two.

    Equal rows do not dominate each other: both are on the frontier, or neither. A row with an unknown quality or price
    never is. The maxima of a set of vectors, by sorting and one sweep: Kung, Luccio and Preparata, J. ACM 22 (1975).
    """
    gain = frame[quality] if higher_is_better else -frame[quality]
    best = gain.groupby(frame[price]).max().dropna()
    rising = best[best > best.cummax().shift(fill_value=float("-inf"))]
    return gain.eq(frame[price].map(rising))


def one_offer_a_model(offers: pd.DataFrame, input_share: float, choice: PriceChoice) -> pd.DataFrame:
    """Return one real offer a model: the cheapest, or the one in the middle of its providers (of two, the cheaper).

    Each provider counts once, with its cheapest offer at this mix. A flagged price counts only where a model has no
    other. Adds blended_usd_per_mtok and providers, how many providers were compared.
    """
    usable = without_flagged(offers)
    blended = blended_price(usable["input_usd_per_mtok"], usable["output_usd_per_mtok"], input_share)
    return one_a_model(usable.assign(blended_usd_per_mtok=blended), "blended_usd_per_mtok", choice)


def without_flagged(offers: pd.DataFrame) -> pd.DataFrame:
    """Return the offers without those of a flagged price, unless a model has no other."""
    is_flagged = offers["flag"].notna()
    return offers[~is_flagged | is_flagged.groupby(offers["model_id"]).transform("all")]


def one_a_model(offers: pd.DataFrame, price: str, choice: PriceChoice) -> pd.DataFrame:
    """Return one offer a model by a column of prices; each provider counts once. Adds providers, how many there are."""
    ordered = offers.assign(seller=offers["provider"].str.lower())
    ordered = ordered.sort_values(price, kind="stable").drop_duplicates(["model_id", "seller"])
    by_model = ordered.groupby("model_id")["seller"]
    providers = by_model.transform("size")
    wanted = 0 if choice == "cheapest" else (providers - 1) // 2
    return ordered.assign(providers=providers)[by_model.cumcount() == wanted].drop(columns="seller")


def price_range(offers: pd.DataFrame, input_share: float) -> pd.DataFrame:
    """Return for each model the blended price of its cheapest and of its dearest provider, each at its own cheapest.

    Columns: model_id, cheapest_usd_per_mtok, dearest_usd_per_mtok. A flagged price counts only without another.
    """
    usable = without_flagged(offers)
    blended = blended_price(usable["input_usd_per_mtok"], usable["output_usd_per_mtok"], input_share)
    of_each = blended.groupby([usable["model_id"], usable["provider"].str.lower()]).min()
    ends = of_each.groupby(level=0).agg(["min", "max"])
    return ends.set_axis(["cheapest_usd_per_mtok", "dearest_usd_per_mtok"], axis="columns").reset_index()


def points(scores: pd.DataFrame, offers: pd.DataFrame, *, higher_is_better: bool) -> pd.DataFrame:
    """Return one row a score with the price of its model, best first, and whether it is on these rows' frontier."""
    both = scores.merge(offers, on="model_id", validate="many_to_one")
    both["is_on_frontier"] = pareto_frontier(both, "value", "blended_usd_per_mtok", higher_is_better=higher_is_better)
    return both.sort_values(
        ["value", "blended_usd_per_mtok", "model_id", "effort"], ascending=[not higher_is_better, True, True, True]
    ).reset_index(drop=True)


def coverage(total: int, standing: pd.DataFrame, priced: Collection[str], shown: Collection[str]) -> Coverage:
    """Return why models are missing from a view: each for the first reason that applies.

    Args:
        total: how many models the snapshot has.
        standing: the models with a figure on the benchmark, as `queries.standing_on` gives them.
        priced: the ids of the models with a list price.
        shown: the ids of the models in the view.
    """
    reason = standing["reason"].mask(standing["reason"].isna() & ~standing["model_id"].isin(priced), "no_list_price")
    reason = reason.mask(reason.isna() & ~standing["model_id"].isin(shown), "filtered")
    left_out = standing.assign(reason=reason).dropna(subset="reason").reset_index(drop=True)
    counted = left_out["reason"].value_counts()
    counts = {why: int(counted.get(why, 0)) for why in REASONS}
    counts["no_figure"] = total - len(standing)
    return Coverage(total=total, shown=len(standing) - len(left_out), counts=counts, left_out=left_out)
