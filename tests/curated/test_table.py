"""The reader of curated tables: a typo is a sentence that names file, line, column, value and what was expected."""

import csv
import io
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any, Literal

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from catalog.curated.table import Address, Count, Day, Fault, Flag, Names, Number, Positive, Slug, Table, Words
from catalog.errors import CuratedError, ShortlistError
from catalog.store import DATASETS
from etl.curated import TABLES
from tests.curated_files import body_of


@dataclass(frozen=True, slots=True, kw_only=True)
class Test:
    """A row with a cell of every type."""

    __test__ = False  # no class of tests

    test_id: Slug
    kind: Literal["task", "field"]
    is_hard: Flag
    questions: Count
    weight: Positive
    chance: Number | None = None
    as_of: Day
    tags: Words = ()
    also_written: Names = ()
    url: Address
    note: str | None = None


ROW = {
    "test_id": "gpqa_diamond",
    "kind": "task",
    "is_hard": "true",
    "questions": "198",
    "weight": "0.5",
    "chance": "25",
    "as_of": "2026-11-30",
    "tags": "science graduate",
    "also_written": "GPQA, diamond; Diamond set",
    "url": "https://arxiv.org/abs/2311.12022",
    "note": "Four options",
}
READ = Test(
    test_id="gpqa_diamond",
    kind="task",
    is_hard=True,
    questions=198,
    weight=0.5,
    chance=25,
    as_of=date(2026, 11, 30),
    tags=("science", "graduate"),
    also_written=("GPQA, diamond", "Diamond set"),
    url="https://arxiv.org/abs/2311.12022",
    note="Four options",
)
OTHER = ROW | {"test_id": "mmlu"}
TESTS = Table(files="tests.csv", row=Test, key=("test_id",))


def faults(body: bytes, table: Table[Any] = TESTS) -> tuple[str, ...]:
    """Return what the reader says of a file."""
    with pytest.raises(CuratedError) as told:
        table.read({"datasets/tests.csv": body})
    return told.value.faults


def test_a_row_is_read_by_its_types() -> None:
    assert TESTS.read({"tests.csv": body_of(ROW)}) == (READ,)


def test_an_empty_cell_is_not_stated() -> None:
    bare = ROW | dict.fromkeys(("chance", "tags", "also_written", "note"), "")
    (row,) = TESTS.read({"tests.csv": body_of(bare)})
    assert (row.chance, row.tags, row.also_written, row.note) == (None, (), (), None)


def test_the_order_of_columns_and_the_ends_of_lines_say_nothing() -> None:
    turned = dict(reversed(ROW.items()))
    assert TESTS.read({"tests.csv": body_of(turned).replace(b"\n", b"\r\n")}) == (READ,)


@pytest.mark.parametrize(
    ("column", "value", "expected"),
    [
        ("test_id", "", "an id in lower case without spaces"),
        ("is_hard", "", "true or false"),
        ("as_of", "", "a day such as 2026-11-30"),
        ("url", "", "an address that begins with https://"),
        ("test_id", "GPQA", "an id in lower case without spaces"),
        ("kind", "tasks", "one of task, field"),
        ("kind", "Task", "one of task, field"),
        *(("is_hard", text, "true or false") for text in ("True", "TRUE", "yes", "1", "ture", "t")),
        *(
            ("questions", text, "a whole number of at least 1")
            for text in ("many", "1,172", "1_172", "1.5", "-1", "0", "²")
        ),
        *(("weight", text, "a number above 0") for text in ("0,5", "half", "-1", "0", "nan")),
        *(("chance", text, "a number") for text in ("nan", "inf", "-inf", "2_5", "25%", "1e400", "9" * 400)),
        *(
            ("as_of", text, "a day such as 2026-11-30")
            for text in ("2026-02-30", "2026-1-5", "30.11.2026", "20261130", "2026-W01-1", "1700000000", "today")
        ),
        *(
            ("tags", text, "different texts, each parted from the next by ' ' alone")
            for text in ("a  b", "a a", "a;b c;")
        ),
        *(
            ("also_written", text, "different texts, each parted from the next by '; ' alone")
            for text in ("a;b", "a; a", "a; ; b", "a;  b", ";a")
        ),
        *(
            ("url", text, "an address that begins with https://")
            for text in ("arxiv.org", "http://arxiv.org", "https//arxiv.org", "https://arxiv", "https://a.org/b c")
        ),
        *(
            ("note", text, "one line of visible text without spaces around it")
            for text in (" Four", "Four ", "Four\noptions", "Four\x00", "Four\u200b", "\ufeffFour", "Four\tfive")
        ),
    ],
)
def test_a_typo_names_its_file_line_column_and_value(column: str, value: str, expected: str) -> None:
    found = repr(value) if value else "nothing"
    said = faults(body_of(OTHER, ROW | {column: value}))
    assert said == (f"datasets/tests.csv, line 3, column {column}: found {found}, expected {expected}",)


@pytest.mark.parametrize(
    ("head", "said"),
    [
        ("test_id,knid", "missing: 'kind'; unknown: 'knid'"),
        ("test_id", "missing: 'kind'"),
        ("test_id,kind,kind", "twice: 'kind'"),
        ("test_id,kind,Note", "unknown: 'Note'"),
        ("test_id;kind", "missing: 'test_id', 'kind'; unknown: 'test_id;kind'"),
        ("", "missing"),
    ],
)
def test_wrong_columns_are_told(head: str, said: str) -> None:
    (fault,) = faults(body_of(ROW).replace(b"test_id,kind", head.encode(), 1))
    assert fault.startswith("datasets/tests.csv, line 1: columns ")
    assert said in fault


@pytest.mark.parametrize("change", [lambda line: line + b",more", lambda line: line.rpartition(b",")[0], lambda _: b""])
def test_a_row_of_another_number_of_cells_is_told(change: Callable[[bytes], bytes]) -> None:
    head, line = body_of(ROW).splitlines()
    said = faults(b"\n".join([head, change(line), body_of(OTHER).splitlines()[1], b""]))
    assert said[0].startswith("datasets/tests.csv, line 2: found ")
    assert said[0].endswith("expected 11")


def test_a_line_that_is_told_is_the_one_an_editor_shows() -> None:
    long = ROW | {"note": "one\ntwo\nthree"}
    said = faults(body_of(OTHER, long, ROW | {"test_id": "bbh", "note": " x"}))
    assert [text.split(":")[0] for text in said] == [
        "datasets/tests.csv, line 3, column note",
        "datasets/tests.csv, line 6, column note",
    ]


def test_a_quote_that_never_ends_is_told_where_its_row_begins() -> None:
    body = body_of(OTHER) + body_of(ROW).splitlines()[1].replace(b"Four", b'"Four')
    (fault,) = faults(body)
    assert fault.startswith("datasets/tests.csv, line 3: found a row that does not end as it should")


def test_another_encoding_is_told_with_its_line() -> None:
    body = body_of(OTHER, ROW).replace(b"Four options", "Vier Möglichkeiten".encode("latin-1"), 2)
    (fault,) = faults(body)
    assert fault == "datasets/tests.csv, line 2: found the bytes b'\\xf6', expected UTF-8; save the file as UTF-8"


def test_a_byte_order_mark_is_told() -> None:
    (fault,) = faults(b"\xef\xbb\xbf" + body_of(ROW))
    assert fault == "datasets/tests.csv, line 1: found a byte order mark; save the file as UTF-8 without one"


def test_two_rows_of_one_key_are_told_whatever_their_case() -> None:
    any_case = Table(files="tests.csv", row=Test, key=("kind", "note"))
    (fault,) = faults(body_of(OTHER, ROW | {"note": "FOUR OPTIONS"}), any_case)
    place = "datasets/tests.csv, line 2,"
    assert fault == (
        "datasets/tests.csv, line 3, column note: found 'FOUR OPTIONS', "
        f"expected one row for kind and note; {place} is the same"
    )


def test_a_key_is_one_over_all_files_of_a_table() -> None:
    with pytest.raises(
        CuratedError, match=r"b.csv, line 2, column test_id: found 'mmlu', .*; a.csv, line 2, is the same"
    ):
        TESTS.read({"a.csv": body_of(OTHER), "b.csv": body_of(OTHER | {"note": ""})})


def test_all_faults_are_kept_and_the_first_is_the_message() -> None:
    with pytest.raises(ShortlistError) as told:
        TESTS.read({"t.csv": body_of(ROW | {"kind": "x", "weight": "y"}, OTHER | {"url": ""})})
    assert isinstance(told.value, CuratedError)
    assert told.value.code == "bad_curated_table"
    assert len(told.value.faults) == 3
    assert str(told.value) == f"{told.value.faults[0]} (and 2 more; `python -m etl check` lists them)"


def test_a_rule_names_the_row_and_the_column() -> None:
    def no_mmlu(rows: Sequence[Test]) -> list[Fault]:
        return [(number, "test_id", "no MMLU") for number, row in enumerate(rows) if row.test_id == "mmlu"]

    (fault,) = faults(body_of(ROW, OTHER), Table(files="tests.csv", row=Test, key=("test_id",), rule=no_mmlu))
    assert fault == "datasets/tests.csv, line 3, column test_id: found 'mmlu', expected no MMLU"


def test_a_missing_file_is_told(tmp_path: Path) -> None:
    with pytest.raises(CuratedError, match=r"^datasets/tests.csv: the file is missing$"):
        TESTS.rows(tmp_path)


# Every table that there is.

CELLS = [
    (table, path, line, column)
    for table in TABLES
    for path in sorted(DATASETS.glob(table.files))
    for line, row in enumerate(csv.reader(io.StringIO(path.read_text(encoding="utf-8"), newline="")))
    for column in range(len(row))
    if line
]
TYPOS: tuple[Callable[[str], str], ...] = (
    str.title,
    str.upper,
    lambda text: text[:-1],
    lambda text: text[1:],
    lambda text: text + text[-1:],
    lambda text: text[1:2] + text[:1] + text[2:],
    lambda text: text + " ",
    lambda text: text + "\u00ad",
    lambda text: text.replace(".", ","),
    lambda text: text.replace("https", "http"),
    lambda text: f"-{text}",
    lambda text: text + "0",
    lambda _: "",
    lambda _: "x",
    lambda _: "nan",
    lambda _: "True",
)


@settings(max_examples=150, deadline=None, suppress_health_check=list(HealthCheck))
@given(st.sampled_from(CELLS), st.sampled_from(TYPOS) | st.text(max_size=8).map(lambda text: lambda _: text))
@pytest.mark.slow
def test_a_changed_cell_is_valid_or_told_with_its_place(
    cell: tuple[Table[Any], Path, int, int], typo: Callable[[str], str]
) -> None:
    table, path, line, column = cell
    rows = list(csv.reader(io.StringIO(path.read_text(encoding="utf-8"), newline="")))
    before = rows[line][column]
    value = rows[line][column] = typo(before).encode("utf-8", "replace").decode()
    text = io.StringIO()
    csv.writer(text, lineterminator="\n", quoting=csv.QUOTE_ALL).writerows(rows)
    bodies = {each.name: each.read_bytes() for each in sorted(DATASETS.glob(table.files))}
    read, told = outcome(table, bodies | {path.name: text.getvalue().encode()})
    place = f"{path.name}, line {line + 1}, column "
    # Another row may be what is wrong now: the alias of a provider that lost its row, a spelling that is taken.
    assert not told or any(place in fault or repr(value) in fault or repr(before) in fault for fault in told)
    assert all(": found " in fault and ", expected " in fault for fault in told)
    if not told:
        number = sum(len(table.read({name: body})) for name, body in bodies.items() if name < path.name) + line - 1
        held = getattr(read[number], rows[0][column])
        assert (value.isprintable(), value.strip()) == (True, value)
        assert value or held in (None, (), False, "")


def outcome(table: Table[Any], bodies: Mapping[str, bytes]) -> tuple[Sequence[Any], tuple[str, ...]]:
    """Return the rows that are read, or the faults that are told."""
    try:
        return table.read(bodies), ()
    except CuratedError as error:
        return (), error.faults


FREE_TEXTS = {"note", "reason", "why", "title", "publisher", "vendor", "clause", "family", "name"}
OTHER_TEXTS = {"also_written", "own_names", "pointers"}


@pytest.mark.parametrize("table", TABLES, ids=lambda table: table.files)
def test_every_column_of_a_closed_type_refuses_a_typo(table: Table[Any]) -> None:
    path = min(DATASETS.glob(table.files))
    rows = list(csv.DictReader(io.StringIO(path.read_text(encoding="utf-8"), newline="")))
    texts = FREE_TEXTS | {"developers.csv": {"alias", "title"}, "gpus.csv": set()}.get(path.name, OTHER_TEXTS)
    for column in [name for name in rows[0] if name not in texts]:
        number = next((n for n, row in enumerate(rows) if row[column]), None)
        if number is None:
            continue
        changed = [row | {column: f"{row[column]} ?!"} if n == number else row for n, row in enumerate(rows)]
        with pytest.raises(CuratedError) as told:
            table.read({path.name: body_of(*changed)})
        place = f"{path.name}, line {number + 2}, column {column}: found "
        assert any(fault.startswith(place) for fault in told.value.faults), told.value.faults[:3]
