"""BullshitBench: a hundred questions that rest on nonsense; does a model push back, or answer as if they made sense?

Traps: a model is written `org/id@reasoning=level`; three models judge, which are ranked here too; the mean score, the
share that saw through it and the share that was fooled are three ways to count the same hundred answers, so one is
read, the board's headline `green_rate`; names of secret tests stand under the organisation `stealth`. The questions are
those of version 2, the folder that the address names.
"""

from collections.abc import Sequence
from datetime import date

from catalog.identity.resolve import Name
from catalog.records import Score
from etl.errors import ParseError
from etl.reading import csv_rows, day, field_of, json_of, refuse_fractions, score_of, shown, table_of, whole
from etl.source import Answer, Batch, Door, Source

FOLDER = "https://raw.githubusercontent.com/petergpt/bullshit-benchmark/main/data/v2/latest"
MANIFEST, BOARD = f"{FOLDER}/manifest.json", f"{FOLDER}/leaderboard.csv"
VERSION = "v2"
NEEDED = ("model", "org", "reasoning", "green_rate", "score_2", "score_1", "score_0")
SECRET = "stealth"  # noqa: S105 - the organisation under which code names stand
EFFORTS = {effort: effort for effort in ("none", "minimal", "low", "medium", "high", "xhigh", "max")} | {
    "default": None
}


def fetch(door: Door) -> Sequence[Answer]:
    """Return the day of the figures, and the figures."""
    return [door.get(MANIFEST), door.get(BOARD)]


def parse(answers: Sequence[Answer]) -> Batch:
    """Return a score for each model and effort."""
    batch = Batch()
    made = next((_made(answer) for answer in answers if answer.url == MANIFEST), None)
    for answer in answers:
        if answer.url == MANIFEST:
            continue
        values = []
        for row in csv_rows(answer, NEEDED):
            score = _score(row, made or answer.last_modified, batch)
            if score is not None:
                values.append(score.value)
                batch.add(score, Name(score.model_name or ""))
        refuse_fractions(values, answer.url)
    return batch


def _made(manifest: Answer) -> date | None:
    return day(field_of(table_of(json_of(manifest), MANIFEST), "generated_at_utc", MANIFEST), MANIFEST)


def _score(row: dict[str, str], as_of: date | None, batch: Batch) -> Score | None:
    stated = (row["model"] or "").strip()
    model, _, _ = stated.partition("@")
    if not model or any(not isinstance(row[column], str) for column in NEEDED):
        batch.reject("the row does not match the header", stated or "no name")
        return None
    if row["org"] == SECRET:
        batch.reject("a code name under which a maker tests in secret", stated)
        return None
    if row["reasoning"] not in EFFORTS:
        batch.reject("an effort of another name", f"{stated}: {shown(row['reasoning'])}")
        return None
    value = score_of(row["green_rate"], 1, stated, batch)
    try:
        judged = [whole(row[column], f"{stated}, {column}") or 0 for column in ("score_2", "score_1", "score_0")]
    except ParseError as error:
        batch.reject("a count of answers is not a number", str(error))
        return None
    if value is None:
        return None
    return Score(
        effort=EFFORTS[row["reasoning"]],
        benchmark_id="bullshit_benchmark",
        benchmark_version=VERSION,
        value=value,
        samples=sum(judged) or None,
        evidence="measured",
        model_name=model,
        as_of=as_of,
    )


SOURCE = Source(
    source_id="bullshit_benchmark",
    title="BullshitBench",
    publisher="petergpt",
    url="https://github.com/petergpt/bullshit-benchmark",
    licence="MIT",
    attribution="BullshitBench by petergpt, MIT, https://github.com/petergpt/bullshit-benchmark",
    cadence_days=30,
    fetch=fetch,
    parse=parse,
    min_rows=100,
    serves=True,
)
