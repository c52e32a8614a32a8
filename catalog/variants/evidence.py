"""What tests say of a variant beside its own base: same test, same board, same way of running it.

The own base of a variant is its nearest ancestor with a result on the very same test; of several equally near (a merge
has more than one parent) the best, so that a merge must beat its best parent. A difference's interval is sampling noise
alone: it holds both models' errors as if they were independent, which is wider than the truth, for both answered the
same questions. How a test is prompted adds to it what no board states.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache

import numpy as np
import numpy.typing as npt
import pandas as pd

from catalog.curated.benchmarks import known_benchmark
from catalog.curated.memberships import Membership
from catalog.curated.table import Address, Count, Fault, Table
from catalog.numeric import NORMAL_95, Floats, Ints
from catalog.variants.lineage import Lineage, ancestors

# How far a pair can be trusted, the best first; of a variant in a domain only pairs of the best kind count.
INDEPENDENT, OWN_BOARD, FLAGGED, CLAIMED = range(4)
# A domain needs a test that speaks for it, or many that do a little; else they are neighbours of the domain.
_SPEAKS, _TOGETHER = 0.2, 1.0
_BOUNDED = ("percent", "mcc", "index")
_FULL_PRECISION = frozenset({"bfloat16", "float16", "bf16", "fp16", "fp32", "float32"})
_TEST = ["benchmark_id", "benchmark_version", "source_id", "harness", "effort", "evidence"]
# Who runs a board also publishes models: their own are not measured by somebody else.
_HUGGING_FACE = frozenset({"huggingfaceh4", "huggingfacetb", "huggingface"})
_RUN_BY: dict[str, frozenset[str]] = {
    "open_llm_leaderboard": _HUGGING_FACE,
    "mmlu_by_subject": _HUGGING_FACE,
    "swallow": frozenset({"tokyotech-llm"}),
    "livebench": frozenset({"abacusai"}),
    "bigcodebench": frozenset({"bigcode"}),
    "vectara": frozenset({"vectara"}),
}


@dataclass(frozen=True)
class Evidence:
    """All results of repositories, and each variant's beside its own base's. Repositories are numbers of the graph.

    Attributes:
        tests: what a test is, by its number: the columns of _TEST, with the benchmark's facts.
        results: repo, test, value (on the test's own scale), error (sd; NaN where nothing tells it), kind, as_of;
            sorted by repo.
        pairs: repo, base, test, value, base_value, difference (points), error, kind; sorted by repo.
        gains: domain, repo, base, difference, low, high (points, 95 %), tests, kind, grade, relevance; one row a domain
            and repository with a result there, NaN where it has no pair; sorted by domain and repo.
        records: by publisher (lower case): variants, comparisons, better.
    """

    tests: pd.DataFrame
    results: pd.DataFrame
    pairs: pd.DataFrame
    gains: pd.DataFrame
    records: pd.DataFrame


@dataclass(frozen=True, slots=True, kw_only=True)
class _Questions:
    benchmark_id: str
    questions: Count
    evidence_url: Address


def _question_faults(rows: Sequence[_Questions]) -> Iterator[Fault]:
    for number, row in enumerate(rows):
        if expected := known_benchmark(row.benchmark_id):
            yield number, "benchmark_id", expected


QUESTIONS = Table(files="questions.csv", row=_Questions, key=("benchmark_id",), rule=_question_faults)


@cache
def questions() -> Mapping[str, int]:
    """Return how many questions a benchmark has, where datasets/questions.csv says so."""
    return {row.benchmark_id: row.questions for row in QUESTIONS.rows()}


def evidence_of(
    scores: pd.DataFrame,
    benchmarks: pd.DataFrame,
    memberships: Sequence[Membership],
    graph: Lineage,
    counts: Mapping[str, int] | None = None,
) -> Evidence:
    """Return what tests say of the repositories.

    Args:
        scores: rows of the table `scores`, with `hub_repo_id` of the model; rows without one are left out.
        benchmarks: rows of the table `benchmarks`.
        memberships: which domains each benchmark speaks for. Composites speak for none.
        graph: which repository was made from which.
        counts: questions a benchmark; those of datasets/questions.csv unless given.
    """
    tests, results = _results(scores, benchmarks, graph, questions() if counts is None else counts)
    speaking = [(m.benchmark_id, m.domain, m.weight) for m in memberships]
    speaks = pd.DataFrame(speaking, columns=["b", "domain", "weight"])
    pairs = _pairs(results, tests, graph)
    gains = _gains(pairs, results, tests, speaks)
    return Evidence(tests, results, pairs, gains, _records(gains, graph))


def _results(
    scores: pd.DataFrame, benchmarks: pd.DataFrame, graph: Lineage, counts: Mapping[str, int]
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Return tests and results: full precision only, one row a repository and test (the mean of several)."""
    facts = ["benchmark_id", "title", "scale", "scale_min", "scale_max", "higher_is_better", "chance"]
    is_whole = scores["precision"].isna() | scores["precision"].isin(_FULL_PRECISION)
    used = scores[is_whole & scores["hub_repo_id"].notna() & scores["benchmark_id"].isin(benchmarks["benchmark_id"])]
    codes, ids = pd.factorize(used["hub_repo_id"])  # few repositories have many results each
    at = graph.number.get_indexer(pd.Index(pd.Series(ids, dtype="str").str.lower(), dtype=graph.number.dtype))
    repo = np.where(at >= 0, graph.stands_for[at], -1)[codes]
    used = used.assign(repo=repo)[repo >= 0]
    number, tests = _numbered(used)
    tests = tests.merge(benchmarks[facts], on="benchmark_id", how="left")
    used = used.assign(test=number)
    about = tests.iloc[used["test"]].reset_index(drop=True)
    used = used.assign(error=_errors(used, about, counts), kind=_kinds(used, _owners(graph, used["repo"].to_numpy())))
    one = used.groupby(["repo", "test"], as_index=False, sort=True).agg(
        value=("value", "mean"), error=("error", "max"), kind=("kind", "max"), as_of=("as_of", "max")
    )
    return tests, one


def _numbered(used: pd.DataFrame) -> tuple[Ints, pd.DataFrame]:
    """Return the number of each score's test, and the tests."""
    number = np.zeros(len(used), np.int64)
    for column in _TEST:
        codes, values = pd.factorize(used[column].astype(object).where(used[column].notna(), ""))
        number = pd.factorize(number * len(values) + codes)[0]
    _, first = np.unique(number, return_index=True)
    tests = used[_TEST].iloc[first].astype(object)
    return number, tests.where(tests.notna(), "").reset_index(drop=True)


def _errors(used: pd.DataFrame, about: pd.DataFrame, counts: Mapping[str, int]) -> Floats:
    """Return each result's standard error: from its stated interval, else from the number of questions."""
    error = (used["high"].to_numpy(float) - used["low"].to_numpy(float)) / (2 * NORMAL_95)
    stated = used["samples"].to_numpy(float)
    asked = np.where(stated > 0, stated, used["benchmark_id"].map(dict(counts)).to_numpy(float))
    bottom = np.nan_to_num(about["scale_min"].to_numpy(float))
    width = np.nan_to_num(about["scale_max"].to_numpy(float), nan=100.0) - bottom
    share = np.clip((used["value"].to_numpy(float) - bottom) / width, 0, 1)
    rate = (share * asked + 1) / (asked + 2)
    by_questions = np.where(about["scale"] == "percent", width * np.sqrt(rate * (1 - rate) / asked), np.nan)
    return np.where(np.isnan(error), by_questions, error)


def _owners(graph: Lineage, repos: Ints) -> npt.NDArray[np.object_]:
    """Return the owner of each repository in lower case."""
    few, which = np.unique(repos, return_inverse=True)
    owners = [str(graph.repos[repo]).partition("/")[0].lower() for repo in few]
    return np.array([*owners, ""], object)[which]


def _kinds(used: pd.DataFrame, owner: npt.NDArray[np.object_]) -> Ints:
    source = used["source_id"].to_numpy(object)
    is_own = np.zeros(len(used), bool)
    for board, names in _RUN_BY.items():
        of_board = np.flatnonzero(source == board)
        is_own[of_board] = pd.Series(owner[of_board]).isin(names).to_numpy()
    states = [used["evidence"] == "self-reported", used["contamination"] == "flagged", is_own]
    return np.select(states, [CLAIMED, FLAGGED, OWN_BOARD], INDEPENDENT)


def _pairs(results: pd.DataFrame, tests: pd.DataFrame, graph: Lineage) -> pd.DataFrame:
    """Return for each result of a variant the one of its nearest ancestor on the same test."""
    tested = results["repo"].unique()
    is_tested = np.zeros(len(graph.repos), bool)
    is_tested[tested] = True
    related = []
    for repo in tested[graph.primary[tested] >= 0]:
        above, generation = ancestors(graph, int(repo))
        near = is_tested[above]
        related.append(np.column_stack([np.full(near.sum(), repo), above[near], generation[near]]))
    ties = pd.DataFrame(np.concatenate(related) if related else np.zeros((0, 3), int), columns=["repo", "base", "far"])
    theirs = results.rename(columns={"repo": "base", "value": "base_value", "error": "base_error", "kind": "base_kind"})
    pairs = results.merge(ties, on="repo").merge(theirs.drop(columns="as_of"), on=["base", "test"])
    about = tests.iloc[pairs["test"]].reset_index(drop=True)
    sign = np.where(about["higher_is_better"].astype(bool), 1.0, -1.0)
    pairs = pairs.assign(height=sign * pairs["base_value"].to_numpy(float))
    difference, error = _differences(pairs, about, sign)
    pairs = pairs.assign(difference=difference, error=error, kind=np.maximum(pairs["kind"], pairs["base_kind"]))
    pairs = pairs[np.isfinite(difference)].sort_values(
        ["repo", "test", "far", "height"], ascending=[True, True, True, False], kind="stable"
    )
    columns = ["repo", "base", "test", "value", "base_value", "difference", "error", "kind"]
    return pairs.drop_duplicates(["repo", "test"])[columns].reset_index(drop=True)


def _differences(pairs: pd.DataFrame, about: pd.DataFrame, sign: Floats) -> tuple[Floats, Floats]:
    """Return differences in points of a bounded test, or of votes won above half; NaN for other scales."""
    raw = sign * (pairs["value"] - pairs["base_value"]).to_numpy(float)
    error = np.hypot(pairs["error"].to_numpy(float), pairs["base_error"].to_numpy(float))
    won = 100 / (1 + 10 ** (-np.clip(raw, -4000, 4000) / 400))
    slope = won * (100 - won) * np.log(10) / 40_000
    scale = about["scale"].to_numpy(object)
    is_bounded, is_elo = np.isin(scale, _BOUNDED), scale == "elo"
    difference = np.select([is_bounded, is_elo], [raw, won - 50], np.nan)
    return difference, np.where(is_elo, error * slope, error)


def _gains(pairs: pd.DataFrame, results: pd.DataFrame, tests: pd.DataFrame, speaks: pd.DataFrame) -> pd.DataFrame:
    """Return one row a domain and repository with a result there."""
    speaking = tests[["benchmark_id"]].reset_index(names="test").merge(speaks, left_on="benchmark_id", right_on="b")
    speaking = speaking[["test", "benchmark_id", "domain", "weight"]]
    compared = _pooled(pairs.merge(speaking, on="test"))
    seen = results[["repo", "test", "kind"]].merge(speaking, on="test")
    told = seen.groupby(["domain", "repo"], as_index=False).agg(
        seen_kind=("kind", "min"), most=("weight", "max"), whole=("weight", "sum")
    )
    gains = told.merge(compared, on=["domain", "repo"], how="left")
    speaks_for = (gains["most"] >= _SPEAKS) | (gains["whole"] >= _TOGETHER)
    paired = gains["kind"] == INDEPENDENT
    heard = (gains["weight_most"] >= _SPEAKS) | (gains["weight_sum"] >= _TOGETHER)
    is_better = gains["low"] > 0
    gains["grade"] = np.select(
        [paired & heard & is_better, paired & heard, (gains["seen_kind"] <= OWN_BOARD) & speaks_for, speaks_for],
        ["A", "B", "C", "D"],
        "E",
    )
    gains["relevance"] = gains["weight_sum"].fillna(gains["whole"])
    drop = ["seen_kind", "most", "whole", "weight_most", "weight_sum"]
    return gains.drop(columns=drop).sort_values(["domain", "repo"]).reset_index(drop=True)


def _pooled(rows: pd.DataFrame) -> pd.DataFrame:
    """Return the weighted mean difference a domain and repository, of the pairs of the best kind only.

    A benchmark that several boards ran counts once. Pairs without a known error count only where no pair has one.
    """
    keys = ["domain", "repo"]
    rows = rows[rows["kind"] == rows.groupby(keys)["kind"].transform("min")]
    is_known = rows["error"].notna()
    rows = rows[is_known | ~is_known.groupby([rows["domain"], rows["repo"]]).transform("any")]
    share = rows["weight"] / rows.groupby([*keys, "benchmark_id"])["test"].transform("size")
    rows = rows.assign(share=share, sum=share * rows["difference"], square=(share * rows["error"]) ** 2)
    by_weight = rows.sort_values([*keys, "share"], ascending=[True, True, False])
    pooled = by_weight.groupby(keys, as_index=False).agg(
        base=("base", "first"),
        kind=("kind", "min"),
        tests=("benchmark_id", "nunique"),
        total=("sum", "sum"),
        square=("square", "sum"),
        errors=("error", "count"),
        weight_most=("weight", "max"),
        weight_sum=("share", "sum"),
    )
    difference = pooled["total"] / pooled["weight_sum"]
    reach = NORMAL_95 * np.sqrt(pooled["square"].where(pooled["errors"] > 0)) / pooled["weight_sum"]
    pooled = pooled.assign(difference=difference, low=difference - reach, high=difference + reach)
    return pooled.drop(columns=["total", "square", "errors"])


def _records(gains: pd.DataFrame, graph: Lineage) -> pd.DataFrame:
    """Return how often the variants of each publisher beat their own base, by domain, in independent comparisons."""
    fair = gains[gains["grade"].isin(["A", "B"])]
    told = fair.assign(publisher=_owners(graph, fair["repo"].to_numpy(np.int64)), better=fair["grade"] == "A")
    return told.groupby("publisher").agg(
        variants=("repo", "nunique"), comparisons=("repo", "size"), better=("better", "sum")
    )
