"""An ability as a bar with its interval, beside models that people know: SVG made of numbers alone.

No text from a source gets into the drawing: names stand beside it, as text. Its colours read on the light and the dark
background alike, as an image does not follow the theme of its page.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

from views.shell import palette
from views.shell.wording import one_line

# The scale of every ability, so that bars compare wherever they stand.
LOWEST, HIGHEST = 0.0, 100.0
WIDTH, EDGE = 360, 6
BAR_TOP, BAR_HEIGHT = 4, 12
ANCHORED_HEIGHT, PLAIN_HEIGHT = 38, 20
INK = "#7A828B"
_NUMBER_PX = 11
# Two numbers nearer than this would lie on each other.
_NUMBER_REACH = 20.0


class Anchor(NamedTuple):
    """A model that people know, and its ability in the same domains."""

    name: str
    value: float


@dataclass(frozen=True, slots=True, kw_only=True)
class AbilityBar:
    """What a bar shows.

    Attributes:
        value: the ability, 0 to 100.
        low: the low end of its 90 % interval.
        high: the high end.
        weights: open or closed, as on every chart; None where nobody states it.
        anchors: models to compare with.
    """

    value: float
    low: float
    high: float
    weights: str | None = None
    anchors: tuple[Anchor, ...] = ()


def ability_svg(bar: AbilityBar) -> str:
    """Return the bar as SVG: the ability filled, its interval as a line with ends, a marker at each anchor."""
    colour = palette.mark_of(bar.weights).colour
    height = ANCHORED_HEIGHT if bar.anchors else PLAIN_HEIGHT
    middle = BAR_TOP + BAR_HEIGHT / 2
    low, high, value = _along(bar.low), _along(bar.high), _along(bar.value)
    drawn = [
        _rect(_along(LOWEST), BAR_TOP, _along(HIGHEST), BAR_HEIGHT, INK, 0.2),
        _rect(_along(LOWEST), BAR_TOP, value, BAR_HEIGHT, colour, 0.85),
        _line(low, middle, high, middle),
        _line(low, BAR_TOP - 1, low, BAR_TOP + BAR_HEIGHT + 1),
        _line(high, BAR_TOP - 1, high, BAR_TOP + BAR_HEIGHT + 1),
        *_anchors(sorted({anchor.value for anchor in bar.anchors})),
    ]
    head = f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {height}" width="{WIDTH}" height="{height}">'
    return f"{head}{''.join(drawn)}</svg>"


def ability_alt(name: str, bar: AbilityBar) -> str:
    """Return what a bar shows, for those who do not see it. It quotes foreign text."""
    told = f"{name}: ability {bar.value:.0f} of 100, {bar.low:.0f} to {bar.high:.0f} with 90 % certainty"
    beside = ", ".join(f"{anchor.name} {anchor.value:.0f}" for anchor in bar.anchors)
    return one_line(f"{told}; for comparison {beside}." if beside else f"{told}.")


def _along(value: float) -> float:
    """Return where a value stands on the drawing, from left to right; what is beyond the scale stands at its end."""
    share = (min(max(value, LOWEST), HIGHEST) - LOWEST) / (HIGHEST - LOWEST)
    return round(EDGE + share * (WIDTH - 2 * EDGE), 1)


def _rect(left: float, top: float, right: float, height: float, colour: str, opacity: float) -> str:
    place = f'x="{left:g}" y="{top:g}" width="{right - left:g}" height="{height:g}" rx="3"'
    return f'<rect {place} fill="{colour}" fill-opacity="{opacity:g}"/>'


def _line(left: float, top: float, right: float, bottom: float) -> str:
    place = f'x1="{left:g}" y1="{top:g}" x2="{right:g}" y2="{bottom:g}"'
    # A light edge below a dark line: it reads on the bar, on the ground of the bar, and on either background.
    pale = f'<line {place} stroke="#FFFFFF" stroke-opacity="0.75" stroke-width="4"/>'
    return f'{pale}<line {place} stroke="#2B3138" stroke-width="2"/>'


def _anchors(values: Sequence[float]) -> list[str]:
    top, drawn, last = BAR_TOP + BAR_HEIGHT + 3, [], -_NUMBER_REACH
    for value in values:
        x = _along(value)
        drawn.append(f'<path d="M{x:g} {top} l-4 6 h8 z" fill="{INK}"/>')
        if x - last >= _NUMBER_REACH:
            place = f'x="{x:g}" y="{ANCHORED_HEIGHT - 2}" text-anchor="middle" font-size="{_NUMBER_PX}"'
            drawn.append(f'<text {place} font-family="sans-serif" fill="{INK}">{value:.0f}</text>')
            last = x
    return drawn
