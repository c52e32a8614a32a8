"""Facts about reading BigCodeBench's results."""

import json
from datetime import date
from typing import Any

import pytest

from catalog.curated.benchmarks import benchmarks
from catalog.identity.resolve import Name
from catalog.records import Model, Score
from etl.errors import ParseError
from etl.source import Answer, Batch
from etl.sources import bigcodebench
from tests.recordings import answers_of

FULL, HARD = bigcodebench.BOARDS
ROW: dict[str, Any] = {
    "link": "https://huggingface.co/maker/model-a",
    "pass@1": {"instruct": 36.2, "complete": 47.6},
    "size": 6.7,
    "act_param": 6.7,
    "date": "2024-12-04",
}


def parsed(change: dict[str, Any], url: str = FULL) -> Batch:
    body = json.dumps({"Model-A": ROW | change}).encode()
    return bigcodebench.parse([Answer(url=url, body=body, last_modified=date(2025, 4, 17))])


def models(batch: Batch) -> list[Model]:
    return [f.record for f in batch.found if isinstance(f.record, Model)]


@pytest.mark.parametrize(("url", "board"), [(FULL, "bigcodebench"), (HARD, "bigcodebench_hard")])
def test_each_set_has_a_score_from_an_instruction_and_from_a_docstring(url: str, board: str) -> None:
    scores = [f.record for f in parsed({}, url).found if isinstance(f.record, Score)]
    assert [(s.benchmark_id, s.value) for s in scores] == [(f"{board}_instruct", 36.2), (f"{board}_complete", 47.6)]
    assert {s.as_of for s in scores} == {date(2025, 4, 17)}


def test_a_base_model_has_no_instruct_score() -> None:
    batch = parsed({"pass@1": {"instruct": None, "complete": 4.7}})
    assert [f.record.benchmark_id for f in batch.found if isinstance(f.record, Score)] == ["bigcodebench_complete"]


@pytest.mark.parametrize(
    ("link", "repo"),
    [
        ("https://huggingface.co/maker/model-a", "maker/model-a"),
        ("maker/model-a", "maker/model-a"),
        ("https://openai.com/o1/", None),
        (None, None),
    ],
)
def test_the_repository_comes_from_the_link(link: str | None, repo: str | None) -> None:
    assert {f.name for f in parsed({"link": link}).found} == {Name("Model-A", hub_repo_id=repo)}


def test_a_dense_model_has_its_parameters_and_no_release_date() -> None:
    assert models(parsed({})) == [Model(parameters=6_700_000_000, as_of=date(2025, 4, 17))]
    assert models(parsed({}, HARD)) == []


@pytest.mark.parametrize(("size", "active"), [(176, 44), (None, None), (None, 37)])
def test_sizes_of_mixtures_and_of_closed_models_are_not_taken(size: float | None, active: float | None) -> None:
    assert models(parsed({"size": size, "act_param": active})) == []


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        ({"pass@1": {"instruct": "high", "complete": 47.6}}, "the score is not a number"),
        ({"size": "big"}, "the size is not a number"),
    ],
)
def test_what_cannot_be_read_is_rejected_with_its_reason(change: dict[str, Any], reason: str) -> None:
    assert [found for found, _ in parsed(change).rejected] == [reason]


def test_an_entry_without_results_is_rejected_and_the_rest_is_read() -> None:
    body = json.dumps({"Model-A": ROW, "Model-B": {"link": "x"}, "Model-C": 1}).encode()
    batch = bigcodebench.parse([Answer(url=FULL, body=body)])
    assert {f.name.text for f in batch.found if f.name} == {"Model-A"}
    assert batch.rejected == [("the entry has no pass@1", "Model-B"), ("the entry has no pass@1", "Model-C")]


@pytest.mark.parametrize("rates", [(0.362, 0.476), (36.2, 476.0)])
def test_a_changed_scale_stops_the_source(rates: tuple[float, float]) -> None:
    with pytest.raises(ParseError, match="scale"):
        parsed({"pass@1": dict(zip(("instruct", "complete"), rates, strict=True))})


@pytest.mark.parametrize("body", [b"[]", b'{"unexpected": []}', b"<html>"])
def test_an_answer_of_another_shape_is_refused(body: bytes) -> None:
    with pytest.raises(ParseError):
        bigcodebench.parse([Answer(url=FULL, body=body)])


def test_the_recording_is_read_whole() -> None:
    batch = bigcodebench.parse(answers_of("bigcodebench"))
    ids = {f.record.benchmark_id for f in batch.found if isinstance(f.record, Score)}
    assert len(ids) == 4
    assert ids <= benchmarks().keys()
    assert batch.rejected == []
