"""Epoch AI's benchmarking hub: a zip with one CSV a benchmark.

Files without `_external` hold Epoch's own runs. The `_external` ones were collected by hand from public leaderboards
and papers, and carry what that brings: the same result entered twice (once with an unknown effort), a name that
contradicts the model it was filed under. Most files are fractions, some are percents, some have units of their own:
`_epoch_files.SPECS` says which, file by file.
"""

from collections.abc import Iterator, Sequence

from catalog.identity.resolve import Name
from catalog.records import Model, Score, Weights
from etl.errors import ParseError
from etl.reading import csv_rows, day, refuse_fractions, zipped
from etl.source import Answer, Batch, Door, Source
from etl.sources._epoch_files import LEFT_OUT, NO_RESULTS, PERCENT, SPECS
from etl.sources._epoch_rows import name_of, read_score, read_value, told, why_not

URL = "https://epoch.ai/data/benchmark_data.zip"

_INDEX = "epoch_capabilities_index"
_WEIGHTS: dict[str, Weights] = {"Open weights": "open", "API access": "closed", "Hosted access": "closed"}


def fetch(door: Door) -> Sequence[Answer]:
    """Fetch the zip."""
    return [door.get(URL)]


def parse(answers: Sequence[Answer]) -> Batch:
    """Read every file of the zip that `SPECS` declares; name the others."""
    batch = Batch()
    for answer in answers:
        files = _files(answer)
        for stem in sorted(SPECS.keys() - files.keys()):
            batch.reject("a declared file is missing", stem)
        for stem, file in sorted(files.items()):
            _read_file(stem, file, batch)
        if _INDEX in files:
            _add_models(files[_INDEX], batch)
    return batch


def _files(answer: Answer) -> dict[str, Answer]:
    """Return the CSV files of the zip, each as an answer of its own, by stem."""
    return {
        name.rsplit("/", 1)[-1].removesuffix(".csv"): Answer(
            url=f"{answer.url}#{name}", body=body, last_modified=answer.last_modified
        )
        for name, body in zipped(answer, ".csv").items()
    }


def _read_file(stem: str, file: Answer, batch: Batch) -> None:
    """Add one file's scores."""
    if stem in NO_RESULTS:
        return
    if stem in LEFT_OUT:
        for row in csv_rows(file, ["Model version"]):
            batch.reject(LEFT_OUT[stem], f"{stem}: {row['Model version']}")
    elif stem not in SPECS:
        batch.reject("a file of no declared benchmark", stem)
    else:
        _read_scores(stem, file, batch)


def _read_scores(stem: str, file: Answer, batch: Batch) -> None:
    spec = SPECS[stem]
    rows = []
    for row in csv_rows(file, ["Model version", spec.score]):
        example = f"{stem}: {told(row['Model version'])} {told(row.get(spec.name))}"
        reason = why_not(row, spec)
        if reason:
            batch.reject(reason, example)
            continue
        value = read_value(row, spec, f"{file.url} {example}", batch)
        if value is None:
            continue
        try:
            rows.append((name_of(row, spec), read_score(row, value, stem, file)))
        except ParseError as error:
            batch.reject("a cell beside the score cannot be read", f"{example}: {error}")
    if spec.top == PERCENT:
        refuse_fractions((score.value for _, score in rows), file.url)
    for name, score in _once(rows, stem, batch):
        batch.add(score, name)


def _once(rows: list[tuple[Name, Score]], stem: str, batch: Batch) -> Iterator[tuple[Name, Score]]:
    """Yield rows, leaving out what was entered twice: the same figure again, with the same effort or with none."""
    external = stem.endswith("_external")
    stated = {_figure(*row) for row in rows if row[1].effort}
    seen = set()
    for name, score in rows:
        figure = _figure(name, score)
        again = (figure, score.effort) in seen or (score.effort is None and figure in stated)
        # Two runs can both be 0; two of Epoch's own are two runs.
        if external and again and score.value > 0:
            batch.reject("the same result entered twice", f"{stem}: {score.model_name} {score.value:g}")
            continue
        seen.add((figure, score.effort))
        yield name, score


def _figure(name: Name, score: Score) -> tuple[str, str | None, float]:
    return name.text.rsplit("/", 1)[-1].lower(), score.harness, round(score.value, 1)


def _add_models(file: Answer, batch: Batch) -> None:
    """Add what the index's file states about each model: release date and whether its weights can be had."""
    seen = set()
    for row in csv_rows(file, ["Model version", "Release date", "Model accessibility"]):
        name = name_of(row, SPECS[_INDEX])
        if not name.text or name in seen:
            continue
        seen.add(name)
        try:
            released = day(row["Release date"], "Release date")
        except ParseError as error:
            batch.reject("the release date is not a day", f"{name.text}: {error}")
            continue
        model = Model(
            name=name.text,
            developer=name.developer,
            weights=_WEIGHTS.get(row["Model accessibility"].split(" (")[0]),
            release_date=released,
            as_of=file.last_modified,
        )
        batch.add(model, name)


SOURCE = Source(
    source_id="epoch",
    title="Epoch AI benchmarking hub",
    publisher="Epoch AI",
    url="https://epoch.ai/benchmarks",
    licence="CC-BY-4.0",
    attribution="Epoch AI, 'AI Benchmarking Hub', CC BY 4.0, https://epoch.ai/benchmarks",
    cadence_days=7,
    fetch=fetch,
    parse=parse,
    min_rows=2100,
)
