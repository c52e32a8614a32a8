"""Records meet on models: names become model ids, and what several sources say of one model becomes one row."""

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, fields, replace
from datetime import date
from operator import attrgetter
from typing import Any

import numpy as np
import pandas as pd

from catalog.curated.benchmarks import benchmarks, domains
from catalog.curated.developers import developer_id
from catalog.curated.licences import licence_class
from catalog.identity.index import HubRepo, hub_repos
from catalog.identity.resolve import (
    HUB_ONLY,
    SERVED,
    TESTED,
    THIRD_PARTY,
    UNNOTED,
    Identity,
    KnownModel,
    Name,
    Resolution,
    curated_models,
    same_weights,
)
from catalog.records import (
    TABLES,
    Benchmark,
    Domain,
    HubModel,
    KnownName,
    LineageEdge,
    Model,
    ModelFact,
    Reject,
    Unresolved,
    Vouched,
    columns,
)
from etl.facts import About, judged, statements
from etl.implied_facts import Implied, Listed
from etl.pointers import Met, dated, held_to_models
from etl.registry import build_registry, family_of
from etl.sellers import sellers_table, terms_table
from etl.served import served
from etl.shared import shared
from etl.source import Batch, NamedRecord, Source

Tables = dict[str, pd.DataFrame]
_TABLE_OF = {record: table for table, record in TABLES.items()}
_ABOUT_MODELS = ("scores", "task_costs", "offers", "price_history", "speeds", "openness")
_VOUCHED: Mapping[int, Vouched] = {
    SERVED: "catalogue",
    TESTED: "board",
    HUB_ONLY: "hub",
    THIRD_PARTY: "hub",
    UNNOTED: "hub",
}


@dataclass(frozen=True, slots=True)
class Joined:
    """The tables of a snapshot but `sources` and `conflicts`, and the index that joined them."""

    tables: Tables
    identity: Identity


def frame_of(record: type, rows: Iterable[Any]) -> pd.DataFrame:
    """Return records as a frame with the record's columns; unknown stays None."""
    names = list(columns(record))
    return pd.DataFrame(list(map(attrgetter(*names), rows)), columns=names, dtype=object)


def join(batches: Mapping[str, Batch], sources: Mapping[str, Source], carried: Tables) -> Joined:
    """Return the tables that the sources' records make together.

    Args:
        batches: what each source that answered says.
        sources: every source by its id.
        carried: rows of an earlier snapshot, of the sources that did not answer, with that snapshot's models.
    """
    repos, quantized_from = _hub(batches, carried)
    identity = build_registry(batches, sources, repos, quantized_from, _earlier(carried), curated_models())
    tables: Tables = {}
    batches = {source_id: served(batch, sources[source_id], identity) for source_id, batch in batches.items()}
    batches, met = dated(batches, identity, _resolve_all(identity, batches))
    batches, met = held_to_models(batches, sources, identity, met)
    for table, record in TABLES.items():
        if table not in {
            "models",
            "facts",
            "model_names",
            "benchmarks",
            "domains",
            "providers",
            "provider_terms",
            "sources",
            "rejects",
            "unresolved",
            "conflicts",
        }:
            frames = [_rows(table, source_id, batch, met) for source_id, batch in batches.items()]
            frames.append(_carried_rows(carried, table, identity))
            full = [frame for frame in frames if not frame.empty]
            tables[table] = pd.concat(full, ignore_index=True) if full else frame_of(record, ())
    tables["scores"] = shared(tables["scores"], same_weights())
    restricted = {source_id for source_id, source in sources.items() if not source.may_redistribute}
    said = _said({s: batch for s, batch in batches.items() if s not in restricted}, met, carried, identity)
    tables["models"], tables["facts"] = _models(identity, said, tables, restricted)
    tables["model_names"] = _model_names(identity, tables["models"])
    tables["benchmarks"] = frame_of(Benchmark, benchmarks().values())
    tables["domains"] = frame_of(Domain, domains().values())
    tables["providers"] = sellers_table(tables["offers"])
    tables["provider_terms"] = terms_table(tables["offers"])
    tables["rejects"] = frame_of(Reject, (r for s, b in batches.items() for r in _rejects(s, b)))
    tables["unresolved"] = frame_of(Unresolved, _unresolved(batches, met))
    for table in ("rejects", "unresolved"):
        if table in carried and not carried[table].empty:
            tables[table] = pd.concat([tables[table], carried[table]], ignore_index=True)
    return Joined(tables, identity)


def _hub(batches: Mapping[str, Batch], carried: Tables) -> tuple[list[HubRepo], dict[str, str]]:
    """Return what the Hub lists and which repositories are quantised from which."""
    found = [
        f.record for batch in batches.values() for f in batch.found if isinstance(f.record, HubModel | LineageEdge)
    ]
    rows = [row for table in ("hub_models", "lineage") if table in carried for row in carried[table].itertuples()]
    models = [(r.hub_repo_id, r.likes, _none(r.parameters)) for r in (*found, *rows) if hasattr(r, "likes")]
    edges = [(r.child, r.parent, r.relation) for r in (*found, *rows) if hasattr(r, "child")]
    return hub_repos(models, edges)


def _earlier(carried: Tables) -> list[KnownModel]:
    if "models" not in carried:
        return []
    names = carried["model_names"].groupby("model_id")["name"].agg(tuple).to_dict() if "model_names" in carried else {}
    return [
        KnownModel(
            model_id=row.model_id,
            hub_repo_id=row.hub_repo_id,
            names=names.get(row.model_id, ()),
            rank=SERVED if row.vouched_by == "catalogue" else TESTED,
            released=row.release_date,
        )
        for row in carried["models"].itertuples()
    ]


def _resolve_all(identity: Identity, batches: Mapping[str, Batch]) -> Met:
    names = {found.name for batch in batches.values() for found in batch.found if found.name is not None}
    return {name: identity.resolve(name) for name in names}


def _rows(table: str, source_id: str, batch: Batch, met: Met) -> pd.DataFrame:
    """Return one source's rows of a table, each with its model; rows whose name met no model are left out."""
    record = TABLES[table]
    found = [f for f in batch.found if type(f.record) is record]
    if table in _ABOUT_MODELS and table != "openness":
        found = [f for f in found if f.name is not None and met[f.name].model_id is not None]
    if not found:
        return frame_of(record, ())
    frame = frame_of(record, (f.record for f in found))
    frame["source_id"] = source_id
    if table in _ABOUT_MODELS:
        resolved = [met[f.name] if f.name else Resolution(why="") for f in found]
        frame["model_id"] = [r.model_id for r in resolved]
        for column, attribute in (("effort", "effort"), ("date_stamp", "date_stamp"), ("precision", "precision")):
            if column in frame and table != "offers":
                stated = [getattr(r, attribute) for r in resolved]
                frame[column] = frame[column].where(frame[column].notna(), pd.Series(stated, dtype=object))
    return frame


def _ids_now(carried: Tables, identity: Identity) -> dict[str, str | None]:
    """Return the id that each model of an earlier snapshot has now."""
    return {
        row.model_id: row.model_id
        if row.model_id in identity
        else identity.resolve(Name(row.model_id, hub_repo_id=row.hub_repo_id)).model_id
        for row in (carried["models"].itertuples() if "models" in carried else ())
    }


def _carried_rows(carried: Tables, table: str, identity: Identity) -> pd.DataFrame:
    """Return an earlier snapshot's rows under the ids that their models have now."""
    frame = carried.get(table)
    if frame is None or frame.empty or table not in _ABOUT_MODELS:
        return frame if frame is not None else pd.DataFrame()
    frame = frame.assign(model_id=frame["model_id"].map(_ids_now(carried, identity)))
    return frame if table == "openness" else frame[frame["model_id"].notna()]


def _rejects(source_id: str, batch: Batch) -> list[Reject]:
    counts = Counter(reason for reason, _ in batch.rejected)
    examples = dict(reversed(batch.rejected))
    return [
        Reject(source_id=source_id, reason=reason, count=count, example=examples[reason])
        for reason, count in counts.most_common()
    ]


def _unresolved(batches: Mapping[str, Batch], met: Met) -> list[Unresolved]:
    counts: Counter[tuple[str, Name]] = Counter()
    for source_id, batch in batches.items():
        for found in batch.found:
            if found.name is not None and met[found.name].model_id is None:
                counts[source_id, found.name] += 1
    return [
        Unresolved(source_id=source_id, name=name.text, developer=name.developer, count=count, why=met[name].why)
        for (source_id, name), count in counts.most_common()
    ]


def _said(batches: Mapping[str, Batch], met: Met, carried: Tables, identity: Identity) -> dict[str, list[ModelFact]]:
    """Return what sources state of each model, a statement a fact, those of an earlier snapshot among them."""
    said: dict[str, dict[ModelFact, None]] = defaultdict(dict)
    for source_id, batch in batches.items():
        for found in batch.found:
            if found.name and (model_id := met[found.name].model_id):
                said[model_id] |= dict.fromkeys(_statements(source_id, model_id, found))
    earlier = carried.get("facts")
    now = _ids_now(carried, identity) if earlier is not None else {}
    for row in earlier.itertuples(index=False) if earlier is not None else ():
        model_id = now.get(row.model_id)
        if row.basis == "listing" and model_id is not None:
            kept = {f.name: _none(getattr(row, f.name)) for f in fields(ModelFact)}
            said[model_id][ModelFact(**kept | {"model_id": model_id, "stands": False, "passed_over": None})] = None
    return {model_id: list(stated) for model_id, stated in said.items()}


def _statements(source_id: str, model_id: str, found: NamedRecord) -> Iterable[ModelFact]:
    if isinstance(found.record, ModelFact):
        return [replace(found.record, model_id=model_id, source_id=source_id)]
    if isinstance(found.record, Model) and found.name:
        return statements(source_id, model_id, found.record, model_name=found.name.text)
    return ()


def _models(
    identity: Identity, said: Mapping[str, Sequence[ModelFact]], tables: Tables, restricted: set[str]
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Return one row a model that has any figure, and every statement about its facts.

    A source that may not be passed on states no facts here: the rows of `models` go into the bundle.
    """
    used = set().union(*(set(tables[table]["model_id"].dropna()) for table in _ABOUT_MODELS))
    founder, open_rows = _founders(tables, restricted), _without(tables, restricted)
    implied, first_seen = Implied(open_rows), _first_seen(open_rows)
    rows, told = [], []
    for model in identity.known():
        if model.model_id in used:
            source_id, as_of = founder.get(model.model_id) or ("hub", None)
            listed = Listed(model_id=model.model_id, hub_repo_id=model.hub_repo_id, source_id=source_id, as_of=as_of)
            about = About(
                names=tuple(filter(None, (model.model_id, model.hub_repo_id))),
                hub_repo_id=model.hub_repo_id,
                first_seen=first_seen.get(model.model_id),
            )
            stated = [*said.get(model.model_id, ()), *implied.about(listed)]
            values, judgements = judged([one for one in stated if one.fact != "task"], about)
            tasks = [one for one in stated if one.fact == "task"]
            tasks += implied.task(listed, values.get("output_modalities"))
            task, of_task = judged(tasks, about)
            rows.append(_row(model, listed, values | task))
            told += [*judgements, *of_task]
    told.sort(key=lambda s: (s.model_id or "", s.fact))
    return frame_of(Model, sorted(rows, key=lambda m: m.model_id or "")), frame_of(ModelFact, told)


def _without(tables: Tables, restricted: Collection[str]) -> Tables:
    """Return the tables without rows of sources that may not be passed on: nothing of theirs has a part in facts."""
    return {
        table: frame[~frame["source_id"].isin(restricted)] if "source_id" in frame else frame
        for table, frame in tables.items()
    }


def _first_seen(tables: Tables) -> dict[str, date]:
    """Return the first day on which somebody sold or measured each model, as far as a day is stated."""
    columns_of_day = (("scores", "as_of"), ("speeds", "as_of"), ("offers", "as_of"), ("price_history", "valid_from"))
    days = pd.concat(
        [tables[table][["model_id", day]].set_axis(["model_id", "day"], axis=1) for table, day in columns_of_day]
    )
    found: dict[str, date] = days.dropna().groupby("model_id")["day"].min().to_dict()
    return found


def _none(value: Any) -> Any:  # noqa: ANN401 - a cell of a frame
    if isinstance(value, list | tuple | np.ndarray):
        return tuple(value)
    return None if pd.isna(value) else value


def _founders(tables: Tables, restricted: set[str]) -> dict[str, tuple[str, date | None]]:
    """Return which source's rows first show that a model exists, with the day; one to be passed on if there is any."""
    founders: dict[str, tuple[str, date | None]] = {}
    for table in ("offers", "price_history", "scores", "speeds", "openness"):
        frame = tables[table]
        frame = frame[frame["model_id"].notna()].drop_duplicates(["model_id", "source_id"])
        for row in frame.itertuples():
            if row.model_id not in founders or founders[row.model_id][0] in restricted:
                founders[row.model_id] = (row.source_id, row.as_of)
    return founders


def _row(model: KnownModel, listed: Listed, values: dict[str, Any]) -> Model:
    name = values.get("name") or _display_name(model)
    licence_id = values.get("licence_id")
    return Model(
        **values
        | {
            "model_id": model.model_id,
            "hub_repo_id": model.hub_repo_id,
            "name": name,
            "developer": _developer(model, values.get("developer")),
            "family": family_of(model.model_id.split("/")[-1]) or family_of(name),
            "licence_class": licence_class(licence_id) if licence_id else None,
            "vouched_by": _VOUCHED[model.rank],
            "source_id": listed.source_id,
            "as_of": listed.as_of,
        }
    )


def _display_name(model: KnownModel) -> str:
    return (model.hub_repo_id or model.model_id).split("/")[-1]


def _developer(model: KnownModel, stated: str | None) -> str:
    organisation = model.model_id.split("/")[0]
    return developer_id(organisation) or developer_id(stated) or organisation


def _model_names(identity: Identity, models: pd.DataFrame) -> pd.DataFrame:
    used = set(models["model_id"])
    return frame_of(
        KnownName,
        (
            KnownName(model_id=model.model_id, name=text)
            for model in identity.known()
            if model.model_id in used
            for text in dict.fromkeys(model.names)
        ),
    )
