"""Which models are there, and what is known of each in a row?"""

from datetime import UTC, datetime

import pandas as pd

from catalog import queries
from catalog.filters import Filters
from catalog.models import listing
from catalog.pricing.eligible import known_offers
from catalog.snapshot import Snapshot


def answer(snapshot: Snapshot, filters: Filters, *, inferred: bool) -> pd.DataFrame:
    """Return a row a model: facts, ability in the domain of the filters, its offer and speed, and its price history.

    Of the filters only those of offers count here; which models pass is asked by `catalog.filters.removed_by`.

    Raises:
        StoreError: the snapshot cannot answer.
    """
    abilities = listing.own_abilities(snapshot.ask(queries.abilities_in, filters.domain), inferred=inferred)
    rows = listing.rows(snapshot.ask(queries.models_in_play), abilities, snapshot.ask(known_offers), filters)
    until = (snapshot.made_at or datetime.now(UTC)).date()
    histories = listing.price_histories(snapshot.ask(queries.list_price_periods), filters.input_percent / 100, until)
    rows["coverage"] = rows["coverage"].round(2)
    return rows.merge(histories, left_on="model_id", right_index=True, how="left")
