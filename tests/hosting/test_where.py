"""Where a model can be run: the most used copy of each format, the interfaces with their own names, own machines."""

from typing import Any

import pandas as pd
import pytest

from catalog.hosting.where import format_of, interfaces, quantised_children, self_hostable


def _repos(*rows: tuple[str, int | None]) -> pd.DataFrame:
    made = pd.DataFrame(rows, columns=["hub_repo_id", "downloads"]).astype({"downloads": "Int64"})
    return made.assign(tags=None, library=None)


@pytest.mark.parametrize(
    ("repo", "tags", "library", "found"),
    [
        ("maker/Big-7B-GGUF", None, None, "GGUF"),
        ("maker/Big-7B-Q4_K_M-gguf", None, None, "GGUF"),
        ("mlx-community/Big-7B-4bit", None, None, "MLX"),
        ("maker/Big-7B-AWQ-INT4", None, None, "AWQ"),
        ("maker/Big-7B_exl2_4.0bpw", None, None, "EXL2"),
        ("maker/Big-7B-FP8-Dynamic", None, None, "FP8"),
        ("maker/Big-7B-quantized.w8a8", None, None, "compressed-tensors"),
        ("maker/Big-7B-4bit", ["gptq", "4-bit"], None, "GPTQ"),
        ("maker/Big-7B-4bit", None, "mlx", "MLX"),
        ("maker/Big-7B-4bit", None, None, None),
        ("maker/Bigguf-7B", None, None, None),
    ],
)
def test_a_format_is_read_from_the_name_then_from_tags_and_library(
    repo: str, tags: list[str] | None, library: str | None, found: str | None
) -> None:
    assert format_of(repo, tags, library) == found


def test_of_each_format_the_most_downloaded_copy_stands_and_unused_ones_do_not() -> None:
    repos = _repos(("a/x-GGUF", 10), ("b/x-GGUF", 30), ("c/x-AWQ", 20), ("d/x-EXL2", None), ("e/x", 99))
    found = quantised_children(repos)
    assert found["hub_repo_id"].tolist() == ["b/x-GGUF", "c/x-AWQ"]
    assert found["format"].tolist() == ["GGUF", "AWQ"]
    assert found["ollama_name"].fillna("").tolist() == ["hf.co/b/x-GGUF", ""]
    assert len(quantised_children(repos, each=2)) == 3
    assert quantised_children(_repos()).empty


def test_open_weights_with_a_repository_can_be_hosted_by_anybody() -> None:
    rows = [("open", "a/b"), ("open", None), ("closed", "a/b"), (None, "a/b")]
    models = pd.DataFrame(rows, columns=["weights", "hub_repo_id"])
    assert self_hostable(models).tolist() == [True, False, False, False]


def _offers(*rows: dict[str, Any]) -> pd.DataFrame:
    fixed = {"withdrawn_since": None, "api_base": "https://a.example/v1", "source": "S", "as_of": None}
    return pd.DataFrame([fixed | row for row in rows])


def test_a_seller_is_asked_for_a_model_by_its_own_name_for_it() -> None:
    found = interfaces(
        _offers(
            {"provider": "groq", "source_id": "litellm", "model_name": "groq/openai/gpt-oss-120b"},
            {"provider": "together", "source_id": "litellm", "model_name": "together_ai/openai/gpt-oss-120b-eu"},
            {"provider": "together", "source_id": "models_dev", "model_name": "openai/gpt-oss-120b"},
            {"provider": "openrouter", "source_id": "openrouter", "model_name": "openai/gpt-oss-120b:free"},
            {"provider": "novita", "source_id": "openrouter", "model_name": "openai/gpt-oss-120b"},
            {"provider": "nvidia", "source_id": "models_dev", "model_name": "nvidia/nemotron"},
        )
    )
    assert dict(zip(found["provider"], found["api_model"], strict=True)) == {
        "groq": "openai/gpt-oss-120b",
        "together": "openai/gpt-oss-120b",
        "openrouter": "openai/gpt-oss-120b:free",
        "nvidia": "nvidia/nemotron",
    }


def test_of_several_names_at_one_seller_the_plain_one_stands() -> None:
    names = ("big-70b-fast-eu", "big-70b", "big-70b-turbo")
    rows = ({"provider": "novita", "source_id": "models_dev", "model_name": name} for name in names)
    assert interfaces(_offers(*rows))["api_model"].tolist() == ["big-70b"]


def test_without_an_address_or_after_its_end_a_seller_is_no_interface() -> None:
    row = {"provider": "novita", "source_id": "models_dev", "model_name": "big"}
    assert interfaces(_offers(row | {"api_base": None}, row | {"withdrawn_since": pd.Timestamp("2026-01-01")})).empty
