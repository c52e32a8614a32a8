"""Facts about reading the tables of a README."""

import pytest

from etl.errors import ParseError
from etl.source import Batch
from etl.sources._markdown_tables import rows_of, section

README = """# Title
| Not | This |
|---|---|
| 1 | 2 |

## 🏅 The board
Words, then the table.

| Model | Score |
|:------|------:|
| a | 1 |
| b | 2 |

| Model | Score |
|---|---|
| another | 3 |

## The board, older
| Model | Score |
|---|---|
| old | 4 |
"""


def read(text: str, *needed: str, behind: str | None = None) -> tuple[list[dict[str, str]], Batch]:
    batch = Batch()
    return list(rows_of(text, needed or ("Model", "Score"), "here", batch, behind=behind)), batch


def test_a_section_ends_at_the_next_heading_and_its_first_table_is_read() -> None:
    rows, batch = read(section(README, "The board", "here"))
    assert rows == [{"Model": "a", "Score": "1"}, {"Model": "b", "Score": "2"}]
    assert batch.rejected == []


def test_the_last_section_ends_with_the_text() -> None:
    assert read(section(README, "The board, older", "here"))[0] == [{"Model": "old", "Score": "4"}]


def test_a_heading_that_is_gone_says_which_there_are() -> None:
    with pytest.raises(ParseError, match=r"heading 'A board' expected.*The board, older"):
        section(README, "A board", "here")


@pytest.mark.parametrize("row", ["| c |", "| c | 3 | 4 |", "|  | 3 |"])
def test_a_row_of_another_length_or_without_a_name_is_rejected(row: str) -> None:
    rows, batch = read(f"| Model | Score |\n|---|---|\n{row}\n| d | 5 |\n")
    assert rows == [{"Model": "d", "Score": "5"}]
    assert [reason for reason, _ in batch.rejected] == ["the row does not match the header"]


def test_what_stands_behind_the_last_bar_has_a_title_where_it_may_stand_there() -> None:
    text = "| Model | Score |\n|---|---|\n| a | 50 % | (1/2)\n| b | 60 % |\n"
    rows, _ = read(text, behind="right")
    assert rows == [{"Model": "a", "Score": "50 %", "right": "(1/2)"}, {"Model": "b", "Score": "60 %"}]
    assert [row["Model"] for row in read(text)[0]] == ["b"]


@pytest.mark.parametrize(
    "text",
    ["no table", "| Model |\n|---|\n| a |\n", "| Model | Score |\n", "| Model | Score |\n| a | 1 |\n"],
    ids=["nothing", "a column is gone", "a header alone", "no rule below the header"],
)
def test_a_text_without_the_table_is_refused(text: str) -> None:
    with pytest.raises(ParseError, match="columns"):
        read(text)
