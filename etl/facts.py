"""What sources state about models, fact by fact, and which statement stands for each: docs/methods/facts.md.

A fact is a column of `models`. Every statement is kept in `facts` with its source, its day and where in the source it
stands; one of them is the value in `models`, or none where none is believable.
"""

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, fields, replace
from datetime import date, timedelta
from typing import Any

from catalog.identity.names import parts
from catalog.numeric import BILLION
from catalog.records import Basis, Model, ModelFact, columns

# What no source states of a model: who it is and what follows from that, and its life cycle (etl/life.py).
_NOT_STATED = frozenset(
    {
        *("model_id", "hub_repo_id", "family", "licence_class", "vouched_by", "source_id", "as_of"),
        *("retirement_date", "retirement_source_id", "withdrawn_since", "withdrawn_by"),
    }
)
FACTS = tuple(f.name for f in fields(Model) if f.name not in _NOT_STATED)
CURATED = "curated_facts"
# Whom to believe, first to last; a source that is not named comes after these.
_BELIEVED = (
    *(CURATED, "models_dev", "openrouter", "litellm", "model_prices", "genai_prices", "epoch", "swallow", "euroeval"),
)
# The Hub knows its own repositories' sizes and licences best. Epoch and tau2-bench date a model by its announcement,
# listings by what they were told; the repository's first day comes close, a seller's first day is the seller's.
_FIELD_BELIEVED: Mapping[str, tuple[str, ...]] = {
    "parameters": (CURATED, "hub", "open_llm_leaderboard", "swallow"),
    "licence_id": (CURATED, "hub", "open_llm_leaderboard"),
    "weights": (CURATED, "hub"),
    "task": (CURATED,),
    "release_date": (
        *(CURATED, "tau2", "epoch", "swallow", "models_dev", "bigcodebench", "hub", "openrouter", "model_prices"),
    ),
}
_MODALITIES = ("text", "image", "file", "audio", "video")
SAME_DAYS = 7  # statements of one event: time zones, embargoes, a page that went up the day before
_STAMP_TOLERANCE = timedelta(days=45)  # from the date in a name to the release: a snapshot is named before it is sold
NO_REPOSITORY = "said to be open, and no repository of its weights is known"
HAS_REPOSITORY = "said to be closed, and a repository of its weights is known"
AFTER_FIRST_SEEN = "later than the first day on which somebody sold or measured it"
AGAINST_ITS_NAME = "far from the date in its name: a family's day, or an older version's"
AFTER_RELEASE = "later than the model's release"
BEYOND_WINDOW = "longer than the context window"
PACKED = "a count of packed values: its name states far more"
_PACKED_SHARE = 0.7
_SIZE = re.compile(r"(?<![a-z0-9.])(\d+(?:\.\d+)?)b(?![a-z0-9])", re.IGNORECASE)


def as_text(value: object) -> str:
    """Return a fact's value as text."""
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, tuple):
        return ",".join(str(part) for part in value)
    return value.isoformat() if isinstance(value, date) else str(value)


def value_of(statement: ModelFact) -> Any:  # noqa: ANN401 - a fact is of any type
    """Return the value that a statement's text means."""
    kind = columns(Model)[statement.fact][0]
    if kind is bool:
        return statement.value == "true"
    if kind is date:
        return date.fromisoformat(statement.value)
    if kind is int:
        return int(statement.value)
    return tuple(statement.value.split(",")) if kind == tuple[str, ...] else statement.value


def statements(
    source_id: str, model_id: str, said: Model, *, basis: Basis = "listing", model_name: str | None = None
) -> Iterator[ModelFact]:
    """Yield what a source's record about a model states, a statement a fact."""
    for fact in FACTS:
        value = getattr(said, fact)
        if fact.endswith("_modalities") and value:
            value = tuple(sorted(set(value), key=_place))
        if value not in (None, ()):
            yield ModelFact(
                model_id=model_id,
                fact=fact,
                value=as_text(value),
                basis=basis,
                model_name=model_name,
                source_id=source_id,
                as_of=said.as_of,
            )


def _place(modality: str) -> tuple[int, str]:
    return (_MODALITIES.index(modality) if modality in _MODALITIES else len(_MODALITIES)), modality


@dataclass(frozen=True, slots=True, kw_only=True)
class About:
    """What else is known of a model, by which statements about it are judged.

    Attributes:
        names: its id and its repository, in whose names a date or a size may stand.
        hub_repo_id: its weights, if anybody can have them.
        first_seen: the first day on which somebody sold or measured it.
    """

    names: tuple[str, ...]
    hub_repo_id: str | None = None
    first_seen: date | None = None


def judged(said: Iterable[ModelFact], about: About) -> tuple[dict[str, Any], list[ModelFact]]:
    """Return a model's facts, and all statements about it, each marked with whether it stands or why it cannot.

    Args:
        said: the statements of all sources about the model, in any order.
        about: what else is known of it.
    """
    by_fact: dict[str, list[ModelFact]] = defaultdict(list)
    for statement in said:
        by_fact[statement.fact].append(statement)
    if about.hub_repo_id and "max_input_tokens" in by_fact:  # a window is no shorter than the longest prompt
        by_fact["context_tokens"] += [replace(s, fact="context_tokens") for s in by_fact["max_input_tokens"]]
    found: dict[str, Any] = {}
    told: list[ModelFact] = []
    # The order matters: a cut-off is judged by the release, an answer by the window.
    for fact in sorted(by_fact, key=lambda name: name in {"knowledge_cutoff", "max_output_tokens"}):
        ordered = _ordered(by_fact[fact])
        reasons = _passed_over(fact, ordered, about, found)
        stands = _standing(fact, [s for s, why in zip(ordered, reasons, strict=True) if why is None], about)
        if stands is not None:
            found[fact] = value_of(stands)
        told += [replace(s, stands=s is stands, passed_over=why) for s, why in zip(ordered, reasons, strict=True)]
    return found, told


def _ordered(said: Sequence[ModelFact]) -> list[ModelFact]:
    """Return statements of one fact, the surest first; of one source's those under the plainest name, then earliest."""
    return sorted(said, key=lambda s: (_rank(s), _stamps(s.model_name), s.value if s.fact == "release_date" else ""))


def _rank(statement: ModelFact) -> tuple[int, int]:
    order = _FIELD_BELIEVED.get(statement.fact, _BELIEVED)
    order = (*order, *(source for source in _BELIEVED if source not in order))
    source_id = statement.source_id or ""
    place = order.index(source_id) if source_id in order else len(order)
    return int(statement.basis == "name" and statement.fact != "task"), place


def _stamps(name: str | None) -> int:
    return len(parts(name, with_effort=False).stamps) if name else 0


def _standing(fact: str, believable: Sequence[ModelFact], about: About) -> ModelFact | None:
    """Return the statement that stands: the surest but for two facts.

    A release is dated by most witnesses, then by the surest of them. Weights that anybody can have have the widest
    window that is stated: whoever serves them may serve less.
    """
    if fact == "context_tokens" and about.hub_repo_id:
        return max(believable, key=lambda s: int(s.value), default=None)
    if fact != "release_date" or not believable:
        return believable[0] if believable else None
    days = [(date.fromisoformat(s.value), s.source_id) for s in believable]
    witnesses = [len({source for other, source in days if abs((other - day).days) <= SAME_DAYS}) for day, _ in days]
    return believable[witnesses.index(max(witnesses))]


def _passed_over(fact: str, said: Sequence[ModelFact], about: About, found: Mapping[str, Any]) -> list[str | None]:
    """Return for each statement why it cannot be true; None for those that can."""
    if fact == "weights":
        impossible, why = ("closed", HAS_REPOSITORY) if about.hub_repo_id else ("open", NO_REPOSITORY)
        return [why if s.value == impossible else None for s in said]
    if fact == "release_date":
        return _unless_all(_late_or_odd(date.fromisoformat(s.value), about) for s in said)
    if fact == "knowledge_cutoff":
        released = found.get("release_date")
        return [AFTER_RELEASE if released and date.fromisoformat(s.value) > released else None for s in said]
    if fact == "max_output_tokens":
        window = found.get("context_tokens")
        return [BEYOND_WINDOW if window and int(s.value) > window else None for s in said]
    if fact == "parameters":
        sizes = [size for name in about.names if (size := size_in(name))]
        return [PACKED if sizes and int(s.value) < _PACKED_SHARE * max(sizes) else None for s in said]
    return [None] * len(said)


def _unless_all(reasons: Iterable[str | None]) -> list[str | None]:
    """Return the reasons, or none where they would leave nothing: then what they rest on may be wrong as well."""
    found = list(reasons)
    return found if None in found else [None] * len(found)


def _late_or_odd(day: date, about: About) -> str | None:
    if about.first_seen and day > about.first_seen + timedelta(days=SAME_DAYS):
        return AFTER_FIRST_SEEN
    return None if all(_may_be_of(day, name) for name in about.names) else AGAINST_ITS_NAME


def _may_be_of(day: date, name: str) -> bool:
    """Whether a release on a day goes with the date stamps in a name. Four digits may be a month or a day."""
    spans = [span for stamp in parts(name, with_effort=False).stamps if (span := _span(stamp))]
    return not spans or any(begin - _STAMP_TOLERANCE <= day <= end + _STAMP_TOLERANCE for begin, end in spans)


def size_in(name: str) -> float | None:
    """Return how many parameters a name states; None where it states none, or those of one expert (8x7B)."""
    sizes = [float(size) for size in _SIZE.findall(name.rsplit("/", 1)[-1])]
    return max(sizes) * BILLION if sizes else None


def _span(stamp: str) -> tuple[date, date] | None:
    """Return the first and the last day that a stamp can mean; None for one that names no year."""
    year_month = f"20{stamp}" if len(stamp) == len("YYMM") and "23" <= stamp[:2] <= "39" else stamp
    try:
        begin = date(int(year_month[:4]), int(year_month[4:6]), int(year_month[6:8] or 1))
    except ValueError:
        return None
    return begin, begin if len(year_month) == len("YYYYMMDD") else begin + timedelta(days=30)
