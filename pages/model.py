"""Model: everything that is known of one, and from whom."""

import streamlit as st

from views.model import head as model
from views.model.parts import draw_parts
from views.shell import gates
from views.shell.frame import page_frame
from views.shell.snapshot import Snapshot


@st.fragment
def body(snapshot: Snapshot, facts: model.Facts) -> None:
    """Draw everything that a changed choice changes."""
    model.draw_head(snapshot, facts)
    group, languages = model.ask(snapshot, facts)
    filters = gates.kept()
    model.draw_tiles(snapshot, facts, filters)
    st.subheader("Ability by domain", anchor=False)
    model.draw_standing(snapshot, facts, group, languages=languages)
    model.draw_efforts(snapshot, facts, filters)
    model.draw_credits(snapshot, facts, filters, languages=languages)
    draw_parts(snapshot, facts, filters)


model.turn_page()
snapshot = page_frame("model")
facts = model.asked(snapshot)
if facts is not None:
    body(snapshot, facts)
