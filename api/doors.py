"""All doors for programs, as the server of the dashboard opens them."""

from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from dataclasses import dataclass

from mcp.server.streamable_http_manager import StreamableHTTPASGIApp, StreamableHTTPSessionManager
from starlette.routing import BaseRoute, Route

from api.guard import Guard, Guarded
from api.http import routes
from api.metrics import Metrics
from api.opened import Opened
from api.settings import Settings
from api.tools import security_of, server


@dataclass(frozen=True, slots=True, kw_only=True)
class Doors:
    """What the server answers to programs, and what must run while it does."""

    routes: list[BaseRoute]
    lifespan: Callable[[object], AbstractAsyncContextManager[None]]


def doors(current: Opened, settings: Settings, sessions: Callable[[], int], base: str = "") -> Doors:
    """Return the doors.

    Args:
        current: gives the current snapshot.
        settings: who is let in.
        sessions: how many people have a page open.
        base: the path below which the dashboard is served; empty: the root.
    """
    prefix = f"/{base.strip('/')}" if base.strip("/") else ""
    guard = Guard(settings, Metrics(sessions))
    tools = StreamableHTTPSessionManager(
        server(current), json_response=True, stateless=True, security_settings=security_of(settings)
    )

    @asynccontextmanager
    async def lifespan(_: object) -> AsyncIterator[None]:
        async with tools.run():
            yield

    asked = Guarded(StreamableHTTPASGIApp(tools), guard, "mcp")
    return Doors(routes=[*routes(current, guard, prefix), Route(f"{prefix}/mcp", asked)], lifespan=lifespan)
