"""Compare: two to six models side by side, and which of their differences are beyond noise."""

import streamlit as st

from catalog.models.compare import LEAST
from views.compare import parts
from views.compare import picker as compare
from views.shell import gates
from views.shell.figures import Figures
from views.shell.frame import page_frame


@st.fragment
def body(figures: Figures) -> None:
    """Draw everything that a changed choice changes."""
    filters = gates.draw_gates(figures)
    names = compare.draw_picker(figures, filters)
    if len(names) < LEAST:
        compare.draw_suggestions(figures, names)
        return
    is_apart, with_sources = compare.ask(figures)
    compare.draw_outside(figures, filters, names)
    found = compare.compared(figures, names, gates.kept())
    imprint = parts.imprint_of(figures, found, gates.kept())
    parts.draw_answer(found)
    parts.draw_links(found)
    parts.draw_abilities(found, imprint, is_apart=is_apart)
    parts.draw_facts(found, imprint, is_apart=is_apart, with_sources=with_sources)
    parts.draw_tests(found, imprint, is_apart=is_apart)
    parts.draw_credits(figures, found)


came = compare.arrival()
figures = page_frame("compare")
compare.adopt_address(figures, came)
body(figures)
