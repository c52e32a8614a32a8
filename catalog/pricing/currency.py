"""Prices in another currency, for showing only: every price is kept, compared and filtered in US dollars.

A reference rate is the central bank's of one day, not what a bank charges or a seller bills.
"""

from dataclasses import dataclass
from datetime import date
from typing import TypeVar

import pandas as pd

USD, EUR = "USD", "EUR"
Amount = TypeVar("Amount", float, pd.Series)


@dataclass(frozen=True, slots=True, kw_only=True)
class Rate:
    """What one US dollar was worth in a currency on one day, and who says so.

    Attributes:
        currency: ISO 4217 code.
        units_per_usd: units of it for one US dollar.
        as_of: the day of the rate.
        source_id: of the source.
        source: its title.
        licence: under which it states the rate.
    """

    currency: str
    units_per_usd: float
    as_of: date
    source_id: str
    source: str
    licence: str

    def words(self) -> str:
        """Return the rate as a sentence beside a figure: "1 USD = 0.9341 EUR, Euro reference rates of 28 June 2024"."""
        day = f"{self.as_of.day} {self.as_of:%B %Y}"
        return f"1 {USD} = {self.units_per_usd:.4g} {self.currency}, {self.source} of {day}"


def rate_for(rates: pd.DataFrame, currency: str = EUR) -> Rate | None:
    """Return the rate from US dollars to a currency; None where it, or the dollar's of the same day, is not known.

    Both are stated for one euro, so the rate of any other currency is the quotient of the two.

    Args:
        rates: what `queries.exchange_rates` returns.
        currency: ISO 4217 code.
    """
    found = rates.set_index("currency")
    if USD not in found.index or (currency not in {EUR, *found.index}):
        return None
    dollar = found.loc[USD]
    asked = dollar if currency == EUR else found.loc[currency]
    if asked["as_of"] != dollar["as_of"]:
        return None  # it is no longer quoted
    units_per_eur = 1.0 if currency == EUR else float(asked["units_per_eur"])
    return Rate(
        currency=currency,
        units_per_usd=units_per_eur / float(dollar["units_per_eur"]),
        as_of=pd.Timestamp(dollar["as_of"]).date(),
        source_id=str(dollar["source_id"]),
        source=str(dollar["source"]),
        licence=str(dollar["licence"]),
    )


def in_currency(usd: Amount, rate: Rate) -> Amount:
    """Return an amount, or a column of amounts, of US dollars in the currency of a rate; unknown stays unknown."""
    return usd * rate.units_per_usd
