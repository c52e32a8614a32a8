"""The one reader of the tables that people keep by hand: datasets/*.csv and datasets/benchmarks/*.csv.

A table is declared beside what it is about: a dataclass (each field is a column, its type says what a cell may hold),
the columns by which a row is one of a kind, and a rule for what must hold between cells, rows and tables. An empty cell
is a value that nobody stated: the field's default stands for it, and without one it is a fault. Every fault names the
file, the line, the column, what was found and what was expected.
"""

import csv
import io
import math
import re
import sys
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from inspect import Parameter, signature
from pathlib import Path
from types import UnionType
from typing import (
    Annotated,
    Any,
    Generic,
    Literal,
    NamedTuple,
    NoReturn,
    TypeVar,
    Union,
    get_args,
    get_origin,
    get_type_hints,
)

from catalog.errors import CuratedError
from catalog.store import DATASETS

_NUMBER = re.compile(r"-?\d+(?:\.\d+)?", re.ASCII)
_DAY = re.compile(r"\d{4}-\d\d-\d\d", re.ASCII)


@dataclass(frozen=True, slots=True)
class Cell:
    """How the text of a cell is read, as a mark of a column's type.

    Attributes:
        read: returns the value; raises ValueError where the text states none.
        expected: what the text must be, in words.
    """

    read: Callable[[str], Any]
    expected: str


def holds(check: Callable[[str], object], expected: str) -> Cell:
    """Return how a text is read that must pass a check."""
    return Cell(lambda text: text if check(text) else _refuse(), expected)


def shaped(pattern: str, expected: str) -> Cell:
    """Return how a text is read that must be of a pattern as a whole."""
    return holds(re.compile(pattern, re.ASCII).fullmatch, expected)


def whole(least: int) -> Cell:
    """Return how a whole number is read that may not be smaller."""

    def read(text: str) -> int:
        return int(text) if text.isascii() and text.isdigit() and int(text) >= least else _refuse()

    return Cell(read, f"a whole number of at least {least:,}")


def decimal(expected: str, *, above: float = -math.inf, most: float = sys.float_info.max) -> Cell:
    """Return how a number is read that may have a fraction."""

    def read(text: str) -> float:
        return float(text) if _NUMBER.fullmatch(text) and above < float(text) <= most else _refuse()

    return Cell(read, expected)


def _refuse() -> NoReturn:
    raise ValueError


def _flag(text: str) -> bool:
    return text == "true" if text in {"true", "false"} else _refuse()


def _day(text: str) -> date:
    return date.fromisoformat(text) if _DAY.fullmatch(text) else _refuse()


def _parted(separator: str) -> Cell:
    def read(text: str) -> tuple[str, ...]:
        parts = text.split(separator)
        is_sound = len(set(parts)) == len(parts) and all(parts) and not any(";" in part for part in parts)
        return tuple(parts) if is_sound and all(part == part.strip() for part in parts) else _refuse()

    return Cell(read, f"different texts, each parted from the next by {separator!r} alone")


def _one_of(options: tuple[str, ...]) -> Cell:
    return holds(frozenset(options).__contains__, f"one of {', '.join(options)}")


Flag = Annotated[bool, Cell(_flag, "true or false")]
Number = Annotated[float, decimal("a number")]
Positive = Annotated[float, decimal("a number above 0", above=0)]
Share = Annotated[float, decimal("a number above 0 and at most 1", above=0, most=1)]
Count = Annotated[int, whole(1)]
Day = Annotated[date, Cell(_day, "a day such as 2026-11-30")]
Slug = Annotated[str, shaped(r"[a-z0-9][a-z0-9._+-]*", "an id in lower case without spaces")]
ModelId = Annotated[str, shaped(r"[a-z0-9._~-]+/[a-z0-9._:+-]+", "developer/name in lower case")]
Address = Annotated[
    str,
    shaped(r"https://[a-z0-9-]+(?:\.[a-z0-9-]+)*\.[a-z]{2,}(?:/[^\s\"<>]*)?", "an address that begins with https://"),
]
Words = Annotated[tuple[str, ...], _parted(" ")]
Names = Annotated[tuple[str, ...], _parted("; ")]

Row = TypeVar("Row")
# Which row (its number among all rows, from 0), which column, and what was expected there.
Fault = tuple[int, str, str]
Rule = Callable[[Sequence[Row]], Iterable[Fault]]


class _Line(NamedTuple):
    """One row of a file as text. A row begins on line `number` of the file."""

    file: str
    number: int
    cells: Mapping[str, str]

    def fault(self, column: str, expected: str) -> str:
        """Return what is wrong with a cell, as a sentence."""
        value = self.cells.get(column, "")
        found = repr(value) if value else "nothing"
        return f"{self.file}, line {self.number}, column {column}: found {found}, expected {expected}"

    def values(self, cells: Mapping[str, Cell], required: Collection[str], faults: list[str]) -> dict[str, Any]:
        """Return what the row's cells state; what is wrong with one is added to `faults`."""
        stated: dict[str, Any] = {}
        for column, text in self.cells.items():
            try:
                if text:
                    stated[column] = cells[column].read(text)
                elif column in required:
                    faults.append(self.fault(column, cells[column].expected))
            except ValueError:
                faults.append(self.fault(column, cells[column].expected))
        return stated


@dataclass(frozen=True, slots=True, kw_only=True)
class Table(Generic[Row]):
    """A curated table.

    Attributes:
        files: its file below datasets/, or a pattern where it is spread over several.
        row: a dataclass; its fields are the columns.
        cells: the row type again, where its cells are held to more than a snapshot's are.
        key: the columns by which no two rows may be the same. Upper and lower case are the same here.
        rule: yields the faults of rows whose cells are right one by one.
    """

    files: str
    row: type[Row]
    cells: type[Row] | None = None
    key: tuple[str, ...]
    rule: Rule[Row] | None = None

    def rows(self, folder: Path = DATASETS) -> tuple[Row, ...]:
        """Return the rows of the table's files in a folder.

        Raises:
            CuratedError: there is no such file, or anything in it is not as declared.
        """
        paths = sorted(folder.glob(self.files))
        if not paths:
            message = f"datasets/{self.files}: the file is missing"
            raise CuratedError(message)
        return self.read({f"datasets/{self.files.replace('*', path.stem)}": path.read_bytes() for path in paths})

    def read(self, bodies: Mapping[str, bytes]) -> tuple[Row, ...]:
        """Return the rows of files by their names.

        Raises:
            CuratedError: anything in them is not as declared.
        """
        declared: type[Row] = self.cells or self.row
        cells = _cells(declared)
        required = {name for name, each in signature(declared).parameters.items() if each.default is Parameter.empty}
        lines = [line for file, body in bodies.items() for line in _lines(file, body, list(cells))]
        faults: list[str] = []
        values = [line.values(cells, required, faults) for line in lines]
        faults += self._repeated(lines)
        if faults:
            raise CuratedError(*faults)
        rows = tuple(self.row(**stated) for stated in values)
        faults += [lines[at].fault(column, expected) for at, column, expected in (self.rule(rows) if self.rule else ())]
        if faults:
            raise CuratedError(*faults)
        return rows

    def _repeated(self, lines: Iterable[_Line]) -> Iterator[str]:
        """Yield the faults of rows that are there already."""
        first: dict[tuple[str, ...], _Line] = {}
        for line in lines:
            before = first.setdefault(tuple(line.cells[column].lower() for column in self.key), line)
            if before is not line:
                place = f"{before.file}, line {before.number},"
                yield line.fault(self.key[-1], f"one row for {' and '.join(self.key)}; {place} is the same")


def _lines(file: str, body: bytes, columns: Sequence[str]) -> list[_Line]:
    """Return the rows of a file as text.

    Raises:
        CuratedError: the file is no such table, or a cell holds what nobody sees.
    """
    reader = csv.reader(io.StringIO(_text(file, body), newline=""), strict=True)
    number = 1
    faults: list[str] = []
    lines: list[_Line] = []
    try:
        header = next(reader, [])
        _check_header(file, header, columns)
        for cells in reader:
            number, begins = reader.line_num, number + 1
            line = _Line(file, begins, dict(zip(header, cells, strict=False)))
            lines.append(line)
            if len(cells) != len(header):
                faults.append(f"{file}, line {begins}: found {len(cells)} cells {cells!r}, expected {len(header)}")
            if not "".join(cells).isprintable() or cells != list(map(str.strip, cells)):
                faults += [line.fault(name, _VISIBLE) for name, text in line.cells.items() if not _is_visible(text)]
    except csv.Error as error:
        message = f"{file}, line {number + 1}: found a row that does not end as it should ({error}); look at its quotes"
        raise CuratedError(message) from error
    if faults:
        raise CuratedError(*faults)
    return lines


_VISIBLE = "one line of visible text without spaces around it"


def _is_visible(text: str) -> bool:
    return text.isprintable() and text == text.strip()


def _text(file: str, body: bytes) -> str:
    if body.startswith(b"\xef\xbb\xbf"):
        message = f"{file}, line 1: found a byte order mark; save the file as UTF-8 without one"
        raise CuratedError(message)
    try:
        return body.decode("utf-8")
    except UnicodeDecodeError as error:
        number = body.count(b"\n", 0, error.start) + 1
        found = body[error.start : error.end]
        message = f"{file}, line {number}: found the bytes {found!r}, expected UTF-8; save the file as UTF-8"
        raise CuratedError(message) from None


def _check_header(file: str, header: Sequence[str], columns: Sequence[str]) -> None:
    wrong = {
        "missing": [name for name in columns if name not in header],
        "unknown": [name for name in header if name not in columns],
        "twice": sorted({name for name in header if header.count(name) > 1}),
    }
    said = "; ".join(f"{kind}: {', '.join(map(repr, names))}" for kind, names in wrong.items() if names)
    if said:
        message = f"{file}, line 1: columns {said}; expected {', '.join(columns)}"
        raise CuratedError(message)


def _cells(row: type) -> dict[str, Cell]:
    """Return how each column of a row type is read.

    Raises:
        TypeError: the type of a column says nothing of how a cell is read.
    """
    return {name: _cell(name, hint) for name, hint in get_type_hints(row, include_extras=True).items()}


def _cell(name: str, hint: Any) -> Cell:  # noqa: ANN401 - a type
    if get_origin(hint) in {Union, UnionType}:
        return _cell(name, next(option for option in get_args(hint) if option is not type(None)))
    if get_origin(hint) is Annotated:
        marks = [mark for mark in hint.__metadata__ if isinstance(mark, Cell)]
        return marks[-1] if marks else _cell(name, hint.__origin__)
    if get_origin(hint) is Literal:
        return _one_of(get_args(hint))
    if hint is str:
        return Cell(str, "a text")
    message = f"the column {name} is of type {hint}, which has no mark that says how a cell is read"
    raise TypeError(message)
