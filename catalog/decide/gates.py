"""Which gates of a need each model passes, what removes the others, and what opening a gate would bring."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import combinations

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from catalog import filters
from catalog.decide.need import Need
from catalog.filters import Filters, removed_by, without

Mask = NDArray[np.bool_]

# Facts that a model must have whatever is asked; opening them is no choice.
UNKNOWN_QUALITY, TOO_LONG, RETIRED = "quality", "request", "retired"
FACTS = (UNKNOWN_QUALITY, TOO_LONG, RETIRED)
_TWO = 2
_DAYS_A_MONTH = 365.25 / 12
_SAME_POINTS = 0.05  # told with one decimal


@dataclass(frozen=True, slots=True)
class Gate:
    """One gate, over all models in one order.

    Attributes:
        name: as in the address, or one of `FACTS`.
        words: what it asks for.
        passes: which models pass.
        reasons: why a model does not pass, of those that do not.
        unknown: which of those do not pass because the fact is not known.
    """

    name: str
    words: str
    passes: Mask
    reasons: NDArray[np.object_]
    unknown: Mask


@dataclass(frozen=True, slots=True, kw_only=True)
class NearMiss:
    """What opening gates would bring: how many models, and how far the best of them is from the best so far.

    `ability_gain` is in points, negative where the best of them is worse; None where nothing passes so far.
    """

    gates: tuple[str, ...]
    words: str
    models: int
    best_model_id: str
    best_name: str
    best_ability: float
    ability_gain: float | None
    sentence: str


def gates_of(need: Need, table: pd.DataFrame, today: pd.Timestamp) -> list[Gate]:
    """Return every gate of a need, in the order in which they are told.

    Args:
        need: the need.
        table: a row a model, as `decide.weighed` gives it.
        today: the day of the snapshot.
    """
    asked = need.gates()
    found = [_shared(name, asked, table) for name in _asked(asked)]
    found += [make(need, table, today) for applies, make in _OWN if applies(need)]
    return [*found, _fits(need, table), _has_quality(table), _good_enough(need, table)]


def _asked(asked: Filters) -> Iterator[str]:
    yield from (gate.name for gate in filters.active(asked) if gate.column)


def _shared(name: str, asked: Filters, table: pd.DataFrame) -> Gate:
    alone = replace(without(asked), **{name: getattr(asked, name)})
    removed = removed_by(table, alone)
    words = filters.in_words(replace(alone, input_percent=asked.input_percent))[0]
    passes = removed["gate"].isna().to_numpy()
    return Gate(name, words, passes, removed["reason"].to_numpy(object), removed["is_unknown"].to_numpy(bool))


def _gate(name: str, words: str, passes: Mask, unknown: Mask, told: tuple[str, str]) -> Gate:
    """Return a gate; `told` are the reasons of those that miss it and of those of which the fact is not known."""
    reasons = np.where(unknown, told[1], told[0]).astype(object)
    return Gate(name, words, passes & ~unknown, reasons, unknown)


def _region(need: Need, table: pd.DataFrame, _: pd.Timestamp) -> Gate:
    told = ("offered in other regions only", "region of its offers unknown")
    return _stated("region", f"offered in {' or '.join(need.region)}", table["areas"], need.region, told)


def _data_policy(need: Need, table: pd.DataFrame, _: pd.Timestamp) -> Gate:
    told = ("offered under other data policies only", "data policy of its offers unknown")
    words = f"a data policy of {' or '.join(need.data_policy)}"
    return _stated("data_policy", words, table["policies"], need.data_policy, told)


def _stated(name: str, words: str, found: pd.Series, asked: Sequence[str], told: tuple[str, str]) -> Gate:
    """Return a gate that asks for one of a few of what a model's offers state; `found` is missing where none does."""
    wanted = set(asked)
    passes = [isinstance(stated, frozenset) and not wanted.isdisjoint(stated) for stated in found]
    return _gate(name, words, np.array(passes, dtype=bool), found.isna().to_numpy(), told)


def _knowledge(need: Need, table: pd.DataFrame, _: pd.Timestamp) -> Gate:
    known = pd.to_datetime(table["knowledge_cutoff"])
    # A cut-off is stated by its month.
    passes = known.ge(pd.Timestamp(need.knowledge_from).replace(day=1)).to_numpy()
    words = f"knows the world up to {need.knowledge_from}"
    told = ("earlier knowledge cut-off", "knowledge cut-off unknown")
    return _gate("knowledge_from", words, passes, known.isna().to_numpy(), told)


def _latency(need: Need, table: pd.DataFrame, _: pd.Timestamp) -> Gate:
    seconds = table["latency_s"]
    passes = seconds.le(need.latency_to_s).to_numpy(bool)
    words = f"the whole answer within {need.latency_to_s:g} s"
    return _gate("latency_to_s", words, passes, seconds.isna().to_numpy(), ("too slow an answer", "latency unknown"))


def _service(need: Need, table: pd.DataFrame, today: pd.Timestamp) -> Gate:
    """Ask for months of service. No announced retirement is none; open weights stay, whoever ceases to serve them."""
    ends = pd.to_datetime(table["retirement_date"])
    last = today + pd.Timedelta(days=need.months_of_service * _DAYS_A_MONTH)
    passes = (ends.isna() | ends.gt(last) | table["weights"].eq("open").fillna(value=False)).to_numpy(bool)
    words = f"in service for {need.months_of_service:g} more months" if need.months_of_service else "not retired"
    name, reason = ("months_of_service", "retires too soon") if need.months_of_service else (RETIRED, "retired")
    return _gate(name, words, passes, np.zeros(len(table), bool), (reason, ""))


def _budget(need: Need, table: pd.DataFrame, _: pd.Timestamp) -> Gate:
    cost = table["usd_per_month"]
    passes = cost.le(need.budget_usd_per_month).to_numpy(bool)
    words = f"at most ${need.budget_usd_per_month:,.15g} a month"
    told = ("over the budget", "cost of this workload unknown")
    return _gate("budget_usd_per_month", words, passes, cost.isna().to_numpy(), told)


_OWN: Sequence[tuple[Callable[[Need], bool], Callable[[Need, pd.DataFrame, pd.Timestamp], Gate]]] = (
    (lambda need: bool(need.region), _region),
    (lambda need: bool(need.data_policy), _data_policy),
    (lambda need: need.knowledge_from is not None, _knowledge),
    (lambda need: need.latency_to_s is not None, _latency),
    (lambda _: True, _service),
    (lambda need: need.budget_usd_per_month is not None, _budget),
)


def _fits(need: Need, table: pd.DataFrame) -> Gate:
    needed = need.workload.input_tokens + need.workload.output_tokens
    passes = ~table["context_tokens"].lt(needed).fillna(value=False).to_numpy(bool)
    words = f"a context window that holds a request of {needed:,.15g} tokens"
    return _gate(TOO_LONG, words, passes, np.zeros(len(table), bool), ("a request does not fit its context window", ""))


def _has_quality(table: pd.DataFrame) -> Gate:
    passes = table["quality_gap"].isna().to_numpy()
    reasons = table["quality_gap"].to_numpy(object)
    return Gate(UNKNOWN_QUALITY, "a measured ability in these domains", passes, reasons, ~passes)


def _good_enough(need: Need, table: pd.DataFrame) -> Gate:
    # A model without an ability is told by the gate before.
    passes = ~table["ability"].lt(need.good_enough).to_numpy(bool)
    words = f"an ability of {need.good_enough:g} or more"
    return _gate("good_enough", words, passes, np.zeros(len(table), bool), ("not good enough", ""))


# What they leave


def removal(table: pd.DataFrame, gates: Sequence[Gate]) -> pd.DataFrame:
    """Return the models that do not pass, each with the first gate that removed it.

    Columns: model_id, name, developer, ability, gate, reason, is_unknown (what the gate asks for is not known).
    """
    gate = np.full(len(table), None, dtype=object)
    reason, unknown = gate.copy(), np.zeros(len(table), bool)
    for each in reversed(gates):
        out = ~each.passes
        gate[out], reason[out], unknown[out] = each.name, each.reasons[out], each.unknown[out]
    found = table[["model_id", "name", "developer", "ability"]].assign(gate=gate, reason=reason, is_unknown=unknown)
    return found[found["gate"].notna()].reset_index(drop=True)


def near_misses(table: pd.DataFrame, gates: Sequence[Gate]) -> list[NearMiss]:
    """Return what opening each gate alone would bring; where that is nothing for any and nothing passes, each two.

    Those come first that bring the best model.
    """
    passing = np.logical_and.reduce([gate.passes for gate in gates])
    asked = [gate for gate in gates if gate.name not in FACTS]
    misses = np.sum([~gate.passes for gate in gates], axis=0)
    ability = table["ability"].to_numpy(float)
    best = float(ability[passing].max()) if passing.any() else None
    found = [_opened((gate,), (misses == 1) & ~gate.passes, table, best) for gate in asked]
    if best is None and not any(found):
        both = misses == _TWO
        pairs = combinations(asked, _TWO)
        found = [_opened(pair, both & ~pair[0].passes & ~pair[1].passes, table, best) for pair in pairs]
    return sorted((miss for miss in found if miss), key=lambda miss: (-miss.best_ability, miss.gates))


def _opened(gates: tuple[Gate, ...], back: Mask, table: pd.DataFrame, best: float | None) -> NearMiss | None:
    rows = np.flatnonzero(back)
    if not rows.size:
        return None
    ability = table["ability"].to_numpy(float)
    first = rows[np.argmax(ability[rows])]
    gain = None if best is None else float(ability[first] - best)
    words = " and ".join(f"“{gate.words}”" for gate in gates)
    name = str(table["name"].iloc[first])
    brought = f"+{rows.size:,} model{'s' if rows.size > 1 else ''}"
    return NearMiss(
        gates=tuple(gate.name for gate in gates),
        words=words,
        models=int(rows.size),
        best_model_id=str(table["model_id"].iloc[first]),
        best_name=name,
        best_ability=float(ability[first]),
        ability_gain=gain,
        sentence=f"Without {words}: {brought}, {_best(name, ability[first], gain)}.",
    )


def _best(name: str, ability: float, gain: float | None) -> str:
    if gain is None:
        return f"the best is {name} with an ability of {ability:.1f}"
    if abs(gain) < _SAME_POINTS:
        return f"the best as good as the best so far ({name})"
    return (
        f"the best {gain:+.1f} points ({name})" if gain > 0 else f"the best {-gain:.1f} points below your best ({name})"
    )


def first_to_open(gates: Sequence[Gate], misses: Sequence[NearMiss]) -> str:
    """Return which gate to open first where nothing is left, and what that brings."""
    if any(gate.name == UNKNOWN_QUALITY and not gate.passes.any() for gate in gates):
        return "No model has a measured ability in these domains. Choose others."
    if misses:
        return f"No model passes every gate. Open this first. {misses[0].sentence}"
    narrow = min(gates, key=lambda gate: int(gate.passes.sum()))
    return (
        f"No model passes every gate, and opening any two is not enough. The narrowest is “{narrow.words}”, which "
        f"{int(narrow.passes.sum()):,} of {len(narrow.passes):,} models pass."
    )
