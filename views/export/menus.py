"""The menus beside a chart and beside a table, from which people take it away.

A menu that is closed is a button and nothing more. Its content is drawn when it is opened, and a file is made when its
button is pressed: the page itself does not run again for either.
"""

from collections.abc import Callable
from functools import partial
from typing import NamedTuple

import pandas as pd
import plotly.graph_objects as go
import streamlit as st

from views.export.chromium import PictureError, PictureFormat, check_browser, drawn, last_failure
from views.export.imprint import Imprint, file_name, showing, sources_text
from views.export.page import page
from views.export.picture import printed
from views.export.table import XLSX_MOST_ROWS, csv_file, json_file, parquet_file, xlsx_file
from views.shell.frame import link_here
from views.shell.provenance import Part
from views.shell.snapshot import Snapshot
from views.shell.wording import markdown_text

MENU_PX = 156
XLSX_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


class _File(NamedTuple):
    """A format that is offered, and how its file is made."""

    label: str
    ending: str
    mime: str
    make: Callable[[], bytes]


def page_imprint(snapshot: Snapshot, *parts: Part, title: str, counts: str, gates: str = "") -> Imprint:
    """Return what is written beside something that is taken away from the page, as the page is now.

    Args:
        snapshot: where its figures are from.
        parts: what is shown, from which the sources follow.
        title: what it shows.
        counts: how many of how many: "8 of 12 models".
        gates: what was asked, in words.
    """
    made = snapshot.made_at.date() if snapshot.made_at else None
    return showing(Imprint(title, gates, counts, made, link=link_here()), snapshot.ask, *parts)


@st.fragment
def chart_menu(figure: go.Figure, data: pd.DataFrame, imprint: Imprint, *, key: str) -> None:
    """Draw a menu to take a chart away: as picture, as page, as figures.

    Args:
        figure: the chart, as it is drawn on the page.
        data: the rows that are drawn, with the columns that a reader of the file needs.
        imprint: what is printed into the pictures and written beside the figures.
        key: the name of the menu, one of its own on the page.
    """
    with st.popover("Download chart", key=key, on_change="rerun", width=MENU_PX, wrap=False) as menu:
        if not menu.open:
            return
        trouble = _picture_trouble()
        st.caption("Picture, with title, filters, date and sources printed into it")
        pictures = [
            _File("PNG", "png", "image/png", partial(_picture, figure, imprint, "png")),
            _File("SVG", "svg", "image/svg+xml", partial(_picture, figure, imprint, "svg")),
            _File("PDF", "pdf", "application/pdf", partial(_picture, figure, imprint, "pdf")),
        ]
        _offer(pictures, imprint, key, disabled=bool(trouble))
        if trouble or last_failure():
            st.warning(markdown_text(trouble or last_failure()))
        st.caption("Page that works by itself, without a network")
        _offer([_File("HTML", "html", "text/html", partial(page, figure, imprint))], imprint, key)
        st.caption("Its figures, and a text with their sources and licences")
        figures = [
            _File("CSV", "csv", "text/csv", partial(csv_file, data)),
            _File("Parquet", "parquet", "application/vnd.apache.parquet", partial(parquet_file, data, imprint)),
        ]
        _offer([*figures, _sources(imprint)], imprint, key)
        _say_terms(imprint)


@st.fragment
def table_menu(frame: pd.DataFrame, imprint: Imprint, *, key: str) -> None:
    """Draw a menu to take a table away.

    Args:
        frame: the table, as it is shown: its rows, its columns, its order.
        imprint: what is written beside the figures.
        key: the name of the menu, one of its own on the page.
    """
    with st.popover("Download table", key=key, on_change="rerun", width=MENU_PX, wrap=False) as menu:
        if not menu.open:
            return
        files = [
            _File("CSV", "csv", "text/csv", partial(csv_file, frame)),
            _File("XLSX", "xlsx", XLSX_TYPE, partial(xlsx_file, frame, imprint)),
            _File("JSON", "json", "application/json", partial(json_file, frame, imprint)),
        ]
        if len(frame) > XLSX_MOST_ROWS:
            files.pop(1)
            st.caption(f"No XLSX: Excel opens {XLSX_MOST_ROWS:,} rows at most, and these are {len(frame):,}.")
        st.caption("XLSX and JSON hold their sources and licences; beside CSV lies the text with them")
        _offer([*files, _sources(imprint)], imprint, key)
        _say_terms(imprint)


def _picture(figure: go.Figure, imprint: Imprint, picture_format: PictureFormat) -> bytes:
    return drawn(printed(figure, imprint), picture_format)


def _picture_trouble() -> str:
    try:
        check_browser()
    except PictureError as error:
        return str(error)
    return ""


def _sources(imprint: Imprint) -> _File:
    return _File("Sources", "sources.txt", "text/plain", partial(sources_text, imprint))


def _offer(files: list[_File], imprint: Imprint, key: str, *, disabled: bool = False) -> None:
    with st.container(horizontal=True, gap="small"):
        for file in files:
            st.download_button(
                file.label,
                file.make,
                file_name(imprint, file.ending),
                file.mime,
                key=f"{key}_{file.label.lower()}",
                on_click="ignore",
                disabled=disabled,
            )


def _say_terms(imprint: Imprint) -> None:
    """Say which figures may not be passed on, and which address restores the page."""
    kept = ", ".join(markdown_text(credit.title) for credit in imprint.credits if not credit.may_be_passed_on)
    if kept:
        st.caption(f"With figures of {kept}: for your own use, not to be passed on.")
    if imprint.link:
        st.caption("The address that restores this page")
        st.code(imprint.link, language=None, wrap_lines=True)
