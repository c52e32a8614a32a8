"""The menu from which the report on the need is taken away. A file is made when its button is pressed."""

import io
import zipfile
from collections.abc import Callable
from functools import partial

import streamlit as st

from catalog.decide.need import Need
from reports.document import Document
from reports.files import FORMATS, Format, report_on
from views.export.chromium import PictureError, check_browser
from views.export.imprint import Imprint, file_name
from views.shell.snapshot import Snapshot
from views.shell.wording import count, markdown_text

_ZIP = "application/zip"


@st.fragment
def report_menu(snapshot: Snapshot, need: Need) -> None:
    """Draw a menu to take the answer away as a report."""
    with st.popover("Report", key="take_report", on_change="rerun", type="tertiary", wrap=False) as menu:
        if not menu.open:
            return
        document, imprint = snapshot.share(_report, need, _here())
        st.caption(_contents(document))
        with st.container(horizontal=True, gap="small"):
            for ending, made in FORMATS.items():
                _offer(document, imprint, ending, made)
        _say_trouble()
        st.caption("HTML has charts to point at. Markdown comes with its charts in one ZIP.")
        if document.terms:
            st.caption(markdown_text(document.terms))


def _contents(document: Document) -> str:
    charts = count(len(list(document.charts())), "chart")
    titles = "; ".join(markdown_text(section.title) for section in document.sections)
    return f"{count(len(document.sections), 'part')} and {charts}: {titles}"


# Until the snapshot changes, the same need has the same report.
def _report(snapshot: Snapshot, need: Need, page: str) -> tuple[Document, Imprint]:
    return report_on(snapshot.ask, need, snapshot.made_at, page)


def _here() -> str:
    """Return the address of this page without what it asks; empty where the browser's is not known."""
    address = st.context.url
    return address.split("?")[0] if isinstance(address, str) else ""


def _offer(document: Document, imprint: Imprint, ending: str, made: Format) -> None:
    is_zip = ending == "md"
    st.download_button(
        made.title,
        _content(document, imprint, made, is_zip=is_zip),
        file_name(imprint, "zip" if is_zip else ending),
        _ZIP if is_zip else made.mime,
        key=f"take_report_{ending}",
        on_click="ignore",
    )


def _content(document: Document, imprint: Imprint, made: Format, *, is_zip: bool) -> Callable[[], bytes]:
    stem = file_name(imprint, "")[:-1]
    return partial(_zipped if is_zip else _first, document, stem, made)


def _first(document: Document, stem: str, made: Format) -> bytes:
    return next(iter(made.make(document, stem).files.values()))


def _zipped(document: Document, stem: str, made: Format) -> bytes:
    told = io.BytesIO()
    with zipfile.ZipFile(told, "w", zipfile.ZIP_DEFLATED) as folder:
        for name, content in made.make(document, stem).files.items():
            folder.writestr(name, content)
    return told.getvalue()


def _say_trouble() -> None:
    try:
        check_browser()
    except PictureError as error:
        st.warning(f"All formats but HTML leave the charts out: {markdown_text(error)}")
