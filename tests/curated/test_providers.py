"""Providers meet under one slug, and say what of their lists is their own."""

import pytest

from catalog.curated.providers import PROVIDERS, is_provider, provider, seller_title
from catalog.errors import CuratedError
from tests.curated_files import body_of


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


def test_a_seller_is_shown_by_its_title_and_an_unknown_one_by_what_the_source_calls_it() -> None:
    assert seller_title("azure") == "Microsoft Azure"
    assert seller_title("new-cloud") == "new-cloud"


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


OWN = {
    "alias": "newcloud",
    "provider": "newcloud",
    "title": "New Cloud",
    "developer": "qwen",
    "own_names": "qwen",
    "billing": "",
    "pointers": "",
    "kind": "cloud",
    "country": "DE",
    "closed_on": "2026-01-31",
    "api_base": "https://api.newcloud.example/v1",
    "evidence_url": "https://newcloud.example/about",
}
ALIAS = dict.fromkeys(OWN, "") | {"alias": "new-cloud", "provider": "newcloud"}


@pytest.mark.parametrize(
    ("row", "column", "value"),
    [
        (OWN, "title", ""),
        (OWN, "developer", "alibaba"),
        (OWN, "billing", "Subscription"),
        (OWN, "own_names", "Qwen"),
        (OWN, "pointers", "qwen-latest,qwen-max Latest"),
        (OWN, "kind", "shop"),
        (OWN, "country", "Germany"),
        (OWN, "closed_on", "January 2026"),
        (OWN, "api_base", "http://api.newcloud.example/v1"),
        (OWN, "evidence_url", ""),
        (ALIAS, "kind", "cloud"),
        (ALIAS, "alias", "New Cloud"),
        (ALIAS, "provider", "newclowd"),
        (ALIAS, "title", "New Cloud"),
        (ALIAS, "billing", "own hardware"),
        (ALIAS, "alias", "newcloud"),
    ],
)
def test_a_mistyped_provider_is_told(row: dict[str, str], column: str, value: str) -> None:
    assert {found.alias for found in PROVIDERS.read({"p.csv": body_of(OWN, ALIAS)})} == {"newcloud", "new-cloud"}
    rows = [each | {column: value} if each is row else each for each in (OWN, ALIAS)]
    with pytest.raises(CuratedError, match=rf"^p.csv, line {2 + (row is ALIAS)}, column {column}: found "):
        PROVIDERS.read({"p.csv": body_of(*rows)})


def test_two_sellers_of_one_title_are_told_for_pages_show_the_title_alone() -> None:
    other = OWN | {"alias": "othercloud", "provider": "othercloud", "title": OWN["title"].upper()}
    with pytest.raises(CuratedError, match=r"^p.csv, line 2, column title: found "):
        PROVIDERS.read({"p.csv": body_of(OWN, other)})


def test_a_maker_is_of_a_developer() -> None:
    own = OWN | {"kind": "maker", "developer": "", "own_names": ""}
    with pytest.raises(CuratedError, match=r"^p.csv, line 2, column developer: found "):
        PROVIDERS.read({"p.csv": body_of(own, ALIAS)})
