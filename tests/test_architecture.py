"""Who may import whom."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from views.shell.frame import PAGES

ROOT = Path(__file__).resolve().parents[1]
MAY_IMPORT = {
    "app": {"views"},
    "serve": {"views", "api"},
    "api": {"api", "catalog"},
    "pages": {"views", "trial", "catalog"},
    "views": {"views", "reports", "trial", "catalog"},
    "reports": {"reports", "views", "catalog"},
    "catalog": {"catalog"},
    "trial": {"trial", "catalog"},
    "validation": {"validation", "etl", "catalog"},
    "etl": {"etl", "catalog"},
}
# The command `report` draws (docs/decisions/report.md); as an entry point, nothing else imports it.
ALSO = {"catalog/__main__.py": {"reports"}, "etl/__main__.py": {"validation", "trial"}}
ONLY_IN = {
    "streamlit": ("app.py", "serve.py", "pages/", "views/"),
    "plotly": ("views/", "reports/"),
    "requests": ("etl/http.py", "trial/"),
    "urllib3": ("etl/http.py", "trial/client.py"),
    "httpx2": ("etl/hub_client.py",),
    "huggingface_hub": ("etl/",),
    "mcp": ("api/",),
    "prometheus_client": ("api/",),
    "duckdb": ("catalog/store.py", "etl/build.py"),
}
FILES = [
    path
    for top in ("app.py", "serve.py", "api", "pages", "views", "reports", "catalog", "trial", "validation", "etl")
    for path in sorted((ROOT / top).rglob("*.py")) or [ROOT / top]
]


def imported(path: Path) -> Iterator[str]:
    """Yield the first name of everything that a file imports."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name.split(".")[0] for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            yield node.module.split(".")[0]


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.relative_to(ROOT).as_posix())
def test_imports_point_inwards(path: Path) -> None:
    place = path.relative_to(ROOT).as_posix()
    mine = place.split("/")[0].removesuffix(".py")
    allowed = MAY_IMPORT[mine] | ALSO.get(place, set())
    for name in imported(path):
        assert name not in MAY_IMPORT or name in allowed, f"{place} imports {name}"
        assert name not in ONLY_IN or place.startswith(ONLY_IN[name]), f"{place} imports {name}"


def floors() -> dict[str, int]:
    """Return on which floor each room of catalog stands, as docs/decisions/rooms.md has them, from the ground up."""
    rows = (ROOT / "docs" / "decisions" / "rooms.md").read_text(encoding="utf-8").split("| floor |")[1].splitlines()
    return {room: floor for floor, row in enumerate(rows) for room in re.findall(r"`catalog/(\w+)/`", row)}


def rooms_imported(path: Path) -> Iterator[str]:
    """Yield the rooms of catalog from which a file imports, other than its own."""
    names: set[str] = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            names |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            names |= {f"{node.module}.{alias.name}" for alias in node.names}
    found = {name.split(".")[1] for name in names if name.startswith("catalog.")}
    yield from (room for room in found - {path.parent.name} if (ROOT / "catalog" / room).is_dir())


def test_every_room_of_catalog_has_its_floor() -> None:
    rooms = {path.parent.name for path in (ROOT / "catalog").glob("*/__init__.py")}
    assert rooms == set(floors()), "write each room into its floor of docs/decisions/rooms.md"


@pytest.mark.parametrize(
    "path", sorted((ROOT / "catalog").glob("*/*.py")), ids=lambda path: path.relative_to(ROOT).as_posix()
)
def test_a_room_of_catalog_imports_from_lower_floors_only(path: Path) -> None:
    floor = floors()
    for room in rooms_imported(path):
        assert floor[room] < floor[path.parent.name], f"{path.relative_to(ROOT)} imports catalog.{room}"


def test_no_package_is_missing_from_the_check() -> None:
    assert {path.relative_to(ROOT).parts[0] for path in FILES} == {
        *("app.py", "serve.py"),
        *("api", "pages", "views", "reports", "catalog", "trial", "validation", "etl"),
    }


def test_charts_and_reports_are_made_without_streamlit() -> None:
    for path in (*(ROOT / "views" / "charts").glob("*.py"), *(ROOT / "reports").glob("*.py")):
        assert "streamlit" not in set(imported(path)), f"{path.name}: a figure and a report are pure functions"


def test_datasets_holds_no_code() -> None:
    assert not list((ROOT / "datasets").rglob("*.py")), "a datasets package would hide Hugging Face's"


def test_every_page_file_is_in_the_menu() -> None:
    assert sorted(path.stem for path in (ROOT / "pages").glob("*.py")) == sorted(page.slug for page in PAGES)


def test_no_view_lets_text_become_html() -> None:
    for path in FILES:
        text = path.read_text(encoding="utf-8")
        assert "unsafe_allow_html" not in text, path
        assert set(re.findall(r"st\.html\((.*)\)", text)) <= {"STYLE"}, f"{path}: only our own style sheets are HTML"


def test_no_icon_of_a_page_is_fetched_from_elsewhere() -> None:
    """Streamlit has the signs of buttons and texts at hand; that of a page in the browser's tab it asks Google for."""
    for path in FILES:
        for call in re.findall(r"(?:set_page_config|st\.Page)\([^)]*\)", path.read_text(encoding="utf-8")):
            assert ":material/" not in call, path
