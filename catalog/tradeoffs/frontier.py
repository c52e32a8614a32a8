"""What is worth taking of the models that nothing beats, and by what a model is beaten."""

from typing import Literal

import numpy as np
import pandas as pd

from catalog.evidence import NEAR_POINTS
from catalog.tradeoffs.scatter import AXES, PRICE, SPEED, Pair

Role = Literal["best", "pick", "middle", "frugal"]
# Where qualities have another scale than abilities: this share of what is shown says little.
NEAR_SHARE = 0.05
# At seven tenths of the fastest speed nobody waits noticeably longer.
NEAR_SPEED = 0.7


def worth_taking(
    points: pd.DataFrame, pair: Pair, *, is_ability: bool, higher_is_better: bool = True
) -> dict[Role, int]:
    """Return up to three steps of the frontier, each by its place among the points; no point stands twice.

    pick: of those that are as good as the best, the one that is best on the level axis (the cheapest, the fastest).
    frugal: of those that are better there still, the one furthest above the straight line from the far end to the pick,
    with prices and speeds by their logarithms: where a bit less quality saves most. The knee of a curve by Satopää et
    al., ICDCS Workshops (2011). Left out where no other stands there.
    middle: the same between these two, where the pick is the best.
    best: the best on the upright axis, where the pick is another.

    Args:
        points: those of `catalog.tradeoffs.scatter.answer`, each with is_on_frontier.
        pair: which two are set against each other.
        is_ability: whether the quality is an ability: then three points say little, else a share of what is shown.
        higher_is_better: whether a high quality is a good one.
    """
    upright, level = AXES[pair]
    gain = _gain(points[upright], upright, higher_is_better=higher_is_better)
    good = _gain(points[level], level)
    line = points.index[points["is_on_frontier"]]
    if line.empty:
        return {}
    best = int(gain[line].idxmax())
    near = line[gain[line] >= gain[best] - _near(gain, upright, is_ability=is_ability)]
    pick = int(good[near].idxmax())
    found: dict[Role, int] = {"pick": pick}
    beyond = line[good[line] > good[pick]]
    if len(beyond):
        found["frugal"] = frugal = _knee(gain, good, pick, beyond)
        between = beyond[good[beyond] < good[frugal]]
        if pick == best and len(between):
            found["middle"] = _knee(gain, good, pick, between.append(pd.Index([frugal])))
    if pick != best:
        found["best"] = best
    return {role: place for role, place in found.items() if role != "middle" or place != found["frugal"]}


def beaten_by(points: pd.DataFrame, place: int, pair: Pair, *, higher_is_better: bool = True) -> int | None:
    """Return the place of the point that beats another one most: better on one axis and no worse on the other.

    The best on the upright axis of those that are no worse on the level one; None for a point that nothing beats.
    """
    if points.loc[place, "is_on_frontier"]:
        return None
    upright, level = AXES[pair]
    gain = _gain(points[upright], upright, higher_is_better=higher_is_better)
    good = _gain(points[level], level)
    beats = points["is_on_frontier"] & (gain >= gain[place]) & (good >= good[place])
    return int(gain[beats].idxmax()) if beats.any() else None


def _gain(values: "pd.Series[float]", axis: str, *, higher_is_better: bool = True) -> "pd.Series[float]":
    """Return values so that more is better and equal steps count alike."""
    if axis == PRICE:
        return -np.log10(values.astype(float))
    if axis == SPEED:
        return np.log10(values.astype(float))
    return values.astype(float) if higher_is_better else -values.astype(float)


def _near(gain: "pd.Series[float]", upright: str, *, is_ability: bool) -> float:
    if upright == SPEED:
        return float(-np.log10(NEAR_SPEED))
    return NEAR_POINTS if is_ability else NEAR_SHARE * float(gain.max() - gain.min())


def _knee(gain: "pd.Series[float]", good: "pd.Series[float]", pick: int, beyond: pd.Index) -> int:
    """Return the place that is furthest above the straight line from the pick to the last of those beyond it."""
    end = good[beyond].idxmax()
    share = (good[beyond] - good[pick]) / (good[end] - good[pick])
    above = gain[beyond] - (gain[pick] + share * (gain[end] - gain[pick]))
    return int(above.idxmax())
