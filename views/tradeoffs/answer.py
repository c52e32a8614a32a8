"""The parts of the Trade-offs page: the chart, what stands beside it, the table, the credits."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

import pandas as pd
import plotly.graph_objects as go
import streamlit as st

from catalog.answers import tradeoffs
from catalog.filters import in_words
from catalog.pricing.terms import Terms
from catalog.records import Ability, Model, Offer, Score, Speed
from catalog.tradeoffs.frontier import worth_taking
from catalog.tradeoffs.scatter import AXES, PRICE, SPEED, Pair, Point, Question, Scatter
from views.charts.hover import with_hover
from views.charts.tradeoff import Look, alt_text, tradeoff_figure
from views.export.imprint import Imprint, showing
from views.export.menus import chart_menu, table_menu
from views.shell import gates
from views.shell.credits import draw_credits
from views.shell.frame import link_here
from views.shell.links import MOST_COMPARED, compare_link, model_link
from views.shell.provenance import NO_CREDITS, Credits, Part, credits_of
from views.shell.snapshot import Snapshot
from views.shell.tables import column_config, known_columns, with_titles
from views.shell.wording import count, markdown_text
from views.tradeoffs import beside, picked
from views.tradeoffs.asked import PAIRS, SIZES, ask_makers
from views.tradeoffs.words import Step, steps_of

TABLE = "_points_table"
# How much of the width the chart has, and what stands beside it.
BESIDE = (0.71, 0.29)
COLUMNS = (
    column_config(Model, "name", pinned="name")
    | column_config(Score, "effort")
    | column_config(Point, "is_on_frontier")
    | column_config(Ability, "value", "low", "high")
    | column_config(Point, PRICE)
    | column_config(Speed, SPEED)
    | column_config(Model, "weights", "developer")
    | column_config(Offer, "input_usd_per_mtok", "output_usd_per_mtok", "provider")
    | column_config(Terms, "seller_told", "price_terms")
    | column_config(Point, "cheapest_usd_per_mtok", "dearest_usd_per_mtok", "providers")
    | column_config(Point, "speed_place", "speed_evidence")
    | column_config(Speed, "statistic", "conditions")
    | column_config(Model, "licence_id", "parameters", "context_tokens", "release_date")
    | column_config(Point, "coverage")
    | column_config(Score, "evidence", "samples", "harness")
    | column_config(Point, "score_source", "score_as_of", "price_source", "price_as_of", "speed_source", "speed_as_of")
)
# What the table on the page shows of them; a column more is a millisecond more for each changed gate.
SHOWN = {
    "value": ("value", "low", "high"),
    PRICE: (PRICE, "provider", "seller_told", "price_terms", "input_usd_per_mtok", "output_usd_per_mtok"),
    SPEED: (SPEED, "speed_place", "speed_evidence", "statistic"),
}


# What follows


@dataclass(frozen=True, slots=True, kw_only=True)
class Shown:
    """Everything that the page shows of one question: worked out once, whoever asks.

    Attributes:
        answer: the points, and why the others are not among them.
        chart: the figure; None without points.
        alt: what the chart shows, in words.
        table: the points' columns that the table shows and in which anything is known.
        taken: those of the table that is taken away, with sources and dates.
        figures: all the points' columns in which anything is known, to take away with the chart.
        steps: what is worth taking, in words.
        credits: who published what.
        imprint: what is printed beside what is taken away.
    """

    answer: Scatter
    chart: go.Figure | None = None
    alt: str = ""
    table: pd.DataFrame = field(default_factory=pd.DataFrame)
    taken: pd.DataFrame = field(default_factory=pd.DataFrame)
    figures: pd.DataFrame = field(default_factory=pd.DataFrame)
    steps: tuple[Step, ...] = ()
    credits: Credits = NO_CREDITS
    imprint: Imprint | None = None


def shown(snapshot: Snapshot, question: Question, look: Look) -> Shown:
    """Return what the page shows; what was asked before is remembered."""
    return snapshot.share(_shown, question, look)


def _shown(snapshot: Snapshot, question: Question, look: Look) -> Shown:
    answered = tradeoffs.answer(snapshot, question, with_hover)
    if answered.points.empty:
        return Shown(answer=answered)
    return Shown(
        answer=answered,
        chart=tradeoff_figure(answered.points, look),
        alt=alt_text(answered.points, look),
        table=known_columns(answered.points, _columns_of(question.pair)),
        taken=known_columns(answered.points, COLUMNS),
        figures=answered.points.dropna(axis="columns", how="all"),
        steps=tuple(_steps(answered.points, look)),
        credits=credits_of(snapshot.ask, _part(answered.points, question)),
        imprint=_imprint(snapshot, answered, question, look),
    )


def _columns_of(pair: Pair) -> Iterator[str]:
    """Yield what the table on the page shows: the axes first, then what the points are."""
    yield from ("name", "effort", "is_on_frontier")
    for axis in AXES[pair]:
        yield from SHOWN[axis]
    yield from ("weights", "developer", "parameters", "context_tokens")


def _steps(points: pd.DataFrame, look: Look) -> Iterator[Step]:
    found = worth_taking(points, look.pair, is_ability=look.is_ability, higher_is_better=look.higher_is_better)
    return steps_of(points, found, look)


def _part(points: pd.DataFrame, question: Question) -> Part:
    """Return what is shown: a point tells all that is known of it when it is pointed at, and so do the files."""
    return Part(points, domains=() if question.benchmark_id is not None else (question.filters.domain,))


def _imprint(snapshot: Snapshot, answered: Scatter, question: Question, look: Look) -> Imprint:
    points, number = answered.points, int(answered.models["reason"].isna().sum())
    asked = [look.quality_title] if look.quality_title else []
    imprint = Imprint(
        title=PAIRS[question.pair].replace(" /", " against"),
        gates="; ".join([*asked, *in_words(question.filters)]),
        counts=f"{number:,} of {count(len(answered.models), 'model')}",
        snapshot_day=snapshot.made_at.date() if snapshot.made_at else None,
    )
    return showing(imprint, snapshot.ask, _part(points, question))


# What is drawn


def draw_standing(answered: Scatter) -> None:
    """Draw how many models are shown, and why not the others."""
    points, models = len(answered.points), answered.points["model_id"].nunique()
    gates.shown_line(answered.models, f", as {points:,} points: one for each effort" if points > models else "")


def draw_answer(snapshot: Snapshot, question: Question, look: Look) -> None:
    """Draw everything that follows from what is asked."""
    head = st.container(horizontal=True, vertical_alignment="center", gap="medium", key="standing")
    with head:
        standing = st.container(width="stretch")
        look = ask_makers(snapshot, look)
    page = shown(snapshot, question, look)
    with standing:
        draw_standing(page.answer)
    points = page.answer.points
    if points.empty:
        gates.nothing_left(page.answer.candidates, question.filters, "Choose another quality, or other two to compare.")
        return
    picked.adopt()
    places = picked.places(points)
    chart, side = st.columns(BESIDE, gap="medium")
    with chart:
        _draw_chart(page, look, points.loc[places, "model_id"])
    with side:
        if places:
            beside.draw_picked(snapshot, points, places, question, look)
        else:
            anchors = beside.anchors_of(snapshot, question.filters.domain) if look.is_ability else ()
            beside.draw_steps(page.steps, anchors)
    _draw_table(page, question, places)
    draw_credits(page.credits)


def _draw_chart(page: Shown, look: Look, model_ids: "pd.Series[str]") -> None:
    """Draw the chart with a ring round what was picked."""
    points = page.answer.points
    if look.intervals and points[["low", "high"]].isna().all(axis=None):
        st.caption("This board states no intervals.")
    ringed = replace(look, picked=tuple(dict.fromkeys(model_ids)))
    st.plotly_chart(
        tradeoff_figure(points, ringed) if ringed.picked else page.chart,
        key=picked.chart_key(),
        on_select=picked.pick_in_chart,
        selection_mode=("points", "lasso"),
        config={"displaylogo": False, "modeBarButtonsToRemove": ["select2d", "autoScale2d"]},
        alt=page.alt,
    )
    _say_sizes(points, look)


def _say_sizes(points: pd.DataFrame, look: Look) -> None:
    if look.size is None:
        return
    unknown = int(points[look.size].isna().sum())
    said = f"Size: {SIZES[look.size].lower()}, by its logarithm."
    st.caption(f"{said} {count(unknown, 'point')} of unknown size drawn smallest." if unknown else said)


def _draw_table(page: Shown, question: Question, places: Sequence[int]) -> None:
    """Draw the rows of the chart, those that were picked in it first and selected, below where they lead.

    What is selected can be compared; the chart and the table can be taken away.
    """
    points, table, number = page.answer.points, page.table, len(places)
    if number:
        order = [*places, *points.index.difference(places)]
        points, table = points.loc[order], table.loc[order]
    chosen = st.container(horizontal=True, vertical_alignment="center", gap="small", key="chosen")
    state = st.dataframe(
        with_titles(table),
        key=_table_key(points["model_id"], number),
        hide_index=True,
        column_config=COLUMNS | _quality_titles(question),
        placeholder="-",
        on_select="rerun",
        selection_mode="multi-row",
        selection_default={"selection": {"rows": list(range(number))}},
        alt=f"The {len(table)} points of the chart, best first",
    )
    selected = points.iloc[[row for row in state["selection"]["rows"] if row < len(points)]]
    with chosen:
        _draw_chosen(selected.drop_duplicates("model_id"))
        if page.chart is not None and page.imprint is not None:
            imprint = replace(page.imprint, link=link_here())
            with st.container(horizontal=True, width="content", gap="small"):
                chart_menu(page.chart, page.figures, imprint, key="take_chart")
                table_menu(page.taken, imprint, key="take_table")


def _quality_titles(question: Question) -> dict[str, Any]:
    """Return what the columns of the quality are called: an ability is no score of a board."""
    is_ability = question.benchmark_id is None
    what, certainty = ("Ability", "90 %") if is_ability else ("Score", "as the board states it")
    note = "from 0 to 100; 50 is the middle model of 2025" if is_ability else "as the board states it"
    return {
        "value": st.column_config.NumberColumn(what, help=note, format="%.1f"),
        "low": st.column_config.NumberColumn("From", help=f"Low end of the interval, {certainty}", format="%.1f"),
        "high": st.column_config.NumberColumn("To", help=f"High end of the interval, {certainty}", format="%.1f"),
    }


def _table_key(models: "pd.Series[str]", picked: int) -> str:
    """Return the table's key: another one where selected rows may have moved, so that no selection slips to other rows.

    Otherwise it stays: a table that is built anew takes longer to draw than one that gets other rows.
    """
    rows = hash((tuple(models), picked))
    key, before = st.session_state.get(TABLE, ("points", rows))
    selection = st.session_state.get(key, {}).get("selection", {})
    if rows != before and (picked or selection.get("rows")):
        key = f"points_{rows}"
    st.session_state[TABLE] = key, rows
    return str(key)


def _draw_chosen(selected: pd.DataFrame) -> None:
    """Draw where the selected models lead: one to its own page, two to six side by side."""
    ids, names = selected["model_id"].tolist(), selected["name"].tolist()
    if not ids:
        st.caption("Select points (a click, or the lasso above the chart) or rows to compare up to six models.")
        return
    told = ", ".join(markdown_text(name) for name in names[:MOST_COMPARED])
    st.caption(f"{count(len(ids), 'model')} selected: {told}{' …' if len(ids) > MOST_COMPARED else ''}")
    if len(ids) == 1:
        model_link(ids[0], "Everything about it")
    label = "Compare them" if len(ids) <= MOST_COMPARED else f"Compare the first {MOST_COMPARED}"
    compare_link(ids[:MOST_COMPARED], label)
