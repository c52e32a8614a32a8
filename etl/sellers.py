"""The tables of sellers: who sells models, of which kind, whether it still serves them, and what it states of data."""

import pandas as pd

from catalog.curated.provider_terms import provider_terms
from catalog.curated.providers import provider
from catalog.records import Seller, SellerTerm, columns


def sellers_table(offers: pd.DataFrame) -> pd.DataFrame:
    """Return a row of `providers` for each provider of some offers, by slug.

    Args:
        offers: rows of the table of offers.
    """
    names = list(columns(Seller))
    rows = [
        Seller(
            provider=seller.slug,
            title=seller.title,
            kind=seller.kind,
            developer=seller.developer,
            country=seller.country,
            closed_on=seller.closed_on,
            api_base=seller.api_base,
            evidence_url=seller.evidence_url,
        )
        for seller in {provider(name).slug: provider(name) for name in sorted(set(offers["provider"]))}.values()
    ]
    return pd.DataFrame([[getattr(row, name) for name in names] for row in rows], columns=names, dtype=object)


def terms_table(offers: pd.DataFrame) -> pd.DataFrame:
    """Return the rows of `provider_terms` of the providers of some offers.

    Args:
        offers: rows of the table of offers.
    """
    sold_by = {provider(name).slug for name in set(offers["provider"])}
    names = list(columns(SellerTerm))
    rows = [[getattr(row, name) for name in names] for row in provider_terms() if row.provider in sold_by]
    return pd.DataFrame(rows, columns=names, dtype=object)
