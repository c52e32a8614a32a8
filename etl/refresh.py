"""Refresh: each source by itself, then one build. What fails keeps its last good rows; what is published is sound."""

import fcntl
import hashlib
import json
import os
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor, as_completed
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from pathlib import Path

import pandas as pd

import catalog
import etl
from catalog.errors import CuratedError
from catalog.records import TABLES, Conflict, Outcome, SourceState
from catalog.store import DATASETS, current_path, data_dir
from etl import checks
from etl.abilities import ability_tables
from etl.build import publish
from etl.bundle import BUNDLE, read_bundle
from etl.earlier import Before, Earlier, EarlierBundle, EarlierSnapshot
from etl.errors import BuildError, FetchError, LockedError, MissingKeyError, SourceError, UsageError
from etl.http import HttpDoor, Network
from etl.join import Tables, frame_of, join
from etl.raw import RawStore, write_atomically
from etl.source import Answer, Batch, Source, discover

SOURCES_AT_ONCE = 4
Report = Callable[[SourceState], None]


@dataclass(frozen=True, slots=True, kw_only=True)
class Gathered:
    """What one source gave.

    `fingerprint` changes exactly when its rows may. `batch` is None where nothing new came: the build then reads the
    last good answers again, or carries an earlier snapshot's rows.
    """

    state: SourceState
    batch: Batch | None = None
    fingerprint: str | None = None


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
    """One refresh's surroundings. `before` is the current snapshot's rows; the bundle's, where there is none."""

    folder: Path
    store: RawStore
    before: Earlier
    bundle: Earlier
    today: date
    offline: bool
    only: frozenset[str]
    archives: Path | None
    network: Network


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
    with locked(folder):
        run = Run(
            folder=folder,
            store=RawStore(folder / "raw"),
            before=_before(bundle),
            bundle=bundle,
            today=began.date(),
            offline=offline,
            only=frozenset(only),
            archives=archives,
            network=Network(),
        )
        gathered = _gather_all(sources, run, report)
        fingerprint = _fingerprint(gathered)
        current = _readable_current()
        is_new = current is None or _published(run.store) != [current.name, fingerprint]
        if is_new:
            current = _build(sources, gathered, run)
            write_atomically(run.store.folder / "published.json", json.dumps([current.name, fingerprint]).encode())
        _remember(run.store, gathered)
        run.store.prune()
    states = tuple(g.state for g in gathered.values())
    seconds = (datetime.now(tz=UTC) - began).total_seconds()
    return Result(snapshot=current.name if current else None, states=states, is_new=is_new, seconds=seconds)


def _readable_current() -> Path | None:
    try:
        return current_path()
    except Exception:  # noqa: BLE001 - whatever is wrong with the pointer, a new snapshot mends it
        return None


def _before(bundle: Earlier) -> Earlier:
    current = _readable_current()
    if current is not None:
        try:
            return EarlierSnapshot(current)
        except BuildError:
            pass
    return bundle


def _published(store: RawStore) -> list[str] | None:
    try:
        found: list[str] = json.loads((store.folder / "published.json").read_text(encoding="utf-8"))
    except (FileNotFoundError, ValueError):
        return None
    return found


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
    """Return what one source gives. Whatever goes wrong with it stays with it.

    Raises:
        CuratedError: a table that people keep by hand is wrong, by which no source can be read.
    """
    try:
        if source.fetch is None:
            return _archive(source, run)
        if run.offline or (run.only and source.source_id not in run.only):
            return _last_good(source, run, "unchanged", "not asked")
        return _ask(source, run)
    except MissingKeyError as error:
        return Gathered(state=_state(source, "skipped", reason=str(error)), batch=None)
    except SourceError as error:
        return _last_good(source, run, "stale", str(error))
    except CuratedError:
        raise
    except Exception as error:  # noqa: BLE001 - the edge of one source's refresh: a surprise in it must stop no other
        return _last_good(source, run, "stale", f"unexpected {type(error).__name__}: {error}")


def _ask(source: Source, run: Run) -> Gathered:
    if source.fetch is None:
        message = "a frozen archive cannot be asked"
        raise FetchError(message)
    if source.needs and not os.environ.get(source.needs):
        raise MissingKeyError(source.needs)
    door = HttpDoor(run.network, run.store, source.source_id)
    good = run.store.last_good(source.source_id)
    answers = sorted(source.fetch(door), key=lambda answer: answer.url)
    is_unchanged = good is not None and [(k.url, k.sha256) for k in good.answers] == [
        (k.url, k.sha256) for k in door.kept
    ]
    before = run.before.state(source.source_id)
    if good and is_unchanged and before:
        good = run.store.save(source.source_id, door.kept)
        state = _state(source, "unchanged", before=replace(before, fetched_at=good.fetched_at))
        return Gathered(state=state, fingerprint=good.fingerprint)
    batch = _checked(source, answers, run)
    good = run.store.save(source.source_id, door.kept)
    state = _state(source, "unchanged" if is_unchanged else "fresh", batch=batch, fetched_at=good.fetched_at)
    return Gathered(state=state, batch=batch, fingerprint=good.fingerprint)


def _checked(source: Source, answers: Sequence[Answer], run: Run) -> Batch:
    batch = source.batch(answers)
    before = (run.bundle if source.fetch is None else run.before).state(source.source_id)
    context = checks.Context(
        source=source,
        today=run.today,
        rows_before=before.rows if before else None,
        as_of_before=before.as_of if before else None,
    )
    checks.check_batch(batch, context)
    return batch


def _last_good(source: Source, run: Run, outcome: Outcome, reason: str) -> Gathered:
    """Return a source's last good rows: from its kept answers, else as the earlier snapshot has them."""
    good = run.store.last_good(source.source_id)
    before = run.before.state(source.source_id)
    if good and before:
        state = _state(source, outcome, before=replace(before, fetched_at=good.fetched_at), reason=reason)
        return Gathered(state=state, fingerprint=good.fingerprint)
    batch = _kept_batch(source, run)
    if good and batch:
        state = _state(source, outcome, batch=batch, fetched_at=good.fetched_at, reason=reason)
        return Gathered(state=state, batch=batch, fingerprint=good.fingerprint)
    return _carried(source, run.before, outcome, reason)


def _kept_batch(source: Source, run: Run) -> Batch | None:
    """Return what a source's last good answers say; None where none are kept or our own reading has changed since."""
    answers = run.store.last_good_answers(source.source_id)
    try:
        return source.batch(answers) if answers else None
    except Exception:  # noqa: BLE001 - the earlier snapshot's rows stand for it then
        return None


def _carried(source: Source, earlier: Earlier, outcome: Outcome, reason: str | None) -> Gathered:
    before = earlier.state(source.source_id)
    if before is None:
        return Gathered(state=_state(source, "failed", reason=reason or "no rows are kept"))
    state = _state(source, outcome, before=before, reason=reason)
    return Gathered(state=state, fingerprint=f"carried {before.as_of} {before.rows}")


def _archive(source: Source, run: Run) -> Gathered:
    """Return a frozen archive's rows: normalised from its original where that is at hand, else from the bundle."""
    original = run.archives / source.archive if run.archives and source.archive else None
    if original is None or not original.exists():
        return _carried(source, run.bundle, "unchanged", None)
    body = original.read_bytes()
    batch = _checked(source, [Answer(url=f"archive:{source.archive}", body=body)], run)
    state = _state(source, "fresh", batch=batch, fetched_at=datetime.now(tz=UTC))
    return Gathered(state=state, batch=batch, fingerprint=hashlib.sha256(body).hexdigest())


def _state(
    source: Source,
    outcome: Outcome,
    *,
    batch: Batch | None = None,
    before: Before | None = None,
    fetched_at: datetime | None = None,
    reason: str | None = None,
) -> SourceState:
    """Return a source's row: its counts from what it gives now, else from what it had given before."""
    now = before or Before(rows=0, rejected=0, as_of=None, fetched_at=fetched_at)
    if batch:
        now = Before(
            rows=len(batch.found), rejected=len(batch.rejected), as_of=checks.as_of(batch), fetched_at=fetched_at
        )
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
        as_of=now.as_of,
        fetched_at=now.fetched_at.replace(tzinfo=None) if now.fetched_at else None,
        outcome=outcome,
        reason=reason,
        rows=now.rows,
        rejected=now.rejected,
    )


def _build(sources: Mapping[str, Source], gathered: Mapping[str, Gathered], run: Run) -> Path:
    """Join, check and publish.

    Raises:
        BuildError: no source names a model, or the draft is not sound.
    """
    batches: dict[str, Batch] = {}
    carried: set[str] = set()
    for source_id, given in gathered.items():
        batch = given.batch
        if batch is None and given.state.rows and sources[source_id].fetch is not None:
            batch = _kept_batch(sources[source_id], run)
        if batch is not None:
            batches[source_id] = batch
        elif given.state.rows:
            carried.add(source_id)
    tables = join(batches, sources, _carried_rows(sources, carried, run)).tables
    if tables["models"].empty:
        message = "no source names a model, and no rows of before are kept"
        raise BuildError(message)
    tables["offers"] = checks.flag_cheap_output(tables["offers"])
    tables["sources"] = frame_of(SourceState, (g.state for g in gathered.values()))
    tables["conflicts"] = frame_of(Conflict, (Conflict(**row) for row in checks.conflicts(tables)))
    tables |= ability_tables(tables)
    checks.require_sound(tables)
    return publish(run.folder, tables)


def _carried_rows(sources: Mapping[str, Source], carried: set[str], run: Run) -> Tables:
    """Return the rows of sources that gave nothing now: frozen archives as the bundle has them, others as of before."""
    archives = {source_id for source_id in carried if sources[source_id].fetch is None}
    parts = [run.bundle.rows_of(archives), run.before.rows_of(carried - archives)]
    found = {table: [part[table] for part in parts if table in part] for table in TABLES}
    tables = {table: pd.concat(frames, ignore_index=True) for table, frames in found.items() if frames}
    if "models" in tables:
        tables["models"] = tables["models"].drop_duplicates("model_id")
        tables["model_names"] = tables["model_names"].drop_duplicates()
    return tables


def _fingerprint(gathered: Mapping[str, Gathered]) -> str:
    """Return what changes exactly when a new snapshot would differ: answers, outcomes, curated data, our own code."""
    parts: list[object] = [
        (s, g.fingerprint, "stale" if g.state.outcome in {"stale", "failed"} else "good", g.state.rows)
        for s, g in gathered.items()
    ]
    own = [*Path(etl.__file__).parent.rglob("*.py"), *Path(catalog.__file__).parent.rglob("*.py")]
    files = sorted([*own, *DATASETS.glob("*.csv"), *(DATASETS / "benchmarks").glob("*.csv")])
    parts += [(path.name, hashlib.sha256(path.read_bytes()).hexdigest()) for path in files]
    return hashlib.sha256(json.dumps(parts, default=str).encode()).hexdigest()


def _remember(store: RawStore, gathered: Mapping[str, Gathered]) -> None:
    """Keep each source's last outcome, so that `status` knows of a refresh that published nothing new."""
    when = datetime.now(tz=UTC).isoformat(timespec="seconds")
    states = {
        s: {"outcome": g.state.outcome, "reason": g.state.reason, "checked_at": when} for s, g in gathered.items()
    }
    write_atomically(store.folder / "outcomes.json", json.dumps(states, indent=1).encode())


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
