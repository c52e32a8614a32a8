"""Agronomy benchmark of gbstox: 425 private questions with options, and 150 photographs; a table in a README.

Traps: the table is padded and has figures behind its last bar (`(399/425)`); "N/A" stands where a model takes no
images, and images are not in the overall score, of which the text columns are parts; names are OpenRouter ids with an
effort behind some; a refused question counts as wrong, so a cautious model can stand low; each row has its own day.
"""

import re
from collections.abc import Sequence

from catalog.identity.resolve import Name
from catalog.records import Score
from etl.errors import ParseError
from etl.reading import day, percent_score, refuse_fractions, text_of
from etl.source import Answer, Batch, Door, Source
from etl.sources._markdown_tables import rows_of

URL = "https://raw.githubusercontent.com/gbstox/agronomy_llm_benchmarking/main/README.md"
OVERALL = "agronomy_overall"
BENCHMARKS = {
    "Overall Score": OVERALL,
    "Image Disease": "agronomy_image_disease",
    "Image Pest": "agronomy_image_pest",
    "Image Weed": "agronomy_image_weed",
}
IMAGES = 50  # of each kind, as the README says
_RIGHT = re.compile(r"\((\d{1,6})/(\d{1,6})\)")


def fetch(door: Door) -> Sequence[Answer]:
    """Return the README that holds the leaderboard."""
    return [door.get(URL)]


def parse(answers: Sequence[Answer]) -> Batch:
    """Return a score for the questions, and three for the images of models that take some."""
    batch = Batch()
    for answer in answers:
        values = []
        columns = ("Model Name", "Date Tested", *BENCHMARKS)
        for row in rows_of(text_of(answer), columns, answer.url, batch, behind="right"):
            for score in _scores(row, batch):
                values.append(score.value)
                batch.add(score, Name(score.model_name or ""))
        refuse_fractions(values, answer.url)
    return batch


def _scores(row: dict[str, str], batch: Batch) -> list[Score]:
    model = row["Model Name"]
    try:
        tested = day(row["Date Tested"], model)
    except ParseError as error:
        batch.reject("the day of the test is not a day", str(error))
        return []
    right = _RIGHT.fullmatch(row.get("right", ""))
    found = []
    for column, benchmark_id in BENCHMARKS.items():
        value = None if row[column] == "N/A" else percent_score(row[column], f"{model}, {column}", batch)
        if value is not None:
            found.append(
                Score(
                    benchmark_id=benchmark_id,
                    value=value,
                    samples=(int(right[2]) if right else None) if benchmark_id == OVERALL else IMAGES,
                    evidence="measured",
                    model_name=model,
                    as_of=tested,
                )
            )
    return found


SOURCE = Source(
    source_id="agronomy",
    title="Agronomy benchmark",
    publisher="gbstox",
    url="https://github.com/gbstox/agronomy_llm_benchmarking",
    licence="none stated",
    attribution=(
        "Agronomy benchmark by gbstox, figures of a public board, no licence stated, "
        "https://github.com/gbstox/agronomy_llm_benchmarking"
    ),
    cadence_days=60,
    fetch=fetch,
    parse=parse,
    min_rows=150,
    serves=True,
)
