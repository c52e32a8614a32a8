"""Which domains each benchmark speaks for, how strongly and why: datasets/memberships.csv and composites.csv."""

import csv
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from types import MappingProxyType

from catalog.curated.benchmarks import DATASETS, benchmarks, domains


@dataclass(frozen=True, slots=True, kw_only=True)
class Membership:
    """One domain that a benchmark speaks for. A weight of 1 is the domain itself; near 0, hardly a word on it."""

    benchmark_id: str
    domain: str
    weight: float
    reason: str
    evidence_url: str


def _rows(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as lines:
        return list(csv.DictReader(lines))


def _fault(row: Membership) -> str | None:
    pair = f"{row.benchmark_id!r} in {row.domain!r}"
    if row.benchmark_id not in benchmarks():
        return f"no benchmark {row.benchmark_id!r} is known; add it to datasets/benchmarks/ or correct the name"
    if row.domain not in domains():
        return f"benchmark {row.benchmark_id!r} stands in domain {row.domain!r}, which datasets/domains.csv lacks"
    if not 0 < row.weight <= 1:  # NaN too
        return f"the weight of {pair} is {row.weight}; it must be above 0 and at most 1"
    if not row.reason.strip() or not row.evidence_url.startswith("https://"):
        return f"{pair} has no reason, or no https address that shows it; add both"
    return None


def _membership(row: Mapping[str, str]) -> Membership:
    try:
        weight = float(row["weight"])
    except ValueError:
        message = f"the weight of {row['benchmark_id']!r} in {row['domain']!r} is {row['weight']!r}, which is no number"
        raise ValueError(message) from None
    return Membership(
        benchmark_id=row["benchmark_id"],
        domain=row["domain"],
        weight=weight,
        reason=row["reason"],
        evidence_url=row["evidence_url"],
    )


def checked_memberships(rows: Iterable[Mapping[str, str]], composite_ids: Iterable[str] = ()) -> tuple[Membership, ...]:
    """Return rows of text as memberships, in their order.

    Args:
        rows: a value for each of Membership's fields.
        composite_ids: benchmarks that may belong to no domain, because they recount others.

    Raises:
        ValueError: a benchmark or a domain is not known, a weight is not in (0, 1], a pair stands twice,
            a reason is missing, or a composite belongs to a domain.
    """
    recounts = frozenset(composite_ids)
    found: dict[tuple[str, str], Membership] = {}
    for row in map(_membership, rows):
        pair = (row.benchmark_id, row.domain)
        fault = _fault(row)
        if pair in found:
            fault = f"benchmark {row.benchmark_id!r} stands twice in domain {row.domain!r}; keep one"
        elif row.benchmark_id in recounts:
            fault = (
                f"benchmark {row.benchmark_id!r} only recounts others and may stand in no domain; take it out of one"
            )
        if fault:
            message = f"memberships: {fault}"
            raise ValueError(message)
        found[pair] = row
    return tuple(found.values())


def checked_composites(rows: Iterable[Mapping[str, str]]) -> Mapping[str, str]:
    """Return the reason for each composite by its benchmark id.

    Raises:
        ValueError: a benchmark is not known or stands twice, or has no reason.
    """
    found: dict[str, str] = {}
    for row in rows:
        name = row["benchmark_id"]
        if name not in benchmarks() or name in found or not row["reason"].strip():
            message = f"composites: {name!r} is no known benchmark, stands twice or has no reason; correct its row"
            raise ValueError(message)
        found[name] = row["reason"]
    return MappingProxyType(found)


@cache
def composites() -> Mapping[str, str]:
    """Return the benchmarks that only average or recount others, with the reason. An estimate must leave them out.

    Raises:
        ValueError: a row of datasets/composites.csv is wrong.
    """
    return checked_composites(_rows(DATASETS / "composites.csv"))


@cache
def memberships() -> tuple[Membership, ...]:
    """Return every curated pair of a benchmark and a domain it speaks for.

    Raises:
        ValueError: a row of datasets/memberships.csv is wrong.
    """
    return checked_memberships(_rows(DATASETS / "memberships.csv"), composites())
