"""How the commands read what they are given: the same numbers as addresses and files, and texts that are text."""

import argparse
import sys
from collections.abc import Callable, Sequence
from typing import NoReturn

from catalog.fields import Field, quoted
from catalog.numeric import read_number, read_whole

MOST_LISTED = 1_000_000  # rows; no answer is as long
LONGEST_ARGUMENT = 1_000
LONGEST_PART_BYTES = 255  # of a path: the most that file systems take; no name of a model is as long
MOST_PARAMETERS = 1e15  # a thousand times the largest model
_PARAMETER_UNITS = {"b": 1e9, "m": 1e6}


def read_arguments(parser: argparse.ArgumentParser, arguments: Sequence[str] | None) -> argparse.Namespace:
    """Return what was typed; end with exit status 2 and a sentence where it is nothing that a command could mean.

    Args:
        parser: reads it.
        arguments: as they were typed; None for those of this process.
    """
    typed = sys.argv[1:] if arguments is None else arguments
    for place, text in enumerate(typed, 1):
        if fault := _fault(text):
            parser.error(f"argument {place}: {fault}")
    return parser.parse_args(typed)


def _fault(text: str) -> str:
    shown = quoted("".join(letter if letter.isprintable() else "\N{REPLACEMENT CHARACTER}" for letter in text))
    if not text.isprintable():
        return f"letters, digits and signs expected, found one that cannot be printed in {shown}"
    if len(text) > LONGEST_ARGUMENT:
        return f"at most {LONGEST_ARGUMENT:,} characters expected, found {len(text):,}: {shown}"
    longest = max(len(part.encode()) for part in text.split("/"))
    if longest > LONGEST_PART_BYTES:
        return f"a name of at most {LONGEST_PART_BYTES} bytes expected, found {longest:,}: {shown}"
    return ""


def whole(least: int, most: int = MOST_LISTED) -> Callable[[str], int]:
    """Return the reader of a whole number within bounds, as the `type` of an argument."""

    def read(text: str) -> int:
        number = read_whole(text)
        if number is None or not least <= number <= most:
            _refuse(f"a whole number from {least:,} to {most:,} expected, found {quoted(text)}")
        return number

    return read


def figure(field: Field) -> Callable[[str], float]:
    """Return the reader of a number that a field may hold, as the `type` of an argument."""

    def read(text: str) -> float:
        number = read_number(text)
        if number is None or not field.holds(number):
            _refuse(f"{field.expected()} expected, found {quoted(text)}")
        return number

    return read


def above_zero(text: str) -> float:
    """Return a number above 0, as the `type` of an argument."""
    number = read_number(text)
    if number is None or number <= 0:
        _refuse(f"a number above 0 expected, found {quoted(text)}")
    return number


def parameters(text: str) -> float:
    """Return a number of parameters, as the `type` of an argument: 9e9, 9B or 350M."""
    scale = _PARAMETER_UNITS.get(text[-1:].lower(), 1.0)
    number = read_number(text[:-1] if scale > 1 else text)
    if number is None or not 0 < number * scale <= MOST_PARAMETERS:
        _refuse(f"a number of parameters above 0, such as 9e9, 9B or 350M expected, found {quoted(text)}")
    return number * scale


def _refuse(sentence: str) -> NoReturn:
    raise argparse.ArgumentTypeError(sentence)
