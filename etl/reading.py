"""Reading answers strictly: each function returns the value of the promised type or says what it found instead."""

import csv
import io
import json
import math
import re
import reprlib
import zipfile
import zlib
from collections.abc import Iterable, Iterator, Sequence
from datetime import UTC, date, datetime
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import yaml

from etl.errors import ParseError
from etl.source import Answer, Batch

PER_MILLION = 1_000_000
_SHOWN = 120
# Bounds on what an answer may unpack to, several times what the largest one is today. docs/decisions/reading-apart.md
MOST_YAML_BYTES, DEEPEST_YAML, MOST_YAML_ALIASES = 8_000_000, 40, 200
MOST_UNPACKED_BYTES, MOST_MEMBERS = 256 * 1024 * 1024, 20_000
MOST_ROWS, MOST_COLUMNS, MOST_TABLE_BYTES = 3_000_000, 2_000, 512 * 1024 * 1024
_ROWS_AT_ONCE = 4096
_BRIEFLY = reprlib.Repr()
_BRIEFLY.maxlevel = 3
_BRIEFLY.maxstring = _BRIEFLY.maxother = _BRIEFLY.maxlong = 4 * _SHOWN
_BRIEFLY.maxdict = _BRIEFLY.maxlist = _BRIEFLY.maxtuple = _BRIEFLY.maxset = 12
_HUB_LINK = re.compile(r"https?://(?:huggingface\.co|hf\.co)/([\w.-]+)/([\w.-]+)(?:[/?#].*)?")
# PyYAML's own constructors raise these where a value does not fit its tag: `!!int ""`, `!!bool x`, a 30 February.
_YAML_ERRORS = (yaml.YAMLError, ValueError, LookupError, AttributeError, RecursionError)
_HUB_PAGES = {"blog", "collections", "datasets", "docs", "organizations", "papers", "spaces"}
LOWEST_RATING, HIGHEST_RATING = 100, 4000


def shown(value: object) -> str:
    """Return a value as an error message shows it: short, on one line.

    It is never written out first and cut then: what a few bytes of YAML unpack to would fill the memory.
    """
    try:
        text = _BRIEFLY.repr(value)
    except ValueError:  # a number of thousands of digits
        text = "a number that is too long to show"
    return text if len(text) <= _SHOWN else text[:_SHOWN] + "…"


def text_of(answer: Answer) -> str:
    """Return an answer as UTF-8 text."""
    try:
        return answer.body.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        message = f"{answer.url}: UTF-8 text expected, found byte {error.object[error.start]:#x} at {error.start}"
        raise ParseError(message) from error


def json_of(answer: Answer) -> Any:  # noqa: ANN401 - decoded JSON
    """Return an answer as decoded JSON."""
    try:
        return json.loads(answer.body)
    except (ValueError, RecursionError) as error:
        message = f"{answer.url}: JSON expected, found {shown(answer.body[:60])}"
        raise ParseError(message) from error


def yaml_of(answer: Answer) -> Any:  # noqa: ANN401 - decoded YAML
    """Return an answer as decoded YAML."""
    loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    text = text_of(answer)
    try:
        _refuse_boundless(text, loader)
        return yaml.load(text, Loader=loader)  # noqa: S506 - both are safe loaders
    except _YAML_ERRORS as error:
        message = f"{answer.url}: YAML expected: {' '.join(str(error).split())[:_SHOWN]}"
        raise ParseError(message) from error


def _refuse_boundless(text: str, loader: Any) -> None:  # noqa: ANN401 - PyYAML's loaders share no type
    """Refuse YAML whose parts would be built without end; its events are read one by one, so nothing is built here.

    The C loader builds by recursion on the process's own stack, which depth overflows; references within what is
    referred to multiply.

    Raises:
        ParseError: it is too long, too deep, or refers to itself too often.
    """
    if len(text) > MOST_YAML_BYTES:
        message = f"at most {MOST_YAML_BYTES:,} characters of YAML expected, found {len(text):,}"
        raise yaml.YAMLError(message)
    depth, aliases, anchored = 0, 0, list[int]()
    for event in yaml.parse(text, Loader=loader):
        if isinstance(event, yaml.CollectionStartEvent):
            depth += 1
            anchored += [depth] if event.anchor else []
        elif isinstance(event, yaml.CollectionEndEvent):
            anchored = anchored[:-1] if anchored and anchored[-1] == depth else anchored
            depth -= 1
        elif isinstance(event, yaml.AliasEvent):
            aliases += 1
            if anchored:
                message = "a reference within what is referred to, which may grow without end"
                raise yaml.YAMLError(message)
        if depth > DEEPEST_YAML or aliases > MOST_YAML_ALIASES:
            message = f"at most {DEEPEST_YAML} levels and {MOST_YAML_ALIASES} references expected, found more"
            raise yaml.YAMLError(message)


def zipped(answer: Answer, ending: str) -> dict[str, bytes]:
    """Return the members of a zip whose names end so, by name.

    Raises:
        ParseError: it is no zip, or one of more members or bytes than a board can have.
    """
    try:
        with zipfile.ZipFile(io.BytesIO(answer.body)) as archive:
            members = [member for member in archive.infolist() if member.filename.endswith(ending)]
            size = sum(member.file_size for member in members)  # a member is never read past the size that it states
            if len(members) > MOST_MEMBERS or size > MOST_UNPACKED_BYTES:
                message = f"{answer.url}: at most {MOST_MEMBERS:,} files and {MOST_UNPACKED_BYTES:,} bytes expected"
                message += f", found {len(members):,} and {size:,}"
                raise ParseError(message)
            return {member.filename: archive.read(member) for member in members}
    except (zipfile.BadZipFile, NotImplementedError, RuntimeError, EOFError, zlib.error) as error:
        message = f"{answer.url}: a zip expected, found {shown(answer.body[:40])}"
        raise ParseError(message) from error


def gunzipped(answer: Answer) -> bytes:
    """Return what a gzip file unpacks to.

    Raises:
        ParseError: it is none, is cut short, or unpacks to more than a repository of texts can be.
    """
    unpacker = zlib.decompressobj(wbits=16 + zlib.MAX_WBITS)
    try:
        body = unpacker.decompress(answer.body, MOST_UNPACKED_BYTES)
    except zlib.error as error:
        message = f"{answer.url}: a gzip file expected, found {shown(answer.body[:40])}"
        raise ParseError(message) from error
    if unpacker.unconsumed_tail:
        message = f"{answer.url}: at most {MOST_UNPACKED_BYTES:,} unpacked bytes expected, found more"
        raise ParseError(message)
    if not unpacker.eof:
        message = f"{answer.url}: a whole gzip file expected, found one that is cut short"
        raise ParseError(message)
    return body


def csv_rows(answer: Answer, needed: Sequence[str]) -> Iterator[dict[str, str]]:
    """Yield an answer's CSV rows as dictionaries; refuse one that lacks a needed column."""
    reader = csv.DictReader(io.StringIO(text_of(answer)))
    try:
        missing = [name for name in needed if name not in (reader.fieldnames or ())]
        if missing:
            message = f"{answer.url}: columns {missing} expected, found {shown(reader.fieldnames)}"
            raise ParseError(message)
        yield from reader
    except csv.Error as error:
        message = f"{answer.url}: CSV expected: {error} in line {reader.line_num + 1}"
        raise ParseError(message) from error


def table_of(value: object, where: str) -> dict[str, Any]:
    """Return a JSON object, or say what stands there instead."""
    if not isinstance(value, dict):
        message = f"{where}: an object expected, found {shown(value)}"
        raise ParseError(message)
    return value


def list_of(value: object, where: str) -> list[Any]:
    """Return a JSON array, or say what stands there instead."""
    if not isinstance(value, list):
        message = f"{where}: a list expected, found {shown(value)}"
        raise ParseError(message)
    return value


def field_of(row: object, key: str, where: str) -> Any:  # noqa: ANN401 - decoded JSON
    """Return one key of a JSON object that must have it."""
    table = table_of(row, where)
    if key not in table:
        message = f"{where}: key {key!r} expected, found {shown(sorted(table))}"
        raise ParseError(message)
    return table[key]


def number(value: object, where: str) -> float:
    """Return a finite number from a number or a numeric string."""
    if isinstance(value, int | float | str) and not isinstance(value, bool):
        try:
            result = float(value)
        except (ValueError, OverflowError):  # JSON has whole numbers of any length
            result = math.nan
        if math.isfinite(result):
            return result
    message = f"{where}: a number expected, found {shown(value)}"
    raise ParseError(message)


def optional_number(value: object, where: str) -> float | None:
    """Return a finite number, or None where the source says nothing (null, empty, N/A, ?, -)."""
    if value is None or (
        isinstance(value, str) and value.strip().lower() in {"", "n/a", "na", "nan", "?", "-", "null"}
    ):
        return None
    if isinstance(value, float) and math.isnan(value):
        return None
    return number(value, where)


def percent(value: str, where: str) -> float | None:
    """Return the number of a percent string such as `77.47%` or `1.8 %`, on 0 to 100; None where nothing is stated."""
    return optional_number(value.strip().removesuffix("%").strip(), where)


def whole(value: object, where: str) -> int | None:
    """Return a whole number, or None where the source says nothing."""
    result = optional_number(value, where)
    return None if result is None else round(result)


def flag(value: object) -> bool | None:
    """Return a boolean, or None for anything else."""
    return value if isinstance(value, bool) else None


def day(value: object, where: str) -> date | None:
    """Return the day of an ISO date or time, the first day of `YYYY-MM` or `YYYY`, or None where nothing is stated."""
    if isinstance(value, datetime):
        return value.date()
    if isinstance(value, date):
        return value
    if value is None or (isinstance(value, str) and not value.strip()):
        return None
    text = str(value).strip()
    padded = {4: f"{text}-01-01", 7: f"{text}-01"}.get(len(text), text)
    try:
        return datetime.fromisoformat(padded).date()
    except ValueError as error:
        message = f"{where}: a date expected, found {shown(value)}"
        raise ParseError(message) from error


def day_of_seconds(value: object, where: str) -> date:
    """Return the day (UTC) of a time in seconds since 1970."""
    seconds = number(value, where)
    try:
        return datetime.fromtimestamp(seconds, tz=UTC).date()
    except (OverflowError, ValueError, OSError) as error:
        message = f"{where}: seconds since 1970 expected, found {shown(value)}"
        raise ParseError(message) from error


def parquet_rows(answer: Answer, needed: Sequence[str]) -> list[dict[str, Any]]:
    """Return the needed columns of an answer's Parquet rows; refuse one that lacks a needed column."""
    try:
        file = pq.ParquetFile(pa.BufferReader(answer.body))
        names = file.schema_arrow.names
        missing = [name for name in needed if name not in names]
        if missing:
            message = f"{answer.url}: columns {missing} expected, found {shown(names)}"
            raise ParseError(message)
        if file.metadata.num_rows > MOST_ROWS or len(names) > MOST_COLUMNS:
            message = f"{answer.url}: at most {MOST_ROWS:,} rows and {MOST_COLUMNS:,} columns expected"
            message += f", found {file.metadata.num_rows:,} and {len(names):,}"
            raise ParseError(message)
        return list(_parquet_rows(file, needed, answer.url))
    except pa.ArrowException as error:
        message = f"{answer.url}: Parquet expected, found {shown(answer.body[:60])}"
        raise ParseError(message) from error


def _parquet_rows(file: pq.ParquetFile, needed: Sequence[str], url: str) -> Iterator[dict[str, Any]]:
    """Yield rows piece by piece: what a column unpacks to stands nowhere in the file.

    On one thread, since it is done in a process that was forked.
    """
    size = 0
    for piece in file.iter_batches(_ROWS_AT_ONCE, columns=list(needed), use_threads=False):
        size += piece.nbytes
        if size > MOST_TABLE_BYTES:
            message = f"{url}: at most {MOST_TABLE_BYTES:,} unpacked bytes expected, found more"
            raise ParseError(message)
        rows: list[dict[str, Any]] = piece.select(list(needed)).to_pylist()
        yield from rows


def hub_repo(link: object) -> str | None:
    """Return the model repository that a Hugging Face link points to; None for any other link."""
    match = _HUB_LINK.fullmatch(link.strip()) if isinstance(link, str) else None
    return f"{match[1]}/{match[2]}" if match and match[1] not in _HUB_PAGES else None


def score_of(value: object, top: float, where: str, batch: Batch) -> float | None:
    """Return a score of the scale 0 to `top` on 0 to 100, or None where none is stated.

    A text that is no number is one bad row, which is rejected. A number outside the scale is a changed scale.

    Raises:
        ParseError: the number is outside the scale.
    """
    try:
        found = optional_number(value, where)
    except ParseError:
        batch.reject("the score is not a number", f"{where}: {shown(value)}")
        return None
    if found is None:
        return None
    if not 0 <= found <= top:
        message = f"{where}: a score on the scale 0 to {top:g} expected, found {found:g}"
        raise ParseError(message)
    return round(found * 100 / top, 6)


def percent_score(text: str, where: str, batch: Batch) -> float | None:
    """Return a score from a percent string, like `score_of`; a number without the sign is a changed scale."""
    bare = text.strip()
    score = score_of(bare.removesuffix("%").strip(), 100, where, batch)
    if score is not None and not bare.endswith("%"):
        message = f"{where}: a score on the scale of percent expected, found {shown(text)}"
        raise ParseError(message)
    return score


def refuse_off_elo(value: float, name: str, where: str) -> None:
    """Stop where a rating of a model is not on the scale of Elo, or of Bradley and Terry in its units.

    Raises:
        ParseError: that is so.
    """
    if not LOWEST_RATING <= value <= HIGHEST_RATING:
        message = f"{where}: a rating on the Elo scale expected, found {shown(value)} for {name}"
        raise ParseError(message)


def refuse_fractions(scores: Iterable[float], where: str) -> None:
    """Refuse a board of scores on 0 to 100 on which none exceeds 1: it states fractions now, or nothing."""
    highest = max(scores, default=None)
    if highest is None or highest <= 1:
        message = f"{where}: scores on the scale 0 to 100 expected, found none{'' if highest is None else ' above 1'}"
        raise ParseError(message)
