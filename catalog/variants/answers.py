"""The answer of `python -m catalog variants`: a recommendation as plain values, and as text."""

import json
from collections.abc import Iterator
from dataclasses import asdict
from typing import Any

import pandas as pd

from catalog.variants.index import VariantIndex
from catalog.variants.lineage import proposals
from catalog.variants.recommend import Need, base_named, recommend

MOST_TOLD = 20


def variants_answer(index: VariantIndex, need: Need, *, with_proposals: bool = False) -> dict[str, Any]:
    """Return a recommendation as plain values: asked, base, domain, notes, counts, rows and near_misses.

    Args:
        index: the snapshot's index.
        need: what is looked for.
        with_proposals: also list, as proposals, the repositories that resemble the base by name alone.

    Raises:
        VariantError: neither a base nor a domain is named, or one that nothing is known of.
    """
    found = recommend(index, need)
    asked = {name: sorted(value) if isinstance(value, frozenset) else value for name, value in asdict(need).items()}
    told = {
        "asked": asked,
        "base": found.base,
        "domain": found.domain,
        "notes": list(found.notes),
        "counts": found.counts,
        "rows": _plain(found.rows),
        "near_misses": _plain(found.near_misses),
    }
    if with_proposals and found.base is not None:
        told["proposals"] = _plain(proposals(index.graph, base_named(index, found.base)))
    return told


def _plain(rows: pd.DataFrame) -> list[dict[str, Any]]:
    """Return rows as JSON has them; what is not known is null."""
    return list(json.loads(rows.to_json(orient="records", date_format="iso", date_unit="s", double_precision=4)))


def answer_as_text(told: dict[str, Any]) -> Iterator[str]:
    """Yield the lines of an answer."""
    rows = told["rows"]
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
