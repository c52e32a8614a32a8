"""Facts about reading models.dev: prices of all providers, facts of developers' own listings."""

import json
from datetime import date
from typing import Any

import pytest

from catalog.identity.resolve import Name
from catalog.records import Model, Offer
from etl.errors import ParseError
from etl.source import Answer, Batch
from etl.sources import models_dev
from tests.recordings import answers_of

MODEL: dict[str, Any] = {
    "id": "gpt-9",
    "name": "GPT-9 (latest)",
    "open_weights": False,
    "reasoning": True,
    "tool_call": True,
    "knowledge": "2025-08-31",
    "release_date": "2026-03-05",
    "last_updated": "2026-04-01",
    "limit": {"context": 400000, "output": 0},
    "modalities": {"input": ["text", "pdf"], "output": ["text"]},
    "cost": {"input": 1.25, "output": 10, "cache_read": 0.125},
}


def parsed(seller: str = "openai", **changes: Any) -> Batch:  # noqa: ANN401 - any field of a model
    return parsed_all({seller: changes})


def parsed_all(listings: dict[str, dict[str, Any]]) -> Batch:
    body = {seller: {"name": seller, "models": {"m": MODEL | changes}} for seller, changes in listings.items()}
    answer = Answer(url=models_dev.URL, body=json.dumps(body).encode(), last_modified=date(2026, 5, 21))
    return models_dev.parse([answer])


def records(batch: Batch, kind: type) -> list[Any]:
    return [found.record for found in batch.found if isinstance(found.record, kind)]


def test_a_developers_own_listing_states_facts() -> None:
    model = records(parsed(), Model)[0]
    assert (model.name, model.developer, model.weights) == ("GPT-9", "openai", "closed")
    assert (model.context_tokens, model.max_output_tokens, model.input_modalities) == (400000, None, ("text", "file"))
    assert (model.tools, model.structured_output, model.reasoning) == (True, None, True)
    assert (model.release_date, model.knowledge_cutoff) == (date(2026, 3, 5), date(2025, 8, 1))


def test_a_month_is_its_first_day() -> None:
    model = records(parsed(knowledge="2025-04", release_date="2026-03"), Model)[0]
    assert (model.knowledge_cutoff, model.release_date) == (date(2025, 4, 1), date(2026, 3, 1))


def test_a_resellers_listing_states_no_facts() -> None:
    batch = parsed("groq", id="openai/gpt-9")
    assert (records(batch, Model), {found.name for found in batch.found}) == ([], {Name("openai/gpt-9")})


def test_a_developer_that_also_resells_states_facts_of_its_own_models_only() -> None:
    assert [m.developer for m in records(parsed("alibaba", id="qwen9-max"), Model)] == ["qwen"]
    assert records(parsed("alibaba", id="kimi-k9"), Model) == []


def test_an_offer_is_of_the_day_on_which_its_entry_was_last_looked_at() -> None:
    offers = records(parsed_all({"openai": {}, "groq": {"last_updated": "2026-05-20"}}), Offer)
    assert {offer.as_of for offer in offers} == {date(2026, 4, 1), date(2026, 5, 20)}


def test_the_first_day_of_the_epoch_is_no_day() -> None:
    offers = records(parsed_all({"openai": {"last_updated": "1970-01-01"}, "groq": {}}), Offer)
    assert {offer.provider: offer.as_of for offer in offers}["openai"] is None


def test_the_longest_prompt_stands_apart_from_the_context_window() -> None:
    limit = {"context": 400_000, "input": 272_000, "output": 128_000}
    offer = records(parsed(limit=limit), Offer)[0]
    assert (offer.context_tokens, offer.max_input_tokens, offer.max_output_tokens) == (400_000, 272_000, 128_000)


def test_a_price_of_zero_is_a_free_tier_at_most_providers() -> None:
    offer = records(parsed("nvidia", cost={"input": 0, "output": 0}), Offer)[0]
    assert (offer.price_kind, offer.input_usd_per_mtok) == ("free tier", None)


@pytest.mark.parametrize("seller", ["github-copilot", "zai-coding-plan", "somebody-coding-plan"])
def test_a_price_of_zero_is_a_subscription_where_a_plan_covers_it(seller: str) -> None:
    assert records(parsed(seller, cost={"input": 0, "output": 0}), Offer)[0].price_kind == "subscription"


def test_tiers_are_kept_with_their_threshold_and_their_older_spelling_is_not_read_twice() -> None:
    tier = {"input": 2.5, "output": 15, "tier": {"type": "context", "size": 272000}}
    cost = {"input": 1.25, "output": 10, "tiers": [tier], "context_over_200k": {"input": 2.5, "output": 15}}
    assert json.loads(records(parsed(cost=cost), Offer)[0].tiers) == [
        {"above_tokens": 272000, "input_usd_per_mtok": 2.5, "output_usd_per_mtok": 15.0},
    ]


def test_the_older_spelling_of_a_tier_is_read_where_it_stands_alone() -> None:
    cost = {"input": 1.25, "output": 10, "context_over_200k": {"input": 2.5, "output": 15}}
    assert json.loads(records(parsed(cost=cost), Offer)[0].tiers)[0]["above_tokens"] == 200000


def test_a_tier_by_something_else_is_counted() -> None:
    tier = {"input": 2.5, "output": 15, "tier": {"type": "hour", "size": 8}}
    batch = parsed(cost={"input": 1.25, "output": 10, "tiers": [tier]})
    assert (records(batch, Offer)[0].tiers, batch.rejected) == (
        None,
        [("a tier that is not by length of the prompt", "openai/gpt-9")],
    )


@pytest.mark.parametrize(
    ("seller", "changes", "reason"),
    [
        ("openai", {"cost": None}, "no price stated"),
        ("openai", {"cost": {"input": 0.1, "output": 0}}, "no output price: an embedding or the like"),
        ("openai", {"modalities": {"input": ["text"], "output": ["image"]}}, "does not read and write text"),
        ("groq", {"modalities": {"input": ["audio"], "output": ["text"]}}, "does not read and write text"),
        ("google", {"id": "gemini-flash-latest"}, "a moving pointer, not a model"),
        ("lmstudio", {}, "runs on your own hardware: no price"),
    ],
)
def test_what_is_no_offer_is_counted(seller: str, changes: dict[str, Any], reason: str) -> None:
    batch = parsed(seller, **changes)
    assert records(batch, Offer) == []
    assert [found for found, _ in batch.rejected] == [reason]


def test_a_model_without_a_price_keeps_its_facts() -> None:
    assert len(records(parsed(cost=None), Model)) == 1


def test_the_same_offer_in_two_listings_of_a_provider_counts_once() -> None:
    batch = parsed_all({"azure": {}, "azure-cognitive-services": {}})
    assert len(records(batch, Offer)) == 1
    assert batch.rejected == [("the same offer in another listing of the provider", "azure/gpt-9")]


def test_a_region_in_the_id_is_the_offers_region() -> None:
    found = parsed("amazon-bedrock", id="eu.anthropic.claude-opus-4-7").found[0]
    assert (found.record.region, found.record.model_name) == ("eu", "eu.anthropic.claude-opus-4-7")
    assert found.name == Name("anthropic.claude-opus-4-7")


def test_an_absurd_price_stops_the_source_and_names_the_model() -> None:
    with pytest.raises(ParseError, match="openai/gpt-9"):
        parsed(cost={"input": 1_250_000, "output": 10})


@pytest.mark.parametrize("body", [b"[]", b'{"openai": {}}', b'{"openai": {"models": {"a": {"id": "a"}}}}', b"x"])
def test_another_shape_stops_the_source(body: bytes) -> None:
    with pytest.raises(ParseError):
        models_dev.parse([Answer(url=models_dev.URL, body=body)])


def test_the_recording_reads_whole() -> None:
    batch = models_dev.parse(answers_of("models_dev"))
    assert (len(records(batch, Offer)), len(records(batch, Model)), len(batch.rejected)) == (11, 6, 8)
