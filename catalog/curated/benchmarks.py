"""Every benchmark: title, domain, scale, direction, chance level, who runs it. Curated in datasets/benchmarks/."""

import csv
from functools import cache
from pathlib import Path

from catalog.records import Benchmark, Domain

DATASETS = Path(__file__).resolve().parents[2] / "datasets"


def _rows(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as lines:
        return list(csv.DictReader(lines))


def _number(text: str) -> float | None:
    return float(text) if text else None


@cache
def benchmarks() -> dict[str, Benchmark]:
    """Return every curated benchmark by its id.

    Raises:
        ValueError: the same id stands in two rows.
    """
    found: dict[str, Benchmark] = {}
    for path in sorted((DATASETS / "benchmarks").glob("*.csv")):
        for row in _rows(path):
            if row["benchmark_id"] in found:
                message = f"{path.name}: benchmark {row['benchmark_id']!r} stands in two rows; keep one"
                raise ValueError(message)
            found[row["benchmark_id"]] = Benchmark(
                benchmark_id=row["benchmark_id"],
                title=row["title"],
                domain=row["domain"],
                scale=row["scale"],
                scale_min=_number(row["scale_min"]),
                scale_max=_number(row["scale_max"]),
                higher_is_better=row["higher_is_better"] == "true",
                chance=_number(row["chance"]),
                publisher=row["publisher"] or None,
                url=row["url"] or None,
                note=row["note"] or None,
            )
    return found


@cache
def domains() -> dict[str, Domain]:
    """Return every curated domain by its id."""
    return {
        row["domain"]: Domain(domain=row["domain"], title=row["title"], kind=row["kind"], note=row["note"] or None)
        for row in _rows(DATASETS / "domains.csv")
    }
