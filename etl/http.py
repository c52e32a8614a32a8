"""The only door to the network: time limits, retries, conditional GET, size caps, and no more requests than polite.

Where an answer leads is looked at before it is followed, and whom we are connected to before anything is sent: an
upstream must not send us into the firm's own network, nor a key to somebody else.
"""

import ipaddress
import os
import random
import re
import socket
import threading
import time
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, contextmanager, suppress
from datetime import UTC, date, datetime
from email.utils import parsedate_to_datetime
from pathlib import Path
from typing import Any
from urllib.parse import urljoin, urlsplit

import requests
import urllib3
from requests.adapters import HTTPAdapter
from urllib3.connection import HTTPConnection, HTTPSConnection

from catalog import __version__
from etl.errors import FetchError
from etl.raw import Kept, RawStore, day_of
from etl.source import Answer

USER_AGENT = f"Shortlist/{__version__} (self-hosted model dashboard; asks each address once a refresh)"
AT_ONCE = 8
AT_ONCE_A_HOST = 4
CONNECT_S, READ_S, HEADERS_S, WHOLE_S = 10, 30, 60, 300
SOURCE_S, REFRESH_S = 1200.0, 3600.0  # the Hub's listing waits for its own limits: ten minutes are honest there
TRIES = 4
LONGEST_WAIT_S = 60.0
MOST_BYTES = 64 * 1024 * 1024
_PIECE = 1 << 16
MOST_HOPS = 5
# Hosts that send their files from elsewhere, and from where. Others lead to themselves, with or without `www.`.
LEADS_TO = {
    "github.com": {"raw.githubusercontent.com", "codeload.github.com", "objects.githubusercontent.com"},
    "raw.githubusercontent.com": {"media.githubusercontent.com"},
}
_CONDITIONS = frozenset({"If-None-Match", "If-Modified-Since"})
_MOVED = frozenset({301, 302, 303, 307, 308})
_ADDRESS = re.compile(r"https?://[^\s'\"<>)\]]+")
_LONGEST_REASON = 600
_AGAIN = frozenset({408, 425, 429, 500, 502, 503, 504})
_NOT_FOUND = 404
_NOT_MODIFIED = 304
_OK = 200


class NotFoundError(FetchError):
    """The address answered 404."""


class _TryAgainError(Exception):
    """The request failed in a way that may pass."""

    def __init__(self, problem: str, wait_s: float | None = None) -> None:
        super().__init__(problem)
        self.wait_s = wait_s


def mirrored(url: str) -> str:
    """Return where to ask for an address: `MIRROR/HOST/PATH` if SHORTLIST_MIRROR is set, else the address itself."""
    mirror = os.environ.get("SHORTLIST_MIRROR", "").rstrip("/")
    if not mirror:
        return url
    parts = urlsplit(url)
    return f"{mirror}/{parts.netloc}{parts.path}" + (f"?{parts.query}" if parts.query else "")


def told(text: str) -> str:
    """Return a reason as people may read it: addresses are the sources' own, not a mirror's, and without their queries.

    A query may hold a signature, and what stands before an `@` a password.
    """
    mirror = os.environ.get("SHORTLIST_MIRROR", "").rstrip("/")

    def own(found: re.Match[str]) -> str:
        address = found[0].rstrip(".,:;")
        rest = found[0][len(address) :]
        if mirror and address.startswith(f"{mirror}/"):
            address = "https://" + address.removeprefix(f"{mirror}/")
        bare = re.sub(r"//[^/@]*@", "//", address.split("?", 1)[0].split("#", 1)[0])
        return bare + rest

    plain = "".join(
        letter if letter.isprintable() else " " for letter in _ADDRESS.sub(own, text[: 10 * _LONGEST_REASON])
    )
    return plain if len(plain) <= _LONGEST_REASON else plain[:_LONGEST_REASON] + "…"


def is_public(address: str) -> bool:
    """Whether an IP address is one of the open internet: no private, loopback, link-local or metadata address."""
    found = ipaddress.ip_address(address.split("%", 1)[0])
    inner = getattr(found, "ipv4_mapped", None) or getattr(found, "sixtofour", None)
    return found.is_global and not found.is_multicast and (inner is None or inner.is_global)


def may_lead(start: str, to: str) -> bool:
    """Whether an answer at one address may send us on to another: encrypted, to the same host or one of its list."""
    came, goes = urlsplit(start), urlsplit(to)
    if os.environ.get("SHORTLIST_MIRROR"):
        return (came.scheme, came.netloc) == (goes.scheme, goes.netloc)
    here, there = (came.hostname or ""), (goes.hostname or "")
    is_own = here.removeprefix("www.") == there.removeprefix("www.") or there in LEADS_TO.get(here, set())
    return goes.scheme == "https" and is_own and goes.port in {None, 443} and not goes.username


def retry_after_s(header: str | None) -> float | None:
    """Return the seconds that a Retry-After header asks for, as a number or a date; None where it says nothing."""
    if not header:
        return None
    try:
        return max(0.0, float(header))
    except ValueError:
        pass
    try:
        return max(0.0, (parsedate_to_datetime(header) - datetime.now(tz=UTC)).total_seconds())
    except (TypeError, ValueError):
        return None


@contextmanager
def _in_time(connected: socket.socket) -> Iterator[None]:
    """Cut a connection whose status and headers take too long: a socket's own limit begins anew with each byte."""
    is_late = threading.Event()

    def cut() -> None:
        is_late.set()
        with suppress(OSError):
            socket.socket.shutdown(connected, socket.SHUT_RDWR)  # of an encrypted one too: it wakes the reader

    timer = threading.Timer(HEADERS_S, cut)
    timer.daemon = True
    timer.start()
    try:
        yield
    finally:
        timer.cancel()
        if is_late.is_set():
            message = f"the headers took longer than {HEADERS_S} s"
            raise _TryAgainError(message)


def _refuse_private(connection: HTTPConnection, connected: socket.socket) -> socket.socket:
    """Drop a connection into our own network before anything is sent. A mirror or a proxy that people set may be there.

    The name is not looked up a second time: whoever answers for it could say something else then.
    """
    is_set = os.environ.get("SHORTLIST_MIRROR") or connection.proxy
    if not is_set and not is_public(connected.getpeername()[0]):
        connected.close()
        message = f"{connection.host} is an address of a private network, which no source may be at"
        raise FetchError(message)
    return connected


class _Plain(HTTPConnection):
    def _new_conn(self) -> socket.socket:
        return _refuse_private(self, super()._new_conn())

    def getresponse(self) -> urllib3.HTTPResponse:  # type: ignore[override]  # as its parent's
        with _in_time(self.sock):
            return super().getresponse()


class _Encrypted(HTTPSConnection):
    def _new_conn(self) -> socket.socket:
        return _refuse_private(self, super()._new_conn())

    def getresponse(self) -> urllib3.HTTPResponse:  # type: ignore[override]  # as its parent's
        with _in_time(self.sock):
            return super().getresponse()


class _Adapter(HTTPAdapter):
    """Connections, through a proxy too, whose headers have to arrive in time."""

    def get_connection_with_tls_context(self, *args: Any, **options: Any) -> Any:  # noqa: ANN401
        pool: Any = super().get_connection_with_tls_context(*args, **options)
        in_time = {HTTPConnection: _Plain, HTTPSConnection: _Encrypted}
        pool.ConnectionCls = in_time.get(pool.ConnectionCls, pool.ConnectionCls)
        return pool


class Network:
    """What all doors of one refresh share: connections, and the limits on how many requests run at once."""

    def __init__(self, sleep: Callable[[float], None] = time.sleep) -> None:
        self.sleep = sleep
        self.ends_at = time.monotonic() + REFRESH_S
        self._all = threading.BoundedSemaphore(AT_ONCE)
        self._hosts: dict[str, threading.BoundedSemaphore] = defaultdict(
            lambda: threading.BoundedSemaphore(AT_ONCE_A_HOST),
        )
        self._hosts_lock = threading.Lock()
        self._local = threading.local()

    @property
    def session(self) -> requests.Session:
        """Return this thread's session: requests does not promise that threads may share one."""
        if not hasattr(self._local, "session"):
            self._local.session = requests.Session()
            for scheme in ("https://", "http://"):
                self._local.session.mount(scheme, _Adapter())
            self._local.session.headers.update({"User-Agent": USER_AGENT, "Accept-Encoding": "gzip"})
        session: requests.Session = self._local.session
        return session

    def turn(self, url: str) -> ExitStack:
        """Return a context that holds one of the host's and one of all turns."""
        with self._hosts_lock:
            host = self._hosts[urlsplit(url).netloc]
        stack = ExitStack()
        stack.enter_context(host)
        stack.enter_context(self._all)
        return stack


class HttpDoor:
    """The network for one source: asks conditionally, keeps every answer, remembers what was asked."""

    def __init__(self, network: Network, store: RawStore, source_id: str) -> None:
        self.network = network
        self.store = store
        good = store.last_good(source_id)
        self._before = {kept.url: kept for kept in good.answers} if good else {}
        self._asked: dict[str, Kept] = {}
        self._gave_up = threading.Event()
        self.ends_at = min(time.monotonic() + SOURCE_S, network.ends_at)

    @property
    def left_s(self) -> float:
        """Return how much of the source's time is left."""
        return max(0.0, self.ends_at - time.monotonic())

    def close(self) -> None:
        """Ask nothing more: the source's time is over."""
        self.ends_at = 0.0
        self._gave_up.set()

    @property
    def hub_cache(self) -> Path:
        """Return the folder in which huggingface_hub keeps what it downloaded."""
        return self.store.folder / "hub"

    @property
    def kept(self) -> tuple[Kept, ...]:
        """Return what was asked for in this refresh, in a fixed order."""
        return tuple(self._asked[url] for url in sorted(self._asked))

    def get(self, url: str, headers: dict[str, str] | None = None) -> Answer:
        """Return the answer of one address.

        Raises:
            FetchError: it did not arrive, is empty, too long, or an HTML page.
        """
        problem = ""
        for attempt in range(TRIES):
            if not self.left_s:
                problem = problem or "the time of this source is over"
                break
            try:
                return self._get_once(url, headers or {})
            except _TryAgainError as error:
                problem = str(error)
                wait_s = error.wait_s if error.wait_s is not None else 2**attempt * (0.5 + random.random() / 2)  # noqa: S311
                if wait_s > min(LONGEST_WAIT_S, self.left_s) or attempt == TRIES - 1 or self._gave_up.is_set():
                    break
                self.network.sleep(wait_s)
        message = f"{url}: {problem}"
        raise FetchError(message)

    def get_many(self, urls: Iterable[str], headers: dict[str, str] | None = None) -> list[Answer]:
        """Return the answers of many addresses at once, in their order. A 404 is left out; any other failure raises."""

        def one(url: str) -> Answer | None:
            if self._gave_up.is_set():
                return None
            try:
                return self.get(url, headers)
            except NotFoundError:
                return None
            except FetchError:
                self._gave_up.set()
                raise

        with ThreadPoolExecutor(AT_ONCE_A_HOST) as pool:
            return [answer for answer in pool.map(one, list(urls)) if answer]

    def keep(self, url: str, body: bytes, last_modified: date | None = None) -> Answer:
        """Keep as an answer what a client library fetched by itself."""
        stamp = last_modified.isoformat() if last_modified else None
        self._asked[url] = Kept(url=url, sha256=self.store.put(body), last_modified=stamp)
        return Answer(url=url, body=body, last_modified=last_modified)

    def previous(self, url: str) -> Answer | None:
        """Return the last good answer of an address; None if there is none."""
        kept = self._before.get(url)
        return self.store.answer(kept) if kept else None

    def previous_all(self) -> list[Answer]:
        """Return the source's last good answers, and count them as asked for again."""
        self._asked.update(self._before)
        return [answer for kept in self._before.values() if (answer := self.store.answer(kept))]

    def _followed(self, url: str, headers: dict[str, str]) -> requests.Response:
        """Return what answers at an address or where it leads; keys go to the address's own host alone.

        Raises:
            FetchError: it leads elsewhere than its host may, or round and round.
        """
        start = place = mirrored(url)
        if not os.environ.get("SHORTLIST_MIRROR") and urlsplit(place).scheme != "https":
            message = f"{url}: an address that begins with https expected"
            raise FetchError(message)
        for _ in range(MOST_HOPS):
            is_home = urlsplit(place).netloc == urlsplit(start).netloc
            sent = headers if is_home else {name: headers[name] for name in headers if name in _CONDITIONS}
            response = self.network.session.get(
                place, headers=sent, timeout=(CONNECT_S, READ_S), stream=True, allow_redirects=False
            )
            if not _is_moved(response):
                return response
            to = urljoin(place, response.headers["Location"])
            response.close()
            if not may_lead(start, to):
                message = f"{url}: an answer of its own host expected, found that it leads to {told(to)}"
                raise FetchError(message)
            place = to
        message = f"{url}: an answer expected, found that it leads on more than {MOST_HOPS} times"
        raise FetchError(message)

    def _get_once(self, url: str, headers: dict[str, str]) -> Answer:
        before = self._before.get(url)
        body = self.store.body(before) if before else None
        asked = dict(headers)
        if before and body is not None:
            asked |= {"If-None-Match": before.etag} if before.etag else {}
            asked |= {"If-Modified-Since": before.last_modified} if before.last_modified else {}
        with self.network.turn(url):
            try:
                with self._followed(url, asked) as response:
                    if response.status_code == _NOT_MODIFIED and before and body is not None:
                        self._asked[url] = before
                        return Answer(url=url, body=body, last_modified=day_of(before.last_modified))
                    body = _body(response, url, self.ends_at)
            except (requests.RequestException, urllib3.exceptions.HTTPError) as error:
                raise _TryAgainError(_in_words(error)) from error
        kept = Kept(
            url=url,
            sha256=self.store.put(body),
            etag=response.headers.get("ETag"),
            last_modified=response.headers.get("Last-Modified"),
        )
        self._asked[url] = kept
        return Answer(url=url, body=body, last_modified=day_of(kept.last_modified))


def _is_moved(response: requests.Response) -> bool:
    return response.status_code in _MOVED and "Location" in response.headers


def _body(response: requests.Response, url: str, ends_at: float) -> bytes:
    """Return a good response's body, or raise what is wrong with it.

    The reason says the source's own address: the one that answered may be a mirror's, or a signed one.
    """
    status = response.status_code
    if status in _AGAIN:
        wait_s = retry_after_s(response.headers.get("Retry-After"))
        asks = f" and asks to wait {wait_s:.0f} s" if wait_s is not None else ""
        message = f"the server answered {status} {response.reason}{asks}"
        raise _TryAgainError(message, wait_s)
    if status != _OK:
        message = f"{url}: the server answered {status} {response.reason}"
        raise (NotFoundError if status == _NOT_FOUND else FetchError)(message)
    body = _read(response, url, ends_at)
    if not body.strip():
        message = f"{url}: an answer expected, found an empty body"
        raise FetchError(message)
    is_page = body[:200].lstrip().lower().startswith((b"<html", b"<!doctype html"))
    if is_page and not urlsplit(url).path.endswith(".html"):  # a board can be a page: it is asked for by name
        message = f"{url}: data expected, found an HTML page"
        raise FetchError(message)
    return body


def _read(response: requests.Response, url: str, ends_at: float) -> bytes:
    """Read a body as it arrives: its size has a limit, and so has its time, however small the pieces are.

    `iter_content` would wait for a whole piece: a body of a byte every few seconds would never end.
    """
    deadline = time.monotonic() + WHOLE_S
    pieces: list[bytes] = []
    size = 0
    while piece := response.raw.read1(_PIECE, decode_content=True):
        pieces.append(piece)
        size += len(piece)
        if size > MOST_BYTES:
            message = f"{url}: at most {MOST_BYTES} bytes expected, more arrived"
            raise FetchError(message)
        if time.monotonic() > deadline:
            message = f"the body took longer than {WHOLE_S} s"
            raise _TryAgainError(message)
        if time.monotonic() > ends_at:
            message = f"{url}: the body had not arrived when the source's time was over"
            raise FetchError(message)
    return b"".join(pieces)


def _in_words(error: Exception) -> str:
    """Say what went wrong with a connection, without the libraries' inner names."""
    if isinstance(error, requests.ConnectTimeout):
        return f"no connection within {CONNECT_S} s"
    if isinstance(error, requests.Timeout | urllib3.exceptions.TimeoutError):
        return f"no answer within {READ_S} s"
    if isinstance(error, urllib3.exceptions.HTTPError):
        return "the body was cut short or damaged"
    return "the connection failed or was dropped"
