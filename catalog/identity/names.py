"""A model's name taken apart: its words, and the keys that are not part of the model.

Effort, date stamp, precision and provider are settings or labels of one model; sizes, versions and variants are the
model. Two spellings of one name give the same words: `Claude 3.5 Sonnet` and `anthropic.claude-3-5-sonnet-v2:0`.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

from catalog.curated.developers import developer_id, plain
from catalog.curated.providers import is_provider

_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
# `Aug 2024`, `Jan '25`, `May' 25`; two figures alone may be a day, so they need the apostrophe or the bracket.
_MONTH_YEAR = re.compile(
    rf"\b({'|'.join(_MONTHS)})[a-z]*\.?"
    r"(?:[\s-]+(?:20)(?P<whole>[12]\d)\b|\s*['\u2018\u2019]\s*(?P<short>2\d)\b|\s+(?P<closed>2\d)(?=\)))"
)
_YEAR, _MONTH, _DAY = r"(20[12]\d)", r"(0[1-9]|1[0-2])", r"(0[1-9]|[12]\d|3[01])"
_ALONE, _ENDS = r"(?<![\d.a-z])", r"(?![\d.a-z])"
# Dates as names write them, most specific first; each gives the stamp YYYYMMDD, YYYYMM, or four digits as they are
# (MMDD, YYMM or MMYY: the name does not say which).
_DATES: tuple[tuple[re.Pattern[str], str], ...] = (
    (re.compile(rf"(?<!\d){_MONTH}[-_.]{_DAY}[-_.]{_YEAR}(?!\d)"), r"\3\1\2"),
    (re.compile(rf"(?<!\d){_YEAR}[-_.]?{_MONTH}[-_.]?{_DAY}(?!\d)"), r"\1\2\3"),
    (re.compile(rf"(?<!\d){_YEAR}[-_.]?{_MONTH}(?![\d.])"), r"\1\2"),
    (re.compile(rf"(?<!\d){_MONTH}[-_.]{_YEAR}(?!\d)"), r"\2\1"),
    (re.compile(rf"(?<![\d.]){_MONTH}[-_]{_DAY}(?![\d.])"), r"\1\2"),
    (re.compile(rf"{_ALONE}2[3-9](?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01]){_ENDS}"), r"20\g<0>"),
    (re.compile(rf"{_ALONE}(?:2[3-9](?:0[1-9]|1[0-2])|(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])){_ENDS}"), r"\g<0>"),
)
# Precisions and file formats: how the same weights are stored.
_PRECISION = re.compile(
    r"(?<![a-z0-9])(?:fp8[-_ ](?:dynamic|dyn|fast|throughput|block|kv)|int[48]mix|autoround"
    r"|(?:unsloth[-_ ])?bnb[-_ ]4bit|bf16|fp16|fp32|fp8|fp4|nvfp4|mxfp4|nf4"
    r"|int8|int4|[2-8][-_ ]?bit|awq|gptq|qat|tput|tee|ud|gguf|ggml|exl2|mlx|i1|i?q[2-8](?:_[a-z0-9]+)*|i?q1_[a-z0-9_]+"
    r"|(?:quantized[._-])?w\da\d+)(?![a-z0-9]|\.\d)",
)
STORED_WITH_A_LOSS = 2
# Of these, what loses nothing of the weights, or says only how they are served.
_LOSSLESS = frozenset({"bf16", "fp16", "fp32", "tee", "tput", "ud", "i1"})
# How a board ran the test, or where a host serves it from: not the name.
_HARNESS = re.compile(
    r"\((?:fc|prompt|val|free|zero-shot|codex-harness|default|local|api)(?:, val|, test)?\)"
    r"|[\s,]*\b\d+-shot(?:\s*cot)?\b|\((?:pass|avg|maj|cons)@\d+\)|\[[^\]]*\]|\s+via api\b|\s+update(?=\))"
    r"|,[^,()]*\bfallback(?=\))|\(\d+(?:\.\d+)?b total, \d+(?:\.\d+)?b active\)|(?<=/)fw-|^(?:z-ai|zai-org)-"
    r"|\b(?:temperature|length)=[\d.]+,? ?|@refs/\S*?(?=#|$|\s)|[-_]maas\b|_unknown$"
    r"|(?<=\()(?:fc|prompt)(?:\s*\+)?\s+(?=think)",
)
# Groq's context sizes and MLPerf's accuracy targets: both stand behind chat models whose names say nothing of it.
_SERVED_SUFFIX = re.compile(
    r"(?P<name>.*?)(?P<tuned>[-_](?:instruct|it|chat))?[-_](?:4096|8192|32768|65536|131072|99(?:\.9)?)",
)
_ROUTES = re.compile(
    r":(?:free|extended|beta|nitro|exacto|batch|peft(?::\d+)?|\d+k?)$"
    r"|-(?:default|free|cloud)$",
)
_LEVEL = r"(none|minimal|low|medium|high|xhigh|max)"
_THINK = r"(?:thinking|think|reasoning|reasoner)"
_GAP = r"[\s_#:(,-]"
# Effort phrases at the end of a name or in brackets, most specific first, with the effort that each states.
_EFFORTS: tuple[tuple[re.Pattern[str], str], ...] = tuple(
    (re.compile(pattern), effort)
    for pattern, effort in (
        (rf"{_GAP}+{_THINK}[\s_-]+effort:\s*{_LEVEL}\)?$", "level"),
        (rf"{_GAP}*(?:{_THINK}[\s_-]*)?(?:auto[\s_-]*)?{_LEVEL}(?:[\s_-]*(?:reasoning[\s_-]*)?effort)\)?$", "level"),
        (rf"{_GAP}+{_LEVEL}[\s_-]*{_THINK}\)?$", "level"),
        (rf"{_GAP}+{_THINK}[\s_=,-]+{_LEVEL}\)?$", "level"),
        (rf"{_GAP}+(?:no|non|not|without)[\s_-]*{_THINK}\)?$", "none"),
        (rf"{_GAP}+(\d+)k[\s_-]*{_THINK}(?:[\s_-]*tokens|[\s_-]*budget)?\)?$", "budget"),
        (rf"{_GAP}+{_THINK}[\s_,-]*(\d+)k\)?$", "budget"),
        (rf"{_GAP}+{_LEVEL}[\s_-]+(\d+)k\)?$", "level and budget"),
        (
            rf"{_GAP}+(?:default[\s_-]*|extended[\s_-]*|adaptive[\s_-]*|with[\s_-]+)?{_THINK}(?:[\s_-]+mode)?\)?$",
            "thinking",
        ),
        (rf"{_GAP}+{_LEVEL}\)?$", "level"),
        (r"_(\d+)k$", "budget"),
    )
)
_CLAUDE_BASE = re.compile(r"(claude.*?)[\s_-]+base$")  # LiveBench writes "base" for thinking switched off
_BEDROCK = re.compile(r"^(?:(?:us|eu|apac|global|jp|au|ca|us-gov|regional)\.)?([a-z0-9]+)\.(?=[a-z])(.+)$")
_BEDROCK_VERSION = re.compile(r"-v\d+:\d+$")
_REGION = re.compile(
    r"(?:us|eu|ap|ca|sa|me|af|il|mx|cn)(?:-gov)?-[a-z]+-\d|us|eu|apac|jp|global|global-standard|models"
    r"|(?:north|south|east|west|central)[a-z]+\d?|[a-z]+(?:north|south|east|west|central)\d?|tee"
    r"|accounts|routers|completion|chat-completion|invoke",
)
_SMALL = frozenset({"b", "m", "k", "o", "n", "e", "t", "v", "bit"})
_WORD = re.compile(r"(?<![a-z0-9.])[a-z]\d+(?:\.\d+)*[a-z]?(?![a-z])|[a-z]+|\d+(?:\.\d+)*(?:x\d+(?:\.\d+)?)?[a-z]*")
_SAME = {"it": "instruct", "think": "thinking", "experimental": "exp"}
# Words that people use without the family that they belong to.
_IMPLIED = {"opus": "claude", "sonnet": "claude", "haiku": "claude", "4o": "gpt"}
_GROQ = frozenset({"versatile", "specdec"})  # Groq's names for how it serves an instruct model
# Companies' names that stand in front of a model's name in some spellings and not in others.
_COMPANY = frozenset(
    {
        *("openai", "anthropic", "google", "meta", "nvidia", "amazon", "microsoft", "ibm", "alibaba", "moonshotai"),
        *("zai", "zhipu", "zhipuai", "xai", "cohere", "cohereforai", "bytedance", "tencent", "baidu", "ai21", "xiaomi"),
        *("mistralai", "doubao", "snowflake", "databricks", "tiiuae", "allenai", "facebook"),
    },
)


@dataclass(frozen=True, slots=True)
class Parts:
    """A name taken apart. `words` are sorted; `stamps` are date stamps; `effort` is None where the name states none."""

    words: tuple[str, ...]
    stamps: tuple[str, ...] = ()
    effort: str | None = None
    precision: str | None = None
    organisation: str | None = None
    host: str | None = None


def split_path(text: str) -> tuple[str, str | None, str | None]:
    """Split `host/region/organisation/model` and `region.organisation.model` into (model, organisation, host).

    A host that is no developer is not the model's organisation.
    """
    *before, model = [part for part in plain(text).removeprefix("hf:").split("/") if part] or [""]
    before = [part.lstrip("@~").removesuffix("_chat") for part in before if not _REGION.fullmatch(part)]
    hosts = [part for part in before if is_provider(part) and not developer_id(part)]
    organisations = [part for part in before if part not in hosts]
    dotted = _BEDROCK.match(model)
    if dotted and not organisations:
        short = re.match(r"v?\d|r\d", dotted[2])  # deepseek.v3.2: the developer's name is the model's
        return f"{dotted[1]}-{dotted[2]}" if short else dotted[2], dotted[1], "bedrock"
    return model, organisations[-1] if organisations else None, hosts[0] if hosts else None


def _take_dates(text: str) -> tuple[str, tuple[str, ...]]:
    """Replace each date in a name by a space and return the stamps."""
    stamps = [
        f"20{m['whole'] or m['short'] or m['closed']}{_MONTHS.index(m[1]) + 1:02}" for m in _MONTH_YEAR.finditer(text)
    ]
    text = _MONTH_YEAR.sub(" ", text)
    for pattern, form in _DATES:
        stamps += [match.expand(form) for match in pattern.finditer(text)]
        text = pattern.sub(" ", text)
    return text, tuple(stamps)


def _take_effort(text: str) -> tuple[str, str | None]:
    """Split one effort off the end of a name; `(name, None)` where it states none."""
    base = _CLAUDE_BASE.fullmatch(text)
    if base:
        return base[1], "none"
    for pattern, effort in _EFFORTS:
        match = pattern.search(text)
        if match and match.start() > 0:
            return text[: match.start()], _stated(effort, match)
    return text, None


def _stated(effort: str, match: re.Match[str]) -> str:
    """Return the effort that a phrase states: its level, its budget, both, or what the phrase always means."""
    if effort == "level":
        return match[1]
    if effort == "budget":
        return f"thinking-{match[1]}k"
    return f"thinking-{match[2]}k-{match[1]}" if effort == "level and budget" else effort


def _take_efforts(text: str) -> tuple[str, str | None]:
    """Split the effort off the end of a name.

    "thinking, high" is high: the level says more. A budget and a level are two settings, and so is a level of a model
    that does not think: `thinking-64k-high` and `none-high` are not `high`.
    """
    text, effort = _take_effort(text.strip(" -_.()"))
    rest, more = _take_effort(text.strip(" -_.()"))
    if effort is None or more is None or effort == more:
        return text, effort
    if more == "thinking":
        return rest, effort
    return (rest, f"{more}-{effort}") if more == "none" or more.startswith("thinking-") else (text, effort)


def _pieces(word: str) -> Iterator[str]:
    """Split `2.5vl` into 2.5 and vl, keep 72b and 4o whole, and write v3 as 3 and 2.0 as 2."""
    if re.fullmatch(r"v\d.*", word):
        word = word[1:]
    number = re.fullmatch(r"(\d+(?:\.\d+)*)([a-z]*)", word)
    if number is None:
        yield _SAME.get(word, word)
        return
    digits, letters = number[1], number[2]
    while digits.endswith(".0"):
        digits = digits.removesuffix(".0")
    if letters and letters not in _SMALL:
        yield digits
        yield _SAME.get(letters, letters)
    else:
        yield digits + letters


def _joined_versions(text: str) -> str:
    """Write versions with a full stop: `claude-3-5` as claude-3.5, `k2-5` as k2.5, `2p5` as 2.5, `gpt-35` as 3.5."""
    text = re.sub(r"(?<=\d)p(?=\d)", ".", text)
    text = re.sub(r"\bgpt-([345])([1-9])\b", r"gpt-\1.\2", text)
    return re.sub(r"(?<![\d.])((?:\b[a-z])?\d{1,2})[-_ ](\d{1,2})(?!\d|\.|(?!v\b)[a-z])", r"\1.\2", text)


def _words(text: str) -> tuple[str, ...]:
    """Return a name's words, sorted: companies' names in front left out, versions joined, `it` written as instruct."""
    text = re.sub(r"(?<=[a-z0-9])\+(?=$|[^a-z0-9])", " plus", _joined_versions(text.replace("c4ai", " ")))
    found = [piece for word in _WORD.findall(text) for piece in _pieces(word)]
    found = ["instruct" if word in _GROQ else word for word in found if word != "hf"]
    if "instruct" in found and "turbo" in found:  # Together's name for the same weights in eight bits
        found.remove("turbo")
    while len(found) > 1 and found[0] in _COMPANY:
        del found[0]
    return tuple(sorted({*found, *(_IMPLIED[word] for word in found if word in _IMPLIED)}))


def _unrouted(text: str) -> tuple[str, str | None, str | None]:
    """Return a name without what hosts and boards add to it, its organisation and its host."""
    text = plain(text).replace("extra high", "xhigh").replace("w/ ", "with ")
    model, organisation, host = split_path(_HARNESS.sub(" ", text).strip())
    model = _ROUTES.sub("", _BEDROCK_VERSION.sub("", model.replace("@", "-")))
    served = _SERVED_SUFFIX.fullmatch(model)
    if served:
        model = served["name"] + (served["tuned"] or "-instruct")
    return model, organisation, host


def storage(repo: str) -> int:
    """Return how a repository's name says that its weights are stored: 0 nothing, 1 without a loss, 2 with one.

    What a name begins with is no precision, unless it counts bits: `fp4-14b-it` is called so.
    """
    model = plain(repo).rsplit("/", maxsplit=1)[-1]
    stated = [m[0].replace("_", "-") for m in _PRECISION.finditer(model) if m.start() or "bit" in m[0]]
    return max((1 if precision in _LOSSLESS else STORED_WITH_A_LOSS for precision in stated), default=0)


def without_precision(repo: str) -> str:
    """Return a repository's id without the precision or file format that its name ends in."""
    return re.sub(r"[-_.]{2,}", "-", _PRECISION.sub("", repo)).rstrip("-_. ")


def slug(text: str) -> str:
    """Return the part of a model's id behind the developer: without date, precision and route, versions dotted."""
    model, _ = _take_dates(_PRECISION.sub(" ", _unrouted(text)[0]))
    return re.sub(r"[^a-z0-9.+]+", "-", _joined_versions(model.strip())).strip("-.")


@lru_cache(maxsize=400_000)
def parts(text: str, *, with_effort: bool) -> Parts:
    """Take a name apart. With `with_effort` its effort is split off; else effort words stay among the words."""
    model, organisation, host = _unrouted(text)
    precision = _PRECISION.search(model)
    model, stamps = _take_dates(_PRECISION.sub(" ", model))
    effort = None
    if with_effort:
        model, effort = _take_efforts(model)
    stored = precision[0].replace("_", "-") if precision else None
    return Parts(_words(model), stamps, effort, stored, organisation, host)
