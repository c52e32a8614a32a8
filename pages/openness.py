"""Openness: six criteria, what each model meets and what it lacks, and what its licence allows."""

import streamlit as st

from catalog.answers.openness import OpennessAnswer
from views.openness import listing as openness
from views.openness.card import draw_card
from views.shell.frame import page_frame
from views.shell.snapshot import Snapshot


@st.fragment
def body(snapshot: Snapshot, found: OpennessAnswer) -> None:
    """Draw everything that a changed choice changes."""
    asked, order = openness.ask(found)
    shown = openness.draw_standing(found, asked, order)
    if shown.empty:
        openness.draw_nothing(asked)
        return
    map_side, card_side = st.columns([3, 2], gap="medium")
    with map_side:
        rows = openness.draw_pages(shown, asked, order)
    with card_side:
        picked = openness.ask_system(found, asked, rows)
        draw_card(found.said, found.table, picked)
    with map_side:
        chart = openness.draw_map(found, rows, len(shown), picked)
    openness.draw_menus(found, shown, rows, chart, openness.imprint_of(snapshot, found, shown, asked, order))
    openness.draw_table(shown)
    openness.draw_credits(snapshot, found, shown, picked)


snapshot = page_frame("openness")
found = openness.openness_answer(snapshot)
if found.systems["model_id"].notna().any():
    openness.draw_answer(found)
    body(snapshot, found)
else:
    st.info("This snapshot has no models. Run `python -m etl refresh`.")
