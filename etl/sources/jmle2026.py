"""JMLE2026-Bench: the Japanese national medical examination of February 2026, right answers by model; a README.

Traps: two tables between HTML comments. In the one of all 400 questions models without vision answer those with images
blind, so only the table of the 302 questions without images is read; `Score` weighs some questions three times and is
not read; bold marks who would have passed; `(high)` and `(no-think)` are efforts.
"""

import re
from collections.abc import Sequence

from catalog.identity.resolve import Name
from catalog.records import Score
from etl.errors import ParseError
from etl.reading import refuse_fractions, shown, text_of
from etl.source import Answer, Batch, Door, Source
from etl.sources._markdown_tables import rows_of

URL = "https://raw.githubusercontent.com/naoto-iwase/JMLE2026-Bench/main/README.md"
BENCHMARK = "jmle2026_text"
_START, _END = "<!-- leaderboard-text-start -->", "<!-- leaderboard-text-end -->"
_RIGHT = re.compile(r"(\d{1,6})/(\d{1,6}) \((\d{1,3}(?:\.\d+)?)%\)")
_ROUNDED = 0.1


def fetch(door: Door) -> Sequence[Answer]:
    """Return the README that holds the tables."""
    return [door.get(URL)]


def parse(answers: Sequence[Answer]) -> Batch:
    """Return one score for each model and effort."""
    batch = Batch()
    for answer in answers:
        text = text_of(answer)
        board, end, _ = text.partition(_START)[2].partition(_END)
        if not end:
            message = f"{answer.url}: a table between the leaderboard-text marks expected, found {shown(text[:60])}"
            raise ParseError(message)
        values = []
        for row in rows_of(board, ("Model", "Accuracy"), answer.url, batch):
            stated = _RIGHT.fullmatch(row["Accuracy"])
            example = f"{row['Model']}: {row['Accuracy']}"
            right, asked = (int(stated[1]), int(stated[2])) if stated else (1, 0)
            if stated is None or right > asked or asked == 0:
                batch.reject("the accuracy is not a number of right answers", example)
                continue
            value = round(100 * right / asked, 6)
            if abs(value - float(stated[3])) > _ROUNDED:
                batch.reject("the share is not that of the right answers", example)
                continue
            values.append(value)
            score = Score(
                benchmark_id=BENCHMARK,
                value=value,
                samples=asked,
                evidence="measured",
                model_name=row["Model"],
                as_of=answer.last_modified,
            )
            batch.add(score, Name(row["Model"]))
        refuse_fractions(values, answer.url)
    return batch


SOURCE = Source(
    source_id="jmle2026",
    title="JMLE2026-Bench",
    publisher="Naoto Iwase",
    url="https://github.com/naoto-iwase/JMLE2026-Bench",
    licence="MIT",
    attribution="JMLE2026-Bench (IgakuQA120) by Naoto Iwase, MIT, https://github.com/naoto-iwase/JMLE2026-Bench",
    cadence_days=60,
    fetch=fetch,
    parse=parse,
    min_rows=15,
    serves=True,
)
