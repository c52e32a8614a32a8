"""Facts about the Content-Security-Policy in a browser: no page complains of it, and none needs anybody else."""

from playwright.sync_api import Page

from tests.settle import settle
from views.shell.frame import PAGES


def test_no_page_complains_under_the_policy(page: Page, address: str) -> None:
    complaints: list[str] = []
    page.on("console", lambda said: complaints.append(said.text) if said.type == "error" else None)
    page.on("pageerror", lambda error: complaints.append(str(error)))
    for entry in PAGES:
        page.goto(f"{address}/{entry.slug}")
        settle(page)
    assert complaints == []
