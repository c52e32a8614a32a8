"""Changes: what moved on the market, day by day: prices, releases, retirements, new results."""

import streamlit as st

from views.changes import feed
from views.shell.frame import page_frame
from views.shell.snapshot import Snapshot


@st.fragment
def body(snapshot: Snapshot) -> None:
    """Draw everything that another filter changes."""
    asked = feed.ask(snapshot)
    found = feed.found(snapshot, asked)
    feed.draw_answer(found)
    feed.draw_days(found, snapshot)
    feed.draw_table(snapshot, found)


body(page_frame("changes"))
