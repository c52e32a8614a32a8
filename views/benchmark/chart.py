"""The results on a benchmark: each by the day its model came out, and how many there are of each height."""

from collections.abc import Hashable, Iterator, Mapping
from typing import Any

import numpy as np
import pandas as pd
import plotly.graph_objects as go

from catalog.answers.benchmark import CLAIM, unit_of
from views.shell import palette
from views.shell.wording import chart_text, count, day, figure, one_line, shortened

HEIGHT_PX, TOP_PX, BOTTOM_PX = 440, 24, 84
MOST_BINS = 30
LINE_COLOUR, BINS_COLOUR = "#7F7F7F", "rgba(127, 127, 127, 0.45)"
# From this many points on they are drawn by the graphics card: as SVG they would make the page slow.
MANY_POINTS = 1500
LONGEST_NAME = 60


def results_figure(results: pd.DataFrame, facts: Mapping[Any, Any]) -> go.Figure:
    """Draw results over the release dates of their models, and beside them a histogram of all; at least one.

    Args:
        results: rows of `queries.results_on`.
        facts: the benchmark: scale, scale_min, scale_max, chance, higher_is_better.

    Returns:
        The chart. The custom data of a point is its model_id.
    """
    dated = results[results["release_date"].notna()]
    dated = dated.assign(
        hover=["<br>".join(_hover(row, str(facts["scale"]))) for row in dated.to_dict("records")],
        is_claim=dated["evidence"].eq(CLAIM),
    )
    worse = "" if facts["higher_is_better"] else ", lower is better"
    layout = {
        "height": HEIGHT_PX,
        "margin": {"l": 0, "r": 0, "t": TOP_PX, "b": BOTTOM_PX},
        "xaxis": {"domain": [0, 0.8], "title": {"text": "Release of the model"}, "type": "date", "zeroline": False},
        "xaxis2": {"domain": [0.83, 1], "title": {"text": "All results"}, "zeroline": False, "showgrid": False},
        "yaxis": {"title": {"text": f"Score, {unit_of(str(facts['scale']))}{worse}"}, "zeroline": False},
        "bargap": 0.05,
        "hovermode": "closest",
        "shapes": list(_lines(facts)),
        "annotations": list(_line_names(facts)),
        "hoverlabel": {"align": "left"},
        "legend": {"orientation": "h", "x": 0, "y": 0, "yanchor": "bottom", "yref": "container", "title": {"text": ""}},
    }
    return go.Figure([*_points(dated), _bins(results)], layout)


def alt_text(results: pd.DataFrame, facts: Mapping[Any, Any]) -> str:
    """Return what the chart shows, for those who do not see it."""
    low, middle, high = (figure(value) for value in np.quantile(results["value"], [0, 0.5, 1]))
    told = f"{count(len(results), 'result')} on {facts['title']}: from {low} to {high}, the middle one {middle}"
    return one_line(f"{told}; {int(results['evidence'].eq(CLAIM).sum())} self-reported.")


def _points(dated: pd.DataFrame) -> Iterator[go.Scatter | go.Scattergl]:
    kind = go.Scattergl if len(dated) > MANY_POINTS else go.Scatter
    for weights, mark in palette.WEIGHTS.items():
        is_kind = dated["weights"].isna() if weights is None else dated["weights"].eq(weights).fillna(value=False)
        for is_claim in (False, True):
            rows = dated[is_kind.astype(bool) & (dated["is_claim"] == is_claim)]
            if rows.empty:
                continue
            yield kind(
                x=rows["release_date"],
                y=rows["value"],
                mode="markers",
                name=mark.title + (", self-reported" if is_claim else ""),
                marker={
                    "symbol": mark.symbol + ("-open" if is_claim else ""),
                    "color": mark.colour,
                    "size": 8,
                    "opacity": 0.7,
                },
                customdata=rows["model_id"],
                hoverinfo="text",
                hovertext=rows["hover"],
            )


def _bins(results: pd.DataFrame) -> go.Bar:
    counts, edges = np.histogram(results["value"], bins=min(MOST_BINS, max(5, len(results) // 4)))
    told = [
        f"{figure(low)} to {figure(high)}: {count(int(number), 'result')}"
        for low, high, number in zip(edges[:-1], edges[1:], counts, strict=True)
    ]
    return go.Bar(
        x=counts,
        y=(edges[:-1] + edges[1:]) / 2,
        width=np.diff(edges),
        orientation="h",
        xaxis="x2",
        name="All results",
        showlegend=False,
        marker={"color": BINS_COLOUR},
        hoverinfo="text",
        hovertext=told,
    )


def _ends(facts: Mapping[Any, Any]) -> Iterator[tuple[float, str]]:
    """Yield what guessing gives and the best possible value, where they are known."""
    best = facts["scale_max"] if facts["higher_is_better"] else facts["scale_min"]
    if pd.notna(best):
        yield float(best), "best possible"
    if pd.notna(facts["chance"]):
        yield float(facts["chance"]), "guessing"


def _lines(facts: Mapping[Any, Any]) -> Iterator[dict[str, Any]]:
    line = {"color": LINE_COLOUR, "width": 1, "dash": "dot"}
    for value, _ in _ends(facts):
        yield {"type": "line", "xref": "paper", "x0": 0, "x1": 1, "y0": value, "y1": value, "line": line}


def _line_names(facts: Mapping[Any, Any]) -> Iterator[dict[str, Any]]:
    for value, told in _ends(facts):
        yield {
            "text": f"{told}: {figure(value)}",
            "x": 0,
            "xref": "paper",
            "xanchor": "left",
            "y": value,
            "yanchor": "bottom",
            "showarrow": False,
            "font": {"size": 12},
        }


def _hover(row: Mapping[Hashable, Any], scale: str) -> Iterator[str]:
    effort = "" if pd.isna(row["effort"]) else f" at the effort {chart_text(row['effort'])}"
    yield f"<b>{chart_text(shortened(one_line(row['name']), LONGEST_NAME))}</b>{effort}"
    span = "" if pd.isna(row["low"]) or pd.isna(row["high"]) else f" ({figure(row['low'])} to {figure(row['high'])})"
    yield f"{figure(row['value'])}{span} {unit_of(scale)}, {row['evidence']}"
    yield f"{chart_text(row['score_source'])}, {day(row['score_as_of'])}"
    yield f"released {day(row['release_date'])}"
