"""Facts about reading the tables of a README."""

import pytest

from etl.errors import ParseError
from etl.source import Batch
from etl.sources._markdown_tables import markdown_tables, rows_of, section

TABLE = """| Model | Score |
|:------|------:|
| a | 1 |
"""


def rows(text: str) -> tuple[list[dict[str, str]], Batch]:
    batch = Batch()
    return list(rows_of(text, ("Model", "Score"), "here", batch)), batch


def test_a_table_knows_the_headings_that_it_stands_under() -> None:
    text = f"# One\n## Two\n### Three ##\n{TABLE}\n## Four\n{TABLE}\ntext\n{TABLE}"
    assert [table.headings for table in markdown_tables(text)] == [("One", "Two", "Three"), *2 * [("One", "Four")]]


def test_what_stands_in_a_code_fence_is_neither_table_nor_heading() -> None:
    text = f"# One\n```bash\n# Comment\n{TABLE}```\n~~~\n{TABLE}~~~\n{TABLE}"
    assert [table.headings for table in markdown_tables(text)] == [("One",)]


def test_cells_are_read_without_padding_and_bold() -> None:
    found, batch = rows("|  **Model**  | Score |\n|--|--|\n|***a*** | **1** |\n| b | *d* e* |\n|f|2")
    assert found == [{"Model": "a", "Score": "1"}, {"Model": "b", "Score": "*d* e*"}, {"Model": "f", "Score": "2"}]
    assert batch.rejected == []


def test_a_row_of_one_cell_names_a_group_and_is_no_row() -> None:
    found, batch = rows(f"{TABLE}| **Open** | |\n| b | 2 |\n")
    assert [row["Model"] for row in found] == ["a", "b"]
    assert batch.rejected == []


@pytest.mark.parametrize("row", ["| b |", "| b | 2 | 3 |", "| | 2 |", "|"])
def test_a_row_that_does_not_fit_is_rejected(row: str) -> None:
    found, batch = rows(f"{TABLE}{row}\n")
    assert [row["Model"] for row in found] == ["a"]
    assert [reason for reason, _ in batch.rejected] == ["the row does not match the header"]


def test_what_stands_behind_the_last_bar_can_have_a_title() -> None:
    text = f"{TABLE}| b | 2 | new\n"
    found = list(rows_of(text, ("Model",), "here", Batch(), behind="Mark"))
    assert found == [{"Model": "a", "Score": "1"}, {"Model": "b", "Score": "2", "Mark": "new"}]


@pytest.mark.parametrize(
    "text",
    [
        "",
        "# Nothing",
        TABLE.replace("Score", "Points"),
        TABLE.replace("Model", "Score"),
        "| Model | Score |\n",
        "| Model | Score |\n| a | 1 |\n",
    ],
    ids=["empty", "no table", "a column is gone", "a column twice", "no rule", "a row for the rule"],
)
def test_a_text_without_the_table_is_refused(text: str) -> None:
    with pytest.raises(ParseError, match="here: a table with the columns"):
        rows(text)


def test_a_long_line_takes_no_longer_than_a_short_one_for_its_length() -> None:
    text = f"# {' ' * 200_000}x\n{'|' * 200_000}\n\n{TABLE}"
    assert [table.titles for table in markdown_tables(text)] == [("Model", "Score")]
    with pytest.raises(ParseError):
        section(text, "Board", "here")


def test_a_section_ends_at_the_next_heading() -> None:
    assert section("# One\na\n## \N{TROPHY} Board\nb\n### Part\nc\n", "Board", "here").strip() == "b"
    with pytest.raises(ParseError, match="here: a heading 'Board' expected"):
        section("# One\n", "Board", "here")
