"""What a product team needs, as data: to and from an address, to and from a YAML file to keep in a repository.

Both come through one reader. An address is forgiven (what cannot be read is ignored, with a sentence); a file is not:
anything in it that is not understood is an error, and nothing is answered.
"""

import difflib
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, fields, replace
from datetime import date
from pathlib import Path
from typing import Any

import pandas as pd
import yaml

from catalog import filters as gates
from catalog.errors import ShortlistError
from catalog.filters import FIRST_DAY, LAST_DAY, LONGEST_TOLD, MOST_VALUES, Filters
from catalog.pricing.eligible import area
from catalog.pricing.workload import Workload, WorkloadError
from catalog.store import DATASETS

PRESETS = DATASETS / "needs"
VERSION = "1"
MOST_CHARACTERS = 64_000
LONGEST_TITLE = 80
LONGEST_NOTE = 400
# Names that addresses of earlier versions carry, which say nothing of a need.
OUTDATED = ("benchmark", "version", "mix", "claims")
CRITERIA = ("quality", "price", "speed")


class NeedError(ShortlistError):
    """A need that cannot be read or answered. The message is a sentence for the person who stated it."""

    code = "bad_need"


@dataclass(frozen=True, slots=True, kw_only=True)
class Need:
    """What a team needs of a model.

    Attributes:
        title: what the team calls it.
        note: what a reader of the file should know.
        domains: the domains in which the model must be good, each with how much it counts; any positive numbers.
        workload: what is asked of it in a month.
        filters: the gates that every page has. Their domain and share of input are not used: this need says both.
        good_enough: the least ability that will do, 0 to 100; 50 is the middle model of 2025.
        quality_weight: how much quality counts against price and speed; any numbers from 0, only their ratio matters.
        price_weight: how much the price counts.
        speed_weight: how much the speed counts.
        region: the areas in which an offer may run; an offer that states none does not count.
        data_policy: the data policies that an offer may state; an offer that states none does not count.
        latency_to_s: the longest time for a whole answer, in seconds.
        knowledge_from: the day up to which the model must know the world, at least.
        months_of_service: how many more months a closed model must stay in service.
        budget_usd_per_month: the most that the workload may cost.
    """

    title: str = ""
    note: str = ""
    domains: tuple[tuple[str, float], ...] = (("general", 1.0),)
    workload: Workload = field(
        default_factory=lambda: Workload(requests_per_month=100_000, input_tokens=1500, output_tokens=400)
    )
    filters: Filters = field(default_factory=Filters)
    good_enough: float = 50.0
    quality_weight: float = 50.0
    price_weight: float = 35.0
    speed_weight: float = 15.0
    region: tuple[str, ...] = ()
    data_policy: tuple[str, ...] = ()
    latency_to_s: float | None = None
    knowledge_from: date | None = None
    months_of_service: float = 0.0
    budget_usd_per_month: float | None = None

    def shares(self) -> dict[str, float]:
        """Return how much each domain counts; the shares sum to 1."""
        total = sum(weight for _, weight in self.domains)
        return {domain: weight / total for domain, weight in self.domains}

    def gates(self) -> Filters:
        """Return the gates that every page has, with the input share of the workload."""
        tokens = self.workload.input_tokens + self.workload.output_tokens
        return replace(self.filters, input_percent=round(100 * self.workload.input_tokens / tokens))

    def weights(self) -> tuple[float, float, float]:
        """Return how much quality, price and speed count; they sum to 1."""
        total = self.quality_weight + self.price_weight + self.speed_weight
        return self.quality_weight / total, self.price_weight / total, self.speed_weight / total


@dataclass(frozen=True, slots=True)
class _Number:
    """The bounds of a field that is a number, and what people call it."""

    title: str
    least: float
    most: float
    is_open: bool = False  # the least itself is no answer


_NUMBERS: dict[str, _Number] = {
    "good_enough": _Number("Good enough", 0, 100),
    "quality_weight": _Number("Weight of quality", 0, 100),
    "price_weight": _Number("Weight of price", 0, 100),
    "speed_weight": _Number("Weight of speed", 0, 100),
    "latency_to_s": _Number("Whole answer within", 0, 86_400, is_open=True),
    "months_of_service": _Number("Months of service", 0, 120),
    "budget_usd_per_month": _Number("Budget", 0, 1e12, is_open=True),
}
_ANY = _Number("", -1e300, 1e300)
_MANY = {"region": "Region", "data_policy": "Data policy"}
_TEXTS = {"title": LONGEST_TITLE, "note": LONGEST_NOTE}
_WORKLOAD = tuple(each.name for each in fields(Workload))
_DEFAULT = Need()
_FILTERS = tuple(gates.BY_NAME)
NAMES = ("need", *_TEXTS, "domains", *_WORKLOAD, *_NUMBERS, *_MANY, "knowledge_from")

# A file's own names of what an address says flat.
_TOP = ("title", "note", "domains", "workload", "matters", "good_enough", "gates")
_MATTERS = {name: f"{name}_weight" for name in CRITERIA}
_OWN_GATES = ("region", "data_policy", "latency_to_s", "knowledge_from", "months_of_service", "budget_usd_per_month")


# The address


def from_address(address: Mapping[str, Sequence[str]], known: Mapping[str, Collection[str]]) -> tuple[Need, list[str]]:
    """Return the need that an address states, and a sentence for each part of it that was ignored.

    Never raises, whatever stands in the address. The sentences quote foreign text, shortened: show them as text.

    Args:
        address: each name's values; names that are none of ours are left alone.
        known: what may be chosen, as `known_values` returns it.
    """
    filters, notes = gates.from_address({name: address[name] for name in _FILTERS if name in address}, known)
    notes += _outdated(address)
    read: dict[str, Any] = {"filters": filters}
    for name in NAMES[1:]:
        values = [str(value) for value in address.get(name, ())][: MOST_VALUES + 1]
        if values and name not in _WORKLOAD:
            value, why = _read(name, values, known)
            notes += [f"{title_of(name)}: {told}" for told in why]
            read |= {} if value is None else {name: value}
    if "domains" not in read and address.get("domain") and address["domain"][0] in known.get("domain", ()):
        read["domains"] = ((address["domain"][0], 1.0),)
    workload, why = _workload(address)
    return _with_weights(Need(**read | {"workload": workload}), [*notes, *why])


def to_address(need: Need) -> dict[str, list[str]]:
    """Return what an address says of a need: each name's values, without those at their default."""
    said = {name: _written(getattr(need, name)) for name in (*_TEXTS, *_NUMBERS, *_MANY, "knowledge_from")}
    kept = {name: value for name, value in said.items() if value != _written(getattr(_DEFAULT, name))}
    if need.domains != _DEFAULT.domains:
        kept["domains"] = [f"{domain}:{weight:.6g}" for domain, weight in need.domains]
    for name in _WORKLOAD:
        value = getattr(need.workload, name)
        kept |= {} if value == getattr(_DEFAULT.workload, name) else {name: [f"{value:.15g}"]}
    own = gates.to_address(need.filters)
    kept |= {name: own[name] for name in _FILTERS if name in own}
    return {"need": [VERSION], **kept} if kept else {}


def _outdated(address: Mapping[str, Sequence[str]]) -> list[str]:
    made = [str(value) for value in address.get("need", ())]
    told = (
        [] if not made or made == [VERSION] else ["Another version of Shortlist made this address: see what is kept."]
    )
    return told + [
        f"{name}: an older version of Shortlist asked this; a need has no such part."
        for name in OUTDATED
        if name in address
    ]


def _read(name: str, values: list[str], known: Mapping[str, Collection[str]]) -> tuple[Any, list[str]]:
    """Return the value of a field, None where there is no sound one, and why parts of it were refused."""
    if name == "domains":
        return _domains(values, known.get("domain", ()))
    if name in _MANY:
        return _many(values, known.get(name, ()))
    if len(values) > 1:
        return None, [f"{_told(', '.join(values))} contradict each other, so none of them counts."]
    if name in _TEXTS:
        return _text(values[0], _TEXTS[name])
    found = _day(values[0]) if name == "knowledge_from" else _number(values[0], _NUMBERS[name])
    return found, [] if found is not None else [f"{_expected(name)} expected, found {_told(values[0])}."]


def _expected(name: str) -> str:
    if name == "knowledge_from":
        return f"a day as 2025-06-01, from {FIRST_DAY} to {LAST_DAY},"
    bounds = _NUMBERS[name]
    if bounds.is_open:
        return f"a number above {bounds.least:g} and at most {bounds.most:,g}"
    return f"a number from {bounds.least:g} to {bounds.most:,g}"


def _domains(values: list[str], known: Collection[str]) -> tuple[Any, list[str]]:
    found: dict[str, float] = {}
    refused = []
    for value in values[:MOST_VALUES]:
        domain, _, said = value.partition(":")
        weight = _number(said or "1", _Number("", 0, 1e6, is_open=True))
        if domain not in known:
            refused.append(f"{_told(domain)} is not known here.{_meant(domain, known)}")
        elif weight is None:
            refused.append(f"a weight above 0 expected, found {_told(value)}.")
        elif domain in found:
            refused.append(f"{_told(domain)} is stated twice; its first weight counts.")
        else:
            found[domain] = weight
    return tuple(found.items()) or None, refused


def _many(values: list[str], known: Collection[str]) -> tuple[Any, list[str]]:
    folded = {option.casefold(): option for option in known}
    found = dict.fromkeys(folded[value.casefold()] for value in values[:MOST_VALUES] if value.casefold() in folded)
    none = "" if known else " No offer here states any."
    refused = [
        f"{_told(value)} is not known here.{none}{_meant(value, known)}"
        for value in values[:MOST_VALUES]
        if value.casefold() not in folded
    ]
    return tuple(found) or None, refused


def _text(value: str, longest: int) -> tuple[str | None, list[str]]:
    plain = " ".join("".join(c if c.isprintable() else " " for c in value).split())
    if len(plain) > longest:
        return None, [f"at most {longest} characters expected, found {len(plain):,}."]
    return plain or None, []


def _workload(address: Mapping[str, Sequence[str]]) -> tuple[Workload, list[str]]:
    workload, notes = _DEFAULT.workload, []
    for name in _WORKLOAD:  # cached parts come after the input that they are within
        values = [str(value) for value in address.get(name, ())]
        if not values:
            continue
        number = _number(values[0], _ANY) if len(values) == 1 else None
        if number is None:
            told = _told(", ".join(values[:MOST_VALUES]))
            notes.append(f"Workload: {title_of(name)}: one number expected, found {told}.")
            continue
        try:
            workload = replace(workload, **{name: number})
        except WorkloadError as error:
            notes.append(f"Workload: {error}")
    return workload, notes


def _with_weights(need: Need, notes: list[str]) -> tuple[Need, list[str]]:
    if need.quality_weight + need.price_weight + need.speed_weight > 0:
        return need, notes
    told = "Weights: quality, price and speed all count 0, so nothing could be preferred; the usual weights are used."
    usual = {name: getattr(_DEFAULT, name) for name in _MATTERS.values()}
    return replace(need, **usual), [*notes, told]


def _number(text: str, bounds: _Number) -> float | None:
    try:
        number = float(text) if text.isascii() else float("nan")
    except ValueError:
        return None
    is_within = bounds.least < number if bounds.is_open else bounds.least <= number
    return number if is_within and number <= bounds.most else None


def _day(text: str) -> date | None:
    try:
        day = date.fromisoformat(text)
    except ValueError:
        return None
    return day if FIRST_DAY <= day <= LAST_DAY else None


def _written(value: Any) -> list[str]:  # noqa: ANN401 - of a field's own type
    if value is None or value == "":
        return []
    if isinstance(value, tuple):
        return list(value)
    return [f"{value:.15g}" if isinstance(value, float) else str(value)]


def title_of(name: str) -> str:
    """Return what people call a field of a need."""
    if name in gates.BY_NAME:
        return gates.BY_NAME[name].title
    if name in _NUMBERS:
        return _NUMBERS[name].title
    return _MANY.get(name) or name.replace("_", " ").capitalize()


def _told(value: str) -> str:
    return f"“{value}”" if len(value) <= LONGEST_TOLD else f"“{value[:LONGEST_TOLD]}…”"


def _meant(value: str, known: Collection[str]) -> str:
    near = difflib.get_close_matches(value[:LONGEST_TOLD].casefold(), sorted(known), n=1)
    return f" Did you mean {near[0]}?" if near else ""


# The file


def from_yaml(text: str, known: Mapping[str, Collection[str]]) -> Need:
    """Return the need that a YAML file states. Nothing in the file is run.

    Args:
        text: the file.
        known: what may be chosen, as `known_values` returns it.

    Raises:
        NeedError: it is no YAML that only holds data, or anything in it is not understood.
    """
    need, notes = from_address(_flat(_loaded(text)), known)
    if notes:
        message = " ".join(notes[:MOST_VALUES])
        raise NeedError(message)
    return need


def read_yaml(path: Path, known: Mapping[str, Collection[str]]) -> Need:
    """Return the need that a file states.

    Raises:
        NeedError: the file cannot be read, or is no need.
    """
    try:
        with path.open(encoding="utf-8") as file:
            text = file.read(MOST_CHARACTERS + 1)
    except (OSError, UnicodeDecodeError) as error:
        message = f"The file {path} cannot be read as text: {error}."
        raise NeedError(message) from error
    try:
        return from_yaml(text, known)
    except NeedError as error:
        message = f"{path.name}: {error}"
        raise NeedError(message) from error


def presets() -> dict[str, Path]:
    """Return the files of the needs that come with Shortlist, by name."""
    return {path.stem: path for path in sorted(PRESETS.glob("*.yml"))}


def to_yaml(need: Need) -> str:
    """Return a need as a YAML file that `from_yaml` reads to the same need."""
    said: dict[str, Any] = {name: getattr(need, name) for name in _TEXTS if getattr(need, name)}
    said["domains"] = {domain: _round(weight) for domain, weight in need.domains}
    said["workload"] = {name: _round(getattr(need.workload, name)) for name in _WORKLOAD}
    said["matters"] = {name: _round(getattr(need, each)) for name, each in _MATTERS.items()}
    said["good_enough"] = _round(need.good_enough)
    asked = {name: getattr(need.filters, name) for name in _FILTERS} | {
        name: getattr(need, name) for name in _OWN_GATES
    }
    usual = {name: gates.default(name) for name in _FILTERS} | {name: getattr(_DEFAULT, name) for name in _OWN_GATES}
    said["gates"] = {name: _plain(value) for name, value in asked.items() if value != usual[name]}
    return yaml.safe_dump(said, sort_keys=False, allow_unicode=True, width=120)


def _loaded(text: str) -> dict[Any, Any]:
    if len(text) > MOST_CHARACTERS:
        message = (
            f"A need of at most {MOST_CHARACTERS:,} characters expected, and this file is longer. Nothing was run."
        )
        raise NeedError(message)
    try:
        twice = _stated_twice(yaml.compose(text, Loader=yaml.SafeLoader))
        found = yaml.safe_load(text)
    # A number of thousands of digits or a day that never was is a ValueError, endless nesting a RecursionError.
    except (yaml.YAMLError, ValueError, RecursionError) as error:
        message = f"This is no YAML file that holds data alone ({_problem(error)}). Nothing was run."
        raise NeedError(message) from error
    if twice:
        message = f"{_told(twice)} is stated twice, and only one of them could count. Nothing was run."
        raise NeedError(message)
    if not isinstance(found, dict):
        message = f"A file with some of {', '.join(_TOP)} expected, found no such names. Nothing was run."
        raise NeedError(message)
    return found


def _stated_twice(root: yaml.Node | None) -> str:
    """Return a name that a file, or a part of it, states twice; YAML would take the last one without a word."""
    if not isinstance(root, yaml.MappingNode):
        return ""
    parts = [root, *(part for _, part in root.value if isinstance(part, yaml.MappingNode))]
    for part in parts:
        names = [str(name.value) for name, _ in part.value]
        if len(set(names)) < len(names):
            return next(name for name in names if names.count(name) > 1)
    return ""


def _problem(error: Exception) -> str:
    told = getattr(error, "problem", None) or error
    mark = getattr(error, "problem_mark", None)
    line = f", line {mark.line + 1}" if mark else ""
    return f"{' '.join(str(told).split())[:120]}{line}"


def _flat(found: dict[Any, Any]) -> dict[str, list[str]]:
    """Return a file's content as an address says it."""
    _require_known(found, _TOP, "A need")
    flat: dict[str, list[str]] = {}
    for name in ("title", "note", "good_enough"):
        flat |= _listed(name, found.get(name))
    for part, names in {
        "workload": {name: name for name in _WORKLOAD},
        "matters": _MATTERS,
        "gates": {name: name for name in (*_FILTERS, *_OWN_GATES)},
    }.items():
        for name, value in _part(found, part, names).items():
            flat |= _listed(names[name], value)
    domains = found.get("domains")
    if domains is not None:
        flat["domains"] = _stated_domains(domains)
    return flat


def _stated_domains(found: Any) -> list[str]:  # noqa: ANN401 - whatever a file says
    if isinstance(found, str):
        return [found]
    if isinstance(found, dict):
        return [f"{domain}:{_scalar('domains', weight)}" for domain, weight in found.items()]
    return _listed("domains", found).get("domains", [])


def _part(found: dict[Any, Any], part: str, names: Iterable[str]) -> dict[str, Any]:
    said = found.get(part)
    if said is None:
        return {}
    if not isinstance(said, dict):
        message = f"{part}: names with values expected, found {_told(str(said))}."
        raise NeedError(message)
    _require_known(said, names, part)
    return said


def _require_known(said: Mapping[Any, Any], names: Iterable[str], what: str) -> None:
    names = list(names)
    for name in said:
        if name not in names:
            message = f"{what} has no {_told(str(name))}.{_meant(str(name), names)} It may have {', '.join(names)}."
            raise NeedError(message)


def _listed(name: str, value: Any) -> dict[str, list[str]]:  # noqa: ANN401 - whatever a file says
    values = value if isinstance(value, list) else [] if value is None else [value]
    return {name: [_scalar(name, each) for each in values]} if values else {}


def _scalar(name: str, value: Any) -> str:  # noqa: ANN401 - whatever a file says
    if isinstance(value, bool):
        return str(value).lower()
    if not isinstance(value, str | int | float | date):
        message = f"{name}: a text, a number or a day expected, found {_told(type(value).__name__)}."
        raise NeedError(message)
    return value.isoformat()[:10] if isinstance(value, date) else str(value)


def _round(number: float) -> float | int:
    return int(number) if float(number).is_integer() else number


def _plain(value: Any) -> Any:  # noqa: ANN401 - of a field's own type
    if isinstance(value, tuple):
        return list(value)
    return _round(value) if isinstance(value, float) else value


# What may be chosen


def known_values(models: pd.DataFrame, offers: pd.DataFrame, domains: pd.DataFrame) -> dict[str, list[str]]:
    """Return what may be chosen of each gate of many, the domains, the regions and the data policies.

    Args:
        models: what `queries.models_in_play` returns.
        offers: what `queries.current_offers` returns.
        domains: what `queries.ability_domains` returns.
    """
    return gates.options(models) | {
        "domain": domains["domain"].tolist(),
        "region": sorted({area(region) for region in offers["region"].dropna()}),
        "data_policy": sorted(set(offers["data_policy"].dropna())),
    }
