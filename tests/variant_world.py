"""A small Hub for tests: one family around a base, some other models, and a board that measured most of them."""

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import pandas as pd

from catalog.curated.benchmarks import benchmarks
from catalog.curated.memberships import Membership
from catalog.records import Benchmark
from catalog.variants.index import VariantFrames, VariantIndex, index_of
from catalog.variants.lineage import CuratedEdge
from etl.join import frame_of

BASE = "lab/base-7b"
MEDICINE, MATH = "mmlu_professional_medicine", "math_level_5"
SPEAKS = (
    Membership(benchmark_id=MEDICINE, domain="medical", weight=0.9, reason="r", evidence_url="https://x.org"),
    Membership(benchmark_id=MATH, domain="math", weight=0.9, reason="r", evidence_url="https://x.org"),
    Membership(benchmark_id="mmlu_pro", domain="general", weight=0.9, reason="r", evidence_url="https://x.org"),
    Membership(benchmark_id="mmlu_virology", domain="medical", weight=0.1, reason="r", evidence_url="https://x.org"),
)
READ = CuratedEdge(
    child="reader/read-med",
    parent=BASE,
    relation="finetune",
    domains=("medical",),
    evidence_url="https://huggingface.co/reader/read-med",
    why="The card: tuned on notes of doctors",
)
# repository: what differs from a plain one (the columns of `variant_repos`).
REPOS: dict[str, dict[str, Any]] = {
    BASE: {"licence_id": "llama2", "downloads": 5},
    "good/med-tune": {"licence_id": "llama2", "downloads": 500},
    "bad/med-tune": {"licence_id": "apache-2.0", "downloads": 1_000_000, "likes": 9_000},
    "same/med-tune": {"licence_id": "llama2", "is_gated": True},
    "quiet/med-tune": {"licence_id": "llama2"},
    "named/medical-model": {"licence_id": "llama2", "created_on": pd.Timestamp(2026, 1, 1)},
    "mixer/med-merge": {"licence_id": "llama2"},
    "copier/med-tune-gguf": {"licence_id": "llama2"},
    "claimer/med-claims": {"licence_id": "llama2"},
    "cheater/med-flagged": {"licence_id": "llama2"},
    "reader/read-med": {"licence_id": None, "parameters": np.nan},
    "alone/med-from-nowhere-7b": {"licence_id": "mit"},
}
EDGES = (
    ("good/med-tune", BASE, "finetune"),
    ("bad/med-tune", BASE, "finetune"),
    ("same/med-tune", BASE, "adapter"),
    ("quiet/med-tune", BASE, "finetune"),
    ("named/medical-model", BASE, "finetune"),
    ("mixer/med-merge", "good/med-tune", "merge"),
    ("mixer/med-merge", "bad/med-tune", "merge"),
    ("copier/med-tune-gguf", "good/med-tune", "quantized"),
    ("claimer/med-claims", BASE, "finetune"),
    ("cheater/med-flagged", BASE, "finetune"),
)
TAGGED = tuple(repo for repo in REPOS if repo not in {BASE, "named/medical-model", "reader/read-med"})
VALUES: dict[str, dict[str, float]] = {
    BASE: {MEDICINE: 50.0, MATH: 20.0, "mmlu_pro": 30.0},
    "good/med-tune": {MEDICINE: 70.0, MATH: 8.0, "mmlu_pro": 31.0},
    "bad/med-tune": {MEDICINE: 30.0, MATH: 21.0, "mmlu_pro": 22.0},
    "same/med-tune": {MEDICINE: 51.0},
    "mixer/med-merge": {MEDICINE: 60.0},
    "alone/med-from-nowhere-7b": {MEDICINE: 55.0},
}


def scores(
    values: Mapping[str, Mapping[str, float]], source_id: str = "open_llm_leaderboard", **changed: object
) -> pd.DataFrame:
    """Return results as `queries.variant_scores` does, one for each repository and test."""
    rows = [(repo, test, value) for repo, tests in values.items() for test, value in tests.items()]
    plain = {
        "benchmark_version": None,
        "source_id": source_id,
        "harness": "one way",
        "effort": None,
        "evidence": "measured",
        "low": np.nan,
        "high": np.nan,
        "samples": np.nan,
        "contamination": "unknown",
        "precision": None,
        "as_of": pd.Timestamp(2025, 3, 13),
    }
    return pd.DataFrame(rows, columns=["hub_repo_id", "benchmark_id", "value"]).assign(**(plain | changed))


def others(count: int = 12) -> dict[str, dict[str, float]]:
    """Return results of other models, so that a test has enough of them to say what is usual."""
    return {
        f"other/model-{i}": {MEDICINE: 35.0 + 3 * i, MATH: 5.0 + 2 * i, "mmlu_pro": 20.0 + 2 * i} for i in range(count)
    }


def frames(*results: pd.DataFrame, edges: Sequence[tuple[str, str, str]] = EDGES) -> VariantFrames:
    """Return the small Hub with these results; its own unless given."""
    told = list(results) or [
        scores(VALUES | others()),
        scores({"claimer/med-claims": {MEDICINE: 90.0}}, evidence="self-reported"),
        scores({"cheater/med-flagged": {MEDICINE: 95.0}}, contamination="flagged"),
    ]
    plain: dict[str, Any] = {
        "downloads": 10,
        "likes": 1,
        "parameters": 7e9,
        "created_on": pd.Timestamp(2024, 6, 1),
        "is_gated": False,
        "as_of": pd.Timestamp(2026, 5, 20),
        "says_merge": False,
        "says_quantized": False,
        "is_other_task": False,
    }
    repos = pd.DataFrame([{"hub_repo_id": repo} | plain | facts for repo, facts in REPOS.items()])
    tested = sorted({str(repo) for part in told for repo in part["hub_repo_id"]})
    linked = [(*edge, "tag", f"https://huggingface.co/{edge[0]}") for edge in edges]
    claims = [(repo, "medical", "tag: medical") for repo in TAGGED]
    claims.append(("named/medical-model", "medical", "name: named/medical-model"))
    return VariantFrames(
        repos=repos,
        languages=pd.DataFrame({"hub_repo_id": ["good/med-tune", "good/med-tune"], "language": ["en", "ja"]}),
        edges=pd.DataFrame(linked, columns=["child", "parent", "relation", "evidence", "evidence_url"], dtype="str"),
        claims=pd.DataFrame(claims, columns=["hub_repo_id", "domain", "reason"], dtype="str"),
        scores=pd.concat(told, ignore_index=True),
        benchmarks=frame_of(Benchmark, benchmarks().values()),
        models=pd.DataFrame({"hub_repo_id": tested, "parameters": np.nan, "release_date": pd.NaT, "licence_id": None}),
        shapes=pd.DataFrame({"hub_repo_id": pd.Series([], dtype="str"), "parameters": pd.Series([], dtype="float")}),
        gpus=pd.DataFrame(
            {
                "gpu": ["card 8GB", "card 24GB", "mac 24GB"],
                "memory_gb": [8.0, 24.0, 24.0],
                "vendor": ["x", "nvidia", "apple"],
            }
        ),
    )


def world(*results: pd.DataFrame, edges: Sequence[tuple[str, str, str]] = EDGES) -> VariantIndex:
    """Return the index of the small Hub."""
    return index_of(frames(*results, edges=edges), SPEAKS, [READ])


def abilities(**stands: tuple[str, float, float, float, str]) -> pd.DataFrame:
    """Return where open models stand as `queries.open_abilities` does: name -> (repository, value, low, high, day)."""
    rows = [
        {
            "hub_repo_id": repo,
            "model_id": repo.lower(),
            "name": name,
            "parameters": 7e9,
            "release_date": pd.Timestamp(day),
            "value": value,
            "low": low,
            "high": high,
            "coverage": 0.5,
        }
        for name, (repo, value, low, high, day) in stands.items()
    ]
    columns = ["hub_repo_id", "model_id", "name", "parameters", "release_date", "value", "low", "high", "coverage"]
    return pd.DataFrame(rows, columns=columns)
