"""Facts about reading the OpenHands Index."""

import json
from collections.abc import Iterable
from datetime import date
from typing import Any, cast

import pytest

import etl.source
from catalog.curated.benchmarks import benchmarks
from catalog.identity.resolve import Name
from catalog.records import Score, Speed, TaskCost
from etl.errors import ParseError
from etl.source import Answer, Batch
from etl.sources import openhands_index
from tests.recordings import answers_of

ROW: dict[str, Any] = {
    "benchmark": "swe-bench",
    "score": 76.8,
    "metric": "accuracy",
    "cost_per_instance": 0.77,
    "average_runtime": 207.0,
    "agent_version": "v1.15.0",
    "submission_time": "2026-03-26T02:05:02+00:00",
}


def answer(*rows: dict[str, Any], model: str = "model-4") -> Answer:
    body = json.dumps([ROW | row for row in rows]).encode()
    return Answer(url=f"{openhands_index.ROOT}/results/{model}/scores.json", body=body, last_modified=date(2026, 6, 1))


def parsed(*rows: dict[str, Any]) -> Batch:
    return openhands_index.parse([answer({}, *rows)])


def of(batch: Batch, kind: type) -> list[Any]:
    return [found.record for found in batch.found if type(found.record) is kind]


class Door:
    """A door that knows a list of finished models."""

    def __init__(self, *paths: object) -> None:
        self.body = json.dumps([{"timestamp": "2026-06-16", "model-path": path} for path in paths]).encode()
        self.asked: list[str] = []

    def get(self, url: str) -> Answer:
        """Return the list."""
        return Answer(url=url, body=self.body)

    def get_many(self, urls: Iterable[str]) -> list[Answer]:
        """Remember what was asked for."""
        self.asked += urls
        return []


def test_only_finished_models_of_the_boards_own_agent_are_asked_for() -> None:
    door = Door("results/model-4", "alternative_agents/other/model-4", "results/../../up", "results/Model-5.1", "x")
    openhands_index.fetch(cast(etl.source.Door, door))
    assert door.asked == [f"{openhands_index.ROOT}/results/{model}/scores.json" for model in ("model-4", "Model-5.1")]


def test_a_list_without_own_runs_stops_the_source() -> None:
    with pytest.raises(ParseError, match="results/MODEL"):
        openhands_index.fetch(cast(etl.source.Door, Door("alternative_agents/other/model-4")))


def test_a_result_is_a_score_with_its_day_and_the_agents_version() -> None:
    batch = parsed()
    (score,) = of(batch, Score)
    assert (score.benchmark_id, score.value, score.samples) == ("swe_bench_verified", 76.8, 500)
    assert (score.harness, score.as_of, score.evidence) == ("OpenHands 1.15.0", date(2026, 3, 26), "measured")
    assert {found.name for found in batch.found} == {Name("model-4")}


def test_a_task_has_its_cost_and_its_time() -> None:
    batch = parsed()
    (cost,) = of(batch, TaskCost)
    assert (cost.benchmark_id, cost.usd_per_task, cost.tasks, cost.harness) == (
        "swe_bench_verified",
        0.77,
        500,
        "OpenHands 1.15.0",
    )
    (speed,) = of(batch, Speed)
    assert (speed.task_latency_s, speed.percentile) == (207.0, "mean")
    assert speed.conditions == "one task of SWE-bench Verified, many requests and tools, OpenHands 1.15.0"


def test_a_cost_and_a_time_of_0_are_none() -> None:
    batch = openhands_index.parse([answer({"cost_per_instance": 0, "average_runtime": None})])
    assert (of(batch, TaskCost), of(batch, Speed), len(of(batch, Score))) == ([], [], 1)


@pytest.mark.parametrize(
    ("parts", "tasks"),
    [({"solveable_accuracy": 38.2, "solveable_total": 67}, 67), ({"solveable_accuracy": 38.2}, 68), (None, 68)],
)
def test_of_tasks_with_images_only_those_that_can_be_solved_count(parts: object, tasks: int) -> None:
    row = {"benchmark": "swe-bench-multimodal", "metric": "solveable_accuracy", "component_scores": parts}
    (score,) = of(openhands_index.parse([answer(row)]), Score)
    assert (score.benchmark_id, score.samples) == ("openhands_swe_bench_multimodal", tasks)


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        ({"benchmark": "poetry"}, "a test of no declared benchmark"),
        ({"metric": "combined_accuracy"}, "a metric of another name"),
        ({"score": "good"}, "the score is not a number"),
        ({"submission_time": "soon"}, "the day of the run cannot be read"),
        ({"cost_per_instance": "free"}, "the cost or the time of a task is not a number"),
    ],
)
def test_what_cannot_be_read_is_told(change: dict[str, Any], reason: str) -> None:
    assert [found for found, _ in parsed(change).rejected] == [reason]


def test_a_run_without_a_readable_day_is_of_the_answers_day() -> None:
    assert of(parsed({"submission_time": "soon"}), Score)[-1].as_of == date(2026, 6, 1)


def test_an_empty_folder_is_told() -> None:
    batch = openhands_index.parse([answer({}), answer(model="model-5")])
    assert batch.rejected == [("a model without results", "model-5")]


@pytest.mark.parametrize("change", [{"score": 768}, {"score": -1}, {"cost_per_instance": -1}])
def test_an_impossible_figure_stops_the_source(change: dict[str, Any]) -> None:
    with pytest.raises(ParseError):
        parsed(change)


def test_fractions_stop_the_source() -> None:
    with pytest.raises(ParseError, match="above 1"):
        openhands_index.parse([answer({"score": 0.768})])


@pytest.mark.parametrize("body", [b"{}", b"[1]", b'[{"benchmark": "swe-bench"}]', b"<html>"])
def test_another_shape_stops_the_source(body: bytes) -> None:
    with pytest.raises(ParseError):
        openhands_index.parse([Answer(url=answer().url, body=body)])


def test_every_test_is_declared() -> None:
    assert {benchmark_id for benchmark_id, _ in openhands_index.TESTS.values()} <= benchmarks().keys()


def test_the_recording_is_read_whole() -> None:
    batch = openhands_index.parse(answers_of("openhands_index"))
    assert {score.benchmark_id for score in of(batch, Score)} == {b for b, _ in openhands_index.TESTS.values()}
    assert len({score.harness for score in of(batch, Score)}) > 1
    assert len(of(batch, TaskCost)) == len(of(batch, Speed)) == len(of(batch, Score))
    assert batch.rejected == []
