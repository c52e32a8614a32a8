"""The ML.ENERGY leaderboard: whole servers with open models on H100 and B200, at many numbers of requests at once.

Traps: the throughput is that of all requests on all GPUs; what one request sees is 1,000 by the milliseconds between
its tokens. The number of requests at once decides everything, so each row states it; there is no time to the first
token. Read are the tasks that answer text with text. The speed of one request is given where the fewest are answered
together, once a model, machine and task: others are slower for the sake of the throughput.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from catalog.identity.resolve import Name
from catalog.records import Speed
from etl.errors import ParseError
from etl.reading import day, field_of, json_of, list_of, number, table_of
from etl.source import Answer, Batch, Door, Source

ROOT = "https://raw.githubusercontent.com/ml-energy/leaderboard/master/public/data"
INDEX_URL = f"{ROOT}/index.json"
TASKS = {"lm-arena-chat": "chat", "gpqa": "thinking through science questions"}
CONDITIONS = "ML.ENERGY, {task}"
TOGETHER = "{most} requests at once at most, {mean:.1f} on average; answers of {tokens:.0f} tokens"
_PRECISIONS = {"bfloat16": "bf16"}
_MS_A_SECOND = 1000
_FASTEST = 1_000_000  # tokens a second, of a whole server
_GPUS = (1, 2, 4, 8)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Run:
    """A configuration, read."""

    repo: str
    machine: str
    precision: str
    task: str
    most: int
    mean: float
    answer_tokens: float
    tokens_per_second: float
    between_ms: float

    @property
    def place(self) -> tuple[str, str, str, str]:
        return self.repo, self.machine, self.precision, self.task


def fetch(door: Door) -> Sequence[Answer]:
    """Fetch the index, which states the day, and the tasks."""
    return [door.get(INDEX_URL), *(door.get(f"{ROOT}/tasks/{task}.json") for task in TASKS)]


def parse(answers: Sequence[Answer]) -> Batch:
    """Return the throughput of each configuration, and the speed of one request where the fewest run together."""
    batch = Batch()
    of_day = None
    runs: list[_Run] = []
    for answer in answers:
        table = table_of(json_of(answer), answer.url)
        if answer.url == INDEX_URL:
            of_day = day(field_of(table, "last_updated", answer.url), answer.url)
            continue
        task = str(field_of(table, "task", answer.url))
        if task not in TASKS:
            message = f"{answer.url}: one of the tasks {sorted(TASKS)} expected, found {task!r}"
            raise ParseError(message)
        runs += [_run(row, task, answer.url) for row in list_of(field_of(table, "configurations", answer.url), task)]
    fewest: dict[tuple[str, str, str, str], _Run] = {}
    for run in runs:
        batch.add(_throughput(run, of_day), _name(run))
        best = fewest.setdefault(run.place, run)
        if (run.most, run.between_ms) < (best.most, best.between_ms):
            fewest[run.place] = run
    for run in fewest.values():
        batch.add(_of_one(run, of_day), _name(run))
    return batch


def _run(value: object, task: str, url: str) -> _Run:
    row: Mapping[str, Any] = table_of(value, url)
    repo = str(field_of(row, "model_id", url)).strip()
    where = f"{url}: {repo}"
    gpus = round(number(field_of(row, "num_gpus", where), where))
    if gpus not in _GPUS:
        message = f"{where}: one of {_GPUS} GPUs expected, found {gpus}"
        raise ParseError(message)
    gpu = str(field_of(row, "gpu_model", where)).strip()
    precision = str(field_of(row, "weight_precision", where)).strip()
    return _Run(
        repo=repo,
        machine=gpu if gpus == 1 else f"{gpus} x {gpu}",
        precision=_PRECISIONS.get(precision, precision),
        task=TASKS[task],
        most=round(_positive(row, "max_num_seqs", where)),
        mean=_positive(row, "avg_batch_size", where),
        answer_tokens=_positive(row, "avg_output_len", where),
        tokens_per_second=_positive(row, "output_throughput_tokens_per_sec", where),
        between_ms=_positive(row, "median_itl_ms", where),
    )


def _positive(row: Mapping[str, Any], key: str, where: str) -> float:
    found = number(field_of(row, key, where), where)
    if not 0 < found < _FASTEST:
        message = f"{where}: a {key} above 0 and below {_FASTEST:,} expected, found {found:g}"
        raise ParseError(message)
    return found


def _name(run: _Run) -> Name:
    return Name(run.repo, hub_repo_id=run.repo)


def _conditions(run: _Run, what: str) -> str:
    together = TOGETHER.format(most=run.most, mean=run.mean, tokens=run.answer_tokens)
    return f"{CONDITIONS.format(task=run.task)}: {what}; {together}"


def _throughput(run: _Run, of_day: date | None) -> Speed:
    return Speed(
        hardware=run.machine,
        output_tokens_per_second=round(run.tokens_per_second, 3),
        statistic="all requests together",
        conditions=_conditions(run, "throughput of the whole machine"),
        evidence="measured",
        precision=run.precision,
        model_name=run.repo,
        as_of=of_day,
    )


def _of_one(run: _Run, of_day: date | None) -> Speed:
    return Speed(
        hardware=run.machine,
        output_tokens_per_second=round(_MS_A_SECOND / run.between_ms, 3),
        percentile="p50",
        statistic="one of several requests together",
        conditions=_conditions(run, "what one request sees between its tokens"),
        evidence="measured",
        precision=run.precision,
        model_name=run.repo,
        as_of=of_day,
    )


SOURCE = Source(
    source_id="ml_energy",
    title="ML.ENERGY leaderboard",
    publisher="The ML.ENERGY Initiative",
    url="https://ml.energy/leaderboard",
    licence="none stated for the site; the benchmark is Apache-2.0",
    attribution="Throughput and latency by the ML.ENERGY leaderboard, no licence stated, https://ml.energy/leaderboard",
    cadence_days=90,
    fetch=fetch,
    parse=parse,
    min_rows=300,
    serves=True,
)
