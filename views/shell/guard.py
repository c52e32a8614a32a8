"""What every answer of the server carries, and how many people it lets in: docs/security.md."""

import base64
import hashlib
import re
from collections.abc import Iterable

from starlette.datastructures import MutableHeaders
from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

MOST_SESSIONS = 200  # each holds a few megabytes
FULL = (
    "Shortlist is full: as many people as it can serve at once are here. Nothing is wrong with your link; "
    "please try again in a minute."
)
RETRY_S = "60"
_STREAM = "/_stcore/stream"
_INLINE = re.compile(r"<script(?![^>]*\ssrc=)[^>]*>(.*?)</script>", re.DOTALL)


def policy(pages: Iterable[str]) -> str:
    """Return the Content-Security-Policy under which these pages work: nothing from elsewhere, no script but theirs.

    Streamlit writes its styles into the page as it goes, hence 'unsafe-inline' for these. Pictures, workers and the
    code of its components are made in the page (data:, blob:); only a script that runs already can make a blob.
    """
    scripts = dict.fromkeys(script for page in pages for script in _INLINE.findall(page))
    hashes = (base64.b64encode(hashlib.sha256(script.encode()).digest()).decode() for script in scripts)
    rules = {
        "default-src": "'self'",
        "script-src": " ".join(["'self'", "blob:", "'wasm-unsafe-eval'", *(f"'sha256-{each}'" for each in hashes)]),
        "style-src": "'self' 'unsafe-inline'",
        "img-src": "'self' data: blob:",
        "font-src": "'self' data:",
        "media-src": "'self' data: blob:",
        "connect-src": "'self' data: blob:",
        "worker-src": "'self' blob:",
        "frame-src": "'none'",
        "object-src": "'none'",
        "base-uri": "'none'",
        "form-action": "'self'",
        "frame-ancestors": "'self'",
    }
    return "; ".join(f"{name} {said}" for name, said in rules.items())


class Guarded:
    """Write the headers of every answer, answer HEAD as GET without its body, and let in so many sessions at once.

    Args:
        app: what answers.
        pages: the HTML of all pages, whose inline scripts may run.
    """

    def __init__(self, app: ASGIApp, pages: Iterable[str], most_sessions: int = MOST_SESSIONS) -> None:
        self.app, self.most_sessions, self.sessions = app, most_sessions, 0
        self.headers = {
            "content-security-policy": policy(pages),
            "x-content-type-options": "nosniff",
            "x-frame-options": "SAMEORIGIN",
            "referrer-policy": "same-origin",
        }

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer a request, or a session."""
        if scope["type"] == "websocket" and scope["path"].endswith(_STREAM):
            await self._session(scope, receive, send)
        elif scope["type"] == "http":
            await self._request(scope, receive, send)
        else:
            await self.app(scope, receive, send)

    async def _session(self, scope: Scope, receive: Receive, send: Send) -> None:
        if self.sessions >= self.most_sessions:
            await receive()
            await send({"type": "websocket.close", "code": 1013, "reason": FULL[:120]})
            return
        self.sessions += 1
        try:
            await self.app(scope, receive, send)
        finally:
            self.sessions -= 1

    async def _request(self, scope: Scope, receive: Receive, send: Send) -> None:
        is_head = scope["method"] == "HEAD"

        async def guarded(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                for name, said in self.headers.items():
                    headers[name] = said
            elif is_head:
                message = {**message, "body": b""}
            await send(message)

        answered = self.app
        if self.sessions >= self.most_sessions and _asks_for_page(scope):
            answered = PlainTextResponse(FULL, 503, {"retry-after": RETRY_S})
        await answered({**scope, "method": "GET"} if is_head else scope, receive, guarded)


def _asks_for_page(scope: Scope) -> bool:
    accepted = next((said for name, said in scope["headers"] if name == b"accept"), b"")
    return scope["method"] == "GET" and b"text/html" in accepted
