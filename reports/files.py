"""The report on a need as files: which formats there are, how each is made, and how it is written to a path."""

import os
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from urllib.parse import urlencode

from catalog.decide.basis import Ask
from catalog.decide.briefing import briefing
from catalog.decide.need import VERSION, Need, to_address
from catalog.decide.words import counted
from catalog.errors import ShortlistError
from catalog.store import STAMP_FORMAT
from reports.document import Document
from reports.html_file import html_file
from reports.markdown_file import markdown_file
from reports.parts import report, shown
from reports.pdf_file import pdf_file
from reports.pictures import SLIDE_HEIGHT_PX, SLIDE_PX, pictures
from reports.slides_file import slides_file
from reports.word_file import word_file
from views.export.imprint import Imprint, showing

HERE = "http://localhost:8501"
PAGE = "/choose"


class ReportError(ShortlistError):
    """A report cannot be written. The message is a sentence for the one who asked for it."""

    code = "bad_report"


@dataclass(frozen=True, slots=True, kw_only=True)
class Made:
    """The files of a report by name, the report itself first; and why its charts are left out, where they are."""

    files: Mapping[str, bytes]
    trouble: str = ""


@dataclass(frozen=True, slots=True)
class Format:
    """A format, and how a report becomes one; `make` takes the document and the name of the file without its ending."""

    title: str
    mime: str
    make: Callable[[Document, str], Made]


def _html(document: Document, stem: str) -> Made:
    return Made(files={f"{stem}.html": html_file(document)})


def _pdf(document: Document, stem: str) -> Made:
    drawn = pictures(document, "svg")
    return Made(files={f"{stem}.pdf": pdf_file(document, drawn)}, trouble=drawn.trouble)


def _docx(document: Document, stem: str) -> Made:
    drawn = pictures(document, "png")
    return Made(files={f"{stem}.docx": word_file(document, drawn)}, trouble=drawn.trouble)


def _pptx(document: Document, stem: str) -> Made:
    drawn = pictures(document, "png", SLIDE_PX, SLIDE_HEIGHT_PX)
    return Made(files={f"{stem}.pptx": slides_file(document, drawn)}, trouble=drawn.trouble)


def _markdown(document: Document, stem: str) -> Made:
    drawn = pictures(document, "png")
    charts = {f"{stem}-charts/chart-{place}.png": picture for place, picture in enumerate(drawn.files, start=1)}
    text = markdown_file(document, list(charts), drawn.trouble)
    return Made(files={f"{stem}.md": text} | charts, trouble=drawn.trouble)


_OFFICE = "application/vnd.openxmlformats-officedocument"
FORMATS: dict[str, Format] = {
    "html": Format("HTML", "text/html", _html),
    "pdf": Format("PDF", "application/pdf", _pdf),
    "docx": Format("Word", f"{_OFFICE}.wordprocessingml.document", _docx),
    "pptx": Format("Slides", f"{_OFFICE}.presentationml.presentation", _pptx),
    "md": Format("Markdown", "text/markdown", _markdown),
}


def report_on(ask: Ask, need: Need, made_at: datetime | None, page: str = "") -> tuple[Document, Imprint]:
    """Return the report on a need, and its imprint.

    Args:
        ask: calls a query, and may remember what it found.
        need: the need.
        made_at: the moment of the snapshot; None for the figures that come with Shortlist.
        page: the address of the page Choose; else where `SHORTLIST_ADDRESS` says that the dashboard is.

    Raises:
        NeedError: a domain of the need is none of the snapshot's.
    """
    brief = briefing(ask, need)
    imprint = Imprint(
        title=f"Shortlist for {need.title}" if need.title else "Shortlist",
        gates="",
        counts=f"{len(brief.decision.passing):,} of {counted(brief.decision.total, 'model')} pass",
        snapshot_day=made_at.date() if made_at else None,
        link=_link(need, made_at, page),
    )
    imprint = showing(imprint, ask, *shown(brief))
    return report(brief, imprint), imprint


def _link(need: Need, made_at: datetime | None, page: str) -> str:
    """Return the address that restores the need, over the same figures as long as they are kept."""
    said = {"need": [VERSION]} | to_address(need)
    if made_at:
        said["as_of"] = [made_at.strftime(STAMP_FORMAT)]
    base = page or os.environ.get("SHORTLIST_ADDRESS", HERE).rstrip("/") + PAGE
    return f"{base}?{urlencode(said, doseq=True)}"


def check_path(out: Path) -> Format:
    """Return the format that a path asks for.

    Raises:
        ReportError: its ending is none of `FORMATS`, or there is no folder for it.
    """
    found = FORMATS.get(out.suffix.lower().removeprefix("."))
    if found is None:
        endings = ", ".join(f".{ending}" for ending in FORMATS)
        message = f"A file that ends in one of {endings} expected, found {out.name!r}. The ending says the format."
        raise ReportError(message)
    if not out.parent.is_dir():
        message = f"The folder {out.parent} does not exist. Make it, or name another one."
        raise ReportError(message)
    return found


def write_files(made: Made, out: Path) -> None:
    """Write a report to a path, and its charts beside it where its format has them apart.

    Raises:
        ReportError: a file cannot be written.
    """
    try:
        for place, (name, content) in enumerate(made.files.items()):
            path = out if place == 0 else out.parent / name
            path.parent.mkdir(exist_ok=True)
            path.write_bytes(content)
    except OSError as error:
        message = (
            f"The report cannot be written to {out}: {error.strerror}. Name a file in a folder that you may write to."
        )
        raise ReportError(message) from error
