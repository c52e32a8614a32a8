"""The best models of a domain as bars: each ability with its interval, the ranks that it may hold and its price."""

import math
from collections.abc import Hashable, Iterator, Mapping
from typing import Any, Literal

import pandas as pd
import plotly.graph_objects as go

from catalog.curated.providers import maker_title, seller_title
from views.shell import palette
from views.shell.wording import chart_text, day, figure, one_line, shortened

MOST_BARS = 25
ROW_PX, TOP_PX, BOTTOM_PX, RIGHT_PX = 24, 44, 66, 118
LONGEST_NAME, LONGEST_ANCHOR = 26, 22
ANCHOR_COLOUR = "#7F7F7F"
OTHERS = "Other makers"
AXIS_TITLE = "Ability (50 = the middle of 2025)"
ColourBy = Literal["weights", "maker"]


def leaderboard_figure(rows: pd.DataFrame, anchors: pd.DataFrame, colour_by: ColourBy = "weights") -> go.Figure:
    """Draw ranked models from top to bottom, at least one.

    Args:
        rows: the rows to draw, the ablest first, as `catalog.models.leaderboard.ranked` returns them.
        anchors: models by which the abilities are read: name, value.
        colour_by: what the colours say.

    Returns:
        The chart. The custom data of a bar is its model_id.
    """
    drawn = rows.assign(
        place=range(len(rows)),
        label=[chart_text(shortened(one_line(name), LONGEST_NAME)) for name in rows["name"]],
        hover=["<br>".join(_hover(row)) for row in rows.to_dict("records")],
        group=_groups(rows, colour_by),
    )
    layout = {
        "height": TOP_PX + BOTTOM_PX + ROW_PX * len(rows),
        "margin": {"l": 0, "r": RIGHT_PX, "t": TOP_PX, "b": BOTTOM_PX},
        "xaxis": {
            "title": {"text": AXIS_TITLE, "font": {"size": 13}},
            "range": [0, 100],
            "tickvals": [0, 25, 50, 75, 100],
            "zeroline": False,
            "fixedrange": True,
        },
        "yaxis": {
            "tickvals": drawn["place"].tolist(),
            "ticktext": drawn["label"].tolist(),
            "range": [len(rows) - 0.4, -0.6],
            "automargin": True,
            "fixedrange": True,
            "showgrid": False,
        },
        "barmode": "overlay",
        "shapes": [_line(value) for value in anchors["value"]],
        "annotations": list(_columns(drawn)),
        "dragmode": False,
        "clickmode": "event+select",
        "hoverlabel": {"align": "left"},
        "legend": {"orientation": "h", "x": 0, "y": 0, "yanchor": "bottom", "yref": "container", "title": {"text": ""}},
    }
    return go.Figure([*_bars(drawn, colour_by), *_anchor_names(anchors)], layout)


def alt_text(rows: pd.DataFrame, domain_title: str) -> str:
    """Return what the chart shows, for those who do not see it; the table below it says the rest."""
    told = [
        f"{name} {figure(value)} ({figure(low)} to {figure(high)}), rank {best} to {worst}"
        for name, value, low, high, best, worst in rows[
            ["name", "value", "low", "high", "rank_best", "rank_worst"]
        ].itertuples(index=False)
    ]
    return one_line(f"The {len(rows)} best models in {domain_title}, with 90 % intervals: {'; '.join(told)}.")


def price_words(usd: float) -> str:
    """Return a price of a million tokens: "$10", "$4.50", "$0.262", whole dollars from 100; a dash where unknown."""
    if pd.isna(usd):
        return "-"
    if usd >= 100:  # noqa: PLR2004 - three figures
        return f"${usd:,.0f}"
    cents = usd >= 1 or math.isclose(usd, round(usd, 2))
    # By what is shown: 19.998 is "$20" as 20 is.
    return "$" + (f"{usd:.2f}".removesuffix(".00") if cents else f"{usd:.3g}")


def _groups(rows: pd.DataFrame, colour_by: ColourBy) -> "pd.Series[str]":
    if colour_by == "weights":
        return rows["weights"].map(lambda weights: palette.mark_of(weights).title)
    makers = rows["developer"].value_counts()
    named = makers.head(len(palette.MODELS)).index
    return rows["developer"].map(maker_title, na_action="ignore").where(rows["developer"].isin(named), OTHERS)


def _colours(drawn: pd.DataFrame, colour_by: ColourBy) -> dict[str, str]:
    """Return the groups in the order of the legend, each with its colour."""
    if colour_by == "weights":
        return {mark.title: mark.colour for mark in palette.WEIGHTS.values()}
    makers = [name for name in drawn["group"].drop_duplicates() if name != OTHERS]
    colours = {name: colour for name, (colour, _) in zip(makers, palette.MODELS, strict=False)}
    return colours | {OTHERS: palette.WEIGHTS[None].colour}


def _bars(drawn: pd.DataFrame, colour_by: ColourBy) -> Iterator[go.Bar]:
    for group, colour in _colours(drawn, colour_by).items():
        rows = drawn[drawn["group"] == group]
        if rows.empty:
            continue
        yield go.Bar(
            y=rows["place"],
            x=rows["value"],
            orientation="h",
            width=0.7,
            name=chart_text(shortened(group, LONGEST_NAME)),
            # The bar is paler than its interval, so that this is seen on it and beside it in both themes.
            marker={"color": colour, "opacity": 0.5, "line": {"width": 0}},
            error_x={
                "symmetric": False,
                "array": rows["high"] - rows["value"],
                "arrayminus": rows["value"] - rows["low"],
                "thickness": 2,
                "width": 3,
                "color": colour,
            },
            customdata=rows["model_id"],
            hoverinfo="text",
            hovertext=rows["hover"],
            selected={"marker": {"opacity": 0.9}},
            unselected={"marker": {"opacity": 0.5}},
        )


def _line(value: float) -> dict[str, Any]:
    line = {"color": ANCHOR_COLOUR, "width": 1, "dash": "dot"}
    return {"type": "line", "x0": value, "x1": value, "y0": 0, "y1": 1, "yref": "paper", "layer": "above", "line": line}


def _anchor_names(anchors: pd.DataFrame) -> Iterator[go.Scatter]:
    """Yield the names of the anchors above the bars, by turns on two lines: neighbours would lie on each other."""
    if anchors.empty:
        return
    names = [chart_text(shortened(one_line(name), LONGEST_ANCHOR)) for name in anchors["name"]]
    yield go.Scatter(
        x=anchors["value"],
        y=[-0.6] * len(anchors),
        mode="text",
        text=[name + "<br> " * (place % 2) for place, name in enumerate(names)],
        textposition="top center",
        textfont={"size": 11},
        cliponaxis=False,
        hoverinfo="skip",
        showlegend=False,
    )


def _columns(drawn: pd.DataFrame) -> Iterator[dict[str, Any]]:
    """Yield the ranks and the prices as two columns of text at the right, with their titles."""
    fixed = {"x": 1, "xref": "paper", "xanchor": "right", "showarrow": False, "font": {"size": 12}}
    for place, best, worst, usd in drawn[["place", "rank_best", "rank_worst", "blended_usd_per_mtok"]].itertuples(
        index=False
    ):
        ranks = f"{best}" if best == worst else f"{best} to {worst}"
        yield fixed | {"text": ranks, "y": place, "xshift": RIGHT_PX / 2 - 4}
        yield fixed | {"text": price_words(usd), "y": place, "xshift": RIGHT_PX - 4}
    title = fixed | {"y": 1, "yref": "paper", "yanchor": "bottom"}
    yield title | {"text": "<b>Rank</b>", "xshift": RIGHT_PX / 2 - 4}
    yield title | {"text": "<b>$ / Mtok</b>", "xshift": RIGHT_PX - 2}


def _hover(row: Mapping[Hashable, Any]) -> Iterator[str]:
    maker = "" if pd.isna(row["developer"]) else f", {chart_text(maker_title(row['developer']))}"
    yield f"<b>{chart_text(shortened(one_line(row['name']), 60))}</b>{maker}"
    effort = "" if pd.isna(row["effort"]) else f" at the effort {chart_text(row['effort'])}"
    yield f"Ability {figure(row['value'])} ({figure(row['low'])} to {figure(row['high'])} with 90 % certainty){effort}"
    if not pd.isna(row["best_effort"]):
        yield f"{figure(row['best_effort_value'])} at the effort {chart_text(row['best_effort'])}"
    yield f"Rank {row['rank_best']} to {row['rank_worst']} in this list"
    if pd.isna(row["blended_usd_per_mtok"]):
        yield "no list price"
    else:
        seller = chart_text(seller_title(row["provider"]))
        yield f"{price_words(row['blended_usd_per_mtok'])} a million tokens at {seller}"
        speed = row["output_tokens_per_second"]
        yield f"{speed:,.0f} tokens/s there" if not pd.isna(speed) else "speed there not known"
    boards = f"{row['boards']} board{'' if row['boards'] == 1 else 's'}"
    yield f"{boards}, newest result {day(row['newest_result'])}; {row['coverage']:.0%} of the domain measured"
