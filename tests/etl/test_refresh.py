"""A whole refresh against the stand-in: outcomes, what is kept, what is published."""

import json
import os
import random
import signal
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from threading import Event

import pytest

from catalog.errors import CuratedError
from catalog.store import current_path, open_snapshot
from etl import refresh as refreshing
from etl.__main__ import main
from etl.earlier import EarlierBundle
from etl.http import Network
from etl.raw import RawStore
from etl.refresh import Run, gather, locked, refresh
from etl.source import Answer, Door, Source, discover
from tests.upstream import FAULTS, Upstream, running

SOURCES = discover()
ASKED = {source_id: source for source_id, source in SOURCES.items() if source.fetch is not None}
OVER_THE_NET = [source_id for source_id in ASKED if source_id != "curated_lineage"]
ROOT = Path(__file__).resolve().parents[2]
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
        today=datetime.now(tz=UTC).date(),
        offline=False,
        only=frozenset(),
        archives=None,
        network=Network(lambda _: None),
    )


def host_of(source: Source, upstream: Upstream, folder: Path) -> str:
    """Return the host that a source asks first."""
    gather(small(source), run_in(folder))
    return upstream.asked[0].split("/")[0]


@pytest.mark.parametrize("fault", FAULTS)
@pytest.mark.parametrize("source_id", OVER_THE_NET)
def test_a_fault_leaves_the_last_good_rows(source_id: str, fault: str, upstream: Upstream, tmp_path: Path) -> None:
    source = small(ASKED[source_id])
    with pytest.MonkeyPatch.context() as patch:
        if source.needs:
            patch.setenv(source.needs, "a key")
        good = gather(source, run_in(tmp_path))
        assert good.state.outcome == "fresh"
        upstream.faults[upstream.asked[0].split("/")[0]] = fault
        bad = gather(source, run_in(tmp_path))
    assert bad.state.outcome == "stale"
    assert bad.state.reason
    assert bad.state.rows == good.state.rows > 0
    assert bad.state.as_of == good.state.as_of
    assert bad.state.fetched_at == good.state.fetched_at


@pytest.mark.parametrize("source_id", OVER_THE_NET)
def test_a_source_that_never_answered_has_failed(source_id: str, upstream: Upstream, tmp_path: Path) -> None:
    source = small(ASKED[source_id])
    with pytest.MonkeyPatch.context() as patch:
        if source.needs:
            patch.setenv(source.needs, "a key")
        upstream.faults[host_of(source, upstream, tmp_path / "other")] = "500"
        state = gather(source, run_in(tmp_path)).state
    assert (state.outcome, state.rows) == ("failed", 0)
    assert state.reason


def test_a_wrong_table_kept_by_hand_is_no_fault_of_a_source(tmp_path: Path) -> None:
    def fetch(_: Door) -> Sequence[Answer]:
        message = "datasets/providers.csv, line 2, column billing: found 'x', expected 'subscription'"
        raise CuratedError(message)

    with pytest.raises(CuratedError, match="line 2, column billing"):
        gather(replace(ASKED["aider"], fetch=fetch), run_in(tmp_path))


def test_lineage_read_by_hand_comes_with_the_program_and_asks_nobody(upstream: Upstream, tmp_path: Path) -> None:
    upstream.bodies.clear()
    state = gather(SOURCES["curated_lineage"], run_in(tmp_path)).state
    assert (state.outcome, state.reason) == ("fresh", None)
    assert not upstream.asked


def test_a_source_without_its_key_is_skipped_and_names_the_variable(upstream: Upstream, tmp_path: Path) -> None:
    state = gather(SOURCES["artificial_analysis"], run_in(tmp_path)).state
    assert state.outcome == "skipped"
    assert "ARTIFICIAL_ANALYSIS_API_KEY" in str(state.reason)
    assert not upstream.asked


def test_a_refresh_publishes_a_snapshot_and_a_second_one_finds_nothing_new(upstream: Upstream) -> None:
    first = refresh()
    assert first.exit_status in {0, 1}
    assert first.is_new
    again = refresh()
    assert (again.snapshot, again.is_new) == (first.snapshot, False)
    assert {s.outcome for s in again.states if s.source_id in ASKED} <= {"unchanged", "skipped"}
    store = open_snapshot(current_path() or Path())
    assert store.execute("SELECT count(*) > 0 FROM scores").fetchone() == (True,)
    assert store.execute("SELECT count(*) FROM scores SEMI JOIN models USING (model_id)").fetchone() == (
        store.execute("SELECT count(*) FROM scores").fetchone()
    )
    assert upstream.asked


def test_one_failing_source_is_stale_and_the_snapshot_keeps_its_rows(upstream: Upstream) -> None:
    refresh()
    upstream.faults["evalplus.github.io"] = "shape"
    result = refresh()
    assert result.exit_status == 1
    state = next(s for s in result.states if s.source_id == "evalplus")
    assert state.outcome == "stale"
    store = open_snapshot(current_path() or Path())
    assert store.execute("SELECT count(*) > 0 FROM scores WHERE source_id = 'evalplus'").fetchone() == (True,)
    assert store.execute("SELECT outcome FROM sources WHERE source_id = 'evalplus'").fetchone() == ("stale",)


def test_only_asks_the_named_sources(upstream: Upstream) -> None:
    refresh()
    upstream.asked.clear()
    refresh(only=["evalplus"])
    assert {place.split("/")[0] for place in upstream.asked} == {"evalplus.github.io"}


def test_offline_builds_from_kept_answers(upstream: Upstream) -> None:
    refresh()
    upstream.asked.clear()
    (current_path() or Path()).unlink()
    result = refresh(offline=True)
    assert result.is_new
    assert not upstream.asked


def test_nothing_is_published_when_no_source_ever_answered(upstream: Upstream, tmp_path: Path) -> None:
    upstream.bodies.clear()
    assert main(["refresh", "--json"]) == 2
    assert not (tmp_path / "data" / "CURRENT").exists()


def test_a_second_refresh_at_the_same_time_is_refused(upstream: Upstream, tmp_path: Path) -> None:
    with locked(tmp_path / "data"):
        assert main(["refresh"]) == 2
    assert not upstream.asked


def test_an_unknown_source_is_a_sentence(upstream: Upstream, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["refresh", "--only", "nowhere"]) == 2
    assert "no source is called 'nowhere'" in capsys.readouterr().err
    assert not upstream.asked


def test_the_outcome_as_json_names_every_source(upstream: Upstream, capsys: pytest.CaptureFixture[str]) -> None:
    main(["refresh", "--json"])
    printed = json.loads(capsys.readouterr().out)
    assert {entry["source_id"] for entry in printed["sources"]} == set(SOURCES)
    assert set(printed["sources"][0]) == {"source_id", "outcome", "reason", "as_of", "rows", "rejected"}
    assert upstream.asked


@pytest.mark.parametrize(
    ("hostile", "words"),
    [
        ("\x07bell", "plain text"),
        ("<script>alert(1)</script>", "plain text"),
        ("x" * 10_000, "10000 characters"),
        ("=HYPERLINK(1)", "plain text"),
    ],
)
def test_a_hostile_name_stops_its_source_only(hostile: str, words: str, upstream: Upstream, tmp_path: Path) -> None:
    source = small(SOURCES["evalplus"])
    good = gather(source, run_in(tmp_path))
    body = json.loads(upstream.bodies["evalplus.github.io/results.json"])
    body[hostile] = next(iter(body.values()))
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


def test_a_changed_scale_stops_its_source(upstream: Upstream, tmp_path: Path) -> None:
    source = small(SOURCES["evalplus"])
    gather(source, run_in(tmp_path))
    body = json.loads(upstream.bodies["evalplus.github.io/results.json"])
    for row in body.values():
        row["pass@1"] = {key: value and value * 100 for key, value in row["pass@1"].items()}
    upstream.bodies["evalplus.github.io/results.json"] = json.dumps(body).encode()
    assert gather(source, run_in(tmp_path)).state.outcome == "stale"


KILLED = """
from pathlib import Path
from etl import refresh as refreshing
from tests.test_refresh import SOURCES, small
refreshing.BUNDLE = Path("nowhere")
refreshing.discover = lambda: {name: small(source) for name, source in SOURCES.items()}
print("ready", flush=True)
refreshing.refresh()
"""


def started() -> subprocess.Popen[str]:
    """Start a refresh in a process of its own and return it at the moment when the refresh itself begins."""
    process = subprocess.Popen(  # noqa: S603 - our own code
        [sys.executable, "-c", KILLED], cwd=ROOT, env=os.environ, stdout=subprocess.PIPE, text=True
    )
    assert process.stdout
    assert process.stdout.readline() == "ready\n"
    return process


def change(upstream: Upstream, count: int) -> None:
    """Change an answer, so that the next refresh has something to publish."""
    body = json.loads(upstream.bodies["models.dev/api.json"])
    body["openai"]["name"] = f"OpenAI {count}"
    upstream.bodies["models.dev/api.json"] = json.dumps(body).encode()


def test_a_kill_at_any_moment_leaves_a_readable_snapshot_and_the_next_refresh_works(
    upstream: Upstream, tmp_path: Path
) -> None:
    refresh()
    change(upstream, 0)
    began = time.monotonic()
    assert started().wait() == 0
    whole = time.monotonic() - began
    random.seed(7)
    killed, seen = 0, set()
    for count in range(1, 51):
        change(upstream, count)
        process = started()
        Event().wait(random.uniform(0, whole))  # noqa: S311 - any moment will do; time.sleep is silenced here
        killed += process.poll() is None
        process.send_signal(signal.SIGKILL)
        process.wait()
        current = current_path() or Path()
        seen.add(current.name)
        store = open_snapshot(current)
        assert store.execute("SELECT count(*) > 0 FROM models").fetchone() == (True,)
        store.close()
    assert killed > 10
    assert len(seen) > 1  # some runs had published before they were killed
    last = refresh()
    assert last.exit_status == 1  # the frozen archives have no rows without a bundle
    assert last.snapshot is not None
    assert not list((tmp_path / "data").rglob("*.draft"))
