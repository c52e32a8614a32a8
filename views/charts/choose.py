"""The models that pass a need, by quality against cost or speed, with the winners named."""

from typing import Any

import pandas as pd
import plotly.graph_objects as go

from catalog.curated.providers import seller_title
from catalog.decide.decide import Candidate, Decision
from catalog.decide.winners import ROLES
from catalog.decide.words import usd
from catalog.pricing.speeds import speed_words
from catalog.records import axis_title
from views.charts.axes import Axis, Range, along, layout_of, level_range, upright_range
from views.charts.hover import point_label, seller_text, terms_lines
from views.charts.labels import Box, around, places
from views.shell import palette
from views.shell.wording import chart_text, count, day, figure, one_line, shortened

HEIGHT_PX = 380
# The inside of the plot on a common screen, for which the labels are placed; the browser stretches it.
AREA = Box(0, 0, 560, 300)
POINT_REACH_PX = 5.0
LONGEST_LABEL = 28
# How far a name reaches from its point.
NAME_REACH_PX = (190.0, 30.0)
PLAIN_PX, NAMED_PX = 8.0, 13.0
# Its name stands out.
PICK = ROLES["balanced"].lower()
COST, REQUEST, SPEED = "usd_per_month", "usd_per_request", "output_tokens_per_second"


def points_of(decision: Decision, level: str) -> pd.DataFrame:
    """Return the models that a chart of a decision shows: against speed at their fastest offers, else the cheapest."""
    return decision.fastest if level == SPEED else decision.passing


def choose_figure(passing: pd.DataFrame, level: str) -> go.Figure:
    """Draw the models of which the level axis is known, at least one, with the intervals of the winners.

    Args:
        passing: what `points_of` returns for the level.
        level: `COST`, `REQUEST` or `SPEED`.
    """
    upright = Axis(column="ability", title=axis_title(Candidate, "ability"))
    across = Axis(
        column=level,
        title=f"{axis_title(Candidate, level)}, logarithmic",
        is_log=True,
        is_high_better=level == SPEED,
        prefix="" if level == SPEED else "$",
    )
    points = passing[passing[level].notna()].sort_values("value", ascending=False)
    is_winner = points["roles"].notna()
    ends = points.assign(low=points["ability_low"].where(is_winner), high=points["ability_high"].where(is_winner))
    y_range, x_range = upright_range(upright, ends, "low", "high"), level_range(across, points)
    traces = [_points(points, mark, across.column) for mark in sorted(set(_marks(points)), key=palette.order)]
    traces.append(_winners(points, (upright, y_range), (across, x_range)))
    return go.Figure(traces, _layout((upright, y_range), (across, x_range)))


def alt_text(passing: pd.DataFrame, level: str) -> str:
    """Return what the chart shows, for those who do not see it."""
    known = passing[passing[level].notna()]
    told = ", ".join(
        one_line(f"{name} ({roles})")
        for name, roles in zip(known["name"], known["roles"], strict=True)
        if isinstance(roles, str)
    )
    return f"Ability against {axis_title(Candidate, level)}, {count(len(known), 'model')}. Winners: {told or 'none'}."


def _marks(points: pd.DataFrame) -> list[palette.Mark]:
    return [palette.mark_of(weights) for weights in points["weights"]]


def _points(points: pd.DataFrame, mark: palette.Mark, level: str) -> go.Scatter:
    chosen = points[[found == mark for found in _marks(points)]]
    is_winner = chosen["roles"].notna()
    return go.Scatter(
        x=chosen[level],
        y=chosen["ability"],
        mode="markers",
        name=mark.title,
        marker={
            "symbol": mark.symbol,
            "color": mark.colour,
            "size": is_winner.map({True: NAMED_PX, False: PLAIN_PX}),
            "opacity": is_winner.map({True: 1.0, False: palette.DIMMED_OPACITY}),
        },
        hoverinfo="text",
        hovertext=[_hover(row) for row in chosen.to_dict("records")],
        customdata=chosen["model_id"],
    )


def _hover(row: dict[Any, Any]) -> str:
    lines = [f"<b>{chart_text(point_label(row['name'], row['effort']))}</b>"]
    lines += [chart_text(row["roles"])] if isinstance(row["roles"], str) else []
    interval = f"{figure(row['ability_low'])} to {figure(row['ability_high'])} with 90 % certainty"
    lines += [f"Ability {figure(row['ability'])} ({interval})", f"{row['coverage']:.0%} of it measured"]
    if pd.notna(row["usd_per_request"]):
        lines.append(f"{usd(row['usd_per_month'])} a month at {seller_text(row)}")
        lines += terms_lines(row)
    if pd.notna(row[SPEED]):
        lines.append(f"{figure(row[SPEED])} tokens per second at {chart_text(seller_title(row['speed_provider']))}")
        lines.append(f"{speed_words(row)}; {chart_text(row['speed_source'])}, {day(row['speed_as_of'])}")
        lines += [chart_text(row["conditions"])] if isinstance(row["conditions"], str) else []
    return "<br>".join(lines)


def _winners(points: pd.DataFrame, upright: tuple[Axis, Range], level: tuple[Axis, Range]) -> go.Scatter:
    """Return the winners' names and intervals; names that fit nowhere are left to the hover."""
    across = along(level[0], points[level[0].column], level[1]) * AREA.right
    down = (1 - along(upright[0], points["ability"], upright[1])) * AREA.bottom
    is_winner = points["roles"].notna()
    named = points[is_winner]
    spots = list(zip(across[is_winner], down[is_winner], strict=True))
    texts = [shortened(one_line(name), LONGEST_LABEL) for name in named["name"]]
    ends = [
        [(1 - float(along(upright[0], pd.Series([value]), upright[1]).iloc[0])) * AREA.bottom for value in pair]
        for pair in zip(named["ability_high"], named["ability_low"], strict=True)
    ]
    lines = [Box(x - 2, top, x + 2, low) for (x, _), (top, low) in zip(spots, ends, strict=True)]
    toward = "right" if level[0].is_high_better else "left"
    found = _places(
        spots, texts, [around(x, y, POINT_REACH_PX) for x, y in zip(across, down, strict=True)], lines, toward
    )
    return go.Scatter(
        x=named[level[0].column],
        y=named["ability"],
        mode="markers+text",
        text=[
            (f"<b>{chart_text(text)}</b>" if is_pick else chart_text(text)) if place else ""
            for text, place, is_pick in zip(texts, found, named["roles"].str.contains(PICK), strict=True)
        ],
        textposition=[place or f"top {toward}" for place in found],
        textfont={"size": 12},
        marker={"size": NAMED_PX, "opacity": 0},
        error_y={
            "symmetric": False,
            "array": named["ability_high"] - named["ability"],
            "arrayminus": named["ability"] - named["ability_low"],
            "thickness": 1,
            "width": 0,
            "color": palette.FRONTIER,
        },
        cliponaxis=False,
        showlegend=False,
        hoverinfo="skip",
    )


def _places(
    spots: list[tuple[float, float]], texts: list[str], points: list[Box], lines: list[Box], toward: str
) -> list[str | None]:
    """Return where the names go. A name that fits nowhere else may lie on points near it, but not on named ones."""
    found = places(spots, texts, [*points, *lines], AREA, toward=toward)
    cramped = [spot for spot, place in zip(spots, found, strict=True) if place is None]
    if not cramped:
        return found
    own = [around(x, y, NAMED_PX / 2) for x, y in spots]
    left = [box for box in points if not any(_is_near(box, spot) for spot in cramped)]
    return places(spots, texts, [*own, *left, *lines], AREA, toward=toward)


def _is_near(box: Box, spot: tuple[float, float]) -> bool:
    return abs(box.left - spot[0]) < NAME_REACH_PX[0] and abs(box.top - spot[1]) < NAME_REACH_PX[1]


def _layout(upright: tuple[Axis, Range], level: tuple[Axis, Range]) -> dict[str, Any]:
    side = "right" if level[0].is_high_better else "left"
    hint = {
        "text": f"Better: up and to the {side}",
        "xref": "paper",
        "yref": "paper",
        "x": 1 if level[0].is_high_better else 0,
        "y": 1,
        "yshift": 6,
        "xanchor": side,
        "yanchor": "bottom",
        "showarrow": False,
        "font": {"size": 13},
    }
    return {
        "xaxis": layout_of(*level),
        "yaxis": layout_of(*upright),
        "annotations": [hint],
        "height": HEIGHT_PX,
        "margin": {"l": 0, "r": 8, "t": 24, "b": 0},
        "hoverlabel": {"align": "left"},
        "dragmode": False,
        "legend": {"orientation": "h", "x": 0, "y": -0.2, "yanchor": "top", "title": {"text": ""}},
    }
