"""How a text is read as a number, how a count is told, and types of arrays that several rooms share."""

import math
import re

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]
Shorts = npt.NDArray[np.int16]
Flags = npt.NDArray[np.bool_]

BILLION = 1e9
# How many standard deviations to either side hold 90 % and 95 % of a normal distribution.
NORMAL_90 = 1.6448536269514722
NORMAL_95 = 1.959963984540054

LONGEST_NUMBER = 40
_WRITTEN = re.compile(r"[+-]?(?:[0-9]+\.?[0-9]*|\.[0-9]+)(?:[eE][+-]?[0-9]+)?")
_SCALES = ((1e12, "T"), (1e9, "B"), (1e6, "M"), (1e3, "K"))


def read_number(text: str) -> float | None:
    """Return the number that a text states: the one rule of addresses, files and commands.

    A number is written in digits from 0 to 9, with a point and an exponent where it has them: 1500, 0.25, 9e9. None is
    returned for anything else: inf, nan, 0x10, 1_000, 1,000, spaces, digits of other scripts, more than
    `LONGEST_NUMBER` characters, and what is too large to be kept, such as 1e309.
    """
    if len(text) > LONGEST_NUMBER or not _WRITTEN.fullmatch(text):
        return None
    number = float(text)
    return number if math.isfinite(number) else None


def read_whole(text: str) -> int | None:
    """Return the whole number of 0 or more that a text states in digits alone; None for anything else."""
    is_written = len(text) <= LONGEST_NUMBER and text.isascii() and text.isdigit()
    return int(text) if is_written else None


def scaled(value: float) -> str:
    """Return a count as people say it, to three figures: 753 B, 1.05 M, 128 K, 950."""
    for size, letter in _SCALES:
        # What rounds up to the next size is told in it: 999,999 is 1 M.
        if float(f"{value:.3g}") >= size:
            return f"{float(f'{value / size:.3g}'):g} {letter}"
    return f"{value:,.3g}"
