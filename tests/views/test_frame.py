"""The line that says how fresh the figures are."""

from datetime import UTC, date, datetime

import pandas as pd
import pytest

from views.shell.frame import freshness

NOW = datetime(2026, 11, 23, 12, tzinfo=UTC)


def line(outcome: str, rows: int) -> str:
    fetched = datetime(2026, 11, 23, 10)  # noqa: DTZ001 - the table holds UTC without saying so
    about = {"fetched_at": pd.Timestamp(fetched), "as_of": date(2026, 8, 19)}
    sources = [
        {"title": "Good", "outcome": "fresh", "rows": 5, **about},
        {
            "title": "Board",
            "outcome": outcome,
            "rows": rows,
            **(about if rows else {"fetched_at": None, "as_of": None}),
        },
    ]
    return freshness(pd.DataFrame(sources), NOW, NOW)


@pytest.mark.parametrize("outcome", ["stale", "skipped"])
def test_a_source_whose_rows_are_of_before_is_named_with_their_day(outcome: str) -> None:
    assert line(outcome, 3).endswith(f"Not refreshed: Board ({outcome}, last good figures of 19 Aug 2026).")


def test_a_source_that_failed_is_named_without_a_day() -> None:
    assert line("failed", 0).endswith("Not refreshed: Board (failed, no figures).")


@pytest.mark.parametrize(("outcome", "rows"), [("fresh", 3), ("unchanged", 3), ("skipped", 0)])
def test_a_source_that_is_well_or_was_never_used_is_not_named(outcome: str, rows: int) -> None:
    assert "Not refreshed" not in line(outcome, rows)
