"""How good are models in a domain, and what does a figure rest on: every score that it is made of."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import pandas as pd

from catalog import queries
from catalog.plain import plain
from catalog.snapshot import Snapshot
from catalog.store import StoreError
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


@dataclass(frozen=True, slots=True, kw_only=True)
class AbilityQuestion:
    """What is asked: a domain such as medical, and how many rows (all where None)."""

    domain: str
    limit: int | None = None


def answer(snapshot: Snapshot, question: AbilityQuestion) -> pd.DataFrame:
    """Return the models of a domain, best first: the columns of `queries.abilities_in`, and tie_group.

    Models that are made for another task than chat have no place among them, as on the pages.

    Raises:
        UnknownDomainError: there is no such domain.
    """
    told = snapshot.ask(queries.abilities_in, _known(snapshot, question.domain))
    told = told[told["model_id"].isin(snapshot.ask(queries.models_in_play)["model_id"])]
    return told.assign(tie_group=tie_groups(told)).head(question.limit)


def as_json(snapshot: Snapshot, question: AbilityQuestion, told: pd.DataFrame) -> dict[str, Any]:
    """Return the answer for programs, each row with the scores behind it."""
    scores = snapshot.ask(queries.scores_behind, question.domain)
    behind = _by_row(scores[scores["model_id"].isin(set(told["model_id"]))])
    rows = [row | {"scores": behind.get((row["model_id"], row["effort"]), [])} for row in _plain(told)]
    return {"domain": question.domain, "rows": rows}


def explanation(snapshot: Snapshot, model_id: str, domain: str) -> dict[str, Any]:
    """Return a model's figures in a domain, one an effort, and every contributing score with its source and weight.

    Args:
        snapshot: the snapshot.
        model_id: an id of the table models.
        domain: such as medical.

    Raises:
        UnknownDomainError: there is no such domain.
    """
    told = snapshot.ask(queries.abilities_in, _known(snapshot, domain))
    scores = snapshot.ask(queries.scores_behind, domain, model_id)
    elsewhere = len(snapshot.ask(queries.scores_of, model_id)) - len(scores)
    return {
        "model_id": model_id,
        "domain": domain,
        "rows": list(_plain(told[told["model_id"] == model_id])),
        "scores": list(_plain(scores.drop(columns="model_id"))),
        "scores_elsewhere": elsewhere,
        "rule": RULE,
    }


def _known(snapshot: Snapshot, domain: str) -> str:
    known = sorted(snapshot.ask(queries.ability_domains)["domain"])
    if domain not in known:
        raise UnknownDomainError(domain, known)
    return domain


def _by_row(scores: pd.DataFrame) -> dict[tuple[str, str | None], list[dict[str, Any]]]:
    found: dict[tuple[str, str | None], list[dict[str, Any]]] = {}
    for row in _plain(scores):
        found.setdefault((row["model_id"], row["effort"]), []).append({name: row[name] for name in _SHORT})
    return found


def _plain(frame: pd.DataFrame) -> Iterator[dict[str, Any]]:
    for row in frame.to_dict("records"):
        yield {str(name): plain(value) for name, value in row.items()}
