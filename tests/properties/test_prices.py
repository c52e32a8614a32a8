"""Figures as sources state them: a number is read as it stands, and anything else is refused with a reason."""

import json
import math
from contextlib import suppress
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from etl.errors import ParseError
from etl.prices import (
    MOST_USD_PER_MTOK,
    VARIES,
    price_fields,
    sells_no_answers,
    tiers_json,
    usd_per_mtok,
)
from etl.reading import day, number, optional_number, percent, whole
from tests.properties.given import texts

PRICES = ("input", "output", "cache_read", "cache_write", "batch_input", "batch_output")
finite = st.floats(allow_nan=False, allow_infinity=False)
# Whatever an answer in JSON can hold; Python reads whole numbers of any length.
stated = (
    st.none()
    | st.booleans()
    | st.integers()
    | st.sampled_from([10**400, -(10**400), -1, -1.0, "-1", 0, "0", 0.0])
    | st.floats()
    | texts
    | st.lists(st.integers(), max_size=2)
    | st.dictionaries(st.text(max_size=3), st.integers(), max_size=2)
)


@given(finite)
def test_a_number_and_its_text_are_read_alike(value: float) -> None:
    for written in (value, str(value), f" {value!r} ", f"{value:.17e}"):
        assert number(written, "here") == value
        assert optional_number(written, "here") == value
    assert percent(f"{value!r} %", "here") == value


@given(stated)
def test_what_is_no_finite_number_is_refused_and_nothing_else_raises(value: Any) -> None:  # noqa: ANN401 - any JSON
    for read in (number, optional_number, whole, usd_per_mtok, day):
        with suppress(ParseError):
            found = read(value, "here")
            assert found is None or not isinstance(found, float) or math.isfinite(found)


@pytest.mark.parametrize(
    "value", [math.inf, -math.inf, "inf", "-Infinity", "1e999", 10**400, True, [], {}, "1,5", "$1"]
)
def test_no_price_is_read_from_what_is_none(value: object) -> None:
    with pytest.raises(ParseError, match="here: a number expected"):
        usd_per_mtok(value, "here")


@pytest.mark.parametrize("value", [None, "", " ", "N/A", "null", "?", "-", math.nan, "nan"])
def test_what_states_nothing_is_no_price(value: object) -> None:
    assert usd_per_mtok(value, "here") is None


@given(st.floats(0, MOST_USD_PER_MTOK))
def test_a_price_by_the_token_and_one_by_the_million_are_one_price(usd: float) -> None:
    by_token = usd_per_mtok(repr(usd / 1e6), "here", times=1e6)
    assert by_token == pytest.approx(usd, rel=1e-12, abs=1e-9)
    assert usd_per_mtok(usd, "here") == pytest.approx(usd, rel=1e-12, abs=1e-9)


@given(finite, st.sampled_from([1.0, 1e3, 1e6]))
def test_a_price_is_within_belief_or_refused(value: float, times: float) -> None:
    with suppress(ParseError):
        found = usd_per_mtok(value, "here", times=times)
        assert found == VARIES if value == VARIES else found is not None and 0 <= found <= MOST_USD_PER_MTOK


_price = st.none() | st.sampled_from([0, "0", -1, "-1", 1.5, "0.25"]) | st.floats(1e-3, 1000)
_stated = st.dictionaries(st.sampled_from(PRICES), _price)


@given(_stated, st.sampled_from(["free tier", "subscription"]))
def test_no_column_of_a_price_is_zero_or_negative(prices: dict[str, Any], when_zero: Any) -> None:  # noqa: ANN401
    found = price_fields(prices, "here", when_zero=when_zero)
    kind = found.pop("price_kind")
    varies = any(optional_number(price, "here") == VARIES for price in prices.values())
    assert set(found) == {f"{name}_usd_per_mtok" for name in prices}
    assert all(price is None or price > 0 for price in found.values())
    assert (kind == "variable") == varies
    if kind != "list":
        assert all(price is None for price in found.values())
    elif sells_no_answers(prices):
        assert found.get("output_usd_per_mtok") is None


@given(st.lists(st.tuples(st.integers(0, 10**7), _stated), max_size=4))
def test_tiers_come_lowest_first_and_hold_prices_above_0(tiers: list[tuple[int, dict[str, Any]]]) -> None:
    told = tiers_json(tiers, "here")
    found = json.loads(told) if told else []
    assert [tier["above_tokens"] for tier in found] == sorted(tier["above_tokens"] for tier in found)
    for tier in found:
        prices = [price for name, price in tier.items() if name != "above_tokens"]
        assert prices
        assert min(prices) > 0
