"""How good models are over the domains of a need, how surely, and how many boards say so."""

from collections.abc import Mapping

import numpy as np
import pandas as pd
from scipy.special import ndtr, ndtri

from catalog.decide.basis import Basis
from catalog.decide.need import Caution, Need
from catalog.numeric import NORMAL_90, Floats

NO_ABILITY, INFERRED = "no ability known in {}", "ability inferred from other domains only"
NO_FIGURE_YET = "no quality figure yet, released after the newest board in {}"
LEAST_MEASURED = 0.5
_ROUNDING = 1e-9
# Who orders by a quartile holds a point too few for three times as bad as a point too many: a quantile is the best
# answer to such a loss (Koenker and Bassett, Econometrica 46, 1978).
QUANTILES: Mapping[Caution, float] = {"cautious": 0.25, "bold": 0.5}
# Points are 100 times a normal probability, so that the ends of the scale are infinitely far away.
_EDGE = 1e-6


def abilities_over_domains(need: Need, basis: Basis, model_ids: "pd.Series[str]") -> pd.DataFrame:
    """Return each model's ability over the domains of a need, on the index of `model_ids`.

    The weighted mean, of the effort that speaks for the model in the first domain that knows one. The interval is the
    weighted mean of the intervals: errors of one model's domains count as wholly alike, which makes it wide rather than
    narrow. An ability counts if at least half of the domains, by weight, was measured.

    Columns: ability, ability_low, ability_high, ability_cautious (the quantile of the cautious, as `points_at` has it),
    coverage, effort, and quality_gap: why the ability does not count.
    """
    released = basis.models.drop_duplicates("model_id").set_index("model_id")["release_date"].reindex(model_ids)
    weighted = [
        (basis.titles[domain], share, basis.abilities[domain].set_index("model_id").reindex(model_ids))
        for domain, share in need.shares().items()
    ]
    columns = {"value": "ability", "low": "ability_low", "high": "ability_high", "coverage": "coverage"}
    means = {
        name: sum(share * own[column].to_numpy(float) for _, share, own in weighted) for column, name in columns.items()
    }
    quantile = np.array([ndtri(QUANTILES["cautious"])])
    means["ability_cautious"] = sum(share * quantile_points(own, quantile)[:, 0] for _, share, own in weighted)
    measured = sum(share * own["coverage"].gt(0).to_numpy(float) for _, share, own in weighted)
    gap = np.full(len(model_ids), None, dtype=object)
    gap[np.asarray(measured) < LEAST_MEASURED - _ROUNDING] = INFERRED
    for (title, _, own), domain in zip(reversed(weighted), reversed(need.shares()), strict=True):
        is_unknown = own["value"].isna().to_numpy()
        gap[is_unknown] = NO_ABILITY.format(title)
        if domain in basis.boards:
            is_late = pd.to_datetime(released).gt(pd.to_datetime(basis.boards[domain]["newest"]).max()).to_numpy()
            gap[is_unknown & is_late] = NO_FIGURE_YET.format(title)
    efforts = weighted[0][2]["effort"]
    for _, _, own in weighted[1:]:
        efforts = efforts.fillna(own["effort"])
    return pd.DataFrame(means | {"effort": efforts.to_numpy(object), "quality_gap": gap}, index=model_ids.index)


def boards_over_domains(need: Need, basis: Basis, model_ids: "pd.Series[str]") -> pd.DataFrame:
    """Return how many boards measured each model in the domains of a need, on the index of `model_ids`.

    Columns: boards (missing where nothing is known of boards), newest_result (the day of their newest result).
    """
    found = [basis.boards[domain] for domain in need.shares() if domain in basis.boards]
    if not found or model_ids.empty:
        nothing = pd.DataFrame({"boards": pd.NA, "newest_result": pd.NaT}, index=model_ids.index)
        return nothing.astype({"boards": "Int64", "newest_result": "datetime64[ns]"})
    rows = pd.concat(found)
    by_model = rows[rows["model_id"].isin(model_ids)].groupby("model_id")
    boards = by_model["source_id"].nunique().reindex(model_ids).fillna(0).astype("Int64")
    newest = pd.to_datetime(by_model["newest"].max().reindex(model_ids))
    return pd.DataFrame({"boards": boards.to_numpy(), "newest_result": newest.to_numpy()}, index=model_ids.index)


def points_at(need: Need, basis: Basis, model_ids: "pd.Series[str]", deviates: Floats) -> Floats:
    """Return abilities over the domains of a need, in points, at so many standard errors from the middle.

    Errors are normal before they are put on the scale of points (`catalog.ability.domains.to_points`), and a model's
    errors in several domains count as wholly alike, as in `abilities_over_domains`: at -1.645 and 1.645 the points are
    the ends of its interval, at 0 they are its middle.

    Args:
        need: the need.
        basis: what is known.
        model_ids: the models.
        deviates: the standard errors.

    Returns:
        A row a model, a column a deviate; missing where an ability is.
    """
    points = np.zeros((len(model_ids), len(deviates)))
    for domain, share in need.shares().items():
        points += share * quantile_points(basis.abilities[domain].set_index("model_id").reindex(model_ids), deviates)
    return points


def quantile_points(own: pd.DataFrame, deviates: Floats) -> Floats:
    """Return abilities (value, low, high: 90 %, in points) at so many standard errors, a row a model."""
    low, middle, high = ndtri(np.clip(own[["low", "value", "high"]].to_numpy(float).T / 100, _EDGE, 1 - _EDGE))
    error = (high - low) / (2 * NORMAL_90)
    found: Floats = 100 * ndtr(middle[:, None] + error[:, None] * deviates)
    return found
