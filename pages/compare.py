"""Compare: two to six models side by side, and which of their differences are beyond noise."""

import streamlit as st

from catalog.models.compare import LEAST
from views.compare import parts
from views.compare import picker as compare
from views.shell import gates
from views.shell.frame import page_frame
from views.shell.snapshot import Snapshot


@st.fragment
def body(snapshot: Snapshot) -> None:
    """Draw everything that a changed choice changes."""
    filters = gates.draw_gates(snapshot)
    names = compare.draw_picker(snapshot, filters)
    if len(names) < LEAST:
        compare.draw_suggestions(snapshot, names)
        return
    is_apart, with_sources = compare.ask(snapshot)
    compare.draw_outside(snapshot, filters, names)
    found = compare.compared(snapshot, names, gates.kept())
    imprint = parts.imprint_of(snapshot, found, gates.kept())
    parts.draw_answer(found)
    parts.draw_links(found)
    parts.draw_legend(found)
    drawn = parts.draw_abilities(snapshot, found, imprint, is_apart=is_apart)
    parts.draw_facts(snapshot, found, imprint, is_apart=is_apart, with_sources=with_sources)
    tests = parts.draw_tests(snapshot, found, imprint, is_apart=is_apart)
    parts.draw_credits(snapshot, found, drawn, tests)


snapshot = page_frame("compare")
compare.adopt_address(snapshot)
body(snapshot)
