"""Developers of models: one slug each, OpenRouter's where it has one. Curated in datasets/developers.csv."""

import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache

from catalog.curated.table import Fault, Slug, Table


@dataclass(frozen=True, slots=True, kw_only=True)
class _Row:
    """An alias of a developer; the row whose alias is the slug itself has the name as people write it."""

    alias: str
    developer: Slug
    title: str | None = None


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
        if (row.alias == row.developer) != bool(row.title):
            yield number, "title", "the maker's name as people write it, in the row of its slug alone"


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


@cache
def _titles() -> Mapping[str, str]:
    return {row.developer: row.title for row in DEVELOPERS.rows() if row.title}


def curated_title(developer: str) -> str | None:
    """Return the name of a developer as people write it, or None where nobody wrote it down."""
    return _titles().get(developer)
