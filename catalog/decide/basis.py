"""What a decision is made of: the frames of one snapshot that a need asks for, each row found by its model's id."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, Concatenate, ParamSpec, TypeVar

import pandas as pd

from catalog import queries
from catalog.decide.need import Need, NeedError
from catalog.decide.offers import offers_in_play
from catalog.kept import answer_of
from catalog.plain import quick_to_read
from catalog.pricing.verbosity import verbosities, verbosity_at
from catalog.store import Store

P = ParamSpec("P")
T = TypeVar("T")
Ask = Callable[..., Any]


@dataclass(frozen=True, slots=True)
class Basis:
    """What is known, of one snapshot. Frames are joined by model_id, so their order and their length are free.

    Attributes:
        models: what `models_with_dates` returns.
        offers: what `catalog.decide.offers.offers_in_play` returns, or all rows of `known_offers`.
        abilities: what `own_abilities` returns, by domain.
        titles: the title of each domain.
        today: the day of the newest answer of a source.
        efforts: what `other_abilities` returns, by domain; without them each model stands at one effort.
        boards: what `boards_behind` returns, by domain; of a domain without it nothing is said of boards.
    """

    models: pd.DataFrame
    offers: pd.DataFrame
    abilities: Mapping[str, pd.DataFrame]
    titles: Mapping[str, str]
    today: pd.Timestamp
    boards: Mapping[str, pd.DataFrame] = field(default_factory=dict)
    efforts: Mapping[str, pd.DataFrame] = field(default_factory=dict)


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
        offers=ask(offers_in_play),
        abilities={domain: ask(own_abilities, domain) for domain in need.shares()},
        titles=titles,
        today=day_of(ask(queries.sources)),
        boards={domain: ask(boards_behind, domain) for domain in need.shares()},
        efforts={domain: ask(other_abilities, domain) for domain in need.shares()},
    )


def models_with_dates(store: Store) -> pd.DataFrame:
    """Return the models that may be shown with their knowledge cut-off."""
    dates = queries.model_dates(store)[["model_id", "knowledge_cutoff"]]
    return quick_to_read(queries.models_in_play(store).merge(dates, on="model_id", how="left"))


def own_abilities(store: Store, domain: str) -> pd.DataFrame:
    """Return the ability in a domain that speaks for its model, one row a model that has one."""
    abilities = queries.abilities_in(store, domain)
    return quick_to_read(abilities[abilities["is_own"]].reset_index(drop=True))


def other_abilities(store: Store, domain: str) -> pd.DataFrame:
    """Return the abilities in a domain at named efforts that do not speak for their model, as `with_output` does."""
    abilities = queries.abilities_in(store, domain)
    own = abilities[abilities["is_own"]]
    others = abilities[~abilities["is_own"] & abilities["effort"].notna()].reset_index(drop=True)
    return quick_to_read(with_output(others, own, answer_of(store, verbosities)))


def boards_behind(store: Store, domain: str) -> pd.DataFrame:
    """Return what `queries.boards_behind` does, quick to read."""
    return quick_to_read(queries.boards_behind(store, domain))


def with_output(others: pd.DataFrame, own: pd.DataFrame, counted: pd.DataFrame) -> pd.DataFrame:
    """Return abilities at other efforts with how much their models write there, and where they speak for themselves.

    Adds candidate ("a/model at low"), the columns of `verbosity_at`, and own_verbosity.

    Args:
        others: model_id and effort, with its ability.
        own: model_id and effort of each model that speaks for itself.
        counted: what `catalog.pricing.verbosity.verbosities` returns.
    """
    spoken = others[["model_id"]].merge(own[["model_id", "effort"]], on="model_id", how="left")
    found = others.join(verbosity_at(counted, others))
    return found.assign(
        candidate=others["model_id"] + " at " + others["effort"],
        own_verbosity=verbosity_at(counted, spoken)["verbosity"].to_numpy(float),
    )


def day_of(sources: pd.DataFrame) -> pd.Timestamp:
    """Return the day of the newest answer of a source: what lies ahead is counted from it."""
    newest = sources["fetched_at"].max()
    return pd.Timestamp(sources["as_of"].max() if pd.isna(newest) else newest).normalize()
