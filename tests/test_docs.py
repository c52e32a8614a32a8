"""What the documentation names is there, and every page is found from the index."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
DOCS = ROOT / "docs"
PAGES = [ROOT / "README.md", ROOT / "CONTRIBUTING.md", *sorted(DOCS.rglob("*.md"))]
CODE = [
    path
    for top in ("api", "catalog", "etl", "pages", "reports", "validation", "views")
    for path in sorted((ROOT / top).rglob("*.py"))
]
# Folders that running the project makes.
MADE = {"datasets/raw/", "datasets/snapshots/"}
_LINK = re.compile(r"\]\(([^)\s]+)\)")
_NAMED = re.compile(r"`([\w.-]+/[\w./-]*(?:\.(?:py|md|csv|css|yml|toml|sh)|/)|[\w-]+\.py)`")
_CITED = re.compile(r"docs/[\w/-]+\.md")


def name_of(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


def text_of(page: Path) -> str:
    """Return a page without its blocks of code: what stands there links nothing."""
    return re.sub(r"^```.*?^```", "", page.read_text(encoding="utf-8"), flags=re.DOTALL | re.MULTILINE)


def links(page: Path) -> Iterator[tuple[str, Path, str]]:
    """Yield each link to another place of the project: as it is written, the file and the heading that it leads to."""
    for link in _LINK.findall(text_of(page)):
        if not re.match(r"[a-z]+:", link):
            path, _, heading = link.partition("#")
            yield link, (page.parent / path).resolve() if path else page, heading


def headings(page: Path) -> set[str]:
    """Return the anchors of a page, as GitHub makes them of its headings."""
    found = re.findall(r"^#+ (.+)$", text_of(page), flags=re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-") for heading in found}


@pytest.mark.parametrize("page", PAGES, ids=name_of)
def test_every_link_leads_somewhere(page: Path) -> None:
    for link, target, heading in links(page):
        assert target.exists(), f"{name_of(page)} links {link}"
        assert not heading or heading in headings(target), f"{name_of(page)} links {link}: no such heading"


@pytest.mark.parametrize("page", PAGES, ids=name_of)
def test_every_file_that_a_page_names_is_there(page: Path) -> None:
    for name in _NAMED.findall(text_of(page)):
        assert name in MADE or (ROOT / name).exists(), f"{name_of(page)} names {name}"


def test_every_test_that_the_page_on_tests_names_is_there() -> None:
    names = set(re.findall(r"\btest_\w+\b(?!\.py)", text_of(DOCS / "testing.md")))
    files = [path.read_text(encoding="utf-8") for path in (ROOT / "tests").rglob("test_*.py")]
    there = {name for file in files for name in re.findall(r"^def (test_\w+)", file, flags=re.MULTILINE)}
    assert len(names) > 10
    assert names - there == set()


def test_every_page_is_found_from_the_index() -> None:
    index = DOCS / "README.md"
    linked = {target for _, target, _ in links(index)}
    lost = [name_of(page) for page in PAGES if page != index and page not in linked]
    assert not lost, f"docs/README.md links no {', '.join(lost)}"


def test_the_readme_leads_to_the_index() -> None:
    assert DOCS / "README.md" in {target for _, target, _ in links(ROOT / "README.md")}


def test_every_page_that_the_code_cites_is_there() -> None:
    for code in CODE:
        for name in _CITED.findall(code.read_text(encoding="utf-8")):
            assert (ROOT / name).exists(), f"{name_of(code)} cites {name}"


@pytest.mark.parametrize("page", sorted((DOCS / "methods").glob("*.md")), ids=name_of)
def test_a_method_begins_with_a_screen_for_people(page: Path) -> None:
    start = page.read_text(encoding="utf-8").split("\n")[:14]
    begins = [line[: line.index(".**")].strip("* ") for line in start if re.match(r"\*\*[^*]+\.\*\*", line)]
    assert begins == ["What it is", "How good it is", "What it is not"]


@pytest.mark.parametrize("name", ["ability", "variants"])
def test_figures_of_validation_stand_apart_from_the_method(name: str) -> None:
    assert "<!-- figures" not in (DOCS / "methods" / f"{name}.md").read_text(encoding="utf-8")
