"""Which model a name means, over small lists of models made by hand; and that the curated joins hold together."""

import time
from datetime import date

import pytest

from catalog.identity.resolve import (
    HUB_ONLY,
    TESTED,
    THIRD_PARTY,
    Alias,
    Identity,
    KnownModel,
    Name,
    Resolution,
    reuploads,
)

CODER, PLAIN = "qwen/qwen-2.5-coder-7b-instruct", "qwen/qwen-2.5-7b-instruct"
LLAMA_BASE, LLAMA = "meta-llama/llama-3-8b", "meta-llama/llama-3-8b-instruct"
QWEN = KnownModel(model_id="qwen/qwen3-8b", hub_repo_id="Qwen/Qwen3-8B")
GPT_4O = KnownModel(model_id="openai/gpt-4o", released=date(2024, 5, 13))
SERVED_MODELS = ("openai/gpt-5", "openai/o3-mini", "anthropic/claude-opus-4.5")


def index(*models: KnownModel | str) -> Identity:
    """Return an index of models; a plain id is of a served one."""
    return Identity(KnownModel(model_id=model) if isinstance(model, str) else model for model in models)


def met(identity: Identity, text: str, developer: str | None = None) -> str | None:
    """Return the id of the model that a name means."""
    return identity.resolve(Name(text, developer)).model_id


@pytest.mark.parametrize("name", ["Qwen2.5 7B", "Qwen2.5-7B-Instruct", "qwen2.5:7b", "Qwen/Qwen2.5-7B-Instruct"])
def test_a_7b_never_joins_a_coder_7b(name: str) -> None:
    assert met(index(CODER), name) is None
    assert met(index(CODER, PLAIN), name) == PLAIN


@pytest.mark.parametrize("name", ["Qwen2.5 Coder 7B", "qwen2.5-coder-7b-instruct"])
def test_a_coder_7b_never_joins_a_7b(name: str) -> None:
    assert met(index(PLAIN), name) is None
    assert met(index(CODER, PLAIN), name) == CODER


@pytest.mark.parametrize("name", ["Qwen2.5-72B-Instruct", "Qwen2-7B-Instruct", "Qwen2.5-VL-7B-Instruct"])
def test_another_size_version_or_sense_is_another_model(name: str) -> None:
    assert met(index(PLAIN), name) is None


def test_a_base_model_and_its_instruct_model_are_told_apart() -> None:
    both = index(KnownModel(model_id=LLAMA_BASE, rank=TESTED), LLAMA)
    assert met(both, "Llama 3 8B") == LLAMA_BASE
    assert met(both, "Llama-3-8B Base") == LLAMA_BASE
    assert met(both, "Llama 3 8B Instruct") == LLAMA
    assert met(both, "llama-3-8b-it") == LLAMA
    assert met(both, "Llama 3 8B Chat") == LLAMA


def test_an_instruct_models_name_never_means_a_base_that_nobody_serves() -> None:
    assert met(index(KnownModel(model_id=LLAMA_BASE, rank=TESTED)), "Llama 3 8B Instruct") is None


def test_a_bare_name_means_what_is_served_if_there_is_no_base() -> None:
    assert met(index(LLAMA), "Llama 3 8B") == LLAMA


def test_a_bare_name_stays_open_between_the_hubs_base_and_the_served_chat_model() -> None:
    found = index(KnownModel(model_id=LLAMA_BASE, rank=HUB_ONLY), LLAMA).resolve(Name("Llama 3 8B"))
    assert (found.model_id, found.is_ambiguous) == (None, True)
    assert LLAMA_BASE in found.why
    assert LLAMA in found.why


def test_a_bare_name_is_not_the_tuned_model_where_a_pretrained_one_is_listed() -> None:
    models = index("google/gemma-3-27b-it", KnownModel(model_id="google/gemma-3-27b-pt", rank=HUB_ONLY))
    assert met(models, "Gemma 3 27B") != "google/gemma-3-27b-it"
    assert met(models, "Gemma 3 27B it") == "google/gemma-3-27b-it"


@pytest.mark.parametrize("host", ["ollama", "groq"])
def test_a_host_of_chat_models_serves_the_tuned_one(host: str) -> None:
    both = index(KnownModel(model_id=LLAMA_BASE, rank=TESTED), LLAMA)
    assert met(both, f"{host}/llama3:8b") == LLAMA
    assert met(both, f"{host}/llama3-8b-instruct") == LLAMA


def test_a_base_models_name_never_means_its_instruct_model() -> None:
    assert met(index(LLAMA), "Llama 3 8B Base") is None


def test_a_name_that_says_base_means_the_hubs_base() -> None:
    assert met(index(KnownModel(model_id=LLAMA_BASE, rank=HUB_ONLY), LLAMA), "Llama 3 8B Base") == LLAMA_BASE


@pytest.mark.parametrize(
    ("name", "model_id", "stamp"),
    [
        ("gpt-4o", "openai/gpt-4o", None),
        ("gpt-4o-2024-05-13", "openai/gpt-4o", "20240513"),
        ("gpt-4o-2024-08-06", "openai/gpt-4o-2024-08-06", "20240806"),
        ("GPT-4o (Aug 2024)", "openai/gpt-4o-2024-08-06", "202408"),
        ("GPT-4o 0806", "openai/gpt-4o-2024-08-06", "0806"),
        ("gpt-4o-2025-03-26", None, None),
    ],
)
def test_a_dated_name_means_the_version_of_that_date(name: str, model_id: str | None, stamp: str | None) -> None:
    found = index(GPT_4O, "openai/gpt-4o-2024-08-06").resolve(Name(name))
    assert (found.model_id, found.date_stamp) == (model_id, stamp)


@pytest.mark.parametrize(
    ("day", "is_it"), [("0701", True), ("2025-07-09", True), ("2025-10-01", True), ("2024-01-01", False)]
)
def test_without_dated_siblings_a_date_near_the_release_is_the_models(day: str, is_it: bool) -> None:  # noqa: FBT001
    grok = index(KnownModel(model_id="x-ai/grok-4", released=date(2025, 7, 9)))
    assert (met(grok, f"grok-4-{day}") == "x-ai/grok-4") is is_it


@pytest.mark.parametrize(
    ("model_id", "name"),
    [
        ("deepseek/deepseek-r1-0528", "DeepSeek R1 (May 2025)"),
        ("deepseek/deepseek-r1-0528", "deepseek-r1-2025-05-28"),
        ("mistralai/mistral-large-2411", "Mistral Large (Nov 2024)"),
        ("cohere/command-r-08-2024", "Command R 0824"),
        ("openai/gpt-4o-2024-08-06", "GPT-4o 2408"),
    ],
)
def test_two_ways_to_write_a_date_are_the_same_date(model_id: str, name: str) -> None:
    assert met(index(model_id), name) == model_id


@pytest.mark.parametrize(
    "name", ["DeepSeek R1 (June 2025)", "deepseek-r1-2025-05-29", "DeepSeek R1 0120", "DeepSeek R1 2505"]
)
def test_two_dates_that_can_not_be_the_same_are_two_versions(name: str) -> None:
    assert met(index("deepseek/deepseek-r1-0528"), name) is None


def test_a_model_known_with_and_without_its_date_gives_way_to_the_one_that_is_dated() -> None:
    both = KnownModel(model_id="openai/gpt-4o", names=("gpt-4o-2024-08-06",))
    assert met(index(both), "GPT-4o 2024-08-06") == "openai/gpt-4o"
    assert met(index(both, "openai/gpt-4o-2024-08-06"), "GPT-4o 2024-08-06") == "openai/gpt-4o-2024-08-06"


def test_a_dated_preview_is_the_model_that_came_of_it_only_near_its_release() -> None:
    pro = index(KnownModel(model_id="google/gemini-pro-1.5", released=date(2024, 4, 9)))
    assert met(pro, "gemini-1.5-pro-preview-0409") == "google/gemini-pro-1.5"
    assert met(pro, "gemini-1.5-pro-preview-1121") is None


def test_a_dated_preview_that_is_listed_is_never_the_model_that_came_of_it() -> None:
    both = index("google/gemini-2.5-pro", "google/gemini-2.5-pro-preview-05-06")
    assert met(both, "Gemini 2.5 Pro Preview 05-06") == "google/gemini-2.5-pro-preview-05-06"


def test_of_a_dated_and_an_undated_model_the_bare_name_means_the_undated() -> None:
    two = [KnownModel(model_id=name, rank=HUB_ONLY) for name in ("qwen/qwen3-0.6b-04-28", "qwen/qwen3-0.6b")]
    assert met(index(*two), "Qwen3 0.6B") == "qwen/qwen3-0.6b"
    grok = index(KnownModel(model_id="x-ai/grok-2-1212"), KnownModel(model_id="xai-org/grok-2", rank=TESTED))
    assert met(grok, "grok-2-latest") == "xai-org/grok-2"


@pytest.mark.parametrize(
    ("name", "model_id", "effort"),
    [
        ("gpt-5-high", "openai/gpt-5", "high"),
        ("GPT-5 (minimal)", "openai/gpt-5", "minimal"),
        ("gpt-5-2025-08-07-low", "openai/gpt-5", "low"),
        ("openai/o3-mini-high", "openai/o3-mini", "high"),
        ("claude-opus-4-5-20251101-thinking-32k", "anthropic/claude-opus-4.5", "thinking-32k"),
        ("Claude Opus 4.5 (no thinking)", "anthropic/claude-opus-4.5", "none"),
        ("GPT-5", "openai/gpt-5", None),
    ],
)
def test_an_effort_is_a_setting_of_the_model(name: str, model_id: str, effort: str | None) -> None:
    found = index(*SERVED_MODELS).resolve(Name(name))
    assert (found.model_id, found.effort) == (model_id, effort)


def test_a_model_whose_own_name_ends_like_an_effort_keeps_it() -> None:
    models = index("moonshotai/kimi-k2", "moonshotai/kimi-k2-thinking", "openai/gpt-5-codex-max")
    assert models.resolve(Name("Kimi K2 Thinking")).model_id == "moonshotai/kimi-k2-thinking"
    assert models.resolve(Name("Kimi K2 Thinking")).effort is None
    assert models.resolve(Name("gpt-5-codex-max-high")).effort == "high"
    assert met(models, "GPT-5 Codex (max)") == "openai/gpt-5-codex-max"


def test_a_listed_id_that_ends_like_an_effort_states_none() -> None:
    found = index("openai/o3-mini-high").resolve(Name("openai/o3-mini-high"))
    assert (found.model_id, found.effort) == ("openai/o3-mini-high", None)


@pytest.mark.parametrize("name", ["claude-latest", "gpt-latest", "grok-latest"])
def test_a_pointer_without_a_version_is_no_model(name: str) -> None:
    assert met(index("anthropic/claude", "openai/gpt", "x-ai/grok-4"), name) is None


def test_a_quantised_copy_means_its_original_and_says_how_it_is_stored() -> None:
    models = Identity([QWEN], quantized_from={"somebody/qwen3-8b-q4": "qwen/qwen3-8b"})
    for repo, precision in (("Qwen/Qwen3-8B-AWQ", "awq"), ("somebody/Qwen3-8B-Q4", "q4")):
        found = models.resolve(Name(repo))
        assert (found.model_id, found.precision) == (QWEN.model_id, precision)
        assert "a copy of qwen/qwen3-8b" in found.why


def test_a_quantised_copy_of_a_changed_model_is_not_the_original() -> None:
    models = Identity([QWEN], quantized_from={"huihui-ai/qwen3-8b-abliterated-q4": "qwen/qwen3-8b"})
    assert met(models, "huihui-ai/Qwen3-8B-abliterated-Q4") is None
    assert met(models, "Qwen3 8B abliterated") is None


def test_a_copy_that_says_how_it_is_stored_and_keeps_the_name_is_a_copy() -> None:
    assert met(index(QWEN), "stranger/Qwen3-8B-GGUF") == QWEN.model_id


def test_a_curated_reupload_is_its_original_and_no_copy_of_the_same_words() -> None:
    original, other = "alpindale/mistral-7b-v0.2-hf", "mistral-community/mistral-7b-v0.2"
    assert reuploads()["unsloth/mistral-7b-v0.2"] == original
    models = index(*(KnownModel(model_id=repo, hub_repo_id=repo, rank=TESTED) for repo in (original, other)))
    assert met(models, "unsloth/mistral-7b-v0.2") == original


def test_a_copy_that_somebody_serves_is_a_model_of_its_own() -> None:
    served = KnownModel(model_id="unsloth/qwen3-8b-awq", hub_repo_id="unsloth/Qwen3-8B-AWQ")
    assert met(index(QWEN, served), "unsloth/Qwen3-8B-AWQ") == served.model_id


def test_of_one_developers_repositories_of_the_same_words_the_shortest_is_meant() -> None:
    two = [KnownModel(model_id=name, rank=HUB_ONLY) for name in ("qwen/qwen-3-8b-fp8", "qwen/qwen3-8b")]
    assert met(index(*two), "Qwen3 8B") == "qwen/qwen3-8b"


def test_copies_that_name_each_other_come_to_an_end() -> None:
    circle = {"a/qwen3-8b-awq": "b/qwen3-8b-gptq", "b/qwen3-8b-gptq": "a/qwen3-8b-awq"}
    assert Identity([QWEN], quantized_from=circle).original_repo("A/Qwen3-8B-AWQ") in circle


def test_a_reupload_under_the_originals_name_is_the_original() -> None:
    assert met(index(QWEN), "unsloth/Qwen3-8B") == QWEN.model_id
    assert met(index(QWEN), "unsloth/Qwen3-8B-bnb-4bit") == QWEN.model_id


def test_a_strangers_repository_is_not_joined_by_its_name() -> None:
    found = index(QWEN).resolve(Name("stranger/Qwen3-8B"))
    assert found.model_id is None
    assert "stranger" in found.why


def test_a_strangers_repository_that_is_listed_is_joined_by_its_id() -> None:
    noted = KnownModel(model_id="stranger/hermes-tuned-8b", hub_repo_id="Stranger/Hermes-Tuned-8B", rank=THIRD_PARTY)
    found = index(QWEN, noted).resolve(Name("whatever", hub_repo_id="stranger/Hermes-Tuned-8B"))
    assert (found.model_id, found.confidence) == (noted.model_id, 1.0)
    assert met(index(QWEN, noted), "Hermes Tuned 8B") == noted.model_id


def test_a_known_developers_model_comes_before_a_strangers_of_the_same_words() -> None:
    models = index(
        *(
            KnownModel(model_id=repo, rank=TESTED)
            for repo in ("alpindale/wizardlm-2-8x22b", "microsoft/wizardlm-2-8x22b")
        )
    )
    assert met(models, "WizardLM-2 8x22B") == "microsoft/wizardlm-2-8x22b"


def test_a_base_models_name_never_means_a_model_that_has_no_chat_model_beside_it() -> None:
    assert met(index(KnownModel(model_id="thudm/chatglm2-6b", rank=TESTED)), "ChatGLM 2-6B (base)") is None


def test_a_bare_name_never_means_a_base_that_says_so() -> None:
    assert (
        met(index(KnownModel(model_id="deepseek-ai/deepseek-coder-33b-base", rank=TESTED)), "DeepSeek-Coder 33B")
        is None
    )


def test_a_base_that_says_so_keeps_its_bare_name_from_the_chat_model() -> None:
    assert met(index(LLAMA, KnownModel(model_id=f"{LLAMA_BASE}-base", rank=HUB_ONLY)), "Llama 3 8B") is None


@pytest.mark.parametrize(
    ("model_id", "name"),
    [
        ("x-ai/grok-4.20-multi-agent", "grok-4.20-multi-agent-beta-latest"),
        ("google/gemini-pro-1.5", "Gemini-1.5-Pro-API"),
        ("inception/mercury-coder-small-beta", "mercury-coder-small"),
    ],
)
def test_two_words_that_name_no_other_model_may_be_more_or_less(model_id: str, name: str) -> None:
    assert met(index(model_id), name) == model_id


def test_a_bare_name_that_says_little_never_means_a_strangers_repository() -> None:
    assert met(index(KnownModel(model_id="stranger/qwen3-8b", rank=THIRD_PARTY)), "Qwen3 8B") is None
    assert met(index(KnownModel(model_id="stranger/large", rank=THIRD_PARTY)), "large") is None


@pytest.mark.parametrize("name", ["gpt-5 + o3-mini", "DeepSeek R1 + gpt-5", "gpt-5 & o3-mini"])
def test_a_pair_of_models_is_not_one(name: str) -> None:
    assert index(*SERVED_MODELS).resolve(Name(name)) == Resolution(why="a pair of models, not one")


@pytest.mark.parametrize("name", ["openrouter/auto", "gpt-5 router", "Random baseline", "Human"])
def test_a_router_or_a_baseline_is_no_model(name: str) -> None:
    found = index(*SERVED_MODELS).resolve(Name(name))
    assert (found.model_id, found.why) == (None, "a router or a baseline, not a model")


def test_an_ambiguous_name_stays_unresolved_and_says_what_it_could_mean() -> None:
    models = index("openai/orca-large-2", "google/orca-large-2")
    found = models.resolve(Name("Orca Large 2"))
    assert (found.model_id, found.is_ambiguous, found.confidence) == (None, True, 0.0)
    assert found.why == "could mean google/orca-large-2, openai/orca-large-2"
    assert met(models, "Orca Large 2", "Google") == "google/orca-large-2"


@pytest.mark.parametrize(
    ("name", "developer"), [("gpt-5", "Anthropic"), ("Claude Opus 4.5", "OpenAI"), ("microsoft/gpt-5", None)]
)
def test_another_developers_model_is_refused(name: str, developer: str | None) -> None:
    assert met(index(*SERVED_MODELS), name, developer) is None


@pytest.mark.parametrize("name", ["anthropic/gpt-5", "openai/claude-opus-4.5"])
def test_a_developer_that_sells_only_its_own_models_resells_none(name: str) -> None:
    assert met(index(*SERVED_MODELS), name) is None


@pytest.mark.parametrize("name", ["databricks/claude-opus-4-5", "databricks-claude-opus-4-5", "azure/gpt-5"])
def test_a_host_that_resells_serves_the_developers_model(name: str) -> None:
    assert met(index(*SERVED_MODELS), name) in SERVED_MODELS


def test_a_host_resells_only_what_somebody_serves() -> None:
    assert met(index(KnownModel(model_id="mosaic/zebra-7b", rank=TESTED)), "databricks/zebra-7b") is None


def test_an_alias_joins_what_words_do_not() -> None:
    alias = Alias(name="mistral-medium-2505", developer=None, model_id="mistralai/mistral-medium-3", effort="high")
    models = Identity([KnownModel(model_id="mistralai/mistral-medium-3")], aliases=[alias])
    found = models.resolve(Name("mistralai/Mistral-Medium-2505"))
    assert (found.model_id, found.effort, found.confidence) == ("mistralai/mistral-medium-3", "high", 0.99)
    assert met(models, "mistral-medium-2505", "OpenAI") is None
    assert met(models, "mistral-medium-2506") is None


def test_a_model_that_has_the_effort_in_its_name_comes_before_an_alias() -> None:
    alias = Alias(name="kimi k2", developer=None, model_id="moonshotai/kimi-k2-0905", effort=None)
    known = [KnownModel(model_id="moonshotai/kimi-k2-0905"), KnownModel(model_id="moonshotai/kimi-k2-thinking")]
    models = Identity(known, aliases=[alias])
    assert met(models, "Kimi K2") == "moonshotai/kimi-k2-0905"
    assert met(models, "Kimi K2 Thinking") == "moonshotai/kimi-k2-thinking"


def test_an_alias_of_an_unknown_model_joins_nothing() -> None:
    alias = Alias(name="gpt-next", developer=None, model_id="openai/not-known", effort=None)
    assert met(Identity([GPT_4O], aliases=[alias]), "gpt-next") is None


def test_a_name_is_read_by_the_id_in_its_brackets() -> None:
    found = index(*SERVED_MODELS).resolve(Name("GPT-5 with everything (gpt-5-2025-08-07-high)"))
    assert (found.model_id, found.effort) == ("openai/gpt-5", "high")


def test_a_developer_in_brackets_is_the_developer() -> None:
    assert met(index(*SERVED_MODELS), "GPT-5 (OpenAI)") == "openai/gpt-5"
    assert met(index(*SERVED_MODELS), "GPT-5 (Anthropic)") is None


@pytest.mark.parametrize("name", ["Chameleon (GPT-5)", "Zebra (somebody's 7b)", "Zebra (o3-mini) (gpt-5)"])
def test_a_method_on_top_of_a_model_is_not_the_model(name: str) -> None:
    assert met(index(*SERVED_MODELS), name) is None


def test_an_exact_id_is_surest() -> None:
    models = index(QWEN, *SERVED_MODELS)
    assert models.resolve(Name("OpenAI/GPT-5")).confidence == 1.0
    assert models.resolve(Name("Qwen/Qwen3-8B@refs/pr/3")).model_id == QWEN.model_id
    assert models.resolve(Name("GPT-5")).confidence < 1.0
    assert models.resolve(Name("GPT-5 Chat")).confidence <= models.resolve(Name("GPT-5")).confidence


def test_a_known_name_is_a_name_of_the_model() -> None:
    models = index(KnownModel(model_id="deepseek/deepseek-chat", names=("DeepSeek V3",)))
    assert met(models, "deepseek.v3") == "deepseek/deepseek-chat"


@pytest.mark.parametrize(
    "text",
    [
        "",
        " ",
        "\n\t",
        "\x00\x07\x1b[31m",
        "---///(((",
        "!?;",
        "\u202e",
        "\U0001f600" * 50,
        "x" * 10_000,
        "zebra-7b " * 1_000,
    ],
)
def test_a_hostile_name_is_met_by_no_model_and_breaks_nothing(text: str) -> None:
    found = index(QWEN, *SERVED_MODELS).resolve(Name(text, developer=text, hub_repo_id=text))
    assert found.model_id is None
    assert found.why


@pytest.mark.parametrize("text", ["(", "-", "#", "4-bit "])
def test_a_name_longer_than_a_name_can_be_is_answered_at_once(text: str) -> None:
    began = time.monotonic()
    found = index(QWEN, *SERVED_MODELS).resolve(Name(f"claude {text * 10_000}!"))
    assert (found.model_id, found.why) == (None, "a name has at most 300 characters")
    assert time.monotonic() - began < 0.5


def test_a_list_of_no_models_meets_nothing() -> None:
    assert met(index(), "gpt-5") is None
