"""Refresh: each source by itself, then one build. What fails keeps its last good rows; what is published is sound."""

import fcntl
import hashlib
import json
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from concurrent.futures import Future, ThreadPoolExecutor, as_completed, wait
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from threading import Thread

import pandas as pd

import catalog
import etl
from catalog.errors import CuratedError
from catalog.records import TABLES, Outcome, SourceState
from catalog.store import DATASETS, StoreError, current_path, data_dir, stepped_back
from etl import checks
from etl.apart import Read, readers
from etl.build import publish
from etl.bundle import BUNDLE, read_bundle
from etl.derived import derived_tables
from etl.earlier import Counts, Earlier, EarlierBundle, EarlierSnapshot
from etl.errors import BuildError, FetchError, LockedError, MissingKeyError, SourceError, UsageError
from etl.http import HttpDoor, Network, told
from etl.join import Tables, frame_of, join
from etl.life import LISTINGS, snapshot_day
from etl.offers import judged
from etl.raw import RawStore
from etl.source import Answer, Batch, Fetch, Source, discover, uncounted
from etl.standing import NOT_ASKED, Happened, RowsFrom, standing
from etl.status import LastOutcome, last_outcomes, note_outcomes

SOURCES_AT_ONCE = 4
GRACE_S = 10.0  # the door says by itself when the time is over; a client library does not
Report = Callable[[SourceState], None]


@dataclass(frozen=True, slots=True, kw_only=True)
class Gathered:
    """What stands for one source in this refresh.

    Attributes:
        state: its row of `sources`.
        rows_from: where its rows come from.
        batch: its rows as far as they are read already; kept answers are read only if something is built.
        fingerprint: what changes exactly when its rows may.
        checked_at: when it was last asked (ISO, UTC).
    """

    state: SourceState
    rows_from: RowsFrom
    batch: Batch | None = None
    fingerprint: str | None = None
    checked_at: str | None = None

    @property
    def outcome(self) -> LastOutcome:
        """Return what came of asking it the last time."""
        return LastOutcome(outcome=self.state.outcome, reason=self.state.reason, checked_at=self.checked_at)


@dataclass(frozen=True, slots=True, kw_only=True)
class Rows:
    """Rows that may stand for a source: how many, and what changes when they do; `batch` where they are read."""

    counts: Counts
    fingerprint: str | None
    batch: Batch | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Result:
    """What a refresh did."""

    snapshot: str | None
    states: tuple[SourceState, ...]
    is_new: bool
    seconds: float

    @property
    def exit_status(self) -> int:
        """Return 0 if all is good, 1 if a source is stale or failed, 2 if nothing is published."""
        if self.snapshot is None:
            return 2
        return int(any(state.outcome in {"stale", "failed"} for state in self.states))


@contextmanager
def locked(folder: Path) -> Iterator[None]:
    """Hold the one lock of a data folder. The system drops it when the process ends, however it ends.

    Raises:
        LockedError: another refresh holds it.
    """
    folder.mkdir(parents=True, exist_ok=True)
    with (folder / "refresh.lock").open("w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            message = "another refresh is running on this data folder; wait for it to end"
            raise LockedError(message) from error
        yield


@dataclass(frozen=True, slots=True, kw_only=True)
class Run:
    """One refresh's surroundings.

    Attributes:
        before: the current snapshot's rows; the bundle's, where there is none that can be read.
        last_outcomes: what came of asking each source the last time.
        read: how a source's answers are read; a refresh does it in a process of its own.
    """

    folder: Path
    store: RawStore
    before: Earlier
    bundle: Earlier
    last_outcomes: Mapping[str, LastOutcome]
    began: datetime
    offline: bool
    only: frozenset[str]
    archives: Path | None
    network: Network
    read: Read = Source.batch

    @property
    def earlier(self) -> Earlier:
        """Return whose rows stand for a source that is not an archive: a snapshot that is damaged within gives none."""
        return self.before if self.before.is_whole else self.bundle

    def asks(self, source: Source) -> bool:
        """Whether a source is asked at all."""
        return not self.offline and (not self.only or source.source_id in self.only)


def refresh(
    *,
    only: Sequence[str] = (),
    offline: bool = False,
    archives: Path | None = None,
    report: Report = lambda _: None,
) -> Result:
    """Ask every source, build a snapshot of what they say, check it and publish it.

    Args:
        only: ask these sources; the others keep their last good rows.
        offline: ask nobody; build from the answers that are kept.
        archives: a folder of frozen archives' original files, to normalise them anew; else the bundle's rows are kept.
        report: called with each source's outcome as it is known.

    Raises:
        LockedError: another refresh is running.
        UsageError: `only` names no source.
    """
    began = datetime.now(tz=UTC)
    sources = discover()
    unknown = sorted(set(only) - set(sources))
    if unknown:
        message = f"no source is called {unknown[0]!r}; there are {', '.join(sources)}"
        raise UsageError(message)
    folder = data_dir()
    bundle = EarlierBundle(BUNDLE)
    # The processes are forked before there is a thread, and before the lock, which they must not hold.
    with readers(sources, SOURCES_AT_ONCE) as read, locked(folder):
        current, before = _current()
        before = before or bundle
        run = Run(
            folder=folder,
            store=RawStore(folder / "raw"),
            before=before,
            bundle=bundle,
            last_outcomes={**before.last_outcomes, **last_outcomes(folder)},
            began=began,
            offline=offline,
            only=frozenset(only),
            archives=archives,
            network=Network(),
            read=read,
        )
        gathered = _gather_all(sources, run, report)
        fingerprint = _fingerprint(gathered)
        is_new = current is None or stepped_back() is not None or before.fingerprint != fingerprint
        if is_new:
            current = _build(sources, gathered, run, fingerprint)
        note_outcomes(folder, {source_id: given.outcome for source_id, given in gathered.items()})
        run.store.prune()
    states = tuple(g.state for g in gathered.values())
    seconds = (datetime.now(tz=UTC) - began).total_seconds()
    return Result(snapshot=current.name if current else None, states=states, is_new=is_new, seconds=seconds)


def _current() -> tuple[Path, Earlier] | tuple[None, None]:
    """Return the current snapshot, or nothing where it cannot be read: whatever is wrong, a new one mends it."""
    try:
        current = current_path()
        return (current, EarlierSnapshot(current)) if current else (None, None)
    except (BuildError, StoreError):
        return None, None


def _gather_all(sources: Mapping[str, Source], run: Run, report: Report) -> dict[str, Gathered]:
    found: dict[str, Gathered] = {}
    with ThreadPoolExecutor(SOURCES_AT_ONCE) as pool:
        pending = [pool.submit(gather, source, run) for source in sources.values()]
        for done in as_completed(pending):
            gathered = done.result()
            found[gathered.state.source_id] = gathered
            report(gathered.state)
    return {source_id: found[source_id] for source_id in sources}


def gather(source: Source, run: Run) -> Gathered:
    """Return what stands for one source. Whatever goes wrong with it stays with it.

    Raises:
        CuratedError: a table that people keep by hand is wrong, by which no source can be read.
    """
    badly: Happened = "answered badly" if source.fetch else "is an archive, read badly"
    try:
        if source.fetch is None:
            return _archive(source, run)
        return _ask(source, source.fetch, run) if run.asks(source) else _not_asked(source, run)
    except MissingKeyError as error:
        return _stands(source, run, "has no key", reason=str(error))
    except SourceError as error:
        return _stands(source, run, badly, reason=str(error))
    except CuratedError:
        raise
    except Exception as error:  # noqa: BLE001 - the edge of one source's refresh: a surprise in it must stop no other
        return _stands(source, run, badly, reason=f"unexpected {type(error).__name__}: {error}")


def _ask(source: Source, fetch: Fetch, run: Run) -> Gathered:
    if source.lacks_key:
        raise MissingKeyError(source.lacks_key)
    door = HttpDoor(run.network, run.store, source.source_id)
    good = run.store.last_good(source.source_id)
    answers = sorted(_fetched(fetch, door), key=lambda answer: answer.url)
    is_as_before = good is not None and [(k.url, k.sha256) for k in good.answers] == [
        (k.url, k.sha256) for k in door.kept
    ]
    happened: Happened = "answered as before" if is_as_before else "answered anew"
    if is_as_before and run.before.counts(source.source_id):
        run.store.save(source.source_id, door.kept)
        return _stands(source, run, happened)
    batch = _checked(source, answers, run.before, run)
    good = run.store.save(source.source_id, door.kept)
    rows = Rows(counts=_counts_of(batch, good.fetched_at), fingerprint=good.fingerprint, batch=batch)
    return _stands(source, run, happened, answers=rows)


def _fetched(fetch: Fetch, door: HttpDoor) -> Sequence[Answer]:
    """Return what a source fetches, unless its time is over first, whoever it is that hangs.

    Raises:
        FetchError: it is.
    """
    asked: Future[Sequence[Answer]] = Future()

    def ask() -> None:
        try:
            asked.set_result(fetch(door))
        except BaseException as error:  # noqa: BLE001 - raised again where it is waited for
            asked.set_exception(error)

    limit_s = door.left_s + GRACE_S
    Thread(target=ask, daemon=True).start()
    if wait([asked], timeout=limit_s).not_done:
        door.close()
        message = f"its answers had not arrived after {limit_s:.0f} s"
        raise FetchError(message)
    return asked.result()


def _not_asked(source: Source, run: Run) -> Gathered:
    """Return what stands for a source that is not asked: its outcome is as it was, since no new one is known."""
    had = run.last_outcomes.get(source.source_id)
    given = _stands(source, run, NOT_ASKED[had.outcome if had else None], reason=had.reason if had else None)
    if source.lacks_key and given.rows_from == "nothing":
        raise MissingKeyError(source.lacks_key)
    return replace(given, checked_at=had.checked_at if had else None)


def _archive(source: Source, run: Run) -> Gathered:
    """Return a frozen archive's rows: normalised from its original where that is at hand, else from the bundle."""
    original = run.archives / source.archive if run.archives and source.archive else None
    if original is None or not original.exists():
        return _stands(source, run, "is an archive")
    body = original.read_bytes()
    batch = _checked(source, [Answer(url=f"archive:{source.archive}", body=body)], run.bundle, run)
    counts = _counts_of(batch, datetime.now(tz=UTC))
    rows = Rows(counts=counts, fingerprint=hashlib.sha256(body).hexdigest(), batch=batch)
    return _stands(source, run, "answered anew", answers=rows)


def _checked(source: Source, answers: Sequence[Answer], before: Earlier, run: Run) -> Batch:
    """Return what a source's new answers say.

    Raises:
        ParseError: they are not of the promised shape.
        CheckError: their rows break an invariant.
    """
    batch = run.read(source, answers)
    counts = before.counts(source.source_id)
    context = checks.Context(
        source=source,
        today=run.began.date(),
        rows_before=counts.rows if counts else None,
        as_of_before=counts.as_of if counts else None,
    )
    checks.check_batch(batch, context)
    return batch


def _kept_batch(source: Source, run: Run) -> Batch | None:
    """Return what a source's last good answers say; None where none are kept or our own reading has changed since."""
    answers = run.store.last_good_answers(source.source_id)
    try:
        return run.read(source, answers) if answers else None
    except CuratedError:
        raise
    except Exception:  # noqa: BLE001 - the earlier snapshot's rows stand for it then
        return None


def _rows_at(place: RowsFrom, source: Source, run: Run) -> Rows | None:
    """Return the rows that a source has from before at a place; None where it has none there."""
    if place == "kept":
        return _kept_rows(source, run)
    counts = (run.bundle if place == "bundle" else run.earlier).counts(source.source_id)
    if counts is None:
        return None
    is_of = run.bundle.fingerprint if place == "bundle" else f"carried {counts.as_of} {counts.rows}"
    return Rows(counts=counts, fingerprint=is_of)


def _kept_rows(source: Source, run: Run) -> Rows | None:
    """Return a source's last good answers: counted as the snapshot counts them, read only where it cannot."""
    good = run.store.last_good(source.source_id)
    counts = run.before.counts(source.source_id)
    if good is None:
        return None
    if counts:
        return Rows(counts=replace(counts, fetched_at=good.fetched_at), fingerprint=good.fingerprint)
    batch = _kept_batch(source, run)
    if batch is None:
        return None
    return Rows(counts=_counts_of(batch, good.fetched_at), fingerprint=good.fingerprint, batch=batch)


def _counts_of(batch: Batch, fetched_at: datetime) -> Counts:
    return Counts(rows=len(batch.found), rejected=len(batch.rejected), as_of=checks.as_of(batch), fetched_at=fetched_at)


def _stands(
    source: Source, run: Run, happened: Happened, *, reason: str | None = None, answers: Rows | None = None
) -> Gathered:
    """Return what stands for a source after what happened with it, by the table of `etl.standing`."""
    outcome, rows_from, rows = standing(
        happened, lambda place: answers if place == "answers" else _rows_at(place, source, run)
    )
    if rows_from == "nothing":
        reason = reason or {"skipped": "not asked yet"}.get(outcome, "no rows are kept")
    elif happened == "has no key":
        reason = f"{reason}; its last rows stay"
    counts = rows.counts if rows else Counts(rows=0, rejected=0, as_of=None, fetched_at=None)
    return Gathered(
        state=_state(source, counts, outcome, told(reason) if reason else None),
        rows_from=rows_from,
        batch=rows.batch if rows else None,
        fingerprint=rows.fingerprint if rows else None,
        checked_at=run.began.isoformat(timespec="seconds"),
    )


def _state(source: Source, counts: Counts, outcome: Outcome, reason: str | None) -> SourceState:
    """Return a source's row of `sources`."""
    return SourceState(
        source_id=source.source_id,
        title=source.title,
        publisher=source.publisher,
        url=source.url,
        licence=source.licence,
        may_redistribute=source.may_redistribute,
        attribution=source.attribution,
        cadence_days=source.cadence_days,
        is_frozen=source.is_frozen,
        as_of=counts.as_of,
        fetched_at=counts.fetched_at.replace(tzinfo=None) if counts.fetched_at else None,
        outcome=outcome,
        reason=reason,
        rows=counts.rows,
        rejected=counts.rejected,
    )


def _build(sources: Mapping[str, Source], gathered: Mapping[str, Gathered], run: Run, fingerprint: str) -> Path:
    """Join, check and publish.

    Raises:
        BuildError: no source names a model, or the draft is not sound.
    """
    batches: dict[str, Batch] = {}
    carried: dict[RowsFrom, set[str]] = {"earlier": set(), "bundle": set()}
    for source_id, given in gathered.items():
        batch = given.batch or (_kept_batch(sources[source_id], run) if given.rows_from == "kept" else None)
        if batch is not None:
            batches[source_id] = batch
        elif given.rows_from != "nothing":
            carried["bundle" if given.rows_from == "bundle" else "earlier"].add(source_id)
    tables = join(batches, sources, _carried_rows(carried, run)).tables
    if tables["models"].empty:
        message = "no source names a model, and no rows of before are kept"
        raise BuildError(message)
    tables["sources"] = frame_of(SourceState, (g.state for g in gathered.values()))
    day = snapshot_day(tables["sources"]) or run.began.date()
    tables |= judged(tables, day, run.earlier.rows_of(LISTINGS))
    tables |= derived_tables(tables, uncounted(sources))
    checks.require_sound(tables)
    return publish(run.folder, tables, fingerprint=fingerprint)


def _carried_rows(carried: Mapping[RowsFrom, Collection[str]], run: Run) -> Tables:
    """Return the rows of sources that gave nothing now: of archives as the bundle has them, of others as of before."""
    parts = [run.bundle.rows_of(carried["bundle"])]
    if carried["earlier"]:
        parts.append(run.earlier.rows_of(carried["earlier"]))
    found = {table: [part[table] for part in parts if table in part] for table in TABLES}
    tables = {table: pd.concat(frames, ignore_index=True) for table, frames in found.items() if frames}
    if "models" in tables:
        tables["models"] = tables["models"].drop_duplicates("model_id")
        tables["model_names"] = tables["model_names"].drop_duplicates()
    return tables


def _fingerprint(gathered: Mapping[str, Gathered]) -> str:
    """Return what changes exactly when a new snapshot would differ: answers, outcomes, curated data, our own code."""
    marks = {"fresh": "good", "unchanged": "good", "stale": "stale", "failed": "stale", "skipped": "skipped"}
    parts: list[object] = [(s, g.fingerprint, marks[g.state.outcome], g.state.rows) for s, g in gathered.items()]
    own = [*Path(etl.__file__).parent.rglob("*.py"), *Path(catalog.__file__).parent.rglob("*.py")]
    files = sorted([*own, *DATASETS.glob("*.csv"), *(DATASETS / "benchmarks").glob("*.csv")])
    parts += [(path.name, hashlib.sha256(path.read_bytes()).hexdigest()) for path in files]
    return hashlib.sha256(json.dumps(parts, default=str).encode()).hexdigest()


def restore(folder: Path | None = None) -> Path:
    """Publish a snapshot made of the bundle alone, with no network; return its path.

    Raises:
        BuildError: there is no bundle, or it is damaged.
    """
    folder = folder or data_dir()
    with locked(folder):
        tables = read_bundle()
        if not tables:
            message = "datasets/bundled holds no manifest.json; check it out from git, or run `python -m etl refresh`"
            raise BuildError(message)
        checks.require_sound(tables)
        return publish(folder, tables)
