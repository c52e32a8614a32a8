"""Data: where the figures come from, how fresh and how sound they are, and what changed."""

import streamlit as st

from views.data import parts as data
from views.data.changes import draw_changes
from views.shell.frame import page_frame
from views.shell.snapshot import Snapshot

# In the order of the tabs; a closed tab costs nothing.
PARTS = {
    "Sources": data.draw_sources,
    "Benchmarks": data.draw_benchmarks,
    "Domains": data.draw_domains,
    "Conflicts": data.draw_conflicts,
    "Unresolved names": data.draw_unresolved,
    "Changes": draw_changes,
}


@st.fragment
def parts(snapshot: Snapshot) -> None:
    """Draw the tab that is open."""
    for tab, draw in zip(st.tabs(list(PARTS), key="show", bind="query-params"), PARTS.values(), strict=True):
        if tab.open:
            with tab:
                draw(snapshot)


snapshot = page_frame("data")
data.draw_as_of(snapshot)
if data.has_sources(snapshot):
    data.draw_answer(snapshot)
    parts(snapshot)
else:
    st.info("This snapshot is empty. Run `python -m etl refresh` to fill it.")
