"""Licences: what a licence's name stands for. Curated in datasets/licences.csv, each row with its evidence.

Classes: permissive, copyleft, public domain; restricted (commercial use with conditions that go beyond a free licence),
non-commercial, proprietary. A licence whose terms nobody has read for the table has no class.

What one may do (`terms`) follows from the class and two more facts of the table:

    approved by the OSI                          OSI-approved
    permissive, copyleft, public domain          open, not OSI-approved
    restricted                                   permissive with use limits
    non-commercial                               non-commercial; research where research is all that it allows
    proprietary, or weights that stay closed     closed
    no class                                     unknown
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Literal, get_args

from catalog.curated.table import Address, Fault, Flag, Names, Slug, Table

LicenceClass = Literal["permissive", "copyleft", "public domain", "restricted", "non-commercial", "proprietary"]
OPEN_CLASSES = frozenset[str]({"permissive", "copyleft", "public domain"})
Terms = Literal[
    "OSI-approved",
    "open, not OSI-approved",
    "permissive with use limits",
    "non-commercial",
    "research",
    "closed",
    "unknown",
]
TERMS: tuple[Terms, ...] = get_args(Terms)  # from the freest to the strictest; unknown last

_FILLER = re.compile(r"licen[cs]e|agreement|\bthe\b")
_NOT_SAID = re.compile(r"[^a-z0-9+]")
_TERMS_OF_CLASS: dict[str | None, Terms] = {
    "permissive": "open, not OSI-approved",
    "copyleft": "open, not OSI-approved",
    "public domain": "open, not OSI-approved",
    "restricted": "permissive with use limits",
    "non-commercial": "non-commercial",
    "proprietary": "closed",
}
_USUAL_CLAUSE: dict[str | None, str] = {
    "permissive": "No limit on who uses it or for what; keep the notices",
    "copyleft": "No limit on who uses it or for what; changed versions stay under the same licence",
    "public domain": "No conditions",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Licence:
    """A licence. None means that we do not know."""

    licence_id: str
    title: str
    licence_class: str | None
    allows_commercial: bool | None
    osi_approved: bool | None
    evidence_url: str
    why: str
    research_only: bool
    clause: str
    text_url: str | None

    @property
    def terms(self) -> Terms:
        """Return what one may do under it."""
        if self.osi_approved and self.licence_class in OPEN_CLASSES:
            return "OSI-approved"
        return "research" if self.research_only else _TERMS_OF_CLASS.get(self.licence_class, "unknown")


@dataclass(frozen=True, slots=True, kw_only=True)
class Granted:
    """What one may do with a model, the clause that matters in words, and where the licence's text stands."""

    terms: Terms
    title: str | None
    clause: str
    text_url: str | None


def _key(text: str) -> str:
    """Return what two spellings of one licence's name have in common."""
    return _NOT_SAID.sub("", _FILLER.sub("", text.lower()))


def _sentence(text: str) -> str:
    return text[:1].upper() + text[1:]


@dataclass(frozen=True, slots=True, kw_only=True)
class _Row:
    licence_id: Slug
    title: str
    licence_class: LicenceClass | None = None
    allows_commercial: Flag | None = None
    osi_approved: Flag | None = None
    evidence_url: Address
    why: str
    also_written: Names = ()
    research_only: Flag = False
    clause: str | None = None
    text_url: Address | None = None

    @property
    def spellings(self) -> tuple[str, ...]:
        return self.licence_id, self.title, *self.also_written


def _faults(rows: Sequence[_Row]) -> Iterator[Fault]:
    taken: dict[str, _Row] = {}
    for number, row in enumerate(rows):
        shared = [text for text in row.spellings if taken.setdefault(_key(text), row) is not row]
        if shared:
            others = ", ".join(f"{text!r} is also {taken[_key(text)].licence_id}" for text in shared)
            yield number, "also_written", f"id, title and spellings of this licence alone ({others})"
        if row.licence_class == "non-commercial" and row.allows_commercial is not False:
            yield number, "allows_commercial", "false for a licence that is non-commercial"
        if row.research_only and row.licence_class != "non-commercial":
            yield number, "research_only", "true only for a licence that is non-commercial"
        if row.osi_approved and row.licence_class not in OPEN_CLASSES:
            yield number, "osi_approved", "true only for a licence that is permissive, copyleft or public domain"


LICENCES = Table(files="licences.csv", row=_Row, key=("licence_id",), rule=_faults)


def _licence(row: _Row) -> Licence:
    return Licence(
        licence_id=row.licence_id,
        title=row.title,
        licence_class=row.licence_class,
        allows_commercial=row.allows_commercial,
        osi_approved=row.osi_approved,
        evidence_url=row.evidence_url,
        why=row.why,
        research_only=row.research_only,
        clause=row.clause or _USUAL_CLAUSE.get(row.licence_class, _sentence(row.why)),
        text_url=row.text_url,
    )


@cache
def _by_key() -> Mapping[str, Licence]:
    pairs = [(row, _licence(row)) for row in LICENCES.rows()]
    return {_key(spelling): licence for row, licence in pairs for spelling in row.spellings}


@cache
def licence(text: str) -> Licence | None:
    """Return the licence that an id or a name stands for; None for one that the table does not have."""
    return _by_key().get(_key(text))


def licence_class(licence_id: str | None) -> str | None:
    """Return a licence's class; None where the licence, or what it allows, is not known.

    Several licences at once ("llama3.3,gemma") all bind: the class is that of the strictest.
    """
    found = [licence(text) for text in licence_id.split(",")] if licence_id else []
    known = [each for each in found if each and each.licence_class]
    if not known or len(known) < len(found):
        return None
    return max(known, key=lambda each: TERMS.index(_TERMS_OF_CLASS[each.licence_class])).licence_class


def allows_commercial(licence_id: str | None) -> bool | None:
    """Return whether a licence allows commercial use, if only under conditions; None where that is not known."""
    found = [licence(text) for text in licence_id.split(",")] if licence_id else []
    allowed = {each.allows_commercial if each else None for each in found}
    return False if False in allowed else True if allowed == {True} else None


def granted(licence_id: str | None, weights: str | None = None) -> Granted:
    """Return what a model's licence grants.

    Several licences at once ("llama3.3,gemma") all bind: the strictest decides, and the clause of each is told.

    Args:
        licence_id: as the model's row has it; None where nobody states one.
        weights: open, closed or None; a model with closed weights and no licence is closed.
    """
    if not licence_id:
        if weights == "closed":
            clause = "The weights are not released; the provider's terms of service apply"
            return Granted(terms="closed", title=None, clause=clause, text_url=None)
        return Granted(terms="unknown", title=None, clause="Nobody states a licence", text_url=None)
    parts = [licence(text) for text in licence_id.split(",")]
    known = [part for part in parts if part]
    if len(known) < len(parts):
        clause = "A licence that nobody has read for this table"
        return Granted(terms="unknown", title=licence_id, clause=clause, text_url=None)
    strictest = max(known, key=lambda part: TERMS.index(part.terms))
    return Granted(
        terms=strictest.terms,
        title=" and ".join(part.title for part in known),
        clause=". ".join(dict.fromkeys(part.clause for part in known)),
        text_url=strictest.text_url,
    )
