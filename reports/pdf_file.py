"""The report as PDF, typeset by Typst: tagged, its charts as vectors. Its texts go there as data, never as markup."""

import json
from pathlib import Path
from typing import Any

import typst

from reports.document import Block, Chart, Code, Document, Link, Paragraph, Points, Table, is_address
from reports.pictures import Pictures

TEMPLATE = Path(__file__).with_name("report.typ")
# The last one comes with Typst, so that there is always one.
FONTS = (
    "Source Sans 3",
    "Arial",
    "Liberation Sans",
    "Helvetica",
    "DejaVu Sans",
    "Noto Sans CJK SC",
    "Libertinus Serif",
)


def pdf_file(document: Document, pictures: Pictures) -> bytes:
    """Return a report as PDF.

    Args:
        document: the report.
        pictures: its charts as SVG.
    """
    names = [f"chart-{place}.svg" for place in range(len(pictures.files))]
    left = iter(names)
    told = {
        "title": document.title,
        "subtitle": document.subtitle,
        "notices": [notice for notice in (document.terms, pictures.trouble) if notice],
        "fonts": _known_fonts(),
        "sections": [
            {
                "title": section.title,
                "blocks": [
                    _as_data(block, next(left, "")) if isinstance(block, Chart) else _as_data(block, "")
                    for block in section.blocks
                ],
            }
            for section in document.sections
        ],
    }
    files = dict(zip(names, pictures.files, strict=True))
    files |= {"main.typ": TEMPLATE.read_bytes(), "report.json": json.dumps(told).encode()}
    # Its stub does not know yet that several files may be given.
    made: bytes = typst.compile(files, format="pdf")  # type: ignore[call-overload]
    return made


def _known_fonts() -> list[str]:
    families = set(typst.Fonts().families())
    return [font for font in FONTS if font in families]


def _as_data(block: Block, picture: str) -> dict[str, Any]:
    match block:
        case Paragraph():
            return {"kind": "paragraph", "text": block.text, "is_quiet": block.is_quiet}
        case Points():
            return {"kind": "points", "items": [{"lead": lead, "text": text} for lead, text in block.items]}
        case Table():
            columns = [
                {"title": each.title, "share": each.share, "is_number": each.is_number} for each in block.columns
            ]
            rows = [[{"text": cell, "address": is_address(cell)} for cell in row] for row in block.rows]
            return {"kind": "table", "columns": columns, "rows": rows}
        case Chart():
            return {"kind": "chart", "title": block.title, "alt": block.alt, "note": block.note, "picture": picture}
        case Link():
            address = is_address(block.address)
            return {"kind": "link", "words": block.words, "address": block.address, "is_address": address}
        case Code():
            return {"kind": "code", "text": block.text}
