"""The back-test of variants: hide a board's results, rank from the rest, and compare with the hidden order."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple

import numpy as np
import numpy.typing as npt
import pandas as pd
from scipy.stats import rankdata

from catalog.curated.memberships import Membership
from catalog.numeric import NORMAL_95, Floats, Ints
from catalog.variants.evidence import OWN_BOARD, Evidence, evidence_of
from catalog.variants.index import GRADES, VariantFrames, VariantIndex, graph_of, index_of, traits_of
from catalog.variants.level import Levels, LevelSettings, Traits, levels_of, logits, rank_key, standing
from catalog.variants.lineage import CuratedEdge, descendants, way_up
from catalog.variants.rows import gains_of
from catalog.variants.worth import MOST_FALSE, chance_of, false_discovery, says_it
from etl.documents import write_between

PAGE = Path(__file__).resolve().parents[1] / "docs" / "validation" / "variants.md"
BEGIN, END = "<!-- figures of python -m etl validate --variants: begin -->", "<!-- figures: end -->"
OURS = "this ranking"
BASELINES = ("downloads", "likes", "size", "newest")
_ALL = (OURS, *BASELINES)
MEASURES = {"spearman": "Spearman", "ndcg": "NDCG@10"}
QUESTIONS = {
    ("board", "all"): "All results of a board hidden; its models ranked",
    ("board", "base"): "All results of a board hidden; the variants of one base ranked",
    ("tests", "all"): "A board's results on the domain's tests hidden, on its other tests seen; its models ranked",
    ("tests", "base"): "A board's results on the domain's tests hidden, on its other tests seen; variants of one base",
}
SHIPPED = "as shipped"
TRIES: dict[str, LevelSettings] = {
    SHIPPED: LevelSettings(),
    "without a tune's age": LevelSettings(has_age=False),
    "steps half as wide": LevelSettings(steps=0.5),
    "steps twice as wide": LevelSettings(steps=2.0),
    "roots held less": LevelSettings(root=1.0),
    "tests of other domains count 0.02, not 0.05": LevelSettings(neighbour=0.02),
    "tests of other domains count 0.2": LevelSettings(neighbour=0.2),
    "tests of other domains count 0.5": LevelSettings(neighbour=0.5),
    "results trusted more": LevelSettings(noise=0.35),
    "results trusted less": LevelSettings(noise=0.7),
}
_FIGURES = [
    "hidden",
    "pool",
    "board",
    "domain",
    "method",
    "candidates",
    "lists",
    *MEASURES,
    "spearman_lead",
    "ndcg_lead",
]
TOP = 10
_LEAST_CANDIDATES, _LEAST_OF_A_BASE = 30, 8
_SPEAKS, _MOSTLY = 0.2, 0.6
_DRAWS = 400
_CHANCE_DRAWS, _MOST_FAMILIES = 100, 100
_SEED = 20


@dataclass(frozen=True)
class VariantsReport:
    """What was found.

    Attributes:
        figures: hidden, pool, board, domain, method, candidates, lists, spearman and ndcg; and of a baseline, as arrays
            over the draws of a bootstrap, spearman_lead and ndcg_lead of this ranking over it.
        tries: title, board, domain, pool, spearman and ndcg of each settings, each board hidden whole.
        chosen: by board, the title of the settings that did best on the other boards, with which it was ranked.
        held: share of hidden places that the 90 % intervals held.
        chance: how often something would be recommended if no tune changed anything.
    """

    figures: pd.DataFrame
    tries: pd.DataFrame
    chosen: dict[str, str]
    held: float
    chance: "ChanceFinds"


@dataclass(frozen=True)
class ChanceFinds:
    """How often something looks better where nothing is: every difference drawn from its own error alone.

    Attributes:
        questions: of a domain, and of a family and a domain, with at least one comparison.
        of_any: share of the answers in which any variant beats its base at 95 %, one by one.
        of_claimants: the same among those that say by more than a name or a result that they are for the domain.
        of_rule: share of the answers in which one of these is left when the false discovery rate is held.
    """

    questions: int
    of_any: float
    of_claimants: float
    of_rule: float


@dataclass(frozen=True)
class _World:
    evidence: Evidence
    traits: Traits
    adoption: pd.DataFrame
    speaking: Sequence[Membership]
    origin: Ints


def validate_variants(
    frames: VariantFrames,
    speaking: Sequence[Membership],
    curated: Sequence[CuratedEdge] = (),
    tries: Mapping[str, LevelSettings] | None = None,
    report: Callable[[str], None] = lambda _: None,
) -> VariantsReport:
    """Hide each board's results, rank the candidates from the rest, and say how near that came to the hidden order.

    Candidates are the repositories that the board measured and the Hub lists, with downloads, likes and a date, so that
    every baseline has what it needs; a size that is not known ranks last. No board is ranked with settings that were
    chosen on it: of the tries, each board gets the one that did best on the other boards.

    Args:
        frames: what the snapshot has.
        speaking: which domains each benchmark speaks for.
        curated: lineage that a person has read.
        tries: the settings to choose from, by title; TRIES unless given.
        report: is told what is going on.
    """
    world = _world(frames, speaking, curated)
    cases = list(_cases(world))
    settings = TRIES if tries is None else tries
    tried = []
    for title, one in settings.items():
        report(f"trying: {title}")
        for case, levels in _fits(world, [case for case in cases if case.hidden == "board"], one):
            about = {"title": title, "board": case.board, "domain": case.domain}
            tried += [about | row for row in _means(world, case, levels)]
    told = pd.DataFrame(tried, columns=["title", "board", "domain", "pool", *MEASURES])
    chosen = chosen_without(told)
    rows: list[dict[str, object]] = []
    held = [np.zeros(0, bool)]
    for board, title in chosen.items():
        report(f"{board}, ranked with: {title}")
        for case, levels in _fits(world, [case for case in cases if case.board == board], settings[title]):
            rows += _figures(world, case, levels)
            if case.hidden == "board":
                held.append(_held(case, levels))
    shares = np.concatenate(held)
    figures = pd.DataFrame(rows, columns=_FIGURES)
    report("finds by chance")
    chance = chance_finds(index_of(frames, speaking, curated))
    return VariantsReport(figures, told, chosen, float(shares.mean()) if shares.size else np.nan, chance)


def chance_finds(index: VariantIndex, draws: int = _CHANCE_DRAWS) -> ChanceFinds:
    """Draw every difference from its own error alone, ask all questions, and say how often something looks better.

    Args:
        index: a snapshot's index.
        draws: how often each question is asked.
    """
    draw = np.random.default_rng(_SEED)
    below = [_made_from(index, family.members) for family in index.families[:_MOST_FAMILIES]]
    found = np.zeros(3)
    asked = 0
    for domain in index.gains_in:
        compared = index.gains_in[domain]["repo"]
        for pool in (compared, *(np.intersect1d(compared, part) for part in below)):
            gains = gains_of(index, domain, pool)
            fair = (gains.grade <= GRADES.index("B")) & np.isfinite(gains.low) & ~index.is_quantized[pool]
            if not fair.any():
                continue
            asked += 1
            claims = says_it(index, pool, gains)[fair]
            error = (gains.high - gains.low)[fair] / (2 * NORMAL_95)
            found += sum(_chance_find(draw, error, claims) for _ in range(draws))
    shares = found / max(asked * draws, 1)
    return ChanceFinds(asked, *(float(share) for share in shares))


def _made_from(index: VariantIndex, members: Sequence[int]) -> Ints:
    below = np.unique(np.concatenate([descendants(index.graph, member)[0] for member in members]))
    return np.setdiff1d(below, members)


def _chance_find(draw: np.random.Generator, error: Floats, claims: npt.NDArray[np.bool_]) -> Floats:
    """Return 1 or 0: whether any looks better in one draw; any that claims the domain; and after all comparisons."""
    difference = draw.normal(0.0, error)
    low, high = difference - NORMAL_95 * error, difference + NORMAL_95 * error
    q = false_discovery(chance_of(difference[claims], low[claims], high[claims]))
    return np.array([(low > 0).any(), (low[claims] > 0).any(), (q <= MOST_FALSE).any()], float)


def chosen_without(tries: pd.DataFrame) -> dict[str, str]:
    """Return for each board the title of the settings that did best on the other boards; the first try if it is alone.

    Best is by the mean over boards of the mean over their domains and lists, Spearman and NDCG@10 alike.
    """
    first = str(tries["title"].iloc[0]) if len(tries) else ""
    scores = _by_board(tries).mean(axis=1).rename("score").reset_index()
    by_board = scores.pivot_table("score", "title", "board").reindex(list(dict.fromkeys(tries["title"])))
    others = {board: by_board.drop(columns=board).mean(axis=1) for board in by_board.columns}
    return {str(board): first if mean.isna().all() else str(mean.idxmax()) for board, mean in others.items()}


def _by_board(tries: pd.DataFrame) -> pd.DataFrame:
    """Return the mean over domains and lists of each measure, by title and board."""
    return tries.groupby(["title", "board"], sort=False)[list(MEASURES)].mean()


class _Case(NamedTuple):
    hidden: str
    board: str
    domain: str
    repos: Ints
    truth: Floats


def _world(frames: VariantFrames, speaking: Sequence[Membership], curated: Sequence[CuratedEdge]) -> _World:
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


def _fits(world: _World, cases: Sequence[_Case], settings: LevelSettings) -> Iterator[tuple[_Case, Levels]]:
    """Yield each case with what was fitted without its hidden results; the domains of one hidden board share a fit."""
    tests = world.evidence.tests
    for board in dict.fromkeys(case.board for case in cases):
        of_board = (tests["source_id"] == board).to_numpy()
        whole = [case for case in cases if case.board == board and case.hidden == "board"]
        if whole:
            levels = _fit(world, of_board, settings, [case.domain for case in whole])
            yield from ((case, levels) for case in whole)
        for case in cases:
            if case.board == board and case.hidden == "tests":
                is_hidden = of_board & (_weights(tests, world.speaking, case.domain) > 0)
                yield case, _fit(world, is_hidden, settings, [case.domain])


def _fit(world: _World, is_hidden: npt.NDArray[np.bool_], settings: LevelSettings, wanted: Sequence[str]) -> Levels:
    """Fit without the results on some tests, and without what other boards have copied of them."""
    results, tests = world.evidence.results, world.evidence.tests
    keys = pd.MultiIndex.from_arrays(
        [results["repo"], tests["benchmark_id"].to_numpy(object)[results["test"]], results["value"].round(1)]
    )
    out = is_hidden[results["test"]]
    seen = results[~out & ~keys.isin(keys[out])]
    return levels_of(seen, tests, world.speaking, world.traits, settings, wanted)


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
        OURS: rank_key(levels, case.domain, case.repos),
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
    key = rank_key(levels, case.domain, case.repos)
    for pool, lists in _lists(world, case).items():
        told = _scores(key, case.truth, lists)
        yield {"pool": pool, "spearman": told[:, 0].mean(), "ndcg": told[:, 1].mean()}


def _figures(world: _World, case: _Case, levels: Levels) -> Iterator[dict[str, object]]:
    """Yield one row a pool and method; a baseline's has our lead over it in every draw of a bootstrap."""
    keys = _keys(world, case, levels)
    for pool, lists in _lists(world, case).items():
        draws = {method: _drawn(world, case, key, lists) for method, key in keys.items()}
        for method, key in keys.items():
            whole = _scores(key, case.truth, lists).mean(axis=0)
            lead = draws[OURS] - draws[method]
            row: dict[str, object] = {
                "hidden": case.hidden,
                "pool": pool,
                "board": case.board,
                "domain": case.domain,
                "method": method,
            }
            row |= {"candidates": np.unique(np.concatenate(lists)).size, "lists": len(lists)}
            row |= {"spearman": whole[0], "ndcg": whole[1]}
            yield row | {"spearman_lead": lead[:, 0], "ndcg_lead": lead[:, 1]}


def _drawn(world: _World, case: _Case, key: Floats, lists: list[Ints]) -> Floats:
    """Return the two measures in each draw, the same draws for every method.

    One list is drawn by families, for the variants of one base are alike; several lists are drawn whole.
    """
    draw = np.random.default_rng(_SEED)
    if len(lists) > 1:
        scores = _scores(key, case.truth, lists)
        drawn: Floats = scores[draw.integers(0, len(lists), (_DRAWS, len(lists)))].mean(axis=1)
        return drawn
    _, family = np.unique(world.origin[case.repos], return_inverse=True)
    members = np.split(np.argsort(family, kind="stable"), np.cumsum(np.bincount(family))[:-1])
    samples = [
        np.concatenate([members[i] for i in draw.integers(0, len(members), len(members))]) for _ in range(_DRAWS)
    ]
    return _scores(key, case.truth, samples)


def _scores(key: Floats, truth: Floats, lists: list[Ints]) -> Floats:
    """Return Spearman's correlation and NDCG@10 of each list, a row each."""
    return np.array([(_spearman(key[one], truth[one]), _ndcg(key[one], truth[one])) for one in lists])


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


def write_variants_page(report: VariantsReport, page: Path = PAGE) -> str:
    """Put the figures into the page between its marks, and return them.

    Raises:
        ValueError: the page has no marks.
    """
    figures = page_figures(report)
    write_between(page, BEGIN, END, figures)
    return figures


def page_figures(report: VariantsReport) -> str:
    """Return the verdict on the goal, the tables and the tries, as Markdown."""
    lines: list[str] = []
    for (hidden, pool), what in QUESTIONS.items():
        part = report.figures[(report.figures["hidden"] == hidden) & (report.figures["pool"] == pool)]
        if len(part):
            leads = leads_by_domain(part)
            lines += [f"### {what}", "", *_verdict(leads), "", *_table(part, leads), ""]
    if not lines:
        return "No board has enough variants to rank."
    lines += [f"The 90 % intervals held {report.held:.0%} of the hidden places.", ""]
    lines += [*chance_lines(report.chance), "", *_tries(report)]
    return "\n".join(lines).rstrip()


def leads_by_domain(part: pd.DataFrame) -> pd.DataFrame:
    """Return domain, method, measure, lead, low and high: of this ranking over each baseline, a mean over boards.

    Args:
        part: figures of one question.
    """
    keys = ["board", "domain"]
    ours = part[part["method"] == OURS].set_index(keys)
    rows = []
    for (domain, method), cases in part[part["method"] != OURS].groupby(["domain", "method"], sort=False):
        at = pd.MultiIndex.from_frame(cases[keys])
        for measure in MEASURES:
            lead = float((ours.loc[at, measure].to_numpy() - cases[measure].to_numpy()).mean())
            low, high = np.percentile(np.mean(cases[f"{measure}_lead"].to_list(), axis=0), [2.5, 97.5])
            rows.append((domain, method, measure, lead, low, high))
    return pd.DataFrame(rows, columns=["domain", "method", "measure", "lead", "low", "high"])


def _verdict(leads: pd.DataFrame) -> Iterator[str]:
    """Say in how many domains this ranking beats each baseline beyond noise, and which meet the goal."""
    is_beyond = leads.assign(beyond=leads["low"] > 0, behind=leads["high"] < 0)
    domains = leads["domain"].nunique()
    for (measure, baseline), part in is_beyond.groupby(["measure", "method"], sort=False):
        lost = ", ".join(part.loc[part["behind"], "domain"])
        yield (
            f"- {MEASURES[str(measure)]} against {baseline}: ahead in {(part['lead'] > 0).sum()} of {domains} domains, "
            f"beyond noise in {part['beyond'].sum()}{'; behind beyond noise in ' + lost if lost else ''}."
        )
    every = is_beyond.groupby("domain")["beyond"].all()
    met = ", ".join(every.index[every]) or "none"
    yield f"- The goal, every baseline beaten beyond noise in both measures: met in {every.sum()} of {domains} ({met})."


def _table(part: pd.DataFrame, leads: pd.DataFrame) -> Iterator[str]:
    yield "Spearman, then NDCG@10 of each method, means over the boards. An asterisk: this ranking beats it beyond"
    yield "noise; a degree sign: it beats this ranking beyond noise."
    yield ""
    yield f"| domain | boards | candidates | {' | '.join(_ALL)} |"
    yield "|---|---|---|" + "---|" * (1 + len(BASELINES))
    means = part.groupby(["domain", "method"])[list(MEASURES)].mean()
    marks = leads.set_index(["domain", "method", "measure"])
    for domain, cases in part[part["method"] == OURS].groupby("domain", sort=True):
        cells = [" ".join(_cell(means, marks, str(domain), method, measure) for measure in MEASURES) for method in _ALL]
        yield f"| {domain} | {', '.join(cases['board'])} | {cases['candidates'].sum():,} | {' | '.join(cells)} |"


def _cell(means: pd.DataFrame, marks: pd.DataFrame, domain: str, method: str, measure: str) -> str:
    text = f"{means.loc[(domain, method), measure]:.2f}"
    if method == OURS:
        return text
    lead = marks.loc[(domain, method, measure)]
    return text + ("\\*" if lead["low"] > 0 else "°" if lead["high"] < 0 else "")


def chance_lines(chance: ChanceFinds) -> Iterator[str]:
    """Yield how often something is recommended where nothing is better, as Markdown."""
    yield "### If no tune changed anything"
    yield ""
    asked = f"{chance.questions:,} questions (a domain; a family and a domain)"
    yield f"{asked}, every difference drawn from its own error alone."
    yield ""
    yield "| what counts as a find | answers with a find |"
    yield "|---|---|"
    yield f"| any variant that beats its base at 95 % | {chance.of_any:.1%} |"
    yield f"| the same, of those that say to be for the domain | {chance.of_claimants:.1%} |"
    yield f"| the same, with the false discovery rate held at {MOST_FALSE:.0%} | {chance.of_rule:.1%} |"


def _tries(report: VariantsReport) -> Iterator[str]:
    """Yield each settings' means, and which of them each board was ranked with."""
    yield "### Tries"
    yield ""
    yield "Means over boards of the means over their domains and lists, each board hidden whole."
    yield ""
    yield "| settings | Spearman | NDCG@10 | best on the other boards for |"
    yield "|---|---|---|---|"
    means = _by_board(report.tries).groupby("title", sort=False).mean()
    for title, row in means.iterrows():
        boards = ", ".join(board for board, best in report.chosen.items() if best == title)
        yield f"| {title} | {row['spearman']:.3f} | {row['ndcg']:.3f} | {boards} |"
