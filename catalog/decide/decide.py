"""From a need to an answer: named winners with their reasons, a shortlist, why not the others, and how sure it is.

Pure functions over frames. Rules: docs/methods/decide.md.
"""

from collections.abc import Callable, Hashable, Mapping
from dataclasses import asdict, dataclass, replace
from datetime import date
from typing import Annotated, Any

import pandas as pd

from catalog.decide.abilities import QUANTILES, Known, boards_over_domains
from catalog.decide.basis import Basis
from catalog.decide.chances import chances
from catalog.decide.efforts import candidates_of
from catalog.decide.gates import NearMiss, NeedGates, first_to_open, gates_of, near_misses, removal
from catalog.decide.need import Caution, Need, to_yaml
from catalog.decide.offers import FASTEST, OF_OFFERS, ROW, billed, offers_for
from catalog.decide.value import Reach, Share, reaches, shares, valued, worths
from catalog.decide.winners import (
    RANKED,
    Winner,
    best_well_tested,
    by_quality,
    by_value,
    leader,
    pick_first,
    staying,
    that_can_win,
    winners_of,
    with_ends,
)
from catalog.decide.wishes import wish_columns
from catalog.decide.words import (
    caution_words,
    compared,
    hosting_words,
    near_words,
    sensitivity_words,
    tie_words,
    unsold_words,
)
from catalog.evidence import is_well_tested
from catalog.plain import quick_to_read, rows_of
from catalog.pricing.eligible import VERBOSITY_COLUMNS
from catalog.records import Column

LONGEST = 8
SHORTLIST = (
    *(
        "model_id",
        "candidate",
        "is_own_effort",
        "name",
        "effort",
        "developer",
        "weights",
        "licence_class",
        "parameters",
        "context_tokens",
        "roles",
    ),
    *("ability", "ability_low", "ability_high", "ability_cautious", "coverage", "boards", "newest_result"),
    *("is_well_tested", "chance_best", "chance_near", "is_tied"),
    *("usd_per_month", "usd_per_request", "provider", "seller_told", "price_terms", "sold_until", "assumed"),
    *("retirement_date", "price_source", "price_as_of"),
    *("output_tokens_per_second", "latency_s", "evidence", "statistic", "conditions"),
    *("speed_provider", "speed_source", "speed_as_of"),
    *FASTEST.values(),
    *VERBOSITY_COLUMNS,
    *("value", "value_low", "value_high", "quality_part", "price_part", "speed_part", "against"),
    *("wish_part", "wishes_met", "wishes_missed"),
)
# What of a model a choice is made of; its other facts join it at the end, as rows of eighty columns take their time.
_WEIGHED = (
    *("model_id", "candidate", "is_own_effort", "name", "effort", "weights", "retirement_date"),
    *("ability", "ability_low", "ability_high", "ability_cautious", "ability_counted", "coverage"),
)
# What a bill reads of a model at another effort than its own.
_EFFORT = ("model_id", "effort", "candidate", *VERBOSITY_COLUMNS)
# What the sensitivity looks at.
_COMPARED = (
    *("model_id", "candidate", "name", "ability", "ability_cautious", "usd_per_mtok", "output_tokens_per_second"),
    *("weights", "usd_per_request", "retirement_date", "is_tied", "is_well_tested", "wish_part"),
)
# Returns what is remembered under a key, else works it out.
Recall = Callable[[Hashable, Callable[[], Any]], Any]
_WISHED = ("wish_part", "wishes_met", "wishes_missed")
_HOSTED = ("model_id", "name", "developer", "ability", "ability_low", "ability_high")
EXCLUDED = ("model_id", "name", "developer", "gate", "reason", "is_unknown")


@dataclass(frozen=True, slots=True, kw_only=True)
class Candidate:
    """What a row of the shortlist says beside the facts of its model: of a candidate, which is a model at an effort."""

    candidate: Annotated[str, Column("Candidate", help="the model, with the effort where it is not its own")]
    is_own_effort: Annotated[bool, Column("Own effort", help="the effort that speaks for the model everywhere else")]

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
    verbosity: Annotated[
        float | None, Column("Writes", "times the usual", "output for the same tasks; not known: billed as the usual")
    ]
    verbosity_effort: Annotated[
        str | None, Column("Measured at", help="the effort at which what it writes was counted")
    ]
    verbosity_source: Annotated[str | None, Column("Tokens counted by", help="the boards that published them")]
    verbosity_as_of: Annotated[date | None, Column("Tokens counted to")]
    wish_part: Annotated[float, Column("Part of wishes", help="what the wishes that it misses take off its value")]
    wishes_met: Annotated[str | None, Column("Wishes met", help="of the model, or of the offer in its row")]
    wishes_missed: Annotated[str | None, Column("Wishes missed", help="or not known to be met")]
    roles: Annotated[str | None, Column("Wins as")]
    against: Annotated[str, Column("Against our pick")]


@dataclass(frozen=True, slots=True, kw_only=True)
class Choice:
    """Whom one caution names as the best and as our pick (balanced); None where nobody can win."""

    caution: Caution
    best_model_id: str | None
    best_name: str | None
    balanced_model_id: str | None
    balanced_name: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Sensitivity:
    """How far the winner depends on what counts how much, on caution, and on what is preferred: in full, and in short.

    `without_wishes` is whom the need would name if it preferred nothing, each model at the same offer; None where it
    prefers nothing.
    """

    sentence: str
    short: str
    shares: tuple[Share, ...]
    reaches: tuple[Reach, ...]
    cautions: tuple[Choice, ...]
    without_wishes: Choice | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Decision:
    """The answer to a need.

    Attributes:
        need: the need.
        total: how many models there are; the models that pass and the excluded sum to it.
        winners: one for each of `ROLES`.
        shortlist: the winners and the highest values, highest first: facts, and the columns of `Candidate`.
        passing: every candidate that passes, as the shortlist has it, each at its cheapest offer that meets the gates:
            a model stands there at each effort that differs in price or quality; `candidate` is the key of a row.
        fastest: those of which an offer's speed is known, each at its fastest offer that meets the gates.
        tie: which models have a fair chance to be as good as the best, in words; empty where it stands alone.
        tied: their ids, the cheapest first.
        well_tested: the id of the best model that can win and is well tested; None where none is.
        self_hosted: where an offer must run in a region or under a data policy, the models of open weights that pass
            all else but have no such offer, the best first: who hosts them there has them as asked.
        hosting: the same in words; empty without any.
        unsold: better models that cannot win because nobody states a price, in words; empty without any.
        gates: what each gate is called in words, in the order in which they remove models.
        excluded: model_id, name, developer, ability, gate, reason, is_unknown of each other model.
        near_misses: what opening a gate would bring.
        relax_first: where nothing passes, which gate to open first and what that brings; else empty.
        sensitivity: how far the highest value depends on the weights.
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
    self_hosted: pd.DataFrame
    hosting: str
    unsold: str
    gates: Mapping[str, str]
    excluded: pd.DataFrame
    near_misses: tuple[NearMiss, ...]
    relax_first: str
    sensitivity: Sensitivity


def _work_out(_: Hashable, work_out: Callable[[], Any]) -> Any:  # noqa: ANN401 - whatever is worked out
    return work_out()


def decide(need: Need, basis: Basis, recall: Recall = _work_out) -> Decision:
    """Return the answer to a need.

    Args:
        need: the need.
        basis: what is known, as `basis.gather` returns it.
        recall: remembers, of the snapshot that the basis is of, what only part of a need asks for.
    """
    of_domains = (tuple(need.shares().items()), need.verbosity)
    table, known, others = recall(of_domains, lambda: _candidates(need, basis))
    of_workload = (*of_domains, need.workload, need.gates().input_percent)
    offers = offers_for(need, recall(of_workload, lambda: billed(need, basis.offers, others)))
    table = _counted(table, need.caution)
    gates = gates_of(need, table, offers, basis.today)
    facts = table[gates.passing()]
    cheapest, fastest = offers.cheapest(facts["candidate"]), offers.fastest(facts["candidate"])
    passing, worth = _valued(need, facts[list(_WEIGHED)], cheapest, fastest)
    passing = _well_tested(need, basis, passing)
    passing = _with_chances(need, known, passing)
    at_fastest = _at_fastest(need, passing, fastest)
    told, told_fastest = _named(passing), _named(at_fastest)
    winners = with_ends(winners_of(need, told, told_fastest, basis.today), told, told_fastest, basis.today)
    winners = tuple(_with_offer(winner, at_fastest if winner.role == "fastest" else passing) for winner in winners)
    misses = near_misses(table, gates)
    tied = _tied(told)
    tested = best_well_tested(need, passing)
    hosted = _self_hosted(need, table, gates)
    passing, at_fastest = (_with_roles(rows, winners, tested) for rows in (passing, at_fastest))
    shortlist = _shortlist(passing, winners)
    more = facts.drop(columns=list(_WEIGHED))
    return Decision(
        need=need,
        total=int(table["is_own_effort"].sum()),
        winners=winners,
        shortlist=shortlist.join(more).reset_index(drop=True),
        passing=passing.join(more),
        fastest=at_fastest.join(more),
        tie=tie_words(tied, winners[0].model_id or "", winners[-1].model_id) if len(tied) > 1 else "",
        tied=tuple(tied["model_id"]) if len(tied) > 1 else (),
        well_tested=tested,
        self_hosted=hosted,
        hosting=hosting_words(hosted),
        unsold=unsold_words(passing, that_can_win(need, passing)),
        gates={gate.name: gate.words for gate in gates.outcomes},
        excluded=removal(table, gates),
        near_misses=tuple(misses),
        relax_first=first_to_open(gates, misses) if passing.empty else "",
        sensitivity=_sensitivity(need, passing, worth, basis.today),
    )


def _candidates(need: Need, basis: Basis) -> tuple[pd.DataFrame, Known, pd.DataFrame]:
    """Return the candidates, what is known of them, and what a bill reads of those at another effort than their own."""
    table, known = candidates_of(need, basis)
    others = table[~table["is_own_effort"]].reindex(columns=list(_EFFORT))
    return quick_to_read(table.drop(columns=list(VERBOSITY_COLUMNS), errors="ignore")), known, others


def _self_hosted(need: Need, table: pd.DataFrame, gates: NeedGates) -> pd.DataFrame:
    """Return the models that would be as asked if the team hosted them: who names the sellers wants none of its own."""
    if not (need.region or need.data_policy) or need.filters.provider:
        return table[list(_HOSTED)].head(0)
    able = gates.passing(OF_OFFERS) & ~gates.passing() & table["weights"].eq("open").fillna(value=False).to_numpy(bool)
    found = table[able].sort_values(["ability_counted", "model_id"], ascending=[False, True])
    return found[list(_HOSTED)].reset_index(drop=True)


def _valued(
    need: Need, models: pd.DataFrame, cheapest: pd.DataFrame, fastest: pd.DataFrame
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Return models at their offers with their values, the highest first, and what their parts are worth."""
    found = models.join(cheapest[list(ROW)], on="candidate")
    found = found.join(fastest[list(FASTEST)].rename(columns=FASTEST), on="candidate")
    worth = _worths(found)
    found = found.join(valued(worth, need.weights()))
    found = found.join(wish_columns(found, need.wishes))
    for value in ("value", "value_low", "value_high"):
        found[value] += found["wish_part"]
    return by_value(found), worth


def _at_fastest(need: Need, passing: pd.DataFrame, fastest: pd.DataFrame) -> pd.DataFrame:
    """Return the models of which a speed is known, each at its fastest offer, with the wishes that this one meets."""
    found = passing.loc[passing["candidate"].isin(fastest.index)].drop(columns=[*ROW, *_WISHED])
    found = found.join(fastest[list(ROW)], on="candidate")
    return found.join(wish_columns(found, need.wishes))


def _named(candidates: pd.DataFrame) -> pd.DataFrame:
    """Return candidates under names that tell them apart: "GPT at low" where a model has several efforts here."""
    again = candidates["model_id"].duplicated(keep=False) | ~candidates["is_own_effort"].astype(bool)
    is_told = (again & candidates["effort"].notna()).to_numpy(bool)
    names = candidates["name"].to_numpy(object, copy=True)
    names[is_told] = [f"{name} at {effort}" for name, effort in candidates.loc[is_told, ["name", "effort"]].to_numpy()]
    return candidates.assign(name=names)


def _tied(passing: pd.DataFrame) -> pd.DataFrame:
    """Return the models with a fair chance, the cheapest first: each once, at the effort with the best chance."""
    found = passing[passing["is_tied"]].sort_values("chance_near", ascending=False, kind="stable")
    found = found.drop_duplicates("model_id")
    return found.sort_values("usd_per_month", kind="stable", na_position="last")


def _with_offer(winner: Winner, rows: pd.DataFrame) -> Winner:
    """Return a winner with what it writes and the wishes that it meets, at the offer that it wins with."""
    if winner.model_id is None:
        return winner
    row = rows[rows["candidate"].eq(winner.candidate).to_numpy()].iloc[0]
    met, missed = (tuple(filter(None, (row[name] or "").split("; "))) for name in ("wishes_met", "wishes_missed"))
    verbosity = None if pd.isna(row["verbosity"]) else float(row["verbosity"])
    return replace(winner, name=row["name"], verbosity=verbosity, wishes_met=met, wishes_missed=missed)


def _well_tested(need: Need, basis: Basis, passing: pd.DataFrame) -> pd.DataFrame:
    """Return models with the boards that measured them, and whether these test them well."""
    found = passing.join(boards_over_domains(need, basis, passing["model_id"]))
    return found.assign(is_well_tested=is_well_tested(found))


def _counted(models: pd.DataFrame, caution: Caution) -> pd.DataFrame:
    """Return models with the ability by which a caution orders them."""
    return models.assign(ability_counted=models["ability_cautious" if caution == "cautious" else "ability"])


def _worths(passing: pd.DataFrame) -> pd.DataFrame:
    return worths(passing.assign(ability=passing["ability_counted"]))


def _with_roles(passing: pd.DataFrame, winners: tuple[Winner, ...], tested: str | None) -> pd.DataFrame:
    roles: dict[str, str] = {}
    named = [(winner.candidate, winner.title.lower()) for winner in winners]
    if tested != winners[0].model_id:
        named.insert(1, (_first_of(passing, tested), "best well-tested"))
    for candidate, title in named:
        if candidate is not None:
            roles[candidate] = "; ".join([*filter(None, [roles.get(candidate)]), title])
    return passing.assign(roles=passing["candidate"].map(roles))


def _first_of(passing: pd.DataFrame, model_id: str | None) -> str | None:
    """Return the candidate of a model whose quality is highest."""
    own = passing[passing["model_id"].eq(model_id)] if model_id else passing.head(0)
    return None if own.empty else str(by_quality(own)["candidate"].iloc[0])


def _shortlist(passing: pd.DataFrame, winners: tuple[Winner, ...]) -> pd.DataFrame:
    """Return the winners and the highest values, highest first, each with what speaks for and against it."""
    is_winner = passing["roles"].notna()
    most = max(LONGEST, int(is_winner.sum()))
    chosen = passing[is_winner | (~is_winner).cumsum().le(most - int(is_winner.sum()))]
    balanced = passing[passing["candidate"] == winners[-1].candidate]
    against = [compared(row, balanced) for _, row in chosen.iterrows()]
    return chosen.assign(against=pd.Series(against, index=chosen.index, dtype=object))


def _with_chances(need: Need, known: Known, passing: pd.DataFrame) -> pd.DataFrame:
    """Return the models with their chances: missing of those that cannot win, which take nothing of the others' either.

    Whoever is named as the best belongs to those with a fair one.
    """
    able = that_can_win(need, passing[list(RANKED)])
    found = chances(known.at(able.index.to_numpy()), able["model_id"])
    is_fair = found.pop("is_fair").reindex(passing.index, fill_value=False)
    return passing.join(found).assign(is_tied=is_fair.astype(bool) | passing.index.isin(leader(need, passing)))


def _sensitivity(need: Need, passing: pd.DataFrame, worth: pd.DataFrame, today: pd.Timestamp) -> Sensitivity:
    able = that_can_win(need, _named(passing))
    if able.empty:
        return Sensitivity(sentence="There is nothing to weigh.", short="", shares=(), reaches=(), cautions=())
    able = staying(able, today)
    known = worth.loc[able.index]
    cautions = tuple(_choice(need, able[list(_COMPARED)], caution, today) for caution in QUANTILES)
    beside = able["wish_part"].to_numpy(float)
    found = shares(able, known, need.weights(), beside)
    ranges = reaches(able, known, need.weights(), beside)
    named = {each.caution: (each.best_name, each.balanced_name) for each in cautions}
    short = f"{near_words(found)} {caution_words(need.caution, named)}"
    told = f"{short} {sensitivity_words(found, ranges, need)}".strip()
    without = None
    if need.wishes:
        without = _choice(need, able[list(_COMPARED)].assign(wish_part=0.0), need.caution, today)
        told = f"{told} {_without_words(without, next(each for each in cautions if each.caution == need.caution))}"
    return Sensitivity(
        sentence=told,
        short=short,
        shares=tuple(found),
        reaches=tuple(ranges),
        cautions=cautions,
        without_wishes=without,
    )


def _without_words(without: Choice, asked: Choice) -> str:
    if without.balanced_model_id == asked.balanced_model_id:
        return "Without what you prefer, our pick stays the same."
    return f"Without what you prefer, our pick would be {without.balanced_name}."


def _choice(need: Need, able: pd.DataFrame, caution: Caution, today: pd.Timestamp) -> Choice:
    """Return whom a caution names; `able` are the models that can win."""
    counted = _counted(able, caution)
    ranked = counted.assign(value=valued(_worths(counted), need.weights())["value"] + counted["wish_part"])
    best, balanced = by_quality(ranked).iloc[0], pick_first(need, by_value(ranked), today)[0].iloc[0]
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
        "passing": int(decision.passing["model_id"].nunique()),
        "winners": [asdict(winner) for winner in decision.winners],
        "shortlist": rows_of(decision.shortlist, SHORTLIST),
        "tie": {"sentence": decision.tie, "model_ids": list(decision.tied)},
        "well_tested": decision.well_tested,
        "self_hosted": {"sentence": decision.hosting, "model_ids": decision.self_hosted["model_id"].tolist()},
        "unsold": decision.unsold,
        "excluded": rows_of(decision.excluded, EXCLUDED),
        "near_misses": [asdict(miss) for miss in decision.near_misses],
        "relax_first": decision.relax_first,
        "sensitivity": asdict(decision.sensitivity),
    }
