"""One search for all pickers: which models a few typed words mean, today's first.

A text is read as words: runs of letters, and figures with the one letter that is glued to them, so that "70b", "v3"
and "4o" are words and "llama3.3" is two. Every word that is typed must stand in a model's names, its id or its
developer. A figure is met whole: "70b" is not "170b", and "v3" means "V3.1" only after "V3".
"""

import difflib
import re
from collections.abc import Iterable, Sequence
from sys import intern
from typing import NamedTuple

import pandas as pd

LONGEST_SEARCH = 100
MOST_WORDS = 12
MOST_NEAR = 5
_LEAST_ALIKE = 0.5
_WORD = re.compile(r"(?:(?<![a-z])[a-z])?\d+(?:\.\d+)*[a-z]?(?![a-z])|\d+(?:\.\d+)*|[^\W\d_]+")
_MARKS = re.compile(r"[\W_]+")
# How well a word is met, the best first.
_WHOLE, _BEGUN, _WITHIN = 0, 1, 2
_DAYS_A_YEAR = 365
# A model of which nobody stated the release is hardly one of the last years.
_AGE_OF_UNKNOWN_DAYS = 4 * _DAYS_A_YEAR
_WITHDRAWN = 1e6

Words = tuple[str, ...]


class Searched(NamedTuple):
    """What a search compares of one model.

    Attributes:
        ident: its id.
        names: the words of each name that it is known under, of its id and of the last part of it.
        stand: every word of these, and of who made it.
        run: the same without marks, a line each.
        standing: how much is made of it today, as `standing` returns it.
    """

    ident: str
    names: frozenset[Words]
    stand: frozenset[str]
    run: str
    standing: float


def words(text: str) -> Words:
    """Return the words of a text, in lower case: "Llama3.3 70B" is "llama", "3.3", "70b"."""
    return tuple(map(intern, _WORD.findall(text.casefold())))


def plain(text: str) -> str:
    """Return a text without case and marks."""
    return _MARKS.sub("", text.casefold())


# What is searched


def standing(named: pd.DataFrame) -> "pd.Series[float]":
    """Return how much is made of each model today: its sellers and boards, halved for each year since its release.

    A model that its maker withdrew counts below any other.

    Args:
        named: sellers and boards (how many), age_days (since the release; missing where it is not known), is_withdrawn.
    """
    years = named["age_days"].astype("float64").fillna(_AGE_OF_UNKNOWN_DAYS).clip(lower=0) / _DAYS_A_YEAR
    made_of = (1 + named["sellers"] + named["boards"]) * 0.5**years
    return made_of - _WITHDRAWN * named["is_withdrawn"].astype(bool)


def searched(named: pd.DataFrame) -> list[Searched]:
    """Return what a search compares of each model.

    Args:
        named: what `catalog.queries.named_models` returns.
    """
    ids, developers = named["model_id"], named["developer"].fillna("")
    rows = zip(ids, named["name"], named["known_as"], developers, standing(named), strict=True)
    return [_searched(ident, (name, *known), developer, stands) for ident, name, known, developer, stands in rows]


def _searched(ident: str, known: Iterable[str], developer: str, stands: float) -> Searched:
    said = dict.fromkeys((ident, ident.rpartition("/")[2], *known))
    names = frozenset(map(words, said))
    stand = frozenset(word for name in names for word in name).union(words(developer))
    run = "\n".join(dict.fromkeys(map(plain, (*said, developer))))
    return Searched(ident, names, stand, run, stands)


# What is meant


def ranked(models: Iterable[Searched], text: str) -> list[str]:
    """Return the ids of the models that a text means, the likeliest first; none for a text without words.

    A model that has exactly this name comes first, then those in which every word stands whole before those in which
    one only begins or lies within another; among equals those of which more is made today, then the shorter id.
    """
    typed = text[:LONGEST_SEARCH]
    asked = words(typed)[:MOST_WORDS]
    loose = [part for part in map(plain, typed.split()) if part]
    if not asked:
        return []
    found = []
    for model in models:
        met = _met(model, asked, loose)
        if met is not None:
            found.append((met, -model.standing, len(model.ident), model.ident))
    return [ident for *_, ident in sorted(found)]


def nearest(models: Sequence[Searched], text: str, most: int = MOST_NEAR) -> list[str]:
    """Return the ids of the models that a text may mean, at most so many: those it means, else those spelt alike."""
    return ranked(models, text)[:most] or _alike(models, text, most)


def _met(model: Searched, asked: Words, loose: Sequence[str]) -> int | None:
    """Return how well a model meets the words: below `_WHOLE` by its very name; None where one is missing."""
    if asked in model.names:
        return _WHOLE - 1
    levels = [_level(word, model.stand) for word in asked]
    if None not in levels:
        return max(level for level in levels if level is not None)
    # "gpt4o" for "GPT-4o", "coder" in "starcoder": as it is typed, between any marks.
    return _WITHIN if all(_lies_in(part, model.run) for part in loose) else None


def _level(word: str, stand: frozenset[str]) -> int | None:
    if word in stand:
        return _WHOLE
    # "claud" begins "claude", "3" and "v3" begin "3.1" and "v3.1"; "70b" and a single letter begin nothing.
    begins = f"{word}." if word[-1].isdigit() else word if word.isalpha() and len(word) > 1 else ""
    return _BEGUN if begins and any(found.startswith(begins) for found in stand) else None


def _lies_in(part: str, run: str) -> bool:
    """Return whether a part lies in a run, its figures whole: "70b" does not lie in "170b"."""
    if part not in run:
        return False
    before = r"(?<!\d)" if part[0].isdigit() else ""
    after = r"(?!\d)" if part[-1].isdigit() else ""
    return re.search(before + re.escape(part) + after, run) is not None


def _alike(models: Iterable[Searched], text: str, most: int) -> list[str]:
    wanted = plain(text[:LONGEST_SEARCH])
    if not wanted:
        return []
    spelt = {line: model.ident for model in models for line in model.run.split("\n")}
    close = difflib.get_close_matches(wanted, spelt, n=most, cutoff=_LEAST_ALIKE)
    return list(dict.fromkeys(spelt[one] for one in close))
