"""A table kept by hand in which something is wrong: every page that reads it says what, where, and what to do."""

import csv
import functools
import re
import shutil
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
import streamlit as st
from streamlit.testing.v1 import AppTest

from catalog.curated.hub_tags import LANGUAGES
from catalog.curated.table import Table
from catalog.openness.statements import STATEMENTS
from catalog.store import DATASETS
from etl.curated import TABLES
from serve import app
from tests.pages.opening import page_at
from views.shell.frame import PAGES
from views.shell.snapshot import tell_error

READS_NONE = ("data", "try_out")
ADDRESS = {
    "choose": {"need": "1"},
    "model": {"id": "Open/LARGE"},
    "benchmark": {"id": "med_test"},
    "costs": {"own": "true"},
}
Visit = Callable[[str], AppTest]
Break = Callable[..., None]


def _forget() -> None:
    """Let every table be read anew."""
    modules = [module for name, module in sys.modules.items() if name.startswith("catalog.")]
    for kept in (kept for module in modules for kept in vars(module).values()):
        if isinstance(kept, functools._lru_cache_wrapper):  # noqa: SLF001 - the type has no other name
            kept.cache_clear()
    st.cache_resource.clear()


@pytest.fixture
def visit(
    models_data: Path, costs_data: Path, openness_data: Path, fine_tunes_data: Path, monkeypatch: pytest.MonkeyPatch
) -> Visit:
    """Return a function that opens a page over rows on which it has something to draw."""
    data = {"costs": costs_data, "openness": openness_data, "fine_tunes": fine_tunes_data}

    def visited(slug: str) -> AppTest:
        monkeypatch.setenv("SHORTLIST_DATA", str(data.get(slug, models_data)))
        return page_at(slug, ADDRESS.get(slug)).run()

    return visited


@pytest.fixture
def break_tables(
    visit: Visit,  # noqa: ARG001 - its rows are made from the tables as they are
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> Iterator[Break]:
    """Return a function that puts a space behind the first cell of the last row of copies, which the readers read."""
    shutil.copytree(DATASETS / "benchmarks", tmp_path / "benchmarks")
    for path in DATASETS.glob("*.csv"):
        shutil.copy(path, tmp_path)

    def broken(*tables: Table[object]) -> None:
        for path in (path for table in tables for path in tmp_path.glob(table.files)):
            with path.open(encoding="utf-8", newline="") as file:
                *before, (first, *others) = csv.reader(file)
            with path.open("w", encoding="utf-8", newline="") as file:
                csv.writer(file).writerows([*before, [f"{first} ", *others]])

    rows = Table.rows
    monkeypatch.setattr(Table, "rows", lambda table: rows(table, tmp_path))
    _forget()
    yield broken
    monkeypatch.undo()
    _forget()


@pytest.mark.parametrize("slug", [page.slug for page in PAGES if page.slug not in READS_NONE])
def test_a_page_says_what_is_wrong_where_and_what_to_do_and_shows_no_trace(
    slug: str, visit: Visit, break_tables: Break
) -> None:
    break_tables(*TABLES)
    page = visit(slug)
    assert not page.exception
    told = page.error[0].value.replace("\\", "")
    assert re.search(
        r"datasets/[\w/]+\.csv, line \d+, column \w+: found '.+ ', expected one line of visible text", told
    )
    assert "Correct the file and reload this page; `python -m etl check --curated` names every fault" in told


@pytest.mark.parametrize("slug", READS_NONE)
def test_a_page_that_reads_no_such_table_is_drawn(slug: str, visit: Visit, break_tables: Break) -> None:
    break_tables(*TABLES)
    page = visit(slug)
    assert not page.exception
    assert not page.error


def test_a_table_that_is_read_beside_the_queries_is_told_too(visit: Visit, break_tables: Break) -> None:
    break_tables(LANGUAGES)
    page = visit("fine_tunes")
    assert not page.exception
    assert [error.value.count("languages") for error in page.error] == [1]


def test_a_table_that_is_mended_is_read_without_a_restart(visit: Visit, break_tables: Break, tmp_path: Path) -> None:
    break_tables(STATEMENTS)
    assert visit("openness").error
    shutil.copy(DATASETS / STATEMENTS.files, tmp_path)
    assert not visit("openness").error


def test_what_is_no_error_for_people_is_left_to_streamlit() -> None:
    assert not tell_error(ValueError("a fault of ours"))


def test_the_server_tells_errors_of_parts_that_run_alone_too() -> None:
    assert app._on_script_error is tell_error  # noqa: SLF001 - Streamlit gives no other way to ask
