"""One person's run of Korean tests (CLIcK, HAE-RAE, KMMLU, KMMLU-Hard) on hosted and small open models; a README.

Traps: models stand in columns, hosted and open ones in tables apart; only the row `Overall` is read, the others are its
parts; a model with a gap in any table was not run whole (answers were cut off after 512 tokens), and then no figure of
it can be trusted; efforts and the versions behind short names are stated in a list of their own, with the default
effort of that day; one model is spelt in several ways; figures of another number of examples would be another test.
"""

import re
from collections.abc import Iterator, Sequence
from datetime import date, datetime

from catalog.identity.resolve import Name
from catalog.records import Score
from etl.errors import ParseError
from etl.reading import refuse_fractions, score_of, text_of
from etl.source import Answer, Batch, Door, Source
from etl.sources._markdown_tables import MarkdownTable, cells_of, markdown_tables

URL = "https://raw.githubusercontent.com/hsr87/evaluate-llm-on-korean-dataset/main/README.md"
BENCHMARKS = {
    "CLIcK": "korean_click",
    "HAE_RAE_BENCH 1.0": "hae_rae_bench",
    "KMMLU (0-shot)": "kmmlu",
    "KMMLU-HARD (0-shot)": "kmmlu_hard",
}
PARTS_IN = ("supercategory", "category")  # the titles of the columns that hold no model
HARNESS = "0-shot, answers of at most 512 tokens"
_NEWS = re.compile(r"^- (\w{3} \d{1,2}, \d{4}):", re.MULTILINE)
_VERSION = re.compile(r"^- ([^:\n]{1,60}): (.{1,200})$", re.MULTILINE)
_EFFORT = re.compile(r'reasoning(?:_effort="| mode: )(\w+)')
_DAY = re.compile(r"^\d{4}-\d{2}-\d{2}(?= model version)")
_SPELLINGS = ((re.compile(" - "), " "), (re.compile("-June$"), ""))


def fetch(door: Door) -> Sequence[Answer]:
    """Return the README that holds the tables."""
    return [door.get(URL)]


def parse(answers: Sequence[Answer]) -> Batch:
    """Return one score for each model and test."""
    batch = Batch()
    for answer in answers:
        text = text_of(answer)
        tables = [table for table in markdown_tables(text) if table.titles[0] in PARTS_IN]
        overall = [(table, row) for table in tables for row in map(cells_of, table.lines) if row[0] == "Overall"]
        if not overall:
            message = f"{answer.url}: tables with a column of categories and a row 'Overall' expected, found none"
            raise ParseError(message)
        with_gaps = set(_with_gaps(tables))
        versions = {_key(name): words for name, words in _VERSION.findall(text)}
        as_of = _newest(text) or answer.last_modified
        values = []
        for table, row in overall:
            for model_name, benchmark_id, value in _figures(table, row, with_gaps, batch):
                values.append(value)
                version = versions.get(_key(model_name), "")
                effort = _EFFORT.search(version)
                score = Score(
                    effort=effort[1] if effort else None,
                    benchmark_id=benchmark_id,
                    value=value,
                    evidence="measured",
                    harness=HARNESS,
                    model_name=model_name,
                    as_of=as_of,
                )
                batch.add(score, Name(_spelt(model_name, version)))
        refuse_fractions(values, answer.url)
    return batch


def _figures(
    table: MarkdownTable, row: list[str], with_gaps: set[str], batch: Batch
) -> Iterator[tuple[str, str, float]]:
    """Yield each model of a table with the test and its figure on the whole test."""
    benchmark_id = next((BENCHMARKS[title] for title in table.headings if title in BENCHMARKS), None)
    if benchmark_id is None:
        batch.reject("a test of no declared benchmark", " / ".join(table.headings))
        return
    if len(row) != len(table.titles):
        batch.reject("the row does not match the header", " / ".join(table.headings))
        return
    for model_name, cell in zip(table.titles[1:], row[1:], strict=True):
        where = f"{model_name or 'no name'}, {benchmark_id}"
        if not model_name:
            batch.reject("a column of no model", where)
        elif model_name in with_gaps:
            batch.reject("the model was not run whole", where)
        elif (value := score_of(cell, 100, where, batch)) is not None:
            yield model_name, benchmark_id, value


def _with_gaps(tables: Sequence[MarkdownTable]) -> Iterator[str]:
    """Yield the models that lack a figure in a table in which they stand."""
    for table in tables:
        for row in map(cells_of, table.lines):
            for title, cell in zip(table.titles, row, strict=False):
                if title not in PARTS_IN and cell in {"", "-"}:
                    yield title


def _spelt(model_name: str, version: str) -> str:
    """Return a model's name without what this board puts into it, and with the day that the list of versions states."""
    for pattern, instead in _SPELLINGS:
        model_name = pattern.sub(instead, model_name)
    day = _DAY.match(version)
    return f"{model_name} {day[0]}" if day else model_name


def _key(model_name: str) -> str:
    return model_name.replace(" ", "").lower()


def _newest(text: str) -> date | None:
    """Return the day of the newest entry of the board's news; None where none can be read."""
    days = []
    for words in _NEWS.findall(text):
        try:
            days.append(datetime.strptime(words, "%b %d, %Y").date())  # noqa: DTZ007 - a day has no zone
        except ValueError:
            continue
    return max(days, default=None)


SOURCE = Source(
    source_id="korean_eval",
    title="Evaluate LLMs on Korean datasets",
    publisher="hsr87",
    url="https://github.com/hsr87/evaluate-llm-on-korean-dataset",
    licence="MIT",
    attribution="Evaluate LLMs on Korean datasets, MIT, https://github.com/hsr87/evaluate-llm-on-korean-dataset",
    cadence_days=60,
    fetch=fetch,
    parse=parse,
    min_rows=60,
    serves=True,
)
