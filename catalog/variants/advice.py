"""What a colleague would say of a list of variants: which to take, or why none, and what today's bases do untuned.

A tune of an old base is held against today's untuned models of a similar size, by their ability in the domain: many
tunes of 2023 are beaten by what a maker publishes today.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

import numpy as np
import pandas as pd

from catalog.curated.benchmarks import domains
from catalog.numeric import Flags, Floats
from catalog.variants.families import TODAY_DAYS, family_with
from catalog.variants.index import VariantIndex
from catalog.variants.recommend import Recommendation, VariantNeed, meets
from catalog.variants.rows import downloads_told, points_told
from catalog.variants.worth import LEAST_DOWNLOADS

# How much smaller or larger an untuned model may be than what it is held against.
SMALLEST, LARGEST = 0.5, 1.5
MOST_NAMED, MOST_FIELDS = 3, 6
_LEAST_Q = 0.001
_BARE = re.compile(r"[-_](?:base|pt)(?:[-_]|$)")
_TUNED = ("-it", "-instruct", "-chat", "-thinking")


@dataclass(frozen=True, slots=True, kw_only=True)
class Stand:
    """Where an open model stands in a domain.

    Attributes:
        hub_repo_id: its repository.
        model_id: the model's.
        name: as people call it.
        value: ability, 0 to 100.
        low: of the 90 % interval.
        high: the same.
        parameters: None where not known.
        released: None where not known.
        is_measured: whether a test of the domain measured it; else it is estimated from its other results.
    """

    hub_repo_id: str
    model_id: str
    name: str
    value: float
    low: float
    high: float
    parameters: float | None
    released: date | None
    is_measured: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Advice:
    """What is advised.

    Attributes:
        pick: the row of the variant that the rule recommends first; None where none is.
        others: how many more the rule recommends.
        claims: rows of variants that say they are for the domain, the most used and youngest first.
        claimants: how many variants say so.
        compared: over how many comparisons the false discovery rate is held.
        today: an untuned model of today and of a similar size, the surest in the domain; None where none is known.
        against: where the pick, or without one the base, stands; None where that is not known.
        is_beaten: whether today's model beats that beyond noise.
        subject: the family or base asked for; None where any base was welcome.
        domain: the domain's title; None where none was asked for.
        variants: how many are known.
        better: rows of variants that the rule recommends, each in its own domain, the first ones.
        fields: what is known by domain, where none was asked for.
    """

    pick: dict[str, Any] | None
    others: int
    claims: pd.DataFrame
    claimants: int
    compared: int
    today: Stand | None
    against: Stand | None
    is_beaten: bool
    subject: str | None
    domain: str | None
    variants: int
    better: pd.DataFrame
    fields: pd.DataFrame


def advice_of(index: VariantIndex, need: VariantNeed, found: Recommendation, abilities: pd.DataFrame) -> Advice:
    """Return what to say of a list. Without a domain it is an overview: no model of today is held against it.

    Args:
        index: the snapshot's index.
        need: what was asked; an untuned model must meet what it says of licence, size and access.
        found: the list.
        abilities: of open models in that domain, as `queries.open_abilities` has them.
    """
    variants = found.rows[found.rows["role"] == "variant"]
    worth = variants[variants["is_recommended"]]
    pick = worth.iloc[0].to_dict() if len(worth) else None
    against = _stand(abilities, pick["hub_repo_id"] if pick else found.base)
    size = _size_of(index, found, pick)
    today = None if found.domain is None else _today(index, need, found, abilities, size)
    return Advice(
        pick=pick,
        others=max(len(worth) - 1, 0),
        claims=found.claims,
        claimants=found.claimants,
        compared=found.compared,
        today=today,
        against=against,
        is_beaten=bool(today and against and today.low > against.high),
        subject=found.family or found.base,
        domain=domains()[found.domain].title if found.domain else None,
        variants=found.counts["candidates"],
        better=worth.head(MOST_NAMED).reset_index(drop=True),
        fields=found.fields,
    )


def headline(advice: Advice) -> str:
    """Return the advice in one sentence, as plain text."""
    of_base = f" of {advice.subject}" if advice.subject else ""
    if advice.domain is None:
        return f"{advice.subject} has {advice.variants:,} known variant{'s' if advice.variants != 1 else ''}"
    if advice.pick and advice.is_beaten and advice.today:
        return f"We recommend {advice.today.name} as it is, without a tune, for {advice.domain}"
    if advice.pick:
        return f"We recommend {advice.pick['hub_repo_id']} for {advice.domain}"
    return f"No variant{of_base} is shown to be better in {advice.domain}"


def sentences(advice: Advice) -> Iterator[str]:
    """Yield what follows the headline, as plain text: why, and what else to take."""
    if advice.domain is None:
        yield from _overview(advice)
        return
    if advice.pick and advice.is_beaten:
        yield f"It stands at {_at(advice.today)}, {advice.pick['hub_repo_id']} at {_at(advice.against)}."
        yield f"Take {advice.pick['hub_repo_id']} if you must stay with its base: {_why(advice)}."
        return
    if advice.pick:
        yield f"{_upper(_why(advice))}."
        if advice.today is not None:
            yield _or_untuned(advice)
        return
    yield _who_claims(advice)
    if advice.today is not None:
        yield _instead(advice)
    elif advice.against is not None:
        yield f"Without a tune, {advice.against.name} stands at {_at(advice.against)}: we would start there."


def _overview(advice: Advice) -> Iterator[str]:
    """Yield what is known of the variants of a base where no domain was asked for."""
    better, fields = advice.better, advice.fields
    if len(better):
        told = "; ".join(f"{row.hub_repo_id} ({domains()[str(row.domain)].title})" for row in better.itertuples())
        yield f"Shown to be better than their own base in what they say to be for: {told}."
    else:
        yield "None is shown to be better than its own base in what it says to be for."
    if len(fields):
        named = [f"{row.title} ({row.claimants:,})" for row in fields.head(MOST_FIELDS).itertuples()]
        more = f" and {len(fields) - len(named)} more domains" if len(fields) > len(named) else ""
        yield f"Choose a domain for advice. They say to be for {', '.join(named)}{more}."
    else:
        yield "None says by its card, tags or training data what it is for."


def _why(advice: Advice) -> str:
    pick = advice.pick or {}
    tests = f"{pick['tests']} test{'s' if pick['tests'] != 1 else ''}"
    reason = _reason(str(pick["domain_reason"]))
    many = f" after {advice.compared} comparisons" if advice.compared > 1 else ""
    return (
        f"it is for {advice.domain} by {reason}, and beats its own base {pick['base']} by {pick['difference']:.1f} "
        f"points ({points_told(pick['difference_low'])} to {points_told(pick['difference_high'])}, 95 %) on {tests}, "
        f"beyond noise also{many} (q {_q(pick['q'])})"
    )


def _reason(reason: str) -> str:
    """Return what says that a variant is for a domain, to stand after "by"."""
    kind, _, rest = reason.partition(": ")
    known = {"tag": "its tag", "training dataset": "its training data", "language tag": "its language tag"}
    if kind in known:
        return f"{known[kind]} {rest}".strip()
    return "its tags" if reason.endswith("language tags") else "its card"


def _or_untuned(advice: Advice) -> str:
    today, pick = advice.today, advice.pick or {}
    if today is None:
        return ""
    if advice.against is None:
        return f"Try {today.name} beside it, without a tune: it stands at {_at(today)}."
    if advice.against.low > today.high:
        best = f"{today.name}, the best of today's of its size without a tune"
        return f"It stands at {_at(advice.against)}; {best}, at {_at(today)}."
    return (
        f"Try {today.name} beside it, without a tune: it stands at {_at(today)}, {pick['hub_repo_id']} at "
        f"{_at(advice.against)}, which cannot be told apart."
    )


def _who_claims(advice: Advice) -> str:
    if not advice.claimants:
        return "None says by its card, tags or training data that it is for it."
    told = "; ".join(_claim(row) for row in advice.claims.to_dict("records"))
    who = f"{advice.claimants:,} {'says' if advice.claimants == 1 else 'say'} to be for it"
    if not told:
        return f"{who}, none of them with {LEAST_DOWNLOADS} downloads in 30 days."
    return f"{who}{', the most used' if advice.claimants > 1 else ''}: {told}."


def _claim(row: dict[str, Any]) -> str:
    created = row["created_on"]
    age = "" if pd.isna(created) else f", {pd.Timestamp(created):%B %Y}"
    return f"{row['hub_repo_id']} ({downloads_told(row['downloads'])}{age})"


def _instead(advice: Advice) -> str:
    today, against = advice.today, advice.against
    if today is None:
        return ""
    name = today.name
    if against is None:
        return f"We would start from {name} without a tune: it stands at {_at(today)}."
    if advice.is_beaten:
        return (
            f"We would start from {name} without a tune: it stands at {_at(today)}, {against.name} at {_at(against)}."
        )
    if against.value >= today.value:
        return f"Without a tune, {against.name} stands at {_at(against)}: we would start there."
    both = f"{name} stands at {_at(today)} and {against.name} at {_at(against)}"
    return f"Without a tune, {both}, which cannot be told apart."


def _at(stand: Stand | None) -> str:
    """Return an ability with its interval; whether no test of the domain is behind it."""
    if stand is None:
        return "an unknown place"
    guess = "" if stand.is_measured else ", estimated from its other results"
    return f"{stand.value:.0f} ({stand.low:.0f} to {stand.high:.0f}{guess})"


def _q(q: float) -> str:
    return f"{q:.2g}" if q >= _LEAST_Q else f"below {_LEAST_Q}"


def _upper(text: str) -> str:
    return text[:1].upper() + text[1:]


# Who it is held against


def _stand(abilities: pd.DataFrame, repo_id: str | None) -> Stand | None:
    rows = abilities[abilities["hub_repo_id"].str.lower() == (repo_id or "").lower()]
    return _stands(rows.iloc[0].to_dict()) if len(rows) else None


def _stands(row: dict[str, Any]) -> Stand:
    return Stand(
        hub_repo_id=str(row["hub_repo_id"]),
        model_id=str(row["model_id"]),
        name=str(row["name"]),
        value=float(row["value"]),
        low=float(row["low"]),
        high=float(row["high"]),
        parameters=None if pd.isna(row["parameters"]) else float(row["parameters"]),
        released=None if pd.isna(row["release_date"]) else pd.Timestamp(row["release_date"]).date(),
        is_measured=bool(row["coverage"] > 0),
    )


def _size_of(index: VariantIndex, found: Recommendation, pick: dict[str, Any] | None) -> float | None:
    """Return how large what is looked for is: the pick, else the base, else the variants that say to be for it."""
    if pick and not pd.isna(pick["parameters"]):
        return float(pick["parameters"])
    number = index.graph.find(found.base) if found.base else None
    if number is not None and np.isfinite(index.parameters[number]):
        return float(index.parameters[number])
    variants = found.claims if len(found.claims) else found.rows[found.rows["role"] == "variant"]
    middle = variants["parameters"].astype("Float64").median() if len(variants) else pd.NA
    return None if pd.isna(middle) else float(middle)


def _today(
    index: VariantIndex, need: VariantNeed, found: Recommendation, abilities: pd.DataFrame, size: float | None
) -> Stand | None:
    """Return the untuned model of today and of a similar size with the highest low end; none of the bases."""
    if abilities.empty:
        return None
    graph = index.graph
    at = graph.number.get_indexer(pd.Index(abilities["hub_repo_id"].str.lower(), dtype=graph.number.dtype))
    rows, at = abilities[at >= 0], at[at >= 0].astype(np.int64)
    released = pd.to_datetime(rows["release_date"])
    parameters: Floats = rows["parameters"].to_numpy(float, na_value=np.nan)
    makers = {family.owner.lower() for family in index.families}
    owner = rows["hub_repo_id"].str.lower().str.partition("/")[0]
    day = pd.Timestamp(index.as_of) if index.as_of else released.max()
    is_alike = (parameters >= SMALLEST * size) & (parameters <= LARGEST * size) if size else np.ones(at.size, bool)
    fits: Flags = (
        index.is_release[at]
        & meets(index, need, at)
        & is_alike
        & owner.isin(makers).to_numpy(bool)
        & (released >= day - pd.Timedelta(days=TODAY_DAYS)).to_numpy(bool)
        & ~rows["hub_repo_id"].isin(found.bases).to_numpy(bool)
    )
    rows = rows[fits]
    rows = rows[[_is_for_use(index, str(repo)) for repo in rows["hub_repo_id"]]]
    own = index.graph.find(found.base) if found.base else None
    family = family_with(index.families, own) if own is not None else None
    if family is not None and family.released is not None:
        rows = rows[pd.to_datetime(rows["release_date"]) > pd.Timestamp(family.released)]
    if rows.empty:
        return None
    best = rows.sort_values(["low", "value"], ascending=False, kind="stable")
    return _stands(best.iloc[0].to_dict())


def _is_for_use(index: VariantIndex, repo_id: str) -> bool:
    """Return whether a release is meant to be used as it is: a bare base, beside which its maker has a chat, is not."""
    name = repo_id.lower()
    if _BARE.search(name):
        return False
    tuned = pd.Index([f"{name}{form}" for form in _TUNED], dtype=index.graph.number.dtype)
    return bool((index.graph.number.get_indexer(tuned) < 0).all())
