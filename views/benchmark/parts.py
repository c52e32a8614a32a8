"""The parts of a benchmark's page: which one is asked for, what it is, its chart, its results, the credits."""

from collections.abc import Iterator
from typing import Any
from urllib.parse import urlsplit

import pandas as pd
import streamlit as st

from catalog import queries
from catalog.answers import benchmark
from catalog.answers.benchmark import CLAIM, BenchmarkAnswer, BenchmarkQuestion
from catalog.data.benchmark import LONGEST_SEARCH
from catalog.records import Model, Score
from catalog.tradeoffs.scatter import Point
from views.benchmark.chart import alt_text, results_figure
from views.export.imprint import Imprint
from views.export.menus import chart_menu, page_imprint, table_menu
from views.shell import inputs, state
from views.shell.links import MOST_COMPARED, compare_link, model_link
from views.shell.provenance import Part, credit_lines
from views.shell.snapshot import Snapshot
from views.shell.state import Choice, Refusal
from views.shell.tables import adjusted, column_config, known_columns, with_titles
from views.shell.wording import count, day, figure, markdown_text, one_line, shortened

BENCHMARK = Choice("id", "benchmark_id")
VERSION = Choice("version", "benchmark_version")
TABLE_PX = 560
LONGEST_TITLE = 90
MOST_SETUPS = 4
SHOWN = (
    *("name", "effort", "value", "low", "high", "evidence", "score_source", "score_as_of", "harness", "samples"),
    *("contamination", "developer", "weights", "release_date"),
)
AMONG = {"board": "Tested by a board", "all": "Self-reported too"}


def _configuration() -> dict[str, Any]:
    found = (
        column_config(Model, "name", "developer", "weights", "release_date", pinned="name")
        | column_config(Score, "effort", "value", "low", "high", "evidence", "harness", "samples", "contamination")
        | column_config(Point, "score_source", "score_as_of")
    )
    found["name"] = adjusted(found["name"], width=210)
    found["low"], found["high"] = adjusted(found["low"], label="Low"), adjusted(found["high"], label="High")
    return found


CONFIGURATION = _configuration()


def _configured(scale: str) -> dict[str, Any]:
    """Return the columns of a table of scores: with one decimal on the scales on which more says nothing."""
    if scale not in {"percent", "elo", "mcc"}:
        return CONFIGURATION
    return CONFIGURATION | {name: adjusted(CONFIGURATION[name], number="%.1f") for name in ("value", "low", "high")}


# Which benchmark


def ask(snapshot: Snapshot) -> str | None:
    """Ask which benchmark to show and return its id; without one, say so and lead to those near what was asked."""
    index = benchmark.index(snapshot)
    if index.empty:
        st.info("This snapshot has no benchmarks. Run `python -m etl refresh` to make a new one.")
        return None
    titles = dict(zip(index["benchmark_id"], index["title"], strict=True))
    picked = _typed(snapshot, titles)
    refusal = BENCHMARK.refusal()
    if refusal:
        st.info(markdown_text(refusal.sentence))
        with st.container(horizontal=True, gap="small"):
            for near in refusal.nearest:
                st.button(
                    markdown_text(shortened(titles[near], LONGEST_TITLE)),
                    key=f"near_{near}",
                    on_click=_open,
                    args=(near,),
                    type="tertiary",
                )
    if picked is None:
        _draw_all(index)
    return picked


def _typed(snapshot: Snapshot, titles: dict[str, str]) -> str | None:
    """Draw the box; what it offers are titles, and what it keeps is an id."""
    BENCHMARK.adopt(lambda text: _choose(snapshot, titles, text))
    now = BENCHMARK.get()
    st.selectbox(
        "Benchmark",
        list(titles),
        index=None,
        format_func=lambda each: titles.get(each, each),
        key=BENCHMARK.key,
        placeholder=f"Search {len(titles):,} benchmarks by title",
        accept_new_options=True,
        on_change=_choose_anew,
        args=(snapshot, titles),
        label_visibility="collapsed",
        width=460,
    )
    BENCHMARK.write()
    return now


def _choose(snapshot: Snapshot, titles: dict[str, str], text: str) -> None:
    """Choose the benchmark that a text names by its id or its whole title; else keep which are near."""
    said = one_line(text)[:LONGEST_SEARCH].strip()
    named = (
        [said] if said in titles else [each for each, title in titles.items() if title.casefold() == said.casefold()]
    )
    if not said or len(named) == 1:
        BENCHMARK.set(named[0] if named else None)
        return
    near = named or benchmark.near(snapshot, said)["benchmark_id"].tolist()
    sentence = f"No benchmark is known as “{said}”." if not named else f"“{said}” may mean one of several."
    BENCHMARK.set(None, Refusal(f"{sentence} {'Near it:' if near else ''}".strip(), tuple(near)))


def _choose_anew(snapshot: Snapshot, titles: dict[str, str]) -> None:
    _choose(snapshot, titles, BENCHMARK.get() or "")
    VERSION.set(None)  # the next benchmark has others


def _open(benchmark_id: str) -> None:
    """Choose a benchmark. For the callback of a widget."""
    BENCHMARK.set(benchmark_id)
    VERSION.set(None)


def _draw_all(index: pd.DataFrame) -> None:
    """Draw the table of all benchmarks, where a selected row opens its page."""
    ids = index["benchmark_id"].tolist()

    def open_row() -> None:
        rows = st.session_state["all_benchmarks"]["selection"]["rows"]
        if rows and rows[0] < len(ids):
            _open(ids[rows[0]])

    st.caption("Select a row to open a benchmark.")
    st.dataframe(
        index[["title", "domain_title", "models_measured", "models_claimed", "publisher", "last_as_of"]],
        key="all_benchmarks",
        height=TABLE_PX,
        hide_index=True,
        column_config={
            "title": st.column_config.TextColumn("Benchmark", pinned=True, width=320),
            "domain_title": "Domain",
            "models_measured": st.column_config.NumberColumn("Models tested"),
            "models_claimed": st.column_config.NumberColumn("Self-reported only"),
            "publisher": "Run by",
            "last_as_of": st.column_config.DateColumn("Newest result", format="D MMM YYYY"),
        },
        placeholder="-",
        on_select=open_row,
        selection_mode="single-row",
        alt=f"All {count(len(index), 'benchmark')}",
    )


def question(snapshot: Snapshot, benchmark_id: str) -> BenchmarkQuestion:
    """Ask which version where there are several, and return what is asked."""
    versions = snapshot.ask(queries.versions, benchmark_id)["benchmark_version"]
    stated = ["" if pd.isna(each) else str(each) for each in versions]
    VERSION.adopt(lambda text: _choose_version(stated, text))
    if VERSION.get() not in stated:
        VERSION.set(next(iter(stated), None))
    if len(stated) > 1:
        st.selectbox("Version", stated, format_func=lambda each: each or "not stated", key=VERSION.key, width=230)
    state.write_one(VERSION.name, VERSION.get() if stated and VERSION.get() != stated[0] else None)
    return BenchmarkQuestion(benchmark_id=benchmark_id, version=VERSION.get() or "")


def _choose_version(stated: list[str], text: str) -> None:
    if text and text not in stated:
        told = markdown_text(shortened(one_line(text), LONGEST_TITLE))
        st.toast(f"Ignored in the address: Version, “{told}”.", duration="long")
    VERSION.set(text if text in stated else None)


# What it is


def draw_head(told: BenchmarkAnswer) -> None:
    """Draw what the benchmark is, who runs it, how it is measured and whether it still tells good models apart."""
    facts = told.facts
    st.header(markdown_text(shortened(one_line(facts["title"]), LONGEST_TITLE)), anchor=False)
    if pd.notna(facts["note"]):
        st.markdown(f"{markdown_text(facts['note'])}.".replace("..", "."))
    claims = int(told.results["evidence"].eq(CLAIM).sum())
    tested = told.results[told.results["evidence"] != CLAIM]
    with st.container(horizontal=True, gap="medium", key="benchmark_tiles"):
        st.metric("Models tested", f"{tested['model_id'].nunique():,}", width=150)
        st.metric("Results", f"{len(told.results):,}", help=f"{count(claims, 'result')} self-reported", width=150)
        counted = tested if len(tested) else told.results  # a claim is the best result only where nothing else is
        best = counted["value"].iloc[0] if len(counted) else None
        unit = benchmark.unit_of(str(facts["scale"]))
        st.metric(f"Best result, {unit}", "-" if best is None else figure(float(best)), width=180)
        newest = told.results["score_as_of"].max()
        st.metric("Newest result", day(None if pd.isna(newest) else newest), width=180)
    st.markdown(f"**{markdown_text(told.saturation)}** {_top_gap(told)}".strip())
    st.markdown("  \n".join(_facts(told)))


def _top_gap(told: BenchmarkAnswer) -> str:
    if told.top_gap is None:
        return ""
    unit = "points" if told.facts["scale"] == "percent" else benchmark.unit_of(str(told.facts["scale"]))
    return f"The ten best models lie within {figure(told.top_gap)} {unit}."


def _facts(told: BenchmarkAnswer) -> Iterator[str]:
    facts = told.facts
    by = markdown_text(facts["publisher"]) if pd.notna(facts["publisher"]) else ""
    yield f"Run by: {_linked(by, facts['url'])}" if by else f"Run by: not stated ({_linked('its page', facts['url'])})"
    better = "higher is better" if facts["higher_is_better"] else "lower is better"
    ends = [f"from {facts['scale_min']:g} to {facts['scale_max']:g}"] if _has_ends(facts) else []
    chance = [f"guessing gives {facts['chance']:g}"] if pd.notna(facts["chance"]) else []
    yield f"Scale: {', '.join([benchmark.unit_of(str(facts['scale'])), *ends, better, *chance])}"
    stated = [str(each) for each in told.versions["benchmark_version"].dropna()]
    if stated:
        shown = f", shown: {told.version or 'not stated'}" if len(told.versions) > 1 else ""
        yield f"Versions: {markdown_text(', '.join(stated))}{markdown_text(shown)}; their scores are never mixed"
    setups = told.results["harness"].dropna().value_counts()
    if len(setups):
        more = f" and {len(setups) - MOST_SETUPS} more" if len(setups) > MOST_SETUPS else ""
        named = "; ".join(shortened(one_line(each), LONGEST_TITLE) for each in setups.index[:MOST_SETUPS])
        yield f"Setup: {markdown_text(named)}{more}"
    sources = told.results[["score_source", "score_licence"]].drop_duplicates()
    listed = (f"{one_line(title)} ({one_line(licence)})" for title, licence in sources.itertuples(index=False))
    yield f"Results from: {markdown_text('; '.join(listed) or 'nobody')}"


def _has_ends(facts: Any) -> bool:  # noqa: ANN401 - a row of mixed types
    return bool(pd.notna(facts["scale_min"]) and pd.notna(facts["scale_max"]))


def _linked(told: str, url: Any) -> str:  # noqa: ANN401 - a cell of a frame
    """Return a link where the address is one of the web, as Markdown."""
    try:
        parts = urlsplit(str(url))
        is_web = parts.scheme in {"http", "https"} and bool(parts.hostname)
    except ValueError:
        is_web = False
    safe = str(url).replace("<", "%3C").replace(">", "%3E").replace(" ", "%20")
    return f"[{told}](<{safe}>)" if is_web else told


def draw_domains(told: BenchmarkAnswer) -> None:
    """Draw which domains the benchmark speaks for, how strongly and why."""
    st.subheader("What it speaks for", anchor=False)
    if told.recounts:
        st.markdown(f"It counts in no ability: {markdown_text(told.recounts)}")
        return
    if told.domains.empty:
        st.markdown("It counts in no ability: nobody has said for which domain it speaks.")
        return
    st.dataframe(
        told.domains[["title", "share", "weight", "reason"]],
        hide_index=True,
        column_config={
            "title": "Domain",
            "share": st.column_config.NumberColumn(
                "Share of its ability", format="percent", help="of the weight of all tests in that domain"
            ),
            "weight": st.column_config.NumberColumn(
                "Weight", format="%.2f", help="curated: 1 is the domain itself, near 0 hardly a word on it"
            ),
            "reason": st.column_config.TextColumn("Why", width="large"),
        },
        placeholder="-",
        height="content",
        alt="The domains that this benchmark speaks for",
    )


# Who was tested


def ask_among(told: BenchmarkAnswer) -> pd.DataFrame:
    """Ask whether self-reported results are shown too, where there are both kinds; return the results to show."""
    is_claim = told.results["evidence"].eq(CLAIM)
    if is_claim.all() or not is_claim.any():
        return told.results
    among = inputs.segment("Results", AMONG, key="results", width=300)
    return told.results if among == "all" else told.results[~is_claim]


def draw_chart(snapshot: Snapshot, told: BenchmarkAnswer, rows: pd.DataFrame) -> None:
    """Draw the results as a chart, and the menu to take it away."""
    chart = results_figure(rows, told.facts)
    st.plotly_chart(chart, key="results_chart", config={"displayModeBar": False}, alt=alt_text(rows, told.facts))
    undated = int(rows["release_date"].isna().sum())
    missing = (
        f" {count(undated, 'result')} of models without a known release stand at the right alone." if undated else ""
    )
    st.caption(f"{count(len(rows), 'result')}, each a dot; hollow ones are self-reported.{missing}")
    chart_menu(chart, rows, _imprint(snapshot, told, rows), key="take_chart")


def draw_results(snapshot: Snapshot, told: BenchmarkAnswer, rows: pd.DataFrame) -> None:
    """Draw the results as a table, best first, where the selected ones lead, and the menu to take it away."""
    st.subheader("Who was tested", anchor=False)
    st.caption("Best first. Boards run a test in different ways: compare results of one setup, beyond their intervals.")
    shown = known_columns(rows, SHOWN)
    links = st.container()
    picked = st.dataframe(
        with_titles(shown),
        key=f"results_{hash(tuple(rows['model_id']))}",
        height=TABLE_PX if len(shown) * 35 > TABLE_PX else "content",
        hide_index=True,
        column_config=_configured(str(told.facts["scale"])),
        placeholder="-",
        on_select="rerun",
        selection_mode="multi-row",
        alt=f"{count(len(shown), 'result')}, the best first",
    )
    chosen = rows.iloc[[row for row in picked["selection"]["rows"] if row < len(rows)]].drop_duplicates("model_id")
    with links, st.container(horizontal=True, vertical_alignment="center", gap="small"):
        if chosen.empty:
            st.caption("Select rows to open a model or to compare a few.")
        for model_id, name in chosen[["model_id", "name"]].head(MOST_COMPARED).itertuples(index=False):
            model_link(model_id, name)
        compare_link(chosen["model_id"].tolist(), "Compare them")
    table_menu(rows[["model_id", *shown, "score_licence"]], _imprint(snapshot, told, rows), key="take_table")


# Where it comes from


def draw_credits(snapshot: Snapshot, rows: pd.DataFrame) -> None:
    """Draw who published what is shown."""
    for line in credit_lines(snapshot.ask, Part(rows, SHOWN)):
        st.caption(line)
    st.caption("Titles, scales, domains and weights of benchmarks: Shortlist's own tables (datasets/benchmarks/).")


def _imprint(snapshot: Snapshot, told: BenchmarkAnswer, rows: pd.DataFrame) -> Imprint:
    version = f"Version {told.version}" if told.version else ""
    return page_imprint(
        snapshot,
        Part(rows, SHOWN),
        title=f"Benchmark: {one_line(told.facts['title'])}",
        gates=version,
        counts=f"{len(rows):,} of {count(len(told.results), 'result')}",
    )
