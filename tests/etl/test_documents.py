"""The generated pages of the docs."""

from pathlib import Path

import pytest

from catalog.records import TABLES, columns, sql_type
from etl import documents
from etl.documents import attribution, data_dictionary, pages, write_pages
from etl.source import discover
from tests.handmade import source


def section(table: str) -> str:
    """Return what the dictionary says of one table."""
    return data_dictionary().split(f"\n## {table}\n", maxsplit=1)[1].split("\n## ", maxsplit=1)[0]


def test_the_generated_pages_are_current() -> None:
    assert write_pages(check=True) == []


@pytest.mark.parametrize("table", TABLES)
def test_every_table_and_column_stands_in_the_dictionary_with_its_meaning(table: str) -> None:
    record = TABLES[table]
    text = section(table)
    assert (record.__doc__ or "").strip() in text
    rows = [line.split("|") for line in text.splitlines() if line.startswith("| `")]
    assert [row[1].strip().strip("`") for row in rows] == list(columns(record))
    for row, (name, (_, column)) in zip(rows, columns(record).items(), strict=True):
        assert row[2].strip() == sql_type(record, name) + ("" if column.required else ", may be NULL")
        assert column.title in row[4]
        assert column.unit == row[3].strip()


def test_the_values_that_a_column_may_have_are_listed() -> None:
    assert "one of: measured, preference, self-reported" in section("scores")
    assert "one of: open, closed" in section("models")


def test_every_source_stands_in_the_attribution_with_its_terms() -> None:
    text = attribution(discover())
    for source_id, found in discover().items():
        row = next(line for line in text.splitlines() if f"(`{source_id}`)" in line)
        for said in (found.publisher, found.licence, found.attribution, found.url):
            assert said.replace("|", "/") in row


def test_a_source_says_whether_it_is_passed_on_and_how_often_it_changes() -> None:
    made = attribution({"a": source("a", may_redistribute=False, cadence_days=None, title="A | B"), "b": source("b")})
    first, second = [line for line in made.splitlines() if line.startswith("| [")]
    assert "| no | frozen |" in first
    assert "A / B" in first
    assert "| yes | about every 7 days |" in second


def test_a_page_out_of_date_is_named_and_written_when_asked(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(documents, "DOCS", tmp_path)
    (tmp_path / "attribution.md").write_text("old", encoding="utf-8")
    assert write_pages(check=True) == list(pages())
    assert (tmp_path / "attribution.md").read_text(encoding="utf-8") == "old"
    assert write_pages(check=False) == list(pages())
    assert write_pages(check=True) == []
