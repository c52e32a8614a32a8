"""One call of an OpenAI-compatible chat API, streamed, with bounds on time and size. Why not an SDK: docs/decisions."""

import json
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from email.utils import parsedate_to_datetime
from typing import Any

import requests
from requests.auth import AuthBase
from urllib3.exceptions import HTTPError, ReadTimeoutError

from trial.prompts import Prompt

CONNECT_SECONDS, SILENT_SECONDS, LONGEST_SECONDS = 10.0, 60.0, 600.0
MOST_BYTES = 8_000_000
MOST_READ = 65_536
MOST_TOLD = 160
LONGEST_WAIT = 120.0
_AGAIN = {408, 409, 425, 429, 500, 502, 503, 504, 529}
_TOLD = {
    401: "the key is missing or was refused",
    402: "the account has no credit left",
    403: "the key may not use this model",
    404: "the endpoint does not know this model, or the address is wrong",
    429: "too many requests",
}


@dataclass(frozen=True, slots=True)
class Call:
    """What is sent.

    Attributes:
        address: base address of the endpoint.
        served_as: the endpoint's name of the model.
        prompt: what is asked.
        max_tokens: the longest answer.
        effort: reasoning effort; None to leave it to the model.
    """

    address: str
    served_as: str
    prompt: Prompt
    max_tokens: int
    effort: str | None = None

    def messages(self) -> list[dict[str, str]]:
        """Return the messages of the chat."""
        system = [{"role": "system", "content": self.prompt.system}] if self.prompt.system else []
        return [*system, {"role": "user", "content": self.prompt.prompt}]


@dataclass(slots=True)
class Reply:
    """What came back; `error` is a sentence where it is not whole.

    Attributes:
        text: what it wrote so far.
        thinking: what it thought so far.
        retry_seconds: after how long to ask again; None where it is no use.
        may_be_billed: an answer was begun, so tokens may have been used.
    """

    text: str = ""
    thinking: str = ""
    input_tokens: int | None = None
    output_tokens: int | None = None
    thinking_tokens: int | None = None
    first_token_seconds: float | None = None
    seconds: float = 0.0
    error: str | None = None
    retry_seconds: float | None = None
    may_be_billed: bool = False


class _Key(AuthBase):
    """Sets the key and nothing else; without it, requests would send what stands in ~/.netrc."""

    def __init__(self, key: str | None) -> None:
        self._key = key

    def __call__(self, request: requests.PreparedRequest) -> requests.PreparedRequest:
        if self._key:
            request.headers["Authorization"] = f"Bearer {self._key}"
        return request


class CallError(Exception):
    """A call came to nothing; the message is for people."""


def ask(
    session: requests.Session,
    call: Call,
    key: str | None,
    on_text: Callable[[str], None] = lambda _: None,
    is_stopped: Callable[[], bool] = lambda: False,
) -> Reply:
    """Ask once and return what came. Never raises for what an endpoint does.

    Args:
        session: of `requests`; one a thread.
        call: what is sent.
        key: sent in the header alone.
        on_text: told the text so far, as it grows.
        is_stopped: asked between the parts; True ends the call, and what is there is kept.
    """
    reply, begun = Reply(), time.monotonic()
    try:
        _stream(session, call, key, reply, (on_text, is_stopped))
    except (requests.Timeout, ReadTimeoutError):
        reply.error = f"The endpoint said nothing for {SILENT_SECONDS:.0f} seconds."
    except requests.ConnectionError:
        cut = "broke off the answer" if reply.may_be_billed else "cannot be reached"
        reply.error = f"The endpoint {cut}; see that it runs at the address in endpoints.yml."
    except (requests.RequestException, HTTPError) as error:
        reply.error = f"The answer broke off ({type(error).__name__})."
    except CallError as error:
        reply.error = str(error)
    reply.seconds = time.monotonic() - begun
    if key:  # an endpoint may quote what it was sent
        reply.text, reply.thinking = reply.text.replace(key, "[key]"), reply.thinking.replace(key, "[key]")
        reply.error = reply.error and reply.error.replace(key, "[key]")
    return reply


def _stream(
    session: requests.Session,
    call: Call,
    key: str | None,
    reply: Reply,
    told: tuple[Callable[[str], None], Callable[[], bool]],
) -> None:
    body: dict[str, Any] = {
        "model": call.served_as,
        "messages": call.messages(),
        "max_tokens": call.max_tokens,
        "stream": True,
        "stream_options": {"include_usage": True},
    }
    if call.effort:
        body["reasoning_effort"] = call.effort
    begun = time.monotonic()
    with session.post(
        f"{call.address}/chat/completions",
        json=body,
        headers={"Accept-Encoding": "identity"},  # what is unpacked could be of any size
        auth=_Key(key),
        stream=True,
        timeout=(CONNECT_SECONDS, SILENT_SECONDS),
        allow_redirects=False,  # a redirect would carry the prompt, and the key, elsewhere
    ) as response:
        if response.status_code != requests.codes.ok:
            _refused(response, reply)
        reply.may_be_billed = True
        kind = response.headers.get("Content-Type", "").partition(";")[0]
        if kind == "application/json":
            _take(reply, _parsed(b"".join(_bounded(response, begun))), begun)
            return
        if kind != "text/event-stream":
            message = f"The endpoint answered with {kind or 'an unknown kind'}, not with a chat; check its address."
            raise CallError(message)
        _events(response, reply, begun, told)


def _events(
    response: requests.Response,
    reply: Reply,
    begun: float,
    told: tuple[Callable[[str], None], Callable[[], bool]],
) -> None:
    on_text, is_stopped = told
    for line in _lines(_bounded(response, begun)):
        if is_stopped():
            message = "Stopped."
            raise CallError(message)
        if not line.startswith(b"data:"):
            continue
        data = line[5:].strip()
        if data == b"[DONE]":
            return
        if _take(reply, _parsed(data), begun):
            on_text(reply.text)
    message = "The endpoint broke off before the end of its answer."
    raise CallError(message)


def _bounded(response: requests.Response, begun: float) -> Iterator[bytes]:
    size = 0
    # `iter_content` would wait for a full part where the answer is not chunked, and the first token's time with it.
    while part := response.raw.read1(MOST_READ):
        size += len(part)
        if size > MOST_BYTES:
            message = f"The answer is longer than {MOST_BYTES // 1_000_000} MB; the rest was not read."
            raise CallError(message)
        if time.monotonic() - begun > LONGEST_SECONDS:
            message = f"The answer took longer than {LONGEST_SECONDS:.0f} seconds; the rest was not read."
            raise CallError(message)
        yield part


def _lines(parts: Iterator[bytes]) -> Iterator[bytes]:
    rest: list[bytes] = []
    for part in parts:
        if b"\n" not in part:
            rest.append(part)
            continue
        *whole, last = (b"".join(rest) + part).split(b"\n")
        yield from whole
        rest = [last]
    yield b"".join(rest)


def _parsed(data: bytes) -> dict[str, Any]:
    try:
        found = json.loads(data)
    except (ValueError, RecursionError) as error:
        message = "The endpoint answered with text that is no JSON."
        raise CallError(message) from error
    if not isinstance(found, dict):
        message = "The endpoint answered with JSON of another shape than a chat's."
        raise CallError(message)
    if found.get("error"):
        raise CallError(_said(found) or "The endpoint reported an error.")
    return found


def _take(reply: Reply, found: dict[str, Any], begun: float) -> bool:
    """Add one event, or a whole answer; return whether there is more text."""
    try:
        usage = found.get("usage")
        if usage:
            reply.input_tokens, reply.output_tokens = _count(usage, "prompt_tokens"), _count(usage, "completion_tokens")
            reply.thinking_tokens = _count(usage.get("completion_tokens_details") or {}, "reasoning_tokens")
        choices = found.get("choices") or []
        part = (choices[0].get("delta") or choices[0].get("message") or {}) if choices else {}
        text = part.get("content") or ""
        thought = part.get("reasoning_content") or part.get("reasoning") or ""
        if not isinstance(text, str) or not isinstance(thought, str):
            raise TypeError  # noqa: TRY301 - the same fault as those of other types
    except (AttributeError, KeyError, TypeError, IndexError) as error:
        message = "The endpoint answered with JSON of another shape than a chat's."
        raise CallError(message) from error
    if (text or thought) and reply.first_token_seconds is None:
        reply.first_token_seconds = time.monotonic() - begun
    reply.text += text
    reply.thinking += thought
    return bool(text)


def _count(usage: dict[str, Any], name: str) -> int | None:
    found = usage.get(name)
    return found if isinstance(found, int) and not isinstance(found, bool) and found >= 0 else None


def _refused(response: requests.Response, reply: Reply) -> None:
    status = response.status_code
    if status in _AGAIN:
        reply.retry_seconds = _retry_after(response.headers.get("Retry-After"))
    said = ""
    try:
        start = next(response.iter_content(chunk_size=4096), b"")
        said = _said(json.loads(start))
    except (ValueError, RecursionError, requests.RequestException):
        said = ""
    what = _TOLD.get(status, "the endpoint refused the call")
    message = f"HTTP {status}: {what}." + (f" It said: {said}" if said else "")
    raise CallError(message)


def _said(found: object) -> str:
    error = found.get("error") if isinstance(found, dict) else None
    told = error.get("message") if isinstance(error, dict) else error
    return " ".join(str(told).split())[:MOST_TOLD] if told else ""


def _retry_after(value: str | None) -> float:
    """Return the seconds of a Retry-After header (RFC 9110, 10.2.3); 1 where there is none that reads."""
    if value is None:
        return 1.0
    try:
        return min(max(float(value), 0.0), LONGEST_WAIT)
    except ValueError:
        pass
    try:
        return min(max(parsedate_to_datetime(value).timestamp() - time.time(), 0.0), LONGEST_WAIT)
    except (ValueError, TypeError):
        return 1.0
