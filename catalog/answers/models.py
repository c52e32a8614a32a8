"""Which model a name means."""

from collections.abc import Iterable, Iterator
from typing import Any

from catalog.answers import search
from catalog.identity.index import identity_of
from catalog.identity.resolve import Identity, Name
from catalog.identity.search import MOST_NEAR
from catalog.snapshot import Snapshot
from catalog.store import StoreError


class UnknownModelError(StoreError):
    """The snapshot knows no such model."""

    code = "unknown_model"


def identity_in(snapshot: Snapshot) -> Identity:
    """Return the index of a snapshot's names: for `snapshot.share`, as it takes a second."""
    return identity_of(snapshot.store)


def model_named(snapshot: Snapshot, text: str) -> str:
    """Return the id of the model that a text means.

    Raises:
        UnknownModelError: it means none that the snapshot knows.
    """
    met = snapshot.share(identity_in).resolve(Name(text))
    if met.model_id is None:
        message = f"No model is known as {text!r} ({met.why}). Give the id that the snapshot has, as developer/name."
        if near := search.model_ids(snapshot, text)[:MOST_NEAR]:
            message += f" Near it: {', '.join(near)}."
        raise UnknownModelError(message)
    return met.model_id


def repo_named(snapshot: Snapshot, text: str) -> str:
    """Return the Hub repository that a text means; the text itself where it is one, or means none."""
    return text if "/" in text else snapshot.share(identity_in).resolve(Name(text)).hub_repo_id or text


def resolved(snapshot: Snapshot, lines: Iterable[str]) -> Iterator[dict[str, Any]]:
    """Yield what each line's name means, for programs; a developer may follow a tab; a blank line meets no model."""
    identity = snapshot.share(identity_in)
    for line in lines:
        text, _, developer = line.rstrip("\r\n").partition("\t")
        met = identity.resolve(Name(text.strip(), developer.strip() or None))
        yield {
            "name": text,
            "model_id": met.model_id,
            "hub_repo_id": met.hub_repo_id,
            "effort": met.effort,
            "confidence": met.confidence,
            "why": met.why,
        }
