"""Runs as files: JSON lines, one run a file, only ever added to. Each line says in `kind` what it is.

The first line is the run (`RunHead`), then come answers (`Answer`), grades (`Grade`) and the end (`RunEnd`).
"""

import json
import secrets
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, fields
from datetime import UTC, datetime
from pathlib import Path
from threading import Lock
from typing import Any, TypeVar

from catalog.store import data_dir
from trial.errors import RunFileError
from trial.prompts import Prompt

SCHEMA_VERSION = 1
SUFFIX = ".jsonl"
T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class RunHead:
    """What was asked of whom.

    Attributes:
        run_id: its name: when it began (UTC), and four letters.
        started_at: ISO 8601, UTC.
        endpoint: name, address (never the key), concurrency, region as told.
        models: the served name of each model.
        prompts: what was asked, as rows of `Prompt`.
        conditions: max_tokens, repeat, parallel, budget_usd, hour (UTC).
        schema_version: of this file.
    """

    run_id: str
    started_at: str
    endpoint: dict[str, Any]
    models: dict[str, str]
    prompts: list[dict[str, Any]]
    conditions: dict[str, Any]
    schema_version: int = SCHEMA_VERSION


@dataclass(frozen=True, slots=True)
class Answer:
    """One answer, or why there is none.

    Attributes:
        model_id: our name of the model.
        served_as: the endpoint's.
        prompt_id: which prompt.
        repetition: from 0.
        text: what it wrote; None where nothing came.
        effort: reasoning effort as asked; None where none was.
        input_tokens: as the endpoint counted; None where it did not say; likewise the next two.
        output_tokens: with thinking.
        thinking_tokens: a part of the output.
        first_token_seconds: from the call to the first text or thought.
        seconds: from the call to the end.
        usd: tokens times the price of `offer`; None where tokens or price are unknown.
        offer: whose price.
        error: one sentence; None where the answer is whole.
        is_kept: taken from an earlier run, so nothing was paid.
        asked_at: when it was asked, ISO 8601, UTC.
        thinking: what it thought, if told.
    """

    model_id: str
    served_as: str
    prompt_id: str
    repetition: int
    text: str | None
    effort: str | None = None
    input_tokens: int | None = None
    output_tokens: int | None = None
    thinking_tokens: int | None = None
    first_token_seconds: float | None = None
    seconds: float | None = None
    usd: float | None = None
    offer: str | None = None
    error: str | None = None
    is_kept: bool = False
    asked_at: str | None = None
    thinking: str | None = None


@dataclass(frozen=True, slots=True)
class Grade:
    """A grade of one answer, or of one against another.

    Attributes:
        by: exact, contains, regex, number, schema, judge or vote.
        maker: who graded: the rule, the judge's model, or a person.
        prompt_id: which prompt.
        repetition: from 0.
        model_id: whose answer; of a pair the first.
        passed: None where it could not be graded, or for a pair.
        other_id: of a pair the second; None for a single answer.
        winner_id: of a pair; None is a tie where `other_id` is given.
        note: why not, or a mark (a judge of the same family).
        made_at: ISO 8601, UTC.
    """

    by: str
    maker: str
    prompt_id: str
    repetition: int
    model_id: str
    passed: bool | None = None
    other_id: str | None = None
    winner_id: str | None = None
    note: str | None = None
    made_at: str | None = None


@dataclass(frozen=True, slots=True)
class RunEnd:
    """How a run ended: done, stopped or budget; what it spent in USD (worst case where nobody told) and requests."""

    reason: str
    usd: float
    requests: int


@dataclass(slots=True)
class Run:
    """A run as it stands in its file."""

    head: RunHead
    answers: list[Answer] = field(default_factory=list)
    grades: list[Grade] = field(default_factory=list)
    end: RunEnd | None = None

    def prompts(self) -> dict[str, Prompt]:
        """Return the prompts by their ids."""
        return {row["id"]: Prompt(**{**row, "tags": tuple(row.get("tags", ()))}) for row in self.head.prompts}


_KINDS: Mapping[str, type[Any]] = {"run": RunHead, "answer": Answer, "grade": Grade, "end": RunEnd}
_NAMES = {made: kind for kind, made in _KINDS.items()}


def now() -> str:
    """Return the moment, ISO 8601, UTC."""
    return datetime.now(UTC).isoformat(timespec="seconds")


def new_run_id() -> str:
    """Return a name that no other run has."""
    return f"{datetime.now(UTC):%Y%m%dT%H%M%SZ}-{secrets.token_hex(4)}"


def runs_dir() -> Path:
    """Return where runs are kept: trials/ of the data folder. They are never part of a snapshot."""
    return data_dir() / "trials"


def run_path(name: str) -> Path:
    """Return the file of a run by its id, or by its path."""
    given = Path(name)
    return (
        given
        if given.suffix == SUFFIX and given.exists()
        else runs_dir() / f"{given.name.removesuffix(SUFFIX)}{SUFFIX}"
    )


def run_paths() -> list[Path]:
    """Return the files of all runs, newest first."""
    return sorted(runs_dir().glob(f"*{SUFFIX}"), reverse=True)


class RunWriter:
    """Adds records to the file of a run. Threads may share one."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._lock = Lock()
        path.parent.mkdir(parents=True, exist_ok=True)

    def add(self, *records: RunHead | Answer | Grade | RunEnd) -> None:
        """Write records; each is a whole line in the file when this returns."""
        lines = "".join(
            json.dumps({"kind": _NAMES[type(record)], **asdict(record)}, ensure_ascii=True) + "\n" for record in records
        )
        with self._lock, self.path.open("a", encoding="utf-8") as file:
            file.write(lines)


def read_run(path: Path) -> Run:
    """Return a run from its file. A last line that was cut off is left out.

    Raises:
        RunFileError: there is no such file, it is no run, or one of a newer version.
    """
    try:
        text = path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        there = ", ".join(found.stem for found in run_paths()[:3]) or "none"
        message = f"No run can be read from {path.name}. The newest runs are: {there}."
        raise RunFileError(message) from error
    lines = text.split("\n")
    whole = [line for line in lines[:-1] if line.strip()]
    if not whole:
        message = f"{path.name} is empty or was cut off in its first line; expected a run as JSON lines."
        raise RunFileError(message)
    run = Run(_record(path, 1, whole[0], RunHead))
    for number, line in enumerate(whole[1:], 2):
        found = _record(path, number, line, object)
        if isinstance(found, Answer):
            run.answers.append(found)
        elif isinstance(found, Grade):
            run.grades.append(found)
        elif isinstance(found, RunEnd):
            run.end = found
    return run


def _record(path: Path, number: int, line: str, expected: type[T]) -> T:
    try:
        row = json.loads(line)
        made = _KINDS[row.pop("kind")]
        if row.get("schema_version", SCHEMA_VERSION) > SCHEMA_VERSION:
            message = (
                f"{path.name} is of a newer version (schema {row['schema_version']}); update Shortlist to read it."
            )
            raise RunFileError(message)
        names = {each.name for each in fields(made)}
        found = made(**{name: value for name, value in row.items() if name in names})
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        message = f"{path.name}, line {number}: expected a record of a run as JSON, found something else."
        raise RunFileError(message) from error
    if not isinstance(found, expected):
        message = f"{path.name}, line {number}: expected the run itself first."
        raise RunFileError(message)
    return found
