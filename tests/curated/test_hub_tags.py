"""Facts about reading the tags of Hub repositories."""

import pytest

from catalog.curated import hub_tags
from catalog.curated.benchmarks import domains
from catalog.curated.hub_tags import (
    Edge,
    authors_tags,
    domain_reasons,
    edges,
    is_repo_id,
    languages,
    licence_id,
    names_parent_only,
    training_datasets,
)


def test_languages_are_iso_codes_and_long_codes_are_shortened() -> None:
    assert languages(["en", "jpn", "ja", "text-generation", "llama", "region:us"]) == ("en", "ja")


def test_a_code_that_is_mostly_a_model_is_no_language() -> None:
    assert languages(["yi", "en", "zh"]) == ("en", "zh")
    many = ["de", "fr", "es", "it", "pt", "nl", "pl", "cs", "yi"]
    assert "yi" in languages(many)


def test_a_named_licence_goes_before_other() -> None:
    assert licence_id(["license:other", "license:glm-4"]) == "glm-4"
    assert licence_id(["license:Apache-2.0"]) == "apache-2.0"
    assert licence_id(["license:other"]) == "other"
    assert licence_id(["en"]) is None


def test_a_parent_is_an_edge_only_with_its_relation() -> None:
    tags = ["base_model:mistralai/Mistral-7B-v0.1", "base_model:finetune:mistralai/Mistral-7B-v0.1"]
    assert edges(tags) == (Edge("mistralai/Mistral-7B-v0.1", "finetune"),)
    assert not names_parent_only(tags)


def test_a_bare_parent_is_no_edge() -> None:
    assert edges(["base_model:google/gemma-2b"]) == ()
    assert names_parent_only(["base_model:google/gemma-2b"])
    assert not names_parent_only(["en"])


def test_a_merge_has_all_its_parents_once() -> None:
    tags = ["base_model:merge:a/x", "base_model:merge:b/y", "base_model:merge:a/x", "base_model:a/x"]
    assert edges(tags) == (Edge("a/x", "merge"), Edge("b/y", "merge"))


def test_a_relation_that_the_hub_does_not_have_is_no_edge() -> None:
    assert edges(["base_model:distilled:a/x"]) == ()


def test_training_datasets_are_listed_once() -> None:
    assert training_datasets(["dataset:b/two", "dataset:a/one", "dataset:b/two"]) == ("a/one", "b/two")


def test_what_is_left_are_the_authors_own_tags() -> None:
    tags = [
        "transformers",
        "en",
        "medical",
        "license:mit",
        "arxiv:2401.1",
        "text-generation",
        "custom_code",
        "roleplay",
    ]
    assert authors_tags(tags, "text-generation", "transformers") == ("medical", "roleplay")


@pytest.mark.parametrize(
    ("repo", "tags", "domain", "reason"),
    [
        ("a/b", ["medical"], "medical", "tag: medical"),
        ("a/b", ["Clinical NLP"], "medical", "tag: Clinical NLP"),
        ("a/b", ["ja", "en"], "japanese", "language tag: ja"),
        ("a/b", ["kor"], "korean", "language tag: ko"),
        ("a/b", ["dataset:bigbio/med_qa"], "medical", "training dataset: bigbio/med_qa"),
        ("meta/CodeLlama-7b", [], "code", "name: meta/CodeLlama-7b"),
        ("a/Llama3-Med42-8B", [], "medical", "name: a/Llama3-Med42-8B"),
        ("x/Japanese-LM", ["japanese"], "japanese", "tag: japanese"),
    ],
)
def test_a_domain_comes_with_its_reason(repo: str, tags: list[str], domain: str, reason: str) -> None:
    assert domain_reasons(repo, tags)[domain] == reason


@pytest.mark.parametrize(
    ("repo", "tags"),
    [
        ("a/b", ["custom_code"]),
        ("a/b", ["en"]),
        ("google/medium-model", []),
        ("a/phi3-100-percent-med-perplexity", []),
        ("a/b", ["dataset:x/chat", "dataset:x/stories", "dataset:x/medical"]),
        ("law-ai/poems", []),
    ],
)
def test_a_weak_hint_is_no_domain(repo: str, tags: list[str]) -> None:
    assert domain_reasons(repo, tags) == {}


def test_many_languages_are_one_domain() -> None:
    assert domain_reasons("a/b", ["en", "de", "fr", "es", "it", "ja"]) == {"multilingual": "6 language tags"}


@pytest.mark.parametrize("text", ["openai-community/gpt2", "gpt2", "Qwen/Qwen2.5-7B", "a/b_c.d-e"])
def test_these_are_repository_ids(text: str) -> None:
    assert is_repo_id(text)


@pytest.mark.parametrize(
    "text", ["", "a/b/c", "Llama 3", "../etc/passwd", "a/..", "https://huggingface.co/a/b", "a/" + "x" * 97]
)
def test_these_are_not_repository_ids(text: str) -> None:
    assert not is_repo_id(text)


def test_every_domain_that_a_word_claims_is_one_there_is() -> None:
    assert set(hub_tags._DOMAIN_OF_WORD.values()) <= set(domains())  # noqa: SLF001 - a typo there claims nothing, silently
    assert {"multilingual", "english"} <= set(domains())
