"""Who is best in a domain: each listed model with the ranks that it may hold, its best effort and its evidence."""

from dataclasses import dataclass
from datetime import date
from typing import Annotated

import numpy as np
import pandas as pd

from catalog.evidence import is_too_wide
from catalog.records import Column

# So many rows at once are compared with all others: the table of pairs of ten thousand models would take 800 MB.
_ROWS_AT_ONCE = 256
COLUMNS = (
    *("rank_best", "rank_worst", "model_id", "name", "developer", "weights"),
    *("value", "low", "high", "effort", "best_effort", "best_effort_value"),
    *("blended_usd_per_mtok", "input_usd_per_mtok", "output_usd_per_mtok", "provider", "seller_told", "price_terms"),
    *("price_source_id", "price_source", "price_as_of"),
    *("output_tokens_per_second", "speed_evidence", "speed_place", "statistic", "conditions"),
    *("speed_source_id", "speed_source", "speed_as_of"),
    *("boards", "newest_result", "coverage", "release_date", "licence_id"),
    *("retirement_date", "retirement_source_id", "withdrawn_since", "withdrawal_source_id"),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Ranked:
    """What a leaderboard says of a model beside its facts, its ability, its offer and its speed."""

    rank_best: Annotated[
        int | None, Column("Best rank", help="one behind those in the list that are better beyond doubt")
    ]
    rank_worst: Annotated[int | None, Column("Worst rank", help="before those in the list that are worse beyond doubt")]
    best_effort: Annotated[
        str | None,
        Column("Best effort", help="the reasoning effort with the highest figure, where another one speaks for it"),
    ]
    best_effort_value: Annotated[float | None, Column("At its best effort", help="ability at the best effort")]
    boards: Annotated[int, Column("Boards", help="how many boards measured it in this domain; claims do not count")]
    newest_result: Annotated[date | None, Column("Newest result", help="the day of their newest result")]


def rank_spread(values: pd.DataFrame) -> pd.DataFrame:
    """Return the best and the worst rank that each row may hold among all of them: rank_best, rank_worst.

    A row is surely better than another where the interval of their difference does not hold 0, as
    `catalog.ties.tie_groups` has it. The best rank counts those that are surely better, as the lower bound of ranks of
    Chiang et al. (2024), arXiv:2403.04132, does with the ends of the intervals; the worst leaves out the surely worse.

    Args:
        values: value, low and high (90 %) of each row, none of them missing.
    """
    value = values["value"].to_numpy(float)
    down, up = value - values["low"].to_numpy(float), values["high"].to_numpy(float) - value
    better, worse = np.zeros(value.size, dtype=int), np.zeros(value.size, dtype=int)
    for start in range(0, value.size, _ROWS_AT_ONCE):
        rows = slice(start, start + _ROWS_AT_ONCE)
        ahead = value[None, :] - value[rows, None]
        better[rows] = (ahead > np.hypot(down[None, :], up[rows, None])).sum(axis=1)
        worse[rows] = (-ahead > np.hypot(up[None, :], down[rows, None])).sum(axis=1)
    return pd.DataFrame({"rank_best": better + 1, "rank_worst": value.size - worse}, index=values.index)


def best_efforts(abilities: pd.DataFrame) -> pd.DataFrame:
    """Return for each model the effort with the highest figure, where another one speaks for it.

    Only of efforts that were measured in the domain and whose interval is narrow enough to count.

    Args:
        abilities: what `queries.abilities_in` returns.

    Returns:
        model_id, best_effort, best_effort_value; a row a model that has such an effort.
    """
    known = abilities[(abilities["coverage"] > 0) & ~is_too_wide(abilities["low"], abilities["high"])]
    order = known.sort_values(["value", "is_own", "effort"], ascending=[False, False, True], kind="stable")
    best = order.drop_duplicates("model_id")
    best = best[~best["is_own"].astype(bool) & best["effort"].notna()]
    return best[["model_id", "effort", "value"]].rename(columns={"effort": "best_effort", "value": "best_effort_value"})


def with_evidence(rows: pd.DataFrame, abilities: pd.DataFrame, boards: pd.DataFrame) -> pd.DataFrame:
    """Return the rows of `catalog.models.listing.rows` with the best effort, boards and newest_result.

    Args:
        rows: a row a model.
        abilities: what `queries.abilities_in` returns.
        boards: what `queries.boards_behind` returns.
    """
    found = boards.groupby("model_id").agg(boards=("source_id", "nunique"), newest_result=("newest", "max"))
    merged = rows.merge(best_efforts(abilities), on="model_id", how="left")
    merged = merged.merge(found, left_on="model_id", right_index=True, how="left")
    return merged.assign(
        boards=merged["boards"].fillna(0).astype(int), newest_result=pd.to_datetime(merged["newest_result"])
    )


def ranked(rows: pd.DataFrame) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Return the rows that have a place, the ablest first, and those of which too little is known for one.

    Both have the columns `COLUMNS`; those without a place have no ranks and stand by their names: their figure is no
    order.

    Args:
        rows: what `with_evidence` returns, each with an ability.
    """
    is_wide = is_too_wide(rows["low"], rows["high"])
    placed = rows[~is_wide].sort_values(["value", "model_id"], ascending=[False, True], kind="stable")
    placed = placed.join(rank_spread(placed)).reset_index(drop=True)
    little = rows[is_wide].assign(rank_best=None, rank_worst=None)
    little = little.sort_values(["name", "model_id"], key=lambda names: names.str.casefold()).reset_index(drop=True)
    return placed[list(COLUMNS)], little[list(COLUMNS)]


def leaders(placed: pd.DataFrame) -> pd.DataFrame:
    """Return those of the ranked rows that may be first."""
    return placed[placed["rank_best"] == 1]
