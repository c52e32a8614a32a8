"""One benchmark: what it says of which domain, how far its best results lie apart, and which one a text means."""

import re
from collections.abc import Mapping
from typing import Any

import pandas as pd

from catalog.curated.memberships import composites, memberships

MOST_NEAR = 8
LONGEST_SEARCH = 100
# How many of the best models tell how far apart the top is: as many as a reader sees of a ranking at once.
TOP_TEN = 10


def speaks_for(benchmark_id: str, shares: pd.DataFrame, titles: Mapping[str, str]) -> pd.DataFrame:
    """Return the domains that a benchmark speaks for, the strongest first.

    Args:
        benchmark_id: which benchmark.
        shares: what `queries.shares_of` returns.
        titles: the title of each domain.

    Returns:
        domain, title, weight (1: the domain itself; missing where no row states one), share (of the domain's ability,
        0 to 1; 0 where it counts nothing there), reason.
    """
    stated = [
        {"domain": one.domain, "weight": one.weight, "reason": one.reason}
        for one in memberships()
        if one.benchmark_id == benchmark_id
    ]
    found = pd.DataFrame(stated, columns=["domain", "weight", "reason"])
    found = found.merge(shares[["domain", "share"]], on="domain", how="outer")
    found = found.assign(
        title=found["domain"].map(titles).fillna(found["domain"]), share=found["share"].fillna(0.0).astype(float)
    )
    found = found.sort_values(["weight", "share", "domain"], ascending=[False, False, True], na_position="last")
    return found[["domain", "title", "weight", "share", "reason"]].reset_index(drop=True)


def recounts(benchmark_id: str) -> str | None:
    """Return why a benchmark counts nowhere: it only averages or recounts others; None where it is no such one."""
    return composites().get(benchmark_id)


def best_a_model(results: pd.DataFrame, *, higher_is_better: bool) -> pd.DataFrame:
    """Return the best result of each model, the best first.

    Args:
        results: rows of `queries.results_on`.
        higher_is_better: whether a high score is a good one.
    """
    ordered = results.sort_values(["value", "model_id"], ascending=[not higher_is_better, True], kind="stable")
    return ordered.drop_duplicates("model_id")


def top_gap(results: pd.DataFrame, *, higher_is_better: bool) -> float | None:
    """Return how far the tenth best model lies behind the best, on the benchmark's scale; None with fewer than ten."""
    best = best_a_model(results, higher_is_better=higher_is_better)["value"].head(TOP_TEN)
    return float(best.max() - best.min()) if len(best) == TOP_TEN else None


def saturation_words(facts: Mapping[Any, Any]) -> str:
    """Return in a sentence whether a benchmark still tells the best models apart.

    Args:
        facts: a row of `catalog.data.health.benchmark_health`.
    """
    near, tied = facts["near_ceiling_percent"], facts["top_is_tied"]
    is_full = pd.notna(near) and near == 100  # noqa: PLR2004 - all of them, in percent
    if pd.isna(near) and pd.isna(tied):
        return "Nobody can say whether it is saturated: its scale has no known end and its boards state no intervals."
    if is_full and (pd.isna(tied) or tied):
        return "Saturated: its five best models are within a tenth of the ceiling and it hardly tells them apart."
    if is_full:
        return "Near its ceiling: its five best models are within a tenth of it, yet their intervals tell them apart."
    if pd.notna(tied) and tied:
        return "Its five best models cannot be told apart: their intervals overlap."
    if pd.notna(near) and near > 0:
        return f"Close to its ceiling: {near:.0f} % of its five best models are within a tenth of it."
    return (
        "Not saturated: its best models are away from its ceiling."
        if pd.notna(near)
        else ("It still tells its five best models apart.")
    )


def matching(index: pd.DataFrame, text: str, most: int = MOST_NEAR) -> pd.DataFrame:
    """Return the benchmarks that a text may mean: whose id, title, board or domain holds every word of it, else any.

    Those that hold most words come first; of these those whose title or id begins with the first one, then those on
    which most models were measured.

    Args:
        index: what `queries.benchmark_standings` returns.
        text: any text; an empty one matches nothing.
        most: how many at most.
    """
    words = re.findall(r"[^\W_]+", text[:LONGEST_SEARCH].casefold())
    if not words:
        return index.iloc[:0]
    said = [index[name].fillna("") for name in ("benchmark_id", "title", "publisher", "board", "domain_title")]
    whole = said[0].str.cat(said[1:], sep=" ").str.casefold()
    held = sum(whole.str.contains(word, regex=False).astype(int) for word in words)
    holds = held.eq(len(words)) if held.eq(len(words)).any() else held.gt(0)
    found = index[holds]
    start = words[0]
    begins = found["title"].str.casefold().str.startswith(start) | found["benchmark_id"].str.startswith(start)
    order = found.assign(held=held[holds], begins=begins).sort_values(
        ["held", "begins", "models_measured", "benchmark_id"], ascending=[False, False, False, True]
    )
    return order.drop(columns=["held", "begins"]).head(most)
