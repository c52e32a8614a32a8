"""What changed between two snapshots, as the Data page draws it."""

from collections.abc import Callable

import pandas as pd
import streamlit as st

from catalog.answers.changes import changes_since
from catalog.data.changes import Changes
from catalog.records import Score
from catalog.store import snapshot_paths
from views.data.table import PINNED_PX, PRICE_TITLES, draw_table, moment, safe
from views.shell.snapshot import Snapshot, open_on_page
from views.shell.tables import column_config
from views.shell.wording import count, markdown_text

BEFORE = "compared_with"
number, text = st.column_config.NumberColumn, st.column_config.TextColumn


def draw_changes(snapshot: Snapshot) -> None:
    """Draw what changed between the figures shown and those of another snapshot."""
    others = [path for path in snapshot_paths() if snapshot.path is not None and path != snapshot.path]
    if not others:
        st.info(
            "There is no other snapshot to compare with yet. Each `python -m etl refresh` that finds news keeps one."
        )
        return
    stamps = {path.stem: moment(path) for path in others}
    picked = st.selectbox("Compare with", list(stamps), format_func=stamps.__getitem__, key=BEFORE, width=320)
    other, why = open_on_page(picked)
    if other is None or why:
        st.info(markdown_text(why or "That snapshot cannot be read."))
        return
    before, after = sorted((snapshot, other), key=lambda each: each.key)
    found = after.share(changes_since, before)
    st.markdown(
        f"From {_moment_of(before)} to {_moment_of(after)}: **{count(len(found.new), 'model')} new**, "
        f"**{len(found.gone):,} gone**, **{found.repriced['model_id'].nunique():,} repriced**, "
        f"**{found.rescored['model_id'].nunique():,} rescored**."
    )
    for tab, draw in zip(st.tabs(list(KINDS), key="changed", on_change="rerun"), KINDS.values(), strict=True):
        if tab.open:
            with tab:
                draw(snapshot, found)


def _moment_of(snapshot: Snapshot) -> str:
    return moment(snapshot.path) if snapshot.path else "the bundled figures"


def _draw_new(snapshot: Snapshot, found: Changes) -> None:
    _draw_models(snapshot, found.new, "New models", "that only the later snapshot has")


def _draw_gone(snapshot: Snapshot, found: Changes) -> None:
    _draw_models(snapshot, found.gone, "Gone models", "that only the earlier snapshot has")


def _draw_models(snapshot: Snapshot, rows: pd.DataFrame, title: str, which: str) -> None:
    if rows.empty:
        st.info(f"There is no model {which}.")
        return
    config = {
        "name": text("Model", pinned=True, width=PINNED_PX),
        "developer": text("Developer"),
        "model_id": text("Id"),
    }
    draw_table(snapshot, rows.assign(name=safe(rows["name"])), config, key="changed_models", title=title)


def _draw_repriced(snapshot: Snapshot, found: Changes) -> None:
    if found.repriced.empty:
        st.info("No cheapest list price moved.")
        return
    rows = found.repriced.assign(
        name=safe(found.repriced["name"]), price=found.repriced["price"].map(PRICE_TITLES)
    ).sort_values("change_percent", key=lambda change: change.abs(), ascending=False)
    config = {
        "name": text("Model", pinned=True, width=PINNED_PX),
        "price": text("Price", help="of the cheapest provider, USD per million tokens"),
        "was": number("Was", format="$%.4g"),
        "now": number("Is", format="$%.4g"),
        "change_percent": number("Change", format="%+.0f %%"),
        "model_id": text("Id"),
    }
    draw_table(snapshot, rows, config, key="repriced", title="Repriced models")


def _draw_rescored(snapshot: Snapshot, found: Changes) -> None:
    if found.rescored.empty:
        st.info("No result moved that both snapshots state.")
        return
    rows = found.rescored.assign(name=safe(found.rescored["name"]))
    config = (
        {
            "name": text("Model", pinned=True, width=PINNED_PX),
            "benchmark": text("Benchmark"),
            "was": number("Was", format="%.4g"),
            "now": number("Is", format="%.4g"),
            "source": text("Source"),
        }
        | column_config(Score, "effort", "benchmark_version", "harness", "model_name", "precision")
        | {"model_id": text("Id")}
    )
    draw_table(snapshot, rows, config, key="rescored", title="Rescored models")


KINDS: dict[str, Callable[[Snapshot, Changes], None]] = {
    "New": _draw_new,
    "Gone": _draw_gone,
    "Repriced": _draw_repriced,
    "Rescored": _draw_rescored,
}
