"""The client of huggingface_hub's requests: bounded bytes, a deadline a request, and no host but the Hub's.

The library's own has no time limit, reads a file of any size, and its second way of downloading (Xet) is not asked
through a client at all, so that one is left out.
"""

import os
import time
from collections.abc import Iterator
from urllib.parse import urlsplit

import httpx2
from huggingface_hub import constants
from huggingface_hub.utils._http import hf_request_event_hook

from etl.errors import FetchError
from etl.http import CONNECT_S, MOST_BYTES, READ_S, WHOLE_S

HOSTS = ("huggingface.co", "hf.co")  # files come from hosts below these


class _Bounded(httpx2.SyncByteStream):
    """A body of bounded size, under a deadline."""

    def __init__(self, stream: httpx2.SyncByteStream) -> None:
        self._stream = stream

    def __iter__(self) -> Iterator[bytes]:
        ends_at, size = time.monotonic() + WHOLE_S, 0
        for piece in self._stream:
            size += len(piece)
            if size > MOST_BYTES:
                message = f"at most {MOST_BYTES} bytes expected, more arrived"
                raise FetchError(message)
            if time.monotonic() > ends_at:
                message = f"the body took longer than {WHOLE_S} s"
                raise FetchError(message)
            yield piece

    def close(self) -> None:
        self._stream.close()


def _bound(response: httpx2.Response) -> None:
    if isinstance(response.stream, httpx2.SyncByteStream):
        response.stream = _Bounded(response.stream)


def _refuse_other_hosts(request: httpx2.Request) -> None:
    """Refuse what leads away from the Hub. A mirror or HF_ENDPOINT, which people set, is asked wherever it is."""
    if is_hub(str(request.url)):
        return
    message = f"an address of the Hub expected, found that it leads to {request.url.host}"
    raise FetchError(message)


def is_hub(url: str) -> bool:
    """Whether an address is the Hub's, encrypted, or that of the mirror that is set."""
    parts = urlsplit(url)
    chosen = os.environ.get("HF_ENDPOINT") or os.environ.get("SHORTLIST_MIRROR")
    if chosen and (parts.scheme, parts.netloc) == urlsplit(chosen)[:2]:
        return True
    host = parts.hostname or ""
    return parts.scheme == "https" and any(host == hub or host.endswith(f".{hub}") for hub in HOSTS)


def bounded_client() -> httpx2.Client:
    """Return a client for `huggingface_hub.set_client_factory`."""
    return httpx2.Client(
        event_hooks={"request": [hf_request_event_hook, _refuse_other_hosts], "response": [_bound]},
        follow_redirects=True,
        timeout=httpx2.Timeout(READ_S, connect=CONNECT_S),
    )


constants.HF_HUB_DISABLE_XET = True
