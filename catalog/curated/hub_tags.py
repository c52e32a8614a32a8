"""What the tags of a Hub repository say: languages, licence, lineage, training datasets, domains.

The Hub mixes in one list what the author wrote, what it derived from the files and what it adds itself. Traps: `it` is
Italian, but `yi` and `cv` are mostly not Yiddish and Chuvash (datasets/languages.csv marks such codes); a repository
names its parent twice (`base_model:X` and `base_model:finetune:X`), and only the second says how it was made.
"""

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Annotated, get_args

from catalog.curated.benchmarks import domains
from catalog.curated.table import Fault, Flag, Table, Words, holds
from catalog.records import Relation

MANY_LANGUAGES = 5  # from this many on a repository serves "many languages", not each of them

_REPO_ID = re.compile(r"(?=.{1,193}$)(?:[A-Za-z0-9_.-]{1,96}/)?[A-Za-z0-9_.-]{1,96}")
_LANGUAGE_CODE = re.compile(r"[a-z]{2,3}")
_RELATIONS = frozenset[str](get_args(Relation))
_TAKEN_FOR_LANGUAGES = 8  # so many languages beside it make a doubtful code believable
# What an author's tag, a training dataset or a repository's own name says about a domain. Whole words only.
_WORDS = {
    "medical": "medical medicine med clinical clinic biomedical biomed healthcare health medqa pubmed pubmedqa medmcqa"
    " meditron medgemma medalpaca medllama biomistral biogpt biomedlm biomedgpt huatuogpt mediphi radiology",
    "biology": "biology bioinformatics genomics protein",
    "chemistry": "chemistry chemical chem",
    "code": "code coder coding codegen programming codellama codeqwen codegemma codestral starcoder sqlcoder deepcoder"
    " wizardcoder opencoder codealpaca",
    "math": "math maths mathematics mathstral gsm metamath numinamath openmath deepmath wizardmath",
    "legal": "legal law lawyer lawma saullm",
    "finance": "finance financial fingpt finma finllm",
}
_DOMAIN_OF_WORD = {word: domain for domain, words in _WORDS.items() for word in words.split()}
_MEDIUM = frozenset({"low", "high", "percent"})  # beside one of these, "med" is short for medium
_WORD = re.compile(r"[A-Z]?[a-z]+|[A-Z]+(?![a-z])")
# Tags that the Hub or a library adds by itself, and that say nothing about what the model is for.
_ADDED = (
    "transformers safetensors pytorch tf jax onnx gguf mlx rust flax peft diffusers tensorboard tf-keras keras coreml"
    " openvino sentence-transformers compressed-tensors endpoints_compatible autotrain_compatible custom_code"
    " text-generation-inference text-embeddings-inference conversational model-index generated_from_trainer has_space"
)
_NOISE = frozenset(_ADDED.split())


@dataclass(frozen=True, slots=True)
class Edge:
    """A parent that a repository names, and how it says that it was made from it."""

    parent: str
    relation: str


@dataclass(frozen=True, slots=True, kw_only=True)
class _Language:
    code: str
    also_written: Words = ()
    domain: str | None = None
    is_doubtful: Flag
    note: str | None = None


def _language_faults(rows: Sequence[_Language]) -> Iterator[Fault]:
    taken: set[str] = set()
    for number, row in enumerate(rows):
        for column, codes in (("code", [row.code]), ("also_written", row.also_written)):
            if not all(_LANGUAGE_CODE.fullmatch(code) for code in codes) or not taken.isdisjoint(codes):
                yield number, column, "codes of two or three lower-case letters that stand nowhere else"
            taken.update(codes)
        known = domains().get(row.domain) if row.domain else None
        if row.domain and not (known and known.kind == "language"):
            yield number, "domain", "a domain of datasets/domains.csv that is a language"


LANGUAGES = Table(files="languages.csv", row=_Language, key=("code",), rule=_language_faults)


@cache
def _languages() -> Mapping[str, _Language]:
    """Return the languages by each spelling of their ISO 639 codes."""
    return {code: row for row in LANGUAGES.rows() for code in (row.code, *row.also_written)}


def language_title(code: str) -> str:
    """Return what an ISO 639 code is called, as "Japanese (ja)"; the code alone where no domain is of the language."""
    language = _languages().get(code)
    domain = domains().get(language.domain) if language and language.domain else None
    return f"{domain.title} ({code})" if domain else code


def is_repo_id(text: str) -> bool:
    """Return whether a text can be the id of a Hub repository."""
    return _REPO_ID.fullmatch(text) is not None and ".." not in text


RepoId = Annotated[str, holds(is_repo_id, "the id of a Hub repository, such as openai/gpt-oss-20b")]


def _values(tags: Iterable[str], prefix: str) -> list[str]:
    return [tag.removeprefix(prefix) for tag in tags if tag.startswith(prefix)]


def languages(tags: Sequence[str]) -> tuple[str, ...]:
    """Return the languages among the tags, as ISO 639 codes, sorted."""
    known = _languages()
    found = {known[tag].code: known[tag].is_doubtful for tag in tags if tag in known}
    sure = [code for code, is_doubtful in found.items() if not is_doubtful]
    return tuple(sorted(found if len(sure) >= _TAKEN_FOR_LANGUAGES else sure))


def licence_id(tags: Sequence[str]) -> str | None:
    """Return the licence, the named one where the Hub's `other` stands beside it; None where none is stated."""
    stated = [text.lower() for text in _values(tags, "license:") if text]
    return next((text for text in stated if text != "other"), stated[0] if stated else None)


def training_datasets(tags: Sequence[str]) -> tuple[str, ...]:
    """Return the datasets that a repository says it was trained on, sorted."""
    return tuple(sorted({text for text in _values(tags, "dataset:") if text}))


def edges(tags: Sequence[str]) -> tuple[Edge, ...]:
    """Return the parents that a repository names together with a relation."""
    split = (text.split(":", 1) for text in _values(tags, "base_model:") if ":" in text)
    return tuple(dict.fromkeys(Edge(parent, relation) for relation, parent in split if relation in _RELATIONS))


def names_parent_only(tags: Sequence[str]) -> bool:
    """Return whether a repository names a parent, but not how it was made from it."""
    return any(tag.startswith("base_model:") for tag in tags) and not edges(tags)


def authors_tags(tags: Sequence[str], pipeline_tag: str | None, library: str | None) -> tuple[str, ...]:
    """Return the tags that are left when everything that has a column of its own is taken away, sorted."""
    known, codes = _languages(), set(languages(tags))
    said = {tag for tag in tags if tag in known and known[tag].code in codes} | {pipeline_tag, library}
    return tuple(sorted({tag for tag in tags if ":" not in tag and tag not in said and tag not in _NOISE}))


@cache
def _spoken_words() -> frozenset[str]:
    """Return the languages by name. English is left out: nearly every repository names it, which sets none apart."""
    return frozenset(
        d for d, row in domains().items() if row.kind == "language" and d not in {"multilingual", "english"}
    )


def _domains_of_text(text: str, *, with_languages: bool) -> set[str]:
    words = {word.lower() for word in _WORD.findall(text)}
    if words & _MEDIUM:
        words.discard("med")
    found = {_DOMAIN_OF_WORD[word] for word in words if word in _DOMAIN_OF_WORD}
    return found | {word for word in words if word in _spoken_words()} if with_languages else found


def domain_reasons(hub_repo_id: str, tags: Sequence[str]) -> dict[str, str]:
    """Return the domains that a repository claims to serve, each with the strongest reason to say so.

    A tag is the author's word; a training dataset is next; a word of the repository's name comes last.
    """
    reasons: dict[str, str] = {}
    for tag in sorted(tag for tag in tags if ":" not in tag and tag not in _NOISE):
        for domain in _domains_of_text(tag, with_languages=True):
            reasons.setdefault(domain, f"tag: {tag}")
    for domain, reason in _language_reasons(languages(tags)):
        reasons.setdefault(domain, reason)
    for domain, reason in _dataset_reasons(training_datasets(tags)):
        reasons.setdefault(domain, reason)
    for domain in _domains_of_text(hub_repo_id.rpartition("/")[2], with_languages=True):
        reasons.setdefault(domain, f"name: {hub_repo_id}")
    return dict(sorted(reasons.items()))


def _dataset_reasons(datasets: Sequence[str]) -> list[tuple[str, str]]:
    """One medical dataset among forty does not make a medical model: a domain needs half of them."""
    found: dict[str, list[str]] = defaultdict(list)
    for dataset in datasets:
        for domain in _domains_of_text(dataset.rpartition("/")[2], with_languages=False):
            found[domain].append(dataset)
    return [(d, f"training dataset: {named[0]}") for d, named in found.items() if 2 * len(named) >= len(datasets)]


def _language_reasons(codes: Sequence[str]) -> list[tuple[str, str]]:
    others = [code for code in codes if code != "en"]
    if len(others) >= MANY_LANGUAGES:
        return [("multilingual", f"{len(codes)} language tags")]
    spoken = {code: _languages()[code].domain for code in others}
    return [(domain, f"language tag: {code}") for code, domain in spoken.items() if domain]
