"""MedBench Brasil: Brazilian medical examinations (Revalida, ENAMED) in Portuguese, one file a model and examination.

Traps: there is no manifest, so GitHub's listing of the repository is one; raw answers (`.raw.jsonl`) stand beside the
results; file names write `_` for `/`, so the id inside counts; accuracies are fractions of all runs, three a question,
and the board's interval takes the runs for as many questions: it is too narrow and not read; by the makers' stated
cut-offs the board says which examinations a model may have learnt, or says nothing.
"""

import re
from collections.abc import Sequence
from typing import Any

from catalog.curated.benchmarks import benchmarks
from catalog.identity.resolve import Name
from catalog.records import Contamination, Score
from etl.errors import ParseError
from etl.reading import field_of, json_of, list_of, number, score_of, table_of
from etl.source import Answer, Batch, Door, Source

REPO = "Precisa-Saude/medbench-brasil"
TREE = f"https://api.github.com/repos/{REPO}/git/trees/main?recursive=1"
FOLDER = f"https://raw.githubusercontent.com/{REPO}/main/results"
_RESULT = re.compile(r"results/([\w-]+/[\w.-]+\.json)")
_EXAMINATION = re.compile(r"/results/([\w-]+)/[\w.-]+\.json")


def fetch(door: Door) -> Sequence[Answer]:
    """Fetch the repository's listing, then every result that it lists."""
    tree = door.get(TREE)
    return [tree, *door.get_many(f"{FOLDER}/{path}" for path in _listed(tree))]


def parse(answers: Sequence[Answer]) -> Batch:
    """Return one score for each model and examination."""
    batch = Batch()
    for answer in answers:
        if answer.url == TREE:
            _listed(answer)
            continue
        result = table_of(json_of(answer), answer.url)
        model_name = str(field_of(result, "modelId", answer.url) or "").strip()
        value = score_of(field_of(result, "accuracy", answer.url), 1, answer.url, batch)
        runs, times = (number(field_of(result, key, answer.url), answer.url) for key in ("total", "runsPerQuestion"))
        split = table_of(field_of(result, "contaminationSplit", answer.url), answer.url)
        reason = _why_not(model_name, answer, result, runs, times)
        if reason:
            batch.reject(reason, f"{model_name or 'no name'}: {answer.url}")
        elif value is not None:
            score = Score(
                benchmark_id=_benchmark_id(answer),
                value=value,
                samples=round(runs / times),
                evidence="measured",
                contamination=_contamination(split, runs),
                harness=f"mean of {times:g} runs a question",
                model_name=model_name,
                as_of=answer.last_modified,
            )
            batch.add(score, Name(model_name))
    return batch


def _listed(tree: Answer) -> list[str]:
    """Return the results in a listing, by their paths under `results/`.

    Raises:
        ParseError: it is no listing, or GitHub cut it short.
    """
    listing = table_of(json_of(tree), tree.url)
    entries = list_of(field_of(listing, "tree", tree.url), tree.url)
    if listing.get("truncated"):
        message = f"{tree.url}: a whole listing expected, found one that is cut short"
        raise ParseError(message)
    paths = (_RESULT.fullmatch(str(field_of(entry, "path", tree.url))) for entry in entries)
    return [path[1] for path in paths if path]


def _examination(answer: Answer) -> str:
    match = _EXAMINATION.search(answer.url)
    return match[1] if match else ""


def _benchmark_id(answer: Answer) -> str:
    return "medbench_brasil_" + _examination(answer).replace("-", "_")


def _why_not(model_name: str, answer: Answer, result: dict[str, Any], runs: float, times: float) -> str | None:
    """Return why a result is not one model's on one known examination, or None."""
    if not model_name:
        return "no model named"
    if _benchmark_id(answer) not in benchmarks():
        return "an examination of no declared benchmark"
    if set(table_of(result.get("accuracyByEdition"), answer.url)) != {_examination(answer)}:
        return "a result of other examinations than its folder says"
    if times < 1 or runs < times or runs % times:
        return "not every question was run as often"
    return None


def _contamination(split: dict[str, Any], runs: float) -> Contamination:
    """Return what the board says of a whole examination: after the model's cut-off, before it, or nothing."""
    known = {part: (split.get(part) or {}).get("n") for part in ("clean", "contaminated")}
    if known["clean"] == runs:
        return "clean"
    return "flagged" if known["contaminated"] == runs else "unknown"


SOURCE = Source(
    source_id="medbench_brasil",
    title="MedBench Brasil",
    publisher="Precisa Saúde",
    url=f"https://github.com/{REPO}",
    licence="Apache-2.0",
    attribution=f"MedBench Brasil by Precisa Saúde, Apache-2.0, https://github.com/{REPO}",
    cadence_days=60,
    fetch=fetch,
    parse=parse,
    min_rows=50,
    serves=True,
)
