"""What a model is made for, by its name, its page and what it writes."""

import pytest

from etl.tasks import task_of


@pytest.mark.parametrize(
    ("model_id", "task"),
    [
        ("acme/one-embedding-4b", "embedding"),
        ("acme/text-embed-2", "embedding"),
        ("acme/one-reranker-0.6b", "rerank"),
        ("acme/rerank-v3.5", "rerank"),
        ("acme/oneguard-gen", "guard"),
        ("acme/one-guard-3-8b", "guard"),
        ("acme/one-guardian-3", "guard"),
        ("acme/one-content-safety", "guard"),
        ("acme/one-70b-reward", "classification"),
        ("acme/one-8b-rm", "classification"),
        ("acme/one-translate-08-2025", "translation"),
        ("acme/one-mt-turbo", "translation"),
        ("acme/whisper-3", "transcription"),
        ("acme/one-realtime", "realtime_voice"),
        ("acme/one-flash-live", "realtime_voice"),
        ("acme/one-tts", "speech"),
        ("acme/openvoice", "speech"),
        ("acme/one-flash-image", "image"),
        ("acme/one-image-edit", "image_edit"),
        ("acme/paddleocr-vl", "ocr"),
        ("acme/router", "router"),
    ],
)
def test_a_name_says_what_a_model_is_made_for(model_id: str, task: str) -> None:
    assert task_of(model_id, pipeline_tag="text-generation", writes=("text",)) == (task, "name")


@pytest.mark.parametrize(
    "model_id",
    [
        "embedclub/one-7b",
        "acme/7b-freeze-embed-tokens",
        "acme/one-mt-bench-dpo",
        "acme/fiction.live-70b",
        "acme/vanguard-7b",
        "acme/storm-7b",
        "acme/pairrm-sppo",
        "acme/72b-preview-canary",
        "acme/one-rerank-gsm8k",
    ],
)
def test_a_word_within_another_says_nothing(model_id: str) -> None:
    assert task_of(model_id, pipeline_tag="text-generation") == ("chat", "repository")


def test_a_tag_that_no_chat_model_carries_is_sure() -> None:
    assert task_of("acme/gte-7b-instruct", pipeline_tag="sentence-similarity") == ("embedding", "repository")


def test_a_chat_model_that_is_tagged_by_what_else_it_does_stays_one() -> None:
    assert task_of("acme/one-multimodal-instruct", pipeline_tag="automatic-speech-recognition") == ("chat", "name")
    assert task_of("acme/one", pipeline_tag="automatic-speech-recognition") == ("transcription", "repository")


@pytest.mark.parametrize(
    ("writes", "task"),
    [(("text",), "chat"), (("text", "image"), "image"), (("text", "audio"), "chat"), (("audio",), "speech")],
)
def test_what_a_model_writes_says_what_it_is_made_for(writes: tuple[str, ...], task: str) -> None:
    assert task_of("acme/one", writes=writes) == (task, "listing")


def test_nothing_says_what_a_bare_name_is_made_for() -> None:
    assert task_of("acme/one") is None
