"""SvelteBench: nine small Svelte 5 components, each written ten times and run against its tests; a JSON list.

Traps: a row is one model on one component, and the board's score is the mean over the nine, so a model that lacks one
has none; a model may have fewer than ten samples of a component, and counts all the same; names are a maker's API ids,
or `org/model` where OpenRouter served it; models in secret tests and models that only live in a product are nobody's to
choose. The file holds the generated code too, most of its 12 MB. No effort is stated.
"""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from statistics import fmean
from typing import Any

from catalog.identity.resolve import Name
from catalog.records import Score
from etl.errors import ParseError
from etl.reading import day, field_of, json_of, list_of, number, score_of, shown, table_of, whole
from etl.source import Answer, Batch, Door, Source

URL = "https://khromov.github.io/svelte-bench/benchmark-results-merged.json"
TESTS = ("counter", "derived", "derived-by", "each", "effect", "hello-world", "inspect", "props", "snippets")
ROUTER = "OpenRouter"
SECRET = ("openrouter/", "stealth/")  # whose models are for what a maker tests under a code name
IN_PRODUCTS = {"Cursor", "Apple"}

_Key = tuple[str, str]


def fetch(door: Door) -> Sequence[Answer]:
    """Return the board's merged results."""
    return [door.get(URL)]


def parse(answers: Sequence[Answer]) -> Batch:
    """Return a score for each model that was run on all nine components."""
    batch = Batch()
    for answer in answers:
        runs = _runs(answer, batch)
        for (provider, model), tests in runs.items():
            _add(batch, provider, model, tests, answer)
        if not batch.found:
            message = f"{answer.url}: models run on {', '.join(TESTS)} expected, found none among {len(runs)}"
            raise ParseError(message)
    return batch


def _runs(answer: Answer, batch: Batch) -> dict[_Key, dict[str, dict[str, Any]]]:
    """Return each model's rows by component."""
    runs: dict[_Key, dict[str, dict[str, Any]]] = defaultdict(dict)
    for row in list_of(json_of(answer), answer.url):
        table = table_of(row, answer.url)
        provider, model, test = (str(field_of(table, key, answer.url)) for key in ("provider", "modelId", "testName"))
        tests = runs[provider.strip(), model.strip()]
        if test not in TESTS:
            batch.reject("the component is not one of the nine", f"{model}, {test}")
        elif test in tests:
            batch.reject("a component stands twice", f"{model}, {test}")
        else:
            tests[test] = table
    return runs


def _why_not(provider: str, model: str, tests: Mapping[str, Any]) -> str | None:
    """Return why a model has no score here, or None."""
    if not model:
        return "no model named"
    if model.startswith(SECRET):
        return "a code name under which a maker tests in secret"
    if provider in IN_PRODUCTS:
        return "a model that only its maker's product runs"
    return None if len(tests) == len(TESTS) else "not run on all nine components"


def _add(batch: Batch, provider: str, model: str, tests: Mapping[str, dict[str, Any]], answer: Answer) -> None:
    reason = _why_not(provider, model, tests)
    if reason:
        batch.reject(reason, f"{provider}: {model}")
        return
    where = f"{provider}, {model}"
    try:
        days = [day(field_of(row, "timestamp", where), where) for row in tests.values()]
        samples = [whole(field_of(row, "numSamples", where), where) or 0 for row in tests.values()]
        shares = [number(field_of(row, "pass1", where), where) for row in tests.values()]
    except ParseError as error:
        batch.reject("a day, a count or a share cannot be read", str(error))
        return
    if not all(samples):
        batch.reject("a component without a sample", f"{where}: {shown(samples)}")
        return
    values = [score_of(share, 1, where, batch) for share in shares]
    batch.add(
        Score(
            benchmark_id="svelte_bench",
            value=round(fmean(value for value in values if value is not None), 4),
            samples=sum(samples),
            evidence="measured",
            model_name=model,
            as_of=max((found for found in days if found), default=answer.last_modified),
        ),
        Name(model, developer=None if provider == ROUTER else provider),
    )


SOURCE = Source(
    source_id="svelte_bench",
    title="SvelteBench",
    publisher="khromov",
    url="https://khromov.github.io/svelte-bench/",
    licence="MIT",
    attribution="SvelteBench by khromov, MIT, https://github.com/khromov/svelte-bench",
    cadence_days=30,
    fetch=fetch,
    parse=parse,
    min_rows=100,
    serves=True,
)
