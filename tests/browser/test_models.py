"""Models and Model in a real browser, on a real server."""

from pathlib import Path

import pytest
from playwright.sync_api import Page

from tests.browser.looks import DESK, PHONE, WIDE, Viewport, Visit, Watch, acts_of_others, foreign, serious, too_wide
from tests.settle import settle

MARKS_X, HEAD_PX, ROW_PX = 16, 35, 35
LARGE = "/model?id=open/large"
HOSTILE = ["odd/html", "odd/long", "odd/backwards", "odd/markdown"]
ADDRESSES = [
    "/models?pinned=big/best,odd/html",
    *(f"{LARGE}&part={part}&languages=true" for part in ("Facts", "Scores", "Prices", "Variants", "Openness")),
]


@pytest.fixture
def data(models_data: Path) -> Path:
    """Return the data folder that the pages show."""
    return models_data


def _select(found: Page, *rows: int) -> None:
    """Click the marks of some rows of the last table."""
    table = found.locator("[data-testid=stDataFrame]").last
    for row in rows:
        table.click(position={"x": MARKS_X, "y": HEAD_PX + ROW_PX * row + ROW_PX // 2})
        settle(found)


def test_the_address_alone_opens_the_table_as_it_was(visit: Visit) -> None:
    found = visit("/models?search=large&domain=medical&input_percent=0&columns=Ability&columns=Price")
    assert found.get_by_text("1 of 13 models shown").is_visible()
    assert found.get_by_placeholder("Search by name or developer").input_value() == "large"
    head = found.locator("[data-testid=stDataFrame] [role=columnheader]").all_text_contents()
    assert [title for title in head if title] == ["Model", "Ability", "Price"]


def test_typing_narrows_the_table_and_is_written_to_the_address(visit: Visit) -> None:
    found = visit("/models")
    found.get_by_placeholder("Search by name or developer").press_sequentially("best mini")
    found.get_by_text("1 of 13 models shown").wait_for()
    settle(found)
    assert "search=best" in found.url


def test_the_browsers_back_brings_the_search_again_in_one_step(visit: Visit) -> None:
    found = visit("/models")
    found.get_by_placeholder("Search by name or developer").press_sequentially("best mini")
    found.get_by_text("1 of 13 models shown").wait_for()
    found.get_by_role("link", name="Data", exact=True).click()
    found.get_by_role("heading", name="Data", exact=True).wait_for()
    settle(found)
    found.go_back()
    found.get_by_text("1 of 13 models shown").wait_for()
    assert found.get_by_placeholder("Search by name or developer").input_value() == "best mini"


def test_the_search_of_the_frame_leads_to_a_model_and_shows_foreign_names_as_text(visit: Visit) -> None:
    found = visit("/data")
    found.keyboard.press("/")
    found.keyboard.type("best mini")
    found.get_by_role("option", name="Best mini").wait_for()
    found.keyboard.press("Enter")
    found.get_by_role("heading", name="Best mini").wait_for()
    settle(found)
    assert "id=big%2Fbest-mini" in found.url
    found.keyboard.press("/")
    found.keyboard.type("odd")
    found.get_by_role("option", name="<img src=x onerror=alert(1)>").wait_for()


def test_a_selected_row_leads_to_its_model_and_back(visit: Visit) -> None:
    found = visit("/models?weights=open")
    _select(found, 0)
    found.get_by_role("link", name="Large open").click()
    found.get_by_role("heading", name="Large open").wait_for()
    settle(found)
    assert "id=open%2Flarge" in found.url
    assert "weights=open" in found.url
    found.get_by_role("link", name="All models").click()
    found.get_by_role("heading", name="Models", exact=True).wait_for()
    settle(found)
    assert "weights=open" in found.url
    assert found.get_by_text("4 of 13 models shown").is_visible()


def test_the_table_does_not_move_under_the_hand_that_selects(visit: Visit) -> None:
    found = visit("/models")
    table = found.locator("[data-testid=stDataFrame]").last
    before = table.bounding_box()
    _select(found, 0, 1)
    assert found.get_by_text("2 models selected").is_visible()
    assert table.bounding_box() == before


def test_pinned_rows_stay_through_a_search_and_a_reload(visit: Visit) -> None:
    found = visit("/models")
    _select(found, 0, 2)
    found.get_by_role("button", name="Pin", exact=True).click()
    settle(found)
    assert "pinned=big%2Fbest%2Copen%2Flarge" in found.url
    found.goto(found.url + "&search=small")
    settle(found)
    assert found.get_by_text("Pinned: 2 models").is_visible()
    assert found.get_by_text("1 of 13 models shown").is_visible()


def test_another_model_has_another_address_and_back_returns(visit: Visit) -> None:
    found = visit("/model?id=only/offered&domain=medical")
    near = found.locator("[data-testid=stPageLink-NavLink]").last
    name = near.inner_text()
    near.click()
    found.get_by_test_id("stMarkdownContainer").get_by_text(name, exact=True).first.wait_for()
    settle(found)
    assert f"id={name.replace('/', '%2F')}" in found.url
    assert "domain=medical" in found.url
    found.go_back()
    found.get_by_role("heading", name="Only offered").wait_for()
    assert "id=only%2Foffered" in found.url.replace("/offered", "%2Foffered")


def test_a_part_opens_by_keyboard_and_its_address_restores_it(visit: Visit) -> None:
    found = visit(LARGE)
    found.get_by_role("tab", name="Facts").focus()
    found.keyboard.press("ArrowRight")
    found.keyboard.press("Enter")
    settle(found)
    assert found.get_by_text("Where sources disagree").is_visible()
    again = visit(found.url.removeprefix(found.evaluate("location.origin")))
    assert again.get_by_text("Where sources disagree").is_visible()


def test_the_chart_has_a_point_and_a_share_for_each_domain(visit: Visit) -> None:
    for viewport in (DESK, PHONE):
        found = visit(f"{LARGE}&languages=true", viewport)
        chart = found.locator(".js-plotly-plot").first
        assert chart.locator(".ytick").all_text_contents()[::-1] == ["General", "Medical", "German"]
        assert [chart.get_by_text("50%", exact=True).nth(place).is_visible() for place in range(3)] == [True] * 3


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("viewport", [DESK, PHONE, WIDE], ids=["desk", "phone", "wide"])
def test_nothing_overflows_and_axe_finds_nothing_serious(visit: Visit, viewport: Viewport, scheme: str) -> None:
    for path in (ADDRESSES[0], f"{LARGE}&part=Prices&languages=true"):
        found = visit(path, viewport, scheme)
        assert too_wide(found, viewport["width"]) == [], path
        assert serious(found) == {}, path


def test_hostile_names_stay_text_and_fit_on_a_phone(visit: Visit) -> None:
    for model_id in HOSTILE:
        found = visit(f"/model?id={model_id}", PHONE)
        assert acts_of_others(found) == 0
        assert too_wide(found, PHONE["width"]) == [], model_id


@pytest.mark.parametrize("path", [*ADDRESSES, "/models?search=odd", *(f"/model?id={one}" for one in (*HOSTILE, "<b>"))])
def test_nothing_is_asked_of_others_and_nothing_is_complained_of(watch: Watch, address: str, path: str) -> None:
    watched = watch(path)
    assert watched.complaints == []
    assert foreign(watched.asked, address) == []
