"""Cells and rows as JSON has them: what is not known is null, a day is its ISO text."""

import json
import math
from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

import pandas as pd


def rows_of(frame: pd.DataFrame, columns: Sequence[str]) -> list[dict[str, Any]]:
    """Return some columns of a frame as plain values for JSON: unknown is None, a day is its ISO text."""
    return [
        {column: plain(value) for column, value in zip(columns, row, strict=True)}
        for row in frame[list(columns)].itertuples(index=False, name=None)
    ]


def plain(value: Any) -> Any:  # noqa: ANN401 - a cell of a frame
    """Return a cell as a plain value for JSON."""
    if value is None or value is pd.NaT or (isinstance(value, float) and math.isnan(value)) or value is pd.NA:
        return None
    if isinstance(value, datetime | date):
        return value.isoformat()[:10]
    return value.item() if hasattr(value, "item") else value


def records_of(frame: pd.DataFrame) -> list[dict[str, Any]]:
    """Return every column of a frame as JSON has it, lists within cells too; numbers to four decimals."""
    return list(json.loads(frame.to_json(orient="records", date_format="iso", date_unit="s", double_precision=4)))


def quick_to_read(frame: pd.DataFrame) -> pd.DataFrame:
    """Return a frame with its texts as plain objects, columns of one kind in one piece of memory.

    For frames of which each answer takes rows many times: pandas takes those of such columns at once, and of each
    column of texts on its own.
    """
    texts = [name for name, kind in frame.dtypes.items() if isinstance(kind, pd.StringDtype)]
    return frame.astype(dict.fromkeys(texts, object)).copy()
