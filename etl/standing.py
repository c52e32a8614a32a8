"""Which rows stand for a source in a refresh, and which outcome that is: one table, read by one function."""

from collections.abc import Callable, Mapping
from typing import Literal, TypeVar

from catalog.records import Outcome

T = TypeVar("T")
RowsFrom = Literal["answers", "kept", "earlier", "bundle", "nothing"]
Happened = Literal[
    "answered anew",
    "answered as before",
    "answered badly",
    "has no key",
    "is an archive",
    "is an archive, read badly",
    "not asked, never was",
    "not asked, was fresh",
    "not asked, was unchanged",
    "not asked, was stale",
    "not asked, was failed",
    "not asked, was skipped",
]

# What happened with a source: where its rows are looked for, first to last, and the outcome that each place makes.
#   answers  what came now, read and checked
#   kept     its last good answers, read again
#   earlier  its rows in the current snapshot
#   bundle   its rows in the bundled snapshot
STANDING: Mapping[Happened, Mapping[RowsFrom, Outcome]] = {
    "answered anew": {"answers": "fresh"},
    "answered as before": {"answers": "unchanged", "kept": "unchanged"},
    "answered badly": {"kept": "stale", "earlier": "stale", "nothing": "failed"},
    # A key that is not at hand (a schedule without it, another shell) is no wish to lose what was asked with it.
    "has no key": {"kept": "skipped", "earlier": "skipped", "nothing": "skipped"},
    # An archive's rows never come from an earlier snapshot: the bundle may have them mended.
    "is an archive": {"bundle": "unchanged", "nothing": "failed"},
    "is an archive, read badly": {"bundle": "stale", "nothing": "failed"},
    # Who is not asked keeps the outcome that it had: no new one is known.
    "not asked, never was": {"kept": "unchanged", "earlier": "unchanged", "nothing": "skipped"},
    "not asked, was fresh": {"kept": "fresh", "earlier": "fresh", "nothing": "failed"},
    "not asked, was unchanged": {"kept": "unchanged", "earlier": "unchanged", "nothing": "failed"},
    "not asked, was stale": {"kept": "stale", "earlier": "stale", "nothing": "failed"},
    "not asked, was failed": {"kept": "stale", "earlier": "stale", "nothing": "failed"},
    "not asked, was skipped": {"kept": "skipped", "earlier": "skipped", "nothing": "skipped"},
}
NOT_ASKED: Mapping[Outcome | None, Happened] = {
    None: "not asked, never was",
    "fresh": "not asked, was fresh",
    "unchanged": "not asked, was unchanged",
    "stale": "not asked, was stale",
    "failed": "not asked, was failed",
    "skipped": "not asked, was skipped",
}


def standing(happened: Happened, rows_at: Callable[[RowsFrom], T | None]) -> tuple[Outcome, RowsFrom, T | None]:
    """Return a source's outcome, where its rows come from, and the rows: the first place of the table that has some.

    Args:
        happened: what happened with the source.
        rows_at: its rows at a place, None where it has none there. Asked in the table's order, and no further.

    Raises:
        LookupError: it answered, and there are no answers.
    """
    for place, outcome in STANDING[happened].items():
        rows = rows_at(place) if place != "nothing" else None
        if rows is not None or place == "nothing":
            return outcome, place, rows
    message = f"a source that {happened}: rows at one of {', '.join(STANDING[happened])} expected, found none"
    raise LookupError(message)
