"""What a stated price means, whatever the source."""

import json

import pytest

from etl.errors import ParseError
from etl.prices import (
    hours_between,
    price_fields,
    sells_no_answers,
    states_no_price,
    tiers_json,
    usd_per_mtok,
    zero_means,
)


def test_a_price_per_token_becomes_one_per_million_without_a_rounding_tail() -> None:
    assert usd_per_mtok("0.00000011", "x", times=1_000_000) == 0.11


def test_a_price_that_is_not_stated_is_unknown() -> None:
    assert usd_per_mtok(None, "x") is None


def test_two_zeros_are_a_free_tier_without_figures() -> None:
    fields = price_fields({"input": 0, "output": 0, "cache_read": 0}, "x")
    assert fields == {
        "input_usd_per_mtok": None,
        "output_usd_per_mtok": None,
        "cache_read_usd_per_mtok": None,
        "price_kind": "free tier",
    }


def test_two_zeros_are_a_subscription_where_the_provider_sells_by_the_month() -> None:
    assert price_fields({"input": 0, "output": 0}, "x", when_zero=zero_means("subscription"))["price_kind"] == (
        "subscription"
    )


def test_a_single_zero_is_not_a_price() -> None:
    fields = price_fields({"input": 0, "output": 2.8}, "x")
    assert (fields["input_usd_per_mtok"], fields["output_usd_per_mtok"], fields["price_kind"]) == (None, 2.8, "list")


def test_a_price_of_minus_one_is_variable() -> None:
    fields = price_fields({"input": "-1", "output": "-1"}, "x", times=1_000_000)
    assert (fields["input_usd_per_mtok"], fields["price_kind"]) == (None, "variable")


@pytest.mark.parametrize("price", [-2, -0.5, 10_001, "many", True])
def test_a_negative_absurd_or_unreadable_price_stops_the_source_and_names_the_model(price: object) -> None:
    with pytest.raises(ParseError, match="maker/model"):
        price_fields({"input": price, "output": 1}, "maker/model")


def test_what_charges_for_input_alone_is_no_model_that_answers() -> None:
    assert sells_no_answers({"input": 0.1, "output": 0})
    assert sells_no_answers({"input": 0.1})
    assert not sells_no_answers({"input": 0, "output": 0})


def test_no_price_is_stated_where_both_are_missing() -> None:
    assert states_no_price({"cache_read": 1})
    assert not states_no_price({"input": 0})


def test_tiers_are_sorted_and_leave_out_what_they_do_not_state() -> None:
    text = tiers_json([(200_000, {"input": 4, "output": 8}), (32_000, {"input": 2, "output": None})], "x")
    assert json.loads(text or "") == [
        {"above_tokens": 32_000, "input_usd_per_mtok": 2.0},
        {"above_tokens": 200_000, "input_usd_per_mtok": 4.0, "output_usd_per_mtok": 8.0},
    ]


def test_no_tiers_are_none() -> None:
    assert tiers_json([(128_000, {"input": 0, "output": 0})], "x") is None


def test_hours_may_cross_midnight() -> None:
    assert hours_between("16:30:00Z", "00:30:00Z") == 8
    assert hours_between("00:00", "00:00") == 24
