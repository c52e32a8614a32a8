"""Files that are named by their day, where no address names the newest."""

from collections.abc import Callable, Sequence
from datetime import UTC, date, datetime, timedelta

from etl.source import Answer, Door

Address = Callable[[date], str]


def days_back(days: int, newest: date | None = None) -> list[date]:
    """Return a day (today in UTC if none is given) and those before it, newest first, `days` in all."""
    last = newest or datetime.now(tz=UTC).date()
    return [last - timedelta(days=back) for back in range(days)]


def newest_file(
    door: Door, address: Address, days: Sequence[date], is_whole: Callable[[Answer], bool] = lambda _: True
) -> tuple[date, Answer] | None:
    """Return the first of some days that has a file, and the file; None where none has.

    Asks a day at a time: of a file that is written each day that is one request or two.

    Args:
        door: the network.
        address: the address of a day's file.
        days: which days to ask for, in their order.
        is_whole: whether a file holds figures; one that does not is passed over.
    """
    for day in days:
        for answer in door.get_many([address(day)]):
            if is_whole(answer):
                return day, answer
    return None
