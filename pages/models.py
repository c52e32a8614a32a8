"""Models: the table of all of them."""

import streamlit as st

from catalog import queries
from views.models import listing as models
from views.shell import gates
from views.shell.frame import page_frame
from views.shell.snapshot import Snapshot


@st.fragment
def body(snapshot: Snapshot) -> None:
    """Draw everything that a changed gate or another search changes."""
    gates.draw_gates(snapshot)
    asked = models.ask(snapshot)
    found = models.models_page(snapshot, asked, gates.kept())
    pinned = models.pinned(found.every)
    models.draw_pinned(found, asked, pinned)
    gates.shown_line(found.left)
    if not found.shown.empty:
        models.draw_table(found, asked, pinned, models.imprint_of(snapshot, found, asked))
    elif asked.text:
        models.draw_no_match(snapshot, asked)
    else:
        gates.nothing_left(found.candidates, gates.kept())
    models.draw_credits(snapshot, found, asked, pinned)


snapshot = page_frame("models")
if snapshot.ask(queries.models_in_play).empty:
    st.info("This snapshot has no models. Run `python -m etl refresh` to make a new one.")
else:
    models.adopt_pinned(snapshot)
    body(snapshot)
