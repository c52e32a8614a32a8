"""Every Eval Ever: other people's boards in one JSON schema, one file a model (HELM, Global MMLU Lite) or a run (HAL).

Traps: a score of -1 is a run that is missing; a mean win rate depends on who else is in the table and is not read; the
MMLU of HELM Lite is five of 57 subjects; HELM MMLU counts every question twice; two models did only parts of LegalBench
or WMT; the intervals of Global MMLU Lite are offsets; HAL's ids drop the month that tells two models of one name apart,
so its names are read; its costs are of whole runs; HELM's `-turbo` names Together's serving of the same model;
LiveCodeBench Pro was collected again and again, so that the newest file of a model counts, and names some models by the
id of a deployment alone, or by the host as if it had made them. The day is the one on which the figures were collected:
the boards' own days are not stated.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from typing import Any

from catalog.curated.benchmarks import benchmarks
from catalog.identity.resolve import Name
from catalog.records import Evidence, Score, TaskCost
from etl.errors import ParseError
from etl.hub import dataset_files
from etl.reading import (
    day_of_seconds,
    field_of,
    json_of,
    list_of,
    number,
    optional_number,
    score_of,
    shown,
    table_of,
    whole,
)
from etl.source import Answer, Batch, Door, Source

REPO_ID = "evaleval/EEE_datastore"
CONTESTS = "livecodebenchpro"
BOARDS = ("helm_lite", "helm_mmlu", "helm_capabilities", "global-mmlu-lite", "hal-*", CONTESTS)
# What each test of HELM is here, and how many questions its whole has.
HELM = {
    ("helm_lite", "NarrativeQA"): ("narrativeqa", 355),
    ("helm_lite", "NaturalQuestions (closed-book)"): ("natural_questions_closed", 1000),
    ("helm_lite", "OpenbookQA"): ("openbookqa", 500),
    ("helm_lite", "MMLU"): ("helm_lite_mmlu", 514),
    ("helm_lite", "MATH"): ("helm_lite_math", 437),
    ("helm_lite", "GSM8K"): ("gsm8k", 1000),
    ("helm_lite", "LegalBench"): ("legalbench", 2047),
    ("helm_lite", "MedQA"): ("medqa", 503),
    ("helm_lite", "WMT 2014"): ("wmt_2014", 2844),
    ("helm_mmlu", "MMLU All Subjects"): ("mmlu", 14042),
    ("helm_capabilities", "MMLU-Pro"): ("mmlu_pro", 1000),
    ("helm_capabilities", "GPQA"): ("helm_gpqa", 446),
    ("helm_capabilities", "IFEval"): ("ifeval", 541),
    ("helm_capabilities", "WildBench"): ("wildbench", 1000),
    ("helm_capabilities", "Omni-MATH"): ("omni_math", 1000),
}
# How many tasks a run of HAL has (arXiv 2510.11977): but for AssistantBench, which gives part marks, the accuracies of
# single runs are whole numbers of them.
HAL_TASKS = {
    "hal_assistantbench": 33,
    "hal_corebench_hard": 45,
    "hal_gaia": 165,
    "hal_online_mind2web": 300,
    "hal_scicode": 65,
    "hal_scienceagentbench": 102,
    "hal_swebench_verified_mini": 50,
    "hal_taubench_airline": 50,
    "hal_usaco": 307,
}
CONTEST_LEVELS = {f"{level} Problems": f"livecodebench_pro_{level.lower()}" for level in ("Easy", "Medium", "Hard")}
HARNESS = {
    "helm_capabilities": "HELM Capabilities",
    "global-mmlu-lite": "Global MMLU Lite on Kaggle",
    CONTESTS: "LiveCodeBench Pro",
}
# Means of other rows, or parts of the same questions.
_DERIVED = re.compile(r"Mean win rate|Mean score|Culturally \w+|GAIA - GAIA Level \d")
_SERVING = re.compile(r"(?<=-instruct)-turbo$|-tput$|-32kseqlen$")
_GROUPS = re.compile(r"\((\d+)\)$")
_DEPLOYMENT = re.compile(r"ep-\d{14}-\w+")
_MISSING = -1


def fetch(door: Door) -> Sequence[Answer]:
    """Fetch the boards' files."""
    return dataset_files(door, REPO_ID, [f"data/{board}/*.json" for board in BOARDS])


def parse(answers: Sequence[Answer]) -> Batch:
    """Read every file's results; those that are means of others are left alone."""
    batch = Batch()
    newest = _newest_of_contests(answers)
    for answer in answers:
        board = _board(answer)
        document = table_of(json_of(answer), answer.url)
        model = table_of(field_of(document, "model_info", answer.url), answer.url)
        name, effort = _name(board, model, answer.url)
        if board == CONTESTS and (reason := _why_not(name, document, newest, answer.url)):
            batch.reject(reason, f"{board} {name.text}: {answer.url}")
            continue
        for benchmark_id, result in _results(board, document, answer.url, batch):
            where = f"{board} {name.text} {benchmark_id}"
            found = _figures(board, result, where, batch)
            if found is None:
                continue
            score = Score(
                effort=effort,
                benchmark_id=benchmark_id,
                value=found["value"],
                low=found.get("low"),
                high=found.get("high"),
                samples=whole(found.get("samples"), where),
                evidence=_evidence(document, answer.url),
                harness=_harness(board, model),
                model_name=str(model["name"]).strip(),
                as_of=_collected(document, answer.url),
            )
            batch.add(score, name)
            usd = optional_number((model.get("additional_details") or {}).get("total_cost_usd"), f"{where} cost")
            if usd:
                batch.add(_cost(score, usd), name)
    return batch


def _board(answer: Answer) -> str:
    return answer.url.split("/data/")[-1].split("/")[0]


def _newest_of_contests(answers: Sequence[Answer]) -> dict[str, float]:
    """Return when LiveCodeBench Pro was last collected for each model's name, in seconds since 1970."""
    newest: dict[str, float] = {}
    for answer in answers:
        if _board(answer) == CONTESTS:
            document = table_of(json_of(answer), answer.url)
            name, _ = _name(CONTESTS, table_of(field_of(document, "model_info", answer.url), answer.url), answer.url)
            newest[name.text] = max(newest.get(name.text, 0.0), _collected_s(document, answer.url))
    return newest


def _why_not(name: Name, document: dict[str, Any], newest: Mapping[str, float], where: str) -> str | None:
    """Return why a file of LiveCodeBench Pro is no figure of a model, or None."""
    if _DEPLOYMENT.fullmatch(name.text):
        return "the id of a deployment, which names no model"
    return "collected again later" if _collected_s(document, where) < newest[name.text] else None


def _cost(score: Score, usd: float) -> TaskCost:
    """Return what a task of HAL cost, from the cost of the run that gave a score."""
    tasks = HAL_TASKS.get(score.benchmark_id)
    return TaskCost(
        effort=score.effort,
        benchmark_id=score.benchmark_id,
        tasks=tasks,
        usd_per_task=usd / tasks if tasks else None,
        usd_per_run=usd,
        evidence=score.evidence,
        harness=score.harness,
        model_name=score.model_name,
        as_of=score.as_of,
    )


def _name(board: str, model: Mapping[str, Any], where: str) -> tuple[Name, str | None]:
    """Return the model's name and the effort that HAL states."""
    shown_name, model_id = (str(field_of(dict(model), key, where)).strip() for key in ("name", "id"))
    developer = str(model.get("developer") or "").strip()
    known = developer if developer not in {"", "unknown"} else None
    effort = (model.get("additional_details") or {}).get("inference_effort")
    if board.startswith("hal-"):
        text = re.sub(rf"\s+{effort}\b", "", shown_name, flags=re.IGNORECASE) if effort else shown_name
    else:
        text = _SERVING.sub("", model_id.split("/", 1)[-1])
    return Name(text, developer=known), effort


def _results(board: str, document: dict[str, Any], where: str, batch: Batch) -> Iterator[tuple[str, dict[str, Any]]]:
    """Yield the results that are tests of their own, with the benchmark that each one is."""
    for result in list_of(field_of(document, "evaluation_results", where), where):
        test = str(field_of(result, "evaluation_name", where))
        if _DERIVED.fullmatch(test):
            continue
        benchmark_id = _benchmark_id(board, test)
        if benchmark_id is None:
            batch.reject("a test of no declared benchmark", f"{board}: {test}")
        else:
            yield benchmark_id, result


def _benchmark_id(board: str, test: str) -> str | None:
    snake = re.sub(r"\W+", "_", test.lower())
    if (board, test) in HELM:
        return HELM[board, test][0]
    if board == CONTESTS:
        return CONTEST_LEVELS.get(test)
    if board == "helm_mmlu":
        return f"mmlu_{snake}"  # MMLU's subjects are the same 57 for ever
    guess = board.replace("-", "_") if board.startswith("hal-") else f"global_mmlu_lite_{snake}"
    guess = guess.removesuffix("_global_mmlu_lite")
    return guess if guess in benchmarks() else None


def _figures(board: str, result: dict[str, Any], where: str, batch: Batch) -> dict[str, float] | None:
    """Return the value on 0 to 100 with its interval and samples; None where the test was not run, or not all of it."""
    if field_of(result, "metric_config", where).get("lower_is_better"):
        message = f"{where}: scale: higher is better expected, found lower"
        raise ParseError(message)
    details = table_of(field_of(result, "score_details", where), where)
    stated = field_of(details, "score", where)
    if stated == _MISSING:
        batch.reject("the board has no run of it", where)
        return None
    value = score_of(stated, 1, where, batch)
    if value is None:
        return None
    samples = _samples(board, result, details, where)
    whole_test = HELM.get((board, result["evaluation_name"]))
    if whole_test and samples is not None and samples != whole_test[1]:
        batch.reject("not run on the whole test", f"{where}: {samples} of {whole_test[1]}")
        return None
    found = {"value": value} | ({} if samples is None else {"samples": samples})
    return found | _interval(details, value, where)


def _samples(board: str, result: dict[str, Any], details: dict[str, Any], where: str) -> int | None:
    """Return how many questions were asked: the mean over the test's groups times their number."""
    asked = (details.get("details") or {}).get(f"{result['evaluation_name']} - # eval") or {}
    groups = _GROUPS.search(asked.get("description") or "")
    if groups is None:
        in_full = (result.get("source_data") or {}).get("additional_details") or {}
        return whole(in_full.get("tasks_evaluated"), where)
    times_counted = 2 if board == "helm_mmlu" else 1
    return round(number(asked.get("score"), where) * int(groups[1]) / times_counted)


def _interval(details: dict[str, Any], value: float, where: str) -> dict[str, float]:
    """Return the interval's ends on 0 to 100; offsets from the value, which start below 0, become ends."""
    stated = (details.get("uncertainty") or {}).get("confidence_interval")
    if not stated:
        return {}
    low, high = (number(stated.get(end), where) * 100 for end in ("lower", "upper"))
    if low < 0:
        low, high = value + low, value + high
    if not low <= value <= high:
        message = f"{where}: scale: an interval around {value:g} expected, found {shown(stated)}"
        raise ParseError(message)
    return {"low": max(0.0, low), "high": min(100.0, high)}


def _evidence(document: dict[str, Any], where: str) -> Evidence:
    relation = table_of(field_of(document, "source_metadata", where), where).get("evaluator_relationship")
    return "measured" if relation == "third_party" else "self-reported"


def _harness(board: str, model: Mapping[str, Any]) -> str:
    """Return the board, and for agents the scaffold around the model."""
    scaffold = (model.get("additional_details") or {}).get("agent_scaffold")
    if board.startswith("hal-"):
        return f"HAL, {scaffold}" if scaffold else "HAL"
    together = ", served by Together (Turbo)" if str(model["id"]).endswith("-turbo") else ""
    return HARNESS.get(board, "HELM") + together


def _collected(document: dict[str, Any], where: str) -> date:
    """Return the day on which the figures were collected."""
    return day_of_seconds(_collected_s(document, where), where)


def _collected_s(document: dict[str, Any], where: str) -> float:
    return number(field_of(document, "retrieved_timestamp", where), where)


SOURCE = Source(
    source_id="every_eval_ever",
    title="Every Eval Ever: HELM, Global MMLU Lite, HAL, LiveCodeBench Pro",
    publisher="EvalEval Coalition, from Stanford CRFM, Kaggle, Princeton and the makers of LiveCodeBench Pro",
    url="https://huggingface.co/datasets/evaleval/EEE_datastore",
    licence="MIT (collection; figures of the boards named)",
    attribution=(
        "Every Eval Ever by the EvalEval Coalition, MIT, https://huggingface.co/datasets/evaleval/EEE_datastore "
        "(HELM by Stanford CRFM, Global MMLU Lite on Kaggle, HAL by Princeton, LiveCodeBench Pro)"
    ),
    cadence_days=30,
    fetch=fetch,
    parse=parse,
    min_rows=2000,
)
