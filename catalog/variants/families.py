"""The families of base models that others tune, made from the Hub's listing: who, which generation, which sizes.

A release is what its maker made alone: no ancestor has another owner. Releases of one owner whose names differ in size,
form (base, instruct, chat) and date only are a family: Llama 2 is 7B, 13B and 70B, with and without chat.
"""

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date

import numpy as np
import numpy.typing as npt
import pandas as pd

from catalog.identity.resolve import families as family_words
from catalog.numeric import Flags, Floats, Ints
from catalog.variants.lineage import RELATIONS, Lineage, by_generation

LEAST_VARIANTS = 3
TODAY_DAYS = 730  # a family is of today if its first release is at most this much older than the youngest repository
_SPLIT = re.compile(r"[\s_-]+")
_SIZE = re.compile(r"(?:[ea]?\d+(?:\.\d+)?[bm]|\d+x\d+(?:\.\d+)?[bm]|\d+[ke])")
_DATE = re.compile(r"(?:\d{4}|\d{6}|\d{8}|v0\.\d+)")
_FORM = frozenset(
    (
        *("hf", "base", "instruct", "it", "chat", "pt", "thinking", "nonthinking", "preview", "sft", "dpo", "rlvr"),
        *("only", "text", "bf16", "fp16", "fp8", "step"),
    )
)
_LETTERS = re.compile(r"[^a-z0-9.]+")


@dataclass(frozen=True)
class Family:
    """Releases of one maker that belong together.

    Attributes:
        title: as people call it, such as "Llama 2"; no two families have the same.
        owner: of its repositories.
        members: their numbers, the one with most variants first.
        variants: how many repositories of others name one of them as what they were made from.
        released: the day of the first of them; None where not known.
        smallest: parameters of the smallest, None where not known.
        largest: the same of the largest.
        downloads: of all of them in 30 days.
        is_of_today: whether the first of them is at most two years older than the youngest repository of the listing.
    """

    title: str
    owner: str
    members: tuple[int, ...]
    variants: int
    released: date | None
    smallest: float | None
    largest: float | None
    downloads: float
    is_of_today: bool


def releases_of(graph: Lineage) -> Flags:
    """Return which repositories of the listing their maker made alone: no ancestor has another owner."""
    owner = owners_of(graph)
    made = graph.is_listed & (graph.stands_for == np.arange(len(graph.repos)))
    for front in by_generation(graph)[1:]:
        child, above = graph.parents.of_all(front)
        is_foreign = (owner[above] != owner[front[child]]) | ~made[above]
        made[front[child[is_foreign]]] = False
    result: Flags = made & (graph.relation != RELATIONS.index("quantized"))
    return result


def owners_of(graph: Lineage) -> Ints:
    """Return a number for the owner of each repository."""
    names = pd.Series(graph.number).str.partition("/")[0]
    numbers: Ints = pd.factorize(names)[0].astype(np.int64)
    return numbers


def families_of(
    graph: Lineage,
    created: npt.NDArray[np.datetime64],
    parameters: Floats,
    downloads: Floats,
    least: int = LEAST_VARIANTS,
) -> tuple[Family, ...]:
    """Return the families with at least so many variants by others, those that are tuned and used most first.

    A family counts by the geometric mean of its variants by others and its downloads in 30 days.

    Args:
        graph: which repository was made from which.
        created: of each repository, NaT where not known.
        parameters: the same, NaN where not known.
        downloads: in 30 days, NaN where not known.
        least: how many variants by others make a family.
    """
    owner, variants = owners_of(graph), variants_by_others(graph)
    made = releases_of(graph)
    busy = np.zeros(int(owner.max(initial=-1)) + 1, np.int64)
    np.add.at(busy, owner[made], variants[made])
    groups: dict[tuple[int, str], list[int]] = {}
    for repo in np.flatnonzero(made & (busy[owner] >= least)).tolist():
        key = " ".join(_words(str(graph.repos[repo]))).lower()
        groups.setdefault((int(owner[repo]), key), []).append(repo)
    many = [members for members in groups.values() if variants[members].sum() >= least]
    many.sort(key=lambda members: -int(variants[members].sum()))
    known = created[~np.isnat(created)]
    oldest = known.max() - np.timedelta64(TODAY_DAYS, "D") if known.size else np.datetime64("NaT")
    found: dict[str, Family] = {}
    for members in many:
        members.sort(key=lambda repo: (-variants[repo], repo))
        days, sizes = created[members], parameters[members]
        days, sizes = days[~np.isnat(days)], sizes[np.isfinite(sizes)]
        family = Family(
            title=_title([str(graph.repos[repo]) for repo in members]),
            owner=str(graph.repos[members[0]]).partition("/")[0],
            members=tuple(members),
            variants=int(variants[members].sum()),
            released=pd.Timestamp(days.min()).date() if days.size else None,
            smallest=float(sizes.min()) if sizes.size else None,
            largest=float(sizes.max()) if sizes.size else None,
            downloads=float(np.nansum(downloads[members])),
            is_of_today=bool(days.size and days.min() >= oldest),
        )
        found.setdefault(simplified(family.title), family)
    return tuple(sorted(found.values(), key=lambda family: -family.variants * family.downloads))


def variants_by_others(graph: Lineage) -> Ints:
    """Return how many repositories of other owners were made from each, one step down."""
    owner = owners_of(graph)
    above = np.repeat(np.arange(len(graph.repos)), np.diff(graph.children.start))
    foreign = owner[above] != owner[graph.children.other]
    return np.bincount(above[foreign], minlength=len(graph.repos))


def family_named(families: Sequence[Family], graph: Lineage, text: str) -> Family | None:
    """Return the family that a text means: its title, however it is spaced. None for others.

    A size in the text leaves the members of that size: "Llama 2 13B" is a part of Llama 2.
    """
    if "/" in text or not _bare(text):
        return None
    by_name = {_bare(family.title): family for family in reversed(families)}
    by_name |= {simplified(family.title): family for family in families}
    whole = by_name.get(simplified(text))
    if whole is not None:
        return whole
    family = by_name.get(_bare(text))
    sizes = {word.lower() for word in _SPLIT.split(text) if _SIZE.fullmatch(word.lower())}
    if family is None or not sizes:
        return None
    members = tuple(
        repo for repo in family.members if sizes <= set(_SPLIT.split(graph.number[repo].rpartition("/")[2]))
    )
    return (
        replace(family, title=" ".join([family.title, *sorted(map(str.upper, sizes))]), members=members)
        if members
        else None
    )


def _bare(text: str) -> str:
    return simplified(" ".join(word for word in _SPLIT.split(text) if not _SIZE.fullmatch(word.lower())))


def family_with(families: Sequence[Family], repo: int) -> Family | None:
    """Return the family of which a repository is a member; None where it is in none."""
    return next((family for family in families if repo in family.members), None)


def simplified(text: str) -> str:
    """Return letters, digits and points of a text in lower case: "Llama-2" and "llama 2" are the same."""
    return _LETTERS.sub("", text.lower())


def _words(repo_id: str) -> list[str]:
    """Return the words of a repository's own name that tell its family: without size, form, date and firm."""
    words = [word for word in _SPLIT.split(repo_id.rpartition("/")[2]) if word]
    kept = [w for w in words if not (_SIZE.fullmatch(w.lower()) or _DATE.fullmatch(w.lower()) or w.lower() in _FORM)]
    while len(kept) > 1 and _known(kept[0]) is None and _known(kept[1]):
        kept = kept[1:]
    return kept or words


def _known(word: str) -> str | None:
    words = family_words()
    return words.get(word.lower()) or words.get(word.lower().rstrip("0123456789."))


def _title(repo_ids: list[str]) -> str:
    """Return what a family is called: the words of its first member, with the size where all have the same.

    A name that its maker writes in small letters keeps its hyphens, unless its first word is known otherwise.
    """
    words = _words(repo_ids[0])
    first, known = words[0], _known(words[0])
    if known and known.lower() == first.lower() and not known.isupper():
        words = [known, *words[1:]]
    sizes = Counter(
        word for repo in repo_ids for word in {w.upper() for w in _SPLIT.split(repo) if _SIZE.fullmatch(w.lower())}
    )
    common = [size for size, count in sizes.items() if count == len(repo_ids) and size[0].isdigit() and size[-1] == "B"]
    told = ("-" if all(word.islower() for word in words) else " ").join(words)
    is_new = len(common) == 1 and common[0] not in {word.upper() for word in words}
    return f"{told} {common[0]}" if is_new else told
