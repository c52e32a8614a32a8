"""Openness as a heat map: a row a system, a column a criterion; colour and word say how open the part is."""

from collections.abc import Iterator, Mapping
from textwrap import wrap
from typing import Any, NamedTuple

import pandas as pd
import plotly.graph_objects as go

from catalog.curated.providers import maker_title
from catalog.openness.criteria import CRITERIA
from catalog.openness.systems import label_of
from catalog.records import Verdict
from views.shell.palette import FRONTIER
from views.shell.wording import chart_text, count, day, one_line

ROW_PX, HEAD_PX, FOOT_PX = 26, 46, 26
HEAD_LETTERS, TAIL_LETTERS = 14, 9
# The names stand within the plot, so that they have a share of any width: in columns.
NAMES_WIDTH, NAMES_SHIFT_PX = 3.4, 8
LONGEST_LINE = 64
GAP = 0.03
HEADS: Mapping[str, str] = {
    "training_data": "Training<br>data",
    "weights": "Full<br>weights",
    "evaluation_code": "Evaluation<br>code",
    "training_code": "Training<br>code",
    "metrics_and_checkpoints": "Metrics,<br>checkpoints",
    "licence": "OSI<br>licence",
}
DISPUTED = "*"


class Cell(NamedTuple):
    """How a cell of one verdict looks. The colours stand on the light and on the dark background."""

    word: str
    colour: str
    ink: str | None = None  # None: the page's own
    pattern: str = ""


# One hue from full to faint, so that lightness alone tells the order; who cannot see that reads the word.
CELLS: Mapping[Verdict, Cell] = {
    "open": Cell("open", "#1B6CA8", "#FFFFFF"),
    "partial": Cell("partial", "rgba(42,135,200,0.38)"),
    "closed": Cell("closed", "rgba(127,127,127,0.20)"),
    "unknown": Cell("?", "rgba(127,127,127,0)", pattern="/"),
}


def openness_figure(rows: pd.DataFrame, cells: pd.DataFrame, chosen: str | None = None) -> go.Figure:
    """Draw systems from top to bottom, at least one.

    Args:
        rows: the systems in their order, as `catalog.openness.systems.systems` has them.
        cells: the cells of these systems, as `catalog.openness.criteria.grid` has them, in any order.
        chosen: the system_id of the row that stands out.

    Returns:
        The chart. The custom data of a cell is its system_id and its criterion.
    """
    places = {system_id: place for place, system_id in enumerate(rows["system_id"])}
    drawn = cells.assign(
        row=cells["system_id"].map(places),
        column=cells["criterion"].map({criterion: place for place, criterion in enumerate(CRITERIA)}),
        hover=[hover_text(cell) for cell in cells.to_dict("records")],
    )
    return go.Figure([*_fills(drawn), *_words(drawn)], _layout(rows, chosen))


def alt_text(rows: pd.DataFrame, total: int) -> str:
    """Return what the chart shows, for those who do not see it; the table below it says the rest."""
    whole = rows.loc[rows["criteria_open"] == len(CRITERIA), "label"].map(one_line)
    told = f"All six criteria are open at {', '.join(whole)}." if len(whole) else "None meets all six criteria."
    return f"Heat map of six criteria of openness: {len(rows)} of {count(total, 'model')}. {told}"


def hover_text(cell: Mapping[Any, Any]) -> str:
    """Return what is known of one cell of the grid, safe to show on a chart."""
    developer = "" if pd.isna(cell["developer"]) else f", {chart_text(maker_title(cell['developer']))}"
    words = one_line(cell["words"]).rstrip(".")
    lines = [
        f"<b>{chart_text(label_of(cell['name']))}</b>{developer}",
        f"{chart_text(cell['title'])}: <b>{cell['verdict']}</b>",
        *(chart_text(line) for line in wrap(f"{words[:1].upper()}{words[1:]}.", LONGEST_LINE)),
    ]
    if cell["is_disputed"]:
        lines.append(f"The sources differ: from {cell['lowest']} to {cell['highest']}")
    if not pd.isna(cell["source"]):
        lines.append(f"{chart_text(cell['source'])}, {day(cell['as_of'])}")
    return "<br>".join(lines)


def _fills(drawn: pd.DataFrame) -> Iterator[go.Bar]:
    """Yield the cells, a trace a verdict: bars, for they fill a cell, and unlike a heat map's can be clicked."""
    for verdict, look in CELLS.items():
        chosen = drawn[drawn["verdict"] == verdict]
        yield go.Bar(
            orientation="h",
            y=chosen["row"],
            base=chosen["column"] + GAP,
            x=[1 - 2 * GAP] * len(chosen),
            width=1 - 4 * GAP,
            name=verdict,
            marker={
                "color": look.colour,
                "line": {"width": 0},
                "pattern": {"shape": look.pattern, "fgcolor": FRONTIER, "size": 7, "solidity": 0.12},
            },
            selected={"marker": {"opacity": 1}},
            unselected={"marker": {"opacity": 1}},
            customdata=chosen[["system_id", "criterion"]],
            hoverinfo="text",
            hovertext=chosen["hover"],
        )


def _words(drawn: pd.DataFrame) -> Iterator[go.Scatter]:
    """Yield the words in the cells, with a mark where the sources differ: a trace a verdict, for its ink."""
    for verdict, look in CELLS.items():
        chosen = drawn[drawn["verdict"] == verdict]
        yield go.Scatter(
            x=chosen["column"] + 0.5,
            y=chosen["row"],
            mode="text",
            text=[f"{look.word}{DISPUTED if differs else ''}" for differs in chosen["is_disputed"]],
            textfont={"size": 12} | ({"color": look.ink} if look.ink else {}),
            hoverinfo="skip",
        )


def _layout(rows: pd.DataFrame, chosen: str | None) -> dict[str, Any]:
    return {
        "barmode": "overlay",
        "height": HEAD_PX + ROW_PX * len(rows) + FOOT_PX,
        "margin": {"l": 0, "r": 0, "t": HEAD_PX, "b": FOOT_PX},
        "xaxis": {
            "side": "top",
            "range": [-NAMES_WIDTH, len(CRITERIA)],
            "tickvals": [place + 0.5 for place in range(len(CRITERIA))],
            "ticktext": [HEADS[criterion] for criterion in CRITERIA],
            "tickfont": {"size": 12},
            "autotickangles": [0, -90],
            "ticklabeloverflow": "allow",
            "showgrid": False,
            "zeroline": False,
            "fixedrange": True,
            "title": {"text": ""},
        },
        "yaxis": {
            "range": [len(rows) - 0.5, -0.5],
            "tickvals": list(range(len(rows))),
            "ticktext": [
                _row_label(row["label"], is_chosen=row["system_id"] == chosen) for row in rows.to_dict("records")
            ],
            "automargin": False,
            "ticklabelposition": "inside",
            "ticklabelstandoff": NAMES_SHIFT_PX,
            "ticklabeloverflow": "allow",
            "tickfont": {"size": 13},
            "showgrid": False,
            "zeroline": False,
            "fixedrange": True,
            "title": {"text": ""},
        },
        "shapes": _frame(list(rows["system_id"]), chosen),
        "dragmode": False,
        "clickmode": "event+select",
        "hoverlabel": {"align": "left"},
        "showlegend": False,
        "annotations": [_note()],
    }


def _note() -> dict[str, Any]:
    """Return what the marks in the cells mean, below the right end of the map, where a phone has room for it too."""
    return {
        "text": f"? no source says anything &#160; {DISPUTED} the sources differ",
        "xref": "paper",
        "yref": "paper",
        "x": 1,
        "y": 0,
        "yshift": -4,
        "xanchor": "right",
        "yanchor": "top",
        "showarrow": False,
        "font": {"size": 12},
    }


def _row_label(name: str, *, is_chosen: bool) -> str:
    told = chart_text(row_name(one_line(name)))
    return f"<b>{told}</b>" if is_chosen else told


def row_name(name: str) -> str:
    """Return a name as short as a phone needs it; its end stays, as that tells one version from another."""
    cut = f"{name[:HEAD_LETTERS]}…{name[-TAIL_LETTERS:]}"
    return name if len(name) <= len(cut) else cut


def _frame(system_ids: list[str], chosen: str | None) -> list[dict[str, Any]]:
    """Return the frame round the row that stands out."""
    if chosen not in system_ids:
        return []
    row = system_ids.index(chosen)
    corners = {"x0": -NAMES_WIDTH, "x1": len(CRITERIA), "y0": row - 0.5, "y1": row + 0.5}
    return [{"type": "rect", "line": {"color": FRONTIER, "width": 2}, "fillcolor": "rgba(0,0,0,0)", **corners}]
