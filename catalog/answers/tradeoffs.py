"""How do quality, price and speed stand against each other?"""

from collections.abc import Callable
from dataclasses import replace

import pandas as pd

from catalog import queries
from catalog.filters import candidates
from catalog.pricing.eligible import known_offers
from catalog.snapshot import Snapshot
from catalog.tradeoffs.scatter import (
    Placed,
    Quality,
    Question,
    Scatter,
    abilities_as_quality,
    before_gates,
    placed,
    scatter,
    scores_as_quality,
)

Extend = Callable[[pd.DataFrame], pd.DataFrame]


def answer(snapshot: Snapshot, question: Question, extend: Extend | None = None) -> Scatter:
    """Return the points that the gates let through, and why the others are not among them.

    Args:
        snapshot: the snapshot.
        question: what is asked.
        extend: adds columns to the points, such as what their hover says: once, whatever the gates are.

    Raises:
        StoreError: the snapshot cannot answer.
    """
    found = candidates(snapshot.ask(queries.models_in_play), snapshot.ask(known_offers), question.filters)
    return scatter(question, snapshot.share(_placed, before_gates(question), extend), found)


def _placed(snapshot: Snapshot, question: Question, extend: Extend | None) -> Placed:
    found = placed(
        question,
        snapshot.ask(queries.models_in_play),
        snapshot.ask(known_offers),
        snapshot.ask(queries.speeds),
        _quality(snapshot, question),
    )
    return replace(found, points=extend(found.points)) if extend else found


def _quality(snapshot: Snapshot, question: Question) -> Quality | None:
    if question.pair == "price_speed":
        return None
    if question.benchmark_id is None:
        return abilities_as_quality(snapshot.ask(queries.abilities_in, question.filters.domain), question)
    asked = question.benchmark_id, question.benchmark_version
    claims = question.filters.self_reported
    return scores_as_quality(
        snapshot.ask(queries.scores_on, *asked, self_reported=claims),
        snapshot.ask(queries.standing_on, *asked, self_reported=claims),
    )
