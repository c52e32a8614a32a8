"""How open a model is: six criteria, what it lacks, and whether it is open source, open weights or closed.

A cell of the grid is the chosen statement of `catalog.openness.statements` about one criterion, with the spread of all
statements beside it.
"""

import difflib
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal

import numpy as np
import pandas as pd

from catalog.curated.licences import TERMS, granted
from catalog.errors import ShortlistError
from catalog.openness.statements import LEVELS, RECORD, curated, level, statements
from catalog.queries import openness_models, openness_verdicts
from catalog.records import Verdict
from catalog.store import Store

Kind = Literal["open source", "open weights", "closed", "unknown"]

CRITERIA: Mapping[str, str] = {
    "training_data": "Training data public",
    "weights": "Full weights",
    "evaluation_code": "Evaluation code",
    "training_code": "Training and fine-tuning code",
    "metrics_and_checkpoints": "Training metrics and intermediate checkpoints",
    "licence": "Licence that the OSI approves",
}
KINDS: Mapping[Kind, str] = {
    "open source": "meets all six criteria",
    "open weights": "its weights can be had, but it does not meet all six criteria",
    "closed": "its weights are not released",
    "unknown": "nobody says whether its weights can be had, or an index merely does not list them",
}
DIFFERENCE = (
    "An open-source model comes with all that is needed to study it, check it and make it again: its training data, "
    "code, metrics, checkpoints and weights, under a licence that the OSI approves. "
    "An open-weights model can be had and run, but something of how it was made stays with its developer or its "
    "licence sets limits, and a closed model can only be used as a service of its provider."
)
_UNSAID: Mapping[str, str] = {
    "training_data": "no source says whether it is public",
    "weights": "no source says whether they are public",
    "evaluation_code": "no source says whether it is public",
    "training_code": "no source says whether it is public",
    "metrics_and_checkpoints": "no source says whether they are public",
    "licence": "no source states a licence",
}
_TOLD = ("words", "evidence_url", "source_id", "source", "as_of", "licence_id")


@dataclass(frozen=True, slots=True, kw_only=True)
class Lack:
    """A criterion that a model does not meet, as far as anybody says."""

    criterion: str
    title: str
    verdict: Verdict
    sentence: str
    evidence_url: str | None
    source: str | None


class UnknownSystemError(ShortlistError):
    """Nobody says anything about such a model. The message is a sentence for the person at the screen."""

    code = "unknown_system"


def openness_of(store: Store) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Return all statements of a snapshot and its grid: what `statements` and `grid` return."""
    models = openness_models(store)
    said = statements(openness_verdicts(store), models, curated())
    return said, grid(said, models)


def _systems(said: pd.DataFrame, models: pd.DataFrame) -> pd.DataFrame:
    """Return every model, and every other system of which somebody says something, under the name that it has there."""
    known = models.assign(system_id=models["model_id"])[["system_id", "model_id", "name", "developer"]]
    others = said.loc[~said["system_id"].isin(known["system_id"]), ["system_id"]].drop_duplicates()
    names = others["system_id"].map(lambda each: each.partition(":")[2] or each)
    others = others.assign(name=names, model_id=None, developer=None)
    return pd.concat([known, others], ignore_index=True)


def grid(said: pd.DataFrame, models: pd.DataFrame) -> pd.DataFrame:
    """Return one row a system and criterion.

    Args:
        said: what `statements` returns.
        models: what `catalog.queries.openness_models` returns.

    Returns:
        system_id, model_id (NULL: an index's system that met no model), name, developer; criterion, title, verdict;
        lowest and highest verdict that anybody gives, and is_disputed where these differ; words, evidence_url,
        source_id, source, as_of, basis and licence_id of the chosen statement; statements (how many there are);
        is_judged (somebody judged a part of the system: it is not known from listings alone). A criterion of which
        nobody says anything is unknown, without an address.
    """
    cells = _cells(said)
    halves = cells[cells["part"].isin(("training_metrics", "checkpoints"))]
    whole = pd.concat([cells.drop(halves.index), _joined(halves)], ignore_index=True)
    whole = whole.rename(columns={"part": "criterion"})
    titles = pd.DataFrame({"criterion": list(CRITERIA), "title": list(CRITERIA.values())})
    table = _systems(said, models).merge(titles, how="cross").merge(whole, how="left", on=["system_id", "criterion"])
    table = _nothing_to_license(table)
    judged = set(said.loc[said["basis"].isin(("primary", "index", "silence")), "system_id"])
    return table.assign(
        verdict=table["verdict"].fillna("unknown"),
        lowest=table["lowest"].fillna("unknown"),
        highest=table["highest"].fillna("unknown"),
        words=table["words"].fillna(table["criterion"].map(_UNSAID)),
        is_disputed=table["lowest"].ne(table["highest"]) & table["lowest"].notna(),
        statements=table["statements"].fillna(0).astype(int),
        is_judged=table["system_id"].isin(judged),
    )


def _nothing_to_license(table: pd.DataFrame) -> pd.DataFrame:
    """Return the table with each licence withdrawn that is said to cover weights which cannot be had.

    Closed where the weights are closed; sources differ there. Unknown where an index names a licence of weights that
    nobody says can be had: an entry for a service, filled in by a form, is no grant.
    """
    grants = (table["criterion"] == "licence") & table["verdict"].isin(LEVELS[1:])
    void = grants & table["system_id"].isin(_with_closed_weights(table))
    empty = grants & ~void & (table["basis"] == "index") & ~table["system_id"].isin(_with_weights(table))
    closed = "the weights are closed, so there is nothing that it could cover: " + table["words"]
    unseen = "the index names a licence, but nobody says that there are weights which it could cover: " + table["words"]
    return table.assign(
        verdict=table["verdict"].mask(void, "closed").mask(empty, "unknown"),
        lowest=table["lowest"].mask(void, "closed").mask(empty, "unknown"),
        highest=table["highest"].mask(empty, "unknown"),
        words=table["words"].mask(void, closed).mask(empty, unseen),
        licence_id=table["licence_id"].mask(void | empty),
    )


def _with_weights(table: pd.DataFrame) -> pd.Series:
    """Return the systems whose weights can be had, if only in part or on request."""
    weights = table[table["criterion"] == "weights"]
    return weights.loc[weights["verdict"].isin(LEVELS[1:]), "system_id"]


def _with_closed_weights(table: pd.DataFrame) -> pd.Series:
    """Return the systems of which a source says that the weights are closed, not only that an index is silent."""
    weights = table[table["criterion"] == "weights"]
    return weights.loc[(weights["verdict"] == "closed") & (weights["basis"] != "silence"), "system_id"]


def _names(levels: pd.Series) -> pd.Series:
    """Return levels 0, 1, 2 as closed, partial, open; NaN as unknown."""
    return levels.map(dict(enumerate(LEVELS))).fillna("unknown")


def _cells(said: pd.DataFrame) -> pd.DataFrame:
    """Return the chosen statement of each system and part, with the spread of all of them."""
    levels = said["verdict"].map(level).groupby([said["system_id"], said["part"]])
    spread = pd.DataFrame(
        {"lowest": _names(levels.min()), "highest": _names(levels.max()), "statements": levels.size()}
    )
    return said[said["is_chosen"]].drop(columns="is_chosen").merge(spread.reset_index(), on=["system_id", "part"])


def _joined(halves: pd.DataFrame) -> pd.DataFrame:
    """Return the cell of training metrics and checkpoints together: open only where both are shown to be open."""
    metrics = halves[halves["part"] == "training_metrics"].set_index("system_id")
    checkpoints = halves[halves["part"] == "checkpoints"].set_index("system_id")
    index = metrics.index.union(checkpoints.index)
    metrics, checkpoints = metrics.reindex(index), checkpoints.reindex(index)
    levels = {name: _both(metrics[name], checkpoints[name]) for name in ("verdict", "lowest", "highest")}
    first, second = (
        metrics["verdict"].map(level, na_action="ignore"),
        checkpoints["verdict"].map(level, na_action="ignore"),
    )
    is_first = second.isna() | (first <= second)  # the half that decides is the less open one
    cell = metrics.where(is_first, checkpoints)
    words = [
        f"Training metrics: {one}. Intermediate checkpoints: {other}"
        for one, other in zip(_told(metrics), _told(checkpoints), strict=True)
    ]
    return cell.assign(
        part="metrics_and_checkpoints",
        words=words,
        statements=metrics["statements"].fillna(0) + checkpoints["statements"].fillna(0),
        **levels,
    ).reset_index()


def _told(half: pd.DataFrame) -> list[str]:
    """Return what is said of a half of a criterion, and by whom."""
    unsaid = _UNSAID["metrics_and_checkpoints"]
    return [
        f"{words.rstrip('.')} ({source})" if isinstance(words, str) else unsaid
        for words, source in zip(half["words"], half["source"], strict=True)
    ]


def _both(one: pd.Series, other: pd.Series) -> pd.Series:
    """Return the verdict on two halves: their common one, else partial; with one unknown, at most partial."""
    a, b = one.map(level, na_action="ignore").astype(float), other.map(level, na_action="ignore").astype(float)
    alone = a.where(b.isna(), b).clip(upper=LEVELS.index("partial"))
    return _names(a.where(a == b, float(LEVELS.index("partial"))).where(a.notna() & b.notna(), alone))


def meets_all(table: pd.DataFrame) -> pd.DataFrame:
    """Return the systems that meet all six criteria, by id: system_id, model_id, name, developer."""
    count = (table["verdict"] == "open").groupby(table["system_id"]).sum()
    whole = table[table["system_id"].isin(count.index[count == len(CRITERIA)])]
    whole = whole.drop_duplicates("system_id")[["system_id", "model_id", "name", "developer"]]
    return whole.sort_values("system_id").reset_index(drop=True)


def lacks(table: pd.DataFrame, system_id: str) -> list[Lack]:
    """Return the criteria that a system does not meet, in words, what is known first.

    Raises:
        UnknownSystemError: the grid has no such system.
    """
    rows = _rows_of(table, system_id)
    missing = [
        Lack(
            criterion=row.criterion,
            title=row.title,
            verdict=row.verdict,
            sentence=f"{row.title}: {row.verdict}. {row.words[:1].upper()}{row.words[1:].rstrip('.')}.",
            evidence_url=None if pd.isna(row.evidence_url) else row.evidence_url,
            source=None if pd.isna(row.source) else row.source,
        )
        for row in rows.itertuples()
        if row.verdict != "open"
    ]
    return sorted(missing, key=lambda lack: lack.verdict == "unknown")


def _rows_of(table: pd.DataFrame, system_id: str) -> Any:  # noqa: ANN401 - rows of a frame, of any columns
    rows = table[table["system_id"] == system_id]
    if rows.empty:
        raise UnknownSystemError(no_system(table, system_id))
    return rows


def no_system(table: pd.DataFrame, text: str) -> str:
    """Return the sentence for a name that means no system, with the nearest ids."""
    ids = table["system_id"].unique()
    near = difflib.get_close_matches(text.lower(), [*ids, *(each.split("/")[-1] for each in ids)], n=3)
    return f"No model is named {text!r}." + (f" Near it: {', '.join(near)}." if near else "")


def kinds(table: pd.DataFrame) -> pd.Series:
    """Return the kind of each system, one of KINDS, indexed by system_id."""
    weights = table[table["criterion"] == "weights"].set_index("system_id")
    verdict = weights["verdict"].mask(weights["basis"] == "silence", "unknown")
    kind = verdict.map({"open": "open weights", "partial": "open weights", "closed": "closed", "unknown": "unknown"})
    return kind.mask(kind.index.isin(meets_all(table)["system_id"]), "open source").rename("kind")


def kind(table: pd.DataFrame, system_id: str) -> Kind:
    """Return the kind of one system.

    Raises:
        UnknownSystemError: the grid has no such system.
    """
    found: Kind = kinds(_rows_of(table, system_id)).iloc[0]
    return found


def licences(table: pd.DataFrame) -> pd.DataFrame:
    """Return what the licence of each system grants.

    Columns: system_id, model_id, name, developer; licence_id, title, terms (one of catalog.licences.TERMS), clause in
    words, text_url of the licence's text, and the evidence_url, source and as_of of who says that this is the licence.
    """
    rows = table[table["criterion"] == "licence"]
    is_closed = (rows["source_id"] == RECORD) | rows["system_id"].isin(_with_closed_weights(table))
    weights = np.where((rows["verdict"] == "closed") & rows["licence_id"].isna() & is_closed, "closed", "")
    grants = [
        granted(None if pd.isna(text) else text, state or None)
        for text, state in zip(rows["licence_id"], weights, strict=True)
    ]
    said = rows[["system_id", "model_id", "name", "developer", "licence_id", "evidence_url", "source", "as_of"]]
    return said.assign(
        title=[grant.title for grant in grants],
        terms=pd.Categorical([grant.terms for grant in grants], categories=list(TERMS), ordered=True),
        clause=[grant.clause for grant in grants],
        text_url=[grant.text_url for grant in grants],
    ).reset_index(drop=True)


def card(said: pd.DataFrame, table: pd.DataFrame, system_id: str) -> dict[str, Any]:
    """Return all that is known of one system's openness as plain values, for JSON.

    Args:
        said: what `statements` returns.
        table: what `grid` returns.
        system_id: which system.

    Raises:
        UnknownSystemError: the grid has no such system.
    """
    rows = _rows_of(table, system_id)
    grant = licences(rows).iloc[0]
    shown = ["criterion", "title", "verdict", "lowest", "highest", "is_disputed", "basis", *_TOLD]
    return {
        "system_id": system_id,
        "model_id": _value(rows["model_id"].iloc[0]),
        "name": rows["name"].iloc[0],
        "kind": kind(rows, system_id),
        "meets_all": bool((rows["verdict"] == "open").all()),
        "licence": {name: _value(grant[name]) for name in ("licence_id", "title", "terms", "clause", "text_url")},
        "criteria": _plain_rows(rows[shown]),
        "lacks": [lack.sentence for lack in lacks(rows, system_id)],
        "statements": _plain_rows(
            said.loc[said["system_id"] == system_id, ["part", "verdict", "basis", "is_chosen", *_TOLD]]
        ),
    }


def _plain_rows(rows: pd.DataFrame) -> list[dict[str, Any]]:
    return [{name: _value(value) for name, value in row.items()} for row in rows.to_dict("records")]


def _value(value: Any) -> Any:  # noqa: ANN401 - a cell of a frame
    if isinstance(value, pd.Timestamp):
        return value.date().isoformat()
    return None if pd.isna(value) else value


def named(table: pd.DataFrame, text: str) -> list[str]:
    """Return the systems that a text may mean.

    That is the one with this id or name; else the judged ones whose id or name contains it, those whose own name
    begins with it first.
    """
    every = table.drop_duplicates("system_id")
    wanted = _plain(text)
    if not wanted:
        return []
    whole, name = every["system_id"].map(_plain), every["name"].map(_plain)
    exact = every[(whole == wanted) | (name == wanted)]
    if len(exact):
        return list(exact["system_id"])
    holds = whole.str.contains(wanted, regex=False) | name.str.contains(wanted, regex=False)
    close = every.loc[every["is_judged"] & holds, "system_id"]
    return sorted(close, key=lambda each: (not _plain(re.split("[/:]", each, maxsplit=1)[-1]).startswith(wanted), each))


def _plain(text: str) -> str:
    return re.sub(r"[\W_]", "", text.lower())
