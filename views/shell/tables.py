"""How a table shows its columns: the title, unit and help that catalog.records declares."""

from collections.abc import Iterable, Sequence
from datetime import date, datetime
from typing import Any
from urllib.parse import quote

import pandas as pd
import streamlit as st

from catalog.curated.providers import maker_title, seller_title
from catalog.records import Column, Usd, columns
from views.shell.state import Choice

# As people say them: $10, 131K tokens. The column sorts by the value, and a narrow one cuts no digits off.
_NUMBERS = {Usd: "$%.3g", "tokens": "compact", "%": "%.0f %%"}
_LARGE = ("parameters", "active_parameters", "downloads", "likes")


def column_config(record: type, *names: str, pinned: str = "") -> dict[str, Any]:
    """Return the column configuration of some columns of a record, for `st.dataframe`."""
    declared = columns(record)
    found = {name: _configured(*declared[name], pinned=name == pinned) for name in names}
    large = {name: adjusted(found[name], number="compact") for name in names if name in _LARGE}
    return found | large


def adjusted(configured: Any, *, label: str = "", number: str = "", width: int | None = None) -> Any:  # noqa: ANN401
    """Return a column's configuration with a shorter label, another number format or a width in px."""
    changed = dict(configured)
    if label:
        # The full title is not lost: it is read in the help.
        told = "; ".join(part for part in (configured["label"], configured["help"]) if part)
        changed |= {"label": label, "help": told if configured["label"] != label else configured["help"]}
    if number:
        changed["type_config"] = changed["type_config"] | {"format": number}
    return changed | ({"width": width} if width else {})


def known_columns(frame: pd.DataFrame, names: Iterable[str]) -> pd.DataFrame:
    """Return some columns of a frame, in their order, without those in which nothing is known."""
    return frame[list(names)].dropna(axis="columns", how="all")


SELLERS = ("provider", "fastest_provider", "speed_provider", "speed_place")
MAKER = "developer"


def with_titles(frame: pd.DataFrame) -> pd.DataFrame:
    """Return a table with sellers and makers by their titles, to be looked at; what is taken away keeps the slugs."""
    shown = {name: frame[name].map(seller_title, na_action="ignore") for name in SELLERS if name in frame}
    if MAKER in frame:
        shown[MAKER] = frame[MAKER].map(maker_title, na_action="ignore")
    return frame.assign(**shown)


# What a browser leaves as it is when it reads the title back.
_OF_ADDRESSES = "!#$&'()*+,/:;=?@[]"


def benchmark_addresses(ids: Iterable[str], titles: Iterable[str]) -> list[str]:
    """Return the addresses of benchmarks' pages, each with the title behind it that `benchmark_column` shows."""
    return [
        f"benchmark?id={quote(ident, safe='')}#{quote(title, safe=_OF_ADDRESSES)}"
        for ident, title in zip(ids, titles, strict=True)
    ]


def benchmark_column(title: str, *, width: int | None = None, note: str | None = None) -> Any:  # noqa: ANN401
    """Return the column of `benchmark_addresses`: the titles, each a link to the benchmark's page."""
    return st.column_config.LinkColumn(title, display_text="#(.+)", pinned=True, width=width, help=note)


def choose_picked(key: str, ids: Sequence[str], choice: Choice) -> None:
    """Choose the row of a table that was picked, for its `on_select`.

    Args:
        key: the table's.
        ids: what its rows are, in their order.
        choice: for which one of them is taken.
    """
    rows = st.session_state[key]["selection"]["rows"]
    if rows and rows[0] < len(ids):
        choice.set(ids[rows[0]])


def _configured(kind: Any, column: Column, *, pinned: bool) -> Any:  # noqa: ANN401 - a type, and Streamlit's own dict
    note = "; ".join(part for part in (column.unit, column.help) if part) or None
    if kind is bool:
        return st.column_config.CheckboxColumn(column.title, help=note, pinned=pinned)
    if kind in {int, float}:
        shown = _NUMBERS.get(column.unit, "localized" if kind is int else "%.4g")
        return st.column_config.NumberColumn(column.title, help=note, pinned=pinned, format=shown)
    if kind is date:
        return st.column_config.DateColumn(column.title, help=note, pinned=pinned, format="D MMM YYYY")
    if kind is datetime:
        return st.column_config.DatetimeColumn(column.title, help=note, pinned=pinned, format="D MMM YYYY HH:mm")
    return st.column_config.TextColumn(column.title, help=note, pinned=pinned)
