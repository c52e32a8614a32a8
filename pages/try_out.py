"""Try: one's own prompts, asked of a few models side by side, graded and measured."""

import streamlit as st

from catalog.errors import ShortlistError
from trial.endpoints import read_endpoints
from views.shell.frame import page_frame
from views.shell.snapshot import Snapshot
from views.shell.wording import markdown_text
from views.try_out import answers, ask, background


def body(snapshot: Snapshot) -> None:
    """Draw what is asked, then the run that the address names."""
    try:
        endpoints = read_endpoints()
        run_id = st.query_params.get(ask.RUN)
        if endpoints:
            ask.draw(snapshot, endpoints)
        else:
            ask.draw_how_to()
        if run_id and background.under_way(run_id):
            answers.draw_under_way(run_id)
        elif run_id:
            answers.draw_results(answers.shown_run(run_id))
    except ShortlistError as error:
        st.error(markdown_text(error))


body(page_frame("try_out"))
