"""Shares of prompts passed, with their intervals: a row a model."""

import pandas as pd
import plotly.graph_objects as go

from views.shell.wording import chart_text

ROW_PX, FRAME_PX = 40, 80


def shares_figure(table: pd.DataFrame) -> go.Figure:
    """Return the shares of `trial.results.summary` as points with 90 % intervals, the best on top."""
    known = table.dropna(subset=["share"]).iloc[::-1]
    share, low, high = (known[name].astype(float) for name in ("share", "low", "high"))
    figure = go.Figure(
        go.Scatter(
            x=share,
            y=[chart_text(name) for name in known["model_id"]],
            mode="markers",
            marker={"size": 10},
            error_x={"type": "data", "array": high - share, "arrayminus": share - low},
            hovertemplate="%{y}: %{x:.0%}<extra></extra>",
        )
    )
    figure.update_layout(height=FRAME_PX + ROW_PX * len(known), margin={"l": 8, "r": 8, "t": 8, "b": 8})
    figure.update_xaxes(range=[0, 1], tickformat=".0%", title="Share passed, 90 % interval")
    return figure


def shares_alt(table: pd.DataFrame) -> str:
    """Return the chart in words."""
    known = table.dropna(subset=["share"])
    told = [f"{row.model_id} {row.share:.0%} ({row.low:.0%} to {row.high:.0%})" for row in known.itertuples()]
    return f"Share passed with 90 % interval: {'; '.join(told)}."
