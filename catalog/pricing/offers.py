"""One price a model out of many offers, and the models that nothing beats."""

from typing import Literal

import pandas as pd

PriceChoice = Literal["cheapest", "middle"]


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

    Each provider counts once, with its cheapest offer at this mix. Adds blended_usd_per_mtok and providers, how many
    providers were compared.

    Args:
        offers: eligible ones (`catalog.pricing.eligible`).
        input_share: from 0 (all output) to 1 (all input).
        choice: which of the providers counts.
    """
    return one_a_model(with_blended(offers, input_share), "blended_usd_per_mtok", choice)


def with_blended(offers: pd.DataFrame, input_share: float) -> pd.DataFrame:
    """Return offers with blended_usd_per_mtok at a share of input."""
    blended = blended_price(offers["input_usd_per_mtok"], offers["output_usd_per_mtok"], input_share)
    return offers.assign(blended_usd_per_mtok=blended)


def one_a_model(offers: pd.DataFrame, price: str, choice: PriceChoice) -> pd.DataFrame:
    """Return one offer a model by a column of prices; each provider counts once. Adds providers, how many there are."""
    ordered = offers.sort_values(price, kind="stable")
    is_again = pd.DataFrame({"model": ordered["model_id"], "by": ordered["provider"].str.lower()}).duplicated()
    ordered = ordered[~is_again]
    by_model = ordered.groupby("model_id")["model_id"]
    providers = by_model.transform("size")
    wanted = 0 if choice == "cheapest" else (providers - 1) // 2
    return ordered.assign(providers=providers)[by_model.cumcount() == wanted]


def price_range(offers: pd.DataFrame, input_share: float) -> pd.DataFrame:
    """Return for each model the blended price of its cheapest and of its dearest provider, each at its own cheapest.

    Columns: model_id, cheapest_usd_per_mtok, dearest_usd_per_mtok. `offers` are eligible ones.
    """
    blended = blended_price(offers["input_usd_per_mtok"], offers["output_usd_per_mtok"], input_share)
    of_each = blended.groupby([offers["model_id"], offers["provider"].str.lower()]).min()
    ends = of_each.groupby(level=0).agg(["min", "max"])
    return ends.set_axis(["cheapest_usd_per_mtok", "dearest_usd_per_mtok"], axis="columns").reset_index()
