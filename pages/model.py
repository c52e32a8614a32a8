"""Model: everything that is known of one, and from whom."""

import streamlit as st

from views.model import head as model
from views.model.parts import draw_parts
from views.shell import gates
from views.shell.figures import Figures
from views.shell.frame import page_frame


@st.fragment
def body(figures: Figures, facts: model.Facts) -> None:
    """Draw everything that a changed choice changes."""
    model.draw_head(facts)
    group, languages = model.ask(figures, facts)
    filters = gates.kept()
    model.draw_tiles(figures, facts, filters)
    st.subheader("Ability by domain", anchor=False)
    model.draw_standing(figures, facts, group, languages=languages)
    model.draw_efforts(figures, facts, filters)
    model.draw_credits(figures, facts, filters)
    draw_parts(figures, facts, filters)


model.turn_page()
figures = page_frame("model")
facts = model.asked(figures)
if facts is not None:
    body(figures, facts)
