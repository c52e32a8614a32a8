"""Answers over HTTP: /api/v1/QUESTION, /healthz and /metrics, beside the pages in the same process.

An answer is worked out off the event loop, a few at a time, and remembered by the snapshot and what was asked.
"""

import hashlib
import json
from collections.abc import Awaitable, Callable
from functools import partial
from typing import Any

import anyio.to_thread
from anyio import CapacityLimiter
from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.middleware import Middleware
from starlette.middleware.cors import CORSMiddleware
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import BaseRoute, Mount, Route
from starlette.types import ASGIApp, Receive, Scope, Send

from api.asked import Page, ParameterError, known_in, page_of
from api.cited import sources_of
from api.guard import Guard, Guarded
from api.metrics import Metrics
from api.openapi import document
from api.opened import Opened
from api.questions import QUESTIONS, Question, name_of
from api.refusals import refusal, refusal_of
from catalog import __version__
from catalog.decide.need import from_yaml
from catalog.errors import ShortlistError
from catalog.fields import Refused
from catalog.snapshot import Memory, Snapshot
from catalog.store import frame, stepped_back
from catalog.strict_yaml import MOST_CHARACTERS

BASE = "/api/v1"
MOST_ANSWERS = 500
AT_ONCE = 2  # new answers; more would take the time of those who use the pages
METHODS = ("GET", "HEAD")


class Answers:
    """Answers as the bytes of their JSON, worked out once a snapshot."""

    def __init__(self, current: Opened) -> None:
        self.current = current
        self._memory = Memory(MOST_ANSWERS)
        self._at_once = CapacityLimiter(AT_ONCE)

    async def snapshot(self) -> Snapshot:
        """Return the current snapshot.

        Raises:
            StoreError: there is none, or it cannot be read.
        """
        return await anyio.to_thread.run_sync(self.current)

    async def body(self, snapshot: Snapshot, asked: tuple[str, str], work_out: Callable[[], bytes]) -> bytes:
        """Return an answer: at once where it is known, else after its turn."""
        key = (snapshot.key, *asked)
        known: bytes | None = self._memory.peek(key)
        if known is not None:
            return known
        return await anyio.to_thread.run_sync(partial(self._memory.recall, key, work_out), limiter=self._at_once)


def routes(current: Opened, guard: Guard, prefix: str = "") -> list[BaseRoute]:
    """Return what the server answers to programs.

    Args:
        current: gives the current snapshot.
        guard: says who is let in.
        prefix: the path below which the dashboard is served; empty: the root.
    """
    answers, origins = Answers(current), guard.settings.origins
    doors: list[BaseRoute] = [Route("/openapi.json", _openapi)]
    for question in QUESTIONS.values():
        told = Guarded(_app(partial(_get, answers, question)), guard, question.name)
        doors.append(Route(f"/{question.name}", told, methods=METHODS))
    stated = Guarded(_app(partial(_post_need, answers)), guard, "choose")
    doors.insert(0, Route("/choose", stated, methods=["POST"]))
    api = Starlette(
        routes=doors,
        exception_handlers={HTTPException: _no_such},
        middleware=[Middleware(CORSMiddleware, allow_origins=origins, allow_headers=["Authorization"])]
        if origins
        else [],
    )
    seen = Guarded(_app(partial(_metrics, answers, guard.metrics)), guard, "metrics")
    return [
        Mount(f"{prefix}{BASE}", api),
        Route(f"{prefix}/healthz", partial(_healthz, answers)),
        Route(f"{prefix}/metrics", seen, methods=METHODS),
    ]


def _app(endpoint: Callable[[Request], Awaitable[Response]]) -> ASGIApp:
    """Return an endpoint as an app; what it raises of ours is told as JSON."""

    async def app(scope: Scope, receive: Receive, send: Send) -> None:
        try:
            response = await endpoint(Request(scope, receive))
        except ShortlistError as error:
            response = refusal_of(error)
        await response(scope, receive, send)

    return app


async def _get(answers: Answers, question: Question, request: Request) -> Response:
    snapshot = await answers.snapshot()
    asked = f"{question.name}?{request.url.query}"
    stated = {name: request.query_params.getlist(name) for name in request.query_params}
    tag = etag_of(snapshot)
    work_out = partial(answer_body, snapshot, question, stated)
    body = await answers.body(snapshot, ("GET", asked), work_out)
    if tag in {each.strip() for each in request.headers.get("if-none-match", "").split(",")}:
        return Response(status_code=304, headers=_kept(tag))
    return Response(body, media_type="application/json", headers=_kept(tag))


async def _post_need(answers: Answers, request: Request) -> Response:
    body = await _read(request)
    if body is None:
        return refusal("too_large", f"A need of at most {MOST_CHARACTERS:,} bytes expected, found more.")
    snapshot = await answers.snapshot()
    stated = {name: request.query_params.getlist(name) for name in request.query_params}
    if set(stated) - {"limit", "offset"}:
        raise ParameterError(
            Refused("need", "With a need in the body, only limit and offset may stand in the address.")
        )
    try:
        text = body.decode()
    except UnicodeDecodeError as error:
        raise ParameterError(Refused("need", "A need as JSON or YAML in UTF-8 expected, found other bytes.")) from error

    def work_out() -> bytes:
        need = from_yaml(text, snapshot.share(known_in))
        return told_body(snapshot, QUESTIONS["choose"], {"need": need}, page_of(stated))

    asked = f"{request.url.query}\n{hashlib.sha256(body).hexdigest()}"
    found = await answers.body(snapshot, ("POST", asked), work_out)
    return Response(found, media_type="application/json", headers={"Cache-Control": "no-store"})


async def _read(request: Request) -> bytes | None:
    body = b""
    async for part in request.stream():
        body += part
        if len(body) > MOST_CHARACTERS:
            return None
    return body


def answer_body(snapshot: Snapshot, question: Question, stated: dict[str, list[str]]) -> bytes:
    """Return the answer to what is stated, as JSON.

    Raises:
        ShortlistError: there is none.
    """
    values = question.read(snapshot, stated)
    page = page_of(stated) if question.rows else Page()
    return told_body(snapshot, question, values, page)


def told_body(snapshot: Snapshot, question: Question, values: dict[str, Any], page: Page) -> bytes:
    """Return an answer with its snapshot, its sources and its page, as JSON.

    Raises:
        ShortlistError: there is none.
    """
    return json.dumps(enveloped(snapshot, question, values, page), ensure_ascii=False, allow_nan=False).encode()


def enveloped(snapshot: Snapshot, question: Question, values: dict[str, Any], page: Page) -> dict[str, Any]:
    """Return an answer with its snapshot, its sources, and which page of how many rows it is."""
    told = question.tell(snapshot, values, page)
    of = None
    if told.total is not None:
        end = page.offset + page.limit
        of = {
            "rows": question.rows,
            "total": told.total,
            "limit": page.limit,
            "offset": page.offset,
            "next_offset": end if end < told.total else None,
        }
    made_at = snapshot.made_at.isoformat() if snapshot.made_at else None
    return {
        "snapshot": name_of(snapshot),
        "made_at": made_at,
        "answer": told.answer,
        "page": of,
        "sources": sources_of(snapshot, told),
    }


def etag_of(snapshot: Snapshot) -> str:
    """Return what says which snapshot answered, by which version: an address has one answer for each."""
    return f'W/"{hashlib.sha256(f"{snapshot.key} {__version__}".encode()).hexdigest()[:20]}"'


def _kept(tag: str) -> dict[str, str]:
    return {"ETag": tag, "Cache-Control": "private, no-cache"}


async def _openapi(_: Request) -> Response:
    return JSONResponse(document())


async def _no_such(_: Request, error: Exception) -> Response:
    status = error.status_code if isinstance(error, HTTPException) else 404
    if status == 405:  # noqa: PLR2004 - HTTP's own number
        return refusal("no_such_method", "This address answers GET; /choose answers POST too.")
    told = f"There is no such address. There are: {', '.join(f'{BASE}/{name}' for name in QUESTIONS)}."
    return refusal("no_such_address", told)


def _count_models(snapshot: Snapshot) -> int:
    return int(frame(snapshot.store, "SELECT count(*) AS models FROM models")["models"].iloc[0])


async def _healthz(answers: Answers, _: Request) -> Response:
    """Say whether the current snapshot can be read: it is, each time."""
    try:
        snapshot = await answers.snapshot()
        models = await anyio.to_thread.run_sync(_count_models, snapshot)
    except ShortlistError as error:
        return refusal_of(error)
    told = {
        "status": "ok",
        "snapshot": name_of(snapshot),
        "models": models,
        "version": __version__,
        # Why an earlier snapshot than the current one is read; null where it is read itself.
        "stepped_back": await anyio.to_thread.run_sync(stepped_back),
    }
    return JSONResponse(told, headers={"Cache-Control": "no-store"})


async def _metrics(answers: Answers, metrics: Metrics, _: Request) -> Response:
    try:
        snapshot = await answers.snapshot()
    except ShortlistError:
        snapshot = None
    return Response(metrics.text(snapshot), media_type="text/plain; version=0.0.4; charset=utf-8")
