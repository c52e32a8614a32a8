"""The Trade-offs page in a real browser, on a real server."""

import pytest
from playwright.sync_api import Page

from tests.browser.looks import PHONE, Viewport, Visit
from tests.settle import settle

TALL: Viewport = {"width": 1400, "height": 1200}


@pytest.fixture
def opened(visit: Visit) -> Visit:
    """Return a function that opens the page under a query, on a screen that shows all of it."""

    def visited(query: str = "", viewport: Viewport = TALL, path: str = "/tradeoffs") -> Page:
        return visit(f"{path}{query}", viewport)

    return visited


def _labels(page: Page) -> list[str]:
    return page.locator(".js-plotly-plot .textpoint text").all_text_contents()


def _points(page: Page) -> int:
    """Return how many points are drawn, without the legend and the invisible ones that carry the labels."""
    return page.locator(".js-plotly-plot .scatterlayer .trace .points path.point").count() - len(_labels(page))


def _shows(page: Page, text: str) -> bool:
    return page.get_by_text(text).first.is_visible()


def _choose(page: Page, label: str, option: str) -> None:
    page.get_by_label(label, exact=True).first.click()
    page.get_by_role("option", name=option, exact=True).click()
    settle(page)


def test_a_point_a_model_is_drawn_and_the_line_is_labelled(opened: Visit) -> None:
    page = opened()
    assert _shows(page, "7 of 12 models shown")
    assert _points(page) == 7
    assert sorted(_labels(page)) == ["<b>x</b><img src=x onerror=aler…", "Best", "Large open", "Small open"]


def test_it_answers_to_its_former_name(opened: Visit) -> None:
    page = opened("?weights=open", path="/overview")
    assert page.get_by_role("dialog").count() == 0
    assert page.url.endswith("/tradeoffs?weights=open")
    assert _shows(page, "3 of 12 models shown")


def test_every_gate_in_sight_changes_the_chart_and_the_address_and_a_reload_restores_both(opened: Visit) -> None:
    page = opened()
    page.get_by_role("radio", name="Open", exact=True).click()
    settle(page)
    assert _points(page) == 3
    _choose(page, "Price at most", "Up to $0.5")
    assert _points(page) == 2
    assert page.url.endswith("/tradeoffs?weights=open&price_to=0.5")
    page.reload()
    settle(page)
    assert _points(page) == 2
    page.get_by_role("button", name="Clear").first.click()
    settle(page)
    assert _points(page) == 7
    assert page.url.endswith("/tradeoffs")


def test_gates_behind_the_button_stay_open_while_several_are_changed(opened: Visit) -> None:
    page = opened()
    page.get_by_role("button", name="More filters").click()
    settle(page)
    page.get_by_text("Self-reported figures too").click()
    settle(page)
    page.get_by_label("Developer").click()
    page.get_by_role("option", name="open", exact=True).click()
    page.wait_for_url("**developer=open**")
    settle(page)
    page.keyboard.press("Escape")
    page.keyboard.press("Escape")
    settle(page)
    assert _points(page) == 2
    assert "self_reported=true" in page.url
    assert _shows(page, "made by open ✕")
    assert _shows(page, "self-reported figures too ✕")


def test_the_browsers_back_takes_a_gate_back(opened: Visit) -> None:
    page = opened()
    page.get_by_role("radio", name="Open", exact=True).click()
    settle(page)
    page.get_by_role("radio", name="Closed", exact=True).click()
    settle(page)
    page.go_back()
    settle(page)
    assert page.get_by_role("radio", name="Open", exact=True).get_attribute("aria-checked") == "true"
    assert _points(page) == 3


def test_another_domain_and_other_axes_are_kept_in_the_address(opened: Visit) -> None:
    page = opened("?quality=Votes+on+text")
    assert _shows(page, "8 of 12 models shown")
    _choose(page, "Domain", "Domain: Medical")
    assert "quality" not in page.url
    assert "domain=medical" in page.url
    assert _points(page) == 2
    page.get_by_role("radio", name="Price / speed").click()
    settle(page)
    assert "axes_shown=Price" in page.url
    page.reload()
    settle(page)
    assert page.get_by_text("Better: up and to the left").is_visible()
    assert _points(page) == 3


def test_the_view_is_restored_from_the_address(opened: Visit) -> None:
    page = opened("?intervals=true&price=All+providers,+as+a+range&size=Parameters")
    assert page.locator(".js-plotly-plot .yerror").count() >= 1
    assert page.locator(".js-plotly-plot .xerror").count() >= 1
    assert _shows(page, "Size: parameters, by its logarithm.")


def _click_point(page: Page, name: str) -> None:
    points = page.locator(".js-plotly-plot .scatterlayer .points path.point")
    for place in range(points.count()):
        box = points.nth(place).bounding_box()
        if box is None:
            continue
        page.mouse.move(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
        page.wait_for_timeout(200)
        if page.locator(".hoverlayer").get_by_text(name, exact=True).count():
            page.mouse.click(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
            settle(page)
            return
    pytest.fail(f"no point is called {name}")


def test_a_click_selects_the_model_in_the_table(opened: Visit) -> None:
    page = opened()
    _click_point(page, "Large open")
    assert _shows(page, "1 model selected: Large open")


def test_a_click_opens_a_card_that_the_address_restores_and_back_closes(opened: Visit) -> None:
    page = opened()
    _click_point(page, "Large open")
    assert _shows(page, "Nothing shown is better at this price or below.")
    assert page.url.endswith("/tradeoffs?picked=open%2Flarge")
    page.reload()
    settle(page)
    assert _shows(page, "Nothing shown is better at this price or below.")
    page.go_back()
    settle(page)
    assert _shows(page, "What we would take")


def test_the_whole_chart_with_its_axis_titles_is_above_the_fold(opened: Visit) -> None:
    page = opened(viewport={"width": 1400, "height": 900})
    titles = page.locator(".js-plotly-plot .xtitle").bounding_box()
    assert titles is not None
    assert titles["y"] + titles["height"] < 900


def test_a_lasso_selects_several_models_to_compare(opened: Visit) -> None:
    page = opened()
    page.locator(".js-plotly-plot").hover()
    page.locator(".modebar-btn[data-title*='asso']").click()
    box = page.locator(".js-plotly-plot .nsewdrag").first.bounding_box()
    assert box is not None
    left, top, right, bottom = box["x"] + 3, box["y"] + 3, box["x"] + box["width"] - 3, box["y"] + box["height"] - 3
    page.mouse.move(left, top)
    page.mouse.down()
    for x, y in ((right, top), (right, bottom), (left, bottom), (left, top)):
        page.mouse.move(x, y, steps=5)
    page.mouse.up()
    settle(page)
    assert _shows(page, "7 models selected")
    page.get_by_text("Compare the first 6").click()
    settle(page)
    assert "/compare?models=" in page.url
    assert page.url.count("%2C") == 5


def test_why_not_the_others_counts_and_names_them(opened: Visit) -> None:
    page = opened()
    page.get_by_text("Why not the others").click()
    settle(page)
    assert _shows(page, "3 models: no ability known in this domain")
    assert _shows(page, "1 model: no list price")


def test_everything_asked_can_be_reached_by_keyboard(opened: Visit) -> None:
    page = opened()
    reached: list[str] = []
    for _ in range(60):
        page.keyboard.press("Tab")
        reached.append(
            page.evaluate(
                "(document.activeElement.getAttribute('aria-label') || document.activeElement.innerText || '')"
            )
        )
    told = " | ".join(reached)
    for part in ("Any weights", "Price at most", "Context at least", "More filters", "Domain", "Measured by", "View"):
        assert part in told, part


def test_a_gate_can_be_changed_by_keyboard(opened: Visit) -> None:
    page = opened()
    page.get_by_role("radio", name="Any weights").focus()
    page.keyboard.press("ArrowRight")
    page.keyboard.press("Space")
    settle(page)
    assert page.url.endswith("weights=open")


def test_labels_give_way_on_a_phone(opened: Visit) -> None:
    page = opened(viewport=PHONE)
    assert _points(page) == 7
    assert not page.locator(".js-plotly-plot .textpoint").first.is_visible()
