"""Colours and symbols, the same on every chart. Each pair of colour and symbol says one thing."""

from collections.abc import Sequence
from typing import Any, NamedTuple

from catalog.curated.providers import maker_title
from catalog.records import Weights


class Mark(NamedTuple):
    """How one kind of model looks: never told by colour alone."""

    title: str
    colour: str
    symbol: str


# Blue and vermilion are told apart with any colour vision; all three are near 4:1 on the light and the dark background.
WEIGHTS: dict[Weights | None, Mark] = {
    "open": Mark("Open weights", "#2A87C8", "circle"),
    "closed": Mark("Closed weights", "#D55E00", "diamond"),
    None: Mark("Weights not stated", "#7F7F7F", "x"),
}
# What is less sure is hollow; what nobody measured has a dot in it.
SPEEDS: dict[str, tuple[str, str]] = {
    "measured": ("", ""),
    "community": (", speed from the community", "-open"),
    "estimated": (", speed estimated", "-open-dot"),
}
INFERRED = (", ability inferred", "-dot")
FRONTIER = "#7F7F7F"
DIMMED_OPACITY = 0.5


def mark_of(weights: Any, speed_evidence: Any = None, *, is_inferred: bool = False) -> Mark:  # noqa: ANN401 - may be NaN
    """Return how a model looks whose speed, where one is shown, has this evidence."""
    plain = WEIGHTS[weights if weights in WEIGHTS else None]
    told, filling = SPEEDS.get(speed_evidence, SPEEDS["measured"])
    if is_inferred:
        told += INFERRED[0]
        filling = filling if filling.endswith(INFERRED[1]) else filling + INFERRED[1]
    return Mark(plain.title + told, plain.colour, plain.symbol + filling)


def order(mark: Mark) -> tuple[int, str]:
    """Return a key that sorts marks by their colour, weights first, and of one colour the surest first."""
    colours = [plain.colour for plain in WEIGHTS.values()] + [colour for colour, _ in MODELS]
    return colours.index(mark.colour), mark.symbol


# Models side by side. All near 3:1 or better on both backgrounds, and the least alike to any colour vision (Machado et
# al., 2009) is still 17 apart in CIELAB; each has a symbol of its own besides.
MODELS: tuple[tuple[str, str], ...] = (
    ("#2A87C8", "circle"),
    ("#D55E00", "diamond"),
    ("#009E73", "square"),
    ("#863EED", "triangle-up"),
    ("#D076AC", "star"),
    ("#DF0043", "x"),
)

OTHER_MAKERS = "Other makers"
MOST_MAKERS = len(MODELS)


def of_maker(mark: Mark, maker: Any, makers: Sequence[str]) -> Mark:  # noqa: ANN401 - may be NaN
    """Return the same mark in the colour of its maker, grey where that is none of the makers with a colour."""
    return mark._replace(colour=maker_key(maker, makers).colour)


def maker_key(maker: Any, makers: Sequence[str]) -> Mark:  # noqa: ANN401 - may be NaN
    """Return what the legend shows for a maker; the makers with a colour are at most `MOST_MAKERS`."""
    place = makers.index(maker) if maker in makers else None
    return (
        Mark(OTHER_MAKERS, FRONTIER, "circle")
        if place is None
        else Mark(maker_title(str(maker)), MODELS[place][0], "circle")
    )


# What the evidence on a variant is worth, the best first. White reads on each, and each is 3:1 or better on both
# backgrounds; the letter is always told too.
GRADES: dict[str, Mark] = {
    "A": Mark("A: beats its base", "#00795A", "circle"),
    "B": Mark("B: does not", "#1F6FA8", "diamond"),
    "C": Mark("C: no fair comparison", "#7B5EA7", "square"),
    "D": Mark("D: self-reported or flagged", "#A85400", "x"),
    "E": Mark("E: no results", "#66717D", "circle-open"),
}
