"""Which names of a source are of what answers: a bare name there means the tuned model, not the base."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import replace

from catalog.identity.names import parts
from catalog.identity.resolve import TUNED
from catalog.records import Offer, PricePeriod
from etl.source import Batch, Found, Source


def served(batch: Batch, source: Source) -> Batch:
    """Return a batch whose names say whether what they mean can be talked to.

    A seller that lists both "Llama 3 8B" and "Llama 3 8B Instruct" means the base by the first; one that lists only
    the first sells what answers.
    """
    both = _sold_both_ways(batch.found)
    return Batch([_marked(found, source, both) for found in batch.found], batch.rejected)


def _marked(found: Found, source: Source, both: set[tuple[str, tuple[str, ...]]]) -> Found:
    if found.name is None:
        return found
    if isinstance(found.record, Offer | PricePeriod):
        text = found.name.text
        is_repo = "/" in text and text != text.lower()  # a Hub repository's id says which weights it means
        is_served = not is_repo and (found.record.provider, parts(text, with_effort=False).words) not in both
        return replace(found, name=replace(found.name, is_served=is_served, is_sold=True))
    return replace(found, name=replace(found.name, is_served=True)) if source.serves else found


def _sold_both_ways(found: Iterable[Found]) -> set[tuple[str, tuple[str, ...]]]:
    """Return (provider, words) of the bare names that a seller lists beside the tuned name."""
    sold: dict[str, set[tuple[str, ...]]] = defaultdict(set)
    for one in found:
        if one.name is not None and isinstance(one.record, Offer | PricePeriod):
            sold[one.record.provider].add(parts(one.name.text, with_effort=False).words)
    return {
        (provider, tuple(word for word in words if word not in TUNED))
        for provider, those in sold.items()
        for words in those
        if TUNED & set(words)
    }
