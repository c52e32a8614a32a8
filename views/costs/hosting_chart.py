"""Our own GPUs: how fast each machine is for its price, and from which volume machines are cheaper than an API."""

from collections.abc import Hashable, Mapping
from typing import Any

import pandas as pd
import plotly.graph_objects as go

from catalog.hosting.plans import BreakEven, Plan
from catalog.pricing.offers import pareto_frontier
from catalog.pricing.speeds import EVIDENCE
from catalog.records import axis_title
from views.charts.axes import Axis, along, layout_of, level_range, upright_range
from views.charts.labels import Box, around, places
from views.shell import palette
from views.shell.wording import chart_text, count, day, figure, one_line, usd

Row = Mapping[Hashable, Any]
HEIGHT_PX = 420
AREA = Box(0, 0, 900, 300)
POINT_PX, REACH_PX = 11.0, 6.0
# Between blue and vermilion of the weights; each line has a dash of its own too.
API_COLOUR, OWN_COLOUR, VOLUME_COLOUR = "#2A87C8", "#D55E00", palette.FRONTIER
_SPEED = Axis(
    column="tokens_per_second",
    title=f'{axis_title(Plan, "tokens_per_second")}<br><span style="font-size:12px">logarithmic</span>',
    is_log=True,
)
_PRICE = Axis(
    column="usd_per_month",
    title=f'{axis_title(Plan, "usd_per_month")}<br><span style="font-size:12px">logarithmic</span>',
    is_log=True,
    is_high_better=False,
    prefix="$",
)
_LEGEND = {"orientation": "h", "x": 0, "y": -0.24, "yanchor": "top", "title": {"text": ""}}


def machine_title(row: Row) -> str:
    """Return a machine's GPUs as people write them: 4 x H100 80GB."""
    return f"{int(row['gpus'])} x {row['gpu']}"


def machines_figure(plans: pd.DataFrame) -> go.Figure:
    """Draw the machines whose speed is known, at least one: filled where it was measured, hollow where it was not.

    Args:
        plans: rows of `catalog.hosting.plans.plans` with a speed; those that no other is both faster and cheaper than
            get their names.
    """
    x_range, y_range = level_range(_PRICE, plans), upright_range(_SPEED, plans)
    traces = [_of_evidence(plans, evidence) for evidence in EVIDENCE if (plans["speed_evidence"] == evidence).any()]
    across = along(_PRICE, plans["usd_per_month"], x_range) * AREA.right
    down = (1 - along(_SPEED, plans["tokens_per_second"], y_range)) * AREA.bottom
    spots = list(zip(across.tolist(), down.tolist(), strict=True))
    is_best = pareto_frontier(plans, "tokens_per_second", "usd_per_month")
    names = [machine_title(row) if best else "" for row, best in zip(plans.to_dict("records"), is_best, strict=True)]
    found = places(spots, names, [around(x, y, REACH_PX) for x, y in spots], AREA)
    labels = go.Scatter(
        x=plans["usd_per_month"],
        y=plans["tokens_per_second"],
        mode="markers+text",
        text=[chart_text(name) if place else "" for name, place in zip(names, found, strict=True)],
        textposition=[place or "top left" for place in found],
        textfont={"size": 12},
        marker={"size": POINT_PX, "opacity": 0},
        cliponaxis=False,
        showlegend=False,
        hoverinfo="skip",
    )
    return go.Figure([*traces, labels], _layout(layout_of(_PRICE, x_range), layout_of(_SPEED, y_range)))


def machines_alt_text(plans: pd.DataFrame) -> str:
    """Return what the chart of the machines shows, for those who do not see it."""
    told = ", ".join(
        one_line(
            f"{machine_title(row)} ({row['tokens_per_second']:,.0f} tokens/s {row['speed_evidence']} "
            f"at {usd(row['usd_per_month'])})"
        )
        for row in plans.head(5).to_dict("records")
    )
    return f"Output speed against cost a month, {count(len(plans), 'machine')}. The cheapest by the request: {told}."


def _layout(xaxis: dict[str, Any], yaxis: dict[str, Any]) -> dict[str, Any]:
    return {
        "xaxis": xaxis,
        "yaxis": yaxis,
        "height": HEIGHT_PX,
        "margin": {"l": 0, "r": 8, "t": 32, "b": 0},
        "hoverlabel": {"align": "left"},
        "dragmode": False,
        "legend": _LEGEND,
    }


def _of_evidence(plans: pd.DataFrame, evidence: str) -> go.Scatter:
    chosen = plans[plans["speed_evidence"] == evidence]
    mark = palette.mark_of("open", evidence)
    return go.Scatter(
        x=chosen["usd_per_month"],
        y=chosen["tokens_per_second"],
        mode="markers",
        name=f"Speed {EVIDENCE[evidence]}",  # type: ignore[index]
        marker={
            "symbol": mark.symbol,
            "color": mark.colour,
            "size": POINT_PX,
            "line": {"width": 2 if "-open" in mark.symbol else 0},
        },
        hoverinfo="text",
        hovertext=[_machine_text(row) for row in chosen.to_dict("records")],
    )


def _machine_text(row: Row) -> str:
    lines = [
        f"<b>{chart_text(machine_title(row))}</b>",
        f"{usd(row['usd_per_hour'])} an hour at {chart_text(row['cloud'])}, {usd(row['usd_per_month'])} a month",
        f"{chart_text(row['price_source'])}, {day(row['price_as_of'])}",
        "",
        f"{figure(row['tokens_per_second'])} tokens/s, {count(int(row['at_once']), 'request')} at once",
        *_speed_lines(row),
        "",
        f"{row['needed_gb']:,.0f} of {row['usable_gb']:,.0f} GB used",
        f"{row['requests_per_month']:,.0f} requests a month, {usd(row['usd_per_request'])} each",
    ]
    return "<br>".join(lines)


def _speed_lines(row: Row) -> list[str]:
    if row["speed_evidence"] == "estimated":
        return [
            f"estimated from {row['bandwidth_gb_per_s']:,.0f} GB/s and {row['fp16_tflops']:,.0f} TFLOPS of each GPU",
            f"limited by {chart_text(row['bound'])}",
        ]
    return [
        f"{chart_text(EVIDENCE[row['speed_evidence']])}; {chart_text(row['speed_source'])}, {day(row['speed_as_of'])}",
        f"estimated: {figure(row['estimated_tokens_per_second'])} tokens/s"
        if not pd.isna(row["estimated_tokens_per_second"])
        else "no estimate",
    ]


# API or our own


def crossover_figure(curve: pd.DataFrame, even: BreakEven, requests: float, machine: str) -> go.Figure:
    """Draw what an API and machines cost at each volume, the volume that is asked about and where the lines cross.

    Args:
        curve: what `catalog.hosting.plans.cost_curve` returns; its points are joined by straight lines.
        even: what it was made from.
        requests: the volume that is asked about, a month.
        machine: what a machine is called.
    """
    traces = [
        _cost_line(curve, "api_usd_per_month", "API, cheapest offer", API_COLOUR, "solid"),
        _cost_line(curve, "hosting_usd_per_month", f"Own: machines of {machine}", OWN_COLOUR, "dash"),
    ]
    if even.first is not None:
        traces.append(_crossing(even.first, even))
    xaxis = {"title": {"text": "Requests a month"}, "rangemode": "tozero", "zeroline": False, "tickformat": ",~s"}
    yaxis = {
        "title": {"text": "Cost a month (USD)"},
        "rangemode": "tozero",
        "zeroline": False,
        "tickprefix": "$",
        "tickformat": ",~s",
    }
    made = go.Figure(traces, _layout(xaxis, yaxis))
    if requests > 0:
        is_right = requests > curve["requests_per_month"].max() / 2
        made.add_vline(
            x=requests,
            line={"color": VOLUME_COLOUR, "width": 1.5, "dash": "dot"},
            annotation={"text": "your volume", "yref": "paper", "yanchor": "bottom", "font": {"size": 13}},
            annotation_position="top right" if not is_right else "top left",
        )
    return made


def crossover_alt_text(even: BreakEven, requests: float, machine: str) -> str:
    """Return what the chart of both costs shows, for those who do not see it."""
    said = "never cheaper" if even.first is None else f"cheaper from {even.first:,.0f} requests a month"
    return one_line(
        f"Cost a month by volume: the API asks {usd(even.api_usd_per_request)} a request, a machine of {machine} "
        f"{usd(even.usd_per_month)} a month for up to {even.requests_per_month:,.0f} requests; {said}. "
        f"Your volume: {requests:,.0f}."
    )


def _cost_line(curve: pd.DataFrame, column: str, name: str, colour: str, dash: str) -> go.Scatter:
    told = zip(curve["requests_per_month"], curve[column], curve["machines"], strict=True)
    is_own = column == "hosting_usd_per_month"
    return go.Scatter(
        x=curve["requests_per_month"],
        y=curve[column],
        mode="lines",
        name=chart_text(name),
        line={"color": colour, "dash": dash, "width": 2.5},
        hoverinfo="text",
        hovertext=[
            f"<b>{usd(cost)} a month</b><br>{requests:,.0f} requests"
            + (f"<br>{count(int(machines), 'machine')} of {chart_text(name.split(' of ', 1)[1])}" if is_own else "")
            for requests, cost, machines in told
        ],
    )


def _crossing(first: float, even: BreakEven) -> go.Scatter:
    text = f"Own GPUs are cheaper from {first:,.0f} requests a month"
    return go.Scatter(
        x=[first],
        y=[even.usd_per_month],
        mode="markers",
        name=text,
        marker={"symbol": "star", "size": 14, "color": OWN_COLOUR},
        hoverinfo="text",
        hovertext=[f"{text}<br>{usd(even.usd_per_month)} a month"],
    )
