"""Names in the styles of boards, price lists and papers, over small lists of models made by hand."""

from datetime import date

import pytest

from catalog.identity.names import parts, storage
from catalog.identity.resolve import (
    HUB_ONLY,
    TESTED,
    UNNOTED,
    Alias,
    Identity,
    KnownModel,
    Name,
    Resolution,
    distinct,
    is_pointer,
)

HYBRID = KnownModel(model_id="qwen/zebra3-30b-a3b", hub_repo_id="Qwen/Zebra3-30B-A3B")
INSTRUCT = KnownModel(model_id="qwen/zebra3-30b-a3b-instruct-2507", hub_repo_id="Qwen/Zebra3-30B-A3B-Instruct-2507")
THINKING = KnownModel(model_id="qwen/zebra3-30b-a3b-thinking-2507", hub_repo_id="Qwen/Zebra3-30B-A3B-Thinking-2507")
BASE = KnownModel(model_id="google/zebra-4-12b", hub_repo_id="google/zebra-4-12B", rank=HUB_ONLY)
TUNED = KnownModel(model_id="google/zebra-4-12b-it", hub_repo_id="google/zebra-4-12B-it", rank=TESTED)


def index(*models: KnownModel | str) -> Identity:
    """Return an index of models; a plain id is of a served one."""
    return Identity(KnownModel(model_id=model) if isinstance(model, str) else model for model in models)


def resolved(identity: Identity, text: str, *, is_served: bool = False, is_sold: bool = False) -> Resolution:
    return identity.resolve(Name(text, is_served=is_served, is_sold=is_sold))


@pytest.mark.parametrize(
    ("text", "stamp"),
    [
        ("GPT-4o (Nov '24)", "202411"),
        ("DeepSeek R1 (Jan '25)", "202501"),
        ("Claude 3.5 Sonnet (June \u201924)", "202406"),
        ("Gemini 2.5 Pro Preview (Mar' 25)", "202503"),
        ("Zebra 4 (Mar 2025)", "202503"),
        ("Zebra 4 (Dec 24)", "202412"),
        ("zebra-4-aug-2024", "202408"),
    ],
)
def test_a_month_with_a_short_year_is_a_date(text: str, stamp: str) -> None:
    assert parts(text, with_effort=False).stamps == (stamp,)


def test_a_month_with_a_day_is_no_month_of_a_year() -> None:
    assert parts("zebra Dec 24 release", with_effort=False).stamps == ()


@pytest.mark.parametrize(
    ("text", "effort"),
    [
        ("Claude Opus 4.6 (Adaptive Reasoning, High Effort)", "high"),
        ("Claude Sonnet 4.6 (Non-reasoning, Low Effort)", "none-low"),
        ("Claude Fable 5 (Adaptive Reasoning, Max Effort, Opus 4.8 Fallback)", "max"),
        ("claude-opus-4-5-thinking-64k-high-effort", "thinking-64k-high"),
        ("claude-opus-4-5-high-effort", "high"),
        ("o3-mini (reasoning effort: low)", "low"),
        ("Zebra 8B (thinking mode)", "thinking"),
        ("sonnet 4.5 w/ thinking", "thinking"),
    ],
)
def test_an_effort_in_a_boards_words_is_split_off(text: str, effort: str) -> None:
    assert parts(text, with_effort=True).effort == effort


def test_two_settings_of_one_model_stay_two_efforts() -> None:
    names = [f"claude-opus-4-5-{how}high-effort" for how in ("", "thinking-64k-")]
    efforts = [resolved(index("anthropic/claude-opus-4.5"), name).effort for name in names]
    assert len(set(efforts)) == len(names)


@pytest.mark.parametrize(
    "text",
    [
        "Zebra-4 8B (0-shot CoT)",
        "Zebra-4-8B (pass@1)",
        "Zebra-4 8B [greedy]",
        "Zebra 4 8B via API",
        "Zebra 4 8B (local)",
        "Zebra 4 8B (8B total, 1.5B active)",
    ],
)
def test_how_a_test_was_run_is_no_part_of_the_name(text: str) -> None:
    assert resolved(index("qwen/zebra-4-8b"), text).model_id == "qwen/zebra-4-8b"


@pytest.mark.parametrize(
    ("repo", "how"),
    [
        ("nvidia/Zebra-4-NVFP4", 2),
        ("acme/zebra-4-fp8", 2),
        ("acme/Zebra-4-Int8Mix", 2),
        ("acme/Zebra-4-2bit", 2),
        ("nvidia/Zebra-4-BF16", 1),
        ("acme/Zebra-4", 0),
        ("acme/Q2.5-Zebra", 0),
        ("acme/fp4-14b-it", 0),
    ],
)
def test_a_name_says_how_its_weights_are_stored(repo: str, how: int) -> None:
    assert storage(repo) == how


def test_a_copy_in_another_precision_makes_no_name_ambiguous() -> None:
    copy = KnownModel(model_id="nvidia/zebra-4-nvfp4", hub_repo_id="nvidia/Zebra-4-NVFP4", rank=HUB_ONLY)
    original = KnownModel(model_id="deepseek-ai/zebra-4", hub_repo_id="deepseek-ai/Zebra-4", rank=HUB_ONLY)
    assert resolved(index(copy, original), "zebra-4").model_id == original.model_id
    assert resolved(index(copy), "zebra-4").model_id is None


def test_a_copy_that_leaves_out_the_tuning_is_of_what_its_card_states() -> None:
    stated = {"nvidia/zebra-4-12b-nvfp4": "google/zebra-4-12b-it", "somebody/zebra-4-12b-it-q4": "google/zebra-4-12b"}
    models = Identity([BASE, TUNED], quantized_from=stated)
    assert resolved(models, "nvidia/Zebra-4-12B-NVFP4").model_id == TUNED.model_id
    assert resolved(models, "somebody/Zebra-4-12B-it-Q4").model_id != BASE.model_id


@pytest.mark.parametrize("text", ["Zebra3 30B A3B 2507 (Reasoning)", "zebra3-30b-a3b-thinking-2507"])
def test_a_release_with_a_repository_that_thinks_is_meant_by_reasoning(text: str) -> None:
    found = resolved(index(HYBRID, INSTRUCT, THINKING), text)
    assert (found.model_id, found.effort) == (THINKING.model_id, None)


def test_an_undated_sibling_that_thinks_is_meant_by_reasoning() -> None:
    models = index("qwen/zebra3-next-80b-a3b-instruct", "qwen/zebra3-next-80b-a3b-thinking")
    found = resolved(models, "Zebra3 Next 80B A3B (Reasoning)")
    assert (found.model_id, found.effort) == ("qwen/zebra3-next-80b-a3b-thinking", None)


@pytest.mark.parametrize("text", ["Zebra3 30B A3B (Reasoning)", "zebra3-30b-a3b-thinking"])
def test_an_undated_hybrid_that_thinks_is_not_the_later_repository(text: str) -> None:
    found = resolved(index(HYBRID, INSTRUCT, THINKING), text)
    assert (found.model_id, found.effort) == (HYBRID.model_id, "thinking")


def test_a_price_list_names_a_repository_and_no_setting() -> None:
    found = resolved(index(HYBRID, INSTRUCT, THINKING), "zebra3-30b-a3b-thinking", is_sold=True)
    assert found.model_id == THINKING.model_id


def test_a_bare_name_of_what_answers_means_the_tuned_model() -> None:
    models = index(BASE, TUNED)
    assert resolved(models, "Zebra 4 12B", is_served=True).model_id == TUNED.model_id
    assert resolved(models, "Zebra 4 12B base", is_served=True).model_id == BASE.model_id
    assert resolved(models, "google/zebra-4-12B").model_id == BASE.model_id


def test_a_name_with_an_effort_means_the_tuned_model() -> None:
    found = resolved(index(BASE, TUNED), "Zebra 4 12B (Reasoning)")
    assert (found.model_id, found.effort) == (TUNED.model_id, "thinking")


def test_a_bare_name_of_what_answers_is_no_later_release_and_no_closed_chat_model() -> None:
    assert resolved(index(HYBRID, INSTRUCT), "zebra3-30b-a3b", is_served=True).model_id == HYBRID.model_id
    assert resolved(index("openai/gpt-5", "openai/gpt-5-chat"), "gpt-5", is_served=True).model_id == "openai/gpt-5"


def test_tuned_and_base_of_one_date_are_one_release() -> None:
    dated = [
        KnownModel(model_id=f"allenai/zebra-2-0325-32b{end}", hub_repo_id=f"allenai/Zebra-2-0325-32B{end}", rank=TESTED)
        for end in ("", "-instruct")
    ]
    assert resolved(index(*dated), "Zebra 2 32B", is_served=True).model_id == "allenai/zebra-2-0325-32b-instruct"


def test_several_dated_versions_under_one_bare_name_stay_unresolved() -> None:
    found = resolved(index("qwen/zebra3.5-plus-02-15", "qwen/zebra3.5-plus-20260420"), "zebra3.5-plus")
    assert (found.model_id, found.is_ambiguous) == (None, True)


def test_the_model_then_its_base_is_the_model() -> None:
    models = index("nousresearch/hermes-4-70b", "nousresearch/hermes-4-405b", "meta-llama/llama-3.1-70b-instruct")
    for text in ("Hermes 4 - Llama-3.1 70B (Reasoning)", "hermes-4-llama-3-1-70b-reasoning"):
        found = resolved(models, text)
        assert (found.model_id, found.effort) == ("nousresearch/hermes-4-70b", "thinking")


def test_a_size_behind_the_name_must_be_the_models_own() -> None:
    nemo = KnownModel(model_id="mistralai/zebra-nemo", parameters=12.2e9)
    assert resolved(index(nemo), "Zebra Nemo 12B").model_id == nemo.model_id
    assert resolved(index(nemo), "Zebra Nemo 8B").model_id is None
    assert resolved(index("mistralai/zebra-nemo"), "Zebra Nemo 12B").model_id is None


def test_a_size_that_the_name_lacks_is_found_if_only_one_model_has_it() -> None:
    super_, nano = "nvidia/zebra-3-super-120b-a12b", "nvidia/zebra-3-nano-30b-a3b"
    assert resolved(index(super_, nano), "nvidia.zebra-super-3-120b").model_id == super_
    assert resolved(index(super_, nano), "Zebra 3 Super").model_id == super_
    assert resolved(index("qwen/zebra-3-8b", "qwen/zebra-3-14b"), "Zebra 3").model_id is None


def test_a_size_that_the_name_lacks_is_not_guessed_between_instruct_and_thinking() -> None:
    both = index("qwen/zebra3-next-80b-a3b-instruct", "qwen/zebra3-next-80b-a3b-thinking")
    assert resolved(both, "zebra3-next-80b").model_id is None


@pytest.mark.parametrize(
    ("model_id", "text"),
    [("qwen/qwen3.5-122b-a10b", "qwen35-122b-a10b"), ("minimax/minimax-m2.5", "minimax-m25")],
)
def test_a_version_whose_full_stop_is_left_out_is_read(model_id: str, text: str) -> None:
    assert resolved(index(model_id), text).model_id == model_id


def test_a_preview_of_a_closed_model_is_not_what_came_of_it() -> None:
    assert resolved(index("openai/o3"), "o3-preview (Low)").model_id is None
    assert resolved(index("qwen/zebra3-max"), "zebra3-max-preview").model_id is None


def test_a_hosts_preview_of_open_weights_has_those_weights() -> None:
    served = KnownModel(model_id="minimax/zebra-2.1", hub_repo_id="MiniMaxAI/Zebra-2.1")
    assert resolved(index(served), "zebra-2.1-preview").model_id == served.model_id


def test_the_first_version_is_not_the_second() -> None:
    models = index("google/zebra-1.5-pro", "google/zebra-1.5-pro-002")
    assert resolved(models, "zebra-1.5-pro-001").model_id is None
    assert resolved(index("google/zebra-1.5-pro"), "zebra-1.5-pro-001").model_id == "google/zebra-1.5-pro"


def test_what_ends_like_an_effort_in_a_models_own_name_is_none_at_another_date() -> None:
    models = index("qwen/zebra-vl", KnownModel(model_id="qwen/zebra-vl-max", released=date(2025, 1, 25)))
    assert resolved(models, "zebra-vl-max-2023-11-19").model_id is None


def test_a_faster_endpoint_of_open_weights_has_those_weights() -> None:
    served = KnownModel(model_id="deepseek/zebra-3", hub_repo_id="deepseek-ai/Zebra-3")
    assert resolved(index(served), "deepseek-ai/Zebra-3-Turbo").model_id == served.model_id
    assert resolved(index("x-ai/zebra-4"), "x-ai/zebra-4-fast").model_id is None
    assert resolved(index(served), "zebra-3-turbo").model_id is None


def test_an_id_that_moves_is_of_each_of_its_dates() -> None:
    moving = index(KnownModel(model_id="openai/chatzebra-4o-latest", released=date(2024, 8, 14)))
    assert resolved(moving, "chatzebra-4o-latest-20250326").model_id == "openai/chatzebra-4o-latest"


@pytest.mark.parametrize("text", ["openrouter/free", "openrouter/auto"])
def test_a_name_that_only_says_how_to_choose_is_a_router(text: str) -> None:
    assert resolved(index("openai/gpt-5"), text).why == "a router or a baseline, not a model"


@pytest.mark.parametrize(
    ("text", "moves"),
    [
        ("deepseek-chat", True),
        ("deepseek/deepseek-reasoner", True),
        ("ministral-8b-latest", True),
        ("gemini-flash-latest", True),
        ("claude-3-7-sonnet-latest", False),
        ("deepseek-chat-v3-0324", False),
        ("chatgpt-4o-latest", False),
        ("gpt-5", False),
    ],
)
def test_a_moving_alias_says_no_version(text: str, moves: bool) -> None:  # noqa: FBT001
    assert is_pointer(text) is moves


def test_an_alias_is_of_its_date_however_it_is_written() -> None:
    alias = Alias(name="zebra-2-2411", developer=None, model_id="mistralai/zebra-large", effort=None)
    models = Identity([KnownModel(model_id="mistralai/zebra-large")], aliases=[alias])
    assert resolved(models, "Zebra 2 (Nov '24)").model_id == "mistralai/zebra-large"
    assert resolved(models, "Zebra 2 (Dec '24)").model_id is None


def test_an_alias_of_a_stated_developer_may_mean_anothers_model() -> None:
    alias = Alias(name="zebra2-15b", developer="Hugging Face", model_id="bigcode/zebra2-15b", effort=None)
    models = Identity([KnownModel(model_id="bigcode/zebra2-15b")], aliases=[alias])
    assert models.resolve(Name("zebra2-15b", "Hugging Face")).model_id == "bigcode/zebra2-15b"


def test_an_unnoted_copy_is_met_by_no_name() -> None:
    copy = KnownModel(model_id="nvidia/zebra-5-fp8", hub_repo_id="nvidia/Zebra-5-FP8", rank=UNNOTED)
    assert resolved(index(copy), "Zebra 5").model_id is None


def test_curated_pairs_are_two_models_each() -> None:
    assert all(one < other for one, other in distinct())


def test_a_seller_writes_a_bases_id_for_the_tuned_model() -> None:
    models = index(BASE, TUNED)
    sold = Name("google/zebra-4-12b", is_served=True, is_sold=True)
    assert models.resolve(sold).model_id == TUNED.model_id
    served_base = KnownModel(model_id="google/zebra-4-12b", hub_repo_id="google/zebra-4-12B")
    assert index(served_base, TUNED).resolve(sold).model_id == served_base.model_id


def test_a_hosts_preview_of_a_bare_name_is_the_tuned_model() -> None:
    assert resolved(index(BASE, TUNED), "zebra-4-12b-preview", is_served=True).model_id == TUNED.model_id


def test_a_display_name_that_says_thinking_is_no_repository_of_its_own() -> None:
    sonnet = KnownModel(model_id="anthropic/claude-3.7-sonnet", names=("Claude 3.7 Sonnet (thinking)",))
    found = resolved(index(sonnet), "claude-3-7-sonnet-thinking-32k")
    assert (found.model_id, found.effort) == (sonnet.model_id, "thinking-32k")


def test_a_name_with_its_developer_in_brackets_is_served_as_it_was() -> None:
    assert resolved(index(BASE, TUNED), "Zebra 4 12B (Google)", is_served=True).model_id == TUNED.model_id
