"""Variants against their own base: a dot and its interval a variant, and the base as the line at zero."""

from collections.abc import Iterator, Mapping
from textwrap import wrap
from typing import Any

import numpy as np
import pandas as pd
import plotly.graph_objects as go

from views.shell.palette import FRONTIER, GRADES
from views.shell.wording import chart_text, count, one_line

ROW_PX, HEAD_PX, FOOT_PX = 30, 28, 82
LEGEND_PX = 50  # the axis and its title stand above it
HEAD_LETTERS, TAIL_LETTERS = 15, 10
LONGEST_LINE = 64


def gains_figure(rows: pd.DataFrame, chosen: str | None = None) -> go.Figure:
    """Draw variants from top to bottom, at least one.

    Args:
        rows: rows of a recommendation that have a difference, in their order.
        chosen: the repository whose name stands out.

    Returns:
        The chart. The custom data of a point is its repository.
    """
    placed = rows.assign(row=np.arange(len(rows)))
    return go.Figure(list(_marks(placed)), _layout(placed, chosen))


def alt_text(rows: pd.DataFrame) -> str:
    """Return what the chart shows, for those who do not see it; the table below it says the rest."""
    better = int((rows["grade"] == "A").sum())
    return (
        f"Difference of {count(len(rows), 'variant')} to their own base, in points, with 95 % intervals. "
        f"{better} of them beat it beyond noise."
    )


def hover_text(row: Mapping[Any, Any]) -> str:
    """Return what is known of a row, safe to show on a chart."""
    interval = ""
    if np.isfinite(row["difference_low"]):
        interval = f" ({row['difference_low']:+.1f} to {row['difference_high']:+.1f}, 95 %)"
    return "<br>".join(
        [
            f"<b>{chart_text(row['hub_repo_id'])}</b>",
            f"{row['difference']:+.1f} points{interval} over {chart_text(row['base'])}",
            f"Grade {GRADES[row['grade']].title}",
            *(chart_text(line) for line in wrap(one_line(row["reasons"]), LONGEST_LINE)),
        ]
    )


def short_name(repo_id: str, head: int = HEAD_LETTERS, tail: int = TAIL_LETTERS) -> str:
    """Return a repository's own name as short as a phone needs it; its end stays, as it tells versions apart."""
    name = one_line(repo_id.rpartition("/")[2]) or one_line(repo_id)
    cut = f"{name[:head]}…{name[-tail:]}"
    return name if len(name) <= len(cut) else cut


def _marks(placed: pd.DataFrame) -> Iterator[go.Scatter]:
    """Yield a trace a grade, for its colour, its symbol and its line in the legend."""
    for grade, look in GRADES.items():
        drawn = placed[placed["grade"] == grade]
        if drawn.empty:
            continue
        yield go.Scatter(
            x=drawn["difference"],
            y=drawn["row"],
            mode="markers",
            name=look.title,
            marker={"color": look.colour, "symbol": look.symbol, "size": 11},
            selected={"marker": {"opacity": 1}},
            unselected={"marker": {"opacity": 1}},
            error_x={
                "type": "data",
                "symmetric": False,
                "array": (drawn["difference_high"] - drawn["difference"]).fillna(0),
                "arrayminus": (drawn["difference"] - drawn["difference_low"]).fillna(0),
                "color": look.colour,
                "thickness": 2,
                "width": 4,
            },
            customdata=drawn[["hub_repo_id"]],
            hoverinfo="text",
            hovertext=[hover_text(row) for row in drawn.to_dict("records")],
        )


def _layout(placed: pd.DataFrame, chosen: str | None) -> dict[str, Any]:
    return {
        "height": HEAD_PX + ROW_PX * len(placed) + FOOT_PX,
        "margin": {"l": 0, "r": 8, "t": HEAD_PX, "b": FOOT_PX},
        "xaxis": {
            "title": {"text": "Points over its own base"},
            "range": _range(placed),
            "zeroline": False,
            "fixedrange": True,
            "nticks": 7,
            "tickformat": "~g",
        },
        "yaxis": {
            "range": [len(placed) - 0.5, -0.5],
            "tickvals": placed["row"].tolist(),
            "ticktext": [_label(repo, is_chosen=repo == chosen) for repo in placed["hub_repo_id"]],
            "tickfont": {"size": 13},
            "automargin": True,
            "showgrid": False,
            "zeroline": False,
            "fixedrange": True,
            "title": {"text": ""},
        },
        "shapes": [
            {
                "type": "line",
                "x0": 0,
                "x1": 0,
                "y0": 0,
                "y1": 1,
                "yref": "paper",
                "line": {"color": FRONTIER, "width": 2, "dash": "dot"},
                "layer": "below",
            }
        ],
        "annotations": [
            {
                "text": "its own base",
                "x": 0,
                "y": 1,
                "yref": "paper",
                "yanchor": "bottom",
                "showarrow": False,
                "font": {"size": 12},
            }
        ],
        "dragmode": False,
        "clickmode": "event+select",
        "hoverlabel": {"align": "left"},
        "showlegend": True,
        "legend": {"orientation": "h", "x": 0, "y": -LEGEND_PX / (ROW_PX * len(placed)), "yanchor": "top"},
    }


def _range(placed: pd.DataFrame) -> list[float]:
    """Return the ends of the axis: all intervals and zero, with some room at either side."""
    ends = placed[["difference", "difference_low", "difference_high"]].to_numpy(float)
    low, high = min(0.0, float(np.nanmin(ends))), max(0.0, float(np.nanmax(ends)))
    room = 0.06 * (high - low) or 1.0
    return [low - room, high + room]


def _label(repo_id: str, *, is_chosen: bool) -> str:
    told = chart_text(short_name(repo_id))
    return f"<b>{told}</b>" if is_chosen else told
