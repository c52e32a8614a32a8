"""The table of sellers holds a row for each provider of an offer, and leaves unknown what nobody showed."""

import pandas as pd

from catalog.curated.provider_terms import provider_terms
from etl.sellers import sellers_table, terms_table


def test_every_provider_of_an_offer_stands_once_and_an_uncurated_one_is_of_no_kind() -> None:
    found = sellers_table(pd.DataFrame({"provider": ["openai", "new-cloud", "openai"]}))
    assert found["provider"].tolist() == ["new-cloud", "openai"]
    assert found["kind"].isna()[0]


def test_no_offers_have_no_sellers() -> None:
    assert sellers_table(pd.DataFrame({"provider": []})).empty


def test_what_a_seller_states_stands_once_under_its_slug_and_only_of_sellers() -> None:
    found = terms_table(pd.DataFrame({"provider": ["Scaleway", "scaleway", "new-cloud"]}))
    assert set(found["provider"]) == {"scaleway"}
    assert len(found) == sum(row.provider == "scaleway" for row in provider_terms())
    assert terms_table(pd.DataFrame({"provider": []})).empty
