"""What a draft's tables imply about models: from their repositories, names, configurations and first prices."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

import pandas as pd

from catalog.curated.providers import provider
from catalog.hosting.shapes import active_in_name, attentions
from catalog.records import Model, ModelFact
from etl.facts import size_in, statements
from etl.tasks import task_of

# The Hub dates every older repository by the day on which it began to note their days.
_HUB_BEGAN_TO_DATE = date(2022, 3, 2)
# More models of one seller than this begin on one day where the list begins to hold the seller: nobody releases
# so many.
_MOST_RELEASED_A_DAY = 4


@dataclass(frozen=True, slots=True, kw_only=True)
class Listed:
    """A model as its row begins: its id, its repository, and the source that first shows that it exists."""

    model_id: str
    hub_repo_id: str | None
    source_id: str
    as_of: date | None


class Implied:
    """The tables of a draft, ready to be asked about one model after the other."""

    def __init__(self, tables: Mapping[str, pd.DataFrame]) -> None:
        self._hub = _by_repository(tables["hub_models"])
        self._shapes = _by_repository(tables["model_shapes"])
        self._begun = first_prices(tables["price_history"])

    def about(self, model: Listed) -> Iterator[ModelFact]:
        """Yield what the tables imply about a model."""
        repo = (model.hub_repo_id or "").lower()
        hub, shape = self._hub.get(repo), self._shapes.get(repo)
        yield from _of_name(model)
        if hub is not None:
            yield from _of_repository(model, hub)
        elif model.hub_repo_id:  # somebody names the repository, and the Hub's listing does not reach it
            said, name = Model(weights="open", as_of=model.as_of), model.hub_repo_id
            yield from statements(model.source_id, model.model_id, said, basis="repository", model_name=name)
        if shape is not None:
            yield from _of_configuration(model, shape)
        if model.model_id in self._begun:
            begun, source_id, as_of = self._begun[model.model_id]
            said = Model(release_date=begun, as_of=as_of)
            yield from statements(source_id, model.model_id, said, basis="price list")

    def task(self, model: Listed, writes: tuple[str, ...] | None) -> Iterator[ModelFact]:
        """Yield what a model is made for, where its name, its repository or what it writes says so."""
        hub = self._hub.get((model.hub_repo_id or "").lower())
        said = task_of(model.model_id, pipeline_tag=hub.pipeline_tag if hub is not None else None, writes=writes)
        if said:
            task, basis = said
            source_id, as_of = model.source_id, model.as_of
            if hub is not None and basis == "repository":
                source_id, as_of = "hub", hub.as_of
            yield from statements(source_id, model.model_id, Model(task=task, as_of=as_of), basis=basis)


def _by_repository(rows: pd.DataFrame) -> dict[str, Any]:
    return {row.hub_repo_id.lower(): row for row in rows.itertuples()}


def _of_name(model: Listed) -> Iterator[ModelFact]:
    """Yield the sizes that a name states: Qwen3-235B-A22B has 235 billion parameters and uses 22 for each token."""
    name = model.hub_repo_id or model.model_id
    size, active = size_in(name), active_in_name(name)
    said = Model(
        parameters=round(size) if size else None,
        active_parameters=active,
        as_of=model.as_of,
    )
    yield from statements(model.source_id, model.model_id, said, basis="name", model_name=name)


def _of_repository(model: Listed, hub: Any) -> Iterator[ModelFact]:  # noqa: ANN401 - a row of `hub_models`
    is_dated = hub.created_on is not None and hub.created_on > _HUB_BEGAN_TO_DATE
    said = Model(
        weights="open",
        licence_id=hub.licence_id,
        parameters=hub.parameters,
        release_date=hub.created_on if is_dated else None,
        as_of=hub.as_of,
    )
    yield from statements("hub", model.model_id, said, basis="repository", model_name=hub.hub_repo_id)


def _of_configuration(model: Listed, shape: Any) -> Iterator[ModelFact]:  # noqa: ANN401 - a row of `model_shapes`
    """Yield what a configuration states. Where the architecture has no experts, each token uses all parameters."""
    attention = attentions().get(shape.architecture or "")
    is_dense = attention is not None and not attention.is_moe and active_in_name(model.hub_repo_id or "") is None
    said = Model(
        parameters=shape.parameters,
        active_parameters=shape.parameters if is_dense else None,
        as_of=shape.as_of,
    )
    name = shape.hub_repo_id
    yield from statements(shape.source_id, model.model_id, said, basis="configuration", model_name=name)


def first_prices(periods: pd.DataFrame) -> dict[str, tuple[date, str, date | None]]:
    """Return the first day on which its own developer is known to have sold each model: day, source, as of.

    Days on which a price list only begins to hold a seller are left out: more models begin then than anybody releases.
    """
    is_own = [_is_own(row.provider, row.model_id) for row in periods.itertuples()]
    own = periods[pd.Series(is_own, index=periods.index, dtype=bool) & periods["valid_from"].notna()]
    first = own.sort_values("valid_from", kind="stable").drop_duplicates(["model_id", "source_id"])
    begun = first.groupby(["provider", "source_id", "valid_from"])["model_id"].transform("size")
    told = first[begun <= _MOST_RELEASED_A_DAY].drop_duplicates("model_id")
    return {row.model_id: (row.valid_from, row.source_id, row.as_of) for row in told.itertuples()}


def _is_own(seller: str, model_id: str) -> bool:
    return provider(seller).developer == model_id.split("/", maxsplit=1)[0]
