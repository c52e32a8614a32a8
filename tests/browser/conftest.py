"""What the tests in a browser share: one server a data folder, and a browser that keeps the code of the pages.

A browser that never saw the dashboard loads 7 MB of code and compiles it: four seconds of a core. So pages are opened
in one tab a server, one after the other, and only the tests of a first visit ask for a browser context of their own.
"""

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page

from tests.browser.looks import DESK, Viewport, Visit, Watch, Watched
from tests.serving import serving
from tests.settle import WATCH_SOCKET, settle

Served = Callable[[Path], str]


@pytest.fixture(scope="session")
def served() -> Iterator[Served]:
    """Return a function that gives the address of a server over a data folder, the same for the same folder."""
    addresses: dict[Path, str] = {}
    with ExitStack() as servers:

        def address_of(data: Path) -> str:
            if data not in addresses:
                addresses[data] = servers.enter_context(serving(data))
            return addresses[data]

        yield address_of


@pytest.fixture
def data(snapshot: Path) -> Path:
    """Return the data folder that the pages show; a module that shows another has a fixture of this name."""
    return snapshot.parents[1]


@pytest.fixture
def address(served: Served, data: Path) -> str:
    """Return the address of a server over the data folder."""
    return served(data)


@pytest.fixture(scope="session")
def tab_for(browser: Browser) -> Iterator[Callable[[str], Page]]:
    """Return a function that gives the tab in which a server's pages are opened, the same for the same server."""
    tabs: dict[str, Page] = {}

    def of(address: str) -> Page:
        if address not in tabs:
            tabs[address] = browser.new_page(accept_downloads=True)
            tabs[address].add_init_script(WATCH_SOCKET)
        return tabs[address]

    yield of
    for tab in tabs.values():
        tab.close()


@pytest.fixture
def tab(tab_for: Callable[[str], Page], address: str) -> Iterator[Page]:
    """Return the server's tab, empty; what the test leaves there goes."""
    kept = tab_for(address)
    yield kept
    if kept.url.startswith(address):
        kept.evaluate("() => { localStorage.clear(); sessionStorage.clear(); }")
    kept.goto("about:blank")


@pytest.fixture
def visit(tab: Page, address: str) -> Visit:
    """Return a function that opens a path in the tab, whatever was there, and waits until the page is drawn."""

    def visited(path: str = "/", viewport: Viewport = DESK, scheme: str = "light") -> Page:
        tab.set_viewport_size(viewport)
        tab.emulate_media(color_scheme="dark" if scheme == "dark" else "light")
        tab.goto(address + path)
        settle(tab)
        return tab

    return visited


@pytest.fixture
def watch(visit: Visit, tab: Page) -> Iterator[Watch]:
    """Return a function that does so and notes what the page complains of and asks for."""
    found = Watched(tab, [], [], [])
    heard: dict[str, Callable[[Any], None]] = {
        "console": lambda message: found.complaints.append(message.text) if message.type == "error" else None,
        "pageerror": lambda error: found.complaints.append(str(error)),
        "request": lambda request: found.asked.append(request.url),
        "response": lambda answer: found.refused.append(answer.url) if answer.status >= 400 else None,
    }
    for event, noted in heard.items():
        tab.on(event, noted)  # type: ignore[call-overload]

    def watched(path: str = "/") -> Watched:
        visit(path)
        return found

    yield watched
    for event, noted in heard.items():
        tab.remove_listener(event, noted)
