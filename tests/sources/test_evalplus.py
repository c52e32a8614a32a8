"""Facts about reading EvalPlus's results."""

import json
from datetime import date
from typing import Any

import pytest

from catalog.curated.benchmarks import benchmarks
from catalog.identity.resolve import Name
from etl.errors import ParseError
from etl.source import Answer, Batch
from etl.sources import evalplus
from tests.recordings import answers_of

PASSES = {"humaneval": 81.7, "humaneval+": 77.4, "mbpp": 82.0, "mbpp+": 71.4}


def parsed(passes: dict[str, Any], link: str = "https://huggingface.co/maker/model-a") -> Batch:
    body = json.dumps({"Model-A": {"link": link, "pass@1": PASSES | passes, "size": 37}}).encode()
    return evalplus.parse([Answer(url=evalplus.URL, body=body, last_modified=date(2024, 12, 26))])


def test_a_model_has_four_scores_and_no_size() -> None:
    batch = parsed({})
    assert {f.record.benchmark_id: f.record.value for f in batch.found} == {
        "evalplus_humaneval": 81.7,
        "evalplus_humaneval_plus": 77.4,
        "evalplus_mbpp": 82.0,
        "evalplus_mbpp_plus": 71.4,
    }
    assert {f.record.as_of for f in batch.found} == {date(2024, 12, 26)}
    assert {f.name for f in batch.found} == {Name("Model-A", hub_repo_id="maker/model-a")}


def test_a_test_that_was_not_run_is_left_out() -> None:
    batch = parsed({"mbpp": None, "mbpp+": None})
    assert {f.record.benchmark_id for f in batch.found} == {"evalplus_humaneval", "evalplus_humaneval_plus"}
    assert batch.rejected == []


def test_a_link_to_a_paper_gives_no_repository() -> None:
    assert {f.name for f in parsed({}, "https://arxiv.org/abs/2203.13474").found} == {Name("Model-A")}


def test_a_score_that_is_no_number_is_rejected() -> None:
    assert [reason for reason, _ in parsed({"mbpp": "high"}).rejected] == ["the score is not a number"]


def test_an_entry_without_results_is_rejected() -> None:
    body = json.dumps({"Model-A": {"pass@1": PASSES}, "Model-B": {}}).encode()
    batch = evalplus.parse([Answer(url=evalplus.URL, body=body)])
    assert batch.rejected == [("the entry has no pass@1", "Model-B")]


@pytest.mark.parametrize("passes", [{"mbpp": 820.0}, {key: value / 100 for key, value in PASSES.items()}])
def test_a_changed_scale_stops_the_source(passes: dict[str, float]) -> None:
    with pytest.raises(ParseError, match="scale"):
        parsed(passes)


@pytest.mark.parametrize("body", [b"[]", b'{"unexpected": []}', b"<html>"])
def test_an_answer_of_another_shape_is_refused(body: bytes) -> None:
    with pytest.raises(ParseError):
        evalplus.parse([Answer(url=evalplus.URL, body=body)])


def test_the_recording_is_read_whole() -> None:
    batch = evalplus.parse(answers_of("evalplus"))
    assert {f.record.benchmark_id for f in batch.found} <= benchmarks().keys()
    assert "Zephyr β-7B" in {f.record.model_name for f in batch.found}
    assert batch.rejected == []
