"""How good are models in a domain, at which effort, and what does a figure rest on: every score it is made of."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import pandas as pd

from catalog import queries
from catalog.ability.speaking import speaking_and_best
from catalog.plain import plain, rows_of
from catalog.snapshot import Snapshot
from catalog.store import StoreError
from catalog.ties import tie_groups

RULE = (
    "Every result counts, none is chosen: results of one model on one test from several boards share one weight, and "
    "their spread widens the interval. Scores outside the domain steer only what was not measured in it."
)
_BEST = ["best_effort", "best_value", "best_low", "best_high", "tokens_ratio", "usd_ratio"]
_NAMED_SOURCES = 3
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
    """Return the answer for programs: each row with the scores behind it, and what the domain is made of.

    A row that speaks for its model has the model's best effort beside it, and what that costs more (`efforts_beside`).
    """
    scores = snapshot.ask(queries.scores_behind, question.domain)
    behind = _by_row(scores[scores["model_id"].isin(set(told["model_id"]))])
    efforts = efforts_beside(snapshot, question.domain)
    best = dict(zip(efforts["model_id"], rows_of(efforts, _BEST), strict=True))
    nothing = dict.fromkeys(_BEST)
    rows = [
        row
        | (best.get(row["model_id"], nothing) if row["is_own"] else nothing)
        | {"scores": behind.get((row["model_id"], row["effort"]), [])}
        for row in _plain(told)
    ]
    makeup = snapshot.ask(queries.ability_makeup, question.domain)
    return {
        "domain": question.domain,
        "made_of": made_of(snapshot, question.domain),
        "sources": list(_plain(makeup)),
        "rows": rows,
    }


def efforts_beside(snapshot: Snapshot, domain: str) -> pd.DataFrame:
    """Return for each model of a domain the effort that speaks for it, its best one, and what that costs more.

    The columns are those of `catalog.ability.speaking.speaking_and_best`.
    """
    return speaking_and_best(snapshot.ask(queries.abilities_in, domain), snapshot.ask(queries.task_costs))


def made_of(snapshot: Snapshot, domain: str) -> str:
    """Return a sentence that says which boards a domain's figures are made of, and how much of it people's votes are.

    Empty where the domain has no tests.
    """
    titles = snapshot.ask(queries.ability_domains).set_index("domain")["title"]
    return makeup_told(str(titles.get(domain, domain)), snapshot.ask(queries.ability_makeup, domain))


def makeup_told(title: str, makeup: pd.DataFrame) -> str:
    """Return that sentence of a domain's title and what `queries.ability_makeup` says of it."""
    if makeup.empty:
        return ""
    named = [f"{row['source']} {_percent(row['weight'])}" for row in makeup.head(_NAMED_SOURCES).to_dict("records")]
    others = makeup["weight"][_NAMED_SOURCES:]
    if len(others):
        named.append(f"{len(others)} other {'board' if len(others) == 1 else 'boards'} {_percent(others.sum())}")
    votes = float(makeup["of_votes"].sum())
    told = f"{title} is made of, by weight: {'; '.join(named)}."
    return f"{told} People's votes are {_percent(votes)} of it." if votes else f"{told} None of it is people's votes."


def _percent(share: float) -> str:
    return "under 1 %" if share < 0.01 else f"{100 * share:.0f} %"  # noqa: PLR2004 - what the words say


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
    efforts = efforts_beside(snapshot, domain)
    beside = list(_plain(efforts[efforts["model_id"] == model_id]))
    elsewhere = len(snapshot.ask(queries.scores_of, model_id)) - len(scores)
    return {
        "model_id": model_id,
        "domain": domain,
        "rows": list(_plain(told[told["model_id"] == model_id])),
        "scores": list(_plain(scores.drop(columns="model_id"))),
        "scores_elsewhere": elsewhere,
        "efforts": beside[0] if beside else None,
        "made_of": made_of(snapshot, domain),
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
