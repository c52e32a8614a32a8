"""Every page in a real browser, on a real server: what all of them have in common."""

from pathlib import Path

import pytest
from playwright.sync_api import Page

from tests.browser.looks import DESK, PHONE, WIDE, Viewport, Visit, Watch, acts_of_others, foreign, serious, too_wide
from tests.serving import serving
from tests.settle import settle
from views.shell.frame import PAGES, PageEntry

SLUGS = [page.slug for page in PAGES]
MENU = [page for page in PAGES if page.is_in_menu]


def _title(page: Page) -> str:
    return page.locator("h1").first.inner_text()


# The first page, one of the menu and one out of it; that each page can be the first to run is tested headless.
@pytest.mark.parametrize("slug", [SLUGS[0], "compare", "model"])
def test_a_deep_link_on_a_fresh_server_opens_its_page(slug: str, snapshot: Path, page: Page) -> None:
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


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("viewport", [PHONE, DESK, WIDE], ids=["phone", "desk", "wide"])
@pytest.mark.parametrize("slug", SLUGS)
def test_nothing_overflows_and_axe_finds_nothing_serious(
    visit: Visit, slug: str, viewport: Viewport, scheme: str
) -> None:
    page = visit(f"/{slug}", viewport, scheme)
    assert too_wide(page, viewport["width"]) == []
    assert serious(page) == {}


@pytest.mark.parametrize("slug", SLUGS)
def test_nothing_is_asked_of_others_and_nothing_is_complained_of(watch: Watch, address: str, slug: str) -> None:
    watched = watch(f"/{slug}")
    assert watched.complaints == []
    assert watched.refused == []
    assert foreign(watched.asked, address) == []


@pytest.mark.parametrize("slug", SLUGS)
def test_hostile_names_stay_text(visit: Visit, slug: str) -> None:
    page = visit(f"/{slug}?developer=<img src=x onerror=alert(1)>&as_of=%3Cscript%3E&domain=%24x%24")
    assert acts_of_others(page) == 0
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
