"""Facts about reading LiveMedBench's leaderboard."""

import json
from datetime import date
from typing import Any

import pytest

from catalog.curated.benchmarks import benchmarks
from catalog.identity.resolve import Name
from etl.errors import ParseError
from etl.source import Answer, Batch
from etl.sources import livemedbench
from tests.recordings import answers_of

ROW = {"rank": 1, "name": "Model A", "type": "Proprietary", "is_medical": False, "overall": 0.39, "after_cutoff": 0.25}


def parsed(*changes: dict[str, Any], last_updated: str = "2026/02/01") -> Batch:
    document = {"models": [ROW | change for change in changes or ({},)], "last_updated": last_updated}
    answer = Answer(url=livemedbench.URL, body=json.dumps(document).encode(), last_modified=date(2026, 2, 12))
    return livemedbench.parse([answer])


def test_only_the_cases_after_a_models_cut_off_count() -> None:
    (found,) = parsed().found
    assert (found.record.benchmark_id, found.record.value) == ("livemedbench", 25.0)
    assert (found.record.evidence, found.record.contamination) == ("measured", "clean")
    assert found.name == Name("Model A")


def test_an_instruct_model_is_written_short() -> None:
    (found,) = parsed({"name": "Model2-72B-Ins"}).found
    assert (found.name, found.record.model_name) == (Name("Model2-72B-Instruct"), "Model2-72B-Ins")


def test_the_board_says_its_day() -> None:
    assert parsed().found[0].record.as_of == date(2026, 2, 1)
    assert parsed(last_updated="").found[0].record.as_of == date(2026, 2, 12)


def test_a_zero_is_the_floor_and_no_figure() -> None:
    batch = parsed({}, {"name": "Model B", "overall": 0, "after_cutoff": 0})
    assert [found.record.model_name for found in batch.found] == ["Model A"]
    assert batch.rejected == [("0 is the board's floor and not a figure", "Model B")]


@pytest.mark.parametrize(
    ("change", "reason"),
    [({"name": ""}, "the row has no name"), ({"after_cutoff": "good"}, "the score is not a number")],
)
def test_a_row_that_cannot_be_read_is_rejected_with_its_reason(change: dict[str, Any], reason: str) -> None:
    batch = parsed({}, {"name": "Model B"} | change)
    assert [found.record.model_name for found in batch.found] == ["Model A"]
    assert [found for found, _ in batch.rejected] == [reason]


def test_a_model_that_was_not_tested_after_its_cut_off_has_no_score() -> None:
    batch = parsed({"after_cutoff": None})
    assert (batch.found, batch.rejected) == ([], [])


@pytest.mark.parametrize("value", [25.0, -0.1])
def test_a_changed_scale_stops_the_source(value: float) -> None:
    with pytest.raises(ParseError, match="scale"):
        parsed({"after_cutoff": value})


@pytest.mark.parametrize(
    "body",
    [
        b"[]",
        b"{}",
        b'{"models": []}',
        b'{"models": {}, "last_updated": ""}',
        b'{"models": ["x"], "last_updated": ""}',
        b'{"models": [{"name": "x", "overall": 0.4}], "last_updated": ""}',
        b'{"models": [], "last_updated": "soon"}',
    ],
)
def test_an_answer_of_another_shape_is_refused(body: bytes) -> None:
    with pytest.raises(ParseError):
        livemedbench.parse([Answer(url=livemedbench.URL, body=body)])


def test_the_recording_is_read_whole() -> None:
    batch = livemedbench.parse(answers_of("livemedbench"))
    assert {found.record.benchmark_id for found in batch.found} <= benchmarks().keys()
    assert "Qwen3-235B" in {found.record.model_name for found in batch.found}
    assert batch.rejected == [("0 is the board's floor and not a figure", "Med-Gemma 4B")]
