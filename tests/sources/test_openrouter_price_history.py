"""Facts about reading OpenRouter's past prices."""

import json
from datetime import date
from typing import Any

import pytest

from catalog.records import PricePeriod
from etl.errors import ParseError
from etl.source import Answer, Batch
from etl.sources import openrouter_price_history
from tests.recordings import answers_of

JAN, FEB, MAR = date(2025, 1, 1), date(2025, 2, 1), date(2025, 3, 1)


def parsed(*prices: dict[str, Any], days: tuple[date, ...] = (JAN, FEB, MAR)) -> Batch:
    snapshots = [{"date": day.isoformat(), "prices": entry} for day, entry in zip(days, prices, strict=False)]
    body = json.dumps({"snapshots": snapshots}).encode()
    return openrouter_price_history.parse([Answer(url="archive:x", body=body)])


def periods(batch: Batch) -> list[PricePeriod]:
    return [found.record for found in batch.found]


def test_the_same_price_in_consecutive_snapshots_is_one_period() -> None:
    found = periods(parsed({"a/b": [1, 2]}, {"a/b": [1, 2]}, {"a/b": [3, 4]}))
    assert [(p.valid_from, p.valid_to, p.input_usd_per_mtok) for p in found] == [(JAN, MAR, 1), (MAR, None, 3)]
    assert [p.as_of for p in found] == [FEB, MAR]


def test_a_price_ends_where_the_model_is_gone() -> None:
    found = periods(parsed({"a/b": [1, 2]}, {}, {"a/b": [1, 2]}))
    assert [(p.valid_from, p.valid_to) for p in found] == [(JAN, FEB), (MAR, None)]


def test_zero_on_both_sides_is_a_free_tier_without_prices() -> None:
    period = periods(parsed({"a/b": [0.0, 0.0]}))[0]
    assert period.price_kind == "free tier"
    assert period.input_usd_per_mtok is None
    assert period.output_usd_per_mtok is None


def test_zero_on_one_side_is_a_price_that_is_not_known() -> None:
    period = periods(parsed({"a/b": [0.0, 0.28]}))[0]
    assert (period.price_kind, period.input_usd_per_mtok, period.output_usd_per_mtok) == ("list", None, 0.28)


def test_minus_one_is_variable() -> None:
    assert periods(parsed({"openrouter/auto": [-1, -1]}))[0].price_kind == "variable"


@pytest.mark.parametrize("pair", [[-2, 1], [1, 10_000], [-1, 3]])
def test_an_absurd_price_stops_the_source_and_names_the_model(pair: list[float]) -> None:
    with pytest.raises(ParseError, match="a/b"):
        parsed({"a/b": pair})


def test_a_pointer_to_the_latest_model_is_no_model() -> None:
    batch = parsed({"~openai/gpt-latest": [2, 10]})
    assert not batch.found
    assert [reason for reason, _ in batch.rejected] == ["the price of whatever model is the latest, not of one model"]


def test_the_recordings_last_prices_are_open() -> None:
    found = openrouter_price_history.parse(answers_of("openrouter_price_history")).found
    open_models = {f.record.model_name for f in found if f.record.valid_to is None}
    assert "google/gemma-4-31b-it:free" in open_models
    assert "google/palm-2-chat-bison" not in open_models


def test_snapshots_out_of_order_are_refused() -> None:
    with pytest.raises(ParseError, match="order"):
        parsed({"a/b": [1, 2]}, {"a/b": [1, 2]}, days=(FEB, JAN))


@pytest.mark.parametrize("prices", [{"a/b": [1]}, {"a/b": 1}, {"a/b": ["free", 1]}])
def test_a_price_of_another_shape_is_refused(prices: dict[str, Any]) -> None:
    with pytest.raises(ParseError):
        parsed(prices)
