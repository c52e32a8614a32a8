"""Data: where the figures come from, how fresh and how sound they are, and what changed."""

import streamlit as st

from views.data import parts as data
from views.data.changes import draw_changes
from views.shell.figures import Figures
from views.shell.frame import page_frame

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
def parts(figures: Figures) -> None:
    """Draw the tab that is open."""
    for tab, draw in zip(st.tabs(list(PARTS), key="show", bind="query-params"), PARTS.values(), strict=True):
        if tab.open:
            with tab:
                draw(figures)


figures = page_frame("data")
data.draw_as_of(figures)
if data.has_sources(figures):
    data.draw_answer(figures)
    parts(figures)
else:
    st.info("This snapshot is empty. Run `python -m etl refresh` to fill it.")
