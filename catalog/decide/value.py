"""How quality, price and speed add up to one value, and how far the winner depends on what counts how much.

An additive value (Keeney and Raiffa, Decisions with Multiple Objectives, 1976) with fixed anchors: what a model is
worth does not depend on which other models are shown.
"""

from dataclasses import dataclass
from functools import cache

import numpy as np
import pandas as pd

from catalog.decide.need import CRITERIA
from catalog.numeric import Floats

# What is worth 0 and what is worth 1. Prices and speeds count by their ratios, so by their logarithm.
ABILITY_ANCHORS = (0.0, 100.0)
USD_PER_MTOK_ANCHORS = (100.0, 0.01)
TOKENS_PER_SECOND_ANCHORS = (5.0, 500.0)
# A part that is not known may be worth anything from 0 to 1.
MIDDLE = 0.5
NEAR = 0.1
_STEPS = 50


def worths(table: pd.DataFrame) -> pd.DataFrame:
    """Return what each model's quality, price and speed are worth, from 0 to 1; missing where it is not known.

    Args:
        table: ability, usd_per_mtok (of the workload's tokens) and output_tokens_per_second of each model.
    """
    return pd.DataFrame(
        {
            "quality": _between(table["ability"].to_numpy(float), ABILITY_ANCHORS),
            "price": price_worth(table["usd_per_mtok"].to_numpy(float)),
            "speed": _between(
                np.log10(table["output_tokens_per_second"].to_numpy(float)), np.log10(TOKENS_PER_SECOND_ANCHORS)
            ),
        },
        index=table.index,
    )


def price_worth(usd_per_mtok: Floats) -> Floats:
    """Return what prices of a million tokens of the workload are worth, from 0 to 1."""
    return _between(np.log10(usd_per_mtok), np.log10(USD_PER_MTOK_ANCHORS))


def _between(values: Floats, anchors: tuple[float, float] | Floats) -> Floats:
    worst, best = anchors
    placed: Floats = np.clip((values - worst) / (best - worst), 0.0, 1.0)
    return placed


def valued(worth: pd.DataFrame, weights: tuple[float, float, float]) -> pd.DataFrame:
    """Return each model's value and its parts: value, value_low, value_high, quality_part, price_part, speed_part.

    A part is weight x worth. One that is not known leaves the value open between nothing and its whole weight; the
    value is then the middle, and the part is missing.
    """
    parts = worth * np.array(weights)
    low, high = parts.sum(axis=1), worth.fillna(1.0).mul(np.array(weights)).sum(axis=1)
    return pd.DataFrame({"value": (low + high) / 2, "value_low": low, "value_high": high}).join(
        parts.rename(columns=lambda name: f"{name}_part")
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Share:
    """In which share of the weightings a model has the highest value: of all, and of those near the need's own."""

    model_id: str
    name: str
    share: float
    share_near: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Reach:
    """From which weight of a criterion to which a model has the highest value, the others keeping their proportion."""

    criterion: str
    model_id: str
    name: str
    from_weight: float
    to_weight: float


def shares(
    models: pd.DataFrame, worth: pd.DataFrame, weights: tuple[float, float, float], beside: Floats | float = 0.0
) -> list[Share]:
    """Return the models that win in any weighting, those that win most first. Every weighting counts the same.

    Args:
        models: model_id and name, on the index of `worth`, the best first.
        worth: what `worths` returns of at least one model.
        weights: those of the need.
        beside: what stands beside the three criteria in each model's value, whatever counts: its wishes.
    """
    grid = _weightings()
    wins = np.argmax(grid @ worth.fillna(MIDDLE).to_numpy(float).T + beside, axis=1)
    is_near = np.abs(grid - np.array(weights)).max(axis=1) <= NEAR + 1e-9
    counts = np.bincount(wins, minlength=len(models))
    near = np.bincount(wins[is_near], minlength=len(models))
    order = sorted(np.flatnonzero(counts), key=lambda row: (-counts[row], row))
    return [
        Share(
            model_id=str(models["model_id"].iloc[row]),
            name=str(models["name"].iloc[row]),
            share=float(counts[row] / len(grid)),
            share_near=float(near[row] / is_near.sum()),
        )
        for row in order
    ]


@cache
def _weightings() -> Floats:
    """Return every weighting of three criteria in steps of 2 %: rows that sum to 1."""
    return np.array(
        [
            (first / _STEPS, second / _STEPS, (_STEPS - first - second) / _STEPS)
            for first in range(_STEPS + 1)
            for second in range(_STEPS + 1 - first)
        ]
    )


def reaches(
    models: pd.DataFrame, worth: pd.DataFrame, weights: tuple[float, float, float], beside: Floats | float = 0.0
) -> list[Reach]:
    """Return who wins as one criterion's weight goes from 0 to 1, for each criterion in turn.

    Arguments as those of `shares`.
    """
    known = worth.fillna(MIDDLE).to_numpy(float)
    found = []
    for place, criterion in enumerate(CRITERIA):
        start, end = _without(known, weights, place) + beside, known[:, place] + beside
        winners, edges = _sweep(start, end)
        found += [
            Reach(
                criterion=criterion,
                model_id=str(models["model_id"].iloc[row]),
                name=str(models["name"].iloc[row]),
                from_weight=low,
                to_weight=high,
            )
            for row, low, high in zip(winners, edges[:-1], edges[1:], strict=True)
        ]
    return found


def _without(known: Floats, weights: tuple[float, float, float], place: int) -> Floats:
    """Return the value of the other two criteria, in the need's proportion; halves where both count nothing."""
    others = np.delete(np.array(weights), place)
    total = others.sum()
    value: Floats = np.delete(known, place, axis=1) @ (others / total if total else np.full(2, 0.5))
    return value


def _sweep(start: Floats, end: Floats) -> tuple[list[int], list[float]]:
    """Return who is highest as values go in a line from start to end, and the edges between them, from 0 to 1.

    The upper envelope of lines: from each winner on, the next is the one that crosses it first.
    """
    slope = end - start
    winners, edges = [int(np.lexsort((-slope, -start))[0])], [0.0]
    while True:
        now = winners[-1]
        steeper = np.flatnonzero(slope > slope[now])
        crossings = (start[now] - start[steeper]) / (slope[steeper] - slope[now])
        if not steeper.size or crossings.min() >= 1:
            return winners, [*edges, 1.0]
        first = steeper[np.lexsort((-slope[steeper], crossings))[0]]
        edges.append(float(crossings.min()))
        winners.append(int(first))
