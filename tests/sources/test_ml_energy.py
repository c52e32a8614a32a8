"""Facts about reading the ML.ENERGY leaderboard."""

import json
from datetime import date
from typing import Any

import pytest

from catalog.identity.resolve import Name
from catalog.records import Speed
from etl.errors import ParseError
from etl.source import Answer, Batch
from etl.sources import ml_energy
from tests.recordings import answers_of

RUN: dict[str, Any] = {
    "model_id": "Maker/Model-14B",
    "gpu_model": "H100",
    "num_gpus": 4,
    "weight_precision": "bfloat16",
    "max_num_seqs": 64,
    "avg_batch_size": 63.8,
    "avg_output_len": 605.4,
    "output_throughput_tokens_per_sec": 4176.0,
    "median_itl_ms": 12.5,
}


def parsed(*runs: dict[str, Any], task: str = "lm-arena-chat") -> Batch:
    bodies = {
        ml_energy.INDEX_URL: {"last_updated": "2026-02-16", "models": {}},
        f"{ml_energy.ROOT}/tasks/{task}.json": {"task": task, "configurations": [RUN | run for run in runs or ({},)]},
    }
    return ml_energy.parse([Answer(url=url, body=json.dumps(body).encode()) for url, body in bodies.items()])


def speeds(batch: Batch, statistic: str) -> list[Speed]:
    return [found.record for found in batch.found if found.record.statistic == statistic]


def throughputs(batch: Batch) -> list[Speed]:
    return speeds(batch, "all requests together")


def of_one(batch: Batch) -> list[Speed]:
    return speeds(batch, "one of several requests together")


def test_a_throughput_is_that_of_all_requests_on_the_whole_machine() -> None:
    speed = throughputs(parsed())[0]
    assert (speed.hardware, speed.output_tokens_per_second, speed.precision) == ("4 x H100", 4176.0, "bf16")
    assert (speed.provider, speed.time_to_first_token_s, speed.evidence) == (None, None, "measured")
    assert speed.conditions == (
        "ML.ENERGY, chat: throughput of the whole machine; 64 requests at once at most, 63.8 on average; "
        "answers of 605 tokens"
    )
    assert speed.as_of == date(2026, 2, 16)


def test_one_gpu_is_named_alone() -> None:
    assert throughputs(parsed({"num_gpus": 1}))[0].hardware == "H100"


def test_what_one_request_sees_is_given_where_the_fewest_are_answered_together() -> None:
    batch = parsed({}, {"max_num_seqs": 8, "median_itl_ms": 8.0}, {"max_num_seqs": 8, "median_itl_ms": 10.0})
    assert [s.output_tokens_per_second for s in of_one(batch)] == [125.0]
    assert len(throughputs(batch)) == 3
    assert "8 requests at once" in (of_one(batch)[0].conditions or "")


def test_each_machine_precision_and_task_has_its_own() -> None:
    assert len(of_one(parsed({}, {"num_gpus": 8}, {"weight_precision": "fp8"}))) == 3
    found = {s.conditions.split(":")[0] for s in of_one(parsed(task="gpqa")) if s.conditions}
    assert found == {"ML.ENERGY, thinking through science questions"}


def test_a_model_is_its_hub_repository() -> None:
    assert {found.name for found in parsed().found} == {Name("Maker/Model-14B", hub_repo_id="Maker/Model-14B")}


@pytest.mark.parametrize("changed", [{"num_gpus": 3}, {"median_itl_ms": 0}, {"output_throughput_tokens_per_sec": -5}])
def test_an_impossible_figure_is_refused(changed: dict[str, Any]) -> None:
    with pytest.raises(ParseError, match="expected, found"):
        parsed(changed)


def test_another_task_or_shape_is_refused() -> None:
    with pytest.raises(ParseError, match="one of the tasks"):
        parsed(task="text-to-image")
    with pytest.raises(ParseError, match="last_updated"):
        ml_energy.parse([Answer(url=ml_energy.INDEX_URL, body=b"{}")])


def test_the_recording_is_read_whole() -> None:
    batch = ml_energy.parse(answers_of("ml_energy"))
    assert len(throughputs(batch)) == 15
    assert {s.as_of for s in throughputs(batch)} == {date(2026, 2, 16)}
    assert not batch.rejected
