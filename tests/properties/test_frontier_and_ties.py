"""What stands at the front: the frontier of two figures, and the groups of those that are tied."""

from typing import Any

import numpy as np
import pandas as pd
from hypothesis import given
from hypothesis import strategies as st

from catalog.pricing.offers import pareto_frontier
from catalog.ties import tie_groups

# Few different figures, so that many are equal.
_figures = st.none() | st.integers(-3, 3).map(float) | st.floats(-1e6, 1e6)
points = st.lists(st.tuples(_figures, _figures), max_size=8)


def _frame(rows: list[tuple[float | None, float | None]]) -> pd.DataFrame:
    return pd.DataFrame(rows, columns=["quality", "price"], index=[f"m{row}" for row in range(len(rows))], dtype=float)


def _dominated(row: Any, frame: pd.DataFrame) -> bool:  # noqa: ANN401 - a row
    no_worse = (frame["quality"] >= row.quality) & (frame["price"] <= row.price)
    better = (frame["quality"] > row.quality) | (frame["price"] < row.price)
    return bool((no_worse & better).any())


@given(points)
def test_the_frontier_is_what_is_known_and_not_dominated(rows: list[tuple[float | None, float | None]]) -> None:
    frame = _frame(rows)
    known = frame.dropna()
    wanted = {row.Index for row in known.itertuples() if not _dominated(row, known)}
    found = pareto_frontier(frame, "quality", "price")
    assert set(found.index[found]) == wanted
    assert bool(wanted) == (not known.empty)


@given(points, st.randoms())
def test_the_frontier_does_not_depend_on_order_or_on_the_units(
    rows: list[tuple[float | None, float | None]],
    random: Any,  # noqa: ANN401 - a source of chance
) -> None:
    frame = _frame(rows)
    found = pareto_frontier(frame, "quality", "price")
    order = random.sample(list(frame.index), len(frame))
    shuffled = pareto_frontier(frame.loc[order], "quality", "price")
    assert shuffled.reindex(frame.index).tolist() == found.tolist()
    ranks = frame.rank(method="dense")  # any rescaling that keeps the order
    assert pareto_frontier(ranks**3, "quality", "price").tolist() == found.tolist()
    lowest_first = frame.assign(quality=-frame["quality"])
    assert pareto_frontier(lowest_first, "quality", "price", higher_is_better=False).tolist() == found.tolist()


_sides = st.integers(0, 3).map(float) | st.floats(0, 50)
intervals = st.lists(
    st.none() | st.tuples(st.integers(40, 45).map(float) | st.floats(0, 100), _sides, _sides), max_size=8
)


def _values(rows: list[tuple[float, float, float] | None]) -> pd.DataFrame:
    told = [(None, None, None) if row is None else (row[0], row[0] - row[1], row[0] + row[2]) for row in rows]
    return pd.DataFrame(
        told, columns=["value", "low", "high"], index=[f"m{row}" for row in range(len(told))], dtype=float
    )


@given(intervals)
def test_groups_part_what_is_known_and_follow_its_order(rows: list[tuple[float, float, float] | None]) -> None:
    values = _values(rows)
    groups = tie_groups(values)
    known = values["value"].notna()
    assert groups.index.equals(values.index)
    assert (groups.eq(0) == ~known).all()
    assert sorted(set(groups[known])) == list(range(1, int(groups.max()) + 1 if known.any() else 1))
    in_order = values[known].sort_values("value", ascending=False).index
    best = values["value"].max()
    assert groups[values["value"].eq(best)].isin([1]).any() or not known.any()
    lowest, highest = (values["value"].groupby(groups[known]).agg(which) for which in ("min", "max"))
    assert (lowest.to_numpy()[:-1] >= highest.to_numpy()[1:]).all()
    assert len(in_order) == int(known.sum())


@given(intervals)
def test_all_of_a_group_are_tied_with_one_of_its_best(rows: list[tuple[float, float, float] | None]) -> None:
    values = _values(rows)
    groups = tie_groups(values)
    for _, group in values[groups > 0].groupby(groups):
        best = group[group["value"].eq(group["value"].max())]
        reach = [
            (first.value - group["value"] <= np.hypot(first.value - first.low, group["high"] - group["value"])).all()
            for first in best.itertuples()
        ]
        assert any(reach)


@given(intervals, st.randoms())
def test_groups_do_not_depend_on_the_order_of_the_rows(
    rows: list[tuple[float, float, float] | None],
    random: Any,  # noqa: ANN401 - a source of chance
) -> None:
    values = _values(rows)
    order = random.sample(list(values.index), len(values))
    assert tie_groups(values.loc[order]).reindex(values.index).tolist() == tie_groups(values).tolist()
