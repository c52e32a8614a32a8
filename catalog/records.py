"""The record types. One declaration gives the row type, the table, the axis label and the data dictionary."""

import types
from dataclasses import dataclass, fields
from datetime import date, datetime
from functools import cache
from typing import Annotated, Any, Literal, Union, get_args, get_origin, get_type_hints

Evidence = Literal["measured", "preference", "self-reported"]
SpeedEvidence = Literal["measured", "community", "estimated"]
# What a speed is a figure of. Two figures under two of these names are never told under one.
SpeedStatistic = Literal[
    "median of this provider",
    "percentile of this provider",
    "mean of this provider",
    "median of this provider's days",
    "best provider's median",
    "median over providers",
    "one probe of this provider",
    "median of probes",
    "one of several requests together",
    "all requests together",
]
Contamination = Literal["clean", "flagged", "unknown"]
PriceKind = Literal["list", "free tier", "subscription", "variable"]
OfferEffort = Literal["thinking", "none"]
TermKind = Literal["region", "region on request", "policy"]
# What a seller promises of prompts and of its own conduct, in the words that people read.
Policy = Literal[
    "no training on prompts",
    "zero retention",
    "zero retention on request",
    "data processing agreement",
    "HIPAA agreement",
    "SOC 2",
    "ISO 27001",
]
SellerKind = Literal["maker", "cloud", "inference provider", "aggregator", "reseller"]
Weights = Literal["open", "closed"]
Relation = Literal["finetune", "adapter", "merge", "quantized"]
LineageEvidence = Literal["tag", "card", "curated"]
Verdict = Literal["open", "partial", "closed", "unknown"]
Vouched = Literal["catalogue", "board", "hub"]
Outcome = Literal["fresh", "unchanged", "stale", "failed", "skipped"]
Basis = Literal["listing", "repository", "configuration", "name", "price list"]
Task = Literal[
    "chat",
    "embedding",
    "rerank",
    "guard",
    "classification",
    "translation",
    "transcription",
    "speech",
    "music",
    "realtime_voice",
    "image",
    "image_edit",
    "video",
    "ocr",
    "router",
]


@dataclass(frozen=True, slots=True)
class Column:
    """What a column means, for people. A required one is NOT NULL in the snapshot."""

    title: str
    unit: str = ""
    help: str = ""
    required: bool = False


# What every figure carries. The build fills model_id and source_id: a source only knows names.
ModelId = Annotated[str | None, Column("Model", help="developer/name in lower case", required=True)]
ModelName = Annotated[str | None, Column("Name at the source", help="as the source writes the model's name")]
SourceId = Annotated[str | None, Column("Source", required=True)]
AsOf = Annotated[date | None, Column("As of", help="the day that the figure is of; never the day we fetched it")]
Usd = "USD per million tokens"


@dataclass(frozen=True, slots=True, kw_only=True)
class Model:
    """One model, and what is known about it. Effort, date stamp, precision and provider are not part of it."""

    model_id: ModelId = None
    name: Annotated[str | None, Column("Model")] = None
    developer: Annotated[str | None, Column("Developer")] = None
    family: Annotated[str | None, Column("Family")] = None
    weights: Annotated[Weights | None, Column("Weights", help="open: anyone can download them")] = None
    licence_id: Annotated[str | None, Column("Licence")] = None
    licence_class: Annotated[str | None, Column("Licence class", help="permissive, copyleft, restricted …")] = None
    task: Annotated[Task | None, Column("Task", help="what it is made for; empty: not known")] = None
    hub_repo_id: Annotated[str | None, Column("Hub repository")] = None
    parameters: Annotated[int | None, Column("Parameters")] = None
    active_parameters: Annotated[int | None, Column("Active parameters", help="used for each token")] = None
    context_tokens: Annotated[int | None, Column("Context window", "tokens")] = None
    max_input_tokens: Annotated[
        int | None, Column("Longest prompt", "tokens", "where its maker states it apart from the context window")
    ] = None
    max_output_tokens: Annotated[int | None, Column("Longest answer", "tokens")] = None
    input_modalities: Annotated[tuple[str, ...] | None, Column("Reads")] = None
    output_modalities: Annotated[tuple[str, ...] | None, Column("Writes")] = None
    tools: Annotated[bool | None, Column("Tool use")] = None
    structured_output: Annotated[bool | None, Column("Structured output")] = None
    reasoning: Annotated[bool | None, Column("Reasoning")] = None
    release_date: Annotated[date | None, Column("Released")] = None
    knowledge_cutoff: Annotated[date | None, Column("Knowledge cut-off", help="first day of the stated month")] = None
    deprecation_date: Annotated[date | None, Column("Deprecated from")] = None
    retirement_date: Annotated[
        date | None, Column("Retires on", help="the day on which its maker shuts it down; a cloud's day is its offer's")
    ] = None
    retirement_source_id: Annotated[str | None, Column("Retirement stated by", help="the source of that day")] = None
    withdrawn_since: Annotated[
        date | None,
        Column(
            "No longer sold by its maker since",
            help="of a closed model: the first day on which it is known to be shut down or out of its maker's listing",
        ),
    ] = None
    withdrawn_by: Annotated[str | None, Column("Withdrawal stated by", help="the source that shows it")] = None
    vouched_by: Annotated[
        Vouched | None,
        Column("Known from", help="catalogue: somebody serves it; board: somebody tested it; hub: its page on the Hub"),
    ] = None
    source_id: SourceId = None
    as_of: AsOf = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ModelFact:
    """What one source states about one fact of a model. `models` holds the statements that stand."""

    model_id: ModelId = None
    fact: Annotated[str, Column("Fact", help="a column of `models`", required=True)]
    value: Annotated[
        str, Column("Value", help="as text: days as 2026-11-30, true or false, lists parted by commas", required=True)
    ]
    stands: Annotated[bool, Column("Stands", help="it is the value in `models`", required=True)] = False
    passed_over: Annotated[str | None, Column("Passed over", help="why it can't stand, where it is not believable")] = (
        None
    )
    basis: Annotated[Basis, Column("Stated in", help="what of the source states it", required=True)] = "listing"
    model_name: ModelName = None
    evidence_url: Annotated[str | None, Column("Evidence address")] = None
    source_id: SourceId = None
    as_of: AsOf = None


@dataclass(frozen=True, slots=True, kw_only=True)
class KnownName:
    """A name under which a model is known, so that other sources' names can be joined to it."""

    model_id: ModelId = None
    name: Annotated[str, Column("Name", required=True)]


@dataclass(frozen=True, slots=True, kw_only=True)
class Score:
    """One result of one model on one benchmark, as one board states it. Bounded tests are on 0 to 100."""

    model_id: ModelId = None
    effort: Annotated[str | None, Column("Effort", help="reasoning effort or thinking mode; empty: not stated")] = None
    benchmark_id: Annotated[str, Column("Benchmark", required=True)]
    benchmark_version: Annotated[str | None, Column("Benchmark version")] = None
    value: Annotated[float, Column("Score", required=True)]
    low: Annotated[float | None, Column("Low end of the interval", help="95 % where the board states one")] = None
    high: Annotated[float | None, Column("High end of the interval")] = None
    samples: Annotated[int | None, Column("Samples", help="questions, votes or runs")] = None
    evidence: Annotated[Evidence, Column("Evidence", required=True)]
    contamination: Annotated[Contamination, Column("Contamination", required=True)] = "unknown"
    harness: Annotated[str | None, Column("Harness", help="how the test was run")] = None
    date_stamp: Annotated[str | None, Column("Date stamp in the name")] = None
    precision: Annotated[str | None, Column("Precision")] = None
    shared_from: Annotated[
        str | None,
        Column("Shared from", help="whose own result this is, a model of the same weights"),
    ] = None
    model_name: ModelName = None
    source_id: SourceId = None
    as_of: AsOf = None


@dataclass(frozen=True, slots=True, kw_only=True)
class TaskCost:
    """What the tasks of a benchmark cost one model, as the board states it: at that day's prices, retries included."""

    model_id: ModelId = None
    effort: Annotated[str | None, Column("Effort", help="reasoning effort or thinking mode; empty: not stated")] = None
    benchmark_id: Annotated[str, Column("Benchmark", required=True)]
    benchmark_version: Annotated[str | None, Column("Benchmark version")] = None
    tasks: Annotated[int | None, Column("Tasks", help="in one run; empty: the board does not say")] = None
    usd_per_task: Annotated[float | None, Column("Cost of a task", "USD")] = None
    usd_per_run: Annotated[float | None, Column("Cost of the whole benchmark", "USD")] = None
    input_tokens_per_task: Annotated[float | None, Column("Input of a task", "tokens")] = None
    output_tokens_per_task: Annotated[float | None, Column("Output of a task", "tokens")] = None
    evidence: Annotated[Evidence, Column("Evidence", required=True)]
    harness: Annotated[str | None, Column("Harness", help="how the test was run")] = None
    date_stamp: Annotated[str | None, Column("Date stamp in the name")] = None
    model_name: ModelName = None
    source_id: SourceId = None
    as_of: AsOf = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Benchmark:
    """A test: its domain, scale, direction and chance level."""

    benchmark_id: Annotated[str, Column("Benchmark", required=True)]
    title: Annotated[str, Column("Title", required=True)]
    domain: Annotated[str, Column("Domain", required=True)]
    scale: Annotated[str, Column("Scale", help="percent, elo, or another unit", required=True)]
    scale_min: Annotated[float | None, Column("Lowest possible value")] = None
    scale_max: Annotated[float | None, Column("Highest possible value")] = None
    higher_is_better: Annotated[bool, Column("Higher is better", required=True)] = True
    chance: Annotated[float | None, Column("Chance level", help="what guessing gives, on the same scale")] = None
    publisher: Annotated[str | None, Column("Run by")] = None
    url: Annotated[str | None, Column("Address")] = None
    note: Annotated[str | None, Column("Note")] = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Domain:
    """A field of use by which people choose, such as code, medicine or Japanese."""

    domain: Annotated[str, Column("Domain", required=True)]
    title: Annotated[str, Column("Title", required=True)]
    kind: Annotated[str, Column("Kind", help="task, field or language", required=True)]
    note: Annotated[str | None, Column("Note")] = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Ability:
    """Quality of a model in a domain from 0 to 100, with its 90 % interval, derived from all scores.

    50 is the median of the served models that were released in 2025.
    """

    model_id: ModelId = None
    effort: Annotated[str | None, Column("Effort")] = None
    domain: Annotated[str, Column("Domain", required=True)]
    value: Annotated[float, Column("Ability", required=True)]
    low: Annotated[float, Column("Low end of the interval", required=True)]
    high: Annotated[float, Column("High end of the interval", required=True)]
    coverage: Annotated[float, Column("Coverage", help="share of the domain that was measured", required=True)]
    is_own: Annotated[
        bool, Column("Speaks for the model", help="the best-covered default effort of the model", required=True)
    ]


@dataclass(frozen=True, slots=True, kw_only=True)
class AbilityTest:
    """How much one source's results on one test count in a domain's figure. The weights of a domain sum to 1."""

    domain: Annotated[str, Column("Domain", required=True)]
    benchmark_id: Annotated[str, Column("Benchmark", required=True)]
    benchmark_version: Annotated[str | None, Column("Benchmark version")] = None
    weight: Annotated[float, Column("Weight", help="share of the domain's figure", required=True)]
    source_id: SourceId = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Offer:
    """What one provider asks for one model today."""

    model_id: ModelId = None
    provider: Annotated[str, Column("Provider", required=True)]
    region: Annotated[str | None, Column("Region")] = None
    precision: Annotated[str | None, Column("Precision")] = None
    input_usd_per_mtok: Annotated[float | None, Column("Input price", Usd)] = None
    output_usd_per_mtok: Annotated[float | None, Column("Output price", Usd)] = None
    cache_read_usd_per_mtok: Annotated[float | None, Column("Cache read price", Usd)] = None
    cache_write_usd_per_mtok: Annotated[float | None, Column("Cache write price", Usd)] = None
    batch_input_usd_per_mtok: Annotated[float | None, Column("Batch input price", Usd)] = None
    batch_output_usd_per_mtok: Annotated[float | None, Column("Batch output price", Usd)] = None
    tiers: Annotated[
        str | None,
        Column("Price tiers", help='JSON: [{"above_tokens", "input_usd_per_mtok", "output_usd_per_mtok"}]'),
    ] = None
    context_tokens: Annotated[int | None, Column("Context window", "tokens")] = None
    max_input_tokens: Annotated[
        int | None, Column("Longest prompt", "tokens", "where it is stated apart from the context window")
    ] = None
    max_output_tokens: Annotated[int | None, Column("Longest answer", "tokens")] = None
    tools: Annotated[bool | None, Column("Tool use")] = None
    structured_output: Annotated[bool | None, Column("Structured output")] = None
    data_policy: Annotated[str | None, Column("Data policy")] = None
    price_kind: Annotated[PriceKind, Column("Kind of price", required=True)]
    effort: Annotated[
        OfferEffort | None, Column("Effort", help="the price of answers with thinking or without; empty: of both")
    ] = None
    conditions: Annotated[
        tuple[str, ...] | None,
        Column("Conditions", help="what the seller says of its price: peak hours, a promotion, training on prompts"),
    ] = None
    retirement_date: Annotated[
        date | None, Column("Sold until", help="the day on which this seller ceases to serve it")
    ] = None
    withdrawn_since: Annotated[
        date | None, Column("Withdrawn since", help="the first day on which this seller is known not to sell it")
    ] = None
    withdrawn_by: Annotated[
        str | None, Column("Withdrawal stated by", help="the source that shows it; providers: the table of sellers")
    ] = None
    flag: Annotated[
        str | None, Column("Doubt", help="why the price can hardly be true; it counts nowhere by default")
    ] = None
    model_name: ModelName = None
    source_id: SourceId = None
    as_of: AsOf = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Seller:
    """Who sells models: one row a provider of an offer. Curated, each row with its evidence."""

    provider: Annotated[str, Column("Provider", required=True)]
    title: Annotated[str, Column("Name", required=True)]
    kind: Annotated[
        SellerKind | None,
        Column("Kind of seller", help="aggregators and resellers pass on others' service; empty: not known"),
    ] = None
    developer: Annotated[str | None, Column("Developer", help="whose models it sells first-hand")] = None
    country: Annotated[str | None, Column("Country", help="ISO 3166 code of its seat")] = None
    closed_on: Annotated[date | None, Column("Closed on", help="the day since which it serves no model")] = None
    api_base: Annotated[
        str | None, Column("Base address", help="of its interface that answers as OpenAI's does; for clients")
    ] = None
    evidence_url: Annotated[str | None, Column("Evidence address")] = None


@dataclass(frozen=True, slots=True, kw_only=True)
class SellerTerm:
    """What one seller states of where it runs models, and of what it does with prompts. Its seat says neither."""

    provider: Annotated[str, Column("Provider", required=True)]
    term: Annotated[
        TermKind,
        Column(
            "Term",
            help="region: all requests are processed there; region on request: there if one asks; policy: a promise",
            required=True,
        ),
    ]
    value: Annotated[str, Column("Value", help="an area such as eu, or one of the policies", required=True)]
    evidence_url: Annotated[str, Column("Evidence address", help="its own page that states it", required=True)]
    as_of: Annotated[date | None, Column("As of", help="the day that the page bears; empty: none is known")] = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ExchangeRate:
    """What one euro was worth in another currency on one day."""

    currency: Annotated[str, Column("Currency", help="ISO 4217 code", required=True)]
    units_per_eur: Annotated[float, Column("Rate", "units per euro", required=True)]
    source_id: SourceId = None
    as_of: Annotated[date, Column("As of", help="the day of the rate", required=True)]


@dataclass(frozen=True, slots=True, kw_only=True)
class PricePeriod:
    """What one provider asked for one model during a period."""

    model_id: ModelId = None
    provider: Annotated[str, Column("Provider", required=True)]
    valid_from: Annotated[date | None, Column("Valid from")] = None
    valid_to: Annotated[date | None, Column("Valid to", help="first day on which it no longer held")] = None
    input_usd_per_mtok: Annotated[float | None, Column("Input price", Usd)] = None
    output_usd_per_mtok: Annotated[float | None, Column("Output price", Usd)] = None
    cache_read_usd_per_mtok: Annotated[float | None, Column("Cache read price", Usd)] = None
    cache_write_usd_per_mtok: Annotated[float | None, Column("Cache write price", Usd)] = None
    price_kind: Annotated[PriceKind, Column("Kind of price", required=True)] = "list"
    model_name: ModelName = None
    source_id: SourceId = None
    as_of: AsOf = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Speed:
    """How fast a model answered, at a provider or on hardware, under stated conditions."""

    model_id: ModelId = None
    effort: Annotated[str | None, Column("Effort")] = None
    provider: Annotated[str | None, Column("Provider")] = None
    hardware: Annotated[str | None, Column("Hardware")] = None
    output_tokens_per_second: Annotated[float | None, Column("Output speed", "tokens/s")] = None
    time_to_first_token_s: Annotated[float | None, Column("Time to first token", "s")] = None
    task_latency_s: Annotated[float | None, Column("Time for a task", "s")] = None
    percentile: Annotated[str | None, Column("Percentile", help="p50, p75, p90, p95, p99 or mean")] = None
    statistic: Annotated[
        SpeedStatistic | None, Column("Figure of", help="what was taken together to one figure; empty: not stated")
    ] = None
    conditions: Annotated[str | None, Column("Conditions", help="load, prompt length, batch, engine")] = None
    evidence: Annotated[SpeedEvidence, Column("Evidence", required=True)]
    precision: Annotated[str | None, Column("Precision")] = None
    model_name: ModelName = None
    source_id: SourceId = None
    as_of: AsOf = None


@dataclass(frozen=True, slots=True, kw_only=True)
class HubModel:
    """A repository on the Hugging Face Hub. Downloads and likes are adoption, not quality."""

    hub_repo_id: Annotated[str, Column("Hub repository", required=True)]
    downloads: Annotated[int | None, Column("Downloads", "in 30 days")] = None
    likes: Annotated[int | None, Column("Likes")] = None
    pipeline_tag: Annotated[str | None, Column("Task")] = None
    library: Annotated[str | None, Column("Library")] = None
    licence_id: Annotated[str | None, Column("Licence")] = None
    parameters: Annotated[int | None, Column("Parameters")] = None
    created_on: Annotated[date | None, Column("Created")] = None
    modified_on: Annotated[date | None, Column("Last changed")] = None
    is_gated: Annotated[bool | None, Column("Gated")] = None
    languages: Annotated[tuple[str, ...] | None, Column("Languages", help="ISO 639 codes from its tags")] = None
    training_datasets: Annotated[tuple[str, ...] | None, Column("Training datasets", help="from its tags")] = None
    tags: Annotated[tuple[str, ...] | None, Column("Tags", help="the other tags that its author set")] = None
    quantizations: Annotated[int | None, Column("Quantisations", help="how many the Hub lists, where counted")] = None
    source_id: SourceId = None
    as_of: AsOf = None


@dataclass(frozen=True, slots=True, kw_only=True)
class LineageEdge:
    """One Hub repository was made from another."""

    child: Annotated[str, Column("Child", required=True)]
    parent: Annotated[str, Column("Parent", required=True)]
    relation: Annotated[Relation, Column("Relation", required=True)]
    evidence: Annotated[LineageEvidence, Column("Evidence", required=True)]
    evidence_url: Annotated[str | None, Column("Evidence address")] = None
    source_id: SourceId = None
    as_of: AsOf = None


@dataclass(frozen=True, slots=True, kw_only=True)
class VariantDomain:
    """A domain that a Hub repository claims to serve, with the reason to say so."""

    hub_repo_id: Annotated[str, Column("Hub repository", required=True)]
    domain: Annotated[str, Column("Domain", required=True)]
    reason: Annotated[str, Column("Reason", required=True)]
    source_id: SourceId = None
    as_of: AsOf = None


@dataclass(frozen=True, slots=True, kw_only=True)
class OpennessVerdict:
    """How open one part of a system is, as one index judges it. Systems that met no model have no model_id."""

    model_id: Annotated[str | None, Column("Model")] = None
    subject: Annotated[str, Column("System", required=True)]
    hub_repo_id: Annotated[str | None, Column("Hub repository")] = None
    criterion: Annotated[str, Column("Criterion", required=True)]
    verdict: Annotated[Verdict, Column("Verdict", required=True)]
    licence_id: Annotated[str | None, Column("Licence")] = None
    evidence_url: Annotated[str | None, Column("Evidence address")] = None
    source_id: SourceId = None
    as_of: AsOf = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Gpu:
    """A graphics processor that can serve models."""

    gpu: Annotated[str, Column("GPU", required=True)]
    memory_gb: Annotated[float, Column("Memory", "GB", required=True)]
    bandwidth_gb_per_s: Annotated[float | None, Column("Memory bandwidth", "GB/s")] = None
    fp16_tflops: Annotated[float | None, Column("FP16 speed", "TFLOPS")] = None
    has_fp8: Annotated[bool | None, Column("FP8")] = None
    power_w: Annotated[float | None, Column("Power", "W")] = None
    vendor: Annotated[str | None, Column("Vendor")] = None
    evidence_url: Annotated[str | None, Column("Evidence address")] = None
    source_id: SourceId = None
    as_of: AsOf = None


@dataclass(frozen=True, slots=True, kw_only=True)
class GpuOffer:
    """What a cloud asks for one GPU for one hour: the instance's price divided by its GPUs."""

    cloud: Annotated[str, Column("Cloud", required=True)]
    gpu: Annotated[str, Column("GPU", required=True)]
    gpus_per_instance: Annotated[int, Column("GPUs an instance", required=True)]
    region: Annotated[str | None, Column("Region")] = None
    instance: Annotated[str | None, Column("Instance")] = None
    memory_gb: Annotated[float | None, Column("Memory a GPU", "GB")] = None
    usd_per_gpu_hour: Annotated[float, Column("Price", "USD per GPU and hour", required=True)]
    is_spot: Annotated[bool, Column("Spot", required=True)] = False
    evidence_url: Annotated[str | None, Column("Evidence address")] = None
    source_id: SourceId = None
    as_of: AsOf = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ModelShape:
    """The numbers of an architecture from which memory follows."""

    hub_repo_id: Annotated[str, Column("Hub repository", required=True)]
    architecture: Annotated[str | None, Column("Architecture", help="model_type of the configuration")] = None
    layers: Annotated[int | None, Column("Layers")] = None
    kv_heads: Annotated[int | None, Column("KV heads")] = None
    head_dimension: Annotated[int | None, Column("Head dimension")] = None
    hidden_size: Annotated[int | None, Column("Hidden size")] = None
    context_tokens: Annotated[int | None, Column("Context window", "tokens")] = None
    parameters: Annotated[int | None, Column("Parameters")] = None
    note: Annotated[str | None, Column("Note")] = None
    source_id: SourceId = None
    as_of: AsOf = None


@dataclass(frozen=True, slots=True, kw_only=True)
class SourceState:
    """A source, and what its last refresh gave."""

    source_id: Annotated[str, Column("Source", required=True)]
    title: Annotated[str, Column("Title", required=True)]
    publisher: Annotated[str, Column("Publisher", required=True)]
    url: Annotated[str, Column("Address", required=True)]
    licence: Annotated[str, Column("Licence", required=True)]
    may_redistribute: Annotated[bool, Column("May be passed on", required=True)]
    attribution: Annotated[str, Column("Attribution", required=True)]
    cadence_days: Annotated[int | None, Column("Usual days between updates", help="empty: frozen for ever")] = None
    is_frozen: Annotated[bool, Column("Frozen", required=True)] = False
    as_of: AsOf = None
    fetched_at: Annotated[datetime | None, Column("Fetched at", "UTC")] = None
    outcome: Annotated[Outcome, Column("Outcome", required=True)]
    reason: Annotated[str | None, Column("Reason")] = None
    rows: Annotated[int, Column("Rows", required=True)]
    rejected: Annotated[int, Column("Rejected rows", required=True)]


@dataclass(frozen=True, slots=True, kw_only=True)
class Reject:
    """Rows of a source that could not be read, by reason."""

    source_id: SourceId = None
    reason: Annotated[str, Column("Reason", required=True)]
    count: Annotated[int, Column("Rows", required=True)]
    example: Annotated[str | None, Column("Example")] = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Unresolved:
    """A name that met no model. A wrong join is worse than none."""

    source_id: SourceId = None
    name: Annotated[str, Column("Name", required=True)]
    developer: Annotated[str | None, Column("Developer at the source")] = None
    count: Annotated[int, Column("Figures", required=True)]
    why: Annotated[str, Column("Why", required=True)]


@dataclass(frozen=True, slots=True, kw_only=True)
class Conflict:
    """The same fact, stated apart by two sources, or two facts that cannot both be true. All values are kept."""

    model_id: ModelId = None
    fact: Annotated[str, Column("Fact", help="a benchmark, a price, or a column of `models`", required=True)]
    effort: Annotated[str | None, Column("Effort")] = None
    provider: Annotated[str | None, Column("Provider")] = None
    low_value: Annotated[float | None, Column("Lowest", help="empty: the values are no numbers")] = None
    low_source_id: Annotated[str, Column("Source of the lowest", required=True)]
    high_value: Annotated[float | None, Column("Highest", help="empty: the values are no numbers")] = None
    high_source_id: Annotated[str, Column("Source of the highest", required=True)]
    statements: Annotated[int, Column("Statements", help="how many sources state it", required=True)]
    spread_percent: Annotated[float | None, Column("Spread", "%")] = None
    low_text: Annotated[str | None, Column("One value", help="of a fact of the model, as text")] = None
    high_text: Annotated[str | None, Column("Another value", help="of a fact of the model, as text")] = None
    why: Annotated[str | None, Column("Conflict", help="what is apart, in words, of a fact of the model")] = None


TABLES: dict[str, type] = {
    "models": Model,
    "facts": ModelFact,
    "model_names": KnownName,
    "scores": Score,
    "task_costs": TaskCost,
    "benchmarks": Benchmark,
    "domains": Domain,
    "abilities": Ability,
    "ability_tests": AbilityTest,
    "offers": Offer,
    "providers": Seller,
    "provider_terms": SellerTerm,
    "exchange_rates": ExchangeRate,
    "price_history": PricePeriod,
    "speeds": Speed,
    "hub_models": HubModel,
    "lineage": LineageEdge,
    "variant_domains": VariantDomain,
    "openness": OpennessVerdict,
    "gpus": Gpu,
    "gpu_offers": GpuOffer,
    "model_shapes": ModelShape,
    "sources": SourceState,
    "rejects": Reject,
    "unresolved": Unresolved,
    "conflicts": Conflict,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class SnapshotFacts:
    """What a snapshot says of itself, in one row. Snapshots of schema 1 have no such table."""

    schema_version: Annotated[int, Column("Schema", help="raised by each change to a table or a column", required=True)]
    code_version: Annotated[str, Column("Made by Shortlist", help="the version of the program", required=True)]
    fingerprint: Annotated[str | None, Column("Fingerprint", help="of all answers, curated tables and code")] = None
    built_at: Annotated[datetime, Column("Built at", "UTC", required=True)]


SCHEMA_VERSION = 4
FACTS = "snapshot"
# What is worked out from a snapshot's own rows when it is published, so that no visitor waits for it: bytes of ours and
# no figures. A snapshot without it is whole.
PREPARED = "prepared"
# Views of every snapshot, for our queries and for people's own tools: what each holds, and its SELECT.
VIEWS: dict[str, tuple[str, str]] = {
    "for_sale": (
        "The offers at a list price by the token: input and output price above 0 (0 is not free), not withdrawn.",
        """SELECT * FROM offers WHERE price_kind = 'list' AND input_usd_per_mtok > 0 AND output_usd_per_mtok > 0
        AND withdrawn_since IS NULL""",
    ),
    "newest_offers": (
        "Of `for_sale`, the newest statements about one provider's price of one model; those of the same day all stay.",
        """SELECT * FROM for_sale
        QUALIFY rank() OVER (PARTITION BY model_id, lower(provider) ORDER BY as_of DESC NULLS LAST) = 1""",
    ),
}
_SQL_TYPES: dict[Any, str] = {
    str: "VARCHAR",
    float: "DOUBLE",
    int: "BIGINT",
    bool: "BOOLEAN",
    date: "DATE",
    datetime: "TIMESTAMP",
    tuple[str, ...]: "VARCHAR[]",
}


def _base_type(annotation: Any) -> Any:  # noqa: ANN401 - a type is what it is about
    """Return the plain type behind `X | None` or `Literal[…]`."""
    if get_origin(annotation) in {Union, types.UnionType}:
        return _base_type(next(arg for arg in get_args(annotation) if arg is not type(None)))
    if get_origin(annotation) is Literal:
        return str
    return annotation


@cache
def columns(record: type) -> dict[str, tuple[Any, Column]]:
    """Return each field's plain Python type and its meaning, in order."""
    hints = get_type_hints(record, include_extras=True)
    return {f.name: (_base_type(hints[f.name].__origin__), hints[f.name].__metadata__[0]) for f in fields(record)}


def sql_type(record: type, name: str) -> str:
    """Return the SQL type of a column."""
    return _SQL_TYPES[columns(record)[name][0]]


def ddl(table: str, record: type | None = None) -> str:
    """Return the CREATE TABLE statement of a table; its record is that of `TABLES` where none is given."""
    record = record or TABLES[table]
    body = ", ".join(
        f'"{name}" {sql_type(record, name)}{" NOT NULL" if column.required else ""}'
        for name, (_, column) in columns(record).items()
    )
    return f"CREATE TABLE {table} ({body})"


def axis_title(record: type, name: str) -> str:
    """Return a column's title with its unit, as an axis shows it."""
    column: Column = columns(record)[name][1]
    return f"{column.title} ({column.unit})" if column.unit else column.title


def view_statements() -> list[str]:
    """Return the CREATE VIEW statement of each of `VIEWS`, in the order in which they build on each other."""
    return [f"CREATE VIEW {name} AS {select}" for name, (_, select) in VIEWS.items()]
