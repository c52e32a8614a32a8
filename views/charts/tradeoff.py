"""Two of quality, price and speed against each other: a point a model, and the line of those that nothing beats."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Literal

import numpy as np
import pandas as pd
import plotly.graph_objects as go

from catalog.records import Speed, axis_title
from catalog.tradeoffs.scatter import AXES, PRICE, SPEED, Pair, Point
from views.charts.axes import Axis, Range, along, layout_of, level_range, upright_range
from views.charts.hover import point_label
from views.charts.labels import Box, around, places
from views.shell import palette
from views.shell.wording import chart_text, count, figure, one_line, usd

HEIGHT_PX = 540
# The inside of the plot on a common screen, for which the labels are placed; the browser stretches it.
AREA = Box(0, 0, 900, 395)
POINT_REACH_PX = 4.0
LONGEST_LABEL = 32
LINE_TITLE = "Nothing shown beats these"
_RANGE = ("cheapest_usd_per_mtok", "dearest_usd_per_mtok")
SMALL_PX, LARGE_PX = 6.0, 28.0
PLAIN_PX, NAMED_PX = 8.0, 11.0
HOLLOW_PX = 2.0
FAINT = "60"  # alpha, in hexadecimal: many ranges lie on each other

Size = Literal["parameters", "context_tokens"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Look:
    """How a trade-off chart looks; it changes nothing of what is shown.

    Attributes:
        pair: what is set against what.
        quality_title: the title of the quality axis, with its unit.
        higher_is_better: whether high qualities are the good ones.
        input_percent: how much of the tokens is input, as the blended price has it.
        intervals: draw the intervals of the qualities.
        price_range: draw how far the prices of the providers lie apart.
        size: what the size of a point says.
    """

    pair: Pair = "quality_price"
    quality_title: str = ""
    higher_is_better: bool = True
    input_percent: int = 75
    intervals: bool = False
    price_range: bool = False
    size: Size | None = None


def tradeoff_figure(points: pd.DataFrame, look: Look) -> go.Figure:
    """Draw points, at least one; better is always up, and told for the level axis.

    Args:
        points: those of `catalog.tradeoffs.scatter.answer`, with what `hover.with_hover` adds.
        look: how the chart looks.
    """
    upright, level = (_axis(column, look) for column in AXES[look.pair])
    y_range = upright_range(upright, points, *(("low", "high") if look.intervals and upright.column == "value" else ()))
    x_range = level_range(level, points, *(_RANGE if look.price_range and level.column == PRICE else ()))
    drawn = points.assign(
        mark=_marks(points, level, upright),
        size=_sizes(points, look.size),
    )
    traces = [
        *_legend(drawn),
        *_traces(drawn[~drawn["is_on_frontier"]], upright, level, look),
        _line(points[points["is_on_frontier"]], upright, level, x_range),
        *_traces(drawn[drawn["is_on_frontier"]], upright, level, look),
        _labels(points, (upright, y_range), (level, x_range)),
    ]
    return go.Figure(traces, _layout((upright, y_range), (level, x_range)))


def alt_text(points: pd.DataFrame, look: Look) -> str:
    """Return what the chart shows, for those who do not see it."""
    titles = [_axis(column, look).title.split("<br>")[0] for column in AXES[look.pair]]
    named = points[points["is_on_frontier"]]
    told = ", ".join(
        one_line(f"{label} ({said})") for label, said in zip(_names(named), said_of(named, look.pair), strict=True)
    )
    return f"{titles[0]} against {titles[1]}, {count(len(points), 'point')}. {LINE_TITLE}: {told}."


def said_of(points: pd.DataFrame, pair: Pair) -> list[str]:
    """Return what each point is on both axes: "81.2 at $0.90"."""
    upright, level = AXES[pair]
    ends = zip(points[upright], points[level], strict=True)
    return [f"{_said(upright, value)} at {_said(level, other)}" for value, other in ends]


def _said(column: str, value: float) -> str:
    if column == PRICE:
        return usd(value)
    return f"{value:,.0f} tokens/s" if column == SPEED else figure(value)


# The axes


def _axis(column: str, look: Look) -> Axis:
    if column == PRICE:
        mix = f"{look.input_percent} % input, {100 - look.input_percent} % output; logarithmic"
        title = f'{axis_title(Point, PRICE)}<br><span style="font-size:12px">{mix}</span>'
        return Axis(column=PRICE, title=title, is_log=True, is_high_better=False, prefix="$")
    if column == SPEED:
        title = f'{axis_title(Speed, SPEED)}<br><span style="font-size:12px">of one request; logarithmic</span>'
        return Axis(column=SPEED, title=title, is_log=True)
    return Axis(column="value", title=chart_text(look.quality_title), is_high_better=look.higher_is_better)


def _layout(upright: tuple[Axis, Range], level: tuple[Axis, Range]) -> dict[str, Any]:
    return {
        "xaxis": layout_of(*level),
        "yaxis": layout_of(*upright),
        "annotations": [_hint(level[0])],
        "height": HEIGHT_PX,
        "margin": {"l": 0, "r": 8, "t": 32, "b": 0},
        "hoverlabel": {"align": "left"},
        "dragmode": False,  # a finger on the chart scrolls the page; the tool bar switches zooming and the lasso on
        "legend": {"orientation": "h", "x": 0, "y": -0.2, "yanchor": "top", "title": {"text": ""}},
    }


def _hint(level: Axis) -> dict[str, Any]:
    side = "right" if level.is_high_better else "left"
    return {
        "text": f"Better: up and to the {side}",
        "xref": "paper",
        "yref": "paper",
        "x": 1 if level.is_high_better else 0,
        "y": 1,
        "yshift": 6,
        "xanchor": side,
        "yanchor": "bottom",
        "showarrow": False,
        "font": {"size": 13},
    }


# The points


def _marks(points: pd.DataFrame, level: Axis, upright: Axis) -> list[palette.Mark]:
    """Return how each point looks: its colour and shape say the weights, its filling how sure its figures are."""
    shows_speed = SPEED in (level.column, upright.column)
    return [
        palette.mark_of(weights, speed if shows_speed else None, is_inferred=coverage == 0)
        for weights, speed, coverage in zip(
            points["weights"], points["speed_evidence"], points["coverage"], strict=True
        )
    ]


def _sizes(points: pd.DataFrame, size: Size | None) -> pd.Series:
    """Return the diameter of each point in px: by the logarithm of what it says, smallest where that is not known."""
    if size is None:
        return points["is_on_frontier"].map({True: NAMED_PX, False: PLAIN_PX})
    logs = np.log10(points[size].astype(float))
    span = float(logs.max() - logs.min()) or 1.0
    return (SMALL_PX + (LARGE_PX - SMALL_PX) * (logs - logs.min()) / span).fillna(SMALL_PX)


def _legend(drawn: pd.DataFrame) -> Iterator[go.Scatter]:
    """Yield an empty trace a mark, so that the legend shows each undimmed."""
    for mark in sorted(set(drawn["mark"]), key=palette.order):
        yield go.Scatter(
            x=[None],
            y=[None],
            mode="markers",
            name=mark.title,
            legendgroup=mark.title,
            marker={"symbol": mark.symbol, "color": mark.colour, "size": 10, "line": _outline(mark)},
        )


def _traces(drawn: pd.DataFrame, upright: Axis, level: Axis, look: Look) -> Iterator[go.Scatter]:
    """Yield the points on the line, or else the dominated ones, dimmed: a trace a mark."""
    for mark in sorted(set(drawn["mark"]), key=palette.order):
        chosen = drawn[[found == mark for found in drawn["mark"]]]
        is_on = bool(chosen["is_on_frontier"].iloc[0])
        yield go.Scatter(
            x=chosen[level.column],
            y=chosen[upright.column],
            mode="markers",
            legendgroup=mark.title,
            showlegend=False,
            opacity=1 if is_on else palette.DIMMED_OPACITY,
            marker={"symbol": mark.symbol, "color": mark.colour, "size": chosen["size"], "line": _outline(mark)},
            error_x=_price_range(chosen, mark) if look.price_range and level.column == PRICE else None,
            error_y=_intervals(chosen) if look.intervals and upright.column == "value" else None,
            hoverinfo="text",
            hovertext=chosen["hover"],
            customdata=chosen["model_id"],
        )


def _outline(mark: palette.Mark) -> dict[str, Any]:
    """Return the outline of a mark: a hollow one needs a strong one to be seen."""
    return {"width": HOLLOW_PX if "-open" in mark.symbol else 0}


def _intervals(points: pd.DataFrame) -> dict[str, Any]:
    return _bars(points["high"] - points["value"], points["value"] - points["low"])


def _price_range(points: pd.DataFrame, mark: palette.Mark) -> dict[str, Any]:
    low, high = (points[column] for column in _RANGE)
    return _bars(high - points[PRICE], points[PRICE] - low) | {"color": f"{mark.colour}{FAINT}"}


def _bars(more: pd.Series, less: pd.Series) -> dict[str, Any]:
    return {"symmetric": False, "array": more, "arrayminus": less, "thickness": 1, "width": 0}


# The line and its labels


def _line(frontier: pd.DataFrame, upright: Axis, level: Axis, x_range: Range) -> go.Scatter:
    """Return the best that each place on the level axis buys: steps that fall towards its good side."""
    ordered = frontier.sort_values(level.column)
    x, y = list(ordered[level.column]), list(ordered[upright.column])
    end = 10 ** x_range[0 if level.is_high_better else 1]
    if level.is_high_better:
        x, y = [end, *x], [*y[:1], *y]
    else:
        x, y = [*x, end], [*y, *y[-1:]]
    return go.Scatter(
        x=x,
        y=y,
        mode="lines",
        name=LINE_TITLE,
        line={"shape": "vh" if level.is_high_better else "hv", "color": palette.FRONTIER, "width": 1.5},
        hoverinfo="skip",
    )


def _labels(points: pd.DataFrame, upright: tuple[Axis, Range], level: tuple[Axis, Range]) -> go.Scatter:
    """Return the names of the line's points, best first; those that fit nowhere are left to the hover."""
    across = along(level[0], points[level[0].column], level[1]) * AREA.right
    down = (1 - along(upright[0], points[upright[0].column], upright[1])) * AREA.bottom
    pixels = list(zip(across.tolist(), down.tolist(), strict=True))
    named = points[points["is_on_frontier"]]
    spots = [pixel for pixel, is_named in zip(pixels, points["is_on_frontier"], strict=True) if is_named]
    texts = [_short(label) for label in _names(named)]
    toward = "right" if level[0].is_high_better else "left"
    taken = [*(around(x, y, POINT_REACH_PX) for x, y in pixels), *_steps(spots, toward)]
    found = places(spots, texts, taken, AREA, toward=toward)
    return go.Scatter(
        x=named[level[0].column],
        y=named[upright[0].column],
        mode="markers+text",
        text=[chart_text(text) if place else "" for text, place in zip(texts, found, strict=True)],
        textposition=[place or f"top {toward}" for place in found],
        textfont={"size": 12},
        marker={"size": NAMED_PX, "opacity": 0},
        cliponaxis=False,
        showlegend=False,
        hoverinfo="skip",
    )


def _names(points: pd.DataFrame) -> list[str]:
    return [point_label(name, effort) for name, effort in zip(points["name"], points["effort"], strict=True)]


def _steps(spots: Sequence[tuple[float, float]], toward: str) -> Iterator[Box]:
    """Yield the parts of the line, as thin boxes."""
    ordered = sorted(spots, reverse=toward == "right")
    far = AREA.right if toward == "left" else AREA.left
    for (x, y), (next_x, next_y) in zip(ordered, [*ordered[1:], (far, ordered[-1][1])], strict=True):
        left, right = sorted((x, next_x))
        yield Box(left, y - 1, right, y + 1)
        yield Box(next_x - 1, min(y, next_y), next_x + 1, max(y, next_y))


def _short(text: str) -> str:
    return text if len(text) <= LONGEST_LABEL else text[: LONGEST_LABEL - 1].rstrip() + "…"
