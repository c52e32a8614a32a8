"""Fine-tunes: which variants of open models are worth a try, with the evidence beside their own base."""

import streamlit as st

from catalog.variants.index import VariantIndex
from views.fine_tunes import ask as fine_tunes_ask
from views.fine_tunes import listing as fine_tunes
from views.fine_tunes.card import draw_card
from views.fine_tunes.family import draw_family, draw_proposals
from views.shell.frame import page_frame
from views.shell.snapshot import Snapshot


@st.fragment
def body(snapshot: Snapshot, index: VariantIndex) -> None:
    """Draw everything that a changed choice changes."""
    asked = fine_tunes_ask.ask(snapshot, index)
    if asked.is_open:
        fine_tunes.draw_way_in(index)
        fine_tunes.draw_listing_credits(snapshot)
        return
    found = fine_tunes.variants_page(snapshot, asked)
    fine_tunes.draw_answer(found)
    fine_tunes.draw_standing(found)
    if not found.standing.variants:
        fine_tunes.draw_nothing(found)
    chart_side, card_side = st.columns([3, 2], gap="medium")
    with card_side:
        picked = fine_tunes_ask.ask_variant(index, found.rows, found.told.claims["hub_repo_id"].tolist())
        draw_card(snapshot, index, picked, asked)
    with chart_side:
        if fine_tunes.ask_view() == "tree":
            drawn = draw_family(snapshot, index, found, picked)
        else:
            drawn = fine_tunes.draw_gains(found, picked)
        fine_tunes.draw_menus(drawn, found.rows, fine_tunes.imprint_of(snapshot, index, asked, found))
        fine_tunes.draw_table(found.rows)
    draw_proposals(index, found)
    fine_tunes.draw_credits(snapshot, index, found)


snapshot = page_frame("fine_tunes")
fine_tunes.draw_head()
index = fine_tunes.index_in(snapshot)
if index is None:
    fine_tunes.draw_nothing_known()
else:
    body(snapshot, index)
