"""What a workload costs: against quality, a point a model; and over time, a step line a seller."""

from collections.abc import Hashable, Mapping
from typing import Any

import pandas as pd
import plotly.graph_objects as go

from catalog.curated.providers import maker_title
from catalog.tradeoffs.scatter import PRICE
from views.charts.hover import point_label, seller_text, terms_lines
from views.charts.price_history import drawn_series
from views.charts.tradeoff import LINE_TITLE, Look, tradeoff_figure
from views.shell import palette
from views.shell.wording import chart_text, count, day, figure, one_line, shortened, usd

Row = Mapping[Hashable, Any]
HEIGHT_PX = 360
LONGEST_NAME = 60
SPENT = {"usd_per_month": "Cost a month (USD)", "usd_per_request": "Cost a request (USD)"}
PARTS = {
    "fresh_input_usd_per_month": "input",
    "cached_input_usd_per_month": "cached input",
    "cache_write_usd_per_month": "cache writes",
    "output_usd_per_month": "output",
}
# Told apart by dash and marker too, not by colour alone.
_DASHES = ("solid", "dash", "dot", "dashdot", "longdash", "longdashdot")
_SYMBOLS = ("circle", "diamond", "square", "triangle-up", "x", "cross")


def cost_figure(points: pd.DataFrame, spent: str, look: Look) -> go.Figure:
    """Draw what a workload costs against the ability. What it costs stands where a trade-off has the blended price.

    Args:
        points: `catalog.tradeoffs.cost_and_ability.with_frontier`, at least one row.
        spent: the column that holds the cost.
        look: how the chart looks; its range is that of the providers.
    """
    drawn = points.assign(hover=[hover_text(row, spent) for row in points.to_dict("records")], speed_evidence=None)
    names = {spent: PRICE, "cheapest_usd": "cheapest_usd_per_mtok", "dearest_usd": "dearest_usd_per_mtok"}
    made = tradeoff_figure(drawn.rename(columns=names), look)
    return made.update_xaxes(title_text=f'{SPENT[spent]}<br><span style="font-size:12px">logarithmic</span>')


def alt_text(points: pd.DataFrame, spent: str, quality_title: str) -> str:
    """Return what the chart shows, for those who do not see it."""
    best = points[points["is_on_frontier"]]
    told = ", ".join(
        one_line(f"{name} ({value:.1f} at {usd(cost)})")
        for name, value, cost in zip(best["name"], best["value"], best[spent], strict=True)
    )
    return f"{quality_title} against {SPENT[spent]}, {count(len(points), 'point')}. {LINE_TITLE}: {told}."


def hover_text(row: Row, spent: str) -> str:
    """Return what is known of one point, safe to show on a chart."""
    developer = "" if pd.isna(row["developer"]) else f"{chart_text(maker_title(row['developer']))}, "
    measured = "not measured here, inferred" if row["coverage"] == 0 else f"{row['coverage']:.0%} of it measured"
    lines = [
        f"<b>{chart_text(point_label(row['name'], row['effort']))}</b>",
        f"{developer}{palette.mark_of(row['weights']).title.lower()}",
        "",
        f"Ability {figure(row['value'])} ({figure(row['low'])} to {figure(row['high'])} with 90 % certainty)",
        measured,
        "",
        *_bill_lines(row, spent),
    ]
    return "<br>".join(lines)


def _bill_lines(row: Row, spent: str) -> list[str]:
    others = f"one of {count(int(row['providers']), 'provider')}"
    if row["dearest_usd"] > row["cheapest_usd"]:
        others += f", {usd(row['cheapest_usd'])} to {usd(row['dearest_usd'])}"
    parts = [f"{usd(row[part])} {name}" for part, name in PARTS.items() if row[part] > 0]
    what = "a month" if spent == "usd_per_month" else "a request"
    lines = [f"{usd(row[spent])} {what} at {seller_text(row)}"]
    lines += [", ".join(parts)] if len(parts) > 1 else []
    lines += terms_lines(row)
    lines.append(f"{others}; {chart_text(row['price_source'])}, {day(row['price_as_of'])}")
    lines += [] if pd.isna(row["assumed"]) else [f"assumed: {part}" for part in row["assumed"].split("; ")]
    return lines if pd.isna(row["flag"]) else [*lines, f"odd price: {chart_text(row['flag'])}"]


# Over time


def history_figure(steps: pd.DataFrame, spent: str) -> go.Figure:
    """Draw what a workload would have cost at the list prices of each day; of many sellers those with most periods.

    Args:
        steps: the periods of `catalog.models.profile.price_steps`, at least one, with what the workload costs in each.
        spent: the column that holds the cost.
    """
    layout = {
        "height": HEIGHT_PX,
        "margin": {"l": 0, "r": 8, "t": 16, "b": 0},
        "xaxis": {"title": {"text": ""}},
        "yaxis": {"title": {"text": SPENT[spent]}, "rangemode": "tozero", "tickprefix": "$"},
        "dragmode": False,
        "hoverlabel": {"align": "left"},
        "legend": {"orientation": "h", "x": 0, "y": -0.12, "yanchor": "top", "title": {"text": ""}},
    }
    return go.Figure([_line(steps, name, place, spent) for place, name in enumerate(drawn_series(steps))], layout)


def history_alt_text(steps: pd.DataFrame, spent: str, name: str) -> str:
    """Return what the chart of the history shows, for those who do not see it."""
    told = []
    for series in drawn_series(steps):
        periods = steps[steps["series"] == series]
        first, last = periods.iloc[0], periods.iloc[-1]
        told.append(
            f"{series}, {usd(first[spent])} from {day(first['valid_from'])}, "
            f"{usd(last[spent])} until {day(last['ends_on'])}"
        )
    return one_line(f"{SPENT[spent]} of {name} over time: {'; '.join(told)}.")


def _line(steps: pd.DataFrame, series: str, place: int, spent: str) -> go.Scatter:
    """Return the line of one seller: level while a price holds, broken where none is known."""
    days: list[Any] = []
    costs: list[float | None] = []
    hovers: list[str] = []
    for row in steps[steps["series"] == series].to_dict("records"):
        if days and days[-1] < row["valid_from"]:
            days, costs, hovers = [*days, row["valid_from"]], [*costs, None], [*hovers, ""]
        days += [row["valid_from"], row["ends_on"]]
        costs += [row[spent]] * 2
        hovers += [_period_text(row, spent)] * 2
    return go.Scatter(
        x=days,
        y=costs,
        mode="lines+markers",
        name=chart_text(shortened(series, LONGEST_NAME)),
        line={"shape": "hv", "width": 2, "dash": _DASHES[place]},
        marker={"symbol": _SYMBOLS[place], "size": 6},
        hoverinfo="text",
        hovertext=hovers,
        connectgaps=False,
    )


def _period_text(row: Row, spent: str) -> str:
    until = "still" if pd.isna(row["valid_to"]) else f"until {day(row['valid_to'])}"
    lines = [
        f"<b>{usd(row[spent])} {'a month' if spent == 'usd_per_month' else 'a request'}</b>",
        f"{usd(row['input_usd_per_mtok'])} in, {usd(row['output_usd_per_mtok'])} out per million tokens",
        f"from {day(row['valid_from'])}, {until}",
        f"{chart_text(row['series'])}; {chart_text(row['source'])}",
    ]
    lines += [] if pd.isna(row["assumed"]) else [f"assumed: {row['assumed']}"]
    return "<br>".join(lines)
