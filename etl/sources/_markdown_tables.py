"""Tables of a README, as their rows by column title.

What a board publishes in Markdown moves: tables are added above, columns are renamed. So a table is asked for by the
heading that it stands under and by the columns that it must have, and its rows by the number of their cells.

Traps: tables inside a code fence are none; cells are padded, and bold marks the best; a row of one filled cell names a
group.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from etl.errors import ParseError
from etl.reading import shown
from etl.source import Batch

_HEADING = re.compile(r"^(#{1,6})[ \t]+(\S.*)$", re.MULTILINE)
_RULE = re.compile(r":?-+:?")
_FENCES = ("```", "~~~")
_BOLD = re.compile(r"(\*{2,3})(.+)\1")


@dataclass(frozen=True, slots=True)
class MarkdownTable:
    """A table: the headings that it stands under, outermost first, the titles of its columns, and its other lines."""

    headings: tuple[str, ...]
    titles: tuple[str, ...]
    lines: tuple[str, ...]


def section(text: str, title: str, where: str) -> str:
    """Return what stands under a heading, up to the next heading of any level.

    Args:
        text: the README.
        title: how the heading ends; an emoji before it does not matter.
        where: the address, for messages.

    Raises:
        ParseError: no heading ends so.
    """
    headings = list(_HEADING.finditer(text))
    for number, heading in enumerate(headings):
        if _title(heading).endswith(title):
            end = headings[number + 1].start() if number + 1 < len(headings) else len(text)
            return text[heading.end() : end]
    message = f"{where}: a heading {title!r} expected, found {shown(list(map(_title, headings)))}"
    raise ParseError(message)


def rows_of(
    text: str, needed: Sequence[str], where: str, batch: Batch, *, behind: str | None = None
) -> Iterator[dict[str, str]]:
    """Yield the rows of the first table of a text by column title; a row of another length is rejected.

    Args:
        text: Markdown, such as what `section` returns.
        needed: the columns that the table must have. The first names the row: one that is empty there is rejected.
        where: the address, for messages.
        batch: takes the rejected rows.
        behind: the title of what a row may have behind its last bar; None where nothing may stand there.

    Raises:
        ParseError: there is no table, it lacks a needed column, or has one twice.
    """
    table = next(markdown_tables(text), None)
    header = table.titles if table else ()
    missing = [title for title in needed if header.count(title) != 1]
    if table is None or missing:
        message = f"{where}: a table with the columns {missing or list(needed)} expected, found {shown(list(header))}"
        raise ParseError(message)
    for line in table.lines:
        cells = cells_of(line)
        titles = [*header, behind] if behind and len(cells) == len(header) + 1 else header
        row = dict(zip(titles, cells, strict=False))
        if len(cells) != len(titles) or not row[needed[0]]:
            batch.reject("the row does not match the header", line.strip().strip("|"))
        elif sum(map(bool, cells)) > 1:  # else it names a group of rows
            yield row


def markdown_tables(text: str) -> Iterator[MarkdownTable]:
    """Yield every table of a text: lines that begin with a bar, of which the second draws the rule."""
    headings: dict[int, str] = {}
    lines: list[str] = []
    is_code = False
    for line in [*text.splitlines(), ""]:
        bare = line.strip()
        is_code ^= bare.startswith(_FENCES)
        if bare.startswith("|") and not is_code:
            lines.append(bare)
            continue
        if len(lines) > 1 and all(map(_RULE.fullmatch, cells_of(lines[1]))):
            yield MarkdownTable(tuple(headings.values()), tuple(cells_of(lines[0])), tuple(lines[2:]))
        lines = []
        heading = None if is_code else _HEADING.match(line)
        if heading:
            level = len(heading[1])
            headings = {above: title for above, title in headings.items() if above < level} | {level: _title(heading)}


def _title(heading: re.Match[str]) -> str:
    return heading[2].rstrip("# \t\r")


def cells_of(line: str) -> list[str]:
    """Return the cells of a table's line without padding and bold."""
    cells = [cell.strip() for cell in line.strip().removeprefix("|").removesuffix("|").split("|")]
    return [bold[2].strip() if (bold := _BOLD.fullmatch(cell)) else cell for cell in cells]
