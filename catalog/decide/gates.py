"""Which gates of a need each model passes, what removes the others, and what opening a gate would bring."""

from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import combinations

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from catalog import filters
from catalog.decide.need import Need
from catalog.decide.offers import OF_OFFERS, NeedOffers
from catalog.evidence import TOO_LITTLE_KNOWN, WIDEST_POINTS, is_too_wide
from catalog.filters import Filters, removed_by, without

Mask = NDArray[np.bool_]

# Facts that a model must have whatever is asked; opening them is no choice.
UNKNOWN_QUALITY, LITTLE_KNOWN, TOO_LONG = "quality", "little_known", "request"
FACTS = (UNKNOWN_QUALITY, LITTLE_KNOWN, TOO_LONG)
_TWO = 2
_DAYS_A_MONTH = 365.25 / 12
_SAME_POINTS = 0.05  # told with one decimal


@dataclass(frozen=True, slots=True)
class GateOutcome:
    """What one gate makes of all models, in one order.

    Attributes:
        name: as in the address, or one of `FACTS`.
        words: what it asks for.
        passes: which models pass. Of a gate of offers: which have an offer that meets it and those told before it.
        reasons: why a model does not pass, of those that do not.
        unknown: which of those do not pass because the fact is not known.
    """

    name: str
    words: str
    passes: Mask
    reasons: NDArray[np.object_]
    unknown: Mask


@dataclass(frozen=True, slots=True)
class NeedGates:
    """Every gate of a need over all models, in the order in which they are told: what a model is, its offers, how good.

    Attributes:
        outcomes: what each makes of the candidates.
        candidates: the candidates: models, some of them at several efforts.
        model_ids: the model of each.
        offers: the offers of the need; their gates are met by one offer together.
    """

    outcomes: Sequence[GateOutcome]
    candidates: "pd.Series[str]"
    model_ids: "pd.Series[str]"
    offers: NeedOffers

    def passing(self, opened: Collection[str] = ()) -> Mask:
        """Return which models pass every gate, but for those that are opened."""
        of_offers = self.offers.gates()
        masks = [gate.passes for gate in self.outcomes if gate.name not in (*of_offers, *opened)]
        if set(of_offers) - set(opened):
            masks.append(self.offers.have_one(self.candidates, self.offers.meeting(opened)))
        found: Mask = np.logical_and.reduce(masks)
        return found

    def passing_alone(self, gate: GateOutcome) -> Mask:
        """Return which models would pass if this gate were the only one."""
        of_offers = self.offers.gates()
        if gate.name not in of_offers:
            return gate.passes
        return self.offers.have_one(self.candidates, self.offers.meeting(set(of_offers) - {gate.name}))


@dataclass(frozen=True, slots=True, kw_only=True)
class NearMiss:
    """What opening gates would bring: how many models, and how far the best of them is from the best so far.

    `ability_gain` is in points of the ability that counts, negative where the best of them is worse; None where nothing
    passes so far. `best_ability` is the middle of that model's ability.
    """

    gates: tuple[str, ...]
    words: str
    models: int
    best_model_id: str
    best_name: str
    best_ability: float
    ability_gain: float | None
    sentence: str


def gates_of(need: Need, table: pd.DataFrame, offers: NeedOffers, today: pd.Timestamp) -> NeedGates:
    """Return every gate of a need, in the order in which they are told.

    Args:
        need: the need.
        table: a row a model: its facts, the columns of `abilities.abilities_over_domains`, and ability_counted.
        offers: the offers of the need.
        today: the day of the snapshot.
    """
    asked = need.gates()
    found = [_shared(gate.name, asked, table) for gate in filters.removing(asked) if gate.name not in OF_OFFERS]
    found += [make(need, table, today) for applies, make in _OWN if applies(need)]
    found.append(_fits(need, table))
    found += _of_offers(need, table["candidate"], offers)
    found += [_has_quality(table), _known_well(table), _good_enough(need, table)]
    return NeedGates(found, table["candidate"], table["model_id"], offers)


def _shared(name: str, asked: Filters, table: pd.DataFrame) -> GateOutcome:
    removed = removed_by(table, _alone(name, asked))
    passes = removed["gate"].isna().to_numpy()
    reasons, unknown = removed["reason"].to_numpy(object), removed["is_unknown"].to_numpy(bool)
    return GateOutcome(name, _shared_words(name, asked), passes, reasons, unknown)


def _alone(name: str, asked: Filters) -> Filters:
    return replace(without(asked, *filters.BY_NAME), **{name: getattr(asked, name)})


def _shared_words(name: str, asked: Filters) -> str:
    if filters.BY_NAME[name].kind == "too":
        return "still sold by its maker"
    alone = replace(without(asked), **{name: getattr(asked, name)}, input_percent=asked.input_percent)
    return filters.in_words(alone)[0]


def _outcome(name: str, words: str, passes: Mask, unknown: Mask, reasons: tuple[str, str]) -> GateOutcome:
    """Return a gate's outcome; `reasons` are that of models that miss it and that of those whose fact is not known."""
    why = np.full(len(passes), reasons[0], dtype=object)
    why[unknown] = reasons[1]
    return GateOutcome(name, words, passes & ~unknown, why, unknown)


# Why a model has no offer that meets a gate: none does, or none states what the gate asks for.
_OFFER_REASONS = {
    "provider": ("not sold by these providers", ""),
    "region": ("offered in other regions only", "region of its offers unknown"),
    "data_policy": ("no seller states all of these data policies", "data policy of its offers unknown"),
    "price_to": ("too dear", "price unknown"),
    "speed_from": ("too slow", "speed unknown"),
    "latency_to_s": ("too slow an answer", "latency unknown"),
    "budget_usd_per_month": ("over the budget", "cost of this workload unknown"),
}
# What a gate of offers asks of an offer, where an offer may not state it.
_STATED = {
    "region": "area",
    "data_policy": "policies",
    "speed_from": "output_tokens_per_second",
    "latency_to_s": "latency_s",
}


def _of_offers(need: Need, candidates: "pd.Series[str]", offers: NeedOffers) -> Iterator[GateOutcome]:
    """Yield the outcomes of the gates of offers: who has an offer that meets this one and all those before it."""
    left_open = offers.gates()
    before = offers.meeting(left_open)
    for name in offers.gates():
        left_open.remove(name)
        meets = offers.meeting(left_open)
        stated = before & offers.rows[_STATED[name]].notna().to_numpy() if name in _STATED else before
        passes = offers.have_one(candidates, meets)
        unknown = ~passes & ~offers.have_one(candidates, stated)
        if name == "provider":
            unknown[:] = False  # who sells a model is known: nobody is nobody
        yield _outcome(name, _offer_words(need, name), passes, unknown, _OFFER_REASONS[name])
        before = meets


def _offer_words(need: Need, name: str) -> str:
    own = {
        "region": f"offered in {' or '.join(need.region)}",
        "data_policy": f"a stated data policy: {' and '.join(need.data_policy)}",
        "latency_to_s": f"the whole answer within {need.latency_to_s or 0:g} s",
        "budget_usd_per_month": f"at most ${need.budget_usd_per_month or 0:,.15g} a month",
    }
    return own[name] if name in own else _shared_words(name, need.gates())


def _knowledge(need: Need, table: pd.DataFrame, _: pd.Timestamp) -> GateOutcome:
    known = pd.to_datetime(table["knowledge_cutoff"])
    # A cut-off is stated by its month.
    passes = known.ge(pd.Timestamp(need.knowledge_from).replace(day=1)).to_numpy()
    words = f"knows the world up to {need.knowledge_from}"
    reasons = ("earlier knowledge cut-off", "knowledge cut-off unknown")
    return _outcome("knowledge_from", words, passes, known.isna().to_numpy(), reasons)


def _service(need: Need, table: pd.DataFrame, today: pd.Timestamp) -> GateOutcome:
    """Ask for months of service. No announced retirement is none; open weights stay, whoever ceases to serve them."""
    ends = pd.to_datetime(table["retirement_date"])
    last = today + pd.Timedelta(days=need.months_of_service * _DAYS_A_MONTH)
    passes = (ends.isna() | ends.gt(last) | table["weights"].eq("open").fillna(value=False)).to_numpy(bool)
    words = f"in service for {need.months_of_service:g} more months"
    return _outcome("months_of_service", words, passes, np.zeros(len(table), bool), ("retires too soon", ""))


_OWN: Sequence[tuple[Callable[[Need], bool], Callable[[Need, pd.DataFrame, pd.Timestamp], GateOutcome]]] = (
    (lambda need: need.knowledge_from is not None, _knowledge),
    (lambda need: need.months_of_service > 0, _service),
)


def _fits(need: Need, table: pd.DataFrame) -> GateOutcome:
    needed = need.workload.input_tokens + need.workload.output_tokens
    is_long = table["context_tokens"].lt(needed).fillna(value=False).astype(bool)
    is_long |= table["max_input_tokens"].lt(need.workload.input_tokens).fillna(value=False).astype(bool)
    passes = ~is_long.to_numpy(bool)
    words = f"a context window that holds a request of {needed:,.15g} tokens"
    return _outcome(
        TOO_LONG, words, passes, np.zeros(len(table), bool), ("a request does not fit its context window", "")
    )


def _has_quality(table: pd.DataFrame) -> GateOutcome:
    passes = table["quality_gap"].isna().to_numpy()
    reasons = table["quality_gap"].to_numpy(object)
    return GateOutcome(UNKNOWN_QUALITY, "a measured ability in these domains", passes, reasons, ~passes)


def _known_well(table: pd.DataFrame) -> GateOutcome:
    is_wide = is_too_wide(table["ability_low"], table["ability_high"]).to_numpy(bool)
    words = f"an ability that is known to within {WIDEST_POINTS:g} points"
    return _outcome(LITTLE_KNOWN, words, ~is_wide, is_wide, ("", TOO_LITTLE_KNOWN))


def _good_enough(need: Need, table: pd.DataFrame) -> GateOutcome:
    # A model without an ability is told by the gate before.
    passes = ~table["ability"].lt(need.good_enough).to_numpy(bool)
    words = f"an ability of {need.good_enough:g} or more"
    return _outcome("good_enough", words, passes, np.zeros(len(table), bool), ("not good enough", ""))


# What they leave


def removal(table: pd.DataFrame, gates: NeedGates) -> pd.DataFrame:
    """Return the models that pass at no effort, each with the first gate that removed it at its own.

    Columns: model_id, name, developer, ability, gate, reason, is_unknown (what the gate asks for is not known).
    """
    gate = np.full(len(table), None, dtype=object)
    reason, unknown = gate.copy(), np.zeros(len(table), bool)
    for each in reversed(gates.outcomes):
        out = ~each.passes
        gate[out], reason[out], unknown[out] = each.name, each.reasons[out], each.unknown[out]
    passes = table["model_id"].isin(table["model_id"][pd.isna(gate)]).to_numpy()
    is_out = ~passes & table["is_own_effort"].to_numpy(bool)
    found = table.loc[is_out, ["model_id", "name", "developer", "ability"]].reset_index(drop=True)
    return found.assign(gate=gate[is_out], reason=reason[is_out], is_unknown=unknown[is_out])


def near_misses(table: pd.DataFrame, gates: NeedGates) -> list[NearMiss]:
    """Return what opening each gate alone would bring; where that is nothing for any and nothing passes, each two.

    Those come first that bring the best model.
    """
    passing = gates.passing()
    is_in = gates.model_ids.isin(gates.model_ids[passing]).to_numpy()
    asked = [gate for gate in gates.outcomes if gate.name not in FACTS]
    ability = table["ability_counted"].to_numpy(float)
    best = float(ability[passing].max()) if passing.any() else None

    def near_miss(*opened: GateOutcome) -> NearMiss | None:
        back = gates.passing([gate.name for gate in opened]) & ~is_in
        return _near_miss(opened, back, table, best)

    found = [near_miss(gate) for gate in asked]
    if best is None and not any(found):
        found = [near_miss(*pair) for pair in combinations(asked, _TWO)]
    told = [miss for miss in found if miss]
    counted = {miss.best_model_id: ability[table["model_id"].eq(miss.best_model_id).to_numpy()].max() for miss in told}
    return sorted(told, key=lambda miss: (-counted[miss.best_model_id], miss.gates))


def _near_miss(gates: tuple[GateOutcome, ...], back: Mask, table: pd.DataFrame, best: float | None) -> NearMiss | None:
    rows = np.flatnonzero(back)
    if not rows.size:
        return None
    ability, middle = table["ability_counted"].to_numpy(float), table["ability"].to_numpy(float)
    first = rows[np.argmax(ability[rows])]
    gain = None if best is None else float(ability[first] - best)
    words = " and ".join(f"“{gate.words}”" for gate in gates)
    name = str(table["name"].iloc[first])
    models = table["model_id"].iloc[rows].nunique()
    brought = f"+{models:,} model{'s' if models > 1 else ''}"
    return NearMiss(
        gates=tuple(gate.name for gate in gates),
        words=words,
        models=models,
        best_model_id=str(table["model_id"].iloc[first]),
        best_name=name,
        best_ability=float(middle[first]),
        ability_gain=gain,
        sentence=f"Without {words}: {brought}, {_best(name, middle[first], gain)}.",
    )


def _best(name: str, ability: float, gain: float | None) -> str:
    if gain is None:
        return f"the best is {name} with an ability of {ability:.1f}"
    if abs(gain) < _SAME_POINTS:
        return f"the best as good as the best so far ({name})"
    return (
        f"the best {gain:+.1f} points ({name})" if gain > 0 else f"the best {-gain:.1f} points below your best ({name})"
    )


def first_to_open(gates: NeedGates, misses: Sequence[NearMiss]) -> str:
    """Return which gate to open first where nothing is left, and what that brings."""
    if any(gate.name == UNKNOWN_QUALITY and not gate.passes.any() for gate in gates.outcomes):
        return "No model has a measured ability in these domains. Choose others."
    if misses:
        return f"No model passes every filter. Take this one back first. {misses[0].sentence}"
    number, narrow = min(
        ((gates.model_ids[gates.passing_alone(gate)].nunique(), gate) for gate in gates.outcomes),
        key=lambda each: each[0],
    )
    return (
        f"No model passes every filter, and taking back any two is not enough. The narrowest is "
        f"“{narrow.words}”, which {number:,} of {gates.model_ids.nunique():,} models pass."
    )
