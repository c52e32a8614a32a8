"""Trade-offs: quality, price and speed, two at a time, and the models that nothing beats."""

import streamlit as st

from views.shell import gates
from views.shell.credits import draw_credits
from views.shell.frame import page_frame
from views.shell.snapshot import Snapshot
from views.tradeoffs import answer as tradeoffs


@st.fragment
def body(snapshot: Snapshot) -> None:
    """Draw everything that a changed gate changes."""
    gates.draw_gates(snapshot)
    question, look = tradeoffs.ask(snapshot)
    page = tradeoffs.shown(snapshot, question, look)
    tradeoffs.draw_standing(page.answer)
    if page.answer.points.empty:
        gates.nothing_left(page.answer.candidates, question.filters, "Choose another quality, or other two to compare.")
        return
    st.markdown(page.sentence)
    picked = tradeoffs.draw_chart(page, look)
    tradeoffs.draw_table(page, question, picked)
    draw_credits(page.credits)


snapshot = page_frame("tradeoffs")
if tradeoffs.has_quality(snapshot):
    body(snapshot)
else:
    st.info("This snapshot has no model with both a score and a list price. Run `python -m etl refresh`.")
