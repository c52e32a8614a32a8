"""One field of what may be asked: how a text is read as its value, how it is written, and what a refusal says.

A field is declared once, as an attribute of a frozen dataclass. Its type says of which kind it is, `annotated_types`
its bounds, `Column` what people call it. Addresses, files, widgets, constructors and the JSON schema follow from that.
"""

import difflib
import math
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache
from types import UnionType
from typing import Annotated, Any, Literal, Union, get_args, get_origin, get_type_hints

from annotated_types import Ge, Gt, Le, MaxLen

from catalog.numeric import read_number, read_whole
from catalog.records import Column

Kind = Literal["number", "whole", "day", "yes", "one", "many", "shares", "text"]
Known = Mapping[str, Collection[str]]
Stated = Mapping[str, Sequence[str]]
Reasons = list[tuple[str, str]]  # a text that was refused, and why

MOST_VALUES = 50
LONGEST_TOLD = 40
FIRST_DAY, LAST_DAY = date(2015, 1, 1), date(2100, 1, 1)
MOST_SHARE = 1e6
TRUTH = {"true": True, "false": False}
_KINDS: dict[Any, Kind] = {float: "number", int: "whole", date: "day", bool: "yes", tuple[str, ...]: "many"}
_BOUNDS = ((Ge, "ge", "least"), (Gt, "gt", "least"), (Le, "le", "most"), (MaxLen, "max_length", "most"))


@dataclass(frozen=True, slots=True, kw_only=True)
class Field:
    """What may be asked for under one name.

    Attributes:
        name: the attribute, and the name in the address.
        title: what people call it.
        kind: of which kind its value is; "one" and "many" are of `options`, or of what is known where there are none.
        note: the help beside its widget.
        least: the lowest number.
        most: the highest number, or the most characters of a text.
        is_open: the lowest number itself is no answer.
        step: the number of which it is a multiple; 0: any number.
        options: what may be chosen, where that is always the same.
        none: what is said where nothing can be chosen.
    """

    name: str
    title: str
    kind: Kind
    note: str = ""
    least: float = -math.inf
    most: float = math.inf
    is_open: bool = False
    step: int = 0
    options: tuple[str, ...] = ()
    none: str = ""

    def expected(self) -> str:
        """Return what is expected, in words: "a number from 0 to 100"."""
        if self.kind == "day":
            return f"a day as 2025-06-01, from {FIRST_DAY} to {LAST_DAY},"
        if self.kind == "yes":
            return "true or false"
        if self.kind in {"one", "many"}:
            return f"one of {', '.join(self.options)}"
        what = "a whole number" if self.kind == "whole" else "a number"
        if self.is_open:
            return f"{what} above {_told_bound(self.least)} and at most {_told_bound(self.most)}"
        steps = f" in steps of {self.step}" if self.step else ""
        return f"{what} from {_told_bound(self.least)} to {_told_bound(self.most)}{steps}"

    def holds(self, value: object) -> bool:
        """Return whether a number or a choice, as a program states it, is one that may be asked for."""
        if self.kind == "one":
            return value in self.options
        if isinstance(value, bool) or not isinstance(value, int | float):
            return False
        is_within = self.least < value <= self.most if self.is_open else self.least <= value <= self.most
        return is_within and not (self.step and value % self.step)  # a NaN is within nothing

    def refusal(self, value: object) -> str:
        """Return why a value is none that may be asked for; empty where it is one. It names the field."""
        return "" if self.holds(value) else f"{self.title}: {self.expected()} expected, found {value!r}."


def _told_bound(number: float) -> str:
    return f"{number:,.0f}" if float(number).is_integer() else f"{number:g}"


@dataclass(frozen=True, slots=True)
class Refused:
    """A part of what was stated that does not count.

    Attributes:
        name: the field.
        sentence: why, with the field's title. It quotes foreign text, shortened: show it as text.
        text: the one text of several that was refused; empty where it is all of them.
    """

    name: str
    sentence: str
    text: str = ""


# The declaration


@cache
def declared(record: type) -> dict[str, Field]:
    """Return the fields of a dataclass by name; those that are no field of their own (a part, say) are left out."""
    found = {name: _field(name, hint) for name, hint in get_type_hints(record, include_extras=True).items()}
    return {name: field for name, field in found.items() if field is not None}


def _field(name: str, hint: Any) -> Field | None:  # noqa: ANN401 - a type
    marks = list(_marks(hint))
    kind, options = _kind(_bare(hint), marks)
    column = next((mark for mark in marks if isinstance(mark, Column)), None)
    if kind is None:
        return None
    title = column.title if column else name.replace("_", " ").capitalize()
    note = "; ".join(part for part in (column.unit, column.help) if part) if column else ""
    return Field(name=name, title=title, kind=kind, note=note, options=options, **_bounds(marks))


def _marks(hint: Any) -> Iterator[Any]:  # noqa: ANN401 - a type
    if get_origin(hint) is Annotated:
        yield from hint.__metadata__
        yield from _marks(hint.__origin__)
    elif get_origin(hint) in {Union, UnionType}:
        for option in get_args(hint):
            yield from _marks(option)


def _bare(hint: Any) -> Any:  # noqa: ANN401 - a type
    """Return a type without its marks, and without None beside it."""
    if get_origin(hint) is Annotated:
        return _bare(hint.__origin__)
    if get_origin(hint) in {Union, UnionType}:
        return _bare(next(option for option in get_args(hint) if option is not type(None)))
    return hint


def _kind(bare: Any, marks: list[Any]) -> tuple[Kind | None, tuple[str, ...]]:  # noqa: ANN401 - a type
    if get_origin(bare) is Literal:
        return "one", get_args(bare)
    if bare is str:
        return ("text" if any(isinstance(mark, MaxLen) for mark in marks) else "one"), ()
    if bare == tuple[tuple[str, float], ...]:
        return "shares", ()
    return _KINDS.get(bare), ()


def _bounds(marks: list[Any]) -> dict[str, Any]:
    """Return the bounds that the marks state."""
    found: dict[str, Any] = {"is_open": any(isinstance(mark, Gt) for mark in marks)}
    for mark in marks:
        for kind, attribute, bound in _BOUNDS:
            if isinstance(mark, kind):
                found[bound] = float(getattr(mark, attribute))
    return found


# Reading and writing


def read_all(fields: Mapping[str, Field], stated: Stated, known: Known) -> tuple[dict[str, Any], list[Refused]]:
    """Return the values of the fields that are stated, and what was refused. Never raises, whatever is stated.

    Args:
        fields: what may be asked for.
        stated: each name's texts; names that are none of the fields' are left alone.
        known: what may be chosen, of each name whose field has no options of its own.
    """
    values: dict[str, Any] = {}
    refused: list[Refused] = []
    for name, field in fields.items():
        texts = [str(text) for text in stated.get(name, ())][: MOST_VALUES + 1]
        if texts:
            value, why = read(field, texts, known.get(name, ()))
            values |= {} if value is None else {name: value}
            refused += [Refused(name, f"{field.title}: {told}", text) for text, told in why]
    return values, refused


def read(field: Field, texts: Sequence[str], known: Collection[str] = ()) -> tuple[Any, Reasons]:
    """Return the value that texts state, None where there is no sound one, and why which of them were refused."""
    if field.kind == "shares":
        return _shares(field, texts, known)
    if field.kind == "many":
        return _many(field, texts, known)
    if len(texts) > 1:
        return None, [("", f"{quoted(', '.join(texts))} contradict each other, so none of them counts.")]
    text = texts[0]
    if field.kind == "text":
        return _text(text, field.most)
    if field.kind == "one" and not field.options:
        value = text.casefold() if text.casefold() in known else None
        return value, [] if value is not None else [(text, _unknown(field, text, known))]
    value = _READERS[field.kind](field, text)
    return value, [] if value is not None else [(text, f"{field.expected()} expected, found {quoted(text)}.")]


def write(value: Any) -> list[str]:  # noqa: ANN401 - of a field's own type
    """Return a value as an address says it, which `read` reads to the same value."""
    if value is None or value == "":
        return []
    if isinstance(value, tuple):
        return [part if isinstance(part, str) else f"{part[0]}:{part[1]:.6g}" for part in value]
    if isinstance(value, bool):
        return [str(value).lower()]
    return [f"{value:.15g}" if isinstance(value, float) else str(value)]


def quoted(text: str) -> str:
    """Return foreign text in quotation marks, shortened."""
    return f"“{text}”" if len(text) <= LONGEST_TOLD else f"“{text[:LONGEST_TOLD]}…”"


def meant(text: str, known: Collection[str]) -> str:
    """Return a sentence that proposes the nearest of what is known; empty where nothing is near."""
    near = difflib.get_close_matches(text[:LONGEST_TOLD].casefold(), sorted(known), n=1)
    return f" Did you mean {near[0]}?" if near else ""


def _unknown(field: Field, text: str, known: Collection[str]) -> str:
    none = f" {field.none}" if field.none and not known else ""
    return f"{quoted(text)} is not known here.{none}{meant(text, known)}"


def _number(field: Field, text: str) -> float | None:
    number = read_number(text)
    return number if field.holds(number) else None


def _whole(field: Field, text: str) -> int | None:
    number = read_whole(text)
    return number if field.holds(number) else None


def _day(_: Field, text: str) -> date | None:
    try:
        day = date.fromisoformat(text)
    except ValueError:
        return None
    return day if FIRST_DAY <= day <= LAST_DAY else None


def _yes(_: Field, text: str) -> bool | None:
    return TRUTH.get(text.casefold())


def _one(field: Field, text: str) -> str | None:
    return text.casefold() if text.casefold() in field.options else None


_READERS: dict[Kind, Callable[[Field, str], Any]] = {
    "number": _number,
    "whole": _whole,
    "day": _day,
    "yes": _yes,
    "one": _one,
}


def _many(field: Field, texts: Sequence[str], known: Collection[str]) -> tuple[Any, Reasons]:
    folded = {option.casefold(): option for option in known}
    counted = texts[:MOST_VALUES]
    found = dict.fromkeys(folded[text.casefold()] for text in counted if text.casefold() in folded)
    refused = [(text, _unknown(field, text, known)) for text in counted if text.casefold() not in folded]
    if len(texts) > MOST_VALUES:
        refused.append(("", f"“…” only the first {MOST_VALUES} values count."))
    return tuple(found) or None, refused


def _shares(field: Field, texts: Sequence[str], known: Collection[str]) -> tuple[Any, Reasons]:
    share = Field(name=field.name, title="", kind="number", least=0, most=MOST_SHARE, is_open=True)
    found: dict[str, float] = {}
    refused: Reasons = []
    for text in texts[:MOST_VALUES]:
        name, _, said = text.partition(":")
        weight = _number(share, said or "1")
        if name not in known:
            refused.append((text, _unknown(field, name, known)))
        elif weight is None:
            refused.append((text, f"a weight above 0 expected, found {quoted(text)}."))
        elif name in found:
            refused.append((text, f"{quoted(name)} is stated twice; its first weight counts."))
        else:
            found[name] = weight
    return tuple(found.items()) or None, refused


def _text(text: str, longest: float) -> tuple[str | None, Reasons]:
    plain = " ".join("".join(c if c.isprintable() else " " for c in text).split())
    if len(plain) > longest:
        return None, [(text, f"at most {longest:g} characters expected, found {len(plain):,}.")]
    return plain or None, []
