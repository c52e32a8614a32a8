"""The guard before every door for programs: who may ask, how often, and a count of what was asked."""

import hmac
import time

from limits.storage import MemoryStorage
from limits.strategies import MovingWindowRateLimiter
from starlette.requests import Request
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from api.metrics import Metrics
from api.refusals import refusal
from api.settings import Settings


class Guard:
    """Says which requests may pass: 401 without a token that is asked for, 429 above the rate."""

    def __init__(self, settings: Settings, metrics: Metrics) -> None:
        self.settings = settings
        self.metrics = metrics
        self._limiter = MovingWindowRateLimiter(MemoryStorage())

    def refused(self, request: Request) -> ASGIApp | None:
        """Return the answer that refuses a request; None where it may pass."""
        tokens, given = self.settings.tokens, _token(request)
        if self.settings.sign_in and not tokens:
            told = "People sign in here, and no token for programs is set. Ask the owner to set SHORTLIST_API_TOKENS."
            return refusal("not_signed_in", told)
        if tokens and not any(hmac.compare_digest(given.encode(), token.encode()) for token in tokens):
            told = "A token expected as the header “Authorization: Bearer …”, found none that is known here."
            return refusal("not_signed_in", told, headers={"WWW-Authenticate": "Bearer"})
        who = given if tokens else request.client.host if request.client else ""
        if self._limiter.hit(self.settings.rate, who):
            return None
        free_at, _ = self._limiter.get_window_stats(self.settings.rate, who)
        wait_s = max(1, round(free_at - time.time()))
        told = f"At most {self.settings.rate} may be asked, found more. Ask again in {wait_s} seconds."
        return refusal("too_many_requests", told, headers={"Retry-After": str(wait_s)})


def _token(request: Request) -> str:
    kind, _, token = request.headers.get("authorization", "").partition(" ")
    return token.strip() if kind.casefold() == "bearer" else ""


class Guarded:
    """An app behind a guard, counted under the name of its door."""

    def __init__(self, app: ASGIApp, guard: Guard, door: str) -> None:
        self.app = app
        self.guard = guard
        self.door = door

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer a request."""
        begun, status = time.perf_counter(), 500

        async def counted(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
            await send(message)

        try:
            await (self.guard.refused(Request(scope)) or self.app)(scope, receive, counted)
        finally:
            self.guard.metrics.count(self.door, status, time.perf_counter() - begun)
