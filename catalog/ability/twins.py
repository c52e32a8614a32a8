"""What a row's twins add to the factors: a merge, a sibling or another effort of a model misses the factors alike.

The residual of a missing cell is guessed by the mean residual of the most alike rows in that column. Only the rows with
near factors are looked at, so the cost stays linear in the cells.
"""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from scipy import sparse
from scipy.spatial import KDTree

from catalog.ability.factors import Observed
from catalog.ability.placing import Placed
from catalog.numeric import Floats, Ints

_NEAR_ROWS = 60
_ROOM = 12_000
_LEAST_COMMON = 3
_LARGEST = 6.0
# A pair's few common cells count as if this many more had differed as strangers do, and correlated not at all.
_STRANGE_DISTANCE, _STRANGE_CORRELATION = 0.3, 5.0
_NO_TWIN = 0.1
_PAIRS = 60_000


@dataclass(frozen=True, slots=True)
class Twins:
    """Row x column: the residual that the twins of a row had, in standard deviations, and how sure it is (0 to 1)."""

    residual: sparse.csr_array
    share: sparse.csr_array

    def at(self, row: Ints, column: Ints) -> tuple[Floats, Floats]:
        """Return the residual and the share of some cells; 0 where no twin has a score."""
        return _at(self.residual, row, column), _at(self.share, row, column)


def twins(at: Placed) -> Twins:
    """Return what the most alike rows say of every cell beyond what is expected of it."""
    seen, noise = at.seen, at.factors.noise
    sd = np.sqrt(noise[seen.column] + seen.own)
    residual = seen.table(np.clip((seen.y - at.fitted) / sd, -_LARGEST, _LARGEST))
    level = seen.table((seen.y - at.factors.weights[seen.column, 0]) / sd)
    one, other = _near(at.rows)
    likeness = sparse.csr_array((_likeness(seen, residual, level, one, other), (one, other)), (seen.shape[0],) * 2)
    likeness.eliminate_zeros()
    told = (likeness @ residual).tocsr()
    weight = (likeness @ seen.table(np.ones(seen.row.size))).tocsr()
    inverse = weight.copy()
    inverse.data = 1 / (inverse.data + _NO_TWIN)
    weight.data /= weight.data + _NO_TWIN
    return Twins(residual=told.multiply(inverse).tocsr(), share=weight)


def _near(placed: Floats) -> tuple[Ints, Ints]:
    """Return pairs of rows that stand near each other."""
    pairs = [_near_within(placed, rows) for rows in _rooms(placed, np.arange(len(placed)))]
    return np.concatenate([one for one, _ in pairs]), np.concatenate([other for _, other in pairs])


def _rooms(placed: Floats, rows: Ints) -> Iterator[Ints]:
    """Yield the rows in rooms of at most _ROOM, halved along the factor that spreads widest.

    In twenty dimensions a tree looks at a good part of its rows for each of them, so one tree would cost their square.
    """
    if rows.size <= _ROOM:
        yield rows
        return
    widest = int(placed[rows].var(axis=0).argmax())
    ordered = rows[np.argsort(placed[rows, widest], kind="stable")]
    yield from _rooms(placed, ordered[: rows.size // 2])
    yield from _rooms(placed, ordered[rows.size // 2 :])


def _near_within(placed: Floats, rows: Ints) -> tuple[Ints, Ints]:
    count = min(_NEAR_ROWS, rows.size - 1)
    if count < 1:
        return np.zeros(0, np.int64), np.zeros(0, np.int64)
    _, near = KDTree(placed[rows]).query(placed[rows], count + 1, workers=-1)
    one = np.repeat(rows, count + 1)
    other = rows[np.asarray(near, np.int64).ravel()]
    return one[one != other], other[one != other]


def _likeness(seen: Observed, residual: sparse.csr_array, level: sparse.csr_array, one: Ints, other: Ints) -> Floats:
    """Return for each pair its squared correlation of residuals over its squared mean square distance; 0 if opposed."""
    measured = seen.table(np.ones(seen.row.size))
    result = np.zeros(one.size)
    residual_square, level_square = residual.multiply(residual).tocsr(), level.multiply(level).tocsr()
    for first in range(0, one.size, _PAIRS):
        part = slice(first, first + _PAIRS)
        a, b = one[part], other[part]
        common = _overlap(measured, measured, a, b)
        apart = _overlap(level_square, measured, a, b) + _overlap(measured, level_square, a, b)
        apart = np.maximum(apart - 2 * _overlap(level, level, a, b), 0.0)
        distance = (apart + 2 * _STRANGE_DISTANCE) / (common + _STRANGE_DISTANCE)
        size = _overlap(residual_square, measured, a, b) * _overlap(measured, residual_square, a, b)
        correlation = _overlap(residual, residual, a, b) / (np.sqrt(size) + _STRANGE_CORRELATION)
        result[part] = np.where(common >= _LEAST_COMMON, np.maximum(correlation, 0) ** 2 / distance**2, 0.0)
    return result


def _overlap(left: sparse.csr_array, right: sparse.csr_array, a: Ints, b: Ints) -> Floats:
    return np.asarray(left[a].multiply(right[b]).sum(axis=1), float).ravel()


def _at(table: sparse.csr_array, row: Ints, column: Ints) -> Floats:
    if not row.size:
        return np.zeros(0)
    found = table[row, column]
    return found.toarray().ravel() if sparse.issparse(found) else np.asarray(found, float).ravel()
