"""Tables as files that their programs open without surprises: CSV, XLSX, JSON, Parquet.

Text stays text in each: a spreadsheet runs no cell as a formula, and numbers stay numbers.
"""

import csv
import io
import json
from collections.abc import Iterator
from datetime import datetime
from typing import Any

import numpy as np
import pandas as pd
import pyarrow as pa
import xlsxwriter
from pyarrow import parquet
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from views.export.imprint import Imprint, about, source_lines, standing
from views.shell.wording import one_line

# Excel's own limits.
XLSX_MOST_ROWS = 1_048_575
XLSX_LONGEST_TEXT = 32_767
_FORMULA_STARTS = ("=", "+", "-", "@", "＝", "＋", "－", "＠")  # noqa: RUF001 - Excel takes the wide ones for the narrow


def csv_file(frame: pd.DataFrame) -> bytes:
    """Return a table as CSV: UTF-8 with a mark, for Excel reads it as the local code page without one.

    A text that a spreadsheet would run gets an apostrophe in front. Unknown is an empty cell. Lines end as RFC 4180
    has it: with a shorter ending, Python's writer would leave a carriage return within a cell unquoted.
    """
    told = io.StringIO(newline="")
    writer = csv.writer(told, lineterminator="\r\n")
    writer.writerow([_defused(name) for name in frame.columns])
    writer.writerows([_defused(_flat(value)) for value in row] for row in _rows(frame))
    return told.getvalue().encode("utf-8-sig", errors="replace")


def json_file(frame: pd.DataFrame, imprint: Imprint) -> bytes:
    """Return a table as JSON: `about` is the imprint, `rows` an object a row. Unknown is null, days are ISO 8601."""
    rows = [dict(zip(frame.columns, row, strict=True)) for row in _rows(frame)]
    told = {"about": about(imprint), "rows": rows}
    return json.dumps(told, ensure_ascii=False, allow_nan=False, default=_iso).encode(errors="replace")


def _iso(value: Any) -> str:  # noqa: ANN401 - what JSON has no name for: a day, a moment, a decimal
    told: str = value.isoformat() if hasattr(value, "isoformat") else str(value)
    return told


def parquet_file(frame: pd.DataFrame, imprint: Imprint) -> bytes:
    """Return a table as Parquet with the types that it has; the imprint is in its metadata, as JSON under `about`."""
    table = pa.Table.from_pandas(frame, preserve_index=False)
    stated = {**(table.schema.metadata or {}), b"about": json.dumps(about(imprint)).encode()}
    told = io.BytesIO()
    parquet.write_table(table.replace_schema_metadata(stated), told, compression="zstd")
    return told.getvalue()


def xlsx_file(frame: pd.DataFrame, imprint: Imprint) -> bytes:
    """Return a table of at most `XLSX_MOST_ROWS` rows as a workbook; its second sheet holds the imprint."""
    told = io.BytesIO()
    options = {"constant_memory": True, "remove_timezone": True, "default_date_format": "yyyy-mm-dd"}
    with xlsxwriter.Workbook(told, options) as book:
        bold, moment = book.add_format({"bold": True}), book.add_format({"num_format": "yyyy-mm-dd hh:mm"})
        _fill(book.add_worksheet("Table"), frame, bold, moment)
        lines = [imprint.title, imprint.gates, standing(imprint), imprint.link, "", "Sources"]
        sources = book.add_worksheet("Sources")
        sources.set_column(0, 0, 120)
        for place, line in enumerate([*lines, *source_lines(imprint)]):
            sources.write_string(place, 0, _short(one_line(line)), bold if line in {imprint.title, "Sources"} else None)
    return told.getvalue()


def _fill(sheet: Worksheet, frame: pd.DataFrame, bold: Format, moment: Format) -> None:
    for place, name in enumerate(frame.columns):
        sheet.set_column(place, place, min(max(len(name) + 2, 10), 40))
        sheet.write_string(0, place, name, bold)
    sheet.freeze_panes(1, 0)
    if len(frame.columns):
        sheet.autofilter(0, 0, len(frame), len(frame.columns) - 1)
    for line, row in enumerate(_rows(frame), start=1):
        for place, value in enumerate(map(_flat, row)):
            if isinstance(value, str):
                sheet.write_string(line, place, _short(value))
            elif isinstance(value, float):
                sheet.write_number(line, place, value)
            elif value is not None:
                sheet.write(line, place, value, moment if isinstance(value, datetime) else None)


def _short(text: str) -> str:
    """Return a text as Excel can hold it; half a character, which no encoding has, becomes a question mark."""
    text = text.encode(errors="replace").decode()
    return text if len(text) <= XLSX_LONGEST_TEXT else f"{text[: XLSX_LONGEST_TEXT - 1]}…"


def _rows(frame: pd.DataFrame) -> Iterator[tuple[Any, ...]]:
    """Yield the rows as Python values; what is unknown, or no number, is None."""
    return zip(*(_values(frame[name]) for name in frame.columns), strict=True)


def _values(column: "pd.Series[Any]") -> list[Any]:
    if isinstance(column.dtype, np.dtype) and column.dtype.kind == "M":
        moments = column.dropna()
        if (moments == moments.dt.normalize()).all():  # so pandas holds a column of days
            column = column.dt.date
    if column.dtype == object:
        return [_known(value) for value in column]
    values: list[Any] = column.astype(object).where(column.notna() & ~column.isin([np.inf, -np.inf]), None).tolist()
    return values


def _known(value: Any) -> Any:  # noqa: ANN401 - whatever a cell holds
    if hasattr(value, "tolist"):  # a list, as DuckDB gives it
        value = value.tolist()
    return value if isinstance(value, str | list | dict) or not pd.isna(value) else None


def _flat(value: Any) -> Any:  # noqa: ANN401
    """Return what a cell can hold: a list or a structure becomes text."""
    if isinstance(value, list):
        return "; ".join(map(str, value))
    return str(value) if isinstance(value, dict) else value


def _defused(value: Any) -> Any:  # noqa: ANN401
    """Return a text so that no spreadsheet runs it; anything else as it is."""
    if not isinstance(value, str):
        return value
    return f"'{value}" if value.startswith(("\t", "\r", "\n")) or value.lstrip().startswith(_FORMULA_STARTS) else value
