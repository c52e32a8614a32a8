"""The table of sellers: who sells models, of which kind, and whether it still serves them."""

import pandas as pd

from catalog.curated.providers import provider
from catalog.records import Seller, columns


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
            evidence_url=seller.evidence_url,
        )
        for seller in {provider(name).slug: provider(name) for name in sorted(set(offers["provider"]))}.values()
    ]
    return pd.DataFrame([[getattr(row, name) for name in names] for row in rows], columns=names, dtype=object)
