"""A chart as a picture that stands without its page: title, gates, counts, day and sources are printed into it."""

import unicodedata
from collections.abc import Iterator
from functools import lru_cache
from math import ceil
from typing import Any, NamedTuple

import plotly.graph_objects as go

from views.export.imprint import Imprint, source_lines, standing
from views.shell.wording import chart_text, one_line

WIDTH_PX = 1200
LEAST_HEIGHT_PX = 800
LEAST_CHART_PX = 560
MARGIN_PX = 16
GAP_PX = 6
# The light theme of .streamlit/config.toml. A page's own font is not on the machine that draws the picture.
PAPER, INK, QUIET, GRID = "#FFFFFF", "#1C2126", "#5A6470", "#E4E8EC"
FONTS = "'Source Sans 3', 'Source Sans Pro', Arial, 'Liberation Sans', Helvetica, sans-serif"
COLOURS = [
    *("#2A87C8", "#D55E00", "#009E73", "#CC79A7", "#E69F00"),
    *("#56B4E9", "#8F7F00", "#7F7F7F", "#7B5EA7", "#A0522D"),
]
# A text of any length stays readable beside a chart; the data files have it in full.
LONGEST_TEXT = 600
LINE_HEIGHT = 1.3  # plotly's own
ITEM_PX = 28  # what plotly adds below a legend's title: the item that a legend must have, though it is empty
_HIDDEN = {"visible": False, "domain": [0, 0.001]}
_AXIS = {
    "gridcolor": GRID,
    "linecolor": GRID,
    "zerolinecolor": GRID,
    "automargin": True,
    "tickfont": {"color": QUIET},
    "title": {"font": {"size": 14}, "standoff": 12},
}
LIGHT = go.layout.Template(
    layout={
        "font": {"family": FONTS, "size": 12, "color": INK},
        "paper_bgcolor": PAPER,
        "plot_bgcolor": PAPER,
        "colorway": COLOURS,
        "colorscale": {"sequential": [[0, "#EAF3FA"], [1, "#0B64A0"]]},
        "xaxis": _AXIS | {"showgrid": False, "zeroline": False},
        "yaxis": _AXIS,
        "hoverlabel": {"align": "left"},
    }
)


class _Block(NamedTuple):
    """Some lines of text in one size and colour."""

    lines: list[str]
    size_px: int
    colour: str

    @property
    def height_px(self) -> float:
        return len(self.lines) * self.size_px * LINE_HEIGHT


def printed(figure: go.Figure, imprint: Imprint) -> go.Figure:
    """Return a chart in the light theme with its imprint above and below it, as high as that needs.

    The texts are titles of legends: of all that plotly draws, only legends can be tied to the edge of the picture and
    make room for themselves, however long the labels of the axes turn out to be.

    Args:
        figure: the chart as the page draws it; it is left as it is.
        imprint: what to print.
    """
    title = _block(imprint.title, size_px=24, colour=INK, bold=True)
    asked = _block(imprint.gates, standing(imprint), size_px=14, colour=QUIET)
    told = ["Sources", *source_lines(imprint)] if imprint.credits else []
    sources = _block(*told, size_px=11, colour=QUIET)
    asked_top_px = MARGIN_PX + title.height_px + GAP_PX
    top_px = asked_top_px + asked.height_px
    bottom_px = sources.height_px + ITEM_PX
    chart_px = max(figure.layout.height or 0, LEAST_CHART_PX)
    height_px = max(LEAST_HEIGHT_PX, ceil(top_px + chart_px + bottom_px))
    own = figure.layout.margin
    drawn = go.Figure(figure)
    drawn.update_layout(
        template=LIGHT,
        title=None,
        width=WIDTH_PX,
        height=height_px,
        margin={"l": MARGIN_PX, "r": MARGIN_PX, "t": top_px + (own.t or ITEM_PX), "b": bottom_px + (own.b or 0)},
    )
    if figure.layout.legend.orientation == "h" and (figure.layout.legend.y or 0) < 0:
        drawn.layout.legend.update(_at(bottom_px / height_px, "bottom"))
    if figure.layout.showlegend is False:  # that would hide our texts too
        drawn.layout.showlegend = True
        drawn.for_each_trace(lambda trace: trace.update(showlegend=False) if "showlegend" in trace else None)
    drawn.update_layout(xaxis99=_HIDDEN | {"anchor": "y99"}, yaxis99=_HIDDEN | {"anchor": "x99"})
    _print(drawn, 97, title, y=1 - MARGIN_PX / height_px)
    _print(drawn, 98, asked, y=1 - asked_top_px / height_px)
    _print(drawn, 99, sources, y=0)
    return drawn


def _block(*texts: str, size_px: int, colour: str, bold: bool = False) -> _Block:
    width_em = (WIDTH_PX - 2 * MARGIN_PX) / size_px / (1.1 if bold else 1)
    lines = [line for text in texts for line in wrapped(_short(text), width_em)]
    told = [f"<b>{chart_text(line)}</b>" if bold else chart_text(line) for line in lines]
    return _Block(told, size_px, colour)


def _print(drawn: go.Figure, number: int, block: _Block, *, y: float) -> None:
    """Put a block at the left edge, its top at `y` of the height; at 0 its bottom at the lower edge."""
    name = f"legend{number}"
    drawn.add_scatter(
        x=[None],
        y=[None],
        xaxis="x99",
        yaxis="y99",
        mode="markers",
        marker={"color": "rgba(0,0,0,0)"},
        name="",
        legend=name,
        showlegend=True,
    )
    drawn.layout[name] = _at(y, "top" if y else "bottom") | {
        "orientation": "h",
        "maxheight": 1,
        "bgcolor": "rgba(0,0,0,0)",
        "font": {"size": 1},
        "title": {
            "text": "<br>".join(block.lines),
            "side": "top",
            "font": {"size": block.size_px, "color": block.colour},
        },
    }


def _at(y: float, anchor: str) -> dict[str, Any]:
    """Return where a legend is, tied to the left edge at a share of the picture's height."""
    x = MARGIN_PX / WIDTH_PX
    return {"xref": "container", "yref": "container", "x": x, "y": y, "xanchor": "left", "yanchor": anchor}


def _short(text: str) -> str:
    return text if len(text) <= LONGEST_TEXT else f"{text[: LONGEST_TEXT - 1]}…"


def wrapped(text: str, width_em: float) -> list[str]:
    """Return a text in lines that fit a width in any common sans-serif; a word that is wider is broken."""
    lines: list[str] = []
    for word in one_line(text).split():
        for piece in _pieces(word, width_em):
            if lines and _width_em(f"{lines[-1]} {piece}") <= width_em:
                lines[-1] += f" {piece}"
            else:
                lines.append(piece)
    return lines


def _pieces(word: str, width_em: float) -> Iterator[str]:
    piece = ""
    for character in word:
        if _width_em(piece + character) > width_em:
            yield piece
            piece = ""
        piece += character
    yield piece


def _width_em(text: str) -> float:
    return sum(map(_character_em, text))


@lru_cache(maxsize=4096)
def _character_em(character: str) -> float:
    """Return how wide a character is at most, in widths of an em: after DejaVu Sans, the widest of the usual fonts."""
    if not character.isascii():
        return 1.4 if unicodedata.category(character) == "So" else 1.0
    if character in " !'(),./:;I[]fijlrt|":
        return 0.42
    if character in "%@MWmw":
        return 1.0
    return 0.64 if character.islower() or character.isdigit() else 0.78
