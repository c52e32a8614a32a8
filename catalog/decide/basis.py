"""What a decision is made of: the frames of one snapshot that a need asks for, each row found by its model's id."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Concatenate, ParamSpec, TypeVar

import numpy as np
import pandas as pd

from catalog import queries
from catalog.decide.need import Need, NeedError
from catalog.pricing.eligible import known_offers
from catalog.store import Store

P = ParamSpec("P")
T = TypeVar("T")
Ask = Callable[..., Any]

NO_ABILITY, INFERRED = "no ability known in {}", "ability inferred from other domains only"
LEAST_MEASURED = 0.5
_ROUNDING = 1e-9


@dataclass(frozen=True, slots=True)
class Basis:
    """What is known, of one snapshot. Frames are joined by model_id, so their order and their length are free.

    Attributes:
        models: what `models_with_dates` returns.
        offers: what `catalog.pricing.eligible.known_offers` returns.
        abilities: what `own_abilities` returns, by domain.
        titles: the title of each domain.
        today: the day of the newest answer of a source.
    """

    models: pd.DataFrame
    offers: pd.DataFrame
    abilities: Mapping[str, pd.DataFrame]
    titles: Mapping[str, str]
    today: pd.Timestamp


def asking(store: Store) -> Ask:
    """Return what asks a snapshot without remembering, as `gather` wants it."""

    def ask(query: Callable[Concatenate[Store, P], T], *args: P.args, **kwargs: P.kwargs) -> T:
        return query(store, *args, **kwargs)

    return ask


def gather(ask: Ask, need: Need) -> Basis:
    """Return what a need's answer is made of.

    Args:
        ask: calls a query of `catalog.queries`, and may remember what it found.
        need: the need.

    Raises:
        NeedError: a domain of the need is none of the snapshot's.
    """
    domains = ask(queries.ability_domains)
    titles = dict(zip(domains["domain"], domains["title"], strict=True))
    for domain in need.shares():
        if domain not in titles:
            message = f"The domain {domain!r} is not known here. Choose from {', '.join(titles)}."
            raise NeedError(message)
    return Basis(
        models=ask(models_with_dates),
        offers=ask(known_offers),
        abilities={domain: ask(own_abilities, domain) for domain in need.shares()},
        titles=titles,
        today=_today(ask(queries.sources)),
    )


def models_with_dates(store: Store) -> pd.DataFrame:
    """Return the models that may be shown with their knowledge cut-off."""
    dates = queries.model_dates(store)[["model_id", "knowledge_cutoff"]]
    return queries.models_in_play(store).merge(dates, on="model_id", how="left")


def own_abilities(store: Store, domain: str) -> pd.DataFrame:
    """Return the ability in a domain that speaks for its model, one row a model that has one."""
    abilities = queries.abilities_in(store, domain)
    return abilities[abilities["is_own"]].reset_index(drop=True)


def _today(sources: pd.DataFrame) -> pd.Timestamp:
    newest = sources["fetched_at"].max()
    return pd.Timestamp(sources["as_of"].max() if pd.isna(newest) else newest).normalize()


def abilities_over_domains(need: Need, basis: Basis, model_ids: "pd.Series[str]") -> pd.DataFrame:
    """Return each model's ability over the domains of a need, on the index of `model_ids`.

    The weighted mean, of the effort that speaks for the model in the first domain that knows one. The interval is the
    weighted mean of the intervals: errors of one model's domains count as wholly alike, which makes it wide rather than
    narrow. An ability counts if at least half of the domains, by weight, was measured.

    Columns: ability, ability_low, ability_high, coverage, effort, and quality_gap: why the ability does not count.
    """
    weighted = [
        (basis.titles[domain], share, basis.abilities[domain].set_index("model_id").reindex(model_ids))
        for domain, share in need.shares().items()
    ]
    columns = {"value": "ability", "low": "ability_low", "high": "ability_high", "coverage": "coverage"}
    means = {
        name: sum(share * own[column].to_numpy(float) for _, share, own in weighted) for column, name in columns.items()
    }
    measured = sum(share * own["coverage"].gt(0).to_numpy(float) for _, share, own in weighted)
    gap = np.full(len(model_ids), None, dtype=object)
    gap[np.asarray(measured) < LEAST_MEASURED - _ROUNDING] = INFERRED
    for title, _, own in reversed(weighted):
        gap[own["value"].isna().to_numpy()] = NO_ABILITY.format(title)
    efforts = weighted[0][2]["effort"]
    for _, _, own in weighted[1:]:
        efforts = efforts.fillna(own["effort"])
    return pd.DataFrame(means | {"effort": efforts.to_numpy(object), "quality_gap": gap}, index=model_ids.index)
