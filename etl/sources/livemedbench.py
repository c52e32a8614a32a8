"""LiveMedBench: real questions of patients from medical forums, answers graded by GPT-4.1 against rubrics of the case.

Traps: figures are fractions; `overall` holds cases that a model may have learnt, so only the cases after its cut-off
are read; points are taken off for harm and a mean below nothing is printed as 0, so a 0 is no figure; names are short
(`-Ins` for Instruct) and say no effort; the day has slashes.
"""

import re
from collections.abc import Sequence

from catalog.identity.resolve import Name
from catalog.records import Score
from etl.reading import day, field_of, json_of, list_of, score_of, table_of
from etl.source import Answer, Batch, Door, Source

URL = "https://raw.githubusercontent.com/ZhilingYan/LiveMedBench/main/docs/data/leaderboard.json"
BENCHMARK = "livemedbench"
_SHORT = re.compile(r"-Ins$")


def fetch(door: Door) -> Sequence[Answer]:
    """Return the leaderboard's data file."""
    return [door.get(URL)]


def parse(answers: Sequence[Answer]) -> Batch:
    """Return one score for each model: on the cases that are newer than it."""
    batch = Batch()
    for answer in answers:
        document = json_of(answer)
        stated = str(field_of(document, "last_updated", answer.url) or "")
        as_of = day(stated.replace("/", "-"), answer.url)
        for row in list_of(field_of(document, "models", answer.url), answer.url):
            model_name = str(table_of(row, answer.url).get("name") or "").strip()
            if not model_name:
                batch.reject("the row has no name", str(row))
                continue
            value = score_of(field_of(row, "after_cutoff", model_name), 1, model_name, batch)
            if value == 0:
                batch.reject("0 is the board's floor and not a figure", model_name)
            elif value is not None:
                score = Score(
                    benchmark_id=BENCHMARK,
                    value=value,
                    evidence="measured",
                    contamination="clean",
                    model_name=model_name,
                    as_of=as_of or answer.last_modified,
                )
                batch.add(score, Name(_SHORT.sub("-Instruct", model_name)))
    return batch


SOURCE = Source(
    source_id="livemedbench",
    title="LiveMedBench",
    publisher="Zhiling Yan and others",
    url="https://zhilingyan.github.io/LiveMedBench/",
    licence="MIT",
    attribution="LiveMedBench, MIT, https://github.com/ZhilingYan/LiveMedBench",
    cadence_days=30,
    fetch=fetch,
    parse=parse,
    min_rows=20,
    serves=True,
)
