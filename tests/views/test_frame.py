"""The line that says of when the figures are, and the help beside it."""

from datetime import UTC, date, datetime

import pandas as pd
import pytest

from views.shell.frame import age_in_words
from views.shell.wording import months

NOW = datetime(2026, 11, 23, 12, tzinfo=UTC)
AGES = pd.DataFrame(
    [("prices", date(2026, 5, 21), date(2026, 10, 26)), ("results", date(2024, 1, 1), date(2026, 8, 22))],
    columns=["kind", "first_day", "last_day"],
)


def told(outcome: str, rows: int, ages: pd.DataFrame = AGES) -> tuple[str, str]:
    known = date(2026, 8, 19) if rows else None
    sources = [
        {"title": "Good", "outcome": "fresh", "rows": 5, "as_of": date(2026, 8, 19)},
        {"title": "Board", "outcome": outcome, "rows": rows, "as_of": known},
    ]
    return age_in_words(ages, pd.DataFrame(sources), NOW)


def test_the_age_is_that_of_the_figures_not_of_the_asking() -> None:
    assert told("fresh", 3)[0] == "Prices of May to October 2026 · results to August 2026 · 2 sources"


def test_a_kind_without_figures_is_not_told() -> None:
    assert told("failed", 0, AGES[AGES["kind"] == "results"])[0] == "Results to August 2026 · 1 source"
    assert told("failed", 0, AGES[:0])[0] == "1 source"


def test_months_of_two_years_tell_both() -> None:
    assert months(date(2025, 12, 1), date(2026, 1, 1)) == "December 2025 to January 2026"
    assert months(date(2026, 1, 1), date(2026, 1, 31)) == "January 2026"


@pytest.mark.parametrize("outcome", ["stale", "skipped"])
def test_a_source_whose_rows_are_of_before_is_named_with_their_day(outcome: str) -> None:
    assert told(outcome, 3)[1].endswith(f"Not refreshed: Board ({outcome}, last good figures of 19 Aug 2026).")


def test_a_source_that_failed_is_named_without_a_day() -> None:
    assert told("failed", 0)[1].endswith("Not refreshed: Board (failed, no figures).")


@pytest.mark.parametrize(("outcome", "rows"), [("fresh", 3), ("unchanged", 3), ("skipped", 0)])
def test_a_source_that_is_well_or_was_never_used_is_not_named(outcome: str, rows: int) -> None:
    assert "Not refreshed" not in told(outcome, rows)[1]
