"""What changed from one snapshot to another: models that came and went, prices and results that moved."""

from dataclasses import dataclass

import pandas as pd

from catalog import queries
from catalog.store import Store

PRICES = ("input_usd_per_mtok", "output_usd_per_mtok")
# Below this, the same price is written in two ways.
LEAST_CHANGE_USD = 1e-9


@dataclass(frozen=True, slots=True)
class Changes:
    """What changed, a frame a kind.

    Attributes:
        new: model_id, name and developer of the models that only the later snapshot has.
        gone: the same of those that only the earlier one has.
        repriced: model_id, name, price (which of `PRICES`), was, now, change_percent: the cheapest list price moved.
        rescored: the columns of `queries.results_by_hash`, was, now: both state the result, with another value.
    """

    new: pd.DataFrame
    gone: pd.DataFrame
    repriced: pd.DataFrame
    rescored: pd.DataFrame


def changes(before: Store, after: Store) -> Changes:
    """Return what changed from one snapshot to another."""
    had, has = queries.named_models(before), queries.named_models(after)
    moved = moved_results(queries.lowest_results(before), queries.lowest_results(after))
    named = queries.results_by_hash(after, tuple(int(result) for result in moved["result"]))
    rescored = named.merge(moved, on="result").drop(columns="result")
    return Changes(
        new=only_in(has, had),
        gone=only_in(had, has),
        repriced=repriced(queries.cheapest_list_prices(before), queries.cheapest_list_prices(after), had, has),
        rescored=rescored[rescored["model_id"].isin(had["model_id"])].reset_index(drop=True),
    )


def only_in(these: pd.DataFrame, those: pd.DataFrame) -> pd.DataFrame:
    """Return the models of one frame that another lacks: model_id, name, developer."""
    alone = these[~these["model_id"].isin(those["model_id"])]
    return alone[["model_id", "name", "developer"]].reset_index(drop=True)


def repriced(was: pd.DataFrame, now: pd.DataFrame, had: pd.DataFrame, has: pd.DataFrame) -> pd.DataFrame:
    """Return the models in both snapshots whose cheapest list price moved, the input prices first.

    Args:
        was: what `queries.cheapest_list_prices` returns of the earlier snapshot.
        now: the same of the later one.
        had: the models of the earlier snapshot: model_id and name.
        has: those of the later one.
    """
    both = was.merge(now, on="model_id", suffixes=("_was", "_now")).merge(has[["model_id", "name"]], on="model_id")
    both = both[both["model_id"].isin(had["model_id"])]
    moved = [_moved(both, price) for price in PRICES]
    return pd.concat(moved, ignore_index=True)


def _moved(both: pd.DataFrame, price: str) -> pd.DataFrame:
    was, now = both[f"{price}_was"], both[f"{price}_now"]
    change = 100 * (now - was) / was.where(was > 0)
    rows = both[["model_id", "name"]].assign(price=price, was=was, now=now, change_percent=change)
    return rows[(was - now).abs() > LEAST_CHANGE_USD].sort_values("model_id")


def moved_results(was: pd.DataFrame, now: pd.DataFrame) -> pd.DataFrame:
    """Return the results that both snapshots state and that differ: result, was, now.

    Args:
        was: what `queries.lowest_results` returns of the earlier snapshot.
        now: the same of the later one.
    """
    both = was.rename(columns={"value": "was"}).merge(now.rename(columns={"value": "now"}), on="result")
    return both[both["was"] != both["now"]].reset_index(drop=True)
