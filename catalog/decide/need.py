"""What a product team needs, as data: to and from an address, to and from a YAML file to keep in a repository.

Both come through one reader. An address is forgiven (what cannot be read is ignored, with a sentence); a file is not:
anything in it that is not understood is an error, and nothing is answered.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from datetime import date
from pathlib import Path
from typing import Annotated, Any, Literal

import pandas as pd
import yaml
from annotated_types import Ge, Gt, Le, MaxLen

from catalog import filters as gates
from catalog.decide.wishes import wish_options
from catalog.errors import ShortlistError
from catalog.fields import MOST_VALUES, Field, Known, Refused, Stated, declared, meant, quoted, read_all, write
from catalog.filters import DEFAULT_DOMAIN, Filters
from catalog.pricing.eligible import with_sellers
from catalog.pricing.workload import Workload, read_workload, write_workload
from catalog.records import Column
from catalog.store import DATASETS
from catalog.strict_yaml import MOST_CHARACTERS, Document, Place, YamlError, loaded

PRESETS = DATASETS / "needs"
VERSION = "1"
Percent = Annotated[float, Ge(0), Le(100)]
# Names that addresses of earlier versions carry, which say nothing of a need.
OUTDATED = ("benchmark", "version", "mix", "claims")
CRITERIA = ("quality", "price", "speed")
Caution = Literal["cautious", "bold"]
_STATED = "an offer does not count where neither it nor its seller states one"


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
        caution: by what quality is ordered: "cautious" by what a model is worth with a chance of three in four, "bold"
            by the middle of what it may be worth.
        region: the areas in which an offer may run; one does not count where neither it nor its seller states any.
        data_policy: the data policies that an offer must have, all of them; its own, else its seller's.
        latency_to_s: the longest time for a whole answer, in seconds.
        knowledge_from: the day up to which the model must know the world, at least.
        months_of_service: how many more months a closed model must stay in service.
        budget_usd_per_month: the most that the workload may cost.
        wishes: what is preferred and not required, names of `catalog.decide.wishes`: "open", "region:eu". Who misses
            one still passes, and is worth a little less.
        verbosity: bill each model for as much as it writes: the output of the workload is that of the usual model, and
            one that writes three times as much for the same tasks is billed for three times the output. Without it
            every model is billed for the same output.
    """

    title: Annotated[str, Column("Title"), MaxLen(80)] = ""
    note: Annotated[str, Column("Note"), MaxLen(400)] = ""
    domains: Annotated[tuple[tuple[str, float], ...], Column("Domains")] = ((DEFAULT_DOMAIN, 1.0),)
    workload: Workload = field(
        default_factory=lambda: Workload(requests_per_month=100_000, input_tokens=1500, output_tokens=400)
    )
    filters: Filters = field(default_factory=Filters)
    good_enough: Annotated[Percent, Column("Good enough", help="ability; 50 is the middle model of 2025")] = 50.0
    quality_weight: Annotated[Percent, Column("Weight of quality", help="only the ratio of the three counts")] = 50.0
    price_weight: Annotated[Percent, Column("Weight of price")] = 35.0
    speed_weight: Annotated[Percent, Column("Weight of speed")] = 15.0
    caution: Annotated[
        Caution, Column("Caution", help="cautious: quality that is there three times in four; bold: its middle")
    ] = "cautious"
    region: Annotated[tuple[str, ...], Column("Region", help=_STATED)] = ()
    data_policy: Annotated[tuple[str, ...], Column("Data policy", help=_STATED)] = ()
    latency_to_s: Annotated[
        float | None, Column("Whole answer within", "seconds", "few models have a known speed"), Gt(0), Le(86_400)
    ] = None
    knowledge_from: Annotated[date | None, Column("Knowledge from", help="the model knows the world up to here")] = None
    months_of_service: Annotated[
        float, Column("Months of service", help="of closed models; open ones stay"), Ge(0), Le(120)
    ] = 0.0
    budget_usd_per_month: Annotated[float | None, Column("Budget", "USD a month"), Gt(0), Le(1e12)] = None
    wishes: Annotated[
        tuple[str, ...], Column("Preferred", help="open, region:eu and the like: counts, and removes nothing")
    ] = ()
    verbosity: Annotated[
        bool, Column("Bill what each model writes", help="its output beside the usual model's, where boards state it")
    ] = True

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


def _own_fields() -> dict[str, Field]:
    none = dict.fromkeys(("region", "data_policy"), "No offer here states any.")
    return {name: replace(found, none=none.get(name, "")) for name, found in declared(Need).items()}


FIELDS = _own_fields()
WORKLOAD = declared(Workload)
_DEFAULT = Need()
_FILTERS = {name: found for name, found in gates.FIELDS.items() if name in gates.BY_NAME}
NAMES = ("need", *FIELDS, *WORKLOAD)

# A file's own names of what an address says flat.
_TOP = ("title", "note", "domains", "workload", "matters", "good_enough", "gates")
_MATTERS = {name: f"{name}_weight" for name in CRITERIA}
_OWN_GATES = ("region", "data_policy", "latency_to_s", "knowledge_from", "months_of_service", "budget_usd_per_month")


FILE_PARTS = {
    "workload": {name: name for name in (*WORKLOAD, "verbosity")},
    "matters": _MATTERS | {"caution": "caution", "wishes": "wishes"},
    "gates": {name: name for name in (*_FILTERS, *_OWN_GATES)},
}
Lined = dict[str, list[tuple[str, int]]]  # each name's texts, each with its line


# The address


def from_address(address: Stated, known: Known) -> tuple[Need, list[str]]:
    """Return the need that an address states, and a sentence for each part of it that was ignored.

    Never raises, whatever stands in the address. The sentences quote foreign text, shortened: show them as text.

    Args:
        address: each name's values; names that are none of ours are left alone.
        known: what may be chosen, as `known_values` returns it.
    """
    need, refused = read_need(address, known)
    return need, [each.sentence for each in refused]


def read_need(stated: Stated, known: Known) -> tuple[Need, list[Refused]]:
    """Return the need that is stated, and what was refused; as `from_address`, but each refusal by its name."""
    filters, refused = gates.read_filters({name: stated[name] for name in _FILTERS if name in stated}, known)
    domains = known.get("domain", ())
    values, why = read_all(FIELDS, stated, {**known, "domains": domains})
    if "domains" not in values and stated.get("domain") and stated["domain"][0] in domains:
        values["domains"] = ((stated["domain"][0], 1.0),)
    workload, of_workload = read_workload(stated, _DEFAULT.workload)
    need = Need(**values | {"filters": filters, "workload": workload})
    return _with_weights(need, [*refused, *_outdated(stated), *why, *of_workload])


def to_address(need: Need) -> dict[str, list[str]]:
    """Return what an address says of a need: each name's values, without those at their default."""
    said = {name: getattr(need, name) for name in FIELDS}
    kept = {name: write(value) for name, value in said.items() if value != getattr(_DEFAULT, name)}
    kept |= write_workload(need.workload, _DEFAULT.workload)
    own = gates.to_address(need.filters)
    kept |= {name: own[name] for name in _FILTERS if name in own}
    return {"need": [VERSION], **kept} if kept else {}


def _outdated(stated: Stated) -> list[Refused]:
    made = [str(value) for value in stated.get("need", ())]
    told = (
        [] if not made or made == [VERSION] else ["Another version of Shortlist made this address: see what is kept."]
    )
    return [Refused("need", each) for each in told] + [
        Refused(name, f"{name}: an older version of Shortlist asked this; a need has no such part.")
        for name in OUTDATED
        if name in stated
    ]


def _with_weights(need: Need, refused: list[Refused]) -> tuple[Need, list[Refused]]:
    if need.quality_weight + need.price_weight + need.speed_weight > 0:
        return need, refused
    told = "Weights: quality, price and speed all count 0, so nothing could be preferred; the usual weights are used."
    usual = {name: getattr(_DEFAULT, name) for name in _MATTERS.values()}
    return replace(need, **usual), [*refused, Refused("quality_weight", told)]


# The file


def from_yaml(text: str, known: Known) -> Need:
    """Return the need that a YAML file states. Nothing in the file is run.

    Args:
        text: the file.
        known: what may be chosen, as `known_values` returns it.

    Raises:
        NeedError: it is no YAML that only holds data, or anything in it is not understood. The message says on which
            line.
    """
    try:
        document = loaded(text)
    except YamlError as error:
        raise NeedError(str(error)) from error
    if not isinstance(document.data, dict):
        message = f"A file with some of {', '.join(_TOP)} expected, found no such names. Nothing was run."
        raise NeedError(message)
    flat = _flat(document)
    need, refused = read_need({name: [text for text, _ in said] for name, said in flat.items()}, known)
    if refused:
        lined = sorted((_line_of(each, flat), each.sentence) for each in refused)
        message = " ".join(f"line {line}: {sentence}" for line, sentence in lined[:MOST_VALUES])
        raise NeedError(message)
    return need


def read_yaml(path: Path, known: Known) -> Need:
    """Return the need that a file states.

    Raises:
        NeedError: the file cannot be read, or is no need. The message says in which file and on which line.
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


class _Dumper(yaml.SafeDumper):
    """Writes a day that is stated twice twice: a reference to it would not be read."""

    def ignore_aliases(self, _data: object) -> bool:
        return True


def to_yaml(need: Need) -> str:
    """Return a need as a YAML file that `from_yaml` reads to the same need."""
    said: dict[str, Any] = {name: getattr(need, name) for name in ("title", "note") if getattr(need, name)}
    said["domains"] = {domain: _round(weight) for domain, weight in need.domains}
    said["workload"] = {name: _round(getattr(need.workload, name)) for name in WORKLOAD}
    said["matters"] = {name: _round(getattr(need, each)) for name, each in _MATTERS.items()}
    said["matters"]["caution"] = need.caution
    said["workload"] |= {} if need.verbosity else {"verbosity": False}
    said["matters"] |= {"wishes": list(need.wishes)} if need.wishes else {}
    said["good_enough"] = _round(need.good_enough)
    asked = {name: getattr(need.filters, name) for name in _FILTERS} | {
        name: getattr(need, name) for name in _OWN_GATES
    }
    usual = {name: gates.default(name) for name in _FILTERS} | {name: getattr(_DEFAULT, name) for name in _OWN_GATES}
    said["gates"] = {name: _plain(value) for name, value in asked.items() if value != usual[name]}
    return yaml.dump(said, Dumper=_Dumper, sort_keys=False, allow_unicode=True, width=120)


def _flat(document: Document) -> Lined:
    """Return a file's content as an address says it: each name's texts, each with its line."""
    _require_known(document, (), _TOP, "A need")
    flat = {name: _listed(document, (name,), document.data.get(name)) for name in ("title", "note", "good_enough")}
    for part, names in FILE_PARTS.items():
        for name, value in _part(document, part, names).items():
            flat[names[name]] = _listed(document, (part, name), value)
    flat["domains"] = _stated_domains(document)
    return {name: said for name, said in flat.items() if said}


def _line_of(refused: Refused, flat: Lined) -> int:
    said = flat.get(refused.name, [("", 1)])
    return next((line for text, line in said if text == refused.text), said[0][1])


def _stated_domains(document: Document) -> list[tuple[str, int]]:
    found = document.data.get("domains")
    if not isinstance(found, dict):
        return _listed(document, ("domains",), found)
    said = []
    for domain, weight in found.items():
        path = ("domains", str(domain))
        said.append((f"{domain}:{_scalar(document, path, weight)}", document.line(path)))
    return said


def _part(document: Document, part: str, names: Iterable[str]) -> dict[str, Any]:
    said = document.data.get(part)
    if said is None:
        return {}
    if not isinstance(said, dict):
        message = f"line {document.line((part,))}: {part}: names with values expected, found {quoted(str(said))}."
        raise NeedError(message)
    _require_known(document, (part,), names, part)
    return said


def _require_known(document: Document, path: tuple[str, ...], names: Iterable[str], what: str) -> None:
    names = list(names)
    for name in document.data[path[0]] if path else document.data:
        if name not in names:
            told = f"{what} has no {quoted(str(name))}.{meant(str(name), names)} It may have {', '.join(names)}."
            message = f"line {document.line((*path, str(name)))}: {told}"
            raise NeedError(message)


def _listed(document: Document, path: Place, value: Any) -> list[tuple[str, int]]:  # noqa: ANN401
    if value is None:
        return []
    if not isinstance(value, list):
        return [(_scalar(document, path, value), document.line(path))]
    places: list[Place] = [(*path, place) for place in range(len(value))]
    return [(_scalar(document, at, each), document.line(at)) for at, each in zip(places, value, strict=True)]


def _scalar(document: Document, path: Place, value: Any) -> str:  # noqa: ANN401 - whatever a file says
    if isinstance(value, bool):
        return str(value).lower()
    if not isinstance(value, str | int | float | date):
        name = next(part for part in reversed(path) if isinstance(part, str))
        told = f"{name}: a text, a number or a day expected, found {quoted(type(value).__name__)}."
        message = f"line {document.line(path)}: {told}"
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
    """Return what may be chosen of each gate of many, the domains, the regions, the data policies and the wishes.

    Args:
        models: what `queries.models_in_play` returns.
        offers: what `queries.current_offers` returns.
        domains: what `queries.ability_domains` returns.
    """
    sold = with_sellers(offers)
    areas = sorted(set(sold["area"].dropna()))
    policies = sorted({each for stated in sold["policies"].dropna().unique() for each in stated.split("; ")})
    return gates.options(models) | {
        "domain": domains["domain"].tolist(),
        "region": areas,
        "data_policy": policies,
        "wishes": wish_options(areas, policies),
    }
