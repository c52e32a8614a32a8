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
from catalog.curated.table import Address, Day, Fault, ModelId, Table, holds
from catalog.identity.names import STORED_WITH_A_LOSS, Parts, parts, split_path, storage

EXACT, ALIAS, WORDS, FILLER = 1.0, 0.99, 0.97, 0.9  # how sure each way of joining is
# Who vouches for a model: a catalogue that serves it, a board that tested it, its developer's page on the Hub, or a
# stranger's; an unnoted stranger's is meant by its exact id only.
SERVED, TESTED, HUB_ONLY, THIRD_PARTY, UNNOTED = range(5)
UNDATED = ""
LONGEST_NAME = 300  # taking a name apart costs time with the square of its length
RELEASE_DAYS = 120  # a date stamp is the day of the weights; catalogues list a model some weeks later
DISTINCTIVE_WORDS = 2  # a stranger's repository with fewer words in its name is not meant by a bare name
# Words that boards add or leave out without meaning another model. `beta` and `exp` are other models: not here.
FILLERS = ("latest", "preview", "beta", "instruct", "base", "001", "1", "api", "0.1")
_FIRST, _SECOND = "001", "002"  # the first version of a name: a curated alias means it too
_PREVIEW = "preview"
_LATEST = "-latest"  # an id that moves is of each date that it had
_THINKING = "thinking"
# A size: all parameters (70b, 8x7b, 0.5b), or those that are active (a22b, e4b).
_SIZE = re.compile(r"(?:\d+x)?\d+(?:\.\d+)?b")
_ACTIVE = re.compile(r"a\d+(?:\.\d+)?b")
SIZE_TOLERANCE = 0.12  # a name rounds its parameters: 3.8B are 3.82, "7B" are 7.6 with embeddings
_UNDOTTED = re.compile(r"([a-z]?\d)(\d)")  # minimax-m25, qwen35: clouds that allow no full stop leave it out
_BASE_BEHIND = re.compile(r"(?<=\d)[-_ ](?=(?:llama|qwen|mistral|gemma)[-_ ]?\d)")  # hermes-4-llama-3-1-405b
_MADE_FROM = re.compile(r"\s+-\s+")  # "Hermes 4 - Llama-3.1 70B": the model, and what it was made from
TUNED = frozenset({"instruct", "chat"})
_BASE = frozenset({"base", "pt"})
_BASES = ("pt", "base", "0.1")  # what stands behind a tuned model's name in the name of its base
_SPEEDS = frozenset({"fast", "turbo"})  # how a seller calls a faster endpoint of the same weights
_CLEAN = re.compile(r"@refs|#|\s\(|(?<=[a-zA-Z0-9]):(?!.*/)")  # what boards write behind a repository
_FAMILY_WORD = re.compile(r"[a-z]+\d?")
_TUNED_ANSWERS = "what answers under this name is the tuned model"
_PAIR = re.compile(r"\s[+&]\s")
# Hosts that serve chat models only, so that a bare name there means the tuned model.
_CHAT_HOSTS = frozenset({"ollama", "groq", "snowflake", "cerebras"})
_NO_MODEL = frozenset({"router", "auto", "human", "baseline"})
_ROUTERS = frozenset({("free",)})  # names that are nothing but how a router chooses
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
    """A model's name as a source writes it, with the developer or the Hub repository where the source states them.

    `is_served` says that what answers under the name can be talked to: a bare name then means the tuned model.
    `is_sold` says that it is the name of an endpoint in a price list, which names a repository and no setting of it.
    `day` is that of the figure under the name: of several releases, those of a later day cannot be meant.
    """

    text: str
    developer: str | None = None
    hub_repo_id: str | None = None
    is_served: bool = False
    is_sold: bool = False
    day: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class KnownModel:
    """A model that names may be joined to: its id, its Hub repository, the names that it is known under, its release.

    `parameters` is how many its weights hold; None where that is not known.
    `rank` says who vouches for it: SERVED, TESTED, HUB_ONLY, THIRD_PARTY or UNNOTED.
    """

    model_id: str
    hub_repo_id: str | None = None
    names: tuple[str, ...] = ()
    rank: int = SERVED
    released: date | None = None
    parameters: float | None = None


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
class CuratedModel:
    """A model that a person vouches for: one that only boards name, or one whose repository no source states."""

    model_id: ModelId
    hub_repo_id: RepoId | None = None
    released: Day | None = None
    evidence_url: Address
    why: str


@dataclass(frozen=True, slots=True, kw_only=True)
class _Distinct:
    model_id: ModelId
    other_id: ModelId
    evidence_url: Address
    why: str


@dataclass(frozen=True, slots=True, kw_only=True)
class SameWeights:
    """A model that has the weights of another, such as of its preview: the other's results are its own too."""

    model_id: ModelId
    shared_from: ModelId
    evidence_url: Address
    why: str


@dataclass(frozen=True, slots=True, kw_only=True)
class _Pointer:
    name: str
    developer: str
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


def _distinct_faults(rows: Sequence[_Distinct]) -> Iterator[Fault]:
    for number, row in enumerate(rows):
        if row.model_id >= row.other_id:
            yield number, "other_id", "the later of the two ids"


def _same_faults(rows: Sequence[SameWeights]) -> Iterator[Fault]:
    given = {row.model_id for row in rows}
    for number, row in enumerate(rows):
        if row.shared_from in given:
            yield number, "shared_from", "a model whose results are its own"


def _pointer_faults(rows: Sequence[_Pointer]) -> Iterator[Fault]:
    for number, row in enumerate(rows):
        if developer_id(row.developer) != row.developer:
            yield number, "developer", "a slug of datasets/developers.csv"


ALIASES = Table(files="aliases.csv", row=_AliasRow, key=("name", "developer"), rule=_alias_faults)
FAMILIES = Table(files="families.csv", row=_Family, key=("word",))
MODELS = Table(files="models.csv", row=CuratedModel, key=("model_id",))
DISTINCT = Table(files="distinct.csv", row=_Distinct, key=("model_id", "other_id"), rule=_distinct_faults)
SAME_WEIGHTS = Table(files="same_weights.csv", row=SameWeights, key=("model_id",), rule=_same_faults)
POINTERS = Table(files="pointers.csv", row=_Pointer, key=("name", "developer"), rule=_pointer_faults)
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
def curated_models() -> tuple[CuratedModel, ...]:
    """Return the models that a person vouches for, each with its evidence in datasets/models.csv."""
    return MODELS.rows()


@cache
def distinct() -> frozenset[tuple[str, str]]:
    """Return the pairs of ids that look like one model and are two."""
    return frozenset((row.model_id, row.other_id) for row in DISTINCT.rows())


@cache
def same_weights() -> tuple[SameWeights, ...]:
    """Return which models share the results of another, since their weights are known to be the same."""
    return SAME_WEIGHTS.rows()


@cache
def pointers() -> Mapping[tuple[str, ...], str]:
    """Return the developer of each name that means another model from time to time, by the name's words."""
    return {parts(row.name, with_effort=False).words: row.developer for row in POINTERS.rows()}


def is_pointer(text: str) -> bool:
    """Whether a name means whatever is newest: a curated one, or one in "latest" without a version (a size is none)."""
    taken = parts(text, with_effort=False)
    if taken.stamps or "latest" not in taken.words:
        return not taken.stamps and taken.words in pointers()
    return not any(word[0].isdigit() or word[1:2].isdigit() for word in _sizeless(taken.words))


@cache
def reuploads() -> Mapping[str, str]:
    """Return which repository each curated re-upload is a copy of, by the re-upload's id in lower case."""
    return {row.reupload.lower(): row.original.lower() for row in REUPLOADS.rows()}


Spelling = tuple[tuple[str, ...], str]


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
        self._by_sizeless: dict[tuple[str, ...], set[tuple[str, ...]]] = defaultdict(set)
        self._aliases: dict[tuple[str, ...], list[tuple[tuple[str, ...], Alias]]] = defaultdict(list)
        for model in sorted(known, key=lambda m: (m.rank, m.model_id)):
            self._add(model)
        for alias in aliases:
            taken = parts(alias.name, with_effort=False)
            self._aliases[_unnumbered(taken.words)].append((taken.stamps, alias))

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
                if model.rank <= HUB_ONLY and developer_id(model.model_id.split("/", maxsplit=1)[0]):
                    self._by_sizeless[_sizeless(taken.words)].add(taken.words)

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
        for step in (self._by_exact_id, self._by_alias, self._by_same_words, self._by_bracket, self._by_maker):
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
            lost = set(parts(origin, with_effort=False).words) ^ set(own.words)
            return origin if not lost or (lost <= TUNED and not TUNED & set(own.words)) else None
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
            if model is None or self._answers_tuned(name, model):
                continue
            if model.rank != SERVED and _is_copy(repo):
                return Resolution(why="a copy whose original nobody states", effort=taken.effort)
            stated = parts(name.text, with_effort=False).words
            own = {parts(known, with_effort=False).words for known in (model.model_id, repo, asked, *model.names)}
            why = "the same id" if repo == asked else f"a copy of {repo}"
            return _answer(model, taken, EXACT, why, None if stated in own else taken.effort)
        return None

    def _answers_tuned(self, name: Name, model: KnownModel) -> bool:
        """Whether a seller writes a base's id for the tuned model: no catalogue serves the base, and both are open."""
        if not name.is_served or model.rank == SERVED:
            return False
        reading = parts(name.text, with_effort=False)
        asked = _Asked(reading, reading, developer_of(model.model_id), name.is_served, name.is_sold)
        return any(True for _ in self._tuned(reading, asked))

    def _by_alias(self, name: Name, taken: Parts) -> Resolution | None:
        developer = _stated_developer(name)
        whole = parts(name.text, with_effort=False)
        for stamps, alias in self._aliases.get(_unnumbered(whole.words), ()):
            model = self._by_id.get(alias.model_id)
            if model is None or not _same_days(stamps, whole.stamps):
                continue
            makers = {None, developer_of(model.model_id), developer_id(alias.developer) or ""}
            if developer in makers or is_provider(taken.organisation or ""):
                return _answer(model, taken, ALIAS, "a curated alias", alias.effort)
        return None

    def _by_bracket(self, name: Name, _taken: Parts) -> Resolution | None:
        """Read `GPT-5 mini (gpt-5-mini-2025-08-07)` by the id in its brackets, `Kimi K2 (Moonshot AI)` by the rest."""
        match = re.fullmatch(r"([^()]+)\(([^()]+)\)\s*", name.text)
        if match is None:
            return None
        if developer_id(match[2]):
            return self.resolve(replace(name, text=match[1].strip(), developer=match[2], hub_repo_id=None))
        inner = self.resolve(replace(name, text=match[2], hub_repo_id=None))
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
        if _NO_MODEL & set(taken.words) or whole.words in _ROUTERS:
            return Resolution(why="a router or a baseline, not a model")
        asked = _Asked(whole, taken, _stated_developer(name), name.is_served, name.is_sold, name.day)
        return self._respelled(asked) or self._resold(asked)

    def _by_maker(self, name: Name, _taken: Parts) -> Resolution | None:
        """Read `Hermes 4 - Llama-3.1 70B (Reasoning)`: the model, then the base that it was made from."""
        model, *base = _MADE_FROM.split(name.text) if " - " in name.text else _BASE_BEHIND.split(plain(name.text))
        if len(base) != 1 or not model.strip():
            return None
        made_from = parts(base[0], with_effort=True)
        sizes = [word for word in made_from.words if _SIZE.fullmatch(word)]
        found = self.resolve(replace(name, text=" ".join([model, *sizes]), hub_repo_id=None))
        return replace(found, effort=found.effort or made_from.effort) if found.model_id else None

    def _resold(self, asked: "_Asked") -> Resolution | None:
        """Read `databricks/claude-opus-4-8`: a developer that also serves the models of others."""
        organisation = asked.whole.organisation or ""
        seller = provider(organisation)
        is_reseller = is_provider(organisation) and (seller.developer is None or seller.own_names)
        if not is_reseller:
            return None
        found = self._respelled(replace(asked, developer=None))
        return found if found and found.model_id and self._by_id[found.model_id].rank == SERVED else None

    def _respelled(self, asked: "_Asked") -> Resolution | None:
        readings = list(self._readings(asked))
        for confidence, spellings in _SPELLINGS:
            for reading, effort in readings:
                tuned = self._tuned(reading, asked) if confidence == WORDS else ()
                for key, why in (*tuned, *spellings(self, reading)):
                    models = self._candidates(key, reading.stamps, asked.developer)
                    models = [m for m in models if why == _TUNED_ANSWERS or self._fits(m, reading, key)]
                    if models:
                        return _one_of(_out_by(models, asked.day), reading, confidence, why, effort)
        return None

    def _readings(self, asked: "_Asked") -> Iterator[tuple[Parts, str | None]]:
        """Yield the ways to read a name, with the effort that it then states.

        A name that says "(Reasoning)" means the repository `-Thinking` of its release, where there is one. A level is
        no effort where a model has it in its name, whatever its date: `qwen-vl-max-1119` is no `qwen-vl`.
        """
        whole, taken = asked.whole, asked.taken
        if asked.is_sold or not self._is_before_its_thinking(whole):
            yield whole, None
        if taken.effort is None:
            return
        if taken.effort.startswith(_THINKING) and _THINKING not in taken.words:
            sibling = replace(taken, words=_with(taken.words, _THINKING))
            is_one = any(_THINKING in parts(m, with_effort=False).words for m in self._by_words.get(sibling.words, {}))
            if is_one and (taken.stamps or self._has_undated(sibling.words)):
                yield sibling, None
        if not self._is_own_word(whole, taken):
            yield taken, taken.effort

    def _is_before_its_thinking(self, whole: Parts) -> bool:
        """Whether `qwen3-30b-a3b-thinking` is the hybrid `qwen3-30b-a3b`, not the later `-thinking-2507`."""
        if whole.stamps or self._has_undated(whole.words):
            return False
        return self._has_undated(_minus(whole.words, _THINKING))

    def _has_undated(self, words: tuple[str, ...]) -> bool:
        return any(UNDATED in dates for dates in self._by_words.get(words, {}).values())

    def _is_of(self, words: tuple[str, ...], stamps: tuple[str, ...]) -> bool:
        dates = [date for dates in self._by_words.get(words, {}).values() for date in dates]
        return any(same_day(s, d) for s in stamps for d in dates) if stamps else UNDATED in dates

    def _is_own_word(self, whole: Parts, taken: Parts) -> bool:
        """Whether what looks like an effort belongs to a model's name, which is known under another date."""
        if not whole.stamps or (taken.effort or "").startswith((_THINKING, "none")):
            return False
        return any(self._by_id[m].rank <= TESTED for m in self._by_words.get(whole.words, {}))

    def _tuned(self, reading: Parts, asked: "_Asked") -> Iterator[Spelling]:
        """Yield the tuned model's words for the bare name of what is served, if both are of one release and open."""
        said = set(reading.words)
        if not (asked.is_served or reading.effort) or len(said) < DISTINCTIVE_WORDS or (TUNED | _BASE) & said:
            return
        words = reading.words if reading.words in self._by_words else tuple(w for w in reading.words if w != _PREVIEW)
        of_bare = [_own_dates(model_id) for model_id in self._by_words.get(words, {})]
        releases = set() if any(not dates for dates in of_bare) else {date for dates in of_bare for date in dates}
        for tuned in sorted(TUNED, reverse=True):
            key = _with(words, tuned)
            found = [m for m in self._by_words.get(key, {}) if _is_open_and_known(self._by_id[m])]
            later = {date for model_id in found for date in _own_dates(model_id)} - releases
            is_same = self._is_of(key, reading.stamps) if reading.stamps else not later
            if found and is_same:
                yield key, _TUNED_ANSWERS

    def more_sizes(self, reading: Parts) -> Iterator[Spelling]:
        """Yield the words of the one model that a name with a size too few can mean, if there is only one.

        The name and the model have the same date, or neither has one: else the family has several versions.
        """
        if len(reading.words) < DISTINCTIVE_WORDS:
            return
        bare = _sizeless(reading.words)
        found = {
            words
            for tuned in ((), *((word,) for word in (TUNED | {_THINKING}) - set(reading.words)))
            for words in self._by_sizeless.get(_with(bare, *tuned), ())
            if set(words) > set(reading.words) and self._is_of(words, reading.stamps)
        }
        spoken = {words for words in found if TUNED & set(words)}
        bases = {words for words in found if _with(words, "instruct") in spoken or _with(words, "chat") in spoken}
        if len(found - bases) == 1:
            yield (found - bases).pop(), "the same words with the model's size"

    def fewer_sizes(self, reading: Parts) -> Iterator[Spelling]:
        """Yield a name's words without its size, if the one model of those words has that many parameters."""
        for size in filter(_SIZE.fullmatch, reading.words):
            if "x" in size or len(reading.words) <= DISTINCTIVE_WORDS:
                continue
            stated = float(size.removesuffix("b")) * 1e9
            for key, _ in ((_without(reading.words, size), ""), *_fillers(_without(reading.words, size))):
                sizes = {self._by_id[m].parameters for m in self._by_words.get(key, {})}
                if any(held and abs(held - stated) <= SIZE_TOLERANCE * stated for held in sizes):
                    yield key, "the same words without the model's size"

    def _fits(self, model: KnownModel, reading: Parts, key: tuple[str, ...]) -> bool:
        """Whether a respelled name may mean the model: a tuned model's name never means its base, nor the reverse."""
        lost, gained = set(reading.words) - set(key), set(key) - set(reading.words)
        if self._is_another_version(model, reading, key, lost):
            return False
        if lost & _BASE and (gained & TUNED or parts(model.model_id, with_effort=False).words != key):
            return False
        if lost & TUNED:  # "Kimi K2 Instruct" is what a catalogue serves as Kimi K2
            return model.rank == SERVED
        if gained & TUNED:
            return self._is_without_base(model, reading, key)
        if lost & _BASE:  # "Llama 3 8B Base" is Llama 3 8B if there is an instruct model beside it
            return any(self._by_words.get(_with(key, tuned)) for tuned in TUNED)
        return True

    def _is_another_version(self, model: KnownModel, reading: Parts, key: tuple[str, ...], lost: set[str]) -> bool:
        """Whether a word that a name has more names another model.

        What a closed model was before its release is another model, open weights stay what they are; a faster endpoint
        of open weights has the same weights, a closed `-fast` is another model; beside a `002`, `001` is one of two.
        """
        if _PREVIEW in lost and model.hub_repo_id is None and not reading.stamps:
            return True
        if lost & _SPEEDS and not (model.hub_repo_id and model.rank == SERVED):
            return True
        return _FIRST in lost and self._has_second(key)

    def _is_without_base(self, model: KnownModel, reading: Parts, key: tuple[str, ...]) -> bool:
        """Whether a bare name means the tuned model, "Llama 3.3 70B": no base is called so, or none of its date."""
        if reading.stamps and self._is_of(key, reading.stamps):
            return not any(self._is_of(_with(reading.words, base), reading.stamps) for base in _BASES)
        return model.rank == SERVED and not any(self._by_words.get(_with(reading.words, base)) for base in _BASES)

    def _has_second(self, words: tuple[str, ...]) -> bool:
        """Whether a name has a version `002`: then `001` is not what the name means without a number."""
        numbered = _with(words, _SECOND)
        return numbered in self._by_words or numbered in self._aliases

    def _candidates(self, key: tuple[str, ...], stamps: tuple[str, ...], developer: str | None) -> list[KnownModel]:
        """Return the models of the surest rank that have these words, and the name's date where it states one."""
        same = {
            model_id: dates
            for model_id, dates in self._by_words.get(key, {}).items()
            if developer is None or developer == developer_of(model_id)
        }
        matching = self._of_this_date(same, stamps) if stamps else _undated_first(same)
        models = sorted((self._by_id[m] for m in matching), key=lambda m: (m.rank, len(m.model_id), m.model_id))
        models = [m for m in models if m.rank < HUB_ONLY or not _is_copy(m.model_id)]
        models = [m for m in models if m.rank == models[0].rank]
        if len(models) > 1:
            models = [m for m in models if developer_id(m.model_id.split("/")[0])] or models
        versions = {frozenset(same[m.model_id]) for m in models}
        if not stamps and len(versions) > 1 and not any(UNDATED in dates for dates in versions):
            return models  # dated versions of one name, and the name says no date
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
        dated = [m for m, dates in same.items() if any(same_day(s, d) for s in stamps for d in dates)]
        if dated:
            return [m for m in dated if UNDATED not in same[m]] or dated
        undated = [m for m, dates in same.items() if UNDATED in dates]
        return [m for m in undated if _LATEST in m or _can_be_release(stamps, self._by_id[m].released)]


@dataclass(frozen=True, slots=True)
class _Asked:
    """A name taken apart, whole and without its effort; the developer that it states, and whether it is served."""

    whole: Parts
    taken: Parts
    developer: str | None
    is_served: bool
    is_sold: bool
    day: date | None = None


def _own_dates(model_id: str) -> tuple[str, ...]:
    """Return the dates in a model's id: catalogues write the day of an undated model into others of its names."""
    return parts(model_id, with_effort=False).stamps


def _is_open_and_known(model: KnownModel) -> bool:
    return bool(model.hub_repo_id and developer_id(model.model_id.split("/", maxsplit=1)[0]))


def _is_copy(repo: str) -> bool:
    """Whether a repository's name says that its weights are stored with a loss: a name never means such a copy."""
    return storage(repo) >= STORED_WITH_A_LOSS


def _sizeless(words: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(word for word in words if not _SIZE.fullmatch(word) and not _ACTIVE.fullmatch(word))


def _minus(words: tuple[str, ...], word: str) -> tuple[str, ...]:
    return tuple(other for other in words if other != word) if word in words else ()


def _is_distinctive(words: tuple[str, ...]) -> bool:
    """Whether a bare name says enough to mean a stranger's repository: more than a family, numbers and a size."""
    said = {word for word in words if not word[0].isdigit() and word not in families()}
    return len(words) >= DISTINCTIVE_WORDS and bool(said)


def _one_of(
    models: Sequence[KnownModel], reading: Parts, confidence: float, why: str, effort: str | None
) -> Resolution:
    """Return the one model that a name means, or that it could mean several."""
    if len(models) == 1:
        return _answer(models[0], reading, confidence, why, effort)
    ids = ", ".join(model.model_id for model in models[:3])
    return Resolution(why=f"could mean {ids}", effort=reading.effort, is_ambiguous=True)


def _out_by(models: Sequence[KnownModel], day: date | None) -> Sequence[KnownModel]:
    """Return those of several models that were out on a day: the date in a name is the day of its weights.

    All of them where none was: then the day says nothing of which is meant. One whose name has no date stays.
    """
    if day is None or len(models) == 1:
        return models
    return [model for model in models if not _is_later(model, day)] or models


def _is_later(model: KnownModel, day: date) -> bool:
    year = model.released.year if model.released else day.year
    days = [each for stamp in _own_dates(model.model_id) for each in _days(stamp, year)]
    return bool(days) and min(days) > day


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


def same_day(first: str, second: str) -> bool:
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


def _same_days(first: tuple[str, ...], second: tuple[str, ...]) -> bool:
    """Whether two names' dates can be the same: neither has one, or one of each is one day."""
    return first == second or any(same_day(one, other) for one in first for other in second)


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


def _as_written(_: Identity, reading: Parts) -> Iterator[Spelling]:
    if _CHAT_HOSTS & {reading.host, reading.organisation} and not TUNED & set(reading.words):
        yield _with(reading.words, "instruct"), "what a host of chat models serves under this name"
    yield reading.words, "the same words"


def _one_filler(_: Identity, reading: Parts) -> Iterator[Spelling]:
    yield from _fillers(reading.words)


def _two_fillers(_: Identity, reading: Parts) -> Iterator[Spelling]:
    for once, _why in _fillers(reading.words):
        for twice, _why in _fillers(once):
            if twice != reading.words:
                yield twice, "the same words but for two fillers"


def _other_speed(_: Identity, reading: Parts) -> Iterator[Spelling]:
    """Yield `deepseek-ai/DeepSeek-V3-0324-Turbo` without its endpoint's speed, where the name states the developer."""
    if developer_id(reading.organisation):
        for word in sorted(_SPEEDS & set(reading.words)):
            yield _without(reading.words, word), "a faster endpoint of the same weights"


def _undotted(_: Identity, reading: Parts) -> Iterator[Spelling]:
    """Yield `qwen35-122b-a10b` as 3.5: a version of two figures whose full stop was left out."""
    for word in reading.words:
        match = _UNDOTTED.fullmatch(word)
        if match:
            yield _with(_without(reading.words, word), f"{match[1]}.{match[2]}"), "the same words with a full stop"


def _more_sizes(identity: Identity, reading: Parts) -> Iterator[Spelling]:
    """Yield the one model of these words that says more of its size: `nemotron-3-super-120b` is …-120b-a12b."""
    yield from identity.more_sizes(reading)


def _fewer_sizes(identity: Identity, reading: Parts) -> Iterator[Spelling]:
    """Yield the words without a size that is the model's own: `Mistral Nemo 12B`."""
    yield from identity.fewer_sizes(reading)


def _fillers(words: tuple[str, ...]) -> Iterator[Spelling]:
    """Yield the words with one filler less or more. A family's name alone says too little to be respelled."""
    if len(words) < DISTINCTIVE_WORDS:
        return
    for tuned, other in (("instruct", "chat"), ("chat", "instruct")):
        if tuned in words:
            yield _with(_without(words, tuned), other), f"{other!r} for {tuned!r}"
    has_number = any(word[0].isdigit() for word in words)
    for filler in FILLERS:
        if filler in words:
            if has_number or filler != "latest":  # a pointer without a number means another model each year
                yield _without(words, filler), f"the same words without {filler!r}"
        elif filler not in _BASE:
            yield _with(words, filler), f"the same words with {filler!r}"


def _without(words: tuple[str, ...], word: str) -> tuple[str, ...]:
    at = words.index(word)
    return words[:at] + words[at + 1 :]


_SPELLINGS: tuple[tuple[float, Callable[[Identity, Parts], Iterator[Spelling]]], ...] = (
    (WORDS, _as_written),
    (FILLER, _one_filler),
    (FILLER, _two_fillers),
    (FILLER, _more_sizes),
    (FILLER, _fewer_sizes),
    (FILLER, _undotted),
    (FILLER, _other_speed),
)
