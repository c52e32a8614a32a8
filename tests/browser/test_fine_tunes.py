"""The Fine-tunes page in a real browser, on a real server."""

import io
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pandas as pd
import pytest
from playwright.sync_api import Page

from tests.browser.looks import DESK, PHONE, Viewport, Visit, Watch, acts_of_others, foreign, serious, too_wide
from tests.fine_tunes_rows import GOOD, ODD
from tests.settle import settle
from tests.variant_world import BASE

ASKED = f"/fine_tunes?base={BASE}&domain=medical"
DOTS = ".st-key-gains_map .scatterlayer .point"
TILES = ".st-key-family_tree .treemaplayer .slice"
# What each switch says, its name in the address, and its value there.
SWITCHES = (
    ("No merges", "no_merges"),
    ("Quantised copies too", "quantised"),
    ("No gated ones", "not_gated"),
    ("More without evidence", "more"),
    ("Self-reported figures too", "self_reported"),
)


@pytest.fixture
def data(fine_tunes_data: Path) -> Path:
    """Return the data folder that the pages show."""
    return fine_tunes_data


def _title(page: Page) -> str:
    return page.locator(".st-key-card h2").inner_text()


def _asked(page: Page) -> dict[str, list[str]]:
    return parse_qs(urlsplit(page.url).query)


def _click_tile(page: Page, name: str) -> None:
    # The middle of a tile may be a tile inside it; its title is its own.
    box = page.locator(TILES).filter(has_text=name).first.bounding_box()
    assert box is not None
    page.mouse.click(box["x"] + 30, box["y"] + 10)
    settle(page)


def test_each_gate_is_written_to_the_address_and_a_reload_restores_it(visit: Visit) -> None:
    page = visit(ASKED)
    page.get_by_role("button", name="More filters").click()
    settle(page)
    for label, name in SWITCHES:
        page.get_by_test_id("stPopoverBody").get_by_text(label, exact=True).click()
        settle(page)
        assert _asked(page)[name] == ["true"]
    page.keyboard.press("Escape")
    for key, value in (("memory", "Fits 24 GB"), ("language", "Language: English (en)")):
        page.locator(f".st-key-{key} input").fill(value)
        page.keyboard.press("Enter")
        settle(page)
        assert _asked(page)[key] == [value]
    told = page.get_by_text("Asked for:").inner_text()
    page.reload()
    settle(page)
    assert page.get_by_text("Asked for:").inner_text() == told
    for words in (
        "24 GB",
        "English (en)",
        "no merges",
        "quantised copies too",
        "known not to be gated",
        "self-reported",
    ):
        assert words in told


def test_the_keyboard_alone_asks_for_a_base_and_opens_a_card(visit: Visit) -> None:
    page = visit("/fine_tunes?domain=medical")
    page.locator(".st-key-base input").focus()
    page.keyboard.type(BASE)
    page.keyboard.press("Enter")
    settle(page)
    assert _asked(page)["base"] == [BASE]
    page.locator(".st-key-variant input").focus()
    page.keyboard.type("quiet")
    page.keyboard.press("Enter")
    settle(page)
    assert _title(page) == "quiet/med-tune"


def test_a_click_on_a_dot_opens_the_card_and_the_browsers_back_closes_it(visit: Visit) -> None:
    page = visit(ASKED)
    first = _title(page)
    box = page.locator(DOTS).nth(0).bounding_box()  # grade A comes first
    assert box is not None
    page.mouse.click(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
    settle(page)
    assert _title(page) == GOOD
    assert _asked(page)["variant"] == [GOOD]
    page.go_back()
    settle(page)
    assert _title(page) == first


def test_a_click_on_a_tile_opens_it_and_its_card_and_the_bar_leads_back(visit: Visit) -> None:
    page = visit(f"{ASKED}&view=Family+tree")
    tiles = page.locator(TILES).count()
    assert tiles >= 11
    _click_tile(page, "med-tune A")
    assert _title(page) == GOOD
    assert _asked(page)["variant"] == [GOOD]
    page.wait_for_timeout(900)  # the tiles grow
    assert page.locator(TILES).count() < tiles
    page.locator(".st-key-family_tree .pathbar").first.click()
    settle(page)
    page.wait_for_timeout(900)
    assert page.locator(TILES).count() == tiles


def test_the_table_is_taken_away_with_its_sources(visit: Visit) -> None:
    page = visit(ASKED)
    page.get_by_role("button", name="Download table").click()
    settle(page)
    with page.expect_download() as download:
        page.get_by_role("button", name="CSV", exact=True).click()
    rows = pd.read_csv(io.BytesIO(Path(download.value.path()).read_bytes())).set_index("hub_repo_id")
    assert rows.loc[GOOD, "difference"] == pytest.approx(20.0)
    assert rows.loc[GOOD, "grade"] == "A"
    with page.expect_download() as download:
        page.get_by_role("button", name="Sources", exact=True).click()
    said = Path(download.value.path()).read_text(encoding="utf-8-sig")
    assert f"Base: {BASE}; domain: Medical" in said
    assert "Open board, CC BY 4.0" in said
    assert f"base={BASE.replace('/', '%2F')}" in said


@pytest.mark.parametrize(("viewport", "scheme"), [(DESK, "light"), (PHONE, "dark")])
def test_with_the_tree_nothing_overflows_and_axe_finds_nothing_serious(
    visit: Visit, viewport: Viewport, scheme: str
) -> None:
    page = visit(f"{ASKED}&view=Family+tree", viewport, scheme)
    assert too_wide(page, viewport["width"]) == []
    assert serious(page) == {}


@pytest.mark.parametrize(("viewport", "scheme"), [(DESK, "dark"), (PHONE, "light")])
def test_with_dots_nothing_overflows_and_axe_finds_nothing_serious(
    visit: Visit, viewport: Viewport, scheme: str
) -> None:
    page = visit(ASKED, viewport, scheme)
    assert page.locator(DOTS).count() == 5
    assert too_wide(page, viewport["width"]) == []
    assert serious(page) == {}


def test_hostile_names_stay_text_and_nothing_is_complained_of(watch: Watch, address: str) -> None:
    watched = watch("/")
    page = watched.page
    page.get_by_role("link", name="Fine-tunes").click()
    settle(page)
    page.locator(".st-key-base input").fill("<img src=x onerror=alert(1)>")
    page.keyboard.press("Enter")
    settle(page)
    assert page.get_by_text("is no id of a Hub repository").is_visible()
    page.locator(".st-key-base input").fill(BASE)
    page.keyboard.press("Enter")
    settle(page)
    page.locator(".st-key-variant input").fill(ODD)
    page.keyboard.press("Enter")
    settle(page)
    page.get_by_text("Family tree", exact=True).click()
    settle(page)
    assert _title(page) == ODD
    assert acts_of_others(page) == 0
    assert watched.complaints == []
    assert foreign(watched.asked, address) == []
