"""The tables that follow from the scores: how good each model is in each domain, and what that rests on."""

from collections.abc import Mapping

import pandas as pd

from catalog.ability.domains import abilities, fit, weights_of_tests
from catalog.curated.memberships import memberships

DECIMALS = 2


def ability_tables(tables: Mapping[str, pd.DataFrame]) -> dict[str, pd.DataFrame]:
    """Return the tables `abilities` and `ability_tests` for a draft's tables.

    A source whose figures may not be passed on takes no part: what follows from it could not be passed on either.
    """
    sources, scores, offers = tables["sources"], tables["scores"], tables["offers"]
    open_sources = sources.loc[sources["may_redistribute"].astype(bool), "source_id"]
    found = fit(
        scores[scores["source_id"].isin(open_sources)],
        tables["benchmarks"],
        memberships(),
        tables["models"],
        frozen=set(sources.loc[sources["is_frozen"].astype(bool), "source_id"]),
    )
    told = abilities(found, listed=set(offers.loc[offers["price_kind"] == "list", "model_id"]))
    places = {"value": DECIMALS, "low": DECIMALS, "high": DECIMALS, "coverage": DECIMALS + 2}
    return {"abilities": told.round(places), "ability_tests": weights_of_tests(found)}
