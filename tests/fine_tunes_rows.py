"""A small snapshot about variants: the family of `tests.variant_world` as tables, and a hostile name."""

from datetime import date
from pathlib import Path
from typing import Any

from catalog.curated.benchmarks import benchmarks
from catalog.records import HubModel, LineageEdge, Model, Score, VariantDomain
from tests.handmade import model, tables, write_current
from tests.snapshot_rows import HTML, ROWS, _source
from tests.variant_world import BASE, EDGES, MATH, MEDICINE, REPOS, TAGGED, VALUES, others

BOARD = "open_llm_leaderboard"
ODD = f"odd/{HTML.replace('/', '')}"
GOOD, BAD, QUIET, CLAIMER = "good/med-tune", "bad/med-tune", "quiet/med-tune", "claimer/med-claims"
LONELY = "lonely/base-7b-medic"  # resembles the base by name, and nothing says more
HUB_URL = "https://huggingface.co"
_DAY = date(2026, 5, 20)


def _models() -> list[Model]:
    repos = {*VALUES, *others(), CLAIMER, ODD}
    return [
        model(
            repo,
            name=repo.rpartition("/")[2],
            hub_repo_id=repo,
            weights="open",
            licence_class="permissive" if repo == BAD else "restricted",
        )
        for repo in sorted(repos)
    ]


def _scores() -> list[Score]:
    known = VALUES | others() | {ODD: {MEDICINE: 65.0}}
    plain: dict[str, Any] = {"source_id": BOARD, "harness": "one way", "as_of": date(2025, 3, 13)}
    told = [
        Score(model_id=repo, benchmark_id=test, value=value, evidence="measured", **plain)
        for repo, tests in known.items()
        for test, value in tests.items()
    ]
    claims = [(CLAIMER, 90.0), (BASE, 52.0)]
    return told + [
        Score(
            model_id=repo,
            benchmark_id=MEDICINE,
            value=value,
            evidence="self-reported",
            **(plain | {"source_id": "cards"}),
        )
        for repo, value in claims
    ]


def _hub() -> list[HubModel]:
    plain: dict[str, Any] = {"source_id": "hub", "as_of": _DAY, "parameters": 7_000_000_000, "is_gated": False}
    facts = {repo: told for repo, told in REPOS.items() if repo != "reader/read-med"}
    facts |= {ODD: {"licence_id": "llama2"}, LONELY: {"licence_id": "mit"}}
    return [
        HubModel(
            hub_repo_id=repo,
            languages=("en", "ja") if repo == GOOD else ("en",),
            created_on=date(2024, 6, 1),
            downloads=told.get("downloads", 10),
            likes=told.get("likes", 1),
            licence_id=told.get("licence_id"),
            **(plain | {"is_gated": bool(told.get("is_gated", False))}),
        )
        for repo, told in facts.items()
    ]


def _edges() -> list[LineageEdge]:
    known = [(*edge, f"{HUB_URL}/{edge[0]}") for edge in EDGES]
    return [
        LineageEdge(child=child, parent=parent, relation=relation, evidence="tag", evidence_url=url, source_id="hub")  # type: ignore[arg-type]
        for child, parent, relation, url in [*known, (ODD, BASE, "finetune", "javascript:alert(1)")]
    ]


def _claims() -> list[VariantDomain]:
    repos = [*TAGGED, ODD]
    return [VariantDomain(hub_repo_id=repo, domain="medical", reason="tag: medical", source_id="hub") for repo in repos]


def write_fine_tunes(data: Path) -> Path:
    """Write these rows as the current snapshot of a data folder; return its file."""
    rows: dict[str, list[Any]] = {
        "models": [*ROWS["models"], *_models()],
        "scores": [*ROWS["scores"], *_scores()],
        "benchmarks": [*ROWS["benchmarks"], *(test for test in benchmarks().values() if test.benchmark_id in _TESTS)],
        "hub_models": _hub(),
        "lineage": _edges(),
        "variant_domains": _claims(),
        "sources": [
            *ROWS["sources"],
            _source(BOARD, "Open board"),
            _source("hub", "The Hub"),
            _source("cards", "Cards"),
        ],
    }
    return write_current(data, tables(**rows))


_TESTS = {MEDICINE, MATH, "mmlu_pro"}
