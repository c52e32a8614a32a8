"""Leaderboard: who is best in a domain, with intervals, ranks, prices, speeds and evidence."""

import streamlit as st

from catalog.answers.leaderboard import answer
from views.leaderboard import listing as leaderboard
from views.shell import gates
from views.shell.frame import page_frame
from views.shell.snapshot import Snapshot


@st.fragment
def body(snapshot: Snapshot) -> None:
    """Draw everything that a changed choice changes."""
    leaderboard.ask_domain(snapshot)
    look = leaderboard.ask_look(snapshot)
    gates.draw_gates(snapshot)
    question = leaderboard.question(snapshot, look)
    told = snapshot.share(answer, question)
    leaderboard.draw_answer(told)
    if told.ranked.empty:
        leaderboard.draw_nothing(question, told)
        return
    leaderboard.draw_bars(snapshot, question, told, look)
    leaderboard.draw_table(snapshot, question, told)
    leaderboard.draw_little_known(told)
    leaderboard.draw_tests(snapshot, question)
    leaderboard.draw_credits(snapshot, question, told)


snapshot = page_frame("leaderboard")
if snapshot.ask(leaderboard.domains_with_models).empty:
    st.info("This snapshot has no model that is sold and was tested. Run `python -m etl refresh` to make a new one.")
else:
    body(snapshot)
