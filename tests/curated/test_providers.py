"""Providers meet under one slug, and say what of their lists is their own."""

import pytest

from catalog.curated.developers import developer_id
from catalog.curated.providers import is_provider, provider, providers


@pytest.mark.parametrize(
    ("names", "slug"),
    [
        (("fireworks_ai", "fireworks-ai", "Fireworks"), "fireworks"),
        (("together_ai", "togetherai", "Together"), "together"),
        (("bedrock", "amazon-bedrock", "aws", "Amazon Bedrock", "bedrock_converse"), "bedrock"),
        (("google", "gemini", "Google AI Studio"), "google"),
        (("vertex_ai", "google-vertex"), "vertex"),
        (("x-ai", "xai", "X AI"), "x-ai"),
        (("zai", "Z.AI", "z-ai"), "z-ai"),
        (("novita", "NovitaAI", "novita-ai"), "novita"),
    ],
)
def test_one_provider_has_one_slug_in_every_source(names: tuple[str, ...], slug: str) -> None:
    assert {provider(name).slug for name in names} == {slug}


def test_a_price_through_hugging_face_is_not_the_providers_own() -> None:
    assert provider("huggingface_together").slug == "huggingface-together"


def test_an_unknown_provider_gets_its_name_as_a_slug() -> None:
    assert provider("New Cloud (beta)").slug == "new-cloud-beta"
    assert not is_provider("New Cloud (beta)")


def test_an_unknown_plan_is_a_subscription() -> None:
    assert provider("newcloud-coding-plan").billing == "subscription"
    assert provider("New Cloud").billing is None


def test_a_provider_that_resells_makes_only_models_of_its_own_names() -> None:
    alibaba = provider("dashscope")
    assert alibaba.makes("qwen3-max")
    assert not alibaba.makes("kimi-k3")


def test_a_name_that_states_another_maker_is_not_the_providers_own() -> None:
    moonshot = provider("moonshotai")
    assert moonshot.makes("moonshotai/kimi-k3")
    assert not moonshot.makes("zai-org/glm-5.2")


def test_a_provider_without_own_names_makes_all_that_it_sells() -> None:
    assert provider("anthropic").makes("claude-opus-4-5")


def test_a_reseller_makes_nothing() -> None:
    assert not provider("groq").makes("openai/gpt-oss-120b")


def test_an_id_without_a_version_that_ends_in_latest_is_a_pointer() -> None:
    mistral = provider("mistral")
    assert mistral.is_pointer("mistral-large-latest")
    assert not mistral.is_pointer("mistral-large-2512")
    assert not provider("anthropic").is_pointer("claude-3-7-sonnet-latest")


def test_deepseek_chat_is_a_pointer_only_at_deepseek() -> None:
    assert provider("deepseek").is_pointer("deepseek/deepseek-chat")
    assert not provider("openrouter").is_pointer("deepseek/deepseek-chat")


def test_every_alias_is_written_as_it_is_looked_up() -> None:
    assert [alias for alias in providers() if provider(alias) != providers()[alias]] == []


def test_every_billing_is_one_that_prices_know() -> None:
    assert {p.billing for p in providers().values()} == {None, "subscription", "own hardware"}


def test_a_developer_that_identity_knows_is_written_as_its_slug() -> None:
    stated = {p.developer for p in providers().values() if p.developer}
    assert {d: developer_id(d) for d in stated if developer_id(d) not in {d, None}} == {}
