"""Invariants that hold whatever the source.

A `check_` function yields each problem that it finds, as a sentence. Those over one source's batch stop that source and
its last good rows are kept; those over the whole draft stop the build and nothing is published.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import islice
from typing import Any

import pandas as pd

from catalog.ability.observations import observe
from catalog.ability.order import order_held
from catalog.curated.benchmarks import benchmarks
from catalog.curated.memberships import memberships
from catalog.records import TABLES, HubModel, Offer, PricePeriod, Score, columns
from etl.errors import BuildError, CheckError
from etl.fact_conflicts import fact_conflicts
from etl.facts import FACTS
from etl.price_checks import PRICE_CHECKS
from etl.prices import MOST_USD_PER_MTOK
from etl.reading import shown
from etl.source import Batch, Source
from etl.tasks import task_of

MOST_LOST = 0.3
CONFLICT_SPREAD = 0.05
HIGHEST_ABILITY = 100
# Of the pairs in which one model wins nine in ten shared tests, so many may stand the other way round.
MOST_OVERRULED = 0.001
MANY_REPOSITORIES = 1000
# Facts of `models` that only a statement of a source can fill; name and developer follow from the id as well.
STATED = tuple(fact for fact in FACTS if fact not in {"name", "developer"})
PRICES = tuple(name for name in columns(Offer) if name.endswith("_usd_per_mtok"))
_KEYS: Mapping[str, tuple[str, ...]] = {
    "models": ("model_id",),
    "benchmarks": ("benchmark_id",),
    "domains": ("domain",),
    "hub_models": ("hub_repo_id",),
    "sources": ("source_id",),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Context:
    """What a batch is held against: its source, the day of the refresh, and what the source gave last time."""

    source: Source
    today: date
    rows_before: int | None = None
    as_of_before: date | None = None


BatchCheck = Callable[[Batch, Context], Iterator[str]]
TableCheck = Callable[[Mapping[str, pd.DataFrame]], Iterator[str]]


def as_of(batch: Batch) -> date | None:
    """Return the newest day that a batch's records are of."""
    days = [day for found in batch.found if (day := getattr(found.record, "as_of", None))]
    return max(days, default=None)


def check_scales(batch: Batch, _: Context) -> Iterator[str]:
    """A score lies on its benchmark's scale, and so does its interval, in order."""
    for found in batch.found:
        score = found.record
        if not isinstance(score, Score):
            continue
        benchmark = benchmarks().get(score.benchmark_id)
        if benchmark is None:
            yield f"benchmark {score.benchmark_id!r} is not among datasets/benchmarks"
            continue
        low = benchmark.scale_min if benchmark.scale_min is not None else float("-inf")
        high = benchmark.scale_max if benchmark.scale_max is not None else float("inf")
        if not low <= score.value <= high:
            what = f"{score.benchmark_id} of {shown(score.model_name)}"
            yield f"{what}: {low:g} to {high:g} expected, found {score.value:g}"
        elif score.low is not None and score.high is not None and score.low > score.high:
            yield f"{score.benchmark_id} of {shown(score.model_name)}: an interval that ends before it begins"


def check_scale_is_used(batch: Batch, _: Context) -> Iterator[str]:
    """Percentages are not fractions: of ten or more results on a test of 0 to 100, one is above 1.5."""
    best: dict[str, list[float]] = {}
    for found in batch.found:
        if isinstance(found.record, Score):
            best.setdefault(found.record.benchmark_id, []).append(found.record.value)
    for benchmark_id, values in best.items():
        benchmark = benchmarks().get(benchmark_id)
        if benchmark and benchmark.scale_max == 100 and len(values) >= 10 and 0 < max(values) <= 1.5:  # noqa: PLR2004
            yield f"{benchmark_id}: a scale of 0 to 100 expected, found nothing above {max(values):g}"


def check_prices(batch: Batch, _: Context) -> Iterator[str]:
    """No price is negative or above 10,000 USD per million tokens."""
    for found in batch.found:
        if isinstance(found.record, Offer | PricePeriod):
            for name in PRICES:
                price = getattr(found.record, name, None)
                if price is not None and not 0 <= price <= MOST_USD_PER_MTOK:
                    yield f"{name} of {shown(found.record.model_name)}: 0 to 10,000 expected, found {price:g}"


def check_dates(batch: Batch, context: Context) -> Iterator[str]:
    """No figure is of a day to come."""
    newest = as_of(batch)
    if newest and newest > context.today + timedelta(days=1):  # a day's grace: the source may be east of us
        yield f"figures of today or earlier expected, found {newest}"


def check_frozen(batch: Batch, context: Context) -> Iterator[str]:
    """A frozen source never gets younger: a re-download changes no date."""
    newest = as_of(batch)
    if context.source.is_frozen and context.as_of_before and newest and newest > context.as_of_before:
        yield f"a frozen source of {context.as_of_before} expected, found {newest}"


def check_not_shrunk(batch: Batch, context: Context) -> Iterator[str]:
    """A source keeps most of its rows from one refresh to the next."""
    before, now = context.rows_before, len(batch.found)
    if before and now < before * (1 - MOST_LOST):
        yield f"about {before} rows expected as last time, found {now}: more than 30 % are gone"


def check_adoption(batch: Batch, _: Context) -> Iterator[str]:
    """What a Hub's listing leaves out is unknown: of many repositories not all have 0 likes, nor is none gated."""
    rows = [found.record for found in batch.found if isinstance(found.record, HubModel)]
    for name in ("downloads", "likes", "is_gated"):
        stated = [value for row in rows if (value := getattr(row, name)) is not None]
        if len(stated) >= MANY_REPOSITORIES and not any(stated):
            yield f"{name} of {len(stated)} repositories: figures or nothing expected, found {stated[0]} everywhere"


BATCH_CHECKS: tuple[BatchCheck, ...] = (
    check_adoption,
    check_scales,
    check_scale_is_used,
    check_prices,
    check_dates,
    check_frozen,
    check_not_shrunk,
)


def check_batch(batch: Batch, context: Context) -> None:
    """Hold one source's batch against every rule.

    Raises:
        CheckError: a rule is broken; the message gives the first three problems.
    """
    for check in BATCH_CHECKS:
        problems = list(islice(check(batch, context), 3))
        if problems:
            raise CheckError("; ".join(problems))


def check_keys(tables: Mapping[str, pd.DataFrame]) -> Iterator[str]:
    """What names one thing stands once."""
    for table, key in _KEYS.items():
        twice = tables[table][tables[table].duplicated(list(key))]
        if not twice.empty:
            yield f"{table}: {key[0]} {shown(twice.iloc[0][key[0]])} stands {len(twice) + 1} times"


def check_scores_are_unique(tables: Mapping[str, pd.DataFrame]) -> Iterator[str]:
    """One source states one result of one name on one test once."""
    key = ["source_id", "model_name", "model_id", "effort", "benchmark_id", "benchmark_version", "harness", "precision"]
    twice = tables["scores"][tables["scores"].duplicated([*key, "value", "as_of"])]
    if not twice.empty:
        row = twice.iloc[0]
        yield f"scores: {row.source_id} states {row.benchmark_id} of {shown(row.model_name)} twice alike"


def check_references(tables: Mapping[str, pd.DataFrame]) -> Iterator[str]:
    """Every score's benchmark and every figure's model are known."""
    known = {"model_id": set(tables["models"]["model_id"]), "benchmark_id": set(tables["benchmarks"]["benchmark_id"])}
    domains = set(tables["domains"]["domain"])
    for table, column in (
        ("scores", "model_id"),
        ("scores", "benchmark_id"),
        ("task_costs", "model_id"),
        ("task_costs", "benchmark_id"),
        ("offers", "model_id"),
        ("price_history", "model_id"),
        ("speeds", "model_id"),
        ("facts", "model_id"),
    ):
        lost = set(tables[table][column].dropna()) - known[column]
        if lost:
            yield f"{table}: {len(lost)} values of {column} are not known, such as {shown(min(lost))}"
    for lost in sorted(set(tables["benchmarks"]["domain"]) - domains):
        yield f"benchmarks: domain {lost!r} is not among datasets/domains.csv"


def check_required(tables: Mapping[str, pd.DataFrame]) -> Iterator[str]:
    """No required column has an unknown value."""
    for table, record in TABLES.items():
        for name, (_, column) in columns(record).items():
            if column.required and tables[table][name].isna().any():
                yield f"{table}: {name} is required and is unknown in {int(tables[table][name].isna().sum())} rows"


def check_sources(tables: Mapping[str, pd.DataFrame]) -> Iterator[str]:
    """Every row's source has its entry with a licence."""
    listed = set(tables["sources"]["source_id"])
    for table in TABLES:
        if "source_id" in tables[table] and table != "sources":
            lost = set(tables[table]["source_id"].dropna()) - listed
            if lost:
                yield f"{table}: source {shown(min(lost))} has no entry in sources"


def check_abilities(tables: Mapping[str, pd.DataFrame]) -> Iterator[str]:
    """An ability lies from 0 to 100 inside its interval, stands once, and belongs to a known model and domain."""
    found = tables["abilities"]
    is_ordered = (found["low"] >= 0) & (found["low"] <= found["value"]) & (found["value"] <= found["high"])
    wrong = found[~(is_ordered & (found["high"] <= HIGHEST_ABILITY) & found["coverage"].between(0, 1))]
    if not wrong.empty:
        row = wrong.iloc[0]
        yield f"abilities: {shown(row.model_id)} in {row.domain} has {row.value} in {row.low} to {row.high} of 0 to 100"
    if found.duplicated(["model_id", "effort", "domain"]).any():
        yield "abilities: a model stands twice in a domain at one effort"
    own = found[found["is_own"].astype(bool)]
    if own.drop_duplicates(["model_id", "effort"])["model_id"].duplicated().any():
        yield "abilities: two efforts speak for one model"
    for column, table in (("model_id", "models"), ("domain", "domains")):
        lost = set(found[column]) - set(tables[table][column])
        if lost:
            yield f"abilities: {len(lost)} values of {column} are not known, such as {shown(min(lost))}"


def check_measured_order(tables: Mapping[str, pd.DataFrame]) -> Iterator[str]:
    """A model that wins nearly all tests that both took is not below the other; nor is who thinks more."""
    listed = set(tables["offers"].loc[tables["offers"]["price_kind"] == "list", "model_id"])
    counted = set(tables["ability_tests"]["source_id"])
    scores = tables["scores"][tables["scores"]["source_id"].isin(counted)]
    cells = observe(scores, tables["benchmarks"], memberships())
    held = list(order_held(cells, tables["ability_tests"], tables["abilities"], listed))
    for one in held:
        where = f"in {one.domain}" if one.domain else "of efforts"
        if one.apart:
            yield f"abilities: {one.apart} of {one.pairs:,} measured orders {where} are the other way round, for sure"
        elif one.overruled > MOST_OVERRULED * one.pairs:
            yield f"abilities: {one.overruled} of {one.pairs:,} measured orders {where} are the other way round"


def check_facts(tables: Mapping[str, pd.DataFrame]) -> Iterator[str]:
    """Every fact of a model is a statement that stands, and one statement a fact stands."""
    facts = tables["facts"]
    standing = facts[facts["stands"].astype(bool)]
    twice = standing[standing.duplicated(["model_id", "fact"])]
    if not twice.empty:
        yield f"facts: two values of {twice.iloc[0]['fact']} of {shown(twice.iloc[0]['model_id'])} stand"
    if (standing["passed_over"].notna()).any():
        yield "facts: a statement that is passed over stands"
    if facts.empty:  # a snapshot of a schema without this table
        return
    said = standing.groupby("fact")["model_id"].agg(set)
    for fact in STATED:
        held = tables["models"].loc[tables["models"][fact].notna(), "model_id"]
        lost = set(held) - said.get(fact, set())
        if lost:
            yield f"models: {fact} of {shown(min(lost))} has no source in facts"


def check_weights(tables: Mapping[str, pd.DataFrame]) -> Iterator[str]:
    """Open weights are those of a repository that is known."""
    models = tables["models"]
    lost = models[(models["weights"] == "open") & models["hub_repo_id"].isna()]
    if not lost.empty and not tables["facts"].empty:
        yield f"models: {shown(lost.iloc[0]['model_id'])} has open weights and no repository"


def check_tasks(tables: Mapping[str, pd.DataFrame]) -> Iterator[str]:
    """No model whose own name says that it embeds, ranks, guards or paints stands as a chat model."""
    for model_id in tables["models"].loc[tables["models"]["task"] == "chat", "model_id"]:
        said = task_of(model_id)
        if said and said[0] != "chat":
            yield f"models: {shown(model_id)} stands as a chat model and is named as {said[0]}"


def check_plausible(tables: Mapping[str, pd.DataFrame]) -> Iterator[str]:
    """What a model knows ends before its release, and its longest answer fits its window."""
    models = tables["models"]
    for low, high, unlike in (
        ("knowledge_cutoff", "release_date", "a cut-off after the release"),
        ("max_output_tokens", "context_tokens", "an answer longer than the window"),
    ):
        both = models[models[low].notna() & models[high].notna()]
        wrong = both[[one > other for one, other in zip(both[low], both[high], strict=True)]]
        if not wrong.empty and not tables["facts"].empty:
            yield f"models: {shown(wrong.iloc[0]['model_id'])} has {unlike}"


TABLE_CHECKS: tuple[TableCheck, ...] = (
    check_keys,
    check_scores_are_unique,
    check_references,
    check_required,
    check_sources,
    check_abilities,
    check_measured_order,
    *PRICE_CHECKS,
    check_facts,
    check_weights,
    check_tasks,
    check_plausible,
)


def check_tables(tables: Mapping[str, pd.DataFrame]) -> list[str]:
    """Return every problem of a draft's tables."""
    return [problem for check in TABLE_CHECKS for problem in check(tables)]


def require_sound(tables: Mapping[str, pd.DataFrame]) -> None:
    """Refuse a draft that breaks an invariant.

    Raises:
        BuildError: with the first five problems.
    """
    problems = check_tables(tables)
    if problems:
        message = "the draft is not sound: " + "; ".join(problems[:5])
        raise BuildError(message)


def conflicts(tables: Mapping[str, pd.DataFrame]) -> list[dict[str, Any]]:
    """Return what sources state apart: results of one test, list prices at one provider, and facts of a model."""
    return [
        *_score_conflicts(tables["scores"]),
        *_price_conflicts(tables["offers"]),
        *fact_conflicts(tables["facts"]),
    ]


def _score_conflicts(scores: pd.DataFrame) -> Iterator[dict[str, Any]]:
    stated = scores[scores["evidence"] != "self-reported"]
    key = ["model_id", "effort", "benchmark_id", "benchmark_version"]
    latest = stated.sort_values("as_of", na_position="first").drop_duplicates([*key, "source_id"], keep="last")
    for fact, group in _stated_twice(latest, [*key]):
        yield from _spread(group, "value", fact=fact[2], model_id=fact[0], effort=fact[1])


def _price_conflicts(offers: pd.DataFrame) -> Iterator[dict[str, Any]]:
    listed = offers[(offers["price_kind"] == "list") & offers["region"].isna() & offers["precision"].isna()]
    for column in ("input_usd_per_mtok", "output_usd_per_mtok"):
        latest = listed[listed[column].notna()].drop_duplicates(["model_id", "provider", "source_id"])
        for fact, group in _stated_twice(latest, ["model_id", "provider"]):
            yield from _spread(group, column, fact=column, model_id=fact[0], provider=fact[1])


def _stated_twice(frame: pd.DataFrame, key: list[str]) -> Iterator[tuple[tuple[Any, ...], pd.DataFrame]]:
    """Yield the groups of rows with one key that come from two sources or more."""
    several = frame[frame.duplicated(key, keep=False)]
    for fact, group in several.groupby(key, dropna=False, sort=False):
        if len(set(group["source_id"])) > 1:
            yield tuple(None if pd.isna(part) else part for part in fact), group


def _spread(group: pd.DataFrame, column: str, **fact: object) -> Iterator[dict[str, Any]]:
    values = group[column].astype(float)
    low, high = group.loc[values.idxmin()], group.loc[values.idxmax()]
    middle = abs(values.median())
    spread = (values.max() - values.min()) / middle if middle else 0.0
    if spread > CONFLICT_SPREAD:
        yield {
            "effort": None,
            "provider": None,
            **fact,
            "low_value": float(values.min()),
            "low_source_id": low["source_id"],
            "high_value": float(values.max()),
            "high_source_id": high["source_id"],
            "statements": int(group["source_id"].nunique()),
            "spread_percent": round(100 * spread, 1),
        }
