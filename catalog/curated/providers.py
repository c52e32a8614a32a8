"""Providers: who sells access to models. One slug each, so that one provider meets itself in two sources.

Curated in datasets/providers.csv: one row an alias; the row whose alias is the slug itself says the rest.
"""

import csv
import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache, lru_cache

from catalog.curated.benchmarks import DATASETS
from catalog.curated.developers import developer_id

# An id without a version that ends in "latest"; `claude-3-7-sonnet-latest` means one model for ever.
_POINTER = re.compile(r"[^\d]*(?:^|-)latest")
# Words in the slug of a provider that we don't know which say that it sells by the month, not by the token.
_PLAN = re.compile(r"(?:^|-)(?:coding-plan|token-plan|copilot|subscription)(?:-|$)")


@dataclass(frozen=True, slots=True, kw_only=True)
class Provider:
    """One seller of models.

    `developer` is whose models it sells first-hand; `own_names` are the beginnings of those models' names where it
    sells others' too. `billing` is "subscription" or "own hardware" where it does not sell by the token. `pointers` are
    ids of its own that mean another model from time to time.
    """

    slug: str
    title: str
    developer: str | None = None
    own_names: tuple[str, ...] = ()
    billing: str | None = None
    pointers: tuple[str, ...] = ()

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


@cache
def providers() -> Mapping[str, Provider]:
    """Return every curated provider by each of its aliases.

    Raises:
        ValueError: an alias stands in two rows, or means a provider that has no row of its own.
    """
    with (DATASETS / "providers.csv").open(encoding="utf-8", newline="") as lines:
        rows = list(csv.DictReader(lines))
    known = {row["provider"]: _provider(row) for row in rows if row["alias"] == row["provider"]}
    found: dict[str, Provider] = {}
    for row in rows:
        if row["alias"] in found or row["provider"] not in known:
            message = f"providers.csv: alias {row['alias']!r} must stand in one row and mean a provider with a row"
            raise ValueError(message)
        found[row["alias"]] = known[row["provider"]]
    return found


def _provider(row: Mapping[str, str]) -> Provider:
    return Provider(
        slug=row["provider"],
        title=row["title"],
        developer=row["developer"] or None,
        own_names=tuple(row["own_names"].split()),
        billing=row["billing"] or None,
        pointers=tuple(row["pointers"].split()),
    )


@lru_cache(maxsize=4096)
def provider(text: str) -> Provider:
    """Return the provider that a source means; one that we don't know gets its name as slug and title."""
    key = _key(text)
    known = providers().get(key)
    if known is not None:
        return known
    return Provider(slug=key, title=text.strip(), billing="subscription" if _PLAN.search(key) else None)


def is_provider(text: str) -> bool:
    """Return whether a text is a name of a provider that we know."""
    return _key(text) in providers()
