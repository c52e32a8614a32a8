"""Facts about reading MLPerf's results."""

import json
from datetime import date
from typing import Any

import pytest

from catalog.records import Speed
from etl.errors import ParseError
from etl.source import Answer, Batch
from etl.sources import mlperf
from tests.recordings import answers_of

ROW: dict[str, Any] = {
    "ID": "5.1-0001",
    "Performance_Units": "Tokens/s",
    "Performance_Result": 8000.0,
    "a#": 8,
    "Nodes": 1,
    "UsedModel": "llama2-70b-99.9",
    "Model": "llama2-70b-99.9",
    "Scenario": "Server",
    "Accelerator": "GPU X",
    "Category": "closed",
    "Availability": "available",
    "Submitter": "Somebody",
    "weight_data_types": "fp8",
    "inferred": 0,
    "errors": 0,
    "compliance": 1,
}


def parsed(**changed: Any) -> Batch:  # noqa: ANN401 - JSON
    return mlperf.parse([Answer(url=mlperf.URL, body=json.dumps([ROW | changed]).encode())])


def speed(**changed: Any) -> Speed:  # noqa: ANN401 - JSON
    record = parsed(**changed).found[0].record
    assert isinstance(record, Speed)
    return record


def test_a_result_is_divided_by_accelerators_of_all_nodes() -> None:
    assert speed().output_tokens_per_second == 1000
    assert speed(Nodes=4).output_tokens_per_second == 250


def test_a_result_is_measured_and_of_the_day_of_publication() -> None:
    assert speed().evidence == "measured"
    assert speed().as_of == date(2025, 9, 9)
    assert speed().percentile is None


def test_the_accuracy_target_is_a_condition_and_not_part_of_the_name() -> None:
    found = parsed().found[0]
    assert found.name is not None
    assert found.name.text == "llama2-70b"
    assert found.record.model_name == "llama2-70b-99.9"
    assert "accuracy target 99.9 %" in found.record.conditions


def test_the_model_that_was_run_is_named_and_not_the_benchmarks() -> None:
    found = parsed(UsedModel="llama3_1-405b_pruned", Model="llama3.1-405b").found[0]
    assert found.name is not None
    assert found.name.text == "llama3.1-405b_pruned"


def test_a_precision_that_is_not_set_is_not_known() -> None:
    assert speed(weight_data_types="UNSET").precision is None


@pytest.mark.parametrize(
    ("changed", "reason"),
    [
        ({"Performance_Units": "Samples/s"}, "not measured in tokens per second"),
        ({"inferred": 1}, "the result was inferred from another"),
        ({"errors": 2}, "the result did not pass its checks"),
        ({"compliance": 0}, "the result did not pass its checks"),
        ({"Accelerator": "", "a#": ""}, "a system without accelerators"),
        ({"Accelerator": "MI300X (x32), MI325X (x16)"}, "several kinds of accelerator in one system"),
    ],
)
def test_a_row_that_says_nothing_about_one_accelerator_is_rejected(changed: dict[str, Any], reason: str) -> None:
    batch = parsed(**changed)
    assert not batch.found
    assert [why for why, _ in batch.rejected] == [reason]


def test_the_recording_has_one_speed_a_good_row() -> None:
    batch = mlperf.parse(answers_of("mlperf"))
    assert len(batch.found) == 6
    assert len(batch.rejected) == 3


def test_another_shape_is_refused() -> None:
    with pytest.raises(ParseError, match="list expected"):
        mlperf.parse([Answer(url=mlperf.URL, body=b'{"unexpected": []}')])
    with pytest.raises(ParseError, match="Performance_Units"):
        mlperf.parse([Answer(url=mlperf.URL, body=b'[{"ID": "1"}]')])


def test_another_scale_is_refused() -> None:
    with pytest.raises(ParseError, match="scale"):
        parsed(Performance_Result=8_000_000.0)
