"""Models: the table of all of them."""

import streamlit as st

from catalog import queries
from views.models import listing as models
from views.shell import gates
from views.shell.figures import Figures
from views.shell.frame import page_frame


@st.fragment
def body(figures: Figures) -> None:
    """Draw everything that a changed gate or another search changes."""
    gates.draw_gates(figures)
    asked = models.ask(figures)
    found = models.found(figures, asked, gates.kept())
    pinned = models.pinned(found.every)
    models.draw_pinned(found, asked, pinned)
    gates.shown_line(found.left)
    if not found.shown.empty:
        models.draw_table(found, asked, pinned, models.imprint_of(figures, found, asked))
        models.draw_credits(figures, found)
    elif asked.text:
        models.draw_no_match(figures, asked)
    else:
        gates.nothing_left(found.candidates, gates.kept())


figures = page_frame("models")
if figures.ask(queries.models_in_play).empty:
    st.info("This snapshot has no models. Run `python -m etl refresh` to make a new one.")
else:
    body(figures)
