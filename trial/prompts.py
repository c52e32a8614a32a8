"""Sets of prompts: CSV, JSONL or YAML, with id, prompt, system, expected and tags."""

import csv
import io
import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from catalog.strict_yaml import YamlError, loaded
from trial.errors import PromptsError

MOST_BYTES = 50_000_000
MOST_PROMPTS = 10_000
KINDS = {".csv": "csv", ".jsonl": "jsonl", ".ndjson": "jsonl", ".yaml": "yaml", ".yml": "yaml"}
STARTERS = Path(__file__).parent / "starters"
# What `measure` asks: short, of no domain, with answers of some length.
NEUTRAL = Path(__file__).parent / "neutral.jsonl"


@dataclass(frozen=True, slots=True)
class Prompt:
    """One prompt.

    Attributes:
        id: its name in the set.
        prompt: what is asked.
        system: what the model is told before; None for nothing.
        expected: the right answer, pattern, number or JSON schema, by how it is graded; None where none is given.
        tags: domains.
    """

    id: str
    prompt: str
    system: str | None = None
    expected: str | None = None
    tags: tuple[str, ...] = ()


def read_prompts(path: Path) -> list[Prompt]:
    """Return the prompts of a file.

    Raises:
        PromptsError: there is no such file, or it does not read as it must.
    """
    kind = KINDS.get(path.suffix.lower())
    if kind is None:
        message = f"{path.name}: expected a file that ends in .csv, .jsonl or .yaml."
        raise PromptsError(message)
    try:
        if path.stat().st_size > MOST_BYTES:
            message = f"{path.name}: expected at most {MOST_BYTES // 1_000_000} MB; split the set."
            raise PromptsError(message)
        content = path.read_bytes()
    except OSError as error:
        message = f"{path.name} cannot be read: {error.strerror}."
        raise PromptsError(message) from error
    return prompts_of(content, kind)


def prompts_of(content: bytes, kind: str) -> list[Prompt]:
    """Return the prompts of the bytes of a file.

    Args:
        content: UTF-8.
        kind: csv, jsonl or yaml.

    Raises:
        PromptsError: they do not read as they must. The message names the row.
    """
    try:
        text = content.decode("utf-8-sig")
        rows = list(_ROWS[kind](text))
    except UnicodeDecodeError as error:
        message = f"Expected text in UTF-8, found other bytes at {error.start:,}. Save the file as UTF-8."
        raise PromptsError(message) from error
    except (ValueError, csv.Error, YamlError, RecursionError) as error:
        message = f"The file does not read as {kind.upper()}: {' '.join(str(error).split())[:150]}."
        raise PromptsError(message) from error
    if not rows:
        message = "The set holds no prompts; expected at least one row with `prompt`."
        raise PromptsError(message)
    if len(rows) > MOST_PROMPTS:
        message = f"The set holds {len(rows):,} prompts; expected at most {MOST_PROMPTS:,}. Take a sample of them."
        raise PromptsError(message)
    found = [_prompt(number, row) for number, row in enumerate(rows, 1)]
    ids = [prompt.id for prompt in found]
    twice = next((name for name in ids if ids.count(name) > 1), None) if len(set(ids)) < len(ids) else None
    if twice is not None:
        message = f"Two prompts have the id {twice[:60]!r}; expected each id once."
        raise PromptsError(message)
    return found


def _csv(text: str) -> Iterator[Any]:
    return csv.DictReader(io.StringIO(text, newline=""), strict=True)


def _jsonl(text: str) -> Iterator[Any]:
    for line in text.split("\n"):
        if line.strip():
            yield json.loads(line)


def _yaml(text: str) -> Iterator[Any]:
    found = loaded(text, MOST_BYTES).data
    rows = found.get("prompts") if isinstance(found, dict) else found
    if not isinstance(rows, list):
        told = "expected a list of prompts"
        raise ValueError(told)  # noqa: TRY004 - a fault of the text
    yield from rows


_ROWS = {"csv": _csv, "jsonl": _jsonl, "yaml": _yaml}


def _prompt(number: int, row: object) -> Prompt:
    if isinstance(row, str):
        row = {"prompt": row}
    if not isinstance(row, dict) or not _text(row.get("prompt")):
        message = f"Row {number}: expected a text in `prompt`, found none."
        raise PromptsError(message)
    tags = row.get("tags") or ()
    if isinstance(tags, str):
        tags = [tag.strip() for tag in tags.replace(";", ",").split(",")]
    if not isinstance(tags, list | tuple):
        message = f"Row {number}: expected a list in `tags`."
        raise PromptsError(message)
    return Prompt(
        id=_text(row.get("id")) or f"p{number}",
        prompt=str(_text(row["prompt"])),
        system=_text(row.get("system")),
        expected=_text(row.get("expected")),
        tags=tuple(str(tag) for tag in tags if str(tag)),
    )


def _text(value: object) -> str | None:
    if value is None or value == "":
        return None
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False, default=str)
