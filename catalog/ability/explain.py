"""What a domain's figures rest on: each model's figure with its tie group and every score that it is made of."""

from collections.abc import Iterator
from typing import Any

import pandas as pd

from catalog import queries
from catalog.store import Store, StoreError
from catalog.ties import tie_groups

RULE = (
    "Every result counts, none is chosen: results of one model on one test from several boards share one weight, and "
    "their spread widens the interval. Scores outside the domain steer only what was not measured in it."
)
_SHORT = ["benchmark_id", "benchmark_version", "value", "evidence", "source_id", "as_of", "weight"]


class UnknownDomainError(StoreError):
    """There is no such domain; the message names those that there are."""

    code = "unknown_domain"

    def __init__(self, domain: str, known: list[str]) -> None:
        super().__init__(f"There is no domain {domain!r}. There are: {', '.join(known)}.")


def ability_rows(store: Store, domain: str, limit: int | None = None) -> list[dict[str, Any]]:
    """Return the models of a domain, best first, each with its tie group and the scores behind it.

    Args:
        store: the snapshot.
        domain: such as medical.
        limit: how many rows; all where None.

    Raises:
        UnknownDomainError: there is no such domain.
    """
    told = queries.abilities_in(store, _known(store, domain))
    told = told.assign(tie_group=tie_groups(told)).head(limit)
    scores = queries.scores_behind(store, domain)
    behind = _by_row(scores[scores["model_id"].isin(set(told["model_id"]))])
    return [row | {"scores": behind.get((row["model_id"], row["effort"]), [])} for row in _plain(told)]


def explanation(store: Store, model_id: str, domain: str) -> dict[str, Any]:
    """Return a model's figures in a domain, one an effort, and every contributing score with its source and weight.

    Args:
        store: the snapshot.
        model_id: an id of the table models.
        domain: such as medical.

    Raises:
        UnknownDomainError: there is no such domain.
    """
    told = queries.abilities_in(store, _known(store, domain))
    scores = queries.scores_behind(store, domain, model_id)
    elsewhere = len(queries.scores_of(store, model_id)) - len(scores)
    return {
        "model_id": model_id,
        "domain": domain,
        "rows": list(_plain(told[told["model_id"] == model_id])),
        "scores": list(_plain(scores.drop(columns="model_id"))),
        "scores_elsewhere": elsewhere,
        "rule": RULE,
    }


def _known(store: Store, domain: str) -> str:
    known = sorted(queries.ability_domains(store)["domain"])
    if domain not in known:
        raise UnknownDomainError(domain, known)
    return domain


def _by_row(scores: pd.DataFrame) -> dict[tuple[str, str | None], list[dict[str, Any]]]:
    found: dict[tuple[str, str | None], list[dict[str, Any]]] = {}
    for row in _plain(scores):
        found.setdefault((row["model_id"], row["effort"]), []).append({name: row[name] for name in _SHORT})
    return found


def _plain(frame: pd.DataFrame) -> Iterator[dict[str, Any]]:
    """Yield each row as JSON has it: unknown is None, a day is its ISO form."""
    for row in frame.to_dict("records"):
        yield {str(name): _value(value) for name, value in row.items()}


def _value(value: Any) -> Any:  # noqa: ANN401 - a cell of a frame
    if pd.isna(value):
        return None
    return value.date().isoformat() if isinstance(value, pd.Timestamp) else value
