"""EuroEval: language models on the tests of 30 European languages, one CSV a language.

Two header rows, both HTML: the task (stated once over all of its columns) and the dataset. A cell is
`60.17 ± 1.40 / 72.92 ± 1.18@@60.17`: the main metric and a second one, each with half of its 95 % interval, and a sort
key; `-@@-1` stands where a model was not run. Only the main metric is read. For classification it is Matthews'
correlation times 100, which is 0 for guessing and can be negative. After the model's name come `@` with a revision, `#`
with a thinking mode, and how it was run in parentheses.

The group files (romance, european …) hold averages and ranks of the same figures and are not read. `Context` is the
length that the run allowed and `Open` is wrong for well-known open models: neither is read.
"""

import csv
import io
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from catalog.curated.benchmarks import benchmarks
from catalog.identity.resolve import Name
from catalog.records import Model, Score
from etl.errors import ParseError
from etl.reading import hub_repo, refuse_fractions, shown, text_of, whole
from etl.source import Answer, Batch, Door, Source

URL = "https://raw.githubusercontent.com/EuroEval/leaderboards/main/leaderboards/{language}_all.csv"
_CELL = re.compile(r"(-?[\d.]+) ± ([\d.]+)(?: / -?[\d.]+ ± [\d.]+)?@@-?[\d.]+")
_NOT_RUN = "-@@-1"
_MODEL = re.compile(r"(?P<text>[^@#(]+)(?:@(?P<revision>[^#(]+))?(?:#(?P<mode>[^(]+))?(?:\((?P<run>[^)]*)\))?")
_EFFORTS = {"no-thinking": "none"} | {e: e for e in ("none", "minimal", "low", "medium", "high", "xhigh", "thinking")}
_ENCODER = "🔍"
# Version 17 multiplies by whether the answer is in the right language, so older figures are another test; its detector
# cannot tell these two languages from their neighbours, and gives 0 to good summaries.
_PENALTY_TASK = "Summarization"
_PENALTY_VERSION = 17
_CONFUSED = frozenset({"bosnian", "serbian"})
# With fewer figures a dataset on which every model guesses looks like one on fractions.
_ENOUGH = 20


@dataclass(frozen=True, slots=True)
class _Column:
    """A dataset's column: where it stands, its task, and where its EuroEval version stands."""

    index: int
    dataset: str
    task: str
    version_index: int


@dataclass(frozen=True, slots=True)
class _Run:
    """What the first cell of a row says: the model, its mode and how it was run."""

    shown: str
    name: Name
    effort: str | None
    harness: str


def fetch(door: Door) -> Sequence[Answer]:
    """Fetch the file of every language that has a declared benchmark."""
    declared = (benchmark for benchmark_id, benchmark in benchmarks().items() if benchmark_id.startswith("euroeval_"))
    return door.get_many(URL.format(language=language) for language in sorted({b.domain for b in declared}))


def parse(answers: Sequence[Answer]) -> Batch:
    """Read every language's file; each model's facts are taken from the first file that states them."""
    batch = Batch()
    models: dict[Name, Model] = {}
    for answer in answers:
        language = answer.url.rsplit("/", 1)[-1].removesuffix("_all.csv")
        for name, model in _read_file(language, answer, batch):
            models.setdefault(name, model)
    for name, model in models.items():
        if model.parameters or model.hub_repo_id:
            batch.add(model, name)
    return batch


def _read_file(language: str, answer: Answer, batch: Batch) -> Iterator[tuple[Name, Model]]:
    """Add the file's scores, and yield its models' facts."""
    rows = list(csv.reader(io.StringIO(text_of(answer))))
    heads = [_plain(cell) for cell in rows[1]] if len(rows) > 1 else []
    missing = [head for head in ("Model", "Type", "Parameters") if head not in heads]
    if missing or len(rows[0]) != len(heads):
        message = f"{answer.url}: two header rows with {missing or 'equal lengths'} expected, found {shown(rows[:2])}"
        raise ParseError(message)
    columns = _columns(language, rows[0], heads, batch)
    values: dict[str, list[float]] = {column.dataset: [] for column in columns}
    for row in rows[2:]:
        run = _run(row[0])
        if run is None:
            batch.reject("no model named", f"{language}: {row[0]}")
        elif row[heads.index("Type")] == _ENCODER:
            batch.reject("an encoder, trained on the test's own training data", f"{language}: {run.shown}")
        else:
            for column in columns:
                _read_cell(row, column, run, (language, answer), batch, values[column.dataset])
            yield run.name, _model(run, row[heads.index("Parameters")], answer)
    for dataset, figures in values.items():
        if len(figures) >= _ENOUGH:
            refuse_fractions(figures, f"{answer.url} {dataset}")


def _columns(language: str, tasks: list[str], heads: list[str], batch: Batch) -> list[_Column]:
    """Return the datasets' columns that are declared as benchmarks; name the others."""
    found, task = [], ""
    for index, (task_cell, head) in enumerate(zip(tasks, heads, strict=True)):
        task = _plain(task_cell) or task
        if f"{head}_version" not in heads:
            continue
        if _benchmark_id(language, head) in benchmarks():
            found.append(_Column(index, head, task, heads.index(f"{head}_version")))
        else:
            batch.reject("a dataset of no declared benchmark", f"{language}: {head} ({task})")
    return found


def _read_cell(
    row: list[str], column: _Column, run: _Run, file: tuple[str, Answer], batch: Batch, values: list[float]
) -> None:
    """Add one score, if the model was run on that dataset."""
    language, answer = file
    cell = row[column.index].strip()
    if cell == _NOT_RUN:
        return  # a hole in the board's table is not a row
    stated = _CELL.fullmatch(cell)
    if stated is None:
        batch.reject("a cell of another shape", f"{language} {column.dataset} {run.shown}: {cell}")
        return
    version = _version(row, column)
    if version and language in _CONFUSED and version == str(_PENALTY_VERSION):
        batch.reject("its language penalty takes close languages for each other", f"{language}: {run.shown} {cell}")
        return
    benchmark_id = _benchmark_id(language, column.dataset)
    lowest = benchmarks()[benchmark_id].scale_min or 0.0
    value, half = float(stated[1]), float(stated[2])
    if not lowest <= value <= 100:  # noqa: PLR2004 - percent
        message = f"{answer.url} {column.dataset} {run.shown}: scale: {lowest:g} to 100 expected, found {cell}"
        raise ParseError(message)
    values.append(value)
    score = Score(
        effort=run.effort,
        benchmark_id=benchmark_id,
        benchmark_version=version,
        value=value,
        low=max(lowest, value - half),
        high=min(100.0, value + half),
        evidence="measured",
        harness=run.harness,
        model_name=run.shown,
        as_of=answer.last_modified,
    )
    batch.add(score, run.name)


def _version(row: list[str], column: _Column) -> str | None:
    """Return the EuroEval version, for the task whose metric it changed: before 17, or 17 and later."""
    if column.task != _PENALTY_TASK:
        return None
    major = re.match(r"\d+", row[column.version_index])
    return str(_PENALTY_VERSION if major and int(major[0]) >= _PENALTY_VERSION else _PENALTY_VERSION - 1)


def _run(cell: str) -> _Run | None:
    """Return what a row's first cell says, or None where it names no model."""
    text = _plain(cell)
    parts = _MODEL.fullmatch(text)
    if parts is None:
        return None
    model = parts["text"].strip()
    link = re.match(r"<a href='([^']+)'", cell)
    repo = hub_repo(link[1]) if link else None
    mode = (parts["mode"] or "").strip()
    words = [word.strip() for word in (parts["run"] or "").split(",") if word.strip()]
    shots = [word for word in words if word.endswith("-shot")] or ["few-shot"]
    rest = [word for word in words if not word.endswith("-shot")]
    extra = [mode] if mode and mode not in _EFFORTS else []
    revision = [f"revision {parts['revision'].strip()}"] if parts["revision"] else []
    name = Name(model.removeprefix("ollama_chat/"), hub_repo_id=repo if repo == model else None)
    return _Run(text, name, _EFFORTS.get(mode), "EuroEval " + ", ".join(shots + rest + extra + revision))


def _model(run: _Run, parameters: str, answer: Answer) -> Model:
    """Return what the row states about the model. A model with a link to the Hub has weights that can be downloaded."""
    return Model(
        name=run.name.text,
        weights="open" if run.name.hub_repo_id else None,
        hub_repo_id=run.name.hub_repo_id,
        parameters=whole(parameters, answer.url),
        as_of=answer.last_modified,
    )


def _benchmark_id(language: str, dataset: str) -> str:
    return f"euroeval_{language}_{dataset.replace('-', '_')}"


def _plain(cell: str) -> str:
    """Return a cell without its tags and without the marks of a task that spans columns."""
    return re.sub(r"<[^>]*>", "", cell).strip("~ ")


SOURCE = Source(
    source_id="euroeval",
    title="EuroEval",
    publisher="Alexandra Institute (EuroEval)",
    url="https://euroeval.com",
    licence="MIT",
    attribution="EuroEval leaderboards, MIT, https://euroeval.com",
    cadence_days=7,
    fetch=fetch,
    parse=parse,
    min_rows=20_000,
)
