"""What a model is made for, by rule: words of its name, what it writes, and the task that its page on the Hub states.

A catalogue of chat models also sells embeddings, guards and image models, so that it vouches for a model says nothing
of its task. First the name's own words count, as developers name such models by what they do; then the Hub's tags that
no chat model carries; then what a listing says that it writes. Tags that chat models carry by mistake come last.
"""

import re
from collections.abc import Collection

from catalog.curated.developers import plain
from catalog.records import Basis, Task

_STARTS, _ENDS = r"(?<![a-z])", r"(?![a-z])"
# Most specific first. A word may stand at the end of a longer one where developers write it so: Qwen3Guard, PaddleOCR.
_PATTERNS: tuple[tuple[str, Task], ...] = (
    (rf"reranker{_ENDS}|^(?:cohere-)?rerank{_ENDS}", "rerank"),
    (rf"{_STARTS}embedding{_ENDS}|^(?:[a-z0-9]+-)?embed{_ENDS}", "embedding"),
    (rf"(?<!van)guard(?:ian)?{_ENDS}|{_STARTS}(?:moderation|content-safety|shieldgemma){_ENDS}", "guard"),
    (rf"{_STARTS}(?:rm|prm|reward){_ENDS}", "classification"),
    (rf"{_STARTS}(?:translate|nllb|madlad){_ENDS}|[a-z]-mt(?!-bench){_ENDS}", "translation"),
    (rf"{_STARTS}(?:whisper|transcribe|asr|parakeet){_ENDS}|^canary{_ENDS}", "transcription"),
    (rf"{_STARTS}lyria{_ENDS}", "music"),
    (rf"{_STARTS}(?:realtime|native-audio){_ENDS}|-live{_ENDS}", "realtime_voice"),
    (rf"{_STARTS}tts{_ENDS}|voice{_ENDS}", "speech"),
    (rf"{_STARTS}image-edit{_ENDS}", "image_edit"),
    (rf"{_STARTS}(?:image|imagen|dall-e|seedream|nano-banana){_ENDS}", "image"),
    (rf"^(?:veo|sora|seedance){_ENDS}", "video"),
    (rf"ocr{_ENDS}", "ocr"),
    (rf"{_STARTS}router{_ENDS}", "router"),
)
_WORDS = tuple((re.compile(pattern), task) for pattern, task in _PATTERNS)
_CHAT_WORDS = re.compile(rf"{_STARTS}(?:instruct|chat|it|thinking|assistant){_ENDS}")
# Tags of the Hub that say what a repository is for. Nobody tags a chat model with the sure ones.
_SURE_TAGS: dict[str, Task] = {
    "feature-extraction": "embedding",
    "sentence-similarity": "embedding",
    "text-ranking": "rerank",
    "text-to-image": "image",
    "image-to-image": "image_edit",
    "text-to-video": "video",
    "image-to-video": "video",
    "text-to-speech": "speech",
    "text-to-audio": "speech",
}
_TAGS: dict[str, Task] = {
    "text-generation": "chat",
    "image-text-to-text": "chat",
    "video-text-to-text": "chat",
    "audio-text-to-text": "chat",
    "any-to-any": "chat",
    "text2text-generation": "chat",
    "question-answering": "chat",
    "text-classification": "classification",
    "translation": "translation",
    "automatic-speech-recognition": "transcription",
}
_WRITERS: tuple[tuple[str, Task], ...] = (
    ("video", "video"),
    ("image", "image"),
    ("embeddings", "embedding"),
    ("text", "chat"),
)
Said = tuple[Task, Basis]


def task_of(model_id: str, *, pipeline_tag: str | None = None, writes: Collection[str] | None = None) -> Said | None:
    """Return what a model is made for, and what says so; None where nothing does.

    Args:
        model_id: developer/name; the developer's name says nothing.
        pipeline_tag: the task on its page on the Hub.
        writes: the output modalities that a listing states.
    """
    name = plain(model_id).rsplit("/", 1)[-1]
    named = next((task for pattern, task in _WORDS if pattern.search(name)), None)
    if named:
        return named, "name"
    if pipeline_tag in _SURE_TAGS:
        return _SURE_TAGS[pipeline_tag], "repository"
    if writes:
        return _of_modalities(writes), "listing"
    if _CHAT_WORDS.search(name):
        return "chat", "name"
    tagged = _TAGS.get(pipeline_tag or "")
    return (tagged, "repository") if tagged else None


def _of_modalities(writes: Collection[str]) -> Task:
    """Return the task of a model that writes this. One that draws is sold for that, whatever it says beside."""
    return next((task for modality, task in _WRITERS if modality in writes), "speech")
