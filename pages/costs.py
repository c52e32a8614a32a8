"""Costs: what a workload costs with each model, and whether our own GPUs would be cheaper than an API."""

import streamlit as st

from catalog import queries
from views.costs import bills as costs
from views.costs import hosting
from views.costs import one_model as costs_model
from views.shell import gates, workload
from views.shell.frame import page_frame
from views.shell.snapshot import Snapshot


@st.fragment
def body(snapshot: Snapshot) -> None:
    """Draw everything that a changed gate or another workload changes."""
    gates.draw_gates(snapshot)
    asked = costs.ask(snapshot)
    page = costs.costs_page(snapshot, asked)
    costs.draw_answer(page, asked)
    hosting.draw(snapshot, page, asked)
    if page.rows.empty:
        gates.nothing_left(page.candidates, gates.kept(), "Ask for a lower ability, or a shorter request.")
    else:
        chart = costs.draw_chart(page, asked)
        costs.draw_table(snapshot, page, asked, chart)
        costs.draw_credits(snapshot, page, asked)
    costs.draw_unbilled(page)
    costs_model.draw(snapshot, page, asked)


snapshot = page_frame("costs")
if snapshot.ask(queries.models_in_play).empty:
    st.info("This snapshot has no models. Run `python -m etl refresh` to make a new one.")
else:
    workload.adopt_address(costs.USUAL)
    body(snapshot)
