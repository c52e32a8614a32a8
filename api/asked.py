"""What a program asks: its parameters read strictly, by the fields that pages read forgivingly."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, ClassVar

from catalog import queries
from catalog.decide.need import known_values
from catalog.errors import ShortlistError
from catalog.fields import Field, Known, Refused, Stated, meant, quoted, read_all
from catalog.snapshot import Snapshot
from catalog.variants.index import STRICTNESS

MOST_ROWS = 1000
USUAL_ROWS = 100
PAGING: Mapping[str, Field] = {
    "limit": Field(
        name="limit", title="Limit", kind="whole", least=1, most=MOST_ROWS, note=f"rows of a page; else {USUAL_ROWS}"
    ),
    "offset": Field(name="offset", title="Offset", kind="whole", least=0, most=10_000_000, note="rows before the page"),
}


class ParameterError(ShortlistError):
    """A parameter that cannot be read. Nothing is answered, so that no program takes another answer for its own.

    Attributes:
        refused: each parameter that was refused, and why.
    """

    code: ClassVar[str] = "bad_parameter"

    def __init__(self, *refused: Refused) -> None:
        self.refused = refused
        super().__init__(" ".join(dict.fromkeys(each.sentence for each in refused)))


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """Which rows of an answer's list are told: so many, after so many."""

    limit: int = USUAL_ROWS
    offset: int = 0


def known_in(snapshot: Snapshot) -> dict[str, list[str]]:
    """Return what may be chosen in a snapshot, by parameter: for `snapshot.share`."""
    models, offers = snapshot.ask(queries.models_in_play), snapshot.ask(queries.current_offers)
    known = known_values(models, offers, snapshot.ask(queries.ability_domains))
    return known | {"domains": known["domain"], "licence_class": ["open", "commercial", *STRICTNESS]}


def require_names(stated: Stated, names: Mapping[str, Field]) -> None:
    """Refuse parameters that nobody reads.

    Raises:
        ParameterError: there are some; the message names the nearest that is read.
    """
    unknown = [name for name in stated if name not in names]
    if unknown:
        raise ParameterError(
            *(Refused(name, f"There is no parameter {quoted(name)}.{meant(name, names)}") for name in unknown)
        )


def read_strictly(fields: Mapping[str, Field], stated: Stated, known: Known) -> dict[str, Any]:
    """Return the values of the fields that are stated.

    Raises:
        ParameterError: one of them cannot be read.
    """
    values, refused = read_all(fields, stated, known)
    if refused:
        raise ParameterError(*refused)
    return values


def page_of(stated: Stated) -> Page:
    """Return which page is asked for.

    Raises:
        ParameterError: limit or offset cannot be read.
    """
    return Page(**read_strictly(PAGING, stated, {}))


def texts_of(arguments: Mapping[str, Any]) -> dict[str, list[str]]:
    """Return the arguments of a JSON object as an address states them: each name's texts."""
    return {name: list(_texts(value)) for name, value in arguments.items() if value is not None}


def _texts(value: Any) -> Iterator[str]:  # noqa: ANN401 - decoded JSON
    if isinstance(value, bool):
        yield str(value).lower()
    elif isinstance(value, Mapping):
        yield from (f"{name}:{weight}" for name, weight in value.items())
    elif isinstance(value, list):
        yield from map(str, value)
    else:
        yield f"{value:.15g}" if isinstance(value, float) else str(value)
