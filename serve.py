"""What `make run` starts: the dashboard of app.py, in a page that has its style and knows where its server is.

Streamlit's page looks for its server below its own address first. At /tradeoffs these are two requests that fail and a
wait of a tenth of a second before the right one; an address in `window.__streamlit` (Streamlit's own setting for pages
that others host) spares them. A style that a page draws itself comes after the first paint, and what is there moves.
"""

import json
from pathlib import Path

import streamlit as st
from starlette.datastructures import MutableHeaders
from starlette.middleware import Middleware
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from views.frame import ENTRIES

STYLE = (Path(__file__).parent / "views" / "style.css").read_text(encoding="utf-8")
PAGES = {"", *(entry.slug for entry in ENTRIES)}


class Prepared:
    """Write that into the head of the dashboard's pages; everything else passes as it is."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app
        path = json.dumps("/" + (st.get_option("server.baseUrlPath") or "").strip("/"))
        told = f"window.__streamlit = {{BACKEND_BASE_URL: location.origin + {path}}}"
        self.head = f"<head><script>{told}</script><style>{STYLE}</style>".encode()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer a request."""
        if scope["type"] != "http" or scope["path"].rsplit("/", 1)[-1] not in PAGES:
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
                    message["body"] = message["body"].replace(b"<head>", self.head, 1)
                    MutableHeaders(scope=head)["content-length"] = str(len(message["body"]))
                await send(head)
                head = {}
            await send(message)

        await self.app(scope, receive, written)


app = st.App("app.py", middleware=[Middleware(Prepared)])
