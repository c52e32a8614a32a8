"""Numbers and types of arrays that several rooms share."""

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

_SCALES = ((1e12, "T"), (1e9, "B"), (1e6, "M"), (1e3, "K"))


def scaled(value: float) -> str:
    """Return a count as people say it, to three figures: 753 B, 1.05 M, 128 K, 950."""
    for size, letter in _SCALES:
        # What rounds up to the next size is told in it: 999,999 is 1 M.
        if float(f"{value:.3g}") >= size:
            return f"{float(f'{value / size:.3g}'):g} {letter}"
    return f"{value:,.3g}"
