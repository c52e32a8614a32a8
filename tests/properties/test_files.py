"""Tables that people take away: every cell comes back as it was, and no spreadsheet runs one."""

import csv
import io
import json
import math
from datetime import date
from typing import Any

import openpyxl
import pandas as pd
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.properties.given import texts
from views.export.imprint import Imprint, file_name
from views.export.table import csv_file, json_file, xlsx_file

IMPRINT = Imprint(title="Prices", gates="", counts="2 of 2 models", snapshot_day=date(2026, 11, 23), credits=())
RUN_BY_SPREADSHEETS = ("=", "+", "-", "@", "＝", "＋", "－", "＠", "\t", "\r", "\n")  # noqa: RUF001
_days = st.dates(date(1950, 1, 1), date(2100, 1, 1))
_numbers = st.integers(-(2**40), 2**40) | st.floats(allow_nan=False, allow_infinity=False, width=32)
sound = texts.map(lambda text: text.encode(errors="replace").decode())
# XML has no place for these; a table's own sources never hold one.
in_xml = sound.map(lambda text: "".join(c for c in text if c.isprintable()))


def _frame(cells: list[tuple[Any, ...]]) -> pd.DataFrame:
    return pd.DataFrame(cells, columns=["name", "value", "as_of"], dtype=object)


def _rows(text: st.SearchStrategy[str]) -> st.SearchStrategy[list[tuple[Any, ...]]]:
    return st.lists(st.tuples(st.none() | text, st.none() | _numbers, st.none() | _days), min_size=1, max_size=5)


def _same(found: Any, value: Any) -> bool:  # noqa: ANN401 - a cell
    if isinstance(value, float):
        return math.isclose(float(found), value, rel_tol=1e-12)
    return bool(found == value)


@given(_rows(sound), sound)
def test_no_text_of_a_csv_file_is_run_and_each_comes_back(cells: list[tuple[Any, ...]], title: str) -> None:
    told = csv_file(_frame(cells).rename(columns={"name": title})).decode("utf-8-sig")
    header, *rows = csv.reader(io.StringIO(told, newline=""))
    for read, value in [(header[0], title), *((row[0], cell[0]) for row, cell in zip(rows, cells, strict=True))]:
        assert not read.startswith(RUN_BY_SPREADSHEETS)
        assert not read.strip().startswith(RUN_BY_SPREADSHEETS)
        assert read in {value or "", f"'{value}"}
    for row, (_, value, as_of) in zip(rows, cells, strict=True):
        assert row[1] == "" if value is None else _same(type(value)(row[1]), value)
        assert row[2] == ("" if as_of is None else as_of.isoformat())


@given(_rows(sound))
def test_a_json_file_holds_what_the_table_holds(cells: list[tuple[Any, ...]]) -> None:
    rows = json.loads(json_file(_frame(cells), IMPRINT))["rows"]
    for row, (name, value, as_of) in zip(rows, cells, strict=True):
        assert row == {"name": name, "value": value, "as_of": as_of and as_of.isoformat()}


@settings(max_examples=15)
@given(_rows(in_xml))
def test_a_workbook_holds_texts_as_texts_and_numbers_as_numbers(cells: list[tuple[Any, ...]]) -> None:
    sheet = openpyxl.load_workbook(io.BytesIO(xlsx_file(_frame(cells), IMPRINT)))["Table"]
    for row, (name, value, as_of) in zip(sheet.iter_rows(2, len(cells) + 1, 1, 3), cells, strict=True):
        assert {cell.data_type for cell in row} <= {"s", "n", "d"}  # none is a formula
        assert row[0].value == name
        assert row[1].value is None if value is None else _same(row[1].value, value)
        assert row[2].value is None if as_of is None else row[2].value.date() == as_of


@settings(max_examples=15)
@given(_rows(texts))
def test_a_workbook_of_any_text_opens(cells: list[tuple[Any, ...]]) -> None:
    assert openpyxl.load_workbook(io.BytesIO(xlsx_file(_frame(cells), IMPRINT))).sheetnames == ["Table", "Sources"]


@given(texts)
def test_the_name_of_a_file_is_plain(title: str) -> None:
    named = file_name(Imprint(title=title, gates="", counts="", snapshot_day=None, credits=()), "csv")
    assert named.isascii()
    assert set(named) <= set("abcdefghijklmnopqrstuvwxyz0123456789-.")
    assert len(named) < 100
