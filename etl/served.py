"""Which names of a source are of what answers: a bare name there means the tuned model, not the base."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from typing import Any

from catalog.identity.names import parts
from catalog.identity.resolve import TUNED, Identity, Name
from catalog.records import Offer, PricePeriod
from etl.source import Batch, NamedRecord, Source


def served(batch: Batch, source: Source, identity: Identity) -> Batch:
    """Return a batch whose names say whether what they mean can be talked to.

    A seller that lists "Llama 3 8B" beside "Llama 3 8B Instruct" sells bases too, and means them by bare names; one
    that lists the first alone sells what answers.
    """
    sell_bases = _who_sells_bases(batch.found, identity)
    marked: dict[tuple[Name, bool, bool], Name] = {}
    return Batch([_marked(found, source, sell_bases, marked) for found in batch.found], batch.rejected)


def _marked(
    found: NamedRecord, source: Source, sell_bases: set[str], marked: dict[tuple[Name, bool, bool], Name]
) -> NamedRecord:
    name = found.name
    if name is None or source.founds == "ids":  # a catalogue's own ids are models, not names of them
        return found
    is_sold = isinstance(found.record, Offer | PricePeriod)
    is_served = source.serves
    if isinstance(found.record, Offer | PricePeriod):
        is_repo = "/" in name.text and name.text != name.text.lower()  # a Hub repository's id says which weights
        is_served = not is_repo and found.record.provider not in sell_bases
    if not (is_sold or is_served):
        return found
    key = (name, is_served, is_sold)
    if key not in marked:
        marked[key] = replace(name, is_served=is_served, is_sold=is_sold)
    return NamedRecord(found.record, marked[key])


def _who_sells_bases(found: Iterable[NamedRecord], identity: Identity) -> set[str]:
    """Return the sellers that list a base and the tuned model of its release, both of open weights."""
    sold: dict[str, dict[tuple[object, ...], Name]] = defaultdict(dict)
    for one in found:
        if one.name is not None and isinstance(one.record, Offer | PricePeriod):
            taken = parts(one.name.text, with_effort=False)
            sold[one.record.provider].setdefault((taken.words, taken.stamps), one.name)
    return {seller for seller, names in sold.items() if any(_are_base_and_tuned(names, identity))}


def _are_base_and_tuned(names: Mapping[tuple[Any, ...], Name], identity: Identity) -> Iterator[bool]:
    for (words, stamps), tuned in names.items():
        bare = tuple(word for word in words if word not in TUNED)
        base = names.get((bare, stamps)) if len(bare) < len(words) else None
        if base is not None:
            met = [identity.resolve(name) for name in (base, tuned)]
            repos = {found.hub_repo_id for found in met if found.hub_repo_id}
            yield len(repos) == len(met)
