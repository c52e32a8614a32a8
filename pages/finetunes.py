"""Fine-tunes: which variants of open models are worth a try, with the evidence beside their own base."""

import streamlit as st

from catalog.variant_index import VariantIndex
from views import finetunes, finetunes_ask
from views.figures import Figures
from views.finetunes_card import draw_card
from views.finetunes_family import draw_family, draw_proposals
from views.frame import page_frame


@st.fragment
def body(figures: Figures, index: VariantIndex) -> None:
    """Draw everything that a changed choice changes."""
    asked = finetunes_ask.ask(figures, index)
    found = finetunes.found_in(figures, index, asked)
    finetunes.draw_answer(asked, found)
    finetunes.draw_standing(found)
    if not found.standing.variants:
        finetunes.draw_nothing(asked, found)
    chart_side, card_side = st.columns([3, 2], gap="medium")
    with card_side:
        picked = finetunes_ask.ask_variant(index, found.rows)
        draw_card(figures, index, picked, asked)
    with chart_side:
        if finetunes.ask_view() == "tree":
            drawn = draw_family(figures, index, found, picked)
        else:
            drawn = finetunes.draw_gains(found, picked)
        finetunes.draw_menus(drawn, found.rows, finetunes.imprint_of(figures, index, asked, found))
        finetunes.draw_table(found.rows)
    draw_proposals(index, found)
    finetunes.draw_credits(figures, index, found)


figures = page_frame("finetunes")
finetunes.draw_head()
index = finetunes.index_in(figures)
if index is None:
    finetunes.draw_nothing_known()
else:
    body(figures, index)
