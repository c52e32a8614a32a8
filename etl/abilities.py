"""The tables that follow from the scores: how good each model is in each domain, and what that rests on."""

from collections.abc import Collection, Mapping

import pandas as pd

from catalog.ability.domains import abilities, fit, weights_of_tests
from catalog.curated.memberships import memberships

DECIMALS = 2


def ability_tables(tables: Mapping[str, pd.DataFrame], uncounted: Collection[str] = ()) -> dict[str, pd.DataFrame]:
    """Return the tables `abilities` and `ability_tests` as a draft's other tables make them.

    Every source of the draft takes part, whether or not its figures may be passed on; those of `uncounted` do not.
    """
    sources, scores, offers = tables["sources"], tables["scores"], tables["offers"]
    domains = set(tables["domains"]["domain"])
    found = fit(
        scores[~scores["source_id"].isin(set(uncounted))],
        tables["benchmarks"],
        [one for one in memberships() if one.domain in domains],
        tables["models"],
        frozen=set(sources.loc[sources["is_frozen"].astype(bool), "source_id"]),
    )
    told = abilities(found, listed=set(offers.loc[offers["price_kind"] == "list", "model_id"]))
    places = {"value": DECIMALS, "low": DECIMALS, "high": DECIMALS, "coverage": DECIMALS + 2}
    return {"abilities": told.round(places), "ability_tests": weights_of_tests(found)}
