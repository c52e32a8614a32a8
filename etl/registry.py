"""Which models there are: who names each one first, under which id, and what is known about it.

A model's id is OpenRouter's where it has one, else its Hub repository in lower case, else `developer/name` as its
developer's own price list writes it, without a date.
"""

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date

from catalog.curated.developers import developer_id, plain
from catalog.identity.index import HubRepo, Key, hub_known, index, key_of, plainest
from catalog.identity.names import STORED_WITH_A_LOSS, parts, slug, storage
from catalog.identity.resolve import (
    HUB_ONLY,
    SERVED,
    TESTED,
    TUNED,
    CuratedModel,
    Identity,
    KnownModel,
    developer_of,
    families,
)
from catalog.records import Model, Offer, PricePeriod
from etl.source import Batch, NamedRecord, Source

_REPO = re.compile(r"[A-Za-z0-9][\w.-]*/[\w.-]+")
_POINTERS = frozenset({"latest", "preview", "default", "beta", "experimental"})
# What a repository's name may say more than the id under which its model is served, likeliest first.
_LEFT_OUT = ((), ("0.1",), ("instruct",), ("chat",), ("0.1", "instruct"))
_ROUTE = re.compile(r":(free|extended|beta|nitro|floor|online|exacto|thinking)$")
_NOT_TEXT = re.compile(
    r"embed|tts|whisper|image|audio|realtime|transcri|moderation|rerank|ocr|veo|imagen|sora|dall-e|lyria|voice|speech"
    r"|live|video|banana|computer-use|robotics|guard|container|aqa|translate|livetranslate|asr|music|realtime|clip",
)


@dataclass(slots=True)
class _Draft:
    """A model while its names are being gathered."""

    model_id: str
    rank: int
    hub_repo_id: str | None = None
    names: dict[str, None] = field(default_factory=dict)
    released: date | None = None

    def known(self) -> KnownModel:
        return KnownModel(
            model_id=self.model_id,
            hub_repo_id=self.hub_repo_id,
            names=tuple(self.names),
            rank=self.rank,
            released=self.released,
        )


def family_of(name: str) -> str | None:
    """Return the family that a model's name begins with or contains; None for one that we don't know."""
    found = re.findall(r"[a-z]+\d?|[a-z]\d", plain(name))
    known = [families().get(word) or families().get(word.rstrip("0123456789")) for word in found]
    return next((family for family in known if family), None)


def is_text_model(name: str) -> bool:
    """Whether a name in a price list is of a model that writes text (not of one that embeds, paints or speaks)."""
    return _NOT_TEXT.search(plain(name)) is None


class Registry:
    """Gathers models, surest sources first."""

    def __init__(self) -> None:
        self._drafts: dict[str, _Draft] = {}
        self._by_key: dict[Key, str] = {}
        self._by_repo: dict[str, str] = {}
        self._own: set[str] = set()
        self._served_as: dict[tuple[str, str], set[str]] = defaultdict(set)

    def known(self) -> list[KnownModel]:
        """Return the models so far."""
        return [draft.known() for draft in self._drafts.values()]

    def add_known(self, model: KnownModel) -> None:
        """Add a model that an earlier snapshot knows, unless a source names it too."""
        repo = _place_of(model.hub_repo_id) if model.hub_repo_id else ""
        key = key_of(model.model_id)
        same = self._by_repo.get(repo) or (model.model_id if model.model_id in self._drafts else None)
        draft = self._drafts.get(same or self._by_key.get(key, "")) or self._new(model.model_id, model.rank)
        self._describe(draft, hub_repo_id=model.hub_repo_id, names=model.names, released=model.released)

    def add_served(
        self, model_id: str, *, hub_repo_id: str | None, names: Iterable[str], released: date | None
    ) -> None:
        """Add a model under OpenRouter's id; a second id of the same words is the same model."""
        plain_id = _ROUTE.sub("", plain(model_id))
        base = re.sub(r"-(?:high|low|medium)$", "", plain_id)
        is_effort = (
            base != plain_id and base in self._drafts
        )  # openai/o3-mini-high is o3-mini at an effort, not a model
        plain_id = base if is_effort else plain_id
        key = key_of(plain_id)
        draft = self._drafts.get(plain_id) or self._drafts.get(self._by_key.get(key, ""))
        draft = draft or self._new(plain_id, SERVED)
        self._served_as[_line_of(plain_id)].add(plain_id.split("/", maxsplit=1)[0])
        self._describe(draft, hub_repo_id=hub_repo_id, names=() if is_effort else names, released=released)

    def add_repo(self, repo: str, *, rank: int) -> None:
        """Add a Hub repository that a source states; of a known developer's, one with the same words is the same."""
        if _place_of(repo) in self._by_repo:
            draft = self._drafts[self._by_repo[_place_of(repo)]]
            draft.rank = min(draft.rank, rank)
            return
        organisation = repo.split("/", maxsplit=1)[0].lower()
        key = key_of(repo)
        same = self._by_key.get(key) if developer_id(organisation) else None
        draft = self._drafts[same] if same else self._new(repo.lower(), rank)
        draft.rank = min(draft.rank, rank)
        self._describe(draft, hub_repo_id=repo, names=(repo,), released=None)

    def add_own(self, developer: str, name: str, released: date | None, hub_repo_id: str | None = None) -> None:
        """Add a model that only its developer's price list names, under the organisation of its served siblings."""
        served_as = self._served_as[_line_of(f"{developer}/{slug(name)}")]
        organisation = developer if developer in served_as or not served_as else min(served_as)
        model_id = f"{organisation}/{slug(name)}"
        stamps = parts(name, with_effort=False).stamps
        if stamps and model_id in self._drafts and model_id not in self._own:  # an older model has the bare name
            model_id = f"{model_id}-{stamps[0]}"
        same = self._by_key.get(key_of(model_id), "")
        if same in self._own and len(model_id) < len(same):  # `doubao-seed-2.0-pro` is `seed-2.0-pro`
            self._rename(same, model_id)
        self._own.add(model_id)
        draft = self._drafts.get(model_id) or self._drafts.get(same) or self._new(model_id, SERVED)
        self._describe(draft, hub_repo_id=hub_repo_id, names=(name,), released=released)

    def _rename(self, old: str, new: str) -> None:
        draft = self._drafts.pop(old)
        draft.model_id = new
        self._drafts[new] = draft
        self._by_key[key_of(new)] = new

    def _new(self, model_id: str, rank: int) -> _Draft:
        draft = self._drafts[model_id] = _Draft(model_id, rank)
        self._by_key.setdefault(key_of(model_id), model_id)
        return draft

    def _describe(self, draft: _Draft, *, hub_repo_id: str | None, names: Iterable[str], released: date | None) -> None:
        if hub_repo_id:
            draft.hub_repo_id = draft.hub_repo_id or hub_repo_id
            self._by_repo.setdefault(_place_of(hub_repo_id), draft.model_id)
        draft.names.update(dict.fromkeys(names))
        if released and (draft.released is None or released < draft.released):
            draft.released = released


def _place_of(repo: str) -> str:
    """Return a repository in lower case under its developer: a renamed organisation keeps its repositories."""
    organisation, _, name = repo.lower().partition("/")
    return f"{developer_id(organisation) or organisation}/{name}"


def _line_of(model_id: str) -> tuple[str, str]:
    """Return what siblings have in common: their developer, and the word that their names begin with."""
    found = re.match(r"[a-z]+", model_id.rsplit("/", maxsplit=1)[-1])
    return developer_of(model_id), found[0] if found else ""


def _found(batches: Mapping[str, Batch], sources: Mapping[str, Source], founds: str | None) -> Iterator[NamedRecord]:
    for source_id, batch in batches.items():
        if founds is None or sources[source_id].founds == founds:
            yield from (found for found in batch.found if found.name is not None)


def _release(record: object) -> date | None:
    if isinstance(record, Model):
        return record.release_date
    return record.valid_from if isinstance(record, PricePeriod) else None


def build_registry(
    batches: Mapping[str, Batch],
    sources: Mapping[str, Source],
    repos: Iterable[HubRepo],
    quantized_from: Mapping[str, str],
    earlier: Iterable[KnownModel] = (),
    curated: Sequence[CuratedModel] = (),
) -> Identity:
    """Return the index of all models that the sources' records found, with the Hub's repositories behind them.

    Args:
        batches: every source's records, by source.
        sources: the sources, for what each one's names may found.
        repos: what the Hub lists.
        quantized_from: a quantised repository's original, both in lower case.
        earlier: the models of the snapshot from which rows are carried forward.
        curated: the models, and the repositories of models, that a person vouches for.
    """
    registry = Registry()
    repos = list(repos)
    of_organisation: dict[str, list[str]] = defaultdict(list)
    for listed in repos:
        of_organisation[listed.repo.split("/", maxsplit=1)[0].lower()].append(listed.repo)
    vouched_repos = {row.model_id: row.hub_repo_id for row in curated if row.hub_repo_id}
    _add_served(registry, batches, sources, of_organisation, vouched_repos)
    earlier = list(earlier)
    for model in earlier:
        if model.rank == SERVED:  # its repository may have been vouched for since
            repo = model.hub_repo_id or vouched_repos.get(model.model_id)
            registry.add_known(replace(model, hub_repo_id=repo))
    hub = list(hub_known(repos))
    _attach_repos(registry, hub)
    _add_repos(registry, batches, sources, hub, quantized_from)
    for model in earlier:
        if model.rank != SERVED:
            registry.add_known(model)
    for row in curated:
        known = KnownModel(model_id=row.model_id, hub_repo_id=row.hub_repo_id, rank=TESTED, released=row.released)
        registry.add_known(known)
    _add_own(registry, batches, sources, hub, quantized_from)
    return index(registry.known(), hub, quantized_from)


def _add_served(
    registry: Registry,
    batches: Mapping[str, Batch],
    sources: Mapping[str, Source],
    of_organisation: Mapping[str, Sequence[str]],
    vouched_repos: Mapping[str, str],
) -> None:
    names: dict[str, list[str]] = defaultdict(list)
    repos: dict[str, str] = {}
    released: dict[str, date] = {}
    for found in _found(batches, sources, "ids"):
        if found.name is None:
            continue
        model_id = found.name.text
        name = getattr(found.record, "name", None)
        names[model_id] += [name] if name and not _hides_tuning(model_id, name) else []
        repo = found.name.hub_repo_id or getattr(found.record, "hub_repo_id", None)
        if repo and _is_its_own(model_id, repo):
            siblings = of_organisation.get(repo.split("/", maxsplit=1)[0].lower(), ())
            repos.setdefault(model_id, plainest(repo, siblings))
        day = _release(found.record)
        if day:
            released[model_id] = min(day, released.get(model_id, day))
    repos |= vouched_repos
    claimed: set[str] = set()
    for model_id in sorted(names, key=lambda text: (":" in text, not _says_its_repo(text, repos), text)):
        repo = repos.get(model_id)
        if repo and repo.lower() in claimed:
            repo = None
        claimed |= {repo.lower()} if repo else set()
        registry.add_served(model_id, hub_repo_id=repo, names=names[model_id], released=released.get(model_id))


def _hides_tuning(model_id: str, name: str) -> bool:
    """Whether a display name leaves out that the model is tuned: "Gemma 2 27B" is also what its base is called."""
    left_out = set(parts(model_id, with_effort=False).words) - set(parts(name, with_effort=False).words)
    return bool(left_out & TUNED)


def _is_its_own(model_id: str, repo: str) -> bool:
    """Whether a stated repository is the model's own: OpenRouter sometimes states the base that it was made from."""
    same_words = parts(repo, with_effort=False).words == parts(model_id, with_effort=False).words
    return same_words or developer_of(repo) == developer_of(model_id)


def _says_its_repo(model_id: str, repos: Mapping[str, str]) -> bool:
    """Whether an id has the same words as the repository that it claims: of two claims that one is the better."""
    repo = repos.get(model_id)
    return repo is not None and parts(repo, with_effort=False).words == parts(model_id, with_effort=False).words


def _attach_repos(registry: Registry, hub: Iterable[KnownModel]) -> None:
    """Give a served model without a stated repository the one of its own developer with the same words and date.

    Then one whose name also says that it is tuned, or the first version: `mixtral-8x7b-instruct` is
    `Mixtral-8x7B-Instruct-v0.1`, unless a model of the longer name is served too.
    """
    repos = [(key_of(repo.model_id), repo) for repo in sorted(filter(_is_hub_only, hub), key=_shortest_first)]
    served = {key_of(model.model_id): model for model in registry.known()}
    for left_out in _LEFT_OUT:
        for key, repo in repos:
            words, stamps, developer = key
            if not set(left_out) <= set(words) or (left_out and key in served):
                continue
            bare = (tuple(word for word in words if word not in left_out), stamps, developer)
            model = served.get(bare)
            if model and model.hub_repo_id is None:
                registry.add_served(model.model_id, hub_repo_id=repo.hub_repo_id, names=(), released=None)
                served[bare] = replace(model, hub_repo_id=repo.hub_repo_id)


def _is_hub_only(model: KnownModel) -> bool:
    return model.rank == HUB_ONLY


def _shortest_first(repo: KnownModel) -> tuple[int, bool, str]:
    is_elsewhere = repo.model_id.split("/", maxsplit=1)[0] != developer_of(repo.model_id)
    return len(parts(repo.model_id, with_effort=False).words), is_elsewhere, repo.model_id


def _add_repos(
    registry: Registry,
    batches: Mapping[str, Batch],
    sources: Mapping[str, Source],
    hub: list[KnownModel],
    quantized_from: Mapping[str, str],
) -> None:
    """Add the Hub repositories that sources state: first plain ones, so that quantised copies find their originals."""
    ranks: dict[str, int] = {}
    for found in _found(batches, sources, None):
        repo = found.name.hub_repo_id if found.name else None
        if repo and _REPO.fullmatch(repo):
            rank = SERVED if isinstance(found.record, Offer | PricePeriod) else TESTED
            ranks[repo] = min(rank, ranks.get(repo, rank))
    for is_stored in (False, True):
        so_far = index(registry.known(), hub, quantized_from)
        for repo, rank in ranks.items():
            if bool(storage(repo)) == is_stored:
                original = so_far.original_repo(repo)
                if original != repo.lower():
                    registry.add_repo(original, rank=rank)
                elif storage(repo) < STORED_WITH_A_LOSS:  # a copy founds no model, whether its original is known or not
                    registry.add_repo(repo, rank=rank)


def _add_own(
    registry: Registry,
    batches: Mapping[str, Batch],
    sources: Mapping[str, Source],
    hub: list[KnownModel],
    quantized_from: Mapping[str, str],
) -> None:
    """Add what only developers' own price lists name: plain names first, so that dated ones and pointers join them."""
    own = [
        (found.name, found.record.release_date)
        for found in _found(batches, sources, "developers' models")
        if found.name and isinstance(found.record, Model) and is_text_model(found.name.text)
    ]
    for is_plain in (True, False):
        so_far = index(registry.known(), hub, quantized_from)
        for name, released in own:
            developer = developer_id(name.developer)
            if developer and _is_plain(name.text) == is_plain:
                met = so_far.resolve(name)
                if not met.is_ambiguous and (met.model_id is None or _is_stored_copy(met.model_id)):
                    registry.add_own(developer, name.text, released, met.hub_repo_id)


def _is_stored_copy(model_id: str) -> bool:
    """Whether an id says how the weights are stored: what the developer sells goes by its own name."""
    return storage(model_id) > 0


def _is_plain(name: str) -> bool:
    taken = parts(name, with_effort=True)
    return not taken.stamps and taken.effort is None and not _POINTERS & set(taken.words)
