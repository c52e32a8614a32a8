"""Which fine-tuned variants of open models to take, from a base, a domain or both, with the evidence."""

from collections.abc import Iterator
from dataclasses import asdict, dataclass
from typing import Any

import pandas as pd

from catalog import queries
from catalog.answers.models import repo_named
from catalog.kept import kept_bytes
from catalog.plain import records_of
from catalog.snapshot import Snapshot
from catalog.variants.advice import Advice, Stand, advice_of, headline, sentences
from catalog.variants.families import family_named
from catalog.variants.index import VariantIndex, variant_index
from catalog.variants.lineage import proposals
from catalog.variants.packed import KEPT_AS, unpacked
from catalog.variants.recommend import GENERAL, Recommendation, VariantNeed, base_named, recommend

MOST_TOLD = 20


@dataclass(frozen=True, slots=True, kw_only=True)
class VariantsQuestion:
    """What is asked; with proposals, also the repositories that resemble the base by name alone, as proposals."""

    need: VariantNeed
    with_proposals: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class VariantsAnswer:
    """A recommendation, the advice that it comes to, and the proposals that were asked for."""

    question: VariantsQuestion
    found: Recommendation
    advice: Advice
    proposals: pd.DataFrame | None = None


def index_of(snapshot: Snapshot) -> VariantIndex:
    """Return the index of a snapshot's variants, as it was kept at publishing; else built, which takes seconds.

    For `snapshot.share`: it is worked out once.

    Raises:
        StoreError: the snapshot cannot answer.
    """
    kept = kept_bytes(snapshot.store, KEPT_AS)
    return unpacked(*kept) if kept else variant_index(snapshot.store)


def base_meant(snapshot: Snapshot, text: str) -> str:
    """Return what a text means as a base: a family by its title, else the Hub repository of the model that it names."""
    index = snapshot.share(index_of)
    return text if family_named(index.families, index.graph, text) else repo_named(snapshot, text)


def is_known(snapshot: Snapshot) -> bool:
    """Return whether the snapshot says anything of variants."""
    return snapshot.ask(queries.has_variants)


def answer(snapshot: Snapshot, question: VariantsQuestion) -> VariantsAnswer:
    """Return which variants to take.

    Raises:
        VariantError: neither a base nor a domain is named, or one that nothing is known of.
        StoreError: the snapshot cannot answer.
    """
    index = snapshot.share(index_of)
    found = recommend(index, question.need)
    return _advised(index, question, found, snapshot.ask(queries.open_abilities, found.domain or GENERAL))


def answer_from(index: VariantIndex, question: VariantsQuestion, abilities: pd.DataFrame) -> VariantsAnswer:
    """Return which variants to take, from an index.

    Args:
        index: the snapshot's.
        question: what is asked.
        abilities: of open models in the domain asked for, as `queries.open_abilities` has them.

    Raises:
        VariantError: neither a base nor a domain is named, or one that nothing is known of.
    """
    return _advised(index, question, recommend(index, question.need), abilities)


def _advised(
    index: VariantIndex, question: VariantsQuestion, found: Recommendation, abilities: pd.DataFrame
) -> VariantsAnswer:
    advice = advice_of(index, question.need, found, abilities)
    resembling = None
    if question.with_proposals and found.base is not None:
        resembling = proposals(index.graph, base_named(index, found.base))
    return VariantsAnswer(question=question, found=found, advice=advice, proposals=resembling)


def as_json(answered: VariantsAnswer) -> dict[str, Any]:
    """Return the answer for programs; what is not known is null."""
    need, found = answered.question.need, answered.found
    asked = {name: sorted(value) if isinstance(value, frozenset) else value for name, value in asdict(need).items()}
    told = {
        "asked": asked,
        "base": found.base,
        "bases": list(found.bases),
        "family": found.family,
        "domain": found.domain,
        "advice": _advice_as_json(answered.advice),
        "notes": list(found.notes),
        "counts": found.counts,
        "rows": records_of(found.rows),
        "near_misses": records_of(found.near_misses),
    }
    return told if answered.proposals is None else told | {"proposals": records_of(answered.proposals)}


def _advice_as_json(advice: Advice) -> dict[str, Any]:
    def plain(stand: Stand | None) -> dict[str, Any] | None:
        if stand is None:
            return None
        return asdict(stand) | {"released": None if stand.released is None else stand.released.isoformat()}

    return {
        "headline": f"{headline(advice)}.",
        "sentences": list(sentences(advice)),
        "recommended": advice.pick["hub_repo_id"] if advice.pick else None,
        "false_discovery_rate": advice.pick["q"] if advice.pick else None,
        "compared": advice.compared,
        "claimants": advice.claimants,
        "claims": records_of(advice.claims),
        "untuned": plain(advice.today),
        "against": plain(advice.against),
        "untuned_is_better": advice.is_beaten,
        "domains": records_of(advice.fields),
    }


def as_text(told: dict[str, Any]) -> Iterator[str]:
    """Yield the lines of an answer."""
    rows = told["rows"]
    yield told["advice"]["headline"]
    yield from told["advice"]["sentences"]
    yield "Rank, repository, grade of the evidence, and the share of the tested open models that it should beat (90 %):"
    for row in rows[:MOST_TOLD]:
        grade = f"[{row['grade']}] " if row["grade"] else ""
        beats = f"{row['standing']:.0f} % ({row['standing_low']:.0f} to {row['standing_high']:.0f})"
        yield f"{row['rank']:>3}. {row['hub_repo_id']} {grade}{beats}. {row['reasons']}"
    if len(rows) > MOST_TOLD:
        yield f"{MOST_TOLD} of {len(rows)} rows shown; --json has them all"
    yield from told["notes"]
    for row in told["near_misses"]:
        yield f"Near miss: {row['hub_repo_id']} ({row['gate']})"
    for row in told.get("proposals", ()):
        yield f"Proposal, not counted: {row['child']} ({row['why']})"
