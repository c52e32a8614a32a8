"""Costs: what a workload costs with each model, and whether our own GPUs would be cheaper than an API."""

import streamlit as st

from catalog import queries
from views.costs import bills as costs
from views.costs import hosting
from views.costs import one_model as costs_model
from views.shell import gates
from views.shell.figures import Figures
from views.shell.frame import page_frame


@st.fragment
def body(figures: Figures) -> None:
    """Draw everything that a changed gate or another workload changes."""
    gates.draw_gates(figures)
    asked = costs.ask(figures)
    if asked is None:
        return
    page = costs.found(figures, asked)
    costs.draw_answer(page, asked)
    if page.rows.empty:
        gates.nothing_left(page.candidates, gates.kept(), "Ask for a lower ability, or a shorter request.")
    else:
        chart = costs.draw_chart(page, asked)
        costs.draw_table(figures, page, asked, chart)
        costs.draw_credits(figures, page)
    costs_model.draw(figures, page, asked)
    hosting.draw(figures, page, asked)


figures = page_frame("costs")
if figures.ask(queries.models_in_play).empty:
    st.info("This snapshot has no models. Run `python -m etl refresh` to make a new one.")
else:
    body(figures)
