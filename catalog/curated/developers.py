"""Developers of models: one slug each, OpenRouter's where it has one. Curated in datasets/developers.csv."""

import csv
import unicodedata
from collections.abc import Mapping
from functools import cache

from catalog.curated.benchmarks import DATASETS


def plain(text: str) -> str:
    """Return a name in lower case, with one kind of space, and a Greek beta written out."""
    text = unicodedata.normalize("NFKC", text).lower().replace("\N{GREEK SMALL LETTER BETA}", "beta")
    return " ".join(text.split())


@cache
def _developers() -> Mapping[str, str]:
    with (DATASETS / "developers.csv").open(encoding="utf-8", newline="") as lines:
        return {row["alias"]: row["developer"] for row in csv.DictReader(lines)}


def developer_id(text: str | None) -> str | None:
    """Return a developer's slug, or None for a developer that we don't know."""
    if not text:
        return None
    key = plain(text).lstrip("~")
    return _developers().get(key) or _developers().get(key.replace(" ", "-"))
