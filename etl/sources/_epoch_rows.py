"""One row of Epoch AI's files: whether it is a result, of which model, at which effort, and how sure."""

import re
from datetime import date

from catalog.identity.resolve import Name
from catalog.records import Evidence, Score
from etl.errors import ParseError
from etl.reading import day, number, optional_number, score_of, whole
from etl.source import Answer, Batch
from etl.sources._epoch_files import PERCENT, SPECS, FileSpec

_Z_95 = 1.96
# Within files of papers, these ran every model themselves; so did the authors of a benchmark's own paper.
_INDEPENDENT = frozenset(
    {
        "Stanford HELM",
        "Standford HELM",
        "Stanford CRFM Leaderboard",
        "Adversarial NLI: A New Benchmark for Natural Language Understanding",
        "CommonsenseQA 2.0: Exposing the Limits of AI through Gamification",
    }
)
# Within files of leaderboards, these are the developer's own words.
_DEVELOPERS_WORD = re.compile(r"(?i)system card|model card|annoucement|announcement")

_SUFFIX = re.compile(r"_(none|minimal|low|medium|high|xhigh|max|thinking|unknown|\d+[Kk])$")
_SHOWN_LEVEL = re.compile(r"(?i)\((?:[^)]*[ ,])?(none|minimal|low|med|medium|high|xhigh|max)\b[^)]*\)")
_SHOWN_THINKING = re.compile(r"(?i)[-(](?<!non-)thinking\)?$")
_HOST = re.compile(r"^(?:chutes|deepinfra|fireworks)/")
_SIZE = re.compile(r"(?i)(\d+(?:\.\d+)?)\s*b\b")
_NUMBER = re.compile(r"(?<![\w.])v?(\d\.\d)(?![\w.])")
# LLaMA's 33B is also written 30B; a 3B is not a 32B.
_SAME_SIZE = 1.25


def why_not(row: dict[str, str], spec: FileSpec) -> str | None:
    """Return why a row is not a result of one model, or None."""
    version, shown = told(row["Model version"]), told(row.get(spec.name))
    if not told(row[spec.score]):
        return "no score stated"
    if not version and not shown:
        return "no model named"
    if "augmented" in told(row.get("Notes")):
        return "a method on top of the model"
    if _contradict(version, shown):
        return "its name and its model version are two models"
    return None


def _contradict(version: str, shown: str) -> bool:
    """Whether two names of one row state different sizes or different version numbers."""
    left, right = ({float(size) for size in _SIZE.findall(text.replace("_", "."))} for text in (version, shown))
    if left and right and not any(1 / _SAME_SIZE <= a / b <= _SAME_SIZE for a in left for b in right if b):
        return True
    one, other = ({*_NUMBER.findall(text.replace("-", " "))} for text in (version, shown))
    return bool(one and other and not one & other)


def name_of(row: dict[str, str], spec: FileSpec) -> Name:
    """Return the model's name: its version without Epoch's effort suffix and without a host before it."""
    text = _SUFFIX.sub("", told(row["Model version"]))
    if not text:
        shown = told(row.get(spec.name))
        text = shown.split(" (")[0] if spec.name == "Agent" else shown.rstrip("*")
    if text.startswith("fireworks/"):
        text = re.sub(r"(?<=\d)p(?=\d)", ".", text)  # Fireworks writes k2p5 for k2.5
    developer = told(row.get("Organization")).split(",")[0]
    return Name(_HOST.sub("", text), developer=developer or None)


def _effort(row: dict[str, str]) -> str | None:
    """Return the effort: a level in the board's own name, else Epoch's suffix, else what the board's name says."""
    shown = told(row.get("Name"))
    level = _SHOWN_LEVEL.search(shown)
    suffix = _SUFFIX.search(told(row["Model version"]))
    if level:
        return {"med": "medium"}.get(level[1].lower(), level[1].lower())
    if suffix and suffix[1] != "unknown":
        return f"thinking-{suffix[1].lower()}" if suffix[1][0].isdigit() else suffix[1]
    if "(non-thinking)" in shown.lower():
        return "none"
    return "thinking" if _SHOWN_THINKING.search(shown) else None


def read_value(row: dict[str, str], spec: FileSpec, where: str, batch: Batch) -> float | None:
    """Return the score: on 0 to 100 where the scale has an end, else in its own unit; None where it is rejected.

    Raises:
        ParseError: the scale has changed.
    """
    if spec.top is not None:
        return score_of(row[spec.score], spec.top, where, batch)
    value = number(row[spec.score], where)
    if value < 0:
        message = f"{where}: scale: 0 or more expected, found {value:g}"
        raise ParseError(message)
    return value


def read_score(row: dict[str, str], value: float, stem: str, file: Answer) -> Score:
    """Return a row's score with its interval, evidence, harness and day.

    Raises:
        ParseError: a cell beside the score cannot be read.
    """
    spec = SPECS[stem]
    where = f"{stem} {row['Model version']}"
    low, high = _interval(row, spec, value, where)
    return Score(
        effort=_effort(row),
        benchmark_id=spec.benchmark_id,
        benchmark_version=told(row.get(spec.version or "")).removeprefix("LiveBench-") or None,
        value=value,
        low=low,
        high=high,
        samples=whole(row.get(spec.samples), where) if spec.samples else None,
        evidence=_evidence(row, spec),
        harness=_harness(row, stem),
        model_name=told(row["Model version"]) or told(row.get(spec.name)),
        as_of=_as_of(row, stem, file),
    )


def _interval(row: dict[str, str], spec: FileSpec, value: float, where: str) -> tuple[float | None, float | None]:
    """Return the 95 % interval: stated as ends, as `=+11/-9`, or as a standard error; cut off at the scale's ends."""
    error = optional_number(row.get(spec.error or ""), where)
    if error is not None:
        half = _Z_95 * error * PERCENT / spec.error_top
        return max(0.0, value - half), min(PERCENT, value + half)
    arena = re.fullmatch(r"=?\+([\d.]+)/-([\d.]+)", told(row.get("Score 95% CI")))
    if arena:
        return value - float(arena[2]), value + float(arena[1])
    return optional_number(row.get(spec.low or ""), where), optional_number(row.get(spec.high or ""), where)


def _evidence(row: dict[str, str], spec: FileSpec) -> Evidence:
    source = told(row.get("Source"))
    if _DEVELOPERS_WORD.search(source):
        return "self-reported"
    return "measured" if source in _INDEPENDENT else spec.evidence


def _harness(row: dict[str, str], stem: str) -> str:
    """Return who ran the test and how: Epoch, or the agent, shots and paper that Epoch collected."""
    if stem == "epoch_capabilities_index":
        return "derived from the other tests by Epoch AI"
    if not stem.endswith("_external"):
        return "Epoch AI"
    spec = SPECS[stem]
    shots = told(row.get("Shots")).removesuffix("-shot")
    agent = told(row.get(spec.agent or ""))
    parts = [
        agent if agent != "None" else "",
        f"{shots}-shot" if shots else "",
        told(row.get("Source")) if "self-reported" in {spec.evidence, _evidence(row, spec)} else "",
        "collected by Epoch AI",
    ]
    return ", ".join(part for part in parts if part)


def _as_of(row: dict[str, str], stem: str, file: Answer) -> date | None:
    """Return the day of the run where one is stated; in what was typed in by hand, not before the model's release."""
    column = SPECS[stem].day or ""
    stated, released = day(row.get(column), column), day(row.get("Release date"), "Release date")
    if stated is None:
        return file.last_modified
    return max(stated, released) if released and stem.endswith("_external") else stated


def told(value: str | None) -> str:
    """Return a cell's text, empty where the row is too short to have it."""
    return (value or "").strip()
