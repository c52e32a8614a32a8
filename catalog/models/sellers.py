"""Who sells a model: a row a seller, its maker first, with the price, the speed and the terms of one and the same."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Annotated

import pandas as pd

from catalog.curated.providers import provider
from catalog.pricing.speeds import sellers_speeds
from catalog.records import Column

# What a seller can be the best in: the column, whether more is better, and the word for it.
BEST: Mapping[str, tuple[bool, str]] = {
    "blended_usd_per_mtok": (False, "cheapest"),
    "output_tokens_per_second": (True, "fastest"),
    "time_to_first_token_s": (False, "first to answer"),
}
SPEED_COLUMNS = (
    *("output_tokens_per_second", "time_to_first_token_s", "statistic", "evidence", "conditions"),
    *("speed_source_id", "speed_source", "speed_as_of"),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Sold:
    """What a row says of a seller beside its offer and its speed."""

    is_maker: Annotated[bool, Column("Maker", help="made the model itself")]
    stands_out: Annotated[
        str, Column("Stands out", help="it made the model, or is the best of those in this table of which it is known")
    ]


def sellers(offers: pd.DataFrame, speeds: pd.DataFrame, developer: str | None) -> pd.DataFrame:
    """Return a row a seller with its cheapest offer that counts: the model's maker first, then by blended price.

    Args:
        offers: what `catalog.models.profile.offers_at` returns.
        speeds: the rows of `queries.speeds` of the model.
        developer: who made the model.

    Returns:
        The columns of `offers`, its source as price_source_id, price_source and price_as_of, those of `Sold`, and the
        speed of the same seller with where it is from (`SPEED_COLUMNS`; missing where nobody states one).
    """
    named = {"source_id": "price_source_id", "source": "price_source", "as_of": "price_as_of"}
    counted = offers[offers["why_not"].isna()].drop(columns="conditions").rename(columns=named)
    rows = counted.sort_values("blended_usd_per_mtok", kind="stable").drop_duplicates("seller")
    timed = sellers_speeds(speeds)[["seller", *SPEED_COLUMNS]]
    found = rows.merge(timed, on="seller", how="left")
    makers = found["provider"].map(lambda name: provider(name).developer)
    found = found.assign(is_maker=makers.eq(developer).fillna(value=False).astype(bool))
    found = found.assign(stands_out=_stands_out(found))
    order = found.sort_values(["is_maker", "blended_usd_per_mtok", "seller"], ascending=[False, True, True])
    return order.reset_index(drop=True)


def best_in(found: pd.DataFrame, column: str) -> pd.Series | None:
    """Return the row of the seller that is best in a column of `BEST`; None where it is known of none."""
    known = found[found[column].notna()]
    if known.empty:
        return None
    return known.sort_values(column, ascending=not BEST[column][0], kind="stable").iloc[0]


def _stands_out(found: pd.DataFrame) -> list[str | None]:
    """Return what makes each seller stand out, in words; None where nothing does. Alone, it is the best in nothing."""
    told: list[list[str]] = [["maker"] if is_maker else [] for is_maker in found["is_maker"]]
    for column, (is_more, word) in BEST.items():
        values = found[column].astype(float)
        if values.min() < values.max():
            top = values.max() if is_more else values.min()
            for place in (values == top).to_numpy().nonzero()[0]:
                told[place].append(word)
    return [", ".join(words) or None for words in told]
