"""What is known too little to count: the same rule for what wins and for what is drawn. docs/methods/decide.md."""

import pandas as pd

# Two fifths of the whole scale: from among the best to below the middle.
WIDEST_POINTS = 40.0
TOO_LITTLE_KNOWN = f"too little known: its interval is wider than {WIDEST_POINTS:g} points"


def is_too_wide(low: "pd.Series[float]", high: "pd.Series[float]") -> "pd.Series[bool]":
    """Return which 90 % intervals, in points, are so wide that their middle says next to nothing; not unknown ones."""
    return (high - low).gt(WIDEST_POINTS).fillna(value=False).astype(bool)
