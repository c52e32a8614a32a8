"""A model among its peers: a row a domain, its ability with the 90 % interval over the middle half of the peers."""

from collections.abc import Hashable, Iterator, Mapping, Sequence
from typing import Any, NamedTuple

import pandas as pd
import plotly.graph_objects as go

from views.shell import palette
from views.shell.wording import chart_text, count, figure, one_line, shortened

ROW_PX = 24
TOP_PX, BOTTOM_PX = 28, 112
LONGEST_NAME = 30
PEERS_COLOUR, MIDDLE_COLOUR = "rgba(127, 127, 127, 0.28)", "#7F7F7F"
SPREAD_TITLE, MIDDLE_TITLE = "Middle half of the peers", "Middle of the peers"
AXIS_TITLE = (
    'Ability, with its 90 % interval<br><span style="font-size:12px">50 = the middle of the models sold in 2025</span>'
)
# Where the shares stand: right of every figure, as the scale ends at 100.
SHARE_AT, RIGHT_END = 112, 113


# Models that people know, beside the one that is asked about: told apart by shape, in the grey of what is not asked.
LANDMARK_SYMBOLS = ("triangle-up-open", "star-open")


class Landmark(NamedTuple):
    """A model that people know: its name, and its abilities by domain (title and value)."""

    name: str
    abilities: pd.DataFrame


def standing_figure(standing: pd.DataFrame, weights: object, landmarks: Sequence[Landmark] = ()) -> go.Figure:
    """Draw the rows of `catalog.models.profile.against_peers`, at least one, the first on top.

    Args:
        standing: the rows.
        weights: open, closed or missing: gives the model its mark.
        landmarks: models to compare with, as many as there are `LANDMARK_SYMBOLS` at most.
    """
    rows = standing.assign(label=standing["domain_title"].map(chart_text), hover=_hovers(standing))
    layout = {
        "height": TOP_PX + BOTTOM_PX + ROW_PX * len(rows),
        "margin": {"l": 0, "r": 0, "t": TOP_PX, "b": BOTTOM_PX},
        "xaxis": {
            "title": {"text": AXIS_TITLE},
            "range": [0, RIGHT_END],
            "tickvals": [0, 25, 50, 75, 100],
            "zeroline": False,
            "fixedrange": True,
        },
        "yaxis": {
            "categoryorder": "array",
            "categoryarray": rows["label"].tolist()[::-1],
            "range": [-0.6, len(rows) - 0.4],
            "dtick": 1,  # every row is named, however little room there is
            "fixedrange": True,
            "showgrid": False,
        },
        "annotations": list(_shares(rows)),
        "dragmode": False,
        "hoverlabel": {"align": "left"},
        "legend": {"orientation": "h", "x": 0, "y": 0, "yanchor": "bottom", "yref": "container", "title": {"text": ""}},
    }
    return go.Figure([*_peers(rows), *_landmarks(rows, landmarks), *_marks(rows, weights)], layout)


def alt_text(standing: pd.DataFrame, name: str) -> str:
    """Return what the chart shows, for those who do not see it."""
    told = [
        f"{title} {figure(value)} ({figure(low)} to {figure(high)}){_middle(middle)}"
        for title, value, low, high, middle in standing[
            ["domain_title", "value", "low", "high", "peers_middle"]
        ].itertuples(index=False)
    ]
    return one_line(f"Ability of {name} in {count(len(standing), 'domain')}, with 90 % intervals: {'; '.join(told)}.")


def _middle(value: float) -> str:
    return "" if pd.isna(value) else f", middle of the peers {figure(value)}"


def _hovers(standing: pd.DataFrame) -> list[str]:
    return ["<br>".join(_hover(row)) for row in standing.to_dict("records")]


def _hover(row: Mapping[Hashable, Any]) -> Iterator[str]:
    yield f"<b>{chart_text(row['domain_title'])}</b>"
    yield f"Ability {figure(row['value'])} ({figure(row['low'])} to {figure(row['high'])} with 90 % certainty)"
    yield "not measured here, inferred" if row["coverage"] == 0 else f"{row['coverage']:.0%} of it measured"
    if not pd.isna(row["effort"]):
        yield f"at the effort {chart_text(row['effort'])}"
    if row["peers"]:
        half = f"half of them from {figure(row['peers_low'])} to {figure(row['peers_high'])}"
        yield f"{count(row['peers'], 'peer')}: middle {figure(row['peers_middle'])}, {half}"
        yield f"{row['beaten_percent']:.0f} % of them lower"
    else:
        yield "no peer was measured here"


def _peers(rows: pd.DataFrame) -> Iterator[go.Bar | go.Scatter]:
    """Yield the spread of the peers and their middle, where any were measured."""
    known = rows[rows["peers"] > 0]
    yield go.Bar(
        y=known["label"],
        base=known["peers_low"],
        x=known["peers_high"] - known["peers_low"],
        orientation="h",
        width=0.55,
        name=SPREAD_TITLE,
        marker={"color": PEERS_COLOUR, "line": {"width": 0}},
        hoverinfo="skip",
    )
    yield go.Scatter(
        y=known["label"],
        x=known["peers_middle"],
        mode="markers",
        name=MIDDLE_TITLE,
        marker={"symbol": "line-ns", "size": 15, "line": {"width": 2, "color": MIDDLE_COLOUR}},
        hoverinfo="skip",
    )


def _landmarks(rows: pd.DataFrame, landmarks: Sequence[Landmark]) -> Iterator[go.Scatter]:
    """Yield the marks of models that people know, in the domains of the rows."""
    for symbol, landmark in zip(LANDMARK_SYMBOLS, landmarks, strict=False):
        at = landmark.abilities.set_index("title")["value"]
        known = rows[rows["domain_title"].isin(at.index)]
        values = known["domain_title"].map(at)
        name = chart_text(shortened(landmark.name, LONGEST_NAME))
        yield go.Scatter(
            y=known["label"],
            x=values,
            mode="markers",
            name=name,
            marker={"symbol": symbol, "size": 9, "color": MIDDLE_COLOUR},
            hoverinfo="text",
            hovertext=[
                f"<b>{name}</b>, {label}<br>Ability {figure(value)}"
                for label, value in zip(known["label"], values, strict=True)
            ],
        )


def _marks(rows: pd.DataFrame, weights: object) -> Iterator[go.Scatter]:
    """Yield the model's own figures: measured ones, then those that are only inferred."""
    for is_inferred in (False, True):
        chosen = rows[(rows["coverage"] == 0) == is_inferred]
        if chosen.empty:
            continue
        mark = palette.mark_of(weights)
        yield go.Scatter(
            y=chosen["label"],
            x=chosen["value"],
            mode="markers",
            name="This model, inferred" if is_inferred else "This model",
            marker={
                "symbol": mark.symbol + ("-open-dot" if is_inferred else ""),
                "color": mark.colour,
                "size": 11,
                "line": {"width": 2 if is_inferred else 0},
            },
            error_x={
                "symmetric": False,
                "array": chosen["high"] - chosen["value"],
                "arrayminus": chosen["value"] - chosen["low"],
                "thickness": 1.5,
                "width": 4,
                "color": mark.colour,
            },
            hoverinfo="text",
            hovertext=chosen["hover"],
        )


def _shares(rows: pd.DataFrame) -> Iterator[dict[str, Any]]:
    """Yield how much of each domain was measured, as a column of text at the right with its title."""
    told = ["inferred" if share == 0 else f"{share:.0%}" for share in rows["coverage"]]
    font = {"size": 12}
    for label, text in zip(rows["label"], told, strict=True):
        yield {"text": text, "x": SHARE_AT, "y": label, "xanchor": "right", "showarrow": False, "font": font}
    title = {"text": "Measured", "x": SHARE_AT, "y": 1, "yref": "paper", "xanchor": "right", "yanchor": "bottom"}
    yield title | {"showarrow": False, "font": font}
