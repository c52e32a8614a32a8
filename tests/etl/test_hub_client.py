"""The Hub's files: bounded, under a deadline, and from the Hub alone."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from etl import hub_client
from etl.errors import FetchError
from etl.http import HttpDoor, Network
from etl.hub import dataset_files
from etl.hub_client import bounded_client, is_hub
from etl.raw import RawStore
from tests.upstream import Upstream, running

REPO, FILE = "acme/board", "huggingface.co/datasets/acme/board/resolve/main/a.csv"


@pytest.fixture
def upstream(monkeypatch: pytest.MonkeyPatch) -> Iterator[Upstream]:
    monkeypatch.delenv("HF_ENDPOINT", raising=False)
    with running() as server:
        monkeypatch.setenv("SHORTLIST_MIRROR", server.url)
        server.bodies[FILE] = b"x" * 100_000
        yield server


def test_a_file_of_the_hub_is_bounded(upstream: Upstream, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    door = HttpDoor(Network(), RawStore(tmp_path), "board")
    assert dataset_files(door, REPO, ["*.csv"])[0].body == upstream.bodies[FILE]
    upstream.bodies[FILE] = b"y" * 100_000
    monkeypatch.setattr(hub_client, "MOST_BYTES", 50_000)
    fresh = HttpDoor(Network(), RawStore(tmp_path / "other"), "board")
    with pytest.raises(FetchError, match="at most 50000 bytes expected"):
        dataset_files(fresh, REPO, ["*.csv"])


def test_a_body_of_the_hub_that_comes_byte_by_byte_ends(upstream: Upstream, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(hub_client, "WHOLE_S", 0.1)
    upstream.faults["huggingface.co"] = "slow"
    with bounded_client() as client, pytest.raises(FetchError, match="took longer than"):
        client.get(f"{upstream.url}/huggingface.co/api/models")


def test_nobody_but_the_hub_gets_its_token(upstream: Upstream) -> None:
    with running() as stranger:
        upstream.faults["huggingface.co"] = f"to {stranger.url}/stolen"
        with bounded_client() as client, pytest.raises(FetchError, match="an address of the Hub expected"):
            client.get(f"{upstream.url}/huggingface.co/x", headers={"Authorization": "Bearer planted-key"})
        assert stranger.asked == []


@pytest.mark.parametrize(
    ("url", "whose"),
    [
        ("https://huggingface.co/api/models", "the Hub's"),
        ("https://cas-bridge.xethub.hf.co/x", "the Hub's"),
        ("https://cdn-lfs.huggingface.co/x", "the Hub's"),
        ("http://huggingface.co/x", "a stranger's"),
        ("https://huggingface.co.evil.example/x", "a stranger's"),
        ("https://evilhf.co/x", "a stranger's"),
        ("https://169.254.169.254/x", "a stranger's"),
    ],
)
def test_the_hubs_addresses_are_told_from_others(url: str, whose: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("HF_ENDPOINT", raising=False)
    monkeypatch.delenv("SHORTLIST_MIRROR", raising=False)
    assert is_hub(url) is (whose == "the Hub's")
