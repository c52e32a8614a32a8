"""What `make run` starts: the dashboard of app.py, in a page that has its style and knows where its server is.

Streamlit's page looks for its server below its own address first. At /tradeoffs these are two requests that fail and a
wait of a tenth of a second before the right one; an address in `window.__streamlit` (Streamlit's own setting for pages
that others host) spares them. A style that a page draws itself comes after the first paint, and what is there moves.
Streamlit asks for the code of its charts, half of all that a page loads, once the first chart arrives; a page that will
draw one asks for it at once, while the server is still at work.

Beside the pages it answers programs (docs/api.md), from the same snapshot and memory.
"""

import json
from collections.abc import Mapping
from pathlib import Path

import streamlit as st
from starlette.datastructures import MutableHeaders
from starlette.middleware import Middleware
from starlette.responses import RedirectResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send
from streamlit import runtime
from streamlit.runtime.secrets import secrets_singleton
from streamlit.runtime.stats import ACTIVE_SESSIONS_FAMILY

from api.doors import doors
from api.settings import settings_of
from views.shell.frame import MOVED, PAGES
from views.shell.guard import Guarded
from views.shell.snapshot import for_programs, tell_error

SHELL = Path(__file__).parent / "views" / "shell"
STYLE = (SHELL / "style.css").read_text(encoding="utf-8")
HISTORY = (SHELL / "history.js").read_text(encoding="utf-8")
STATIC = Path(st.__file__).parent / "static"
CHARTS = "static/js/PlotlyChart.*.js"


def heads(base: str) -> dict[str, bytes]:
    """Return what the head of each page begins with, by the last part of its path.

    Args:
        base: the path below which Streamlit serves, as its setting says it.
    """
    path = f"/{base.strip('/')}"
    told = f"<script>window.__streamlit = {{BACKEND_BASE_URL: location.origin + {json.dumps(path)}}}</script>"
    codes = (json.dumps(f"{path.rstrip('/')}/{code.relative_to(STATIC)}") for code in STATIC.glob(CHARTS))
    charts = "".join(f'<script type="module">import({code})</script>' for code in codes)
    begun = f"<head>{told}<script>{HISTORY}</script><style>{STYLE}</style>"
    found = {entry.slug: (begun + charts * entry.has_chart).encode() for entry in PAGES}
    return {"": found[PAGES[0].slug], **found}


class Prepared:
    """Write that into the head of the dashboard's pages; everything else passes as it is."""

    def __init__(self, app: ASGIApp, begun: Mapping[str, bytes]) -> None:
        self.app = app
        self.heads = begun

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer a request."""
        name = scope["path"].rsplit("/", 1)[-1] if scope["type"] == "http" else ""
        if name in MOVED:
            # Streamlit knows no page of that name before its first visit, and would say that there is none.
            query = scope["query_string"].decode()
            await RedirectResponse(MOVED[name] + (f"?{query}" if query else ""), 308)(scope, receive, send)
            return
        begun = self.heads.get(name) if scope["type"] == "http" else None
        if begun is None:
            await self.app(scope, receive, send)
            return
        # Packed pages could not be written into; they are a few kilobytes.
        scope["headers"] = [(name, value) for name, value in scope["headers"] if name != b"accept-encoding"]
        head: Message = {}

        async def written(message: Message) -> None:
            nonlocal head
            if message["type"] == "http.response.start":
                head = message
                return
            if head:
                if b"<head>" in message["body"]:  # not so where the browser has the page already
                    message["body"] = message["body"].replace(b"<head>", begun, 1)
                    MutableHeaders(scope=head)["content-length"] = str(len(message["body"]))
                await send(head)
                head = {}
            await send(message)

        await self.app(scope, receive, written)


def sessions() -> int:
    """Return how many people have a page open, as Streamlit counts them."""
    found = runtime.get_instance().stats_mgr.get_stats([ACTIVE_SESSIONS_FAMILY]) if runtime.exists() else {}
    return sum(int(getattr(stat, "value", 0)) for stat in found.get(ACTIVE_SESSIONS_FAMILY, ()))


def asks_to_sign_in() -> bool:
    """Return whether people must sign in: Streamlit's own section of its secrets says how."""
    return secrets_singleton.load_if_toml_exists() and bool(secrets_singleton.get("auth"))


base_path = st.get_option("server.baseUrlPath") or ""
page_heads = heads(base_path)
# The HTML of the pages as it is answered, as to its scripts.
page_texts = [(STATIC / "index.html").read_text(encoding="utf-8"), *(each.decode() for each in page_heads.values())]
programs = doors(for_programs, settings_of(sign_in=asks_to_sign_in()), sessions=sessions, base=base_path)
app = st.App(
    "app.py",
    middleware=[Middleware(Guarded, pages=page_texts), Middleware(Prepared, begun=page_heads)],
    on_script_error=tell_error,
    routes=programs.routes,
    lifespan=programs.lifespan,
)
