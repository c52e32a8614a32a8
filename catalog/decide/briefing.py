"""What a report on a need says beside its decision: the shortlist's bills, abilities by domain, openness, sources."""

from dataclasses import dataclass

import pandas as pd

from catalog.decide.basis import Ask, Basis, gather
from catalog.decide.decide import Decision, decide
from catalog.decide.need import Need
from catalog.decide.offers import billed, offers_for
from catalog.openness.criteria import kinds, openness_of
from catalog.pricing.eligible import VERBOSITY_COLUMNS
from catalog.pricing.terms import with_terms
from catalog.pricing.workload import cheapest_bills

_ABILITY = ("value", "low", "high", "coverage")


@dataclass(frozen=True, slots=True, kw_only=True)
class Briefing:
    """A decision, and what is known of the models on its shortlist.

    Attributes:
        decision: the answer to the need.
        titles: the title of each domain.
        bills: candidate, model_id, the columns of `catalog.pricing.workload.Bill` and the spread over the sellers, in
            the shortlist's order; without the candidates that have no bill.
        abilities: candidate, model_id, domain, title, value, low, high and coverage, in the shortlist's order.
        openness: model_id, kind, and the verdict on each criterion, in the shortlist's order; "unknown" where nobody
            says anything.
        verdicts: the same as the grid of `catalog.openness.criteria` has it, with the source of each.
    """

    decision: Decision
    titles: dict[str, str]
    bills: pd.DataFrame
    abilities: pd.DataFrame
    openness: pd.DataFrame
    verdicts: pd.DataFrame


def briefing(ask: Ask, need: Need) -> Briefing:
    """Return a need's answer with what is known of its shortlist.

    Args:
        ask: calls a query, and may remember what it found.
        need: the need.

    Raises:
        NeedError: a domain of the need is none of the snapshot's.
    """
    basis = gather(ask, need)
    decision = decide(need, basis)
    ids = decision.shortlist["model_id"].drop_duplicates()
    candidates = decision.shortlist[["candidate", "model_id", "effort", "is_own_effort", *VERBOSITY_COLUMNS]]
    verdicts, openness = _openness(ask, ids)
    return Briefing(
        decision=decision,
        titles=dict(basis.titles),
        bills=_bills(need, basis, candidates),
        abilities=_abilities(need, basis, candidates),
        openness=openness,
        verdicts=verdicts,
    )


def _bills(need: Need, basis: Basis, candidates: pd.DataFrame) -> pd.DataFrame:
    others = candidates[~candidates["is_own_effort"].astype(bool)]
    own = basis.offers[basis.offers["model_id"].isin(candidates["model_id"])]
    offers = offers_for(need, billed(need, own, others))
    rows = with_terms(offers.rows[offers.meeting()], *offers.spent)
    # Each candidate is billed by itself.
    found = cheapest_bills(rows.assign(model_id=rows["candidate"])).drop(columns="candidate")
    found = found.rename(columns={"model_id": "candidate"})
    return candidates[["candidate", "model_id"]].merge(found, on="candidate", validate="1:1")


def _abilities(need: Need, basis: Basis, candidates: pd.DataFrame) -> pd.DataFrame:
    return pd.concat(
        [
            candidates[["candidate", "model_id"]]
            .merge(_measured(basis, domain), on="candidate", how="left")
            .assign(domain=domain, title=basis.titles[domain])
            for domain in need.shares()
        ],
        ignore_index=True,
    )


def _measured(basis: Basis, domain: str) -> pd.DataFrame:
    """Return the abilities in a domain, of every candidate."""
    own = basis.abilities[domain]
    rows = own.assign(candidate=own["model_id"])
    if domain in basis.efforts:
        rows = pd.concat([rows, basis.efforts[domain]])
    return rows[["candidate", *_ABILITY]]


def _openness(ask: Ask, ids: "pd.Series[str]") -> tuple[pd.DataFrame, pd.DataFrame]:
    """Return the verdicts on the models, and a row a model: its kind and its verdicts."""
    _, grid = ask(openness_of)
    cells = grid[grid["system_id"].isin(ids)]
    verdicts = cells.pivot_table(index="system_id", columns="criterion", values="verdict", aggfunc="first")
    found = verdicts.assign(kind=kinds(cells)).reindex(ids).rename_axis("model_id").reset_index()
    return cells, found.astype(object).fillna("unknown")
