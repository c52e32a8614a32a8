"""How the tests open a page headless."""

from collections.abc import Mapping
from typing import Any

from streamlit.testing.v1 import AppTest

from views.shell.frame import PAGES, ROOT


def page_at(slug: str, address: Mapping[str, Any] | None = None) -> AppTest:
    """Return a page under an address, not yet run."""
    app = AppTest.from_file(str(ROOT / "app.py"), default_timeout=60)
    app.query_params.update(address or {})
    if slug == PAGES[0].slug:
        return app
    # AppTest runs this page without app.py; without the mark the second run would not be of the first one's page.
    app.session_state["_framed"] = True
    return app.switch_page(f"pages/{slug}.py")
