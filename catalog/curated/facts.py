"""Facts about models that no listing states, or states wrongly: read by a person, in datasets/facts.csv."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Literal, get_args

from catalog.curated.licences import LICENCES
from catalog.curated.table import Address, Day, Fault, ModelId, Table
from catalog.records import Task, Weights

Curated = Literal["weights", "licence_id", "parameters", "active_parameters", "release_date", "task"]
_WORDS = {"weights": get_args(Weights), "task": get_args(Task)}
_MOST_PARAMETERS = 10**14


@dataclass(frozen=True, slots=True, kw_only=True)
class CuratedFact:
    """One fact about one model, as its developer states it at an address.

    Attributes:
        model_id: developer/name in lower case, as the snapshot has it or as its repository is called.
        value: as text: a day, a whole number, or a word.
        as_of: the day that the evidence is of, where it states one.
    """

    model_id: ModelId
    fact: Curated
    value: str
    as_of: Day | None = None
    evidence_url: Address
    note: str = ""


def _faults(rows: Sequence[CuratedFact]) -> Iterator[Fault]:
    licences = {row.licence_id for row in LICENCES.rows()}
    for number, row in enumerate(rows):
        if row.fact in _WORDS and row.value not in _WORDS[row.fact]:
            yield number, "value", f"one of {', '.join(_WORDS[row.fact])}"
        elif row.fact == "licence_id" and row.value not in licences:
            yield number, "value", "a licence of datasets/licences.csv"
        elif row.fact == "release_date" and not _is_day(row.value):
            yield number, "value", "a day such as 2026-11-30"
        elif row.fact.endswith("parameters") and not _is_count(row.value):
            yield number, "value", "a whole number of parameters"


def _is_day(text: str) -> bool:
    try:
        return date.fromisoformat(text).isoformat() == text
    except ValueError:
        return False


def _is_count(text: str) -> bool:
    return text.isascii() and text.isdigit() and 0 < int(text) < _MOST_PARAMETERS


CURATED_FACTS = Table(files="facts.csv", row=CuratedFact, key=("model_id", "fact"), rule=_faults)
