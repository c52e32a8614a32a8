"""Whole refreshes of a small world: what is asked, what is kept, what is published, and where a crash may come."""

import json
import os
import shutil
import signal
import threading
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pandas as pd
import pytest

from catalog.records import TABLES, SourceState
from catalog.store import DATASETS, current_path, data_dir, facts_of, open_snapshot
from etl import derived, http, schedule
from etl import refresh as refreshing
from etl.__main__ import main
from etl.bundle import read_bundle, write_bundle
from etl.earlier import EarlierSnapshot
from etl.errors import BuildError
from etl.http import Network
from etl.join import frame_of
from etl.raw import RawStore
from etl.refresh import Result, locked, refresh, restore
from etl.snapshots import read_tables
from etl.source import Answer, Batch, Source
from tests.etl.small_world import BOARD, BODIES, DAY, KEY, OWN, PRICES, SOURCES, body_of
from tests.handmade import batch, offer, score
from tests.upstream import Upstream, running

pytestmark = pytest.mark.slow

BROKEN, MENDED = b"[]", BODIES[BOARD]


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a folder with a bundle of the small world."""
    folder = tmp_path_factory.mktemp("made")
    with pytest.MonkeyPatch.context() as patch:
        for server in small_world(patch, folder):
            bundled(folder, {"acme/one": 40.0, "acme/two": 30.0})
            assert server.asked
    return folder / "bundle"


@pytest.fixture
def world(monkeypatch: pytest.MonkeyPatch, tmp_path: Path, made: Path) -> Iterator[Upstream]:
    """Return the stand-in of a small world whose archive is in the bundle."""
    shutil.copytree(made, tmp_path / "bundle")
    yield from small_world(monkeypatch, tmp_path)


def no_abilities(*_: object) -> dict[str, pd.DataFrame]:
    """Return no abilities: they take most of a small refresh's time and are no part of what is tried here."""
    return {table: frame_of(TABLES[table], ()) for table in ("abilities", "ability_tests")}


def small_world(monkeypatch: pytest.MonkeyPatch, folder: Path) -> Iterator[Upstream]:
    """Yield the stand-in of a small world, the only one that a refresh then asks."""
    monkeypatch.delenv(KEY, raising=False)
    monkeypatch.setenv("SHORTLIST_DATA", str(folder / "data"))
    monkeypatch.setattr(refreshing, "discover", lambda: SOURCES)
    monkeypatch.setattr(refreshing, "BUNDLE", folder / "bundle")
    monkeypatch.setattr(refreshing, "Network", lambda: Network(lambda _: None))
    monkeypatch.setattr(derived, "ability_tables", no_abilities)
    with running() as server:
        server.bodies = {place: body_of(figures) for place, figures in BODIES.items()}
        server.days = {}
        monkeypatch.setenv("SHORTLIST_MIRROR", server.url)
        yield server


def bundled(folder: Path, figures: dict[str, float]) -> None:
    """Write a bundle of the small world, its archive with these figures, by a refresh in a folder of its own."""
    (folder / "originals").mkdir(exist_ok=True)
    (folder / "originals" / "archive.json").write_bytes(body_of(figures))
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("SHORTLIST_DATA", str(folder / "maintainer"))
        refresh(archives=folder / "originals")
        write_bundle(read_tables(current_path() or Path()), folder / "bundle")


def told(result: Result) -> dict[str, tuple[str, str | None, int]]:
    return {state.source_id: (state.outcome, state.reason, state.rows) for state in result.states}


def rows(sql: str) -> list[tuple[Any, ...]]:
    """Return what the current snapshot answers."""
    store = open_snapshot(current_path() or Path())
    try:
        return store.execute(sql).fetchall()
    finally:
        store.close()


def results(source_id: str) -> dict[str, float]:
    return dict(rows(f"SELECT model_id, value FROM scores WHERE source_id = '{source_id}'"))  # noqa: S608 - our own


def asked(world: Upstream) -> set[str]:
    """Return the places asked since the last time."""
    places = set(world.asked)
    world.asked.clear()
    return places


def test_a_refresh_publishes_and_a_second_one_finds_nothing_new(world: Upstream) -> None:
    first = refresh()
    assert told(first) == {
        "archive": ("unchanged", None, 2),
        "board": ("fresh", None, 3),
        "own": ("skipped", f"set {KEY} to use this source", 0),
        "prices": ("fresh", None, 3),
    }
    assert (first.exit_status, first.is_new) == (0, True)
    assert results("board") == BODIES[BOARD]
    again = refresh()
    assert (again.snapshot, again.is_new, again.exit_status) == (first.snapshot, False, 0)
    assert {s.source_id for s in again.states if s.outcome == "unchanged"} == {"archive", "board", "prices"}
    assert world.answered[-2:] == [304, 304]


def test_a_snapshot_says_of_which_answers_it_is(world: Upstream) -> None:
    def fingerprint() -> str | None:
        store = open_snapshot(current_path() or Path())
        facts = facts_of(store)
        store.close()
        return facts.fingerprint if facts else None

    refresh()
    first = fingerprint()
    world.bodies[BOARD] = body_of({**BODIES[BOARD], "acme/one": 71.0})
    assert refresh().is_new
    assert first
    assert fingerprint() not in {None, first}
    assert results("board")["acme/one"] == 71


def test_a_broken_source_is_stale_and_stays_so_while_others_are_asked(world: Upstream) -> None:
    refresh()
    world.bodies[BOARD] = BROKEN
    broken = refresh()
    assert told(broken)["board"][0] == "stale"
    reason = told(broken)["board"][1]
    assert reason
    assert "a table" in reason or "expected" in reason or "unexpected" in reason
    assert results("board") == BODIES[BOARD]
    asked(world)
    for limited in (partial(refresh, only=["prices"]), partial(refresh, offline=True), partial(refresh, only=["own"])):
        result = limited()
        assert told(result)["board"] == ("stale", reason, 3)
        assert result.exit_status == 1
        assert rows("SELECT outcome, reason FROM sources WHERE source_id = 'board'") == [("stale", reason)]
    assert asked(world) == {PRICES}
    world.bodies[BOARD] = body_of(MENDED)
    mended = refresh(only=["board"])
    assert (told(mended)["board"], mended.exit_status) == (("unchanged", None, 3), 0)
    assert rows("SELECT outcome FROM sources WHERE source_id = 'board'") == [("unchanged",)]


def test_a_broken_source_stays_stale_where_another_one_brings_news(world: Upstream) -> None:
    refresh()
    world.bodies[BOARD] = BROKEN
    refresh()
    world.bodies[PRICES] = body_of({**BODIES[PRICES], "acme/one": 1.5})
    result = refresh(only=["prices"])
    assert (result.is_new, result.exit_status) == (True, 1)
    assert rows("SELECT outcome FROM sources WHERE source_id = 'board'") == [("stale",)]
    assert results("board") == BODIES[BOARD]


@pytest.mark.usefixtures("world")
@pytest.mark.parametrize("limited", [{"only": ["board"]}, {"offline": True}])
def test_asking_some_or_none_of_sources_that_are_well_ends_well(limited: dict[str, Any]) -> None:
    refresh()
    assert refresh(**limited).exit_status == 0


def test_the_first_refresh_may_ask_some_only(world: Upstream) -> None:
    result = refresh(only=["board"])
    assert result.exit_status == 0
    assert told(result)["prices"] == ("unchanged", "from the bundled snapshot", 3)
    assert asked(world) == {BOARD}
    assert rows("SELECT count(*) FROM offers") == [(3,)]


@pytest.mark.usefixtures("world")
def test_status_says_when_a_source_was_last_asked_not_when_another_was(capsys: pytest.CaptureFixture[str]) -> None:
    refresh()
    note = data_dir() / "raw" / "outcomes.json"
    long_ago = json.loads(note.read_text()) | {}
    for entry in long_ago.values():
        entry["checked_at"] = "2026-01-01T00:00:00+00:00"
    note.write_text(json.dumps(long_ago))
    refresh(only=["prices"])
    assert main(["status", "--json"]) == 0
    checked = {s["source_id"]: s["checked_at"] for s in json.loads(capsys.readouterr().out)["sources"]}
    assert checked["board"] == "2026-01-01T00:00:00+00:00"
    assert checked["prices"] > "2026-01-01T00:00:00+00:00"


def test_a_key_that_is_not_at_hand_takes_no_rows_away(world: Upstream, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(KEY, "a key")
    assert told(refresh())["own"] == ("fresh", None, 3)
    monkeypatch.delenv(KEY)
    result = refresh(only=["board"])
    assert (told(result)["own"], result.exit_status) == (("fresh", None, 3), 0)
    asked(world)
    skipped = ("skipped", f"set {KEY} to use this source; its last rows stay", 3)
    for again in (refresh(), refresh(offline=True)):
        assert (told(again)["own"], again.exit_status) == (skipped, 0)
        assert results("own") == BODIES[OWN]
        assert rows("SELECT outcome, reason, rows FROM sources WHERE source_id = 'own'") == [skipped]
    assert OWN not in asked(world)
    monkeypatch.setenv(KEY, "a key")
    assert told(refresh())["own"] == ("unchanged", None, 3)
    assert rows("SELECT outcome FROM sources WHERE source_id = 'own'") == [("unchanged",)]


@pytest.mark.usefixtures("world")
def test_a_source_without_its_key_is_gone_once_its_kept_answers_and_the_snapshots_are(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv(KEY, "a key")
    refresh()
    monkeypatch.delenv(KEY)
    (data_dir() / "raw" / "sources" / "own.json").unlink()
    shutil.rmtree(data_dir() / "snapshots")
    assert told(refresh())["own"] == ("skipped", f"set {KEY} to use this source", 0)
    assert results("own") == {}
    assert results("board") == BODIES[BOARD]


def test_offline_builds_from_kept_answers(world: Upstream) -> None:
    refresh()
    asked(world)
    (current_path() or Path()).unlink()
    result = refresh(offline=True)
    assert (result.is_new, result.exit_status) == (True, 0)
    assert results("board") == BODIES[BOARD]
    assert not asked(world)


@pytest.mark.parametrize("table", ["aliases.csv", "memberships.csv", "lineage.csv", "benchmarks/shared.csv"])
@pytest.mark.usefixtures("world")
def test_a_changed_curated_table_publishes(table: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    copied = tmp_path / "datasets"
    shutil.copytree(DATASETS, copied, ignore=shutil.ignore_patterns("bundled", "raw", "snapshots"))
    monkeypatch.setattr(refreshing, "DATASETS", copied)
    refresh()
    assert not refresh().is_new
    with (copied / table).open("a", encoding="utf-8") as file:
        file.write("\n")
    assert refresh().is_new
    assert not refresh().is_new


@pytest.mark.parametrize("room", ["etl", "catalog"])
@pytest.mark.usefixtures("world")
def test_our_own_changed_code_publishes(room: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    module = tmp_path / room / "inner" / "module.py"
    module.parent.mkdir(parents=True)
    module.write_text("A = 1\n")
    monkeypatch.setattr(refreshing, room, SimpleNamespace(__file__=str(tmp_path / room / "__init__.py")))
    refresh()
    assert not refresh().is_new
    module.write_text("A = 2\n")
    assert refresh().is_new


@pytest.mark.usefixtures("world")
def test_archives_come_from_the_bundle_not_from_the_former_snapshot(tmp_path: Path) -> None:
    refresh()
    assert results("archive") == {"acme/one": 40, "acme/two": 30}
    bundled(tmp_path, {"acme/one": 41.0, "acme/two": 30.0, "acme/three": 20.0})
    mended = refresh()
    assert (mended.is_new, told(mended)["archive"]) == (True, ("unchanged", None, 3))
    assert results("archive") == {"acme/one": 41, "acme/two": 30, "acme/three": 20}


def test_answers_that_nobody_needs_any_more_are_removed(world: Upstream, tmp_path: Path) -> None:
    refresh()
    blobs = tmp_path / "data" / "raw" / "blobs"
    before = {path.name for path in blobs.iterdir()}
    world.bodies[BOARD] = body_of({**BODIES[BOARD], "acme/one": 71.0})
    refresh()
    after = {path.name for path in blobs.iterdir()}
    assert (len(before), len(after)) == (2, 2)
    assert len(before & after) == 1
    world.bodies[BOARD] = BROKEN
    refresh()
    assert {path.name for path in blobs.iterdir()} == after


def names_nothing(pointer: Path, _: Path) -> None:
    pointer.write_text("nothing\n")


def is_gone(_: Path, snapshot: Path) -> None:
    snapshot.unlink()


def is_cut(_: Path, snapshot: Path) -> None:
    snapshot.write_bytes(snapshot.read_bytes()[:5000])


def is_another_file(_: Path, snapshot: Path) -> None:
    snapshot.write_bytes(b"not a snapshot" * 1000)


@pytest.mark.parametrize("damage", [names_nothing, is_gone, is_cut, is_another_file])
@pytest.mark.usefixtures("world")
def test_an_unreadable_current_snapshot_does_not_stop_a_refresh(damage: Callable[[Path, Path], None]) -> None:
    refresh()
    damage(data_dir() / "CURRENT", current_path() or Path())
    result = refresh()
    assert (result.is_new, result.exit_status) == (True, 0)
    assert results("board") == BODIES[BOARD]
    assert results("archive") == {"acme/one": 40, "acme/two": 30}
    assert not refresh().is_new


def test_of_a_snapshot_that_is_damaged_within_the_bundle_takes_the_place(
    world: Upstream, monkeypatch: pytest.MonkeyPatch
) -> None:
    world.bodies[BOARD] = body_of({**BODIES[BOARD], "acme/one": 71.0})
    refresh()
    shutil.rmtree(data_dir() / "raw")
    monkeypatch.setattr(EarlierSnapshot, "is_whole", False)
    world.bodies[BOARD] = BROKEN
    assert told(refresh())["board"][0] == "stale"
    assert results("board") == BODIES[BOARD]


@pytest.mark.usefixtures("world")
def test_what_is_kept_and_cannot_be_read_any_more_stands_as_the_snapshot_has_it(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    refresh()
    for blob in (data_dir() / "raw" / "blobs").iterdir():
        blob.write_bytes(b"damaged")
    monkeypatch.setattr(refreshing, "_fingerprint", lambda _: "other code")
    result = refresh(offline=True)
    assert (result.is_new, told(result)["board"]) == (True, ("fresh", None, 3))
    assert results("board") == BODIES[BOARD]


@pytest.mark.usefixtures("world")
def test_what_is_kept_and_our_own_reading_fails_on_stands_as_the_snapshot_has_it(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def fails(_: object) -> Batch:
        message = "the reading has changed"
        raise ZeroDivisionError(message)

    refresh()
    monkeypatch.setattr(refreshing, "discover", lambda: SOURCES | {"board": replace(SOURCES["board"], parse=fails)})
    monkeypatch.setattr(refreshing, "_fingerprint", lambda _: "other code")
    result = refresh(offline=True)
    assert (result.is_new, told(result)["board"]) == (True, ("fresh", None, 3))
    assert results("board") == BODIES[BOARD]


@pytest.mark.usefixtures("world")
def test_an_answer_as_before_is_as_young_as_the_asking() -> None:
    refresh()
    store = RawStore(data_dir() / "raw")
    index = store.folder / "sources" / "board.json"
    index.write_text(json.dumps(json.loads(index.read_text()) | {"fetched_at": "2026-01-01T00:00:00+00:00"}))
    board = next(state for state in refresh().states if state.source_id == "board")
    good = store.last_good("board")
    assert good is not None
    assert good.fetched_at > datetime(2026, 1, 1, tzinfo=UTC)
    assert board.fetched_at == good.fetched_at.replace(tzinfo=None)


def of_prices(world: Upstream, figures: dict[str, float], record: Callable[[float], Any]) -> dict[str, Source]:
    """Return the small world with prices that become these records."""

    def parse(_: object) -> Batch:
        return batch(*((record(figure), name) for name, figure in figures.items()))

    world.bodies[PRICES] = body_of(figures)
    return SOURCES | {"prices": replace(SOURCES["prices"], parse=parse)}


def test_a_draft_that_is_not_sound_is_not_published(world: Upstream, monkeypatch: pytest.MonkeyPatch) -> None:
    refresh()
    former = current_path()
    unsound = of_prices(
        world, dict.fromkeys(BODIES[PRICES], 9.0), lambda figure: score(figure, "a test that nobody knows")
    )
    monkeypatch.setattr(refreshing, "discover", lambda: unsound)
    with pytest.raises(BuildError, match="a test that nobody knows"):
        refresh()
    assert current_path() == former


def test_output_far_below_its_input_is_flagged(world: Upstream, monkeypatch: pytest.MonkeyPatch) -> None:
    figures = {"acme/one": 9.0, "acme/two": 5.0, "acme/three": 1.0}
    odd = of_prices(world, figures, lambda figure: offer(figure, 1.0, as_of=DAY))
    monkeypatch.setattr(refreshing, "discover", lambda: odd)
    assert told(refresh())["prices"] == ("fresh", None, 3)
    assert rows("SELECT model_id FROM offers WHERE flag IS NOT NULL") == [("acme/one",)]


@pytest.mark.usefixtures("world")
def test_who_takes_no_part_in_abilities_is_named_to_their_fit(monkeypatch: pytest.MonkeyPatch) -> None:
    heard: list[object] = []

    def fitted(_: object, uncounted: object) -> dict[str, pd.DataFrame]:
        heard.append(uncounted)
        return no_abilities()

    apart = SOURCES | {"board": replace(SOURCES["board"], counts_in_abilities=False)}
    monkeypatch.setattr(refreshing, "discover", lambda: apart)
    monkeypatch.setattr(derived, "ability_tables", fitted)
    refresh()
    assert heard == [{"board"}]


@pytest.mark.usefixtures("world")
def test_a_bundle_that_is_not_sound_is_not_restored(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    tables = read_bundle(tmp_path / "bundle")
    monkeypatch.setattr(refreshing, "read_bundle", lambda: tables | {"models": tables["models"].iloc[:0]})
    with pytest.raises(BuildError, match="not known"):
        restore()
    assert current_path() is None


def test_nothing_is_published_when_no_source_ever_answered(
    world: Upstream, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr(refreshing, "BUNDLE", tmp_path / "no bundle")
    world.bodies.clear()
    assert main(["refresh", "--json"]) == 3
    assert not (tmp_path / "data" / "CURRENT").exists()


def test_a_second_refresh_at_the_same_time_is_refused(world: Upstream, tmp_path: Path) -> None:
    with locked(tmp_path / "data"):
        assert main(["refresh"]) == 2
    assert not asked(world)


def test_an_unknown_source_is_a_sentence(world: Upstream, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["refresh", "--only", "nowhere"]) == 2
    assert "no source is called 'nowhere'" in capsys.readouterr().err
    assert not asked(world)


@pytest.mark.usefixtures("world")
def test_the_outcome_as_json_names_every_source(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["refresh", "--json"]) == 0
    printed = json.loads(capsys.readouterr().out)
    assert {entry["source_id"] for entry in printed["sources"]} == set(SOURCES)
    assert set(printed["sources"][0]) == {"source_id", "outcome", "reason", "as_of", "rows", "rejected"}


def test_a_source_that_ends_its_reader_costs_itself_only(world: Upstream, monkeypatch: pytest.MonkeyPatch) -> None:
    def ends(_: object) -> Batch:
        os.kill(os.getpid(), signal.SIGKILL)  # as the system does to who takes all its memory
        return Batch()

    refresh()
    board, prices = SOURCES["board"], SOURCES["prices"]
    monkeypatch.setattr(refreshing, "discover", lambda: {**SOURCES, "board": replace(board, parse=ends)})
    world.bodies[BOARD] = body_of({**BODIES[BOARD], "acme/one": 71.0})
    world.bodies[PRICES] = body_of({**BODIES[PRICES], "acme/one": 1.5})
    result = refresh()
    assert told(result)["board"] == ("stale", "the process that read its answers crashed (SIGKILL)", 3)
    assert told(result)[prices.source_id] == ("fresh", None, 3)
    assert results("board") == BODIES[BOARD]


def test_a_source_that_hangs_while_it_is_asked_costs_itself_only(
    world: Upstream, monkeypatch: pytest.MonkeyPatch
) -> None:
    over = threading.Event()

    def hangs(_: object) -> list[Answer]:
        over.wait(30)
        return []

    refresh()
    monkeypatch.setattr(refreshing, "GRACE_S", 0.1)
    monkeypatch.setattr(http, "SOURCE_S", 2.0)
    board = replace(SOURCES["board"], fetch=hangs)
    monkeypatch.setattr(refreshing, "discover", lambda: {**SOURCES, "board": board})
    states = told(refresh())
    over.set()
    assert states["board"] == ("stale", "its answers had not arrived after 2 s", 3)
    assert states["prices"] == ("unchanged", None, 3)
    assert world.asked


def test_a_surprise_in_one_source_stops_no_other(world: Upstream, monkeypatch: pytest.MonkeyPatch) -> None:
    def surprises(_: object) -> Any:  # noqa: ANN401
        message = "a surprise"
        raise ZeroDivisionError(message)

    monkeypatch.setattr(refreshing, "discover", lambda: SOURCES | {"board": replace(SOURCES["board"], parse=surprises)})
    result = refresh()
    assert told(result)["board"][:2] == ("stale", "unexpected ZeroDivisionError: a surprise")
    assert told(result)["prices"][0] == "fresh"
    assert asked(world) == {BOARD, PRICES}


class KilledError(BaseException):
    """The process ended here: nothing that it would have done comes to pass."""


class Crash:
    """Counts the steps that reach the disk, and ends the process before or after one of them."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.at: int | None = None
        self.after = False
        self.steps: list[str] = []
        for name in ("replace", "fsync"):
            monkeypatch.setattr(os, name, partial(self.step, name, getattr(os, name)))

    def step(self, name: str, call: Callable[..., None], *arguments: Any) -> None:  # noqa: ANN401
        """Do one step, or end."""
        number = len(self.steps)
        self.steps.append(name)
        if self.at is not None and (number > self.at or (number == self.at and not self.after)):
            raise KilledError
        call(*arguments)
        if number == self.at:
            raise KilledError

    def reset(self, at: int | None, *, after: bool = False) -> None:
        """Begin to count anew; end at this step."""
        self.at, self.after, self.steps = at, after, []


def news(count: int) -> bytes:
    return body_of({**BODIES[BOARD], "acme/one": 70 + count / 100})


def test_a_crash_at_any_step_leaves_a_readable_snapshot_and_the_next_refresh_works(
    world: Upstream, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    refresh()
    crash = Crash(monkeypatch)
    world.bodies[BOARD] = news(1)
    refresh()
    steps = len(crash.steps)
    assert steps > 10
    former, count, seen = 70.01, 1, set()
    for at in range(steps):
        for after in (False, True):
            count += 1
            world.bodies[BOARD] = news(count)
            crash.reset(at, after=after)
            with pytest.raises(KilledError):
                refresh()
            crash.reset(None)
            value = results("board")["acme/one"]
            assert value in {former, 70 + count / 100}
            seen.add(value == former)
            former = value
    assert seen == {True, False}  # some had published before they ended
    assert refresh().exit_status == 0
    assert results("board")["acme/one"] == 70 + count / 100
    assert not refresh().is_new
    assert not list((tmp_path / "data").rglob("*.draft*"))


@pytest.mark.usefixtures("world")
def test_a_run_of_the_schedule_tells_of_who_was_not_asked_too(monkeypatch: pytest.MonkeyPatch) -> None:
    lines: list[object] = []
    monkeypatch.setattr(schedule, "refresh", partial(refresh, only=["prices"]))
    monkeypatch.setattr(schedule.log, "info", lambda *line: lines.append(line))
    refresh()
    note = data_dir() / "raw" / "outcomes.json"
    note.write_text(json.dumps({"board": {"outcome": "stale", "reason": "no answer", "checked_at": None}}))
    schedule.run_once()
    assert "board: no answer" in str(lines)


def test_a_bundled_archive_alone_is_told_as_such(world: Upstream, tmp_path: Path) -> None:
    archive = next(SourceState(**row) for row in read_bundle(tmp_path / "bundle")["sources"].to_dict("records"))
    assert (archive.source_id, archive.rows) == ("archive", 2)
    assert not asked(world)
