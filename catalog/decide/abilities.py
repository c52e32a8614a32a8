"""How good models are over the domains of a need, how surely, and how many boards say so."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy.special import ndtr, ndtri

from catalog.decide.basis import Basis
from catalog.decide.need import Caution, Need
from catalog.numeric import NORMAL_90, Floats, Ints

NO_ABILITY, INFERRED = "no ability known in {}", "ability inferred from other domains only"
NO_FIGURE_YET = "no quality figure yet, released after the newest board in {}"
LEAST_MEASURED = 0.5
_ROUNDING = 1e-9
# Who orders by a quartile holds a point too few for three times as bad as a point too many: a quantile is the best
# answer to such a loss (Koenker and Bassett, Econometrica 46, 1978).
QUANTILES: Mapping[Caution, float] = {"cautious": 0.25, "bold": 0.5}
# Points are 100 times a normal probability, so that the ends of the scale are infinitely far away.
_EDGE = 1e-6
_INTERVAL = ["low", "value", "high"]


@dataclass(frozen=True, slots=True)
class Known:
    """What is known of some models in each domain of a need, looked up once.

    Attributes:
        shares: how much each domain counts; they sum to 1.
        intervals: low, value and high (90 %, in points) of each model in each domain; missing where not known.
        coverage: of each model in each domain.
        efforts: whose figures these are, of each model in each domain.
    """

    shares: Mapping[str, float]
    intervals: tuple[Floats, ...]
    coverage: tuple[Floats, ...]
    efforts: tuple[NDArray[Any], ...]

    def at(self, rows: "Ints | slice") -> "Known":
        """Return what is known of some of the models, by their places."""
        return Known(
            self.shares,
            tuple(each[rows] for each in self.intervals),
            tuple(each[rows] for each in self.coverage),
            tuple(each[rows] for each in self.efforts),
        )

    def beside(self, other: "Known") -> "Known":
        """Return what is known of these models, and after them of others."""
        pairs = ((self.intervals, other.intervals), (self.coverage, other.coverage), (self.efforts, other.efforts))
        joined = (tuple(np.concatenate(both) for both in zip(*pair, strict=True)) for pair in pairs)
        return Known(self.shares, *joined)


def known_of(need: Need, abilities: Mapping[str, pd.DataFrame], ids: "pd.Series[str]", key: str = "model_id") -> Known:
    """Return what is known of models in the domains of a need, in their order.

    Args:
        need: the need.
        abilities: rows of `basis.own_abilities` or of `basis.other_abilities`, by domain.
        ids: the models, or the candidates.
        key: the column that holds the ids.
    """
    intervals, coverage, efforts = [], [], []
    for domain in need.shares():
        rows = abilities[domain]
        places = pd.Index(rows[key]).get_indexer(pd.Index(ids))
        is_unknown = places < 0
        figures = rows[[*_INTERVAL, "coverage"]].to_numpy(float)[places] if len(rows) else np.zeros((len(places), 4))
        figures[is_unknown] = np.nan
        effort = rows["effort"].to_numpy(object)[places] if len(rows) else np.full(len(places), None, dtype=object)
        effort[is_unknown] = None
        intervals.append(figures[:, :3])
        coverage.append(figures[:, 3])
        efforts.append(effort)
    return Known(need.shares(), tuple(intervals), tuple(coverage), tuple(efforts))


def abilities_over_domains(basis: Basis, known: Known, models: pd.DataFrame) -> pd.DataFrame:
    """Return each model's ability over the domains of a need, on the index of `models`.

    The weighted mean, of the effort that speaks for the model in the first domain that knows one. The interval is the
    weighted mean of the intervals: errors of one model's domains count as wholly alike, which makes it wide rather than
    narrow. An ability counts if at least half of the domains, by weight, was measured.

    Args:
        basis: what is known of the domains.
        known: of these models, as `known_of` returns it.
        models: with release_date.

    Returns:
        ability, ability_low, ability_high, ability_cautious (the quantile of the cautious, as `points_at` has it;
        missing where the ability does not count), coverage, effort, and quality_gap: why the ability does not count.
    """
    low, middle, high = _mean(known.shares, known.intervals).T
    covered = _mean(known.shares, known.coverage)
    measured = _mean(known.shares, tuple((each > 0).astype(float) for each in known.coverage))
    gap = np.full(len(models), None, dtype=object)
    gap[measured < LEAST_MEASURED - _ROUNDING] = INFERRED
    released = pd.to_datetime(models["release_date"])
    for domain, own in reversed(list(zip(known.shares, known.intervals, strict=True))):
        title, is_unknown = basis.titles[domain], np.isnan(own[:, 1])
        gap[is_unknown] = NO_ABILITY.format(title)
        if domain in basis.boards:
            is_late = released.gt(pd.to_datetime(basis.boards[domain]["newest"]).max()).to_numpy()
            gap[is_unknown & is_late] = NO_FIGURE_YET.format(title)
    counts = np.flatnonzero(pd.isna(gap))
    cautious = np.full(len(models), np.nan)
    cautious[counts] = points_at(known.at(counts), np.array([ndtri(QUANTILES["cautious"])]))[:, 0]
    effort = known.efforts[0]
    for others in known.efforts[1:]:
        effort = np.where(pd.isna(effort), others, effort)
    found = {"ability": middle, "ability_low": low, "ability_high": high, "ability_cautious": cautious}
    return pd.DataFrame(found | {"coverage": covered, "effort": effort, "quality_gap": gap}, index=models.index)


def _mean(shares: Mapping[str, float], figures: tuple[Floats, ...]) -> Floats:
    found: Floats = np.tensordot(np.array(list(shares.values())), np.stack(figures), axes=1)
    return found


def boards_over_domains(need: Need, basis: Basis, model_ids: "pd.Series[str]") -> pd.DataFrame:
    """Return how many boards measured each model in the domains of a need, on the index of `model_ids`.

    Columns: boards (missing where nothing is known of boards), newest_result (the day of their newest result).
    """
    found = [basis.boards[domain] for domain in need.shares() if domain in basis.boards]
    if not found or model_ids.empty:
        nothing = pd.DataFrame({"boards": pd.NA, "newest_result": pd.NaT}, index=model_ids.index)
        return nothing.astype({"boards": "Int64", "newest_result": "datetime64[ns]"})
    rows = pd.concat(
        [each.loc[each["model_id"].isin(model_ids), ["model_id", "source_id", "newest"]] for each in found]
    )
    by_model = rows.groupby("model_id")
    boards = by_model["source_id"].nunique().reindex(model_ids).fillna(0).astype("Int64")
    newest = pd.to_datetime(by_model["newest"].max().reindex(model_ids))
    return pd.DataFrame({"boards": boards.to_numpy(), "newest_result": newest.to_numpy()}, index=model_ids.index)


def points_at(known: Known, deviates: Floats) -> Floats:
    """Return abilities over the domains of a need, in points, at so many standard errors from the middle.

    Errors are normal before they are put on the scale of points (`catalog.ability.domains.to_points`), and a model's
    errors in several domains count as wholly alike, as in `abilities_over_domains`: at -1.645 and 1.645 the points are
    the ends of its interval, at 0 they are its middle.

    Args:
        known: what is known of the models.
        deviates: the standard errors.

    Returns:
        A row a model, a column a deviate; missing where an ability is.
    """
    return _mean(known.shares, tuple(_points(own, deviates) for own in known.intervals))


def quantile_points(own: pd.DataFrame, deviates: Floats) -> Floats:
    """Return abilities (value, low, high: 90 %, in points) at so many standard errors, a row a model."""
    return _points(own[_INTERVAL].to_numpy(float), deviates)


def _points(intervals: Floats, deviates: Floats) -> Floats:
    low, middle, high = ndtri(np.clip(intervals.T / 100, _EDGE, 1 - _EDGE))
    error = (high - low) / (2 * NORMAL_90)
    found: Floats = 100 * ndtr(middle[:, None] + error[:, None] * deviates)
    return found
