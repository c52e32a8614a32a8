"""The parts of the Leaderboard: what is asked, who leads, the bars, the table, who is too little known, the credits."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import pandas as pd
import streamlit as st

from catalog import queries
from catalog.answers import leaderboard
from catalog.answers.leaderboard import NOT_SOLD, LeaderboardAnswer, LeaderboardQuestion
from catalog.evidence import LEAST_BOARDS, WIDEST_POINTS
from catalog.filters import Filters, in_words
from catalog.models.leaderboard import Ranked
from catalog.pricing.terms import Terms
from catalog.records import Ability, Model, Offer, Speed
from catalog.store import Store
from catalog.tradeoffs.scatter import PRICE, SPEED, Point
from views.export.imprint import Imprint
from views.export.menus import chart_menu, page_imprint, table_menu
from views.leaderboard.chart import MOST_BARS, ColourBy, alt_text, leaderboard_figure
from views.shell import gates, inputs
from views.shell.links import MOST_COMPARED, benchmark_link, compare_link, model_link
from views.shell.provenance import Part, credit_lines
from views.shell.snapshot import Snapshot
from views.shell.tables import adjusted, column_config, with_titles
from views.shell.wording import count, markdown_text

STYLE = Path(__file__).with_name("leaderboard.css")
CHIPS, OTHER = "gate_domain_chip", "gate_domain_other"
COLOURS: dict[ColourBy, str] = {"weights": "Open or closed", "maker": "Maker"}
CHART, TABLE = "leaderboard_bars", "leaderboard_table"
TABLE_PX = 560
MOST_TESTS = 8
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
    """Which models stand in the list, and what the colours of the bars say."""

    unsold: bool
    colour_by: ColourBy


# What is asked


def ask_domain(snapshot: Snapshot) -> None:
    """Draw as chips the tasks and fields that some boards measure. Kept like the gates."""
    st.html(STYLE)
    domains = snapshot.ask(domains_with_models)
    titles = dict(zip(domains["domain"], domains["title"], strict=True))
    now = gates.kept().domain if gates.kept().domain in titles else next(iter(titles))
    chips = domains.loc[domains["is_chip"], "domain"].tolist()
    st.session_state.setdefault(CHIPS, now if now in chips else None)
    st.session_state.setdefault(OTHER, None if now in chips else now)
    with st.container(key="domains"):
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


def _choose_domain(key: str) -> None:
    """Take what a chip or the box says; a chip that is let go chooses nothing else."""
    picked = st.session_state[key]
    gates.start_with(replace(gates.kept(), domain=str(picked)) if picked else gates.kept())


def _draw_other_domains(snapshot: Snapshot) -> None:
    domains = snapshot.ask(domains_with_models)
    titles = dict(zip(domains["domain"], domains["title"], strict=True))
    st.selectbox(
        "Another domain or language",
        sorted(domains.loc[~domains["is_chip"], "domain"], key=titles.__getitem__),
        format_func=titles.__getitem__,
        key=OTHER,
        placeholder="More domains and languages",
        on_change=_choose_domain,
        args=(OTHER,),
        label_visibility="collapsed",
        width=230,
    )


def domains_with_models(store: Store) -> pd.DataFrame:
    """Return the domains in which a model that is sold was measured, the one that stands for all first.

    Then that of most boards first. Columns: domain, title, kind, boards (how many measure it), and is_chip: it is no
    language and three boards or more measure it.
    """
    sold = queries.models_in_play(store)
    sold = sold.loc[sold["providers"].map(len) > 0, "model_id"]
    measured = queries.measured_abilities(store)
    known = measured.loc[measured["model_id"].isin(sold), "domain"]
    found = queries.domain_standings(store)[["domain", "title", "kind", "sources"]].rename(
        columns={"sources": "boards"}
    )
    found = found[found["domain"].isin(known)]
    found = found.assign(is_first=found["domain"].eq(Filters().domain))
    found = found.sort_values(["is_first", "boards", "title"], ascending=[False, False, True], ignore_index=True)
    is_chip = found["is_first"] | (found["boards"].ge(LEAST_BOARDS) & found["kind"].ne("language"))
    return found.drop(columns="is_first").assign(is_chip=is_chip)


def ask_look(snapshot: Snapshot) -> Look:
    """Draw what is asked beside the chips and the gates, and return it."""
    with st.container(horizontal=True, vertical_alignment="center", gap="small", key="axes"):
        _draw_other_domains(snapshot)
        among = inputs.segment(
            "Models",
            {"sold": "Sold today", "all": "All that were tested"},
            key="among",
            note="Sold: at a list price. All: also what can only be downloaded, or was only ever tested.",
            width=280,
        )
        with st.popover("View", key="view"):
            colour_by = inputs.segment("Colours", COLOURS, key="colours")
            st.caption("Price: this share of the tokens is input")
            gates.draw_input_percent()
    return Look(unsold=among == "all", colour_by=colour_by)


def question(snapshot: Snapshot, look: Look) -> LeaderboardQuestion:
    """Return what is asked, once the gates are drawn."""
    domains = snapshot.ask(domains_with_models)["domain"].tolist()
    filters = gates.kept()
    if filters.domain not in domains:
        filters = replace(filters, domain=domains[0])
    return LeaderboardQuestion(filters=filters, unsold=look.unsold)


# The answer


def draw_answer(told: LeaderboardAnswer) -> None:
    """Draw who leads."""
    st.markdown(markdown_text(leaderboard.sentence(told)))


def draw_bars(snapshot: Snapshot, asked: LeaderboardQuestion, told: LeaderboardAnswer, look: Look) -> None:
    """Draw the best models as bars, where a click on one leads, and the menu to take the chart away."""
    rows = told.ranked.head(MOST_BARS)
    anchors = leaderboard.anchors(snapshot, asked.filters.domain)[["name", "value"]]
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
    dotted = " Dotted lines are models that many boards tested, to compare with." if len(anchors) else ""
    more = f"The best {len(rows)} of {len(told.ranked):,}; the table has all. " if len(told.ranked) > len(rows) else ""
    share = asked.filters.input_percent
    st.caption(
        f"{more}The line on a bar is its 90 % interval; 50 is the middle of the models sold in 2025. "
        f"{leaderboard.RANKS} "
        f"Prices are of a million tokens, {share} % of them input, at the cheapest seller.{dotted}"
    )
    drawn = rows.drop(columns=["licence_id"])
    chart_menu(chart, drawn, _imprint(snapshot, asked, told, rows), key="take_chart")


def _draw_chosen(rows: pd.DataFrame) -> None:
    """Draw links to the models that were picked."""
    if rows.empty:
        return
    with st.container(horizontal=True, vertical_alignment="center", gap="small"):
        for model_id, name in rows[["model_id", "name"]].head(MOST_COMPARED).itertuples(index=False):
            model_link(model_id, name)
        compare_link(rows["model_id"].tolist(), "Compare them")


def draw_table(snapshot: Snapshot, asked: LeaderboardQuestion, told: LeaderboardAnswer) -> None:
    """Draw all models that have a place and why the others have none, where the selected ones lead, and the menu."""
    rows = told.ranked
    st.subheader("The whole list", anchor=False)
    gates.shown_line(told.left)
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
    table_menu(taken, _imprint(snapshot, asked, told, rows), key="take_table")


def draw_tests(snapshot: Snapshot, asked: LeaderboardQuestion) -> None:
    """Draw the tests on which the domain's abilities rest most, each a link to its page."""
    tests = snapshot.ask(queries.tests_in, asked.filters.domain)
    top = tests.head(MOST_TESTS)
    st.markdown(f"**What it rests on**: {count(len(tests), 'test')}, these {top['share'].sum():.0%} of it by weight")
    with st.container(horizontal=True, gap="small", key="tests"):
        for benchmark_id, title in top[["benchmark_id", "title"]].itertuples(index=False):
            benchmark_link(benchmark_id, title)


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


def draw_nothing(asked: LeaderboardQuestion, told: LeaderboardAnswer) -> None:
    """Say that nothing is left, and what to do."""
    unsold = int((told.left["reason"] == NOT_SOLD).sum())
    otherwise = f"Show all that were tested: {count(unsold, 'model')} of them nobody sells." if unsold else ""
    gates.shown_line(told.left)
    gates.nothing_left(told.candidates, asked.filters, otherwise)
    draw_little_known(told)


# Where it comes from


def _parts(asked: LeaderboardQuestion, *rows: pd.DataFrame, columns: Sequence[str] = SHOWN) -> list[Part]:
    return [Part(each, columns, (asked.filters.domain,)) for each in rows if not each.empty]


def draw_credits(snapshot: Snapshot, asked: LeaderboardQuestion, told: LeaderboardAnswer) -> None:
    """Draw who published what is shown."""
    key = ("credits of the page Leaderboard", asked)
    for line in snapshot.memory.recall(
        key, lambda: credit_lines(snapshot.ask, *_parts(asked, told.ranked, told.little_known))
    ):
        st.caption(line)


def _imprint(snapshot: Snapshot, asked: LeaderboardQuestion, told: LeaderboardAnswer, rows: pd.DataFrame) -> Imprint:
    among = "" if asked.unsold else "; models that are sold"
    return page_imprint(
        snapshot,
        *_parts(asked, rows),
        title=f"Leaderboard: {told.domain_title}",
        gates="; ".join(in_words(asked.filters)) + among if in_words(asked.filters) else among.lstrip("; "),
        counts=f"{len(rows):,} of {count(len(told.left), 'model')}",
    )
