"""Names to models: the one place that decides which model a source's name means.

The order is: exact ids, curated aliases, the same words, the same words without a date, an effort or a filler word.
Each step must find exactly one model; a name that could mean two stays unresolved, for a wrong join is worse than none.
"""

import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import cache
from typing import Annotated, Literal

from catalog.curated.developers import developer_id, plain
from catalog.curated.hub_tags import RepoId
from catalog.curated.providers import is_provider, provider
from catalog.curated.table import Address, Fault, ModelId, Table, holds
from catalog.identity.names import Parts, parts, split_path

EXACT, ALIAS, WORDS, FILLER = 1.0, 0.99, 0.97, 0.9  # how sure each way of joining is
# Who vouches for a model: a catalogue that serves it, a board that tested it, its developer's page on the Hub, or a
# stranger's; an unnoted stranger's is meant by its exact id only.
SERVED, TESTED, HUB_ONLY, THIRD_PARTY, UNNOTED = range(5)
UNDATED = ""
LONGEST_NAME = 300  # taking a name apart costs time with the square of its length
RELEASE_DAYS = 120  # a date stamp is the day of the weights; catalogues list a model some weeks later
DISTINCTIVE_WORDS = 2  # a stranger's repository with fewer words in its name is not meant by a bare name
# Words that boards add or leave out without meaning another model. `beta` and `exp` are other models: not here.
_FILLERS = ("latest", "preview", "beta", "instruct", "base", "001", "1", "api", "0.1")
_FIRST = "001"  # the first version of a name: a curated alias means it too
# How a copy of somebody's weights is stored. A name never means the copy, only the model: bf16 may be the original.
_COPY = re.compile(r"gptq|awq|gguf|mlx|exl2|int[48]|fp8|[348]-?bit")
TUNED = frozenset({"instruct", "chat"})
_BASE = frozenset({"base", "pt"})
_CLEAN = re.compile(r"@refs|#|\s\(|(?<=[a-zA-Z0-9]):(?!.*/)")  # what boards write behind a repository
_FAMILY_WORD = re.compile(r"[a-z]+\d?")
_PAIR = re.compile(r"\s[+&]\s")
# Hosts that serve chat models only, so that a bare name there means the tuned model.
_CHAT_HOSTS = frozenset({"ollama", "groq", "snowflake", "cerebras"})
_NO_MODEL = frozenset({"router", "auto", "human", "baseline"})
# Whose repositories are re-uploads of others' models under the original's name.
_REUPLOADERS = frozenset(
    [
        "unsloth",
        "bartowski",
        "thebloke",
        "lmstudio-community",
        "mlx-community",
        "ggml-org",
        "redhatai",
        "neuralmagic",
        "quantfactory",
        "mradermacher",
        "maziyarpanahi",
        "nm-testing",
        "casperhansen",
        "hugging-quants",
        "second-state",
        "cyankiwi",
        "quanttrio",
    ],
)


@dataclass(frozen=True, slots=True)
class Name:
    """A model's name as a source writes it, with the developer or the Hub repository where the source states them."""

    text: str
    developer: str | None = None
    hub_repo_id: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class KnownModel:
    """A model that names may be joined to: its id, its Hub repository, the names that it is known under, its release.

    `rank` says who vouches for it: SERVED, TESTED, HUB_ONLY, THIRD_PARTY or UNNOTED.
    """

    model_id: str
    hub_repo_id: str | None = None
    names: tuple[str, ...] = ()
    rank: int = SERVED
    released: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Resolution:
    """Which model a name means and why; `model_id` is None where it met none."""

    why: str
    model_id: str | None = None
    hub_repo_id: str | None = None
    effort: str | None = None
    date_stamp: str | None = None
    precision: str | None = None
    confidence: float = 0.0
    is_ambiguous: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Alias:
    """A curated join: this name, of this developer where one is given, means this model."""

    name: str
    developer: str | None
    model_id: str
    effort: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class _AliasRow(Alias):
    developer: str | None = None
    model_id: ModelId
    effort: Literal["none", "minimal", "low", "medium", "high", "xhigh", "max", "thinking"] | None = None
    evidence_url: Address


@dataclass(frozen=True, slots=True, kw_only=True)
class _Family:
    word: Annotated[str, holds(_FAMILY_WORD.fullmatch, "one word of lower-case letters, a digit at most behind it")]
    family: str


@dataclass(frozen=True, slots=True, kw_only=True)
class _Reupload:
    reupload: RepoId
    original: RepoId
    evidence_url: Address


def _alias_faults(rows: Sequence[_AliasRow]) -> Iterator[Fault]:
    for number, row in enumerate(rows):
        if row.developer and developer_id(row.developer) is None:
            yield number, "developer", "a developer of datasets/developers.csv"


def _reupload_faults(rows: Sequence[_Reupload]) -> Iterator[Fault]:
    for number, row in enumerate(rows):
        if row.original.lower() == row.reupload.lower():
            yield number, "original", "another repository than the re-upload"


ALIASES = Table(files="aliases.csv", row=_AliasRow, key=("name", "developer"), rule=_alias_faults)
FAMILIES = Table(files="families.csv", row=_Family, key=("word",))
REUPLOADS = Table(files="reuploads.csv", row=_Reupload, key=("reupload",), rule=_reupload_faults)


@cache
def families() -> Mapping[str, str]:
    """Return the family that each word in a model's name stands for."""
    return {row.word: row.family for row in FAMILIES.rows()}


@cache
def curated_aliases() -> tuple[Alias, ...]:
    """Return the joins that a person has made, each with its evidence in datasets/aliases.csv."""
    return ALIASES.rows()


@cache
def reuploads() -> Mapping[str, str]:
    """Return which repository each curated re-upload is a copy of, by the re-upload's id in lower case."""
    return {row.reupload.lower(): row.original.lower() for row in REUPLOADS.rows()}


class Identity:
    """An index of known models that resolves names.

    `quantized_from` maps a quantised repository to the repository that it was made from, both in lower case.
    """

    def __init__(
        self,
        known: Iterable[KnownModel],
        *,
        aliases: Iterable[Alias] = (),
        quantized_from: Mapping[str, str] | None = None,
    ) -> None:
        self._quantized_from = quantized_from or {}
        self._by_id: dict[str, KnownModel] = {}
        self._by_repo: dict[str, KnownModel] = {}
        self._by_words: dict[tuple[str, ...], dict[str, set[str]]] = defaultdict(dict)
        self._aliases: dict[tuple[tuple[str, ...], tuple[str, ...]], list[Alias]] = defaultdict(list)
        for model in sorted(known, key=lambda m: (m.rank, m.model_id)):
            self._add(model)
        for alias in aliases:
            taken = parts(alias.name, with_effort=False)
            self._aliases[_unnumbered(taken.words), taken.stamps].append(alias)

    def _add(self, model: KnownModel) -> None:
        self._by_id[model.model_id] = model
        if model.hub_repo_id:
            self._by_repo.setdefault(model.hub_repo_id.lower(), model)
        if model.rank == UNNOTED:
            return
        for text in dict.fromkeys((model.model_id, *filter(None, (model.hub_repo_id,)), *model.names)):
            taken = parts(text, with_effort=False)
            if taken.words:
                self._by_words[taken.words].setdefault(model.model_id, set()).update(taken.stamps or (UNDATED,))

    def known(self) -> Iterator[KnownModel]:
        """Yield every known model, those that are served first."""
        yield from self._by_id.values()

    def __contains__(self, model_id: str) -> bool:
        """Whether a model of this id is known."""
        return model_id in self._by_id

    def resolve(self, name: Name) -> Resolution:
        """Return the model that a name means, with the settings that the name states beside it."""
        if len(name.text) > LONGEST_NAME:
            return Resolution(why=f"a name has at most {LONGEST_NAME} characters")
        taken = parts(name.text, with_effort=True)
        if not taken.words:
            return Resolution(why="the name has no words")
        if _PAIR.search(re.sub(r"\([^)]*\)", "", plain(name.text))):
            return Resolution(why="a pair of models, not one")
        for step in (self._by_exact_id, self._by_alias, self._by_same_words, self._by_bracket):
            found = step(name, taken)
            if found is not None:
                return found
        return Resolution(why="no known model has this name", effort=taken.effort)

    def original_repo(self, repo: str) -> str:
        """Return the repository that a re-upload or a quantised copy stands for, in lower case; itself for others."""
        repo = repo.lower()
        for _ in range(5):  # a quantised re-upload of a quantised original; a cycle ends here too
            served = self._by_repo.get(repo)
            origin = reuploads().get(repo) or self._stored_from(repo)
            if origin is None or origin == repo or (served is not None and served.rank == SERVED):
                break
            repo = origin
        return repo

    def _stored_from(self, repo: str) -> str | None:
        """Return what a repository is a quantised copy of: the copy keeps the name, a changed model does not."""
        own = parts(repo, with_effort=False)
        origin = self._quantized_from.get(repo)
        if origin:
            return origin if parts(origin, with_effort=False).words == own.words else None
        if own.precision is None and repo.split("/", maxsplit=1)[0] not in _REUPLOADERS:
            return None
        models = [m for m in self._candidates(own.words, own.stamps, None) if m.hub_repo_id]
        return models[0].hub_repo_id.lower() if len(models) == 1 and models[0].hub_repo_id else None

    def _by_exact_id(self, name: Name, taken: Parts) -> Resolution | None:
        for text in filter(None, (name.hub_repo_id, name.text, _CLEAN.split(name.text, maxsplit=1)[0])):
            asked = plain(text)
            repo = self.original_repo(asked) if "/" in asked else asked
            model = self._by_id.get(asked) if asked == repo else None
            model = model or self._by_repo.get(repo) or self._by_id.get(repo)
            if model is None:
                continue
            if model.rank != SERVED and _COPY.search(repo):
                return Resolution(why="a copy whose original nobody states", effort=taken.effort)
            stated = parts(name.text, with_effort=False).words
            own = {parts(known, with_effort=False).words for known in (model.model_id, repo, asked, *model.names)}
            why = "the same id" if repo == asked else f"a copy of {repo}"
            return _answer(model, taken, EXACT, why, None if stated in own else taken.effort)
        return None

    def _by_alias(self, name: Name, taken: Parts) -> Resolution | None:
        developer = _stated_developer(name)
        whole = parts(name.text, with_effort=False)
        for alias in self._aliases.get((_unnumbered(whole.words), whole.stamps), ()):
            model = self._by_id.get(alias.model_id)
            if model is None:
                continue
            if developer in {None, developer_of(model.model_id)} or is_provider(taken.organisation or ""):
                return _answer(model, taken, ALIAS, "a curated alias", alias.effort)
        return None

    def _by_bracket(self, name: Name, _taken: Parts) -> Resolution | None:
        """Read `GPT-5 mini (gpt-5-mini-2025-08-07)` by the id in its brackets, `Kimi K2 (Moonshot AI)` by the rest."""
        match = re.fullmatch(r"([^()]+)\(([^()]+)\)\s*", name.text)
        if match is None:
            return None
        if developer_id(match[2]):
            return self.resolve(Name(match[1].strip(), match[2]))
        inner = self.resolve(Name(match[2], name.developer))
        outer = parts(match[1], with_effort=True)
        shared = set(outer.words) & set(parts(match[2], with_effort=True).words)
        if inner.model_id is None or not shared:
            return None  # "Chameleon (GPT-4)" is a method on top of GPT-4
        return replace(inner, effort=inner.effort or outer.effort)

    def _by_same_words(self, name: Name, taken: Parts) -> Resolution | None:
        if taken.organisation and not _may_be_joined(taken.organisation):
            why = f"{taken.organisation} is no developer that we know, and this repository is not listed"
            return Resolution(why=why, effort=taken.effort)
        whole = parts(name.text, with_effort=False)
        if _NO_MODEL & set(taken.words):
            return Resolution(why="a router or a baseline, not a model")
        return self._respelled(whole, taken, _stated_developer(name)) or self._resold(whole, taken)

    def _resold(self, whole: Parts, taken: Parts) -> Resolution | None:
        """Read `databricks/claude-opus-4-8`: a developer that also serves the models of others."""
        seller = provider(whole.organisation or "")
        is_reseller = is_provider(whole.organisation or "") and (seller.developer is None or seller.own_names)
        if not is_reseller:
            return None
        found = self._respelled(whole, taken, None)
        return found if found and found.model_id and self._by_id[found.model_id].rank == SERVED else None

    def _respelled(self, whole: Parts, taken: Parts, developer: str | None) -> Resolution | None:
        readings = [(whole, None)] if taken.effort is None else [(whole, None), (taken, taken.effort)]
        for confidence, spellings in _SPELLINGS:
            for reading, effort in readings:
                for key, why in spellings(reading):
                    models = self._candidates(key, reading.stamps, developer)
                    models = [model for model in models if self._fits(model, reading, key)]
                    if len(models) == 1:
                        return _answer(models[0], reading, confidence, why, effort)
                    if models:
                        ids = ", ".join(m.model_id for m in models[:3])
                        return Resolution(why=f"could mean {ids}", effort=taken.effort, is_ambiguous=True)
        return None

    def _fits(self, model: KnownModel, reading: Parts, key: tuple[str, ...]) -> bool:
        """Whether a respelled name may mean the model: a tuned model's name never means its base, nor the reverse."""
        lost, gained = set(reading.words) - set(key), set(key) - set(reading.words)
        if lost & _BASE and (gained & TUNED or parts(model.model_id, with_effort=False).words != key):
            return False
        if lost & TUNED:  # "Kimi K2 Instruct" is what a catalogue serves as Kimi K2
            return model.rank == SERVED
        if gained & TUNED:  # "Llama 3.3 70B" is what a catalogue serves, if there is no base of that name
            bases = ("pt", "base", "0.1")
            return model.rank == SERVED and not any(self._by_words.get(_with(reading.words, base)) for base in bases)
        if lost & _BASE:  # "Llama 3 8B Base" is Llama 3 8B if there is an instruct model beside it
            return any(self._by_words.get(_with(key, tuned)) for tuned in TUNED)
        return True

    def _candidates(self, key: tuple[str, ...], stamps: tuple[str, ...], developer: str | None) -> list[KnownModel]:
        """Return the models of the surest rank that have these words, and the name's date where it states one."""
        same = {
            model_id: dates
            for model_id, dates in self._by_words.get(key, {}).items()
            if developer is None or developer == developer_of(model_id)
        }
        matching = self._of_this_date(same, stamps) if stamps else _undated_first(same)
        models = sorted((self._by_id[m] for m in matching), key=lambda m: (m.rank, len(m.model_id), m.model_id))
        models = [m for m in models if m.rank < HUB_ONLY or not _COPY.search(m.model_id)]
        models = [m for m in models if m.rank == models[0].rank]
        if len(models) > 1:
            models = [m for m in models if developer_id(m.model_id.split("/")[0])] or models
        if len({developer_of(m.model_id) for m in models}) == 1:
            models = models[:1]  # one developer's repositories of the same words differ in how they are stored
        if models and models[0].rank == HUB_ONLY:
            return self._with_served_chat(models, key, developer)
        return [m for m in models if developer_id(m.model_id.split("/")[0]) or _is_distinctive(key)]

    def _with_served_chat(
        self, models: list[KnownModel], key: tuple[str, ...], developer: str | None
    ) -> list[KnownModel]:
        """Add the served chat model to a base model of the same bare name: the name could mean either."""
        served = [
            self._by_id[model_id]
            for tuned in sorted(TUNED)
            for model_id in self._by_words.get(_with(key, tuned), {})
            if self._by_id[model_id].rank == SERVED and developer in {None, developer_of(model_id)}
        ]
        return models + served

    def _of_this_date(self, same: Mapping[str, set[str]], stamps: tuple[str, ...]) -> list[str]:
        """Return the models whose names carry the date; else the undated one, if the date can only be its release."""
        dated = [m for m, dates in same.items() if any(_same_day(s, d) for s in stamps for d in dates)]
        if dated:
            return [m for m in dated if UNDATED not in same[m]] or dated
        undated = [m for m, dates in same.items() if UNDATED in dates]
        return [m for m in undated if _can_be_release(stamps, self._by_id[m].released)]


def _is_distinctive(words: tuple[str, ...]) -> bool:
    """Whether a bare name says enough to mean a stranger's repository: more than a family, numbers and a size."""
    said = {word for word in words if not word[0].isdigit() and word not in families()}
    return len(words) >= DISTINCTIVE_WORDS and bool(said)


def _answer(model: KnownModel, taken: Parts, confidence: float, why: str, effort: str | None) -> Resolution:
    return Resolution(
        why=why,
        model_id=model.model_id,
        hub_repo_id=model.hub_repo_id,
        effort=effort,
        date_stamp=taken.stamps[0] if taken.stamps else None,
        precision=taken.precision,
        confidence=confidence,
    )


def developer_of(model_id: str) -> str:
    """Return the developer's slug in front of a model's or a repository's id; a stranger's organisation as it is."""
    organisation = model_id.split("/", maxsplit=1)[0].lower()
    return developer_id(organisation) or organisation


def _stated_developer(name: Name) -> str | None:
    return developer_id(split_path(name.text)[1]) or developer_id(name.developer)


def _may_be_joined(organisation: str) -> bool:
    return bool(developer_id(organisation) or organisation in _REUPLOADERS)


def _undated_first(same: Mapping[str, set[str]]) -> list[str]:
    return [m for m, dates in same.items() if UNDATED in dates] or list(same)


def _same_day(first: str, second: str) -> bool:
    """Whether two stamps can be the same date: YYYYMMDD, YYYYMM, or four digits (MMDD, YYMM; MMYY of a whole month)."""
    longer, shorter = sorted((first, second), key=len, reverse=True)
    if longer == shorter:
        return True
    if len(longer) == len(shorter) or not shorter:
        return False
    year, month = longer[2:4], longer[4:6]
    if len(longer) == len("YYYYMM"):
        return shorter[:2] == month or shorter == year + month
    return shorter in {longer[:6], year + month, longer[4:]}


def _can_be_release(stamps: tuple[str, ...], released: date | None) -> bool:
    """Whether a date can be a model's own release: near it, or the release is unknown."""
    if released is None:
        return True
    days = [day for stamp in stamps for day in _days(stamp, released.year)]
    return any(abs((day - released).days) <= RELEASE_DAYS for day in days)


def _days(stamp: str, year: int) -> Iterator[date]:
    """Yield the days that a stamp can mean; a stamp without a year is of the model's year."""
    forms = {
        8: (stamp,),
        6: (f"{stamp}15",),
        4: (f"20{stamp}15", f"{year}{stamp}"),
    }
    for text in forms.get(len(stamp), ()):
        try:
            yield date.fromisoformat(text)
        except ValueError:
            continue


def _unnumbered(words: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(word for word in words if word != _FIRST)


def _with(words: tuple[str, ...], *more: str) -> tuple[str, ...]:
    return tuple(sorted((*words, *more)))


Spelling = tuple[tuple[str, ...], str]


def _as_written(reading: Parts) -> Iterator[Spelling]:
    if _CHAT_HOSTS & {reading.host, reading.organisation} and not TUNED & set(reading.words):
        yield _with(reading.words, "instruct"), "what a host of chat models serves under this name"
    yield reading.words, "the same words"


def _one_filler(reading: Parts) -> Iterator[Spelling]:
    yield from _respelled(reading.words)


def _two_fillers(reading: Parts) -> Iterator[Spelling]:
    for once, _ in _respelled(reading.words):
        for twice, _ in _respelled(once):
            if twice != reading.words:
                yield twice, "the same words but for two fillers"


def _respelled(words: tuple[str, ...]) -> Iterator[Spelling]:
    """Yield the words with one filler less or more. A family's name alone says too little to be respelled."""
    if len(words) < DISTINCTIVE_WORDS:
        return
    for tuned, other in (("instruct", "chat"), ("chat", "instruct")):
        if tuned in words:
            yield _with(_without(words, tuned), other), f"{other!r} for {tuned!r}"
    has_number = any(word[0].isdigit() for word in words)
    for filler in _FILLERS:
        if filler in words:
            if has_number or filler != "latest":  # a pointer without a number means another model each year
                yield _without(words, filler), f"the same words without {filler!r}"
        elif filler not in _BASE:
            yield _with(words, filler), f"the same words with {filler!r}"


def _without(words: tuple[str, ...], word: str) -> tuple[str, ...]:
    at = words.index(word)
    return words[:at] + words[at + 1 :]


_SPELLINGS: tuple[tuple[float, Callable[[Parts], Iterator[Spelling]]], ...] = (
    (WORDS, _as_written),
    (FILLER, _one_filler),
    (FILLER, _two_fillers),
)
