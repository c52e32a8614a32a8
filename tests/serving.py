"""The dashboard on a real server of its own."""

import os
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
PATIENCE_S = 60


def free_port() -> int:
    """Return a port that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _is_up(address: str) -> bool:
    try:
        with urllib.request.urlopen(f"{address}/_stcore/health", timeout=2) as answer:  # noqa: S310 - our own server
            return bool(answer.read() == b"ok")
    except OSError:
        return False


@contextmanager
def serving(data: Path) -> Iterator[str]:
    """Run the dashboard over a data folder; yield its address once it answers."""
    with running_app(ROOT / "serve.py", data) as (address, _):
        yield address


@contextmanager
def running_app(script: Path, data: Path) -> Iterator[tuple[str, int]]:
    """Run a Streamlit script, with its own folder's settings, over a data folder.

    Yields:
        Its address, once it answers, and the process id of its server.
    """
    port = free_port()
    address = f"http://127.0.0.1:{port}"
    command = [sys.executable, "-m", "streamlit", "run", script.name, "--server.port", str(port)]
    command += ["--server.address", "127.0.0.1", "--server.fileWatcherType", "none"]
    command += ["--server.headless", "true", "--browser.gatherUsageStats", "false"]
    environment = os.environ | {"SHORTLIST_DATA": str(data), "PYTHONPATH": str(ROOT)}
    with subprocess.Popen(command, cwd=script.parent, env=environment, stdout=subprocess.DEVNULL) as server:  # noqa: S603
        try:
            deadline = time.monotonic() + PATIENCE_S
            while not _is_up(address):
                if server.poll() is not None or time.monotonic() > deadline:
                    message = f"{script.name} did not answer on {address}"
                    raise RuntimeError(message)
                time.sleep(0.05)
            yield address, server.pid
        finally:
            server.terminate()
