"""Prices in another currency: the quotient of two rates of one day, or none."""

import pandas as pd
import pytest

from catalog.pricing.currency import in_currency, rate_for

DAY, EARLIER = pd.Timestamp("2026-11-27"), pd.Timestamp("2026-11-26")


def _rates(*rows: tuple[str, float, pd.Timestamp]) -> pd.DataFrame:
    made = pd.DataFrame(rows, columns=["currency", "units_per_eur", "as_of"])
    return made.assign(source_id="bank", source="The bank", licence="free")


def test_a_dollar_in_euros_is_one_over_the_dollars_for_a_euro() -> None:
    rate = rate_for(_rates(("USD", 1.25, DAY)))
    assert rate is not None
    assert in_currency(10.0, rate) == 8.0
    assert in_currency(pd.Series([5.0, None]), rate).tolist()[0] == 4.0
    assert rate.words() == "1 USD = 0.8 EUR, The bank of 27 November 2026"


def test_another_currency_is_the_quotient_of_the_two_rates() -> None:
    rate = rate_for(_rates(("USD", 1.25, DAY), ("JPY", 150.0, DAY)), "JPY")
    assert rate is not None
    assert rate.units_per_usd == pytest.approx(120.0)
    assert rate.as_of == DAY.date()


@pytest.mark.parametrize("currency", ["EUR", "JPY", "XXX"])
def test_without_both_rates_of_one_day_there_is_none(currency: str) -> None:
    assert rate_for(_rates(), currency) is None
    assert rate_for(_rates(("JPY", 150.0, DAY)), currency) is None
    if currency != "EUR":
        assert rate_for(_rates(("USD", 1.25, DAY), ("JPY", 150.0, EARLIER)), currency) is None


def test_the_dollar_itself_is_worth_one() -> None:
    rate = rate_for(_rates(("USD", 1.25, DAY)), "USD")
    assert rate is not None
    assert rate.units_per_usd == 1.0
