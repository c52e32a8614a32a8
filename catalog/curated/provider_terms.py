"""What sellers state of where they run models and of what they do with prompts: datasets/provider_terms.csv.

A row is what a page of the seller itself says. Where a seller has its seat is a column of providers.csv: it says
nothing of where requests are processed.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import get_args

from catalog.curated.providers import PROVIDERS
from catalog.curated.table import Address, Day, Fault, Slug, Table
from catalog.records import Policy, TermKind

# "eu" is the European Union: the United Kingdom, Switzerland and Norway are areas of their own.
AREAS = ("au", "br", "ca", "ch", "cn", "eu", "gb", "in", "jp", "kr", "no", "sg", "us")
POLICIES: tuple[Policy, ...] = get_args(Policy)
# Who keeps nothing anyway need not be asked to keep nothing.
IMPLIED: Mapping[str, str] = {"zero retention": "zero retention on request"}


@dataclass(frozen=True, slots=True, kw_only=True)
class TermRow:
    """One statement of one seller about its paid service.

    Attributes:
        provider: the slug of a row of providers.csv.
        term: "region": all requests are processed there unless one asks otherwise, so at most one a seller; "region on
            request": one may choose it, maybe for fewer models or at another price; "policy": a promise.
        value: one of `AREAS` or of `POLICIES`.
        evidence_url: the seller's own page that says so.
        as_of: the day that the page bears; empty where none is known.
    """

    provider: Slug
    term: TermKind
    value: str
    evidence_url: Address
    as_of: Day | None = None


def _faults(rows: Sequence[TermRow]) -> Iterator[Fault]:
    known = {row.provider for row in PROVIDERS.rows()}
    regions: set[str] = set()
    for number, row in enumerate(rows):
        if row.provider not in known:
            yield number, "provider", "a provider of datasets/providers.csv"
        options: Sequence[str] = POLICIES if row.term == "policy" else AREAS
        if row.value not in options:
            yield number, "value", f"one of {', '.join(options)}"
        if row.term == "region" and row.provider in regions:
            yield number, "term", f"one region for {row.provider}: what may be chosen is a 'region on request'"
        regions |= {row.provider} if row.term == "region" else set()


PROVIDER_TERMS = Table(files="provider_terms.csv", row=TermRow, key=("provider", "term", "value"), rule=_faults)


@cache
def provider_terms() -> tuple[TermRow, ...]:
    """Return every statement.

    Raises:
        CuratedError: a row is wrong.
    """
    return PROVIDER_TERMS.rows()
