"""The commands of the ETL: python -m etl COMMAND."""

import argparse
import json
import sys
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import asdict
from datetime import date, datetime
from pathlib import Path
from typing import Any

from catalog.command_line import above_zero, read_arguments, whole
from catalog.curated.memberships import memberships
from catalog.errors import CuratedError, ShortlistError
from catalog.records import SourceState
from catalog.store import StoreError, current_path, data_dir, open_snapshot, stepped_back
from catalog.variants.index import frames_of
from catalog.variants.lineage import curated_edges
from etl import checks
from etl.bundle import read_bundle, write_bundle
from etl.curated import curated_faults
from etl.doctor import examine, readable
from etl.documents import write_pages
from etl.errors import BuildError, UsageError
from etl.progress import Progress
from etl.record import record_source
from etl.refresh import Result, locked, refresh, restore
from etl.schedule import every, run_for_ever
from etl.snapshots import changes, read_tables
from etl.source import discover
from etl.status import status_of
from etl.suspects import suspects
from validation.abilities import TRIES, validate, write_page
from validation.decisions import validate_decisions, write_decisions_page
from validation.hosting import validate_hosting, write_hosting_page
from validation.variants import validate_variants, write_variants_page

Arguments = argparse.Namespace


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command; return its exit status.

    0 all is good, 1 a source is stale or something was found, 2 the command cannot be done as it was asked (or no
    figures are published), 3 it broke: a file could not be written or read, or nothing sound could be built.
    """
    parsed = read_arguments(parser(), arguments)
    command: Callable[[Arguments], int] = parsed.command
    try:
        return command(parsed)
    except ShortlistError as error:
        print(f"etl: {error}", file=sys.stderr)
        return 3 if isinstance(error, BuildError) else 2
    except OSError as error:
        print(f"etl: {_where(error)}; what was published before still stands", file=sys.stderr)
        return 3
    except KeyboardInterrupt:
        print("etl: stopped; what was published before still stands", file=sys.stderr)
        return 130


def _where(error: OSError) -> str:
    what = error.strerror or str(error)
    return f"{error.filename}: {what}; a folder that can be written, with room, expected" if error.filename else what


def command_refresh(arguments: Arguments) -> int:
    """Ask the sources, build a snapshot, check it and publish it."""
    with Progress(len(discover())) as progress:
        result = refresh(only=arguments.only, offline=arguments.offline, report=progress.report)
    if arguments.json:
        print(json.dumps({"snapshot": result.snapshot, "sources": [_entry(s) for s in result.states]}))
    else:
        print(_summary(result))
    return result.exit_status


def command_check(arguments: Arguments) -> int:
    """Hold the tables that people keep by hand, and the current snapshot, against every invariant."""
    tables = {} if arguments.curated else read_tables(_snapshot(arguments.snapshot))
    problems, doubts = curated_faults(read_bundle(), tables), []
    with suppress(CuratedError):  # its faults are among the problems already; what asks such a table has no answer
        problems += checks.check_tables(tables) if tables else []
        doubts = suspects(tables) if tables else []
    for problem in problems:
        print(problem)
    print(f"{len(problems)} problems found" if problems else "no problems found")
    for doubt in doubts:
        print(doubt)
    if doubts:
        print(f"{len(doubts)} joins to look at: mend them, or say in datasets/distinct.csv why they are right")
    return 1 if problems else 0


def command_status(arguments: Arguments) -> int:
    """Say what each source gave, and when it was last asked."""
    status = status_of(_snapshot(None), data_dir())
    if arguments.json:
        print(json.dumps(status, default=_plain))
        return 0
    print(f"snapshot {status['snapshot']}")
    if back := stepped_back():
        print(f"shown instead of the current one: {back}")
    if status["schedule"]:
        stuck = status["schedule"]["stuck"]
        print(f"the schedule is stuck: {stuck}" if stuck else "a schedule runs")
    for row in status["sources"]:
        line = f"{row['source_id']:26} {row['outcome']:9} {row['as_of'] or '-'!s:10} {row['rows']:>7} rows"
        line += f" {row['rejected']:>6} rejected {row['unresolved_names']:>4} names unresolved"
        print(f"{line}  {row['reason']}" if row["reason"] else line)
    return 0


def command_doctor(arguments: Arguments) -> int:
    """Look for damage in what is kept on disk, and with --mend mend what can be."""
    folder = data_dir()
    if arguments.mend:
        with locked(folder):
            found = examine(folder, mends=True)
    else:
        found = examine(folder, mends=False)
    for finding in found:
        print(finding)
    left = sum(not finding.is_mended for finding in found)
    print(f"{len(found)} faults found, {left} left; pages read {readable(folder)}" if found else "no faults found")
    return int(left > 0)


def command_diff(arguments: Arguments) -> int:
    """Say what changed from one snapshot to another: new, gone, repriced and rescored models."""
    found = changes(_snapshot(arguments.before), _snapshot(arguments.after))
    if arguments.json:
        print(json.dumps(found, default=_plain))
        return 0
    for kind, rows in found.items():
        print(f"{kind}: {len(rows)}")
        for row in rows[: arguments.limit]:
            print("  " + ", ".join(f"{key} {value}" for key, value in row.items() if value is not None))
    return 0


def command_bundle(arguments: Arguments) -> int:
    """Write datasets/bundled from the current snapshot; with --archives, normalise the frozen archives first."""
    if arguments.restore:
        if arguments.if_missing and _has_readable_snapshot():
            return 0
        print(f"published {restore().name} from datasets/bundled")
        return 0
    if arguments.archives:
        refresh(offline=True, archives=arguments.archives)
    manifest = write_bundle(read_tables(_snapshot(None)))
    for entry in manifest["tables"]:
        print(f"{entry['table']:16} {entry['rows']:>8} rows {entry['bytes']:>9} bytes")
    return 0


def command_schedule(arguments: Arguments) -> int:
    """Refresh again and again until stopped; a run that fails is reported and the next one comes."""
    return run_for_ever(every(arguments.every))


def command_record(arguments: Arguments) -> int:
    """Write a fresh, trimmed recording of a source's answers for the tests."""
    source = discover().get(arguments.source)
    if source is None:
        message = f"no source is called {arguments.source!r}; there are {', '.join(discover())}"
        raise UsageError(message)
    for path in record_source(source, Path("tests/recorded")):
        print(path)
    return 0


def command_validate(arguments: Arguments) -> int:
    """Hide scores of the current snapshot, foretell them or their order, and write how well to docs/validation."""
    if arguments.hosting:
        with open_snapshot(_snapshot(None)) as store:
            print(write_hosting_page(validate_hosting(store)))
        return 0
    if arguments.variants:
        with open_snapshot(_snapshot(None)) as store:
            frames = frames_of(store)
        print(write_variants_page(validate_variants(frames, memberships(), curated_edges(), report=_say)))
        return 0
    tables = read_tables(_snapshot(None))
    open_sources = tables["sources"].loc[tables["sources"]["may_redistribute"].astype(bool), "source_id"]
    tables["scores"] = tables["scores"][tables["scores"]["source_id"].isin(open_sources)].reset_index(drop=True)
    if arguments.decisions:
        print(write_decisions_page(validate_decisions(tables, memberships(), report=_say)))
        return 0
    tries = TRIES if arguments.tries else {}
    print(write_page(validate(tables, memberships(), tries, _say)))
    return 0


def command_measure(arguments: Arguments) -> int:
    """Measure the speed of models at an endpoint with a few neutral prompts; the run is kept as any other."""
    # A second and a half of imports, for which no other command need wait.
    from trial.__main__ import main as trial  # noqa: PLC0415
    from trial.prompts import NEUTRAL  # noqa: PLC0415

    told = ["run", "--prompts", str(NEUTRAL), "--models", arguments.models, "--endpoint", arguments.endpoint]
    told += ["--budget-usd", str(arguments.budget_usd), "--fresh"]
    return trial([*told, "--json"] if arguments.json else told)


def command_docs(arguments: Arguments) -> int:
    """Write the generated pages of the docs: the data dictionary, the attribution and the schema of a need."""
    stale = write_pages(check=arguments.check)
    for name in stale:
        print(f"docs/{name} {'is out of date: run `make fix`' if arguments.check else 'written'}")
    return int(bool(stale) and arguments.check)


def parser() -> argparse.ArgumentParser:
    """Return what reads the arguments of every command."""
    every_command = argparse.ArgumentParser(
        prog="python -m etl", description="From the sources' answers to a snapshot."
    )
    commands = every_command.add_subparsers(required=True, metavar="COMMAND")

    def add(name: str, command: Callable[[Arguments], int]) -> argparse.ArgumentParser:
        made = commands.add_parser(name, help=command.__doc__, description=command.__doc__)
        made.set_defaults(command=command)
        return made

    made = add("refresh", command_refresh)
    made.add_argument("--only", nargs="+", action="extend", default=[], metavar="SOURCE", help="ask only these sources")
    made.add_argument("--offline", action="store_true", help="ask nobody; build from the answers that are kept")
    made.add_argument("--json", action="store_true", help="print the outcome as JSON")
    made = add("check", command_check)
    made.add_argument("snapshot", nargs="?", help="a snapshot's file name; the current one if left out")
    made.add_argument("--curated", action="store_true", help="only the tables kept by hand; needs no snapshot")
    made = add("status", command_status)
    made.add_argument("--json", action="store_true", help="print as JSON")
    made = add("doctor", command_doctor)
    made.add_argument("--mend", action="store_true", help="mend what can be; a damaged snapshot is set aside, not lost")
    made = add("diff", command_diff)
    made.add_argument("before", help="a snapshot's file name")
    made.add_argument("after", help="a snapshot's file name, or `current`")
    made.add_argument("--json", action="store_true", help="print as JSON")
    made.add_argument("--limit", type=whole(0), default=20, help="how many rows of a kind to print")
    made = add("bundle", command_bundle)
    made.add_argument("--archives", type=Path, metavar="DIR", help="a folder of the frozen archives' original files")
    made.add_argument("--restore", action="store_true", help="publish a snapshot made of the bundle, with no network")
    made.add_argument("--if-missing", action="store_true", help="with --restore: only if there is no readable snapshot")
    made = add("schedule", command_schedule)
    made.add_argument("--every", default="6h", help="how often: 30m, 6h, 1d")
    made = add("record", command_record)
    made.add_argument("source", help="a source's id")
    made = add("validate", command_validate)
    made.add_argument("--tries", action="store_true", help="try other settings of the model too; takes longer")
    made.add_argument("--variants", action="store_true", help="the ranking of variants, not the ability model")
    made.add_argument("--hosting", action="store_true", help="the estimated speeds of own machines")
    made.add_argument("--decisions", action="store_true", help="what is chosen, against boards that were hidden")
    made = add("measure", command_measure)
    made.add_argument("--models", required=True, metavar="A,B", help="our ids, as endpoints.yml has them")
    made.add_argument("--endpoint", required=True, metavar="NAME", help="a name of endpoints.yml")
    made.add_argument("--budget-usd", type=above_zero, default=0.1, metavar="X", help="never passed")
    made.add_argument("--json", action="store_true", help="print as JSON")
    made = add("docs", command_docs)
    made.add_argument("--check", action="store_true", help="write nothing; say which pages are out of date")
    return every_command


def _has_readable_snapshot() -> bool:
    try:
        current = current_path()
        if current is not None:
            open_snapshot(current).close()
        if current is not None and (why := stepped_back()):
            print(f"{why} {current.name} is shown until then.", file=sys.stderr)
    except StoreError as error:
        print(f"{error} The bundled figures stand in for it now.", file=sys.stderr)
        return False
    return current is not None


def _snapshot(name: str | None) -> Path:
    """Return a snapshot's path by its name, or the current one's.

    Raises:
        UsageError: there is none.
    """
    if name in {None, "current"}:
        current = current_path()
        if current is None:
            message = "there is no snapshot yet; run `python -m etl refresh` or `make snapshot`"
            raise UsageError(message)
        return current
    path = data_dir() / "snapshots" / f"{Path(str(name)).name.removesuffix('.duckdb')}.duckdb"
    if not path.exists():
        there = ", ".join(p.stem for p in sorted(path.parent.glob("*.duckdb"))) or "none"
        message = f"no snapshot is called {name!r}; there are {there}"
        raise UsageError(message)
    return path


def _say(what: str) -> None:
    print(what, file=sys.stderr, flush=True)


def _plain(value: object) -> str:
    if isinstance(value, date | datetime):
        return value.isoformat()
    return str(value)


def _entry(state: SourceState) -> dict[str, Any]:
    row = asdict(state)
    keys = ("source_id", "outcome", "reason", "as_of", "rows", "rejected")
    return {key: _plain(row[key]) if isinstance(row[key], date) else row[key] for key in keys}


def _summary(result: Result) -> str:
    outcomes = [state.outcome for state in result.states]
    counted = ", ".join(f"{outcomes.count(o)} {o}" for o in dict.fromkeys(sorted(outcomes)))
    if result.snapshot is None:
        return f"nothing published: {counted}"
    what = "published" if result.is_new else "nothing changed since"
    return f"{what} {result.snapshot} in {result.seconds:.1f} s: {counted}"


if __name__ == "__main__":
    sys.exit(main())
