"""The frame round every page: the list of pages, the menu, and what each page draws of itself before its own parts."""

from datetime import date, datetime
from functools import lru_cache
from pathlib import Path
from typing import Any, NamedTuple
from urllib.parse import urlencode

import pandas as pd
import streamlit as st
from streamlit.navigation.page import StreamlitPage

from catalog import queries
from catalog.store import StoreError, current_path, stepped_back
from views.shell import finder, gates, state
from views.shell.finder import Place
from views.shell.snapshot import Snapshot, open_on_page, say_and_stop, tell_error
from views.shell.state import Kept
from views.shell.wording import count, day, markdown_text, months

ROOT = Path(__file__).resolve().parents[2]
MARK = Path(__file__).with_name("mark.svg")
MOST_NAMED = 5
# How often a page looks whether a refresh has published newer figures.
LOOK_EVERY = "20s"
AS_OF = "as_of"
_STAMP: Kept[str | None] = Kept("as_of", None, [AS_OF], "as_of_")


class PageEntry(NamedTuple):
    """One row of the menu, and the question that the page answers. A page out of the menu is reached by links.

    `has_chart` tells that the page draws a chart whatever its address asks.
    """

    slug: str
    title: str
    question: str
    has_chart: bool = False
    is_in_menu: bool = True


# In the order in which people work.
PAGES: tuple[PageEntry, ...] = (
    PageEntry("choose", "Choose", "Which model should we use for this?", has_chart=True),
    PageEntry(
        "tradeoffs", "Trade-offs", "Which models give the most quality for their price and speed?", has_chart=True
    ),
    PageEntry("leaderboard", "Leaderboard", "Which models are best at a task, and how sure is that?", has_chart=True),
    PageEntry("benchmark", "Benchmark", "Who was tested on this benchmark, and what does it say?", is_in_menu=False),
    PageEntry("models", "Models", "Which models are there, and what is known about them?"),
    PageEntry("model", "Model", "What is known about this model, and from whom?", is_in_menu=False),
    PageEntry("compare", "Compare", "How do a few models differ?"),
    PageEntry("fine_tunes", "Fine-tunes", "Which fine-tuned variants of open models are worth a try?", has_chart=True),
    PageEntry("costs", "Costs", "What would our workload cost?", has_chart=True),
    PageEntry("try_out", "Try", "Which model does best on our own prompts?"),
    PageEntry("openness", "Openness", "How open is each model, really?", has_chart=True),
    PageEntry("changes", "Changes", "What moved lately: prices, releases, retirements, new results?"),
    PageEntry("data", "Data", "Where do the figures come from, and how fresh are they?"),
)
PLACES = tuple(Place(entry.slug, entry.title, entry.question) for entry in PAGES if entry.is_in_menu)
# Former names, which links may still use; the server sends them on.
MOVED = {"overview": "tradeoffs"}


def navigation() -> StreamlitPage:
    """Register the pages and return the one that the address names.

    Streamlit serves the first page at / alone; a hidden twin answers to its own name, which would be "not found".
    """
    st.session_state["_framed"] = True
    first = PAGES[0]
    return st.navigation(
        [
            _page(first, url_path="home", default=True),
            *(_page(entry, url_path=entry.slug, **_shown(entry)) for entry in PAGES[1:]),
            _page(first, url_path=first.slug, visibility="hidden"),
        ],
        position="top",
    )


@lru_cache(maxsize=1)
def _mark() -> str:
    return MARK.read_text(encoding="utf-8")


def _shown(entry: PageEntry) -> dict[str, str]:
    return {} if entry.is_in_menu else {"visibility": "hidden"}


def _page(entry: PageEntry, **more: Any) -> StreamlitPage:  # noqa: ANN401 - Streamlit's own arguments
    return st.Page(ROOT / "pages" / f"{entry.slug}.py", title=entry.title, **more)


def page_frame(slug: str, title: str = "") -> Snapshot:
    """Draw the head of a page and return the figures that it may read. Without figures, say so and stop.

    Streamlit runs a file of pages/ without app.py when a fresh server's first visit is a deep link;
    the pages are registered here then.

    Args:
        slug: which page.
        title: what the browser's tab says where it is not the page's own title.
    """
    if "_framed" not in st.session_state:
        navigation()
    state.on_error(tell_error)
    entry = next(page for page in PAGES if page.slug == slug)
    st.set_page_config(
        page_title=f"{title or entry.title} - Shortlist", layout="wide", initial_sidebar_state="collapsed"
    )
    st.logo(_mark(), size="large")
    head = st.container(key="head", horizontal=True, vertical_alignment="bottom", gap="small")
    head.title(entry.title, anchor=False, width="content")
    head.markdown(entry.question, width="content")
    state.arrive(slug)
    stamp = _asked_stamp()
    try:
        snapshot, ignored = open_on_page(stamp)
    except StoreError as error:
        say_and_stop(error)
    if snapshot is None:
        st.info("There are no figures yet. Run `python -m etl refresh` to fetch them, then reload this page.")
        st.stop()
    if stamp and snapshot.is_current:
        show_as_of(None)
    gates.adopt_address(snapshot)
    told, note = age_in_words(snapshot.ask(queries.ages), snapshot.ask(queries.sources), snapshot.made_at)
    head.caption(told, help=note, width="content")
    with st.container(key="tools"):
        finder.draw(snapshot, PLACES)
    _draw_notes([*gates.ignored(), *([ignored] if ignored else [])])
    if not snapshot.is_current:
        _draw_as_of(snapshot)
    elif snapshot.path:
        _draw_stepped_back()
        draw_newer(snapshot.path)
    return snapshot


# Earlier and newer figures


def _asked_stamp() -> str | None:
    """Return the stamp of the snapshot that the address asks for, or that was asked for before; kept between pages."""
    _STAMP.adopt(lambda address: (next(iter(address.get(AS_OF, [])), None), ()))
    stamp = _STAMP.get()
    if stamp:
        state.write([AS_OF], {AS_OF: [stamp]})
    return stamp


def show_as_of(stamp: str | None) -> None:
    """Show every page as of a snapshot from the next run on; None: as of now. For the callback of a widget."""
    _STAMP.set(stamp)
    if stamp is None:
        state.write([AS_OF], {})


def _draw_as_of(snapshot: Snapshot) -> None:
    with st.container(horizontal=True, vertical_alignment="center"):
        st.markdown(f"You see the figures as of **{day(snapshot.made_at)}**.", width="content")
        st.button("Show today's", on_click=show_as_of, args=(None,), type="tertiary")


def _draw_stepped_back() -> None:
    """Say that an earlier snapshot stands in for one that is damaged."""
    if why := stepped_back():
        st.warning(f"{markdown_text(why)} Until then you see the newest figures that are sound.")


def _draw_notes(notes: list[str]) -> None:
    if notes:
        st.info("Ignored in the address:\n" + "\n".join(f"- {markdown_text(note)}" for note in notes))


@st.fragment(run_every=LOOK_EVERY)
def draw_newer(shown: Path) -> None:
    """Say so, quietly, when a refresh has published newer figures under this session."""
    try:
        is_newer = current_path() != shown
    except StoreError:
        is_newer = False  # the next run of the page says what is wrong
    if is_newer:
        with st.container(horizontal=True, vertical_alignment="center"):
            st.caption("A refresh has published newer figures.", width="content")
            if st.button("Reload", type="tertiary"):
                st.rerun()


def link_here() -> str:
    """Return the address that restores the page as it is; empty where the browser's is not known."""
    address = st.context.url
    said = urlencode({name: st.query_params.get_all(name) for name in st.query_params}, doseq=True)
    return f"{address}?{said}" if isinstance(address, str) and said else str(address or "")


# Where the figures come from


def age_in_words(ages: pd.DataFrame, sources: pd.DataFrame, made_at: datetime | None) -> tuple[str, str]:
    """Return of which months the figures are, and when they were asked for and what could not be, both as Markdown.

    Args:
        ages: what `queries.ages` returns: the first and the last day of the sources of each kind of figures.
        sources: every source, as `queries.sources` gives them.
        made_at: when the snapshot was made (UTC); None for the figures that come with the repository.
    """
    days = {kind: (first, last) for kind, first, last in ages.itertuples(index=False)}
    told = []
    if "prices" in days:
        told.append(f"Prices of {months(*days['prices'])}")
    if "results" in days:
        told.append(f"{'results' if told else 'Results'} to {days['results'][1]:%B %Y}")
    told.append(count(int((sources["rows"] > 0).sum()), "source"))
    return " · ".join(told), _asked_when(sources, made_at)


def _asked_when(sources: pd.DataFrame, made_at: datetime | None) -> str:
    """Return when the figures were put together, and which sources could not be asked again."""
    what = f"Put together on {day(made_at)}." if made_at else "Bundled with Shortlist."
    told = f"{what} The page Data tells the day of each source."
    stuck = [
        f"{markdown_text(source['title'])} ({source['outcome']}, {_kept(source['as_of'])})"
        for source in sources.to_dict("records")
        if source["outcome"] in {"stale", "failed"} or (source["outcome"] == "skipped" and source["rows"] > 0)
    ]
    if not stuck:
        return told
    more = f" and {len(stuck) - MOST_NAMED} more" if len(stuck) > MOST_NAMED else ""
    return f"{told} Not refreshed: {', '.join(stuck[:MOST_NAMED])}{more}."


def _kept(as_of: date | None) -> str:
    return "no figures" if pd.isna(as_of) else f"last good figures of {day(as_of)}"
