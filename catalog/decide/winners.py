"""The named winners of a need, each with its reason. A winner's price and speed are of one offer."""

from collections.abc import Callable
from dataclasses import dataclass, replace

import numpy as np
import pandas as pd

from catalog.decide.need import Need
from catalog.decide.words import (
    best_reason,
    cheapest_reason,
    condition_words,
    end_words,
    evidence_words,
    fastest_reason,
    pick_reason,
    told_day,
)

ROLES = {
    "best": "Best quality",
    "cheapest": "Cheapest that is good enough",
    "fastest": "Fastest",
    "open": "Best open",
    "balanced": "Our pick",
}
_NOBODY = {
    "best": "No model passes every filter at a known price.",
    "cheapest": "No model that passes every filter has a known price for this workload.",
    "fastest": "Fewer than two models that pass every filter have a known speed at a seller with a known price.",
    "open": "No model that passes every filter has open weights and a known price.",
    "balanced": "No model passes every filter at a known price.",
}
# Their reasons tell of the evidence where they tell of the ability.
_OF_QUALITY = ("best", "open")
# What a winner's reason is built from.
_READ = (
    *(
        "model_id",
        "candidate",
        "name",
        "effort",
        "weights",
        "ability",
        "ability_low",
        "ability_high",
        "ability_counted",
    ),
    *("coverage", "boards", "newest_result", "is_well_tested"),
    *("value", "quality_part", "price_part", "speed_part", "usd_per_month", "usd_per_request", "provider"),
    *("output_tokens_per_second", "evidence", "statistic", "speed_as_of"),
    *("is_tied", "retirement_date"),
)
# A product does not move to another model more often than that.
LEAST_DAYS = 92


# What says who is the best; a whole row has eighty columns, which takes a while to sort.
RANKED = ("model_id", "candidate", "weights", "usd_per_request", "ability_counted", "value")


@dataclass(frozen=True, slots=True, kw_only=True)
class Winner:
    """A named winner: a model at one of its offers. Without one, model_id is None and the reason says why.

    `provider` is who sells that offer: the fastest of the model's for the fastest, else the one in its row. `effort` is
    the one that wins: a model may stand in the answer at several. `verbosity` is how much it writes beside the usual
    model; None where that is not known. `candidate` is the key of its row in the shortlist. `wishes_met` and
    `wishes_missed` are the need's wishes, in words.
    """

    role: str
    title: str
    reason: str
    model_id: str | None = None
    name: str | None = None
    effort: str | None = None
    provider: str | None = None
    candidate: str | None = None
    verbosity: float | None = None
    wishes_met: tuple[str, ...] = ()
    wishes_missed: tuple[str, ...] = ()


def that_can_win(need: Need, passing: pd.DataFrame) -> pd.DataFrame:
    """Return the models that can win: somebody states a price, or the price counts nothing and the weights are open."""
    is_sold = passing["usd_per_request"].notna()
    return passing[is_sold | (passing["weights"].eq("open").fillna(value=False) & (need.price_weight == 0))]


def by_quality(models: pd.DataFrame) -> pd.DataFrame:
    """Return models in the order of their quality, the best first."""
    return _highest(models, "ability_counted", "value")


def by_value(models: pd.DataFrame) -> pd.DataFrame:
    """Return models in the order of their value, the highest first."""
    return _highest(models, "value", "ability_counted")


def _highest(models: pd.DataFrame, first: str, second: str) -> pd.DataFrame:
    keys = (models["candidate"].to_numpy(object), *(-models[name].to_numpy(float) for name in (second, first)))
    return models.iloc[np.lexsort(keys)]


def leader(need: Need, passing: pd.DataFrame) -> pd.Index:
    """Return where the best of those that can win stands: one place, or none."""
    return by_quality(that_can_win(need, passing[list(RANKED)])).index[:1]


def best_well_tested(need: Need, passing: pd.DataFrame) -> str | None:
    """Return the id of the best model that can win and is well tested; None where none is."""
    tested = by_quality(that_can_win(need, passing.loc[passing["is_well_tested"], list(RANKED)]))
    return None if tested.empty else str(tested["model_id"].iloc[0])


def pick_first(need: Need, able: pd.DataFrame, today: pd.Timestamp) -> tuple[pd.DataFrame, str]:
    """Return the models that can win with the one to recommend on top, and why it comes before one of a higher value.

    The one with the highest value, but for two cases. A closed model that its maker retires within three months is not
    recommended while another one can be. And quality that cannot be told apart decides nothing: where the one with the
    highest value has a fair chance to be near the best, the cheapest well-tested one of that group is taken, unless the
    price counts nothing.

    Args:
        need: the need.
        able: the models that can win, the highest value first: model_id, name, weights, usd_per_request,
            retirement_date, is_tied, is_well_tested.
        today: the day of the snapshot.
    """
    if able.empty:
        return able, ""
    top, left = able.iloc[0], staying(able, today)
    first, why = left.iloc[0], ""
    if first.name != top.name:
        last = told_day(pd.Timestamp(top["retirement_date"]))
        why = f"{top['name']} has a higher value, but its maker retires it on {last}."
    if first["is_tied"] and need.price_weight > 0:
        group = left[left["is_tied"] & left["is_well_tested"] & left["usd_per_request"].notna()]
        cheapest = group.sort_values("usd_per_request", kind="stable").head(1)
        if len(cheapest) and cheapest["usd_per_request"].iloc[0] < first["usd_per_request"]:
            why = f"{first['name']} has a higher value, but its quality cannot be told apart, and it costs more."
            first = cheapest.iloc[0]
    is_first = able.index == first.name
    return pd.concat([able[is_first], able[~is_first]]), why


def staying(able: pd.DataFrame, today: pd.Timestamp) -> pd.DataFrame:
    """Return the models that their makers do not retire within three months; all where none would be left.

    Models of open weights stay, whoever ceases to serve them.
    """
    ends = pd.to_datetime(able["retirement_date"])
    is_leaving = ends.gt(today) & ends.le(today + pd.Timedelta(days=LEAST_DAYS)) & able["weights"].ne("open")
    left = able[~is_leaving.fillna(value=False).astype(bool)]
    return able if left.empty else left


def winners_of(need: Need, passing: pd.DataFrame, fastest: pd.DataFrame, today: pd.Timestamp) -> tuple[Winner, ...]:
    """Return a winner for each of `ROLES`.

    Args:
        need: the need.
        passing: the models that pass, each at its cheapest offer, the highest value first.
        fastest: those of them of which an offer's speed is known, each at its fastest offer.
        today: the day of the snapshot.
    """
    passing = passing[list(_READ)]
    able = that_can_win(need, passing)
    by_ability = by_quality(able)
    sold = able[able["usd_per_request"].notna()]
    by_cost = sold.sort_values(["usd_per_request", "ability", "model_id"], ascending=[True, False, True])
    timed = fastest[list(_READ)]
    by_speed = timed.sort_values(["output_tokens_per_second", "value", "model_id"], ascending=[False, False, True])
    sure = by_cost[by_cost["ability_low"] >= need.good_enough]
    cheap = by_cost if sure.empty else sure
    is_open = by_ability[by_ability["weights"] == "open"]
    picked, why = pick_first(need, able, today)
    timed_models, able_models = timed["model_id"].nunique(), able["model_id"].nunique()
    sure_models = sure["model_id"].nunique()
    found = {
        "best": _named("best", by_ability, lambda row: best_reason(row, passing, by_ability, need)),
        "cheapest": _named("cheapest", cheap, lambda row: cheapest_reason(row, sure_models, by_cost, by_ability, need)),
        # One known speed among many unknown ones is no comparison.
        "fastest": _named(
            "fastest",
            by_speed if timed_models > 1 or able_models == 1 else by_speed.head(0),
            lambda row: fastest_reason(row, timed_models, able_models),
        ),
        "open": _named("open", is_open, lambda row: best_reason(row, passing, is_open, need, "open ")),
        "balanced": _named("balanced", picked, lambda row: pick_reason(row, picked, need, why)),
    }
    return tuple(found.values())


def _named(role: str, ordered: pd.DataFrame, reason: Callable[[pd.Series], str]) -> Winner:
    if ordered.empty:
        return Winner(role=role, title=ROLES[role], reason=_NOBODY[role])
    row = ordered.iloc[0]
    effort, provider = (None if pd.isna(row[column]) else str(row[column]) for column in ("effort", "provider"))
    return Winner(
        role=role,
        title=ROLES[role],
        reason=reason(row),
        model_id=row["model_id"],
        name=row["name"],
        effort=effort,
        provider=provider,
        candidate=row["candidate"],
    )


def with_ends(
    winners: tuple[Winner, ...], passing: pd.DataFrame, fastest: pd.DataFrame, today: pd.Timestamp
) -> tuple[Winner, ...]:
    """Return winners of which the reasons say how well they are known, when their price holds and what ends soon.

    Args:
        winners: what `winners_of` returns.
        passing: the models that pass, each at its cheapest offer.
        fastest: those at their fastest offer, of which the winner named for it is one.
        today: the day of the snapshot.
    """
    told = []
    for winner in winners:
        rows = fastest if winner.role == "fastest" else passing
        more: list[str] = []
        if winner.model_id is not None:
            row = rows.iloc[rows["candidate"].tolist().index(winner.candidate)]
            known = [] if winner.role in _OF_QUALITY else [evidence_words(row)]
            more = [*known, condition_words(row), end_words(row, today)]
        told.append(replace(winner, reason=" ".join(filter(None, [winner.reason, *more]))))
    return tuple(told)
