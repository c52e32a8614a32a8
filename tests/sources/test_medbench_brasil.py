"""Facts about reading MedBench Brasil's results."""

import json
from datetime import date
from typing import Any
from unittest.mock import Mock

import pytest

from catalog.curated.benchmarks import benchmarks
from catalog.curated.memberships import memberships
from catalog.identity.resolve import Name
from etl.errors import ParseError
from etl.source import Answer, Batch, Door
from etl.sources import medbench_brasil as board
from tests.recordings import answers_of

RESULT = {
    "modelId": "maker/model-a",
    "accuracy": 0.9,
    "ci95": [0.85, 0.94],
    "total": 240,
    "runsPerQuestion": 3,
    "accuracyByEdition": {"enamed-2025": {"accuracy": 0.9, "n": 240}},
    "contaminationSplit": {"clean": {"accuracy": 0.9, "n": 240}, "contaminated": None},
}


def answer_of(result: Any, path: str = "enamed-2025/maker_model-a.json") -> Answer:  # noqa: ANN401 - decoded JSON
    return Answer(url=f"{board.FOLDER}/{path}", body=json.dumps(result).encode(), last_modified=date(2026, 4, 20))


def listing(*paths: str, truncated: bool = False) -> Answer:
    tree = {"tree": [{"path": path, "type": "blob"} for path in paths], "truncated": truncated}
    return Answer(url=board.TREE, body=json.dumps(tree).encode())


def named(url: str) -> Answer:
    return Answer(url=url, body=b"{}")


def parsed(change: dict[str, Any]) -> Batch:
    return board.parse([answer_of(RESULT | change)])


def test_an_accuracy_of_all_runs_is_a_percent_of_its_questions() -> None:
    (found,) = parsed({}).found
    score = found.record
    assert (score.benchmark_id, score.value, score.samples) == ("medbench_brasil_enamed_2025", 90.0, 80)
    assert (score.evidence, score.harness, score.as_of) == (
        "measured",
        "mean of 3 runs a question",
        date(2026, 4, 20),
    )


def test_an_interval_that_takes_runs_for_questions_is_not_read() -> None:
    score = parsed({}).found[0].record
    assert (score.low, score.high) == (None, None)


def test_the_id_inside_names_the_model_and_not_the_file() -> None:
    (found,) = parsed({}).found
    assert (found.name, found.record.model_name) == (Name("maker/model-a"), "maker/model-a")


@pytest.mark.parametrize(
    ("split", "state"),
    [
        ({"clean": {"n": 240}, "contaminated": None}, "clean"),
        ({"clean": None, "contaminated": {"n": 240}}, "flagged"),
        ({"clean": None, "contaminated": None}, "unknown"),
        ({"clean": {"n": 120}, "contaminated": {"n": 120}}, "unknown"),
    ],
)
def test_the_board_says_whether_a_model_may_have_learnt_an_examination(split: dict[str, Any], state: str) -> None:
    assert parsed({"contaminationSplit": split}).found[0].record.contamination == state


def test_the_listing_is_the_manifest_and_raw_answers_stay() -> None:
    tree = listing(
        "results/enamed-2025/maker_model-a.json",
        "results/enamed-2025/maker_model-a.raw.jsonl",
        "results/enamed-2025",
        "results/../secret.json",
        "results/enamed-2025/a?b.json",
        "data/enamed-2025/questions.json",
    )
    door = Mock(spec=Door, **{"get.return_value": tree, "get_many.side_effect": lambda urls: list(map(named, urls))})
    answers = board.fetch(door)
    door.get.assert_called_once_with(board.TREE)
    assert [answer.url for answer in answers] == [board.TREE, f"{board.FOLDER}/enamed-2025/maker_model-a.json"]


@pytest.mark.parametrize(
    ("change", "path", "reason"),
    [
        ({"modelId": ""}, "enamed-2025/x.json", "no model named"),
        ({}, "enamed-2031/x.json", "an examination of no declared benchmark"),
        ({}, "revalida-2025-1/x.json", "a result of other examinations than its folder says"),
        ({"total": 241}, "enamed-2025/x.json", "not every question was run as often"),
        ({"runsPerQuestion": 0}, "enamed-2025/x.json", "not every question was run as often"),
        ({"accuracy": "high"}, "enamed-2025/x.json", "the score is not a number"),
    ],
)
def test_a_result_that_cannot_be_used_is_rejected_with_its_reason(
    change: dict[str, Any], path: str, reason: str
) -> None:
    batch = board.parse([answer_of(RESULT | change, path)])
    assert batch.found == []
    assert [found for found, _ in batch.rejected] == [reason]


@pytest.mark.parametrize("accuracy", [90.0, -0.1])
def test_a_changed_scale_stops_the_source(accuracy: float) -> None:
    with pytest.raises(ParseError, match="scale"):
        parsed({"accuracy": accuracy})


@pytest.mark.parametrize(
    "answer",
    [
        listing("results/enamed-2025/a.json", truncated=True),
        Answer(url=board.TREE, body=b"[]"),
        Answer(url=board.TREE, body=b'{"message": "rate limit"}'),
        Answer(url=board.TREE, body=b'{"tree": [{"sha": "1"}]}'),
        answer_of([]),
        answer_of({"unexpected": []}),
        answer_of(RESULT | {"contaminationSplit": None}),
        answer_of(RESULT | {"accuracyByEdition": None}),
    ],
)
def test_an_answer_of_another_shape_is_refused(answer: Answer) -> None:
    with pytest.raises(ParseError):
        board.parse([answer])


def test_an_examination_that_the_newest_models_may_know_weighs_less() -> None:
    weights = {row.benchmark_id: row.weight for row in memberships() if row.domain == "medical"}
    new = [weights[f"medbench_brasil_{name}"] for name in ("enamed_2025", "revalida_2025_1")]
    old = [weights[f"medbench_brasil_revalida_2024_{part}"] for part in (1, 2)]
    assert min(new) > max(old)


def test_the_recording_is_read_whole() -> None:
    batch = board.parse(answers_of("medbench_brasil"))
    assert {found.record.benchmark_id for found in batch.found} <= benchmarks().keys()
    assert {found.record.contamination for found in batch.found} == {"clean", "flagged", "unknown"}
    assert batch.rejected == []
