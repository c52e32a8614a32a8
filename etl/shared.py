"""Results that a model shares with another of the same weights, each marked with whose own it is."""

from collections.abc import Iterable

import pandas as pd

from catalog.identity.resolve import SameWeights

_SAME_TEST = ["source_id", "effort", "benchmark_id", "benchmark_version", "harness"]


def shared(scores: pd.DataFrame, links: Iterable[SameWeights]) -> pd.DataFrame:
    """Return scores with those that models share from others; a model's own result of a test comes first.

    Args:
        scores: the rows of the table scores.
        links: which model shares from which.
    """
    frames = [scores]
    for link in links:
        own = scores[scores["model_id"] == link.model_id]
        others = scores[scores["model_id"] == link.shared_from]
        have = set(_tests(own))
        lent = others[[test not in have for test in _tests(others)]]
        if not lent.empty:
            frames.append(lent.assign(model_id=link.model_id, shared_from=link.shared_from))
    return pd.concat(frames, ignore_index=True) if len(frames) > 1 else scores


def _tests(scores: pd.DataFrame) -> list[tuple[object, ...]]:
    tests = scores[_SAME_TEST].astype(object)
    return list(tests.where(tests.notna(), None).itertuples(index=False, name=None))
