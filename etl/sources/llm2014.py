"""A private set of logic questions in Chinese, asked every month by one person; a CSV a month, listed in a manifest.

Traps: some questions are replaced every month, so a month is a version of the test and a model is read from the newest
month that it is in; the median of three tries ranks, the best of three is another figure, and "-" is a median that was
not taken; spaces and brackets differ from month to month within one name, and one name can stand twice, with `Think` 1
and 0; `Think` 0 means thinking switched off only where the same model is listed with it; prices and costs are in yuan.
Months before October 2025 are not read: they do not say who thought, and have characters for tokens. Coding (whole
projects under scaffolds, graded by rank) and vision (the last is of 2025) are other tables of the manifest and are not
read either.
"""

import re
from calendar import monthrange
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from catalog.identity.resolve import Name
from catalog.records import Score, Speed, TaskCost
from etl.errors import ParseError
from etl.reading import csv_rows, field_of, json_of, list_of, optional_number, refuse_fractions, score_of
from etl.source import Answer, Batch, Door, Source

ROOT = "https://raw.githubusercontent.com/llm2014/llm_benchmark/main/docs"
MANIFEST = f"{ROOT}/data/datasets.json"
CATEGORY = "logic"
FIRST = "2025-10"  # the first month with all columns
MODEL, MEDIAN, SECONDS, TOKENS, THINKS = "模型", "中位分数", "平均耗时(秒)", "Token", "Think"
BENCHMARK = "llm2014_logic"
CONDITIONS = "one question of the board, whole answer, asked of the maker's own service where there is one"
# Brands in Chinese letters, as their makers write them in Latin ones.
_BRANDS = {"豆包": "Doubao ", "文心一言": "ERNIE ", "讯飞星火": "Spark "}
_MONTH = re.compile(r"/logic/(\d{4})-(0[1-9]|1[0-2])\.csv$")
_THINKING = re.compile(r"\(think\)$", re.IGNORECASE)
_BRACKET = re.compile(r"\([^()]*\)$")
# Qwen of 2025: the thinking model and the other are two models and no switch.
_TWO_MODELS = re.compile(r"2507|Qwen3-(?:Next|VL|Max)", re.IGNORECASE)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Row:
    """One model in one month."""

    month: str
    as_of: date
    name: str
    cells: Mapping[str, str]
    value: float

    @property
    def model(self) -> str:
        """The name as it is the same from month to month: without spaces, capitals and what a bracket says."""
        return _BRACKET.sub("", _plain(self.name))

    @property
    def bracket(self) -> str:
        """What stands in the bracket behind the name, such as `(high)`; empty where there is none."""
        match = _BRACKET.search(_plain(self.name))
        return match[0] if match else ""


def fetch(door: Door) -> Sequence[Answer]:
    """Fetch the manifest, then each month's table."""
    manifest = door.get(MANIFEST)
    return [manifest, *door.get_many(_listed(manifest))]


def parse(answers: Sequence[Answer]) -> Batch:
    """Return each model's score, seconds and tokens in the newest month that it is in."""
    batch = Batch()
    rows: list[_Row] = []
    for answer in answers:
        if answer.url == MANIFEST:
            _listed(answer)
            continue
        found = list(_rows(answer, batch))
        refuse_fractions((row.value for row in found), answer.url)
        rows += found
    thinking, plain = ({row.model for row in rows if row.cells[THINKS] == said} for said in ("1", "0"))
    newest: dict[tuple[str, str], tuple[_Row, str | None]] = {}
    for row in sorted(rows, key=lambda row: row.month):
        effort = _effort(row) if row.model in thinking & plain else None
        setting = "(think)" if effort == "thinking" else effort or row.bracket
        newest[row.model, setting] = row, effort
    for row, effort in newest.values():
        _add(batch, row, effort)
    return batch


def _effort(row: _Row) -> str | None:
    """Return whether a model thought that is listed both ways, where its name does not say it."""
    if row.bracket or _TWO_MODELS.search(row.name):
        return None
    return {"1": "thinking", "0": "none"}.get(row.cells[THINKS])


def _listed(manifest: Answer) -> list[str]:
    """Return the addresses of the months that are read, oldest first."""
    urls = []
    for entry in list_of(field_of(json_of(manifest), "datasets", MANIFEST), MANIFEST):
        category, month, path = (str(field_of(entry, key, MANIFEST)) for key in ("category", "reportDate", "csv"))
        url = f"{ROOT}/{path}"
        if category == CATEGORY and month >= FIRST and _MONTH.search(url) and ".." not in path:
            urls.append(url)
    if not urls:
        message = f"{MANIFEST}: months of the category {CATEGORY!r} expected, found none"
        raise ParseError(message)
    return sorted(urls)


def _rows(answer: Answer, batch: Batch) -> Iterator[_Row]:
    """Yield a month's rows that have a median.

    Raises:
        ParseError: the file is no month's, lacks a column, or has another scale.
    """
    match = _MONTH.search(answer.url)
    if match is None:
        message = f"{answer.url}: a file logic/YYYY-MM.csv expected"
        raise ParseError(message)
    year, month = int(match[1]), int(match[2])
    end = date(year, month, monthrange(year, month)[1])
    as_of = min(end, answer.last_modified) if answer.last_modified else date(year, month, 1)
    for cells in csv_rows(answer, (MODEL, MEDIAN, SECONDS, TOKENS, THINKS)):
        name, told = " ".join((cells[MODEL] or "").split()), f"{match[1]}-{match[2]}"
        if not name or any(not isinstance(cell, str) for cell in cells.values()):
            batch.reject("the row does not match the header", f"{name or 'no name'}, {told}")
            continue
        value = score_of(cells[MEDIAN], 100, f"{name}, {told}", batch)
        if value is not None:
            yield _Row(month=told, as_of=as_of, name=name, cells=cells, value=value)


def _plain(name: str) -> str:
    return re.sub(r"\s", "", name).lower()


def _name(text: str) -> Name:
    """Return a name in Latin letters, with a space before the bracket."""
    for brand, latin in _BRANDS.items():
        text = text.replace(brand, latin)
    return Name(" ".join(_THINKING.sub(" (thinking)", text).split()))


def _add(batch: Batch, row: _Row, effort: str | None) -> None:
    """Add one model's records."""
    name = _name(row.name)
    try:
        seconds, tokens = (optional_number(row.cells[column], row.name) for column in (SECONDS, TOKENS))
    except ParseError as error:
        batch.reject("seconds or tokens are not a number", str(error))
        return
    batch.add(
        Score(
            effort=effort,
            benchmark_id=BENCHMARK,
            benchmark_version=row.month,
            value=row.value,
            evidence="measured",
            model_name=row.name,
            as_of=row.as_of,
        ),
        name,
    )
    if seconds:
        batch.add(
            Speed(
                effort=effort,
                task_latency_s=seconds,
                percentile="mean",
                conditions=CONDITIONS,
                evidence="measured",
                model_name=row.name,
                as_of=row.as_of,
            ),
            name,
        )
    if tokens:
        batch.add(
            TaskCost(
                effort=effort,
                benchmark_id=BENCHMARK,
                benchmark_version=row.month,
                output_tokens_per_task=tokens,
                evidence="measured",
                model_name=row.name,
                as_of=row.as_of,
            ),
            name,
        )


SOURCE = Source(
    source_id="llm2014",
    title="Chinese private logic board",
    publisher="llm2014",
    url="https://llm2014.github.io/llm_benchmark/",
    licence="none stated",
    attribution="Figures of the public board llm2014, no licence stated, https://github.com/llm2014/llm_benchmark",
    cadence_days=30,
    fetch=fetch,
    parse=parse,
    min_rows=200,
    serves=True,
)
