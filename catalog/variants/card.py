"""The evidence card of one variant: every result beside its own base's, what follows by domain, and its lineage."""

from dataclasses import dataclass
from itertools import pairwise
from typing import Any

import numpy as np
import pandas as pd

from catalog.curated.benchmarks import domains
from catalog.numeric import NORMAL_95
from catalog.variants.index import VariantIndex
from catalog.variants.lineage import RELATIONS, way_up
from catalog.variants.rows import GRADE_WORDS, Shown, gains_of, variant_rows

_KINDS = ("independent", "its publisher's own board", "flagged by the board", "self-reported")


@dataclass(frozen=True)
class Card:
    """What is known of one variant.

    Attributes:
        facts: the columns of a row of the recommendation, for the domain asked for.
        grade_words: what its grade means.
        domains: domain, title, grade, base, difference, low, high (points, 95 %), tests: by domain, the best first.
        tests: benchmark_id, title, benchmark_version, source_id, harness, effort, value, base, base_value, difference,
            low, high, evidence, as_of; results without one of the base have no base.
        lineage: child, parent, relation, evidence, evidence_url: from itself up its first parents.
    """

    facts: dict[str, Any]
    grade_words: str
    domains: pd.DataFrame
    tests: pd.DataFrame
    lineage: pd.DataFrame


def card(index: VariantIndex, repo: int, domain: str | None = None) -> Card:
    """Return the evidence card of a repository.

    Args:
        index: the snapshot's index.
        repo: its number, as `variants.base_named` gives it.
        domain: which domain the facts are of; the one that it is best known for unless given.
    """
    repos = np.array([repo])
    shown = Shown(repos, np.array([False]), gains_of(index, domain, repos))
    ranked_in = domain if domain in index.levels.inherited else "general"
    facts = variant_rows(index, shown, str(ranked_in), np.zeros(0, np.int64)).iloc[0].to_dict()
    return Card(facts, GRADE_WORDS[facts["grade"]], _domains(index, repo), _tests(index, repo), _lineage(index, repo))


def _domains(index: VariantIndex, repo: int) -> pd.DataFrame:
    gains = index.evidence.gains
    own = gains[gains["repo"] == repo].sort_values(["grade", "difference"], ascending=[True, False])
    base = own["base"].to_numpy(float)
    names = index.graph.repos[np.nan_to_num(base, nan=0).astype(np.int64)]
    told = own.assign(
        title=[domains()[domain].title for domain in own["domain"]], base=np.where(np.isnan(base), None, names)
    )
    columns = ["domain", "title", "grade", "base", "difference", "low", "high", "tests"]
    return told[columns].reset_index(drop=True)


def _tests(index: VariantIndex, repo: int) -> pd.DataFrame:
    evidence = index.evidence
    own = evidence.results[evidence.results["repo"] == repo]
    pairs = evidence.pairs[evidence.pairs["repo"] == repo]
    told = own.merge(
        pairs[["test", "base", "base_value", "difference", "error"]], on="test", how="left", suffixes=("_own", "")
    )
    told = told.merge(evidence.tests, left_on="test", right_index=True)
    base = told["base"].to_numpy(float)
    names = index.graph.repos[np.nan_to_num(base, nan=0).astype(np.int64)]
    reach = NORMAL_95 * told["error"]
    told = told.assign(
        base=np.where(np.isnan(base), None, names),
        low=told["difference"] - reach,
        high=told["difference"] + reach,
        evidence=[_KINDS[kind] for kind in told["kind"]],
    ).sort_values(["source_id", "title", "effort"])
    columns = ["benchmark_id", "title", "benchmark_version", "source_id", "harness", "effort", "value", "base"]
    columns += ["base_value", "difference", "low", "high", "evidence", "as_of"]
    return told[columns].replace({"": None}).reset_index(drop=True)


def _lineage(index: VariantIndex, repo: int) -> pd.DataFrame:
    graph, edges = index.graph, index.graph.edges
    way = way_up(graph, repo)
    rows = []
    for child, parent in pairwise(way):
        first = int(np.searchsorted(edges["child"].to_numpy(), child))
        edge = edges.iloc[first]
        rows.append((graph.repos[child], graph.repos[parent], edge["relation"], edge["evidence"], edge["evidence_url"]))
    frame = pd.DataFrame(rows, columns=["child", "parent", "relation", "evidence", "evidence_url"])
    return frame.assign(relation=frame["relation"].astype(pd.CategoricalDtype(list(RELATIONS))).astype(object))
