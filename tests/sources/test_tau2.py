"""Facts about reading tau2-bench's submissions."""

import copy
import json
from collections import Counter
from datetime import date
from typing import Any

import pytest

from catalog.curated.benchmarks import benchmarks
from catalog.records import Model, Score, TaskCost
from etl.errors import ParseError
from etl.source import Answer, Batch
from etl.sources import tau2
from tests.recordings import answers_of

URL = f"{tau2.FOLDER}/model_maker_2026-02-26/submission.json"
SUBMISSION: dict[str, Any] = {
    "model_name": "Model 4.5",
    "model_organization": "Maker",
    "submitting_organization": "Sierra",
    "submission_type": "standard",
    "reasoning_effort": "high",
    "results": {
        "airline": {"pass_1": 84.0, "pass_2": 77.67},
        "retail": None,
        "telecom": {"pass_1": None},
        "banking_knowledge": {"pass_1": 24.74, "retrieval_config": "alltools"},
    },
    "methodology": {
        "evaluation_date": "2026-05-05",
        "tau2_bench_version": "v1.0.1",
        "user_simulator": "gpt-5.2",
        "verification": {"modified_prompts": False},
    },
    "model_release": {"release_date": "2025-11-24"},
}


def parsed(change: dict[str, Any] | None = None, method: dict[str, Any] | None = None) -> Batch:
    submission = copy.deepcopy(SUBMISSION) | (change or {})
    submission["methodology"] |= method or {}
    return tau2.parse([Answer(url=URL, body=json.dumps(submission).encode(), last_modified=date(2026, 8, 18))])


def scores(batch: Batch) -> list[Score]:
    return [found.record for found in batch.found if isinstance(found.record, Score)]


def test_the_first_try_of_each_domain_that_was_run_is_a_score() -> None:
    found = {score.benchmark_id: score for score in scores(parsed())}
    assert {key: score.value for key, score in found.items()} == {"tau2_airline": 84, "tau2_banking_knowledge": 24.74}
    assert found["tau2_airline"].harness == "standard, customer played by gpt-5.2"
    assert found["tau2_banking_knowledge"].harness == "standard, customer played by gpt-5.2, retrieval alltools"
    assert found["tau2_airline"].benchmark_version == "1.0.1"


def test_the_cost_of_a_task_comes_with_the_run_and_a_zero_is_none() -> None:
    results = {"airline": {"pass_1": 84.0, "cost": 0.4}, "retail": {"pass_1": 80.0, "cost": 0.0}}
    costs = [found.record for found in parsed({"results": results}).found if isinstance(found.record, TaskCost)]
    assert [(c.benchmark_id, c.usd_per_task, c.usd_per_run, c.effort) for c in costs] == [
        ("tau2_airline", 0.4, None, "high")
    ]
    assert costs[0].benchmark_version == "1.0.1"


@pytest.mark.parametrize(
    ("stated", "effort"), [("high", "high"), ("enabled", "thinking"), ("none", "none"), (None, None)]
)
def test_the_effort_stands_in_its_own_field(stated: str | None, effort: str | None) -> None:
    assert {score.effort for score in scores(parsed({"reasoning_effort": stated}))} == {effort}


def test_an_effort_of_another_name_is_told_and_not_guessed() -> None:
    batch = parsed({"reasoning_effort": "ultra"})
    assert {score.effort for score in scores(batch)} == {None}
    assert {reason for reason, _ in batch.rejected} == {"an effort of another name"}


def test_what_the_board_ran_is_measured_and_the_rest_is_claimed() -> None:
    assert {score.evidence for score in scores(parsed())} == {"measured"}
    claimed = parsed({"submitting_organization": "Maker"})
    assert {score.evidence for score in scores(claimed)} == {"self-reported"}


def test_a_run_on_changed_prompts_is_the_developers_own_whoever_entered_it() -> None:
    batch = parsed(method={"verification": {"modified_prompts": True}})
    assert {(score.evidence, score.harness) for score in scores(batch)} >= {
        ("self-reported", "standard, modified prompts, customer played by gpt-5.2")
    }


def test_a_figure_is_not_older_than_its_model() -> None:
    slip = parsed(method={"evaluation_date": "2024-09-23"})
    assert {score.as_of for score in scores(slip)} == {date(2025, 11, 24)}
    assert {score.as_of for score in scores(parsed())} == {date(2026, 5, 5)}
    silent = parsed({"model_release": None}, method={"evaluation_date": None})
    assert {score.as_of for score in scores(silent)} == {date(2026, 8, 18)}


def test_a_date_that_cannot_be_read_is_told() -> None:
    batch = parsed(method={"evaluation_date": "soon"})
    assert [reason for reason, _ in batch.rejected] == ["evaluation_date is not a day"]
    assert scores(batch)


def test_the_release_is_a_fact_about_the_model() -> None:
    (found,) = [f for f in parsed().found if isinstance(f.record, Model)]
    assert found.name is not None
    assert (found.name.text, found.name.developer) == ("Model 4.5", "Maker")
    assert found.record.release_date == date(2025, 11, 24)


@pytest.mark.parametrize(
    ("change", "method", "reason"),
    [
        ({"modality": "voice"}, {}, "voice submission"),
        ({"submission_type": "custom"}, {}, "custom agent, not a model"),
        ({}, {"tau2_bench_version": "original tau-bench"}, "figures of the original tau-bench, another test"),
        ({"model_name": ""}, {}, "no model named"),
    ],
)
def test_what_is_no_run_of_a_model_on_text_is_rejected(
    change: dict[str, Any], method: dict[str, Any], reason: str
) -> None:
    other = Answer(url=URL, body=json.dumps(SUBMISSION).encode())
    changed = copy.deepcopy(SUBMISSION) | change
    changed["methodology"] |= method
    batch = tau2.parse([other, Answer(url=URL, body=json.dumps(changed).encode())])
    assert [why for why, _ in batch.rejected] == [reason]
    assert len(scores(batch)) == 2


def test_a_domain_that_is_not_declared_is_named() -> None:
    batch = parsed({"results": {"airline": {"pass_1": 84.0}, "hotel": {"pass_1": 50.0}}})
    assert batch.rejected == [("a domain of no declared benchmark", "Model 4.5 hotel")]


def test_a_changed_scale_stops_the_source() -> None:
    with pytest.raises(ParseError, match="scale"):
        parsed({"results": {"airline": {"pass_1": 840.0}}})
    with pytest.raises(ParseError, match="scale"):
        parsed({"results": {"airline": {"pass_1": 0.84}}})


@pytest.mark.parametrize("body", [b"[]", b"{}", b"<html>", b'{"results": [], "methodology": {}}'])
def test_another_shape_is_refused(body: bytes) -> None:
    with pytest.raises(ParseError):
        tau2.parse([Answer(url=URL, body=body)])


def test_a_manifest_without_submissions_is_refused() -> None:
    with pytest.raises(ParseError, match="submissions"):
        tau2.parse([Answer(url=tau2.MANIFEST, body=b'{"entries": []}')])


def test_the_recording_is_read_with_its_odd_cases() -> None:
    batch = tau2.parse(answers_of("tau2"))
    assert {score.benchmark_id for score in scores(batch)} <= benchmarks().keys()
    assert Counter(reason for reason, _ in batch.rejected) == {
        "voice submission": 1,
        "custom agent, not a model": 1,
        "figures of the original tau-bench, another test": 1,
    }
    qwen = [score for score in scores(batch) if score.model_name == "Qwen3-Max"]
    assert {(score.as_of, score.evidence) for score in qwen} == {(date(2025, 9, 23), "self-reported")}
    gemini = [score for score in scores(batch) if score.model_name == "Gemini 3.0 Pro"]
    assert {score.evidence for score in gemini} == {"self-reported"}
