"""Quality of a model in a domain, with its interval, from the sparse matrix of scores.

Every missing score is foretold by a factor model (`catalog.ability.factors`) and by the model's twins
(`catalog.ability.twins`). A domain's figure is the weighted mean over all of its tests: what was measured where it was
measured, what is foretold elsewhere. Figures are on a fixed scale from 0 to 100: 50 is the median of the models of a
reference period, one standard deviation of those is about 15 points near the middle. docs/methods/ability.md says more.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

import numpy as np
import pandas as pd
from scipy import sparse
from scipy.special import ndtr

from catalog.ability.factors import (
    Factors,
    FactorSettings,
    Observed,
    arranged,
    summed_slope_doubt,
    with_noise,
)
from catalog.ability.factors import fit as fit_factors
from catalog.ability.observations import Cells, observe
from catalog.ability.order import ordered
from catalog.ability.placing import (
    BOARD_SPREAD,
    DOMAIN_SPREAD,
    FROZEN_SPREAD,
    OWN_SPREADS,
    Groups,
    Model,
    Placed,
    foretold,
    lifted,
    loadings_of,
    placed,
)
from catalog.ability.twins import Twins, twins
from catalog.curated.memberships import Membership
from catalog.efforts import LEVELS
from catalog.numeric import NORMAL_90, Flags, Floats, Ints

REFERENCE_START, REFERENCE_END = date(2025, 1, 1), date(2025, 12, 31)
POINTS_A_SD = 15.0
# An unmeasured domain is told only where the scores elsewhere narrow it down to this share of knowing nothing.
MOST_UNCERTAIN = 0.8
# How much of a cell's noise a sure twin explains.
TWIN_EXPLAINS = 0.7
_STEEPNESS = POINTS_A_SD / 100 * np.sqrt(2 * np.pi)
_LEAST_SIGNAL = 0.05
# A self-reported result counts as this share of a measured one in a domain's figure.
_CLAIMED_SHARE = 0.25
_ENOUGH_RESULTS = 100
_CALIBRATION_PARTS = 10
_LAST_ROUNDS = 5
_SETTLING_ROUNDS = 4
_USUAL_CELLS = 40.0
# A board's usual spread counts as much as this many of its hidden means.
_USUAL_MEANS = 20.0
_COLUMNS = ["model_id", "effort", "domain", "value", "low", "high", "coverage", "is_own"]


@dataclass(frozen=True, slots=True)
class Growth:
    """By how much 90 % intervals had to grow to hold 90 % of what was held back.

    Attributes:
        scores: by domain, and "" for the others: for single scores.
        boards: for the mean of what a model showed on a whole board: how far its scores elsewhere tell that.
    """

    scores: Mapping[str, float]
    boards: float

    def of(self, domains: Sequence[str]) -> Floats:
        """Return the growth for single scores of each domain."""
        return np.array([self.scores.get(domain, self.scores[""]) for domain in domains])


@dataclass(frozen=True, slots=True)
class Fit:
    """A fitted model. All of it is data.

    Attributes:
        cells: the observations.
        placed: what was learnt of the columns, and where each model stands.
        twins: what the most alike rows say of each cell.
        domains: the domains, sorted.
        tests: column, benchmark_id, domain and weight: the share of a column in the domain's figure.
        coefficients: column x domain: that share, in units of the column's y.
        growth: by how much intervals had to grow to hold 90 % of what was held back.
        centre: by domain, the index of the median reference model.
        scale: by domain, the standard deviation of the reference models' index.
    """

    cells: Cells
    placed: Placed
    twins: Twins
    domains: tuple[str, ...]
    tests: pd.DataFrame
    coefficients: Floats
    growth: Growth
    centre: Floats
    scale: Floats


def fit(
    scores: pd.DataFrame,
    benchmarks: pd.DataFrame,
    memberships: Sequence[Membership],
    models: pd.DataFrame,
    frozen: Collection[str] = (),
    settings: FactorSettings | None = None,
) -> Fit:
    """Fit the factor model and the scales of all domains.

    Args:
        scores: rows of the table `scores`.
        benchmarks: rows of the table `benchmarks`.
        memberships: which domains each benchmark speaks for, and how strongly; a test without a row stays out.
        models: rows of the table `models`: model_id, release_date and parameters.
        frozen: the ids of the sources whose tests have been public and unchanged for long: what a model shows there may
            be what it was tuned to, so together they say little more of it than one biased score.
        settings: what was chosen by held-out error, unless another choice is being tried.
    """
    cells = observe(scores, benchmarks, memberships, models)
    chosen = settings or FactorSettings()
    groups = grouped(cells, frozen)
    start, growth, groups = calibrated(cells, chosen, groups)
    seen = arranged(cells, chosen.traits)
    at = settled(seen, fit_factors(seen, chosen, start, _LAST_ROUNDS), groups, chosen)
    domains = tuple(sorted({one.domain for one in memberships}))
    reference = _reference_rows(cells, models)
    tests = _weighed(cells, at.factors, memberships, reference)
    draft = Fit(
        cells=cells,
        placed=at,
        twins=twins(at),
        domains=domains,
        tests=tests,
        coefficients=_coefficients(tests, domains, len(cells.columns)),
        growth=growth,
        centre=np.zeros(len(domains)),
        scale=np.ones(len(domains)),
    )
    return _anchored(draft, reference)


def abilities(found: Fit, listed: Collection[str] = ()) -> pd.DataFrame:
    """Return one row a model, effort and domain with the columns of `catalog.records.Ability`; intervals are 90 %.

    A domain is told of a row that was measured in it. Of a listed model (one that has an offer, say) it is also told
    where its scores elsewhere narrow the domain down to less than four fifths of the interval of knowing nothing.

    Args:
        found: what `fit` returned.
        listed: the ids of the models whose unmeasured domains are wanted too.
    """
    if not len(found.cells.rows):
        return pd.DataFrame(columns=_COLUMNS)
    index, variance = _indices(found)
    is_listed = found.cells.rows["model_id"].isin(set(listed)).to_numpy()
    index = ordered(index, variance, found.cells, found.tests, found.domains, np.flatnonzero(is_listed))
    share, sd = coverage(found), np.sqrt(variance)
    row, d = np.nonzero((share > 0) | (is_listed[:, None] & (sd < MOST_UNCERTAIN * found.scale)))
    z = (index[row, d] - found.centre[d]) / found.scale[d]
    reach = NORMAL_90 * sd[row, d] / found.scale[d]
    who = found.cells.rows.iloc[row].reset_index(drop=True)
    effort = who["effort"].astype(object).where(who["effort"] != "", None)
    values = [who["model_id"], effort, np.array(found.domains, dtype=object)[d]]
    values += [to_points(z), to_points(z - reach), to_points(z + reach), share[row, d]]
    values += [np.isin(row, best_covered(found.cells.rows, share.mean(axis=1)))]
    return pd.DataFrame(dict(zip(_COLUMNS, values, strict=True)))


def weights_of_tests(found: Fit) -> pd.DataFrame:
    """Return the share of each test, version and source in each domain's figure; the shares of a domain sum to 1."""
    about = found.cells.columns[["benchmark_version", "source_id"]]
    told = found.tests.join(about, on="column")
    told["benchmark_version"] = told["benchmark_version"].astype(object).where(told["benchmark_version"] != "", None)
    keys = ["domain", "benchmark_id", "benchmark_version", "source_id"]
    return told.groupby(keys, dropna=False, as_index=False)["weight"].sum()


def coverage(found: Fit) -> Floats:
    """Return for each row and domain the share of the domain's figure whose tests were measured, in any version."""
    weight = found.tests.groupby(["benchmark_id", "domain"], as_index=False)["weight"].sum()
    tests = found.cells.columns["benchmark_id"].to_numpy()[found.placed.seen.column]
    measured = pd.DataFrame({"row": found.placed.seen.row, "benchmark_id": tests}).drop_duplicates()
    joined = measured.merge(weight, on="benchmark_id")
    number = {name: place for place, name in enumerate(found.domains)}
    result = np.zeros((len(found.cells.rows), len(found.domains)))
    at = (joined["row"].to_numpy(np.int64), joined["domain"].map(number).to_numpy(np.int64))
    np.add.at(result, at, joined["weight"].to_numpy(float))
    return np.minimum(result, 1.0)


def best_covered(rows: pd.DataFrame, measured: Floats) -> Ints:
    """Return the row of each model that stands for it: no stated effort, if that was measured, else the best-measured.

    Who states no effort gets what the maker serves by default. Such a row counts as measured when it was measured at
    least half as much as the model's best-measured effort.

    Args:
        rows: model_id and effort ("" where none is stated).
        measured: how much each row was measured.
    """
    counted = rows[["model_id", "effort"]].assign(measured=measured)
    most = counted.groupby("model_id")["measured"].transform("max")
    is_default = (counted["effort"] == "") & (2 * counted["measured"] >= most)
    ordered = counted.assign(is_default=is_default).sort_values(
        ["model_id", "is_default", "measured", "effort"], ascending=[True, False, False, True]
    )
    result: Ints = ordered.drop_duplicates("model_id").index.to_numpy(np.int64)
    return result


def to_points(z: Floats) -> Floats:
    """Return standard deviations from the reference median as points: from 0 to 100, 50 at the median."""
    result: Floats = 100 * ndtr(_STEEPNESS * np.asarray(z, float))
    return result


def grouped(cells: Cells, frozen: Collection[str] = ()) -> Groups:
    """Return which effects the scores of a model share: a domain's, a board's and its efforts'.

    Claims of developers are a board of their own. A score's domain is the one that its test speaks for most.
    """
    domain, domains = pd.factorize(cells.columns["domain"])
    is_claim = cells.columns["board"].str.endswith("/self-reported")
    board, boards = pd.factorize(cells.columns["source_id"] + np.where(is_claim, "/self-reported", ""))
    return Groups(
        model=pd.factorize(cells.rows["model_id"])[0].astype(np.int64),
        thinking=(cells.rows["thinking"] - LEVELS["medium"]).fillna(0.0).to_numpy(float),
        domain=domain.astype(np.int64),
        board=board.astype(np.int64),
        domain_spread=np.array([OWN_SPREADS.get(domain, DOMAIN_SPREAD) for domain in domains]),
        board_spread=np.where(pd.Index(boards).isin(set(frozen)), FROZEN_SPREAD, BOARD_SPREAD),
    )


def settled(seen: Observed, learnt: Factors, groups: Groups, settings: FactorSettings) -> Placed:
    """Return where every model stands, and the columns' noise without what the effects explain of it.

    Args:
        seen: the cells.
        learnt: the columns as the factors alone have them.
        groups: which effects each cell has.
        settings: how the columns' noise is held back.
    """
    at = placed(seen, learnt, groups, np.zeros(learnt.drawn.shape[1]))
    for _ in range(_SETTLING_ROUNDS):
        at = placed(seen, with_noise(seen, at.factors, at.fitted, at.doubt, settings), groups, lifted(at))
    return at


def expected(at: Placed, alike: Twins, row: Ints, column: Ints, own_variance: Floats) -> tuple[Floats, Floats]:
    """Return the mean and variance (of y, all noise included) of scores that were not seen."""
    mean, variance = foretold(at, row, column)
    residual, share = alike.at(row, column)
    noise = at.factors.noise[column] + own_variance
    return mean + residual * np.sqrt(noise), variance + noise * (1 - TWIN_EXPLAINS * share)


def calibrated(cells: Cells, settings: FactorSettings, groups: Groups) -> tuple[Factors, Growth, Groups]:
    """Fit without a tenth of the cells and a tenth of what models have on whole boards.

    Returns:
        The columns, by how much intervals must grow, and the effects, each board's as wide as its misses ask for.
    """
    is_block = whole_boards(cells)
    is_held = part_of_cells(cells, _CALIBRATION_PARTS, 0, "calibration") & ~is_block
    seen = arranged(cells.only(~is_held & ~is_block), settings.traits)
    start = fit_factors(seen, settings)
    at = settled(seen, start, groups, settings)
    held = cells.only(is_held).cells
    told = expected(at, twins(at), *_places(held), held["own_variance"].to_numpy(float))
    blocks = cells.only(is_block).cells
    growth = Growth(scores=_score_growth(cells, held, *told), boards=_board_growth(cells, at, blocks))
    return start, growth, replace(groups, board_spread=_board_spreads(at, blocks))


def _places(cells: pd.DataFrame) -> tuple[Ints, Ints]:
    return cells["row"].to_numpy(np.int64), cells["column"].to_numpy(np.int64)


def _score_growth(cells: Cells, held: pd.DataFrame, mean: Floats, variance: Floats) -> dict[str, float]:
    column = held["column"].to_numpy(np.int64)
    miss = pd.Series(np.abs(held["y"].to_numpy(float) - mean) / np.sqrt(variance))
    if miss.empty:
        return {"": 1.0}
    overall = max(float(miss.quantile(0.9)) / NORMAL_90, 0.5)
    by_domain = miss.groupby(cells.columns["domain"].to_numpy()[column])
    count, width = by_domain.size(), by_domain.quantile(0.9) / NORMAL_90
    drawn = (count * width + _USUAL_CELLS * overall) / (count + _USUAL_CELLS)
    return {"": overall, **drawn.to_dict()}


def _board_growth(cells: Cells, at: Placed, held: pd.DataFrame) -> float:
    """Return by how much the doubt in factors and effects must grow to hold 90 % of the means over whole boards."""
    row, column = _places(held)
    source = cells.columns["source_id"].to_numpy()[column]
    block = pd.factorize(pd.MultiIndex.from_arrays([at.groups.model[row], source]))[0]
    if not block.size:
        return 1.0
    miss, doubt, noise = missed_means(at, held, block)
    # Of each block the least growth with which its interval holds it; nine of ten blocks need no more than this.
    growth = np.quantile(np.maximum((miss / NORMAL_90) ** 2 - noise, 0) / np.maximum(doubt, 1e-9), 0.9)
    return max(float(np.sqrt(growth)), 1.0)


def _board_spreads(at: Placed, held: pd.DataFrame) -> Floats:
    """Return each board's spread, widened until its interval holds nine in ten of its hidden means; few count little.

    A board that goes its own way says less of an ability than one that agrees with the others.
    """
    row, column = _places(held)
    board, domain = at.groups.board[column], at.groups.domain[column]
    if not row.size:
        return at.groups.board_spread
    block, named = pd.factorize(pd.MultiIndex.from_arrays([row, board, domain]))
    miss, doubt, noise = missed_means(at, held, block)
    unexplained = pd.Series(np.maximum((miss / NORMAL_90) ** 2 - doubt - noise, 0))
    by_board = unexplained.groupby(named.get_level_values(1))
    count = by_board.size()
    wider = by_board.quantile(0.9) * count / (count + _USUAL_MEANS)
    more = wider.reindex(range(at.groups.board_spread.size)).fillna(0.0).to_numpy(float)
    result: Floats = np.sqrt(at.groups.board_spread**2 + more)
    return result


def missed_means(at: Placed, held: pd.DataFrame, block: Ints) -> tuple[Floats, Floats, Floats]:
    """Return how far the mean of each block of unseen cells is from its forecast, and two variances of that forecast.

    Args:
        at: what was learnt without them.
        held: the cells.
        block: the number of the block that each is of, from 0 on and each of one model.

    Returns:
        The miss (of y), the variance by the doubt in factors and effects, and the variance by the cells' noise.
    """
    row, column = _places(held)
    mean, doubt = foretold(at, row, column, block)
    size = np.bincount(block)
    noise = np.bincount(block, at.factors.noise[column] + held["own_variance"].to_numpy(float)) / size**2
    return np.bincount(block, held["y"].to_numpy(float)) / size - mean, doubt, noise


def whole_boards(cells: Cells, parts: int = _CALIBRATION_PARTS, salt: str = "") -> Flags:
    """Return a fixed share (one of so many parts) of what models have on one board, of models that others know too."""
    row = cells.cells["row"].to_numpy(np.int64)
    source = cells.columns["source_id"].to_numpy(object)[cells.cells["column"]]
    names = pd.Series(cells.rows["model_id"].to_numpy(object)[row]) + "|" + pd.Series(source) + salt
    numbers = pd.util.hash_pandas_object(names, index=False).to_numpy(np.uint64)
    boards = pd.DataFrame({"row": row, "source": source}).groupby("row")["source"].transform("nunique").to_numpy()
    chosen: Flags = (numbers % np.uint64(parts) == 0) & (boards > 1)
    return chosen


def part_of_cells(cells: Cells, parts: int, which: int, salt: str) -> Flags:
    """Return a fixed share (one of so many parts) of the cells; the results of a row on one test stay together."""
    row = (cells.rows["model_id"] + "|" + cells.rows["effort"] + "|" + salt).to_numpy(str)
    names = pd.Series(row[cells.cells["row"]], dtype=object)
    names = names + "|" + cells.columns["benchmark_id"].to_numpy(object)[cells.cells["column"]]
    numbers = pd.util.hash_pandas_object(names, index=False).to_numpy(np.uint64)
    chosen: Flags = numbers % np.uint64(parts) == which
    return chosen


def _indices(found: Fit) -> tuple[Floats, Floats]:
    """Return the mean and variance of each domain's index (row x domain), before its scale; the variance has grown."""
    at, coefficients, kept = found.placed, found.coefficients, _kept(found.placed)
    factors, seen, groups = at.factors, at.seen, at.groups
    is_missing = sparse.csr_array(found.twins.share > 0) - sparse.csr_array(
        (found.twins.share > 0).multiply(seen.table(np.ones(seen.row.size)) > 0)
    )
    noise = factors.noise + _usual_own(seen)
    told = found.twins.residual.multiply(is_missing).tocsr() @ (np.sqrt(noise)[:, None] * coefficients)
    squared = coefficients**2
    left = kept**2 * seen.own + (1 - kept) ** 2 * factors.noise[seen.column] - factors.noise[seen.column]
    explained = found.twins.share.multiply(is_missing).tocsr() @ (TWIN_EXPLAINS * factors.noise[:, None] * squared)
    variance = (seen.table(left) @ squared + factors.noise @ squared - explained) * found.growth.of(found.domains) ** 2
    # Where a row stands outside of what a column's few rows span, the column's slopes foretell it badly.
    told_by_slopes = seen.table((kept - 2) * kept * at.unsure) @ squared
    told_by_slopes += summed_slope_doubt(factors, factors.placed, squared)
    variance += told_by_slopes * found.growth.boards**2
    drawn = np.hstack([np.ones((len(at.drawn), 1)), at.drawn])
    index = drawn @ (factors.weights.T @ coefficients) + told
    of_domain = np.zeros((groups.domain_spread.size, len(found.domains)))
    np.add.at(of_domain, groups.domain, groups.domain_spread[groups.domain, None] * coefficients)
    common = factors.weights[:, 1:].T @ coefficients
    for model in at.models:
        for effort in range(model.efforts):
            row = model.first_row + effort
            cells = slice(int(seen.starts[row]), int(seen.starts[row + 1]))
            column = seen.column[cells]
            taken = coefficients[column] * kept[cells, None]
            moved = _moved_by(model, effort, common, of_domain, groups.effort_share)
            moved -= taken.T @ loadings_of(model, groups, factors, np.full(column.size, effort), column)
            index[row] += moved @ model.mean + (seen.y[cells] - factors.weights[column] @ drawn[row]) @ taken
            doubt = ((moved @ model.covariance) * moved).sum(axis=1) + (of_domain[model.domain_at < 0] ** 2).sum(axis=0)
            variance[row] += doubt * found.growth.boards**2
    return index, np.maximum(variance, 1e-9)


def _moved_by(model: Model, effort: int, common: Floats, of_domain: Floats, effort_share: float) -> Floats:
    """Return domain x latent: how much each latent of a model moves the index of a domain at an effort.

    The bias that a model has on a board is no ability, so it moves none.
    """
    k = len(common)
    result = np.zeros((common.shape[1], model.mean.size))
    if model.efforts > 1:
        result[:, :k] = np.sqrt(1 - effort_share) * common.T
        result[:, k * (1 + effort) : k * (2 + effort)] = np.sqrt(effort_share) * common.T
    else:
        result[:, :k] = common.T
    is_known = model.domain_at >= 0
    result[:, model.domain_at[is_known]] = of_domain[is_known].T
    return result


def _kept(at: Placed) -> Floats:
    """Return how far the index takes each cell as it is: an exact score whole, of an inexact or odd one only a part."""
    noise = at.factors.noise[at.seen.column]
    trust = np.minimum(at.factors.trust / at.seen.once, 1.0)
    result: Floats = trust * noise / (noise + at.seen.own)
    return result


def _usual_own(seen: Observed) -> Floats:
    """Return the median own variance of each column's cells."""
    median = pd.Series(seen.own).groupby(seen.column).median()
    result: Floats = median.reindex(range(seen.shape[1])).fillna(0.0).to_numpy(float)
    return result


def _anchored(draft: Fit, reference: Ints) -> Fit:
    if not reference.size:
        return draft
    index, variance = _indices(draft)
    spread = index[reference].var(axis=0) + variance[reference].mean(axis=0)
    return replace(draft, centre=np.median(index[reference], axis=0), scale=np.sqrt(np.maximum(spread, 1e-6)))


def _reference_rows(cells: Cells, models: pd.DataFrame) -> Ints:
    """Return the rows of the models released in the reference period that somebody serves; of all if there are none."""
    released = pd.to_datetime(models["release_date"])
    is_in = released.between(pd.Timestamp(REFERENCE_START), pd.Timestamp(REFERENCE_END))
    is_in &= models["vouched_by"] == "catalogue"
    tests = np.bincount(cells.cells["row"], minlength=len(cells.rows)).astype(float)
    rows = best_covered(cells.rows, tests)
    inside = rows[cells.rows["model_id"].iloc[rows].isin(set(models.loc[is_in, "model_id"])).to_numpy()]
    return inside if inside.size else rows


def _weighed(cells: Cells, factors: Factors, memberships: Sequence[Membership], reference: Ints) -> pd.DataFrame:
    """Weigh each test by its membership and its reliability; its boards share that by their results, up to 100.

    Reliability is the share of signal in a column's spread among the reference models. Claims count little.
    """
    about = cells.columns[["benchmark_id"]].assign(column=np.arange(len(cells.columns)), signal=1.0, reliability=0.0)
    about["results"] = np.minimum(np.bincount(cells.cells["column"], minlength=len(about)), _ENOUGH_RESULTS)
    if reference.size:
        placed = factors.placed[reference]
        spread = np.atleast_2d(np.cov(placed, rowvar=False, bias=True)) + factors.placed_cov[reference].mean(axis=0)
        loadings = factors.weights[:, 1:]
        about["signal"] = np.maximum(np.sqrt(np.einsum("cf,fg,cg->c", loadings, spread, loadings)), _LEAST_SIGNAL)
        about["reliability"] = about["signal"] ** 2 / (about["signal"] ** 2 + factors.noise)
        about["reliability"] *= np.where(cells.columns["board"].str.endswith("/self-reported"), _CLAIMED_SHARE, 1.0)
    about = about[about["results"] > 0]
    about["part"] = about["results"] / about.groupby("benchmark_id")["results"].transform("sum")
    pairs = pd.DataFrame(
        [(one.benchmark_id, one.domain, one.weight) for one in memberships],
        columns=["benchmark_id", "domain", "membership"],
    )
    shares = pairs.merge(about, on="benchmark_id")
    shares["weight"] = shares["membership"] * shares["reliability"] * shares["part"]
    shares["weight"] /= shares.groupby("domain")["weight"].transform("sum")
    return shares[["column", "benchmark_id", "domain", "weight", "signal"]]


def _coefficients(tests: pd.DataFrame, domains: Sequence[str], columns: int) -> Floats:
    number = {name: place for place, name in enumerate(domains)}
    result = np.zeros((columns, len(domains)))
    at = (tests["column"].to_numpy(np.int64), tests["domain"].map(number).to_numpy(np.int64))
    np.add.at(result, at, (tests["weight"] / tests["signal"]).to_numpy(float))
    return result
