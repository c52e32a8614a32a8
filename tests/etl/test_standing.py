"""Which rows stand for a source and which outcome that is, cell by cell: what happened x what is at hand."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

from catalog.records import Outcome
from etl.earlier import Counts
from etl.errors import FetchError
from etl.http import Network
from etl.raw import Kept, RawStore
from etl.refresh import Gathered, Run, gather
from etl.source import Answer, Door, Source
from etl.standing import NOT_ASKED, STANDING, Happened, RowsFrom, standing
from etl.status import LastOutcome
from tests.etl.small_world import KEY, SOURCES, body_of

URL = "https://board.example/all.json"
THEN, LONG_AGO = datetime(2026, 11, 20, tzinfo=UTC), datetime(2026, 11, 1)  # noqa: DTZ001 - as the table holds it
KEPT, EARLIER, NEW = {"acme/one": 1.0, "acme/two": 2.0}, 3, {f"acme/{n}": 10.0 for n in range(4)}
ROWS: Mapping[RowsFrom, int] = {"answers": 4, "kept": 2, "earlier": EARLIER, "bundle": EARLIER, "nothing": 0}
IS_OF = date(2026, 5, 31)


class Rows:
    """Rows of an earlier time, of one source or of none."""

    fingerprint = "of then"
    is_whole = True
    last_outcomes: Mapping[str, LastOutcome] = {}

    def __init__(self, source_id: str | None, rows: int = EARLIER) -> None:
        self.source_id, self.rows = source_id, rows

    def counts(self, source_id: str) -> Counts | None:
        """Return as many rows for the one source, none for another."""
        if source_id != self.source_id:
            return None
        return Counts(rows=self.rows, rejected=0, as_of=IS_OF, fetched_at=LONG_AGO)

    def rows_of(self, _: object) -> dict[str, pd.DataFrame]:
        """Return no rows: nothing is built here."""
        return {}


def stands(
    source: Source, folder: Path, happened: str, places: set[RowsFrom], told: Mapping[str, LastOutcome] | None = None
) -> Gathered:
    """Return what stands for a source after something happened, with rows at these places."""
    store = RawStore(folder / "raw")
    if "kept" in places:
        store.save(source.source_id, [Kept(url=URL, sha256=store.put(body_of(KEPT)))])
    answer = {"as before": body_of(KEPT), "badly": b"[]"}.get(happened.split(" ", 1)[-1], body_of(NEW))

    def fetch(door: Door) -> list[Answer]:
        if happened == "answers nothing":
            message = "no answer"
            raise FetchError(message)
        return [door.keep(URL, answer)]

    original = folder / "archive.json"
    if happened.startswith("original"):
        original.write_bytes(b"[]" if happened == "original badly" else answer)
    source_id = source.source_id
    # The snapshot counts a source's kept answers as it has read them.
    before = Rows(source_id if "earlier" in places else None, 2 if "kept" in places else EARLIER)
    run = Run(
        folder=folder,
        store=store,
        before=before,
        bundle=Rows(source_id if "bundle" in places else None),
        last_outcomes=told or {},
        began=datetime(2026, 11, 23, tzinfo=UTC),
        offline=happened == "offline",
        only=frozenset({"another"} if happened == "only another" else ()),
        archives=folder,
        network=Network(),
    )
    return gather(replace(source, fetch=fetch) if source.fetch else source, run)


CELLS: list[Any] = [
    ("answers anew", set(), "fresh", "answers"),
    ("answers anew", {"kept", "earlier"}, "fresh", "answers"),
    ("answers as before", {"kept", "earlier"}, "unchanged", "kept"),
    ("answers as before", {"kept"}, "unchanged", "answers"),
    *(
        cell
        for badly in ("answers badly", "answers nothing")
        for cell in (
            (badly, {"kept", "earlier"}, "stale", "kept"),
            (badly, {"kept"}, "stale", "kept"),
            (badly, {"earlier"}, "stale", "earlier"),
            (badly, set(), "failed", "nothing"),
        )
    ),
]


def told_by(given: Gathered) -> tuple[Outcome, RowsFrom, int]:
    return given.state.outcome, given.rows_from, given.state.rows


@pytest.mark.parametrize(("happened", "places", "outcome", "rows_from"), CELLS)
def test_who_is_asked(
    happened: str, places: set[RowsFrom], outcome: Outcome, rows_from: RowsFrom, tmp_path: Path
) -> None:
    given = stands(SOURCES["board"], tmp_path, happened, places)
    rows = 2 if happened == "answers as before" else ROWS[rows_from]
    assert told_by(given) == (outcome, rows_from, rows)
    assert (given.state.reason is None) == (outcome in {"fresh", "unchanged"})
    assert given.outcome == LastOutcome(
        outcome=outcome, reason=given.state.reason, checked_at="2026-11-23T00:00:00+00:00"
    )


WITHOUT_KEY: list[Any] = [
    ({"kept", "earlier"}, "kept"),
    ({"kept"}, "kept"),
    ({"earlier"}, "earlier"),
    (set(), "nothing"),
]


@pytest.mark.parametrize(("places", "rows_from"), WITHOUT_KEY)
def test_who_is_asked_without_its_key_keeps_its_rows_and_says_so(
    places: set[RowsFrom], rows_from: RowsFrom, tmp_path: Path
) -> None:
    for was in (None, "fresh", "unchanged", "stale", "failed", "skipped"):
        told = {"own": LastOutcome(outcome=was)} if was else {}
        given = stands(SOURCES["own"], tmp_path, "answers anew", places, told)
        assert told_by(given) == ("skipped", rows_from, ROWS[rows_from])
        stay = "" if rows_from == "nothing" else "; its last rows stay"
        assert given.state.reason == f"set {KEY} to use this source{stay}"


@pytest.mark.parametrize(
    ("happened", "places", "outcome", "rows_from"),
    [
        ("no original", {"bundle", "earlier", "kept"}, "unchanged", "bundle"),
        ("no original", {"earlier", "kept"}, "failed", "nothing"),
        ("offline", {"bundle", "earlier"}, "unchanged", "bundle"),
        ("only another", {"bundle", "earlier"}, "unchanged", "bundle"),
        ("original anew", {"bundle", "earlier"}, "fresh", "answers"),
        ("original badly", {"bundle", "earlier"}, "stale", "bundle"),
        ("original badly", {"earlier"}, "failed", "nothing"),
    ],
)
def test_an_archive_stands_by_its_original_or_by_the_bundle(
    happened: str, places: set[RowsFrom], outcome: Outcome, rows_from: RowsFrom, tmp_path: Path
) -> None:
    given = stands(SOURCES["archive"], tmp_path, happened, places)
    assert told_by(given) == (outcome, rows_from, ROWS[rows_from])


AS_IT_WAS: list[Any] = [
    *(
        cell
        for was in ("fresh", "unchanged", "stale")
        for cell in (
            (was, {"kept", "earlier"}, was, "kept"),
            (was, {"kept"}, was, "kept"),
            (was, {"earlier"}, was, "earlier"),
            (was, set(), "failed", "nothing"),
        )
    ),
    ("failed", {"kept", "earlier"}, "stale", "kept"),
    ("failed", {"kept"}, "stale", "kept"),
    ("failed", {"earlier"}, "stale", "earlier"),
    ("failed", set(), "failed", "nothing"),
    ("skipped", {"kept", "earlier"}, "skipped", "kept"),
    ("skipped", {"kept"}, "skipped", "kept"),
    ("skipped", {"earlier"}, "skipped", "earlier"),
    ("skipped", set(), "skipped", "nothing"),
    (None, {"kept", "earlier"}, "unchanged", "kept"),
    (None, {"kept"}, "unchanged", "kept"),
    (None, {"earlier"}, "unchanged", "earlier"),
    (None, set(), "skipped", "nothing"),
]


@pytest.mark.parametrize("happened", ["offline", "only another"])
@pytest.mark.parametrize(("was", "places", "outcome", "rows_from"), AS_IT_WAS)
def test_who_is_not_asked_keeps_outcome_and_reason(
    happened: str, was: Outcome | None, places: set[RowsFrom], outcome: Outcome, rows_from: RowsFrom, tmp_path: Path
) -> None:
    had = LastOutcome(outcome=was, reason=f"it was {was}", checked_at="2026-11-20T00:00:00+00:00") if was else None
    given = stands(SOURCES["board"], tmp_path, happened, places, {"board": had} if had else {})
    assert told_by(given) == (outcome, rows_from, ROWS[rows_from])
    missing = "not asked yet" if rows_from == "nothing" else None
    assert given.state.reason == (had.reason if had else missing)
    assert given.checked_at == (had.checked_at if had else None)


@pytest.mark.parametrize("was", [None, "failed", "skipped", "fresh"])
def test_who_is_not_asked_and_has_neither_key_nor_rows_is_skipped(was: Outcome | None, tmp_path: Path) -> None:
    told = {"own": LastOutcome(outcome=was, reason="not asked")} if was else {}
    given = stands(SOURCES["own"], tmp_path, "only another", set(), told)
    assert told_by(given) == ("skipped", "nothing", 0)
    assert given.state.reason == f"set {KEY} to use this source"


def test_who_is_not_asked_keeps_its_rows_without_its_key(tmp_path: Path) -> None:
    given = stands(SOURCES["own"], tmp_path, "only another", {"kept"}, {"own": LastOutcome(outcome="fresh")})
    assert told_by(given) == ("fresh", "kept", 2)


def test_a_lost_outcome_without_rows_says_that_none_are_kept(tmp_path: Path) -> None:
    given = stands(SOURCES["board"], tmp_path, "offline", set(), {"board": LastOutcome(outcome="fresh")})
    assert (given.state.outcome, given.state.reason) == ("failed", "no rows are kept")


def test_every_cell_of_the_table_is_among_these() -> None:
    happened: Mapping[str, Happened] = {
        "answers anew": "answered anew",
        "answers as before": "answered as before",
        "answers badly": "answered badly",
        "answers nothing": "answered badly",
    }
    seen: set[Any] = {(happened[what], rows_from) for what, _, _, rows_from in CELLS}
    seen |= {(NOT_ASKED[was], rows_from) for was, _, _, rows_from in AS_IT_WAS}
    seen |= {("has no key", rows_from) for _, rows_from in WITHOUT_KEY}
    seen |= {(f"is an archive{read}", place) for read in ("", ", read badly") for place in ("bundle", "nothing")}
    assert seen == {(what, place) for what, places in STANDING.items() for place in places}


def test_an_answer_that_is_not_there_is_a_fault_of_the_program() -> None:
    with pytest.raises(LookupError, match="answered anew"):
        standing("answered anew", lambda _: None)


def test_places_are_asked_in_order_and_no_further() -> None:
    asked: list[str] = []

    def rows_at(place: RowsFrom) -> str | None:
        asked.append(place)
        return place

    assert standing("answered badly", rows_at) == ("stale", "kept", "kept")
    assert asked == ["kept"]


def test_what_is_carried_changes_its_fingerprint_when_its_rows_do(tmp_path: Path) -> None:
    kept = stands(SOURCES["board"], tmp_path / "a", "answers badly", {"kept"}).fingerprint
    earlier = stands(SOURCES["board"], tmp_path / "b", "answers badly", {"earlier"}).fingerprint
    anew = stands(SOURCES["board"], tmp_path / "c", "answers anew", set()).fingerprint
    assert len({kept, earlier, anew}) == 3
    assert stands(SOURCES["board"], tmp_path / "d", "answers as before", {"kept", "earlier"}).fingerprint == kept
