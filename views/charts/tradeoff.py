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

HEIGHT_PX, WIDTH_PX = 540, 900
# What stands above and below the plot: the legend, the ticks and the title of the level axis.
FRAME_PX = 110
POINT_REACH_PX = 4.0
LONGEST_LABEL = 32
LINE_TITLE = "Nothing shown beats these"
_RANGE = ("cheapest_usd_per_mtok", "dearest_usd_per_mtok")
SMALL_PX, LARGE_PX = 6.0, 28.0
PLAIN_PX, NAMED_PX = 8.0, 11.0
HOLLOW_PX = 2.0
FAINT = "60"  # alpha, in hexadecimal: many ranges lie on each other
RING_PX = 20.0
# More intervals than these hide the points: then only those that have a name are drawn.
MOST_INTERVALS = 40
HINT_PX, HINT_LETTER_PX = 20.0, 7.0

Size = Literal["parameters", "context_tokens"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Look:
    """How a trade-off chart looks; it changes nothing of what is shown.

    Attributes:
        pair: what is set against what.
        quality_title: the title of the quality axis, with its unit.
        higher_is_better: whether high qualities are the good ones.
        is_ability: whether the quality is an ability, and not a score on a benchmark.
        input_percent: how much of the tokens is input, as the blended price has it.
        intervals: draw the intervals of the qualities.
        price_range: draw how far the prices of the providers lie apart.
        size: what the size of a point says.
        makers: the developers that have a colour of their own; none: colours tell the weights.
        named: the models that are named beside the frontier, the most important first.
        picked: the models that are ringed, and named first.
        height_px: of the chart.
        width_px: of the inside of the plot on a common screen, for which the labels are placed.
    """

    pair: Pair = "quality_price"
    quality_title: str = ""
    higher_is_better: bool = True
    is_ability: bool = False
    input_percent: int = 75
    intervals: bool = False
    price_range: bool = False
    size: Size | None = None
    makers: tuple[str, ...] = ()
    named: tuple[str, ...] = ()
    picked: tuple[str, ...] = ()
    height_px: int = HEIGHT_PX
    width_px: int = WIDTH_PX

    @property
    def area(self) -> Box:
        """Return the inside of the plot, in px; the browser stretches it."""
        return Box(0, 0, self.width_px, self.height_px - FRAME_PX)


def tradeoff_figure(points: pd.DataFrame, look: Look) -> go.Figure:
    """Draw points, at least one; better is always up, and told for the level axis.

    Args:
        points: those of `catalog.tradeoffs.scatter.answer`, with what `hover.with_hover` adds.
        look: how the chart looks.
    """
    upright, level = (_axis(column, look) for column in AXES[look.pair])
    y_range = upright_range(upright, points, *(("low", "high") if look.intervals and upright.column == "value" else ()))
    x_range = level_range(level, points, *(_RANGE if look.price_range and level.column == PRICE else ()))
    is_strong = points["is_on_frontier"] | points["model_id"].isin((*look.named, *look.picked))
    drawn = points.assign(
        mark=_marks(points, level, upright, look.makers),
        size=_sizes(points, is_strong, look.size),
        is_strong=is_strong,
    )
    traces = [
        *_legend(drawn, look.makers),
        *_traces(drawn[~is_strong], upright, level, look),
        _line(points[points["is_on_frontier"]], upright, level, x_range),
        *_traces(drawn[is_strong], upright, level, look),
        *_rings(points[points["model_id"].isin(look.picked)], upright, level),
        _labels(drawn, (upright, y_range), (level, x_range), look),
    ]
    return go.Figure(traces, _layout((upright, y_range), (level, x_range), look))


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


def _layout(upright: tuple[Axis, Range], level: tuple[Axis, Range], look: Look) -> dict[str, Any]:
    return {
        "xaxis": layout_of(*level),
        "yaxis": layout_of(*upright),
        "annotations": [_hint(level[0])],
        "height": look.height_px,
        "margin": {"l": 0, "r": 8, "t": 32, "b": 0},
        "hoverlabel": {"align": "left"},
        "dragmode": False,  # a finger on the chart scrolls the page; the tool bar switches zooming and the lasso on
        "legend": {"orientation": "h", "x": 0, "y": 1.02, "yanchor": "bottom", "title": {"text": ""}},
    }


def _hint(level: Axis) -> dict[str, Any]:
    """Return which way is better, in the corner beyond the frontier: there is nothing else."""
    side = "right" if level.is_high_better else "left"
    return {
        "text": _better(level),
        "xref": "paper",
        "yref": "paper",
        "x": 1 if level.is_high_better else 0,
        "y": 1,
        "xshift": -6 if level.is_high_better else 6,
        "xanchor": side,
        "yanchor": "top",
        "showarrow": False,
        "font": {"size": 13},
    }


def _better(level: Axis) -> str:
    return f"Better: up and to the {'right' if level.is_high_better else 'left'}"


def _hint_box(level: Axis, area: Box) -> Box:
    width = len(_better(level)) * HINT_LETTER_PX
    left = area.right - width if level.is_high_better else area.left
    return Box(left, area.top, left + width, area.top + HINT_PX)


# The points


def _marks(points: pd.DataFrame, level: Axis, upright: Axis, makers: Sequence[str]) -> list[palette.Mark]:
    """Return how each point looks: its shape says the weights, its filling how sure its figures are.

    Its colour says the weights, too, or else who made it.
    """
    shows_speed = SPEED in (level.column, upright.column)
    marks = [
        palette.mark_of(weights, speed if shows_speed else None, is_inferred=coverage == 0)
        for weights, speed, coverage in zip(
            points["weights"], points["speed_evidence"], points["coverage"], strict=True
        )
    ]
    if not makers:
        return marks
    return [palette.of_maker(mark, maker, makers) for mark, maker in zip(marks, points["developer"], strict=True)]


def _sizes(points: pd.DataFrame, is_strong: "pd.Series[bool]", size: Size | None) -> pd.Series:
    """Return the diameter of each point in px: by the logarithm of what it says, smallest where that is not known."""
    if size is None:
        return is_strong.map({True: NAMED_PX, False: PLAIN_PX})
    logs = np.log10(points[size].astype(float))
    span = float(logs.max() - logs.min()) or 1.0
    return (SMALL_PX + (LARGE_PX - SMALL_PX) * (logs - logs.min()) / span).fillna(SMALL_PX)


def _legend(drawn: pd.DataFrame, makers: Sequence[str]) -> Iterator[go.Scatter]:
    """Yield an empty trace a mark, so that the legend shows each undimmed: with makers, colours and shapes apart."""
    if makers:
        others = bool((~drawn["developer"].isin(makers)).any())
        present = [maker for maker in makers if (drawn["developer"] == maker).any()]
        for maker in [*present, *([None] if others else [])]:
            yield mark_key(palette.maker_key(maker, makers))
    for mark in sorted(set(drawn["mark"]), key=palette.order):
        if not makers:
            yield mark_key(mark)
    if makers:
        shapes = {mark.symbol: mark.title for mark in drawn["mark"]}
        for symbol in sorted(shapes):
            yield mark_key(palette.Mark(shapes[symbol], palette.FRONTIER, symbol), group=f"shape {symbol}")


def mark_key(mark: palette.Mark, group: str = "") -> go.Scatter:
    """Return an empty trace that shows a mark in the legend; traces of the same group come and go with it."""
    return go.Scatter(
        x=[None],
        y=[None],
        mode="markers",
        name=chart_text(mark.title),
        legendgroup=group or chart_text(mark.title),
        marker={"symbol": mark.symbol, "color": mark.colour, "size": 10, "line": _outline(mark)},
    )


def _traces(drawn: pd.DataFrame, upright: Axis, level: Axis, look: Look) -> Iterator[go.Scatter]:
    """Yield the points that stand out, or else the others, dimmed: a trace a mark."""
    few = len(drawn) <= MOST_INTERVALS
    for mark in sorted(set(drawn["mark"]), key=palette.order):
        chosen = drawn[[found == mark for found in drawn["mark"]]]
        is_strong = bool(chosen["is_strong"].iloc[0])
        group = palette.maker_key(chosen["developer"].iloc[0], look.makers).title if look.makers else mark.title
        yield go.Scatter(
            x=chosen[level.column],
            y=chosen[upright.column],
            mode="markers",
            legendgroup=chart_text(group),
            showlegend=False,
            opacity=1 if is_strong else palette.DIMMED_OPACITY,
            marker={"symbol": mark.symbol, "color": mark.colour, "size": chosen["size"], "line": _outline(mark)},
            error_x=_price_range(chosen, mark) if look.price_range and level.column == PRICE and few else None,
            error_y=_intervals(chosen) if look.intervals and upright.column == "value" and few else None,
            hoverinfo="text",
            hovertext=chosen["hover"],
            customdata=chosen["model_id"],
        )


def _rings(picked: pd.DataFrame, upright: Axis, level: Axis) -> Iterator[go.Scatter]:
    """Yield a ring round each point that was picked."""
    if not picked.empty:
        yield go.Scatter(
            x=picked[level.column],
            y=picked[upright.column],
            mode="markers",
            showlegend=False,
            hoverinfo="skip",
            marker={"symbol": "circle-open", "color": palette.FRONTIER, "size": RING_PX, "line": {"width": HOLLOW_PX}},
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


def _labels(drawn: pd.DataFrame, upright: tuple[Axis, Range], level: tuple[Axis, Range], look: Look) -> go.Scatter:
    """Return the names of the points that stand out; those that fit nowhere are left to the hover.

    Those that were picked come first, then the frontier, best first, then the models that people look for. An effort is
    told where a model has several points; the hover tells it always.
    """
    across = along(level[0], drawn[level[0].column], level[1]) * look.area.right
    down = (1 - along(upright[0], drawn[upright[0].column], upright[1])) * look.area.bottom
    spots = list(zip(across.tolist(), down.tolist(), strict=True))
    first = drawn["model_id"].isin(look.picked).to_numpy() * 2 + drawn["is_on_frontier"].to_numpy()
    ranks = {model_id: rank for rank, model_id in enumerate(look.named)}
    strong = [place for place in range(len(drawn)) if drawn["is_strong"].iloc[place]]
    strong.sort(key=lambda place: (-first[place], 0 if first[place] else ranks[drawn["model_id"].iloc[place]]))
    named = drawn.iloc[strong]
    is_alone = ~drawn["model_id"].duplicated(keep=False).iloc[strong]
    labels = zip(named["name"], _names(named), is_alone, strict=True)
    texts = [_short(name if alone else with_effort) for name, with_effort, alone in labels]
    toward = "right" if level[0].is_high_better else "left"
    on_line = [spot for spot, is_on in zip(spots, drawn["is_on_frontier"], strict=True) if is_on]
    taken = [
        _hint_box(level[0], look.area),
        *(around(*spots[place], POINT_REACH_PX) for place in strong),
        *steps_between(on_line, toward, look.area),
    ]
    faint = [around(*spot, POINT_REACH_PX) for place, spot in enumerate(spots) if place not in set(strong)]
    found = places([spots[place] for place in strong], texts, taken, look.area, toward=toward, faint=faint)
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


def steps_between(spots: Sequence[tuple[float, float]], toward: str, area: Box) -> Iterator[Box]:
    """Yield the parts of the line through some points, as thin boxes.

    Args:
        spots: x and y of each point of the line, in px.
        toward: the good side of the level axis, "left" or "right".
        area: where the line ends.
    """
    ordered = sorted(spots, reverse=toward == "right")
    far = area.right if toward == "left" else area.left
    for (x, y), (next_x, next_y) in zip(ordered, [*ordered[1:], (far, ordered[-1][1])], strict=True):
        left, right = sorted((x, next_x))
        yield Box(left, y - 1, right, y + 1)
        yield Box(next_x - 1, min(y, next_y), next_x + 1, max(y, next_y))


def _short(text: str) -> str:
    return text if len(text) <= LONGEST_LABEL else text[: LONGEST_LABEL - 1].rstrip() + "…"
