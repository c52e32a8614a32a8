"""What the server answers with, whatever is asked of it."""

import tomllib
from pathlib import Path

import pytest
from starlette.applications import Starlette
from starlette.responses import HTMLResponse
from starlette.routing import Route, WebSocketRoute
from starlette.testclient import TestClient
from starlette.websockets import WebSocket, WebSocketDisconnect

import serve
from views.shell.guard import FULL, Guarded, policy

ROOT = Path(__file__).resolve().parents[1]
HEADERS = ("content-security-policy", "x-content-type-options", "x-frame-options", "referrer-policy")


def _client(most: int = 1) -> TestClient:
    async def stream(socket: WebSocket) -> None:
        await socket.accept()
        await socket.receive_text()

    def page(_: object) -> HTMLResponse:
        return HTMLResponse("<p>page</p>")

    routes = [Route("/", page, methods=["GET"]), WebSocketRoute("/_stcore/stream", stream)]
    return TestClient(Guarded(Starlette(routes=routes), ["<script>one()</script>"], most))


def test_every_answer_has_the_headers_be_there_a_page_or_not() -> None:
    for path in ("/", "/nothing-here"):
        answer = _client().get(path)
        assert [name for name in HEADERS if name not in answer.headers] == []
        assert answer.headers["x-content-type-options"] == "nosniff"
        assert "frame-ancestors 'self'" in answer.headers["content-security-policy"]


def test_head_is_answered_as_get_without_its_body() -> None:
    got, head = _client().get("/"), _client().head("/")
    assert head.status_code == got.status_code
    assert dict(head.headers) == dict(got.headers)
    assert not head.content


def test_a_full_server_says_so_and_lets_in_again_once_somebody_leaves() -> None:
    client = _client(most=1)
    asked = {"accept": "text/html"}
    with client.websocket_connect("/_stcore/stream") as first:
        answer = client.get("/", headers=asked)
        assert (answer.status_code, answer.text) == (503, FULL)
        assert answer.headers["retry-after"] == "60"
        with pytest.raises(WebSocketDisconnect) as refused, client.websocket_connect("/_stcore/stream"):
            pass
        assert refused.value.code == 1013
        first.send_text("done")
    assert client.get("/", headers=asked).status_code == 200


def test_the_policy_names_each_script_in_the_page_and_allows_no_other() -> None:
    said = policy(["<script>one()</script><script src='two.js'></script>"])
    scripts = next(rule for rule in said.split("; ") if rule.startswith("script-src"))
    assert scripts.count("sha256-") == 1
    assert "unsafe-inline" not in scripts
    assert "'unsafe-eval'" not in scripts


def test_every_inline_script_of_our_pages_has_its_hash() -> None:
    assert policy(serve.page_texts).count("sha256-") >= 3


def test_only_this_machine_reaches_the_dashboard_unless_it_is_opened_and_uploads_are_small() -> None:
    server = tomllib.loads((ROOT / ".streamlit" / "config.toml").read_text())["server"]
    assert server["address"] == "localhost"
    assert server["maxUploadSize"] == 1
