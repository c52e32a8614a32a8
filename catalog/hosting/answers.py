"""The answers to what a workload costs and whether to serve a model oneself: for the commands and for pages alike."""

import math
from collections.abc import Sequence
from dataclasses import asdict
from datetime import date, datetime
from typing import Any

import pandas as pd

from catalog import queries
from catalog.hosting.gpus import specifications
from catalog.hosting.plans import (
    GPU_COUNTS,
    HostingError,
    Serving,
    against_api,
    break_even,
    cost_curve,
    machines,
    memory,
    plans,
)
from catalog.hosting.shapes import shape_of
from catalog.pricing.offers import PriceChoice
from catalog.pricing.workload import (
    MISSING,
    PARTS,
    Costing,
    Workload,
    compare_tasks,
    cost,
    cost_over_time,
    tasks_at_list_price,
)
from catalog.store import Store

_OFFER = (
    "model_id",
    "name",
    "weights",
    "provider",
    "region",
    "precision",
    "usd_per_month",
    "usd_per_request",
    *PARTS,
    "above_tokens",
    "assumed",
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
_PLAN = (
    "gpu",
    "gpus",
    "fits",
    "needed_gb",
    "usable_gb",
    "most_at_once",
    "at_once",
    "tokens_per_second",
    "estimated_tokens_per_second",
    "tokens_per_second_per_request",
    "time_to_first_token_s",
    "speed_evidence",
    "bound",
    "measured_conditions",
    "speed_source",
    "speed_as_of",
    "requests_per_month",
    "usd_per_hour",
    "usd_per_month",
    "usd_per_request",
    "cloud",
    "clouds_compared",
    "region",
    "instance",
    "price_source",
    "price_url",
    "price_as_of",
)
_AGAINST = (*_PLAN, "machines", "hosting_usd_per_month", "api_usd_per_month", "cheaper_from", "always_cheaper_from")

_CURVE = ("requests_per_month", "machines", "api_usd_per_month", "hosting_usd_per_month")


def cost_answer(store: Store, workload: Workload, model_id: str | None = None) -> dict[str, Any]:
    """Return what a workload costs: one row a model, cheapest first; or one model's every offer, history and tasks."""
    costing = cost(queries.offers_for_cost(store, model_id), workload)
    told: dict[str, Any] = {
        "workload": asdict(workload),
        "total": costing.total,
        "shown": len(costing.models),
        "missing": {reason: int((costing.missing["reason"] == reason).sum()) for reason in MISSING},
        "models": rows_of(costing.models, (*_OFFER, *_SPREAD)),
    }
    return told if model_id is None else told | _of_one_model(store, costing, workload, model_id)


def _of_one_model(store: Store, costing: Costing, workload: Workload, model_id: str) -> dict[str, Any]:
    tasks = compare_tasks(queries.task_costs(store))
    own = tasks_at_list_price(tasks[tasks["model_id"] == model_id], costing.bills)
    return {
        "offers": rows_of(costing.bills, _OFFER),
        "apart": rows_of(costing.apart, _APART),
        "history": rows_of(cost_over_time(queries.prices_of(store, model_id), workload), _PERIOD),
        "tasks": rows_of(own, _TASK),
    }


def hosting_answer(
    store: Store,
    model_id: str,
    serving: Serving,
    requests_per_month: float,
    *,
    choice: PriceChoice = "middle",
    spot: bool = False,
) -> dict[str, Any]:
    """Return what serving a model takes, the machines that can, and from which volume they are cheaper than its API.

    Raises:
        HostingError: its weights are closed, or the request is longer than its context window.
        WorkloadError: a volume that cannot be.
    """
    known = queries.shape_rows(store, model_id)
    if known.empty or known["weights"].iloc[0] == "closed":
        message = f"The weights of {model_id} cannot be downloaded: only its developer and its partners can serve it."
        raise HostingError(message)
    shape = shape_of(known)
    speeds = queries.speeds(store)
    offered = machines(queries.gpu_offers(store), specifications(queries.gpus(store)), choice, spot=spot)
    found = plans(shape, serving, offered, speeds[speeds["model_id"] == model_id])
    workload = Workload(
        requests_per_month=requests_per_month,
        input_tokens=serving.input_tokens,
        output_tokens=serving.output_tokens,
        cached_tokens=serving.cached_tokens,
    )
    api = cost(queries.offers_for_cost(store, model_id), workload).models
    return {
        "model_id": model_id,
        "name": known["name"].iloc[0],
        "serving": asdict(serving),
        "requests_per_month": requests_per_month,
        "shape": asdict(shape),
        "memory": asdict(memory(shape, serving)),
        "machines": {"compared": len(found), "fit": int((found["fits"] == 1).sum()), "gpu_counts": list(GPU_COUNTS)},
        "api": rows_of(api, _OFFER)[0] if len(api) else None,
        **_compared(found, requests_per_month, float(api["usd_per_request"].iloc[0]) if len(api) else None),
    }


def _compared(found: pd.DataFrame, requests_per_month: float, api_usd_per_request: float | None) -> dict[str, Any]:
    """Return the plans beside the API; without an API's price, the plans alone."""
    if api_usd_per_request is None or found["requests_per_month"].isna().all():
        return {"plans": rows_of(found, _PLAN), "break_even": None, "curve": []}
    beside = against_api(found, requests_per_month, api_usd_per_request)
    best = beside.iloc[0]
    even = break_even(float(best["usd_per_month"]), float(best["requests_per_month"]), api_usd_per_request)
    most = 2 * max(requests_per_month, even.first or even.requests_per_month)
    rest = found[found["requests_per_month"].isna()]
    return {
        "plans": rows_of(beside, _AGAINST) + rows_of(rest, _PLAN),
        "break_even": {"gpu": best["gpu"], "gpus": int(best["gpus"])} | asdict(even),
        "curve": rows_of(cost_curve(even, most), _CURVE),
    }


def rows_of(frame: pd.DataFrame, columns: Sequence[str]) -> list[dict[str, Any]]:
    """Return some columns of a frame as plain values for JSON: unknown is None, a day is its ISO text."""
    return [
        {column: _plain(value) for column, value in zip(columns, row, strict=True)}
        for row in frame[list(columns)].itertuples(index=False, name=None)
    ]


def _plain(value: Any) -> Any:  # noqa: ANN401 - a cell of a frame
    if value is None or value is pd.NaT or (isinstance(value, float) and math.isnan(value)) or value is pd.NA:
        return None
    if isinstance(value, datetime | date):
        return value.isoformat()[:10]
    return value.item() if hasattr(value, "item") else value
