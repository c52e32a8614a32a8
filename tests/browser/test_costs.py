"""The Costs page in a real browser, on a real server."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import BrowserContext, Page

from tests.costs_world import write_costs_snapshot
from tests.serving import serving
from tests.settle import settle

PHONE = {"width": 390, "height": 844}
DESK = {"width": 1400, "height": 900}
EVERYTHING = "/costs?own=true&serve=open/small&one=true&of=open/large&spread=true&intervals=true"

Visit = Callable[..., Page]


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Return the address of a server that shows the snapshot of these tests."""
    data: Path = tmp_path_factory.mktemp("costs")
    write_costs_snapshot(data)
    with serving(data) as found:
        yield found


@pytest.fixture
def visit(new_context: Callable[..., BrowserContext], address: str) -> Visit:
    """Return a function that opens an address and waits until the page is drawn."""

    def visited(path: str, viewport: dict[str, int] = DESK, scheme: str = "light") -> Page:
        found = new_context(viewport=viewport, color_scheme=scheme).new_page()
        found.goto(address + path)
        settle(found)
        return found

    return visited


def test_a_changed_workload_changes_the_bills_and_the_address(visit: Visit) -> None:
    found = visit("/costs")
    assert found.get_by_text("$160.00 a month, ability 60").is_visible()
    field = found.get_by_label("Requests a month")
    field.fill("200000")
    field.press("Enter")
    settle(found)
    assert found.get_by_text("$320.00 a month, ability 60").is_visible()
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
def test_nothing_overflows_and_axe_finds_nothing_serious(visit: Visit, viewport: dict[str, int], scheme: str) -> None:
    found = visit(EVERYTHING, viewport, scheme)
    assert found.evaluate("document.querySelector('[data-testid=stMain]').scrollWidth") <= viewport["width"]
    violations = Axe().run(found).response["violations"]
    serious = {
        v["id"]: [node["html"][:200] for node in v["nodes"]]
        for v in violations
        if v["impact"] in {"serious", "critical"}
    }
    assert serious == {}


def test_nothing_is_asked_of_others_and_nothing_is_complained_of(
    new_context: Callable[..., BrowserContext], address: str
) -> None:
    found = new_context(viewport=DESK).new_page()
    complaints: list[str] = []
    asked: list[str] = []
    found.on("console", lambda message: complaints.append(message.text) if message.type == "error" else None)
    found.on("pageerror", lambda error: complaints.append(str(error)))
    found.on("request", lambda request: asked.append(request.url))
    found.goto(address + EVERYTHING)
    settle(found)
    assert complaints == []
    assert [url for url in asked if not url.startswith((address, "data:", "blob:"))] == []


def test_the_workload_goes_along_to_choose_and_back(visit: Visit) -> None:
    found = visit("/costs")
    for label, tokens in (("Input tokens", "3000"), ("Written to a cache", "700")):
        field = found.get_by_role("spinbutton", name=label, exact=True)
        field.fill(tokens)
        field.press("Enter")
        settle(found)
    found.get_by_role("link", name="Choose", exact=True).first.click()
    settle(found)
    assert found.get_by_role("spinbutton", name="Input tokens", exact=True).input_value() == "3000"
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
