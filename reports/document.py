"""A report as plain data. All texts are plain, some of them foreign; each writer makes them safe in its own format."""

from collections.abc import Iterator
from dataclasses import dataclass

import plotly.graph_objects as go


@dataclass(frozen=True, slots=True, kw_only=True)
class Paragraph:
    """Some sentences."""

    text: str
    is_quiet: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Points:
    """A list, each item with the words that it begins with; they may be empty."""

    items: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Column:
    """A column of a table: its title, how wide it is against the others, and whether it holds figures."""

    title: str
    share: float = 1.0
    is_number: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Table:
    """A table. Cells that are addresses of the web become links."""

    columns: tuple[Column, ...]
    rows: tuple[tuple[str, ...], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Chart:
    """A chart, with the words that stand below it and those for people who do not see it.

    `claim` is what it shows in a sentence, as the title of a slide; empty where it claims nothing by itself.
    """

    title: str
    figure: go.Figure
    alt: str
    note: str = ""
    claim: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Link:
    """An address of the web or of this machine."""

    words: str
    address: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Code:
    """Lines that are kept as they are."""

    text: str


Block = Paragraph | Points | Table | Chart | Link | Code


@dataclass(frozen=True, slots=True, kw_only=True)
class Section:
    """A part of the report under its own title."""

    title: str
    blocks: tuple[Block, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Document:
    """A report.

    Attributes:
        title: what it is about.
        subtitle: of which figures it is, in one line.
        terms: what must be known before it is passed on; empty where nothing must.
        sections: its parts, in order.
    """

    title: str
    subtitle: str
    terms: str
    sections: tuple[Section, ...]

    def charts(self) -> Iterator[Chart]:
        """Yield the charts, in order."""
        for section in self.sections:
            yield from (block for block in section.blocks if isinstance(block, Chart))


def is_address(text: str) -> bool:
    """Return whether a text is an address that a reader may be led to: no script, no file."""
    return text.startswith(("https://", "http://")) and not any(character.isspace() for character in text)
