"""A server for programs over a snapshot that the tests make."""

from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pytest
from starlette.applications import Starlette
from starlette.testclient import TestClient

from api.guard import Guard
from api.http import routes
from api.metrics import Metrics
from api.opened import opened
from api.settings import settings_of
from etl.build import publish
from tests.handmade import tables

MADE_AT = datetime(2026, 11, 23, 12, tzinfo=UTC)
Asking = Callable[..., TestClient]


@pytest.fixture
def data(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return a data folder with one snapshot."""
    monkeypatch.setenv("SHORTLIST_DATA", str(tmp_path))
    publish(tmp_path, tables(), MADE_AT)
    return tmp_path


def asking(*, sign_in: bool = False, **environment: str) -> TestClient:
    """Return a client of a server with these settings."""
    settings = settings_of(environment, sign_in=sign_in)
    return TestClient(Starlette(routes=routes(opened(), Guard(settings, Metrics(lambda: 3)))))


@pytest.fixture
def client(data: Path) -> TestClient:
    """Return a client of a server as it comes."""
    assert data.is_dir()
    return asking()
