"""The rows of the Costs page: what a workload costs at each model beside what the model can do, and who is left out."""

from dataclasses import dataclass, replace
from typing import Annotated

import pandas as pd

from catalog import queries
from catalog.filters import DETAIL
from catalog.pricing.offers import pareto_frontier
from catalog.pricing.workload import MISSING, Costing, Workload, bill, compare_tasks, spent_on
from catalog.records import Column
from catalog.store import Store
from catalog.tradeoffs.scatter import Quality

NO_OFFER = "no offer known"
ABILITY = ("effort", "value", "low", "high", "coverage")


@dataclass(frozen=True, slots=True, kw_only=True)
class Billed:
    """What the row of a model says beside the bill of its cheapest offer and its ability."""

    batch_saving_usd_per_month: Annotated[
        float | None, Column("Saved by batches", "USD a month", "against the same requests one by one; in the cost")
    ]
    dearest_over_cheapest: Annotated[
        float, Column("Dearest / cheapest", help="of its providers, each with its cheapest offer; 1: all alike")
    ]
    usd_over_median: Annotated[
        float | None, Column("Cost / median", help="of the models that ran in the same way, at least three")
    ]
    output_tokens_over_median: Annotated[
        float | None, Column("Written / median", help="output tokens; 2: twice as many as the median model")
    ]
    usd_per_task_today: Annotated[
        float | None, Column("At today's price", "USD a task", "the same tokens at its cheapest offer, without caches")
    ]


def spent_column(workload: Workload) -> str:
    """Return what models are compared by: the cost of a month, or of a request where there is none in the month."""
    return spent_on(workload)[0]


def billed_models(found: pd.DataFrame, workload: Workload, quality: Quality) -> pd.DataFrame:
    """Return a row a model that has a bill, cheapest first.

    Its cheapest offer, its ability (missing where none counts), batch_saving_usd_per_month, and the range over its
    providers in the workload's `spent_column`: cheapest_usd and dearest_usd.

    Args:
        found: the cheapest bills, as `Costing.models` has them.
        workload: what is asked in a month.
        quality: the abilities that count, as `catalog.tradeoffs.scatter.abilities_as_quality` returns them.
    """
    one_by_one = bill(found, replace(workload, batch_share=0))["usd_per_month"]
    spent = found[spent_column(workload)]
    # The effort that an offer is for has been asked; the row tells the one whose ability it shows.
    return (
        found.drop(columns="effort", errors="ignore")
        .assign(
            batch_saving_usd_per_month=one_by_one - found["usd_per_month"],
            cheapest_usd=spent,
            dearest_usd=spent * found["dearest_over_cheapest"],
        )
        .merge(quality.rows[["model_id", *ABILITY]], on="model_id", how="left", validate="1:1")
    )


def unbilled(models: pd.DataFrame, costing: Costing) -> "pd.Series[str]":
    """Return for each model why it has no bill, on the index of `models`; missing where it has one.

    Of one for which the request is too long, whose window is the longest and how many tokens it holds.
    """
    missing = costing.missing.set_index("model_id")
    told = [
        MISSING[reason] if pd.isna(detail) else f"{MISSING[reason]}{DETAIL}{detail}"
        for reason, detail in zip(missing["reason"], missing["detail"], strict=True)
    ]
    known = pd.Series(told, index=missing.index, dtype="str")
    found = models["model_id"].map(known)
    has_offer = models["model_id"].isin(costing.models["model_id"]) | found.notna()
    return found.mask(~has_offer, NO_OFFER)


def too_weak(models: pd.DataFrame, quality: Quality, least: float) -> "pd.Series[str]":
    """Return for each model why it is not good enough, on the index of `models`; missing where it is.

    Args:
        models: a row a model.
        quality: the abilities that count.
        least: the ability from which a model will do; 0: any model will, of unknown ability too.
    """
    if not least:
        return pd.Series(None, index=models.index, dtype="str")
    values = models["model_id"].map(quality.rows.set_index("model_id")["value"])
    unknown = models["model_id"].map(quality.reasons).astype("str").fillna(quality.otherwise)
    return unknown.where(values.isna(), f"ability below {least:g}").mask(values >= least)


def with_frontier(points: pd.DataFrame, workload: Workload) -> pd.DataFrame:
    """Return points with is_on_frontier: nothing among them is both better and cheaper; best first."""
    spent = spent_column(workload)
    marked = points.assign(is_on_frontier=pareto_frontier(points, "value", spent))
    return marked.sort_values(["value", spent, "model_id"], ascending=[False, True, True]).reset_index(drop=True)


def compared_tasks(store: Store) -> pd.DataFrame:
    """Return what tasks of benchmarks cost every model, against the median of those run in the same way."""
    return compare_tasks(queries.task_costs(store))
