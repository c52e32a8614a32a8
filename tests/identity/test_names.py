"""A model's name taken apart."""

import pytest

from catalog.identity.names import parts, slug, split_path


def words(text: str) -> str:
    """Return a name's words, sorted, without its effort."""
    return " ".join(parts(text, with_effort=True).words)


def stamps(text: str) -> tuple[str, ...]:
    return parts(text, with_effort=False).stamps


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ("Claude 3.5 Sonnet", "anthropic.claude-3-5-sonnet-v2:0"),
        ("Claude 3.5 Sonnet", "claude-3-5-sonnet@20241022"),
        ("Qwen 2.5 7B Instruct", "Qwen/Qwen2.5-7B-Instruct"),
        ("Qwen2.5 VL 72B", "qwen2.5vl:72b"),
        ("gemma-2-9b-it", "Gemma 2 9B Instruct"),
        ("llama-v3-8b", "Llama 3 8B"),
        ("qwen-2.0-72b", "Qwen 2 72B"),
        ("gpt-35-turbo", "GPT-3.5 Turbo"),
        ("command-r+", "C4AI Command R Plus"),
        ("kimi-k2-5", "Kimi K2.5"),
        ("NVIDIA Nemotron 70B", "nemotron-70b"),
        ("Google Gemma", "gemma"),
        ("Llama-3.3-70B-Instruct-Turbo", "llama-3.3-70b-versatile"),
        ("llama-3-70b-8192", "Llama 3 70B Instruct"),
        ("llama-2-70b-chat-4096", "Llama 2 70B Chat"),
        ("mistral-large-2411", "Mistral Large"),
        ("GPT-4o (FC)", "gpt-4o"),
        ("Grok\u00a04", "grok 4"),
        ("\uff27\uff30\uff34-5", "GPT-5"),
    ],
)
def test_two_spellings_of_one_model_have_the_same_words(first: str, second: str) -> None:
    assert words(first) == words(second)


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ("Qwen2.5 7B", "Qwen2.5 Coder 7B"),
        ("Qwen2.5 7B", "Qwen2.5 72B"),
        ("Qwen2.5 7B", "Qwen2 7B"),
        ("Llama 3 8B", "Llama 3 8B Instruct"),
        ("GPT-4o", "GPT-4"),
        ("GPT-4o", "GPT-4o mini"),
        ("Claude 3.5 Sonnet", "Claude 3 Sonnet"),
        ("claude-opus-4", "claude-opus-4-5"),
        ("Mixtral 8x7B", "Mixtral 8x22B"),
        ("Phi-3-mini-4k", "Phi-3-mini-128k"),
        ("GPT-5 Codex Max", "GPT-5 Codex"),
        ("Command R", "Command R+"),
        ("Qwen3 8B abliterated", "Qwen3 8B"),
    ],
)
def test_two_models_have_different_words(first: str, second: str) -> None:
    assert parts(first, with_effort=False).words != parts(second, with_effort=False).words


@pytest.mark.parametrize(
    ("name", "stamp"),
    [
        ("gpt-4o-2024-08-06", "20240806"),
        ("claude-3-5-sonnet-20241022", "20241022"),
        ("command-r-plus-08-2024", "202408"),
        ("GPT-4o (Nov 2024)", "202411"),
        ("GPT-4o (November 2024)", "202411"),
        ("Gemini 2.5 Pro (May 2025)", "202505"),
        ("gemini-2.5-pro-preview-05-06", "0506"),
        ("DeepSeek R1 (0528)", "0528"),
        ("gpt-4-0613", "0613"),
        ("mistral-large-2411", "2411"),
        ("doubao-pro-250115", "20250115"),
        ("model-03-25-2025", "20250325"),
    ],
)
def test_a_date_is_a_stamp_and_no_word(name: str, stamp: str) -> None:
    assert stamps(name) == (stamp,)
    assert stamp not in words(name)


@pytest.mark.parametrize(
    "name", ["Llama 3 8B", "phi-3-mini-4096k", "Model 2099", "gpt-4.1", "o1-1399", "Codestral 25.01"]
)
def test_a_number_that_can_be_no_date_is_no_stamp(name: str) -> None:
    assert stamps(name) == ()


@pytest.mark.parametrize(
    ("name", "effort"),
    [
        ("o3-mini-high", "high"),
        ("o3 (high)", "high"),
        ("GPT-5 minimal", "minimal"),
        ("GPT-5 (medium reasoning effort)", "medium"),
        ("GPT-5.2 (xhigh)", "xhigh"),
        ("Grok 4 high effort", "high"),
        ("Claude Sonnet 4.5 (no thinking)", "none"),
        ("Gemini 2.5 Flash (non-thinking)", "none"),
        ("Claude Sonnet 4 base", "none"),
        ("DeepSeek V3.1 (Reasoning)", "thinking"),
        ("Claude Opus 4.5 with thinking", "thinking"),
        ("claude-3-7-sonnet-thinking-64k", "thinking-64k"),
        ("Claude Opus 4 (16k thinking)", "thinking-16k"),
        ("claude-opus-4-5-20251101_32K", "thinking-32k"),
        ("claude-opus-4-5-20251101-thinking-32k-high-effort", "thinking-32k-high"),
        ("gpt-5-2025-08-07-high", "high"),
        ("claude-sonnet-4-5-20250929-high-32k", "thinking-32k-high"),
        ("claude-opus-4-6-thinking-auto-high-effort", "high"),
    ],
)
def test_an_effort_is_split_off_the_name(name: str, effort: str) -> None:
    taken = parts(name, with_effort=True)
    assert taken.effort == effort
    assert not {"high", "thinking", "reasoning", "effort", "base", "no", "non"} & set(taken.words)


@pytest.mark.parametrize(
    "name", ["Claude Opus 4.5", "o3-mini", "Llama 3 8B Base", "high", "thinking", "GPT-5 (high) turbo"]
)
def test_a_name_without_an_effort_at_its_end_states_none(name: str) -> None:
    assert parts(name, with_effort=True).effort is None


def test_effort_words_stay_words_unless_asked_for() -> None:
    assert parts("Kimi K2 Thinking", with_effort=False).words == ("k2", "kimi", "thinking")
    assert parts("Kimi K2 Thinking", with_effort=False).effort is None


@pytest.mark.parametrize(
    ("name", "precision"),
    [
        ("Llama-3.1-8B-Instruct-FP8", "fp8"),
        ("Qwen3-8B-AWQ", "awq"),
        ("Llama-2-13B-chat-GPTQ", "gptq"),
        ("llama-2-7b-chat-int8", "int8"),
        ("Laguna-XS-2.1-INT4", "int4"),
        ("llama-2-7b-chat-fp16", "fp16"),
        ("Carnice-9b-W8A16", "w8a16"),
        ("Qwen3-8B-exl2", "exl2"),
        ("Llama-2-7B-GGML", "ggml"),
        ("Qwen3-8B-bnb-nf4", "nf4"),
        ("phi-2-fp32", "fp32"),
        ("Qwen3-8B-Q4_K_M", "q4-k-m"),
        ("Qwen3-8B-GGUF", "gguf"),
        ("gpt-oss-120b-mxfp4", "mxfp4"),
        ("Qwen3-8B-4bit", "4bit"),
        ("Qwen3-8B-unsloth-bnb-4bit", "unsloth-bnb-4bit"),
        ("Llama-3.1-8B-Instruct-quantized.w4a16", "quantized.w4a16"),
        ("deepseek-v3 (bf16)", "bf16"),
        ("GPT-5", None),
        ("awqward-7b", None),
    ],
)
def test_a_precision_is_no_part_of_the_model(name: str, precision: str | None) -> None:
    taken = parts(name, with_effort=False)
    assert taken.precision == precision
    assert precision is None or precision not in taken.words


@pytest.mark.parametrize(
    ("path", "model", "organisation", "host"),
    [
        ("openai/gpt-5", "gpt-5", "openai", None),
        ("openrouter/anthropic/claude-sonnet-4", "claude-sonnet-4", "anthropic", "openrouter"),
        ("together_ai/deepseek-ai/DeepSeek-V3", "deepseek-v3", "deepseek-ai", "together_ai"),
        ("hf:meta-llama/Llama-3-8b", "llama-3-8b", "meta-llama", None),
        ("azure/eu/gpt-4o", "gpt-4o", None, "azure"),
        ("bedrock/us-east-1/meta.llama3-1-70b-instruct-v1:0", "llama3-1-70b-instruct-v1:0", "meta", "bedrock"),
        ("us.anthropic.claude-3-5-sonnet-v2:0", "claude-3-5-sonnet-v2:0", "anthropic", "bedrock"),
        ("deepseek.v3.2", "deepseek-v3.2", "deepseek", "bedrock"),
        ("us.deepseek.r1-v1:0", "deepseek-r1-v1:0", "deepseek", "bedrock"),
        ("vertex_ai/claude-opus-4-5", "claude-opus-4-5", None, "vertex_ai"),
        ("publishers/google/models/gemini-2.5-pro", "gemini-2.5-pro", "google", None),
        ("accounts/fireworks/models/glm-5p2", "glm-5p2", None, "fireworks"),
        ("GPT-5", "gpt-5", None, None),
        ("///", "", None, None),
    ],
)
def test_a_path_is_a_model_its_organisation_and_its_host(
    path: str, model: str, organisation: str | None, host: str | None
) -> None:
    assert split_path(path) == (model, organisation, host)


@pytest.mark.parametrize(
    ("hosted", "plain"),
    [
        ("us.anthropic.claude-3-5-sonnet-20241022-v2:0", "Claude 3.5 Sonnet"),
        ("amazon.nova-pro-v1:0", "Nova Pro"),
        ("meta.llama3-3-70b-instruct-v1:0", "Llama 3.3 70B Instruct"),
        ("deepseek.v3.2", "DeepSeek V3.2"),
        ("vertex_ai/claude-opus-4-5@20251101", "Claude Opus 4.5"),
        ("vertex_ai/mistralai/mistral-medium-3-maas", "Mistral Medium 3"),
        ("accounts/fireworks/models/llama-v3p3-70b-instruct", "Llama 3.3 70B Instruct"),
        ("fireworks_ai/accounts/fireworks/models/qwen2p5-coder-32b-instruct", "Qwen2.5 Coder 32B Instruct"),
        ("accounts/fireworks/models/glm-5p2", "GLM 5.2"),
        ("deepseek/deepseek-r1:free", "DeepSeek R1"),
        ("openai/gpt-4o:extended", "GPT-4o"),
        ("gryphe/mythomax-l2-13b:nitro", "MythoMax L2 13B"),
        ("claude-sonnet-4-thinking:8192", "Claude Sonnet 4"),
        ("bedrock/invoke/anthropic.claude-3-5-sonnet-20240620-v1:0", "Claude 3.5 Sonnet"),
    ],
)
def test_a_clouds_spelling_has_the_words_of_the_plain_name(hosted: str, plain: str) -> None:
    assert words(hosted) == words(plain)


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("claude-opus-4-8", "claude-opus-4.8"),
        ("claude-opus-4-5-20251101", "claude-opus-4.5"),
        ("Gemini 2.5 Pro", "gemini-2.5-pro"),
        ("gpt-4o-2024-08-06", "gpt-4o"),
        ("Qwen3-8B-FP8", "qwen3-8b"),
        ("openai/gpt-4o:free", "gpt-4o"),
        ("anthropic.claude-3-5-sonnet-v2:0", "claude-3.5-sonnet"),
        ("command-r+", "command-r+"),
        ("o3-mini-high", "o3-mini-high"),
        ("<b>x</b>", "b"),
        ("", ""),
        ("---", ""),
    ],
)
def test_a_slug_has_no_date_no_precision_and_no_route(name: str, expected: str) -> None:
    assert slug(name) == expected


@pytest.mark.parametrize("text", ["", " ", "---", "(((", "\x00\x07", "/", "\U0001f600", "\u202e", "..."])
def test_a_text_without_words_has_none(text: str) -> None:
    assert parts(text, with_effort=True).words == ()


@pytest.mark.parametrize("text", ["a", "\x07", "1-", "4-bit ", "thinking ", "/", "é"])
def test_ten_thousand_characters_are_read(text: str) -> None:
    taken = parts((text * 10_000)[:10_000], with_effort=True)
    assert isinstance(taken.words, tuple)
