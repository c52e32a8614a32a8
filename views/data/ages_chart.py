"""How old each source's figures are, against how often it usually brings newer ones."""

import pandas as pd
import plotly.graph_objects as go

from catalog.data.health import Age
from views.shell.wording import chart_text, count, one_line, shortened

ROW_PX, TOP_PX, BOTTOM_PX = 24, 8, 84
LONGEST_TITLE = 30
AXIS_TITLE = "Age of the figures (days, logarithmic)"
TICKS = (1, 7, 30, 90, 365, 1000)
LEAST_DAYS = 0.8
# Title, colour, symbol of each standing: never told by colour alone.
LOOKS: dict[Age, tuple[str, str, str]] = {
    "in time": ("As new as usual", "#2A87C8", "circle"),
    "late": ("Older than usual", "#D55E00", "diamond"),
    "frozen": ("Frozen for ever", "#7F7F7F", "square-open"),
}
CADENCE_TITLE, CADENCE_COLOUR = "Usual days between updates", "#7F7F7F"


def ages_figure(sources: pd.DataFrame) -> go.Figure:
    """Draw a row a source with a known age, the oldest for its cadence on top.

    Args:
        sources: rows of `catalog.data.health.aged`, in the order in which they are drawn.
    """
    known = sources[sources["age_days"].notna()]
    rows = known.assign(
        label=[chart_text(shortened(one_line(title), LONGEST_TITLE)) for title in known["title"]],
        age=known["age_days"].astype(float).clip(lower=1),
    )
    cadence = rows[rows["cadence_days"].notna()]
    traces = [
        go.Scatter(
            x=cadence["cadence_days"].astype(float),
            y=cadence["label"],
            mode="markers",
            name=CADENCE_TITLE,
            marker={"symbol": "line-ns", "size": 13, "line": {"width": 2, "color": CADENCE_COLOUR}},
            hovertemplate=f"{CADENCE_TITLE}: %{{x:,.0f}}<extra></extra>",
        ),
        *(_marks(rows[rows["standing"] == standing], standing) for standing in LOOKS),
    ]
    layout = {
        "height": TOP_PX + BOTTOM_PX + ROW_PX * len(rows),
        "margin": {"l": 0, "r": 0, "t": TOP_PX, "b": 0},
        "xaxis": {
            "title": {"text": AXIS_TITLE},
            "type": "log",
            "tickvals": TICKS,
            "ticktext": [f"{days:,}" for days in TICKS],
            "fixedrange": True,
            "zeroline": False,
        },
        "yaxis": {
            "autorange": "reversed",
            "fixedrange": True,
            "categoryorder": "array",
            "categoryarray": rows["label"].tolist(),
        },
        "dragmode": False,
        "legend": {"orientation": "h", "x": 0, "y": 0, "yanchor": "bottom", "yref": "container", "title": {"text": ""}},
    }
    return go.Figure([trace for trace in traces if len(trace.x)], layout)


def alt_text(sources: pd.DataFrame) -> str:
    """Return what the chart shows, for those who do not see it."""
    late = sources[sources["standing"] == "late"]
    told = [f"{row.title} {row.age_days:,.0f} days" for row in late.itertuples()]
    return one_line(
        f"Age of the figures of {count(len(sources), 'source')}. Older than usual: {', '.join(told) or 'none'}."
    )


def _marks(rows: pd.DataFrame, standing: Age) -> go.Scatter:
    title, colour, symbol = LOOKS[standing]
    return go.Scatter(
        x=rows["age"],
        y=rows["label"],
        mode="markers",
        name=title,
        marker={"symbol": symbol, "color": colour, "size": 10},
        hovertemplate=f"{title}: %{{x:,.0f}} days<extra></extra>",
    )
