"""Providers: who sells access to models. One slug each, so that one provider meets itself in two sources.

Curated in datasets/providers.csv: one row an alias; the row whose alias is the slug itself says the rest.
"""

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache, lru_cache
from itertools import takewhile
from typing import Annotated, Literal

from catalog.curated.developers import curated_title, developer_id
from catalog.curated.table import Address, Day, Fault, Slug, Table, Words, shaped
from catalog.records import SellerKind

Billing = Literal["subscription", "own hardware"]
Country = Annotated[str, shaped(r"[A-Z]{2}", "the two letters of a country, as ISO 3166 writes them")]
# The kinds whose price is one's own: a maker, or who runs the model on own machines. The others pass on somebody's.
WELL_KNOWN: tuple[SellerKind, ...] = ("maker", "cloud", "inference provider")
# An id without a version that ends in "latest"; `claude-3-7-sonnet-latest` means one model for ever.
_POINTER = re.compile(r"[^\d]*(?:^|-)latest")
# Words in the slug of a provider that we don't know which say that it sells by the month, not by the token.
_PLAN = re.compile(r"(?:^|-)(?:coding-plan|token-plan|copilot|subscription)(?:-|$)")


@dataclass(frozen=True, slots=True, kw_only=True)
class Provider:
    """One seller of models.

    `developer` is whose models it sells first-hand; `own_names` are the beginnings of those models' names where it
    sells others' too. `billing` is "subscription" or "own hardware" where it does not sell by the token. `pointers` are
    ids of its own that mean another model from time to time. `kind` is None where nothing shows what it is; `country`
    is the seat's, which says nothing of where requests are processed (provider_terms.csv does). Since `closed_on` it
    serves no model. `api_base` is what a client of OpenAI's interface is given to speak with it.
    """

    slug: str
    title: str
    developer: str | None = None
    own_names: tuple[str, ...] = ()
    billing: Billing | None = None
    pointers: tuple[str, ...] = ()
    kind: SellerKind | None = None
    country: str | None = None
    closed_on: date | None = None
    api_base: str | None = None
    evidence_url: str | None = None

    def makes(self, model_name: str) -> bool:
        """Return whether a model of this name is the provider's own, not another developer's that it resells."""
        *organisations, name = model_name.lower().split("/")
        makers = {developer_id(organisation) for organisation in organisations[-1:]}
        if self.developer is None or makers - {None, self.developer}:
            return False
        return not self.own_names or name.startswith(self.own_names)

    def is_pointer(self, model_id: str) -> bool:
        """Return whether an id means whatever model is newest (`mistral-large-latest`): then it is no model."""
        name = model_id.lower().rsplit("/", maxsplit=1)[-1]
        return name in self.pointers or bool(_POINTER.fullmatch(name))


def _key(text: str) -> str:
    return re.sub(r"[^a-z0-9]+", "-", text.lower()).strip("-")


@dataclass(frozen=True, slots=True, kw_only=True)
class ProviderRow:
    """An alias of a provider; the row whose alias is the slug itself says the rest."""

    alias: str
    provider: Slug
    title: str | None = None
    developer: Slug | None = None
    own_names: Words = ()
    billing: Billing | None = None
    pointers: Words = ()
    kind: SellerKind | None = None
    country: Country | None = None
    closed_on: Day | None = None
    api_base: Address | None = None
    evidence_url: Address | None = None


def _faults(rows: Sequence[ProviderRow]) -> Iterator[Fault]:
    own = {row.provider for row in rows if row.alias == row.provider}
    titles = Counter((row.title or "").casefold() for row in rows if row.alias == row.provider)
    for number, row in enumerate(rows):
        if row.alias != _key(row.alias):
            yield number, "alias", f"{_key(row.alias)!r}, as names are looked up"
        if row.provider not in own:
            yield number, "provider", "a slug that is also the alias of a row of its own"
        if row.alias == row.provider:
            yield from _faults_of_provider(number, row)
            if row.title and titles[row.title.casefold()] > 1:
                yield number, "title", "one that no other provider has: pages show it instead of the slug"
        else:
            stated = [name for name in _OF_PROVIDER if getattr(row, name)]
            yield from ((number, name, f"nothing: the row of {row.provider} says it") for name in stated)


def _faults_of_provider(number: int, row: ProviderRow) -> Iterator[Fault]:
    if not row.title:
        yield number, "title", "the provider's name as people write it"
    if developer_id(row.developer) not in {None, row.developer}:
        yield number, "developer", f"the slug {developer_id(row.developer)!r}"
    if any(getattr(row, name) for name in _TOLD) and not row.evidence_url:
        yield number, "evidence_url", "an address that shows its kind, its seat, its base address or that it closed"
    if row.kind == "maker" and not (row.developer or row.billing):
        yield number, "developer", "whose models it makes, as a maker"
    for name, texts in (("own_names", row.own_names), ("pointers", row.pointers)):
        if any(text != text.lower() for text in texts):
            yield number, name, "lower case, as ids are looked up"


_TOLD = ("kind", "country", "closed_on", "api_base")
_OF_PROVIDER = ("title", "developer", "own_names", "billing", "pointers", *_TOLD, "evidence_url")
PROVIDERS = Table(files="providers.csv", row=ProviderRow, key=("alias",), rule=_faults)


@cache
def providers() -> Mapping[str, Provider]:
    """Return every curated provider by each of its aliases.

    Raises:
        CuratedError: a row is wrong: an alias means a provider that has no row of its own, for example.
    """
    rows = PROVIDERS.rows()
    known = {row.provider: _provider(row) for row in rows if row.alias == row.provider}
    return {row.alias: known[row.provider] for row in rows}


def _provider(row: ProviderRow) -> Provider:
    return Provider(
        slug=row.provider,
        title=row.title or row.provider,
        developer=row.developer,
        own_names=row.own_names,
        billing=row.billing,
        pointers=row.pointers,
        kind=row.kind,
        country=row.country,
        closed_on=row.closed_on,
        api_base=row.api_base,
        evidence_url=row.evidence_url,
    )


@lru_cache(maxsize=4096)
def provider(text: str) -> Provider:
    """Return the provider that a source means; one that we don't know gets its name as slug and title."""
    key = _key(text)
    known = providers().get(key)
    if known is not None:
        return known
    return Provider(slug=key, title=text.strip(), billing="subscription" if _PLAN.search(key) else None)


def seller_title(slug: str) -> str:
    """Return how people write a seller's name: for pages, sentences and reports. Data and addresses keep the slug."""
    return provider(slug).title


@cache
def maker_title(developer: str) -> str:
    """Return a maker as people write it: its curated title, else what its services' titles begin with, else its id."""
    curated = curated_title(developer)
    if curated:
        return curated
    titles = [each.title.split() for each in dict.fromkeys(providers().values()) if each.developer == developer]
    shared = takewhile(lambda words: len(set(words)) == 1, zip(*titles, strict=False))
    return " ".join(words[0] for words in shared) or developer


def is_provider(text: str) -> bool:
    """Return whether a text is a name of a provider that we know."""
    return _key(text) in providers()
