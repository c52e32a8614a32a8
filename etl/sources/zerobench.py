"""ZeroBench: a hundred hard questions about images, and 334 parts of them; three tables of one page.

Traps: the first table is the board's own runs, the second what makers and others report of themselves and of their
rivals, the third the runs of February 2025, of which only the parts of the questions stand nowhere else. The models
of those runs were asked once at temperature 0 (○), and the questions were chosen so that they fail: their 0.0 at the
first try says nothing and is not read. A name of theirs without a version may mean a newer model by now, and one that
stands beside its "v2" is read as v2 by everybody else: neither is read. "w/ tools" is another test. The same figure
stands again where a second report repeats it. `pass^5` is of the same five answers as `pass@5` and is not read.
Tokens are of questions and answers together, so only the cost of a question is kept. A few percent apart is noise.
"""

import re
from collections.abc import Collection, Iterator, Sequence
from datetime import date

from catalog.identity.resolve import Name
from catalog.records import Evidence, Score, TaskCost
from etl.errors import ParseError
from etl.reading import day, refuse_fractions, score_of, text_of
from etl.source import Answer, Batch, Door, Source
from etl.sources._html_tables import Cell, HtmlTable, html_tables, table_rows
from etl.sources._task_costs import stated_amount

URL = "https://raw.githubusercontent.com/zerobench/zerobench.github.io/main/index.html"
QUESTIONS, PARTS = 100, 334
FIRST, FIFTH, OF_PARTS = "zerobench_pass_1", "zerobench_pass_5", "zerobench_subquestions"
SAMPLES = {FIRST: QUESTIONS, FIFTH: QUESTIONS, OF_PARTS: PARTS}
OFFICIAL = ("Model", "pass@1", "pass@5", "pass^5", "cost", "tokens")
REPORTED = ("Model", "pass@1", "pass@5", "pass@1", "Source", "Notes")
EARLIER = ("Model", "pass@1", "pass@5", "pass^5", "pass@1", "n correct", "cost", "tokens")
WITH_TOOLS = "with tools"
FIRST_RUNS = date(2025, 2, 1)  # the page says February 2025
_GREEDY = "○"
_BUILT = re.compile(r'<script id="zb-results-data"[^>]*>\s*\{[^{\[]*?"built":\s*"(\d{4}-\d{2}-\d{2})"')
_TOOLS = re.compile(r",?\s*w/ tools(?=\))")
_SWITCH = {
    "(extended)": "(extended thinking)",
    "(reasoning on)": "(thinking)",
    "(reasoning off)": "(no thinking)",
}


def fetch(door: Door) -> Sequence[Answer]:
    """Return the board's page."""
    return [door.get(URL)]


def parse(answers: Sequence[Answer]) -> Batch:
    """Return what the board ran, what others report, and what the tasks cost."""
    batch = Batch()
    for answer in answers:
        tables = html_tables(answer)
        as_of = _built(answer)
        values = [
            *_official(tables, as_of, answer.url, batch),
            *_reported(tables, as_of, answer.url, batch),
            *_earlier(tables, answer.url, batch),
        ]
        refuse_fractions(values, answer.url)
    return batch


def _built(answer: Answer) -> date | None:
    """Return the day on which the page was made."""
    stated = _BUILT.search(text_of(answer))
    try:
        return day(stated[1], answer.url) if stated else answer.last_modified
    except ParseError:
        return answer.last_modified


def _rows(
    tables: dict[str, HtmlTable], table_id: str, titles: Sequence[str], where: str, batch: Batch
) -> Iterator[list[Cell]]:
    whole, broken = table_rows(tables, table_id, titles, where)
    for row in broken:
        batch.reject("the row does not match the header", " | ".join(cell.text for cell in row))
    for row in whole:
        if row[0].text:
            yield row
        else:
            batch.reject("no model named", " | ".join(cell.text for cell in row))


def _official(tables: dict[str, HtmlTable], as_of: date | None, where: str, batch: Batch) -> Iterator[float]:
    rows = list(_rows(tables, "sortableTable", OFFICIAL, where, batch))
    models = {row[0].text for row in rows}
    for model, first, fifth, _, cost, _ in rows:
        is_early = first.mark == _GREEDY
        reason = _unclear(model.text, models) if is_early else None
        if reason:
            batch.reject(reason, model.text)
            continue
        if is_early:
            batch.reject("one greedy answer, to questions that were chosen so that the model fails", model.text)
        cells = {FIFTH: fifth} if is_early else {FIRST: first, FIFTH: fifth}
        ran = FIRST_RUNS if is_early else as_of
        yield from _scores(model.text, cells, "measured", None, ran, batch)
        usd = stated_amount(cost.exact, f"{model.text}, cost", batch)
        if usd:
            batch.add(
                TaskCost(
                    benchmark_id=FIRST,
                    tasks=QUESTIONS,
                    usd_per_task=usd,
                    evidence="measured",
                    model_name=model.text,
                    as_of=ran,
                ),
                _name(model.text)[0],
            )


def _unclear(model: str, models: Collection[str]) -> str | None:
    """Return why the name of a model of the first runs does not say which model it means, or None."""
    if not any(letter.isdigit() for letter in model):
        return "a name without a version, of February 2025"
    return "the first version of a name that stands for its second" if f"{model} v2" in models else None


def _reported(tables: dict[str, HtmlTable], as_of: date | None, where: str, batch: Batch) -> Iterator[float]:
    seen: set[tuple[str, str, str]] = set()
    for row in _rows(tables, "sortableTableProvider", REPORTED, where, batch):
        model, first, fifth, of_parts, report, _ = row
        cells = {}
        for benchmark_id, cell in ((FIRST, first), (FIFTH, fifth), (OF_PARTS, of_parts)):
            key = (model.text, benchmark_id, cell.text)
            if key in seen and cell.text != "-":
                batch.reject("a second report of the same figure", f"{', '.join(key)}, {report.text}")
            else:
                cells[benchmark_id] = cell
            seen.add(key)
        yield from _scores(model.text, cells, "self-reported", f"reported in {report.text}", as_of, batch)


def _earlier(tables: dict[str, HtmlTable], where: str, batch: Batch) -> Iterator[float]:
    rows = list(_rows(tables, "sortableTableRelease", EARLIER, where, batch))
    models = {row[0].text for row in rows}
    for row in rows:
        reason = _unclear(row[0].text, models)
        if reason:
            batch.reject(reason, row[0].text)
        else:
            yield from _scores(row[0].text, {OF_PARTS: row[4]}, "measured", None, FIRST_RUNS, batch)


def _scores(
    model: str, cells: dict[str, Cell], evidence: Evidence, harness: str | None, as_of: date | None, batch: Batch
) -> Iterator[float]:
    name, version = _name(model)
    for benchmark_id, cell in cells.items():
        value = score_of(cell.text, 100, f"{model}, {benchmark_id}", batch)
        if value is not None:
            yield value
            score = Score(
                benchmark_id=benchmark_id,
                benchmark_version=version,
                value=value,
                samples=SAMPLES[benchmark_id],
                evidence=evidence,
                harness=harness,
                model_name=model,
                as_of=as_of,
            )
            batch.add(score, name)


def _name(model: str) -> tuple[Name, str | None]:
    """Return a model's name without what the board says of the run, and the version of the test."""
    text = _TOOLS.sub("", model).replace("()", "").strip()
    for said, meant in _SWITCH.items():
        text = text.replace(said, meant)
    return Name(text), WITH_TOOLS if _TOOLS.search(model) else None


SOURCE = Source(
    source_id="zerobench",
    title="ZeroBench",
    publisher="ZeroBench",
    url="https://zerobench.github.io/",
    licence="none stated",
    attribution="ZeroBench, figures of a public board, no licence stated, https://zerobench.github.io/",
    cadence_days=14,
    fetch=fetch,
    parse=parse,
    min_rows=150,
    serves=True,
)
