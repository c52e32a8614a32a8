"""SecCodeBench: whether a model writes code without holes, and mends code that has some; a JSON file a version.

Traps: versions are different tests, so the newest one is read and its number kept; the total is a weighted mean of the
four parts; a thinking mode stands in brackets behind the name; the days are written `2026/3/5 20:37:00`. Alibaba runs
the board and leads it.
"""

import re
from collections.abc import Sequence
from datetime import date, datetime

from catalog.identity.resolve import Name
from catalog.records import Score
from etl.errors import ParseError
from etl.reading import field_of, json_of, list_of, refuse_fractions, score_of, shown
from etl.source import Answer, Batch, Door, Source

FOLDER = "https://raw.githubusercontent.com/alibaba/sec-code-bench/main/docs/json/leaderboard"
VERSIONS = f"{FOLDER}/versions.json"
COLUMNS = {
    "totalScore": "seccodebench_overall",
    "fixScore": "seccodebench_fix",
    "fixHintsScore": "seccodebench_fix_hints",
    "genScore": "seccodebench_gen",
    "genHintsScore": "seccodebench_gen_hints",
}
_NUMBER = re.compile(r"\d{1,4}(?:\.\d{1,4})*")


def fetch(door: Door) -> Sequence[Answer]:
    """Return the list of versions, and the board of the newest."""
    versions = door.get(VERSIONS)
    return [versions, door.get(f"{FOLDER}/{_newest(versions)}.json")]


def parse(answers: Sequence[Answer]) -> Batch:
    """Return the scores of each model."""
    batch = Batch()
    for answer in answers:
        if answer.url == VERSIONS:
            _newest(answer)
            continue
        version = answer.url.rsplit("/", 1)[-1].removesuffix(".json")
        values: list[float] = []
        for row in list_of(json_of(answer), answer.url):
            model = str(field_of(row, "modelName", answer.url) or "").strip()
            if not model:
                batch.reject("no model named", shown(row))
                continue
            as_of = _tested(row.get("testDate"), model, batch) or answer.last_modified
            for column, benchmark_id in COLUMNS.items():
                value = score_of(field_of(row, column, answer.url), 100, f"{model}, {column}", batch)
                if value is not None:
                    values.append(value)
                    score = Score(
                        benchmark_id=benchmark_id,
                        benchmark_version=version,
                        value=value,
                        evidence="measured",
                        model_name=model,
                        as_of=as_of,
                    )
                    batch.add(score, Name(model))
        refuse_fractions(values, answer.url)
    return batch


def _newest(versions: Answer) -> str:
    stated = list_of(json_of(versions), VERSIONS)
    numbers = [version for version in stated if isinstance(version, str) and _NUMBER.fullmatch(version)]
    if not numbers:
        message = f"{VERSIONS}: versions such as '2.2.0' expected, found {shown(stated)}"
        raise ParseError(message)
    return max(numbers, key=lambda version: [int(part) for part in version.split(".")])


def _tested(value: object, model: str, batch: Batch) -> date | None:
    try:
        return datetime.strptime(str(value), "%Y/%m/%d %H:%M:%S").date()  # noqa: DTZ007 - only the day is kept
    except ValueError:
        batch.reject("the day of the test cannot be read", f"{model}: {shown(value)}")
        return None


SOURCE = Source(
    source_id="seccodebench",
    title="SecCodeBench",
    publisher="Alibaba",
    url="https://github.com/alibaba/sec-code-bench",
    licence="Apache-2.0",
    attribution="SecCodeBench by Alibaba, Apache-2.0, https://github.com/alibaba/sec-code-bench",
    cadence_days=30,
    fetch=fetch,
    parse=parse,
    min_rows=80,
    serves=True,
)
