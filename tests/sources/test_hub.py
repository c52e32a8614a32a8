"""Facts about listing and reading the Hub's models."""

import io
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from catalog.curated.hub_tags import is_repo_id
from catalog.records import HubModel, LineageEdge, VariantDomain
from etl.errors import FetchError, ParseError
from etl.source import Answer, Batch
from etl.sources import _hub_listing as listing
from etl.sources import hub
from etl.sources._hub_listing import Asking, Limiter, Listed
from tests.recordings import answers_of

DAY = datetime(2026, 5, 1, tzinfo=UTC)


def model(name: str, *tags: str, downloads: int = 1) -> SimpleNamespace:
    return SimpleNamespace(
        id=name,
        downloads=downloads,
        likes=0,
        pipeline_tag="text-generation",
        library_name="transformers",
        safetensors=SimpleNamespace(total=7_000_000_000),
        created_at=DAY,
        last_modified=DAY,
        gated="manual",
        tags=list(tags),
    )


class Hub:
    """A Hub that answers from a list, as the library does."""

    def __init__(self, *models: SimpleNamespace) -> None:
        self.all_models = models
        self.asked: list[dict[str, Any]] = []

    def list_models(self, **asked: Any) -> Iterator[SimpleNamespace]:  # noqa: ANN401 - the library's own parameters
        """Yield the most downloaded models that have the tag asked for."""
        self.asked.append(asked)
        wanted = asked.get("filter")
        found = [m for m in self.all_models if wanted is None or wanted in m.tags]
        yield from sorted(found, key=lambda m: -(m.downloads or 0))[: asked["limit"]]


class KeepingDoor:
    """A door that only keeps."""

    hub_cache = Path()

    def __init__(self) -> None:
        self.kept: dict[str, Answer] = {}

    def keep(self, url: str, body: bytes, last_modified: date | None = None) -> Answer:
        """Keep an answer."""
        self.kept[url] = Answer(url=url, body=body, last_modified=last_modified)
        return self.kept[url]

    def previous(self, url: str) -> Answer | None:
        """Return what was kept under an address."""
        return self.kept.get(url)

    def previous_all(self) -> list[Answer]:
        """Return everything that was kept."""
        return list(self.kept.values())

    def get(self, url: str, headers: dict[str, str] | None = None) -> Answer:
        """Ask nothing."""
        raise NotImplementedError

    def get_many(self, urls: Any, headers: dict[str, str] | None = None) -> list[Answer]:  # noqa: ANN401
        """Ask nothing."""
        raise NotImplementedError


def asking(*models: SimpleNamespace) -> Asking:
    return Asking(Hub(*models).list_models, Limiter(1000))


def parsed(*models: SimpleNamespace, quantized: dict[str, int] | None = None) -> Batch:
    listed = Listed(quantized=quantized or {})
    listed.add(asking(*models).models(100))
    return hub.parse([Answer(url=url, body=body, last_modified=day) for url, body, day in hub.answers_of(listed)])


def of_type(batch: Batch, record: type) -> list[Any]:
    return [found.record for found in batch.found if isinstance(found.record, record)]


def recorded() -> Batch:
    return hub.parse(answers_of("hub"))


def test_the_recording_gives_models_lineage_and_domains() -> None:
    batch = recorded()
    medical = {row.hub_repo_id: row.reason for row in of_type(batch, VariantDomain) if row.domain == "medical"}
    assert medical["johnsnowlabs/JSL-MedLlama-3-8B-v2.0"] == "tag: medical"
    edges = {(row.child, row.parent, row.relation) for row in of_type(batch, LineageEdge)}
    assert ("aaditya/Llama3-OpenBioLLM-8B", "meta-llama/Meta-Llama-3-8B", "finetune") in edges
    assert ("BioMistral/BioMistral-MedMNX", "johnsnowlabs/JSL-MedMNX-7B", "merge") in edges
    assert ("unsloth/llama-3-8b-bnb-4bit", "meta-llama/Meta-Llama-3-8B", "quantized") in edges
    assert ("Abinesh/Llama-2_Vicuna_LoRA-13b", "meta-llama/Llama-2-7b-chat-hf", "adapter") in edges


def test_a_row_is_dated_by_its_own_repository() -> None:
    first, second, third = model("a/first"), model("a/second", downloads=2), model("a/third", downloads=3)
    first.last_modified, first.created_at = DAY - timedelta(days=30), DAY - timedelta(days=60)
    second.last_modified, second.created_at = None, DAY - timedelta(days=7)
    third.last_modified = third.created_at = None
    rows = of_type(parsed(first, second, third), HubModel)
    assert {row.hub_repo_id: row.as_of for row in rows} == {
        "a/first": (DAY - timedelta(days=30)).date(),
        "a/second": (DAY - timedelta(days=7)).date(),
        "a/third": None,
    }


def test_what_a_row_leaves_out_is_unknown() -> None:
    row = model("a/b")
    row.downloads = row.likes = row.gated = None
    found = of_type(parsed(row), HubModel)[0]
    assert (found.downloads, found.likes, found.is_gated) == (None, None, None)
    free = model("a/b")
    free.downloads = free.likes = 0
    free.gated = False
    found = of_type(parsed(free), HubModel)[0]
    assert (found.downloads, found.likes, found.is_gated) == (0, 0, False), "what it says counts"


def test_quantised_copies_are_counted_only_where_the_listing_was_read_to_its_end() -> None:
    counted = {row.hub_repo_id: row.quantizations for row in of_type(recorded(), HubModel)}
    assert counted["meta-llama/Llama-3.1-8B-Instruct"] == 134
    assert counted["aaditya/Llama3-OpenBioLLM-8B"] is None


def test_a_named_licence_and_a_gate_are_kept() -> None:
    rows = {row.hub_repo_id: row for row in of_type(recorded(), HubModel)}
    assert rows["google/medgemma-4b-it"].licence_id == "health-ai-developer-foundations"
    assert of_type(parsed(model("a/b")), HubModel)[0].is_gated is True


def test_the_yi_model_is_not_yiddish() -> None:
    rows = {row.hub_repo_id: row for row in of_type(recorded(), HubModel)}
    assert rows["NousResearch/Nous-Hermes-2-Yi-34B"].languages == ("en",)


def test_a_count_of_training_tokens_is_no_count_of_parameters() -> None:
    rows = {row.hub_repo_id: row for row in of_type(recorded(), HubModel)}
    assert rows["inclusionAI/Ling-3.0-flash-base-30T"].parameters is None


def test_a_model_cannot_be_made_from_itself_and_a_bare_parent_is_no_edge() -> None:
    reasons = dict(recorded().rejected)
    assert reasons["the model names itself as its parent"] == "HuggingFaceTB/SmolLM2-1.7B-Instruct-16k"
    assert reasons["a parent is named without how the model was made from it"] == "0xtaipoian/open-lilm"


def test_ids_that_no_repository_can_have_are_rejected() -> None:
    batch = parsed(model("a b/c"), model("x/y", "base_model:finetune:Llama 3 8B"))
    assert [row.hub_repo_id for row in of_type(batch, HubModel)] == ["x/y"]
    assert dict(batch.rejected) == {
        "not a repository id": "a b/c",
        "the parent is not a repository id": "x/y <- Llama 3 8B",
    }


def test_a_listing_without_its_tags_is_refused() -> None:
    answers = answers_of("hub")
    table = pq.read_table(pa.BufferReader(answers[0].body)).drop_columns(["tags"])
    sink = io.BytesIO()
    pq.write_table(table, sink)
    with pytest.raises(ParseError, match="tags"):
        hub.parse([Answer(url=hub.MODELS, body=sink.getvalue()), answers[1]])


def test_an_answer_that_is_missing_is_refused() -> None:
    with pytest.raises(ParseError, match="quantized"):
        hub.parse(answers_of("hub")[:1])


def test_of_quantised_copies_only_the_most_used_are_kept_but_all_are_counted(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(listing, "TEXT_MODELS", 0)
    monkeypatch.setattr(listing, "MULTIMODAL_MODELS", 0)
    monkeypatch.setattr(listing, "QUANTIZED_A_BASE", 2)
    tags = ("base_model:o/base", "base_model:quantized:o/base")
    copies = [model(f"q/{n}", *tags, downloads=n) for n in range(5)]
    tuned = model("f/tuned", "base_model:o/base", "base_model:finetune:o/base", downloads=0)
    listed = asking(*copies, tuned).everything(["o/base"])
    assert set(listed.models) == {"q/4", "q/3", "f/tuned"}
    assert listed.quantized == {"o/base": 5}


def test_a_base_with_more_children_than_its_pages_has_no_count(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(listing, "TEXT_MODELS", 0)
    monkeypatch.setattr(listing, "PAGE", 2)
    monkeypatch.setattr(listing, "PAGES_IN_ALL", 0)
    copies = [model(f"q/{n}", "base_model:o/base", "base_model:quantized:o/base") for n in range(5)]
    assert asking(*copies).everything(["o/base"]).quantized == {}


def test_the_first_bases_get_the_pages_that_are_left() -> None:
    pages = listing._pages([f"o/{n}" for n in range(300)], 80)  # noqa: SLF001 - the sharing of pages is a fact of its own
    assert sum(pages) + 80 <= listing.PAGES_IN_ALL
    assert pages[0] == listing.PAGES_A_BASE
    assert pages[-1] == 1


def test_the_limiter_waits_for_the_window_to_pass() -> None:
    now, slept = [0.0], []

    def sleep(seconds: float) -> None:
        slept.append(seconds)
        now[0] += seconds

    limiter = Limiter(2, window_s=300, clock=lambda: now[0], sleep=sleep)
    for _ in range(3):
        limiter.take()
        now[0] += 10
    assert slept == [280.0]


def test_every_page_passes_the_limiter(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(listing, "PAGE", 2)
    one = asking(*(model(f"a/{n}") for n in range(5)))
    assert len(list(one.models(100))) == 5
    assert one.pages == 3


def test_an_unchanged_hub_is_not_listed_again(monkeypatch: pytest.MonkeyPatch) -> None:
    here = Hub(model("a/b"))
    monkeypatch.setattr(hub, "HfApi", lambda **_: here)
    monkeypatch.setattr(hub, "base_repos", list)
    door = KeepingDoor()
    first = hub.fetch(door)
    requests = len(here.asked)
    assert hub.fetch(door) == list(first)
    assert len(here.asked) == requests + 2
    here.all_models = (model("a/b", downloads=2),)
    assert hub.fetch(door) != list(first)


def test_what_goes_wrong_in_the_library_is_a_failed_fetch(monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(**_: Any) -> Iterator[SimpleNamespace]:  # noqa: ANN401
        message = "string indices must be integers"
        raise TypeError(message)

    monkeypatch.setattr(hub, "HfApi", lambda **_: SimpleNamespace(list_models=broken))
    with pytest.raises(FetchError, match="first models"):
        hub.fetch(KeepingDoor())


def test_the_bases_are_repository_ids_and_stand_once() -> None:
    bases = hub.base_repos()
    assert len(set(bases)) == len(bases)
    assert all(is_repo_id(base) for base in bases)
