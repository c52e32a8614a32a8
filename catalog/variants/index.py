"""What is known of every repository, once a snapshot, so that a question about variants touches only a family.

Arrays are indexed by the numbers of the graph. Building takes seconds; a recommendation from it, milliseconds.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from catalog import queries
from catalog.curated.benchmarks import domains
from catalog.curated.licences import licence_class
from catalog.curated.memberships import Membership, memberships
from catalog.numeric import BILLION, Flags, Floats, Ints
from catalog.store import Store
from catalog.variants.evidence import Evidence, evidence_of
from catalog.variants.families import Family, families_of, releases_of
from catalog.variants.level import Levels, Traits, levels_of
from catalog.variants.lineage import (
    RELATIONS,
    CuratedEdge,
    Lineage,
    by_generation,
    curated_copies,
    curated_edges,
    lineage_of,
)

# From the freest to the strictest; a child may not be freer than its parents.
STRICTNESS = ("public domain", "permissive", "copyleft", "restricted", "non-commercial", "proprietary")
UNKNOWN = -1
GRADES = ("A", "B", "C", "D", "E")
Arrays = dict[str, npt.NDArray[Any]]
# Why a repository is counted to a domain, the best reason first; a name alone is the weakest.
REASONS = ("card", "tag", "language tag", "training dataset", "evaluation", "name")
BY_NAME = REASONS.index("name")
# Reasons that say it by more than results on public tests or a name.
SAID_BY_MORE = REASONS.index("evaluation")
SIZE_FROM = ("stated", "its name", "its base", "not known")
_STATED, _NAMED, _INHERITED, _NOT_KNOWN = range(len(SIZE_FROM))
_SIZE_IN_NAME = re.compile(r"(?:^|[^\d.a-z])(\d{1,4}(?:\.\d{1,3})?)b(?![a-z0-9])")
_MERGED_EXPERTS = re.compile(r"(?:^|[^\d.a-z])\d{1,3}x\d{1,3}(?:\.\d)?b")
_PACKED = 2.0  # a stated count this far below the name's is of packed or partial weights


@dataclass(frozen=True)
class VariantFrames:
    """What an index is built from. Columns as the functions `variant_…` of `catalog.queries` return them."""

    repos: pd.DataFrame
    languages: pd.DataFrame
    edges: pd.DataFrame
    claims: pd.DataFrame
    scores: pd.DataFrame
    benchmarks: pd.DataFrame
    models: pd.DataFrame
    shapes: pd.DataFrame
    gpus: pd.DataFrame


@dataclass(frozen=True)
class Claims:
    """The repositories of one domain, sorted by number: the best reason's kind, and the words for it."""

    repos: Ints
    kind: npt.NDArray[np.int8]
    words: npt.NDArray[np.object_]


@dataclass(frozen=True)
class VariantIndex:
    """All that a recommendation needs.

    Attributes:
        graph: which repository was made from which.
        evidence: results beside those of the own base.
        gains_in: by domain, the rows of `evidence.gains` as arrays sorted by repo; grade is an index of GRADES.
        losses: repo, domain, difference: where each is worse than its base beyond noise, by repo, the worst first.
        records: by publisher in lower case, how its variants fared against their bases, in words.
        levels: where repositories are expected to stand.
        claims: by domain, who serves it and why.
        languages: by ISO 639 code, the repositories whose tags name it.
        parameters: NaN where not known; size_from is an index of SIZE_FROM.
        created: NaT where not known.
        licence: index of licence_ids, -1 where not known.
        strictness: index of STRICTNESS by the own licence, -1 where not known.
        chain: the strictest known class among itself and all it was made from, -1 where none is known.
        is_gated: 1 or 0, -1 where not known.
        is_merge: by its relation, or because its tags say so.
        is_quantized: by its relation, or because its tags or its library say so.
        downloads: in 30 days, NaN where not known; adoption, never part of a rank.
        likes: the same.
        curated: repositories with a curated edge.
        focus: for each repository the domain that it is best known for, an index of focus_domains; -1 for none.
        focus_domains: their ids.
        domains_tested: domains that have a test.
        gpus: gpu, memory_gb; one a size of memory, sorted.
        as_of: the youngest day of the Hub's listing.
        families: of base models that others tune, those that are tuned and used most first.
        is_release: what its maker made alone, so that it can be a base, whatever it was made from.
    """

    graph: Lineage
    evidence: Evidence
    gains_in: dict[str, Arrays]
    losses: Arrays
    records: dict[str, str]
    levels: Levels
    claims: dict[str, Claims]
    languages: dict[str, Ints]
    parameters: Floats
    size_from: npt.NDArray[np.int8]
    created: npt.NDArray[np.datetime64]
    licence: Ints
    licence_ids: npt.NDArray[np.object_]
    strictness: npt.NDArray[np.int8]
    chain: npt.NDArray[np.int8]
    is_gated: npt.NDArray[np.int8]
    is_merge: Flags
    is_quantized: Flags
    downloads: Floats
    likes: Floats
    curated: Flags
    focus: npt.NDArray[np.int8]
    focus_domains: tuple[str, ...]
    domains_tested: frozenset[str]
    gpus: pd.DataFrame
    as_of: date | None
    families: tuple[Family, ...]
    is_release: Flags


def variant_index(store: Store) -> VariantIndex:
    """Return the index of a snapshot. Keep it as long as the snapshot is open.

    Raises:
        StoreError: the snapshot cannot answer.
    """
    return index_of(frames_of(store), memberships(), curated_edges())


def frames_of(store: Store) -> VariantFrames:
    """Return what an index is built from.

    Raises:
        StoreError: the snapshot cannot answer.
    """
    return VariantFrames(
        repos=queries.variant_repos(store),
        languages=queries.variant_languages(store),
        edges=queries.variant_edges(store),
        claims=queries.variant_claims(store),
        scores=queries.variant_scores(store),
        benchmarks=queries.benchmark_rows(store),
        models=queries.variant_models(store),
        shapes=queries.variant_shapes(store),
        gpus=queries.gpus(store),
    )


def index_of(
    frames: VariantFrames, speaking: Sequence[Membership], curated: Sequence[CuratedEdge] = ()
) -> VariantIndex:
    """Return the index of frames.

    Args:
        frames: what the snapshot has.
        speaking: which domains each benchmark speaks for.
        curated: lineage that a person has read.
    """
    graph = graph_of(frames, curated)
    traits, size_from = _traits(frames, graph)
    evidence = evidence_of(frames.scores, frames.benchmarks, speaking, graph)
    listed = _listed(frames.repos, graph)
    licence, licence_ids, strictness = _licences(frames, graph)
    says = {name: _flags(listed[name]) for name in ("says_merge", "says_quantized")}
    is_curated = np.zeros(len(graph.repos), bool)
    is_curated[_numbers(graph, [edge.child for edge in curated if edge.relation != "copy"])] = True
    tested = set(evidence.tests["benchmark_id"])
    claims = _claims(_of_writers(frames), evidence, graph, curated)
    downloads = listed["downloads"].to_numpy(float, na_value=np.nan)
    return VariantIndex(
        graph=graph,
        evidence=evidence,
        gains_in=_gains_in(evidence.gains),
        losses=_losses(evidence.gains),
        records=_records(evidence.records),
        levels=levels_of(evidence.results, evidence.tests, speaking, traits),
        claims=claims,
        languages=_languages(frames.languages, graph),
        parameters=traits.parameters,
        size_from=size_from,
        created=traits.created,
        licence=licence,
        licence_ids=licence_ids,
        strictness=strictness,
        chain=_chain(graph, strictness),
        is_gated=_gating(listed["is_gated"]),
        is_merge=(graph.relation == RELATIONS.index("merge")) | says["says_merge"],
        is_quantized=(graph.relation == RELATIONS.index("quantized")) | says["says_quantized"],
        downloads=downloads,
        likes=listed["likes"].to_numpy(float, na_value=np.nan),
        curated=is_curated,
        focus=_focus(claims, evidence, len(graph.repos)),
        focus_domains=tuple(claims),
        domains_tested=frozenset(m.domain for m in speaking if m.benchmark_id in tested),
        gpus=_gpus(frames.gpus),
        as_of=_youngest(frames.repos),
        families=families_of(graph, traits.created, traits.parameters, downloads),
        is_release=releases_of(graph),
    )


def graph_of(frames: VariantFrames, curated: Sequence[CuratedEdge]) -> Lineage:
    """Return the graph of all repositories: those listed, named in lineage, or tested."""
    listed = frames.repos["hub_repo_id"].to_numpy(object)
    tested = frames.models["hub_repo_id"].to_numpy(object)
    return lineage_of(listed, frames.edges, curated, curated_copies(curated), tested)


def traits_of(frames: VariantFrames, graph: Lineage) -> Traits:
    """Return size and age of each repository."""
    return _traits(frames, graph)[0]


def _numbers(graph: Lineage, repo_ids: Sequence[str] | npt.NDArray[np.object_]) -> Ints:
    """Return the numbers of ids, those of copies as they are; ids that the graph lacks are left out."""
    at = graph.number.get_indexer(pd.Index(pd.Series(repo_ids, dtype="str").str.lower(), dtype=graph.number.dtype))
    result: Ints = at[at >= 0].astype(np.int64)
    return result


def _listed(rows: pd.DataFrame, graph: Lineage) -> pd.DataFrame:
    """Return one row a repository of the graph, empty where the frame has none."""
    one = rows.assign(key=rows["hub_repo_id"].str.lower()).drop_duplicates("key").set_index("key")
    return one.reindex(graph.number)


def _flags(values: "pd.Series[bool]") -> Flags:
    """Return flags, false where nothing is known."""
    result: Flags = values.astype("boolean").fillna(value=False).to_numpy(bool)
    return result


def _gating(stated: "pd.Series[bool]") -> npt.NDArray[np.int8]:
    """Return 1, 0 or UNKNOWN. A listing that calls none gated does not state it: many ask for an agreement."""
    if not _flags(stated).any():
        return np.full(len(stated), UNKNOWN, np.int8)
    gating: npt.NDArray[np.int8] = stated.astype("Int8").fillna(UNKNOWN).to_numpy(np.int8)
    return gating


def _youngest(repos: pd.DataFrame) -> date | None:
    days = pd.to_datetime(repos["as_of"])
    return None if days.isna().all() else days.max().date()


def _traits(frames: VariantFrames, graph: Lineage) -> tuple[Traits, npt.NDArray[np.int8]]:
    listed, models = _listed(frames.repos, graph), _listed(frames.models, graph)
    shapes = _listed(frames.shapes, graph)
    stated = models["parameters"].to_numpy(float, na_value=np.nan)
    for rows in (listed, shapes):
        stated = np.where(np.isnan(stated), rows["parameters"].to_numpy(float, na_value=np.nan), stated)
    parameters, size_from = _sizes(graph, stated)
    created = pd.to_datetime(listed["created_on"]).fillna(pd.to_datetime(models["release_date"]))
    return Traits(graph, parameters, created.to_numpy("datetime64[s]")), size_from


def _sizes(graph: Lineage, stated: Floats) -> tuple[Floats, npt.NDArray[np.int8]]:
    """Return parameters and where they are from: stated, else the name, else for a copy or adapter its base.

    A stated count far below the one in the name is of packed weights or of an adapter alone.
    """
    own = pd.Series(graph.number).str.rpartition("/")[2]
    is_mixture = own.str.contains(_MERGED_EXPERTS).to_numpy(bool)
    named = pd.to_numeric(own.str.extract(_SIZE_IN_NAME, expand=False)).to_numpy(float) * BILLION
    named = np.where(is_mixture | (named <= 0), np.nan, named)
    is_packed = stated * _PACKED < named
    size = np.where(np.isnan(stated) | is_packed, named, stated)
    source = np.select([np.isnan(size), np.isnan(stated) | is_packed], [_NOT_KNOWN, _NAMED], _STATED).astype(np.int8)
    alike = np.isin(graph.relation, [RELATIONS.index("quantized"), RELATIONS.index("adapter")])
    for front in by_generation(graph)[1:]:
        here = front[alike[front]]
        above = graph.primary[here]
        is_better = ~np.isnan(size[above]) & (source[here] != _NAMED)
        size[here[is_better]], source[here[is_better]] = size[above[is_better]], _INHERITED
    return size, source


def _licences(frames: VariantFrames, graph: Lineage) -> tuple[Ints, npt.NDArray[np.object_], npt.NDArray[np.int8]]:
    stated = _listed(frames.repos, graph)["licence_id"].astype(object)
    stated = stated.where(stated.notna(), _listed(frames.models, graph)["licence_id"].astype(object))
    codes, ids = pd.factorize(stated)
    classes = [licence_class(text) for text in ids]
    rank = np.array([STRICTNESS.index(c) if c in STRICTNESS else UNKNOWN for c in classes] + [UNKNOWN], np.int8)
    strictness: npt.NDArray[np.int8] = rank[codes]
    return codes.astype(np.int64), np.asarray(ids, object), strictness


def _chain(graph: Lineage, strictness: npt.NDArray[np.int8]) -> npt.NDArray[np.int8]:
    """Return the strictest known class on the way up: what a parent forbids, its child cannot allow."""
    chain = strictness.copy()
    for front in by_generation(graph)[1:]:
        child, above = graph.parents.of_all(front)
        strictest = np.full(front.size, UNKNOWN, np.int8)
        np.maximum.at(strictest, child, chain[above])
        chain[front] = np.maximum(chain[front], strictest)
    return chain


def _languages(rows: pd.DataFrame, graph: Lineage) -> dict[str, Ints]:
    at = graph.number.get_indexer(pd.Index(rows["hub_repo_id"].str.lower(), dtype=graph.number.dtype))
    by_code = pd.Series(at[at >= 0]).groupby(rows["language"].to_numpy()[at >= 0])
    return {str(code): np.unique(part.to_numpy(np.int64)) for code, part in by_code}


def _of_writers(frames: VariantFrames) -> pd.DataFrame:
    """Return the claims without those of repositories that write no text, such as a classifier of medical words."""
    others = frames.repos.loc[frames.repos["is_other_task"].astype(bool), "hub_repo_id"]
    return frames.claims[~frames.claims["hub_repo_id"].isin(others)]


def _claims(
    rows: pd.DataFrame, evidence: Evidence, graph: Lineage, curated: Sequence[CuratedEdge]
) -> dict[str, Claims]:
    """Return who serves each domain, each repository with its best reason."""
    better = evidence.gains[evidence.gains["grade"] == "A"]
    at = graph.number.get_indexer(pd.Index(rows["hub_repo_id"].str.lower(), dtype=graph.number.dtype))
    said = rows["reason"].astype("str").str.split(": ", n=1)
    kinds = {name: i for i, name in enumerate(REASONS)}
    words = said.str[0].where(said.str.len() > 1, "language tag")  # "8 language tags" has no colon
    read = [(edge, domain) for edge in curated if edge.relation != "copy" for domain in edge.domains]
    told = pd.concat(
        [
            pd.DataFrame(
                {
                    "repo": graph.number.get_indexer(
                        pd.Index([edge.child.lower() for edge, _ in read], dtype=graph.number.dtype)
                    ),
                    "domain": [domain for _, domain in read],
                    "kind": REASONS.index("card"),
                    "words": [edge.why for edge, _ in read],
                }
            ),
            pd.DataFrame({"repo": at, "domain": rows["domain"], "kind": words.map(kinds), "words": rows["reason"]}),
            pd.DataFrame(
                {
                    "repo": better["repo"],
                    "domain": better["domain"],
                    "kind": REASONS.index("evaluation"),
                    "words": "evaluation: beats its own base beyond noise",
                }
            ),
        ],
        ignore_index=True,
    )
    told = told[(told["repo"] >= 0) & (told["domain"].isin(list(domains())))]
    told = told[graph.stands_for[told["repo"].to_numpy(np.int64)] == told["repo"]]
    told = told.sort_values(["domain", "repo", "kind"], kind="stable").drop_duplicates(["domain", "repo"])
    return {
        str(domain): Claims(
            part["repo"].to_numpy(np.int64), part["kind"].to_numpy(np.int8), part["words"].to_numpy(object)
        )
        for domain, part in told.groupby("domain", sort=True)
    }


def _gains_in(gains: pd.DataFrame) -> dict[str, Arrays]:
    told = gains.assign(
        grade=gains["grade"].map({grade: i for i, grade in enumerate(GRADES)}).astype("int8"),
        base=gains["base"].fillna(UNKNOWN).astype("int64"),
        tests=gains["tests"].fillna(0).astype("int64"),
        kind=gains["kind"].fillna(UNKNOWN).astype("int8"),
    )
    names = ("repo", "grade", "base", "difference", "low", "high", "tests", "kind")
    by_domain = told.groupby("domain", sort=True)
    return {str(domain): {name: part[name].to_numpy() for name in names} for domain, part in by_domain}


def _losses(gains: pd.DataFrame) -> Arrays:
    lost = gains[(gains["grade"] == "B") & (gains["high"] < 0)].sort_values(["repo", "difference"])
    return {name: lost[name].to_numpy() for name in ("repo", "domain", "difference")}


def _records(records: pd.DataFrame) -> dict[str, str]:
    return {
        str(row.Index): f"{row.better} of {row.comparisons} comparisons by domain won, {row.variants} variants"
        for row in records.itertuples()
    }


def _focus(claims: dict[str, Claims], evidence: Evidence, n: int) -> npt.NDArray[np.int8]:
    """Return the domain that each repository is best known for: the best grade, then the best reason."""
    claimed = pd.DataFrame(
        {
            "repo": np.concatenate([np.zeros(0, np.int64), *(part.repos for part in claims.values())]),
            "kind": np.concatenate([np.zeros(0, np.int8), *(part.kind for part in claims.values())]),
            "focus": np.repeat(np.arange(len(claims)), [part.repos.size for part in claims.values()]),
        }
    )
    claimed["domain"] = np.array([*claims, ""], dtype=object)[claimed["focus"]]
    graded = claimed.merge(evidence.gains[["domain", "repo", "grade", "difference"]], on=["domain", "repo"], how="left")
    graded = graded.assign(grade=graded["grade"].fillna("E"), worse=-graded["difference"].fillna(0.0))
    best = graded.sort_values(["repo", "grade", "kind", "worse", "focus"]).drop_duplicates("repo")
    focus = np.full(n, UNKNOWN, np.int8)
    focus[best["repo"].to_numpy(np.int64)] = best["focus"].to_numpy(np.int8)
    return focus


def _gpus(rows: pd.DataFrame) -> pd.DataFrame:
    """Return one GPU a size of memory, a data centre's or NVIDIA's first, the smallest memory first."""
    order = rows["vendor"].map({"nvidia": 0, "amd": 1}).fillna(2)
    one = rows.assign(order=order).sort_values(["memory_gb", "order", "gpu"]).drop_duplicates("memory_gb")
    return one[["gpu", "memory_gb"]].reset_index(drop=True)


def allows(index: VariantIndex, classes: frozenset[str], repos: Ints) -> Flags:
    """Return whether each licence, and each that it depends on, is known to be of one of the classes.

    A class that is freer than the chain allows does not count: the strictest on the way up is what holds.
    """
    wanted = np.array([name in classes for name in STRICTNESS] + [False])
    is_known = index.strictness[repos] != UNKNOWN
    result: Flags = is_known & wanted[index.chain[repos]]
    return result
