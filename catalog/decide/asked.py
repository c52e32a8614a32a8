"""What a need asks beside the filters of every page, each in a few words, so that it can be told and taken back."""

from collections.abc import Callable
from typing import Any

from catalog.decide.need import Need

_WORDS: dict[str, Callable[[Any], str]] = {
    "region": lambda areas: f"offered in {' or '.join(area.upper() for area in areas)}",
    "data_policy": lambda policies: f"data policy: {' and '.join(policies)}",
    "budget_usd_per_month": lambda usd: f"at most ${usd:,.15g} a month",
    "latency_to_s": lambda seconds: f"whole answer within {seconds:,.15g} s",
    "months_of_service": lambda months: f"in service {months:,.15g} months more",
    "knowledge_from": lambda day: f"knows the world up to {day.day} {day:%b %Y}",
    "good_enough": lambda points: f"ability from {points:,.15g}" if points else "any ability",
}


def in_words(need: Need) -> dict[str, str]:
    """Return what a need asks beside the filters, by the name of its field; what is at its default asks nothing."""
    usual = Need()
    stated = {name: getattr(need, name) for name in _WORDS}
    return {name: _WORDS[name](value) for name, value in stated.items() if value != getattr(usual, name)}
