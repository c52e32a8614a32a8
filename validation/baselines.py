"""Four plain ways to fill a sparse table of scores, to hold the ability model against. All work in points."""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from scipy import sparse

from catalog.numeric import Floats, Ints

_ROUNDS = 25
_BATCH = 256


@dataclass(frozen=True)
class SeenCells:
    """The cells that may be seen."""

    row: Ints
    column: Ints
    points: Floats
    n_rows: int
    n_columns: int


Guess = Callable[[SeenCells, Ints, Ints], Floats]


def column_mean(known: SeenCells, row: Ints, column: Ints) -> Floats:  # noqa: ARG001 - all baselines are called alike
    """Guess the mean of the column."""
    result: Floats = _column_means(known, known.points)[column]
    return result


def additive(known: SeenCells, row: Ints, column: Ints) -> Floats:
    """Guess how much better the row is than others on average, plus the offset of the column."""
    rows, columns = _additive(known)
    result: Floats = rows[row] + columns[column]
    return result


def neighbours(known: SeenCells, row: Ints, column: Ints, *, count: int) -> Floats:
    """Guess the mean of the nearest rows that have the column, weighted by closeness over the tests both have."""
    means = _column_means(known, known.points)
    shape = (known.n_rows, known.n_columns)
    at = (known.row, known.column)
    value = sparse.csr_array((known.points - means[known.column], at), shape)
    seen = sparse.csr_array((np.ones(known.row.size), at), shape)
    square = value.multiply(value).tocsr()
    by_column = value.tocsc()
    result = means[column].astype(float)
    asked = np.unique(row)
    order = np.argsort(row, kind="stable")
    first, last = np.searchsorted(row[order], asked), np.searchsorted(row[order], asked, "right")
    for start in range(0, asked.size, _BATCH):
        batch = asked[start : start + _BATCH]
        both = (seen @ seen[batch].T).toarray()
        gap = (square @ seen[batch].T).toarray() - 2 * (value @ value[batch].T).toarray()
        gap += (seen @ square[batch].T).toarray()
        # Few tests in common say little: as if five more had differed by ten points.
        distance = np.where(both > 0, (np.maximum(gap, 0) + 500) / (both + 5), np.inf)
        for i, one in enumerate(batch):
            distance[one, i] = np.inf
            for cell in order[first[start + i] : last[start + i]]:
                span = slice(by_column.indptr[column[cell]], by_column.indptr[column[cell] + 1])
                result[cell] += _near(distance[by_column.indices[span], i], by_column.data[span], count)
    return result


def _near(distance: Floats, value: Floats, count: int) -> float:
    reachable = np.flatnonzero(np.isfinite(distance))
    if reachable.size > count:
        reachable = reachable[np.argpartition(distance[reachable], count)[:count]]
    if not reachable.size:
        return 0.0
    return float(np.average(value[reachable], weights=1 / distance[reachable]))


def low_rank(known: SeenCells, row: Ints, column: Ints, *, rank: int, ridge: float) -> Floats:
    """Guess by an additive part and a matrix of low rank, found by alternating ridge regression."""
    rows, columns = _additive(known)
    rest = known.points - rows[known.row] - columns[known.column]
    at, shape = (known.row, known.column), (known.n_rows, known.n_columns)
    table, seen = sparse.csr_array((rest, at), shape), sparse.csr_array((np.ones(rest.size), at), shape)
    right = np.random.default_rng(0).normal(0, 0.1, (known.n_columns, rank))
    left = np.zeros((known.n_rows, rank))
    for _ in range(_ROUNDS):
        left = _ridge(table, seen, right, ridge)
        right = _ridge(table.T.tocsr(), seen.T.tocsr(), left, ridge)
    result: Floats = rows[row] + columns[column] + (left[row] * right[column]).sum(axis=1)
    return result


def _column_means(known: SeenCells, points: Floats) -> Floats:
    count = np.bincount(known.column, minlength=known.n_columns)
    total = np.bincount(known.column, points, known.n_columns)
    return np.where(count > 0, total / np.maximum(count, 1), points.mean() if points.size else 0.0)


def _additive(known: SeenCells) -> tuple[Floats, Floats]:
    rows = np.zeros(known.n_rows)
    count = np.bincount(known.row, minlength=known.n_rows) + 1.0
    columns = _column_means(known, known.points)
    for _ in range(_ROUNDS):
        rows = np.bincount(known.row, known.points - columns[known.column], known.n_rows) / count
        columns = _column_means(known, known.points - rows[known.row])
    return rows, columns


def _ridge(table: sparse.csr_array, seen: sparse.csr_array, x: Floats, ridge: float) -> Floats:
    """Return for each row of a table of values the weights of x that tell its values."""
    first, second = np.triu_indices(x.shape[1])
    packed = seen @ (x[:, first] * x[:, second])
    system = np.zeros((table.shape[0], x.shape[1], x.shape[1]))
    system[:, first, second] = packed
    system[:, second, first] = packed
    result: Floats = np.linalg.solve(system + ridge * np.eye(x.shape[1]), (table @ x)[:, :, None])[:, :, 0]
    return result
