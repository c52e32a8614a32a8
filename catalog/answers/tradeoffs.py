"""How do quality, price and speed stand against each other?"""

from collections.abc import Callable
from dataclasses import replace

import pandas as pd

from catalog import queries
from catalog.evidence import WELL_KNOWN_POINTS
from catalog.filters import candidates, removed_by
from catalog.pricing.eligible import known_offers
from catalog.snapshot import Snapshot
from catalog.tradeoffs.over_time import days_of, frontiers
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


def over_time(snapshot: Snapshot, question: Question) -> pd.DataFrame:
    """Return the models that could be had at the end of each quarter, as `catalog.tradeoffs.over_time` has them.

    Of the filters those count that ask about the model itself: who sold what on which terms is not known of a past day.
    Qualities that are too uncertain for an order are left out, where their interval is known. The last day is the
    newest of which the price history says anything.

    Raises:
        StoreError: the snapshot cannot answer.
    """
    asked = question.filters
    of_models = replace(
        asked, withdrawn=True, price_to=None, speed_from=None, provider=(), resellers=True, released_from=None
    )
    found = candidates(snapshot.ask(queries.models_in_play), snapshot.ask(known_offers), of_models)
    models = found[removed_by(found, of_models)["reason"].isna()]
    quality = _quality(snapshot, question)
    if quality is None:
        message = "prices over time are told beside a quality"
        raise ValueError(message)
    rows = quality.rows
    rows = rows[~(rows["high"] - rows["low"]).gt(WELL_KNOWN_POINTS)]
    periods = snapshot.ask(queries.list_price_periods)
    fetched = snapshot.ask(queries.sources)["fetched_at"].max()
    begun = pd.to_datetime(periods["valid_from"])
    newest = (begun[begun.le(fetched)] if pd.notna(fetched) else begun).max()
    days = [] if pd.isna(newest) else days_of(periods, newest.date())
    share = asked.input_percent / 100
    return frontiers(rows, models, periods, days, share, higher_is_better=question.higher_is_better)


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
