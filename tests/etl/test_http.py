"""The door to the network, against a stand-in on loopback."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from etl import http
from etl.errors import FetchError
from etl.http import HttpDoor, Network, retry_after_s
from etl.raw import RawStore
from tests.upstream import Upstream, running

URL = "https://models.dev/api.json"
PLACE = "models.dev/api.json"


@pytest.fixture
def upstream(monkeypatch: pytest.MonkeyPatch) -> Iterator[Upstream]:
    with running() as server:
        monkeypatch.setenv("SHORTLIST_MIRROR", server.url)
        yield server


@pytest.fixture
def slept() -> list[float]:
    return []


@pytest.fixture
def door(tmp_path: Path, slept: list[float]) -> HttpDoor:
    return HttpDoor(Network(slept.append), RawStore(tmp_path), "models_dev")


def test_an_answer_comes_with_the_day_of_its_last_modified_header(upstream: Upstream, door: HttpDoor) -> None:
    answer = door.get(URL)
    assert answer.body == upstream.bodies[PLACE]
    assert answer.last_modified == upstream.days[PLACE]


def test_a_second_refresh_asks_conditionally_and_reads_the_kept_body(
    upstream: Upstream, door: HttpDoor, tmp_path: Path
) -> None:
    first = door.get(URL)
    store = RawStore(tmp_path)
    store.save("models_dev", door.kept)
    again = HttpDoor(Network(), store, "models_dev")
    assert again.get(URL) == first
    assert again.kept == door.kept
    assert upstream.asked == [PLACE, PLACE]


def test_a_damaged_kept_body_is_fetched_anew(upstream: Upstream, door: HttpDoor, tmp_path: Path) -> None:
    door.get(URL)
    store = RawStore(tmp_path)
    store.save("models_dev", door.kept)
    (tmp_path / "blobs" / door.kept[0].sha256).write_bytes(b"bad")
    again = HttpDoor(Network(), store, "models_dev")
    assert again.get(URL).body == upstream.bodies[PLACE]


@pytest.mark.parametrize("fault", ["500", "drop", "truncate"])
def test_a_passing_fault_is_tried_again_with_growing_pauses(
    upstream: Upstream, door: HttpDoor, slept: list[float], fault: str
) -> None:
    upstream.faults["models.dev"] = fault
    with pytest.raises(FetchError, match=r"models\.dev"):
        door.get(URL)
    assert len(upstream.asked) == http.TRIES
    assert 0.5 <= slept[0] <= 1 <= slept[1] <= 2 <= slept[2] <= 4


def test_a_429_waits_as_long_as_it_is_asked_to(upstream: Upstream, door: HttpDoor, slept: list[float]) -> None:
    upstream.faults["models.dev"] = "429"
    with pytest.raises(FetchError, match="429"):
        door.get(URL)
    assert slept == [1.0] * (http.TRIES - 1)


def test_a_wait_of_an_hour_is_not_waited_for() -> None:
    assert retry_after_s("3600") == 3600
    assert retry_after_s("Wed, 21 Oct 2015 07:28:00 GMT") == 0
    assert retry_after_s("soon") is None


@pytest.mark.parametrize(("fault", "words"), [("401", "401"), ("404", "404"), ("garbage", "HTML"), ("empty", "empty")])
def test_a_lasting_fault_is_not_tried_again(upstream: Upstream, door: HttpDoor, fault: str, words: str) -> None:
    upstream.faults["models.dev"] = fault
    with pytest.raises(FetchError, match=words):
        door.get(URL)
    assert len(upstream.asked) == 1


def test_a_body_over_the_limit_is_refused(upstream: Upstream, door: HttpDoor, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(http, "MOST_BYTES", 1000)
    assert len(upstream.bodies[PLACE]) > 1000
    with pytest.raises(FetchError, match="at most 1000 bytes"):
        door.get(URL)


def test_many_addresses_keep_their_order_and_a_missing_one_is_left_out(upstream: Upstream, door: HttpDoor) -> None:
    urls = [URL, "https://models.dev/none", "https://evalplus.github.io/results.json"]
    assert [answer.url for answer in door.get_many(urls)] == [urls[0], urls[2]]
    assert "models.dev/none" in upstream.asked


def test_many_addresses_stop_at_the_first_failure(upstream: Upstream, door: HttpDoor) -> None:
    upstream.faults["models.dev"] = "500"
    with pytest.raises(FetchError):
        door.get_many([f"https://models.dev/{n}" for n in range(50)])
    assert len(upstream.asked) <= http.TRIES * http.AT_ONCE_A_HOST


def test_an_unknown_host_is_a_sentence_without_inner_names(door: HttpDoor, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SHORTLIST_MIRROR", "http://127.0.0.1:1")
    with pytest.raises(FetchError, match="the connection failed or was dropped") as caught:
        door.get(URL)
    assert "urllib3" not in str(caught.value)
