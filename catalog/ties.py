"""Which models cannot be told apart on the evidence there is."""

import numpy as np
import pandas as pd

_INTERVAL = ["value", "low", "high"]


def tie_groups(values: pd.DataFrame) -> "pd.Series[int]":
    """Return a group's number for each row, 1 for the best: rows in order that are tied with the best of their group.

    Two rows are tied when the interval of their difference holds 0: when their distance is at most the root of the sum
    of the squared sides of their intervals that face each other. Errors of two models count as independent.

    Args:
        values: value, low and high (90 %) of each row, of any list; a row without them gets no group (0).
    """
    # Of equal values the surest comes first, or the groups would depend on the order in which rows are given.
    known = values.dropna(subset=_INTERVAL).sort_values(_INTERVAL, ascending=False, kind="stable")
    value = known["value"].to_numpy(float)
    down, up = value - known["low"].to_numpy(float), known["high"].to_numpy(float) - value
    groups = pd.Series(0, index=values.index, dtype="int64")
    first, group = 0, 0
    while first < value.size:
        is_apart = value[first] - value[first:] > np.hypot(down[first], up[first:])
        size = int(np.argmax(is_apart)) if is_apart.any() else value.size - first
        group += 1
        groups.loc[known.index[first : first + size]] = group
        first += size
    return groups
