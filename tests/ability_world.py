"""A made world of models and tests, in the shape of the tables: what is true in it is known."""

from collections.abc import Sequence
from datetime import date

import numpy as np
import pandas as pd

from catalog.ability.factors import FactorSettings
from catalog.curated.memberships import Membership
from catalog.records import Score, columns

QUICK = FactorSettings(factors=3, rounds=8)


def memberships(pairs: Sequence[tuple[str, str, float]]) -> list[Membership]:
    return [
        Membership(benchmark_id=test, domain=domain, weight=weight, reason="made", evidence_url="https://example.org")
        for test, domain, weight in pairs
    ]


def benchmarks(names: Sequence[str], **facts: object) -> pd.DataFrame:
    about = {"scale": "percent", "scale_min": 0.0, "scale_max": 100.0, "higher_is_better": True, "chance": 0.0}
    return pd.DataFrame([{"benchmark_id": name, "title": name, **about, **facts} for name in names])


def scores(rows: Sequence[tuple[str, str, float]], **facts: object) -> pd.DataFrame:
    """Return score rows of (model, test, value); facts hold for all of them."""
    common = dict.fromkeys(columns(Score)) | {
        "samples": 500,
        "evidence": "measured",
        "contamination": "unknown",
        "source_id": "board",
        "as_of": date(2025, 6, 1),
    }
    made = [common | facts | {"model_id": model, "benchmark_id": test, "value": value} for model, test, value in rows]
    frame = pd.DataFrame(made, columns=list(columns(Score)))
    numbers = ["value", "low", "high", "samples"]
    return frame.astype(dict.fromkeys(numbers, float))


def models(names: Sequence[str], released: str | None = "2025-05-01", vouched_by: str = "catalogue") -> pd.DataFrame:
    facts = {"release_date": released, "parameters": None, "vouched_by": vouched_by}
    return pd.DataFrame([{"model_id": name, **facts} for name in names], columns=["model_id", *facts])


def strong_to_weak(count: int, tests: int, seed: int = 1) -> list[tuple[str, str, float]]:
    """Return scores of models m000 (strongest) to the weakest on tests t0 …: one skill, little noise."""
    skill = np.linspace(2, -2, count)
    ease = np.linspace(-1, 1, tests)
    noise = np.random.default_rng(seed).normal(0, 0.1, (count, tests))
    share = 1 / (1 + np.exp(-(skill[:, None] + ease + noise)))
    return [(f"m{i:03}", f"t{j}", float(100 * share[i, j])) for i in range(count) for j in range(tests)]
