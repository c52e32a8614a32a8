"""A table of the Data page with the menu to take it away, and the words that its parts share."""

from pathlib import Path
from typing import Any

import pandas as pd
import streamlit as st

from catalog import queries
from catalog.store import stamp_of
from views.export.imprint import Imprint, credits_of
from views.export.menus import table_menu
from views.shell.frame import link_here
from views.shell.snapshot import Snapshot
from views.shell.wording import count, day, one_line

PRICE_TITLES = {"input_usd_per_mtok": "Input price", "output_usd_per_mtok": "Output price"}
MOST_FOREIGN = 300
ROW_PX, MOST_ROWS = 35, 15
# A column that stays in sight leaves room for another on a phone.
PINNED_PX = 200


def moment(path: Path) -> str:
    """Return when a snapshot was made, in words."""
    made = stamp_of(path)
    return f"{day(made)}, {made:%H:%M} UTC"


def safe(names: pd.Series) -> pd.Series:
    """Return foreign names in one line each, of a length that a cell can hold."""
    return names.map(lambda name: one_line(name)[:MOST_FOREIGN], na_action="ignore")


def draw_table(snapshot: Snapshot, rows: pd.DataFrame, config: dict[str, Any], *, key: str, title: str) -> None:
    """Draw the columns of a table that are configured and known, and the menu to take them away.

    Args:
        snapshot: where the rows are from.
        rows: the rows.
        config: the columns, in their order.
        key: a name of its own on the page.
        title: what the rows are.
    """
    shown = rows[list(config)].dropna(axis="columns", how="all")
    alt = f"{title}: {count(len(shown), 'row')}"
    st.dataframe(
        shown,
        height=ROW_PX * (min(len(shown), MOST_ROWS) + 1) + 2,
        hide_index=True,
        column_config=config,
        placeholder="-",
        lazy=True,
        alt=alt,
    )
    table_menu(shown, imprint_of(snapshot, title, len(shown)), key=f"take_{key}")


def imprint_of(snapshot: Snapshot, title: str, rows: int) -> Imprint:
    """Return what is written beside a table or chart that is taken away from this page."""
    sources = snapshot.ask(queries.sources)
    return Imprint(
        title=title,
        gates="",
        counts=count(rows, "row"),
        snapshot_day=snapshot.made_at.date() if snapshot.made_at else None,
        credits=credits_of(sources, sources["source_id"]),
        link=link_here(),
    )
