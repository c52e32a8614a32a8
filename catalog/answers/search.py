"""What a few typed words mean: models, who sells them, tests."""

from typing import Literal, NamedTuple

import pandas as pd

from catalog import queries
from catalog.curated.providers import seller_title
from catalog.identity import search
from catalog.identity.search import Searched, words
from catalog.snapshot import Snapshot
from catalog.store import Store

Kind = Literal["model", "provider", "benchmark"]
MOST_MODELS, MOST_OTHERS = 6, 3


class Hit(NamedTuple):
    """Something that is found: what it is, its id, what it is called, and what tells it from others.

    Title and note are foreign text: show them as text.
    """

    kind: Kind
    ident: str
    title: str
    note: str


def models_in(snapshot: Snapshot) -> list[Searched]:
    """Return what a search compares of a snapshot's models: for `snapshot.share`, as it takes half a second."""
    return search.searched(snapshot.ask(queries.named_models))


def model_ids(snapshot: Snapshot, text: str) -> list[str]:
    """Return the ids of all models that a text means, the likeliest first.

    Raises:
        StoreError: the snapshot cannot answer.
    """
    return search.ranked(snapshot.share(models_in), text)


def answer(snapshot: Snapshot, text: str) -> list[Hit]:
    """Return the few models, providers and tests that a text means, the likeliest of each first; none for no words.

    A provider of exactly this name stands before models that nobody sells. A text that no name holds is answered with
    the models whose names are spelt most like it.

    Raises:
        StoreError: the snapshot cannot answer.
    """
    others = [hit for hit in snapshot.share(_others_in) if _begins_each(text, hit)]
    providers = [hit for hit in others if hit.kind == "provider"][:MOST_OTHERS]
    benchmarks = [hit for hit in others if hit.kind == "benchmark"][:MOST_OTHERS]
    models = model_ids(snapshot, text)[:MOST_MODELS]
    if not (models or others):
        models = search.nearest(snapshot.share(models_in), text, MOST_MODELS)
    named = snapshot.share(_named_in).loc[models]
    found = [Hit("model", ident, name, ident) for ident, name in named["name"].items()]
    is_sold = bool(named["sellers"].head(1).gt(0).any())
    if not is_sold and any(words(text) in (words(hit.title), words(hit.ident)) for hit in providers):
        return [*providers, *found, *benchmarks]
    return [*found, *providers, *benchmarks]


def _named_in(snapshot: Snapshot) -> pd.DataFrame:
    return snapshot.ask(queries.named_models).set_index("model_id")[["name", "sellers"]]


def _others_in(snapshot: Snapshot) -> list[Hit]:
    """Return all providers and all tests, those of the most models first: they are few."""
    return [*snapshot.ask(_providers), *snapshot.ask(_benchmarks)]


def _providers(store: Store) -> list[Hit]:
    sold = queries.models_in_play(store)["providers"].explode().dropna().value_counts()
    return [
        Hit("provider", str(slug), seller_title(str(slug)), f"sells {number:,} of the models")
        for slug, number in sold.items()
    ]


def _benchmarks(store: Store) -> list[Hit]:
    tests = queries.benchmark_standings(store).sort_values("models_measured", ascending=False, kind="stable")
    rows = zip(tests["benchmark_id"], tests["title"], tests["domain_title"], tests["models_measured"], strict=True)
    return [
        Hit("benchmark", ident, title, f"{domain}, models tested: {number:,}") for ident, title, domain, number in rows
    ]


def _begins_each(text: str, hit: Hit) -> bool:
    """Return whether every typed word begins a word of the title or the id."""
    asked, said = words(text[: search.LONGEST_SEARCH]), words(f"{hit.title} {hit.ident}")
    return bool(asked) and all(any(word.startswith(part) for word in said) for part in asked)
