"""Facts about reading PLawBench's table."""

from datetime import date

import pytest

from catalog.curated.benchmarks import benchmarks
from catalog.curated.memberships import memberships
from catalog.identity.resolve import Name
from etl.errors import ParseError
from etl.source import Answer, Batch
from etl.sources import plawbench
from tests.recordings import answers_of

README = """# PLawBench
<div align="center">

| Family | Model | Overall | Task2-Avg | Task1 | Task3-Avg | Task3-Plaintiff | Task3-Defendant |
|--------|-------|--------:|----------:|------:|----------:|----------------:|----------------:|
| A | Model-a-20250514 | **99.99** | **55.91** | 58.24 | 46.48 | 39.60 | 53.35 |
ROW

</div>
"""


def parsed(row: str = "", readme: str = README) -> Batch:
    body = readme.replace("ROW", row).encode()
    return plawbench.parse([Answer(url=plawbench.URL, body=body, last_modified=date(2026, 2, 5))])


def test_each_task_is_a_score_and_means_are_left_alone() -> None:
    batch = parsed()
    assert {found.record.benchmark_id: found.record.value for found in batch.found} == {
        "plawbench_consultation": 58.24,
        "plawbench_case_analysis": 55.91,
        "plawbench_drafting": 46.48,
    }
    assert {(found.record.evidence, found.record.as_of) for found in batch.found} == {("measured", date(2026, 2, 5))}


@pytest.mark.parametrize("cloud", ["-global", "-inner"])
def test_whose_cloud_answered_is_not_the_model(cloud: str) -> None:
    batch = parsed(f"| B | Model-b-0807{cloud} | 60 | 60.00 | 60.00 | 50.00 | 50.00 | 50.00 |")
    assert {found.name for found in batch.found} == {Name("Model-a-20250514"), Name("Model-b-0807")}
    assert f"Model-b-0807{cloud}" in {found.record.model_name for found in batch.found}


def test_the_small_models_of_qwen3_get_their_3_back() -> None:
    batch = parsed("| Q | Qwen-5b-instruct-2507 | 60 | 60.00 | 60.00 | 50.00 | 50.00 | 50.00 |")
    assert Name("Qwen3-5b-instruct-2507") in {found.name for found in batch.found}
    assert Name("Qwen-max") in {
        found.name for found in parsed("| Q | Qwen-max | 60 | 60.00 | 60.00 | 50.00 | 50.00 | 50.00 |").found
    }


def test_a_figure_that_its_parts_contradict_is_rejected_and_the_rest_is_read() -> None:
    batch = parsed("| B | Model-b | 60 | 60.00 | 61.00 | 68.58 | 58.25 | 63.42 |")
    read = [found.record.benchmark_id for found in batch.found if found.record.model_name == "Model-b"]
    assert sorted(read) == ["plawbench_case_analysis", "plawbench_consultation"]
    assert batch.rejected == [
        ("the figure is not the mean of its parts", "Model-b, Task3-Avg: 68.58, parts [58.25, 63.42]")
    ]


def test_a_figure_without_parts_stands_alone() -> None:
    batch = parsed("| B | Model-b | 60 | 60.00 | 61.00 | 68.58 | - | - |")
    assert len(batch.found) == 6
    assert batch.rejected == []


def test_it_speaks_for_law_most_and_for_chinese_too() -> None:
    for benchmark_id in plawbench.BENCHMARKS.values():
        weights = {row.domain: row.weight for row in memberships() if row.benchmark_id == benchmark_id}
        assert weights["legal"] > weights["chinese"] > 0


@pytest.mark.parametrize(
    ("row", "reason"),
    [
        ("| B | Model-b | 60 | 60.00 | 61.00 |", "the row does not match the header"),
        ("| B | | 60 | 60.00 | 61.00 | 50.00 | 50.00 | 50.00 |", "the row does not match the header"),
        ("| B | Model-b | 60 | - | good | - | - | - |", "the score is not a number"),
    ],
)
def test_a_row_that_cannot_be_read_is_rejected_with_its_reason(row: str, reason: str) -> None:
    batch = parsed(row)
    assert {found.record.model_name for found in batch.found} == {"Model-a-20250514"}
    assert [found for found, _ in batch.rejected] == [reason]


@pytest.mark.parametrize(
    "row", ["| B | Model-b | 60 | 160.00 | 61.00 | - | - | - |", "| B | b | 60 | -1 | 6 | - | - | - |"]
)
def test_a_changed_scale_stops_the_source(row: str) -> None:
    with pytest.raises(ParseError, match="scale"):
        parsed(row)


def test_a_board_of_fractions_stops_the_source() -> None:
    with pytest.raises(ParseError, match="scale"):
        parsed(readme=README.replace("**55.91** | 58.24 | 46.48 | 39.60 | 53.35", "0.55 | 0.58 | 0.46 | 0.40 | 0.53"))


@pytest.mark.parametrize(
    "readme",
    ['{"unexpected": []}', README.replace("Task1", "Consultation"), README.replace("|--", "--")],
    ids=["no table", "a column is gone", "no table any more"],
)
def test_an_answer_of_another_shape_is_refused(readme: str) -> None:
    with pytest.raises(ParseError):
        parsed(readme=readme)


def test_the_recording_is_read_with_the_row_that_contradicts_itself() -> None:
    batch = plawbench.parse(answers_of("plawbench"))
    assert {found.record.benchmark_id for found in batch.found} <= benchmarks().keys()
    assert {"DeepSeek-V3.2-thinking-inner", "GPT-5-0807-global"} <= {found.record.model_name for found in batch.found}
    assert [(reason, example.split(":")[0]) for reason, example in batch.rejected] == [
        ("the figure is not the mean of its parts", "GPT-5.2-1211-global, Task3-Avg")
    ]
