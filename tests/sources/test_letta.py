"""Facts about reading Letta's leaderboard."""

from collections import Counter
from datetime import date
from typing import Any

import pytest
import yaml

from catalog.curated.benchmarks import benchmarks
from catalog.identity.resolve import Name
from catalog.records import Score, TaskCost
from etl.errors import ParseError
from etl.source import Answer, Batch
from etl.sources import letta
from tests.recordings import answers_of

FILES: dict[str, Any] = {
    "last_updated": "Mar 13, 2026",
    "metrics": {"leaderboard_filesystem_100": {}, "average": {}},
    "results": [
        {"model": "maker/model-4-xhigh", "average": 43.0, "leaderboard_filesystem_100": 43.0, "total_cost": 117.5}
    ],
}
SKILLS: dict[str, Any] = {
    "last_updated": "Feb 7, 2026",
    "metrics": {"task_completion": {}, "skill_use": {}, "average": {}},
    "results": [{"model": "maker/model-4", "average": 70.0, "task_completion": 80.0, "skill_use": 60.0}],
}


def parsed(document: dict[str, Any], *rows: dict[str, Any], **change: Any) -> Batch:  # noqa: ANN401 - decoded YAML
    document = document | {"results": [*document["results"], *rows]} | change
    return letta.parse([Answer(url=letta.URLS[0], body=yaml.safe_dump(document).encode())])


def scores(batch: Batch) -> list[Score]:
    return [found.record for found in batch.found if isinstance(found.record, Score)]


def test_each_rubric_is_a_score_and_the_average_is_none() -> None:
    assert [(score.benchmark_id, score.value, score.as_of) for score in scores(parsed(SKILLS))] == [
        ("letta_task_completion", 80.0, date(2026, 2, 7)),
        ("letta_skill_use", 60.0, date(2026, 2, 7)),
    ]


def test_the_file_suite_has_a_hundred_questions_and_the_cost_of_a_run() -> None:
    batch = parsed(FILES)
    assert [(score.benchmark_id, score.value, score.samples) for score in scores(batch)] == [
        ("letta_filesystem", 43.0, 100)
    ]
    (cost,) = (found.record for found in batch.found if isinstance(found.record, TaskCost))
    assert (cost.tasks, cost.usd_per_run, cost.usd_per_task) == (100, 117.5, 1.175)
    assert batch.found[0].name == Name("maker/model-4-xhigh", developer="maker")


def test_one_figure_for_every_rubric_was_filled_in() -> None:
    batch = parsed(SKILLS, {"model": "maker/model-5", "average": 59.5, "task_completion": 59.5, "skill_use": 59.5})
    assert batch.rejected == [("one figure stands for every rubric", "maker/model-5: 59.5")]
    assert {score.model_name for score in scores(batch)} == {"maker/model-4"}


def test_a_rubric_that_is_not_declared_and_a_row_without_a_model_are_told() -> None:
    batch = parsed(SKILLS, {"model": None}, metrics=SKILLS["metrics"] | {"humour": {}})
    assert Counter(reason for reason, _ in batch.rejected) == {
        "a rubric of no declared benchmark": 1,
        "no model named": 1,
    }


def test_a_cost_that_is_no_number_costs_only_the_cost() -> None:
    batch = parsed(FILES, {"model": "maker/model-6", "leaderboard_filesystem_100": 50.0, "total_cost": "free"})
    assert [reason for reason, _ in batch.rejected] == ["the cost or the time of a task is not a number"]
    assert len(scores(batch)) == 2


@pytest.mark.parametrize(
    "row",
    [
        {"leaderboard_filesystem_100": 430},
        {"leaderboard_filesystem_100": -1},
        {"leaderboard_filesystem_100": 43.0, "total_cost": -2},
    ],
)
def test_an_impossible_figure_stops_the_source(row: dict[str, Any]) -> None:
    with pytest.raises(ParseError):
        parsed(FILES, {"model": "maker/model-6"} | row)


def test_a_changed_scale_stops_the_source() -> None:
    with pytest.raises(ParseError, match="above 1"):
        parsed(FILES, results=[{"model": "maker/model-4", "leaderboard_filesystem_100": 0.43}])


@pytest.mark.parametrize("change", [{"last_updated": "yesterday"}, {"results": {}}, {"metrics": []}, {"metrics": {}}])
def test_another_shape_stops_the_source(change: dict[str, Any]) -> None:
    with pytest.raises(ParseError):
        parsed(FILES, **change)


@pytest.mark.parametrize("body", [b"[]", b"{}", b"<html>", b"a: [", b"\xff"])
def test_what_is_no_table_stops_the_source(body: bytes) -> None:
    with pytest.raises(ParseError):
        letta.parse([Answer(url=letta.URLS[0], body=body)])


def test_the_recording_is_read_whole() -> None:
    batch = letta.parse(answers_of("letta"))
    found = scores(batch)
    assert {score.benchmark_id for score in found} == set(letta.METRICS.values()) <= benchmarks().keys()
    assert {score.as_of for score in found} == {date(2026, 3, 13), date(2026, 2, 17)}
    assert {reason for reason, _ in batch.rejected} <= {"one figure stands for every rubric"}
