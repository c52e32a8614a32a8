"""A few models by domain: each ability as a mark with its 90 % interval, the models of a domain one under the other."""

from collections.abc import Hashable, Iterator, Mapping, Sequence
from typing import Any

import pandas as pd
import plotly.graph_objects as go

from catalog.models.compare_facts import INFERRED
from views.shell import palette
from views.shell.wording import chart_text, count, day, figure, one_line, shortened

MARK_PX, MARK_SIZE_PX, GAP_PX = 13, 10, 17
TOP_PX, BOTTOM_PX, LEGEND_ROW_PX = 8, 62, 22
LONGEST_NAME = 40
WRAP_AT = 16
REFERENCE = 50
MARGIN = 2.0
AXIS_TITLE = (
    'Ability, with its 90 % interval<br><span style="font-size:12px">50 = the middle of the models sold in 2025</span>'
)
RULE_COLOUR, BAND_COLOUR = "#7F7F7F", "rgba(127, 127, 127, 0.10)"
INFERRED_FILLING = "-open-dot"


def abilities_figure(abilities: pd.DataFrame, names: Mapping[str, str]) -> go.Figure:
    """Draw the ability of each model in each domain.

    Args:
        abilities: cells of abilities as `catalog.models.compare.marked` returns them, at least one with a value; the
            domains from the top down.
        names: the name of each model, in the order in which they are drawn.
    """
    known = abilities[abilities["value"].notna()]
    rows = {str(title): place for place, title in enumerate(known["title"].drop_duplicates())}
    step = 1 / (len(names) + GAP_PX / MARK_PX)
    row_px = MARK_PX * len(names) + GAP_PX
    layout = {
        "height": TOP_PX + BOTTOM_PX + LEGEND_ROW_PX * len(names) + row_px * len(rows),
        "margin": {"l": 0, "r": 0, "t": TOP_PX, "b": 0},
        "xaxis": {
            "title": {"text": AXIS_TITLE},
            "range": _range(known),
            "zeroline": False,
            "fixedrange": True,
        },
        "yaxis": {
            "tickvals": list(rows.values()),
            "ticktext": [_wrapped(title) for title in rows],
            "range": [len(rows) - 0.5, -0.5],
            "showgrid": False,
            "zeroline": False,
            "fixedrange": True,
        },
        "shapes": [*_bands(len(rows)), _reference()],
        "dragmode": False,
        "hoverlabel": {"align": "left"},
        "legend": {"orientation": "h", "x": 0, "y": 0, "yanchor": "bottom", "yref": "container", "title": {"text": ""}},
    }
    traces = [
        trace
        for place, (model_id, name) in enumerate(names.items())
        for trace in _marks(
            known[known["model_id"] == model_id], name, place, rows, (place - (len(names) - 1) / 2) * step
        )
    ]
    return go.Figure(traces, layout)


def alt_text(abilities: pd.DataFrame, names: Mapping[str, str]) -> str:
    """Return what the chart shows, for those who do not see it."""
    known = abilities[abilities["value"].notna()]
    told = [
        f"{title}: " + ", ".join(f"{names[cell.model_id]} {figure(cell.value)}" for cell in cells.itertuples())
        for title, cells in known.groupby("title", sort=False)
    ]
    return one_line(f"Ability of {count(len(names), 'model')} in {count(len(told), 'domain')}. {'; '.join(told)}.")


def _marks(cells: pd.DataFrame, name: str, place: int, rows: Mapping[str, int], offset: float) -> Iterator[go.Scatter]:
    """Yield one model's figures: measured ones, then those that are only inferred; one of the two names it."""
    colour, symbol = palette.MODELS[place % len(palette.MODELS)]
    is_inferred = cells["words"].str.contains(INFERRED, regex=False)
    for part, filling in ((cells[~is_inferred], ""), (cells[is_inferred], INFERRED_FILLING)):
        if part.empty:
            continue
        value = part["value"].astype(float)
        yield go.Scatter(
            x=value,
            y=[rows[title] + offset for title in part["title"]],
            mode="markers",
            name=chart_text(shortened(name, LONGEST_NAME)) + (", inferred" if filling else ""),
            legendgroup=str(place),
            marker={"symbol": symbol + filling, "color": colour, "size": MARK_SIZE_PX},
            error_x={
                "symmetric": False,
                "array": part["high"].astype(float) - value,
                "arrayminus": value - part["low"].astype(float),
                "thickness": 1.5,
                "width": 3,
                "color": colour,
            },
            hoverinfo="text",
            hovertext=[_hover(cell, name) for cell in part.to_dict("records")],
        )


def _hover(cell: Mapping[Hashable, Any], name: str) -> str:
    lines = [
        f"<b>{chart_text(shortened(name, LONGEST_NAME))}</b>, {chart_text(cell['title'])}",
        f"Ability {figure(cell['value'])} ({figure(cell['low'])} to {figure(cell['high'])} with 90 % certainty)",
        chart_text(cell["words"]),
        f"newest result of {day(cell['as_of'])}",
    ]
    return "<br>".join(line for line in lines if line)


def _range(known: pd.DataFrame) -> list[float]:
    """Return the part of the scale from 0 to 100 that holds every interval."""
    low, high = known["low"].astype(float).min(), known["high"].astype(float).max()
    return [max(0.0, min(low, REFERENCE) - MARGIN), min(100.0, max(high, REFERENCE) + MARGIN)]


def _bands(rows: int) -> list[dict[str, Any]]:
    """Return a light ground under every other domain, so that the marks of one are seen to belong together."""
    edges: Sequence[int] = range(0, rows, 2)
    fixed = {"type": "rect", "xref": "paper", "x0": 0, "x1": 1, "layer": "below", "line": {"width": 0}}
    return [fixed | {"y0": row - 0.5, "y1": row + 0.5, "fillcolor": BAND_COLOUR} for row in edges]


def _reference() -> dict[str, Any]:
    line = {"color": RULE_COLOUR, "width": 1, "dash": "dot"}
    return {"type": "line", "x0": REFERENCE, "x1": REFERENCE, "yref": "paper", "y0": 0, "y1": 1, "line": line}


def _wrapped(title: str) -> str:
    """Return a title in lines that leave room for the chart on a narrow screen."""
    lines = [""]
    for word in one_line(title).split():
        if lines[-1] and len(lines[-1]) + len(word) >= WRAP_AT:
            lines.append("")
        lines[-1] = f"{lines[-1]} {word}".strip()
    return "<br>".join(chart_text(shortened(line, 2 * WRAP_AT)) for line in lines)
