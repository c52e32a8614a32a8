"""What a source is, what its answers become, and the list of all sources."""

import importlib
import os
import pkgutil
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any, Literal, Protocol

from catalog.identity.resolve import Name
from etl import sources
from etl.errors import CheckError
from etl.plain_rows import MOST_BAD_ROWS, MOST_BAD_SHARE, Looking

Value = Any  # a decoded JSON or YAML value


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """One answer of an upstream: what was asked, what came, and the day that the upstream says it is of."""

    url: str
    body: bytes
    last_modified: date | None = None


class Door(Protocol):
    """The network, as a source sees it. `etl.http.HttpDoor` is the real one; tests hand in recordings."""

    @property
    def hub_cache(self) -> Path:
        """Return the folder in which huggingface_hub keeps what it downloaded."""

    def get(self, url: str, headers: dict[str, str] | None = None) -> Answer:
        """Return the answer of one address.

        Raises:
            FetchError: it did not arrive, is empty, too long, or an HTML page.
        """

    def get_many(self, urls: Iterable[str], headers: dict[str, str] | None = None) -> list[Answer]:
        """Return the answers of many addresses at once, in their order. A 404 is left out; any other failure raises."""

    def keep(self, url: str, body: bytes, last_modified: date | None = None) -> Answer:
        """Keep as an answer what a client library fetched by itself."""

    def previous(self, url: str) -> Answer | None:
        """Return the last good answer of an address; None if there is none."""

    def previous_all(self) -> list[Answer]:
        """Return the source's last good answers, and count them as asked for again."""


@dataclass(frozen=True, slots=True)
class NamedRecord:
    """A record, and the model's name that it was found under (None for a record that is about no model)."""

    record: Any
    name: Name | None = None


@dataclass(slots=True)
class Batch:
    """What a source's answers say: records with their names, and the rows that could not be read."""

    found: list[NamedRecord] = field(default_factory=list)
    rejected: list[tuple[str, str]] = field(default_factory=list)

    def add(self, record: Any, name: Name | None = None) -> None:  # noqa: ANN401 - any record of catalog.records
        """Add a record. One about a model comes with the model's name at the source; its model_id stays None."""
        self.found.append(NamedRecord(record, name))

    def reject(self, reason: str, example: str) -> None:
        """Count a row that cannot be read. The reason says what was found; the example names the row."""
        self.rejected.append((reason, example[:200]))

    def reject_bad_rows(self) -> None:
        """Reject the rows with a text that is no plain one.

        Raises:
            CheckError: they are more than a tenth: it is another kind of answer.
        """
        looking = Looking()
        good: list[NamedRecord] = []
        problems: list[tuple[str, str]] = []
        for found in self.found:
            problem = looking.problem((found.record, found.name) if found.name else (found.record,))
            if problem:
                problems.append(problem)
            else:
                good.append(found)
        if len(problems) > max(MOST_BAD_ROWS, MOST_BAD_SHARE * len(self.found)):
            what = f"{len(problems)} of {len(self.found)} rows are bad, at most {MOST_BAD_SHARE:.0%} expected"
            message = f"{what}; the first: {problems[0][0]}: {problems[0][1]}"
            raise CheckError(message)
        self.found = good
        for why, example in problems:
            self.reject(why, example)


Fetch = Callable[[Door], Sequence[Answer]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """One upstream: who publishes it under which terms, how it is fetched, and how its answers become records.

    `fetch` is None for a frozen archive: its rows live in the bundled snapshot, were made once by `parse` from the file
    that `archive` names, and never change.
    `founds` says which of its names may found a model that nobody else names: OpenRouter's ids, or the `Model` records
    of developers' own price lists; other sources' names only join models that are known, or Hub repositories.
    `serves` says that what it tests or times can be talked to, so that a bare name there means the tuned model; boards
    that also test bases do not. Who sells by the token serves, whatever this says.
    `needs` names the environment variable without which the source is skipped.
    `may_redistribute` says whether its rows, and what follows from them, may be passed on in the bundle;
    `counts_in_abilities` whether it counts in the abilities of the snapshot that has its rows. What a team asks with
    its own key, or has measured itself, counts there and is not passed on.
    """

    source_id: str
    title: str
    publisher: str
    url: str
    licence: str
    attribution: str
    cadence_days: int | None
    fetch: Fetch | None
    parse: Callable[[Sequence[Answer]], Batch]
    min_rows: int
    may_redistribute: bool = True
    counts_in_abilities: bool = True
    founds: Literal["ids", "developers' models"] | None = None
    serves: bool = False
    needs: str | None = None
    archive: str | None = None

    @property
    def is_frozen(self) -> bool:
        """Whether the upstream will never change again."""
        return self.cadence_days is None

    @property
    def lacks_key(self) -> str | None:
        """Return the environment variable that the source needs and that is not set."""
        return self.needs if self.needs and not os.environ.get(self.needs, "").strip() else None

    def batch(self, answers: Sequence[Answer]) -> Batch:
        """Parse answers, refusing a batch that is suspiciously small.

        Raises:
            ParseError: the answers are not of the promised shape.
            CheckError: more bad rows, or fewer rows at all, than a healthy answer has.
        """
        batch = self.parse(answers)
        batch.reject_bad_rows()
        if len(batch.found) < self.min_rows:
            message = f"{len(batch.found)} rows found, at least {self.min_rows} expected"
            raise CheckError(message)
        return batch


def module_names() -> Iterator[str]:
    """Yield the name of every source module: it is the source's id everywhere."""
    yield from sorted(m.name for m in pkgutil.iter_modules(sources.__path__) if not m.name.startswith("_"))


def discover() -> dict[str, Source]:
    """Return every source: one a module of `etl.sources`, under the module's name."""
    return {name: importlib.import_module(f"etl.sources.{name}").SOURCE for name in module_names()}


def uncounted(those: Mapping[str, Source]) -> set[str]:
    """Return the ids of the sources that take no part in abilities."""
    return {source_id for source_id, source in those.items() if not source.counts_in_abilities}
