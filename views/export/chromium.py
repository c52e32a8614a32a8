"""Plotly figures drawn as PNG, SVG or PDF by Kaleido, in one Chromium for the whole process.

Kaleido's own server for threads (`start_sync_server`, version 1.5.0) hands callers each other's pictures, and waits for
ever where Chromium does not start. So its browser runs in an event loop of our own, and one caller draws at a time.
"""

import asyncio
import atexit
import os
import subprocess
import threading
from collections.abc import Coroutine
from contextlib import suppress
from functools import cache
from typing import Any, Literal, TypeVar

import plotly.graph_objects as go

from catalog.errors import ShortlistError
from views.shell.wording import one_line

T = TypeVar("T")
PictureFormat = Literal["png", "svg", "pdf"]
PATIENCE_S = 60
IDLE_S = 300  # a Chromium that waits holds some 370 MB
SCALE = 2
MOST_PIXELS_HIGH = 16_000  # a canvas of Chromium ends at 16,384
NOWHERE = "http://127.0.0.1:9"
INSTEAD = "The stand-alone page (HTML) and the figures (CSV) need no browser on the server."


class PictureError(ShortlistError):
    """A picture could not be drawn. The message is for the one who asked for it."""

    code = "no_picture"


def drawn(figure: go.Figure, picture_format: PictureFormat) -> bytes:
    """Return a figure of a stated width and height as a file. The first one of a process takes seconds.

    Raises:
        PictureError: there is no browser, or it did not draw.
    """
    check_browser()
    height_px = figure.layout.height
    scale = min(SCALE, MOST_PIXELS_HIGH / height_px) if picture_format == "png" else 1
    options = {"format": picture_format, "width": figure.layout.width, "height": height_px, "scale": scale}
    return _painter.draw(figure.to_dict(), options)


def last_failure() -> str:
    """Return why the last picture of this process was not drawn, as a sentence; empty where it was."""
    return _painter.failure


def check_browser() -> None:
    """Make sure that pictures can be drawn here.

    Raises:
        PictureError: there is no browser, or it does not start.
    """
    # A tenth of a second that a process never spends whose visitors take no pictures.
    from choreographer.browsers.chromium import Chromium  # noqa: PLC0415

    path = os.environ.get("BROWSER_PATH") or Chromium.find_browser(skip_local=False)
    if not path:
        found = "PNG, SVG and PDF need Chromium or Chrome on the server, and there is none"
        message = f"{found}. {INSTEAD} To have pictures, install Chromium or set BROWSER_PATH to one."
        raise PictureError(message)
    _check_starts(path)


@cache  # an exception is not remembered: a browser that was mended is found
def _check_starts(path: str) -> None:
    try:
        subprocess.run([path, "--version"], capture_output=True, check=True, timeout=PATIENCE_S)  # noqa: S603
    except (OSError, subprocess.SubprocessError) as error:
        said = (getattr(error, "stderr", None) or str(error).encode()).decode(errors="replace")
        found = f"PNG, SVG and PDF need a browser on the server; the one at {path} does not start"
        message = f"{found}: {one_line(said)[-200:].rstrip('.')}. {INSTEAD}"
        raise PictureError(message) from error


class _Browser:
    """A Chromium, and the event loop that talks to it."""

    def __init__(self) -> None:
        from kaleido import Kaleido  # noqa: PLC0415 - as above

        # No formula is typeset: a name is text. Nothing is fetched: a figure has all that it needs.
        self._kaleido = Kaleido(mathjax=False, timeout=PATIENCE_S, proxy_server=NOWHERE)
        self._loop = asyncio.new_event_loop()
        threading.Thread(target=self._loop.run_forever, name="pictures", daemon=True).start()

    def open(self) -> None:
        self._wait(self._kaleido.open())

    def draw(self, figure: dict[str, Any], options: dict[str, Any]) -> bytes:
        picture: bytes = self._wait(self._kaleido.calc_fig(figure, options))
        return picture

    def close(self) -> None:
        with suppress(Exception):  # it may have died long ago
            self._wait(self._kaleido.close())
        self._loop.call_soon_threadsafe(self._loop.stop)

    def _wait(self, work: Coroutine[Any, Any, T]) -> T:
        return asyncio.run_coroutine_threadsafe(work, self._loop).result(PATIENCE_S)


class _Painter:
    """Draws one picture after the other. Its browser starts at the first and ends after a while without one."""

    def __init__(self) -> None:
        self.failure = ""
        self._turn = threading.Lock()
        self._browser: _Browser | None = None
        self._rest = threading.Timer(IDLE_S, self.close)

    def draw(self, figure: dict[str, Any], options: dict[str, Any]) -> bytes:
        with self._turn:
            self._rest.cancel()
            try:
                picture = self._drawn(figure, options)
            except Exception as error:
                why = "did not answer" if isinstance(error, TimeoutError) else f"failed ({type(error).__name__})"
                self.failure = f"The last picture was not drawn: the browser on the server {why}. Try again. {INSTEAD}"
                raise PictureError(self.failure) from error
            self.failure = ""
            self._rest = threading.Timer(IDLE_S, self.close)
            self._rest.daemon = True
            self._rest.start()
            return picture

    def close(self) -> None:
        with self._turn:
            self._close()

    def _drawn(self, figure: dict[str, Any], options: dict[str, Any]) -> bytes:
        if self._browser:
            try:
                return self._browser.draw(figure, options)
            except Exception:  # noqa: BLE001 - it may have died since the last picture: a new one draws
                self._close()
        self._browser = _Browser()
        try:
            self._browser.open()
            return self._browser.draw(figure, options)
        except Exception:
            self._close()
            raise

    def _close(self) -> None:
        if self._browser:
            self._browser.close()
            self._browser = None


_painter = _Painter()
atexit.register(_painter.close)
