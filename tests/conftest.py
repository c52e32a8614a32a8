"""What every test shares: small snapshots, a browser that talks to nobody, and no network but this machine's own."""

import functools
import ipaddress
import os
import shutil
import socket
from collections.abc import Iterator
from dataclasses import asdict
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from hypothesis import HealthCheck, settings
from streamlit.components.v2 import manifest_scanner

from catalog.store import Store, open_snapshot
from etl.build import write_tables
from etl.refresh import restore
from tests.costs_world import write_costs_snapshot
from tests.fine_tunes_rows import write_fine_tunes
from tests.handmade import write_current
from tests.model_rows import write_models
from tests.openness_rows import write_openness
from tests.snapshot_rows import ROWS

CHROMIUM_FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
SLOW_ROOMS = {"pages", "properties", "reports", "validation"}
_connect = socket.socket.connect

# Properties: few examples, the same in each run, and nothing on the disk. Cores that are shared say nothing of a test.
settings.register_profile(
    "shortlist",
    max_examples=40,
    derandomize=True,
    database=None,
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow],
)
settings.load_profile("shortlist")


def _is_here(address: Any) -> bool:  # noqa: ANN401 - a socket's address is of many shapes
    if not isinstance(address, tuple):
        return True
    try:
        return ipaddress.ip_address(address[0]).is_loopback
    except ValueError:
        return bool(address[0] == "localhost")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark who needs Chromium, by folder and by fixture, and as slow who runs pages or reads the bundled figures."""
    for item in items:
        names = set(getattr(item, "fixturenames", ()))
        if "browser" in item.path.parts or names & {"browser", "page", "new_context", "new_page"}:
            item.add_marker("browser")
        if "bundle_data" in names or SLOW_ROOMS & set(item.path.parts):
            item.add_marker("slow")


@pytest.fixture(autouse=True)
def _no_network(monkeypatch: pytest.MonkeyPatch) -> None:
    def connect(self: socket.socket, address: Any) -> None:  # noqa: ANN401
        if not _is_here(address):
            pytest.fail(f"a test reached for the network: {address}")
        _connect(self, address)

    monkeypatch.setattr(socket.socket, "connect", connect)


@pytest.fixture(scope="session", autouse=True)
def _packages_are_looked_through_once() -> Iterator[None]:
    """Let AppTest remember which installed packages bring components: it asks all of them again for each run."""
    with pytest.MonkeyPatch.context() as patch:
        once = functools.cache(manifest_scanner.scan_component_manifests)
        patch.setattr(manifest_scanner, "scan_component_manifests", once)
        yield


# The folders that SHORTLIST_DATA may name; nobody writes into them, so each is made once a session.


@pytest.fixture(scope="session")
def snapshot(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a snapshot of the shared rows; two folders above it is what SHORTLIST_DATA names."""
    return write_current(tmp_path_factory.mktemp("data"), _shared())


@pytest.fixture(scope="session")
def models_data(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a data folder with the rows of `tests.model_rows`."""
    return write_models(tmp_path_factory.mktemp("models")).parents[1]


@pytest.fixture(scope="session")
def costs_data(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a data folder with the rows of `tests.costs_world`."""
    return write_costs_snapshot(tmp_path_factory.mktemp("costs")).parents[1]


@pytest.fixture(scope="session")
def openness_data(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a data folder with the rows of `tests.openness_rows`."""
    return write_openness(tmp_path_factory.mktemp("openness")).parents[1]


@pytest.fixture(scope="session")
def fine_tunes_data(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a data folder with the rows of `tests.fine_tunes_rows`."""
    return write_fine_tunes(tmp_path_factory.mktemp("fine_tunes")).parents[1]


@pytest.fixture(scope="session")
def bundle_data(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a data folder with a snapshot of the bundled figures: a file opens at once, the bundle takes a second."""
    folder = tmp_path_factory.mktemp("bundle")
    restore(folder)
    return folder


@pytest.fixture
def _over_the_bundle(bundle_data: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Let pages and commands answer from the bundled figures."""
    monkeypatch.setenv("SHORTLIST_DATA", str(bundle_data))


@pytest.fixture(scope="session")
def bundled_store(bundle_data: Path) -> Store:
    """Return the bundled figures, opened for reading; a test that opens the Parquet files itself takes a second."""
    (path,) = (bundle_data / "snapshots").glob("*.duckdb")
    return open_snapshot(path)


def _shared() -> dict[str, pd.DataFrame]:
    return {table: pd.DataFrame([asdict(row) for row in rows], dtype=object) for table, rows in ROWS.items()}


def write_snapshot(path: Path) -> None:
    """Write the shared rows to a new file."""
    write_tables(path, _shared())


def chromium_path() -> str | None:
    """Return where this machine has Chromium; None where it has none."""
    return os.environ.get("CHROMIUM") or shutil.which("chromium") or shutil.which("google-chrome")


@pytest.fixture(scope="session")
def browser_type_launch_args() -> dict[str, Any]:
    """Start the Chromium of this machine where it has one, else Playwright's own."""
    found = chromium_path()
    return {"args": CHROMIUM_FLAGS, "headless": True} | ({"executable_path": found} if found else {})
