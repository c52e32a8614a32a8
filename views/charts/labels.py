"""Where the labels of points go, so that none lies on another, on a point or on a line."""

from collections.abc import Iterable, Sequence
from typing import NamedTuple

import numpy as np

CHARACTER_WIDTH_PX = 6.6
LINE_HEIGHT_PX = 15.0
GAP_PX = 7.0
# Above a frontier there is nothing, and on one side of it; places there come first.
_PLACES = {
    "top left": (-1, -1),
    "middle left": (-1, 0),
    "top center": (0, -1),
    "top right": (1, -1),
    "bottom right": (1, 1),
    "middle right": (1, 0),
    "bottom left": (-1, 1),
    "bottom center": (0, 1),
}


class Box(NamedTuple):
    """A rectangle in pixels; y grows downwards, as on a screen."""

    left: float
    top: float
    right: float
    bottom: float


def around(x: float, y: float, reach_px: float) -> Box:
    """Return the square that a point takes up."""
    return Box(x - reach_px, y - reach_px, x + reach_px, y + reach_px)


def places(
    spots: Sequence[tuple[float, float]],
    texts: Sequence[str],
    taken: Iterable[Box],
    area: Box,
    toward: str = "left",
    faint: Iterable[Box] = (),
) -> list[str | None]:
    """Return for each label Plotly's text position, or None where it fits nowhere and stays hidden.

    Greedy: the first label takes the best place that is free, the next the best that is left, and so on. Of places that
    are free, that counts as best which covers fewest of what is faint.

    Args:
        spots: x and y of each labelled point, in pixels, most important first.
        texts: the label of each spot.
        taken: what no label may cover: points, lines.
        area: what labels may not leave.
        toward: the side beyond a frontier, "left" or "right"; labels go there first.
        faint: what a label may cover where it must: points that stand back.
    """
    used, behind = [*taken], [*faint]
    sides = sorted(_PLACES.items(), key=lambda item: item[1][1] == 1 or toward not in item[0])
    found: list[str | None] = []
    for (x, y), text in zip(spots, texts, strict=True):
        boxes = {place: _label_box(x, y, text, *side) for place, side in sides}
        free = [place for place, box in boxes.items() if _is_inside(box, area) and not _covered(box, used)]
        covers = {place: _covered(boxes[place], behind) for place in free}
        place = min(covers, key=covers.__getitem__, default=None)
        found.append(place)
        if place:
            used.append(boxes[place])
    return found


def _label_box(x: float, y: float, text: str, right: int, down: int) -> Box:
    width = len(text) * CHARACTER_WIDTH_PX
    left = x - width / 2 + right * (width / 2 + (GAP_PX if not down else 0))
    top = y - LINE_HEIGHT_PX / 2 + down * (LINE_HEIGHT_PX / 2 + GAP_PX)
    return Box(left, top, left + width, top + LINE_HEIGHT_PX)


def _is_inside(box: Box, area: Box) -> bool:
    return area.left <= box.left and box.right <= area.right and area.top <= box.top and box.bottom <= area.bottom


def _covered(box: Box, others: Sequence[Box]) -> int:
    """Return how many of the others a box lies on."""
    if not others:
        return 0
    left, top, right, bottom = np.array(others).T
    return int(((left < box.right) & (right > box.left) & (top < box.bottom) & (bottom > box.top)).sum())
