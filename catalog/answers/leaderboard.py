"""Who is best in a domain, at what price and speed, and how sure is that?"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

import pandas as pd

from catalog import queries
from catalog.answers.ability import UnknownDomainError
from catalog.evidence import TOO_LITTLE_KNOWN, is_too_wide
from catalog.filters import Filters, bare_reason, candidates, of_offers, removed_by
from catalog.models import landmarks, leaderboard, listing
from catalog.plain import plain
from catalog.pricing.eligible import known_offers
from catalog.snapshot import Snapshot
from catalog.tradeoffs.scatter import INFERRED, NO_ABILITY

NOT_SOLD = "nobody sells it at a list price"
RANKS = (
    "A rank is a span: the best one leaves out all that cannot be told apart from the model, the worst one counts them."
)


@dataclass(frozen=True, slots=True, kw_only=True)
class LeaderboardQuestion:
    """What is asked.

    Attributes:
        filters: the gates; their domain is the one whose ability counts.
        unsold: also models that nobody sells at a list price.
    """

    filters: Filters = field(default_factory=Filters)
    unsold: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class LeaderboardAnswer:
    """The leaderboard of a domain.

    Attributes:
        domain_title: of the domain.
        ranked: the models that have a place, the ablest first: `catalog.models.leaderboard.COLUMNS`.
        little_known: those of which too little is known for a place, by name; the same columns.
        left: a row a model in play: model_id, name, developer, and why it has no place, missing where it has one.
        candidates: what the gates were asked of, for `catalog.filters.relaxations`.
    """

    domain_title: str
    ranked: pd.DataFrame
    little_known: pd.DataFrame
    left: pd.DataFrame
    candidates: pd.DataFrame


def answer(snapshot: Snapshot, question: LeaderboardQuestion) -> LeaderboardAnswer:
    """Return who has a place in the domain under the gates, and why the others have none.

    Raises:
        UnknownDomainError: there is no such domain.
        StoreError: the snapshot cannot answer.
    """
    filters = question.filters
    titles = snapshot.ask(queries.ability_domains).set_index("domain")["title"]
    if filters.domain not in titles.index:
        raise UnknownDomainError(filters.domain, sorted(titles.index))
    tried = candidates(snapshot.ask(queries.models_in_play), snapshot.ask(known_offers), filters)
    every = snapshot.share(_measured, of_offers(filters))
    standing = snapshot.share(_standing, filters.domain)
    reason = removed_by(tried, filters)["reason"].astype(object)
    if not question.unsold:
        reason = reason.mask(reason.isna() & ~standing["is_sold"], NOT_SOLD)
    is_listed = (reason.isna() & standing["is_measured"]).to_numpy(bool)
    reason = reason.mask(reason.isna(), standing["why"])
    ranked, little = leaderboard.ranked(every[is_listed[every["row"].to_numpy(int)]])
    return LeaderboardAnswer(
        domain_title=str(titles[filters.domain]),
        ranked=ranked,
        little_known=little,
        left=tried[["model_id", "name", "developer"]].assign(reason=reason),
        candidates=tried,
    )


def _standing(snapshot: Snapshot, domain: str) -> pd.DataFrame:
    """Return for each model in play is_sold, is_measured (in the domain), and why it has no place, missing where none.

    On the index of `queries.models_in_play`.
    """
    models = snapshot.ask(queries.models_in_play)
    abilities = snapshot.ask(queries.abilities_in, domain)
    own = listing.own_abilities(abilities, inferred=False)
    wide = own.loc[is_too_wide(own["low"], own["high"]), "model_id"]
    is_measured = models["model_id"].isin(own["model_id"])
    why = pd.Series(NO_ABILITY, index=models.index, dtype=object)
    why = why.mask(models["model_id"].isin(abilities["model_id"]), INFERRED).mask(is_measured, None)
    why = why.mask(models["model_id"].isin(wide), TOO_LITTLE_KNOWN)
    return pd.DataFrame({"is_sold": models["providers"].map(len) > 0, "is_measured": is_measured, "why": why})


def _measured(snapshot: Snapshot, filters: Filters) -> pd.DataFrame:
    """Return a row a model that was measured in the domain, with its offer, its speed and its evidence.

    The column `row` is its place in `queries.models_in_play`.
    """
    abilities = snapshot.ask(queries.abilities_in, filters.domain)
    own = listing.own_abilities(abilities, inferred=False)
    models = snapshot.ask(queries.models_in_play)
    places = pd.Series(range(len(models)), index=models["model_id"])
    models = models[models["model_id"].isin(own["model_id"])]
    rows = listing.rows(models, own, snapshot.ask(known_offers), filters)
    rows = leaderboard.with_evidence(rows, abilities, snapshot.ask(queries.boards_behind, filters.domain))
    return rows.assign(row=rows["model_id"].map(places))


def anchors(snapshot: Snapshot, domain: str) -> pd.DataFrame:
    """Return the models by which the domain's abilities are read, as `catalog.models.landmarks.anchors` has them."""
    return snapshot.ask(landmarks.anchors_in, domain)


def sentence(told: LeaderboardAnswer) -> str:
    """Return who leads, in a sentence or two. It quotes foreign text: show it as text."""
    first = leaderboard.leaders(told.ranked)
    if first.empty:
        return f"No model has a place in {told.domain_title} yet."
    best = first.iloc[0]
    figure = f"{best['value']:.0f} ({best['low']:.0f} to {best['high']:.0f})"
    if len(first) == 1:
        return f"{best['name']} leads in {told.domain_title} with {figure}: no other can be as good."
    others = f"{len(first) - 1} other{'s' if len(first) > 2 else ''}"  # noqa: PLR2004 - two: one other
    head = f"{best['name']} stands first in {told.domain_title} with {figure}, but cannot be told apart from {others}"
    priced = first.dropna(subset=["blended_usd_per_mtok"]).sort_values(["blended_usd_per_mtok", "model_id"])
    if priced.empty or priced["model_id"].iloc[0] == best["model_id"]:
        return f"{head}."
    name, usd = priced["name"].iloc[0], priced["blended_usd_per_mtok"].iloc[0]
    return f"{head}. The cheapest of them is {name} (${usd:.3g} a million tokens)."


def as_json(question: LeaderboardQuestion, told: LeaderboardAnswer, limit: int | None = None) -> dict[str, Any]:
    """Return the answer for programs.

    Args:
        question: what was asked.
        told: the answer.
        limit: how many ranked rows at most; all where None.
    """
    reasons = told.left["reason"].dropna().map(bare_reason).value_counts()
    return {
        "domain": question.filters.domain,
        "answer": sentence(told),
        "listed": len(told.ranked),
        "rows": list(_plain(told.ranked.head(limit))),
        "too_little_known": list(_plain(told.little_known)),
        "not_listed": {str(reason): int(number) for reason, number in reasons.items()},
        "ranks": RANKS,
    }


def _plain(rows: pd.DataFrame) -> Iterator[dict[str, Any]]:
    for row in rows.to_dict("records"):
        yield {str(name): plain(value) for name, value in row.items()}
