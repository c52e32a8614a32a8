"""Which domains each benchmark speaks for, how strongly and why: datasets/memberships.csv and composites.csv."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from fnmatch import filter as matching
from functools import cache
from types import MappingProxyType

from catalog.curated.benchmarks import benchmarks, known_benchmark, known_domain
from catalog.curated.table import Address, Fault, Share, Table, Words


@dataclass(frozen=True, slots=True, kw_only=True)
class Membership:
    """One domain that a benchmark speaks for. A weight of 1 is the domain itself; near 0, hardly a word on it."""

    benchmark_id: str
    domain: str
    weight: Share
    reason: str
    evidence_url: Address


@dataclass(frozen=True, slots=True, kw_only=True)
class _Composite:
    benchmark_id: str
    of: Words
    reason: str


def _membership_faults(rows: Sequence[Membership]) -> Iterator[Fault]:
    for number, row in enumerate(rows):
        if expected := known_benchmark(row.benchmark_id):
            yield number, "benchmark_id", expected
        elif row.benchmark_id in composites():
            yield number, "benchmark_id", "no benchmark of datasets/composites.csv, which only recounts others"
        if expected := known_domain(row.domain):
            yield number, "domain", expected


def _composite_faults(rows: Sequence[_Composite]) -> Iterator[Fault]:
    others = set(benchmarks()) - {row.benchmark_id for row in rows}
    for number, row in enumerate(rows):
        if expected := known_benchmark(row.benchmark_id):
            yield number, "benchmark_id", expected
        unmet = [pattern for pattern in row.of if pattern not in others and not matching(others, pattern)]
        if unmet:
            yield number, "of", f"benchmarks that are no composites; {unmet[0]!r} is none"


COMPOSITES = Table(files="composites.csv", row=_Composite, key=("benchmark_id",), rule=_composite_faults)
MEMBERSHIPS = Table(files="memberships.csv", row=Membership, key=("benchmark_id", "domain"), rule=_membership_faults)


@cache
def composites() -> Mapping[str, str]:
    """Return the benchmarks that only average or recount others, with the reason. An estimate must leave them out.

    Raises:
        CuratedError: a row of datasets/composites.csv is wrong.
    """
    return MappingProxyType({row.benchmark_id: row.reason for row in COMPOSITES.rows()})


@cache
def memberships() -> tuple[Membership, ...]:
    """Return every curated pair of a benchmark and a domain it speaks for.

    Raises:
        CuratedError: a row of datasets/memberships.csv is wrong.
    """
    return MEMBERSHIPS.rows()
