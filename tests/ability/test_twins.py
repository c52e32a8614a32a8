"""Twins: models that miss the same tests alike."""

import numpy as np
import pytest

from catalog.ability.factors import Factors, Observed
from catalog.ability.placing import Groups, placed
from catalog.ability.twins import twins

ODD = [2.0, -2.0, 2.0, -2.0]


def _seen(common: int) -> Observed:
    """Return two rows that are odd alike on so many tests, and the first alone on a last one."""
    column = np.array([*range(common), 4, *range(common)])
    row = np.array([0] * (common + 1) + [1] * common)
    y = np.array([*ODD[:common], 2.0, *ODD[:common]])
    return Observed(
        row=row,
        column=column,
        y=y,
        own=np.full(y.size, 0.5),
        once=np.ones(y.size),
        starts=np.array([0, common + 1, y.size]),
        source=np.zeros(5, int),
        traits=np.zeros((2, 0)),
    )


def _nothing_learnt(cells: int) -> Factors:
    return Factors(
        weights=np.zeros((5, 2)),
        weights_cov=np.zeros((5, 2, 2)),
        noise=np.full(5, 0.5),
        drawn=np.zeros((0, 1)),
        trust=np.ones(cells),
        placed=np.zeros((2, 1)),
        placed_cov=np.zeros((2, 1, 1)),
    )


# Two models, one domain, one board; no effect is let move.
APART = Groups(
    model=np.array([0, 1]),
    thinking=np.zeros(2),
    domain=np.zeros(5, int),
    board=np.zeros(5, int),
    domain_spread=np.zeros(1),
    board_spread=np.zeros(1),
    effort_share=0.0,
)


@pytest.mark.parametrize(("common", "tells"), [(2, False), (3, True)])
def test_three_tests_in_common_make_twins_and_two_do_not(common: int, tells: bool) -> None:  # noqa: FBT001
    seen = _seen(common)
    at = placed(seen, _nothing_learnt(seen.y.size), APART, np.zeros(1))
    residual, share = twins(at).at(np.array([1]), np.array([4]))
    assert (residual.item() > 0) == tells
    assert (share.item() > 0) == tells
