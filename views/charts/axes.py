"""Axes: what each shows, its range with room for labels, its ticks, and where a value lies on it."""

from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

Range = tuple[float, float]
FEW_DECADES = 2.6
# Shares of the range that are left free for labels, and on the other side for half a point.
ROOM, MARGIN = 0.12, 0.05
LEAST_DECADES = 0.5


@dataclass(frozen=True, slots=True, kw_only=True)
class Axis:
    """One axis of a chart.

    Attributes:
        column: what it shows, of the frame of points.
        title: what stands beside it, safe to show.
        is_log: logarithmic, with ticks at round figures.
        is_high_better: else low values are the good ones.
        prefix: what stands before a tick's figure, such as a currency.
    """

    column: str
    title: str
    is_log: bool = False
    is_high_better: bool = True
    prefix: str = ""


def level_range(axis: Axis, points: pd.DataFrame, *also: str) -> Range:
    """Return the range of the level axis, low to high, with room for labels on its good side.

    Args:
        axis: the axis.
        points: the points.
        also: further columns that must fit, such as the ends of a price range.
    """
    low, high = _ends(axis, points, *also)
    width = max(high - low, LEAST_DECADES) if axis.is_log else (high - low) or 1.0
    room, margin = ROOM * width, MARGIN * width
    return (low - margin, high + room) if axis.is_high_better else (low - room, high + margin)


def upright_range(axis: Axis, points: pd.DataFrame, *also: str) -> Range:
    """Return the range of the upright axis, from worst at the bottom to best at the top, with room for labels there."""
    low, high = _ends(axis, points, *also)
    worst, best = (low, high) if axis.is_high_better else (high, low)
    height = (best - worst) or 1.0
    return worst - MARGIN * height, best + ROOM * height


def _ends(axis: Axis, points: pd.DataFrame, *also: str) -> Range:
    values = points[[axis.column, *also]]
    low, high = float(values.min().min()), float(values.max().max())
    return (float(np.log10(low)), float(np.log10(high))) if axis.is_log else (low, high)


def along(axis: Axis, values: pd.Series, shown: Range) -> pd.Series:
    """Return where values lie on an axis: 0 at its beginning, 1 at its end."""
    placed = np.log10(values.astype(float)) if axis.is_log else values.astype(float)
    return (placed - shown[0]) / (shown[1] - shown[0])


def layout_of(axis: Axis, shown: Range) -> dict[str, Any]:
    """Return an axis as Plotly wants it."""
    made: dict[str, Any] = {"title": {"text": axis.title}, "range": shown, "zeroline": False}
    return made | {"type": "log", **_round_ticks(axis, shown)} if axis.is_log else made


def _round_ticks(axis: Axis, shown: Range) -> dict[str, Any]:
    """Return ticks at 1, 2 and 5 of each decade, or at 1 alone where there are many decades."""
    first, last = int(np.floor(min(shown))), int(np.ceil(max(shown)))
    steps = (1, 2, 5) if abs(shown[1] - shown[0]) < FEW_DECADES else (1,)
    values = [step * 10.0**decade for decade in range(first, last + 1) for step in steps]
    return {"tickvals": values, "ticktext": [f"{axis.prefix}{value:,.12g}" for value in values]}
