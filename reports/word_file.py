"""The report as a Word document (DOCX): headings, tables whose first row repeats, pictures that are described."""

import io
from collections.abc import Iterator
from typing import Any

import docx
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.opc.constants import RELATIONSHIP_TYPE
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Cm, Pt, RGBColor
from docx.text.paragraph import Paragraph as WordParagraph

from reports.document import Block, Chart, Code, Column, Document, Link, Paragraph, Points, Table, is_address
from reports.pictures import Pictures
from views.export.picture import GRID, INK, QUIET

FONT, CODE_FONT = "Arial", "Courier New"
PAGE_CM, MARGIN_CM = (21.0, 29.7), 2.0
TEXT_CM = PAGE_CM[0] - 2 * MARGIN_CM
LINK_COLOUR = "0B64A0"
_BODY_PT, _SMALL_PT, _CODE_PT = 10, 8, 8


def word_file(document: Document, pictures: Pictures) -> bytes:
    """Return a report as DOCX.

    Args:
        document: the report.
        pictures: its charts as PNG.
    """
    word = docx.Document()
    _set_up(word, document)
    word.add_heading(document.title, level=0)
    _run(word.add_paragraph(), document.subtitle, colour=QUIET)
    for notice in filter(None, (document.terms, pictures.trouble)):
        word.add_paragraph().add_run(notice).bold = True
    drawn = iter(pictures.files)
    for section in document.sections:
        word.add_heading(section.title, level=1)
        for block in section.blocks:
            _add(word, block, drawn)
    told = io.BytesIO()
    word.save(told)
    return told.getvalue()


def _set_up(word: Any, document: Document) -> None:  # noqa: ANN401 - python-docx states no types of its own
    page = word.sections[0]
    page.page_width, page.page_height = Cm(PAGE_CM[0]), Cm(PAGE_CM[1])
    page.left_margin = page.right_margin = page.top_margin = page.bottom_margin = Cm(MARGIN_CM)
    word.core_properties.title, word.core_properties.author = document.title, "Shortlist"
    word.core_properties.comments, word.core_properties.language = "", "en"
    for name, size_pt in (("Normal", _BODY_PT), ("Title", 22), ("Heading 1", 14)):
        style = word.styles[name]
        style.font.name, style.font.size = FONT, Pt(size_pt)
        style.font.color.rgb = _colour(INK)
        fonts = style.element.get_or_add_rPr().get_or_add_rFonts()
        for kind in ("asciiTheme", "hAnsiTheme", "eastAsiaTheme", "cstheme"):
            fonts.attrib.pop(qn(f"w:{kind}"), None)
        fonts.set(qn("w:eastAsia"), FONT)
    border = word.styles["Title"].element.pPr.find(qn("w:pBdr"))
    if border is not None:
        word.styles["Title"].element.pPr.remove(border)
    word.styles["Normal"].paragraph_format.space_after = Pt(5)
    word.styles["Heading 1"].paragraph_format.space_before = Pt(18)
    word.styles["Heading 1"].paragraph_format.space_after = Pt(6)
    foot = page.footer.paragraphs[0]
    _run(foot, f"{document.subtitle}   ", size_pt=_SMALL_PT, colour=QUIET)
    _add_page_number(foot)


def _colour(text: str) -> Any:  # noqa: ANN401
    return RGBColor.from_string(text.removeprefix("#"))


def _run(
    paragraph: WordParagraph, text: str, *, size_pt: float | None = None, colour: str = "", bold: bool = False
) -> Any:  # noqa: ANN401
    run = paragraph.add_run(text)
    run.bold = bold or None
    if size_pt:
        run.font.size = Pt(size_pt)
    if colour:
        run.font.color.rgb = _colour(colour)
    return run


def _add_page_number(paragraph: WordParagraph) -> None:
    """Let Word write the page's number here: python-docx has no fields."""
    for kind, text in (("begin", ""), ("", "PAGE"), ("end", "")):
        part = OxmlElement("w:fldChar" if kind else "w:instrText")
        if kind:
            part.set(qn("w:fldCharType"), kind)
        part.text = text or None
        _run(paragraph, "", size_pt=_SMALL_PT, colour=QUIET)._r.append(part)  # noqa: SLF001 - XML that has no method


def _add(word: Any, block: Block, drawn: Iterator[bytes]) -> None:  # noqa: ANN401
    match block:
        case Paragraph():
            _add_paragraph(word, block)
        case Points():
            for lead, text in block.items:
                point = word.add_paragraph(style="List Bullet")
                _run(point, f"{lead} " if lead else "", bold=True)
                _run(point, text)
        case Table():
            _add_table(word, block)
        case Chart():
            _add_chart(word, block, next(drawn, None))
        case Link():
            _add_link(word.add_paragraph(), block.address, block.words, _BODY_PT)
        case Code():
            lines = _run(word.add_paragraph(), block.text.rstrip(), size_pt=_CODE_PT)
            lines.font.name = CODE_FONT


def _add_paragraph(word: Any, block: Paragraph) -> None:  # noqa: ANN401
    made = word.add_paragraph()
    made.paragraph_format.keep_with_next = block.text.endswith(":")
    if block.is_quiet:
        _run(made, block.text, size_pt=9, colour=QUIET)
    else:
        _run(made, block.text)


def _add_chart(word: Any, chart: Chart, picture: bytes | None) -> None:  # noqa: ANN401
    title = word.add_paragraph()
    title.paragraph_format.keep_with_next = True
    title.paragraph_format.space_before = Pt(10)
    _run(title, chart.title, bold=True)
    if picture is None:
        _run(word.add_paragraph(), chart.alt, size_pt=9, colour=QUIET)
    else:
        place = word.add_paragraph()
        place.paragraph_format.keep_with_next = bool(chart.note)
        shape = place.add_run().add_picture(io.BytesIO(picture), width=Cm(TEXT_CM))
        shape._inline.docPr.set("descr", chart.alt)  # noqa: SLF001 - as above
    if chart.note:
        _run(word.add_paragraph(), chart.note, size_pt=9, colour=QUIET)


def _add_table(word: Any, table: Table) -> None:  # noqa: ANN401
    made = word.add_table(rows=1 + len(table.rows), cols=len(table.columns))
    made.autofit = False
    _rule(made)
    total = sum(column.share for column in table.columns)
    widths = [Cm(TEXT_CM * column.share / total) for column in table.columns]
    for column, width in zip(made.columns, widths, strict=True):
        column.width = width
    lines = [tuple(column.title for column in table.columns), *table.rows]
    # Asking a table for its cells one by one takes seconds.
    for place, (line, row) in enumerate(zip(lines, made.rows, strict=True)):
        for text, cell, width, column in zip(line, row.cells, widths, table.columns, strict=True):
            cell.width = width
            _fill(cell.paragraphs[0], text, column, is_head=place == 0)
    head = made.rows[0]._tr.get_or_add_trPr()  # noqa: SLF001 - as above
    head.append(OxmlElement("w:tblHeader"))
    for row in made.rows:
        row._tr.get_or_add_trPr().append(OxmlElement("w:cantSplit"))  # noqa: SLF001 - as above
    word.add_paragraph().paragraph_format.space_after = Pt(2)


def _fill(paragraph: WordParagraph, text: str, column: Column, *, is_head: bool) -> None:
    paragraph.paragraph_format.space_after = paragraph.paragraph_format.space_before = Pt(2)
    if column.is_number:
        paragraph.alignment = WD_ALIGN_PARAGRAPH.RIGHT
    if is_address(text):
        _add_link(paragraph, text, text, _SMALL_PT)
    else:
        _run(paragraph, text, size_pt=_SMALL_PT, colour=QUIET if is_head else "", bold=is_head)


def _rule(made: Any) -> None:  # noqa: ANN401
    """Draw a thin line below each row and nothing else, and leave the width to the text."""
    borders = OxmlElement("w:tblBorders")
    for side in ("bottom", "insideH"):
        line = OxmlElement(f"w:{side}")
        for name, value in (("val", "single"), ("sz", "4"), ("space", "0"), ("color", GRID.removeprefix("#"))):
            line.set(qn(f"w:{name}"), value)
        borders.append(line)
    margins = OxmlElement("w:tblCellMar")
    for side, width in (("left", "0"), ("right", "120")):
        margin = OxmlElement(f"w:{side}")
        margin.set(qn("w:w"), width)
        margin.set(qn("w:type"), "dxa")
        margins.append(margin)
    made._tbl.tblPr.extend([borders, margins])  # noqa: SLF001 - as above


def _add_link(paragraph: WordParagraph, address: str, words: str, size_pt: float) -> None:
    """Add a link; the bare words where the address is none of the web."""
    run = _run(paragraph, words, size_pt=size_pt)
    if not is_address(address):
        return
    run.font.color.rgb = RGBColor.from_string(LINK_COLOUR)
    link = OxmlElement("w:hyperlink")
    link.set(qn("r:id"), paragraph.part.relate_to(address, RELATIONSHIP_TYPE.HYPERLINK, is_external=True))
    link.append(run._r)  # noqa: SLF001 - as above
    paragraph._p.append(link)  # noqa: SLF001 - as above
