"""The parts of the Openness page: the answer, what is asked, the heat map, the table, the credits."""

import re
from collections.abc import Collection, Mapping
from dataclasses import replace
from itertools import groupby
from math import ceil
from pathlib import Path

import pandas as pd
import plotly.graph_objects as go
import streamlit as st

from catalog.answers import openness
from catalog.answers.openness import OpennessAnswer
from catalog.curated.licences import TERMS
from catalog.curated.providers import maker_title
from catalog.numeric import read_whole
from catalog.openness.criteria import CRITERIA, DIFFERENCE, named, no_system
from catalog.openness.statements import CURATED, RECORD
from catalog.openness.systems import (
    ANY,
    ORDERS,
    Among,
    Asked,
    System,
    asked_in_words,
    evidence_column,
    left_out,
    ordered,
)
from catalog.records import Model
from views.export.imprint import Credit, Imprint
from views.export.menus import chart_menu, page_imprint, table_menu
from views.openness.chart import alt_text, openness_figure
from views.shell import gates, inputs, state
from views.shell.credits import draw_credits as draw_folded
from views.shell.links import LONGEST_NAME
from views.shell.provenance import Part, credits_of, origins
from views.shell.snapshot import Snapshot
from views.shell.state import Choice, Refusal
from views.shell.tables import choose_picked, column_config, with_titles
from views.shell.wording import asked_line, count, markdown_text, shortened

AMONG: Mapping[Among, str] = {"judged": "Judged by somebody", "famous": "Famous", "all": "All"}
KIND_TITLES: Mapping[str, str] = {
    ANY: "Any kind",
    "open source": "Open source: meets all six",
    "open weights": "Open weights",
    "closed": "Closed",
    "unknown": "Unknown",
}
MAP, PAGE = "openness_map", "page"
SYSTEM = Choice("id", key="system")
LISTED, START = "_openness_listed", "_openness_start"
_TERM = re.compile(r"(open-source model|open-weights model|closed model)")
ROWS_A_PAGE = 25
SHOW_PX, MENU_PX = 300, 145
LONGEST_SEARCH = 80
LONGEST_ASKED = 60
MOST_NAMED = 5
SHOWN = (
    {"label": column_config(Model, "name", pinned="name")["name"]}
    | column_config(Model, "developer")
    | column_config(System, "kind", "criteria_open", *CRITERIA, "disputed", "terms", "licence_title")
    | column_config(Model, "release_date")
    | column_config(System, "system_id")
)
# What a file of the table holds: the same, and the address of each verdict's evidence.
TAKEN = (*(name for name in SHOWN if name != "label"), "name", "clause", *(evidence_column(each) for each in CRITERIA))
STYLE = Path(__file__).with_name("openness.css")
CREDITED = "Verdicts, licences and release dates"


def openness_answer(snapshot: Snapshot) -> OpennessAnswer:
    """Return what is known; it is worked out once a snapshot."""
    return snapshot.share(openness.answer)


# The answer


def draw_answer(found: OpennessAnswer) -> None:
    """Draw the difference in two sentences, and who meets all six criteria."""
    judged = found.systems[found.systems["is_judged"]]
    whole = judged[judged["kind"] == "open source"]
    counts = judged["kind"].value_counts()
    st.html(STYLE)
    st.markdown(_TERM.sub(r"**\1**", DIFFERENCE))
    st.markdown(
        f"**{len(whole):,} of {count(len(judged), 'judged model')} {'meets' if len(whole) == 1 else 'meet'} "
        f"all six criteria**: {_by_developer(whole)}. "
        f"Of the others {counts.get('open weights', 0):,} are open weights and {counts.get('closed', 0):,} closed; "
        f"of {counts.get('unknown', 0):,} nobody says whether their weights can be had."
    )


def _by_developer(whole: pd.DataFrame) -> str:
    """Return the names, by developer, as Markdown; "none" where there are none."""
    makers = whole["developer"].map(maker_title, na_action="ignore").fillna("no maker stated")
    rows = whole.assign(developer=makers)
    rows = rows.sort_values(["developer", "label"])
    pairs = zip(rows["developer"], rows["label"], strict=True)
    told = [
        f"{', '.join(markdown_text(shortened(label, LONGEST_NAME)) for _, label in group)} ({markdown_text(developer)})"
        for developer, group in groupby(pairs, key=lambda pair: pair[0])
    ]
    return "; ".join(told) or "none"


# What is asked


def ask(found: OpennessAnswer) -> tuple[Asked, str]:
    """Draw what the list is asked; return it, and the order."""
    with st.container(horizontal=True, vertical_alignment="center", gap="small", key="asked"):
        among = inputs.segment("Show", AMONG, key="among", width=SHOW_PX)
        kind = inputs.choice("Kind", KIND_TITLES, key="kind", width=190)
        text = st.text_input(
            "Search",
            key="find",
            bind="query-params",
            max_chars=LONGEST_SEARCH,
            placeholder="Search by name",
            label_visibility="collapsed",
            width=150,
        )
        order = inputs.choice("Sort by", ORDERS, key="sort", width=205)
        with st.popover("More filters", key="more_filters"):
            must_be_open = _several("Must be open", CRITERIA, key="must_be_open")
            terms = _several("Licence class", {each: each for each in TERMS}, key="terms")
            developers = _several("Developer", _developers(found, among), key="by")
        asked = Asked(
            among=among, kind=kind, terms=terms, developers=developers, must_be_open=must_be_open, text=text or ""
        )
        told = asked_in_words(asked)
        if told:
            st.button("Clear", key="clear_filters", on_click=_clear, type="tertiary", help="Take all filters off")
    if asked.terms or asked.developers or asked.must_be_open:
        st.caption(asked_line(told))
    if among == "famous":
        st.caption("Famous: our choice of models that people call open, the best known and the current ones.")
    return asked, order


def _clear() -> None:
    st.session_state.update({"kind": ANY, "find": "", "terms": [], "must_be_open": [], "by": []})


def _developers(found: OpennessAnswer, among: Among) -> Mapping[str, str]:
    rows = found.systems if among == "all" else found.systems[found.systems["is_judged"]]
    return {name: maker_title(name) for name in sorted(rows["developer"].dropna().unique())}


def _several(label: str, titles: Mapping[str, str], *, key: str) -> tuple[str, ...]:
    """Ask for any number of some and return their ids. The address holds their titles."""
    known = {title.casefold() for title in titles.values()}
    for said in st.query_params.get_all(key):
        if said and said.casefold() not in known:
            _tell_ignored(label, said)
    picked: list[str] = st.multiselect(
        label, list(titles), format_func=titles.__getitem__, key=key, placeholder="Any", bind="query-params"
    )
    return tuple(picked)


def _tell_ignored(label: str, said: str) -> None:
    told = markdown_text(shortened(said, LONGEST_ASKED))
    st.toast(f"Ignored in the address: {label}, “{told}”.", duration="long")


# What is left


def draw_standing(found: OpennessAnswer, asked: Asked, order: str) -> pd.DataFrame:
    """Draw how many are shown and why not the others; return those that are, in order."""
    reasons = left_out(found.systems, asked)
    gates.shown_line(found.systems[["model_id", "name", "developer"]].assign(reason=reasons))
    return ordered(found.systems[reasons.isna()], order)


def draw_nothing(asked: Asked) -> None:
    """Say that nothing is left, and what to do."""
    wider = " or show all models" if asked.among != "all" else ""
    st.info(f"No model is left. Take a filter off{wider}.")


def draw_pages(shown: pd.DataFrame, asked: Asked, order: str) -> pd.DataFrame:
    """Draw where in the list the map is; return the rows of the map. Other filters or another order begin anew."""
    pages = ceil(len(shown) / ROWS_A_PAGE)
    if SYSTEM.is_arrival():
        _begin_at(_asked_page(pages))
    elif st.session_state.get(LISTED) != (asked, order):
        _begin_at(1)
    st.session_state[LISTED] = asked, order
    number, start = st.session_state[START]
    page = st.pagination(pages, default=min(start, pages), key=f"pages_{number}") if pages > 1 else 1
    state.write_one(PAGE, str(page) if page > 1 else None)
    return shown.iloc[(page - 1) * ROWS_A_PAGE : page * ROWS_A_PAGE].reset_index(drop=True)


def _begin_at(page: int) -> None:
    """Show this page of the list by a new widget: one that is there keeps its value."""
    st.session_state[START] = st.session_state.get(START, (0, 1))[0] + 1, page


def _asked_page(pages: int) -> int:
    """Return the page that the address asks for; the first one where there is no such page, and say so."""
    said = st.query_params.get(PAGE, "1")
    page = read_whole(said)
    if page is not None and 1 <= page <= pages:
        return page
    _tell_ignored("Page", said)
    return 1


def ask_system(found: OpennessAnswer, asked: Asked, rows: pd.DataFrame) -> str:
    """Ask whose card to show and return its id; the first row's at first."""
    everyone = found.systems["system_id"]
    picked = inputs.typed(
        "Card of",
        SYSTEM,
        everyone if asked.among == "all" else everyone[found.systems["is_judged"]],
        lambda text: _choose(found, text),
        placeholder="The first row. Choose or type another",
    )
    if refusal := SYSTEM.refusal():
        st.info(markdown_text(refusal.sentence))
    return picked or str(rows["system_id"].iloc[0])


def _choose(found: OpennessAnswer, text: str) -> None:
    """Choose the system that a text means: its id, or a name that it alone has. Else keep which are near."""
    text = text.strip()[:LONGEST_SEARCH]
    near = named(found.table, text)
    if len(near) > 1:
        more = f" and {len(near) - MOST_NAMED} more" if len(near) > MOST_NAMED else ""
        SYSTEM.set(None, Refusal(f"“{text}” may mean {', '.join(near[:MOST_NAMED])}{more}."))
    elif text and not near:
        SYSTEM.set(None, Refusal(no_system(found.table, text)))
    else:
        SYSTEM.set(next(iter(near), None))


# The map


def draw_map(found: OpennessAnswer, rows: pd.DataFrame, total: int, picked: str) -> go.Figure:
    """Draw the heat map of some rows of the list, and return it; a click on a cell picks its system."""
    cells = found.table[found.table["system_id"].isin(rows["system_id"])]
    chart = openness_figure(rows, cells, picked)
    st.plotly_chart(
        chart,
        key=MAP,
        on_select=_pick_in_map,
        selection_mode="points",
        config={"displayModeBar": False},
        alt=alt_text(rows, total),
    )
    told = "all" if len(rows) == total else f"{len(rows)} of {total:,}; the table below has them all"
    st.caption(f"Rows: {told}. A click on a cell opens the card of its model.")
    return chart


def _pick_in_map() -> None:
    points = st.session_state[MAP]["selection"]["points"]
    if points:
        SYSTEM.set(points[0]["customdata"][0])


# The table


def draw_menus(
    found: OpennessAnswer, shown: pd.DataFrame, rows: pd.DataFrame, chart: go.Figure, imprint: Imprint
) -> None:
    """Draw the menus to take chart and table away. The chart has only some rows of what is shown."""
    drawn = replace(imprint, counts=f"{len(rows)} of {count(len(found.systems), 'model')}")
    menus = st.container(horizontal=True, gap="small")
    with menus.container(width=MENU_PX):
        chart_menu(chart, _cells_of(found, rows), drawn, key="take_chart")
    with menus.container(width=MENU_PX):
        table_menu(shown[list(TAKEN)], imprint, key="take_table")


def _cells_of(found: OpennessAnswer, rows: pd.DataFrame) -> pd.DataFrame:
    """Return the cells of some systems for a file: who says what, where, when."""
    cells = found.table[found.table["system_id"].isin(rows["system_id"])]
    return cells.drop(columns=["is_judged", "source_id"])


def draw_table(shown: pd.DataFrame) -> None:
    """Draw all that are shown as a table; selecting a row opens its card."""
    key = f"systems_{hash(tuple(shown['system_id']))}"
    st.dataframe(
        with_titles(shown[list(SHOWN)]),
        key=key,
        hide_index=True,
        column_config=SHOWN,
        placeholder="-",
        on_select=lambda: choose_picked(key, shown["system_id"].tolist(), SYSTEM),
        selection_mode="single-row",
        alt=f"The {count(len(shown), 'model')} shown, with the six criteria and the licence",
    )


# Who says so


def parts_of(found: OpennessAnswer, system_ids: Collection[str]) -> tuple[Part, ...]:
    """Return what is said of some systems, with its sources: those of a merged record's verdicts are the record's."""
    cells = found.table[found.table["system_id"].isin(system_ids)]
    rows = found.systems[found.systems["system_id"].isin(system_ids)]
    merged = rows["system_id"].isin(cells.loc[cells["source_id"] == RECORD, "system_id"])
    dated = rows[rows["release_date"].notna() | merged]
    records = dated[["record_source_id"]].rename(columns={"record_source_id": "source_id"})
    return Part(cells, what=CREDITED), Part(records, what=CREDITED)


def draw_credits(snapshot: Snapshot, found: OpennessAnswer, shown: pd.DataFrame, picked: str) -> None:
    """Draw who published what is shown, in the list and in the card."""
    parts = parts_of(found, {*shown["system_id"], picked})
    is_curated = CURATED in origins(snapshot.ask, *parts).get(CREDITED, ())
    curated = "Others are curated from primary sources, each with its link. " if is_curated else ""
    draw_folded(credits_of(snapshot.ask, *parts), f"{curated}How a verdict is found: `docs/methods/openness.md`.")


def imprint_of(snapshot: Snapshot, found: OpennessAnswer, shown: pd.DataFrame, asked: Asked, order: str) -> Imprint:
    """Return what is printed beside everything that is taken away from this page."""
    parts = parts_of(found, set(shown["system_id"]))
    imprint = page_imprint(
        snapshot,
        *parts,
        title="How open each model is",
        gates="; ".join([f"Show: {AMONG[asked.among].lower()}", *asked_in_words(asked), ORDERS[order].lower()]),
        counts=f"{len(shown):,} of {count(len(found.systems), 'model')}",
    )
    used = origins(snapshot.ask, *parts).get(CREDITED, frozenset())
    return replace(imprint, credits=(*imprint.credits, *_curated(found, used)))


def _curated(found: OpennessAnswer, used: Collection[str]) -> list[Credit]:
    """Return the credit of the curated statements, which are the project's own; none where none is used."""
    if CURATED not in used:
        return []
    newest = found.said.loc[found.said["source_id"] == CURATED, "as_of"].max()
    return [
        Credit(
            title="Curated from primary sources",
            licence="Apache-2.0",
            as_of=None if pd.isna(newest) else newest.date(),
            url="datasets/openness.csv",
            attribution="Statements curated by Shortlist from primary sources, each with its link",
        )
    ]
