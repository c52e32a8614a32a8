"""What CONTRIBUTING says an addition touches, held against the files that name what is there already."""

import re
from collections.abc import Iterable
from functools import cache
from pathlib import Path

import pytest

from catalog.curated.memberships import memberships
from catalog.records import TABLES, columns
from etl import __main__ as commands
from etl.source import discover
from views.shell.frame import PAGES

ROOT = Path(__file__).resolve().parents[1]
# Where a name may stand because of the thing itself. Other tests than a source's stand where their writer wants.
PLACES = (
    *("catalog/**/*.py", "etl/**/*.py", "views/**/*.py", "reports/**/*.py", "validation/**/*.py", "pages/*.py"),
    *("docs/*.md", "docs/methods/*.md", "docs/decisions/*.md", "datasets/*.csv", "datasets/benchmarks/*.csv"),
    *("tests/sources/*.py", "tests/recorded/*/*", "tests/test_commands.py"),
)
# Files that name nothing of their content: a recording's are named by their folder, a snapshot is no text.
UNREAD = ("tests/recorded/<source_id>/index.json", "tests/recorded/<source_id>/<answer>")
WITHOUT_ANSWERS = {"curated_facts", "curated_lineage"}  # they read tables of datasets/, and have no recording
SNAPSHOT = "tests/recorded_snapshots/<version>.duckdb.gz"


def rows() -> dict[str, tuple[list[str], int]]:
    """Return the files that the table lists, and how many it says they are, by what is to add."""
    text = (ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8").split("## What an addition touches")[1]
    cells = [line.strip("|").split("|") for line in text.split("\n## ")[0].splitlines() if line.startswith("| a ")]
    return {row[0].strip(): (re.findall(r"`([^`]+)`", row[1] + row[2]), int(row[3])) for row in cells}


@cache
def words() -> dict[str, frozenset[str]]:
    """Return the words of each file in which a name may stand."""
    files = {path for place in PLACES for path in ROOT.glob(place) if path.is_file()}
    return {
        path.relative_to(ROOT).as_posix(): frozenset(
            re.findall(r"\w+", path.read_text(encoding="utf-8", errors="replace"))
        )
        for path in files
    }


def naming(*names: str) -> set[str]:
    """Return the files that hold one of some names as a word."""
    return {path for path, held in words().items() if not held.isdisjoint(names)}


def fewest(found: Iterable[set[str]]) -> set[str]:
    """Return the smallest of some sets of files: what the simplest of a kind touches."""
    return min(found, key=len)


def test_each_row_says_how_many_files_it_lists() -> None:
    assert {what: len(files) for what, (files, _) in rows().items()} == {
        what: said for what, (_, said) in rows().items()
    }


def test_the_rows_are_those_that_are_asked_for() -> None:
    assert list(rows()) == ["a source", "a page", "a gate", "a benchmark", "a command", "a column"]


@pytest.mark.parametrize("what", ["a source", "a page", "a gate", "a benchmark", "a command", "a column"])
def test_a_file_that_stands_for_itself_is_there(what: str) -> None:
    for file in rows()[what][0]:
        assert "<" in file or (ROOT / file).is_file(), file


def test_every_source_has_the_files_of_its_row() -> None:
    for source_id in discover().keys() - WITHOUT_ANSWERS:
        for file in rows()["a source"][0]:
            path = ROOT / file.replace("<source_id>", source_id).replace("<answer>", "*")
            assert list(path.parent.glob(path.name)), f"{source_id} lacks {file}"


def test_a_source_is_named_in_no_other_file() -> None:
    def of(source_id: str) -> set[str]:
        named = {path for path in naming(source_id) if not path.startswith("tests/recorded/")}
        return {path.replace(source_id, "<source_id>") for path in named}

    listed = set(rows()["a source"][0]) - set(UNREAD)
    assert fewest(of(source_id) for source_id in discover()) == listed


def test_every_page_has_the_files_of_its_row() -> None:
    for page in PAGES:
        listed = {file.replace("<slug>", page.slug) for file in rows()["a page"][0]}
        assert listed <= naming(page.slug) | {f"pages/{page.slug}.py"}


def test_a_benchmark_is_named_in_no_other_file() -> None:
    def of(benchmark_id: str) -> set[str]:
        return {re.sub(r"^(datasets/benchmarks/)\w+", r"\1<publisher>", path) for path in naming(benchmark_id)}

    assert fewest(of(each.benchmark_id) for each in memberships()) == set(rows()["a benchmark"][0])


def test_a_command_is_named_in_no_other_file() -> None:
    made = [name for name in dir(commands) if name.startswith("command_")]
    found = fewest(naming(name) for name in made) | {"tests/test_commands.py"}
    assert found == set(rows()["a command"][0])


def test_a_column_is_named_in_no_other_file() -> None:
    found = fewest(naming(name) for record in TABLES.values() for name in columns(record))
    of_source = r"^(etl/sources/|tests/sources/test_)\w+"
    assert {re.sub(of_source, r"\1<source_id>", path) for path in found} | {SNAPSHOT} == set(rows()["a column"][0])
