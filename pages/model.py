"""Model: everything that is known of one, and from whom."""

import streamlit as st

from views.model import head as model
from views.model import run, sellers, standing
from views.model.parts import draw_parts
from views.shell import gates
from views.shell.credits import draw_credits
from views.shell.frame import page_frame
from views.shell.provenance import credits_of
from views.shell.snapshot import Snapshot


@st.fragment
def body(snapshot: Snapshot, facts: model.Facts) -> None:
    """Draw everything that a changed choice changes."""
    model.draw_head(snapshot, facts)
    known, where = st.columns([3, 2], gap="large")
    with known:
        standing.ask(snapshot)
        filters = gates.kept()
        sold = sellers.sold_by(snapshot, facts, filters)
        standing.draw_tiles(snapshot, facts, filters, sold)
        standing.draw_standing(snapshot, facts, filters.domain)
    with where:
        run.draw_run(snapshot, facts, sold)
    sellers.draw_sellers(snapshot, facts, filters, sold)
    draw_parts(snapshot, facts, filters)
    shown = *standing.credited(snapshot, facts, filters, sold), run.credited(snapshot, facts)
    draw_credits(credits_of(snapshot.ask, *shown))


model.turn_page()
snapshot = page_frame("model")
facts = model.asked(snapshot)
if facts is not None:
    body(snapshot, facts)
