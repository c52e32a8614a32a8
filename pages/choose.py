"""Choose: from what a team needs to a shortlist that it can defend."""

import streamlit as st

from views.choose import answer as choose
from views.choose import need as needs
from views.choose.report_menu import report_menu
from views.shell import gates
from views.shell.figures import Figures
from views.shell.frame import page_frame


@st.fragment
def body(figures: Figures) -> None:
    """Draw everything that a changed need changes."""
    need = needs.draw_need(figures)
    found = choose.shown(figures, need)
    if found.decision.passing.empty:
        choose.draw_nothing(found)
        report_menu(figures, need)
        return
    imprint = choose.imprint_of(figures, found, need)
    choose.draw_winners(found)
    report_menu(figures, need)
    choose.draw_charts(found, imprint)
    choose.draw_shortlist(found, imprint)
    choose.draw_doubts(found)
    choose.draw_credits(figures, found, need)


is_arrival = gates.is_arrival("choose")
figures = page_frame("choose")
if choose.has_abilities(figures):
    needs.adopt_address(figures, is_arrival=is_arrival)
    body(figures)
else:
    st.info("No model of this snapshot has an ability in any domain. Run `python -m etl refresh`.")
