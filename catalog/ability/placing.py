"""Where each model stands, with what many of its scores have in common beside the factors.

Many scores say less than their number when they share an error. Of one model these are alike: all its scores on one
board (its bias there), all its scores in one domain (what it can do there beyond its factors), and all its efforts (one
model, thinking more or less). Each is a normal effect with a spread of its own; a model's factors and effects have one
exact posterior, that of a Bayesian linear regression (Gelman and others, Bayesian Data Analysis, 3rd ed. (2013), 14).
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import pairwise

import numpy as np

from catalog.ability.factors import Factors, Observed, slope_doubt
from catalog.numeric import Floats, Ints

# How far effects go, as standard deviations in logits, chosen by hidden boards (docs/methods/ability.md): a model's
# bias on one board; the same on a board that has stood unchanged for long, to which it may have been tuned; and what it
# can do in one domain beyond its factors.
BOARD_SPREAD, FROZEN_SPREAD, DOMAIN_SPREAD = 0.3, 1.0, 0.15
# Domains in which a model can do so much more or less: where every score of it there was hidden, less than 85 % of the
# intervals held at the usual spread (docs/methods/ability.md). What a model does there is hardly told from elsewhere.
OWN_SPREADS: Mapping[str, float] = {"safety": 0.55, "structured_output": 0.9}
# The share of the factors' variance in which the efforts of a model differ.
EFFORT_SHARE = 0.1
# What is known of the lift beforehand counts as much as this many efforts, each a level apart, of no effect.
_LIFT_RIDGE = 5.0


@dataclass(frozen=True, slots=True)
class Groups:
    """Which effects a cell has: the model of each row (ascending), the domain and the board of each column, by number.

    `thinking` is how much more or less a row's effort thinks than a medium one, 0 where none is stated.
    `domain_spread` and `board_spread` hold the standard deviation of each domain's and each board's effect.
    """

    model: Ints
    thinking: Floats
    domain: Ints
    board: Ints
    domain_spread: Floats
    board_spread: Floats
    effort_share: float = EFFORT_SHARE


@dataclass(frozen=True, slots=True)
class Model:
    """The posterior of one model.

    Its latents: the factors that its efforts share, those of each effort (if there are several), its domains, its
    boards. `domain_at` and `board_at` say where a domain or a board stands among them, -1 where it has no score there.
    """

    first_row: int
    efforts: int
    domain_at: Ints
    board_at: Ints
    mean: Floats
    covariance: Floats


@dataclass(frozen=True, slots=True)
class Placed:
    """The posterior of every model, and by row and cell what follows from it.

    Attributes:
        seen: the cells.
        factors: what was learnt of the columns.
        groups: which effects there are.
        models: the posteriors, by model number.
        lift: by factor, how far one level of thinking moves a model.
        drawn: row x factor: where a row's traits and its effort draw it.
        rows: row x factor: where each row stands.
        fitted: what each seen cell was expected to be, its board's bias included.
        doubt: the variance of that.
        unsure: the variance that the doubt in its column's weights adds to each seen cell.
    """

    seen: Observed
    factors: Factors
    groups: Groups
    models: tuple[Model, ...]
    lift: Floats
    drawn: Floats
    rows: Floats
    fitted: Floats
    doubt: Floats
    unsure: Floats


def placed(seen: Observed, factors: Factors, groups: Groups, lift: Floats) -> Placed:
    """Return where every model stands.

    Args:
        seen: the cells, sorted by row.
        factors: the columns' means, loadings and noise; what draws the rows' factors.
        groups: which effects each cell has.
        lift: by factor, how far one level of thinking moves a model.
    """
    k = factors.weights.shape[1] - 1
    drawn = seen.traits @ factors.drawn + np.outer(groups.thinking, lift)
    fixed = factors.weights[seen.column, 0] + np.einsum("nk,nk->n", factors.weights[seen.column, 1:], drawn[seen.row])
    rest = seen.y - fixed
    unsure = slope_doubt(factors, factors.placed, seen.row, seen.column)
    weight = factors.trust / (factors.noise[seen.column] + seen.own + unsure)
    fitted, doubt = np.empty(seen.y.size), np.empty(seen.y.size)
    where = drawn.copy()
    models = []
    for first, end in _runs(groups.model):
        cells = slice(int(seen.starts[first]), int(seen.starts[end]))
        row, column = seen.row[cells] - first, seen.column[cells]
        empty = _latents(k, first, end - first, column, groups)
        loadings = loadings_of(empty, groups, factors, row, column)
        weighed = loadings * weight[cells, None]
        covariance = np.linalg.inv(np.eye(empty.mean.size) + loadings.T @ weighed).astype(np.float64)
        mean = covariance @ (rest[cells] @ weighed)
        fitted[cells] = fixed[cells] + loadings @ mean
        doubt[cells] = ((loadings @ covariance) * loadings).sum(axis=1)
        model = Model(first, end - first, empty.domain_at, empty.board_at, mean, covariance)
        where[first:end] += _own_factors(model, k, groups.effort_share)
        models.append(model)
    return Placed(seen, factors, groups, tuple(models), lift, drawn, where, fitted, doubt, unsure)


def foretold(at: Placed, row: Ints, column: Ints, block: Ints | None = None) -> tuple[Floats, Floats]:
    """Return the mean and the variance of what is expected of each (row, column), the columns' noise left out.

    Args:
        at: where the models stand.
        row: the rows.
        column: a column for each.
        block: if given, the number of the block that each (row, column) is of, from 0 on and each of one model: then
            what is returned is of the mean of each block.
    """
    asked = np.arange(row.size) if block is None else block
    size = np.bincount(asked)
    factors = at.factors
    fixed = factors.weights[column, 0] + np.einsum("nk,nk->n", factors.weights[column, 1:], at.drawn[row])
    mean, variance = np.bincount(asked, fixed) / size, np.zeros(size.size)
    unsure = np.bincount(asked, slope_doubt(factors, at.rows, row, column)) / size**2
    order = np.argsort(row, kind="stable")
    of_model = at.groups.model[row[order]]
    edges = np.flatnonzero(np.diff(of_model, prepend=-1, append=-1))
    for start, end in pairwise(edges):
        cells = order[start:end]
        model = at.models[of_model[start]]
        blocks, place = np.unique(asked[cells], return_inverse=True)
        share = np.zeros((blocks.size, cells.size))
        share[place, np.arange(cells.size)] = 1 / size[asked[cells]]
        known = share @ loadings_of(model, at.groups, factors, row[cells] - model.first_row, column[cells])
        unknown = share @ _untold(model, at.groups, column[cells])
        mean[blocks] += known @ model.mean
        variance[blocks] = ((known @ model.covariance) * known).sum(axis=1) + (unknown**2).sum(axis=1)
    return mean, variance + unsure


def loadings_of(model: Model, groups: Groups, factors: Factors, effort: Ints, column: Ints) -> Floats:
    """Return cell x latent: how much each latent of a model moves a score of an effort on a column."""
    slopes = factors.weights[column, 1:]
    k, cells = slopes.shape[1], np.arange(column.size)
    result = np.zeros((column.size, model.mean.size))
    if model.efforts > 1:
        result[:, :k] = np.sqrt(1 - groups.effort_share) * slopes
        result[cells[:, None], k * (1 + effort[:, None]) + np.arange(k)] = np.sqrt(groups.effort_share) * slopes
    else:
        result[:, :k] = slopes
    for at, number, spread in _effects(model, groups, column):
        is_known = at[number] >= 0
        result[cells[is_known], at[number[is_known]]] = spread[number[is_known]]
    return result


def _untold(model: Model, groups: Groups, column: Ints) -> Floats:
    """Return cell x effect: how much the effects that no score of a model tells of move its scores on a column."""
    parts = []
    for at, number, spread in _effects(model, groups, column):
        part = np.zeros((column.size, spread.size))
        unknown = np.flatnonzero(at[number] < 0)
        part[unknown, number[unknown]] = spread[number[unknown]]
        parts.append(part)
    return np.hstack(parts)


def _effects(model: Model, groups: Groups, column: Ints) -> Iterator[tuple[Ints, Ints, Floats]]:
    """Yield where domains stand among a model's latents, each column's domain, and the spreads; then so of boards."""
    yield model.domain_at, groups.domain[column], groups.domain_spread
    yield model.board_at, groups.board[column], groups.board_spread


def lifted(at: Placed) -> Floats:
    """Return how far one level of thinking moves a model, as the efforts of one model differ (a maximisation step)."""
    pull, weight = np.zeros_like(at.lift), _LIFT_RIDGE
    k, share = at.lift.size, at.groups.effort_share
    for model in at.models:
        if model.efforts > 1:
            level = at.groups.thinking[model.first_row : model.first_row + model.efforts]
            own = np.sqrt(share) * model.mean[k : k * (1 + model.efforts)].reshape(model.efforts, k)
            pull += level @ (own + np.outer(level, at.lift))
            weight += float(level @ level)
    result: Floats = pull / weight
    return result


def _runs(model: Ints) -> Iterator[tuple[int, int]]:
    """Yield the first row of each model and the one behind its last."""
    edges = np.flatnonzero(np.diff(model, prepend=-1, append=-1))
    yield from pairwise(edges.tolist())


def _latents(k: int, first: int, efforts: int, column: Ints, groups: Groups) -> Model:
    """Return a model of which nothing is known but which latents it has."""
    count = k * (1 + efforts) if efforts > 1 else k
    domain_at, board_at = np.full(groups.domain_spread.size, -1), np.full(groups.board_spread.size, -1)
    for at, numbers in ((domain_at, groups.domain[column]), (board_at, groups.board[column])):
        touched = np.unique(numbers)
        at[touched] = count + np.arange(touched.size)
        count += touched.size
    return Model(first, efforts, domain_at, board_at, np.zeros(count), np.zeros((0, 0)))


def _own_factors(model: Model, k: int, share: float) -> Floats:
    """Return effort x factor: how far each effort stands from what its traits say."""
    if model.efforts == 1:
        return model.mean[None, :k]
    own = model.mean[k : k * (1 + model.efforts)].reshape(model.efforts, k)
    result: Floats = np.sqrt(1 - share) * model.mean[:k] + np.sqrt(share) * own
    return result
