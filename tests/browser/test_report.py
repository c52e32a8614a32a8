"""The report with its pictures drawn by a real Chromium, and its page opened in one."""

import io
import zipfile
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path

import docx
import pytest
from axe_playwright_python.sync_playwright import Axe
from PIL import Image
from playwright.sync_api import BrowserContext, BrowserType
from pypdf import PdfReader

from catalog.decide.basis import asking
from catalog.decide.need import Need
from catalog.store import open_snapshot
from reports.document import Document
from reports.files import FORMATS, report_on
from tests.conftest import chromium_path
from tests.snapshot_rows import HTML

NewContext = Callable[..., BrowserContext]
NEED = Need(title="Notes", good_enough=10.0)
WIDTHS_PX = (390, 1400)


@pytest.fixture(scope="module", autouse=True)
def _browser_on_the_server(browser_type: BrowserType) -> Iterator[None]:
    """Let the pictures be drawn by the Chromium that the tests use."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("BROWSER_PATH", chromium_path() or browser_type.executable_path)
        yield


@pytest.fixture(scope="module")
def document(snapshot: Path) -> Document:
    made_at = datetime(2026, 11, 23, 12, tzinfo=UTC)
    return report_on(asking(open_snapshot(snapshot)), NEED, made_at)[0]


def test_a_pdf_has_its_charts_as_vectors_with_their_words(document: Document) -> None:
    made = FORMATS["pdf"].make(document, "report")
    text = " ".join(page.extract_text() for page in PdfReader(io.BytesIO(made.files["report.pdf"])).pages)
    assert not made.trouble
    assert "good enough: 10" in text  # stands in the chart alone
    assert HTML in text.replace("\n", "")


def test_a_word_document_has_a_sharp_picture_of_each_chart(document: Document) -> None:
    made = FORMATS["docx"].make(document, "report")
    content = made.files["report.docx"]
    shapes = docx.Document(io.BytesIO(content)).inline_shapes
    assert len(shapes) == len(list(document.charts()))
    with zipfile.ZipFile(io.BytesIO(content)) as parts:
        drawn = [Image.open(io.BytesIO(parts.read(name))) for name in parts.namelist() if name.endswith(".png")]
    assert {picture.width for picture in drawn} == {1600}
    assert all(len(set(picture.convert("L").resize((80, 40)).tobytes())) > 5 for picture in drawn)


@pytest.mark.parametrize("width_px", WIDTHS_PX)
def test_the_page_asks_nobody_fits_and_axe_finds_nothing_serious(
    width_px: int, document: Document, new_context: NewContext, tmp_path: Path
) -> None:
    path = tmp_path / "report.html"
    path.write_bytes(FORMATS["html"].make(document, "report").files["report.html"])
    page = new_context(viewport={"width": width_px, "height": 900}).new_page()
    asked: list[str] = []
    said: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.on("console", lambda message: said.append(message.text) if message.type == "error" else None)
    page.on("dialog", lambda dialog: said.append(dialog.message))
    page.goto(path.as_uri())
    page.wait_for_function(f"document.querySelectorAll('.main-svg').length >= {len(list(document.charts()))}")
    assert not [url for url in asked if not url.startswith(("file:", "data:", "blob:"))]
    assert said == []
    assert page.evaluate("document.documentElement.scrollWidth") <= width_px
    found = Axe().run(page).response["violations"]
    assert not [each["id"] for each in found if each["impact"] in {"serious", "critical"}]
