"""tau2-bench: agents that serve customers over several turns, one file a submission, listed in a manifest.

Only text submissions of models as they are: voice runs and custom agents are other things, and three old submissions
state figures of the original tau-bench. Sierra, who runs the board, made most of the runs; the other submissions are
their developers' word. A domain that was not run is null; a cost of 0 is none, and is of the model and not of the
customer's. Evaluation dates can be slips (2024 for a model of 2025): a
figure is not older than its model.
"""

from collections.abc import Sequence
from datetime import date
from typing import Any

from catalog.identity.resolve import Name
from catalog.records import Evidence, Model, Score, TaskCost
from etl.errors import ParseError
from etl.reading import day, field_of, json_of, list_of, optional_number, refuse_fractions, score_of, table_of
from etl.source import Answer, Batch, Door, Source

FOLDER = "https://raw.githubusercontent.com/sierra-research/tau2-bench/main/web/leaderboard/public/submissions"
MANIFEST = f"{FOLDER}/manifest.json"
DOMAINS = ("airline", "retail", "telecom", "banking_knowledge")
BOARD = "Sierra"
EFFORTS = {effort: effort for effort in ("none", "minimal", "low", "medium", "high", "xhigh", "max")} | {
    "enabled": "thinking"
}


def fetch(door: Door) -> Sequence[Answer]:
    """Fetch the manifest, then every submission that it lists."""
    manifest = door.get(MANIFEST)
    return [manifest, *door.get_many(f"{FOLDER}/{name}/submission.json" for name in _listed(manifest))]


def parse(answers: Sequence[Answer]) -> Batch:
    """Read every text submission's first-try success, by domain."""
    batch = Batch()
    values: list[float] = []
    for answer in answers:
        if answer.url == MANIFEST:
            _listed(answer)
            continue
        submission = table_of(json_of(answer), answer.url)
        results = table_of(field_of(submission, "results", answer.url), answer.url)
        method = table_of(field_of(submission, "methodology", answer.url), answer.url)
        reason = _why_not(submission, method)
        if reason:
            batch.reject(reason, f"{submission.get('model_name')}: {answer.url}")
        else:
            values += _add_submission(submission, results, method, answer, batch)
    refuse_fractions(values, FOLDER)
    return batch


def _listed(manifest: Answer) -> list[str]:
    return [str(name) for name in list_of(field_of(json_of(manifest), "submissions", MANIFEST), MANIFEST)]


def _why_not(submission: dict[str, Any], method: dict[str, Any]) -> str | None:
    """Return why a submission is not a run of a model on tau2-bench's text domains, or None."""
    if submission.get("modality") == "voice":
        return "voice submission"
    if submission.get("submission_type") == "custom":
        return "custom agent, not a model"
    if "original" in str(method.get("tau2_bench_version")):
        return "figures of the original tau-bench, another test"
    if not str(submission.get("model_name") or "").strip():
        return "no model named"
    return None


def _add_submission(
    submission: dict[str, Any], results: dict[str, Any], method: dict[str, Any], answer: Answer, batch: Batch
) -> list[float]:
    """Add one submission's scores and the release of its model; return the scores' values."""
    organisation = str(field_of(submission, "model_organization", answer.url)).strip()
    name = Name(submission["model_name"].strip(), developer=organisation)
    released = _stated_day(submission.get("model_release"), "release_date", answer, batch)
    ran = _stated_day(method, "evaluation_date", answer, batch)
    as_of = max(ran, released) if ran and released else ran or answer.last_modified
    values = []
    for domain, result in results.items():
        value = score_of((result or {}).get("pass_1"), 100, f"{answer.url} {domain}", batch)
        if value is None:
            continue  # the domain was not run
        if domain not in DOMAINS:
            batch.reject("a domain of no declared benchmark", f"{name.text} {domain}")
            continue
        values.append(value)
        score = Score(
            effort=_effort(submission, batch),
            benchmark_id=f"tau2_{domain}",
            benchmark_version=str(method.get("tau2_bench_version") or "").removeprefix("v") or None,
            value=value,
            evidence=_evidence(submission, method),
            harness=_harness(submission, method, result),
            model_name=name.text,
            as_of=as_of,
        )
        batch.add(score, name)
        usd = optional_number(result.get("cost"), f"{answer.url} {domain} cost")
        if usd:
            batch.add(_cost_of(score, usd), name)
    if values and released:
        batch.add(Model(name=name.text, developer=organisation, release_date=released, as_of=as_of), name)
    return values


def _cost_of(score: Score, usd: float) -> TaskCost:
    """Return what a task cost, on the run that gave a score."""
    return TaskCost(
        effort=score.effort,
        benchmark_id=score.benchmark_id,
        benchmark_version=score.benchmark_version,
        usd_per_task=usd,
        evidence=score.evidence,
        harness=score.harness,
        model_name=score.model_name,
        as_of=score.as_of,
    )


def _stated_day(table: object, key: str, answer: Answer, batch: Batch) -> date | None:
    try:
        return day(table.get(key), key) if isinstance(table, dict) else None
    except ParseError:
        batch.reject(f"{key} is not a day", answer.url)
        return None


def _effort(submission: dict[str, Any], batch: Batch) -> str | None:
    stated = str(submission.get("reasoning_effort") or "").strip().lower()
    if stated and stated not in EFFORTS:
        batch.reject("an effort of another name", f"{submission['model_name']}: {stated}")
    return EFFORTS.get(stated)


def _evidence(submission: dict[str, Any], method: dict[str, Any]) -> Evidence:
    """Return whose figure it is: the board's, if it ran the model on its own prompts."""
    verification = method.get("verification") or {}
    is_the_boards = submission.get("submitting_organization") == BOARD and not verification.get("modified_prompts")
    return "measured" if is_the_boards else "self-reported"


def _harness(submission: dict[str, Any], method: dict[str, Any], result: dict[str, Any]) -> str:
    """Return the scaffold, the model that played the customer, and how documents were found."""
    verification = method.get("verification") or {}
    parts = [
        submission.get("submission_type") or "standard",
        "modified prompts" if verification.get("modified_prompts") else "",
        f"customer played by {method.get('user_simulator') or 'an unnamed model'}",
        f"retrieval {result['retrieval_config']}" if result.get("retrieval_config") else "",
    ]
    return ", ".join(part for part in parts if part)


SOURCE = Source(
    source_id="tau2",
    title="tau2-bench",
    publisher="Sierra",
    url="https://github.com/sierra-research/tau2-bench",
    licence="MIT",
    attribution="tau2-bench leaderboard by Sierra, MIT, https://github.com/sierra-research/tau2-bench",
    cadence_days=30,
    fetch=fetch,
    parse=parse,
    min_rows=50,
    serves=True,
)
