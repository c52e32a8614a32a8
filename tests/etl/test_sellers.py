"""The table of sellers holds a row for each provider of an offer, and leaves unknown what nobody showed."""

import pandas as pd

from etl.sellers import sellers_table


def test_every_provider_of_an_offer_stands_once_and_an_uncurated_one_is_of_no_kind() -> None:
    found = sellers_table(pd.DataFrame({"provider": ["openai", "new-cloud", "openai"]}))
    assert found["provider"].tolist() == ["new-cloud", "openai"]
    assert found["kind"].isna()[0]


def test_no_offers_have_no_sellers() -> None:
    assert sellers_table(pd.DataFrame({"provider": []})).empty
