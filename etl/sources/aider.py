"""Aider polyglot: editing code in six languages, two tries an exercise, with an exercise's seconds, dollars and tokens.

Traps: a cost of 0 means that none was recorded; tokens are recorded since May 2025; some entries are a pair of models,
an architect and an editor, and are a result of neither; a few runs have less than the 225 exercises.
"""

from collections.abc import Sequence
from datetime import date
from typing import Any

from catalog.identity.resolve import Name
from catalog.records import Score, Speed, TaskCost
from etl.errors import ParseError
from etl.reading import day, list_of, optional_number, refuse_fractions, score_of, table_of, whole, yaml_of
from etl.source import Answer, Batch, Door, Source

URL = "https://raw.githubusercontent.com/Aider-AI/aider/main/aider/website/_data/polyglot_leaderboard.yml"
BENCHMARKS = {"pass_rate_1": "aider_polyglot_first_try", "pass_rate_2": "aider_polyglot"}
EFFORTS = {"minimal", "low", "medium", "high", "xhigh", "max"}
BUDGETS = {0: "none", 16: "thinking-16k", 32: "thinking-32k", 64: "thinking-64k"}  # thousands of tokens
NEEDED = {"model", "edit_format", "date", "test_cases", "seconds_per_case", *BENCHMARKS}


def fetch(door: Door) -> Sequence[Answer]:
    """Return the leaderboard's data file."""
    return [door.get(URL)]


def parse(answers: Sequence[Answer]) -> Batch:
    """Return two scores, a duration and a cost for each run of a single model."""
    batch = Batch()
    for answer in answers:
        rows = [table_of(row, answer.url) for row in list_of(yaml_of(answer), answer.url)]
        if not any(row.keys() >= NEEDED for row in rows):
            message = f"{answer.url}: entries with the keys {sorted(NEEDED)} expected"
            raise ParseError(message)
        scores = [score for row in rows for score in _add_row(batch, row, answer)]
        refuse_fractions((score.value for score in scores), answer.url)
    return batch


def _add_row(batch: Batch, row: dict[str, Any], answer: Answer) -> list[Score]:
    """Add a run's records; return its scores."""
    model_name = str(row.get("model") or "").strip()
    if not row.keys() >= NEEDED or not model_name:
        batch.reject("the entry lacks a key", f"{model_name or 'no name'}: {sorted(NEEDED - row.keys())}")
        return []
    if row.get("editor_model") or " + " in model_name:
        batch.reject("the entry is a pair of models", model_name)
        return []
    try:
        as_of = day(row["date"], model_name) or answer.last_modified
        test_cases = whole(row["test_cases"], model_name)
        seconds = optional_number(row["seconds_per_case"], model_name)
        effort = _effort(row, model_name)
        cost = _cost(row, effort, test_cases, as_of, model_name)
    except ParseError as error:
        batch.reject("a date, a count or a setting cannot be read", str(error))
        return []
    scores = []
    for key, benchmark_id in BENCHMARKS.items():
        value = score_of(row[key], 100, f"{model_name}, {key}", batch)
        if value is not None:
            score = Score(
                effort=effort,
                benchmark_id=benchmark_id,
                value=value,
                samples=test_cases,
                evidence="measured",
                harness=row["edit_format"],
                model_name=model_name,
                as_of=as_of,
            )
            batch.add(score, Name(model_name))
            scores.append(score)
    if seconds:
        speed = Speed(
            effort=effort,
            task_latency_s=seconds,
            percentile="mean",
            conditions=f"one exercise of Aider polyglot, up to two tries, edit format {row['edit_format']}",
            evidence="measured",
            model_name=model_name,
            as_of=as_of,
        )
        batch.add(speed, Name(model_name))
    if cost:
        batch.add(cost, Name(model_name))
    return scores


def _cost(
    row: dict[str, Any], effort: str | None, test_cases: int | None, as_of: date | None, model_name: str
) -> TaskCost | None:
    """Return what an exercise cost; None where neither dollars nor tokens were recorded, which is written as 0."""
    keys = ("total_cost", "prompt_tokens", "completion_tokens")
    usd, tokens_in, tokens_out = (optional_number(row.get(key), f"{model_name}, {key}") or None for key in keys)
    if not test_cases or (usd is None and tokens_out is None):
        return None
    return TaskCost(
        effort=effort,
        benchmark_id="aider_polyglot",
        tasks=test_cases,
        usd_per_task=usd and usd / test_cases,
        usd_per_run=usd,
        input_tokens_per_task=tokens_in and tokens_in / test_cases,
        output_tokens_per_task=tokens_out and tokens_out / test_cases,
        evidence="measured",
        harness=row["edit_format"],
        model_name=model_name,
        as_of=as_of,
    )


def _effort(row: dict[str, Any], where: str) -> str | None:
    """Return the effort that the entry states in a field of its own."""
    if row.get("reasoning_effort") is not None:
        effort = str(row["reasoning_effort"]).lower()
        if effort not in EFFORTS:
            message = f"{where}: a reasoning effort expected, found {effort!r}"
            raise ParseError(message)
        return effort
    tokens = whole(row.get("thinking_tokens"), where)
    return None if tokens is None else BUDGETS.get(tokens // 1000, "thinking")


SOURCE = Source(
    source_id="aider",
    title="Aider polyglot leaderboard",
    publisher="Aider",
    url="https://aider.chat/docs/leaderboards/",
    licence="Apache-2.0",
    attribution="Aider LLM leaderboards, Apache-2.0, https://aider.chat/docs/leaderboards/",
    cadence_days=60,
    fetch=fetch,
    parse=parse,
    min_rows=100,
    serves=True,
)
