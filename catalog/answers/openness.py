"""How open is a model, and what does it lack; or, of all models, which lack nothing?"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import pandas as pd

from catalog.answers.models import identity_in
from catalog.identity.resolve import Name
from catalog.openness.criteria import CRITERIA, DIFFERENCE, UnknownSystemError, card, kinds, meets_all, named, no_system
from catalog.openness.systems import systems_of
from catalog.snapshot import Snapshot

MOST_CARDS = 20


@dataclass(frozen=True, slots=True)
class OpennessAnswer:
    """All that is known of openness in a snapshot. Shared by all who ask: it is not to be changed.

    Attributes:
        said: every statement.
        table: a cell a system and criterion, as `catalog.openness.criteria.grid` returns it.
        systems: a row a system, as `catalog.openness.systems.systems` returns it.
    """

    said: pd.DataFrame
    table: pd.DataFrame
    systems: pd.DataFrame


def answer(snapshot: Snapshot) -> OpennessAnswer:
    """Return what is known: for `snapshot.share`, as it takes a second.

    Raises:
        StoreError: the snapshot cannot answer.
    """
    return OpennessAnswer(*snapshot.ask(systems_of))


def systems_named(snapshot: Snapshot, text: str) -> list[str]:
    """Return the systems that a text means: the model of that name, else those in whose names it stands.

    Raises:
        UnknownSystemError: there is none.
    """
    table = snapshot.share(answer).table
    model_id = snapshot.share(identity_in).resolve(Name(text)).model_id
    is_known = model_id is not None and table["system_id"].eq(model_id).any()
    met = [str(model_id)] if is_known else named(table, text)
    if not met:
        raise UnknownSystemError(no_system(table, text))
    return met


def cards(answered: OpennessAnswer, system_ids: Sequence[str]) -> list[dict[str, Any]]:
    """Return the card of each system, at most so many, for programs."""
    return [card(answered.said, answered.table, system_id) for system_id in system_ids[:MOST_CARDS]]


def as_json(answered: OpennessAnswer) -> dict[str, Any]:
    """Return for programs who meets all criteria, and how many there are of each kind."""
    counts = {name: int(count) for name, count in kinds(answered.table).value_counts().items()}
    whole = list(meets_all(answered.table)["system_id"])
    return {"meets_all": whole, "kinds": counts, "criteria": dict(CRITERIA), "difference": DIFFERENCE}
