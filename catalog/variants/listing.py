"""What a page tells of a recommendation: the columns of the list, the best one, and how the claims are left out."""

from dataclasses import dataclass
from typing import Annotated, Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from catalog.curated.benchmarks import domains
from catalog.numeric import BILLION, Ints
from catalog.records import Column
from catalog.variants.index import GRADES, VariantIndex
from catalog.variants.lineage import way_up
from catalog.variants.recommend import Recommendation

_FIGURES = ("difference", "difference_low", "difference_high", "lost_difference")


@dataclass(frozen=True, slots=True, kw_only=True)
class VariantInWords:
    """What a row of the list says in words beside `catalog.variants.rows.VariantRow`."""

    field: Annotated[str, Column("Domain", help="of the figures in this row")]
    lost: Annotated[str | None, Column("Lost elsewhere", help="where it is worst against its base beyond noise")]
    parameters_billion: Annotated[float | None, Column("Parameters", "billions")]


@dataclass(frozen=True)
class ListSummary:
    """What a list says in a sentence.

    Attributes:
        variants: how many variants are listed.
        better: how many of them beat their own base beyond noise.
        compared: how many were compared with their own base in the same harness.
        untested: how many have no result in the domain.
        best: the first that beats its own base; None where none does.
        tied: how many others that beat theirs cannot be told apart from it.
        base_standing: where the base that was asked for is expected to stand in the domain; None without them.
    """

    variants: int
    better: int
    compared: int
    untested: int
    best: dict[str, Any] | None
    tied: int
    base_standing: float | None


def without_claims(rows: pd.DataFrame) -> pd.DataFrame:
    """Return rows without the differences that rest on self-reported or flagged results alone (grade D)."""
    is_claim = (rows["grade"] == "D") & rows["difference"].notna()
    told = rows.copy()
    told.loc[is_claim, list(_FIGURES)] = np.nan
    told.loc[is_claim, "tests"] = 0
    told.loc[is_claim, "verdict"] = "not compared with its base"
    told.loc[is_claim, "reasons"] = (
        "Only self-reported or flagged results in " + told.loc[is_claim, "domain"].map(_title) + "; left out here."
    )
    return told


def listed_rows(rows: pd.DataFrame) -> pd.DataFrame:
    """Return rows of a recommendation with what the list tells in words: field, lost, parameters_billion."""
    lost = [
        f"{_title(domain)}: {points:+.1f} points" if isinstance(domain, str) and not np.isnan(points) else None
        for domain, points in zip(rows["lost_domain"], rows["lost_difference"].astype(float), strict=True)
    ]
    return rows.assign(
        field=rows["domain"].map(_title),
        lost=pd.Series(lost, index=rows.index, dtype=object),
        tests=rows["tests"].where(rows["tests"] > 0),
        parameters_billion=rows["parameters"].astype("Float64") / BILLION,
    )


def summary_of(found: Recommendation, rows: pd.DataFrame) -> ListSummary:
    """Return what a list says.

    Args:
        found: the recommendation.
        rows: its rows, as they are shown.
    """
    variants = rows[rows["role"] == "variant"]
    better = variants[variants["grade"] == "A"]
    best = better.iloc[0].to_dict() if len(better) else None
    asked = rows[(rows["role"] == "base") & (rows["hub_repo_id"] == found.base)]
    return ListSummary(
        variants=len(variants),
        better=len(better),
        compared=int(variants["grade"].isin(["A", "B"]).sum()),
        untested=int((variants["grade"] == "E").sum()),
        best=best,
        tied=int((better["tie_group"] == best["tie_group"]).sum()) - 1 if best else 0,
        base_standing=float(asked["standing"].iloc[0]) if found.domain and len(asked) else None,
    )


def well_known_bases(index: VariantIndex, most: int) -> list[str]:
    """Return the origins with most children: their ids, the largest families first."""
    graph = index.graph
    children = np.diff(graph.children.start)
    is_origin = (graph.primary < 0) & (graph.stands_for == np.arange(len(graph.repos))) & (children > 0)
    repos = np.flatnonzero(is_origin)
    order: Ints = repos[np.argsort(-children[repos], kind="stable")[:most]]
    return [str(repo) for repo in graph.repos[order]]


def used_languages(index: VariantIndex, fewest: int) -> list[str]:
    """Return the ISO 639 codes that at least so many repositories name in their tags, the most used first."""
    counts = {code: len(repos) for code, repos in index.languages.items() if len(repos) >= fewest}
    return sorted(counts, key=lambda code: (-counts[code], code))


def licence_chain(index: VariantIndex, repo: int) -> list[tuple[str, str | None]]:
    """Return a repository and its first parents up to the origin, each with its licence; None: not known."""
    known: npt.NDArray[np.object_] = np.array([*index.licence_ids, None], object)
    way = way_up(index.graph, repo)
    licences = known[index.licence[np.array(way)]]
    return [
        (str(index.graph.repos[each]), licence if isinstance(licence, str) else None)
        for each, licence in zip(way, licences, strict=True)
    ]


def grade_order(grade: str) -> int:
    """Return the place of a grade, the best first."""
    return GRADES.index(grade)


def _title(domain: object) -> str:
    row = domains().get(str(domain))
    return row.title if row else str(domain)
