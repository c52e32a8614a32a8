"""What does a workload cost: at every model, or at every offer of one."""

from dataclasses import asdict, dataclass
from typing import Any

import pandas as pd

from catalog import queries
from catalog.filters import Filters, asked_of_sellers, meeting
from catalog.plain import rows_of
from catalog.pricing.eligible import Eligibility, known_offers
from catalog.pricing.workload import (
    MISSING,
    PARTS,
    Costing,
    Workload,
    cheapest_bills,
    compare_tasks,
    cost,
    cost_over_time,
    tasks_at_list_price,
)
from catalog.snapshot import Snapshot
from catalog.tradeoffs.cost_and_ability import billed_models
from catalog.tradeoffs.scatter import Quality, Question, abilities_as_quality

OFFER = (
    "model_id",
    "name",
    "weights",
    "provider",
    "seller_told",
    "price_terms",
    "region",
    "precision",
    "usd_per_month",
    "usd_per_request",
    *PARTS,
    "above_tokens",
    "assumed",
    "verbosity",
    "verbosity_effort",
    "verbosity_source",
    "verbosity_as_of",
    "context_tokens",
    "max_input_tokens",
    "max_output_tokens",
    "sold_until",
    "flag",
    "price_source",
    "price_as_of",
)
_SPREAD = (
    "providers",
    "cheapest_usd_per_month",
    "middle_usd_per_month",
    "dearest_usd_per_month",
    "dearest_over_cheapest",
)
_APART = ("model_id", "name", "provider", "region", "price_kind", "price_source", "price_as_of")
_LEFT = ("model_id", "name", "provider", "region", "why_not", "price_source", "price_as_of")
_UNBILLED = ("model_id", "name", "reason", "detail")
_PERIOD = ("provider", "valid_from", "valid_to", "usd_per_month", "usd_per_request", "assumed", "source")
_TASK = (
    "benchmark_id",
    "benchmark_title",
    "benchmark_version",
    "effort",
    "harness",
    "tasks",
    "usd_per_task",
    "usd_per_run",
    "usd_over_median",
    "usd_per_task_today",
    "input_tokens_per_task",
    "output_tokens_per_task",
    "output_tokens_over_median",
    "evidence",
    "source",
    "as_of",
)


@dataclass(frozen=True, slots=True, kw_only=True)
class CostQuestion:
    """What is asked.

    Attributes:
        workload: what is asked of a model in a month.
        model_id: the one model of interest, with its history and its tasks; None: every model.
        resellers: also prices of resellers, aggregators and sellers of unknown kind.
        withdrawn: also closed models that their maker no longer sells; one that is named is never left out.
        verbosity: bill each model for as much as it writes; else all of them for the same output.
    """

    workload: Workload
    model_id: str | None = None
    resellers: bool = False
    withdrawn: bool = False
    verbosity: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class CostAnswer:
    """The bills, and of one model its price over time and what tasks of benchmarks cost with it (else empty)."""

    question: CostQuestion
    costing: Costing
    history: pd.DataFrame
    tasks: pd.DataFrame


def answer(snapshot: Snapshot, question: CostQuestion) -> CostAnswer:
    """Return what a workload costs.

    Raises:
        StoreError: the snapshot cannot answer.
    """
    offers = snapshot.ask(known_offers, question.model_id)
    if question.model_id is None and not question.withdrawn:
        models = snapshot.ask(queries.models_in_play)
        offers = offers[~offers["model_id"].isin(models.loc[models["withdrawn_since"].notna(), "model_id"])]
    asked = Eligibility(all_sellers=question.resellers)
    costing = cost(offers, question.workload, asked, by_verbosity=question.verbosity)
    if question.model_id is None:
        return CostAnswer(question=question, costing=costing, history=pd.DataFrame(), tasks=pd.DataFrame())
    past = snapshot.ask(queries.prices_of, question.model_id)
    return CostAnswer(
        question=question,
        costing=costing,
        history=cost_over_time(_with_output(past, question, offers), question.workload),
        tasks=tasks_of(snapshot, question.model_id, costing.bills),
    )


def _with_output(periods: pd.DataFrame, question: CostQuestion, offers: pd.DataFrame) -> pd.DataFrame:
    """Return the price periods of the model, with how much it writes today: a bill of old is of the same tokens."""
    return periods.assign(verbosity=offers["verbosity"].iloc[0] if question.verbosity and len(offers) else None)


def billed_under(
    snapshot: Snapshot, workload: Workload, filters: Filters, *, inferred: bool, by_verbosity: bool = True
) -> tuple[Costing, Quality, pd.DataFrame]:
    """Return what a workload costs at the offers that some filters let through, the abilities, and a row a model.

    Of the filters those of offers count, and the domain.

    Raises:
        StoreError: the snapshot cannot answer.
    """
    costing = cost(snapshot.ask(known_offers), workload, asked_of_sellers(filters), by_verbosity=by_verbosity)
    sure = costing.bills[~costing.bills["is_long_price_unknown"]]
    cheapest = cheapest_bills(meeting(sure, filters).drop(columns="blended_usd_per_mtok"))
    abilities = snapshot.ask(queries.abilities_in, filters.domain)
    quality = abilities_as_quality(abilities, Question(filters=filters, inferred=inferred))
    return costing, quality, billed_models(cheapest, workload, quality)


def tasks_of(snapshot: Snapshot, model_id: str, bills: pd.DataFrame) -> pd.DataFrame:
    """Return what tasks of benchmarks cost with a model, against the median, and at its cheapest offer of today."""
    tasks = compare_tasks(snapshot.ask(queries.task_costs))
    return tasks_at_list_price(tasks[tasks["model_id"] == model_id], bills)


def as_json(answered: CostAnswer) -> dict[str, Any]:
    """Return the answer for programs: one row a model, cheapest first; of one model every offer, history and tasks."""
    costing = answered.costing
    told: dict[str, Any] = {
        "workload": asdict(answered.question.workload),
        "total": costing.total,
        "shown": len(costing.models),
        "missing": {reason: int((costing.missing["reason"] == reason).sum()) for reason in MISSING},
        "unbilled": rows_of(costing.missing, _UNBILLED),
        "models": rows_of(costing.models, (*OFFER, *_SPREAD)),
    }
    if answered.question.model_id is None:
        return told
    return told | {
        "offers": rows_of(costing.bills, OFFER),
        "unbilled_offers": rows_of(costing.left, _LEFT),
        "apart": rows_of(costing.apart, _APART),
        "history": rows_of(answered.history, _PERIOD),
        "tasks": rows_of(answered.tasks, _TASK),
    }
