"""Who was tested on a benchmark, with which result, and what does the benchmark say?"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import pandas as pd

from catalog import queries
from catalog.data.benchmark import LONGEST_SEARCH, matching, recounts, saturation_words, speaks_for, top_gap
from catalog.data.health import benchmark_health
from catalog.plain import plain
from catalog.snapshot import Snapshot
from catalog.store import StoreError

CLAIM = "self-reported"
UNITS: Mapping[str, str] = {"percent": "%", "elo": "Elo points", "mcc": "MCC x 100", "minutes": "minutes"}


class UnknownBenchmarkError(StoreError):
    """There is no such benchmark, or none with a result; the message names those near it."""

    code = "unknown_benchmark"

    def __init__(self, text: str, near: list[str]) -> None:
        hint = f" Near it: {', '.join(near)}." if near else ""
        super().__init__(f"There is no benchmark {text[:LONGEST_SEARCH]!r}.{hint}")


@dataclass(frozen=True, slots=True, kw_only=True)
class BenchmarkQuestion:
    """What is asked.

    Attributes:
        benchmark_id: which benchmark.
        version: which version of it, "" for the one that is not stated; None: the one with the newest figures.
    """

    benchmark_id: str
    version: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class BenchmarkAnswer:
    """One benchmark.

    Attributes:
        facts: its row of `catalog.data.health.benchmark_health`.
        version: the version that is shown; None: its boards state none.
        versions: what `queries.versions` returns.
        results: every result on that version, the best first, as `queries.results_on` returns them.
        domains: what it speaks for, as `catalog.data.benchmark.speaks_for` returns it.
        recounts: why it counts nowhere, where it only recounts other benchmarks.
        saturation: whether it still tells the best models apart, in a sentence.
        top_gap: how far the tenth best model that a board tested lies behind the best; None with fewer.
    """

    facts: Mapping[Any, Any]
    version: str | None
    versions: pd.DataFrame
    results: pd.DataFrame
    domains: pd.DataFrame
    recounts: str | None
    saturation: str
    top_gap: float | None


def index(snapshot: Snapshot) -> pd.DataFrame:
    """Return every benchmark, as `catalog.data.health.benchmark_health` has them."""
    return snapshot.ask(benchmark_health)


def near(snapshot: Snapshot, text: str) -> pd.DataFrame:
    """Return the benchmarks that a text may mean, the likeliest first."""
    return matching(index(snapshot), text)


def answer(snapshot: Snapshot, question: BenchmarkQuestion) -> BenchmarkAnswer:
    """Return what is known of a benchmark.

    Raises:
        UnknownBenchmarkError: there is no such benchmark.
        StoreError: the snapshot cannot answer.
    """
    known = index(snapshot)
    found = known[known["benchmark_id"] == question.benchmark_id]
    if found.empty:
        raise UnknownBenchmarkError(
            question.benchmark_id, near(snapshot, question.benchmark_id)["benchmark_id"].tolist()
        )
    facts = found.astype(object).iloc[0].to_dict()
    versions = snapshot.ask(queries.versions, question.benchmark_id)
    version = _version(question, versions)
    results = snapshot.ask(queries.results_on, question.benchmark_id, version)
    titles = snapshot.ask(queries.ability_domains).set_index("domain")["title"].to_dict()
    independent = results[results["evidence"] != CLAIM]
    return BenchmarkAnswer(
        facts=facts,
        version=version,
        versions=versions,
        results=results,
        domains=speaks_for(question.benchmark_id, snapshot.ask(queries.shares_of, question.benchmark_id), titles),
        recounts=recounts(question.benchmark_id),
        saturation=saturation_words(facts),
        top_gap=top_gap(independent, higher_is_better=bool(facts["higher_is_better"])),
    )


def _version(question: BenchmarkQuestion, versions: pd.DataFrame) -> str | None:
    """Return the version that is asked for where there is such a one, else the one with the newest figures."""
    stated = [None if pd.isna(each) else str(each) for each in versions["benchmark_version"]]
    asked = question.version or None
    if question.version is not None and asked in stated:
        return asked
    return stated[0] if stated else None


def unit_of(scale: str) -> str:
    """Return the unit of a benchmark's scale as people read it."""
    return UNITS.get(scale, scale)


def as_json(told: BenchmarkAnswer, limit: int | None = None) -> dict[str, Any]:
    """Return the answer for programs.

    Args:
        told: the answer.
        limit: how many results at most; all where None.
    """
    return {
        "benchmark": {str(name): plain(value) for name, value in told.facts.items()},
        "version": told.version,
        "versions": list(_plain(told.versions)),
        "unit": unit_of(str(told.facts["scale"])),
        "results": list(_plain(told.results.head(limit))),
        "result_count": len(told.results),
        "self_reported": int((told.results["evidence"] == CLAIM).sum()),
        "domains": list(_plain(told.domains)),
        "recounts": told.recounts,
        "saturation": told.saturation,
        "top_gap": told.top_gap,
    }


def _plain(rows: pd.DataFrame) -> Iterator[dict[str, Any]]:
    for row in rows.to_dict("records"):
        yield {str(name): plain(value) for name, value in row.items()}
