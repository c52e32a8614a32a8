"""What changed on the market, day by day, over rows made for it."""

from dataclasses import replace
from datetime import date
from pathlib import Path

import pandas as pd
import pytest

from catalog.data.feed import FeedQuestion, as_day, asked_of, counted, last_day, whole_feed
from catalog.records import PricePeriod
from catalog.store import Store, open_snapshot
from tests.handmade import tables, write_current
from tests.snapshot_rows import PRICES, ROWS

TODAY = date(2026, 11, 30)


def _period(since: date, until: date | None, usd: float, provider: str = "Beta") -> PricePeriod:
    return PricePeriod(
        model_id="open/large",
        provider=provider,
        valid_from=since,
        valid_to=until,
        input_usd_per_mtok=usd,
        output_usd_per_mtok=2 * usd,
        source_id=PRICES,
        as_of=TODAY,
    )


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Store:
    """Return a snapshot with a price that moved, one after a gap, a release, a retirement ahead, and results."""
    models = [
        replace(model, release_date=date(2026, 5, 1), retirement_date=date(2027, 4, 1))
        if model.model_id == "open/large"
        else model
        for model in ROWS["models"]
    ]
    periods = [
        _period(date(2026, 1, 1), date(2026, 3, 1), 4.0),
        _period(date(2026, 3, 1), None, 1.0),
        _period(date(2026, 1, 1), date(2026, 2, 1), 4.0, provider="Gap"),
        _period(date(2026, 6, 1), None, 1.0, provider="Gap"),
    ]
    rows = ROWS | {"models": models, "price_history": periods}
    folder: Path = tmp_path_factory.mktemp("feed")
    return open_snapshot(write_current(folder, tables(**rows)))


@pytest.fixture(scope="module")
def feed(store: Store) -> pd.DataFrame:
    """Return the whole feed."""
    return whole_feed(store)


def test_a_price_moved_where_one_period_ends_and_the_next_begins(feed: pd.DataFrame) -> None:
    moved = feed[feed["kind"] == "price"]
    assert [(as_day(row["day"]), row["provider"], row["what"]) for row in moved.to_dict("records")] == [
        (date(2026, 3, 1), "Beta", "input $4 to $1, output $8 to $2 per million tokens")
    ]
    assert moved["change_percent"].tolist() == [-75.0]


def test_a_release_and_an_end_have_their_days(feed: pd.DataFrame) -> None:
    of_large = feed[feed["model_id"] == "open/large"]
    found = {
        row["kind"]: as_day(row["day"]) for row in of_large.to_dict("records") if row["kind"] in {"release", "end"}
    }
    assert found == {"release": date(2026, 5, 1), "end": date(2027, 4, 1)}


def test_the_newest_day_stands_first_and_every_change_has_a_source(feed: pd.DataFrame) -> None:
    days = [as_day(day) for day in feed["day"]]
    assert days == sorted(days, reverse=True)
    assert feed["source_id"].notna().all()


def test_the_days_count_back_from_the_newest_day_and_what_is_ahead_stays(feed: pd.DataFrame) -> None:
    newest = last_day(feed[feed["kind"] != "end"], TODAY)
    assert newest is not None
    found = asked_of(feed, FeedQuestion(days=1), TODAY)
    assert {as_day(day) for day in found["day"]} == {newest, date(2027, 4, 1)}
    assert len(asked_of(feed, FeedQuestion(days=10**15), TODAY)) == len(feed)


def test_kind_and_maker_keep_their_own(feed: pd.DataFrame) -> None:
    found = asked_of(feed, FeedQuestion(days=None, kind="price", developer="open"), TODAY)
    assert counted(found) == {"price": 1, "release": 0, "end": 0, "result": 0}
    assert asked_of(feed, FeedQuestion(days=None, developer="nobody"), TODAY).empty
