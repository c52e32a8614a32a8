"""What a page tells of a recommendation: the columns of the list, the best one, and how the claims are left out."""

from dataclasses import asdict, dataclass
from datetime import date
from typing import Annotated

import numpy as np
import numpy.typing as npt
import pandas as pd

from catalog.curated.benchmarks import domains
from catalog.numeric import BILLION
from catalog.records import Column, columns
from catalog.variants.families import Family
from catalog.variants.index import GRADES, VariantIndex
from catalog.variants.lineage import way_up

_FIGURES = ("difference", "difference_low", "difference_high", "lost_difference")

_ROUND = 10  # from here on a size has no decimal


@dataclass(frozen=True, slots=True, kw_only=True)
class VariantInWords:
    """What a row of the list says in words beside `catalog.variants.rows.VariantRow`."""

    field: Annotated[str, Column("Domain", help="of the figures in this row")]
    lost: Annotated[str | None, Column("Lost elsewhere", help="where it is worst against its base beyond noise")]
    parameters_billion: Annotated[float | None, Column("Parameters", "billions")]


@dataclass(frozen=True, slots=True, kw_only=True)
class FamilyRow:
    """A family of base models, as a way in."""

    family: Annotated[str, Column("Base family")]
    maker: Annotated[str, Column("Maker", help="owner of its repositories on the Hub")]
    sizes: Annotated[str | None, Column("Sizes", "parameters")]
    released: Annotated[date | None, Column("First released")]
    variants: Annotated[int, Column("Variants", help="repositories of others that name it as what they were made from")]
    downloads: Annotated[int | None, Column("Downloads", "in 30 days", help="of the family itself")]


@dataclass(frozen=True)
class ListSummary:
    """What a list says in a sentence.

    Attributes:
        variants: how many variants are listed.
        better: how many of them beat their own base beyond noise.
        recommended: how many of them the rule recommends.
        compared: how many were compared with their own base in the same harness.
        untested: how many have no result in the domain.
    """

    variants: int
    better: int
    recommended: int
    compared: int
    untested: int


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


def summary_of(rows: pd.DataFrame) -> ListSummary:
    """Return what the rows of a list say, as they are shown."""
    variants = rows[rows["role"] == "variant"]
    return ListSummary(
        variants=len(variants),
        better=int((variants["grade"] == "A").sum()),
        recommended=int(variants["is_recommended"].sum()),
        compared=int(variants["grade"].isin(["A", "B"]).sum()),
        untested=int((variants["grade"] == "E").sum()),
    )


def family_table(index: VariantIndex) -> pd.DataFrame:
    """Return the families of base models that others tune, those that are tuned and used most first.

    Columns: as `FamilyRow` has them.
    """
    rows = [
        FamilyRow(
            family=family.title,
            maker=family.owner,
            sizes=sizes_told(family),
            released=family.released,
            variants=family.variants,
            downloads=int(family.downloads),
        )
        for family in index.families
    ]
    return pd.DataFrame([asdict(row) for row in rows], columns=list(columns(FamilyRow)))


def sizes_told(family: Family) -> str | None:
    """Return the sizes of a family in human units, such as "7B to 70B"; None where they are not known."""
    if family.smallest is None or family.largest is None:
        return None
    small, large = size_told(family.smallest), size_told(family.largest)
    return small if small == large else f"{small} to {large}"


def size_told(parameters: float) -> str:
    """Return a number of parameters in human units, such as "7B" or "494M"."""
    for unit, sign in ((1e12, "T"), (BILLION, "B"), (1e6, "M")):
        if parameters >= unit:
            told = parameters / unit
            return f"{told:.2g}{sign}" if told < _ROUND else f"{told:.0f}{sign}"
    return f"{parameters:.0f}"


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
