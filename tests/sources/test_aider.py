"""Facts about reading Aider's polyglot leaderboard."""

from datetime import date
from typing import Any

import pytest
import yaml

from catalog.curated.benchmarks import benchmarks
from catalog.identity.resolve import Name
from catalog.records import Score, Speed, TaskCost
from etl.errors import ParseError
from etl.source import Answer, Batch
from etl.sources import aider
from tests.recordings import answers_of

ROW: dict[str, Any] = {
    "model": "model-a (high)",
    "edit_format": "diff",
    "date": date(2025, 8, 23),
    "test_cases": 225,
    "pass_rate_1": 20.4,
    "pass_rate_2": 35.6,
    "seconds_per_case": 34.8,
    "total_cost": 0.0,
}


def parsed(*changes: dict[str, Any]) -> Batch:
    return aider.parse([Answer(url=aider.URL, body=yaml.safe_dump([ROW | change for change in changes]).encode())])


def test_a_run_gives_two_scores_of_its_own_day() -> None:
    scores = [f.record for f in parsed({}).found if isinstance(f.record, Score)]
    assert [(s.benchmark_id, s.value) for s in scores] == [("aider_polyglot_first_try", 20.4), ("aider_polyglot", 35.6)]
    assert {(s.benchmark_version, s.samples, s.harness, s.as_of) for s in scores} == {
        (None, 225, "diff", date(2025, 8, 23))
    }


def test_a_run_gives_its_mean_seconds_an_exercise() -> None:
    speeds = [f.record for f in parsed({}).found if isinstance(f.record, Speed)]
    assert [(s.task_latency_s, s.percentile, s.evidence) for s in speeds] == [(34.8, "mean", "measured")]


@pytest.mark.parametrize("seconds", [0, 0.0, None])
def test_seconds_of_zero_were_not_measured(seconds: float | None) -> None:
    assert not [f for f in parsed({"seconds_per_case": seconds}).found if isinstance(f.record, Speed)]


def costs(batch: Batch) -> list[TaskCost]:
    return [f.record for f in batch.found if isinstance(f.record, TaskCost)]


def test_dollars_and_tokens_of_a_run_are_divided_by_its_exercises() -> None:
    run = {"total_cost": 45.0, "prompt_tokens": 450_000, "completion_tokens": 90_000}
    (found,) = costs(parsed(run))
    assert (found.usd_per_run, found.usd_per_task, found.tasks) == (45.0, 0.2, 225)
    assert (found.input_tokens_per_task, found.output_tokens_per_task) == (2_000, 400)
    assert (found.benchmark_id, found.harness, found.as_of) == ("aider_polyglot", "diff", date(2025, 8, 23))


def test_a_cost_of_zero_was_not_recorded_and_tokens_count_without_it() -> None:
    assert costs(parsed({})) == []
    (found,) = costs(parsed({"prompt_tokens": 450_000, "completion_tokens": 90_000}))
    assert (found.usd_per_run, found.usd_per_task, found.output_tokens_per_task) == (None, None, 400)


@pytest.mark.parametrize(
    ("setting", "effort"),
    [
        ({}, None),
        ({"reasoning_effort": "high"}, "high"),
        ({"thinking_tokens": 0}, "none"),
        ({"thinking_tokens": 32000}, "thinking-32k"),
        ({"thinking_tokens": 32768}, "thinking-32k"),
        ({"thinking_tokens": 24576}, "thinking"),
    ],
)
def test_effort_is_read_from_its_own_field_only(setting: dict[str, Any], effort: str | None) -> None:
    batch = parsed(setting)
    assert {f.record.effort for f in batch.found} == {effort}
    assert {f.name for f in batch.found} == {Name("model-a (high)")}


@pytest.mark.parametrize(
    "pair", [{"model": "model-a + model-b"}, {"editor_model": "model-b"}], ids=["in the name", "as a field"]
)
def test_a_pair_of_models_is_a_result_of_neither(pair: dict[str, Any]) -> None:
    batch = parsed({}, pair)
    assert len(batch.found) == 3
    assert [reason for reason, _ in batch.rejected] == ["the entry is a pair of models"]


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        ({"model": None}, "the entry lacks a key"),
        ({"pass_rate_2": "most"}, "the score is not a number"),
        ({"date": "last week"}, "a date, a count or a setting cannot be read"),
        ({"reasoning_effort": "heroic"}, "a date, a count or a setting cannot be read"),
    ],
)
def test_an_entry_that_cannot_be_read_is_rejected_with_its_reason(change: dict[str, Any], reason: str) -> None:
    assert [found for found, _ in parsed({}, change).rejected] == [reason]


@pytest.mark.parametrize("rates", [{"pass_rate_1": 0.204, "pass_rate_2": 0.356}, {"pass_rate_2": 356.0}])
def test_a_changed_scale_stops_the_source(rates: dict[str, float]) -> None:
    with pytest.raises(ParseError, match="scale"):
        parsed(rates)


@pytest.mark.parametrize("body", [b'{"unexpected": []}', b"[]", b"[{name: a}]", b"- [", b"[text]"])
def test_an_answer_of_another_shape_is_refused(body: bytes) -> None:
    with pytest.raises(ParseError):
        aider.parse([Answer(url=aider.URL, body=body)])


def test_in_the_recording_only_pairs_are_rejected_and_one_model_ran_in_two_formats() -> None:
    batch = aider.parse(answers_of("aider"))
    assert {reason for reason, _ in batch.rejected} == {"the entry is a pair of models"}
    scores = [f.record for f in batch.found if isinstance(f.record, Score)]
    assert {s.benchmark_id for s in scores} <= benchmarks().keys()
    assert {s.harness for s in scores if s.model_name == "Qwen2.5-Coder-32B-Instruct"} == {"diff", "whole"}
