"""The table of models: who matches a search, and what is known of each in one row."""

from dataclasses import dataclass
from datetime import date
from typing import Annotated

import pandas as pd

from catalog.filters import Filters, eligible_under
from catalog.identity import search
from catalog.identity.search import MOST_NEAR
from catalog.pricing.offers import blended_price, one_offer_a_model
from catalog.pricing.terms import with_terms
from catalog.records import Column
from catalog.ties import tie_groups

HISTORY_MONTHS = 24
_FACTS = [
    *("model_id", "name", "developer", "family", "weights", "licence_id", "licence_class"),
    *("parameters", "active_parameters", "context_tokens", "input_modalities"),
    *("tools", "structured_output", "reasoning", "release_date", "retirement_date", "withdrawn_since", "hub_repo_id"),
    *("retirement_source_id", "withdrawal_source_id"),
]
_ABILITY = ["model_id", "tie_group", "effort", "value", "low", "high", "coverage"]
_OFFER = [
    *("model_id", "blended_usd_per_mtok", "input_usd_per_mtok", "output_usd_per_mtok", "provider", "providers", "flag"),
    *("seller_told", "price_terms", "price_source_id", "price_source", "price_as_of"),
]
_SPEED = [
    *("output_tokens_per_second", "speed_evidence", "speed_place", "statistic", "conditions"),
    *("speed_source_id", "speed_source", "speed_as_of"),
]
_SERIES = ["model_id", "provider", "model_name", "source_id"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Listed:
    """What a row says of a model beside its facts, its ability, its offer and its speed."""

    tie_group: Annotated[
        int,
        Column("Tie group", help="cannot be told apart from the best of the group; 1 is the best of the domain"),
    ]
    price_history: Annotated[
        str,
        Column(
            "Price history",
            help=f"blended list price at the beginning of each month, {HISTORY_MONTHS} at most, drawn from 0 up; "
            "at the provider whose prices are known for longest",
        ),
    ]


# Who is meant


def nearest(named: pd.DataFrame, text: str, most: int = MOST_NEAR) -> list[str]:
    """Return the ids of the models that a text may mean, the likeliest first, as `catalog.identity.search.nearest`.

    Args:
        named: what `queries.named_models` returns.
        text: any text.
        most: how many at most.
    """
    return search.nearest(search.searched(named), text, most)


# What is known of them


def own_abilities(abilities: pd.DataFrame, *, inferred: bool) -> pd.DataFrame:
    """Return one ability a model with its tie group among all of the domain, whatever a gate leaves of them.

    Args:
        abilities: what `queries.abilities_in` returns.
        inferred: also of models that were never measured in the domain.
    """
    own = abilities[abilities["is_own"] & (inferred | (abilities["coverage"] > 0))]
    return own.assign(tie_group=tie_groups(own))


def rows(
    models: pd.DataFrame,
    abilities: pd.DataFrame,
    offers: pd.DataFrame,
    filters: Filters,
) -> pd.DataFrame:
    """Return a row a model: its facts, its ability, its cheapest offer with the speed there; the ablest first.

    Of equal ability the newest first.

    Args:
        models: of `queries.models_in_play`, those to list.
        abilities: what `own_abilities` returns.
        offers: what `catalog.pricing.eligible.known_offers` returns.
        filters: the gates; those of offers and the input share decide which offer counts.
    """
    sold = one_offer_a_model(eligible_under(offers, filters), filters.input_percent / 100, "cheapest")
    sold = with_terms(sold, "blended_usd_per_mtok", "per million tokens")
    sold = sold.rename(columns={"speed_provider": "speed_place", "evidence": "speed_evidence"})
    found = models[_FACTS].merge(abilities[_ABILITY], on="model_id", how="left")
    found = found.merge(sold[[*_OFFER, *_SPEED]], on="model_id", how="left")
    found["tie_group"] = found["tie_group"].astype("Int64")
    order = ["value", "release_date", "model_id"]
    return found.sort_values(order, ascending=[False, False, True], kind="stable").reset_index(drop=True)


def price_histories(periods: pd.DataFrame, input_share: float, until: date) -> pd.DataFrame:
    """Return for each model its blended price (USD per million tokens) at the beginning of each month.

    By model_id: price_history (a list), history_source_id.

    Of one provider, as another one's price is no change of price: the one whose prices are known for most months. A
    plain name counts before one of a variant, such as `…:batch`. Months without a known price are left out.

    Args:
        periods: what `queries.list_price_periods` returns.
        input_share: from 0 (all output) to 1 (all input).
        until: the last day that counts.
    """
    first_days = pd.date_range(end=pd.Timestamp(until), periods=HISTORY_MONTHS, freq="MS")
    known = periods.assign(
        usd=blended_price(periods["input_usd_per_mtok"], periods["output_usd_per_mtok"], input_share),
        start=pd.to_datetime(periods["valid_from"]),
        end=pd.to_datetime(periods["valid_to"]).fillna(first_days[-1] + pd.DateOffset(months=1)),
    )
    held = known.merge(pd.DataFrame({"month": first_days}), how="cross")
    held = held[(held["start"] <= held["month"]) & (held["month"] < held["end"])]
    held = held.drop_duplicates([*_SERIES, "month"], keep="last")
    months = held.groupby(_SERIES, dropna=False)["month"].transform("size")
    ranked = held.assign(months=months, is_variant=held["model_name"].fillna("").str.contains(":", regex=False))
    ranked = ranked.sort_values(
        ["model_id", "is_variant", "months", *_SERIES[1:], "month"],
        ascending=[True, True, False, True, True, True, True],
        kind="stable",
    )
    chosen = ranked.drop_duplicates("model_id")[_SERIES]
    series = ranked.merge(chosen, on=_SERIES).groupby("model_id", sort=False)
    return series.agg(price_history=("usd", list), history_source_id=("source_id", "first"))
