"""One model of the Costs page: what each provider asks for the workload, what it cost when, and dollars a task."""

from dataclasses import replace
from datetime import UTC, date, datetime

import pandas as pd
import streamlit as st

from catalog import queries
from catalog.curated.providers import seller_title
from catalog.fields import LONGEST_TOLD
from catalog.models.profile import price_steps
from catalog.pricing.workload import Workload, cost_over_time, tasks_at_list_price
from catalog.records import TaskCost
from catalog.tradeoffs.cost_and_ability import Billed, compared_tasks, spent_column
from views.costs import euros
from views.costs.bills import COLUMNS, ONE, OPENED, SHOWN, Asked, CostsPage, as_shown, imprint_of
from views.costs.chart import history_alt_text, history_figure
from views.export.menus import chart_menu, table_menu
from views.shell.inputs import WIDTH_PX
from views.shell.links import model_link
from views.shell.provenance import PAST, Part, credit_lines
from views.shell.snapshot import Snapshot
from views.shell.tables import adjusted, column_config, known_columns, with_titles
from views.shell.wording import count, markdown_text, shortened, usd

TASKS = (
    *("benchmark_title", "benchmark_version", "effort", "harness", "usd_per_task", "usd_per_run", "usd_over_median"),
    *("output_tokens_per_task", "output_tokens_over_median", "usd_per_task_today", "evidence", "source", "as_of"),
)
MANY = 10
# What the rows of one model's offers say beside those of the models; the three limits of a request stand apart.
OF_OFFERS = ("region", "precision", "context_tokens", "max_input_tokens", "max_output_tokens")
_TASK_COLUMNS = column_config(
    TaskCost,
    *("benchmark_version", "effort", "harness", "usd_per_task", "usd_per_run", "output_tokens_per_task"),
    *("evidence", "as_of"),
) | column_config(Billed, "usd_over_median", "output_tokens_over_median", "usd_per_task_today")
_NUMBERS = {
    **dict.fromkeys(("usd_per_task", "usd_per_run", "usd_per_task_today"), "$%.3g"),
    **dict.fromkeys(("usd_over_median", "output_tokens_over_median"), "%.2g x"),
    "output_tokens_per_task": "localized",
}
TASK_COLUMNS = {name: adjusted(column, number=_NUMBERS.get(name, "")) for name, column in _TASK_COLUMNS.items()} | {
    "benchmark_title": st.column_config.TextColumn("Benchmark", pinned=True),
    "source": st.column_config.TextColumn("Source"),
}


@st.fragment
def draw(snapshot: Snapshot, page: CostsPage, asked: Asked) -> None:
    """Draw the part, which costs nothing while it is closed."""
    title = "One model: every offer, its price over time, dollars a task"
    with st.expander(title, key=ONE, on_change="rerun", bind="query-params") as part:
        if part.open:
            _draw_open(snapshot, page, asked)


def _draw_open(snapshot: Snapshot, page: CostsPage, asked: Asked) -> None:
    model_ids = sorted({*page.costing.models["model_id"], *page.costing.missing["model_id"]})
    picked = _ask_model(model_ids)
    if picked is None:
        return
    bills = page.costing.bills[page.costing.bills["model_id"] == picked]
    apart = page.costing.apart[page.costing.apart["model_id"] == picked]
    name = str(next(iter([*bills["name"], *apart["name"]]), picked))
    model_link(picked, name)
    _draw_offers(snapshot, page, asked, bills, name)
    _draw_left(page.costing.left[page.costing.left["model_id"] == picked])
    _draw_apart(apart)
    _draw_history(snapshot, page, asked, picked, name)
    _draw_tasks(snapshot, bills, picked, name)


def _ask_model(model_ids: list[str]) -> str | None:
    """Ask for a model, and keep it in the address.

    Streamlit would not write to the address what a selected row chooses before this widget was ever drawn.
    """

    def choose(text: str) -> None:
        if text and text not in model_ids:
            told = markdown_text(shortened(text, LONGEST_TOLD))
            st.toast(f"Ignored in the address: Model, “{told}”.", duration="long")
        OPENED.set(text if text in model_ids else None)

    OPENED.adopt(choose)
    picked: str | None = st.selectbox(
        "Model",
        model_ids,
        key=OPENED.key,
        index=None,
        placeholder="Choose a model, or select a row of the table",
        width=3 * WIDTH_PX,
    )
    OPENED.write()
    return picked


def _draw_offers(snapshot: Snapshot, page: CostsPage, asked: Asked, bills: pd.DataFrame, name: str) -> None:
    st.header("What each provider asks", anchor=False)
    if bills.empty:
        st.caption("No offer of it can be billed by the token for this workload.")
        return
    is_new = [column for column in OF_OFFERS if bills[column].notna().any()]
    table = as_shown(euros.beside(bills, asked.rate)).drop(columns=["name", "weights", "developer"], errors="ignore")
    ordered = ["provider", *(column for column in SHOWN if column in table and column != "provider")]
    place = ordered.index("usd_per_request") + 1
    ordered[place:place] = is_new
    table = table.assign(**{column: bills[column] for column in is_new})[ordered]
    st.dataframe(
        with_titles(table),
        key="offers",
        hide_index=True,
        column_config=COLUMNS,
        placeholder="-",
        alt=f"What the workload costs at {count(len(table), 'offer')} of {name}, cheapest first",
    )
    part = Part(bills, tuple(table))
    imprint = imprint_of(snapshot, page, asked, part, title=f"What our workload would cost with {name}")
    table_menu(table, replace(imprint, counts=count(len(table), "offer")), key="take_offers")
    for line in credit_lines(snapshot.ask, part):
        st.caption(line)


def _draw_left(left: pd.DataFrame) -> None:
    """Draw the offers that have no bill, each with the reason."""
    if left.empty:
        return
    told = left.groupby("why_not", sort=False)["provider"].unique()
    lines = [
        f"- {markdown_text(', '.join(map(seller_title, sellers)))}: {markdown_text(why)}"
        for why, sellers in told.items()
    ]
    st.markdown("\n".join([f"**No bill for {count(len(left), 'offer')}**, and why:", "", *lines]))


def _draw_apart(apart: pd.DataFrame) -> None:
    """Draw the free tiers and subscriptions, which are no price of a token."""
    if apart.empty:
        return
    told = apart.groupby("price_kind")["provider"].unique()
    said = "; ".join(
        f"{kind} at {', '.join(markdown_text(seller_title(slug)) for slug in sellers)}"
        for kind, sellers in told.items()
    )
    st.caption(f"Apart, as their limits are not known: {said}.")


def _draw_history(snapshot: Snapshot, page: CostsPage, asked: Asked, model_id: str, name: str) -> None:
    st.header("What the workload would have cost", anchor=False)
    until = (snapshot.made_at or datetime.now(UTC)).date()
    steps = _steps(snapshot.ask(queries.prices_of, model_id), asked.workload, until)
    if steps.empty:
        st.caption("No history of its list prices is known.")
        return
    spent = spent_column(asked.workload)
    made = history_figure(steps, spent)
    st.plotly_chart(made, key="history_chart", config={"displaylogo": False}, alt=history_alt_text(steps, spent, name))
    part = Part(steps, what=PAST)
    imprint = imprint_of(snapshot, page, asked, part, title=f"What our workload would have cost with {name}")
    chart_menu(made, steps, replace(imprint, counts=count(len(steps), "period")), key="take_history")
    st.caption(
        f"At the list prices of each day, without batches and long-context prices. "
        f"{' '.join(credit_lines(snapshot.ask, part))}"
    )


def _steps(periods: pd.DataFrame, workload: Workload, until: date) -> pd.DataFrame:
    """Return the periods of list prices with what the workload costs in each; no batch price of old is known."""
    return price_steps(cost_over_time(periods, replace(workload, batch_share=0)), 1.0, until)


def _draw_tasks(snapshot: Snapshot, bills: pd.DataFrame, model_id: str, name: str) -> None:
    st.header("Dollars a task", anchor=False)
    tasks = snapshot.ask(compared_tasks)
    tasks = tasks_at_list_price(tasks[tasks["model_id"] == model_id], bills)
    if tasks.empty:
        st.caption("No board here publishes what its tasks cost with this model.")
        return
    st.markdown(_told(tasks, name))
    st.dataframe(
        known_columns(tasks, TASKS),
        key="tasks",
        hide_index=True,
        column_config=TASK_COLUMNS,
        placeholder="-",
        alt=f"What tasks of benchmarks cost with {name}",
    )
    # What the same tokens cost today follows from the cheapest offer.
    is_today = tasks["usd_per_task_today"].notna().any()
    today = [Part(bills, ("input_usd_per_mtok", "output_usd_per_mtok"))] if is_today else []
    st.caption(
        "As each board states it, at the prices of its day, retries included. A model that is cheap by the token and "
        f"writes much is not cheap. {' '.join(credit_lines(snapshot.ask, Part(tasks, what='Tasks'), *today))}"
    )


def _told(tasks: pd.DataFrame, name: str) -> str:
    """Return in a sentence how much the model costs and writes beside others that ran in the same way."""
    parts = []
    for column, what in (("usd_over_median", "it costs"), ("output_tokens_over_median", "it writes")):
        known = tasks[column].dropna()
        if len(known):
            parts.append(f"{what} **{_times(known.median())}** the median model (over {count(len(known), 'run')})")
    if parts:
        return f"By the task, {markdown_text(name)} compares like this: {', '.join(parts)}."
    dollars = tasks["usd_per_task"].dropna()
    told = rf"{usd(dollars.median())}".replace("$", r"\$") if len(dollars) else "not stated"
    return (
        f"A task with {markdown_text(name)}: {told} in the middle run; too few others ran in the same way to compare."
    )


def _times(ratio: float) -> str:
    return f"{ratio:,.1f} times" if ratio < MANY else f"{ratio:,.0f} times"
