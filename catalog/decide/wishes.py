"""Wishes: what a team prefers and does not require. Who misses one still passes, and is worth a little less.

A wish is a name: "open" (open weights), "region:eu" (an offer there), "data_policy:…" (an offer under that policy).
What nobody states is not met. Rules, and why a wish costs what it does: docs/methods/decide.md.
"""

from collections.abc import Iterable, Sequence

import numpy as np
import pandas as pd

from catalog.numeric import Floats

OPEN = "open"
# What the wish of an offer compares, by how its name begins.
OF_OFFERS = {"region": "area", "data_policy": "policies"}
_WORDS = {"region": "offered in {}", "data_policy": "data policy: {}"}
# What a wish that is missed takes off a value of 0 to 1: at half the weight six points of ability, at a third about
# twice the price. So a wish decides between two that are about as good, and buys nothing that is clearly worse.
PENALTY = 0.03


def wish_options(areas: Iterable[str], data_policies: Iterable[str]) -> list[str]:
    """Return every wish that may be stated where offers run in these areas and state these data policies."""
    return [OPEN, *(f"region:{each}" for each in areas), *(f"data_policy:{each}" for each in data_policies)]


def wish_words(wish: str) -> str:
    """Return what a wish asks for: "open weights", "offered in eu". It may quote a source: show it as text."""
    kind, _, value = wish.partition(":")
    return _WORDS[kind].format(value) if kind in _WORDS else "open weights"


def wishes_met(rows: pd.DataFrame, wishes: Sequence[str]) -> pd.DataFrame:
    """Return which rows meet which wishes, a column a wish.

    Args:
        rows: weights, area and policies of a model at an offer; those without an offer meet no wish of offers.
        wishes: the wishes.
    """
    return pd.DataFrame({wish: _is_met(rows, wish) for wish in wishes}, index=rows.index, dtype=bool)


def _is_met(rows: pd.DataFrame, wish: str) -> "pd.Series[bool]":
    kind, _, value = wish.partition(":")
    column, wanted = (OF_OFFERS[kind], value) if kind in OF_OFFERS else ("weights", OPEN)
    # An offer can state several policies; of the others each states one.
    return rows[column].map(lambda stated: isinstance(stated, str) and wanted in stated.split("; ")).astype(bool)


def wish_parts(met: pd.DataFrame) -> Floats:
    """Return what the wishes add to the value of each row: nothing where all are met, else `PENALTY` off for each."""
    missed: Floats = (~met.to_numpy(bool)).sum(axis=1).astype(float)
    return np.zeros(len(met)) - PENALTY * missed


def wish_columns(rows: pd.DataFrame, wishes: Sequence[str]) -> pd.DataFrame:
    """Return what the wishes make of each row: wish_part, and in words wishes_met and wishes_missed; None for none."""
    met = wishes_met(rows, wishes)
    words = [wish_words(wish) for wish in wishes]
    told = {
        name: [
            "; ".join(word for word, holds in zip(words, row, strict=True) if holds == wanted) or None
            for row in met.to_numpy(bool)
        ]
        for name, wanted in (("wishes_met", True), ("wishes_missed", False))
    }
    found = pd.DataFrame({name: pd.Series(each, index=rows.index, dtype=object) for name, each in told.items()})
    return found.assign(wish_part=wish_parts(met))
