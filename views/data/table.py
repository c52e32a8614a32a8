"""A table of the Data page with the menu to take it away, and the words that its parts share."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pandas as pd
import streamlit as st

from catalog import queries
from catalog.records import Model, columns
from catalog.store import stamp_of
from views.export.imprint import Imprint
from views.export.menus import page_imprint, table_menu
from views.shell.provenance import Part
from views.shell.snapshot import Snapshot
from views.shell.tables import with_titles
from views.shell.wording import count, day, one_line

PRICE_TITLES = {"input_usd_per_mtok": "Input price", "output_usd_per_mtok": "Output price"}
MODEL_TITLES = {name: column.title for name, (_, column) in columns(Model).items()}
MOST_FOREIGN = 300
ROW_PX, MOST_ROWS = 35, 15
# The columns that name a source, by id or by title.
_NAMING = {"source_id": "source_id"} | dict.fromkeys(("source", "low_source", "high_source", "chosen_source"), "source")
# A column that stays in sight leaves room for another on a phone.
PINNED_PX = 200


def moment(path: Path) -> str:
    """Return when a snapshot was made, in words."""
    made = stamp_of(path)
    return f"{day(made)}, {made:%H:%M} UTC"


def safe(names: pd.Series) -> pd.Series:
    """Return foreign names in one line each, of a length that a cell can hold."""
    return names.map(lambda name: one_line(name)[:MOST_FOREIGN], na_action="ignore")


def draw_table(
    snapshot: Snapshot,
    rows: pd.DataFrame,
    config: dict[str, Any],
    *,
    key: str,
    title: str,
    links: Mapping[str, list[str]] | None = None,
) -> None:
    """Draw the columns of a table that are configured and known, and the menu to take them away.

    Args:
        snapshot: where the rows are from.
        rows: the rows.
        config: the columns, in their order.
        key: a name of its own on the page.
        title: what the rows are.
        links: addresses that stand in a column on the page alone.
    """
    shown = rows[list(config)].dropna(axis="columns", how="all")
    alt = f"{title}: {count(len(shown), 'row')}"
    st.dataframe(
        with_titles(shown).assign(**dict(links or {})),
        height=ROW_PX * (min(len(shown), MOST_ROWS) + 1) + 2,
        hide_index=True,
        column_config=config,
        placeholder="-",
        lazy=True,
        alt=alt,
    )
    table_menu(shown, imprint_of(snapshot, title, rows), key=f"take_{key}")


def imprint_of(snapshot: Snapshot, title: str, rows: pd.DataFrame) -> Imprint:
    """Return what is written beside a table or chart that is taken away from this page.

    Its rows are of the sources that they name; counts over everything, which name none, are of all.
    """
    sources = snapshot.ask(queries.sources)
    named = [name for name in _NAMING if name in rows]
    parts = [Part(rows[[name]].rename(columns={name: _NAMING[name]}), what="Sources") for name in named]
    return page_imprint(
        snapshot, *(parts or [Part(sources, what="Sources")]), title=title, counts=count(len(rows), "row")
    )
