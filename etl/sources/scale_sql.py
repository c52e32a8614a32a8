"""SCALE: what models know of SQL: understanding it, moving it between dialects, making it faster; a JSON file a month.

Traps: each month's file has a name of its own and holds every model, so the newest is asked for first; ActionTech,
who runs the board, lists its own products (type "Application"); the field is spelt `real_model_namne`; a model can
lack a test; DeepSeek changed weights and kept the name, and the stated day of release tells which are meant (other
makers' days are too rough for that); the questions have been public since 2025, so models may know them.
"""

import re
from collections.abc import Iterator, Sequence
from datetime import UTC, date, datetime
from typing import Any

from catalog.curated.benchmarks import benchmarks
from catalog.identity.resolve import Name
from catalog.records import Score
from etl.errors import FetchError, ParseError
from etl.reading import day, field_of, json_of, list_of, refuse_fractions, score_of, table_of
from etl.source import Answer, Batch, Door, Source

FOLDER = "https://raw.githubusercontent.com/actiontech/sql-llm-benchmark/main/leaderboard/public/data/eval_reports"
OLDEST = date(2026, 6, 1)  # of the months that are asked for
PRODUCT = "Application"
RENEWED = "DeepSeek"
_RELEASED = re.compile(r"(\d{4})[-/](\d{1,2})[-/](\d{1,2})")
_MONTH = re.compile(r"models-(\d{4}-\d{2})\.json")


def fetch(door: Door) -> Sequence[Answer]:
    """Return the newest month's file.

    Raises:
        FetchError: no month has one.
    """
    for month in months(datetime.now(tz=UTC).date()):
        found = door.get_many([f"{FOLDER}/models-{month:%Y-%m}.json"])
        if found:
            return found
    message = f"{FOLDER}: a file models-YYYY-MM.json since {OLDEST:%Y-%m} expected, found none"
    raise FetchError(message)


def months(today: date) -> Iterator[date]:
    """Yield the months from this one back to the oldest that is asked for."""
    month = today.replace(day=1)
    while month >= OLDEST:
        yield month
        month = date(month.year - (month.month == 1), (month.month - 2) % 12 + 1, 1)


def parse(answers: Sequence[Answer]) -> Batch:
    """Return the scores of each model."""
    batch = Batch()
    for answer in answers:
        month = _MONTH.search(answer.url)
        if month is None:
            message = f"{answer.url}: a file name models-YYYY-MM.json expected"
            raise ParseError(message)
        as_of = answer.last_modified or day(month[1], answer.url)
        values: list[float] = []
        for row in list_of(field_of(json_of(answer), "models", answer.url), answer.url):
            model = str(field_of(row, "id", answer.url) or "").strip()
            if not model:
                batch.reject("no model named", str(row.get("real_model_namne")))
            elif field_of(row, "type", answer.url) == PRODUCT:
                batch.reject("a product of the board's, not a model", model)
            else:
                for score in _scores(row, model, as_of, answer.url, batch):
                    values.append(score.value)
                    batch.add(score, _name(row, model))
        refuse_fractions(values, answer.url)
    return batch


def _name(row: dict[str, Any], model: str) -> Name:
    """Return a model's name, with the day of its release where its maker gives new weights an old name."""
    maker = str(row.get("organization") or "").strip() or None
    released = _RELEASED.fullmatch(str(row.get("releaseDate") or "").strip())
    if maker != RENEWED or released is None:
        return Name(model, developer=maker)
    return Name(f"{model}-{released[1]}-{released[2]:0>2}-{released[3]:0>2}", developer=maker)


def _scores(row: dict[str, Any], model: str, as_of: date | None, where: str, batch: Batch) -> Iterator[Score]:
    for test, result in table_of(field_of(row, "scores", where), where).items():
        benchmark_id = f"scale_{test}"
        if benchmark_id not in benchmarks():
            batch.reject("a test of no declared benchmark", f"{model}, {test}")
            continue
        value = score_of(field_of(result, "ability_score", where), 100, f"{model}, {test}", batch)
        if value is not None:
            yield Score(benchmark_id=benchmark_id, value=value, evidence="measured", model_name=model, as_of=as_of)


SOURCE = Source(
    source_id="scale_sql",
    title="SCALE",
    publisher="ActionTech",
    url="https://github.com/actiontech/sql-llm-benchmark",
    licence="MIT",
    attribution="SCALE by ActionTech, MIT, https://github.com/actiontech/sql-llm-benchmark",
    cadence_days=30,
    fetch=fetch,
    parse=parse,
    min_rows=60,
    serves=True,
)
