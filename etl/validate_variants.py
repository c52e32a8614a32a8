"""The back-test of variants: hide a board's results, rank from the rest, and compare with the hidden order."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple

import numpy as np
import numpy.typing as npt
import pandas as pd
from scipy.stats import rankdata

from catalog.lineage import CuratedEdge, way_up
from catalog.memberships import Membership
from catalog.variant_evidence import OWN_BOARD, Evidence, evidence_of
from catalog.variant_index import Frames, graph_of, traits_of
from catalog.variant_level import Levels, Settings, Traits, levels_of, logits, rank_key, standing

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]

PAGE = Path(__file__).resolve().parents[1] / "docs" / "methods" / "variants.md"
BEGIN, END = "<!-- figures of python -m etl validate --variants: begin -->", "<!-- figures: end -->"
OURS = "this ranking"
BASELINES = ("downloads", "likes", "size", "newest")
HIDDEN = {
    "board": "all results of the board",
    "tests": "the board's results on the domain's tests only (boards with the variants of several bases)",
}
POOLS = {"all": "all candidates of a domain", "base": "the variants of one base (mean over bases)"}
TRIES: dict[str, Settings] = {
    "as chosen": Settings(),
    "without the publisher's usual part": Settings(publisher=0.0),
    "without a tune's age": Settings(has_age=False),
    "steps half as wide": Settings(steps=0.5),
    "steps twice as wide": Settings(steps=2.0),
    "roots held less": Settings(root=1.0),
    "tests of other domains count 0.05": Settings(neighbour=0.05),
    "tests of other domains count 0.5": Settings(neighbour=0.5),
}
TOP = 10
_LEAST_CANDIDATES, _LEAST_OF_A_BASE = 30, 8
_SPEAKS, _MOSTLY = 0.2, 0.6
_DRAWS = 400
_SEED = 20


class Lists(NamedTuple):
    """What is ranked: the hidden result and each method's key of every candidate, and which list it stands in."""

    truth: Floats
    keys: dict[str, Floats]
    base: Ints


@dataclass(frozen=True)
class VariantsReport:
    """What was found.

    Attributes:
        figures: hidden, board, domain, pool, method, candidates, lists, spearman, ndcg, and for each baseline the
            difference of this ranking from it with its 95 % interval: spearman_low, spearman_high, ndcg_low, ndcg_high.
        tries: title, board, pool, spearman and ndcg: one row a domain.
        held: share of hidden places that the 90 % intervals held.
    """

    figures: pd.DataFrame
    tries: pd.DataFrame
    held: float


@dataclass(frozen=True)
class _World:
    evidence: Evidence
    traits: Traits
    adoption: pd.DataFrame
    speaking: Sequence[Membership]
    origin: Ints


def validate_variants(
    frames: Frames,
    speaking: Sequence[Membership],
    curated: Sequence[CuratedEdge] = (),
    tries: dict[str, Settings] | None = None,
    report: Callable[[str], None] = lambda _: None,
) -> VariantsReport:
    """Hide each board's results, rank the candidates from the rest, and say how near that came to the hidden order.

    Candidates are the repositories that the board measured and the Hub lists, with downloads, likes and a date, so that
    every baseline has what it needs; a size that is not known ranks last.

    Args:
        frames: what the snapshot has.
        speaking: which domains each benchmark speaks for.
        curated: lineage that a person has read.
        tries: other settings to try, by title.
        report: is told what is going on.
    """
    world = _world(frames, speaking, curated)
    cases = list(_cases(world))
    rows: list[dict[str, object]] = []
    held = []
    for case, levels in _fits(world, cases, Settings(), report):
        rows += _figures(world, case, levels)
        held.append(_held(case, levels))
    tried = []
    for title, settings in (tries or {}).items():
        report(f"trying: {title}")
        wanted = [case for case in cases if case.hidden == "board"]
        for case, levels in _fits(world, wanted, settings, lambda _: None):
            tried += [{"title": title, "board": case.board} | row for row in _means(world, case, levels)]
    held_share = float(np.mean(np.concatenate(held))) if held else np.nan
    return VariantsReport(pd.DataFrame(rows), pd.DataFrame(tried), held_share)


class _Case(NamedTuple):
    hidden: str
    board: str
    domain: str
    repos: Ints
    truth: Floats


def _world(frames: Frames, speaking: Sequence[Membership], curated: Sequence[CuratedEdge]) -> _World:
    graph = graph_of(frames, curated)
    listed = frames.repos.assign(key=frames.repos["hub_repo_id"].str.lower()).drop_duplicates("key").set_index("key")
    origin = np.array([way_up(graph, repo)[-1] for repo in range(len(graph.repos))])
    return _World(
        evidence=evidence_of(frames.scores, frames.benchmarks, speaking, graph),
        traits=traits_of(frames, graph),
        adoption=listed.reindex(graph.number)[["downloads", "likes"]].astype(float).reset_index(drop=True),
        speaking=speaking,
        origin=origin,
    )


def _cases(world: _World) -> Iterator[_Case]:
    """Yield each board and domain with enough candidates to rank."""
    results, tests = world.evidence.results, world.evidence.tests
    y = logits(results["value"].to_numpy(float), tests.iloc[results["test"]].reset_index(drop=True))
    source = tests["source_id"].to_numpy(object)[results["test"]]
    known = world.adoption.notna().all(axis=1).to_numpy() & ~np.isnat(world.traits.created)
    for board in sorted(set(source)):
        mask = (source == board) & (results["kind"] <= OWN_BOARD).to_numpy() & known[results["repo"]]
        for domain in sorted({m.domain for m in world.speaking}):
            repos, truth = _truth(results[mask], y[mask], tests, world.speaking, domain)
            if repos.size >= _LEAST_CANDIDATES:
                yield _Case("board", board, domain, repos, truth)
                if len(_bases(world, repos)) > 1:
                    yield _Case("tests", board, domain, repos, truth)


def _truth(
    results: pd.DataFrame, y: Floats, tests: pd.DataFrame, speaking: Sequence[Membership], domain: str
) -> tuple[Ints, Floats]:
    """Return the candidates of a board in a domain, and their mean result over its tests, in standard deviations."""
    weight = _weights(tests, speaking, domain)
    rows = results[["repo", "test"]].assign(y=y, weight=weight[results["test"]])
    rows = rows[(rows["weight"] > 0) & np.isfinite(y)]
    if rows.empty:
        return np.zeros(0, np.int64), np.zeros(0)
    by_test = rows.groupby("test")["y"]
    z = (rows["y"] - by_test.transform("mean")) / by_test.transform("std").where(
        by_test.transform("size") >= _LEAST_OF_A_BASE
    )
    rows = rows.assign(z=z, benchmark_id=tests["benchmark_id"].to_numpy(object)[rows["test"]])[z.notna()]
    once = rows.groupby(["repo", "benchmark_id"], as_index=False)[["z", "weight"]].mean()
    told = once.assign(sum=once["z"] * once["weight"]).groupby("repo")[["sum", "weight"]].sum()
    told = told[told["weight"] >= _MOSTLY * told["weight"].max()]
    return told.index.to_numpy(np.int64), (told["sum"] / told["weight"]).to_numpy(float)


def _weights(tests: pd.DataFrame, speaking: Sequence[Membership], domain: str) -> Floats:
    speaks = {m.benchmark_id: m.weight for m in speaking if m.domain == domain and m.weight >= _SPEAKS}
    result: Floats = tests["benchmark_id"].map(speaks).fillna(0.0).to_numpy(float)
    return result


def _fits(
    world: _World, cases: Sequence[_Case], settings: Settings, report: Callable[[str], None]
) -> Iterator[tuple[_Case, Levels]]:
    """Yield each case with what was fitted without its hidden results; the domains of one hidden board share a fit."""
    results, tests = world.evidence.results, world.evidence.tests
    of_board = {board: (tests["source_id"] == board).to_numpy() for board in {case.board for case in cases}}
    for board in dict.fromkeys(case.board for case in cases):
        whole = [case for case in cases if case.board == board and case.hidden == "board"]
        report(f"{board}: {len(whole)} domains")
        seen = results[~of_board[board][results["test"]]]
        levels = levels_of(seen, tests, world.speaking, world.traits, settings, [case.domain for case in whole])
        yield from ((case, levels) for case in whole)
        for case in cases:
            if case.board == board and case.hidden == "tests":
                report(f"{board}: the tests of {case.domain}")
                is_hidden = of_board[board] & (_weights(tests, world.speaking, case.domain) > 0)
                seen = results[~is_hidden[results["test"]]]
                yield (
                    case,
                    levels_of(seen, tests, world.speaking, world.traits, settings, [case.domain]),
                )


def _held(case: _Case, levels: Levels) -> npt.NDArray[np.bool_]:
    """Return whether each interval held the standing that the hidden order gives the candidate among the others."""
    middle, low, high = standing(levels, case.domain, case.repos)
    hidden = np.sort(middle)[np.argsort(np.argsort(case.truth))]
    result: npt.NDArray[np.bool_] = (low <= hidden) & (hidden <= high)
    return result


def _keys(world: _World, case: _Case, levels: Levels) -> dict[str, Floats]:
    """Return what each method ranks the candidates by, the best highest."""
    adoption = world.adoption.iloc[case.repos]
    return {
        OURS: rank_key(levels, case.domain, case.repos, world.traits.graph),
        "downloads": adoption["downloads"].to_numpy(float),
        "likes": adoption["likes"].to_numpy(float),
        "size": np.nan_to_num(world.traits.parameters[case.repos], nan=-1.0),
        "newest": world.traits.created[case.repos].astype(np.int64).astype(float),
    }


def _lists(world: _World, case: _Case) -> dict[str, list[Ints]]:
    """Return the positions of the candidates of each list: all of them; and those of each base with enough."""
    bases = _bases(world, case.repos)
    lists = {"all": [np.arange(case.repos.size)]}
    return lists | ({"base": bases} if len(bases) > 1 else {})


def _bases(world: _World, repos: Ints) -> list[Ints]:
    """Return the positions of the variants of each base that has enough of them among the candidates."""
    base = world.origin[repos]
    many = np.flatnonzero(np.bincount(base) >= _LEAST_OF_A_BASE)
    return [np.flatnonzero(base == one) for one in many]


def _means(world: _World, case: _Case, levels: Levels) -> Iterator[dict[str, object]]:
    key = _keys(world, case, levels)[OURS]
    for pool, lists in _lists(world, case).items():
        told = np.array([[_spearman(key[one], case.truth[one]), _ndcg(key[one], case.truth[one])] for one in lists])
        yield {"pool": pool, "spearman": told[:, 0].mean(), "ndcg": told[:, 1].mean()}


def _figures(world: _World, case: _Case, levels: Levels) -> Iterator[dict[str, object]]:
    """Yield one row a pool and method; a baseline's has the interval of our lead over it."""
    keys = _keys(world, case, levels)
    draw = np.random.default_rng(_SEED)
    for pool, lists in _lists(world, case).items():
        samples = [_drawn(lists, draw) for _ in range(_DRAWS)]
        ours = np.array([_scored(keys[OURS], case.truth, sample) for sample in samples])
        for method, key in keys.items():
            whole = _scored(key, case.truth, lists)
            row: dict[str, object] = {"hidden": case.hidden, "board": case.board, "domain": case.domain}
            row |= {"pool": pool, "method": method}
            row |= {"candidates": case.repos.size, "lists": len(lists), "spearman": whole[0], "ndcg": whole[1]}
            theirs = np.array([_scored(key, case.truth, sample) for sample in samples])
            ends = np.percentile(ours - theirs, [2.5, 97.5], axis=0)
            row |= {"spearman_low": ends[0, 0], "spearman_high": ends[1, 0]}
            yield row | {"ndcg_low": ends[0, 1], "ndcg_high": ends[1, 1]}


def _drawn(lists: list[Ints], draw: np.random.Generator) -> list[Ints]:
    """Return a bootstrap sample: of the candidates where there is one list, else of the lists."""
    if len(lists) == 1:
        return [draw.choice(lists[0], lists[0].size)]
    return [lists[i] for i in draw.integers(0, len(lists), len(lists))]


def _scored(key: Floats, truth: Floats, lists: list[Ints]) -> tuple[float, float]:
    """Return the mean Spearman correlation and NDCG@10 over lists."""
    told = np.array([(_spearman(key[one], truth[one]), _ndcg(key[one], truth[one])) for one in lists])
    return float(told[:, 0].mean()), float(told[:, 1].mean())


def _spearman(key: Floats, truth: Floats) -> float:
    """Return Spearman's rank correlation; 0 where one side is all alike, for it tells no order."""
    a, b = rankdata(key), rankdata(truth)
    spread = a.std() * b.std()
    return float(np.mean((a - a.mean()) * (b - b.mean())) / spread) if spread > 0 else 0.0


def _ndcg(key: Floats, truth: Floats) -> float:
    """Return NDCG@10. The gain is by how much a result is above the list's median, 0 below; ties share their gain."""
    gain = np.maximum(truth - np.median(truth), 0.0)
    order = np.argsort(-key, kind="stable")
    _, group = np.unique(-key, return_inverse=True)
    shared = (np.bincount(group, gain) / np.bincount(group))[group][order]
    discount = 1 / np.log2(np.arange(2, TOP + 2))[: truth.size]
    best = np.sort(gain)[::-1][:TOP]
    most = float(best @ discount[: best.size])
    return float(shared[:TOP] @ discount) / most if most > 0 else 1.0


def write_page(report: VariantsReport, page: Path = PAGE) -> str:
    """Put the figures into the page between its marks, and return them.

    Raises:
        ValueError: the page has no marks.
    """
    text = page.read_text(encoding="utf-8")
    if BEGIN not in text or END not in text:
        message = f"{page} has no marks between which the figures go"
        raise ValueError(message)
    figures = page_figures(report)
    before, after = text.split(BEGIN, 1)[0], text.split(END, 1)[1]
    page.write_text(f"{before}{BEGIN}\n{figures}\n{END}{after}", encoding="utf-8")
    return figures


def page_figures(report: VariantsReport) -> str:
    """Return the tables and the verdict on the goal, as Markdown."""
    lines: list[str] = []
    for hidden, what in HIDDEN.items():
        for pool, who in POOLS.items():
            part = report.figures[(report.figures["hidden"] == hidden) & (report.figures["pool"] == pool)]
            if len(part):
                lines += [f"### Hidden: {what}; ranked: {who}", "", *_verdict(part), "", *_table(part), ""]
    lines.append(f"The 90 % intervals held {report.held:.0%} of the hidden places.")
    return "\n".join([*lines, "", *_tries(report.tries)]).rstrip()


def _verdict(part: pd.DataFrame) -> Iterator[str]:
    """Say how often this ranking beats each baseline, beyond noise, and where it does not."""
    for measure, name in (("spearman", "Spearman"), ("ndcg", "NDCG@10")):
        ours = part[part["method"] == OURS].set_index(["board", "domain"])[measure]
        for baseline in BASELINES:
            theirs = part[part["method"] == baseline].set_index(["board", "domain"])
            ahead, beyond = ours > theirs[measure], theirs[f"{measure}_low"] > 0
            lost = theirs.index[theirs[f"{measure}_high"] < 0]
            where = "; behind beyond noise: " + ", ".join(f"{d} ({b})" for b, d in lost) if len(lost) else ""
            yield (
                f"- {name} against {baseline}: ahead in {ahead.sum()} of {len(ours)}, beyond noise in {beyond.sum()}, "
                f"mean {ours.mean():.2f} to {theirs[measure].mean():.2f}{where}."
            )


def _table(part: pd.DataFrame) -> Iterator[str]:
    yield "Spearman, then NDCG@10; in bold the best."
    yield ""
    yield "| board | domain | candidates | lists | this ranking | downloads | likes | size | newest |"
    yield "|---|---|---|---|---|---|---|---|---|"
    for (board, domain), case in part.groupby(["board", "domain"], sort=True):
        by_method = case.set_index("method")
        cells = []
        for method in (OURS, *BASELINES):
            told = [_bold(by_method[measure], method) for measure in ("spearman", "ndcg")]
            cells.append(" ".join(told))
        first = case.iloc[0]
        yield f"| {board} | {domain} | {first['candidates']:,} | {first['lists']} | {' | '.join(cells)} |"


def _bold(values: "pd.Series[float]", method: str) -> str:
    text = f"{values[method]:.2f}"
    return f"**{text}**" if values[method] == values.max() else text


def _tries(tries: pd.DataFrame) -> Iterator[str]:
    if tries.empty:
        return
    yield "### Tries"
    yield ""
    yield "Means over boards of the means over their domains, each board hidden: Spearman, then NDCG@10."
    yield ""
    yield "| what | all candidates | within one base |"
    yield "|---|---|---|"
    by_board = tries.groupby(["title", "pool", "board"], sort=False)[["spearman", "ndcg"]].mean()
    summed = by_board.groupby(["title", "pool"], sort=False).mean()
    for title in dict.fromkeys(tries["title"]):
        cells = []
        for pool in POOLS:
            row = summed.loc[(title, pool)] if (title, pool) in summed.index else None
            cells.append("" if row is None else f"{row['spearman']:.3f} {row['ndcg']:.3f}")
        yield f"| {title} | {' | '.join(cells)} |"
