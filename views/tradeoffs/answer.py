"""The parts of the Trade-offs page: what is asked, the answer in a sentence, the chart, the table, the credits."""

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from typing import Any

import pandas as pd
import plotly.graph_objects as go
import streamlit as st

from catalog import queries
from catalog.answers import tradeoffs
from catalog.curated.providers import seller_title
from catalog.filters import in_words
from catalog.pricing.eligible import Eligibility, eligible_offers, known_offers
from catalog.pricing.terms import Terms
from catalog.records import Ability, Model, Offer, Score, Speed
from catalog.store import Store
from catalog.tradeoffs.scatter import (
    AXES,
    PRICE,
    SPEED,
    Pair,
    Point,
    Question,
    Scatter,
)
from views.charts.hover import with_hover
from views.charts.tradeoff import LINE_TITLE, Look, Size, alt_text, said_of, tradeoff_figure
from views.export.imprint import Imprint, showing
from views.export.menus import chart_menu, table_menu
from views.shell import gates, inputs
from views.shell.frame import link_here
from views.shell.links import MOST_COMPARED, compare_link, model_link
from views.shell.provenance import NO_CREDITS, Credits, Part, credits_of
from views.shell.snapshot import Snapshot
from views.shell.tables import column_config, known_columns, with_titles
from views.shell.wording import count, figure, markdown_text

PAIRS: dict[Pair, str] = {
    "quality_price": "Quality / price",
    "quality_speed": "Quality / speed",
    "price_speed": "Price / speed",
}
PRICES = {"cheapest": "Cheapest provider", "middle": "Middle provider", "range": "All providers, as a range"}
SIZES = {"same": "Says nothing", "parameters": "Parameters", "context_tokens": "Context window"}
UNITS = {"percent": "%", "elo": "Elo"}
ABILITY = "ability"
HOSTED = "hosted"
TABLE = "_points_table"
MOST_SAID = 4
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


# What is asked


def has_quality(snapshot: Snapshot) -> bool:
    """Return whether there is any domain in which models could be placed."""
    return not snapshot.ask(_domains).empty


def ask(snapshot: Snapshot) -> tuple[Question, Look]:
    """Draw what the chart is asked beside the gates, and return it with the look of the chart."""
    with st.container(horizontal=True, vertical_alignment="center", gap="small", key="axes"):
        pair = inputs.segment("Set against each other", PAIRS, key="axes_shown", width=352)
        question, look = (
            _ask_quality(snapshot, pair) if pair != "price_speed" else (Question(pair=pair), Look(pair=pair))
        )
        if PRICE in AXES[pair]:
            gates.draw_input_percent()
        with st.popover("View", key="view"):
            question, look = _ask_view(snapshot, question, look)
    filters = gates.kept()
    return replace(question, filters=filters), replace(look, input_percent=filters.input_percent)


def _domains(store: Store) -> pd.DataFrame:
    """Return the domains with an ability or a benchmark of priced models, tasks first."""
    domains = queries.ability_domains(store)
    tested = queries.benchmarks_with_prices(store)["domain"]
    return domains[(domains["models"] > 0) | domains["domain"].isin(tested)]


def _measures(store: Store, domain: str) -> dict[str, str]:
    """Return what may stand for quality in a domain: the ability first, then its benchmarks."""
    domains = queries.ability_domains(store)
    found = queries.benchmarks_with_prices(store)
    found = found[found["domain"] == domain]
    same = found["title"].duplicated(keep=False)
    titles = found["title"].mask(same, found["title"] + " (" + found["benchmark_id"] + ")")
    of_benchmarks: dict[str, str] = dict(zip(found["benchmark_id"], titles, strict=True))
    has_ability = (domains.loc[domains["domain"] == domain, "models"] > 0).any()
    return ({ABILITY: "Ability"} if has_ability else {}) | of_benchmarks


def _ask_quality(snapshot: Snapshot, pair: Pair) -> tuple[Question, Look]:
    domains = snapshot.ask(_domains)

    def start_anew() -> None:
        # Without this the address would go on naming a benchmark of the domain that was left.
        st.session_state["quality"] = next(iter(snapshot.ask(_measures, st.session_state["gate_domain"])))

    domain = gates.draw_domain(domains, then=start_anew)
    measure = inputs.choice("Measured by", snapshot.ask(_measures, domain), key="quality", width=240)
    if measure == ABILITY:
        title = str(domains.set_index("domain").loc[domain, "title"])
        return Question(pair=pair), Look(pair=pair, quality_title=f"Ability: {title} (50 = the middle model of 2025)")
    found = snapshot.ask(queries.benchmarks_with_prices).set_index("benchmark_id").loc[measure]
    is_high_better = bool(found["higher_is_better"])
    unit = UNITS.get(found["scale"], found["scale"]) + ("" if is_high_better else ", lower is better")
    question = Question(pair=pair, benchmark_id=measure, higher_is_better=is_high_better)
    return question, Look(pair=pair, quality_title=f"{found['title']} ({unit})", higher_is_better=is_high_better)


def _ask_view(snapshot: Snapshot, question: Question, look: Look) -> tuple[Question, Look]:
    if question.benchmark_id is not None:
        question = replace(
            question, benchmark_version=inputs.version(snapshot.ask(queries.versions, question.benchmark_id))
        )
    if PRICE in AXES[question.pair]:
        question, look = _ask_prices(snapshot, question, look)
    if SPEED in AXES[question.pair]:
        places = {HOSTED: "Hosted services"} | snapshot.ask(_hardware)
        place = inputs.choice("Speed on", places, key="speed_on")
        question = replace(question, hardware=None if place == HOSTED else place)
    size = inputs.choice("Size of the points", SIZES, key="size")
    look = replace(look, size=_size(size))
    if question.pair == "price_speed":
        return question, look
    look = replace(look, intervals=inputs.switch("Intervals", key="intervals", note="How sure the qualities are."))
    if question.benchmark_id is not None:
        return question, look
    every = inputs.switch("Every effort", key="efforts", note="Not only the one that speaks for its model.")
    inferred = inputs.switch("Inferred abilities too", key="inferred", note="Of models never measured in this domain.")
    return replace(question, every_effort=every, inferred=inferred), look


def _size(size: str) -> Size | None:
    return None if size == "same" else "parameters" if size == "parameters" else "context_tokens"


def _ask_prices(snapshot: Snapshot, question: Question, look: Look) -> tuple[Question, Look]:
    price = inputs.choice("Price of", PRICES | snapshot.ask(_sellers), key="price")
    if price == "range":
        return replace(question, price="middle"), replace(look, price_range=True)
    if price in PRICES:
        return replace(question, price="middle" if price == "middle" else "cheapest"), look
    return replace(question, provider=price), look


def _sellers(store: Store) -> dict[str, str]:
    """Return the providers with a list price, those of most models first, with their titles."""
    sold = eligible_offers(known_offers(store), Eligibility(all_sellers=True))
    slugs = sold["provider"].str.lower().value_counts().index.astype(str)
    return {slug: seller_title(slug) for slug in slugs}


def _hardware(store: Store) -> dict[str, str]:
    """Return on what speeds were taken, that of most models first."""
    taken = queries.speeds(store)
    models = taken[~taken["is_throughput"]].groupby("hardware")["model_id"].nunique()
    return {str(name): str(name) for name in models.sort_values(ascending=False, kind="stable").index}


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
        sentence: the answer, as Markdown.
        credits: who published what.
        imprint: what is printed beside what is taken away.
    """

    answer: Scatter
    chart: go.Figure | None = None
    alt: str = ""
    table: pd.DataFrame = field(default_factory=pd.DataFrame)
    taken: pd.DataFrame = field(default_factory=pd.DataFrame)
    figures: pd.DataFrame = field(default_factory=pd.DataFrame)
    sentence: str = ""
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
        sentence=_sentence(answered.points, look.pair),
        credits=credits_of(snapshot.ask, _part(answered.points, question)),
        imprint=_imprint(snapshot, answered, question, look),
    )


def _columns_of(pair: Pair) -> Iterator[str]:
    """Yield what the table on the page shows: the axes first, then what the points are."""
    yield from ("name", "effort", "is_on_frontier")
    for axis in AXES[pair]:
        yield from SHOWN[axis]
    yield from ("weights", "developer", "parameters", "context_tokens")


def _sentence(points: pd.DataFrame, pair: Pair) -> str:
    """Return the models that nothing beats, best first, as Markdown; those of which it is known with their interval."""
    best = points[points["is_on_frontier"]]
    told = [
        f"**{markdown_text(name)}** ({markdown_text(said)}{markdown_text(_between(low, high))})"
        for name, said, low, high in zip(best["name"], said_of(best, pair), best["low"], best["high"], strict=True)
    ]
    more = f" and {len(told) - MOST_SAID} more" if len(told) > MOST_SAID else ""
    return f"{LINE_TITLE}: {', '.join(told[:MOST_SAID])}{more}."


def _between(low: float, high: float) -> str:
    return "" if pd.isna(low) or pd.isna(high) else f"; interval {figure(low)} to {figure(high)}"


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


def draw_chart(page: Shown, look: Look) -> list[str]:
    """Draw the chart; return the models that were picked in it."""
    points = page.answer.points
    if look.intervals and points[["low", "high"]].isna().all(axis=None):
        st.caption("This board states no intervals.")
    state = st.plotly_chart(
        page.chart,
        key="tradeoff",
        on_select="rerun",
        selection_mode=("points", "lasso"),
        config={"displaylogo": False, "modeBarButtonsToRemove": ["select2d", "autoScale2d"]},
        alt=page.alt,
    )
    _say_sizes(points, look)
    picked = dict.fromkeys(_plain(point.get("customdata")) for point in state["selection"]["points"])
    known = set(points["model_id"]) if picked else set()
    return [model_id for model_id in picked if model_id in known]


def _plain(customdata: Any) -> str:  # noqa: ANN401 - Plotly gives one value, or a list of one
    return str(customdata[0] if isinstance(customdata, list) and customdata else customdata)


def _say_sizes(points: pd.DataFrame, look: Look) -> None:
    if look.size is None:
        return
    unknown = int(points[look.size].isna().sum())
    said = f"Size: {SIZES[look.size].lower()}, by its logarithm."
    st.caption(f"{said} {count(unknown, 'point')} of unknown size drawn smallest." if unknown else said)


def draw_table(page: Shown, question: Question, picked: list[str]) -> None:
    """Draw the rows of the chart, those that were picked in it first and selected, below where they lead.

    What is selected can be compared; the chart and the table can be taken away.
    """
    points, table, number = page.answer.points, page.table, 0
    if picked:
        is_picked = points["model_id"].isin(picked)
        order = is_picked.sort_values(ascending=False, kind="stable").index
        points, table, number = points.loc[order], table.loc[order], int(is_picked.sum())
    chosen = st.container(horizontal=True, vertical_alignment="center", gap="small", key="chosen")
    state = st.dataframe(
        with_titles(table),
        key=_table_key(points["model_id"], picked),
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


def _table_key(models: "pd.Series[str]", picked: list[str]) -> str:
    """Return the table's key: another one where selected rows may have moved, so that no selection slips to other rows.

    Otherwise it stays: a table that is built anew takes longer to draw than one that gets other rows.
    """
    rows = hash((tuple(models), tuple(picked)))
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
