"""Facts about reading LiveBench's tables."""

from datetime import date

import pytest

from catalog.curated.benchmarks import benchmarks
from catalog.identity.resolve import Name
from etl.errors import ParseError
from etl.source import Answer, Batch
from etl.sources import livebench
from tests.recordings import answers_of


def parsed(text: str, release: str = "2026_01_08", last_modified: date | None = date(2026, 7, 1)) -> Batch:
    url = f"https://x/public/table_{release}.csv"
    return livebench.parse([Answer(url=url, body=text.encode(), last_modified=last_modified)])


def test_each_task_is_a_score_of_its_release() -> None:
    batch = parsed("model,AMPS_Hard,typos\nmodel-a-high,87.0,56\n")
    assert [(f.record.benchmark_id, f.record.value) for f in batch.found] == [
        ("livebench_amps_hard", 87.0),
        ("livebench_typos", 56.0),
    ]
    assert {f.record.benchmark_version for f in batch.found} == {"2026-01-08"}
    assert {f.record.as_of for f in batch.found} == {date(2026, 7, 1)}
    assert {f.name for f in batch.found} == {Name("model-a-high")}


def test_without_a_date_of_the_answer_the_release_is_the_date() -> None:
    assert parsed("model,typos\na,50\n", last_modified=None).found[0].record.as_of == date(2026, 1, 8)


def test_a_task_that_was_not_run_has_no_score_and_a_zero_is_a_score() -> None:
    batch = parsed("model,AMPS_Hard,typos,spatial\na,,0.0,50\n")
    assert [f.record.value for f in batch.found] == [0.0, 50.0]
    assert batch.rejected == []


@pytest.mark.parametrize(
    ("row", "reason"),
    [
        ("b,10", "the row does not match the header"),
        ("b,10,20,30", "the row does not match the header"),
        ("b,10,ten", "the score is not a number"),
    ],
)
def test_a_row_that_cannot_be_read_is_rejected_with_its_reason(row: str, reason: str) -> None:
    batch = parsed(f"model,AMPS_Hard,typos\na,1,50\n{row}\n")
    assert [found for found, _ in batch.rejected] == [reason]


def test_an_unknown_task_is_rejected_and_the_rest_is_read() -> None:
    batch = parsed("model,brand_new,typos\na,1,50\n")
    assert [f.record.benchmark_id for f in batch.found] == ["livebench_typos"]
    assert batch.rejected == [("the task is not a known benchmark", "a, brand_new, 2026-01-08")]


@pytest.mark.parametrize("cells", ["0.87,0.56", "87,560", "-1,56"])
def test_a_changed_scale_stops_the_source(cells: str) -> None:
    with pytest.raises(ParseError, match="scale"):
        parsed(f"model,AMPS_Hard,typos\na,{cells}\n")


@pytest.mark.parametrize("text", ['{"unexpected": []}', "name,typos\na,50\n"])
def test_an_answer_of_another_shape_is_refused(text: str) -> None:
    with pytest.raises(ParseError, match="columns"):
        parsed(text)


def test_a_file_name_without_a_release_is_refused() -> None:
    with pytest.raises(ParseError, match="table_YYYY_MM_DD"):
        parsed("model,typos\na,50\n", release="latest")


def test_the_recording_holds_two_releases_of_known_tasks_and_one_short_row() -> None:
    batch = livebench.parse(answers_of("livebench"))
    assert {f.record.benchmark_version for f in batch.found} == {"2025-11-25", "2026-01-08"}
    assert {f.record.benchmark_id for f in batch.found} <= benchmarks().keys()
    assert batch.rejected == [("the row does not match the header", "nemotron-3-super-120b-a12b, 2026-01-08")]
