"""The first part of the Costs page: the workload, the answer in a sentence, the chart, the table, the credits."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import pandas as pd
import plotly.graph_objects as go
import streamlit as st

from catalog import queries
from catalog.answers.cost import billed_under
from catalog.filters import Filters, candidates, in_words, removed_by
from catalog.pricing.eligible import Eligibility, known_offers
from catalog.pricing.terms import Terms
from catalog.pricing.workload import MISSING, PARTS, Bill, Costing, Workload, at_workload
from catalog.records import Ability, Model, Offer
from catalog.store import Store
from catalog.tradeoffs.cost_and_ability import Billed, spent_column, too_weak, unbilled, with_frontier
from catalog.tradeoffs.scatter import Point
from views.charts.tradeoff import Look
from views.costs.chart import alt_text, cost_figure
from views.export.imprint import Imprint
from views.export.menus import chart_menu, page_imprint, table_menu
from views.shell import gates, inputs, workload
from views.shell.credits import draw_credits as draw_folded
from views.shell.provenance import Part, credits_of
from views.shell.snapshot import Snapshot
from views.shell.state import Choice
from views.shell.tables import adjusted, column_config, known_columns, with_titles
from views.shell.wording import count, markdown_text, usd

GOOD = {"50": "Ability 50 or more", "0": "Any ability", **{str(n): f"Ability {n} or more" for n in (40, 60, 70, 80)}}
MOST_SAID = 3
USUAL = Workload(requests_per_month=100_000, input_tokens=2000, output_tokens=500)
TABLE_PX = 420
ONE = "one"
OPENED = Choice("of")
BILL_COLUMNS = column_config(Bill, "usd_per_month", *PARTS, "usd_per_request", "above_tokens", "assumed")
BILL_COLUMNS = {
    name: adjusted(column, number="$%.3g" if name == "usd_per_request" else "dollar" if "usd" in name else "")
    for name, column in BILL_COLUMNS.items()
}
COLUMNS = (
    column_config(Model, "name", pinned="name")
    | {name: adjusted(column, number="%.1f") for name, column in column_config(Ability, "value", "low", "high").items()}
    | BILL_COLUMNS
    | {
        "batch_saving_usd_per_month": adjusted(
            column_config(Billed, "batch_saving_usd_per_month")["batch_saving_usd_per_month"], number="dollar"
        ),
        "dearest_over_cheapest": adjusted(
            column_config(Billed, "dearest_over_cheapest")["dearest_over_cheapest"], number="%.3g x"
        ),
    }
    | column_config(Offer, "provider", "region", "precision", "context_tokens", "max_input_tokens", "max_output_tokens")
    | column_config(Terms, "seller_told", "price_terms")
    | {"sold_until": column_config(Offer, "retirement_date")["retirement_date"]}
    | column_config(Model, "weights", "developer")
    | column_config(Point, "providers", "price_source", "price_as_of")
)
COLUMNS["low"] = adjusted(COLUMNS["low"], label="From")
COLUMNS["high"] = adjusted(COLUMNS["high"], label="To")
SHOWN = (
    *("name", "value", "low", "high", "usd_per_month", "provider", "seller_told", "price_terms", *PARTS),
    *("batch_saving_usd_per_month", "usd_per_request", "dearest_over_cheapest", "providers", "assumed"),
    *("above_tokens", "sold_until", "weights", "developer", "price_source", "price_as_of"),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """What the page is asked beside the gates.

    Attributes:
        workload: what is paid for.
        least: the ability from which a model will do; 0: any.
        inferred: count abilities of models that were never measured in the domain.
        intervals: draw how sure the abilities are.
        spread: draw how far the providers lie apart.
    """

    workload: Workload
    least: float
    inferred: bool
    intervals: bool
    spread: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class CostsPage:
    """What the page shows.

    Attributes:
        costing: what the workload costs at every offer of the chosen providers.
        rows: the models that are shown, cheapest first.
        points: those of them whose ability is known, best first.
        left: a row a model in play: model_id, name, developer, and why it is not shown, missing where it is.
        candidates: what the gates were asked of, for `catalog.filters.relaxations`.
        domain_title: the domain of the abilities.
    """

    costing: Costing
    rows: pd.DataFrame
    points: pd.DataFrame
    left: pd.DataFrame
    candidates: pd.DataFrame
    domain_title: str


# What is asked


def ask(snapshot: Snapshot) -> Asked:
    """Draw what the page is asked beside the gates."""
    asked = workload.ask_workload(USUAL)
    with st.container(horizontal=True, vertical_alignment="center", gap="small", key="axes"):
        domain = gates.draw_domain(snapshot.ask(_domains))
        has_abilities = len(snapshot.ask(queries.abilities_in, domain)) > 0
        least = inputs.choice("Good enough", GOOD, key="least", width=200) if has_abilities else "0"
        with st.popover("View", key="view"):
            spread = inputs.switch("Provider spread", key="spread", note="From the cheapest provider to the dearest.")
            intervals = inputs.switch("Intervals", key="intervals", note="How sure the abilities are.")
            inferred = inputs.switch("Inferred abilities too", key="inferred", note="Of models never measured there.")
    return Asked(workload=asked, least=float(least), inferred=inferred, intervals=intervals, spread=spread)


def _domains(store: Store) -> pd.DataFrame:
    """Return the domains with an ability; all of them where none has one."""
    domains = queries.ability_domains(store)
    return domains[domains["models"] > 0] if (domains["models"] > 0).any() else domains


# What follows


def costs_page(snapshot: Snapshot, asked: Asked) -> CostsPage:
    """Return what the page shows under the gates."""
    filters = gates.kept()
    models = snapshot.ask(queries.models_in_play)
    tried = candidates(models, snapshot.ask(known_offers), filters, at_workload(Eligibility(), asked.workload))
    # The bills are the same whatever the other gates are: they are remembered for the domain and those of offers.
    of_offers = Filters(
        domain=filters.domain,
        input_percent=filters.input_percent,
        provider=filters.provider,
        resellers=filters.resellers,
        price_to=filters.price_to,
        speed_from=filters.speed_from,
    )
    costing, quality, rows = snapshot.share(billed_under, asked.workload, of_offers, inferred=asked.inferred)
    reason = removed_by(tried, filters)["reason"]
    for why in (unbilled(tried, costing), too_weak(tried, quality, asked.least)):
        reason = reason.mask(reason.isna(), why)
    rows = rows[rows["model_id"].isin(tried.loc[reason.isna(), "model_id"])].reset_index(drop=True)
    titles = snapshot.ask(queries.ability_domains).set_index("domain")["title"]
    return CostsPage(
        costing=costing,
        rows=rows,
        points=with_frontier(rows[rows["value"].notna()], asked.workload),
        left=tried[["model_id", "name", "developer"]].assign(reason=reason),
        candidates=tried,
        domain_title=str(titles.get(filters.domain, filters.domain)),
    )


# The answer


def draw_answer(page: CostsPage, asked: Asked) -> None:
    """Draw how many models are shown and why not the others, the cheapest good ones, and who has no bill."""
    gates.shown_line(page.left)
    if not asked.workload.requests_per_month:
        st.markdown("No requests a month cost nothing: the models are compared by what **a request** costs.")
    if not page.rows.empty:
        st.markdown(_sentence(page, asked))
    missing = page.costing.missing["reason"].value_counts()
    if len(missing):
        told = "; ".join(f"{count(int(missing[why]), 'model')}: {MISSING[why]}" for why in MISSING if why in missing)
        st.caption(
            f"No bill for {int(missing.sum()):,} of the {count(page.costing.total, 'model')} with an offer. {told}."
        )


def _sentence(page: CostsPage, asked: Asked) -> str:
    spent = spent_column(asked.workload)
    cheapest = page.rows.head(MOST_SAID).to_dict("records")
    told = ", ".join(_said(row, spent) for row in cheapest)
    what = f"with an ability of {asked.least:g} or more" if asked.least else "of any ability"
    lead = f"The cheapest {what}: {told}."
    best = page.points.iloc[0].to_dict() if len(page.points) else None
    if best is None or best["model_id"] in {row["model_id"] for row in cheapest}:
        return lead
    times = best[spent] / cheapest[0][spent]
    return f"{lead} The ablest shown, {_said(best, spent)}, costs {times:,.3g} times as much as the cheapest."


def _said(row: Any, spent: str) -> str:  # noqa: ANN401 - a row as a dict
    what = "a month" if spent == "usd_per_month" else "a request"
    ability = "ability unknown" if pd.isna(row["value"]) else f"ability {row['value']:.0f}"
    cost_told = usd(row[spent]).replace("$", r"\$")
    return f"**{markdown_text(row['name'])}** ({cost_told} {what}, {ability})"


# The chart and the table


def draw_chart(page: CostsPage, asked: Asked) -> go.Figure | None:
    """Draw the cost against the ability and return the figure; None where no ability is known."""
    if page.points.empty:
        st.caption(f"No model shown has a known ability in {page.domain_title}, so there is no chart.")
        return None
    title = f"Ability: {page.domain_title} (50 = the middle model of 2025)"
    spent = spent_column(asked.workload)
    look = Look(quality_title=title, intervals=asked.intervals, price_range=asked.spread)
    made = cost_figure(page.points, spent, look)
    st.plotly_chart(
        made,
        key="cost_chart",
        config={"displaylogo": False, "modeBarButtonsToRemove": ["select2d", "lasso2d", "autoScale2d"]},
        alt=alt_text(page.points, spent, title),
    )
    unknown = len(page.rows) - len(page.points)
    if unknown:
        st.caption(f"{count(unknown, 'model')} of unknown ability in the table alone.")
    return made


def draw_table(snapshot: Snapshot, page: CostsPage, asked: Asked, chart: go.Figure | None) -> None:
    """Draw the bills, cheapest first, and the menus to take them and the chart away. A selected row is opened below."""
    table = as_shown(page.rows)
    title = "What our workload would cost"
    imprint = imprint_of(snapshot, page, asked, _part(page.rows, tuple(table)), title=title)
    with st.container(horizontal=True, vertical_alignment="center", gap="small", key="take"):
        st.caption("Select a row to open the model below: its offers, its price over time, dollars a task.")
        with st.container(horizontal=True, width="content", gap="small"):
            if chart is not None:
                drawn = page.points.drop(columns="tiers")
                chart_menu(chart, drawn, imprint_of(snapshot, page, asked, _part(drawn), title=title), key="take_chart")
            table_menu(table, imprint, key="take_table")
    key = f"bills_{hash(tuple(page.rows['model_id']))}"
    st.dataframe(
        with_titles(table),
        key=key,
        height=TABLE_PX if len(table) * 35 > TABLE_PX else "content",
        hide_index=True,
        column_config=COLUMNS,
        placeholder="-",
        on_select=_open_selected(key, page.rows["model_id"].tolist()),
        selection_mode="single-row",
        alt=f"What the workload costs at {count(len(table), 'model')}, cheapest first",
    )


def _open_selected(key: str, model_ids: list[str]) -> Callable[[], None]:
    def opened() -> None:
        for row in st.session_state[key]["selection"]["rows"][:1]:
            OPENED.set(model_ids[row])
            st.session_state[ONE] = True

    return opened


def as_shown(rows: pd.DataFrame) -> pd.DataFrame:
    """Return the columns of a table of bills that say something, for models or for offers."""
    named = known_columns(rows, [name for name in SHOWN if name in rows])
    by_month = ("usd_per_month", *PARTS, "batch_saving_usd_per_month")
    nothing = [name for name in by_month if name in named and not (named[name] > 0).any()]
    return named.drop(columns=nothing)


def _part(rows: pd.DataFrame, names: tuple[str, ...] | None = None) -> Part:
    return Part(rows, names, (gates.kept().domain,))


def imprint_of(snapshot: Snapshot, page: CostsPage, asked: Asked, part: Part, *, title: str) -> Imprint:
    """Return what is written beside a part of the page that is taken away."""
    filters = gates.kept()
    least = [f"Ability {asked.least:g} or more"] if asked.least else []
    told = [workload.in_words(asked.workload), f"Ability: {page.domain_title}", *least, *in_words(filters)]
    return page_imprint(
        snapshot,
        part,
        title=title,
        gates="; ".join(told),
        counts=f"{len(page.rows):,} of {count(len(page.left), 'model')}",
    )


def draw_credits(snapshot: Snapshot, page: CostsPage) -> None:
    """Draw who published what is shown, and what a bill leaves out."""
    draw_folded(credits_of(snapshot.ask, _part(page.rows, tuple(as_shown(page.rows)))))
    st.caption(
        "List prices, without taxes, negotiated prices, storage of caches, or the tokens that another tokenizer makes "
        "of the same text. What was taken where a price is not known stands in the column Assumed."
    )
