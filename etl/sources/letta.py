"""Letta's leaderboard: agents that find facts over linked files, and that use skills; a YAML file each.

Traps: models judge both by rubrics; `average` repeats the only figure of the one suite and is the mean of the other's
two; the two files are of different days; where one figure stands for both rubrics, it was filled in; an effort stands
behind the id, with a hyphen or in brackets; the cost is of a whole run.
"""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

from catalog.identity.resolve import Name
from catalog.records import Score, TaskCost
from etl.errors import ParseError
from etl.reading import field_of, list_of, refuse_fractions, score_of, shown, table_of, yaml_of
from etl.source import Answer, Batch, Door, Source
from etl.sources._task_costs import stated_amount

FOLDER = "https://raw.githubusercontent.com/letta-ai/letta-evals/main/letta-leaderboard"
URLS = (f"{FOLDER}/leaderboard_filesystem_results.yaml", f"{FOLDER}/leaderboard_skill_results.yaml")
FILES = "letta_filesystem"
METRICS = {
    "leaderboard_filesystem_100": FILES,
    "task_completion": "letta_task_completion",
    "skill_use": "letta_skill_use",
}
# The suite's name says a hundred questions, and its figures are whole percents.
QUESTIONS = {FILES: 100}


def fetch(door: Door) -> Sequence[Answer]:
    """Return the results of each suite."""
    return [door.get(url) for url in URLS]


def parse(answers: Sequence[Answer]) -> Batch:
    """Return a score for each model and rubric, and what a question cost."""
    batch = Batch()
    for answer in answers:
        document = table_of(yaml_of(answer), answer.url)
        updated = _updated(field_of(document, "last_updated", answer.url), answer.url)
        metrics = _metrics(table_of(field_of(document, "metrics", answer.url), answer.url), answer.url, batch)
        values: list[float] = []
        for row in list_of(field_of(document, "results", answer.url), answer.url):
            model = field_of(row, "model", answer.url)
            if not isinstance(model, str) or not model.strip():
                batch.reject("no model named", shown(row))
            elif len(metrics) > 1 and len({str(row.get(metric)) for metric in metrics}) == 1:
                batch.reject("one figure stands for every rubric", f"{model}: {row.get(metrics[0])}")
            else:
                values += _add(row, model.strip(), metrics, updated, batch)
        refuse_fractions(values, answer.url)
    return batch


def _updated(value: object, where: str) -> date:
    try:
        return datetime.strptime(str(value), "%b %d, %Y").date()  # noqa: DTZ007 - a day has no zone
    except ValueError as error:
        message = f"{where}: 'Mar 13, 2026' expected, found {shown(value)}"
        raise ParseError(message) from error


def _metrics(stated: dict[str, Any], where: str, batch: Batch) -> list[str]:
    """Return the rubrics that are known here.

    Raises:
        ParseError: there is none.
    """
    for metric in stated:
        if metric not in METRICS and metric != "average":
            batch.reject("a rubric of no declared benchmark", f"{where}: {metric}")
    known = [metric for metric in METRICS if metric in stated]
    if not known:
        message = f"{where}: one of the rubrics {list(METRICS)} expected, found {shown(sorted(map(str, stated)))}"
        raise ParseError(message)
    return known


def _add(row: dict[str, Any], model: str, metrics: list[str], updated: date, batch: Batch) -> list[float]:
    """Add one model's scores and its cost; return the scores' values."""
    name = Name(model, developer=model.split("/", maxsplit=1)[0] if "/" in model else None)
    values = []
    for metric in metrics:
        benchmark_id = METRICS[metric]
        value = score_of(row.get(metric), 100, f"{model}, {metric}", batch)
        if value is not None:
            values.append(value)
            score = Score(
                benchmark_id=benchmark_id,
                value=value,
                samples=QUESTIONS.get(benchmark_id),
                evidence="measured",
                model_name=model,
                as_of=updated,
            )
            batch.add(score, name)
    usd = stated_amount(row.get("total_cost"), f"{model}, total_cost", batch)
    if usd and METRICS[metrics[0]] == FILES:
        cost = TaskCost(
            benchmark_id=FILES,
            tasks=QUESTIONS[FILES],
            usd_per_task=usd / QUESTIONS[FILES],
            usd_per_run=usd,
            evidence="measured",
            model_name=model,
            as_of=updated,
        )
        batch.add(cost, name)
    return values


SOURCE = Source(
    source_id="letta",
    title="Letta Leaderboard",
    publisher="Letta",
    url="https://leaderboard.letta.com/",
    licence="Apache-2.0",
    attribution="Letta Leaderboard, Apache-2.0, https://github.com/letta-ai/letta-evals",
    cadence_days=30,
    fetch=fetch,
    parse=parse,
    min_rows=30,
    serves=True,
)
