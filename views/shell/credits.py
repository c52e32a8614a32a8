"""Who published what a page shows, in one line that opens."""

import streamlit as st

from views.shell.provenance import Credits


def draw_credits(published: Credits, *more: str) -> None:
    """Draw who published what is shown.

    Args:
        published: what `views.shell.provenance.credits_of` returns.
        more: what else is to be said of the figures, as Markdown.
    """
    with st.expander(published.summary, type="compact"):
        for line in (*published.lines, *more):
            st.caption(line)
