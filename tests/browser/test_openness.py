"""The Openness page in a real browser, on a real server."""

from pathlib import Path

import pytest
from playwright.sync_api import Page

from tests.browser.looks import DESK, PHONE, WIDE, Viewport, Visit, Watch, acts_of_others, foreign, serious, too_wide
from tests.openness_rows import HALF, ODD, QUIET, WHOLE
from tests.settle import settle

CELLS = ".st-key-openness_map .barlayer .point"


@pytest.fixture
def data(openness_data: Path) -> Path:
    """Return the data folder that the pages show."""
    return openness_data


def _title(page: Page) -> str:
    return page.locator(".st-key-card h2").inner_text()


def _click(page: Page, number: int) -> None:
    box = page.locator(CELLS).nth(number).bounding_box()
    assert box is not None
    page.mouse.click(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
    settle(page)


def test_a_click_on_a_cell_opens_the_card_and_the_browsers_back_closes_it(visit: Visit) -> None:
    page = visit("/openness?find=acme&sort=By+name")
    assert page.locator(CELLS).count() == 12
    assert _title(page) == "Half"
    _click(page, 3)  # the open cells come first: one of the first row, then those of the other
    assert _title(page) == "Whole-7B"
    assert f"id={WHOLE.replace('/', '%2F')}" in page.url
    page.go_back()
    settle(page)
    assert _title(page) == "Half"


def test_the_keyboard_alone_opens_a_card(visit: Visit) -> None:
    page = visit("/openness")
    page.locator(".st-key-system input").focus()
    page.keyboard.type("half")
    page.keyboard.press("Enter")
    settle(page)
    assert _title(page) == "Half"
    assert f"id={HALF.replace('/', '%2F')}" in page.url


def test_a_link_restores_filters_order_and_card(visit: Visit) -> None:
    page = visit(f"/openness?among=All&kind=Unknown&sort=Newest+first&id={QUIET}")
    assert _title(page) == "Quiet"
    assert page.locator(CELLS).count() % 6 == 0
    assert page.locator(".st-key-openness_map .textpoint").all_text_contents().count("?") >= 6


def test_the_words_in_the_cells_are_read_on_a_phone_too(visit: Visit) -> None:
    page = visit("/openness?find=whole", PHONE)
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
def test_nothing_overflows_and_axe_finds_nothing_serious(visit: Visit, viewport: Viewport, scheme: str) -> None:
    page = visit(f"/openness?id={HALF}", viewport, scheme)
    assert too_wide(page, viewport["width"]) == []
    assert serious(page) == {}


def test_hostile_names_stay_text_and_nothing_is_complained_of(watch: Watch, address: str) -> None:
    watched = watch("/")
    page = watched.page
    page.get_by_role("link", name="Openness").click()
    settle(page)
    page.locator(".st-key-system input").fill(ODD)
    page.keyboard.press("Enter")
    settle(page)
    page.get_by_text("Every statement, chosen or not").click()
    settle(page)
    assert _title(page).startswith("<b>x</b>")
    assert acts_of_others(page) == 0
    assert watched.complaints == []
    assert foreign(watched.asked, address) == []
