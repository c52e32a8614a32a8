"""Chances to be the best: joint draws over abilities made by hand, held against what is known without drawing."""

from itertools import pairwise

import numpy as np
import pandas as pd
import pytest
from scipy.special import ndtr, ndtri

from catalog.decide.abilities import Known, known_of, points_at
from catalog.decide.chances import chances
from catalog.decide.need import Need
from catalog.numeric import NORMAL_90

GENERAL = Need()
BOTH = Need(domains=(("hard", 1.0), ("code", 3.0)))
Told = dict[str, tuple[float, float]]


def _abilities(told: Told) -> pd.DataFrame:
    """Return abilities of models, each as its middle and its error, both before they are put on the scale."""
    ends = {
        name: (middle - NORMAL_90 * error, middle, middle + NORMAL_90 * error) for name, (middle, error) in told.items()
    }
    points = 100 * ndtr(np.array(list(ends.values())))
    return pd.DataFrame(points, columns=["low", "value", "high"]).assign(model_id=list(ends), effort=None, coverage=0.5)


def _known(general: Told, code: Told | None = None, need: Need = GENERAL) -> Known:
    abilities = {"hard": _abilities(general), "code": _abilities(code or general)}
    return known_of(need, abilities, pd.Series(list(general)))


def _chances(told: Told) -> pd.DataFrame:
    return chances(_known(told), pd.Series(list(told))).set_index(pd.Index(list(told)))


def test_points_are_the_interval_where_it_ends_and_in_its_middle() -> None:
    known = _known({"a": (0.3, 0.2)}, {"a": (-0.5, 0.4)}, BOTH)
    found = points_at(known, np.array([-NORMAL_90, 0.0, NORMAL_90]))
    general, code = known.intervals
    assert found == pytest.approx(0.25 * general + 0.75 * code)


def test_points_never_leave_the_scale() -> None:
    found = points_at(_known({"a": (2.5, 1.0)}), np.array([-40.0, 40.0]))
    assert found.min() >= 0
    assert found.max() <= 100


@pytest.mark.parametrize(("ahead", "error"), [(0.0, 0.3), (0.2, 0.3), (0.5, 0.2)])
def test_of_two_models_the_chance_to_be_the_better_is_the_normal_one(ahead: float, error: float) -> None:
    found = _chances({"a": (ahead, error), "b": (0.0, error)})
    assert found.loc["a", "chance_best"] == pytest.approx(ndtr(ahead / (error * np.sqrt(2))), abs=0.025)


def test_the_chance_to_be_near_is_that_of_a_distance_of_three_points() -> None:
    found = _chances({"sure": (0.0, 1e-6), "open": (0.0, 0.3)})
    assert found.loc["open", "chance_near"] == pytest.approx(1 - ndtr(ndtri(0.47) / 0.3), abs=0.025)
    assert found.loc["sure", "chance_near"] == pytest.approx(ndtr(ndtri(0.53) / 0.3), abs=0.025)


def test_chances_to_be_the_best_sum_to_one() -> None:
    found = _chances({"a": (0.1, 0.3), "b": (0.0, 0.2), "c": (-0.2, 0.5)})
    assert found["chance_best"].sum() == pytest.approx(1.0)
    assert (found["chance_near"] >= found["chance_best"]).all()


def test_chances_depend_neither_on_the_order_nor_on_the_index() -> None:
    told = {"a": (0.1, 0.3), "b": (0.0, 0.2), "c": (-0.2, 0.5)}
    turned = dict(reversed(told.items()))
    pd.testing.assert_frame_equal(_chances(told), _chances(turned).loc[list(told)])


def test_who_cannot_be_the_best_changes_nobodys_chance() -> None:
    told = {"a": (0.1, 0.1), "b": (0.0, 0.1)}
    pd.testing.assert_frame_equal(_chances(told), _chances(told | {"far": (-3.0, 0.01)}).loc[list(told)])


def test_equals_share_the_chance_to_be_the_best() -> None:
    found = _chances({"a": (40.0, 0.1), "b": (40.0, 0.1)})  # both at the end of the scale in every draw
    assert found["chance_best"].tolist() == [0.5, 0.5]


def test_a_fair_chance_is_at_least_half_of_the_highest() -> None:
    found = _chances({name: (middle, 0.2) for name, middle in zip("abcde", (0.4, 0.3, 0.2, 0.1, -0.4), strict=True)})
    half = found["chance_near"].max() / 2
    assert found["is_fair"].tolist() == (found["chance_near"] >= half).tolist()
    assert 1 < found["is_fair"].sum() < len(found)
    assert all(above >= below for above, below in pairwise(found["chance_near"]))


def test_nobody_has_no_chances() -> None:
    assert chances(_known({"a": (0.0, 0.1)}).at(slice(0)), pd.Series(dtype=str)).empty
