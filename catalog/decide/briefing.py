"""What a report on a need says beside its decision: the shortlist's bills, abilities by domain, openness, sources."""

from dataclasses import dataclass

import pandas as pd

from catalog.decide.basis import Ask, Basis, gather
from catalog.decide.decide import Decision, decide
from catalog.decide.need import Need
from catalog.decide.offers import offers_for
from catalog.openness.criteria import kinds, openness_of
from catalog.pricing.terms import with_terms
from catalog.pricing.workload import cheapest_bills

_ABILITY = ("value", "low", "high", "coverage")


@dataclass(frozen=True, slots=True, kw_only=True)
class Briefing:
    """A decision, and what is known of the models on its shortlist.

    Attributes:
        decision: the answer to the need.
        titles: the title of each domain.
        bills: model_id, the columns of `catalog.pricing.workload.Bill` and the spread over the sellers, in the
            shortlist's order; without the models that have no bill.
        abilities: model_id, domain, title, value, low, high and coverage, in the shortlist's order.
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
    ids = decision.shortlist["model_id"]
    verdicts, openness = _openness(ask, ids)
    return Briefing(
        decision=decision,
        titles=dict(basis.titles),
        bills=_bills(need, basis, ids),
        abilities=_abilities(need, basis, ids),
        openness=openness,
        verdicts=verdicts,
    )


def _bills(need: Need, basis: Basis, ids: "pd.Series[str]") -> pd.DataFrame:
    offers = offers_for(need, basis.offers[basis.offers["model_id"].isin(ids)])
    found = cheapest_bills(with_terms(offers.rows[offers.meeting()], *offers.spent))
    return ids.to_frame().merge(found, on="model_id", validate="1:1")


def _abilities(need: Need, basis: Basis, ids: "pd.Series[str]") -> pd.DataFrame:
    return pd.concat(
        [
            basis.abilities[domain]
            .set_index("model_id")
            .reindex(ids)[list(_ABILITY)]
            .reset_index()
            .assign(domain=domain, title=basis.titles[domain])
            for domain in need.shares()
        ],
        ignore_index=True,
    )


def _openness(ask: Ask, ids: "pd.Series[str]") -> tuple[pd.DataFrame, pd.DataFrame]:
    """Return the verdicts on the models, and a row a model: its kind and its verdicts."""
    _, grid = ask(openness_of)
    cells = grid[grid["system_id"].isin(ids)]
    verdicts = cells.pivot_table(index="system_id", columns="criterion", values="verdict", aggfunc="first")
    found = verdicts.assign(kind=kinds(cells)).reindex(ids).rename_axis("model_id").reset_index()
    return cells, found.astype(object).fillna("unknown")
