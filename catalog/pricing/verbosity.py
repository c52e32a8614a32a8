"""How much a model writes for the same tasks, beside the usual model: boards publish the tokens that tasks took.

Rules, how far two boards agree, and what was tried: docs/methods/prices.md.
"""

from collections.abc import Mapping

import numpy as np
import pandas as pd

from catalog import queries
from catalog.efforts import chain_of, level_of
from catalog.store import Store

# Of fewer models on a board nobody knows what is usual there.
LEAST_MODELS = 3
# From high to max, or from low to medium (`catalog.efforts.LEVELS`).
ONE_STEP = 1.0
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
    none = pd.DataFrame(columns=list(COLUMNS)).astype({"verbosity": float, "verbosity_as_of": "datetime64[us]"})
    rows = tasks.loc[tasks["output_tokens_per_task"].gt(0).fillna(value=False).astype(bool)]
    if rows.empty:
        return none
    way = rows[["benchmark_id", "benchmark_version", "harness"]].fillna("").agg("\n".join, axis=1)
    rows = rows.assign(way=way, effort=rows["effort"].astype(object).where(rows["effort"].notna(), ""))
    rows = rows[rows.groupby("way")["model_id"].transform("nunique") >= LEAST_MODELS]
    if rows.empty:
        return none
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
    # A second of imports, for which whoever reads a snapshot that keeps this answer need not wait.
    from scipy.optimize import isotonic_regression  # noqa: PLC0415

    added = counted["added"].copy()
    chains = counted["effort"].map(chain_of)
    for _, rows in counted[chains != ""].groupby(["model_id", chains]):
        if len(rows) > 1:
            ordered = rows.assign(level=rows["effort"].map(level_of)).sort_values("level", kind="stable")
            added[ordered.index] = isotonic_regression(ordered["added"].to_numpy(float)).x
    return added


def verbosity_at(counted: pd.DataFrame, wanted: pd.DataFrame) -> pd.DataFrame:
    """Return how much models write at some efforts, on the index of `wanted`: verbosity and what goes with it.

    At an effort that was not counted, a model writes what lies between the nearest efforts below and above it that
    were, by logarithms; with one of them alone, what it writes there, if that is at most `ONE_STEP` away.
    verbosity_effort says of which effort the figure is. Without thinking a model writes something else altogether: that
    is never taken from an effort that thinks, nor the reverse; nor is a budget of tokens compared with a word.

    Args:
        counted: what `verbosity_of` returns.
        wanted: model_id and effort; missing is the effort that nobody names.
    """
    figures: dict[str, dict[str, _Figure]] = {}
    columns = ("model_id", "effort", "verbosity", "verbosity_source", "verbosity_as_of")
    for model_id, effort, *figure in counted[list(columns)].itertuples(index=False, name=None):
        figures.setdefault(model_id, {})[effort if isinstance(effort, str) else ""] = (*figure,)
    rows = []
    for model_id, effort in zip(wanted["model_id"], wanted["effort"], strict=True):
        rows.append(_at(effort if isinstance(effort, str) else "", figures.get(model_id, {})))
    found = pd.DataFrame(rows, columns=list(COLUMNS[2:]), index=wanted.index, dtype=object)
    return found.astype({"verbosity": float, "verbosity_as_of": "datetime64[us]"})


_Figure = tuple[float, str, pd.Timestamp]
_UNKNOWN = (None, None, None, None)


def _at(effort: str, figures: Mapping[str, _Figure]) -> tuple[object, ...]:
    """Return verbosity, of which effort it is, its source and its day."""
    if effort in figures:
        verbosity, source, day = figures[effort]
        return verbosity, effort or None, source, day
    if not chain_of(effort) or effort == "none":
        return _UNKNOWN
    level = level_of(effort)
    others = sorted((each for each in figures if chain_of(each) == chain_of(effort) and each != "none"), key=level_of)
    below, above = ([each for each in others if (level_of(each) < level) == wanted] for wanted in (True, False))
    if below and above:
        return _between(level, below[-1], above[0], figures)
    near = [each for each in (*below[-1:], *above[:1]) if abs(level_of(each) - level) <= ONE_STEP]
    if not near:
        return _UNKNOWN
    verbosity, source, day = figures[near[0]]
    return verbosity, near[0], source, day


def _between(level: float, below: str, above: str, figures: Mapping[str, _Figure]) -> tuple[object, ...]:
    low, high = figures[below], figures[above]
    share = (level - level_of(below)) / (level_of(above) - level_of(below))
    verbosity = low[0] ** (1 - share) * high[0] ** share
    source = ", ".join(sorted({*low[1].split(", "), *high[1].split(", ")}))
    return verbosity, f"between {below} and {above}", source, max(low[2], high[2])
