"""The door to the network, against a stand-in on loopback."""

import gzip
import io
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from pathlib import Path
from typing import Any

import pytest
import requests

import catalog
from etl import http
from etl.errors import FetchError
from etl.http import HttpDoor, Network, is_public, may_lead, mirrored, retry_after_s, told
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


def test_a_mirror_is_asked_for_host_path_and_query(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SHORTLIST_MIRROR", "http://mirror.example/all/")
    assert mirrored(f"{URL}?page=2&of=x") == f"http://mirror.example/all/{PLACE}?page=2&of=x"
    assert mirrored(URL) == f"http://mirror.example/all/{PLACE}"
    monkeypatch.delenv("SHORTLIST_MIRROR")
    assert mirrored(f"{URL}?page=2") == f"{URL}?page=2"


def test_a_reason_says_the_sources_own_address_and_not_the_mirrors(upstream: Upstream, door: HttpDoor) -> None:
    with pytest.raises(FetchError) as refused:
        door.get("https://models.dev/nowhere.json")
    assert str(refused.value).startswith("https://models.dev/nowhere.json: ")
    assert upstream.url not in str(refused.value)


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
    assert upstream.headers[1]["If-None-Match"] == door.kept[0].etag
    assert upstream.answered == [200, 304]


def test_where_there_is_no_etag_the_day_of_the_answer_is_sent(
    upstream: Upstream, door: HttpDoor, tmp_path: Path
) -> None:
    upstream.has_etags = False
    first = door.get(URL)
    store = RawStore(tmp_path)
    store.save("models_dev", door.kept)
    again = HttpDoor(Network(), store, "models_dev")
    assert again.get(URL) == first
    assert upstream.headers[1]["If-Modified-Since"] == door.kept[0].last_modified
    assert upstream.answered == [200, 304]


def test_a_request_says_who_asks_and_in_which_version(upstream: Upstream, door: HttpDoor) -> None:
    door.get(URL)
    assert upstream.headers[0]["User-Agent"].startswith(f"Shortlist/{catalog.__version__} (")


def test_a_damaged_kept_body_is_fetched_anew(upstream: Upstream, door: HttpDoor, tmp_path: Path) -> None:
    door.get(URL)
    store = RawStore(tmp_path)
    store.save("models_dev", door.kept)
    (tmp_path / "blobs" / door.kept[0].sha256).write_bytes(b"bad")
    again = HttpDoor(Network(), store, "models_dev")
    assert again.get(URL).body == upstream.bodies[PLACE]
    assert upstream.answered == [200, 200]


@pytest.mark.parametrize("fault", ["408", "425", "500", "502", "503", "504", "drop", "truncate"])
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


def test_a_wait_of_an_hour_is_not_waited_for(upstream: Upstream, door: HttpDoor, slept: list[float]) -> None:
    upstream.faults["models.dev"] = "hour"
    with pytest.raises(FetchError, match="503 Service Unavailable and asks to wait 3600 s"):
        door.get(URL)
    assert slept == []
    assert len(upstream.asked) == 1


def test_a_wait_is_read_as_seconds_or_as_a_moment() -> None:
    assert retry_after_s("3600") == 3600
    assert retry_after_s("0") == retry_after_s("-5") == 0
    assert retry_after_s("Wed, 21 Oct 2015 07:28:00 GMT") == 0
    in_a_minute = format_datetime(datetime.now(tz=UTC) + timedelta(seconds=60), usegmt=True)
    assert 55 < (retry_after_s(in_a_minute) or 0) <= 60
    assert retry_after_s("soon") is retry_after_s("") is retry_after_s(None) is None


@pytest.mark.parametrize(("fault", "words"), [("401", "401"), ("404", "404"), ("garbage", "HTML"), ("empty", "empty")])
def test_a_lasting_fault_is_not_tried_again(upstream: Upstream, door: HttpDoor, fault: str, words: str) -> None:
    upstream.faults["models.dev"] = fault
    with pytest.raises(FetchError, match=words):
        door.get(URL)
    assert len(upstream.asked) == 1


def test_a_page_is_an_answer_only_where_a_page_is_asked_for(upstream: Upstream, door: HttpDoor) -> None:
    upstream.faults["board.example"] = "garbage"
    assert door.get("https://board.example/index.html").body.startswith(b"<html>")
    with pytest.raises(FetchError, match="HTML"):
        door.get("https://board.example/figures.json?page=index.html")


def test_a_body_over_the_limit_is_refused(upstream: Upstream, door: HttpDoor, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(http, "MOST_BYTES", 1000)
    assert len(upstream.bodies[PLACE]) > 1000
    with pytest.raises(FetchError, match="at most 1000 bytes"):
        door.get(URL)


@pytest.mark.parametrize(("fault", "part"), [("slow", "body"), ("slow headers", "headers")])
def test_a_body_or_headers_that_come_byte_by_byte_end(
    fault: str, part: str, upstream: Upstream, door: HttpDoor, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(http, "WHOLE_S", 0.1)
    monkeypatch.setattr(http, "HEADERS_S", 0.1)
    upstream.faults["models.dev"] = fault
    began = time.monotonic()
    with pytest.raises(FetchError, match=rf"the {part} took longer than 0\.1 s"):
        door.get(URL)
    assert time.monotonic() - began < 5
    assert len(upstream.asked) == http.TRIES


def test_a_server_that_falls_silent_within_a_body_is_left(
    upstream: Upstream, door: HttpDoor, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(http, "READ_S", 0.05)
    monkeypatch.setattr("tests.upstream.SLOW_PIECE_S", 1)
    upstream.faults["models.dev"] = "slow"
    with pytest.raises(FetchError, match=r"no answer within 0\.05 s"):
        door.get(URL)


def test_a_body_that_unpacks_to_more_than_the_limit_is_refused(
    upstream: Upstream, door: HttpDoor, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(http, "MOST_BYTES", 1_000_000)
    upstream.bodies[PLACE] = b"[" * 2_000_000
    assert len(gzip.compress(upstream.bodies[PLACE])) < 10_000
    with pytest.raises(FetchError, match="at most 1000000 bytes"):
        door.get(URL)


def test_a_long_body_arrives_whole(upstream: Upstream, door: HttpDoor) -> None:
    upstream.bodies[PLACE] = bytes(range(256)) * 20_000
    assert door.get(URL).body == upstream.bodies[PLACE]


def test_a_host_is_asked_no_more_at_once_than_is_polite_whoever_asks(upstream: Upstream, tmp_path: Path) -> None:
    upstream.pause_s = 0.05
    network = Network(lambda _: None)
    doors = [HttpDoor(network, RawStore(tmp_path), f"source_{n}") for n in range(3)]
    with ThreadPoolExecutor(3) as pool:
        list(pool.map(lambda door: door.get_many([URL] * 12), doors))
    assert len(upstream.asked) == 36
    assert 1 < upstream.most_at_once["models.dev"] <= http.AT_ONCE_A_HOST == 4


def test_all_hosts_together_are_asked_no_more_at_once_than_there_are_turns(upstream: Upstream, tmp_path: Path) -> None:
    upstream.pause_s = 0.05
    network = Network(lambda _: None)
    hosts = ("a.example", "b.example", "c.example", "d.example")
    upstream.bodies |= {f"{host}/x": b"[]" for host in hosts}
    doors = {host: HttpDoor(network, RawStore(tmp_path), host[0]) for host in hosts}
    with ThreadPoolExecutor(4) as pool:
        list(pool.map(lambda host: doors[host].get_many([f"https://{host}/x"] * 12), hosts))
    assert len(upstream.asked) == 48
    assert 1 < upstream.most_at_once[""] <= http.AT_ONCE == 8


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


KEY = {"x-api-key": "planted-key", "Authorization": "Bearer planted-key"}


def test_a_key_is_never_sent_to_where_an_answer_leads(upstream: Upstream, door: HttpDoor) -> None:
    with running() as stranger:
        upstream.faults["models.dev"] = f"to {stranger.url}/stolen"
        with pytest.raises(FetchError, match="an answer of its own host expected"):
            door.get(URL, KEY)
        assert stranger.asked == []
    assert upstream.headers[0]["x-api-key"] == "planted-key"
    assert len(upstream.asked) == 1


def test_an_answer_may_lead_on_within_its_host_and_not_for_ever(upstream: Upstream, door: HttpDoor) -> None:
    upstream.faults["models.dev"] = "to /moved.example/all.json"
    upstream.bodies["moved.example/all.json"] = b"[1]"
    assert door.get(URL).body == b"[1]"
    upstream.faults["moved.example"] = "to /models.dev/api.json"
    with pytest.raises(FetchError, match="leads on more than 5 times"):
        door.get(URL)


def test_a_host_of_the_list_gets_no_key(door: HttpDoor, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("SHORTLIST_MIRROR", raising=False)
    got: dict[str, str] = {}

    class Answering(requests.Session):
        def get(self, url: str, **asked: Any) -> requests.Response:  # type: ignore[override]  # noqa: ANN401
            got[url] = str(asked["headers"])
            assert asked["allow_redirects"] is False
            answer = requests.Response()
            answer.status_code, answer.raw = 302, io.BytesIO()
            answer.headers["Location"] = "https://codeload.github.com/a"
            if "codeload" in url:
                answer.status_code = 404
            return answer

    monkeypatch.setattr(Network, "session", Answering())
    with pytest.raises(FetchError, match="404"):
        door.get("https://github.com/a", KEY)
    assert "planted-key" in got.pop("https://github.com/a")
    assert got == {"https://codeload.github.com/a": "{}"}


@pytest.mark.parametrize(
    ("to", "happens"),
    [
        ("https://models.dev/b", "followed"),
        ("https://www.models.dev/b", "followed"),
        ("http://models.dev/b", "refused"),
        ("https://models.dev:8443/b", "refused"),
        ("https://models.dev@evil.example/b", "refused"),
        ("https://user@models.dev/b", "refused"),
        ("https://evil.example/models.dev", "refused"),
        ("https://models.dev.evil.example/", "refused"),
        ("https://169.254.169.254/latest", "refused"),
        ("file:///etc/passwd", "refused"),
    ],
)
def test_an_answer_leads_to_its_own_host_encrypted_or_nowhere(
    to: str, happens: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("SHORTLIST_MIRROR", raising=False)
    assert may_lead(URL, to) is (happens == "followed")


@pytest.mark.parametrize(
    ("address", "network"),
    [
        ("93.184.216.34", "open"),
        ("2606:4700::1111", "open"),
        ("127.0.0.1", "private"),
        ("10.1.2.3", "private"),
        ("192.168.0.1", "private"),
        ("169.254.169.254", "private"),
        ("100.64.0.1", "private"),
        ("224.0.0.1", "private"),
        ("::1", "private"),
        ("fe80::1%eth0", "private"),
        ("fd00:ec2::254", "private"),
        ("::ffff:127.0.0.1", "private"),
    ],
)
def test_only_addresses_of_the_open_internet_are_public(address: str, network: str) -> None:
    assert is_public(address) is (network == "open")


def test_a_name_that_turns_out_to_be_in_our_own_network_is_sent_nothing(
    door: HttpDoor, monkeypatch: pytest.MonkeyPatch
) -> None:
    with running() as server:
        for name in ("SHORTLIST_MIRROR", "HTTPS_PROXY", "https_proxy", "ALL_PROXY", "all_proxy"):
            monkeypatch.delenv(name, raising=False)
        with pytest.raises(FetchError, match="localhost is an address of a private network"):
            door.get(f"https://localhost:{server.server_address[1]}/x", KEY)
        assert server.asked == []
        with pytest.raises(FetchError, match="begins with https"):
            door.get(f"{server.url}/x", KEY)
        assert server.asked == []


def test_when_a_sources_time_is_over_nothing_more_is_asked(
    upstream: Upstream, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(http, "SOURCE_S", 0.1)
    door = HttpDoor(Network(), RawStore(tmp_path), "models_dev")
    upstream.faults["models.dev"] = "slow"
    with pytest.raises(FetchError, match="when the source's time was over"):
        door.get(URL)
    with pytest.raises(FetchError, match="the time of this source is over"):
        door.get(URL)
    assert len(upstream.asked) == 1


def test_a_refreshs_time_ends_that_of_each_source(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(http, "REFRESH_S", 0.0)
    with pytest.raises(FetchError, match="the time of this source is over"):
        HttpDoor(Network(), RawStore(tmp_path), "models_dev").get(URL)


def test_a_reason_holds_no_signature_password_or_mirror(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SHORTLIST_MIRROR", "http://mirror.example:81/all")
    reason = told(
        "HTTP 403 for http://mirror.example:81/all/huggingface.co/x.parquet and "
        "'https://me:secret@cdn.example/y?Signature=abc&Key=d#z': gone\n\x1b[31m"
    )
    assert reason == "HTTP 403 for https://huggingface.co/x.parquet and 'https://cdn.example/y': gone  [31m"
    assert len(told("x" * 100_000)) < 1000
