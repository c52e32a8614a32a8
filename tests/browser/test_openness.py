"""The Openness page in a real browser, on a real server."""

from collections.abc import Callable, Iterator

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import BrowserContext, Page

from tests.openness_rows import HALF, ODD, QUIET, WHOLE, write_openness
from tests.serving import serving
from tests.settle import settle

PHONE = {"width": 390, "height": 844}
DESK = {"width": 1400, "height": 900}
WIDE = {"width": 2560, "height": 1440}
CELLS = ".st-key-openness_map .barlayer .point"

NewContext = Callable[..., BrowserContext]


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Return the address of a server that shows the small snapshot about openness."""
    data = tmp_path_factory.mktemp("openness")
    write_openness(data)
    with serving(data) as address:
        yield address


@pytest.fixture
def visit(new_context: NewContext, address: str) -> Callable[..., Page]:
    """Return a function that opens the page under a query and waits until it is drawn."""

    def visited(query: str = "", viewport: dict[str, int] = DESK, scheme: str = "light") -> Page:
        page = new_context(viewport=viewport, color_scheme=scheme).new_page()
        page.goto(f"{address}/openness{query}")
        settle(page)
        return page

    return visited


def _title(page: Page) -> str:
    return page.locator(".st-key-card h2").inner_text()


def _click(page: Page, number: int) -> None:
    box = page.locator(CELLS).nth(number).bounding_box()
    assert box is not None
    page.mouse.click(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
    settle(page)


def test_a_click_on_a_cell_opens_the_card_and_the_browsers_back_closes_it(visit: Callable[..., Page]) -> None:
    page = visit("?find=acme&sort=By+name")
    assert page.locator(CELLS).count() == 12
    assert _title(page) == "Half"
    _click(page, 3)  # the open cells come first: one of the first row, then those of the other
    assert _title(page) == "Whole-7B"
    assert f"id={WHOLE.replace('/', '%2F')}" in page.url
    page.go_back()
    settle(page)
    assert _title(page) == "Half"


def test_the_keyboard_alone_opens_a_card(visit: Callable[..., Page]) -> None:
    page = visit()
    page.locator(".st-key-system input").focus()
    page.keyboard.type("half")
    page.keyboard.press("Enter")
    settle(page)
    assert _title(page) == "Half"
    assert f"id={HALF.replace('/', '%2F')}" in page.url


def test_a_link_restores_filters_order_and_card(visit: Callable[..., Page]) -> None:
    page = visit(f"?among=All&kind=Unknown&sort=Newest+first&id={QUIET}")
    assert _title(page) == "Quiet"
    assert page.locator(CELLS).count() % 6 == 0
    assert page.locator(".st-key-openness_map .textpoint").all_text_contents().count("?") >= 6


def test_the_words_in_the_cells_are_read_on_a_phone_too(visit: Callable[..., Page]) -> None:
    page = visit("?find=whole", PHONE)
    words = page.locator(".st-key-openness_map .textpoint")
    assert words.all_text_contents() == ["open"] * 5 + ["partial"]
    assert all(word.is_visible() for word in words.all())
    for word, cell in zip(words.all(), page.locator(CELLS).all(), strict=True):
        inner, outer = word.bounding_box(), cell.bounding_box()
        assert inner is not None
        assert outer is not None
        assert inner["width"] < outer["width"]


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("viewport", [DESK, PHONE, WIDE], ids=["desk", "phone", "wide"])
def test_nothing_overflows_and_axe_finds_nothing_serious(
    visit: Callable[..., Page], viewport: dict[str, int], scheme: str
) -> None:
    page = visit(f"?id={HALF}", viewport, scheme)
    assert page.evaluate("document.documentElement.scrollWidth") <= viewport["width"]
    assert page.evaluate("document.querySelector('[data-testid=stMain]').scrollWidth") <= viewport["width"]
    violations = Axe().run(page).response["violations"]
    serious = {
        v["id"]: [node["html"][:200] for node in v["nodes"]]
        for v in violations
        if v["impact"] in {"serious", "critical"}
    }
    assert serious == {}


def test_hostile_names_stay_text_and_nothing_is_complained_of(new_context: NewContext, address: str) -> None:
    page = new_context(viewport=DESK).new_page()
    complaints: list[str] = []
    asked: list[str] = []
    page.on("console", lambda message: complaints.append(message.text) if message.type == "error" else None)
    page.on("pageerror", lambda error: complaints.append(str(error)))
    page.on("request", lambda request: asked.append(request.url))
    page.goto(address)
    settle(page)
    page.get_by_role("link", name="Openness").click()
    settle(page)
    page.locator(".st-key-system input").fill(ODD)
    page.keyboard.press("Enter")
    settle(page)
    page.get_by_text("Every statement, chosen or not").click()
    settle(page)
    assert _title(page).startswith("<b>x</b>")
    assert page.locator("img[src=x]").count() == 0
    assert page.locator("a[href^=javascript]").count() == 0
    assert complaints == []
    assert [url for url in asked if not url.startswith((address, "data:", "blob:"))] == []
