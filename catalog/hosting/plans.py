"""Serving an open model on rented GPUs: memory, speed, cost, and from which volume it is cheaper than an API.

Formulas, constants and what they leave out: docs/methods/hosting.md. Every speed says whether it was measured or is
estimated here.
"""

import math
import re
from dataclasses import dataclass, replace
from typing import Annotated, Any, Literal

import numpy as np
import pandas as pd
from annotated_types import Ge, Le

from catalog.errors import ShortlistError
from catalog.fields import declared
from catalog.hosting.gpus import hardware
from catalog.hosting.shapes import Precision, Shape, kv_cache_bytes, precision_of
from catalog.pricing.offers import PriceChoice
from catalog.records import Column, SpeedStatistic

CachePrecision = Literal["fp16", "fp8"]

# Bytes a parameter. Four bits come with a scale for every 16 or 32 weights (NVFP4, Q4_0): 4.5 bits.
WEIGHT_BYTES: dict[Precision, float] = {"bf16": 2.0, "fp8": 1.0, "int4": 0.5625}
CACHE_BYTES: dict[CachePrecision, float] = {"fp16": 2.0, "fp8": 1.0}
USABLE_MEMORY = 0.9  # vLLM's gpu_memory_utilization of old; the rest is for activations and the driver
# Shares of the data sheet's figures that serving reaches: set on one half of the models of a leaderboard, and held
# against the other half by `python -m etl validate --hosting` (docs/validation/hosting.md).
BANDWIDTH_EFFICIENCY = 0.6
BANDWIDTH_EFFICIENCY_MOE = 0.3
COMPUTE_EFFICIENCY = 0.45
DOUBLING_OVER_PCIE = 0.8  # of twice the speed, for each doubling of GPUs that only PCIe joins
FP8_SPEED_UP = 2.0  # of the arithmetic, on GPUs that have it
MOST_CONCURRENT = 256  # requests at once that an engine takes by default (vLLM's max_num_seqs)
GPU_COUNTS = (1, 2, 4, 8)
HOURS_A_MONTH = 730.0  # 8,760 hours a year / 12
_SECONDS_AN_HOUR = 3600.0
_GB, _TERA = 1e9, 1e12
_MOST_TOKENS = 1e8
Tokens = Annotated[float, Ge(1), Le(_MOST_TOKENS)]
_STEPS_DRAWN = 200
# MLPerf's scenario of a service (requests at random, under a limit on latency), and the size of the whole system.
_SERVICE = r"\bServer:.*throughput an accelerator of \d"
_OF_SYSTEM = re.compile(r"throughput an accelerator of (\d+)")
_AMONG_OTHERS: SpeedStatistic = "one of several requests together"
_OF_ALL: SpeedStatistic = "all requests together"
_SO_MANY = r"chat: .*\b{} requests at once at most"  # of the ML.ENERGY leaderboard; its other tasks answer at length


class HostingError(ShortlistError):
    """A question about serving that cannot be answered. The message is a sentence for the person who asked it."""

    code = "bad_hosting"


@dataclass(frozen=True, slots=True, kw_only=True)
class Serving:
    """How a model is served: its precision, what a request has, and how many are answered at once.

    Raises:
        HostingError: a figure is not a number, or out of its range.
    """

    input_tokens: Annotated[Tokens, Column("Input tokens", help="of a request: the whole prompt, cached parts too")]
    output_tokens: Annotated[Tokens, Column("Output tokens", help="of a request")]
    cached_tokens: Annotated[
        float, Column("Tokens read from a cache", help="of a request: not computed again"), Ge(0), Le(_MOST_TOKENS)
    ] = 0
    precision: Annotated[
        Precision | None, Column("Precision of the weights", help="empty: that in which the model was released")
    ] = None
    cache_precision: Annotated[CachePrecision, Column("Precision of the KV cache")] = "fp16"
    concurrency: Annotated[
        int | None, Column("Requests at once", help="empty: as many as fit, at most 256"), Ge(1), Le(10_000)
    ] = None
    utilisation: Annotated[
        float, Column("Utilisation", help="share of the month in which it works at its full load"), Ge(0.001), Le(1)
    ] = 0.5

    def __post_init__(self) -> None:
        for name, field in declared(Serving).items():
            value = getattr(self, name)
            if value is not None and (refusal := field.refusal(value)):
                raise HostingError(refusal)
        _require(self.cached_tokens <= self.input_tokens, "cached tokens within the input", self.cached_tokens)

    def of(self, shape: Shape) -> "Serving":
        """Return it with the precision said: where none is asked for, that in which the model was released."""
        return replace(self, precision=self.precision or shape.released_in)

    @property
    def stored_in(self) -> Precision:
        """Return the precision of the weights; 16 bits where none is said."""
        return self.precision or "bf16"

    @property
    def tokens(self) -> float:
        """Return the tokens of a whole request: what the cache must hold at its end."""
        return self.input_tokens + self.output_tokens


def _require(condition: bool, expected: str, found: object) -> None:  # noqa: FBT001 - a condition is a truth
    if not condition:
        message = f"{expected[0].upper()}{expected[1:]} expected, found {found!r}."
        raise HostingError(message)


# What is not said is the same on the page and in the command. What a request has is always said.
USUAL_SERVING = Serving(input_tokens=1, output_tokens=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Memory:
    """What a model needs in memory. None: its architecture is not known."""

    weights_gb: Annotated[float | None, Column("Weights", "GB", "all parameters, whether each token uses them or not")]
    cache_bytes_per_token: Annotated[float | None, Column("Cache of a token", "bytes", "at a request's full length")]
    cache_gb_per_request: Annotated[float | None, Column("Cache of a request", "GB", "at its end")]


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """One way to serve a model: a machine with its GPUs, whether the model fits, how fast it is and what it costs."""

    gpu: Annotated[str, Column("GPU")]
    gpus: Annotated[int, Column("GPUs")]
    usable_gb: Annotated[float, Column("Usable memory", "GB", "90 % of all GPUs'")]
    needed_gb: Annotated[float | None, Column("Needed memory", "GB", "weights and the caches of the requests at once")]
    fits: Annotated[bool | None, Column("Fits", help="empty: the architecture is not known")]
    most_at_once: Annotated[int | None, Column("Most requests at once", help="that fit beside the weights")]
    at_once: Annotated[int | None, Column("Requests at once")]
    tokens_per_second: Annotated[float | None, Column("Output speed, all requests", "tokens/s")]
    tokens_per_second_per_request: Annotated[float | None, Column("Output speed of a request", "tokens/s")]
    time_to_first_token_s: Annotated[float | None, Column("Time to read the input", "s", "estimated, with no queue")]
    speed_evidence: Annotated[str | None, Column("Speed is", help="measured, community or estimated")]
    bound: Annotated[str | None, Column("Limited by", help="what takes most of an estimated step")]
    measured_conditions: Annotated[str | None, Column("Measured under")]
    speed_source: Annotated[str | None, Column("Speed from")]
    speed_as_of: Annotated[object, Column("Speed as of")]
    requests_per_month: Annotated[float | None, Column("Requests a month", help="at the utilisation")]
    usd_per_hour: Annotated[float, Column("Price of the machine", "USD an hour")]
    usd_per_month: Annotated[float, Column("Cost of the machine", "USD a month", "730 hours, busy or not")]
    usd_per_request: Annotated[float | None, Column("Cost of a request", "USD", "at the utilisation")]


def memory(shape: Shape, serving: Serving) -> Memory:
    """Return what weights and cache need, before they are spread over GPUs."""
    cache = kv_cache_bytes(shape, serving.tokens, CACHE_BYTES[serving.cache_precision])
    weights = None if shape.parameters is None else shape.parameters * WEIGHT_BYTES[serving.stored_in] / _GB
    return Memory(
        weights_gb=weights,
        cache_bytes_per_token=None if cache is None else cache / serving.tokens,
        cache_gb_per_request=None if cache is None else cache / _GB,
    )


def machines(
    offers: pd.DataFrame, specifications: pd.DataFrame, choice: PriceChoice = "middle", *, spot: bool = False
) -> pd.DataFrame:
    """Return one real machine a GPU and number of GPUs: the cheapest, or the one in the middle of the clouds.

    Each cloud counts once, with its cheapest machine; of two in the middle the cheaper counts. The cheapest of all is
    often a single machine on a market place. Only whole machines with exactly 1, 2, 4 or 8 GPUs that we know: GPUs that
    are rented one by one cannot be put together. Adds to the offer the specification and clouds_compared.

    Args:
        offers: as `queries.gpu_offers` gives them.
        specifications: as `gpus.specifications` gives them.
        choice: which of the clouds' machines.
        spot: take machines that can be called back at any moment, instead of those that cannot.
    """
    usable = offers[(offers["is_spot"] == spot) & offers["gpus_per_instance"].isin(GPU_COUNTS)]
    known = usable.rename(columns={"gpu": "gpu_at_source", "memory_gb": "memory_stated", "evidence_url": "price_url"})
    meant = [
        hardware(row.gpu_at_source, _known(row.memory_stated), _known(row.instance)).gpu for row in known.itertuples()
    ]
    known = known.assign(gpu=pd.Series(meant, index=known.index, dtype=object), gpus=known["gpus_per_instance"])
    known = known.merge(specifications, on="gpu", how="inner")
    known["memory_gb"] = known[["memory_gb", "memory_stated"]].min(axis=1)
    known = known.sort_values(["usd_per_hour", "cloud"], kind="stable").drop_duplicates(["gpu", "gpus", "cloud"])
    clouds = known.groupby(["gpu", "gpus"])["cloud"]
    compared = clouds.transform("size")
    wanted = 0 if choice == "cheapest" else (compared - 1) // 2
    return known.assign(clouds_compared=compared)[clouds.cumcount() == wanted].reset_index(drop=True)


def _known(value: Any) -> Any:  # noqa: ANN401 - a cell of a frame
    return None if pd.isna(value) else value


def plans(shape: Shape, serving: Serving, machines: pd.DataFrame, speeds: pd.DataFrame) -> pd.DataFrame:
    """Return every machine with whether the model fits, how fast it would be and what that costs.

    The columns of `Plan`, `estimated_tokens_per_second` (also where a measured speed counts), prefill_s, reading_s and
    arithmetic_s (the parts of the estimate: of a request's input, and of a step of decoding) and those of `machines`.
    Those that fit come first, cheapest request first; then those of which it is not known.

    Args:
        shape: the model.
        serving: how it is served.
        machines: what `machines` returns.
        speeds: the model's own rows of `queries.speeds`.

    Raises:
        HostingError: the request is longer than the model's context window.
    """
    _require(
        serving.tokens <= (shape.context_tokens or math.inf),
        f"at most the {shape.context_tokens} tokens of the model's context window, input and output together,",
        serving.tokens,
    )
    fitted = _fitted(shape, serving, machines)
    estimated = _estimated(shape, serving, fitted)
    served = _with_measured(estimated, _measured(speeds, serving), serving)
    seconds = served["prefill_s"] + serving.output_tokens / served["tokens_per_second"]
    per_month = serving.utilisation * HOURS_A_MONTH * _SECONDS_AN_HOUR / seconds
    usd_per_month = served["usd_per_hour"] * HOURS_A_MONTH
    priced = served.assign(
        requests_per_month=per_month, usd_per_month=usd_per_month, usd_per_request=usd_per_month / per_month
    )
    fit_order = priced["fits"].map({True: 0, False: 2}).fillna(1)
    order = ["fit_order", "usd_per_request", "usd_per_month", "gpu", "gpus"]
    return priced.assign(fit_order=fit_order).sort_values(order).drop(columns="fit_order").reset_index(drop=True)


def _fitted(shape: Shape, serving: Serving, machines: pd.DataFrame) -> pd.DataFrame:
    """Return machines with what fits. Memory that is not known makes everything after it unknown."""
    need = memory(shape, serving)
    weights = _number(need.weights_gb)
    usable = USABLE_MEMORY * machines["memory_gb"] * machines["gpus"]
    cache_gb = _number(need.cache_gb_per_request) * _copies(shape, machines["gpus"])
    most = np.floor((usable - weights) / cache_gb).clip(lower=0)
    at_once = most.clip(upper=MOST_CONCURRENT) if serving.concurrency is None else most * 0 + serving.concurrency
    fits = ((most >= 1) & (at_once <= most)).astype(object).where(most.notna() | (weights > usable), None)
    return machines.assign(
        usable_gb=usable,
        weights_gb=weights,
        cache_gb_per_request=cache_gb,
        needed_gb=weights + cache_gb * at_once.clip(lower=1),
        most_at_once=most,
        at_once=at_once.where(fits == 1),
        fits=fits,
    )


def _number(value: float | None) -> float:
    return math.nan if value is None else value


def _copies(shape: Shape, gpus: pd.Series) -> pd.Series:
    """Return how often tensor parallelism keeps the cache: heads are split, a single one or a latent is repeated."""
    is_latent = shape.attention is not None and shape.attention.latent_elements is not None
    heads = 1 if is_latent else shape.kv_heads or 1
    return (gpus / heads).clip(lower=1)


def _estimated(shape: Shape, serving: Serving, fitted: pd.DataFrame) -> pd.DataFrame:
    """Return the estimated speed of each machine on which the model fits.

    A step of decoding gives each request one token. It takes as long as reading the weights that are used and all
    caches, and then its arithmetic (for transformers: Pope et al. 2022, arXiv 2211.05102): the two overlap within a
    kernel (roofline: Williams et al. 2009, CACM 52(4)), and a step is many kernels, of which some wait for the one and
    some for the other. Reading the input is arithmetic alone: 2 operations a parameter and token (Kaplan et al. 2020,
    arXiv 2001.08361).
    """
    is_moe = shape.attention is not None and shape.attention.is_moe
    active = _number(shape.active_parameters)
    requests = fitted["at_once"]
    # Of a mixture, several requests together use more of the weights: each token draws its share by chance.
    used = 1 - (1 - active / _number(shape.parameters)) ** requests
    mean_length = (serving.input_tokens + serving.output_tokens / 2) / serving.tokens
    read_gb = fitted["weights_gb"] * used + fitted["cache_gb_per_request"] * requests * mean_length
    efficiency = BANDWIDTH_EFFICIENCY_MOE if is_moe else BANDWIDTH_EFFICIENCY
    together = fitted["gpus"] * np.where(fitted["is_linked"], 1.0, DOUBLING_OVER_PCIE ** np.log2(fitted["gpus"]))
    reading_s = read_gb / (fitted["bandwidth_gb_per_s"] * together * efficiency)
    faster = np.where((fitted["has_fp8"] == 1) & (serving.stored_in == "fp8"), FP8_SPEED_UP, 1.0)
    operations_per_s = fitted["fp16_tflops"] * _TERA * together * faster * COMPUTE_EFFICIENCY
    arithmetic_s = 2 * active * requests / operations_per_s
    step_s = reading_s + arithmetic_s  # unknown arithmetic leaves the speed unknown
    limit = pd.Series("memory bandwidth", index=fitted.index, dtype=object)
    return fitted.assign(
        prefill_s=2 * active * (serving.input_tokens - serving.cached_tokens) / operations_per_s,
        reading_s=reading_s,
        arithmetic_s=arithmetic_s,
        tokens_per_second=requests / step_s,
        bound=limit.mask(reading_s < arithmetic_s, "arithmetic").where(step_s.notna(), None),
    )


def _measured(speeds: pd.DataFrame, serving: Serving) -> pd.DataFrame:
    """Return one measured speed a GPU and number of GPUs that was taken as the model is to be served here.

    The same precision, number of GPUs and load: the throughput of a service where as many requests as fit are asked
    for, that of so many requests where a number is, the speed of one request where one is. MLPerf states its throughput
    by the GPU; of a system of several nodes it is taken as that of nodes of eight. Of several figures the median
    counts, of two the lower.
    """
    is_service, together = serving.concurrency is None, serving.concurrency not in {None, 1}
    alike = speeds["precision"].map(precision_of, na_action="ignore") == serving.stored_in
    alike &= speeds["hardware"].notna() & (speeds["is_throughput"] == (is_service or together))
    alike &= ~speeds["conditions"].str.contains("speculative", na=False)
    alike &= ~speeds["statistic"].isin([_AMONG_OTHERS])  # slower than it is alone
    if is_service:  # a throughput that nobody checked can be that of one request or of all
        alike &= (speeds["evidence"] == "measured") & speeds["conditions"].str.contains(_SERVICE, na=False)
    if together:
        stated = speeds["conditions"].str.contains(_SO_MANY.format(serving.concurrency), na=False)
        alike &= (speeds["evidence"] == "measured") & (speeds["statistic"] == _OF_ALL) & stated
    rows = speeds[alike]
    meant = [hardware(text) for text in rows["hardware"]]
    counts = [each.count for each in meant]
    if is_service:
        counts = [min(int(_OF_SYSTEM.findall(text)[0]), GPU_COUNTS[-1]) for text in rows["conditions"]]
    rows = rows.assign(
        gpu=pd.Series([each.gpu for each in meant], index=rows.index, dtype=object),
        gpus=pd.Series(counts, index=rows.index, dtype=int),
    ).dropna(subset="gpu")
    if is_service:
        rows["output_tokens_per_second"] *= rows["gpus"]
    rows = rows.sort_values("output_tokens_per_second", kind="stable")
    place = rows.groupby(["gpu", "gpus"]).cumcount()
    size = rows.groupby(["gpu", "gpus"])["gpu"].transform("size")
    middle = rows[place == (size - 1) // 2].rename(
        columns={"output_tokens_per_second": "measured", "conditions": "measured_conditions", "evidence": "measured_by"}
    )
    return middle[["gpu", "gpus", "measured", "measured_by", "measured_conditions", "speed_source", "speed_as_of"]]


def _with_measured(estimated: pd.DataFrame, measured: pd.DataFrame, serving: Serving) -> pd.DataFrame:
    """Put measured speeds in the place of estimated ones, which stay beside them, and say which is which."""
    both = estimated.merge(measured, on=["gpu", "gpus"], how="left", validate="many_to_one")
    figure = both["measured"].astype(float).where(both["fits"] == 1)
    estimate = both["tokens_per_second"]
    # A service that was measured answered as many requests as its rules allow, which is not how many fit here.
    shared = figure / both["at_once"] if serving.concurrency else figure * math.nan
    of_one = (estimate / both["at_once"]).where(figure.isna(), shared)
    evidence = pd.Series("estimated", index=both.index, dtype=object).where(estimate.notna(), None)
    return both.assign(
        estimated_tokens_per_second=estimate,
        tokens_per_second=figure.fillna(estimate),
        tokens_per_second_per_request=of_one,
        time_to_first_token_s=both["prefill_s"].where(both["fits"] == 1),
        speed_evidence=evidence.mask(figure.notna(), both["measured_by"]),
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class BreakEven:
    """From which volume machines are cheaper than an API. Machines come whole, so the answer is a range.

    Attributes:
        usd_per_month: of one machine.
        requests_per_month: that one machine answers, at its utilisation.
        api_usd_per_request: what the API asks for the same request.
        first: the lowest volume at which machines cost no more than the API; None: there is none, however large.
        always: the volume from which they never cost more again: below it, each further machine can be dearer for a
            while; None: there is none.
    """

    usd_per_month: float
    requests_per_month: float
    api_usd_per_request: float
    first: float | None
    always: float | None


def break_even(usd_per_month: float, requests_per_month: float, api_usd_per_request: float) -> BreakEven:
    """Return from which volume machines are cheaper than an API.

    n machines cost n x C and answer n x K requests; the API costs a x requests. One machine is paid off at C / a
    requests, if it can answer so many; if not, n machines are not either. Machine n + 1 is dearer from n x K to
    (n + 1) x C / a requests, if that lies above: so never again once n >= C / (a x K - C).

    Raises:
        HostingError: a figure is not a number above 0.
    """
    for name, figure in (("cost of a machine", usd_per_month), ("capacity", requests_per_month)):
        _require(0 < figure < math.inf, f"a {name} above 0", figure)
    _require(0 < api_usd_per_request < math.inf, "a price of a request above 0", api_usd_per_request)
    paid_off = usd_per_month / api_usd_per_request
    gain = api_usd_per_request * requests_per_month - usd_per_month  # of a machine at its full load, USD a month
    machines_needed = max(1, math.ceil(usd_per_month / gain)) if gain > 0 else None
    return BreakEven(
        usd_per_month=usd_per_month,
        requests_per_month=requests_per_month,
        api_usd_per_request=api_usd_per_request,
        first=paid_off if gain >= 0 else None,
        always=None if machines_needed is None else machines_needed * paid_off,
    )


def machines_for(requests: float, requests_per_month: float) -> int:
    """Return how many machines answer so many requests a month; one at least."""
    return max(1, math.ceil(requests / requests_per_month))


def cost_curve(even: BreakEven, most_requests: float) -> pd.DataFrame:
    """Return both costs from 0 to a volume, for a chart: straight lines between the points give the steps exactly.

    Columns: requests_per_month, api_usd_per_month, hosting_usd_per_month, machines. Each step has two points, before
    and after; with more than 200 steps some are left out, evenly, and every point drawn is still exact.

    Raises:
        HostingError: the volume is not a number above 0.
    """
    _require(0 < most_requests < math.inf, "a volume above 0", most_requests)
    full = machines_for(most_requests, even.requests_per_month) - 1
    drawn = range(1, full + 1, math.ceil(full / _STEPS_DRAWN) or 1)
    points = [(0.0, 1)]
    points += [(n * even.requests_per_month, machines) for n in drawn for machines in (n, n + 1)]
    points.append((float(most_requests), full + 1))
    curve = pd.DataFrame(points, columns=["requests_per_month", "machines"])
    return curve.assign(
        api_usd_per_month=curve["requests_per_month"] * even.api_usd_per_request,
        hosting_usd_per_month=curve["machines"] * even.usd_per_month,
    )


def against_api(plans: pd.DataFrame, requests_per_month: float, api_usd_per_request: float) -> pd.DataFrame:
    """Return the plans whose speed is known with what a volume costs on them, cheapest first.

    Adds machines, hosting_usd_per_month, api_usd_per_month, cheaper_from and always_cheaper_from (requests a month, as
    `break_even` gives them; unknown where there is no such volume).
    """
    known = plans[plans["requests_per_month"].notna()]
    evens = [break_even(r.usd_per_month, r.requests_per_month, api_usd_per_request) for r in known.itertuples()]
    count = [machines_for(requests_per_month, even.requests_per_month) for even in evens]
    found = known.assign(
        machines=count,
        hosting_usd_per_month=known["usd_per_month"] * count,
        api_usd_per_month=requests_per_month * api_usd_per_request,
        cheaper_from=pd.Series([even.first for even in evens], index=known.index, dtype=float),
        always_cheaper_from=pd.Series([even.always for even in evens], index=known.index, dtype=float),
    )
    order = ["hosting_usd_per_month", "usd_per_request", "gpu", "gpus"]
    return found.sort_values(order, kind="stable").reset_index(drop=True)
