"""Asking the Hub for its models: which listings, how many pages, and not faster than it allows.

Traps: the server refuses `expand=baseModels` on a listing, so lineage is read from tags; one listing by
`base_model:<id>` has every relation at once, and its quantised copies come first because they are downloaded most.
"""

import sys
import threading
import time
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from itertools import islice
from typing import Any

from catalog.curated.hub_tags import edges

PAGE = 1000
# Published: 500 requests in 5 minutes for an address, 1,000 for a user. A tenth is left to the other sources.
WINDOW_S, ANONYMOUS_REQUESTS, USER_REQUESTS = 300.0, 450, 900
PAGES_IN_ALL, PAGES_A_BASE, AT_ONCE = 480, 5, 4
TEXT_MODELS, MULTIMODAL_MODELS, TAGGED_MODELS, QUANTIZED_A_BASE = 45_000, 2_000, 2_000, 100
TEXT = "text-generation"
FIELD_TAGS = ("medical", "biology", "code", "math", "legal", "finance", "chemistry")
LANGUAGE_TAGS = ("ja", "zh", "ko", "de", "fr", "es", "it", "pt", "ar", "hi", "ru")
PROPERTIES = (
    "downloads",
    "likes",
    "pipeline_tag",
    "library_name",
    "tags",
    "createdAt",
    "lastModified",
    "gated",
    "safetensors",
)


class Limiter:
    """Lets at most so many requests pass in any window of time; the others wait."""

    def __init__(
        self,
        requests: int,
        window_s: float = WINDOW_S,
        clock: Callable[[], float] = time.monotonic,
        sleep: Callable[[float], None] = time.sleep,
    ) -> None:
        self._window_s, self._clock, self._sleep = window_s, clock, sleep
        self._passed: deque[float] = deque(maxlen=requests)
        self._lock = threading.Lock()

    def take(self) -> None:
        """Wait until one more request may pass."""
        with self._lock:
            if len(self._passed) == self._passed.maxlen:
                self._sleep(max(0.0, self._passed[0] + self._window_s - self._clock()))
            self._passed.append(self._clock())


@dataclass(slots=True)
class Listed:
    """What the listings gave: each model once, and how many quantised copies a base has where that was counted."""

    models: dict[str, dict[str, Any]] = field(default_factory=dict)
    quantized: dict[str, int] = field(default_factory=dict)

    def add(self, models: Iterable[dict[str, Any]]) -> None:
        """Add models that are not there yet."""
        for model in models:
            self.models.setdefault(model["id"], model)


@dataclass(slots=True)
class Asking:
    """One round of listings, through `huggingface_hub.HfApi.list_models`."""

    list_models: Callable[..., Iterable[Any]]
    limiter: Limiter
    pages: int = 0
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def models(self, limit: int, *, sort: str = "downloads", **asked: Any) -> Iterator[dict[str, Any]]:  # noqa: ANN401
        """Yield models as plain rows, the first `limit` of a listing."""
        listing = iter(self.list_models(limit=limit, sort=sort, expand=list(PROPERTIES), **asked))
        for number in range(limit):
            if number % PAGE == 0:
                self.limiter.take()
                with self._lock:
                    self.pages += 1
            model = next(listing, None)
            if model is None:
                return
            yield _row(model)

    def first_models(self) -> list[dict[str, Any]]:
        """Return the newest and the most downloaded models: when they are the same, so is the rest."""
        newest = list(self.models(100, sort="last_modified", pipeline_tag=TEXT))
        return newest + list(self.models(100, pipeline_tag=TEXT))

    def everything(self, bases: Sequence[str]) -> Listed:
        """Return all the models that we want to know of."""
        listed = Listed()
        listed.add(self.models(TEXT_MODELS, pipeline_tag=TEXT))
        listed.add(self.models(MULTIMODAL_MODELS, pipeline_tag="image-text-to-text"))
        for tag in FIELD_TAGS:
            listed.add(self.models(TAGGED_MODELS, filter=tag))
        for tag in LANGUAGE_TAGS:
            listed.add(self.models(TAGGED_MODELS, filter=tag, pipeline_tag=TEXT))
        with ThreadPoolExecutor(AT_ONCE) as pool:
            for base, (kept, quantized) in zip(
                bases, pool.map(self._children, bases, _pages(bases, self.pages)), strict=True
            ):
                listed.add(kept)
                if quantized is not None:
                    listed.quantized[base] = quantized
        return listed

    def _children(self, base: str, pages: int) -> tuple[list[dict[str, Any]], int | None]:
        """Return a base's children, all but the less used quantised ones, and how many of those there are.

        The number is None when the listing was not read to its end.
        """
        children = list(self.models(pages * PAGE, filter=f"base_model:{base}"))
        quantized = [row for row in children if _is_quantized(row, base)]
        others = [row for row in children if not _is_quantized(row, base)]
        is_whole = len(children) < pages * PAGE
        return others + list(islice(quantized, QUANTIZED_A_BASE)), len(quantized) if is_whole else None


def _pages(bases: Sequence[str], spent: int) -> list[int]:
    """Return how many pages each base may take: one each, and more for the first ones while some are left."""
    spare = PAGES_IN_ALL - spent - len(bases)
    more = max(0, spare) // (PAGES_A_BASE - 1)
    return [PAGES_A_BASE if number < more else 1 for number in range(len(bases))]


def _is_quantized(row: dict[str, Any], base: str) -> bool:
    return any(edge.relation == "quantized" and edge.parent == base for edge in edges(row["tags"]))


def _row(model: Any) -> dict[str, Any]:  # noqa: ANN401 - the library's model type
    return {
        "id": model.id,
        "downloads": model.downloads,
        "likes": model.likes,
        "pipeline_tag": model.pipeline_tag and sys.intern(model.pipeline_tag),
        "library": model.library_name and sys.intern(model.library_name),
        "parameters": model.safetensors.total if model.safetensors else None,
        "created_on": model.created_at.date() if model.created_at else None,
        "modified_on": model.last_modified.date() if model.last_modified else None,
        "is_gated": None if model.gated is None else bool(model.gated),
        "tags": [sys.intern(tag) for tag in model.tags or []],  # most tags stand at thousands of models
    }
