"""What a few typed words mean, over the bundled snapshot: only that it holds."""

import pytest

from catalog.answers import search
from catalog.snapshot import Snapshot
from catalog.store import open_bundle
from etl.bundle import BUNDLE


@pytest.fixture(scope="module")
def bundled() -> Snapshot:
    return Snapshot(str(BUNDLE), open_bundle(BUNDLE))


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        ("Llama 3.3 70B", "meta-llama/llama-3.3-70b-instruct"),
        ("DeepSeek V3", "deepseek/deepseek-chat"),
        ("gpt-oss", "openai/gpt-oss-120b"),
        ("falcon-40b", "tiiuae/falcon-40b"),
        ("gpt4o", "openai/gpt-4o"),
    ],
)
def test_what_people_type_finds_what_they_mean(bundled: Snapshot, text: str, meant: str) -> None:
    assert search.model_ids(bundled, text)[0] == meant


@pytest.mark.parametrize("maker", ["claude", "gpt", "gemini", "llama", "qwen", "mistral", "deepseek"])
def test_the_name_of_a_line_leads_to_a_model_that_is_sold_today(bundled: Snapshot, maker: str) -> None:
    first = search.answer(bundled, maker)[0]
    named = search._named_in(bundled)  # noqa: SLF001 - who sells it
    assert (first.kind, named.loc[first.ident, "sellers"] > 0) == ("model", True)


def test_llama_70b_is_of_the_maker_of_llama(bundled: Snapshot) -> None:
    assert search.model_ids(bundled, "llama 70b")[0].startswith("meta-llama/")


def test_providers_and_tests_are_found_beside_models(bundled: Snapshot) -> None:
    assert [hit.kind for hit in search.answer(bundled, "azure")][:1] == ["provider"]
    assert "gpqa_diamond" in [hit.ident for hit in search.answer(bundled, "gpqa")]


@pytest.mark.parametrize("text", ["", "  ", "[(*", "\x00", "'; DROP TABLE models; --", "q" * 5000])
def test_no_text_is_an_error(bundled: Snapshot, text: str) -> None:
    assert isinstance(search.answer(bundled, text), list)
