"""Which variants are recommended: for the domain by more than results, better after all comparisons, and in use.

A list compares many variants with their bases at once, so some look better by chance alone. The false discovery rate
is held: q is the share of false finds to be expected among all variants of the list that look at least this sure
(Benjamini and Hochberg, Journal of the Royal Statistical Society B 57 (1995) 289). What counts as compared is decided
before any result is seen: what says by its card, a tag, a language tag or its training data that it is for the domain.
"""

from dataclasses import replace

import numpy as np
from scipy.special import ndtr

from catalog.numeric import NORMAL_95, Flags, Floats, Ints
from catalog.variants.index import GRADES, SAID_BY_MORE, VariantIndex
from catalog.variants.rows import Gains

MOST_FALSE = 0.05
# Fewer downloads in 30 days than this are nobody's use: mirrors and crawlers alone reach dozens.
LEAST_DOWNLOADS = 100


def with_q(index: VariantIndex, repos: Ints, gains: Gains) -> tuple[Gains, int]:
    """Return the evidence of a whole list with q and whether each is recommended, and how many were compared.

    Args:
        index: the snapshot's index.
        repos: all candidates, before any filter: a filter must not make a find surer.
        gains: their evidence, in the same order.
    """
    is_compared = (gains.grade <= GRADES.index("B")) & says_it(index, repos, gains) & ~index.is_quantized[repos]
    which = np.flatnonzero(is_compared)
    q = np.full(repos.size, np.nan)
    q[which] = false_discovery(chance_of(gains.difference[which], gains.low[which], gains.high[which]))
    is_better = (gains.grade == GRADES.index("A")) & (np.nan_to_num(q, nan=1.0) <= MOST_FALSE)
    return replace(gains, q=q, is_recommended=is_better & is_in_use(index, repos)), which.size


def chance_of(difference: Floats, low: Floats, high: Floats) -> Floats:
    """Return how likely a difference so large is by chance, both sides counted; 1 where no gain or no error is known.

    Args:
        difference: points over the own base.
        low: of its 95 % interval.
        high: the same.
    """
    error = (high - low) / (2 * NORMAL_95)
    with np.errstate(divide="ignore", invalid="ignore"):
        chance = 2 * ndtr(-difference / error)
    return np.where(np.isfinite(chance), np.minimum(chance, 1.0), 1.0)


def false_discovery(chance: Floats) -> Floats:
    """Return q of each chance, by Benjamini and Hochberg: never smaller than the chance itself."""
    order = np.argsort(chance, kind="stable")
    raised = chance[order] * chance.size / np.arange(1, chance.size + 1)
    q = np.empty(chance.size)
    q[order] = np.minimum(np.minimum.accumulate(raised[::-1])[::-1], 1.0)
    return q


def says_it(index: VariantIndex, repos: Ints, gains: Gains) -> Flags:
    """Return which repositories say by more than a name or their results that they are for the domain of their row."""
    said = np.zeros(repos.size, bool)
    for domain in dict.fromkeys(gains.domain):
        claims = index.claims.get(domain)
        if claims is None or not claims.repos.size:
            continue
        here = np.flatnonzero(gains.domain == domain)
        at = np.minimum(np.searchsorted(claims.repos, repos[here]), claims.repos.size - 1)
        said[here] = (claims.repos[at] == repos[here]) & (claims.kind[at] < SAID_BY_MORE)
    return said


def is_in_use(index: VariantIndex, repos: Ints) -> Flags:
    """Return which of repositories show a sign of life: listed, downloaded, and more than a blend of others."""
    result: Flags = (
        index.graph.is_listed[repos]
        & (np.nan_to_num(index.downloads[repos], nan=0.0) >= LEAST_DOWNLOADS)
        & ~index.is_merge[repos]
    )
    return result
