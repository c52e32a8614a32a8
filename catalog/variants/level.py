"""Where a repository is expected to stand in a domain: from its own results, its relatives' and what it is.

A tune starts where its parents stand, and its own results move it from there, the more the better they speak for the
domain. What has no results and no tested ancestor stands where its size and age put it. In detail: results are in
standard deviations of their test,

    result = level of the test + standing of the repository + noise
    standing = inherited part + what its relation and age usually add

where an inherited part differs from the mean of the parents' by a random step, and that of a repository without parents
from what its size and age say. The levels of tests, the usual parts and the inherited parts are fitted together, once,
to all results (penalised least squares, as in a best linear unbiased prediction along a pedigree: C. R. Henderson,
Biometrics 31 (1975) 423); then the inherited parts alone again for each domain, with its own tests counting most.
Downloads and likes play no part. docs/validation/variants.md has what was tried.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pandas as pd
from scipy import sparse
from scipy.sparse import linalg
from scipy.special import ndtr

from catalog.ability.observations import ELO_A_LOGIT, soft_logit
from catalog.curated.memberships import Membership
from catalog.numeric import NORMAL_90, Flags, Floats, Ints
from catalog.variants.evidence import OWN_BOARD
from catalog.variants.lineage import RELATIONS, ROOT, Lineage, by_generation

_ORDER_BELOW, _BELOW = 1e-6, 10.0  # those that stand with their parent come after it, and keep an order among them
_STEP = {"finetune": 0.35, "adapter": 0.35, "merge": 0.2, "quantized": 0.05}
_STEPS = np.array([_STEP[relation] for relation in RELATIONS])
_SLACK = 0.03
_LEAST_REPOS = 8
_FIRST_DAY, _LOG_SIZE = pd.Timestamp(2024, 6, 1), 9.9
_MOST_YEARS = 2.0
_TEST_PENALTY = 0.01
_RTOL, _MOST_ROUNDS = 1e-8, 1000


@dataclass(frozen=True)
class LevelSettings:
    """What was chosen by the back-test on other boards.

    Attributes:
        root: how far a repository without parents stands from what its size and age say, prior sd.
        steps: by how much the steps of _STEP are multiplied.
        noise: sd of one result beside what it measures; results of one board count as one at most.
        neighbour: what a test of another domain counts, beside 1 for one that is the domain itself.
        has_age: whether what a tune usually adds depends on when it was made.
    """

    root: float = 0.6
    steps: float = 1.0
    noise: float = 0.5
    neighbour: float = 0.05
    has_age: bool = True


@dataclass(frozen=True)
class Traits:
    """What is known of each repository of a graph: parameters (NaN) and created (NaT)."""

    graph: Lineage
    parameters: Floats
    created: npt.NDArray[np.datetime64]


@dataclass(frozen=True)
class Levels:
    """What was fitted. All of it is data.

    Attributes:
        is_tested: for each repository whether it has results.
        fitted: those with results, and their ancestors.
        anchor: for each repository the row in `fitted` of the nearest one on the way up its first parents, which may
            be itself; -1 where there is none.
        spread: for each repository the variance that the steps from there add.
        start: for each repository what size and age say of the root above it.
        added: for each repository what relation and age usually add.
        parent: its first parent; -1 for a root.
        inherited: by domain, the inherited part of each fitted repository; last, 0 for one that has no anchor.
        variance: by domain, its variance; last, that of a root that was not fitted.
        centre: by domain, the mean standing of the repositories with results, and its sd.
    """

    is_tested: Flags
    fitted: Ints
    anchor: Ints
    spread: Floats
    start: Floats
    added: Floats
    parent: Ints
    inherited: dict[str, Floats]
    variance: dict[str, Floats]
    centre: dict[str, tuple[float, float]]


@dataclass(frozen=True)
class _System:
    """The penalties between fitted repositories, as rows of a matrix, and the traits of all repositories."""

    rows: sparse.csr_array
    pull: sparse.csr_array
    own_traits: Floats
    added_traits: Floats


def levels_of(
    results: pd.DataFrame,
    tests: pd.DataFrame,
    memberships: Sequence[Membership],
    traits: Traits,
    settings: LevelSettings | None = None,
    wanted: Collection[str] | None = None,
) -> Levels:
    """Fit where repositories stand in every domain that has tests.

    Args:
        results: repo, test, value and kind, as `variant_evidence.Evidence` has them; claimed and flagged ones stay out.
        tests: the tests by number, as there.
        memberships: which domains each benchmark speaks for; a test without a domain stays out.
        traits: size and age of each repository of the graph.
        settings: what the back-test chose, unless another choice is being tried.
        wanted: the domains; all unless given.
    """
    chosen, graph = settings or LevelSettings(), traits.graph
    used = _observed(results, tests, {m.benchmark_id for m in memberships})
    fitted = _with_ancestors(graph, used["repo"].unique())
    row_of = np.full(len(graph.repos), -1, np.int64)
    row_of[fitted] = np.arange(fitted.size)
    used = used.assign(row=row_of[used["repo"].to_numpy()], column=pd.factorize(used["test"])[0])
    used = used.assign(board=used["row"] * len(tests) + pd.factorize(used["source_id"])[0])
    used = used.assign(board=pd.factorize(used["board"])[0])
    system = _system(graph, fitted, row_of, traits, chosen)
    test_level, own, weights = _fit_shared(used, system, fitted, chosen)
    added = system.added_traits @ weights
    rest = used["y"].to_numpy() - test_level[used["column"]] - added[used["repo"]]
    start = system.own_traits @ own
    penalties, target = system.rows.T @ system.rows, system.rows.T @ (system.pull @ own)
    inherited, variance, centre = {}, {}, {}
    pedigree = _pedigree(graph, row_of, chosen)
    tested = np.unique(used["row"])
    is_tested = np.zeros(len(graph.repos), bool)
    is_tested[fitted[tested]] = True
    for domain in sorted({m.domain for m in memberships if wanted is None or m.domain in wanted}):
        weight = _weights(used, tests, memberships, domain, chosen)
        precision: Floats = np.bincount(used["row"], weight, fitted.size).astype(float)
        pulled = np.bincount(used["row"], weight * rest, fitted.size)
        inherited[domain] = np.append(_solver(penalties, precision).solve(target + pulled), 0.0)
        variance[domain] = np.append(_variances(pedigree, precision, chosen), chosen.root**2)
        standing = inherited[domain][tested] + added[fitted[tested]]
        centre[domain] = (float(standing.mean()), float(standing.std()) or 1.0) if tested.size else (0.0, 1.0)
    anchor, spread, top = _anchors(graph, row_of, chosen)
    return Levels(
        is_tested=is_tested,
        fitted=fitted,
        anchor=anchor,
        spread=spread,
        start=start[top],
        added=added,
        parent=graph.primary,
        inherited=inherited,
        variance=variance,
        centre=centre,
    )


def standing(levels: Levels, domain: str, repos: Ints) -> tuple[Floats, Floats, Floats]:
    """Return which share (percent) of the tested open models each one is expected to beat, with the ends of 90 %.

    What has no results of its own stands no higher than its parent: a tune is not better until shown.

    Raises:
        KeyError: no test speaks for the domain.
    """
    place, sd = _places(levels, domain, repos)
    place = np.minimum(place, _limits(levels, domain, repos))
    return 100 * ndtr(place), 100 * ndtr(place - NORMAL_90 * sd), 100 * ndtr(place + NORMAL_90 * sd)


def rank_key(levels: Levels, domain: str, repos: Ints) -> Floats:
    """Return what repositories are ranked by, the best highest: where they stand.

    Those that stand with their parent come after it, in the order of what they would be expected to be.

    Raises:
        KeyError: no test speaks for the domain.
    """
    place, _ = _places(levels, domain, repos)
    most = _limits(levels, domain, repos)
    return np.where(place < most, place, most - _ORDER_BELOW * (_BELOW - place))


def _limits(levels: Levels, domain: str, repos: Ints) -> Floats:
    """Return the place above which none without results of its own is put: its parent's."""
    parent = levels.parent[repos]
    above, _ = _places(levels, domain, np.maximum(parent, 0))
    return np.where(levels.is_tested[repos] | (parent < 0), np.inf, above)


def _places(levels: Levels, domain: str, repos: Ints) -> tuple[Floats, Floats]:
    """Return where repositories are expected to be, in sd of the tested ones from their mean, and how surely."""
    anchor = levels.anchor[repos]
    inherited = levels.inherited[domain][anchor] + np.where(anchor < 0, levels.start[repos], 0.0)
    variance = levels.variance[domain][anchor] + levels.spread[repos]
    mean, sd = levels.centre[domain]
    return (inherited + levels.added[repos] - mean) / sd, np.sqrt(variance) / sd


def _observed(results: pd.DataFrame, tests: pd.DataFrame, speaking: set[str]) -> pd.DataFrame:
    """Return repo, test and y: the results in standard deviations of their test; tests of few repositories stay out."""
    about = tests.iloc[results["test"]].reset_index(drop=True)
    y = logits(results["value"].to_numpy(float), about)
    is_used = (results["kind"] <= OWN_BOARD).to_numpy() & about["benchmark_id"].isin(speaking).to_numpy()
    used = results.loc[is_used & np.isfinite(y), ["repo", "test"]].assign(
        y=y[is_used & np.isfinite(y)], source_id=about["source_id"].to_numpy()[is_used & np.isfinite(y)]
    )
    by_test = used.groupby("test")["y"]
    sd, count = by_test.transform("std"), by_test.transform("size")
    used = used.assign(y=used["y"] / sd)[(count >= _LEAST_REPOS) & (sd > 0)]
    return used.reset_index(drop=True)


def logits(value: Floats, about: pd.DataFrame) -> Floats:
    """Return scores as logits of what lies between guessing and the best; NaN for scales that are neither.

    Args:
        value: the scores; all results rise with quality.
        about: the test of each: scale, scale_min, scale_max, chance, higher_is_better. Elo becomes a logit of winning.
    """
    top, bottom = about["scale_max"].to_numpy(float), np.nan_to_num(about["scale_min"].to_numpy(float))
    chance = about["chance"].to_numpy(float)
    is_higher = about["higher_is_better"].astype(bool).to_numpy()
    floor = np.where(np.isnan(chance) | ~is_higher, np.where(about["scale"] == "mcc", 0.0, bottom), chance)
    share = np.where(is_higher, (value - floor) / (top - floor), (top - value) / (top - bottom))
    slack = np.full(value.size, _SLACK)
    logit = soft_logit(np.clip(share, -0.5, 1.0), slack, slack)
    scale = about["scale"].to_numpy(object)
    return np.select([np.isin(scale, ("percent", "mcc")), scale == "elo"], [logit, value / ELO_A_LOGIT], np.nan)


def _with_ancestors(graph: Lineage, repos: Ints) -> Ints:
    is_in = np.zeros(len(graph.repos), bool)
    front = repos
    while front.size:
        is_in[front] = True
        _, above = graph.parents.of_all(front)
        front = np.unique(above[~is_in[above]])
    return np.flatnonzero(is_in)


def _system(graph: Lineage, fitted: Ints, row_of: Ints, traits: Traits, chosen: LevelSettings) -> _System:
    relation = graph.relation[fitted]
    is_root = relation == ROOT
    scale = np.where(is_root, chosen.root, chosen.steps * _STEPS[np.minimum(relation, ROOT - 1)])
    child, parent = graph.parents.of_all(fitted)
    count = np.bincount(child, minlength=fitted.size)
    values = np.concatenate([1 / scale, -1 / (scale * np.maximum(count, 1))[child]])
    places = (np.concatenate([np.arange(fitted.size), child]), np.concatenate([np.arange(fitted.size), row_of[parent]]))
    n = fitted.size
    own, added = _own_traits(traits), _added_traits(graph, traits, chosen)
    return _System(
        rows=sparse.csr_array((values, places), (n, n)),
        pull=sparse.csr_array(own[fitted] * (is_root / scale)[:, None]),
        own_traits=own,
        added_traits=added,
    )


def _own_traits(traits: Traits) -> Floats:
    size = np.log10(np.where(traits.parameters > 0, traits.parameters, np.nan)) - _LOG_SIZE
    years = _years(traits)
    s, y = np.nan_to_num(size), np.nan_to_num(years)
    return np.column_stack([s, y, np.isnan(size), np.isnan(years), s**2, s * y, np.maximum(y, 0)])


def _added_traits(graph: Lineage, traits: Traits, chosen: LevelSettings) -> Floats:
    is_tune = graph.relation != ROOT
    merge, quantized = (graph.relation == RELATIONS.index(name) for name in ("merge", "quantized"))
    age = np.where(is_tune & chosen.has_age, np.nan_to_num(_years(traits)), 0.0)
    return np.column_stack([is_tune & ~merge & ~quantized, merge, quantized, age]).astype(float)


def _years(traits: Traits) -> Floats:
    created = pd.Series(traits.created)
    years = (created - _FIRST_DAY).dt.days.to_numpy(float) / 365.25
    result: Floats = np.clip(years, -_MOST_YEARS, _MOST_YEARS)
    return result


def _solver(penalties: sparse.csr_array, precision: Floats) -> linalg.SuperLU:
    """Return the factors of the inherited parts' equations: a pedigree's matrix fills in very little."""
    matrix = (penalties + sparse.diags_array(precision)).tocsc()
    return linalg.splu(matrix, permc_spec="MMD_AT_PLUS_A", options={"SymmetricMode": True})


def _fit_shared(
    used: pd.DataFrame, system: _System, fitted: Ints, chosen: LevelSettings
) -> tuple[Floats, Floats, Floats]:
    """Fit all results at once: (levels of tests, weights of own traits, weights of added ones).

    The inherited parts are eliminated first; what is left is solved by conjugate gradients in a few dozen rounds.
    """
    row, column = used["row"].to_numpy(), used["column"].to_numpy()
    n, m, k = fitted.size, int(column.max(initial=-1)) + 1, system.own_traits.shape[1]
    weight = 1 / np.bincount(used["board"])[used["board"]] / chosen.noise**2
    each = np.arange(len(used))
    seen = sparse.csr_array((np.ones(len(used)), (each, row)), (len(used), n))
    tests = sparse.csr_array((np.ones(len(used)), (each, column)), (len(used), m))
    added = sparse.csr_array(system.added_traits[fitted][row])
    others = sparse.hstack([tests, sparse.csr_array((len(used), k)), added], format="csr")
    q, j = others.shape[1], added.shape[1]
    weighed = sparse.diags_array(weight) @ others
    pull = sparse.hstack([sparse.csr_array((n, m)), system.pull, sparse.csr_array((n, j))], format="csr")
    between = (seen.T @ weighed - system.rows.T @ pull).tocsr()
    held = sparse.diags_array(np.concatenate([np.full(m, _TEST_PENALTY), np.ones(k + j)]))
    normal = (others.T @ weighed + pull.T @ pull + held).tocsr()
    y = used["y"].to_numpy()
    solver, back = _solver(system.rows.T @ system.rows, np.bincount(row, weight, n).astype(float)), between.T.tocsr()
    left = linalg.LinearOperator((q, q), matvec=lambda part: normal @ part - back @ solver.solve(between @ part))
    aim = weighed.T @ y - back @ solver.solve(seen.T @ (weight * y))
    solved, _ = linalg.cg(left, aim, rtol=_RTOL, maxiter=_MOST_ROUNDS, M=sparse.diags_array(1 / normal.diagonal()))
    level, own, usual = np.split(solved, [m, m + k])
    return level, own, usual


def _weights(
    used: pd.DataFrame, tests: pd.DataFrame, memberships: Sequence[Membership], domain: str, chosen: LevelSettings
) -> Floats:
    """Return what each result counts in a domain; all results of a repository on one board count as one at most."""
    speaks = {m.benchmark_id: m.weight for m in memberships if m.domain == domain}
    by_test = np.maximum(tests["benchmark_id"].map(speaks).fillna(0.0).to_numpy(float), chosen.neighbour)
    weight = by_test[used["test"]]
    whole = np.bincount(used["board"], weight)[used["board"]]
    result: Floats = weight / np.maximum(whole, 1.0) / chosen.noise**2
    return result


@dataclass(frozen=True)
class _Generation:
    """Fitted repositories whose parents all come in earlier rounds, as rows; and the variance of their steps."""

    rows: Ints
    child: Ints
    parent: Ints
    count: Ints
    step: Floats


def _pedigree(graph: Lineage, row_of: Ints, chosen: LevelSettings) -> list[_Generation]:
    rounds = []
    for front in by_generation(graph):
        here = front[row_of[front] >= 0]
        child, parent = graph.parents.of_all(here)
        count = np.bincount(child, minlength=here.size)
        step = (chosen.steps * _STEPS[np.minimum(graph.relation[here], ROOT - 1)]) ** 2
        rounds.append(_Generation(row_of[here], child, row_of[parent], count, step))
    return rounds


def _variances(pedigree: list[_Generation], precision: Floats, chosen: LevelSettings) -> Floats:
    """Return each inherited part's variance given its own results and its ancestors': descendants would narrow it."""
    result = np.zeros(precision.size)
    for part in pedigree:
        above = np.bincount(part.child, result[part.parent], part.rows.size) / np.maximum(part.count, 1)
        before = np.where(part.count > 0, above + part.step, chosen.root**2)
        result[part.rows] = 1 / (1 / before + precision[part.rows])
    return result


def _anchors(graph: Lineage, row_of: Ints, chosen: LevelSettings) -> tuple[Ints, Floats, Ints]:
    """Return for each repository the row of the nearest fitted one on its way up, the steps' variance and the root."""
    anchor, spread, top = row_of.copy(), np.zeros(row_of.size), np.arange(row_of.size)
    for front in by_generation(graph)[1:]:
        top[front] = top[graph.primary[front]]
        far = front[row_of[front] < 0]
        above = graph.primary[far]
        anchor[far] = anchor[above]
        spread[far] = spread[above] + (chosen.steps * _STEPS[graph.relation[far]]) ** 2
    return anchor, spread, top
