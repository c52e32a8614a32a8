"""The results of a few models on one test as a small picture: SVG made of numbers alone, no text of any source."""

import base64
from collections.abc import Sequence
from typing import NamedTuple

from views.shell import palette

WIDTH, HEIGHT, EDGE = 170, 30, 8
MIDDLE = HEIGHT / 2
REACH = 4.5
INK = "#7A828B"
# The scale of what is counted in percent; of other units it is what the results span, and as much again beside them.
PERCENT = (0.0, 100.0)


class Result(NamedTuple):
    """One result: the place of its model among those that are compared, the value and its interval where stated."""

    place: int
    value: float
    low: float | None = None
    high: float | None = None


def strip_uri(results: Sequence[Result]) -> str:
    """Return the picture of at least one result as an address that holds it: a mark a model, a bar between the ends."""
    return f"data:image/svg+xml;base64,{base64.b64encode(strip_svg(results).encode()).decode()}"


def strip_svg(results: Sequence[Result]) -> str:
    """Return the picture as SVG. The marks are those of `palette.MODELS`, as in the chart of the abilities."""
    scale = _scale(results)
    places = [_along(result.value, scale) for result in results]
    drawn = [
        _line(EDGE, WIDTH - EDGE, 1, INK, 0.5),
        _line(min(places), max(places), 5, INK, 0.55),
        *(
            _line(_along(result.low, scale), _along(result.high, scale), 1.5, _colour(result), 0.9)
            for result in results
            if result.low is not None and result.high is not None
        ),
        *(_mark(result, x) for result, x in zip(results, places, strict=True)),
    ]
    head = f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {HEIGHT}" width="{WIDTH}" height="{HEIGHT}">'
    return f"{head}{''.join(drawn)}</svg>"


def _scale(results: Sequence[Result]) -> tuple[float, float]:
    ends = [end for result in results for end in result[1:] if end is not None]
    low, high = min(ends), max(ends)
    if low >= PERCENT[0] and high <= PERCENT[1]:
        return PERCENT
    spread = (high - low) or abs(high) or 1.0
    return low - spread / 2, high + spread / 2


def _along(value: float, scale: tuple[float, float]) -> float:
    share = (value - scale[0]) / (scale[1] - scale[0])
    return round(EDGE + share * (WIDTH - 2 * EDGE), 1)


def _colour(result: Result) -> str:
    return palette.MODELS[result.place % len(palette.MODELS)][0]


def _line(left: float, right: float, width: float, colour: str, opacity: float) -> str:
    at = f'x1="{left:g}" y1="{MIDDLE:g}" x2="{right:g}" y2="{MIDDLE:g}"'
    return f'<line {at} stroke="{colour}" stroke-width="{width:g}" stroke-opacity="{opacity:g}"/>'


# The marks of `palette.MODELS`, as paths round the origin, of the reach 1.
_SHAPES = {
    "circle": "M-1 0a1 1 0 1 0 2 0a1 1 0 1 0-2 0z",
    "diamond": "M0-1.2L1.2 0L0 1.2L-1.2 0z",
    "square": "M-.9-.9H.9V.9H-.9z",
    "triangle-up": "M0-1.1L1.1.9H-1.1z",
    "star": "M0-1.3L.3-.4H1.2L.5.15L.75 1.05L0 .5L-.75 1.05L-.5.15L-1.2-.4H-.3z",
    "x": "M-1-.6L-.6-1L0-.4L.6-1L1-.6L.4 0L1 .6L.6 1L0 .4L-.6 1L-1 .6L-.4 0z",
}


def _mark(result: Result, x: float) -> str:
    shape = _SHAPES[palette.MODELS[result.place % len(palette.MODELS)][1]]
    return f'<path d="{shape}" transform="translate({x:g} {MIDDLE:g}) scale({REACH:g})" fill="{_colour(result)}"/>'
