"""The parts of the Leaderboard: what is asked, who leads, the bars, the table, who is too little known, the credits."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

import pandas as pd
import streamlit as st

from catalog import queries
from catalog.answers import leaderboard
from catalog.answers.leaderboard import NOT_SOLD, LeaderboardAnswer, LeaderboardQuestion
from catalog.evidence import WIDEST_POINTS
from catalog.filters import in_words
from catalog.models.leaderboard import Ranked
from catalog.pricing.terms import Terms
from catalog.records import Ability, Model, Offer, Speed
from catalog.store import Store
from catalog.tradeoffs.scatter import PRICE, SPEED, Point
from views.export.menus import chart_menu, page_imprint, table_menu
from views.leaderboard.chart import MOST_BARS, ColourBy, alt_text, leaderboard_figure
from views.shell import gates, inputs
from views.shell.links import MOST_COMPARED, compare_link, model_link
from views.shell.provenance import Part, credit_lines
from views.shell.snapshot import Snapshot
from views.shell.tables import adjusted, column_config, with_titles
from views.shell.wording import count, markdown_text

# Chips for so many domains; the others stand in the box beside them.
MOST_CHIPS = 9
CHIPS, OTHER = "gate_domain_chip", "gate_domain_other"
COLOURS: dict[ColourBy, str] = {"weights": "Open or closed", "maker": "Maker"}
CHART, TABLE = "leaderboard_bars", "leaderboard_table"
TABLE_PX = 560
SHOWN = (
    *("rank_best", "rank_worst", "name", "value", "low", "high", "effort", "best_effort", "best_effort_value"),
    *(PRICE, "provider", "seller_told", SPEED, "speed_evidence", "developer", "weights", "boards", "newest_result"),
    *("coverage", "release_date"),
)
LITTLE = tuple(name for name in SHOWN if not name.startswith("rank_"))


def _configuration() -> dict[str, Any]:
    found = (
        column_config(Ranked, "rank_best", "rank_worst", "best_effort", "best_effort_value", "boards", "newest_result")
        | column_config(Model, "name", "developer", "weights", "release_date", pinned="name")
        | column_config(Ability, "value", "low", "high", "effort", "coverage")
        | column_config(Point, PRICE, "speed_evidence")
        | column_config(Offer, "provider")
        | column_config(Terms, "seller_told")
        | column_config(Speed, SPEED)
    )
    shorter = {"low": "Low", "high": "High", "coverage": "Measured", PRICE: "Price", SPEED: "Speed"}
    shorter |= {"speed_evidence": "Speed is"}
    found |= {name: adjusted(found[name], label=label) for name, label in shorter.items()}
    numbers = dict.fromkeys(("value", "low", "high", "best_effort_value"), "%.1f") | {
        "coverage": "percent",
        SPEED: "%.0f",
    }
    found |= {name: adjusted(found[name], number=number) for name, number in numbers.items()}
    return found | {"name": adjusted(found["name"], width=210)}


CONFIGURATION = _configuration()


@dataclass(frozen=True, slots=True, kw_only=True)
class Look:
    """How the leaderboard is drawn."""

    colour_by: ColourBy


# What is asked


def ask_domain(snapshot: Snapshot) -> None:
    """Draw the domains: those of most models as chips, the others in a box. Kept like the gates."""
    domains = snapshot.ask(domains_with_models)
    titles = dict(zip(domains["domain"], domains["title"], strict=True))
    now = gates.kept().domain if gates.kept().domain in titles else next(iter(titles))
    chips = domains.loc[domains["kind"] != "language", "domain"].head(MOST_CHIPS).tolist()
    others = [domain for domain in titles if domain not in chips]
    st.session_state.setdefault(CHIPS, now if now in chips else None)
    st.session_state.setdefault(OTHER, now if now in others else None)
    with st.container(horizontal=True, vertical_alignment="center", gap="small", key="domains"):
        st.pills(
            "Domain",
            chips,
            format_func=titles.__getitem__,
            key=CHIPS,
            on_change=_choose_domain,
            args=(CHIPS,),
            label_visibility="collapsed",
            width="content",
        )
        st.selectbox(
            "Another domain or language",
            others,
            format_func=titles.__getitem__,
            key=OTHER,
            placeholder="More domains and languages",
            on_change=_choose_domain,
            args=(OTHER,),
            label_visibility="collapsed",
            width=230,
        )


def _choose_domain(key: str) -> None:
    """Take what a chip or the box says; a chip that is let go chooses nothing else."""
    picked = st.session_state[key]
    gates.start_with(replace(gates.kept(), domain=str(picked)) if picked else gates.kept())


def domains_with_models(store: Store) -> pd.DataFrame:
    """Return the domains in which a model that is sold was measured, that of most such models first.

    Columns: domain, title, kind, models (how many are sold).
    """
    sold = queries.models_in_play(store)
    sold = sold.loc[sold["providers"].map(len) > 0, "model_id"]
    measured = queries.measured_abilities(store)
    counts = measured.loc[measured["model_id"].isin(sold), "domain"].value_counts()
    domains = queries.ability_domains(store)[["domain", "title", "kind"]]
    domains = domains.assign(models=domains["domain"].map(counts).fillna(0).astype(int))
    return domains[domains["models"] > 0].sort_values(["models", "title"], ascending=[False, True], ignore_index=True)


def ask(snapshot: Snapshot) -> tuple[LeaderboardQuestion, Look]:
    """Draw what the list is asked beside the gates."""
    domains = snapshot.ask(domains_with_models)["domain"].tolist()
    with st.container(horizontal=True, vertical_alignment="center", gap="small", key="axes"):
        unsold = inputs.segment(
            "Models",
            {"sold": "Sold today", "all": "All that were tested"},
            key="among",
            note="Sold: at a list price. All: also what can only be downloaded, or was only ever tested.",
            width=280,
        )
        colour_by = inputs.segment("Colours", COLOURS, key="colours", width=240)
        gates.draw_input_percent()
    filters = gates.kept()
    if filters.domain not in domains:
        filters = replace(filters, domain=domains[0])
    return LeaderboardQuestion(filters=filters, unsold=unsold == "all"), Look(colour_by=colour_by)


# The answer


def draw_answer(told: LeaderboardAnswer) -> None:
    """Draw who leads, and how many have a place and why the others have none."""
    st.markdown(markdown_text(leaderboard.sentence(told)))
    gates.shown_line(told.left)


def draw_bars(snapshot: Snapshot, question: LeaderboardQuestion, told: LeaderboardAnswer, look: Look) -> None:
    """Draw the best models as bars, where a click on one leads, and the menu to take the chart away."""
    rows = told.ranked.head(MOST_BARS)
    anchors = leaderboard.anchors(snapshot, question.filters.domain)[["name", "value"]]
    chart = leaderboard_figure(rows, anchors, look.colour_by)
    picked = st.plotly_chart(
        chart,
        key=CHART,
        on_select="rerun",
        selection_mode="points",
        config={"displayModeBar": False},
        alt=alt_text(rows, told.domain_title),
    )
    ids = [str(point["customdata"]) for point in picked["selection"]["points"] if point.get("customdata")]
    _draw_chosen(rows[rows["model_id"].isin(ids)])
    dotted = " Dotted lines are models that many boards tested." if len(anchors) else ""
    more = f"The best {len(rows)} of {len(told.ranked):,}; the table has all. " if len(told.ranked) > len(rows) else ""
    st.caption(f"{more}{leaderboard.RANKS}{dotted}")
    drawn = rows.drop(columns=["licence_id"])
    chart_menu(chart, drawn, _imprint(snapshot, question, told, rows), key="take_chart")


def _draw_chosen(rows: pd.DataFrame) -> None:
    """Draw links to the models that were picked."""
    if rows.empty:
        return
    with st.container(horizontal=True, vertical_alignment="center", gap="small"):
        for model_id, name in rows[["model_id", "name"]].head(MOST_COMPARED).itertuples(index=False):
            model_link(model_id, name)
        compare_link(rows["model_id"].tolist(), "Compare them")


def draw_table(snapshot: Snapshot, question: LeaderboardQuestion, told: LeaderboardAnswer) -> None:
    """Draw all models that have a place, where the selected ones lead, and the menu to take the table away."""
    rows = told.ranked
    st.subheader(f"All {count(len(rows), 'model')} with a place", anchor=False)
    links = st.container()
    picked = st.dataframe(
        with_titles(rows[list(SHOWN)]),
        # Another key where other rows stand in it, so that no selection slips to another model.
        key=f"{TABLE}_{hash(tuple(rows['model_id']))}",
        height=TABLE_PX if len(rows) * 35 > TABLE_PX else "content",
        hide_index=True,
        column_config=CONFIGURATION,
        placeholder="-",
        on_select="rerun",
        selection_mode="multi-row",
        alt=f"{count(len(rows), 'model')} in {told.domain_title}, the ablest first",
    )
    with links:
        chosen = rows.iloc[[row for row in picked["selection"]["rows"] if row < len(rows)]]
        if chosen.empty:
            st.caption(f"Select rows to open a model, or to compare up to {MOST_COMPARED}.")
        _draw_chosen(chosen)
    taken = rows[["model_id", *SHOWN, "price_as_of", "speed_as_of"]]
    table_menu(taken, _imprint(snapshot, question, told, rows), key="take_table")


def draw_little_known(told: LeaderboardAnswer) -> None:
    """Draw behind a click the models of which too little is known for a place."""
    rows = told.little_known
    if rows.empty:
        return
    behind = st.expander(f"Too little known: {count(len(rows), 'model')}", key="little_known", on_change="rerun")
    if not behind.open:
        return
    with behind:
        st.caption(f"Their intervals are wider than {WIDEST_POINTS:g} points, so they have no place. By name.")
        st.dataframe(
            with_titles(rows[list(LITTLE)]),
            height="content" if len(rows) <= 10 else 380,  # noqa: PLR2004 - so many fit
            hide_index=True,
            column_config=CONFIGURATION,
            placeholder="-",
            alt="Models of which too little is known for a place",
        )


def draw_nothing(question: LeaderboardQuestion, told: LeaderboardAnswer) -> None:
    """Say that nothing is left, and what to do."""
    unsold = int((told.left["reason"] == NOT_SOLD).sum())
    otherwise = f"Show all that were tested: {count(unsold, 'model')} of them nobody sells." if unsold else ""
    gates.nothing_left(told.candidates, question.filters, otherwise)
    draw_little_known(told)


# Where it comes from


def _parts(question: LeaderboardQuestion, *rows: pd.DataFrame, columns: Sequence[str] = SHOWN) -> list[Part]:
    return [Part(each, columns, (question.filters.domain,)) for each in rows if not each.empty]


def draw_credits(snapshot: Snapshot, question: LeaderboardQuestion, told: LeaderboardAnswer) -> None:
    """Draw who published what is shown."""
    key = ("credits of the page Leaderboard", question)
    for line in snapshot.memory.recall(
        key, lambda: credit_lines(snapshot.ask, *_parts(question, told.ranked, told.little_known))
    ):
        st.caption(line)


def _imprint(snapshot: Snapshot, question: LeaderboardQuestion, told: LeaderboardAnswer, rows: pd.DataFrame) -> Any:
    among = "" if question.unsold else "; models that are sold"
    return page_imprint(
        snapshot,
        *_parts(question, rows),
        title=f"Leaderboard: {told.domain_title}",
        gates="; ".join(in_words(question.filters)) + among if in_words(question.filters) else among.lstrip("; "),
        counts=f"{len(rows):,} of {count(len(told.left), 'model')}",
    )
