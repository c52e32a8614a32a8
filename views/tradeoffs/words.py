"""What is worth taking, in sentences: the steps of the frontier, and why a point is on it or not."""

from collections.abc import Iterator
from dataclasses import dataclass

import pandas as pd

from catalog.evidence import WELL_KNOWN_POINTS
from catalog.tradeoffs.frontier import Role, beaten_by
from catalog.tradeoffs.scatter import AXES, PRICE, SPEED, Pair
from views.charts.hover import point_label
from views.charts.tradeoff import Look
from views.shell.wording import figure, markdown_text, usd

# In the order in which they are told.
LEADS: dict[Pair, dict[Role, str]] = {
    "quality_price": {
        "pick": "Best value",
        "middle": "In between",
        "frugal": "When cost decides",
        "best": "When only quality counts",
    },
    "quality_speed": {
        "pick": "Best balance",
        "middle": "In between",
        "frugal": "When speed decides",
        "best": "When only quality counts",
    },
    "price_speed": {
        "pick": "Fast for its price",
        "middle": "In between",
        "frugal": "When cost decides",
        "best": "When only speed counts",
    },
}
MANY_TIMES = 100


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """One model that is worth taking.

    Attributes:
        role: which step it is.
        model_id: of the model.
        name: with its effort; foreign text.
        lead: for whom it is.
        told: what it is and why, as Markdown.
    """

    role: Role
    model_id: str
    name: str
    lead: str
    told: str


def steps_of(points: pd.DataFrame, found: dict[Role, int], look: Look) -> Iterator[Step]:
    """Yield what is worth taking, in words."""
    for role, lead in LEADS[look.pair].items():
        if role in found:
            row = points.loc[found[role]]
            why = _why(points, found, role, look)
            yield Step(
                role=role,
                model_id=str(row["model_id"]),
                name=label(row),
                lead=lead,
                told=f"{_figures(row, look)}  \n:small[{markdown_text(why)}]",
            )


def label(row: pd.Series) -> str:
    """Return a point's name with its effort; foreign text."""
    return point_label(str(row["name"]), row["effort"])


def quality_word(look: Look) -> str:
    """Return what the upright axis is called in a sentence."""
    return "Ability" if look.is_ability else "Score"


def interval(row: pd.Series) -> str:
    """Return the interval of a quality; empty where none is known."""
    return "" if pd.isna(row["low"]) or pd.isna(row["high"]) else f"{figure(row['low'])} to {figure(row['high'])}"


def is_thin(row: pd.Series) -> bool:
    """Return whether the quality of a point is so little known that its middle may mislead."""
    return bool(row["high"] - row["low"] > WELL_KNOWN_POINTS)


def _figures(row: pd.Series, look: Look) -> str:
    parts = []
    for axis in AXES[look.pair]:
        if axis == "value":
            between = interval(row)
            parts.append(f"{quality_word(look)} **{figure(row['value'])}**{f' ({between})' if between else ''}")
        elif axis == PRICE:
            parts.append(f"**{markdown_text(usd(row[PRICE]))}**")
        else:
            parts.append(f"**{row[SPEED]:,.0f}** tokens/s")
    return " · ".join(parts)


def _why(points: pd.DataFrame, found: dict[Role, int], role: Role, look: Look) -> str:
    """Return why a step is worth taking: against the best for the pick, against the pick for the others."""
    row, pick = points.loc[found[role]], points.loc[found["pick"]]
    thin = " Little tested so far." if look.is_ability and is_thin(row) else ""
    if role == "pick" and "best" not in found:
        return f"The best shown, and nothing near it is {_nearer(look.pair)}.{thin}"
    other = points.loc[found["best"]] if role == "pick" else pick
    name = "the best" if role == "pick" else label(other)
    return f"{_against(row, other, name, look)}.{_doubt(row, other, role, look)}{thin}"


def _nearer(pair: Pair) -> str:
    return "faster" if pair == "quality_speed" else "cheaper"


def _against(row: pd.Series, other: pd.Series, name: str, look: Look) -> str:
    """Return how a point stands against another: "2.6 points less than X, for 1.4 % of its price"."""
    if look.pair == "price_speed":
        first = f"{_ratio(row[SPEED], other[SPEED])} the speed of {name}"
    else:
        gap = row["value"] - other["value"]
        first = (
            f"{figure(abs(gap))} points {'more' if gap > 0 else 'less'} than {name}" if gap else f"As good as {name}"
        )
    level = AXES[look.pair][1]
    if level == PRICE:
        return f"{first}, {'for' if row[PRICE] < other[PRICE] else 'at'} {_ratio(row[PRICE], other[PRICE])} the price"
    return f"{first}, at {_ratio(row[SPEED], other[SPEED])} the speed"


def _ratio(value: float, other: float) -> str:
    """Return how many times one figure is another: "1.4 % of", "2.1 times", "71 times"."""
    times = value / other
    if times < 1:
        return f"{100 * times:.2g} % of"
    return f"{times:,.0f} times" if times >= MANY_TIMES else f"{times:.2g} times"


def _doubt(row: pd.Series, other: pd.Series, role: Role, look: Look) -> str:
    if role != "best" or look.pair == "price_speed" or not interval(row) or not interval(other):
        return ""
    overlaps = other["high"] >= row["low"] and row["high"] >= other["low"]
    return " Their intervals overlap: it may be no better." if overlaps else ""


# One point


def why_there(points: pd.DataFrame, place: int, look: Look) -> str:
    """Return why a point is on the frontier or not. It quotes foreign text."""
    row = points.loc[place]
    other = beaten_by(points, place, look.pair, higher_is_better=look.higher_is_better)
    if other is not None:
        beats = points.loc[other]
        return f"{label(beats)} beats it: {_ends(beats, look)}, against {_ends(row, look)}."
    return {
        "quality_price": "Nothing shown is better at this price or below.",
        "quality_speed": "Nothing shown is better at this speed or above.",
        "price_speed": "Nothing shown is faster at this price or below.",
    }[look.pair]


def next_better(points: pd.DataFrame, place: int, look: Look) -> str:
    """Return what the next better step of the frontier is and costs; empty for a point that is not on it."""
    row = points.loc[place]
    if not row["is_on_frontier"]:
        return ""
    other = rival(points, place, look)
    if other is None:
        return f"Nothing shown is {'faster' if AXES[look.pair][0] == SPEED else 'better'}."
    better = points.loc[other]
    return f"The next better is {label(better)}: {_against(better, row, 'this', look)}."


def rival(points: pd.DataFrame, place: int, look: Look) -> int | None:
    """Return the place of what beats a point or, of one that nothing beats, of the next better; None for the best."""
    if not points.loc[place, "is_on_frontier"]:
        return beaten_by(points, place, look.pair, higher_is_better=look.higher_is_better)
    upright, _ = AXES[look.pair]
    gain = points[upright] if look.higher_is_better or upright != "value" else -points[upright]
    above = points.index[points["is_on_frontier"] & (gain > gain[place])]
    return None if above.empty else int(gain[above].idxmin())


def _ends(row: pd.Series, look: Look) -> str:
    told = {
        "value": lambda: figure(row["value"]),
        PRICE: lambda: usd(row[PRICE]),
        SPEED: lambda: f"{row[SPEED]:,.0f} tokens/s",
    }
    return " at ".join(told[axis]() for axis in AXES[look.pair])
