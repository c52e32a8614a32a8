"""Every benchmark: title, domain, scale, direction, chance level, who runs it. Curated in datasets/benchmarks/.

The domains that benchmarks speak for, and by which people choose, are curated in datasets/domains.csv.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Literal

from catalog.curated.table import Address, Fault, Flag, Number, Slug, Table
from catalog.records import Benchmark, Domain


# A record may hold what a snapshot holds; a row that people write is held to more.
@dataclass(frozen=True, slots=True, kw_only=True)
class _BenchmarkCells(Benchmark):
    benchmark_id: Slug
    scale: Literal["percent", "elo", "mcc", "index", "minutes"]
    scale_min: Number | None = None
    scale_max: Number | None = None
    higher_is_better: Flag
    chance: Number | None = None
    url: Address


@dataclass(frozen=True, slots=True, kw_only=True)
class _DomainCells(Domain):
    domain: Slug
    kind: Literal["task", "field", "language"]


def known_domain(domain: str) -> str | None:
    """Return what a cell should have held in place of a domain that there is none of; None where there is one."""
    return None if domain in domains() else "a domain of datasets/domains.csv"


def known_benchmark(benchmark_id: str) -> str | None:
    """Return what a cell should have held in place of a benchmark that nobody knows; None where one is known."""
    return None if benchmark_id in benchmarks() else "a benchmark of datasets/benchmarks/"


def _benchmark_faults(rows: Sequence[Benchmark]) -> Iterator[Fault]:
    for number, row in enumerate(rows):
        if expected := known_domain(row.domain):
            yield number, "domain", expected
        low = float("-inf") if row.scale_min is None else row.scale_min
        high = float("inf") if row.scale_max is None else row.scale_max
        if not low < high:
            yield number, "scale_max", f"a number above scale_min, which is {low:g}"
        elif row.chance is not None and not low <= row.chance < high:
            yield number, "chance", f"a number on the scale from {low:g} to {high:g}"


BENCHMARKS = Table(
    files="benchmarks/*.csv", row=Benchmark, cells=_BenchmarkCells, key=("benchmark_id",), rule=_benchmark_faults
)
DOMAINS = Table(files="domains.csv", row=Domain, cells=_DomainCells, key=("domain",))


@cache
def benchmarks() -> dict[str, Benchmark]:
    """Return every curated benchmark by its id.

    Raises:
        CuratedError: a row is wrong.
    """
    return {row.benchmark_id: row for row in BENCHMARKS.rows()}


@cache
def domains() -> dict[str, Domain]:
    """Return every curated domain by its id.

    Raises:
        CuratedError: a row is wrong.
    """
    return {row.domain: row for row in DOMAINS.rows()}
