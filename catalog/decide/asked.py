"""What a need asks beside the filters of every page, each in a few words, so that it can be told and taken back."""

from collections.abc import Callable
from typing import Any

from catalog.decide.need import Need
from catalog.decide.wishes import wish_words

# Longer than that, a place is no code of letters but a name.
LONGEST_CODE = 4


def place_title(area: str) -> str:
    """Return an area as people write it: EU, US, Swedencentral."""
    return area.upper() if len(area) <= LONGEST_CODE else area.title()


def wish_title(wish: str) -> str:
    """Return what is preferred: "open weights", "offered in EU"."""
    kind, _, value = wish.partition(":")
    return wish_words(f"{kind}:{place_title(value)}" if kind == "region" else wish)


_WORDS: dict[str, Callable[[Any], str]] = {
    "wishes": lambda wishes: f"preferred: {', '.join(map(wish_title, wishes))}",
    "region": lambda areas: f"offered in {' or '.join(map(place_title, areas))}",
    "data_policy": lambda policies: f"data policy: {' and '.join(policies)}",
    "budget_usd_per_month": lambda usd: f"at most ${usd:,.15g} a month",
    "latency_to_s": lambda seconds: f"whole answer within {seconds:,.15g} s",
    "months_of_service": lambda months: f"in service {months:,.15g} months more",
    "knowledge_from": lambda day: f"knows the world up to {day.day} {day:%b %Y}",
    "verbosity": lambda _: "every model billed for the same output",
    "good_enough": lambda points: f"ability from {points:,.15g}" if points else "any ability",
}


def in_words(need: Need) -> dict[str, str]:
    """Return what a need asks beside the filters, by the name of its field; what is at its default asks nothing."""
    usual = Need()
    stated = {name: getattr(need, name) for name in _WORDS}
    return {name: _WORDS[name](value) for name, value in stated.items() if value != getattr(usual, name)}
