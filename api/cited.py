"""The sources that an answer rests on: each with its day, its licence and its address."""

from collections.abc import Iterator, Mapping
from typing import Any

import pandas as pd

from api.questions import Told
from catalog import queries
from catalog.plain import rows_of
from catalog.snapshot import Snapshot

CITED = ("source_id", "title", "publisher", "url", "licence", "attribution", "as_of")
_BETWEEN = ("; ", ", ")


def sources_of(snapshot: Snapshot, told: Told) -> list[dict[str, Any]]:
    """Return the sources that an answer names in its figures, and those of the abilities of its domains.

    An answer names a source by its id or its title, in a key that is `source`, `source_id`, or ends so.
    """
    sources = snapshot.ask(queries.sources)
    named = set(_named(told.answer))
    for domain in told.domains:
        named |= set(snapshot.ask(queries.ability_makeup, domain)["source"].dropna())
    parts = named | {part for text in named for between in _BETWEEN for part in text.split(between)}
    return rows_of(_those(sources, parts), CITED)


def _those(sources: pd.DataFrame, named: set[str]) -> pd.DataFrame:
    return sources[sources["source_id"].isin(named) | sources["title"].isin(named)]


def _named(value: Any) -> Iterator[str]:  # noqa: ANN401 - JSON
    if isinstance(value, Mapping):
        for name, each in value.items():
            if isinstance(each, str) and str(name).removesuffix("_id").endswith("source"):
                yield each
            else:
                yield from _named(each)
    elif isinstance(value, list):
        for each in value:
            yield from _named(each)
