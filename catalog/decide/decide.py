"""From a need to an answer: named winners with their reasons, a shortlist, why not the others, and how sure it is.

Pure functions over frames. Rules: docs/methods/decide.md.
"""

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import date
from typing import Annotated, Any

import pandas as pd

from catalog.decide.abilities import QUANTILES, abilities_over_domains, boards_over_domains
from catalog.decide.basis import Basis
from catalog.decide.chances import chances
from catalog.decide.gates import NearMiss, first_to_open, gates_of, near_misses, removal
from catalog.decide.need import Caution, Need, to_yaml
from catalog.decide.offers import FASTEST, ROW, offers_for
from catalog.decide.value import Reach, Share, reaches, shares, valued, worths
from catalog.decide.winners import (
    RANKED,
    Winner,
    best_well_tested,
    by_quality,
    leader,
    that_can_win,
    winners_of,
    with_ends,
)
from catalog.decide.words import caution_words, compared, sensitivity_words, tie_words, unsold_words
from catalog.evidence import is_well_tested
from catalog.plain import rows_of
from catalog.records import Column

LONGEST = 8
SHORTLIST = (
    *("model_id", "name", "effort", "developer", "weights", "licence_class", "parameters", "context_tokens", "roles"),
    *("ability", "ability_low", "ability_high", "ability_cautious", "coverage", "boards", "newest_result"),
    *("is_well_tested", "chance_best", "chance_near", "is_tied"),
    *("usd_per_month", "usd_per_request", "provider", "seller_told", "price_terms", "sold_until", "assumed"),
    *("retirement_date", "price_source", "price_as_of"),
    *("output_tokens_per_second", "latency_s", "evidence", "statistic", "conditions"),
    *("speed_provider", "speed_source", "speed_as_of"),
    *FASTEST.values(),
    *("value", "value_low", "value_high", "quality_part", "price_part", "speed_part", "against"),
)
# What a choice is made of.
_WEIGHED = ("model_id", "name", "ability", "ability_cautious", "usd_per_mtok", "output_tokens_per_second")
EXCLUDED = ("model_id", "name", "developer", "gate", "reason", "is_unknown")


@dataclass(frozen=True, slots=True, kw_only=True)
class Candidate:
    """What a row of the shortlist says beside the facts of its model."""

    ability: Annotated[float, Column("Ability", help="over the domains of the need; 50 is the middle model of 2025")]
    ability_low: Annotated[float, Column("Ability from", help="low end of the 90 % interval")]
    ability_high: Annotated[float, Column("Ability to", help="high end of the 90 % interval")]
    ability_cautious: Annotated[float, Column("Cautious ability", help="it has more with a chance of three in four")]
    boards: Annotated[int | None, Column("Boards", help="how many measured it in the domains of the need")]
    newest_result: Annotated[date | None, Column("Measured to", help="the day of the newest of these results")]
    is_well_tested: Annotated[
        bool, Column("Well tested", help="3 boards, a tenth of the tests, an interval within 20 points")
    ]
    coverage: Annotated[float, Column("Coverage", help="share of the domains that was measured, from 0 to 1")]
    chance_best: Annotated[float | None, Column("Chance to be the best", help="of those that can win, from 0 to 1")]
    chance_near: Annotated[float | None, Column("Chance to be near", help="within 3 points of the best, from 0 to 1")]
    is_tied: Annotated[
        bool, Column("Fair chance", help="at least half the highest chance to be within 3 points of the best")
    ]
    usd_per_month: Annotated[float | None, Column("Cost a month", "USD", "at its cheapest offer that meets the gates")]
    usd_per_request: Annotated[float | None, Column("Cost a request", "USD")]
    output_tokens_per_second: Annotated[float | None, Column("Output speed", "tokens/s", "of the same seller")]
    latency_s: Annotated[float | None, Column("Whole answer", "s", "time to the first token, and the rest")]
    fastest_tokens_per_second: Annotated[
        float | None, Column("Fastest offer", "tokens/s", "of those that meet the gates and have a known speed")
    ]
    fastest_provider: Annotated[str | None, Column("Fastest at")]
    fastest_usd_per_month: Annotated[float | None, Column("Cost a month there", "USD", "at the fastest offer")]
    value: Annotated[float, Column("Value", help="quality, price and speed as they count; the middle of its range")]
    value_low: Annotated[float, Column("Value from", help="if what is not known is worth nothing")]
    value_high: Annotated[float, Column("Value to", help="if what is not known is worth all")]
    quality_part: Annotated[float, Column("Part of quality", help="the part of the value that is quality's")]
    price_part: Annotated[float | None, Column("Part of price", help="the part of the value that is the price's")]
    speed_part: Annotated[float | None, Column("Part of speed", help="the part of the value that is the speed's")]
    roles: Annotated[str | None, Column("Wins as")]
    against: Annotated[str, Column("Against the balanced choice")]


@dataclass(frozen=True, slots=True, kw_only=True)
class Choice:
    """Whom one caution names as the best and as the balanced choice; None where nobody can win."""

    caution: Caution
    best_model_id: str | None
    best_name: str | None
    balanced_model_id: str | None
    balanced_name: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Sensitivity:
    """How far the winner depends on what counts how much, and on caution."""

    sentence: str
    shares: tuple[Share, ...]
    reaches: tuple[Reach, ...]
    cautions: tuple[Choice, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Decision:
    """The answer to a need.

    Attributes:
        need: the need.
        total: how many models there are; those that pass and the excluded sum to it.
        winners: one for each of `ROLES`.
        shortlist: the winners and the highest values, highest first: facts, and the columns of `Candidate`.
        passing: every model that passes, as the shortlist has it: each at its cheapest offer that meets the gates.
        fastest: those of which an offer's speed is known, each at its fastest offer that meets the gates, by model.
        tie: which models have a fair chance to be as good as the best, in words; empty where it stands alone.
        tied: their ids, the cheapest first.
        well_tested: the id of the best model that can win and is well tested; None where none is.
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
    fastest: pd.DataFrame
    tie: str
    tied: tuple[str, ...]
    well_tested: str | None
    unsold: str
    gates: Mapping[str, str]
    excluded: pd.DataFrame
    near_misses: tuple[NearMiss, ...]
    relax_first: str
    sensitivity: Sensitivity


def decide(need: Need, basis: Basis) -> Decision:
    """Return the answer to a need.

    Args:
        need: the need.
        basis: what is known, as `basis.gather` returns it.
    """
    models = basis.models.reset_index(drop=True)
    table = _counted(models.join(abilities_over_domains(need, basis, models["model_id"])), need.caution)
    offers = offers_for(need, basis.offers)
    gates = gates_of(need, table, offers, basis.today)
    passing, fastest = _at_offer(table[gates.passing()], offers.cheapest()), offers.fastest()
    passing = passing.join(fastest[list(FASTEST)].rename(columns=FASTEST), on="model_id")
    worth = _worths(passing)
    passing = passing.join(valued(worth, need.weights()))
    passing = passing.sort_values(["value", "ability_counted", "model_id"], ascending=[False, False, True])
    known = passing[["coverage", "ability_low", "ability_high"]]
    known = known.join(boards_over_domains(need, basis, passing["model_id"]))
    passing = passing.assign(
        boards=known["boards"], newest_result=known["newest_result"], is_well_tested=is_well_tested(known)
    )
    passing = _with_chances(need, basis, passing)
    at_fastest = passing[passing["model_id"].isin(fastest.index)]
    at_fastest = _at_offer(at_fastest.drop(columns=list(ROW)), fastest)
    winners = with_ends(winners_of(need, passing, at_fastest), passing, at_fastest, basis.today)
    misses = near_misses(table, gates)
    tied = passing[passing["is_tied"]].sort_values("usd_per_month", kind="stable", na_position="last")
    tested = best_well_tested(need, passing)
    passing, at_fastest = (_with_roles(rows, winners, tested) for rows in (passing, at_fastest))
    return Decision(
        need=need,
        total=len(table),
        winners=winners,
        shortlist=_shortlist(passing, winners),
        passing=passing,
        fastest=at_fastest,
        tie=tie_words(tied, winners[0].model_id or "") if len(tied) > 1 else "",
        tied=tuple(tied["model_id"]) if len(tied) > 1 else (),
        well_tested=tested,
        unsold=unsold_words(passing, that_can_win(need, passing)),
        gates={gate.name: gate.words for gate in gates.outcomes},
        excluded=removal(table, gates),
        near_misses=tuple(misses),
        relax_first=first_to_open(gates, misses) if passing.empty else "",
        sensitivity=_sensitivity(need, passing, worth),
    )


def _counted(models: pd.DataFrame, caution: Caution) -> pd.DataFrame:
    """Return models with the ability by which a caution orders them."""
    return models.assign(ability_counted=models["ability_cautious" if caution == "cautious" else "ability"])


def _worths(passing: pd.DataFrame) -> pd.DataFrame:
    return worths(passing.assign(ability=passing["ability_counted"]))


def _at_offer(models: pd.DataFrame, offers: pd.DataFrame) -> pd.DataFrame:
    """Return models with what one offer of each says; missing where it has none. `offers` are by model_id."""
    return models.join(offers[list(ROW)], on="model_id")


def _with_roles(passing: pd.DataFrame, winners: tuple[Winner, ...], tested: str | None) -> pd.DataFrame:
    roles: dict[str, str] = {}
    named = [(winner.model_id, winner.title.lower()) for winner in winners]
    if tested != winners[0].model_id:
        named.insert(1, (tested, "best well-tested"))
    for model_id, title in named:
        if model_id is not None:
            roles[model_id] = "; ".join([*filter(None, [roles.get(model_id)]), title])
    return passing.assign(roles=passing["model_id"].map(roles))


def _shortlist(passing: pd.DataFrame, winners: tuple[Winner, ...]) -> pd.DataFrame:
    """Return the winners and the highest values, highest first, each with what speaks for and against it."""
    is_winner = passing["roles"].notna()
    most = max(LONGEST, int(is_winner.sum()))
    chosen = passing[is_winner | (~is_winner).cumsum().le(most - int(is_winner.sum()))]
    balanced = passing[passing["model_id"] == winners[-1].model_id]
    against = [compared(row, balanced) for _, row in chosen.iterrows()]
    return chosen.assign(against=pd.Series(against, index=chosen.index, dtype=object)).reset_index(drop=True)


def _with_chances(need: Need, basis: Basis, passing: pd.DataFrame) -> pd.DataFrame:
    """Return the models with their chances: missing of those that cannot win, which take nothing of the others' either.

    Whoever is named as the best belongs to those with a fair one.
    """
    able = that_can_win(need, passing[list(RANKED)])
    found = chances(need, basis, able["model_id"])
    is_fair = found.pop("is_fair").reindex(passing.index, fill_value=False)
    return passing.join(found).assign(is_tied=is_fair.astype(bool) | passing.index.isin(leader(need, passing)))


def _sensitivity(need: Need, passing: pd.DataFrame, worth: pd.DataFrame) -> Sensitivity:
    able = that_can_win(need, passing)
    if able.empty:
        return Sensitivity(sentence="There is nothing to weigh.", shares=(), reaches=(), cautions=())
    known = worth.loc[able.index]
    cautions = tuple(_choice(need, able[list(_WEIGHED)], caution) for caution in QUANTILES)
    found = shares(able, known, need.weights())
    ranges = reaches(able, known, need.weights())
    named = {each.caution: (each.best_name, each.balanced_name) for each in cautions}
    told = f"{sensitivity_words(found, ranges, need)} {caution_words(need.caution, named)}"
    return Sensitivity(sentence=told, shares=tuple(found), reaches=tuple(ranges), cautions=cautions)


def _choice(need: Need, able: pd.DataFrame, caution: Caution) -> Choice:
    """Return whom a caution names; `able` are the models that can win."""
    counted = _counted(able, caution)
    value = valued(_worths(counted), need.weights())["value"]
    ranked = counted.assign(value=value)
    best = by_quality(ranked).iloc[0]
    balanced = ranked.sort_values(["value", "ability_counted", "model_id"], ascending=[False, False, True]).iloc[0]
    return Choice(
        caution=caution,
        best_model_id=best["model_id"],
        best_name=best["name"],
        balanced_model_id=balanced["model_id"],
        balanced_name=balanced["name"],
    )


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
        "well_tested": decision.well_tested,
        "unsold": decision.unsold,
        "excluded": rows_of(decision.excluded, EXCLUDED),
        "near_misses": [asdict(miss) for miss in decision.near_misses],
        "relax_first": decision.relax_first,
        "sensitivity": asdict(decision.sensitivity),
    }
