"""Trade-offs: quality, price and speed, two at a time, and the models that nothing beats."""

import streamlit as st

from views.shell import gates
from views.shell.frame import page_frame
from views.shell.snapshot import Snapshot
from views.tradeoffs import answer, asked, over_time


@st.fragment
def body(snapshot: Snapshot) -> None:
    """Draw everything that a changed gate changes."""
    gates.draw_gates(snapshot)
    question, look, is_over_time = asked.ask(snapshot)
    if is_over_time:
        over_time.draw(snapshot, question, look)
    else:
        answer.draw_answer(snapshot, question, look)


snapshot = page_frame("tradeoffs")
if asked.has_quality(snapshot):
    body(snapshot)
else:
    st.info("This snapshot has no model with both a score and a list price. Run `python -m etl refresh`.")
