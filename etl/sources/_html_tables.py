"""Tables of an HTML page: each cell's text, the mark beside its figure, and the exact figure behind a rounded one."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from html.parser import HTMLParser

from etl.errors import ParseError
from etl.reading import shown, text_of
from etl.source import Answer


@dataclass(frozen=True, slots=True)
class Cell:
    """A cell: its text without what is raised (`mark`), and its figure in full where the page sorts by one."""

    text: str
    mark: str = ""
    exact: str | None = None


@dataclass(slots=True)
class HtmlTable:
    """A table: the titles of its columns (the last row of titles) and its rows."""

    titles: list[str] = field(default_factory=list)
    rows: list[list[Cell]] = field(default_factory=list)


def html_tables(answer: Answer) -> dict[str, HtmlTable]:
    """Return a page's tables that have an id, by it.

    Raises:
        ParseError: the answer is no HTML that can be read.
    """
    reader = _Reader()
    try:
        reader.feed(text_of(answer))
        reader.close()
    except (AssertionError, RecursionError) as error:  # what html.parser raises at a damaged declaration
        message = f"{answer.url}: HTML expected, found {shown(answer.body[:60])}"
        raise ParseError(message) from error
    return reader.tables


def table_rows(
    tables: dict[str, HtmlTable], table_id: str, titles: Sequence[str], where: str
) -> tuple[list[list[Cell]], list[list[Cell]]]:
    """Return the rows of a table with these column titles, and apart those of another length.

    Raises:
        ParseError: the table is missing or has other columns.
    """
    table = tables.get(table_id)
    if table is None:
        message = f"{where}: a table {table_id!r} expected, found {shown(sorted(tables))}"
        raise ParseError(message)
    if table.titles != list(titles):
        message = f"{where}: columns {list(titles)} of {table_id!r} expected, found {shown(table.titles)}"
        raise ParseError(message)
    whole = [row for row in table.rows if len(row) == len(titles)]
    return whole, [row for row in table.rows if len(row) != len(titles)]


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.tables: dict[str, HtmlTable] = {}
        self._table: HtmlTable | None = None
        self._row: list[Cell] = []
        self._tag = ""  # of the cell that is open
        self._all_titles = True
        self._exact: str | None = None
        self._text: list[str] = []
        self._mark: list[str] = []
        self._is_raised = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        stated = dict(attrs)
        if tag == "table":
            self._close_row()
            self._table = HtmlTable()
            if stated.get("id"):
                self.tables[str(stated["id"])] = self._table
        elif tag == "tr":
            self._close_row()
        elif tag in {"td", "th"}:
            self._close_cell()
            self._tag, self._exact = tag, stated.get("data-sort")
        elif tag == "sup":
            self._is_raised = True

    def handle_endtag(self, tag: str) -> None:
        if tag in {"td", "th"}:
            self._close_cell()
        elif tag in {"tr", "table"}:
            self._close_row()
            self._table = None if tag == "table" else self._table
        elif tag == "sup":
            self._is_raised = False

    def handle_data(self, data: str) -> None:
        if self._tag:
            (self._mark if self._is_raised else self._text).append(data)

    def _close_cell(self) -> None:
        if self._tag:
            self._row.append(Cell(_plain(self._text), _plain(self._mark), self._exact))
            self._all_titles = self._all_titles and self._tag == "th"
        self._tag, self._exact, self._text, self._mark, self._is_raised = "", None, [], [], False

    def _close_row(self) -> None:
        self._close_cell()
        if self._table is not None and self._row:
            if self._all_titles:
                self._table.titles = [cell.text for cell in self._row]
            else:
                self._table.rows.append(self._row)
        self._row, self._all_titles = [], True


def _plain(pieces: list[str]) -> str:
    return " ".join("".join(pieces).split())
