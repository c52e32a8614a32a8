"""Every page in a real browser, on a real server: what all of them have in common."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import BrowserContext, Page

from tests.serving import serving
from tests.settle import settle
from views.shell.frame import PAGES, PageEntry

PHONE = {"width": 390, "height": 844}
DESK = {"width": 1400, "height": 900}
WIDE = {"width": 2560, "height": 1440}
SLUGS = [page.slug for page in PAGES]
MENU = [page for page in PAGES if page.is_in_menu]

Visit = Callable[..., Page]


@pytest.fixture(scope="module")
def address(snapshot: Path) -> Iterator[str]:
    """Return the address of a server that shows the shared snapshot."""
    with serving(snapshot.parents[1]) as address:
        yield address


@pytest.fixture
def visit(new_context: Callable[..., BrowserContext], address: str) -> Visit:
    """Return a function that opens an address and waits until the page is drawn."""

    def visited(path: str = "/", viewport: dict[str, int] = DESK, scheme: str = "light") -> Page:
        page = new_context(viewport=viewport, color_scheme=scheme).new_page()
        page.goto(address + path)
        settle(page)
        return page

    return visited


def _title(page: Page) -> str:
    return page.locator("h1").first.inner_text()


@pytest.mark.parametrize("slug", SLUGS)
def test_a_deep_link_on_a_fresh_server_opens_its_page(slug: str, snapshot: Path, new_page: Callable[[], Page]) -> None:
    page = new_page()
    with serving(snapshot.parents[1]) as fresh:
        page.goto(f"{fresh}/{slug}")
        settle(page)
        first = _title(page)
        assert page.get_by_role("dialog").count() == 0
        page.reload()
        settle(page)
        assert _title(page) == first


# The shared rows hold no fine-tune beside its base, so that page's chart has nothing to show.
@pytest.mark.parametrize("entry", [page for page in PAGES if page.slug != "fine_tunes"], ids=lambda page: page.slug)
def test_a_page_is_said_to_draw_a_chart_where_it_does(visit: Visit, entry: PageEntry) -> None:
    assert (visit(f"/{entry.slug}").locator(".js-plotly-plot .plot-container").count() > 0) == entry.has_chart


@pytest.fixture
def new_page(new_context: Callable[..., BrowserContext]) -> Callable[[], Page]:
    """Return a function that opens an empty tab."""
    return lambda: new_context(viewport=DESK).new_page()


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("viewport", [PHONE, DESK, WIDE], ids=["phone", "desk", "wide"])
@pytest.mark.parametrize("slug", SLUGS)
def test_nothing_overflows_and_axe_finds_nothing_serious(
    visit: Visit, slug: str, viewport: dict[str, int], scheme: str
) -> None:
    page = visit(f"/{slug}", viewport, scheme)
    assert page.evaluate("document.documentElement.scrollWidth") <= viewport["width"]
    assert page.evaluate("document.querySelector('[data-testid=stMain]').scrollWidth") <= viewport["width"]
    violations = Axe().run(page).response["violations"]
    serious = {
        v["id"]: [node["html"][:200] for node in v["nodes"]]
        for v in violations
        if v["impact"] in {"serious", "critical"}
    }
    assert serious == {}


@pytest.mark.parametrize("slug", SLUGS)
def test_nothing_is_asked_of_others_and_nothing_is_complained_of(
    new_page: Callable[[], Page], address: str, slug: str
) -> None:
    page, complaints, asked = new_page(), [], []
    page.on("console", lambda message: complaints.append(message.text) if message.type == "error" else None)
    page.on("pageerror", lambda error: complaints.append(str(error)))
    page.on("request", lambda request: asked.append(request.url))
    failed: list[str] = []
    page.on("response", lambda answer: failed.append(answer.url) if answer.status >= 400 else None)
    page.goto(f"{address}/{slug}")
    settle(page)
    assert complaints == []
    assert failed == []
    assert [url for url in asked if not url.startswith((address, "data:", "blob:"))] == []


@pytest.mark.parametrize("slug", SLUGS)
def test_hostile_names_stay_text(visit: Visit, slug: str) -> None:
    page = visit(f"/{slug}?developer=<img src=x onerror=alert(1)>&as_of=%3Cscript%3E&domain=%24x%24")
    assert page.locator("img[src=x]").count() == 0
    assert page.locator("a[href^=javascript]").count() == 0
    assert page.locator("[data-testid=stException]").count() == 0


def test_gates_go_along_from_page_to_page_and_back(visit: Visit) -> None:
    page = visit("/tradeoffs?weights=open&price_to=2")
    for entry in MENU:
        page.get_by_role("link", name=entry.title, exact=True).first.click()
        settle(page)
        assert _title(page) == entry.title
    page.get_by_role("link", name="Trade-offs", exact=True).first.click()
    settle(page)
    assert page.url.endswith("?weights=open&price_to=2")
    assert page.get_by_role("radio", name="Open", exact=True).get_attribute("aria-checked") == "true"
    for _ in range(3):  # Streamlit makes one step of the page and, mostly, one more of its gates
        page.go_back()
        settle(page)
        if _title(page) != "Trade-offs":
            break
    assert _title(page) == MENU[-1].title


def test_the_menu_can_be_used_by_keyboard(visit: Visit) -> None:
    page = visit("/tradeoffs")
    link = page.get_by_role("link", name=MENU[-1].title, exact=True).first
    link.focus()
    page.keyboard.press("Enter")
    settle(page)
    assert _title(page) == MENU[-1].title
