"""How sound the figures are: how old, how thin, how saturated, and which of two statements about one fact counts."""

from collections.abc import Mapping
from datetime import date
from typing import Any, Literal

import numpy as np
import numpy.typing as npt
import pandas as pd

from catalog import queries
from catalog.store import Store
from catalog.ties import tie_groups

Age = Literal["in time", "late", "frozen", "no date"]

# How many of the best models say whether a test still tells good ones apart: Akhtar et al. (2026), arXiv:2602.16763,
# who call a benchmark saturated whose five best models cannot be told apart and are near its ceiling.
TOP_MODELS = 5
# Near the ceiling: 90 % of the way there from guessing. Phan et al. (2025), arXiv:2501.14249, call tests saturated on
# which models are right in more than 90 %.
NEAR_CEILING = 0.9
# What makes a domain thin.
FEW_MODELS, FEW_NEW_MODELS, FEW_TESTS, HEAVY_TEST = 50, 10, 2, 0.5

# In which order statements are ranked, whether rising, and what is said when a column decides.
RESULT_ORDER: Mapping[str, tuple[bool, str]] = {
    "as_of": (False, "the newest figure"),
    "date_stamp": (False, "the newest date in the model's name"),
    "samples": (False, "the most samples"),
    "source_id": (True, "the first source by name: nothing else tells them apart"),
    "model_name": (True, "the first name at the source: nothing else tells them apart"),
    "value": (True, "the lowest: nothing else tells them apart"),
}
PRICE_ORDER: Mapping[str, tuple[bool, str]] = {
    "as_of": (False, "the newest price"),
    "is_flagged": (True, "the one that is not flagged as odd"),
    "value": (True, "the cheapest of the newest prices"),
}

Row = Mapping[Any, Any]


def aged(sources: pd.DataFrame, today: date) -> pd.DataFrame:
    """Return the sources with age_days (of their figures), age_in_cadences and standing (one of `Age`).

    A source is late when its figures are older than it usually takes to bring newer ones.
    """
    age_days = (pd.Timestamp(today) - pd.to_datetime(sources["as_of"])).dt.days
    cadence = sources["cadence_days"].astype("Float64")
    ratio = age_days / cadence.where(cadence > 0)
    standing = pd.Series("in time", index=sources.index, dtype=object)
    standing = standing.mask((ratio > 1).fillna(value=False), "late")
    standing = standing.mask(age_days.isna(), "no date").mask(sources["is_frozen"].astype(bool), "frozen")
    return sources.assign(age_days=age_days, age_in_cadences=ratio, standing=standing)


def benchmark_health(store: Store) -> pd.DataFrame:
    """Return the benchmarks as `queries.benchmark_standings` does, each with how saturated it is."""
    standings = queries.benchmark_standings(store)
    found = standings.merge(
        saturation(queries.top_results(store, TOP_MODELS), standings), on="benchmark_id", how="left", validate="1:1"
    )
    # One word for what is not known, with or without results: a snapshot keeps this answer as it is.
    return found.assign(top_is_tied=found["top_is_tied"].astype(object).where(found["top_is_tied"].notna(), None))


def saturation(top: pd.DataFrame, benchmarks: pd.DataFrame) -> pd.DataFrame:
    """Return how saturated each benchmark is.

    Args:
        top: what `queries.top_results` returns for `TOP_MODELS`.
        benchmarks: the columns of `catalog.records.Benchmark`.

    Returns:
        benchmark_id; near_ceiling_percent: how many of the best models are near the ceiling (NULL: no known ceiling,
        or fewer models than that); top_is_tied: whether their intervals tell none of them apart (NULL: no intervals).
    """
    rows = top.merge(benchmarks, on="benchmark_id", validate="many_to_one")
    higher = rows["higher_is_better"].astype(bool)
    best = rows["scale_max"].where(higher, rows["scale_min"])
    worst = rows["scale_min"].where(higher, rows["scale_max"])
    start = rows["chance"].where(rows["chance"].notna(), worst)
    way = (rows["value"] - start) / (best - start)
    rows = rows.assign(is_near=(way >= NEAR_CEILING).astype(float).where(way.notna()))
    told = [
        {
            "benchmark_id": benchmark_id,
            "near_ceiling_percent": 100 * group["is_near"].mean(skipna=False) if len(group) == TOP_MODELS else np.nan,
            "top_is_tied": _is_tied(group) if len(group) == TOP_MODELS else None,
        }
        for benchmark_id, group in rows.groupby("benchmark_id")
    ]
    return pd.DataFrame(told, columns=["benchmark_id", "near_ceiling_percent", "top_is_tied"])


def _is_tied(group: pd.DataFrame) -> bool | None:
    """Return whether no model of a group can be told apart from its best one; None without an interval of each."""
    if group[["low", "high"]].isna().any(axis=None):
        return None
    rising = group if group["higher_is_better"].all() else _turned(group)
    return bool(tie_groups(rising[["value", "low", "high"]]).eq(1).all())


def _turned(group: pd.DataFrame) -> pd.DataFrame:
    return group.assign(value=-group["value"], low=-group["high"], high=-group["low"])


def thin_because(domain: Row) -> list[str]:
    """Return why the figures of a domain stand on thin ground; nothing where they don't.

    Args:
        domain: a row of `queries.domain_standings`.
    """
    if not domain["tests"]:
        return ["no source here measures it"]
    measured, newer = int(domain["models_sold_measured"]), int(domain["new_models_measured"])
    reasons = {
        f"only {measured} models with a price were measured": measured < FEW_MODELS,
        f"only {newer} of the last year's models were measured": newer < FEW_NEW_MODELS,
        "half of the models were measured on one test only": measured and domain["middle_tests"] < FEW_TESTS,
        f"one test makes up {100 * domain['heaviest']:.0f} % of it": domain["heaviest"] > HEAVY_TEST,
    }
    return [reason for reason, holds in reasons.items() if holds]


def conflict_choices(store: Store) -> pd.DataFrame:
    """Return the conflicts as `queries.conflicts` does, each with chosen_value, chosen_source and the rule that chose.

    The rule is that of the views of one test and of the list prices; an ability weighs all statements together.
    """
    found, stated = queries.conflicts(store), queries.conflict_statements(store)
    is_price = stated["conflict"].isin(found.loc[found["provider"].notna(), "conflict"])
    chosen = pd.concat([choices(stated[is_price], PRICE_ORDER), choices(stated[~is_price], RESULT_ORDER)])
    return found.merge(chosen, on="conflict", how="left")


def choices(stated: pd.DataFrame, order: Mapping[str, tuple[bool, str]]) -> pd.DataFrame:
    """Return the statement of each conflict that counts: conflict, chosen_value, chosen_source, rule.

    Args:
        stated: rows of `queries.conflict_statements`.
        order: by which columns statements are ranked, whether rising, and what it is called when a column decides.
    """
    rising = [True, *(is_rising for is_rising, _ in order.values())]
    ranked = stated.sort_values(["conflict", *order], ascending=rising, na_position="last", kind="stable")
    first = ranked.drop_duplicates("conflict").set_index("conflict")
    others = ranked[ranked["value"] != ranked["conflict"].map(first["value"])]
    rival = others.drop_duplicates("conflict").set_index("conflict").reindex(first.index)
    differs = [_differ(first[name], rival[name]) for name in order]
    rule = np.select(differs, [words for _, words in order.values()], "all say the same")
    told = pd.DataFrame({"chosen_value": first["value"], "chosen_source": first["source"], "rule": rule})
    return told.reset_index()


def _differ(one: pd.Series, other: pd.Series) -> npt.NDArray[np.bool_]:
    both = one.notna() & other.notna()
    unlike = one.notna() ^ other.notna()
    unlike[both] = one[both].astype(object).ne(other[both].astype(object))
    result: npt.NDArray[np.bool_] = unlike.to_numpy(bool)
    return result
