"""What changed in the market, day by day, and from one snapshot to another?"""

from datetime import UTC, datetime
from typing import Any

import pandas as pd

from catalog.data.changes import Changes, changes
from catalog.data.feed import COLUMNS, FeedQuestion, asked_of, counted, last_day, whole_feed
from catalog.plain import rows_of
from catalog.snapshot import Snapshot


def changes_since(after: Snapshot, before: Snapshot) -> Changes:
    """Return what changed from an earlier snapshot to a later one: for `after.share`.

    Raises:
        StoreError: one of them cannot answer.
    """
    return changes(before.store, after.store)


def feed(snapshot: Snapshot, question: FeedQuestion) -> pd.DataFrame:
    """Return what changed on the days that are asked for, newest first, as `catalog.data.feed.whole_feed` has it.

    Raises:
        StoreError: the snapshot cannot answer.
    """
    today = (snapshot.made_at or datetime.now(UTC)).date()
    return asked_of(snapshot.ask(whole_feed), question, today)


def feed_as_json(snapshot: Snapshot, question: FeedQuestion) -> dict[str, Any]:
    """Return the feed for programs: how many changes of each kind, the newest day, and the changes."""
    found = feed(snapshot, question)
    today = (snapshot.made_at or datetime.now(UTC)).date()
    newest = last_day(found, today)
    return {
        "days": question.days,
        "newest_day": newest.isoformat() if newest else None,
        "counts": counted(found),
        "changes": rows_of(found, COLUMNS),
    }
