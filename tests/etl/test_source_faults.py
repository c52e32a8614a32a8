"""Every source against the stand-in and its recording: what a fault leaves, and one refresh of them all."""

import json
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from catalog.errors import CuratedError
from catalog.store import current_path, open_snapshot
from etl import refresh as refreshing
from etl.earlier import EarlierBundle
from etl.http import Network
from etl.raw import RawStore
from etl.refresh import Run, gather, refresh
from etl.source import Answer, Door, Source, discover
from tests.handmade import batch, score
from tests.upstream import FAULTS, Upstream, running

SOURCES = discover()
ASKED = {source_id: source for source_id, source in SOURCES.items() if source.fetch is not None}
BY_HAND = ("curated_facts", "curated_lineage")
OVER_THE_NET = [source_id for source_id in ASKED if source_id not in BY_HAND]
# The Hub's listing is recorded with the most rows and asked in many pages.
EACH = [pytest.param(s, marks=pytest.mark.slow) if s == "hub" else s for s in OVER_THE_NET]
NOTHING = EarlierBundle(Path("nowhere"))
KEYS = ("ARTIFICIAL_ANALYSIS_API_KEY", "OPENROUTER_API_KEY", "HF_TOKEN", "HF_ENDPOINT")


def small(source: Source) -> Source:
    """Return a source that a short recording satisfies."""
    return replace(source, min_rows=1)


@pytest.fixture
def upstream(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Iterator[Upstream]:
    for key in KEYS:
        monkeypatch.delenv(key, raising=False)
    monkeypatch.setenv("SHORTLIST_DATA", str(tmp_path / "data"))
    monkeypatch.setattr(refreshing, "BUNDLE", tmp_path / "no bundle")
    monkeypatch.setattr(refreshing, "discover", lambda: {s: small(source) for s, source in SOURCES.items()})
    monkeypatch.setattr("huggingface_hub.utils._http.time.sleep", lambda _: None)
    monkeypatch.setattr(refreshing, "Network", lambda: Network(lambda _: None))
    with running() as server:
        monkeypatch.setenv("SHORTLIST_MIRROR", server.url)
        yield server


def run_in(folder: Path) -> Run:
    return Run(
        folder=folder,
        store=RawStore(folder / "raw"),
        before=NOTHING,
        bundle=NOTHING,
        last_outcomes={},
        began=datetime.now(tz=UTC),
        offline=False,
        only=frozenset(),
        archives=None,
        network=Network(lambda _: None),
    )


def host_of(source: Source, upstream: Upstream, folder: Path) -> str:
    """Return the host that a source asks first."""
    gather(small(source), run_in(folder))
    return upstream.asked[0].split("/")[0]


# Every fault of the network for one source a way of asking: our own door, and the Hub's library. What is a source's own
# affair is an answer of another shape: that is tried with each.
@pytest.mark.parametrize("fault", FAULTS)
@pytest.mark.parametrize("source_id", ["evalplus", "lmarena"])
def test_a_fault_of_the_network_leaves_the_last_good_rows(
    source_id: str, fault: str, upstream: Upstream, tmp_path: Path
) -> None:
    leaves_the_last_good_rows(source_id, fault, upstream, tmp_path)


@pytest.mark.parametrize("source_id", EACH)
def test_an_answer_of_another_shape_leaves_the_last_good_rows(
    source_id: str, upstream: Upstream, tmp_path: Path
) -> None:
    leaves_the_last_good_rows(source_id, "shape", upstream, tmp_path)


def leaves_the_last_good_rows(source_id: str, fault: str, upstream: Upstream, folder: Path) -> None:
    source = small(ASKED[source_id])
    with pytest.MonkeyPatch.context() as patch:
        if source.needs:
            patch.setenv(source.needs, "a key")
        good = gather(source, run_in(folder))
        assert good.state.outcome == "fresh"
        upstream.faults[upstream.asked[0].split("/")[0]] = fault
        bad = gather(source, run_in(folder))
    assert bad.state.outcome == "stale"
    assert bad.state.reason
    assert bad.state.rows == good.state.rows > 0
    assert bad.state.as_of == good.state.as_of
    assert bad.state.fetched_at == good.state.fetched_at


@pytest.mark.parametrize("source_id", EACH)
def test_a_source_that_never_answered_has_failed(source_id: str, upstream: Upstream, tmp_path: Path) -> None:
    source = small(ASKED[source_id])
    with pytest.MonkeyPatch.context() as patch:
        if source.needs:
            patch.setenv(source.needs, "a key")
        upstream.faults[host_of(source, upstream, tmp_path / "other")] = "500"
        state = gather(source, run_in(tmp_path)).state
    assert (state.outcome, state.rows) == ("failed", 0)
    assert state.reason


def test_a_planted_key_reaches_its_own_host_alone(upstream: Upstream, tmp_path: Path) -> None:
    hosts = {
        "ARTIFICIAL_ANALYSIS_API_KEY": "artificialanalysis.ai",
        "OPENROUTER_API_KEY": "openrouter.ai",
        "HF_TOKEN": "huggingface.co",
    }
    with pytest.MonkeyPatch.context() as patch:
        for key in hosts:
            patch.setenv(key, f"planted-{key}")
        for source_id in ("artificial_analysis", "openrouter", "lmarena", "evalplus", "livebench"):
            gather(small(SOURCES[source_id]), run_in(tmp_path))
    got: dict[str, set[str]] = {}
    for place, headers in zip(upstream.asked, upstream.headers, strict=True):
        told = str(headers) + place
        for key in hosts:
            if f"planted-{key}" in told:
                got.setdefault(key, set()).add(place.split("/")[0])
    assert got == {key: {host} for key, host in hosts.items()}
    assert {place.split("/")[0] for place in upstream.asked} > set(hosts.values())


def test_a_wrong_table_kept_by_hand_is_no_fault_of_a_source(tmp_path: Path) -> None:
    def fetch(_: Door) -> Sequence[Answer]:
        message = "datasets/providers.csv, line 2, column billing: found 'x', expected 'subscription'"
        raise CuratedError(message)

    with pytest.raises(CuratedError, match="line 2, column billing"):
        gather(replace(ASKED["aider"], fetch=fetch), run_in(tmp_path))


@pytest.mark.parametrize("source_id", BY_HAND)
def test_what_is_read_by_hand_comes_with_the_program_and_asks_nobody(
    source_id: str, upstream: Upstream, tmp_path: Path
) -> None:
    upstream.bodies.clear()
    state = gather(SOURCES[source_id], run_in(tmp_path)).state
    assert (state.outcome, state.reason) == ("fresh", None)
    assert not upstream.asked


def test_a_source_without_its_key_is_skipped_and_names_the_variable(upstream: Upstream, tmp_path: Path) -> None:
    state = gather(SOURCES["artificial_analysis"], run_in(tmp_path)).state
    assert state.outcome == "skipped"
    assert "ARTIFICIAL_ANALYSIS_API_KEY" in str(state.reason)
    assert not upstream.asked


@pytest.mark.parametrize(
    ("hostile", "words"),
    [
        ("\x07bell", "plain text"),
        ("<script>alert(1)</script>", "plain text"),
        ("x" * 10_000, "300 characters expected"),
        ("=HYPERLINK(1)", "plain text"),
    ],
)
def test_many_hostile_names_stop_their_source_only(
    hostile: str, words: str, upstream: Upstream, tmp_path: Path
) -> None:
    source = small(SOURCES["evalplus"])
    good = gather(source, run_in(tmp_path))
    body = json.loads(upstream.bodies["evalplus.github.io/results.json"])
    some = next(iter(body.values()))
    body |= {hostile + str(number): some for number in range(2 + 4 * len(body))}
    upstream.bodies["evalplus.github.io/results.json"] = json.dumps(body).encode()
    bad = gather(source, run_in(tmp_path))
    assert bad.state.outcome == "stale"
    assert words in str(bad.state.reason)
    assert bad.state.rows == good.state.rows


@pytest.mark.parametrize("price", ["-0.5", "5"])
def test_an_absurd_price_stops_its_source(price: str, upstream: Upstream, tmp_path: Path) -> None:
    source = small(SOURCES["openrouter"])
    gather(source, run_in(tmp_path))
    for place, body in upstream.bodies.items():
        if place.startswith("openrouter.ai") and b'"pricing"' in body:
            answer = json.loads(body)
            rows = answer["data"] if isinstance(answer["data"], list) else answer["data"]["endpoints"]
            for row in rows:
                row["pricing"]["prompt"] = price
            upstream.bodies[place] = json.dumps(answer).encode()
    state = gather(source, run_in(tmp_path)).state
    assert state.outcome == "stale"
    assert "price" in str(state.reason) or "usd" in str(state.reason).lower()


def test_figures_of_a_day_to_come_stop_their_source(upstream: Upstream, tmp_path: Path) -> None:
    source = small(SOURCES["evalplus"])
    gather(source, run_in(tmp_path))
    upstream.days["evalplus.github.io/results.json"] = date(2099, 1, 1)
    to_come = replace(source, parse=lambda _: batch((score(as_of=date(2099, 1, 1)), "acme/one")))
    upstream.bodies["evalplus.github.io/results.json"] += b" "
    state = gather(to_come, run_in(tmp_path)).state
    assert state.outcome == "stale"
    assert "figures of today or earlier expected, found 2099-01-01" in str(state.reason)


def test_a_changed_scale_stops_its_source(upstream: Upstream, tmp_path: Path) -> None:
    source = small(SOURCES["evalplus"])
    gather(source, run_in(tmp_path))
    body = json.loads(upstream.bodies["evalplus.github.io/results.json"])
    for row in body.values():
        row["pass@1"] = {key: value and value * 100 for key, value in row["pass@1"].items()}
    upstream.bodies["evalplus.github.io/results.json"] = json.dumps(body).encode()
    assert gather(source, run_in(tmp_path)).state.outcome == "stale"


@pytest.mark.slow
def test_a_refresh_of_all_sources_publishes_a_snapshot_and_a_second_one_finds_nothing_new(upstream: Upstream) -> None:
    first = refresh()
    assert first.exit_status == 1  # the frozen archives have no rows without a bundle
    assert first.is_new
    again = refresh()
    assert (again.snapshot, again.is_new) == (first.snapshot, False)
    assert {s.outcome for s in again.states if s.source_id in ASKED} <= {"unchanged", "skipped"}
    store = open_snapshot(current_path() or Path())
    told = store.execute("SELECT count(*) FROM scores SEMI JOIN models USING (model_id)").fetchone()
    assert told == store.execute("SELECT count(*) FROM scores").fetchone()
    assert told
    assert told[0] > 0
    assert upstream.asked
