"""The rows of a recommendation: what is known of each variant, with the reasons in words."""

from dataclasses import dataclass
from datetime import date
from typing import Annotated, Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from catalog.curated.benchmarks import domains
from catalog.hosting.plans import USABLE_MEMORY, WEIGHT_BYTES
from catalog.numeric import Flags, Floats, Ints
from catalog.records import Column, columns
from catalog.ties import tie_groups
from catalog.variants.evidence import CLAIMED, FLAGGED, OWN_BOARD
from catalog.variants.index import GRADES, REASONS, SIZE_FROM, STRICTNESS, UNKNOWN, VariantIndex
from catalog.variants.level import standing
from catalog.variants.lineage import RELATIONS, ancestors, descendants

GRADE_WORDS = {
    "A": "independent results beside its base's in the same harness; it beats its base beyond noise",
    "B": "independent results beside its base's in the same harness; it does not beat its base beyond noise",
    "C": "independent results, but none beside its own base's on a test that speaks for the domain",
    "D": "only results that its developer states, or that the board flagged",
    "E": "no results in the domain",
}
_MADE = {"finetune": "Fine-tune", "adapter": "Adapter", "merge": "Merge", "quantized": "Quantised copy"}
# How a difference is introduced that speaks less than an independent one on the domain's tests.
_WEAK = {OWN_BOARD: "Only by its publisher's own board", FLAGGED: "Flagged by the board", CLAIMED: "Self-reported"}


@dataclass(frozen=True, slots=True, kw_only=True)
class VariantRow:
    """A row of a recommendation."""

    rank: Annotated[int, Column("Rank", help="by the expected standing; what has results comes first")]
    hub_repo_id: Annotated[str, Column("Repository")]
    role: Annotated[str, Column("Role", help="variant, or base: a yardstick")]
    relation: Annotated[str | None, Column("Made by")]
    parent: Annotated[str | None, Column("Made from", help="the first of several parents")]
    generation: Annotated[
        int | None, Column("Generation", help="how many steps below the base that was asked for; empty without one")
    ]
    lineage_evidence: Annotated[str | None, Column("Lineage from", help="curated, the card or a tag")]
    lineage_url: Annotated[str | None, Column("Lineage at", help="where that is said")]
    domain: Annotated[str, Column("Domain", help="the domain of the figures in this row")]
    domain_reason: Annotated[str | None, Column("Why this domain")]
    is_by_name: Annotated[bool, Column("By name", help="only its name says so")]
    standing: Annotated[float, Column("Expected standing", "%", help="share of the tested open models that it beats")]
    standing_low: Annotated[float, Column("Standing from", "%", help="low end of 90 %")]
    standing_high: Annotated[float, Column("Standing to", "%", help="high end of 90 %")]
    tie_group: Annotated[int, Column("Tie", help="rows with the same number cannot be told apart")]
    placed_by: Annotated[str, Column("Standing rests on")]
    grade: Annotated[str | None, Column("Grade", help="A to E: what its evidence is worth; empty: a yardstick")]
    verdict: Annotated[str, Column("Verdict", help="against its own base; a base in the list is a yardstick")]
    base: Annotated[str | None, Column("Compared with", help="its own base: the nearest ancestor with the same test")]
    difference: Annotated[float | None, Column("Over its base", "points", help="pooled over the domain's tests")]
    difference_low: Annotated[float | None, Column("Low end", "points", help="of 95 %")]
    difference_high: Annotated[float | None, Column("High end", "points", help="of 95 %")]
    tests: Annotated[int | None, Column("Tests", help="on how many the two were compared")]
    q: Annotated[
        float | None,
        Column("False finds", help="q: the share of false finds among all variants that look at least this sure"),
    ]
    is_recommended: Annotated[
        bool, Column("Recommended", help="for the domain by more than results, better after all comparisons, in use")
    ]
    lost_domain: Annotated[str | None, Column("Lost in", help="where else it is worst against its base beyond noise")]
    lost_difference: Annotated[float | None, Column("Lost", "points", help="points lost there")]
    contamination: Annotated[str, Column("Contamination", help="flagged by a board; unknown: nobody checked")]
    is_merge: Annotated[bool, Column("Merge")]
    licence_id: Annotated[str | None, Column("Licence")]
    licence_class: Annotated[str | None, Column("Licence class")]
    licence_conflict: Annotated[str | None, Column("Licence conflict", help="freer than what it was made from")]
    is_gated: Annotated[bool | None, Column("Gated", help="whether downloading asks for an account or an agreement")]
    parameters: Annotated[int | None, Column("Parameters", help="its size")]
    parameters_from: Annotated[str | None, Column("Parameters from", help="stated, its name, its base")]
    memory_gb: Annotated[
        float | None, Column("Memory, 16 bits", "GB", help="of the weights; a conversation needs more")
    ]
    gpu: Annotated[str | None, Column("Fits, 16 bits", help="the smallest single GPU that holds its weights")]
    memory_gb_int4: Annotated[
        float | None, Column("Memory, 4 bits", "GB", help="of the weights; conversations need more")
    ]
    gpu_int4: Annotated[str | None, Column("Fits, 4 bits", help="the smallest single GPU that holds its weights")]
    publisher_record: Annotated[str | None, Column("Publisher's record")]
    base_created: Annotated[date | None, Column("Base of", help="the day of its first parent's repository")]
    downloads: Annotated[int | None, Column("Downloads", "in 30 days", help="adoption; never part of the rank")]
    likes: Annotated[int | None, Column("Likes", help="adoption; never part of the rank")]
    created_on: Annotated[date | None, Column("Created")]
    is_listed: Annotated[bool, Column("Listed", help="whether the Hub's listing has it")]
    reasons: Annotated[str, Column("In words")]


COLUMNS = tuple(columns(VariantRow))


@dataclass(frozen=True)
class Gains:
    """The evidence of repositories in one domain each, as arrays: grade (index of GRADES), base (or -1), the pair.

    q is NaN, and none is recommended, until `catalog.variants.worth.with_q` has compared a whole list.
    """

    grade: npt.NDArray[np.int8]
    base: Ints
    difference: Floats
    low: Floats
    high: Floats
    tests: Ints
    kind: npt.NDArray[np.int8]
    domain: npt.NDArray[np.object_]
    q: Floats
    is_recommended: Flags

    def of(self, positions: Ints) -> "Gains":
        """Return those at some positions, in that order."""
        return Gains(*(getattr(self, name)[positions] for name in self.__dataclass_fields__))

    def and_these(self, more: "Gains") -> "Gains":
        """Return these, followed by others."""
        return Gains(*(np.concatenate([getattr(self, n), getattr(more, n)]) for n in self.__dataclass_fields__))


@dataclass(frozen=True)
class Shown:
    """The repositories of a list in their order, which of them are yardsticks, and their evidence."""

    repos: Ints
    is_base: Flags
    gains: Gains


def no_gains(n: int, domain: str) -> Gains:
    """Return what is told of repositories without results in a domain."""
    return Gains(
        grade=np.full(n, GRADES.index("E"), np.int8),
        base=np.full(n, -1),
        difference=np.full(n, np.nan),
        low=np.full(n, np.nan),
        high=np.full(n, np.nan),
        tests=np.zeros(n, np.int64),
        kind=np.full(n, -1, np.int8),
        domain=np.full(n, domain, object),
        q=np.full(n, np.nan),
        is_recommended=np.zeros(n, bool),
    )


def gains_of(index: VariantIndex, domain: str | None, repos: Ints) -> Gains:
    """Return the evidence of repositories in a domain; without one, each in the domain that it is best known for."""
    if domain is not None:
        return _gains_in(index, domain, repos)
    found = no_gains(repos.size, "")
    focus = index.focus[repos]
    for which in np.unique(focus):
        here = np.flatnonzero(focus == which)
        part = _gains_in(index, index.focus_domains[which] if which >= 0 else "general", repos[here])
        for name in Gains.__dataclass_fields__:
            getattr(found, name)[here] = getattr(part, name)
    return found


def _gains_in(index: VariantIndex, domain: str, repos: Ints) -> Gains:
    rows = index.gains_in.get(domain)
    found = no_gains(repos.size, domain)
    if rows is None:
        return found
    at = np.minimum(np.searchsorted(rows["repo"], repos), rows["repo"].size - 1)
    hit = np.flatnonzero(rows["repo"][at] == repos)
    for name in ("grade", "base", "difference", "low", "high", "tests", "kind"):
        getattr(found, name)[hit] = rows[name][at[hit]]
    return found


def variant_rows(index: VariantIndex, shown: Shown, ranked_in: str, bases: Ints) -> pd.DataFrame:
    """Return a row for each repository, in order; the columns are those of COLUMNS but rank and tie_group."""
    repos, gains, graph = shown.repos, shown.gains, index.graph
    parent = graph.primary[repos]
    owners = (str(repo).lower().partition("/")[0] for repo in graph.repos[repos])
    columns: dict[str, Any] = {
        "hub_repo_id": graph.repos[repos],
        "role": np.where(shown.is_base, "base", "variant").astype(object),
        "relation": np.array([*RELATIONS, None], object)[graph.relation[repos]],
        "parent": _names(index, parent),
        "generation": _generations(index, bases, repos),
        "domain": gains.domain,
        "placed_by": _placed_by(index, repos, gains.grade),
        "grade": np.array([*GRADES, None], object)[np.where(shown.is_base, len(GRADES), gains.grade)],
        "verdict": np.where(shown.is_base, "yardstick", _verdicts(gains)),
        "base": _names(index, gains.base),
        "difference": gains.difference,
        "difference_low": gains.low,
        "difference_high": gains.high,
        "tests": gains.tests,
        "q": gains.q,
        "is_recommended": gains.is_recommended,
        "contamination": np.where(gains.kind == FLAGGED, "flagged", "unknown").astype(object),
        "is_merge": index.is_merge[repos],
        "publisher_record": [index.records.get(owner) for owner in owners],
        "base_created": np.where(parent >= 0, index.created[np.maximum(parent, 0)], np.datetime64("NaT")),
        "downloads": _whole(index.downloads[repos]),
        "likes": _whole(index.likes[repos]),
        "created_on": index.created[repos],
        "is_listed": graph.is_listed[repos],
    }
    columns["lineage_evidence"], columns["lineage_url"] = _lineage_evidence(index, repos, parent)
    columns["domain_reason"], columns["is_by_name"] = _domain_reasons(index, repos, gains.domain)
    columns["lost_domain"], columns["lost_difference"] = _losses(index, repos, gains.domain)
    columns |= _standings(index, repos, gains.domain, ranked_in)
    columns |= _licence_columns(index, repos) | _size_columns(index, repos)
    columns["reasons"] = _reasons(columns, gains.kind)
    return pd.DataFrame({name: columns[name] for name in COLUMNS if name in columns})


def ranked(rows: pd.DataFrame) -> pd.DataFrame:
    """Return rows with their place and the group of those that cannot be told apart."""
    ends = rows[["standing", "standing_low", "standing_high"]].set_axis(["value", "low", "high"], axis=1)
    placed = rows.assign(rank=np.arange(1, len(rows) + 1), tie_group=tie_groups(ends))
    return placed[list(COLUMNS)]


def _whole(values: Floats) -> pd.arrays.IntegerArray:
    is_missing = np.isnan(values)
    return pd.arrays.IntegerArray(np.where(is_missing, 0, values).astype(np.int64), is_missing)


def _names(index: VariantIndex, repos: Ints) -> npt.NDArray[np.object_]:
    names = np.full(repos.size, None, object)
    names[repos >= 0] = index.graph.repos[repos[repos >= 0]]
    return names


def _generations(index: VariantIndex, bases: Ints, repos: Ints) -> pd.arrays.IntegerArray:
    """Return the shortest way up to a base; 0 for a base itself, empty where there is none."""
    steps: dict[int, int] = {}
    for base in bases.tolist():
        below, generation = descendants(index.graph, base)
        for repo, step in zip(below.tolist(), generation.tolist(), strict=True):
            steps[repo] = min(step, steps.get(repo, step))
    steps |= dict.fromkeys(bases.tolist(), 0)
    return pd.array([steps.get(repo, pd.NA) for repo in repos.tolist()], dtype="Int64")


def _lineage_evidence(index: VariantIndex, repos: Ints, parent: Ints) -> tuple[list[object], list[object]]:
    """Return what says that each was made from its first parent, and where."""
    edges, known = index.graph.edges, np.flatnonzero(parent >= 0)
    # Edges are sorted by child, the surest first: the first one names the first parent.
    at = np.searchsorted(edges["child"].to_numpy(), repos[known])
    told = np.full((2, repos.size), None, object)
    for row, column in zip(told, ("evidence", "evidence_url"), strict=True):
        row[known] = edges[column].iloc[at].tolist()
    return told[0].tolist(), told[1].tolist()


def _domain_reasons(
    index: VariantIndex, repos: Ints, domain: npt.NDArray[np.object_]
) -> tuple[list[object], list[bool]]:
    told: list[tuple[object, bool]] = []
    for repo, name in zip(repos, domain, strict=True):
        claims = index.claims.get(name)
        at = int(np.searchsorted(claims.repos, repo)) if claims else 0
        if claims is None or at == claims.repos.size or claims.repos[at] != repo:
            told.append((None, False))
        else:
            told.append((claims.words[at], REASONS[claims.kind[at]] == "name"))
    return [words for words, _ in told], [by_name for _, by_name in told]


def _standings(index: VariantIndex, repos: Ints, domain: npt.NDArray[np.object_], ranked_in: str) -> dict[str, Floats]:
    """Return where each is expected to stand in its own domain; where that has no test, in the one ranked in."""
    found = {name: np.zeros(repos.size) for name in ("standing", "standing_low", "standing_high")}
    for name in dict.fromkeys(domain):
        here = np.flatnonzero(domain == name)
        asked = name if name in index.levels.inherited else ranked_in
        for column, values in zip(found, standing(index.levels, asked, repos[here]), strict=True):
            found[column][here] = values
    return found


def _placed_by(index: VariantIndex, repos: Ints, grade: npt.NDArray[np.int8]) -> npt.NDArray[np.object_]:
    is_tested = index.levels.is_tested[repos]
    is_related = index.levels.anchor[repos] >= 0
    states = [is_tested & (grade < GRADES.index("E")), is_tested, is_related]
    words = ["its own results", "its own results in other domains", "its tested relatives"]
    return np.select(states, [np.array(word, object) for word in words], np.array("size and age alone", object))


def _verdicts(gains: Gains) -> npt.NDArray[np.object_]:
    grade = gains.grade
    states = [grade == GRADES.index("A"), grade == GRADES.index("B"), grade < GRADES.index("E")]
    words = ["better than its base", "not better than its base", "not compared with its base"]
    return np.select(states, [np.array(word, object) for word in words], np.array("no evidence", object))


def _losses(index: VariantIndex, repos: Ints, domain: npt.NDArray[np.object_]) -> tuple[list[object], Floats]:
    """Return the domain in which each is worst against its base beyond noise, its own domain left out."""
    lost = index.losses
    told, points = [], np.full(repos.size, np.nan)
    first, last = np.searchsorted(lost["repo"], repos), np.searchsorted(lost["repo"], repos, "right")
    for i, own in enumerate(domain):
        names = [j for j in range(first[i], last[i]) if lost["domain"][j] != own]  # sorted, the worst first
        told.append(lost["domain"][names[0]] if names else None)
        points[i] = lost["difference"][names[0]] if names else np.nan
    return told, points


def _licence_columns(index: VariantIndex, repos: Ints) -> dict[str, Any]:
    licence = np.array([*index.licence_ids, None], object)[index.licence[repos]]
    own, chain = index.strictness[repos], index.chain[repos]
    classes = np.array([*STRICTNESS, None], object)
    conflict: list[object] = [None] * repos.size
    for i in np.flatnonzero((own != UNKNOWN) & (own < chain)):
        above, _ = ancestors(index.graph, int(repos[i]))
        strict = above[index.strictness[above] == chain[i]]
        parent, text = index.graph.repos[strict[0]], index.licence_ids[index.licence[strict[0]]]
        conflict[i] = f"{licence[i]} is freer than {text} of {parent}, from which it was made"
    gated = pd.arrays.BooleanArray(index.is_gated[repos] == 1, index.is_gated[repos] == UNKNOWN)
    return {"licence_id": licence, "licence_class": classes[own], "licence_conflict": conflict, "is_gated": gated}


def _size_columns(index: VariantIndex, repos: Ints) -> dict[str, Any]:
    size = index.parameters[repos]
    memory = index.gpus["memory_gb"].to_numpy(float) * USABLE_MEMORY
    names = np.array([*index.gpus["gpu"], None], object)
    columns: dict[str, Any] = {
        "parameters": _whole(size),
        "parameters_from": np.array(SIZE_FROM, object)[index.size_from[repos]],
    }
    for end, precision in (("", WEIGHT_BYTES["bf16"]), ("_int4", WEIGHT_BYTES["int4"])):
        needed = size * precision / 1e9
        columns[f"memory_gb{end}"] = needed
        columns[f"gpu{end}"] = names[np.where(np.isnan(needed), memory.size, np.searchsorted(memory, needed))]
    return columns


def _reasons(columns: dict[str, Any], kind: npt.NDArray[np.int8]) -> list[str]:
    """Return each row in words."""
    names = [name for name in COLUMNS if name in columns]
    lists = [columns[name].tolist() if hasattr(columns[name], "tolist") else columns[name] for name in names]
    return [
        _told(dict(zip(names, values, strict=True)), which)
        for *values, which in zip(*lists, kind.tolist(), strict=True)
    ]


def _told(row: dict[str, Any], kind: int) -> str:
    """Return a row in words."""
    if row["role"] == "base":
        beats = f"{row['standing']:.0f} % of the tested open models"
        return f"The yardstick: by {row['placed_by']} it can be expected to beat {beats}."
    made = f"{_MADE[row['relation']]} of {row['parent']} ({row['lineage_evidence']})" if row["parent"] else ""
    lost = row["lost_domain"]
    parts = [
        made or "Nothing says what it was made from",
        _reason_told(row),
        _evidence_told(row, kind),
        f"Worse than its base elsewhere: {_points(row['lost_difference'])} in {_title(lost)}" if lost else "",
        "A merge by its tags" if row["is_merge"] and row["relation"] != "merge" else "",
        f"Licence conflict: {row['licence_conflict']}" if row["licence_conflict"] else "",
        "Gated" if row["is_gated"] is True else "",
        "" if row["is_listed"] else "Not in the Hub's listing: deleted, renamed or not a text model",
    ]
    return ". ".join(part for part in parts if part) + "."


def _reason_told(row: dict[str, Any]) -> str:
    reason = row["domain_reason"]
    if reason is None:
        return ""
    if row["is_by_name"]:
        return f"{_title(row['domain'])} by its name only"
    if reason.startswith("evaluation"):
        return f"Counted to {_title(row['domain'])} by its results alone"
    return f"{_title(row['domain'])}: {reason.strip()}"


def _evidence_told(row: dict[str, Any], kind: int) -> str:
    title = _title(row["domain"])
    if row["grade"] == "E":
        return f"No evidence in {title}; {_expected(row['placed_by'])}"
    if row["base"] is None:
        if row["grade"] == "D":
            return f"Only self-reported or flagged results in {title}, and none of its own base to compare with"
        return f"Tested in {title}, but its own base was not tested in the same way"
    tests = f"{row['tests']} test{'s' if row['tests'] != 1 else ''}"
    found = f"{_points(row['difference'])}{_range(row)} against {row['base']} on {tests}"
    if row["grade"] == "A":
        return f"Better than its base: {found}"
    if row["grade"] == "B":
        return f"{'Worse than its base' if row['difference_high'] < 0 else 'Not better beyond noise'}: {found}"
    return f"{_WEAK.get(kind, 'Compared only on tests that hardly speak for the domain')}: {found}"


def _expected(placed_by: str) -> str:
    """Return on what the place of a variant without results in the domain rests."""
    if placed_by == "its tested relatives":
        return "expected to stand like its tested relatives"
    return f"placed by {placed_by}"


def _points(value: float) -> str:
    return f"{points_told(value)} points"


def _range(row: dict[str, Any]) -> str:
    """Return an interval in brackets, or nothing where none is known."""
    low, high = row["difference_low"], row["difference_high"]
    return f" ({points_told(low)} to {points_told(high)})" if np.isfinite(low) else ""


def points_told(value: float) -> str:
    """Return points with their sign, without a minus before a zero."""
    return f"{round(value, 1) + 0.0:+.1f}"


def downloads_told(downloads: Any) -> str:  # noqa: ANN401 - a cell of the column: a number or NA
    """Return downloads in 30 days in human units."""
    if pd.isna(downloads):
        return "downloads not known"
    number = float(downloads)
    if number < 1:
        return "no downloads in 30 days"
    for unit, sign in ((1e6, "M"), (1e3, "k")):
        if number >= unit:
            return f"{number / unit:.3g}{sign} downloads in 30 days"
    return f"{number:.0f} download{'s' if number != 1 else ''} in 30 days"


def _title(domain: object) -> str:
    row = domains().get(str(domain))
    return row.title if row else str(domain)
