"""The frontier of quality and price over time: what could be had on a day, at the list prices of that day.

Only models that were out by then and whose price on that day is known. The quality of a model is that of today: it was
measured later, and does not change with the day.
"""

from collections.abc import Sequence
from datetime import date

import pandas as pd

from catalog.pricing.offers import pareto_frontier, with_blended
from catalog.tradeoffs.scatter import PRICE

# Of fewer models a frontier says what the price history knows, not what could be had.
LEAST_MODELS = 10
QUARTER = "QE"
_QUALITY = ("model_id", "effort", "value", "low", "high", "score_source_id")


def days_of(periods: pd.DataFrame, until: date) -> list[date]:
    """Return the ends of the quarters of which prices are known, oldest first, and at last the day itself."""
    first = pd.to_datetime(periods["valid_from"]).min()
    if pd.isna(first) or first.date() > until:
        return []
    ends = pd.date_range(first, pd.Timestamp(until) - pd.Timedelta(days=1), freq=QUARTER)
    return [*(end.date() for end in ends), until]


def frontiers(
    qualities: pd.DataFrame,
    models: pd.DataFrame,
    periods: pd.DataFrame,
    days: Sequence[date],
    input_share: float,
    *,
    higher_is_better: bool = True,
) -> pd.DataFrame:
    """Return the models that could be had on each day, a row a day and model, the earliest day first, best first.

    Columns: day, model_id, name, developer, weights, effort, release_date, value, low, high, blended_usd_per_mtok (the
    cheapest list price that is known of that day), provider, price_source_id, is_on_frontier; of scores
    score_source_id. Days of fewer than `LEAST_MODELS` models are left out.

    Args:
        qualities: a row a model: model_id, effort, value, low, high.
        models: model_id, name, developer, weights, release_date; of those that may be shown.
        periods: what `queries.list_price_periods` returns.
        days: which days.
        input_share: of the blended price, from 0 to 1.
        higher_is_better: whether a high quality is a good one.
    """
    known = with_blended(periods, input_share).rename(columns={"source_id": "price_source_id"})
    known = known[["model_id", "provider", "price_source_id", "valid_from", "valid_to", PRICE]]
    facts = models[["model_id", "name", "developer", "weights", "release_date"]].merge(
        qualities[[name for name in _QUALITY if name in qualities]], on="model_id"
    )
    rows = facts.merge(known, on="model_id").sort_values([PRICE, "provider"], kind="stable")
    begins, ends, out = (pd.to_datetime(rows[name]) for name in ("valid_from", "valid_to", "release_date"))
    found = []
    for day in days:
        now = pd.Timestamp(day)
        holds = begins.le(now) & (ends.isna() | ends.gt(now)) & ~out.gt(now)
        points = rows[holds].drop_duplicates(["model_id", "effort"])
        if points["model_id"].nunique() >= LEAST_MODELS:
            is_on = pareto_frontier(points, "value", PRICE, higher_is_better=higher_is_better)
            found.append(points.assign(day=now, is_on_frontier=is_on))
    if not found:
        return rows.iloc[:0].assign(day=pd.NaT, is_on_frontier=False)
    return (
        pd.concat(found)
        .sort_values(["day", "value", PRICE], ascending=[True, not higher_is_better, True])
        .reset_index(drop=True)
    )
