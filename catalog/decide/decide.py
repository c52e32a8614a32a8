"""From a need to an answer: named winners with their reasons, a shortlist, why not the others, and how sure it is.

Pure functions over frames. Rules: docs/methods/decide.md.
"""

from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass, replace
from typing import Annotated, Any, Concatenate, ParamSpec, TypeVar

import numpy as np
import pandas as pd

from catalog import queries
from catalog.decide.gates import NearMiss, first_to_open, gates_of, near_misses, removal
from catalog.decide.need import Need, NeedError, area, to_yaml
from catalog.decide.value import Reach, Share, reaches, shares, valued, worths
from catalog.decide.words import (
    balanced_reason,
    best_reason,
    cheapest_reason,
    compared,
    fastest_reason,
    sensitivity_words,
    tie_words,
    unsold_words,
)
from catalog.filters import candidates, of_providers
from catalog.plain import rows_of
from catalog.pricing.speeds import one_speed_a_model
from catalog.pricing.workload import cost
from catalog.records import Column
from catalog.store import Store
from catalog.ties import tie_groups

P = ParamSpec("P")
T = TypeVar("T")

ROLES = {
    "best": "Best quality",
    "cheapest": "Cheapest that is good enough",
    "fastest": "Fastest",
    "open": "Best open",
    "balanced": "Balanced",
}
LONGEST = 8
NO_ABILITY, INFERRED = "no ability known in {}", "ability inferred from other domains only"
_TOKENS = 1e6
LEAST_MEASURED = 0.5
# What a winner's reason is built from.
_TOLD = (
    *("model_id", "name", "effort", "weights", "ability", "ability_low", "ability_high", "is_tied"),
    *("value", "quality_part", "price_part", "speed_part", "usd_per_month", "usd_per_request", "provider"),
    *("output_tokens_per_second", "speed_provider", "evidence"),
)
_ROUNDING = 1e-9
_OFFER = (
    "model_id",
    "provider",
    "region",
    "input_usd_per_mtok",
    "output_usd_per_mtok",
    "cache_read_usd_per_mtok",
    "cache_write_usd_per_mtok",
    "batch_input_usd_per_mtok",
    "batch_output_usd_per_mtok",
    "tiers",
    "context_tokens",
    "max_output_tokens",
    "data_policy",
    "price_kind",
    "flag",
    "price_source_id",
    "price_source",
    "price_as_of",
)
_BILL = (
    "model_id",
    "usd_per_month",
    "usd_per_request",
    "provider",
    "assumed",
    "price_as_of",
)
_TEXTS = ("region", "data_policy", "price_source_id", "price_source")
_SPEED = (
    "provider",
    "output_tokens_per_second",
    "time_to_first_token_s",
    "latency_s",
    "evidence",
    "conditions",
    "speed_source_id",
    "speed_source",
    "speed_as_of",
)
SHORTLIST = (
    *("model_id", "name", "effort", "developer", "weights", "licence_class", "parameters", "context_tokens", "roles"),
    *("ability", "ability_low", "ability_high", "coverage", "is_tied"),
    *("usd_per_month", "usd_per_request", "provider", "assumed", "price_source", "price_as_of"),
    *("output_tokens_per_second", "latency_s", "evidence", "speed_provider", "speed_source", "speed_as_of"),
    *("value", "value_low", "value_high", "quality_part", "price_part", "speed_part", "against"),
)
EXCLUDED = ("model_id", "name", "developer", "gate", "reason", "is_unknown")


@dataclass(frozen=True, slots=True)
class Frames:
    """What is known, of one snapshot.

    Attributes:
        models: what `models_with_dates` returns.
        offers: what `priced_offers` returns.
        list_offers: what `queries.list_offers` returns.
        speeds: what `hosted_speeds` returns.
        abilities: what `own_abilities` returns, by domain.
        titles: the title of each domain.
        today: the day of the newest answer of a source.
    """

    models: pd.DataFrame
    offers: pd.DataFrame
    list_offers: pd.DataFrame
    speeds: pd.DataFrame
    abilities: Mapping[str, pd.DataFrame]
    titles: Mapping[str, str]
    today: pd.Timestamp


@dataclass(frozen=True, slots=True, kw_only=True)
class Candidate:
    """What a row of the shortlist says beside the facts of its model."""

    ability: Annotated[float, Column("Ability", help="over the domains of the need; 50 is the middle model of 2025")]
    ability_low: Annotated[float, Column("Ability from", help="low end of the 90 % interval")]
    ability_high: Annotated[float, Column("Ability to", help="high end of the 90 % interval")]
    coverage: Annotated[float, Column("Coverage", help="share of the domains that was measured, from 0 to 1")]
    is_tied: Annotated[bool, Column("Tied with the best", help="cannot be told apart from it on this evidence")]
    usd_per_month: Annotated[float | None, Column("Cost a month", "USD", "at its cheapest provider")]
    usd_per_request: Annotated[float | None, Column("Cost a request", "USD")]
    output_tokens_per_second: Annotated[float | None, Column("Output speed", "tokens/s", "of a hosted service")]
    latency_s: Annotated[float | None, Column("Whole answer", "s", "time to the first token, and the rest")]
    value: Annotated[float, Column("Value", help="quality, price and speed as they count; the middle of its range")]
    value_low: Annotated[float, Column("Value from", help="if what is not known is worth nothing")]
    value_high: Annotated[float, Column("Value to", help="if what is not known is worth all")]
    quality_part: Annotated[float, Column("Part of quality", help="the part of the value that is quality's")]
    price_part: Annotated[float | None, Column("Part of price", help="the part of the value that is the price's")]
    speed_part: Annotated[float | None, Column("Part of speed", help="the part of the value that is the speed's")]
    roles: Annotated[str | None, Column("Wins as")]
    against: Annotated[str, Column("Against the balanced choice")]


@dataclass(frozen=True, slots=True, kw_only=True)
class Winner:
    """A named winner. Without one, model_id is None and the reason says why there is none."""

    role: str
    title: str
    reason: str
    model_id: str | None = None
    name: str | None = None
    effort: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Sensitivity:
    """How far the winner depends on what counts how much."""

    sentence: str
    shares: tuple[Share, ...]
    reaches: tuple[Reach, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Decision:
    """The answer to a need.

    Attributes:
        need: the need.
        total: how many models there are; those that pass and the excluded sum to it.
        winners: one for each of `ROLES`.
        shortlist: the winners and the highest values, highest first: facts, and the columns of `Candidate`.
        passing: every model that passes, as the shortlist has it.
        tie: which models cannot be told apart from the best, in words; empty where it stands alone.
        tied: their ids, the cheapest first.
        unsold: better models that cannot win because nobody states a price, in words; empty without any.
        gates: what each gate is called in words, in the order in which they remove models.
        excluded: model_id, name, developer, ability, gate, reason, is_unknown of each other model.
        near_misses: what opening a gate would bring.
        relax_first: where nothing passes, which gate to open first and what that brings; else empty.
        sensitivity: how far the balanced choice depends on the weights.
    """

    need: Need
    total: int
    winners: tuple[Winner, ...]
    shortlist: pd.DataFrame
    passing: pd.DataFrame
    tie: str
    tied: tuple[str, ...]
    unsold: str
    gates: Mapping[str, str]
    excluded: pd.DataFrame
    near_misses: tuple[NearMiss, ...]
    relax_first: str
    sensitivity: Sensitivity


Ask = Callable[..., Any]


def asking(store: Store) -> Ask:
    """Return what asks a snapshot without remembering, as `gather` wants it."""

    def ask(query: Callable[Concatenate[Store, P], T], *args: P.args, **kwargs: P.kwargs) -> T:
        return query(store, *args, **kwargs)

    return ask


def gather(ask: Ask, need: Need) -> Frames:
    """Return what a need's answer is made of.

    Args:
        ask: calls a query of `catalog.queries`, and may remember what it found.
        need: the need.

    Raises:
        NeedError: a domain of the need is none of the snapshot's.
    """
    domains = ask(queries.ability_domains)
    titles = dict(zip(domains["domain"], domains["title"], strict=True))
    for domain in need.shares():
        if domain not in titles:
            message = f"The domain {domain!r} is not known here. Choose from {', '.join(titles)}."
            raise NeedError(message)
    return Frames(
        models=ask(models_with_dates),
        offers=ask(priced_offers),
        list_offers=ask(queries.list_offers),
        speeds=ask(hosted_speeds),
        abilities={domain: ask(own_abilities, domain) for domain in need.shares()},
        titles=titles,
        today=_today(ask(queries.sources)),
    )


def models_with_dates(store: Store) -> pd.DataFrame:
    """Return the models that may be shown with their knowledge cut-off and their day of retirement."""
    dates = queries.model_dates(store)[["model_id", "knowledge_cutoff", "retirement_date"]]
    return queries.models_in_play(store).merge(dates, on="model_id", how="left")


def priced_offers(store: Store) -> pd.DataFrame:
    """Return the list offers of `queries.offers_for_cost`, each with the place of its model among those in play."""
    offers = queries.offers_for_cost(store)
    sold = offers.loc[offers["price_kind"] == "list", list(_OFFER)].reset_index(drop=True)
    return sold.assign(place=pd.Index(queries.models_in_play(store)["model_id"]).get_indexer(sold["model_id"]))


def hosted_speeds(store: Store) -> pd.DataFrame:
    """Return the speeds of hosted services."""
    speeds = queries.speeds(store)
    return speeds[speeds["provider"].notna()].reset_index(drop=True)


def own_abilities(store: Store, domain: str) -> pd.DataFrame:
    """Return the ability in a domain that speaks for each model of `models_with_dates`, in its order."""
    abilities = queries.abilities_in(store, domain)
    own = abilities[abilities["is_own"]].set_index("model_id")
    return own.reindex(queries.models_in_play(store)["model_id"]).reset_index(drop=True)


def _today(sources: pd.DataFrame) -> pd.Timestamp:
    newest = sources["fetched_at"].max()
    return pd.Timestamp(sources["as_of"].max() if pd.isna(newest) else newest).normalize()


def decide(need: Need, frames: Frames) -> Decision:
    """Return the answer to a need.

    Args:
        need: the need.
        frames: what is known, as `gather` returns it.
    """
    table = weighed(need, frames)
    gates = gates_of(need, table, frames.today)
    passes = np.logical_and.reduce([gate.passes for gate in gates])
    worth = worths(table[passes])
    passing = table[passes].join(valued(worth, need.weights()))
    passing = passing.sort_values(["value", "ability", "model_id"], ascending=[False, False, True])
    passing = passing.assign(is_tied=tie_groups(_interval(passing)) == 1)
    winners = _winners(need, passing)
    misses = near_misses(table, gates)
    tied = passing[passing["is_tied"]].sort_values("usd_per_month", kind="stable", na_position="last")
    return Decision(
        need=need,
        total=len(table),
        winners=winners,
        shortlist=_shortlist(passing, winners),
        passing=_with_roles(passing, winners),
        tie=tie_words(tied) if len(tied) > 1 else "",
        tied=tuple(tied["model_id"]) if len(tied) > 1 else (),
        unsold=unsold_words(passing, _eligible(need, passing)),
        gates={gate.name: gate.words for gate in gates},
        excluded=removal(table, gates),
        near_misses=tuple(misses),
        relax_first=first_to_open(gates, misses) if passing.empty else "",
        sensitivity=_sensitivity(need, passing, worth),
    )


# What is known of each model


def weighed(need: Need, frames: Frames) -> pd.DataFrame:
    """Return every model with its ability, the cost of the workload and its speed, each missing where not known."""
    priced = replace(need.gates(), speed_from=None)  # the speed is known below, whether or not it is asked for
    table = candidates(frames.models, frames.list_offers, frames.speeds, priced).reset_index(drop=True)
    offers = of_providers(frames.offers, need.filters)
    rows = pd.Index(table["model_id"])
    abilities = _abilities(need, frames)
    # A bill is of use for a model with an ability alone, and bills take most of the time.
    useful = offers[abilities["quality_gap"].isna().to_numpy()[offers["place"].to_numpy(int)]]
    known = (_places(need, offers), _costs(need, useful), _speeds(need, frames))
    return pd.concat([table, abilities, *(_placed(part, rows) for part in known)], axis=1)


def _placed(known: pd.DataFrame, rows: pd.Index) -> pd.DataFrame:
    """Return one row for each of `rows`, the ids of all models; empty where nothing is known of it."""
    places = rows.get_indexer(known["model_id"])
    found = known.drop(columns="model_id")[places >= 0].set_axis(places[places >= 0])
    return found.reindex(range(len(rows)))


def _abilities(need: Need, frames: Frames) -> pd.DataFrame:
    """Return each model's ability over the domains: the weighted mean, of the effort that speaks for the model.

    The interval is the weighted mean of the intervals: errors of one model's domains count as wholly alike, which
    makes it wide rather than narrow. An ability counts if at least half of the domains, by weight, was measured.
    """
    weighted = [(frames.titles[domain], share, frames.abilities[domain]) for domain, share in need.shares().items()]
    columns = {"value": "ability", "low": "ability_low", "high": "ability_high", "coverage": "coverage"}
    found = {
        name: sum(share * own[column].to_numpy(float) for _, share, own in weighted) for column, name in columns.items()
    }
    measured = sum(share * own["coverage"].gt(0).to_numpy(float) for _, share, own in weighted)
    gap = np.full(len(weighted[0][2]), None, dtype=object)
    gap[np.asarray(measured) < LEAST_MEASURED - _ROUNDING] = INFERRED
    for title, _, own in reversed(weighted):
        gap[own["value"].isna().to_numpy()] = NO_ABILITY.format(title)
    efforts = weighted[0][2]["effort"]
    for _, _, own in weighted[1:]:
        efforts = efforts.fillna(own["effort"])
    return pd.DataFrame(found | {"effort": efforts.to_numpy(object), "quality_gap": gap})


def _places(need: Need, offers: pd.DataFrame) -> pd.DataFrame:
    """Return the areas and the data policies that each model's list offers state, where one of them is asked for."""
    found = pd.DataFrame({"model_id": offers["model_id"].unique()})
    for asked, column, stated in (
        (need.region, "areas", offers["region"].map(area, na_action="ignore")),
        (need.data_policy, "policies", offers["data_policy"]),
    ):
        if asked:
            sets = stated.dropna().groupby(offers["model_id"]).agg(frozenset)
            found = found.join(sets.rename(column), on="model_id")
    return found


def _costs(need: Need, offers: pd.DataFrame) -> pd.DataFrame:
    """Return what the workload costs at the cheapest offer of each model."""
    wanted = acceptable(need, offers.assign(row=range(len(offers))))
    # Texts that no bill needs are fetched for the cheapest offers alone: moving them about is half of the time.
    bills = cost(wanted.drop(columns=list(_TEXTS)), need.workload).models
    tokens = need.workload.input_tokens + need.workload.output_tokens
    texts = offers[["price_source_id", "price_source"]].iloc[bills["row"]].set_axis(bills.index)
    return bills[list(_BILL)].assign(usd_per_mtok=bills["usd_per_request"] / tokens * _TOKENS).join(texts)


def acceptable(need: Need, offers: pd.DataFrame) -> pd.DataFrame:
    """Return the offers that state a region and a data policy that the need asks for, where it asks for any."""
    wanted = offers
    if need.region:
        wanted = wanted[wanted["region"].map(area, na_action="ignore").isin(need.region)]
    if need.data_policy:
        wanted = wanted[wanted["data_policy"].isin(need.data_policy)]
    return wanted


def _speeds(need: Need, frames: Frames) -> pd.DataFrame:
    """Return the speed of each model at a hosted service, and the time that a whole answer takes there."""
    found = one_speed_a_model(of_providers(frames.speeds, need.filters))
    rest = need.workload.output_tokens / found["output_tokens_per_second"]
    found = found.assign(latency_s=found["time_to_first_token_s"] + rest)
    return found[["model_id", *_SPEED]].rename(columns={"provider": "speed_provider"})


# The winners


def _eligible(need: Need, passing: pd.DataFrame) -> pd.DataFrame:
    """Return the models that can win: somebody states a price, or the price counts nothing and the weights are open."""
    is_sold = passing["usd_per_request"].notna()
    return passing[is_sold | (passing["weights"].eq("open").fillna(value=False) & (need.price_weight == 0))]


def _winners(need: Need, passing: pd.DataFrame) -> tuple[Winner, ...]:
    passing = passing[list(_TOLD)]
    eligible = _eligible(need, passing)
    by_ability = eligible.sort_values(["ability", "value", "model_id"], ascending=[False, False, True])
    sold = eligible[eligible["usd_per_request"].notna()]
    by_cost = sold.sort_values(["usd_per_request", "ability", "model_id"], ascending=[True, False, True])
    timed = eligible[eligible["output_tokens_per_second"].notna()]
    by_speed = timed.sort_values(["output_tokens_per_second", "value", "model_id"], ascending=[False, False, True])
    sure = by_cost[by_cost["ability_low"] >= need.good_enough]
    cheap = by_cost if sure.empty else sure
    found = {
        "best": _named("best", by_ability, lambda row: best_reason(row, passing)),
        "cheapest": _named("cheapest", cheap, lambda row: cheapest_reason(row, len(sure), by_cost, by_ability, need)),
        # One known speed among many unknown ones is no comparison.
        "fastest": _named(
            "fastest",
            by_speed if len(timed) > 1 or len(eligible) == 1 else by_speed.head(0),
            lambda row: fastest_reason(row, len(timed), len(eligible)),
        ),
        "open": _named(
            "open", by_ability[by_ability["weights"] == "open"], lambda row: best_reason(row, passing, "open ")
        ),
        "balanced": _named("balanced", eligible, lambda row: balanced_reason(row, eligible, need)),
    }
    return tuple(found.values())


_NOBODY = {
    "best": "No model passes every gate at a known price.",
    "cheapest": "No model that passes every gate has a known price for this workload.",
    "fastest": "Fewer than two models that pass every gate have a known speed at a hosted service.",
    "open": "No model that passes every gate has open weights and a known price.",
    "balanced": "No model passes every gate at a known price.",
}


def _named(role: str, ordered: pd.DataFrame, reason: Callable[[pd.Series], str]) -> Winner:
    if ordered.empty:
        return Winner(role=role, title=ROLES[role], reason=_NOBODY[role])
    row = ordered.iloc[0]
    effort = None if pd.isna(row["effort"]) else str(row["effort"])
    return Winner(
        role=role, title=ROLES[role], reason=reason(row), model_id=row["model_id"], name=row["name"], effort=effort
    )


def _with_roles(passing: pd.DataFrame, winners: tuple[Winner, ...]) -> pd.DataFrame:
    roles: dict[str, str] = {}
    for winner in winners:
        if winner.model_id is not None:
            roles[winner.model_id] = "; ".join([*filter(None, [roles.get(winner.model_id)]), winner.title.lower()])
    return passing.assign(roles=passing["model_id"].map(roles))


def _shortlist(passing: pd.DataFrame, winners: tuple[Winner, ...]) -> pd.DataFrame:
    """Return the winners and the highest values, highest first, each with what speaks for and against it."""
    found = _with_roles(passing, winners)
    is_winner = found["roles"].notna()
    most = max(LONGEST, int(is_winner.sum()))
    chosen = found[is_winner | (~is_winner).cumsum().le(most - int(is_winner.sum()))]
    balanced = found[found["model_id"] == winners[-1].model_id]
    against = [compared(row, balanced) for _, row in chosen.iterrows()]
    return chosen.assign(against=pd.Series(against, index=chosen.index, dtype=object)).reset_index(drop=True)


def _interval(passing: pd.DataFrame) -> pd.DataFrame:
    return passing[["ability", "ability_low", "ability_high"]].set_axis(["value", "low", "high"], axis=1)


def _sensitivity(need: Need, passing: pd.DataFrame, worth: pd.DataFrame) -> Sensitivity:
    eligible = _eligible(need, passing)
    if eligible.empty:
        return Sensitivity(sentence="There is nothing to weigh.", shares=(), reaches=())
    known = worth.loc[eligible.index]
    found = shares(eligible, known, need.weights())
    ranges = reaches(eligible, known, need.weights())
    return Sensitivity(sentence=sensitivity_words(found, ranges, need), shares=tuple(found), reaches=tuple(ranges))


# As plain data


def as_data(decision: Decision) -> dict[str, Any]:
    """Return a decision as plain values for JSON; unknown is None."""
    return {
        "need": to_yaml(decision.need),
        "total": decision.total,
        "passing": len(decision.passing),
        "winners": [asdict(winner) for winner in decision.winners],
        "shortlist": rows_of(decision.shortlist, SHORTLIST),
        "tie": {"sentence": decision.tie, "model_ids": list(decision.tied)},
        "unsold": decision.unsold,
        "excluded": rows_of(decision.excluded, EXCLUDED),
        "near_misses": [asdict(miss) for miss in decision.near_misses],
        "relax_first": decision.relax_first,
        "sensitivity": asdict(decision.sensitivity),
    }
