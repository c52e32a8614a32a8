"""A stand-in for every upstream on loopback: it answers with the recordings, and misbehaves on request.

`https://HOST/PATH` is served as `/HOST/PATH`, the Hub's datasets and its listing of models by the Hub's own API. A file
that is named by its day is served as that of today, too: whoever looks for the newest finds it.
"""

import gzip
import hashlib
import io
import json
import re
import threading
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import UTC, date, datetime
from email.utils import formatdate
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from time import mktime, sleep
from urllib.parse import parse_qs, unquote, urlsplit

import pyarrow.parquet as pq

from tests.recordings import RECORDED, answers_of

COMMIT = "1" * 40
HUB = "huggingface.co"
FAULTS = ("401", "404", "429", "500", "drop", "truncate", "garbage", "empty", "shape")
SLOW_PIECE_S = 0.02
BODIES = {"garbage": b"<html><h1>Just a moment...</h1></html>", "empty": b"", "shape": b'{"unexpected": []}'}


_DAY = re.compile(r"(\d{4}-\d{2}/)?\d{4}-\d{2}-\d{2}(?=\.\w+$)")


def _today(found: re.Match[str]) -> str:
    day = datetime.now(tz=UTC).date()
    return f"{day:%Y-%m}/{day}" if found[1] else day.isoformat()


class Upstream(ThreadingHTTPServer):
    """The stand-in.

    Attributes:
        bodies, days: what is served, and its Last-Modified; a test may change both.
        faults: what goes wrong at a host: one of FAULTS, any other status, `hour` (503 and a wait of an hour), `slow`
            or `slow headers` (a body, or headers, that come byte by byte for two seconds), `to ADDRESS` (leads there).
        has_etags: whether answers carry an ETag.
        pause_s: how long each answer takes.
        asked, headers, answered: each request's place and headers, and each answer's status.
        most_at_once: how many requests ran at once at most, a host, and under "" at all.
    """

    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.bodies: dict[str, bytes] = {}
        self.days: dict[str, date | None] = {}
        self.faults: dict[str, str] = {}
        self.has_etags, self.pause_s = True, 0.0
        self.asked: list[str] = []
        self.headers: list[dict[str, str]] = []
        self.answered: list[int] = []
        self.most_at_once: Counter[str] = Counter()
        self._running: Counter[str] = Counter()
        self._lock = threading.Lock()
        for index in RECORDED.glob("*/index.json"):
            for answer in answers_of(index.parent.name):
                place = answer.url.removeprefix("https://")
                for served in {place, _DAY.sub(_today, place)}:
                    self.bodies[served], self.days[served] = answer.body, answer.last_modified

    def handle_error(self, request: object, client_address: object) -> None:
        """Say nothing of a client that was killed."""

    @contextmanager
    def running(self, host: str) -> Iterator[None]:
        """Count a request while it runs."""
        with self._lock:
            for place in ("", host):
                self._running[place] += 1
                self.most_at_once[place] = max(self.most_at_once[place], self._running[place])
        try:
            yield
        finally:
            with self._lock:
                for place in ("", host):
                    self._running[place] -= 1

    @property
    def url(self) -> str:
        """Return the address to put in SHORTLIST_MIRROR."""
        return f"http://127.0.0.1:{self.server_address[1]}"


@contextmanager
def running() -> Iterator[Upstream]:
    """Run a stand-in."""
    server = Upstream()
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
    thread.start()
    try:
        yield server
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    server: Upstream

    def do_HEAD(self) -> None:
        self._answer()

    def do_GET(self) -> None:
        self._answer()

    def _answer(self) -> None:
        url = urlsplit(self.path)
        place = unquote(url.path).lstrip("/")
        host = place.split("/")[0]
        self.server.asked.append(place)
        self.server.headers.append(dict(self.headers.items()))
        with self.server.running(host):
            sleep(self.server.pause_s)
        # No longer counted as running: who has the answer asks anew before this thread goes on.
        whole = f"{place}?{url.query}"  # as recorded, where a source asks with a query
        place = whole if whole in self.server.bodies else place
        self._answer_of(place, parse_qs(url.query), self.server.faults.get(host))

    def _answer_of(self, place: str, query: dict[str, list[str]], fault: str | None) -> None:
        if fault is not None:
            self._misbehave(fault)
        elif place.startswith(f"{HUB}/api/"):
            self._hub_api(place.removeprefix(f"{HUB}/api/"), query)
        else:
            place = place.replace(f"/resolve/{COMMIT}/", "/resolve/main/")
            body = self.server.bodies.get(place)
            if body is None:
                self._send(404, b'{"error": "not recorded"}', {"X-Error-Code": "EntryNotFound"})
            else:
                self._send(200, body, self._headers_of(place, body))

    def _headers_of(self, place: str, body: bytes) -> dict[str, str]:
        headers = {"ETag": f'"{hashlib.sha256(body).hexdigest()}"'} if self.server.has_etags else {}
        day = self.server.days.get(place)
        if day:
            headers["Last-Modified"] = formatdate(mktime(day.timetuple()), usegmt=True)
        return headers | ({"X-Repo-Commit": COMMIT} if place.startswith(HUB) else {})

    def _hub_api(self, path: str, query: dict[str, list[str]]) -> None:
        if path == "models":
            rows = pq.read_table(io.BytesIO(self.server.bodies[f"{HUB}/api/models#models"])).to_pylist()
            found = rows[: int(query.get("limit", ["1000"])[0])]
            return self._send(200, json.dumps([_listed(row) for row in found]).encode(), {})
        repo = "/".join(path.split("/")[1:3])
        under = f"{HUB}/datasets/{repo}/resolve/main/"
        files = [{"rfilename": place.removeprefix(under)} for place in self.server.bodies if place.startswith(under)]
        if not files:
            return self._send(404, b'{"error": "Repository not found"}', {"X-Error-Code": "RepoNotFound"})
        info = {"id": repo, "sha": COMMIT, "siblings": files, "tags": []}
        return self._send(200, json.dumps(info).encode(), {})

    def _misbehave(self, fault: str) -> None:
        self.close_connection = True
        if fault == "drop":
            return
        if fault == "truncate":
            self.send_response(200)
            self.send_header("Content-Length", "100000")
            self.end_headers()
            self.wfile.write(b'{"data": [{"id": "cut/')
        elif fault == "slow":
            self.send_response(200)
            self.end_headers()
            self._drip()
        elif fault == "slow headers":
            self.wfile.write(b"HTTP/1.1 200 OK\r\nX-Slow: ")
            self._drip()
        elif fault.startswith("to "):
            self._send(302, b"", {"Location": fault.removeprefix("to ")})
        elif fault in BODIES:
            self._send(200, BODIES[fault], {})
        else:
            wait = {"429": {"Retry-After": "1"}, "hour": {"Retry-After": "3600"}}.get(fault, {})
            self._send(503 if fault == "hour" else int(fault), b'{"error": "asked for"}', wait)

    def _drip(self) -> None:
        """Send byte by byte for two seconds, or until nobody listens."""
        with suppress(OSError):
            for _ in range(round(2 / SLOW_PIECE_S)):
                self.wfile.write(b" ")
                sleep(SLOW_PIECE_S)

    def _send(self, status: int, body: bytes, headers: dict[str, str]) -> None:
        if self._is_known(headers):
            status, body = 304, b""
        elif status == 200 and "X-Repo-Commit" not in headers and "gzip" in self.headers.get("Accept-Encoding", ""):
            body, headers = gzip.compress(body), headers | {"Content-Encoding": "gzip"}
        self.server.answered.append(status)
        self.send_response(status)
        for key, value in (headers | {"Content-Length": str(len(body))}).items():
            self.send_header(key, value)
        self.end_headers()
        if self.command == "GET" and status != 304:
            self.wfile.write(body)

    def _is_known(self, headers: dict[str, str]) -> bool:
        """Whether the asker has this answer already: by its ETag, and only where it sends none by its day."""
        for asked, told in (("If-None-Match", "ETag"), ("If-Modified-Since", "Last-Modified")):
            if self.headers.get(asked):
                return told in headers and self.headers[asked] == headers[told]
        return False

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the library's name
        """Say nothing."""


def _listed(row: dict[str, object]) -> dict[str, object]:
    """Return a recorded model as the Hub's listing gives it."""
    listed = {"id": row["id"], "modelId": row["id"], "private": False, "tags": row["tags"]}
    listed |= {
        "downloads": row["downloads"],
        "likes": row["likes"],
        "gated": row["is_gated"],
        "pipeline_tag": row["pipeline_tag"],
    }
    days = {"createdAt": row["created_on"], "lastModified": row["modified_on"]}
    return listed | {key: f"{day}T00:00:00.000Z" for key, day in days.items() if day}
