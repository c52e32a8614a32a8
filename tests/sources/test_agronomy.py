"""Facts about reading the agronomy benchmark."""

from datetime import date

import pytest

from catalog.curated.benchmarks import benchmarks
from catalog.identity.resolve import Name
from etl.errors import ParseError
from etl.source import Answer, Batch
from etl.sources import agronomy
from tests.recordings import answers_of

README = """# Leaderboard

## Price x Performance
![Overall](./overall.png)

| Model Name    | Overall Score | Access | Date Tested | Image Disease | Image Pest | Image Weed | Pests |
|---------------|---------------|--------|-------------|---------------|------------|------------|-------|
| maker/model-a | 90.00%        | Open   | 2026-07-09  | 50.0%         | 60.0%      | 70.0%      | 95.3% | (450/500)
ROW

# What is this?
"""


def parsed(row: str = "", readme: str = README) -> Batch:
    return agronomy.parse([Answer(url=agronomy.URL, body=readme.replace("ROW", row).encode())])


def test_the_questions_are_a_score_and_each_kind_of_image_is_one() -> None:
    scores = [f.record for f in parsed().found]
    assert [(score.benchmark_id, score.value, score.samples) for score in scores] == [
        ("agronomy_overall", 90.0, 500),
        ("agronomy_image_disease", 50.0, 50),
        ("agronomy_image_pest", 60.0, 50),
        ("agronomy_image_weed", 70.0, 50),
    ]
    assert {score.as_of for score in scores} == {date(2026, 7, 9)}
    assert {f.name for f in parsed().found} == {Name("maker/model-a")}


def test_a_model_without_images_has_the_score_of_the_questions() -> None:
    batch = parsed("| maker/model-b | 80.00% | Open | 2026-07-10 | N/A | N/A | N/A | 70.0% | (400/500)")
    assert [f.record.benchmark_id for f in batch.found if f.record.model_name == "maker/model-b"] == [
        "agronomy_overall"
    ]
    assert batch.rejected == []


@pytest.mark.parametrize("behind", ["", " (400/500"])
def test_without_a_count_behind_the_row_the_number_of_questions_is_unknown(behind: str) -> None:
    batch = parsed(f"| maker/model-b | 80.00% | Open | 2026-07-10 | N/A | N/A | N/A | 70.0% |{behind}")
    assert [f.record.samples for f in batch.found if f.record.model_name == "maker/model-b"] == [None]


@pytest.mark.parametrize(
    ("row", "reason"),
    [
        ("| maker/model-b | 80.00% | Open |", "the row does not match the header"),
        ("|  | 80.00% | Open | 2026-07-10 | N/A | N/A | N/A | 70.0% |", "the row does not match the header"),
        ("| maker/model-b | good | Open | 2026-07-10 | N/A | N/A | N/A | 70.0% |", "the score is not a number"),
        ("| maker/model-b | 80.00% | Open | soon | N/A | N/A | N/A | 70.0% |", "the day of the test is not a day"),
    ],
)
def test_a_row_that_cannot_be_read_is_rejected_with_its_reason(row: str, reason: str) -> None:
    batch = parsed(row)
    assert [found for found, _ in batch.rejected] == [reason]
    assert {f.record.model_name for f in batch.found} == {"maker/model-a"}


@pytest.mark.parametrize("score", ["0.8", "800%", "-1%"])
def test_a_changed_scale_stops_the_source(score: str) -> None:
    with pytest.raises(ParseError, match="scale"):
        parsed(f"| maker/model-b | {score} | Open | 2026-07-10 | N/A | N/A | N/A | 70.0% |")


@pytest.mark.parametrize("readme", ["<html>", README.replace("Date Tested", "Day"), README.replace("|--", "|xx")])
def test_an_answer_of_another_shape_is_refused(readme: str) -> None:
    with pytest.raises(ParseError, match="columns"):
        parsed(readme=readme)


def test_the_recording_is_read_whole() -> None:
    batch = agronomy.parse(answers_of("agronomy"))
    assert {f.record.benchmark_id for f in batch.found} == set(agronomy.BENCHMARKS.values())
    assert {f.record.benchmark_id for f in batch.found} <= benchmarks().keys()
    assert "deepseek/deepseek-v4-flash-0731-max" in {f.record.model_name for f in batch.found}
    assert batch.rejected == []
