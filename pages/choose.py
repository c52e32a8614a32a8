"""Choose: from what a team needs to a shortlist that it can defend."""

import streamlit as st

from views.choose import answer as choose
from views.choose import kept_models
from views.choose import need as needs
from views.choose.report_menu import report_menu
from views.shell.frame import page_frame
from views.shell.snapshot import Snapshot


@st.fragment
def body(snapshot: Snapshot) -> None:
    """Draw everything that a changed need changes."""
    need = needs.draw_need(snapshot)
    found = choose.shown(snapshot, need)
    if found.decision.passing.empty:
        choose.draw_nothing(found)
        report_menu(snapshot, need)
        return
    imprint = choose.imprint_of(snapshot, found, need)
    choose.draw_advice(found)
    choose.draw_cards(snapshot, found)
    choose.draw_charts(found, imprint)
    choose.draw_counts(found)
    choose.draw_shortlist(snapshot, found, imprint)
    choose.draw_doubts(found)
    choose.draw_reasons(found)
    choose.draw_credits(snapshot, found)


snapshot = page_frame("choose")
if choose.has_abilities(snapshot):
    needs.adopt_address(snapshot)
    kept_models.adopt_address(snapshot)
    body(snapshot)
else:
    st.info("No model of this snapshot has an ability in any domain. Run `python -m etl refresh`.")
