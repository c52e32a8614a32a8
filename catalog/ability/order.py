"""What was measured sets the order: a model that wins what both took, or thinks more, is not placed below.

A domain's figure mixes what was measured with what is foretold, so it can put a model below one that it beats on all
tests that both took. Where such wins go round in a circle, they set no order. The figures are moved as little as
possible, by their variances, until no such pair stands the wrong way: the projection of an estimate on the cone of an
order (Robertson, Wright and Dykstra, Order Restricted Statistical Inference (1988), chapter 1), found by Hildreth's
method (Naval Research Logistics Quarterly 4 (1957)).
"""

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

import numpy as np
import pandas as pd
from scipy import sparse
from scipy.sparse.csgraph import connected_components

from catalog.ability.observations import Cells
from catalog.efforts import chain_of, level_of
from catalog.numeric import Flags, Floats, Ints

# A model beats another in a domain when it wins nine in ten of at least five tests that both took.
LEAST_SHARED, LEAST_WON = 5, 0.9
# So many points the wrong way are no noise of rounding or of the scale's curve.
MOST_OFF = 2.0
_SWEEPS, _CLOSE = 200, 1e-3
_AT_ONCE = 200
_ROUNDED = 1e-9


def beaten(cells: Cells, of_domain: Flags, rows: Ints) -> tuple[Ints, Ints]:
    """Return pairs of rows, the first of which beats the second on the tests of a domain.

    All that people voted on one board is one test, won by the share of its categories that is: the categories slice the
    same votes, so to win eight of them is no eight wins.

    Args:
        cells: the observations.
        of_domain: which columns are the domain's.
        rows: the rows to compare.
    """
    used = cells.cells[of_domain[cells.cells["column"].to_numpy()]]
    table = used[used["row"].isin(rows)].pivot_table(index="row", columns="column", values="y")
    table = table[table.notna().sum(axis=1) >= LEAST_SHARED]
    y, who = table.to_numpy(float), table.index.to_numpy(np.int64)
    columns = cells.columns.iloc[table.columns.to_numpy(np.int64)]
    is_vote, board = columns["is_vote"].to_numpy(bool), columns["source_id"].to_numpy(object)
    voted = [is_vote & (board == one) for one in sorted(set(board[is_vote]))]
    above, below = [], []
    for first in range(0, len(y), _AT_ONCE):
        part = slice(first, first + _AT_ONCE)
        shared, won = _shared_and_won(y[part][:, ~is_vote], y[:, ~is_vote])
        for of_board in voted:
            categories, won_of_them = _shared_and_won(y[part][:, of_board], y[:, of_board])
            shared += categories > 0
            won += won_of_them / np.maximum(categories, 1)
        better, worse = np.nonzero((shared >= LEAST_SHARED) & (won >= LEAST_WON * shared - _ROUNDED))
        above.append(who[first + better])
        below.append(who[worse])
    none = np.zeros(0, np.int64)
    return np.concatenate([*above, none]), np.concatenate([*below, none])


def _shared_and_won(y: Floats, others: Floats) -> tuple[Floats, Floats]:
    """Return row x other row: how many columns both have, and on how many of these the first is higher."""
    shared = (~np.isnan(y)).astype(np.float32) @ (~np.isnan(others)).astype(np.float32).T
    return shared.astype(float), (y[:, None, :] > others[None, :, :]).sum(axis=2).astype(float)


def without_circles(above: Ints, below: Ints, sure: tuple[Ints, Ints]) -> Flags:
    """Return which pairs set an order: those of which no other pairs, or sure ones, lead back to the first.

    A beats B, B beats C and C beats A: what was measured sets no order among the three (a strongly connected component
    of the graph of wins: Tarjan, SIAM Journal on Computing 1 (1972)).

    Args:
        above: the first row of each pair.
        below: the second.
        sure: pairs that stand whatever contradicts them.
    """
    first, second = (np.concatenate(parts) for parts in zip((above, below), sure, strict=True))
    size = int(max(first.max(initial=-1), second.max(initial=-1))) + 1
    wins = sparse.coo_array((np.ones(first.size), (first, second)), shape=(size, size))
    _, circle = connected_components(wins, connection="strong")
    kept: Flags = circle[above] != circle[below]
    return kept


def thinking_more(rows: pd.DataFrame) -> tuple[Ints, Ints]:
    """Return pairs of rows of one model, the first of which thinks more; words and budgets make an order each."""
    about = rows.assign(chain=rows["effort"].map(chain_of), level=rows["effort"].map(level_of))
    about = about[about["chain"] != ""].sort_values(["model_id", "chain", "level"], kind="stable")
    pairs = [
        (upper, lower)
        for _, group in about.groupby(["model_id", "chain"], sort=False)
        for (lower, low), (upper, high) in pairwise(group["level"].items())
        if high > low
    ]
    found = np.array(pairs, np.int64).reshape(-1, 2)
    return found[:, 0], found[:, 1]


def in_order(value: Floats, variance: Floats, above: Ints, below: Ints) -> Floats:
    """Return the nearest values, by their variances, with each of `above` at least as high as its one of `below`."""
    x, pull = value.copy(), np.zeros(above.size)
    for _ in range(_SWEEPS):
        off = x[below] - x[above]
        active = np.flatnonzero((off > _CLOSE) | (pull > 0))
        if not active.size or (off.max(initial=0.0) <= _CLOSE and _is_settled(off, pull, active)):
            break
        for edge in active[np.argsort(-off[active], kind="stable")]:
            a, b = above[edge], below[edge]
            moved = max(-pull[edge], (x[b] - x[a]) / (variance[a] + variance[b]))
            pull[edge] += moved
            x[a] += moved * variance[a]
            x[b] -= moved * variance[b]
    return x


def _is_settled(off: Floats, pull: Floats, active: Ints) -> bool:
    """Whether every pair that is held together stands level."""
    return bool((np.abs(off[active][pull[active] > 0]) <= _CLOSE).all())


def ordered(
    index: Floats, variance: Floats, cells: Cells, tests: pd.DataFrame, domains: Sequence[str], listed: Ints
) -> Floats:
    """Return the index of each row and domain with what was measured in order.

    Args:
        index: row x domain.
        variance: of each.
        cells: the observations.
        tests: column and domain: which columns speak for which domain.
        domains: their names, in the order of the index.
        listed: the rows of the models that are compared with each other; efforts are put in order in every row.
    """
    result = index.copy()
    efforts = thinking_more(cells.rows)
    for place, domain in enumerate(domains):
        of_domain = np.zeros(len(cells.columns), bool)
        of_domain[tests.loc[tests["domain"] == domain, "column"].to_numpy(np.int64)] = True
        wins = beaten(cells, of_domain, listed)
        kept = without_circles(*wins, efforts)
        above, below = (np.concatenate([thinks, won[kept]]) for thinks, won in zip(efforts, wins, strict=True))
        result[:, place] = in_order(index[:, place], variance[:, place], above, below)
    return result


@dataclass(frozen=True, slots=True, kw_only=True)
class OrderHeld:
    """How figures agree with what was measured: in a domain, or of the efforts of one model (domain "").

    Attributes:
        domain: the domain.
        pairs: how many pairs have an order.
        circles: how many pairs besides have none, for they go round in a circle.
        overruled: of those, where the first stands below the second by more than `MOST_OFF` points.
        apart: of those, where the intervals do not meet either.
    """

    domain: str
    pairs: int
    overruled: int
    apart: int
    circles: int = 0


def order_held(
    cells: Cells, tests: pd.DataFrame, abilities: pd.DataFrame, listed: Collection[str]
) -> Iterator[OrderHeld]:
    """Yield for each domain, and last for the efforts over all domains, how far figures agree with what was measured.

    Args:
        cells: the observations.
        tests: rows of the table `ability_tests`.
        abilities: rows of the table `abilities`.
        listed: the ids of the models that are compared with each other.
    """
    keys = ["benchmark_id", "benchmark_version", "source_id"]
    columns = cells.columns[keys].reset_index(names="column")
    about = tests.assign(benchmark_version=tests["benchmark_version"].astype(object).fillna(""))
    columns = columns.merge(about[[*keys, "domain"]], on=keys)
    rows = np.flatnonzero(cells.rows["model_id"].isin(set(listed)).to_numpy())
    name = pd.MultiIndex.from_frame(cells.rows[["model_id", "effort"]])
    efforts, found = thinking_more(cells.rows), []
    by_domain = abilities.assign(effort=abilities["effort"].astype(object).fillna("")).groupby("domain")
    for domain, told in by_domain:
        figures = told.set_index(["model_id", "effort"])[["value", "low", "high"]].reindex(name).to_numpy(float)
        of_domain = np.zeros(len(cells.columns), bool)
        of_domain[columns.loc[columns["domain"] == domain, "column"].to_numpy(np.int64)] = True
        above, below = beaten(cells, of_domain, rows)
        kept = without_circles(above, below, efforts)
        held = _held(str(domain), figures, above[kept], below[kept])
        yield replace(held, circles=int((~kept).sum()))
        found.append(_held("", figures, *efforts))
    yield OrderHeld(
        domain="",
        pairs=sum(one.pairs for one in found),
        overruled=sum(one.overruled for one in found),
        apart=sum(one.apart for one in found),
    )


def _held(domain: str, figures: Floats, above: Ints, below: Ints) -> OrderHeld:
    first, second = figures[above], figures[below]
    gap = second[:, 0] - first[:, 0]
    is_off = gap > MOST_OFF
    is_apart = is_off & (gap > np.hypot(second[:, 0] - second[:, 1], first[:, 2] - first[:, 0]))
    pairs = int((~np.isnan(gap)).sum())
    return OrderHeld(domain=domain, pairs=pairs, overruled=int(is_off.sum()), apart=int(is_apart.sum()))
