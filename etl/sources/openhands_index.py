"""OpenHands Index: models as the mind of one software agent: a list of finished models, and a file of results for each.

Traps: the list names runs with other agents too, which are left out; a folder can be empty, as where a model was
entered twice; the agent's version differs between results, as older models were mostly not run again, and is kept as
the harness; of tasks with images only those that can be solved count; the figures are the board's own runs and not the
tests' own boards; the release days and the openness that it states are often wrong and not read.
"""

import re
from collections.abc import Iterator, Sequence
from datetime import date
from typing import Any

from catalog.curated.benchmarks import benchmarks
from catalog.identity.resolve import Name
from catalog.records import Score, Speed, TaskCost
from etl.errors import ParseError
from etl.reading import day, field_of, json_of, list_of, refuse_fractions, score_of, shown, whole
from etl.source import Answer, Batch, Door, Source
from etl.sources._task_costs import stated_amount

ROOT = "https://raw.githubusercontent.com/OpenHands/openhands-index-results/main"
FINISHED = f"{ROOT}/complete-models.json"
# How many tasks a run has: all its shares are whole numbers of them. SWE-bench is the Verified set.
TESTS = {
    "swe-bench": ("swe_bench_verified", 500),
    "swe-bench-multimodal": ("openhands_swe_bench_multimodal", 68),
    "swt-bench": ("openhands_swt_bench", 433),
    "commit0": ("openhands_commit0", 16),
    "gaia": ("openhands_gaia", 165),
}
METRICS = ("accuracy", "solveable_accuracy")
_OWN_RUN = re.compile(r"results/(\w[\w.+-]*)")


def fetch(door: Door) -> Sequence[Answer]:
    """Fetch the list of finished models, then the results of each."""
    finished = door.get(FINISHED)
    return [finished, *door.get_many(f"{ROOT}/results/{model}/scores.json" for model in _models(finished))]


def parse(answers: Sequence[Answer]) -> Batch:
    """Return each model's scores, what a task cost and how long it took."""
    batch = Batch()
    values: list[float] = []
    for answer in answers:
        if answer.url == FINISHED:
            _models(answer)
            continue
        model = answer.url.split("/")[-2]
        results = list_of(json_of(answer), answer.url)
        if not results:
            batch.reject("a model without results", model)
        for result in results:
            test = str(field_of(result, "benchmark", answer.url))
            if test not in TESTS:
                batch.reject("a test of no declared benchmark", f"{model}, {test}")
            elif field_of(result, "metric", answer.url) not in METRICS:
                batch.reject("a metric of another name", f"{model}, {test}, {result['metric']}")
            else:
                values += _add(result, test, model, answer, batch)
    refuse_fractions(values, ROOT)
    return batch


def _models(finished: Answer) -> list[str]:
    """Return the models of the board's own agent that have all their results."""
    paths = [str(field_of(entry, "model-path", FINISHED)) for entry in list_of(json_of(finished), FINISHED)]
    models = [match[1] for path in paths if (match := _OWN_RUN.fullmatch(path))]
    if not models:
        message = f"{FINISHED}: paths results/MODEL expected, found {shown(paths)}"
        raise ParseError(message)
    return list(dict.fromkeys(models))


def _add(result: dict[str, Any], test: str, model: str, answer: Answer, batch: Batch) -> Iterator[float]:
    """Add one result with its cost and its time; yield the score's value."""
    benchmark_id, tasks = TESTS[test]
    where = f"{model}, {test}"
    value = score_of(field_of(result, "score", answer.url), 100, where, batch)
    if value is None:
        return
    version = str(result.get("agent_version") or "").strip()
    harness = f"OpenHands {version.removeprefix('v')}" if version else "OpenHands"
    as_of = _ran(result.get("submission_time"), where, batch) or answer.last_modified
    parts = result.get("component_scores")
    tasks = whole(parts.get("solveable_total"), where) or tasks if isinstance(parts, dict) else tasks
    score = Score(
        benchmark_id=benchmark_id,
        value=value,
        samples=tasks,
        evidence="measured",
        harness=harness,
        model_name=model,
        as_of=as_of,
    )
    batch.add(score, Name(model))
    usd = stated_amount(result.get("cost_per_instance"), f"{where}, cost", batch)
    if usd:
        cost = TaskCost(
            benchmark_id=benchmark_id,
            tasks=tasks,
            usd_per_task=usd,
            evidence="measured",
            harness=harness,
            model_name=model,
            as_of=as_of,
        )
        batch.add(cost, Name(model))
    seconds = stated_amount(result.get("average_runtime"), f"{where}, seconds", batch)
    if seconds:
        speed = Speed(
            task_latency_s=seconds,
            percentile="mean",
            conditions=f"one task of {benchmarks()[benchmark_id].title}, many requests and tools, {harness}",
            evidence="measured",
            model_name=model,
            as_of=as_of,
        )
        batch.add(speed, Name(model))
    yield value


def _ran(value: object, where: str, batch: Batch) -> date | None:
    try:
        return day(value, where)
    except ParseError:
        batch.reject("the day of the run cannot be read", f"{where}: {shown(value)}")
        return None


SOURCE = Source(
    source_id="openhands_index",
    title="OpenHands Index",
    publisher="OpenHands",
    url="https://huggingface.co/spaces/OpenHands/openhands-index",
    licence="MIT",
    attribution="OpenHands Index, MIT, https://github.com/OpenHands/openhands-index-results",
    cadence_days=14,
    fetch=fetch,
    parse=parse,
    min_rows=200,
    serves=True,
)
