"""How a page is visited and looked at: the screens that the tests use, and what is wrong on them."""

from collections.abc import Callable
from typing import NamedTuple

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, ViewportSize

Viewport = ViewportSize
PHONE: Viewport = {"width": 390, "height": 844}
DESK: Viewport = {"width": 1400, "height": 900}
WIDE: Viewport = {"width": 2560, "height": 1440}


Visit = Callable[..., Page]


class Watched(NamedTuple):
    """A page with what it complained of, what it asked for, and what of that was refused."""

    page: Page
    complaints: list[str]
    asked: list[str]
    refused: list[str]


Watch = Callable[[str], Watched]


def too_wide(page: Page, width: int) -> list[str]:
    """Return what is wider than the screen: the page, or its main part."""
    parts = {"page": "document.documentElement", "main": "document.querySelector('[data-testid=stMain]')"}
    return [name for name, part in parts.items() if page.evaluate(f"{part}.scrollWidth") > width]


def serious(page: Page) -> dict[str, list[str]]:
    """Return what axe finds serious or critical: its rule, and the elements."""
    violations = Axe().run(page).response["violations"]
    return {
        v["id"]: [node["html"][:200] for node in v["nodes"]]
        for v in violations
        if v["impact"] in {"serious", "critical"}
    }


def foreign(asked: list[str], address: str) -> list[str]:
    """Return what was asked of anybody but the server."""
    return [url for url in asked if not url.startswith((address, "data:", "blob:"))]


def acts_of_others(page: Page) -> int:
    """Return how many elements would run foreign text."""
    return page.locator("img[src=x], a[href^=javascript]").count()
