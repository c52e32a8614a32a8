"""A small OpenAI-compatible server that does what real endpoints do, good and bad, by the name of the model asked."""

import json
import time
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Lock, Thread
from typing import Any, ClassVar

KEY = "sk-planted-0123456789abcdef"
STATUS = {"wrong-key": 401, "broken": 500, "missing": 404}


class Asked:
    """What a server was asked: how often, by which model, how many at a time, with which keys."""

    def __init__(self) -> None:
        self.bodies: list[dict[str, Any]] = []
        self.keys: list[str | None] = []
        self.times: list[float] = []
        self.most_parallel = self.parallel = 0
        self.lock = Lock()


def reply_to(body: dict[str, Any]) -> str:
    """Return what a good model says: the last line of the prompt after "say "; a judge prefers the longer answer."""
    text = str(body["messages"][-1]["content"])
    if "<answer_a>" in text:
        first, second = (text.split(f"<answer_{n}>")[1].split("</answer_", maxsplit=1)[0] for n in "ab")
        if body["model"] == "judge-deaf":
            return "I like both."
        sizes = len(first.strip()), len(second.strip())
        return "VERDICT: TIE" if sizes[0] == sizes[1] else f"VERDICT: {'A' if sizes[0] > sizes[1] else 'B'}"
    return "I do not know" if body["model"] == "weak" else text.rpartition("say ")[2]


class Handler(BaseHTTPRequestHandler):
    """Answers one call."""

    protocol_version = "HTTP/1.1"
    asked: ClassVar[Asked]

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the library's own name
        """Say nothing."""

    def do_POST(self) -> None:
        """Answer as the model asked for does."""
        body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        with self.asked.lock:
            self.asked.bodies.append(body)
            self.asked.keys.append(self.headers.get("Authorization"))
            self.asked.times.append(time.monotonic())
            self.asked.parallel += 1
            self.asked.most_parallel = max(self.asked.most_parallel, self.asked.parallel)
        try:
            self._answer(body)
        except (BrokenPipeError, ConnectionResetError):
            self.close_connection = True
        finally:
            with self.asked.lock:
                self.asked.parallel -= 1

    def _answer(self, body: dict[str, Any]) -> None:
        model = body["model"]
        if model in STATUS:
            told = {"error": {"message": f"no, {self.headers.get('Authorization')}"}}
            self._whole(STATUS[model], json.dumps(told).encode(), retry="0")
        elif model == "busy" and sum(b["model"] == "busy" for b in self.asked.bodies) == 1:
            self._whole(429, b'{"error": {"message": "slow down"}}', retry="0.3")
        elif model == "web-page":
            self._whole(200, b"<html><script>alert(1)</script></html>", kind="text/html")
        elif model == "not-json":
            self._whole(200, b"{nonsense", kind="application/json")
        elif model == "other-json":
            self._whole(200, b'{"choices": [{"delta": "x"}]}', kind="application/json")
        elif model == "redirect":
            self.send_response(307)
            self.send_header("Location", "/v1/elsewhere")
            self.send_header("Content-Length", "0")
            self.end_headers()
        else:
            self._stream(body)

    def _whole(self, status: int, content: bytes, kind: str = "application/json", retry: str | None = None) -> None:
        self.send_response(status)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(content)))
        if retry is not None:
            self.send_header("Retry-After", retry)
        self.end_headers()
        self.wfile.write(content)

    def _stream(self, body: dict[str, Any]) -> None:  # noqa: C901 - one branch a way to fail
        model, text = body["model"], reply_to(body)
        self.send_response(200)
        self.send_header("Content-Type", "text/event-stream")
        self.send_header("Connection", "close")
        self.end_headers()
        self.close_connection = True
        if model == "endless":
            for _ in range(100):
                self._event({"choices": [{"delta": {"content": "x" * 1_000_000}}]})
        if model == "thinks":
            self._event({"choices": [{"delta": {"reasoning_content": "let me see"}}]})
        for word in text.split(" "):
            self._event({"choices": [{"delta": {"content": word if word == text.split(" ")[0] else f" {word}"}}]})
            if model == "slow":
                time.sleep(0.1)
            if model == "cut":
                return
            if model == "stall":
                time.sleep(1.5)
        if model != "silent-on-use":
            usage = {"prompt_tokens": 10, "completion_tokens": 5, "completion_tokens_details": {"reasoning_tokens": 2}}
            self._event({"choices": [], "usage": usage})
        self.wfile.write(b"data: [DONE]\n\n")

    def _event(self, found: dict[str, Any]) -> None:
        self.wfile.write(f"data: {json.dumps(found)}\n\n".encode())
        self.wfile.flush()


@contextmanager
def serving() -> Iterator[tuple[str, Asked]]:
    """Yield the base address of a server and what it was asked."""
    asked = Asked()
    server = ThreadingHTTPServer(("127.0.0.1", 0), type("Mine", (Handler,), {"asked": asked}))
    server.daemon_threads = True
    thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_address[1]}/v1", asked
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
