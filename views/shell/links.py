"""Links to and from models: the table of all, each one's own page, two to six side by side.

They hold the gates of the moment in which they are drawn: draw them where a changed gate draws them anew.
"""

from collections.abc import Sequence
from typing import Literal

import streamlit as st

from catalog.filters import to_address
from views.shell import gates
from views.shell.wording import markdown_text, shortened

MOST_COMPARED = 6
LONGEST_NAME = 60


def _asked() -> dict[str, str | list[str]]:
    """Return the gates as the next page's address has them: written there afterwards, each is a step of "back"."""
    return dict(to_address(gates.kept()))


def model_link(model_id: str, label: str) -> None:
    """Draw a link to a model's page. The label is foreign text."""
    told = markdown_text(shortened(label, LONGEST_NAME))
    st.page_link("pages/model.py", label=told, query_params={"id": model_id, **_asked()})


def benchmark_link(benchmark_id: str, label: str) -> None:
    """Draw a link to a benchmark's page. The label is foreign text."""
    told = markdown_text(shortened(label, LONGEST_NAME))
    st.page_link("pages/benchmark.py", label=told, query_params={"id": benchmark_id, **_asked()})


def fine_tunes_link(what: Literal["base", "variant"], hub_repo_id: str, label: str) -> None:
    """Draw a link to the variants of a Hub repository, or to its own evidence card."""
    st.page_link("pages/fine_tunes.py", label=label, query_params={what: hub_repo_id, **_asked()})


def models_link(label: str) -> None:
    """Draw a link to the table of all models."""
    st.page_link("pages/models.py", label=label, query_params=_asked())


def compare_link(model_ids: Sequence[str], label: str) -> None:
    """Draw a link that puts two to six models side by side; nothing for fewer or more."""
    if 1 < len(model_ids) <= MOST_COMPARED:
        st.page_link("pages/compare.py", label=label, query_params={"models": ",".join(model_ids), **_asked()})


def try_link(model_ids: Sequence[str], label: str) -> None:
    """Draw a link that leads to Try with some models."""
    st.page_link("pages/try_out.py", label=label, query_params={"models": ",".join(model_ids[:MOST_COMPARED])})
