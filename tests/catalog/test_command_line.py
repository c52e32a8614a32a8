"""What commands are given: every argument of every command is read, or refused with a sentence and exit status 2."""

import argparse
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from catalog import __main__ as questions
from etl import __main__ as commands
from trial import __main__ as trials

HOSTILE = ("a" * 5000, "a\x00b", "\x1b[31m", "\udcff", "two\nlines", "\u202egpt", "a/" + "b" * 300)
NO_AMOUNTS = ("-5", "nan", "inf", "1e309", "0x10", "1_000", "٣", "", "many")
PARSERS = {
    "catalog": (questions.parser, questions.main),
    "etl": (commands.parser, commands.main),
    "trial": (trials.parser, trials.main),
}


def _commands(parser: argparse.ArgumentParser) -> Iterator[tuple[str, argparse.ArgumentParser]]:
    for action in parser._actions:  # noqa: SLF001 - argparse has no other way to ask
        if isinstance(action, argparse._SubParsersAction):  # noqa: SLF001
            yield from action.choices.items()


def _needed(command: argparse.ArgumentParser, without: argparse.Action) -> list[str]:
    """Return sound values of all that a command cannot do without, but for one."""
    said: list[str] = []
    for action in command._actions:  # noqa: SLF001
        if action is without or not action.required:
            continue
        said += [*action.option_strings[:1], next(iter(action.choices or ()), "1" if action.type else "x")]
    return said


CASES = [
    pytest.param(main, name, command, action, id=f"{program} {name} {action.dest}")
    for program, (made, main) in PARSERS.items()
    for name, command in _commands(made())
    for action in command._actions  # noqa: SLF001
    if action.nargs != 0
]
# Those that are read by more than `str` and `Path`.
AMOUNTS = [case for case in CASES if getattr(case.values[3], "type", None) not in {None, Path}]


@pytest.mark.parametrize(("main", "name", "command", "action"), CASES)
def test_every_argument_of_every_command_refuses_what_is_no_text(
    main: Callable[[list[str]], int],
    name: str,
    command: argparse.ArgumentParser,
    action: argparse.Action,
    capsys: pytest.CaptureFixture[str],
) -> None:
    for hostile in HOSTILE:
        given = [f"{action.option_strings[0]}={hostile}"] if action.option_strings else [hostile]
        with pytest.raises(SystemExit) as ended:
            main([name, *_needed(command, action), *given])
        told = capsys.readouterr().err
        assert ended.value.code == 2
        assert "expected, found" in told
        assert len(told) < 1500
        assert hostile not in told


@pytest.mark.parametrize(("main", "name", "command", "action"), AMOUNTS)
def test_every_amount_of_every_command_refuses_what_is_none(
    main: Callable[[list[str]], int],
    name: str,
    command: argparse.ArgumentParser,
    action: argparse.Action,
    capsys: pytest.CaptureFixture[str],
) -> None:
    for bad in NO_AMOUNTS:
        with pytest.raises(SystemExit) as ended:
            main([name, *_needed(command, action), f"{action.option_strings[0]}={bad}"])
        assert ended.value.code == 2
        assert "expected, found" in capsys.readouterr().err


@pytest.mark.parametrize("command", ["ability --domain code", "leaderboard --domain code", "benchmark gpqa_diamond"])
def test_a_list_of_no_rows_is_refused(command: str, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as ended:
        questions.main([*command.split(), "--limit", "0"])
    assert ended.value.code == 2
    assert "a whole number from 1 to 1,000,000 expected, found “0”" in capsys.readouterr().err
