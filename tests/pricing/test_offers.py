"""Blended price, frontier, and the choice of an offer."""

import numpy as np
import pandas as pd
import pytest

from catalog.pricing.offers import blended_price, one_offer_a_model, pareto_frontier, price_range


def _frame(*rows: tuple[float, float]) -> pd.DataFrame:
    return pd.DataFrame(rows, columns=["quality", "price"], dtype=float)


def _frontier(*rows: tuple[float, float], higher_is_better: bool = True) -> list[bool]:
    found = pareto_frontier(_frame(*rows), "quality", "price", higher_is_better=higher_is_better)
    return [bool(is_on) for is_on in found]


def _offers(*rows: tuple[str, str, float, float, str | None]) -> pd.DataFrame:
    return pd.DataFrame(rows, columns=["model_id", "provider", "input_usd_per_mtok", "output_usd_per_mtok", "flag"])


def test_blended_price_is_the_weighted_mean() -> None:
    price = blended_price(pd.Series([1.0]), pd.Series([10.0]), 0.75)
    assert price.tolist() == [3.25]


@pytest.mark.parametrize(("share", "expected"), [(0.0, 10.0), (1.0, 1.0)])
def test_all_input_or_all_output_is_the_list_price_itself(share: float, expected: float) -> None:
    assert blended_price(pd.Series([1.0]), pd.Series([10.0]), share).tolist() == [expected]


@pytest.mark.parametrize("share", [-0.01, 1.01, float("nan")])
def test_a_share_outside_0_to_1_is_refused(share: float) -> None:
    with pytest.raises(ValueError, match="an input share from 0 to 1"):
        blended_price(pd.Series([1.0]), pd.Series([1.0]), share)


def test_a_dearer_and_worse_point_is_dominated() -> None:
    assert _frontier((10, 1), (9, 2), (20, 3)) == [True, False, True]


def test_equal_points_are_both_on_the_frontier_or_neither() -> None:
    assert _frontier((10, 1), (10, 1), (5, 2), (5, 2)) == [True, True, False, False]


def test_of_equal_quality_only_the_cheaper_stays_and_of_equal_price_only_the_better() -> None:
    assert _frontier((10, 1), (10, 2)) == [True, False]
    assert _frontier((10, 1), (9, 1)) == [True, False]


def test_unknown_quality_or_price_is_never_on_the_frontier_and_removes_nobody() -> None:
    assert _frontier((float("nan"), 0.1), (99, float("nan")), (10, 1)) == [False, False, True]


def test_lower_scores_win_where_lower_is_better() -> None:
    assert _frontier((10, 1), (5, 2), (7, 3), higher_is_better=False) == [True, True, False]


def test_the_frontier_of_nothing_is_empty() -> None:
    assert _frontier() == []


def test_the_frontier_is_what_comparing_all_pairs_gives() -> None:
    random = np.random.default_rng(7)
    rows = [(float(q), float(p)) for q, p in random.integers(0, 12, size=(80, 2))]
    expected = [
        not any(q2 >= q and p2 <= p and (q2 > q or p2 < p) for q2, p2 in rows)
        for q, p in rows
    ]  # fmt: skip
    assert _frontier(*rows) == expected


def test_the_frontier_keeps_the_frames_own_index() -> None:
    frame = _frame((10, 1), (9, 2)).set_axis([7, 3])
    assert pareto_frontier(frame, "quality", "price").to_dict() == {7: True, 3: False}


def test_the_cheapest_offer_depends_on_the_mix() -> None:
    offers = _offers(("m", "A", 1, 20, None), ("m", "B", 5, 6, None))
    assert one_offer_a_model(offers, 1.0, "cheapest")["provider"].tolist() == ["A"]
    assert one_offer_a_model(offers, 0.0, "cheapest")["provider"].tolist() == ["B"]


def test_the_middle_offer_is_a_real_one_and_of_two_the_cheaper() -> None:
    three = _offers(("m", "A", 1, 1, None), ("m", "B", 4, 4, None), ("m", "C", 9, 9, None))
    assert one_offer_a_model(three, 0.5, "middle")["provider"].tolist() == ["B"]
    assert one_offer_a_model(three[:2], 0.5, "middle")["provider"].tolist() == ["A"]


def test_a_provider_counts_once_however_it_is_written() -> None:
    offers = _offers(("m", "A", 1, 1, None), ("m", "a", 2, 2, None), ("m", "B", 4, 4, None), ("m", "C", 9, 9, None))
    chosen = one_offer_a_model(offers, 0.5, "middle")
    assert chosen[["provider", "providers"]].to_numpy().tolist() == [["B", 3]]


def test_a_price_range_goes_from_the_cheapest_to_the_dearest_provider() -> None:
    offers = _offers(
        ("m", "A", 1, 3, None),
        ("m", "B", 8, 8, None),
        ("m", "b", 5, 5, None),
        ("n", "A", 2, 2, None),
    )
    assert price_range(offers, 0.5).to_numpy().tolist() == [["m", 2.0, 5.0], ["n", 2.0, 2.0]]
