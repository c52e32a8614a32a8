"""LiveBench: questions with checkable answers, renewed at each release; a CSV a release, a column a task.

Traps: a release has its own questions and tasks, so figures of two releases never compare; models are added to a
release's table long after its date; names carry effort and a date stamp; a row can lack cells in its middle, and then
nothing tells which tasks the rest belong to.
"""

import re
from collections.abc import Sequence
from datetime import date

from catalog.curated.benchmarks import benchmarks
from catalog.identity.resolve import Name
from catalog.records import Score
from etl.errors import ParseError
from etl.reading import csv_rows, refuse_fractions, score_of
from etl.source import Answer, Batch, Door, Source

RELEASES = ("2025_11_25", "2026_01_08")  # newest last; the site lists them in its own code only
URLS = tuple(
    f"https://raw.githubusercontent.com/LiveBench/livebench.github.io/main/public/table_{release}.csv"
    for release in RELEASES
)
_RELEASE = re.compile(r"table_(\d{4})_(\d{2})_(\d{2})\.csv")


def fetch(door: Door) -> Sequence[Answer]:
    """Return the table of each known release."""
    return [door.get(url) for url in URLS]


def parse(answers: Sequence[Answer]) -> Batch:
    """Return a score for each model and task; no averages."""
    batch = Batch()
    for answer in answers:
        release = _release(answer.url)
        scores: list[Score] = []
        for row in csv_rows(answer, ("model",)):
            name = (row.pop("model") or "").strip()
            if not name or any(not isinstance(cell, str) for cell in row.values()):
                batch.reject("the row does not match the header", f"{name or 'no name'}, {release}")
                continue
            for score in _scores(row, name, release, answer, batch):
                scores.append(score)
                batch.add(score, Name(name))
        refuse_fractions((score.value for score in scores), answer.url)
    return batch


def _release(url: str) -> date:
    match = _RELEASE.search(url)
    if match is None:
        message = f"{url}: a file name table_YYYY_MM_DD.csv expected"
        raise ParseError(message)
    return date(int(match[1]), int(match[2]), int(match[3]))


def _scores(row: dict[str, str], name: str, release: date, answer: Answer, batch: Batch) -> list[Score]:
    found = []
    for task, cell in row.items():
        benchmark_id = f"livebench_{task.lower()}"
        if benchmark_id not in benchmarks():
            batch.reject("the task is not a known benchmark", f"{name}, {task}, {release}")
            continue
        value = score_of(cell, 100, f"{name}, {task}, {release}", batch)
        if value is not None:
            found.append(
                Score(
                    benchmark_id=benchmark_id,
                    benchmark_version=release.isoformat(),
                    value=value,
                    evidence="measured",
                    model_name=name,
                    as_of=answer.last_modified or release,
                )
            )
    return found


SOURCE = Source(
    source_id="livebench",
    title="LiveBench",
    publisher="LiveBench",
    url="https://livebench.ai",
    licence="none stated",
    attribution="LiveBench, figures of a public board, no licence stated, https://livebench.ai",
    cadence_days=30,
    fetch=fetch,
    parse=parse,
    min_rows=2000,
    serves=True,
)
