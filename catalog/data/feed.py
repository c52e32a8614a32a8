"""What changed in the market, day by day: prices that moved, releases, ends of models, first results."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any, Literal

import pandas as pd

from catalog import queries
from catalog.store import Store

Kind = Literal["price", "release", "end", "result"]
KINDS: dict[Kind, str] = {
    "price": "Prices",
    "release": "Releases",
    "end": "Retirements",
    "result": "New results",
}
# What a newcomer sees: this many days up to the newest day that anything is known of.
USUAL_DAYS = 90
COLUMNS = (
    *("day", "kind", "model_id", "name", "developer", "what", "provider"),
    *(
        "input_was",
        "input_now",
        "output_was",
        "output_now",
        "change_percent",
        "results",
        "tests",
        "source_id",
        "source",
    ),
)
_MOST_DAYS = 36_500  # a hundred years: before that there is nothing, and no date
_ENDS = {
    "deprecated": "deprecated by its maker",
    "retired": "its maker retires it",
    "withdrawn": "its maker no longer sells it",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class FeedQuestion:
    """What is asked of the feed.

    Attributes:
        days: how many days up to the newest one on which a price, a release or a result is known; None: all days.
        kind: of which kind; None: of all.
        developer: whose models; None: everybody's.
    """

    days: int | None = USUAL_DAYS
    kind: Kind | None = None
    developer: str | None = None


def whole_feed(store: Store) -> pd.DataFrame:
    """Return everything that changed on a known day, with `COLUMNS`, newest first.

    Within a day prices come first, by how far they moved, then releases, ends and results. `change_percent` is that of
    the output price, or of the input price where that of output stayed.
    """
    lives = queries.model_days(store)
    parts = [
        _priced(queries.price_moves(store)),
        lives[lives["kind"] == "released"].assign(kind="release", what="released"),
        lives[lives["kind"] != "released"].assign(what=lambda rows: rows["kind"].map(_ENDS), kind="end"),
        _measured(queries.first_results(store)),
    ]
    found = pd.concat([part.reindex(columns=list(COLUMNS)).astype(object) for part in parts], ignore_index=True)
    ordered = found.assign(
        _day=pd.to_datetime(found["day"]),
        _kind=found["kind"].map({kind: place for place, kind in enumerate(KINDS)}),
        _size=-found["change_percent"].astype(float).abs().fillna(found["results"].astype(float)).fillna(0.0),
    ).sort_values(["_day", "_kind", "_size", "model_id"], ascending=[False, True, True, True], kind="stable")
    return ordered[list(COLUMNS)].reset_index(drop=True)


def _priced(moved: pd.DataFrame) -> pd.DataFrame:
    of_input = 100 * (moved["input_now"] / moved["input_was"] - 1)
    of_output = 100 * (moved["output_now"] / moved["output_was"] - 1)
    change = of_output.where(of_output.abs() > 0, of_input)
    told = moved.assign(kind="price", change_percent=change)
    return told.assign(what=[price_words(row) for row in told.to_dict("records")])


def price_words(row: Mapping[Any, Any]) -> str:
    """Return how a price moved: "input $2.50 to $1.25, output $10 to $5 per million tokens"."""
    parts = [
        f"{part} ${row[f'{part}_was']:,.4g} to ${row[f'{part}_now']:,.4g}"
        for part in ("input", "output")
        if row[f"{part}_was"] != row[f"{part}_now"]
    ]
    return f"{', '.join(parts)} per million tokens"


def _measured(found: pd.DataFrame) -> pd.DataFrame:
    told = [
        f"first results on {row['results']:,} tests" if row["results"] > 1 else f"first result on {row['tests']}"
        for row in found.to_dict("records")
    ]
    return found.assign(kind="result", what=told)


def last_day(feed: pd.DataFrame, today: date) -> date | None:
    """Return the newest day of a feed that is not ahead of today; None where there is none."""
    days = [day for day in feed["day"].map(as_day) if day <= today]
    return max(days, default=None)


def as_day(value: Any) -> date:  # noqa: ANN401 - a cell of a frame
    """Return a cell with a day as a date."""
    day: date = pd.Timestamp(value).date()
    return day


def asked_of(feed: pd.DataFrame, question: FeedQuestion, today: date) -> pd.DataFrame:
    """Return what is asked of a feed; what is ahead of today is always within the days.

    Args:
        feed: what `whole_feed` returns.
        question: what is asked.
        today: the day of the figures.
    """
    # An end is announced before its day: what was observed says how far the figures reach.
    until = last_day(feed[feed["kind"] != "end"], today)
    keep = pd.Series(data=True, index=feed.index)
    if question.days is not None and until is not None:
        keep &= pd.to_datetime(feed["day"]) > pd.Timestamp(until - timedelta(days=min(question.days, _MOST_DAYS)))
    if question.kind is not None:
        keep &= feed["kind"] == question.kind
    if question.developer is not None:
        keep &= feed["developer"] == question.developer
    return feed[keep].reset_index(drop=True)


def counted(feed: pd.DataFrame) -> dict[Kind, int]:
    """Return how many changes of each kind a feed holds."""
    return {kind: int((feed["kind"] == kind).sum()) for kind in KINDS}


def by_day(feed: pd.DataFrame) -> Sequence[tuple[date, pd.DataFrame]]:
    """Return the changes of each day, in the order of the feed."""
    return [(as_day(day), rows) for day, rows in feed.groupby(feed["day"].map(as_day), sort=False)]
