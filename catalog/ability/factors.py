"""A factor model of a sparse matrix of noisy cells.

y = mean of the column + its loadings x the row's factors + the column's noise + the cell's own noise. This is
probabilistic principal component analysis with missing values (Tipping and Bishop, J. R. Stat. Soc. B 61 (1999)),
fitted by expectation and maximisation; Student's t noise keeps odd cells from bending it (Lange, Little and Taylor,
JASA 84 (1989)).
"""

from dataclasses import dataclass, replace

import numpy as np
import pandas as pd
from scipy import sparse

from catalog.ability.observations import Cells
from catalog.numeric import Floats, Ints

_MEAN_SPREAD = 1.5
_TRAIT_RIDGE = 5.0
_LEAST_NOISE = 0.01
_MOST_TRUST = 1.3
_POOLED_CELLS, _MOST_CELLS = 20.0, 50
_SLICE = 50_000
_USUAL_TRAITS = (0.025, 0.975)


@dataclass(frozen=True, slots=True)
class FactorSettings:
    """What was chosen by held-out error; docs/validation/ability.md has the tries.

    Attributes:
        factors: how many every row has.
        rounds: of expectation and maximisation.
        traits: what is known of a row beside its scores; its factors are drawn towards those of rows with alike traits.
        loading_spread: how far a column's loadings may go from the usual ones of its source, as a standard deviation.
        noise_strength: how many cells the usual noise of a column's source is worth beside the column's own cells.
        tail: degrees of freedom of the noise. 0: normal noise, which trusts odd cells.
    """

    factors: int = 20
    rounds: int = 25
    traits: tuple[str, ...] = ("years", "size")
    loading_spread: float = 0.3
    noise_strength: float = 4.0
    tail: float = 4.0


@dataclass(frozen=True, slots=True)
class Observed:
    """The cells as arrays, sorted by row and column; cells of row i are starts[i] to starts[i + 1].

    `own` is the variance of y that comes from the cell itself. `once` shares one weight among the results of a row on
    one test from several boards. `source` numbers the source of each column, `traits` are row x trait (0: unknown).
    """

    row: Ints
    column: Ints
    y: Floats
    own: Floats
    once: Floats
    starts: Ints
    source: Ints
    traits: Floats

    @property
    def shape(self) -> tuple[int, int]:
        """Return how many rows and columns there are."""
        return len(self.traits), self.source.size

    def table(self, values: Floats) -> sparse.csr_array:
        """Return a value a cell as a sparse matrix, row x column."""
        return sparse.csr_array((values, self.column, self.starts), self.shape)


@dataclass(frozen=True, slots=True)
class Factors:
    """What was learnt. `weights` (column x 1 + factor) are a column's mean and loadings; `placed` the rows' factors.

    `weights_cov` and `placed_cov` are the doubt in them, `noise` a column's own variance, `drawn` (trait x factor)
    where the traits of a row draw its factors, `trust` the weight that each cell has earned.
    """

    weights: Floats
    weights_cov: Floats
    noise: Floats
    drawn: Floats
    trust: Floats
    placed: Floats
    placed_cov: Floats


def arranged(cells: Cells, traits: tuple[str, ...]) -> Observed:
    """Return the cells as the fit wants them."""
    ordered = cells.cells.sort_values(["row", "column"], kind="stable")
    row, column = ordered["row"].to_numpy(np.int64), ordered["column"].to_numpy(np.int64)
    tests = pd.factorize(cells.columns["benchmark_id"])[0]
    shared = pd.DataFrame({"row": row, "test": tests[column]}).groupby(["row", "test"])["row"].transform("size")
    return Observed(
        row=row,
        column=column,
        y=ordered["y"].to_numpy(float),
        own=ordered["own_variance"].to_numpy(float),
        once=1 / shared.to_numpy(float),
        starts=np.searchsorted(row, np.arange(len(cells.rows) + 1)),
        source=pd.factorize(cells.columns["source_id"])[0].astype(np.int64),
        traits=_traits(cells.rows, traits),
    )


def fit(seen: Observed, settings: FactorSettings, start: Factors | None = None, rounds: int | None = None) -> Factors:
    """Return the model that the cells support, from an earlier fit's columns where there is one. Linear in the cells.

    Args:
        seen: the cells.
        settings: how large the model is, and how much it is held back.
        start: a fit of the same columns.
        rounds: how many, if not as the settings say.
    """
    found = _started(seen, settings) if start is None else replace(start, trust=seen.once.copy())
    for _ in range(settings.rounds if rounds is None else rounds):
        found = _round(seen, place(seen, found), settings)
    return place(seen, found)


def slope_doubt(found: Factors, rows: Floats, row: Ints, column: Ints) -> Floats:
    """Return the variance that the doubt in the columns' weights adds to each (row, column).

    `rows` are row x factor: where the rows stand.
    """
    result = np.empty(row.size)
    doubt, squares = _packed(found.weights_cov), _twice(_with_one(rows))
    for first in range(0, row.size, _SLICE):
        part = slice(first, first + _SLICE)
        result[part] = np.einsum("nk,nk->n", doubt[column[part]], squares[row[part]])
    return result


def summed_slope_doubt(found: Factors, rows: Floats, shares: Floats) -> Floats:
    """Return row x sum: the variance that the doubt in the columns' weights adds to sums over all columns.

    Args:
        found: what was learnt of the columns.
        rows: row x factor: where the rows stand.
        shares: column x sum: the square of the share of a column in each sum.
    """
    result: Floats = _twice(_with_one(rows)) @ (_packed(found.weights_cov).T @ shares)
    return result


def _traits(rows: pd.DataFrame, names: tuple[str, ...]) -> Floats:
    """Return for each trait whether it is known, and its value (0 where it is not known).

    A value outside of what 95 % of the rows span counts as the end of that: beyond it a trend is not known to go on.
    """
    result = np.zeros((len(rows), 2 * len(names)))
    for place, name in enumerate(names):
        value = rows[name].to_numpy(float)
        is_known = ~np.isnan(value)
        if is_known.any():
            low, high = np.quantile(value[is_known], _USUAL_TRAITS)
            result[is_known, 2 * place] = 1.0
            result[is_known, 2 * place + 1] = np.clip(value[is_known], low, high)
    return result


def _started(seen: Observed, settings: FactorSettings) -> Factors:
    """Return columns that tell strong rows from weak ones; seeded noise lets the other factors part."""
    (n, m), k = seen.shape, settings.factors
    count = np.bincount(seen.column, minlength=m)
    tested = np.bincount(seen.row, minlength=n) + 0.5
    mean, strength = np.zeros(m), np.zeros(n)
    for _ in range(6):
        mean = np.bincount(seen.column, seen.y - strength[seen.row], m) / np.maximum(count, 1)
        strength = np.bincount(seen.row, seen.y - mean[seen.column], n) / tested
    rest = seen.y - mean[seen.column] - strength[seen.row]
    weights = np.hstack([mean[:, None], np.random.default_rng(0).normal(0, 0.15, (m, k))])
    weights[:, 1] = max(float(strength.std()), 0.1) if n else 0.1
    return Factors(
        weights=weights,
        weights_cov=np.zeros((m, k + 1, k + 1)),
        noise=(np.bincount(seen.column, rest**2, m) + 1) / (count + 4),
        drawn=np.zeros((seen.traits.shape[1], k)),
        trust=seen.once.copy(),
        placed=np.zeros((n, k)),
        placed_cov=np.zeros((n, k, k)),
    )


def place(seen: Observed, found: Factors) -> Factors:
    """Return the model with each row's factors as its cells place them (the expectation step)."""
    weight = found.trust / (found.noise[seen.column] + seen.own)
    by_row, loadings = seen.table(weight), found.weights[:, 1:]
    k = loadings.shape[1]
    precision = _unpacked(by_row @ (_products(loadings) + _packed(found.weights_cov[:, 1:, 1:])), k) + np.eye(k)
    pull = seen.table(weight * (seen.y - found.weights[seen.column, 0])) @ loadings
    pull += seen.traits @ found.drawn - by_row @ found.weights_cov[:, 0, 1:]
    covariance = np.linalg.inv(precision).astype(np.float64)
    return replace(found, placed=np.einsum("nij,nj->ni", covariance, pull), placed_cov=covariance)


def _round(seen: Observed, found: Factors, settings: FactorSettings) -> Factors:
    """Return the model with columns, noise and traits as the placed rows have them (the maximisation step)."""
    known = _with_one(found.placed)
    k = known.shape[1]
    weight = found.trust / (found.noise[seen.column] + seen.own)
    second = _products(known)
    doubt = np.zeros((len(known), k, k))
    doubt[:, 1:, 1:] = found.placed_cov
    second += _packed(doubt)
    target, held = _pooled(seen, found, settings)
    precision = _unpacked(seen.table(weight).T @ second, k) + held * np.eye(k)
    weights_cov = np.linalg.inv(precision).astype(np.float64)
    pull = seen.table(weight * seen.y).T @ known + held * target
    fitted = replace(found, weights=np.einsum("nij,nj->ni", weights_cov, pull), weights_cov=weights_cov)
    mean, variance = _predicted(fitted, seen)
    return _standardised(seen, with_noise(seen, fitted, mean, variance, settings))


def _pooled(seen: Observed, found: Factors, settings: FactorSettings) -> tuple[Floats, Floats]:
    """Return what each column's weights are held to (the usual ones of its source), and how strongly."""
    m = seen.shape[1]
    count = np.minimum(np.bincount(seen.column, minlength=m), _MOST_CELLS)[:, None].astype(float)
    overall = (found.weights * count).sum(axis=0) / max(float(count.sum()), 1.0)
    sources = int(seen.source.max(initial=-1)) + 1
    member = sparse.csr_array((np.ones(m), (seen.source, np.arange(m))), (sources, m))
    usual = (member @ (found.weights * count) + overall * _POOLED_CELLS) / (member @ count + _POOLED_CELLS)
    held = np.full(found.weights.shape[1], settings.loading_spread**-2)
    held[0] = _MEAN_SPREAD**-2
    return usual[seen.source], held


def with_noise(seen: Observed, found: Factors, mean: Floats, variance: Floats, settings: FactorSettings) -> Factors:
    """Return the model with the noise of each column and the trust in each cell anew.

    Args:
        seen: the cells.
        found: the model so far.
        mean: what each cell was expected to be.
        variance: the doubt in that.
        settings: how strongly a column's noise is held to its source's, and how odd cells count.
    """
    m = seen.shape[1]
    square = (seen.y - mean) ** 2 + variance
    total = found.noise[seen.column] + seen.own
    earned = np.ones(square.size)
    if settings.tail:
        earned = np.minimum((settings.tail + 1) / (settings.tail + square / total), _MOST_TRUST)
    # The part of a cell's error that is its column's and not its own.
    part = found.noise[seen.column] / total
    error = seen.once * (earned * part**2 * square + found.noise[seen.column] * (1 - part))
    by_column, cells = np.bincount(seen.column, error, m), np.bincount(seen.column, seen.once, m)
    sources = int(seen.source.max(initial=-1)) + 1
    usual = np.bincount(seen.source, by_column, sources) / np.maximum(np.bincount(seen.source, cells, sources), 1)
    noise = by_column + settings.noise_strength * usual[seen.source]
    noise = np.maximum(noise / (cells + settings.noise_strength), _LEAST_NOISE)
    return replace(found, noise=noise, trust=seen.once * earned)


def _standardised(seen: Observed, found: Factors) -> Factors:
    """Return the same model with factors that have unit covariance round what the traits say of them."""
    traits, k = seen.traits, found.placed.shape[1]
    ridge = traits.T @ traits + _TRAIT_RIDGE * np.eye(traits.shape[1])
    drawn = np.linalg.solve(ridge, traits.T @ found.placed)
    rest = found.placed - traits @ drawn
    covariance = (rest.T @ rest + found.placed_cov.sum(axis=0) + np.eye(k)) / (len(rest) + 1)
    root = np.linalg.cholesky(covariance)
    turn = np.eye(k + 1)
    turn[1:, 1:] = root
    return replace(
        found,
        weights=found.weights @ turn,
        weights_cov=turn.T @ found.weights_cov @ turn,
        drawn=np.linalg.solve(root, drawn.T).T,
    )


def _predicted(found: Factors, seen: Observed) -> tuple[Floats, Floats]:
    """Return what the factors say of each seen cell, and the variance by the doubt in its row's factors."""
    mean, variance = np.empty(seen.row.size), np.empty(seen.row.size)
    known, doubt, squares = _with_one(found.placed), _packed(found.placed_cov), _twice(found.weights[:, 1:])
    for first in range(0, seen.row.size, _SLICE):
        part = slice(first, first + _SLICE)
        i, j = seen.row[part], seen.column[part]
        mean[part] = np.einsum("nk,nk->n", found.weights[j], known[i])
        variance[part] = np.einsum("nk,nk->n", doubt[i], squares[j])
    return mean, variance


def _with_one(placed: Floats) -> Floats:
    return np.hstack([np.ones((len(placed), 1)), placed])


def _packed(matrices: Floats) -> Floats:
    """Return the upper half of each symmetric matrix as a row."""
    upper = np.triu_indices(matrices.shape[1])
    result: Floats = matrices[:, upper[0], upper[1]]
    return result


def _unpacked(rows: Floats, size: int) -> Floats:
    upper = np.triu_indices(size)
    result = np.zeros((len(rows), size, size))
    result[:, upper[0], upper[1]] = rows
    result[:, upper[1], upper[0]] = rows
    return result


def _products(vectors: Floats) -> Floats:
    """Return the upper half of each vector's outer product with itself."""
    first, second = np.triu_indices(vectors.shape[1])
    result: Floats = vectors[:, first] * vectors[:, second]
    return result


def _twice(vectors: Floats) -> Floats:
    """Return `_products` with what stands off the diagonal doubled: x'Mx is its inner product with the packed M."""
    first, second = np.triu_indices(vectors.shape[1])
    result: Floats = vectors[:, first] * vectors[:, second] * np.where(first == second, 1.0, 2.0)
    return result
