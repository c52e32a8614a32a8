"""The charts of a report on a shortlist: a row a model, and who wins at which weight."""

from collections.abc import Mapping, Sequence
from typing import Any

import pandas as pd
import plotly.graph_objects as go

from catalog.decide.value import Reach
from catalog.decide.words import usd
from catalog.pricing.workload import PARTS
from views.charts.axes import Axis, layout_of, level_range
from views.shell import palette
from views.shell.wording import chart_text, count, figure, one_line, shortened

Mark = tuple[str, str]
ROW_PX, SERIES_PX, TOP_PX, BOTTOM_PX = 28, 11, 26, 92
LONGEST_NAME, LONGEST_WINNER = 34, 40
ABILITY_TITLE = (
    'Ability, with its 90 % interval<br><span style="font-size:12px">50 = the middle of the models sold in 2025</span>'
)
PART_TITLES = dict(zip(PARTS, ("Fresh input", "Cached input", "Cache writes", "Output"), strict=True))
# On bars that are light on any ground.
INK = "#1C2126"
# A segment narrower than this has no room for a name.
LEAST_NAMED = 0.17
_LEGEND = {
    "orientation": "h",
    "x": 0,
    "y": 0,
    "yanchor": "bottom",
    "yref": "container",
    "title": {"text": ""},
    "traceorder": "normal",
}


def ranges_figure(
    rows: pd.DataFrame,
    marks: Mapping[str, Mark],
    title: str,
    rule: tuple[float, str] | None = None,
    *,
    is_log: bool = False,
) -> go.Figure:
    """Draw a row a model: a mark at each value, and the range that it lies in.

    Args:
        rows: model_id, label, series, value, low and high, the first model on top; at least one row.
        marks: the colour and the symbol of each series.
        title: of the axis.
        rule: a value of the axis to mark, and what it is.
        is_log: whether the axis is logarithmic, of dollars.
    """
    places = {model_id: place for place, model_id in enumerate(rows["model_id"].drop_duplicates())}
    labels = rows.drop_duplicates("model_id")["label"]
    by_model = rows.groupby("model_id")["series"].nunique().max()
    step = 0.0 if by_model == 1 else 0.72 / len(marks)
    traces = [
        _series(rows[rows["series"] == name], name, mark, places, (place - (len(marks) - 1) / 2) * step)
        for place, (name, mark) in enumerate(marks.items())
    ]
    row_px = ROW_PX if not step else SERIES_PX * len(marks) + ROW_PX / 2
    layout = _layout(labels, row_px) | {"xaxis": {"title": {"text": title}, "zeroline": False}}
    made = go.Figure([trace for trace in traces if len(trace.x)], layout)
    if is_log:
        axis = Axis(column="value", title=title, is_log=True, prefix="$")
        made.update_xaxes(layout_of(axis, level_range(axis, rows, "low", "high")))
    if rule:
        line = {"color": palette.FRONTIER, "width": 1, "dash": "dot"}
        made.add_vline(
            rule[0], line=line, annotation={"text": chart_text(rule[1]), "yanchor": "bottom"}, annotation_position="top"
        )
    return made


def _series(rows: pd.DataFrame, name: str, mark: Mark, places: Mapping[str, int], offset: float) -> go.Scatter:
    value = rows["value"].astype(float)
    return go.Scatter(
        x=value,
        y=[places[model_id] + offset for model_id in rows["model_id"]],
        mode="markers",
        name=chart_text(name),
        marker={"color": mark[0], "symbol": mark[1], "size": 10},
        error_x={
            "symmetric": False,
            "array": rows["high"].astype(float) - value,
            "arrayminus": value - rows["low"].astype(float),
            "thickness": 1.5,
            "width": 3,
            "color": mark[0],
        },
        hoverinfo="text",
        hovertext=[f"<b>{chart_text(row['label'])}</b><br>{_with_range(row)}" for row in rows.to_dict("records")],
        showlegend=True,
    )


def _with_range(row: Mapping[Any, Any]) -> str:
    return f"{figure(row['value'])} ({figure(row['low'])} to {figure(row['high'])})"


def ranges_alt(rows: pd.DataFrame, what: str) -> str:
    """Return what a chart of ranges shows, for those who do not see it."""
    told = [f"{row['label']}, {row['series']}: {_with_range(row)}" for row in rows.to_dict("records")]
    return one_line(f"{what}. {'; '.join(told)}.")


def parts_figure(bills: pd.DataFrame, spent: str) -> go.Figure:
    """Draw what the workload costs at each model, in its parts; the first model on top.

    Args:
        bills: label, the parts of a bill in USD a month, and the column `spent`; at least one row.
        spent: usd_per_month, or usd_per_request for a month without requests: then the bar has no parts.
    """
    places = list(range(len(bills)))
    parts = [part for part in PARTS if bills[part].gt(0).any()] if spent == "usd_per_month" else [spent]
    traces = [
        go.Bar(
            x=bills[part],
            y=places,
            orientation="h",
            width=0.62,
            name=PART_TITLES.get(part, "A request"),
            marker={"color": palette.MODELS[place][0], "line": {"color": "#FFFFFF", "width": 1}},
            hovertext=[
                f"{chart_text(label)}: {usd(amount)}" for label, amount in zip(bills["label"], bills[part], strict=True)
            ],
            hoverinfo="text",
            showlegend=True,
        )
        for place, part in enumerate(parts)
    ]
    totals = go.Scatter(
        x=bills[spent],
        y=places,
        mode="text",
        text=[f"\u00a0{usd(amount)}" for amount in bills[spent]],
        textposition="middle right",
        cliponaxis=False,
        hoverinfo="skip",
        showlegend=False,
    )
    what = "Cost a month (USD)" if spent == "usd_per_month" else "Cost a request (USD)"
    axis = {"title": {"text": what}, "tickprefix": "$", "separatethousands": True}
    axis["range"] = [0, float(bills[spent].max()) * 1.16]
    return go.Figure([*traces, totals], _layout(bills["label"], ROW_PX) | {"xaxis": axis, "barmode": "stack"})


def parts_alt(bills: pd.DataFrame, spent: str) -> str:
    """Return what the chart of the bills shows, for those who do not see it."""
    told = [f"{label} {usd(amount)}" for label, amount in zip(bills["label"], bills[spent], strict=True)]
    return one_line(f"{'Cost a month' if spent == 'usd_per_month' else 'Cost a request'}: {'; '.join(told)}.")


def reach_figure(reaches: Sequence[Reach], weights: Mapping[str, float]) -> go.Figure:
    """Draw who has the highest value as the weight of quality, of price and of speed goes from 0 to 1.

    Args:
        reaches: what a decision's sensitivity holds, at least one.
        weights: the need's own weight of each criterion.
    """
    criteria = list(weights)
    winners = list({each.model_id: each.name for each in reaches}.items())
    traces = [_wins(reaches, model_id, name, criteria, place) for place, (model_id, name) in enumerate(winners)]
    own = go.Scatter(
        x=list(weights.values()),
        y=list(range(len(criteria))),
        mode="markers",
        name="Your weight",
        marker={"symbol": "line-ns", "size": 34, "line": {"width": 3, "color": INK}},
        hoverinfo="skip",
    )
    axis = {"title": {"text": "Weight; the other two keep their proportion"}, "range": [0, 1], "zeroline": False}
    titles = pd.Series([name.capitalize() for name in criteria])
    return go.Figure([*traces, own], _layout(titles, 52) | {"xaxis": axis, "barmode": "overlay"})


def _wins(reaches: Sequence[Reach], model_id: str, name: str, criteria: Sequence[str], place: int) -> go.Bar:
    own = [each for each in reaches if each.model_id == model_id]
    widths = [each.to_weight - each.from_weight for each in own]
    short = chart_text(shortened(name, LONGEST_WINNER))
    return go.Bar(
        base=[each.from_weight for each in own],
        x=widths,
        y=[criteria.index(each.criterion) for each in own],
        orientation="h",
        width=0.6,
        name=short,
        marker={
            "color": palette.MODELS[place % len(palette.MODELS)][0],
            "opacity": 0.4,
            "line": {"color": "#FFFFFF", "width": 2},
        },
        text=[short if width >= LEAST_NAMED else "" for width in widths],
        textposition="inside",
        insidetextanchor="middle",
        textangle=0,
        textfont={"color": INK},
        hovertext=[f"{short}: from {each.from_weight:.2f} to {each.to_weight:.2f}" for each in own],
        hoverinfo="text",
        showlegend=True,
    )


def reach_alt(reaches: Sequence[Reach]) -> str:
    """Return what the chart of the weights shows, for those who do not see it."""
    told = [f"{each.criterion} from {each.from_weight:.2f} to {each.to_weight:.2f}: {each.name}" for each in reaches]
    return one_line(
        f"The model with the highest value in {count(len(reaches), 'range')} of weights. {'; '.join(told)}."
    )


def _layout(labels: "pd.Series[str]", row_px: float) -> dict[str, Any]:
    names = [chart_text(shortened(label, LONGEST_NAME)) for label in labels]
    return {
        "height": TOP_PX + BOTTOM_PX + row_px * len(names),
        "margin": {"l": 0, "r": 12, "t": TOP_PX, "b": BOTTOM_PX},
        "yaxis": {
            "tickvals": list(range(len(names))),
            "ticktext": names,
            "range": [len(names) - 0.4, -0.6],
            "ticks": "outside",
            "ticklen": 6,
            "tickcolor": "rgba(0,0,0,0)",
            "showgrid": False,
            "zeroline": False,
        },
        "dragmode": False,
        "hoverlabel": {"align": "left"},
        "legend": _LEGEND,
    }
