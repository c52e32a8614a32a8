"""The frontier of quality and price as it moved: a frame a day, played or stepped through."""

from collections.abc import Iterator
from typing import Any

import pandas as pd
import plotly.graph_objects as go

from catalog.records import axis_title
from catalog.tradeoffs.scatter import PRICE, Point
from views.charts.axes import Axis, Range, along, layout_of, level_range, upright_range
from views.charts.hover import point_label
from views.charts.labels import around, places
from views.charts.tradeoff import LINE_TITLE, NAMED_PX, PLAIN_PX, POINT_REACH_PX, Look, mark_key, steps_between
from views.shell import palette
from views.shell.wording import chart_text, count, day, figure, one_line, shortened, usd

FRAME_MS, LONGEST_LABEL = 1100, 26
# What the slider and its button take below the plot.
PLAYER_PX = 60


def over_time_figure(points: pd.DataFrame, look: Look) -> go.Figure:
    """Draw the newest day, and a frame for each; the frontier of the first day stays to compare with.

    Args:
        points: those of `catalog.tradeoffs.over_time.frontiers`, of at least one day.
        look: the title of the quality, which way is better, the share of input, the size of the chart.
    """
    mix = f"{look.input_percent} % input, {100 - look.input_percent} % output; logarithmic"
    title = f'{axis_title(Point, PRICE)}<br><span style="font-size:12px">{mix}</span>'
    level = Axis(column=PRICE, title=title, is_log=True, is_high_better=False, prefix="$")
    upright = Axis(column="value", title=chart_text(look.quality_title), is_high_better=look.higher_is_better)
    y_range, x_range = upright_range(upright, points), level_range(level, points)
    days = list(points.groupby("day", sort=True))
    first = _line(days[0][1], x_range, f"Frontier of {day(days[0][0])}", dash="dot")
    frames = [
        go.Frame(
            name=day(when),
            data=[*_drawn(found, (upright, y_range), (level, x_range), look)],
            traces=[1, 2, 3],
        )
        for when, found in days
    ]
    layout = {
        "xaxis": layout_of(level, x_range),
        "yaxis": layout_of(upright, y_range),
        "height": look.height_px,
        "margin": {"l": 0, "r": 8, "t": 32, "b": 0},
        "hoverlabel": {"align": "left"},
        "dragmode": False,
        "legend": {"orientation": "h", "x": 0, "y": 1.02, "yanchor": "bottom", "title": {"text": ""}},
        "updatemenus": [_player()],
        "sliders": [_slider([frame.name for frame in frames])],
    }
    keys = [mark_key(mark) for mark in palette.WEIGHTS.values() if mark.symbol in set(frames[-1].data[0].marker.symbol)]
    return go.Figure([first, *frames[-1].data, *keys], layout, frames)


def over_time_alt(points: pd.DataFrame) -> str:
    """Return what the chart shows, for those who do not see it."""
    days = list(points.groupby("day", sort=True))
    told = []
    for when, found in (days[0], days[-1]):
        line = found[found["is_on_frontier"]]
        names = ", ".join(f"{name} ({figure(value)} at {usd(price)})" for name, value, price in _ends(line))
        told.append(f"{day(when)}, {count(found['model_id'].nunique(), 'model')}: {names}")
    return one_line(f"The frontier of quality and price on {count(len(days), 'day')}. {'; '.join(told)}.")


def _ends(line: pd.DataFrame) -> Iterator[tuple[str, float, float]]:
    yield from zip(line["name"], line["value"], line[PRICE], strict=True)


def _drawn(
    found: pd.DataFrame, upright: tuple[Axis, Range], level: tuple[Axis, Range], look: Look
) -> Iterator[go.Scatter]:
    """Yield the points of one day, its frontier, and the names on it."""
    marks = [palette.mark_of(weights) for weights in found["weights"]]
    line = found["is_on_frontier"]
    yield go.Scatter(
        x=found[PRICE],
        y=found["value"],
        mode="markers",
        showlegend=False,
        marker={
            "symbol": [mark.symbol for mark in marks],
            "color": [mark.colour for mark in marks],
            "size": line.map({True: NAMED_PX, False: PLAIN_PX}),
            "opacity": line.map({True: 1.0, False: palette.DIMMED_OPACITY}),
        },
        hoverinfo="text",
        hovertext=[_hover(row) for row in found.to_dict("records")],
        customdata=found["model_id"],
    )
    yield _line(found, level[1], LINE_TITLE)
    yield _names(found[line], upright, level, look)


def _hover(row: Any) -> str:  # noqa: ANN401 - a row of a frame
    name = chart_text(point_label(row["name"], row["effort"]))
    price = f"{usd(row[PRICE])} per million tokens, {chart_text(row['provider'])}"
    return f"<b>{name}</b><br>{figure(row['value'])} at {price}"


def _line(found: pd.DataFrame, x_range: Range, name: str, dash: str = "solid") -> go.Scatter:
    ordered = found[found["is_on_frontier"]].sort_values(PRICE)
    x, y = list(ordered[PRICE]), list(ordered["value"])
    return go.Scatter(
        x=[*x, 10 ** x_range[1]],
        y=[*y, *y[-1:]],
        mode="lines",
        name=name,
        line={"shape": "hv", "color": palette.FRONTIER, "width": 1.5, "dash": dash},
        hoverinfo="skip",
    )


def _names(line: pd.DataFrame, upright: tuple[Axis, Range], level: tuple[Axis, Range], look: Look) -> go.Scatter:
    area = look.area._replace(bottom=look.area.bottom - PLAYER_PX)
    across = along(level[0], line[PRICE], level[1]) * area.right
    down = (1 - along(upright[0], line["value"], upright[1])) * area.bottom
    spots = list(zip(across.tolist(), down.tolist(), strict=True))
    texts = [shortened(str(name), LONGEST_LABEL) for name in line["name"]]
    taken = [*(around(*spot, POINT_REACH_PX) for spot in spots), *steps_between(spots, "left", area)]
    found = places(spots, texts, taken, area)
    return go.Scatter(
        x=line[PRICE],
        y=line["value"],
        mode="markers+text",
        text=[chart_text(text) if place else "" for text, place in zip(texts, found, strict=True)],
        textposition=[place or "top left" for place in found],
        textfont={"size": 12},
        marker={"size": NAMED_PX, "opacity": 0},
        cliponaxis=False,
        showlegend=False,
        hoverinfo="skip",
    )


def _player() -> dict[str, Any]:
    play = {"frame": {"duration": FRAME_MS, "redraw": False}, "transition": {"duration": 0}}
    return {
        "type": "buttons",
        "direction": "left",
        "x": 0,
        "y": -0.2,
        "xanchor": "left",
        "yanchor": "top",
        "pad": {"t": 14, "r": 8},
        "showactive": False,
        "buttons": [
            {"label": "Play", "method": "animate", "args": [None, play | {"fromcurrent": False}]},
            {"label": "Pause", "method": "animate", "args": [[None], {"mode": "immediate", "frame": {"duration": 0}}]},
        ],
    }


def _slider(names: list[str]) -> dict[str, Any]:
    go_to = {"mode": "immediate", "frame": {"duration": 0, "redraw": False}, "transition": {"duration": 0}}
    return {
        "active": len(names) - 1,
        "x": 0.2,
        "len": 0.77,
        "y": -0.2,
        "yanchor": "top",
        "pad": {"t": 0},
        "currentvalue": {"prefix": "As of ", "xanchor": "right"},
        "steps": [{"label": name, "method": "animate", "args": [[name], go_to]} for name in names],
    }
