"""Which Hub repository was made from which: a graph without cycles, from tags, cards and rows curated by hand.

A name that resembles another is no evidence: such pairs are proposals for a person to look at, never edges. Copies of a
repository (re-uploads, renamed ones) stand for their original. Repositories are numbers; arrays hold what is known of
them, so that a question touches only a family and not all of the Hub.
"""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Literal

import numpy as np
import numpy.typing as npt
import pandas as pd
from scipy import sparse
from scipy.sparse import csgraph

from catalog.curated.benchmarks import known_domain
from catalog.curated.hub_tags import RepoId
from catalog.curated.table import Address, Fault, Table, Words
from catalog.identity.names import without_precision
from catalog.identity.resolve import reuploads
from catalog.numeric import Flags, Ints
from catalog.records import Relation

RELATIONS: tuple[Relation, ...] = ("finetune", "adapter", "merge", "quantized")
ROOT = len(RELATIONS)  # the relation of a repository without a known parent
EVIDENCE = ("curated", "card", "tag")  # the surest first
_LONGEST_CHAIN_OF_COPIES = 10
_MOST_PROPOSALS = 200
_SIMPLE = re.compile(r"[^a-z0-9.]+")
_BARE = re.compile(r"-(hf|base|pt)$")


@dataclass(frozen=True, slots=True, kw_only=True)
class CuratedEdge:
    """An edge that a person has read in a card or a paper. A copy is the same model under another name."""

    child: RepoId
    parent: RepoId
    relation: Literal["finetune", "adapter", "merge", "quantized", "copy"]
    domains: Words = ()
    evidence_url: Address
    why: str


@dataclass(frozen=True)
class Neighbours:
    """For each repository a span of others: those of repository i are other[start[i] : start[i + 1]]."""

    start: Ints
    other: Ints

    def of(self, repo: int) -> Ints:
        """Return the neighbours of one repository."""
        return self.other[self.start[repo] : self.start[repo + 1]]

    def of_all(self, repos: Ints) -> tuple[Ints, Ints]:
        """Return (position in `repos`, neighbour) of the neighbours of many."""
        count = self.start[repos + 1] - self.start[repos]
        which = np.repeat(np.arange(repos.size), count)
        first = np.repeat(self.start[repos] - np.cumsum(count) + count, count)
        return which, self.other[first + np.arange(which.size)]


@dataclass(frozen=True)
class Lineage:
    """The graph. Numbers of repositories index every array.

    Attributes:
        repos: the ids as they are spelt.
        number: of each id in lower case.
        stands_for: the repository that a copy is a copy of; itself for all others.
        is_listed: whether the Hub's listing had it; a parent that is not may be deleted, renamed or private.
        relation: how it was made, an index of RELATIONS; ROOT where no parent is known.
        primary: the first parent, by which a tree is drawn; -1 for a root.
        parents: every parent.
        children: every child.
        edges: child, parent (numbers), relation, evidence, evidence_url.
        dropped: child, parent (ids), relation, why: edges that are not in the graph.
    """

    repos: npt.NDArray[np.object_]
    number: pd.Index  # not of "str": it must be a type at run time, too, for `catalog.variants.packed`
    stands_for: Ints
    is_listed: Flags
    relation: npt.NDArray[np.int8]
    primary: Ints
    parents: Neighbours
    children: Neighbours
    edges: pd.DataFrame
    dropped: pd.DataFrame

    def find(self, repo_id: str) -> int | None:
        """Return a repository's number; that of its original for a copy; None for one that nothing names."""
        at = self.number.get_indexer(pd.Index([repo_id.strip().lower()], dtype=self.number.dtype))[0]
        return None if at < 0 else int(self.stands_for[at])


def _faults(rows: Sequence[CuratedEdge]) -> Iterator[Fault]:
    for number, row in enumerate(rows):
        if row.child.lower() == row.parent.lower():
            yield number, "parent", "another repository than the child"
        for domain in row.domains:
            if expected := known_domain(domain):
                yield number, "domains", f"{expected} for each word; {domain!r} is none"


EDGES = Table(files="lineage.csv", row=CuratedEdge, key=("child", "parent"), rule=_faults)


@cache
def curated_edges() -> tuple[CuratedEdge, ...]:
    """Return the edges that a person has read, each with its evidence in datasets/lineage.csv.

    Raises:
        CuratedError: a row is wrong.
    """
    return EDGES.rows()


def curated_copies(curated: Iterable[CuratedEdge]) -> dict[str, str]:
    """Return what each curated copy is a copy of, both in lower case: re-uploads and renamed repositories."""
    renamed = {edge.child.lower(): edge.parent.lower() for edge in curated if edge.relation == "copy"}
    return {**reuploads(), **renamed}


def lineage_of(
    listed: Sequence[str],
    stated: pd.DataFrame,
    curated: Sequence[CuratedEdge] = (),
    copies: Mapping[str, str] | None = None,
    others: Sequence[str] = (),
) -> Lineage:
    """Return the graph.

    Of several statements on one pair the surest counts: curated, then card, then tag. An edge is dropped, and named in
    `dropped`, where it would close a cycle. A copy's own statements are left out: they are about the upload.

    Args:
        listed: the ids that the Hub lists.
        stated: child, parent, relation, evidence, evidence_url, as the table `lineage` has them.
        curated: edges that a person has read.
        copies: what each copy is a copy of, in lower case.
        others: further ids that take part, such as those of tested models.
    """
    copies = copies or {}
    rows = pd.concat([stated[["child", "parent", "relation", "evidence", "evidence_url"]], _as_rows(curated)])
    spelt = pd.concat(
        [pd.Series(part, dtype="str") for part in (listed, rows["child"], rows["parent"], others)], ignore_index=True
    )
    codes, number = pd.factorize(spelt.str.lower())
    first = np.zeros(len(number), np.int64)
    first[codes[::-1]] = np.arange(len(spelt))[::-1]
    stands_for = _originals(number, copies)
    is_listed = np.zeros(len(number), bool)
    is_listed[codes[: len(listed)]] = True
    n = len(rows)
    edges = rows.assign(child=codes[len(listed) : len(listed) + n], parent=codes[len(listed) + n : len(listed) + 2 * n])
    edges = _surest(edges, stands_for)
    is_cyclic = _closes_cycle(edges, len(number))
    repos = spelt.to_numpy(object)[first]
    kept = edges[~is_cyclic].reset_index(drop=True)
    lost = edges[is_cyclic]
    dropped = pd.DataFrame(
        {
            "child": repos[lost["child"].to_numpy()],
            "parent": repos[lost["parent"].to_numpy()],
            "relation": lost["relation"].to_numpy(object),
            "why": "the statements of these repositories go round in a circle",
        }
    )
    child, parent = kept["child"].to_numpy(np.int64), kept["parent"].to_numpy(np.int64)
    primary = np.full(len(number), -1, np.int64)
    primary[child[::-1]] = parent[::-1]  # edges are sorted surest first: the last write wins
    return Lineage(
        repos=repos,
        number=number,
        stands_for=stands_for,
        is_listed=is_listed,
        relation=_relations(kept, len(number)),
        primary=primary,
        parents=_neighbours(child, parent, len(number)),
        children=_neighbours(parent, child, len(number)),
        edges=kept,
        dropped=dropped,
    )


def _as_rows(curated: Sequence[CuratedEdge]) -> pd.DataFrame:
    rows = [(e.child, e.parent, e.relation, "curated", e.evidence_url) for e in curated if e.relation != "copy"]
    return pd.DataFrame(rows, columns=["child", "parent", "relation", "evidence", "evidence_url"], dtype="str")


def _originals(number: "pd.Index[str]", copies: Mapping[str, str]) -> Ints:
    """Return for each repository the number of the one that it stands for; a chain of copies is followed."""
    stands_for = np.arange(len(number))
    pairs = pd.DataFrame(list(copies.items()), columns=["copy", "original"], dtype="str")
    copy, original = number.get_indexer(pd.Index(pairs["copy"])), number.get_indexer(pd.Index(pairs["original"]))
    is_known = (copy >= 0) & (original >= 0)
    stands_for[copy[is_known]] = original[is_known]
    for _ in range(_LONGEST_CHAIN_OF_COPIES):
        stands_for = stands_for[stands_for]
    is_stuck = stands_for[stands_for] != stands_for  # two copies of each other
    stands_for[is_stuck] = np.flatnonzero(is_stuck)
    return stands_for


def _surest(edges: pd.DataFrame, stands_for: Ints) -> pd.DataFrame:
    """Return one row a pair, between originals; rows of a child stay together, the surest first."""
    child, parent = edges["child"].to_numpy(), stands_for[edges["parent"].to_numpy()]
    is_own = (stands_for[child] == child) & (child != parent)
    order = {relation: rank for rank, relation in enumerate(RELATIONS)}
    ranked = edges.assign(
        parent=parent,
        sure=edges["evidence"].map({evidence: rank for rank, evidence in enumerate(EVIDENCE)}).to_numpy(),
        rank=edges["relation"].map(order).to_numpy(),
    )[is_own]
    ranked = ranked.sort_values(["child", "sure", "rank", "parent"], kind="stable")
    return ranked.drop_duplicates(["child", "parent"]).drop(columns=["sure", "rank"]).reset_index(drop=True)


def _closes_cycle(edges: pd.DataFrame, n: int) -> Flags:
    """Return which edges lie inside a strongly connected part: each of them is on a cycle."""
    child, parent = edges["child"].to_numpy(), edges["parent"].to_numpy()
    graph = sparse.csr_array((np.ones(len(edges), np.int8), (child, parent)), (n, n))
    _, part = csgraph.connected_components(graph, directed=True, connection="strong")
    result: Flags = part[child] == part[parent]
    return result


def _relations(edges: pd.DataFrame, n: int) -> npt.NDArray[np.int8]:
    """Return how each repository was made: a merge if any edge says so, quantised only if no other edge says more."""
    result = np.full(n, ROOT, np.int8)
    for relation in ("quantized", "finetune", "adapter", "merge"):
        result[edges.loc[edges["relation"] == relation, "child"].to_numpy(np.int64)] = RELATIONS.index(relation)
    return result


def _neighbours(of: Ints, other: Ints, n: int) -> Neighbours:
    order = np.argsort(of, kind="stable")
    return Neighbours(np.concatenate([[0], np.cumsum(np.bincount(of, minlength=n))]), other[order])


def descendants(graph: Lineage, repo: int) -> tuple[Ints, Ints]:
    """Return everything made from a repository, nearest first, and how many generations lie between."""
    is_seen = np.zeros(len(graph.repos), bool)
    is_seen[repo] = True
    front, found, generations = np.array([repo]), [], []
    while front.size:
        _, below = graph.children.of_all(front)
        front = np.unique(below[~is_seen[below]])
        is_seen[front] = True
        found.append(front)
        generations.append(np.full(front.size, len(found)))
    return np.concatenate(found), np.concatenate(generations)


def ancestors(graph: Lineage, repo: int) -> tuple[Ints, Ints]:
    """Return everything that a repository was made from, nearest first, and how many generations lie between.

    These are few: no array over all repositories is made.
    """
    generation, front = {repo: 0}, [repo]
    while front:
        above = {int(parent) for child in front for parent in graph.parents.of(child)}
        step = generation[front[0]] + 1
        front = sorted(above - generation.keys())
        generation |= dict.fromkeys(front, step)
    del generation[repo]
    return np.array(list(generation), np.int64), np.array(list(generation.values()), np.int64)


def origin_of(graph: Lineage, repo: int) -> int:
    """Return the repository without parents from which one was made; itself where there are several such."""
    above, _ = ancestors(graph, repo)
    roots = above[graph.primary[above] < 0]
    return int(roots[0]) if roots.size == 1 else repo


def way_up(graph: Lineage, repo: int) -> list[int]:
    """Return a repository and its first parents up to a root."""
    way = [repo]
    while graph.primary[way[-1]] >= 0:
        way.append(int(graph.primary[way[-1]]))
    return way


def by_generation(graph: Lineage) -> list[Ints]:
    """Return the repositories in rounds: each one comes in a later round than all of its parents."""
    waiting = np.diff(graph.parents.start)
    front = np.flatnonzero(waiting == 0)
    rounds = []
    while front.size:
        rounds.append(front)
        _, below = graph.children.of_all(front)
        waiting -= np.bincount(below, minlength=waiting.size)
        front = np.unique(below)
        front = front[waiting[front] == 0]
    return rounds


def proposals(graph: Lineage, repo: int) -> pd.DataFrame:
    """Return repositories whose names hold the name of this one, but that nothing says to be made from it.

    They are for a person to look at: a name is no evidence, and no proposal is in the graph.
    Columns: child, parent, why.
    """
    name = _BARE.sub("", simple_name(str(graph.repos[repo])))
    owner = str(graph.repos[repo]).lower().partition("/")[0]
    columns = ["child", "parent", "why"]
    if sum(character.isdigit() for character in name) == 0 or not re.search("[a-z]{3}", name):
        return pd.DataFrame(columns=columns)  # a name of one common word is in thousands of others
    lower = pd.Series(graph.number)
    lonely = (graph.primary < 0) & graph.is_listed & (graph.stands_for == np.arange(len(lower)))
    near = lower[lonely & lower.str.contains(name.split("-")[0], regex=False).to_numpy(bool)]
    found = [
        i for i, text in near.items() if f"-{name}-" in f"-{simple_name(text)}-" and text.partition("/")[0] != owner
    ][:_MOST_PROPOSALS]
    why = f"the name holds {name!r}; no tag, card or curated row says that it was made from it"
    rows = [(graph.repos[i], graph.repos[repo], why) for i in found]
    return pd.DataFrame(rows, columns=columns)


def simple_name(repo_id: str) -> str:
    """Return a repository's own name in lower case, words joined by hyphens, without the precision it ends in."""
    return _SIMPLE.sub("-", without_precision(repo_id.lower().rpartition("/")[2])).strip("-")
