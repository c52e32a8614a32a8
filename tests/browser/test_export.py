"""What people take away, drawn by a real Chromium and opened by the programs that it is for."""

import io
import json
import shutil
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from dataclasses import replace
from itertools import combinations
from pathlib import Path
from typing import Any, NamedTuple
from xml.etree import ElementTree as ET

import openpyxl
import pandas as pd
import plotly.graph_objects as go
import psutil
import pytest
from axe_playwright_python.sync_playwright import Axe
from PIL import Image
from playwright.sync_api import BrowserContext, BrowserType, Page
from pyarrow import parquet
from pypdf import PdfReader

from tests.conftest import chromium_path
from tests.serving import running_app
from tests.settle import settle
from tests.views.test_export_menus import BOARD, FIGURE, FRAME, HOSTILE, IMPRINT, ROOT, SHOP
from views.export.chromium import NOWHERE, drawn, last_failure
from views.export.page import page as stand_alone
from views.export.picture import printed

NewContext = Callable[..., BrowserContext]
SVG = "{http://www.w3.org/2000/svg}"
NAMES = [f"developer/a-rather-long-name-of-a-model-{number}" for number in range(12)]
_HINT = {
    "text": "Better",
    "xref": "paper",
    "yref": "paper",
    "x": 0,
    "y": 1,
    "yanchor": "bottom",
    "yshift": 40,
    "showarrow": False,
}
FIGURES = {
    "lines and a legend below": FIGURE,
    "long names on the left": go.Figure(go.Bar(x=[1.0] * 12, y=NAMES, orientation="h"), {"xaxis": {"title": "USD"}}),
    "long names below": go.Figure(go.Bar(x=NAMES, y=[1.0] * 12), {"yaxis": {"title": "USD"}}),
    "many in the legend": go.Figure(
        [go.Scatter(y=[1, 2], name=name) for name in NAMES * 2],
        {"legend": {"orientation": "h", "y": -0.2}, "margin": {"t": 8}, "xaxis": {"title": "Month"}},
    ),
    "a legend at the right": go.Figure([go.Scatter(y=[1, 2], name=name) for name in NAMES]),
    "a legend above": go.Figure(
        [go.Scatter(y=[1, 2], name="One"), go.Scatter(y=[2, 1], name="Two")],
        {"legend": {"orientation": "h", "x": 1, "y": 1, "xanchor": "right", "yanchor": "bottom"}},
    ),
    "a hint high above": go.Figure(go.Scatter(y=[1, 2]), {"annotations": [_HINT], "margin": {"t": 64}}),
}
LONG = replace(
    IMPRINT,
    title="Which open models are worth their price for notes of doctors in Japanese? " * 3,
    gates="Domain: Medical. Weights: open. Context: at least 128,000 tokens. " * 8,
    credits=tuple(replace(BOARD, attribution=f"Board {number}, " + "with a long line, " * 12) for number in range(12)),
)


@pytest.fixture(scope="module", autouse=True)
def _browser_on_the_server(browser_type: BrowserType) -> Iterator[None]:
    """Let the pictures be drawn by the Chromium that the tests use."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("BROWSER_PATH", chromium_path() or browser_type.executable_path)
        yield


def _svg(figure: go.Figure = FIGURE, imprint: Any = IMPRINT) -> ET.Element:  # noqa: ANN401
    return ET.fromstring(drawn(printed(figure, imprint), "svg"))  # noqa: S314 - made by ourselves


def _told(svg: ET.Element) -> list[str]:
    return ["".join(text.itertext()) for text in svg.iter(f"{SVG}text")]


def test_a_png_is_sharp_and_of_the_stated_size() -> None:
    picture = Image.open(io.BytesIO(drawn(printed(FIGURE, IMPRINT), "png")))
    assert (picture.format, picture.size) == ("PNG", (2400, 1600))
    assert picture.convert("RGB").getpixel((4, 4)) == (255, 255, 255)
    assert len(picture.convert("RGB").getcolors(2**20) or []) > 10


def test_a_png_of_a_very_high_chart_still_fits_a_canvas() -> None:
    figure = go.Figure(FIGURE).update_layout(height=12_000)
    picture = Image.open(io.BytesIO(drawn(printed(figure, IMPRINT), "png")))
    assert 12_000 < picture.size[1] <= 16_000


def test_an_svg_is_xml_that_says_the_whole_imprint() -> None:
    told = " ".join(_told(_svg()))
    for part in (IMPRINT.title, IMPRINT.gates, "8 of 12 models", "23 Nov 2026", "CC BY 4.0", "https://board.test/"):
        assert part in told


def test_a_pdf_is_one_page_with_text_in_it() -> None:
    (only,) = PdfReader(io.BytesIO(drawn(printed(FIGURE, IMPRINT), "pdf"))).pages
    assert (only.mediabox.width, only.mediabox.height) == (900, 600)  # points: 1,200 x 800 pixels
    assert IMPRINT.title in " ".join(only.extract_text().split())


def test_hostile_text_is_drawn_as_text() -> None:
    names = [name if len(name) < 99 else name[:99] for name in HOSTILE]
    figure = go.Figure(go.Scatter(x=[1, 2], y=[1, 2], mode="text", text=["$x^2$", "=1+1"]), {"showlegend": False})
    credits_ = tuple(replace(BOARD, attribution=name) for name in names)
    svg = _svg(figure, replace(IMPRINT, title=HOSTILE[12], gates=HOSTILE[0], credits=credits_))
    told = _told(svg)
    assert {element.tag for element in svg.iter()}.isdisjoint({f"{SVG}script", f"{SVG}image", f"{SVG}foreignObject"})
    assert any(HOSTILE[0] in text for text in told)
    assert {"$x^2$", "=1+1"} <= set(told)
    assert any(HOSTILE[2] in text for text in told)
    assert not any("\u202e" in text for text in told)


def test_eight_at_once_get_their_own_pictures() -> None:
    def asked(number: int) -> bool:
        told = _told(_svg(imprint=replace(IMPRINT, title=f"Picture {number} of eight")))
        return any(f"Picture {number} of eight" in text for text in told)

    with ThreadPoolExecutor(8) as threads:
        assert all(threads.map(asked, range(24)))


def test_a_browser_that_died_is_replaced(browser: Any) -> None:  # noqa: ANN401
    killed: list[int] = []
    drawn(printed(FIGURE, IMPRINT), "svg")
    for child in psutil.Process().children(recursive=True):
        with suppress(psutil.Error):  # it may have ended by itself
            if NOWHERE in " ".join(child.cmdline()):  # the tests' own browser is a child of this process, too
                child.kill()
                killed.append(child.pid)
    assert killed
    assert drawn(printed(FIGURE, IMPRINT), "svg").startswith(b"<svg")
    assert last_failure() == ""
    assert browser.is_connected()


class _Box(NamedTuple):
    name: str
    left: float
    top: float
    right: float
    bottom: float


_BOXES = """() => [...document.querySelectorAll('svg text')].filter(t => t.textContent.trim()).map(t => {
  const group = t.closest('.legend97, .legend98, .legend99, .legend, .annotation') || t;
  const box = t.getBoundingClientRect();
  return [group.getAttribute('class') || '', box.left, box.top, box.right, box.bottom];
})"""


@pytest.fixture(scope="module")
def sheet(browser: Any) -> Iterator[Page]:  # noqa: ANN401
    """Return an empty page to lay pictures on."""
    page = browser.new_page(viewport={"width": 1300, "height": 900})
    yield page
    page.close()


@pytest.mark.parametrize("imprint", [IMPRINT, LONG], ids=["short imprint", "long imprint"])
@pytest.mark.parametrize("name", FIGURES)
def test_nothing_printed_overlaps_or_is_cut(sheet: Page, name: str, imprint: Any) -> None:  # noqa: ANN401
    figure = printed(FIGURES[name], imprint)
    sheet.set_content(f"<style>body {{ margin: 0 }}</style>{drawn(figure, 'svg').decode()}")
    boxes = [_Box(*found) for found in sheet.evaluate(_BOXES)]
    assert {"legend97", "legend98", "legend99"} <= {box.name for box in boxes}
    for box in boxes:
        assert box.left >= 0
        assert box.top >= 0
        assert box.right <= figure.layout.width, box
        assert box.bottom <= figure.layout.height, box
    for one, other in combinations(boxes, 2):
        if one.name != other.name and {one.name, other.name} & {"legend97", "legend98", "legend99"}:
            apart_across = one.right <= other.left or other.right <= one.left
            apart_down = one.bottom <= other.top + 1 or other.bottom <= one.top + 1
            assert apart_across or apart_down, f"{one} lies on {other}"


def test_a_page_needs_no_network_and_runs_nothing_foreign(new_context: NewContext, tmp_path: Path) -> None:
    file = tmp_path / "chart.html"
    figure = go.Figure(FIGURE).add_scatter(x=[1], y=[1], name="</script><img src=x onerror=alert(1)>")
    file.write_bytes(stand_alone(figure, replace(IMPRINT, title=HOSTILE[0], credits=(BOARD, SHOP))))
    page = new_context(offline=True, viewport={"width": 390, "height": 844}).new_page()
    asked: list[str] = []
    complaints: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.on("console", lambda message: complaints.append(message.text) if message.type == "error" else None)
    page.on("pageerror", lambda error: complaints.append(str(error)))
    page.on("dialog", lambda dialog: complaints.append(dialog.message))
    page.goto(file.as_uri())
    page.wait_for_selector(".main-svg .scatterlayer .trace")
    assert page.get_by_role("heading", level=1).inner_text() == HOSTILE[0]
    assert page.locator("img").count() == 0
    assert page.get_by_role("link", name="Board").get_attribute("href") == "https://board.test/"
    assert page.evaluate("document.documentElement.scrollWidth") == 390
    assert [url for url in asked if not url.startswith(("file:", "data:", "blob:"))] == []
    assert complaints == []
    refused = "fetch('https://board.test/').then(() => 'sent', () => 'refused')"
    assert page.evaluate(refused) == "refused"


SCRIPT = """
import streamlit as st
from tests.views.test_export_menus import FIGURE, FRAME, IMPRINT
from views.export.menus import chart_menu, table_menu
from views.shell.frame import ROOT

st.set_page_config(page_title="Take away")
st.html(ROOT / "views" / "shell" / "style.css")
st.title("Take away")
st.session_state["runs"] = st.session_state.get("runs", 0) + 1
st.text(f"Run {st.session_state['runs']}")
chart_menu(FIGURE, FRAME, IMPRINT, key="chart")
table_menu(FRAME, IMPRINT, key="table")
"""


@pytest.fixture(scope="module")
def script(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a page with both menus, in a folder with the dashboard's settings."""
    folder = tmp_path_factory.mktemp("app")
    shutil.copytree(ROOT / ".streamlit", folder / ".streamlit")
    path = folder / "away.py"
    path.write_text(SCRIPT, encoding="utf-8")
    return path


@pytest.fixture(scope="module")
def address(script: Path) -> Iterator[str]:
    """Return the address of a page with both menus."""
    with running_app(script, script.parent) as (found, _):
        yield found


@pytest.fixture
def opened(new_context: NewContext, address: str) -> Callable[..., Page]:
    """Return a function that opens the page and one of its menus, by keyboard."""

    def visited(menu: str, **more: Any) -> Page:  # noqa: ANN401
        page = new_context(accept_downloads=True, **more).new_page()
        page.goto(address)
        settle(page)
        page.get_by_role("button", name=menu).focus()
        page.keyboard.press("Enter")
        settle(page)
        return page

    return visited


def _shows_menu(page: Page, address: str) -> None:
    page.goto(address)
    settle(page)
    page.get_by_role("button", name="Download chart").click()
    settle(page)


def _taken(page: Page, label: str) -> tuple[str, bytes]:
    with page.expect_download(timeout=60_000) as download:
        page.get_by_role("button", name=label, exact=True).click()
    return download.value.suggested_filename, Path(download.value.path()).read_bytes()


def test_a_chart_is_taken_away_in_each_format(opened: Callable[..., Page]) -> None:
    page = opened("Download chart")
    starts = {"PNG": b"\x89PNG", "SVG": b"<svg", "PDF": b"%PDF", "HTML": b"<!DOCTYPE html>", "Parquet": b"PAR1"}
    for label, start in starts.items():
        name, content = _taken(page, label)
        assert name == f"quality-against-price-2026-11-23.{label.lower()}"
        assert content.startswith(start)
    assert parquet.read_table(io.BytesIO(content)).num_rows == len(FRAME)
    assert pd.read_csv(io.BytesIO(_taken(page, "CSV")[1]))["value"].tolist() == FRAME["value"].tolist()
    assert "Data of the Board, CC BY 4.0" in _taken(page, "Sources")[1].decode("utf-8-sig")
    assert page.get_by_text("Run 1", exact=True).is_visible()


def test_a_table_is_taken_away_in_each_format(opened: Callable[..., Page]) -> None:
    page = opened("Download table")
    name, content = _taken(page, "XLSX")
    assert name == "quality-against-price-2026-11-23.xlsx"
    assert openpyxl.load_workbook(io.BytesIO(content))["Table"].max_row == len(FRAME) + 1
    assert len(json.loads(_taken(page, "JSON")[1])["rows"]) == len(FRAME)
    assert _taken(page, "CSV")[1].startswith(b"\xef\xbb\xbfname,")


def test_a_file_is_taken_by_keyboard_alone(opened: Callable[..., Page]) -> None:
    page = opened("Download table")
    csv_button = page.get_by_role("button", name="CSV", exact=True)
    for _ in range(10):
        page.keyboard.press("Tab")
        if csv_button.evaluate("button => button === document.activeElement"):
            break
    with page.expect_download() as download:
        page.keyboard.press("Enter")
    assert download.value.suggested_filename.endswith(".csv")
    page.keyboard.press("Escape")
    settle(page)
    assert csv_button.count() == 0


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_an_open_menu_fits_a_phone_asks_nobody_and_axe_finds_nothing_serious(
    opened: Callable[..., Page], address: str, scheme: str
) -> None:
    page = opened("Download chart", viewport={"width": 390, "height": 844}, color_scheme=scheme)
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    for button in page.get_by_test_id("stDownloadButton").all():
        box = button.bounding_box()
        assert box
        assert box["x"] >= 0
        assert box["x"] + box["width"] <= 390
    asked = page.evaluate("performance.getEntriesByType('resource').map(entry => entry.name)")
    assert [url for url in asked if not url.startswith((address, "data:", "blob:"))] == []
    violations = Axe().run(page).response["violations"]
    serious = {
        v["id"]: [n["html"][:200] for n in v["nodes"]] for v in violations if v["impact"] in {"serious", "critical"}
    }
    assert serious == {}


def test_a_browser_that_breaks_gives_a_sentence_and_the_other_formats_still_work(
    new_context: NewContext, script: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    broken = tmp_path / "chromium"
    broken.write_text('#!/bin/sh\n[ "$1" = --version ] || exit 1\n', encoding="utf-8")
    broken.chmod(0o755)
    monkeypatch.setenv("BROWSER_PATH", str(broken))
    with running_app(script, script.parent) as (address, _):
        page = new_context(accept_downloads=True).new_page()
        _shows_menu(page, address)
        page.get_by_role("button", name="PNG", exact=True).click()
        page.get_by_test_id("stDownloadButtonError").wait_for(timeout=60_000)
        assert "Traceback" not in page.content()
        assert _taken(page, "CSV")[1]
        _shows_menu(page, address)
        said = page.get_by_role("alert").inner_text()
        assert said.startswith("The last picture was not drawn: the browser on the server failed")
        assert "HTML" in said
