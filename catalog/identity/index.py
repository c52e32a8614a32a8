"""The models that are known, as one index of names: those that somebody serves or tested, and the Hub's behind them."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace

from catalog import queries
from catalog.curated.developers import developer_id
from catalog.identity.names import STORED_WITH_A_LOSS, parts, storage
from catalog.identity.resolve import (
    HUB_ONLY,
    SERVED,
    TESTED,
    THIRD_PARTY,
    UNNOTED,
    Identity,
    KnownModel,
    curated_aliases,
    developer_of,
)
from catalog.store import Store

NOTED_LIKES = 50  # a stranger's repository with fewer likes is not meant by a bare name
Key = tuple[tuple[str, ...], tuple[str, ...], str]


@dataclass(frozen=True, slots=True, kw_only=True)
class HubRepo:
    """What an index needs of one repository that the Hub lists. A derived one is quantised or an adapter."""

    repo: str
    likes: int
    is_derived: bool
    parameters: float | None = None


def key_of(model_id: str) -> Key:
    """Return what two ids of one model have in common: its words, its dates and its developer."""
    taken = parts(model_id, with_effort=False)
    return taken.words, tuple(sorted(taken.stamps)), developer_of(model_id)


def hub_repos(
    models: Iterable[tuple[str, int | None, float | None]], edges: Iterable[tuple[str, str, str]]
) -> tuple[list[HubRepo], dict[str, str]]:
    """Return repositories, and the quantised ones' originals in lower case.

    Args:
        models: (repository, likes, parameters).
        edges: (child, parent, relation).
    """
    derived: set[str] = set()
    parents: dict[str, set[str]] = defaultdict(set)
    for child, parent, relation in edges:
        if relation in {"quantized", "adapter"}:
            derived.add(child.lower())
        if relation == "quantized":
            parents[child.lower()].add(parent.lower())
    quantized_from = {child: next(iter(found)) for child, found in parents.items() if len(found) == 1}
    repos = [
        HubRepo(repo=repo, likes=int(likes or 0), is_derived=repo.lower() in derived, parameters=parameters)
        for repo, likes, parameters in models
    ]
    return repos, quantized_from


def plainest(repo: str, siblings: Iterable[str]) -> str:
    """Return which of an organisation's repositories of one name stores the weights most plainly.

    `nvidia/…-FP8` gives way to `nvidia/…-BF16`, `PrimeIntellect/INTELLECT-3-FP8` to `PrimeIntellect/INTELLECT-3`.
    """
    if not storage(repo):
        return repo
    key = key_of(repo)
    same = [sibling for sibling in siblings if key_of(sibling) == key]
    return min([repo, *same], key=lambda text: (storage(text), text))


def hub_known(repos: Iterable[HubRepo]) -> Iterator[KnownModel]:
    """Yield the Hub's repositories as models that names may mean; copies and strangers' unnoted ones by exact id."""
    for repo in repos:
        if repo.is_derived or storage(repo.repo) >= STORED_WITH_A_LOSS:
            rank = UNNOTED
        elif developer_id(repo.repo.split("/", maxsplit=1)[0].lower()):
            rank = HUB_ONLY
        else:
            rank = THIRD_PARTY if repo.likes >= NOTED_LIKES else UNNOTED
        yield KnownModel(model_id=repo.repo.lower(), hub_repo_id=repo.repo, rank=rank, parameters=repo.parameters)


def index(listed: Iterable[KnownModel], hub: Iterable[KnownModel], quantized_from: Mapping[str, str]) -> Identity:
    """Return an index of listed models, and of the Hub's repositories that no listed model stands for."""
    hub = list(hub)
    sizes = {model.model_id: model.parameters for model in hub}
    listed = [
        replace(model, parameters=model.parameters or sizes.get((model.hub_repo_id or "").lower())) for model in listed
    ]
    taken = {model.hub_repo_id.lower() for model in listed if model.hub_repo_id} | {model.model_id for model in listed}
    same = {key_of(text) for model in listed for text in (model.model_id, model.hub_repo_id) if text}
    behind = [m for m in hub if m.model_id not in taken and (m.rank != HUB_ONLY or key_of(m.model_id) not in same)]
    return Identity([*listed, *behind], aliases=curated_aliases(), quantized_from=quantized_from)


def identity_of(store: Store) -> Identity:
    """Return the index of the models that a snapshot knows."""
    names = dict(queries.known_names(store))
    listed = [
        KnownModel(
            model_id=model_id,
            hub_repo_id=repo,
            names=tuple(names.get(model_id, ())),
            rank=SERVED if vouched_by == "catalogue" else TESTED,
            released=released,
        )
        for model_id, repo, vouched_by, released in queries.known_models(store)
        if vouched_by != "hub"
    ]
    repos, quantized_from = hub_repos(queries.listed_repos(store), queries.derived_repos(store))
    return index(listed, hub_known(repos), quantized_from)
