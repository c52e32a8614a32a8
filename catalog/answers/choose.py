"""Which models fit a need?"""

from pathlib import Path

from catalog import queries
from catalog.decide.basis import gather
from catalog.decide.decide import Decision, as_data, decide
from catalog.decide.need import Need, NeedError, known_values, presets, read_yaml
from catalog.snapshot import Snapshot

as_json = as_data


def answer(snapshot: Snapshot, need: Need) -> Decision:
    """Return the winners with their reasons, the shortlist, why not the others, and how sure it is.

    Raises:
        NeedError: a domain of the need is none of the snapshot's.
        StoreError: the snapshot cannot answer.
    """
    return decide(need, gather(snapshot.ask, need))


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
