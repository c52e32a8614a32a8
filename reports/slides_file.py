"""The report as slides (PPTX): what does not fit on one goes on to the next, under the same title."""

import io
from collections.abc import Callable, Iterator, Sequence
from typing import Any, NamedTuple

from pptx import Presentation
from pptx.dml.color import RGBColor
from pptx.enum.text import MSO_ANCHOR, PP_ALIGN
from pptx.oxml.ns import qn
from pptx.util import Inches, Pt

from reports.document import Block, Chart, Code, Document, Link, Paragraph, Points, Table, is_address
from reports.pictures import Pictures
from views.export.picture import GRID, INK, QUIET, wrapped

FONT, CODE_FONT, LINK_COLOUR = "Arial", "Courier New", "#0B64A0"
SIZE_IN, SIDE_IN = (13.333, 7.5), 0.6
TEXT_IN = SIZE_IN[0] - 2 * SIDE_IN
TOP_IN, BOTTOM_IN, FOOT_IN = 1.3, 6.85, 7.02
TEXT_PT, QUIET_PT, TABLE_PT, CODE_PT, TITLE_PT, FOOT_PT = 14, 11, 10.5, 10, 26, 9
LONGEST_TITLE, CONTINUED = 60, " (continued)"
LINE = 1.2
GAP_IN, CELL_IN = 0.12, 0.06
_TITLE_ONLY = 5


def slides_file(document: Document, pictures: Pictures) -> bytes:
    """Return a report as PPTX.

    Args:
        document: the report.
        pictures: its charts as PNG.
    """
    deck = _Deck(document)
    deck.begin(document.title)
    deck.add(Paragraph(text=document.subtitle, is_quiet=True))
    for notice in filter(None, (document.terms, pictures.trouble)):
        deck.add(Points(items=((notice, ""),)))
    drawn = iter(pictures.files)
    for place, section in enumerate(document.sections):
        if place:  # the first part, the answer, stands on the first slide
            deck.begin(section.title)
        for block in section.blocks:
            deck.add(block, next(drawn, None) if isinstance(block, Chart) else None)
    return deck.as_bytes()


class _Line(NamedTuple):
    """A line of text: its bold beginning and the rest."""

    lead: str
    text: str
    mark: str = ""
    address: str = ""


class _Deck:
    """Slides that are filled from the top down."""

    def __init__(self, document: Document) -> None:
        self._deck = Presentation()
        self._deck.slide_width, self._deck.slide_height = Inches(SIZE_IN[0]), Inches(SIZE_IN[1])
        self._deck.core_properties.title, self._deck.core_properties.author = document.title, "Shortlist"
        self._foot = document.subtitle
        self._slide: Any = None
        self._title, self._y = "", TOP_IN
        self._held: _Line | None = None

    def as_bytes(self) -> bytes:
        told = io.BytesIO()
        self._deck.save(told)
        return told.getvalue()

    def begin(self, title: str) -> None:
        """Begin a slide with what is added next."""
        self._title, self._slide = title, None

    def _make_room(self, height_in: float) -> None:
        """Make sure that there is a slide, and room on it; what is higher than a slide begins on an empty one.

        A line that leads to what comes now is placed first, on the same slide.
        """
        held, self._held = self._held, None
        height_in += self._line_in(held, TEXT_PT) if held else 0
        if self._slide is not None and self._y + height_in > BOTTOM_IN and self._y > TOP_IN:
            self.begin(f"{self._title.removesuffix(CONTINUED)}{CONTINUED}")
        if self._slide is None:
            self._add_slide()
        if held:
            self._place_lines([held], TEXT_PT, INK)

    def _add_slide(self) -> None:
        self._slide, self._y = self._deck.slides.add_slide(self._deck.slide_layouts[_TITLE_ONLY]), TOP_IN
        head = self._slide.shapes.title
        head.left, head.top, head.width, head.height = (Inches(x) for x in (SIDE_IN, 0.35, TEXT_IN, 0.8))
        frame = head.text_frame
        frame.word_wrap, frame.vertical_anchor, frame.margin_left = True, MSO_ANCHOR.MIDDLE, 0
        frame.paragraphs[0].alignment = PP_ALIGN.LEFT
        size_pt = TITLE_PT if len(self._title) < LONGEST_TITLE else TITLE_PT * 0.75
        _write(frame.paragraphs[0], self._title, _Look(size_pt, bold=True))
        foot = self._text_box(FOOT_IN, 0.3).paragraphs[0]
        _write(foot, f"{self._foot}; slide {len(self._deck.slides)}", _Look(FOOT_PT, QUIET))

    def add(self, block: Block, picture: bytes | None = None) -> None:
        """Add a block, on further slides where it does not fit."""
        match block:
            case Paragraph() if block.text.endswith(":"):
                self._held = _Line("", block.text)
            case Paragraph():
                self._add_lines([_Line("", block.text)], is_quiet=block.is_quiet)
            case Points():
                self._add_lines([_Line(lead, text, mark="•" if text else "") for lead, text in block.items])
            case Table():
                self._add_table(block)
            case Chart():
                self._add_chart(block, picture)
            case Link():
                self._add_lines([_Line("", block.words, address=block.address)])
            case Code():
                self._add_code(block.text)

    def _text_box(self, y_in: float, height_in: float) -> Any:  # noqa: ANN401 - python-pptx states no types
        box = self._slide.shapes.add_textbox(Inches(SIDE_IN), Inches(y_in), Inches(TEXT_IN), Inches(height_in))
        frame = box.text_frame
        frame.word_wrap = True
        frame.margin_left = frame.margin_right = frame.margin_top = frame.margin_bottom = 0
        return frame

    def _add_lines(self, lines: Sequence[_Line], *, is_quiet: bool = False) -> None:
        size_pt, colour = (QUIET_PT, QUIET) if is_quiet else (TEXT_PT, INK)
        self._make_room(min(sum(self._line_in(line, size_pt) for line in lines), BOTTOM_IN - TOP_IN))
        left = list(lines)
        while left:
            self._make_room(self._line_in(left[0], size_pt))
            group = next(_split(left, lambda line: self._line_in(line, size_pt), BOTTOM_IN - self._y))
            left = left[len(group) :]
            self._place_lines(group, size_pt, colour)

    @staticmethod
    def _line_in(line: _Line, size_pt: float) -> float:
        return _height_in(f"{line.mark} {line.lead} {line.text}", TEXT_IN, size_pt) + GAP_IN

    def _place_lines(self, lines: Sequence[_Line], size_pt: float, colour: str) -> None:
        total_in = sum(self._line_in(line, size_pt) for line in lines)
        frame = self._text_box(self._y, total_in)
        for place, line in enumerate(lines):
            paragraph = frame.paragraphs[0] if place == 0 else frame.add_paragraph()
            paragraph.space_after = Inches(GAP_IN)
            if line.mark:
                _write(paragraph, f"{line.mark} ", _Look(size_pt, QUIET))
            if line.lead:
                _write(paragraph, f"{line.lead} ", _Look(size_pt, colour, bold=True))
            if line.text:
                _write(paragraph, line.text, _Look(size_pt, colour), line.address)
        self._y += total_in

    def _add_code(self, text: str) -> None:
        lines = text.rstrip().splitlines()
        for group in _split(lines, lambda line: _height_in(line, TEXT_IN * 0.8, CODE_PT), BOTTOM_IN - TOP_IN):
            height_in = sum(_height_in(line, TEXT_IN * 0.8, CODE_PT) for line in group)
            self._make_room(height_in)
            frame = self._text_box(self._y, height_in)
            for place, line in enumerate(group):
                paragraph = frame.paragraphs[0] if place == 0 else frame.add_paragraph()
                _write(paragraph, line, _Look(CODE_PT, font=CODE_FONT))
            self._y += height_in + GAP_IN

    def _add_chart(self, chart: Chart, picture: bytes | None) -> None:
        if picture is None:
            self._add_lines([_Line(f"{chart.title}.", chart.alt)], is_quiet=True)
            return
        title = self._title
        self.begin(chart.title)
        self._make_room(0)
        note_in = _height_in(chart.note, TEXT_IN, QUIET_PT) + GAP_IN if chart.note else 0
        room_in = BOTTOM_IN - TOP_IN - note_in
        shape = self._slide.shapes.add_picture(
            io.BytesIO(picture), Inches(SIDE_IN), Inches(TOP_IN), width=Inches(TEXT_IN)
        )
        if shape.height > Inches(room_in):
            shape.width, shape.height = int(shape.width * Inches(room_in) / shape.height), Inches(room_in)
        shape._element.nvPicPr.cNvPr.set("descr", chart.alt)  # noqa: SLF001 - the documented way to a description
        self._y += shape.height / Inches(1) + GAP_IN
        if chart.note:
            self._add_lines([_Line("", chart.note)], is_quiet=True)
        self._title = title

    def _add_table(self, table: Table) -> None:
        total = sum(column.share for column in table.columns)
        widths_in = [TEXT_IN * column.share / total for column in table.columns]

        def height_in(row: Sequence[str]) -> float:
            return max(
                _height_in(text, width_in - 2 * CELL_IN, TABLE_PT) + 2 * CELL_IN
                for text, width_in in zip(row, widths_in, strict=True)
            )

        head = tuple(column.title for column in table.columns)
        self._make_room(min(sum(map(height_in, (head, *table.rows))), BOTTOM_IN - TOP_IN))
        left = list(table.rows)
        while True:
            room_in = BOTTOM_IN - self._y - height_in(head)
            rows = next(_split(left, height_in, room_in), [])
            heights_in = [height_in(row) for row in (head, *rows)]
            self._draw_table(table, [head, *rows], widths_in, heights_in)
            self._y += sum(heights_in) + GAP_IN
            left = left[len(rows) :]
            if not left:
                return
            self._make_room(BOTTOM_IN)

    def _draw_table(
        self, table: Table, rows: Sequence[Sequence[str]], widths_in: Sequence[float], heights_in: Sequence[float]
    ) -> None:
        frame = self._slide.shapes.add_table(
            len(rows), len(widths_in), Inches(SIDE_IN), Inches(self._y), Inches(TEXT_IN), Inches(sum(heights_in))
        )
        made = frame.table
        made.horz_banding = False
        # The style of the grid without fill: a thin line below each row is drawn cell by cell.
        frame._element.graphic.graphicData.tbl.tblPr.find(qn("a:tableStyleId")).text = _NO_STYLE  # noqa: SLF001
        for place, width_in in enumerate(widths_in):
            made.columns[place].width = Inches(width_in)
        for line, (row, height_in) in enumerate(zip(rows, heights_in, strict=True)):
            made.rows[line].height = Inches(height_in)
            for place, (text, column) in enumerate(zip(row, table.columns, strict=True)):
                cell = made.cell(line, place)
                cell.margin_left = cell.margin_right = cell.margin_top = cell.margin_bottom = Inches(CELL_IN)
                paragraph = cell.text_frame.paragraphs[0]
                paragraph.alignment = PP_ALIGN.RIGHT if column.is_number else PP_ALIGN.LEFT
                colour = QUIET if line == 0 else INK
                # An empty cell would be as high as the usual size of the text.
                _write(paragraph, text or " ", _Look(TABLE_PT, colour, bold=line == 0), text)
                _rule(cell)


_NO_STYLE = "{2D5ABB26-0587-4C30-8999-92F81FD0307C}"


def _rule(cell: Any) -> None:  # noqa: ANN401
    """Draw a thin line below a cell: python-pptx has no borders."""
    fill = cell._tc.get_or_add_tcPr().makeelement(qn("a:lnB"), {"w": "6350"})  # noqa: SLF001
    solid = fill.makeelement(qn("a:solidFill"), {})
    solid.append(solid.makeelement(qn("a:srgbClr"), {"val": GRID.removeprefix("#")}))
    fill.append(solid)
    cell._tc.get_or_add_tcPr().append(fill)  # noqa: SLF001


class _Look(NamedTuple):
    """How a text looks."""

    size_pt: float
    colour: str = INK
    bold: bool = False
    font: str = FONT


def _write(paragraph: Any, text: str, look: _Look, address: str = "") -> None:  # noqa: ANN401
    run = paragraph.add_run()
    run.text = text
    run.font.size, run.font.bold, run.font.name = Pt(look.size_pt), look.bold, look.font
    run.font.color.rgb = RGBColor.from_string(look.colour.removeprefix("#"))  # type: ignore[no-untyped-call]
    if is_address(address):
        run.hyperlink.address = address


def _height_in(text: str, width_in: float, size_pt: float) -> float:
    """Return how high a text is at most, in lines that fit a width."""
    lines = wrapped(text, width_in * 72 / size_pt)
    return max(1, len(lines)) * size_pt * LINE / 72


def _split(rows: Sequence[Any], height_in: Callable[[Any], float], room_in: float) -> Iterator[list[Any]]:
    """Yield rows in groups that fit a height, at least one in each."""
    group: list[Any] = []
    left_in = room_in
    for row in rows:
        if group and height_in(row) > left_in:
            yield group
            group, left_in = [], room_in
        group.append(row)
        left_in -= height_in(row)
    if group:
        yield group
