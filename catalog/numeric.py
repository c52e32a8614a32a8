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
