"""Developers of models: one slug each, OpenRouter's where it has one. Curated in datasets/developers.csv."""

import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache

from catalog.curated.table import Fault, Slug, Table


@dataclass(frozen=True, slots=True, kw_only=True)
class _Row:
    alias: str
    developer: Slug


def plain(text: str) -> str:
    """Return a name in lower case, with one kind of space, and a Greek beta written out."""
    text = unicodedata.normalize("NFKC", text).lower().replace("\N{GREEK SMALL LETTER BETA}", "beta")
    return " ".join(text.split())


def _key(text: str) -> str:
    return plain(text).lstrip("~")


def _faults(rows: Sequence[_Row]) -> Iterator[Fault]:
    own = {row.alias for row in rows if row.alias == row.developer}
    for number, row in enumerate(rows):
        if row.alias != _key(row.alias):
            yield number, "alias", f"{_key(row.alias)!r}, as names are looked up"
        if row.developer not in own:
            yield number, "developer", "a slug that is also the alias of a row of its own"


DEVELOPERS = Table(files="developers.csv", row=_Row, key=("alias",), rule=_faults)


@cache
def _developers() -> Mapping[str, str]:
    return {row.alias: row.developer for row in DEVELOPERS.rows()}


def developer_id(text: str | None) -> str | None:
    """Return a developer's slug, or None for a developer that we don't know."""
    if not text:
        return None
    key = _key(text)
    return _developers().get(key) or _developers().get(key.replace(" ", "-"))
