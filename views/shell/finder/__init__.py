"""The search and the link of the frame: one box on every page that leads to models, providers, tests and pages.

The browser's side is finder.js, a component of our own: no host is asked for it. What is typed comes here, a few hits
go back; nothing is sent while nobody types.
"""

from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

import streamlit as st

from catalog.answers import search
from catalog.filters import to_address
from catalog.identity.search import words
from views.shell import gates, state
from views.shell.snapshot import Snapshot

HERE = Path(__file__).parent
KEY = "finder"
MOST_PAGES = 3


class Place(NamedTuple):
    """A page that can be gone to: its slug, its title, and the question that it answers."""

    slug: str
    title: str
    question: str


def _read(name: str) -> str:
    return (HERE / name).read_text(encoding="utf-8")


_FINDER = st.components.v2.component(
    "shortlist_finder", html=_read("finder.html"), css=_read("finder.css"), js=_read("finder.js")
)


@st.fragment
def draw(snapshot: Snapshot, places: Sequence[Place]) -> None:
    """Draw the search, and go where a hit leads that was chosen."""
    # Whoever changes something else on the page is not searching.
    query = str(st.session_state.get(KEY, {}).get("query") or "") if state.is_fragment() else ""
    chosen = _FINDER(
        key=KEY,
        data={"query": query, "hits": hits(snapshot, places, query) if query else []},
        on_query_change=_nothing,
        on_go_change=_nothing,
    ).get("go")
    if isinstance(chosen, dict):
        _go(str(chosen.get("kind")), str(chosen.get("ident")), {place.slug for place in places})


def _nothing() -> None:
    """Let Streamlit keep the component's value: it keeps none without a callback."""


def hits(snapshot: Snapshot, places: Sequence[Place], query: str) -> list[dict[str, str]]:
    """Return what a text finds, as the browser shows it: kind, ident, title, note. Foreign text, shown as text."""
    asked = words(query)
    pages = [place for place in places if asked and _begins(asked, place.title)][:MOST_PAGES]
    found = [{"kind": "page", "ident": page.slug, "title": page.title, "note": page.question} for page in pages]
    return found + [dict(hit._asdict()) for hit in search.answer(snapshot, query)]


def _begins(asked: Sequence[str], title: str) -> bool:
    said = words(title)
    return all(any(word.startswith(part) for word in said) for part in asked)


def _go(kind: str, ident: str, slugs: set[str]) -> None:
    """Go to the page of what was chosen, with the filters that are set."""
    asked: dict[str, str | list[str]] = dict(to_address(gates.kept()))
    state.leave()
    if kind == "model":
        st.switch_page("pages/model.py", query_params={**asked, "id": ident})
    elif kind == "provider":
        st.switch_page("pages/models.py", query_params={**asked, "provider": ident})
    elif kind == "benchmark" and "benchmark" in slugs:
        st.switch_page("pages/benchmark.py", query_params={**asked, "id": ident})
    elif kind == "benchmark":
        st.session_state["show"] = "Benchmarks"
        st.switch_page("pages/data.py", query_params=asked)
    elif ident in slugs:
        st.switch_page(f"pages/{ident}.py", query_params=asked)
