"""Estimated speeds of own machines against a leaderboard's: half of its models set the efficiencies, half did not."""

import hashlib
import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import product
from pathlib import Path

import numpy as np
import pandas as pd

from catalog import queries
from catalog.hosting.gpus import hardware, specifications
from catalog.hosting.plans import (
    BANDWIDTH_EFFICIENCY,
    BANDWIDTH_EFFICIENCY_MOE,
    COMPUTE_EFFICIENCY,
    Serving,
    plans,
)
from catalog.hosting.shapes import Shape, precision_of, shape_of
from catalog.numeric import Floats
from catalog.store import Store
from etl.documents import write_between

PAGE = Path(__file__).resolve().parents[1] / "docs" / "validation" / "hosting.md"
BEGIN, END = "<!-- figures of python -m etl validate --hosting: begin -->", "<!-- figures: end -->"
SOURCE = "ml_energy"
TASK = "ML.ENERGY, chat: throughput"
PROMPT_TOKENS = 200  # the leaderboard does not state the length of its prompts
_TOGETHER = re.compile(r"(\d+) requests at once at most.*answers of (\d+) tokens")
_CLOSE = 2.0
_STEPS = np.arange(0.1, 1.01, 0.05).round(2)
DENSE, MIXTURE = "dense", "mixtures"
FITTED, HELD_BACK = "set the efficiencies", "held back"


@dataclass(frozen=True, slots=True)
class Efficiencies:
    """Shares of the data sheet's figures, and whether reading and arithmetic add up or the longer one counts."""

    bandwidth: float
    bandwidth_moe: float
    arithmetic: float
    adds_up: bool = True

    def throughput(self, runs: pd.DataFrame) -> Floats:
        """Return the estimated output of each run, all requests together, in tokens per second.

        What the machine does for a request is reading its prompt and its share of each step.
        """
        share = np.where(runs["is_moe"], self.bandwidth_moe, self.bandwidth)
        reading, arithmetic = runs["ideal_reading_s"] / share, runs["ideal_arithmetic_s"] / self.arithmetic
        step = reading + arithmetic if self.adds_up else np.maximum(reading, arithmetic)
        prompt = runs["ideal_prompt_s"] / self.arithmetic
        found: Floats = (runs["answer"] / (prompt + runs["answer"] * step / runs["requests"])).to_numpy(float)
        return found


SHIPPED = Efficiencies(BANDWIDTH_EFFICIENCY, BANDWIDTH_EFFICIENCY_MOE, COMPUTE_EFFICIENCY)
BEFORE = Efficiencies(0.5, 0.25, 0.4, adds_up=False)  # until November 2026


@dataclass(frozen=True)
class HostingReport:
    """What was found.

    Attributes:
        runs: a row a configuration: model_id, half, kind, gpu, gpus, requests, answer, measured, is_moe and the parts
            of the estimate at the data sheet's figures: ideal_reading_s, ideal_arithmetic_s, ideal_prompt_s.
        left_out: how many configurations have no estimate, by reason.
        best: the efficiencies with the least error on the half that sets them, both ways of adding.
    """

    runs: pd.DataFrame
    left_out: dict[str, int]
    best: tuple[Efficiencies, Efficiencies]


def half_of(model_id: str) -> str:
    """Return to which half a model belongs, for ever: by the hash of its id."""
    is_fitted = hashlib.sha256(model_id.encode()).digest()[-1] % 2 == 0
    return FITTED if is_fitted else HELD_BACK


def validate_hosting(store: Store) -> HostingReport:
    """Return the runs of the leaderboard's chat models beside their estimates."""
    speeds = queries.speeds(store)
    ran = speeds[(speeds["speed_source_id"] == SOURCE) & speeds["conditions"].str.startswith(TASK, na=False)]
    specs = specifications(queries.gpus(store))
    shapes = {model_id: shape_of(queries.shape_rows(store, model_id)) for model_id in ran["model_id"].unique()}
    rows, left_out = [], dict[str, int]()
    for run in ran.to_dict("records"):
        found = compared(run, shapes[run["model_id"]], specs)
        if isinstance(found, str):
            left_out[found] = left_out.get(found, 0) + 1
        else:
            rows.append(found)
    runs = pd.DataFrame(rows)
    if runs.empty:
        return HostingReport(runs, left_out, (SHIPPED, BEFORE))
    fitted = runs[runs["half"] == FITTED]
    return HostingReport(runs, left_out, (best_of(fitted, adds_up=True), best_of(fitted, adds_up=False)))


def compared(run: dict[str, object], shape: Shape, specs: pd.DataFrame) -> dict[str, object] | str:
    """Return a run with the parts of its estimate, or why it has none."""
    together = _TOGETHER.search(str(run["conditions"]))
    used, precision = hardware(str(run["hardware"])), precision_of(str(run["precision"]))
    if together is None or precision is None or used.gpu is None:
        return "a machine, a precision or a load that is not known"
    if shape.unknown:
        return f"not known: {'; '.join(shape.unknown)}"
    asked = Serving(
        input_tokens=PROMPT_TOKENS,
        output_tokens=float(together[2]),
        precision=precision,
        concurrency=int(together[1]),
    )
    machine = specs[specs["gpu"] == used.gpu].assign(gpus=used.count, usd_per_hour=1.0)
    plan = plans(shape, asked, machine, NO_SPEEDS).iloc[0]
    if not plan["fits"]:
        return "more requests than fit by the estimate of memory"
    is_moe = shape.attention is not None and shape.attention.is_moe
    return {
        "model_id": run["model_id"],
        "half": half_of(str(run["model_id"])),
        "kind": MIXTURE if is_moe else DENSE,
        "gpu": used.gpu,
        "gpus": used.count,
        "requests": asked.concurrency,
        "answer": asked.output_tokens,
        "measured": run["output_tokens_per_second"],
        "is_moe": is_moe,
        "ideal_reading_s": plan["reading_s"] * (BANDWIDTH_EFFICIENCY_MOE if is_moe else BANDWIDTH_EFFICIENCY),
        "ideal_arithmetic_s": plan["arithmetic_s"] * COMPUTE_EFFICIENCY,
        "ideal_prompt_s": plan["prefill_s"] * COMPUTE_EFFICIENCY,
    }


NO_SPEEDS = pd.DataFrame(
    columns=[
        *("hardware", "precision", "output_tokens_per_second", "conditions", "evidence", "statistic"),
        *("is_throughput", "speed_source", "speed_as_of"),
    ]
).astype({"conditions": "str", "is_throughput": bool})


def errors(runs: pd.DataFrame, assumed: Efficiencies) -> Floats:
    """Return the error of each run in doublings: 1 is twice as fast as measured, -1 half as fast."""
    found: Floats = np.log2(assumed.throughput(runs) / runs["measured"].to_numpy(float))
    return found


def best_of(runs: pd.DataFrame, *, adds_up: bool) -> Efficiencies:
    """Return the efficiencies with the least error in steps of 0.05; a model counts as one, however often it ran."""
    steps = [float(step) for step in _STEPS]
    # The arithmetic is the same for both kinds; the bandwidth of one is no matter of the other.
    lost = {
        (kind, bandwidth, arithmetic): _lost(part, Efficiencies(bandwidth, bandwidth, arithmetic, adds_up))
        for kind, part in ((kind, runs[runs["kind"] == kind]) for kind in (DENSE, MIXTURE))
        for bandwidth, arithmetic in product(steps, repeat=2)
    }
    chosen = {(kind, a): min(steps, key=lambda b: lost[kind, b, a]) for kind in (DENSE, MIXTURE) for a in steps}
    arithmetic = min(steps, key=lambda a: sum(lost[kind, chosen[kind, a], a] for kind in (DENSE, MIXTURE)))
    return Efficiencies(chosen[DENSE, arithmetic], chosen[MIXTURE, arithmetic], arithmetic, adds_up)


def _lost(runs: pd.DataFrame, assumed: Efficiencies) -> float:
    size = pd.Series(np.abs(errors(runs, assumed)), index=runs["model_id"].to_numpy())
    return float(size.groupby(level=0).mean().sum())


# The page


def write_hosting_page(report: HostingReport, page: Path = PAGE) -> str:
    """Write the figures into the page and return them."""
    figures = "\n".join(page_figures(report))
    write_between(page, BEGIN, END, figures)
    return figures


def page_figures(report: HostingReport) -> Iterator[str]:
    """Yield the figures of the page, a line each."""
    if report.runs.empty:
        yield "The snapshot has no runs of the leaderboard."
        return
    runs = report.runs
    yield f"{len(runs):,} configurations of {runs['model_id'].nunique()} models have an estimate."
    yield from (f"{count:,} are left out: {why}." for why, count in sorted(report.left_out.items()))
    yield ""
    for half in (FITTED, HELD_BACK):
        yield f"- Models that {half if half == FITTED else 'are held back'}: {_named(runs[runs['half'] == half])}."
    yield ""
    yield "Estimate by measured figure:"
    yield ""
    yield "| models | kind | runs | | median | 10 % to 90 % | typical factor | within a factor of two |"
    yield "|---|---|---|---|---|---|---|---|"
    for (half, kind), part in runs.groupby(["half", "kind"], sort=False):
        for told, assumed in (("before", BEFORE), ("now", SHIPPED)):
            yield f"| {half} | {kind} | {len(part)} | {told} | {_cells(errors(part, assumed))} |"
    yield ""
    for told, best in zip(("added up", "the longer one"), report.best, strict=True):
        yield (
            f"- Best on the half that sets them, reading and arithmetic {told}: bandwidth {best.bandwidth:g} "
            f"({best.bandwidth_moe:g} for mixtures), arithmetic {best.arithmetic:g}; typical factor there "
            f"{_factor(runs[runs['half'] == FITTED], best):.2f}, held back "
            f"{_factor(runs[runs['half'] == HELD_BACK], best):.2f}."
        )


def _named(runs: pd.DataFrame) -> str:
    return ", ".join(sorted(runs["model_id"].unique())) or "none"


def _factor(runs: pd.DataFrame, assumed: Efficiencies) -> float:
    return float(2 ** np.abs(errors(runs, assumed)).mean())


def _cells(found: Floats) -> str:
    middle, low, high = 2 ** np.percentile(found, [50, 10, 90])
    close = np.mean(np.abs(found) <= np.log2(_CLOSE))
    told = (f"{middle:.2f}", f"{low:.2f} to {high:.2f}", f"{2 ** np.abs(found).mean():.2f}", f"{close * 100:.0f} %")
    return " | ".join(told)
