"""The pages Compare and Data in a real browser, on a real server."""

import io
from pathlib import Path

import pandas as pd
import pytest
from playwright.sync_api import Page

from tests.browser.looks import DESK, PHONE, WIDE, Viewport, Visit, Watch, acts_of_others, foreign, serious, too_wide
from tests.model_rows import write_models
from tests.settle import settle

ODD = "/compare?models=odd/html,odd/long,odd/backwards,odd/markdown&sources=true"


@pytest.fixture(scope="module")
def data(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a data folder with two snapshots with the rows of `tests.model_rows`."""
    path = write_models(tmp_path_factory.mktemp("compare"))
    path.with_name("20261101T120000Z.duckdb").write_bytes(path.read_bytes())
    return path.parents[1]


def _marks(page: Page) -> int:
    return page.locator(".st-key-abilities .scatterlayer .trace .points path.point").count()


def _heads(page: Page) -> list[str]:
    heads = page.locator("[data-testid=stTable] thead th").all_inner_texts()
    return [head.split("\n")[0].lstrip("●◆■▲★✖ ") for head in heads[1:]]


def _picked(page: Page) -> list[str]:
    return [one.inner_text().strip() for one in page.locator(".st-key-picked [data-tag-index]").all()]


def test_a_deep_link_puts_models_side_by_side(visit: Visit) -> None:
    page = visit("/compare?models=big/best,open/large,big/best-mini")
    assert _heads(page) == ["Best", "Large open", "Best mini"]
    assert _marks(page) == 3
    assert page.get_by_text("are tied", exact=False).first.is_visible()
    assert page.locator("[data-testid=stTable]").get_by_text("tied best").count() == 2


def test_the_keyboard_alone_adds_a_model_and_the_address_restores_the_page(visit: Visit, address: str) -> None:
    page = visit("/compare?models=big/best,open/large")
    page.locator(".st-key-picked input").focus()
    page.keyboard.type("small open")
    page.keyboard.press("Enter")
    settle(page)
    page.get_by_text("Only differences beyond noise").click()
    settle(page)
    assert _heads(page) == ["Best", "Large open", "Small open"]
    assert "apart=true" in page.url
    again = visit(page.url.removeprefix(address))
    assert _heads(again) == ["Best", "Large open", "Small open"]
    assert again.get_by_text("Left out:").is_visible()


def test_back_restores_the_models_of_before(visit: Visit) -> None:
    page = visit("/compare?models=big/best")
    page.get_by_role("button", name="The best (General)").click()
    settle(page)
    assert len(_heads(page)) == 4
    page.go_back()
    settle(page)
    assert page.get_by_text("Choose at least one more").is_visible()


def test_the_facts_are_scrolled_beside_their_titles_on_a_phone(visit: Visit) -> None:
    page = visit("/compare?models=big/best,open/large,open/small,odd/html,odd/formula,old/dear", PHONE)
    region = page.locator("[data-testid=stTable] [role=region]")
    title = page.locator("[data-testid=stTable] tbody th").first
    before = title.bounding_box()
    region.evaluate("region => region.scrollLeft = 300")
    after = title.bounding_box()
    assert before is not None
    assert after is not None
    assert region.evaluate("region => region.scrollLeft") == 300
    assert after["x"] == before["x"]
    assert after["width"] < 0.55 * PHONE["width"]


def test_the_facts_are_taken_away_with_source_and_day(visit: Visit) -> None:
    page = visit("/compare?models=big/best,open/large")
    page.get_by_role("button", name="Download table").first.click()
    settle(page)
    with page.expect_download() as download:
        page.get_by_role("button", name="CSV", exact=True).click()
    rows = pd.read_csv(io.BytesIO(Path(download.value.path()).read_bytes()))
    price = rows[rows["fact"].str.startswith("Cheapest provider")].set_index("model_id").loc["open/large"]
    assert float(price["value"]) == pytest.approx(0.7)
    assert price[["source", "as_of", "mark"]].tolist() == ["Acme prices", "2026-05-31", "best"]


def test_a_tab_of_the_data_page_is_opened_by_link_and_by_keyboard(visit: Visit) -> None:
    page = visit("/data?show=Domains")
    assert page.get_by_role("tab", name="Domains").get_attribute("aria-selected") == "true"
    page.get_by_role("tab", name="Domains").focus()
    page.keyboard.press("ArrowRight")
    page.keyboard.press("Enter")
    settle(page)
    assert page.get_by_role("tab", name="Conflicts").get_attribute("aria-selected") == "true"
    assert page.url.endswith("show=Conflicts")
    assert page.get_by_text("3 facts that two sources state").is_visible()


def test_the_figures_of_another_day_are_shown_on_every_page_until_todays_are_asked_for(visit: Visit) -> None:
    page = visit("/data")
    page.locator(".st-key-snapshot_shown input").focus()
    page.keyboard.type("1 Nov")
    page.keyboard.press("Enter")
    settle(page)
    assert page.get_by_text("You see the figures as of 1 Nov 2026").is_visible()
    page.get_by_role("link", name="Compare").first.click()
    settle(page)
    assert page.get_by_text("You see the figures as of 1 Nov 2026").is_visible()
    assert "as_of=20261101T120000Z" in page.url
    page.get_by_role("button", name="Show today's").click()
    settle(page)
    assert page.get_by_text("You see the figures as of").count() == 0


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("viewport", [DESK, PHONE, WIDE], ids=["desk", "phone", "wide"])
@pytest.mark.parametrize("path", [ODD, "/data", "/data?show=Benchmarks", "/compare"])
def test_nothing_overflows_and_axe_finds_nothing_serious(
    visit: Visit, path: str, viewport: Viewport, scheme: str
) -> None:
    page = visit(path, viewport, scheme)
    assert too_wide(page, viewport["width"]) == []
    assert serious(page) == {}


@pytest.mark.parametrize("path", [ODD, "/data?show=Unresolved+names", "/data?show=Changes"])
def test_hostile_names_stay_text_and_nothing_is_complained_of(watch: Watch, address: str, path: str) -> None:
    watched = watch(path)
    page = watched.page
    assert acts_of_others(page) == 0
    assert watched.complaints == []
    assert foreign(watched.asked, address) == []
