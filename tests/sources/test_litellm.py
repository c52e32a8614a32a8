"""Facts about reading LiteLLM's model map."""

import json
from datetime import date
from typing import Any

import pytest

from catalog.identity.resolve import Name
from catalog.pricing.eligible import TRAINS
from catalog.records import Model, Offer
from etl.errors import ParseError
from etl.source import Answer, Batch
from etl.sources import litellm
from tests.recordings import answers_of

DAY = date(2026, 10, 7)
ROW: dict[str, Any] = {
    "litellm_provider": "openai",
    "mode": "chat",
    "input_cost_per_token": 1.25e-06,
    "output_cost_per_token": 1e-05,
    "max_input_tokens": 272000,
    "max_output_tokens": 128000,
    "supports_function_calling": True,
    "supports_response_schema": True,
    "supports_reasoning": True,
    "supports_vision": True,
    "supports_pdf_input": True,
    "deprecation_date": "2026-12-11",
}


def parsed(key: str = "gpt-9", **changes: Any) -> Batch:  # noqa: ANN401 - any field of a row
    row = {name: value for name, value in (ROW | changes).items() if value is not None}
    body = json.dumps({"sample_spec": {}, "fallback_generalizations": {}, key: row}).encode()
    return litellm.parse([Answer(url=litellm.URL, body=body, last_modified=DAY)])


def records(batch: Batch, kind: type) -> list[Any]:
    return [found.record for found in batch.found if isinstance(found.record, kind)]


def offer_of(key: str = "gpt-9", **changes: Any) -> Offer:  # noqa: ANN401 - any field of a row
    offer: Offer = records(parsed(key, **changes), Offer)[0]
    return offer


def test_a_price_per_token_is_one_per_million() -> None:
    offer = offer_of(cache_read_input_token_cost=1.25e-07)
    assert (offer.input_usd_per_mtok, offer.output_usd_per_mtok, offer.cache_read_usd_per_mtok) == (1.25, 10, 0.125)
    assert (offer.provider, offer.price_kind, offer.model_name) == ("openai", "list", "gpt-9")


def test_the_files_day_is_no_day_of_a_row() -> None:
    assert offer_of().as_of is None


def test_a_developers_own_row_states_facts() -> None:
    model = records(parsed(), Model)[0]
    assert (model.developer, model.deprecation_date, model.input_modalities) == (
        "openai",
        date(2026, 12, 11),
        ("text", "image", "file"),
    )
    assert (model.max_input_tokens, model.max_output_tokens, model.tools, model.structured_output, model.reasoning) == (
        272000,
        128000,
        True,
        True,
        True,
    )


def test_the_longest_prompt_is_not_the_context_window() -> None:
    model, offer = records(parsed(), Model)[0], offer_of()
    assert (model.context_tokens, offer.context_tokens, offer.max_input_tokens) == (None, None, 272000)


def test_a_clouds_retirement_of_a_model_is_its_own_offers() -> None:
    assert records(parsed("azure/gpt-9", litellm_provider="azure"), Model) == []
    assert offer_of("azure/gpt-9", litellm_provider="azure").retirement_date == date(2026, 12, 11)


def test_openais_and_googles_day_is_that_of_the_end_and_other_developers_deprecate_before() -> None:
    assert offer_of().retirement_date == date(2026, 12, 11)
    assert offer_of("gemini/gemini-9", litellm_provider="gemini").retirement_date == date(2026, 12, 11)
    assert offer_of("mistral/mistral-9", litellm_provider="mistral").retirement_date is None


def test_a_price_in_other_regions_is_a_condition() -> None:
    stated: dict[str, Any] = {
        "regional_processing_uplift_multiplier_eu": 1.1,
        "regional_processing_uplift_multiplier_us": 1,
    }
    assert offer_of(**stated).conditions == ("region: 1.1 times this price where it is processed in Europe",)


def test_a_price_for_those_who_let_it_train_on_their_prompts_says_so() -> None:
    offer = offer_of("meta/muse-9-contributor", litellm_provider="meta")
    assert (offer.data_policy, offer.conditions) == (TRAINS, (TRAINS,))
    assert offer_of().data_policy is None


def test_what_a_row_leaves_out_is_unknown() -> None:
    model = records(parsed(supports_vision=None, supports_pdf_input=None, supports_reasoning=None), Model)[0]
    assert (model.input_modalities, model.reasoning) == (None, None)


@pytest.mark.parametrize(
    ("key", "seller", "name", "provider", "region"),
    [
        ("us.anthropic.claude-opus-4-6-v1", "bedrock_converse", "anthropic.claude-opus-4-6-v1", "bedrock", "us"),
        ("bedrock/ap-south-1/moonshotai.kimi-k2.5", "bedrock", "moonshotai.kimi-k2.5", "bedrock", "ap-south-1"),
        ("azure/eu/gpt-5.1", "azure", "gpt-5.1", "azure", "eu"),
        ("fireworks_ai/accounts/fireworks/models/deepseek-v3p2", "fireworks_ai", "deepseek-v3p2", "fireworks", None),
        ("vertex_ai/claude-sonnet-4-6@default", "vertex_ai-anthropic_models", "claude-sonnet-4-6", "vertex", None),
        ("perplexity/perplexity/glm-5.3", "perplexity", "glm-5.3", "perplexity", None),
        ("together_ai/Qwen/Qwen3-8B", "together_ai", "Qwen/Qwen3-8B", "together", None),
    ],
)
def test_a_key_is_a_provider_a_region_and_a_name(
    key: str, seller: str, name: str, provider: str, region: str | None
) -> None:
    found = parsed(key, litellm_provider=seller).found[0]
    assert (found.name, found.record.model_name) == (Name(name), key)
    assert (found.record.provider, found.record.region) == (provider, region)


def test_thresholds_are_tiers_and_other_services_are_not_read() -> None:
    offer = offer_of(
        input_cost_per_token_above_200k_tokens=2.5e-06,
        output_cost_per_token_above_200k_tokens=1.5e-05,
        input_cost_per_token_above_200k_tokens_priority=9e-06,
        input_cost_per_token_priority=9e-06,
        cache_creation_input_token_cost_above_1hr=9e-06,
    )
    assert json.loads(offer.tiers or "") == [
        {"above_tokens": 200000, "input_usd_per_mtok": 2.5, "output_usd_per_mtok": 15.0},
    ]
    assert (offer.input_usd_per_mtok, offer.cache_write_usd_per_mtok) == (1.25, None)


def test_of_tiered_pricing_the_first_tier_is_the_price() -> None:
    tiers = [
        {"input_cost_per_token": 5e-08, "output_cost_per_token": 4e-07, "range": [0, 256000.0]},
        {"input_cost_per_token": 2.5e-07, "output_cost_per_token": 2e-06, "range": [256000.0, 1000000.0]},
    ]
    offer = offer_of(tiered_pricing=tiers, input_cost_per_token=None, output_cost_per_token=None)
    assert (offer.input_usd_per_mtok, offer.output_usd_per_mtok) == (0.05, 0.4)
    assert json.loads(offer.tiers or "")[0]["above_tokens"] == 256000


def test_batch_prices_stand_beside_the_standard_ones() -> None:
    offer = offer_of(input_cost_per_token_batches=6.25e-07, output_cost_per_token_batches=5e-06)
    assert (offer.batch_input_usd_per_mtok, offer.batch_output_usd_per_mtok) == (0.625, 5)


@pytest.mark.parametrize(
    ("hours", "price", "said"),
    [
        (["00:00-01:00", "04:00-06:00", "10:00-00:00"], 0.5, "peak hours: 5 times this price"),
        ("16:30-00:30", 1.25, "off-peak hours: 0.2 times this price"),
    ],
)
def test_the_price_of_most_hours_is_the_price(hours: list[str] | str, price: float, said: str) -> None:
    off_peak = {"input_cost_per_token": 5e-07, "output_cost_per_token": 2e-06, "windows": [{"hours_utc": hours}]}
    offer = offer_of(off_peak_pricing=off_peak)
    assert (offer.input_usd_per_mtok, offer.conditions) == (price, (said,))


@pytest.mark.parametrize(
    ("key", "changes", "reason"),
    [
        ("dall-e", {"mode": "image_generation"}, "not a text model: image_generation"),
        ("aura", {"mode": None}, "not a text model: no mode stated"),
        ("ft:gpt-9", {}, "a price of fine-tuned models, not of a model"),
        ("together-ai-81.1b-110b", {"litellm_provider": "together_ai"}, "a price of a class of models, not of a model"),
        ("mistral/mistral-large-latest", {"litellm_provider": "mistral"}, "a moving pointer, not a model"),
        (
            "azure/model-router",
            {"litellm_provider": "azure", "output_cost_per_token": 0},
            "no output price: an embedding or the like",
        ),
        ("ollama/llama3", {"litellm_provider": "ollama"}, "runs on your own hardware: no price"),
        (
            "groq/a",
            {"litellm_provider": "groq", "input_cost_per_token": None, "output_cost_per_token": None},
            "no price per token stated",
        ),
        (
            "new/a",
            {"litellm_provider": "new", "input_cost_per_token": 0, "output_cost_per_token": 0},
            "a price of 0 at a provider that we don't know",
        ),
    ],
)
def test_what_is_no_offer_is_counted(key: str, changes: dict[str, Any], reason: str) -> None:
    batch = parsed(key, **changes)
    assert (records(batch, Offer), batch.rejected) == ([], [(reason, key)])


def test_a_price_of_zero_at_a_known_provider_is_a_free_tier() -> None:
    offer = offer_of("gemini/gemma-9", litellm_provider="gemini", input_cost_per_token=0, output_cost_per_token=0)
    assert (offer.price_kind, offer.input_usd_per_mtok) == ("free tier", None)


@pytest.mark.parametrize("price", [0, None])
def test_a_model_of_a_subscription_has_no_price(price: int | None) -> None:
    offer = offer_of(
        "chatgpt/gpt-9", litellm_provider="chatgpt", input_cost_per_token=price, output_cost_per_token=price
    )
    assert (offer.provider, offer.price_kind, offer.input_usd_per_mtok) == ("chatgpt", "subscription", None)


def test_an_implausible_price_is_kept_as_it_is_stated() -> None:
    assert offer_of(input_cost_per_token=0.0032, output_cost_per_token=0.00971).input_usd_per_mtok == 3200


@pytest.mark.parametrize("price", [-1e-06, 1.25])
def test_a_negative_or_absurd_price_stops_the_source_and_names_the_model(price: float) -> None:
    with pytest.raises(ParseError, match="gpt-9"):
        parsed(input_cost_per_token=price)


@pytest.mark.parametrize("body", [b"[]", b'{"gpt-9": 3}', b"x"])
def test_another_shape_stops_the_source(body: bytes) -> None:
    with pytest.raises(ParseError):
        litellm.parse([Answer(url=litellm.URL, body=body)])


def test_the_recording_reads_whole() -> None:
    batch = litellm.parse(answers_of("litellm"))
    assert (len(records(batch, Offer)), len(records(batch, Model)), len(batch.rejected)) == (16, 8, 8)
