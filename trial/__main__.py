"""The commands of trials: python -m trial run | grade | show."""

import argparse
import json
import math
import sys
from collections.abc import Callable, Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any

import pandas as pd

from catalog.command_line import read_arguments, whole
from catalog.errors import ShortlistError
from catalog.fields import quoted
from catalog.numeric import read_number
from catalog.plain import rows_of
from catalog.store import Store, current_path, open_snapshot
from trial.budget import Budget, price_of
from trial.endpoints import Endpoint, endpoint_named, key_of
from trial.errors import TrialError
from trial.grading import RULES, grade
from trial.halving import halve
from trial.judge import Judge, judged
from trial.prompts import read_prompts
from trial.results import differences, summary
from trial.runner import MAX_TOKENS, Plan, begin, run
from trial.runs import Run, RunWriter, read_run, run_path

Arguments = argparse.Namespace


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command; return its exit status."""
    parsed = read_arguments(parser(), arguments)
    command: Callable[[Arguments], int] = parsed.command
    try:
        return command(parsed)
    except ShortlistError as error:
        print(f"trial: {error}", file=sys.stderr)
        return 2
    except KeyboardInterrupt:
        print("trial: stopped; the answers that came are kept", file=sys.stderr)
        return 130


def command_run(arguments: Arguments) -> int:
    """Ask prompts of models at an endpoint, within a budget."""
    endpoint = endpoint_named(arguments.endpoint)
    models = list(dict.fromkeys(name.strip() for name in arguments.models.split(",") if name.strip()))
    if not models:
        message = "No model is named; expected --models A,B by the ids of endpoints.yml."
        raise TrialError(message)
    for model_id in models:
        endpoint.served_as(model_id)
    store = open_store()
    plan = Plan(
        endpoint=endpoint,
        prices={model_id: price_of(store, endpoint, model_id) for model_id in models},
        prompts=read_prompts(arguments.prompts),
        budget=Budget(arguments.budget_usd, arguments.budget_requests),
        key=key_of(endpoint),
        repeat=arguments.repeat,
        max_tokens=arguments.max_tokens,
        effort=arguments.effort,
        is_fresh=arguments.fresh,
    )
    path = halve(plan, arguments.halving) if arguments.halving else run(plan, begin(plan)).path
    found = read_run(path)
    tell(found, path, arguments.json)
    return 0 if found.answers and any(answer.error is None for answer in found.answers) else 1


def command_grade(arguments: Arguments) -> int:
    """Grade the answers of a run; the grades are added to its file."""
    path = run_path(arguments.run)
    found = read_run(path)
    if arguments.by == "judge":
        if not (arguments.judge and arguments.endpoint):
            message = "A judge is asked for; expected --judge MODEL and --endpoint NAME."
            raise TrialError(message)
        endpoint: Endpoint = endpoint_named(arguments.endpoint)
        endpoint.served_as(arguments.judge)
        price = price_of(open_store(), endpoint, arguments.judge)
        judge = Judge(arguments.judge, endpoint, price, Budget(arguments.budget_usd), key_of(endpoint))
        grades = judged(found, judge)
    else:
        grades = grade(found, arguments.by, arguments.tolerance)
    RunWriter(path).add(*grades)
    tell(read_run(path), path, arguments.json, arguments.by)
    return 0


def command_show(arguments: Arguments) -> int:
    """Say what a run found, a row a model."""
    path = run_path(arguments.run)
    tell(read_run(path), path, arguments.json, arguments.by)
    return 0


def open_store() -> Store | None:
    """Return the current snapshot, whose offers give the prices; None where there is none."""
    path = current_path()
    return open_snapshot(path) if path else None


def tell(found: Run, path: Path, as_json: bool, by: str | None = None) -> None:  # noqa: FBT001 - as the command says
    """Print a run: as JSON, or as a table."""
    table = summary(found, by)
    if as_json:
        print(json.dumps(told(found, table)))
        return
    print(path)
    print(f"{found.end.reason if found.end else 'not ended'}, spent {found.end.usd if found.end else math.nan:.4f} USD")
    print(table.to_string(index=False, na_rep="unknown"))


def told(found: Run, table: pd.DataFrame) -> dict[str, Any]:
    """Return a run as `--json` prints it."""
    by = None if table.empty else table["by"][0]
    end = found.end
    return {
        "run": found.head.run_id,
        "endpoint": found.head.endpoint,
        "conditions": found.head.conditions,
        "ended": end and end.reason,
        "spent_usd": end and end.usd,
        "requests": end and end.requests,
        "models": rows_of(table, list(table)),
        "differences": [asdict(each) for each in (differences(found, by) if by else [])],
        "errors": sorted({a.error for a in found.answers if a.error}),
    }


def parser() -> argparse.ArgumentParser:
    """Return what reads the arguments."""
    found = argparse.ArgumentParser(prog="python -m trial", description="Your own prompts, at your own endpoints.")
    commands = found.add_subparsers(required=True, metavar="COMMAND")

    def add(name: str, command: Callable[[Arguments], int]) -> argparse.ArgumentParser:
        made = commands.add_parser(name, help=command.__doc__, description=command.__doc__)
        made.set_defaults(command=command)
        made.add_argument("--json", action="store_true", help="print as JSON")
        return made

    made = add("run", command_run)
    made.add_argument("--prompts", type=Path, required=True, metavar="FILE", help="CSV, JSONL or YAML")
    made.add_argument("--models", required=True, metavar="A,B", help="our ids, as endpoints.yml has them")
    made.add_argument("--endpoint", required=True, metavar="NAME", help="a name of endpoints.yml")
    made.add_argument("--budget-usd", type=dollars, required=True, metavar="X", help="never passed")
    made.add_argument("--budget-requests", type=whole(1), default=None, metavar="N", help="never passed")
    made.add_argument("--repeat", type=whole(1), default=1, metavar="N", help="how often each prompt is asked")
    made.add_argument("--max-tokens", type=whole(1), default=MAX_TOKENS, help="the longest answer")
    made.add_argument("--effort", default=None, help="reasoning effort, as the endpoint calls it")
    made.add_argument("--halving", choices=list(RULES), help="few prompts for all, more for the better half by this")
    made.add_argument("--fresh", action="store_true", help="ask again what is kept")
    made = add("grade", command_grade)
    made.add_argument("run", metavar="RUN", help="a run's id or file")
    made.add_argument("--by", choices=[*RULES, "judge"], required=True)
    made.add_argument("--tolerance", type=dollars, default=0.0, help="of numbers, absolute")
    made.add_argument("--judge", metavar="MODEL", help="who judges")
    made.add_argument("--endpoint", metavar="NAME", help="where the judge is asked")
    made.add_argument("--budget-usd", type=dollars, default=0.0, metavar="X", help="what the judge may cost")
    made = add("show", command_show)
    made.add_argument("run", metavar="RUN", help="a run's id or file")
    made.add_argument("--by", choices=[*RULES, "judge", "vote"], default=None)
    return found


def dollars(text: str) -> float:
    """Return a number of at least 0 from an argument."""
    value = read_number(text)
    if value is None or value < 0:
        message = f"a number of 0 or more expected, found {quoted(text)}"
        raise argparse.ArgumentTypeError(message)
    return value


if __name__ == "__main__":
    sys.exit(main())
