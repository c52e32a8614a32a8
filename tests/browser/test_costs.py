"""The Costs page in a real browser, on a real server."""

from pathlib import Path

import pytest

from tests.browser.looks import DESK, PHONE, Viewport, Visit, Watch, foreign, serious, too_wide
from tests.settle import settle

EVERYTHING = "/costs?own=true&serve=open/small&one=true&of=open/large&spread=true&intervals=true"


@pytest.fixture
def data(costs_data: Path) -> Path:
    """Return the data folder that the pages show."""
    return costs_data


def test_a_changed_workload_changes_the_bills_and_the_address(visit: Visit) -> None:
    found = visit("/costs")
    assert found.get_by_text("$320.00 a month, ability 60").is_visible()
    field = found.get_by_label("Requests a month")
    field.fill("200000")
    field.press("Enter")
    settle(found)
    assert found.get_by_text("$640.00 a month, ability 60").is_visible()
    assert "requests_per_month=200000" in found.url


def test_a_selected_row_opens_its_model(visit: Visit) -> None:
    found = visit("/costs")
    table = found.locator("[data-testid=stDataFrame]").first
    table.click(position={"x": 18, "y": 35 + 35 + 17})
    settle(found)
    assert found.get_by_role("heading", name="What each provider asks").is_visible()
    assert "of=open%2Flarge" in found.url or "of=open/large" in found.url


def test_the_closed_part_opens_by_keyboard(visit: Visit) -> None:
    found = visit("/costs?serve=open/small")
    part = found.get_by_text("API or our own GPUs")
    part.locator("xpath=ancestor-or-self::summary").focus()
    found.keyboard.press("Enter")
    settle(found)
    assert found.get_by_text("It fits on 3 of 3 kinds of machine").is_visible()
    assert found.locator(".js-plotly-plot").count() == 3


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("viewport", [DESK, PHONE], ids=["desk", "phone"])
def test_nothing_overflows_and_axe_finds_nothing_serious(visit: Visit, viewport: Viewport, scheme: str) -> None:
    found = visit(EVERYTHING, viewport, scheme)
    assert too_wide(found, viewport["width"]) == []
    assert serious(found) == {}


def test_nothing_is_asked_of_others_and_nothing_is_complained_of(watch: Watch, address: str) -> None:
    watched = watch(EVERYTHING)
    assert watched.complaints == []
    assert foreign(watched.asked, address) == []


def test_the_workload_goes_along_to_choose_and_back(visit: Visit) -> None:
    found = visit("/costs")
    for label, tokens in (("Input tokens", "3000"), ("Written to a cache", "700")):
        field = found.get_by_role("spinbutton", name=label, exact=True)
        field.fill(tokens)
        field.press("Enter")
        settle(found)
    found.get_by_role("link", name="Choose", exact=True).first.click()
    settle(found)
    found.get_by_role("button", name="requests a month").click()
    settle(found)
    assert found.get_by_role("spinbutton", name="Input tokens", exact=True).input_value() == "3000"
    found.keyboard.press("Escape")
    settle(found)
    assert "cache_written_tokens=700" in found.url
    found.get_by_role("link", name="Costs", exact=True).first.click()
    settle(found)
    assert found.get_by_role("spinbutton", name="Written to a cache", exact=True).input_value() == "700"
    assert found.url.endswith("/costs?input_tokens=3000&cache_written_tokens=700")


def test_a_link_of_an_earlier_version_shows_its_workload(visit: Visit) -> None:
    found = visit("/costs?requests=200000&batch=50")
    assert found.get_by_role("spinbutton", name="Requests a month", exact=True).input_value() == "200000"
    assert found.get_by_role("spinbutton", name="Sent in batches, %", exact=True).input_value() == "50"
    assert found.url.endswith("/costs?requests_per_month=200000&batch_share=0.5")
