"""How much is known of a model's quality: too little to count, or well tested. Reasons: docs/methods/decide.md."""

import pandas as pd

# Two fifths of the whole scale: from among the best to below the middle.
WIDEST_POINTS = 40.0
# Of two boards that disagree nobody knows which is the odd one.
LEAST_BOARDS = 3
LEAST_COVERAGE = 0.1
WELL_KNOWN_POINTS = WIDEST_POINTS / 2
# Nearer than this to the best, a model does its work: `catalog.decide.chances` says why.
NEAR_POINTS = 3.0
TOO_LITTLE_KNOWN = f"too little known: its interval is wider than {WIDEST_POINTS:g} points"


def is_too_wide(low: "pd.Series[float]", high: "pd.Series[float]") -> "pd.Series[bool]":
    """Return which 90 % intervals, in points, are so wide that their middle says next to nothing; not unknown ones."""
    return (high - low).gt(WIDEST_POINTS).fillna(value=False).astype(bool)


def is_well_tested(models: pd.DataFrame) -> "pd.Series[bool]":
    """Return which models are well tested, in the domains that are asked for.

    At least three boards measured it there, a tenth of the domains' tests by weight was measured, and its 90 % interval
    is at most half as wide as what may count at all.

    Args:
        models: boards, coverage, ability_low and ability_high; unknown ones make no model well tested.
    """
    width = models["ability_high"] - models["ability_low"]
    found = models["boards"].ge(LEAST_BOARDS) & models["coverage"].ge(LEAST_COVERAGE) & width.le(WELL_KNOWN_POINTS)
    return found.fillna(value=False).astype(bool)
