"""A door behind which some addresses answer, and the addresses of files that are named by their day."""

from collections.abc import Iterable, Mapping
from datetime import UTC, date, datetime, timedelta

from etl.errors import FetchError
from etl.source import Answer


class Files:
    """A door behind which some addresses have a file; it remembers what was asked for."""

    def __init__(self, bodies: Mapping[str, bytes]) -> None:
        self.bodies = bodies
        self.asked: list[str] = []

    def get(self, url: str) -> Answer:
        """Return the answer of an address.

        Raises:
            FetchError: there is none.
        """
        self.asked.append(url)
        if url not in self.bodies:
            raise FetchError(url)
        return Answer(url=url, body=self.bodies[url])

    def get_many(self, urls: Iterable[str]) -> list[Answer]:
        """Return the answers of those addresses that have one."""
        asked = list(urls)
        self.asked += asked
        return [Answer(url=url, body=self.bodies[url]) for url in asked if url in self.bodies]


def ago(days: int) -> date:
    """Return the day so many days before today, in UTC."""
    return datetime.now(tz=UTC).date() - timedelta(days=days)
