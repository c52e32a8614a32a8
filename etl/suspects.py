"""What a built snapshot shows of names that were joined wrongly: suspects, each a sentence, which stop no build.

`python -m etl check` lists them. What is right as it stands is curated in datasets/distinct.csv, with its evidence.
"""

from collections import defaultdict
from collections.abc import Callable, Collection, Iterator, Mapping
from itertools import combinations
from typing import Any

import pandas as pd

from catalog.curated.developers import developer_id
from catalog.curated.providers import provider
from catalog.identity.names import STORED_WITH_A_LOSS, parts, storage
from catalog.identity.resolve import FILLERS, TUNED, curated_aliases, developer_of, distinct, is_pointer, same_day
from etl.pointers import CATALOGUE

Tables = Mapping[str, pd.DataFrame]
Key = tuple[str, tuple[str, ...]]
_BASE_WORDS = frozenset({"base", "pt"})
_LOOSE = frozenset({*FILLERS, *TUNED, "hf"}) - _BASE_WORDS


def one_model_twice(tables: Tables, apart: Collection[tuple[str, str]] | None = None) -> Iterator[str]:
    """Two models of one developer whose words differ by fillers, dates or precision, and that nobody holds apart.

    A seller that offers both, or a board that ran one test on both, holds them apart; so do two repositories.
    """
    apart = distinct() if apart is None else apart
    held_by = _held_by(tables)
    models = tables["models"]
    with_repo = set(models.loc[models["hub_repo_id"].notna(), "model_id"])
    for ids in _alike(models["model_id"]).values():
        for one, other in combinations(sorted(ids), 2):
            if (one, other) in apart or {one, other} <= with_repo or held_by[one] & held_by[other]:
                continue
            if _may_be_of_one_day(one, other):
                yield f"models: {one} and {other} may be one model"


def _may_be_of_one_day(one: str, other: str) -> bool:
    """Whether two ids carry no two dates that differ: those are two versions by their names."""
    dates, others = parts(one, with_effort=False).stamps, parts(other, with_effort=False).stamps
    return not (dates and others) or any(same_day(date, another) for date in dates for another in others)


def _held_by(tables: Tables) -> dict[str, set[tuple[Any, ...]]]:
    held: dict[str, set[tuple[Any, ...]]] = defaultdict(set)
    for table, columns in (
        ("offers", ["provider"]),
        ("price_history", ["provider"]),
        ("scores", ["source_id", "benchmark_id"]),
    ):
        for model_id, *who in tables[table][["model_id", *columns]].dropna().drop_duplicates().itertuples(index=False):
            held[model_id].add((table, *who))
    return held


def _alike(model_ids: Collection[str]) -> dict[Key, list[str]]:
    alike: dict[Key, list[str]] = defaultdict(list)
    for model_id in model_ids:
        developer = developer_of(model_id)
        if developer_id(developer):
            words = parts(model_id, with_effort=False).words
            alike[developer, tuple(word for word in words if word not in _LOOSE)].append(model_id)
    return alike


def copies_as_models(tables: Tables, apart: Collection[tuple[str, str]] | None = None) -> Iterator[str]:
    """A model that is a copy stored with a loss, or whose repository is one though the plainer one is listed."""
    apart = distinct() if apart is None else apart
    plain = {_words(repo): repo.lower() for repo in tables["hub_models"]["hub_repo_id"] if not storage(repo)}
    for row in tables["models"].itertuples():
        repo = row.hub_repo_id if isinstance(row.hub_repo_id, str) else None
        if storage(row.model_id) >= STORED_WITH_A_LOSS and row.vouched_by != "catalogue":
            yield f"models: {row.model_id} is a copy of another model"
        elif (
            repo
            and storage(repo)
            and _words(repo) in plain
            and tuple(sorted((plain[_words(repo)], row.model_id))) not in apart
        ):
            yield f"models: {row.model_id} has the repository {repo}, and the original is listed too"


def _words(repo: str) -> tuple[str, tuple[str, ...], tuple[str, ...]]:
    taken = parts(repo, with_effort=False)
    return developer_of(repo), taken.words, taken.stamps


def bases_that_answer(tables: Tables, apart: Collection[tuple[str, str]] | None = None) -> Iterator[str]:
    """An offer or a speed of a base under a bare name, where the tuned model is known and the seller lists only one."""
    apart = distinct() if apart is None else apart
    models = tables["models"]
    open_ids = models.loc[models["hub_repo_id"].notna(), "model_id"]
    by_words = {_words(model_id): model_id for model_id in open_ids}
    sellers = tables["offers"].groupby("provider")["model_id"].agg(set).to_dict()
    rows = tables["offers"][["model_id", "provider", "model_name"]].dropna().drop_duplicates()
    for row in rows[rows["model_id"].isin(set(open_ids))].itertuples():
        developer, words, stamps = _words(row.model_id)
        tuned = [by_words.get((developer, tuple(sorted((*words, word))), stamps)) for word in TUNED]
        is_repo = "/" in row.model_name and row.model_name != row.model_name.lower()
        said = set(parts(row.model_name, with_effort=False).words) & (TUNED | _BASE_WORDS)
        if any(tuned) and not said and not is_repo and not any(sellers[row.provider] & {t} for t in tuned if t):
            other = next(filter(None, tuned))
            if tuple(sorted((row.model_id, other))) in apart:  # somebody has looked at who sells the base
                continue
            yield f"offers: {row.provider} sells {row.model_id} as {row.model_name}, and {other} is known"


def thinking_elsewhere(tables: Tables) -> Iterator[str]:
    """A result of a model at a thinking effort, where its release has a repository that thinks."""
    by_words = {_words(model_id): model_id for model_id in tables["models"]["model_id"]}
    rows = tables["scores"][["model_id", "effort", "model_name", "source_id"]].dropna().drop_duplicates()
    for row in rows[rows["effort"].str.startswith("thinking")].itertuples():
        developer, words, stamps = _words(row.model_id)
        bare = tuple(word for word in words if word not in TUNED)
        sibling = by_words.get((developer, tuple(sorted((*bare, "thinking"))), stamps))
        if sibling and sibling != row.model_id:
            yield f"scores: {row.source_id} has {row.model_name} as {row.model_id}, and {sibling} is known"


def moving_names(tables: Tables) -> Iterator[str]:
    """An offer under a moving name whose model has this price nowhere under its own name."""
    offers = tables["offers"][tables["offers"]["provider"] != CATALOGUE]
    names = offers["model_name"].fillna("").map(lambda text: is_pointer(text.rsplit("/", maxsplit=1)[-1]))
    columns = ["model_id", "input_usd_per_mtok", "output_usd_per_mtok"]
    fixed = offers.loc[~names, ["provider", *columns]]
    own = {(provider(row.provider).slug, *row[2:]) for row in fixed.itertuples()}
    for row in offers[names & (offers["source_id"] != CATALOGUE)].itertuples():
        price = tuple(getattr(row, name) for name in columns)
        sellers = {
            row.provider,
            *(seller for seller, *_ in own if provider(seller).developer == developer_of(row.model_id)),
        }
        if not any((seller, *price) in own for seller in sellers):
            yield f"offers: {row.provider} sells {row.model_id} under the moving name {row.model_name}"


def two_names_under_one(tables: Tables) -> Iterator[str]:
    """Two names of one board with one model and effort, and different results of one test.

    A name of datasets/aliases.csv is one that somebody has looked at.
    """
    curated = {_read(alias.name) for alias in curated_aliases()}
    key = ["source_id", "model_id", "effort", "benchmark_id", "benchmark_version", "harness", "date_stamp", "precision"]
    scores = tables["scores"][[*key, "model_name", "value"]].dropna(subset=["model_name"]).drop_duplicates()
    told = set()
    twice = scores[scores.duplicated(key, keep=False)]
    for found, group in twice.groupby(key, dropna=False, sort=False):
        names = tuple(sorted(set(group["model_name"])))
        if len({_read(name) for name in names} - curated) > 1 and (found[0], names) not in told:
            told.add((found[0], names))
            yield f"scores: {found[0]} has {' and '.join(names[:3])}, all of them {found[1]} at one effort"


SUSPECTS: tuple[Callable[[Tables], Iterator[str]], ...] = (
    one_model_twice,
    copies_as_models,
    bases_that_answer,
    thinking_elsewhere,
    moving_names,
    two_names_under_one,
)


def _read(name: str) -> tuple[object, ...]:
    """Return what a name says of its model: two spellings of one name say the same."""
    taken = parts(name, with_effort=True)
    return taken.words, taken.stamps, taken.effort


def suspects(tables: Tables) -> list[str]:
    """Return every suspect of a snapshot's tables."""
    return [suspect for find in SUSPECTS for suspect in find(tables)]
