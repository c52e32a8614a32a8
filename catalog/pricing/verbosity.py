"""How much a model writes for the same tasks, beside the usual model: boards publish the tokens that tasks took.

Rules, how far two boards agree, and what was tried: docs/methods/prices.md.
"""

import numpy as np
import pandas as pd
from scipy.optimize import isotonic_regression

from catalog import queries
from catalog.ability.efforts import chain_of, level_of
from catalog.store import Store

# Of fewer models on a board nobody knows what is usual there.
LEAST_MODELS = 3
_ROUNDS, _STILL = 50, 1e-6
COLUMNS = ("model_id", "effort", "verbosity", "verbosity_effort", "verbosity_source", "verbosity_as_of")


def verbosities(store: Store) -> pd.DataFrame:
    """Return how much each model writes at each effort that was counted, as `verbosity_of` returns it."""
    return verbosity_of(queries.task_costs(store))


def verbosity_of(tasks: pd.DataFrame) -> pd.DataFrame:
    """Return how much each model writes at each effort, as multiples of the usual model's output for the same tasks.

    The logarithm of the tokens that a task takes is what the task takes and what the model adds: both are found by
    medians in turn (the median polish of Tukey, Exploratory Data Analysis, 1977), so that a board of terse models makes
    none of them talkative and one odd board moves nothing. A model that thinks more never counts as writing less. The
    usual model is the one in the middle, each counted once.

    Args:
        tasks: rows of `queries.task_costs`; those without output tokens say nothing.

    Returns:
        `COLUMNS`: effort is missing where boards name none; verbosity_effort is the same here, the source are the
        titles of the boards, and the day is that of the newest figure. A row a model and effort.
    """
    rows = tasks.loc[tasks["output_tokens_per_task"].gt(0).fillna(value=False)]
    way = rows[["benchmark_id", "benchmark_version", "harness"]].fillna("").agg("\n".join, axis=1)
    rows = rows.assign(way=way, effort=rows["effort"].astype(object).where(rows["effort"].notna(), ""))
    rows = rows[rows.groupby("way")["model_id"].transform("nunique") >= LEAST_MODELS]
    if rows.empty:
        return pd.DataFrame(columns=list(COLUMNS)).astype({"verbosity": float})
    keys = ["model_id", "effort"]
    logs = np.log(rows["output_tokens_per_task"].astype(float))
    added = _polished(logs, rows["way"], rows.groupby(keys, sort=False).ngroup())
    found = (
        rows.assign(added=added)
        .groupby(keys, as_index=False)
        .agg(
            added=("added", "first"),
            verbosity_source=("benchmark_title", lambda titles: ", ".join(sorted(set(titles)))),
            verbosity_as_of=("as_of", "max"),
        )
    )
    found["added"] = _rising(found)
    usual = found.groupby("model_id")["added"].median().median()
    effort = found["effort"].where(found["effort"] != "", None)
    found = found.assign(effort=effort, verbosity_effort=effort, verbosity=np.exp(found["added"] - usual))
    return found[list(COLUMNS)]


def _polished(logs: "pd.Series[float]", tasks: pd.Series, models: pd.Series) -> "pd.Series[float]":
    """Return what each row's model adds, beside what its tasks take: medians in turn until nothing moves."""
    added = pd.Series(0.0, index=logs.index)
    for _ in range(_ROUNDS):
        taken = (logs - added).groupby(tasks).transform("median")
        before, added = added, (logs - taken).groupby(models).transform("median")
        if (added - before).abs().max() < _STILL:
            break
    return added


def _rising(counted: pd.DataFrame) -> "pd.Series[float]":
    """Return what each effort adds, never less where a model thinks more.

    Two efforts that boards have in the other order are counted alike, at their mean: mostly different boards counted
    them. Isotonic regression: Barlow and others, Statistical Inference under Order Restrictions, 1972.
    """
    added = counted["added"].copy()
    chains = counted["effort"].map(chain_of)
    for _, rows in counted[chains != ""].groupby(["model_id", chains]):
        if len(rows) > 1:
            ordered = rows.assign(level=rows["effort"].map(level_of)).sort_values("level", kind="stable")
            added[ordered.index] = isotonic_regression(ordered["added"].to_numpy(float)).x
    return added


def verbosity_at(counted: pd.DataFrame, wanted: pd.DataFrame) -> pd.DataFrame:
    """Return how much models write at some efforts, on the index of `wanted`: verbosity and what goes with it.

    At an effort that was not counted, a model writes as at the nearest one below it that was and that thinks too; where
    there is none below, as at the nearest above. verbosity_effort says whose figure it is. Without thinking a model
    writes something else altogether: that is never taken from an effort that thinks, nor the reverse.

    Args:
        counted: what `verbosity_of` returns.
        wanted: model_id and effort; missing is the effort that nobody names.
    """
    figures = {
        (model_id, effort if isinstance(effort, str) else ""): place
        for place, (model_id, effort) in enumerate(zip(counted["model_id"], counted["effort"], strict=True))
    }
    efforts: dict[str, list[str]] = {}
    for model_id, effort in figures:
        efforts.setdefault(model_id, []).append(effort)
    places = []
    for model_id, effort in zip(wanted["model_id"], wanted["effort"], strict=True):
        known = efforts.get(model_id)
        at = None if known is None else _nearest(effort if isinstance(effort, str) else "", known)
        places.append(-1 if at is None else figures[(model_id, at)])
    found = counted[list(COLUMNS[2:])].reset_index(drop=True).reindex(places)
    return found.set_axis(wanted.index)


def _nearest(effort: str, known: list[str]) -> str | None:
    if effort in known:
        return effort
    if chain_of(effort) == "" or effort == "none":
        return None
    others = [each for each in known if chain_of(each) == chain_of(effort) and each != "none"]
    below = [each for each in others if level_of(each) <= level_of(effort)]
    if below:
        return max(below, key=level_of)
    return min(others, key=level_of) if others else None
