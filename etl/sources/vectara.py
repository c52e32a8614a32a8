"""Vectara's hallucination leaderboard: how often a summary states what its document does not; a table in a README.

Traps: figures are percent strings with a space; the consistency column is 100 minus the rate and is not read;
`org/model` names look like Hub repositories and mostly are not; a new judge or document set starts a new board under
the same address, so the judge is the benchmark's version.
"""

import re
from collections.abc import Sequence
from datetime import date, datetime

from catalog.identity.resolve import Name
from catalog.records import Score
from etl.errors import ParseError
from etl.reading import percent_score, refuse_fractions, shown, text_of
from etl.source import Answer, Batch, Door, Source
from etl.sources._markdown_tables import rows_of

URL = "https://raw.githubusercontent.com/vectara/hallucination-leaderboard/main/README.md"
BENCHMARKS = {"Hallucination Rate": "vectara_hallucination_rate", "Answer Rate": "vectara_answer_rate"}
_BOARD = re.compile(r"<!-- LEADERBOARD_START -->(.*?)<!-- LEADERBOARD_END -->", re.DOTALL)
_UPDATED = re.compile(r"Last updated on (\w+ \d{1,2}, \d{4})")
_JUDGE = re.compile(r"leaderboard uses (HHEM-\d+(?:\.\d+)*)")


def fetch(door: Door) -> Sequence[Answer]:
    """Return the README that holds the leaderboard."""
    return [door.get(URL)]


def parse(answers: Sequence[Answer]) -> Batch:
    """Return two scores for each model."""
    batch = Batch()
    for answer in answers:
        text = text_of(answer)
        board = _BOARD.search(text)
        if board is None:
            message = f"{answer.url}: a table between the LEADERBOARD marks expected, found {shown(text[:60])}"
            raise ParseError(message)
        judge = _JUDGE.search(text)
        updated = _updated(board[1], answer.url)
        values = []
        for row in rows_of(board[1], ("Model", *BENCHMARKS), answer.url, batch):
            model_name = row["Model"]
            name = Name(model_name, developer=model_name.split("/")[0] if "/" in model_name else None)
            for column, benchmark_id in BENCHMARKS.items():
                value = percent_score(row[column], f"{model_name}, {column}", batch)
                if value is not None:
                    values.append(value)
                    score = Score(
                        benchmark_id=benchmark_id,
                        benchmark_version=judge[1] if judge else None,
                        value=value,
                        evidence="measured",
                        model_name=model_name,
                        as_of=updated,
                    )
                    batch.add(score, name)
        refuse_fractions(values, answer.url)
    return batch


def _updated(board: str, where: str) -> date:
    match = _UPDATED.search(board)
    try:
        return datetime.strptime(match[1] if match else "", "%B %d, %Y").date()  # noqa: DTZ007 - a day has no zone
    except ValueError as error:
        message = f"{where}: 'Last updated on March 10, 2026' expected, found {shown(board.strip()[:60])}"
        raise ParseError(message) from error


SOURCE = Source(
    source_id="vectara",
    title="Vectara hallucination leaderboard",
    publisher="Vectara",
    url="https://github.com/vectara/hallucination-leaderboard",
    licence="Apache-2.0",
    attribution="Vectara hallucination leaderboard, Apache-2.0, https://github.com/vectara/hallucination-leaderboard",
    cadence_days=30,
    fetch=fetch,
    parse=parse,
    min_rows=100,
    serves=True,
)
