"""The report as slides (PPTX): at most ten, the answer first, then a large picture a slide; the rest is in their notes.

What a room reads from afar is 14 points or more. Tables, methods and sources with their licences stand in the speaker's
notes of the last slide, and in the report as a document.
"""

import io
from collections.abc import Callable, Iterator, Sequence
from typing import Any, NamedTuple

from pptx import Presentation
from pptx.dml.color import RGBColor
from pptx.enum.text import MSO_ANCHOR, PP_ALIGN
from pptx.util import Inches, Pt

from reports.document import Block, Chart, Code, Document, Link, Paragraph, Points, Section, Table, is_address
from reports.pictures import Pictures
from views.export.picture import INK, QUIET, wrapped

FONT, CODE_FONT, LINK_COLOUR = "Arial", "Courier New", "#0B64A0"
SIZE_IN, SIDE_IN = (13.333, 7.5), 0.6
TEXT_IN = SIZE_IN[0] - 2 * SIDE_IN
TOP_IN, BOTTOM_IN, FOOT_IN = 1.3, 6.85, 7.02
TEXT_PT, QUIET_PT, TITLE_PT, FOOT_PT = 16, 14, 28, 14
MOST_SLIDES, MOST_NAMED, SOURCES = 10, 12, "Sources"
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
    for block in document.sections[0].blocks if document.sections else ():
        if not isinstance(block, Chart):
            deck.add(block)
    for place, chart in enumerate(document.charts()):
        if deck.slides < MOST_SLIDES - 1:
            deck.add(chart, pictures.of(place))
    deck.begin("Where the figures come from")
    for line in _closing(document):
        deck.add(line)
    deck.write_notes("\n\n".join(_as_text(section) for section in document.sections[1:]))
    return deck.as_bytes()


def _closing(document: Document) -> Iterator[Block]:
    """Yield what the last slide says: who states the figures, and where the rest is."""
    sources = next((each for each in document.sections if each.title == SOURCES), None)
    rows = [row for block in (sources.blocks if sources else ()) if isinstance(block, Table) for row in block.rows]
    named = [f"{row[0]} ({row[1]})" for row in rows]
    shown = named[:MOST_NAMED]
    more = f", and {len(named) - len(shown)} more" if len(named) > len(shown) else ""
    if shown:
        yield Paragraph(text=f"Figures of {', '.join(shown)}{more}. The notes below this slide name all of them.")
    yield Paragraph(text="Tables, methods, why not the others and the need as a file: in the notes, and in the report.")
    links = (block for section in document.sections for block in section.blocks if isinstance(block, Link))
    yield from links


def _as_text(section: Section) -> str:
    """Return a part of the report as plain text, for the notes."""
    lines = [section.title]
    for block in section.blocks:
        match block:
            case Paragraph() | Code():
                lines.append(block.text)
            case Points():
                lines += [f"{lead} {text}".strip() for lead, text in block.items]
            case Table():
                lines.append(" | ".join(column.title for column in block.columns))
                lines += [" | ".join(row) for row in block.rows]
            case Chart():
                lines.append(f"{block.title}. {block.alt} {block.note}".strip())
            case Link():
                lines.append(f"{block.words}: {block.address}" if is_address(block.address) else block.words)
    return "\n".join(lines)


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
        self._slide: Any = None
        self._title, self._y = "", TOP_IN
        self._held: _Line | None = None

    def as_bytes(self) -> bytes:
        told = io.BytesIO()
        self._deck.save(told)
        return told.getvalue()

    @property
    def slides(self) -> int:
        """Return how many slides there are."""
        return len(self._deck.slides)

    def write_notes(self, text: str) -> None:
        """Write the speaker's notes of the slide that was filled last."""
        if self._slide is not None:
            # Some characters cannot stand in XML.
            told = "".join(each for each in text if each.isprintable() or each == "\n")
            self._slide.notes_slide.notes_text_frame.text = told

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
        _write(foot, f"Shortlist, slide {len(self._deck.slides)}", _Look(FOOT_PT, QUIET))

    def add(self, block: Block, picture: bytes | None = None) -> None:
        """Add a block, on further slides where it does not fit."""
        match block:
            case Paragraph() if block.text.endswith(":"):
                self._held = _Line("", block.text)
            case Paragraph():
                self._add_lines([_Line("", block.text)], is_quiet=block.is_quiet)
            case Points():
                self._add_lines([_Line(lead, text, mark="•" if text else "") for lead, text in block.items])
            case Chart():
                self._add_chart(block, picture)
            case Link():
                self._add_lines([_Line("", block.words, address=block.address)])
            case Table() | Code():  # too much for a slide: they stand in the notes
                pass

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

    def _add_chart(self, chart: Chart, picture: bytes | None) -> None:
        if picture is None:
            self._add_lines([_Line(f"{chart.title}.", chart.alt)], is_quiet=True)
            return
        title = self._title
        self.begin(chart.claim or chart.title)
        self._make_room(0)
        # The second gap stands below the picture; a gap more keeps what is rounded from the edge.
        note_in = self._line_in(_Line("", chart.note), QUIET_PT) + 2 * GAP_IN if chart.note else 0
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
