"""What does serving a model oneself take, and from which volume is it cheaper than its API?"""

from dataclasses import asdict, dataclass, replace
from typing import Any

import pandas as pd

from catalog import queries
from catalog.answers.cost import OFFER
from catalog.filters import Filters, asked_of_sellers
from catalog.hosting.gpus import specifications
from catalog.hosting.plans import (
    GPU_COUNTS,
    BreakEven,
    HostingError,
    Serving,
    against_api,
    break_even,
    cost_curve,
    machines,
    memory,
    plans,
)
from catalog.hosting.shapes import Shape, shape_of
from catalog.plain import rows_of
from catalog.pricing.eligible import known_offers
from catalog.pricing.offers import PriceChoice
from catalog.pricing.workload import Workload, cost
from catalog.snapshot import Snapshot
from catalog.store import Store

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


@dataclass(frozen=True, slots=True, kw_only=True)
class HostingQuestion:
    """What is asked.

    Attributes:
        model_id: the model.
        serving: how it is served.
        workload: what is asked of it in a month.
        choice: which of the clouds' prices counts.
        spot: machines that can be called back at any moment.
        providers: the sellers whose API it is held against; empty: all that are well known.
        resellers: also resellers, aggregators and sellers of unknown kind.
    """

    model_id: str
    serving: Serving
    workload: Workload
    choice: PriceChoice = "middle"
    spot: bool = False
    providers: tuple[str, ...] = ()
    resellers: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class HostingAnswer:
    """What serving a model takes.

    Attributes:
        question: what was asked, with the precision in which the model was released where none was asked for.
        name: the model's name.
        shape: its architecture.
        plans: a row a machine: those whose speed is known first, cheapest for the volume first, beside the API where
            that has a price; `fits` is 1, 0, or missing where it is not known.
        api: the row of its cheapest offer with its bill; None where it has none.
    """

    question: HostingQuestion
    name: str
    shape: Shape
    plans: pd.DataFrame
    api: pd.DataFrame

    @property
    def best(self) -> "pd.Series[Any] | None":
        """Return the machine that is cheapest for the volume; None where no speed, or no API's price is known."""
        is_known = len(self.api) and "hosting_usd_per_month" in self.plans and len(self.plans)
        return self.plans.iloc[0] if is_known else None

    def break_even(self, machine: "pd.Series[Any]") -> BreakEven:
        """Return from which volume a machine is cheaper than the API."""
        api_usd = float(self.api["usd_per_request"].iloc[0])
        return break_even(float(machine["usd_per_month"]), float(machine["requests_per_month"]), api_usd)

    def curve(self, even: BreakEven) -> pd.DataFrame:
        """Return the cost of both over the volume, to beyond where they cross."""
        requests = self.question.workload.requests_per_month
        return cost_curve(even, 2 * max(requests, even.first or even.requests_per_month))


def answer(snapshot: Snapshot, question: HostingQuestion) -> HostingAnswer:
    """Return what serving a model takes, the machines that can, and from which volume they are cheaper than its API.

    Raises:
        HostingError: its weights are closed, or the request is longer than its context window.
        StoreError: the snapshot cannot answer.
    """
    model_id, workload = question.model_id, question.workload
    known = snapshot.ask(queries.shape_rows, model_id)
    if known.empty or known["weights"].iloc[0] == "closed":
        message = f"The weights of {model_id} cannot be downloaded: only its developer and its partners can serve it."
        raise HostingError(message)
    shape = shape_of(known)
    question = replace(question, serving=question.serving.of(shape))
    speeds = snapshot.ask(queries.speeds)
    offered = snapshot.ask(_machines, question.choice, question.spot)
    found = plans(shape, question.serving, offered, speeds[speeds["model_id"] == model_id])
    asked = asked_of_sellers(Filters(provider=question.providers, resellers=question.resellers))
    # One's own machine is asked for the same tokens, so the API is billed for no more than they are either.
    api = cost(snapshot.ask(known_offers, model_id), workload, asked, by_verbosity=False).models
    return HostingAnswer(
        question=question,
        name=str(known["name"].iloc[0]),
        shape=shape,
        plans=_beside(found, workload.requests_per_month, api),
        api=api,
    )


def _machines(store: Store, choice: PriceChoice, spot: bool) -> pd.DataFrame:  # noqa: FBT001 - asked by `Snapshot.ask`
    return machines(queries.gpu_offers(store), specifications(queries.gpus(store)), choice, spot=spot)


def _beside(found: pd.DataFrame, requests_per_month: float, api: pd.DataFrame) -> pd.DataFrame:
    """Return the plans beside the API; without an API's price, or without a speed, the plans alone."""
    if api.empty or found["requests_per_month"].isna().all():
        return found
    beside = against_api(found, requests_per_month, float(api["usd_per_request"].iloc[0]))
    return pd.concat([beside, found[found["requests_per_month"].isna()]], ignore_index=True)


def as_json(answered: HostingAnswer) -> dict[str, Any]:
    """Return the answer for programs."""
    question, found = answered.question, answered.plans
    return {
        "model_id": question.model_id,
        "name": answered.name,
        "serving": asdict(question.serving),
        "requests_per_month": question.workload.requests_per_month,
        "shape": asdict(answered.shape),
        "memory": asdict(memory(answered.shape, question.serving)),
        "machines": {
            "compared": len(found),
            "fit": int((found["fits"] == 1).sum()) if found["fits"].notna().any() else None,
            "unknown": int(found["fits"].isna().sum()),
            "gpu_counts": list(GPU_COUNTS),
        },
        "api": rows_of(answered.api, OFFER)[0] if len(answered.api) else None,
        **_compared(answered),
    }


def _compared(answered: HostingAnswer) -> dict[str, Any]:
    found, best = answered.plans, answered.best
    if best is None:
        return {"plans": rows_of(found, _PLAN), "break_even": None, "curve": []}
    even = answered.break_even(best)
    is_known = found["requests_per_month"].notna()
    return {
        "plans": rows_of(found[is_known], _AGAINST) + rows_of(found[~is_known], _PLAN),
        "break_even": {"gpu": best["gpu"], "gpus": int(best["gpus"])} | asdict(even),
        "curve": rows_of(answered.curve(even), _CURVE),
    }
