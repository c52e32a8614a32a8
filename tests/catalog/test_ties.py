"""Which models are told apart, and which are not."""

import pandas as pd
import pytest

from catalog.ties import tie_groups


def intervals(*rows: tuple[float | None, float | None, float | None]) -> pd.DataFrame:
    return pd.DataFrame(rows, columns=["value", "low", "high"], index=[f"m{i}" for i in range(len(rows))], dtype=float)


def test_a_difference_within_the_root_of_the_squared_sides_is_a_tie() -> None:
    # 3 below and 4 above: 5 apart is tied, more is not.
    assert tie_groups(intervals((50, 47, 53), (45, 41, 49))).tolist() == [1, 1]
    assert tie_groups(intervals((50, 47, 53), (44.9, 40.9, 48.9))).tolist() == [1, 2]


def test_only_the_sides_that_face_each_other_count() -> None:
    assert tie_groups(intervals((50, 49, 90), (40, 0, 41))).tolist() == [1, 2]


def test_a_group_is_tied_with_its_best_and_not_by_a_chain() -> None:
    assert tie_groups(intervals((50, 47, 53), (47, 44, 50), (44, 41, 47))).tolist() == [1, 1, 2]


def test_the_order_of_the_rows_does_not_matter() -> None:
    rows = intervals((40, 39, 41), (50, 49, 51), (49.5, 48.5, 50.5))
    assert tie_groups(rows).to_dict() == {"m0": 2, "m1": 1, "m2": 1}


def test_of_equal_values_the_surest_leads_in_whatever_order_they_come() -> None:
    sure, unsure, behind = (50, 49, 51), (50, 40, 60), (47, 46, 48)
    assert tie_groups(intervals(sure, unsure, behind)).tolist() == [1, 1, 2]
    assert tie_groups(intervals(unsure, sure, behind)).tolist() == [1, 1, 2]


@pytest.mark.parametrize("missing", [(None, None, None), (50, None, 60)])
def test_a_row_without_an_interval_is_in_no_group(missing: tuple[float | None, float | None, float | None]) -> None:
    assert tie_groups(intervals((50, 49, 51), missing)).tolist() == [1, 0]


def test_no_rows_make_no_groups() -> None:
    assert tie_groups(intervals()).empty
