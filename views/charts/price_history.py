"""What a model cost when: a step line a series of list prices."""

from collections.abc import Hashable, Mapping
from typing import Any

import pandas as pd
import plotly.graph_objects as go

from catalog.records import axis_title
from catalog.tradeoffs.scatter import PRICE, Point
from views.shell.wording import chart_text, count, day, one_line, shortened, usd

HEIGHT_PX = 380
MOST_SERIES = 6
LONGEST_NAME = 60
# Told apart by dash and marker too, not by colour alone.
_DASHES = ("solid", "dash", "dot", "dashdot", "longdash", "longdashdot")
_SYMBOLS = ("circle", "diamond", "square", "triangle-up", "x", "cross")


def price_figure(steps: pd.DataFrame, input_percent: int) -> go.Figure:
    """Draw the periods of `catalog.models.profile.price_steps`, at least one; of many series those with most periods.

    Args:
        steps: the periods.
        input_percent: how much of the tokens is input, as the blended price has it.
    """
    mix = f"{input_percent} % input, {100 - input_percent} % output"
    layout = {
        "height": HEIGHT_PX,
        "margin": {"l": 0, "r": 8, "t": 16, "b": 0},
        "xaxis": {"title": {"text": ""}},
        "yaxis": {
            "title": {"text": f'{axis_title(Point, PRICE)}<br><span style="font-size:12px">{mix}</span>'},
            "rangemode": "tozero",
            "tickprefix": "$",
        },
        "dragmode": False,
        "hoverlabel": {"align": "left"},
        "legend": {"orientation": "h", "x": 0, "y": -0.12, "yanchor": "top", "title": {"text": ""}},
    }
    return go.Figure([_line(steps, name, place) for place, name in enumerate(drawn_series(steps))], layout)


def drawn_series(steps: pd.DataFrame) -> list[str]:
    """Return the series that are drawn, those with the most periods first."""
    counted = steps.groupby("series").agg(periods=("valid_from", "size"), first=("valid_from", "min")).reset_index()
    ordered = counted.sort_values(["periods", "first", "series"], ascending=[False, True, True])
    return [str(series) for series in ordered["series"].head(MOST_SERIES)]


def alt_text(steps: pd.DataFrame, name: str) -> str:
    """Return what the chart shows, for those who do not see it."""
    told = []
    for series in drawn_series(steps):
        periods = steps[steps["series"] == series]
        first, last = periods.iloc[0], periods.iloc[-1]
        told.append(
            f"{series}, {usd(first[PRICE])} from {day(first['valid_from'])}, "
            f"{usd(last[PRICE])} until {day(last['ends_on'])}, {count(len(periods), 'price')}"
        )
    return one_line(f"Blended list prices of {name} over time: {'; '.join(told)}.")


def _line(steps: pd.DataFrame, series: str, place: int) -> go.Scatter:
    """Return the line of one series: level while a price holds, broken where none is known."""
    days: list[Any] = []
    prices: list[float | None] = []
    hovers: list[str] = []
    rows = steps[steps["series"] == series].to_dict("records")
    for row in rows:
        if days and days[-1] < row["valid_from"]:
            days, prices, hovers = [*days, row["valid_from"]], [*prices, None], [*hovers, ""]
        days += [row["valid_from"], row["ends_on"]]
        prices += [row[PRICE]] * 2
        hovers += [_hover(row)] * 2
    return go.Scatter(
        x=days,
        y=prices,
        mode="lines+markers",
        name=chart_text(shortened(series, LONGEST_NAME)),
        showlegend=True,
        line={"shape": "hv", "width": 2, "dash": _DASHES[place]},
        marker={"symbol": _SYMBOLS[place], "size": 6},
        hoverinfo="text",
        hovertext=hovers,
        connectgaps=False,
    )


def _hover(row: Mapping[Hashable, Any]) -> str:
    until = "still" if pd.isna(row["valid_to"]) else f"until {day(row['valid_to'])}"
    lines = [
        f"<b>{usd(row[PRICE])} blended</b>",
        f"{usd(row['input_usd_per_mtok'])} in, {usd(row['output_usd_per_mtok'])} out",
        f"from {day(row['valid_from'])}, {until}",
        f"{chart_text(row['series'])}; {chart_text(row['source'])}",
    ]
    return "<br>".join(lines)
