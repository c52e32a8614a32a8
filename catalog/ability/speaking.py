"""The effort that speaks for a model beside its best one, and what the best costs more in tokens and money."""

import numpy as np
import pandas as pd

from catalog.evidence import is_too_wide

_FIGURES = ["effort", "value", "low", "high"]
# Efforts whose figures are the same to a tenth of a point are as good; then the better-measured one is named.
_SAME = 1
_BEST = {name: f"best_{name}" for name in _FIGURES}
_RATIOS = {"output_tokens_per_task": "tokens_ratio", "usd_per_task": "usd_ratio"}


def speaking_and_best(abilities: pd.DataFrame, task_costs: pd.DataFrame) -> pd.DataFrame:
    """Return a row a model: the effort that speaks for it in a domain and its best effort.

    The best is the effort of the highest ability among those that were measured in the domain and are not too little
    known to count (`catalog.evidence`); where no other stands higher, it is the one that speaks. What it costs more is
    told where one board ran both on one test in one way: the middle ratio (geometric mean) over such tests.

    Args:
        abilities: the rows of the table `abilities` of one domain, of one model or many.
        task_costs: rows of the table `task_costs`, of the same models.

    Returns:
        Columns: model_id; effort, value, low and high of the one that speaks; best_effort, best_value, best_low and
        best_high; tokens_ratio and usd_ratio: how many times as many output tokens and US dollars a task takes at the
        best effort (missing where it is not known, or where the best is the one that speaks).
    """
    own = abilities[abilities["is_own"].astype(bool)][["model_id", *_FIGURES]]
    known = abilities[abilities["coverage"].gt(0) & ~is_too_wide(abilities["low"], abilities["high"])]
    known = known[known["model_id"].isin(own["model_id"])]
    candidates = pd.concat([abilities[abilities["is_own"].astype(bool)], known])
    candidates = candidates.assign(rounded=candidates["value"].round(_SAME)).sort_values(
        ["rounded", "is_own", "coverage"], ascending=False, kind="stable"
    )
    best = candidates.drop_duplicates("model_id")
    found = own.merge(best[["model_id", *_FIGURES]].rename(columns=_BEST), on="model_id", how="left")
    found = found.merge(_ratios(found, task_costs), on="model_id", how="left")
    return found.reset_index(drop=True)


def _ratios(found: pd.DataFrame, task_costs: pd.DataFrame) -> pd.DataFrame:
    """Return for each model whose best effort is another one how many times as much a task takes there."""
    effort = found["effort"].astype(object).fillna("")
    best_effort = found["best_effort"].astype(object).fillna("")
    differs = found.assign(effort=effort, best_effort=best_effort)[effort != best_effort]
    same = ["model_id", "benchmark_id", "benchmark_version", "harness", "source_id"]
    words = {name: task_costs[name].astype(object).fillna("") for name in [*same, "effort"]}
    figures = {name: task_costs[name].astype(float).where(lambda figure: figure > 0) for name in _RATIOS}
    by_test = pd.DataFrame(words | figures).groupby([*same, "effort"], as_index=False)[list(_RATIOS)].median()
    speaks = by_test.merge(differs[["model_id", "effort"]], on=["model_id", "effort"])
    does_best = by_test.merge(
        differs[["model_id", "best_effort"]], left_on=["model_id", "effort"], right_on=["model_id", "best_effort"]
    )
    pairs = speaks.merge(does_best, on=same, suffixes=("", "_best"))
    logs = {ratio: np.log(pairs[f"{name}_best"] / pairs[name]) for name, ratio in _RATIOS.items()}
    means = pairs[["model_id"]].assign(**logs).groupby("model_id", as_index=False)[list(_RATIOS.values())].mean()
    return means.assign(**{ratio: np.exp(means[ratio]) for ratio in _RATIOS.values()})
