"""Tables of a README, as their rows by column title.

What a board publishes in Markdown moves: tables are added above, columns are renamed. So a table is asked for by the
heading that it stands under and by the columns that it must have, and its rows by the number of their cells.
"""

import re
from collections.abc import Iterator, Sequence

from etl.errors import ParseError
from etl.reading import shown
from etl.source import Batch

_HEADING = re.compile(r"^#{1,6}\s+(?P<title>.*?)\s*#*\s*$", re.MULTILINE)
_RULE = re.compile(r"[|:\-\s]+")


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
        if heading["title"].endswith(title):
            end = headings[number + 1].start() if number + 1 < len(headings) else len(text)
            return text[heading.end() : end]
    message = f"{where}: a heading {title!r} expected, found {shown([heading['title'] for heading in headings])}"
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
        ParseError: there is no table, or it lacks a needed column.
    """
    table = list(_first_table(text))
    header = _cells(table[0]) if table else []
    missing = [title for title in needed if title not in header]
    if missing or len(table) == 1 or not _RULE.fullmatch(table[1]):
        message = f"{where}: a table with the columns {missing or list(needed)} expected, found {shown(header)}"
        raise ParseError(message)
    for line in table[2:]:
        cells = _cells(line)
        titles = [*header, behind] if behind and len(cells) == len(header) + 1 else header
        row = dict(zip(titles, cells, strict=False))
        if len(cells) == len(titles) and row[needed[0]]:
            yield row
        else:
            batch.reject("the row does not match the header", line.strip().strip("|"))


def _first_table(text: str) -> Iterator[str]:
    """Yield the lines of the first run of lines that begin with a bar."""
    is_inside = False
    for line in text.splitlines():
        if line.lstrip().startswith("|"):
            is_inside = True
            yield line.strip()
        elif is_inside:
            return


def _cells(line: str) -> list[str]:
    return [cell.strip() for cell in line.strip().removeprefix("|").removesuffix("|").split("|")]
