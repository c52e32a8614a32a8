"""What stands beside a price in words: who sells, and under which conditions it holds."""

import pytest

from catalog.pricing.eligible import TRAINS
from catalog.pricing.terms import seller_words, terms_words, usd_by_hour, with_terms
from etl.conditions import OFF_PEAK, PEAK, at_other_hours, in_regions, promotion
from tests.offer_rows import known, offer


@pytest.mark.parametrize(
    ("kind", "country", "told"),
    [
        ("cloud", "US", "cloud, US"),
        ("reseller", None, "reseller"),
        (None, "DE", "kind unknown, DE"),
        (float("nan"), float("nan"), "kind unknown"),
    ],
)
def test_a_seller_is_told_by_kind_and_country_and_unknown_is_said(kind: object, country: object, told: str) -> None:
    assert seller_words(kind, country) == told


def test_the_range_by_hour_is_read_from_the_conditions_that_sources_write() -> None:
    assert usd_by_hour(0.25, [at_other_hours(PEAK, 2.0)]) == (0.25, 0.5)
    assert usd_by_hour(0.25, [at_other_hours(OFF_PEAK, 0.5), at_other_hours(PEAK, 1.5)]) == (0.125, 0.375)
    assert usd_by_hour(0.25, [in_regions("in eu", 1.1), promotion(0.9, (1.0, None))]) is None


def test_conditions_are_told_with_the_range_that_they_mean() -> None:
    told = terms_words(0.27, "per million tokens", [at_other_hours(PEAK, 2.0)], None)
    assert told == "$0.27 to $0.54 per million tokens by hour; peak hours: 2 times this price"
    assert terms_words(80.0, "a month", (), TRAINS) == TRAINS
    assert terms_words(80.0, "a month", (), "no training") is None


def test_only_offers_with_conditions_have_terms() -> None:
    rows = known(offer(), offer(provider="night", price_conditions=("peak hours: 3 times this price",), usd=2.0))
    found = with_terms(rows, "input_usd_per_mtok", "per million tokens")
    assert found["price_terms"].isna().tolist() == [True, False]
    assert found["price_terms"][1].startswith("$2.00 to $6.00 per million tokens by hour")
    assert found["seller_told"].tolist() == ["cloud", "cloud"]


def test_no_offers_have_no_terms() -> None:
    assert with_terms(known(), "input_usd_per_mtok", "a month").columns.isin(["seller_told", "price_terms"]).sum() == 2
