"""Which models fit a need?"""

from pathlib import Path

import pandas as pd

from catalog import queries
from catalog.decide.basis import day_of, gather, own_abilities
from catalog.decide.decide import Decision, as_data, decide
from catalog.decide.need import Need, NeedError, known_values, presets, read_yaml
from catalog.models.landmarks import anchors_in
from catalog.snapshot import Memory, Snapshot

as_json = as_data
# What only the domains or the workload of a need ask for is remembered for so many of them: 3 MB each.
MOST_PARTS = 12


def answer(snapshot: Snapshot, need: Need) -> Decision:
    """Return the winners with their reasons, the shortlist, why not the others, and how sure it is.

    Raises:
        NeedError: a domain of the need is none of the snapshot's.
        StoreError: the snapshot cannot answer.
    """
    return decide(need, gather(snapshot.ask, need), snapshot.share(_parts).recall)


def _parts(_: Snapshot) -> Memory:
    return Memory(MOST_PARTS)


def today(snapshot: Snapshot) -> pd.Timestamp:
    """Return the day by which an answer says what ends soon: that of the newest answer of a source."""
    return day_of(snapshot.ask(queries.sources))


def anchors(snapshot: Snapshot, need: Need) -> pd.DataFrame:
    """Return models that everybody knows with their ability over the domains of a need, the best first.

    Columns: model_id, name, value. They are those of the domain that counts most; who is not known in all of the
    domains is left out.
    """
    shares = need.shares()
    known = snapshot.ask(anchors_in, max(shares, key=lambda domain: shares[domain]))
    values = sum(
        share * snapshot.ask(own_abilities, domain).set_index("model_id")["value"].reindex(known["model_id"]).to_numpy()
        for domain, share in shares.items()
    )
    found = known[["model_id", "name"]].assign(value=values).dropna(subset="value")
    return found.sort_values("value", ascending=False).reset_index(drop=True)


def need_named(snapshot: Snapshot, text: str) -> Need:
    """Return the need that a preset's name or a file's path means.

    Raises:
        NeedError: it is neither, or cannot be read.
    """
    path = presets().get(text, Path(text))
    if not path.exists():
        message = f"There is no file {text!r}, and no need of that name. Name a file, or one of {', '.join(presets())}."
        raise NeedError(message)
    models, offers = snapshot.ask(queries.models_in_play), snapshot.ask(queries.current_offers)
    return read_yaml(path, known_values(models, offers, snapshot.ask(queries.ability_domains)))
