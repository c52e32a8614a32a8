"""Facts about reading Every Eval Ever's files."""

import json
from collections import Counter
from datetime import date
from typing import Any

import pytest

from catalog.curated.benchmarks import benchmarks
from catalog.records import Score, TaskCost
from etl.errors import ParseError
from etl.source import Answer, Batch
from etl.sources import every_eval_ever as eee
from tests.recordings import answers_of

ASKED = {"GSM8K - # eval": {"description": "min=1000, mean=1000, max=1000, sum=1000 (1)", "score": 1000.0}}


def parsed(
    board: str, test: str, details: dict[str, Any], model: dict[str, Any] | None = None, **more: str | bool
) -> Batch:
    result = {
        "evaluation_name": test,
        "metric_config": {"lower_is_better": more.pop("lower_is_better", False)},
        "score_details": details,
    }
    document = {
        "retrieved_timestamp": "1770834614.18",
        "source_metadata": {"evaluator_relationship": "third_party"} | more,
        "model_info": {"name": "Model One", "id": "maker/model-1", "developer": "maker"} | (model or {}),
        "evaluation_results": [result],
    }
    url = f"https://huggingface.co/datasets/{eee.REPO_ID}/resolve/main/data/{board}/maker/model-1/x.json"
    return eee.parse([Answer(url=url, body=json.dumps(document).encode(), last_modified=date(2026, 2, 15))])


def only(batch: Batch) -> Score:
    (found,) = batch.found
    assert isinstance(found.record, Score)
    return found.record


def recorded(benchmark_id: str) -> list[Score]:
    found = eee.parse(answers_of("every_eval_ever")).found
    return [f.record for f in found if isinstance(f.record, Score) and f.record.benchmark_id == benchmark_id]


def test_a_fraction_becomes_a_percent_of_the_day_it_was_collected() -> None:
    score = only(parsed("helm_lite", "GSM8K", {"score": 0.721, "details": ASKED}))
    assert (score.benchmark_id, score.value, score.samples) == ("gsm8k", 72.1, 1000)
    assert (score.as_of, score.evidence, score.harness) == (date(2026, 2, 11), "measured", "HELM")


def test_what_a_developer_sent_in_is_a_claim() -> None:
    batch = parsed("helm_lite", "GSM8K", {"score": 0.5}, evaluator_relationship="first_party")
    assert only(batch).evidence == "self-reported"


def test_means_of_other_rows_are_left_alone() -> None:
    for board, test in (
        ("helm_lite", "Mean win rate"),
        ("helm_capabilities", "Mean score"),
        ("global-mmlu-lite", "Culturally Sensitive"),
        ("hal-gaia", "GAIA - GAIA Level 1"),
    ):
        batch = parsed(board, test, {"score": 0.5})
        assert (batch.found, batch.rejected) == ([], [])


def test_a_score_of_minus_1_is_a_missing_run() -> None:
    batch = parsed("helm_lite", "GSM8K", {"score": -1.0, "details": {"description": "No matching runs"}})
    assert (batch.found, batch.rejected) == ([], [("the board has no run of it", "helm_lite model-1 gsm8k")])


def test_a_test_that_was_run_in_part_is_another_test() -> None:
    part = {"LegalBench - # eval": {"description": "min=50, mean=312.4, max=1000, sum=1562 (5)", "score": 312.4}}
    batch = parsed("helm_lite", "LegalBench", {"score": 0.6, "details": part})
    assert batch.rejected == [("not run on the whole test", "helm_lite model-1 legalbench: 1562 of 2047")]


def test_the_mmlu_of_helm_lite_is_not_mmlu() -> None:
    assert only(parsed("helm_lite", "MMLU", {"score": 0.7})).benchmark_id == "helm_lite_mmlu"
    assert [score.samples for score in recorded("mmlu")] == [14042]


def test_subjects_of_mmlu_have_the_ids_that_other_boards_use() -> None:
    assert only(parsed("helm_mmlu", "Us Foreign Policy", {"score": 0.7})).benchmark_id == "mmlu_us_foreign_policy"
    assert [score.samples for score in recorded("mmlu_clinical_knowledge")] == [265]


def test_offsets_become_the_ends_of_an_interval() -> None:
    (arabic, aya) = recorded("global_mmlu_lite_arabic")
    assert arabic.value == 88
    assert arabic.low == pytest.approx(84.82)
    assert arabic.high == pytest.approx(91.18)
    assert aya.low is not None
    assert aya.low < aya.value
    ends = {"confidence_interval": {"lower": 0.45, "upper": 0.55}}
    score = only(parsed("global-mmlu-lite", "Arabic", {"score": 0.5, "uncertainty": ends}))
    assert score.low == pytest.approx(45)
    assert score.high == pytest.approx(55)


@pytest.mark.parametrize(
    ("model_id", "text", "harness"),
    [
        ("meta/llama-3.1-8b-instruct-turbo", "llama-3.1-8b-instruct", "HELM, served by Together (Turbo)"),
        ("openai/gpt-4-turbo-2024-04-09", "gpt-4-turbo-2024-04-09", "HELM"),
        ("mistralai/mixtral-8x7b-32kseqlen", "mixtral-8x7b", "HELM"),
        ("google/text-bison@001", "text-bison@001", "HELM"),
    ],
)
def test_how_helm_was_served_is_not_the_model(model_id: str, text: str, harness: str) -> None:
    (found,) = parsed("helm_lite", "GSM8K", {"score": 0.5}, {"id": model_id}).found
    assert found.name is not None
    assert (found.name.text, found.record.harness, found.record.model_name) == (text, harness, "Model One")


def test_an_unknown_developer_is_none() -> None:
    (found,) = parsed("helm_lite", "GSM8K", {"score": 0.5}, {"developer": "unknown"}).found
    assert found.name is not None
    assert found.name.developer is None


def test_names_of_hal_keep_the_month_that_tells_two_models_apart() -> None:
    model = {
        "name": "Gemini 3 Pro Preview High (November 2025)",
        "additional_details": {"inference_effort": "high", "agent_scaffold": "CORE-Agent"},
    }
    (found,) = parsed("hal-corebench-hard", "CORE-Bench Hard", {"score": 0.35}, model).found
    assert found.name is not None
    assert found.name.text == "Gemini 3 Pro Preview (November 2025)"
    assert (found.record.effort, found.record.harness) == ("high", "HAL, CORE-Agent")
    assert found.record.benchmark_id == "hal_corebench_hard"
    assert "DeepSeek R1 (May 2025)" in [score.model_name for score in recorded("hal_corebench_hard")]


def test_the_cost_of_a_run_of_hal_is_divided_by_its_tasks() -> None:
    model = {"additional_details": {"agent_scaffold": "Scaffold", "total_cost_usd": "33.00"}}
    score, cost = (found.record for found in parsed("hal-gaia", "GAIA", {"score": 0.4}, model).found)
    assert isinstance(cost, TaskCost)
    assert (cost.usd_per_run, cost.tasks, cost.usd_per_task) == (33.0, 165, 0.2)
    assert (cost.benchmark_id, cost.harness, cost.as_of) == (score.benchmark_id, score.harness, score.as_of)


def test_every_declared_test_of_hal_has_its_number_of_tasks() -> None:
    assert set(eee.HAL_TASKS) == {benchmark_id for benchmark_id in benchmarks() if benchmark_id.startswith("hal_")}


def contest(name: str, collected: str, easy: float = 0.5, folder: str = "maker") -> Answer:
    results = [
        {
            "evaluation_name": f"{level} Problems",
            "metric_config": {"lower_is_better": False},
            "score_details": {"score": score},
        }
        for level, score in (("Hard", 0.0), ("Easy", easy))
    ]
    document = {
        "retrieved_timestamp": collected,
        "source_metadata": {"evaluator_relationship": "third_party"},
        "model_info": {"name": f"{folder}/{name}", "id": f"{folder}/{name}", "developer": folder},
        "evaluation_results": results,
    }
    url = f"https://huggingface.co/datasets/{eee.REPO_ID}/resolve/main/data/livecodebenchpro/{folder}/{name}/x.json"
    return Answer(url=url, body=json.dumps(document).encode())


def test_contest_problems_are_a_test_for_each_level() -> None:
    scores = [found.record for found in eee.parse([contest("model-1", "1760492095.8")]).found]
    assert {score.benchmark_id: score.value for score in scores} == {
        "livecodebench_pro_hard": 0.0,
        "livecodebench_pro_easy": 50.0,
    }
    assert {(score.harness, score.as_of) for score in scores} == {("LiveCodeBench Pro", date(2025, 10, 15))}


def test_of_contest_problems_that_were_collected_again_the_newest_count() -> None:
    batch = eee.parse(
        [
            contest("model-1", "1770683238.1", 0.6, folder="host"),
            contest("model-1", "1760492095.8", 0.5),
            contest("model-2", "1760492095.8", 0.7),
        ]
    )
    easy = [f.record.value for f in batch.found if f.record.benchmark_id == "livecodebench_pro_easy"]
    assert easy == [60.0, 70.0]
    assert [reason for reason, _ in batch.rejected] == ["collected again later"]


def test_the_id_of_a_deployment_names_no_model() -> None:
    batch = eee.parse([contest("ep-20250603132404-cgpjm", "1770683238.1")])
    assert batch.found == []
    assert [reason for reason, _ in batch.rejected] == ["the id of a deployment, which names no model"]


def test_a_level_of_contest_problems_that_is_not_declared_is_named() -> None:
    answer = contest("model-1", "1760492095.8")
    body = answer.body.replace(b"Hard Problems", b"Olympic Problems")
    batch = eee.parse([Answer(url=answer.url, body=body)])
    assert batch.rejected == [("a test of no declared benchmark", "livecodebenchpro: Olympic Problems")]


def test_a_test_that_is_not_declared_is_named() -> None:
    for board, test in (("helm_lite", "New Test"), ("global-mmlu-lite", "Klingon"), ("hal-newbench", "NewBench")):
        assert parsed(board, test, {"score": 0.5}).rejected == [("a test of no declared benchmark", f"{board}: {test}")]


@pytest.mark.parametrize("stated", [1.2, 72.1, -0.5])
def test_a_changed_scale_stops_the_source(stated: float) -> None:
    with pytest.raises(ParseError, match="scale"):
        parsed("helm_lite", "GSM8K", {"score": stated})


def test_a_changed_direction_or_interval_stops_the_source() -> None:
    with pytest.raises(ParseError, match="scale"):
        parsed("helm_lite", "GSM8K", {"score": 0.5}, lower_is_better=True)
    ends = {"confidence_interval": {"lower": 0.6, "upper": 0.7}}
    with pytest.raises(ParseError, match="scale"):
        parsed("global-mmlu-lite", "Arabic", {"score": 0.5, "uncertainty": ends})


@pytest.mark.parametrize("body", [b"[]", b"{}", b"<html>", b'{"model_info": {}, "evaluation_results": []}'])
def test_another_shape_is_refused(body: bytes) -> None:
    with pytest.raises(ParseError):
        eee.parse([Answer(url="https://huggingface.co/x/data/helm_lite/a/b/c.json", body=body)])


def test_the_recording_is_read_with_its_odd_cases() -> None:
    batch = eee.parse(answers_of("every_eval_ever"))
    assert Counter(reason for reason, _ in batch.rejected) == {
        "the board has no run of it": 1,
        "not run on the whole test": 1,
        "collected again later": 1,
        "the id of a deployment, which names no model": 1,
    }
    scores = [found.record for found in batch.found if isinstance(found.record, Score)]
    assert len(scores) == 25
    subjects = {score.benchmark_id for score in scores if score.benchmark_id.startswith("mmlu_")}
    assert {score.benchmark_id for score in scores} - subjects <= benchmarks().keys()
