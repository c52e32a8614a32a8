"""Facts about reading the board of the Japanese medical examination of 2026."""

from datetime import date

import pytest

from catalog.curated.benchmarks import benchmarks
from catalog.curated.memberships import memberships
from catalog.identity.resolve import Name
from etl.errors import ParseError
from etl.source import Answer, Batch
from etl.sources import jmle2026
from tests.recordings import answers_of

README = """# JMLE2026-Bench
<!-- leaderboard-all-start -->
| Model | Vision | Score | Accuracy |
|-----|------|-----|--------|
| **Model A** | - | 450/500 (90.0%) | 320/400 (80.0%) |
<!-- leaderboard-all-end -->
<!-- leaderboard-text-start -->
| Model | Score | Accuracy |
|-----|-----|--------|
| **Model A** | 379/382 (99.2%) | 151/302 (50.0%) |
ROW
<!-- leaderboard-text-end -->
| Model Z | 1/382 (0.3%) | 1/302 (0.3%) |
"""


def parsed(row: str = "", readme: str = README) -> Batch:
    body = readme.replace("ROW", row).encode()
    return jmle2026.parse([Answer(url=jmle2026.URL, body=body, last_modified=date(2026, 2, 27))])


def test_the_share_of_right_answers_to_the_questions_without_images_counts() -> None:
    (found,) = parsed().found
    assert (found.record.benchmark_id, found.record.value, found.record.samples) == ("jmle2026_text", 50.0, 302)
    assert (found.record.evidence, found.record.as_of) == ("measured", date(2026, 2, 27))


def test_bold_is_no_part_of_a_name_and_an_effort_is() -> None:
    batch = parsed("| model-b (no-think) | 1/382 (0.3%) | 286/302 (94.7%) |")
    assert [found.name for found in batch.found] == [Name("Model A"), Name("model-b (no-think)")]


def test_it_speaks_for_medicine_and_for_japanese() -> None:
    assert {"medical", "japanese"} <= {row.domain for row in memberships() if row.benchmark_id == "jmle2026_text"}


@pytest.mark.parametrize(
    ("row", "reason"),
    [
        ("| model-b | 1/382 (0.3%) |", "the row does not match the header"),
        ("| | 1/382 (0.3%) | 286/302 (94.7%) |", "the row does not match the header"),
        ("| model-b | 1/382 (0.3%) | 94.7% |", "the accuracy is not a number of right answers"),
        ("| model-b | 1/382 (0.3%) | 303/302 (100.0%) |", "the accuracy is not a number of right answers"),
        ("| model-b | 1/382 (0.3%) | 0/0 (0.0%) |", "the accuracy is not a number of right answers"),
        ("| model-b | 1/382 (0.3%) | 286/302 (84.7%) |", "the share is not that of the right answers"),
    ],
)
def test_a_row_that_cannot_be_read_is_rejected_with_its_reason(row: str, reason: str) -> None:
    batch = parsed(row)
    assert [found.record.model_name for found in batch.found] == ["Model A"]
    assert [found for found, _ in batch.rejected] == [reason]


@pytest.mark.parametrize(
    "readme",
    [
        '{"unexpected": []}',
        README.replace("leaderboard-text-start", "text"),
        README.replace("Accuracy", "Share"),
        README.replace("151/302 (50.0%)", "151/302"),
    ],
    ids=["no table", "no mark", "a column is gone", "no row can be read"],
)
def test_an_answer_of_another_shape_is_refused(readme: str) -> None:
    with pytest.raises(ParseError):
        parsed(readme=readme)


def test_the_recording_is_read_whole() -> None:
    batch = jmle2026.parse(answers_of("jmle2026"))
    assert {found.record.benchmark_id for found in batch.found} <= benchmarks().keys()
    assert {"gpt-oss-20b (high)", "Qwen3-32B (no-think)"} <= {found.record.model_name for found in batch.found}
    assert {found.record.samples for found in batch.found} == {302}
    assert batch.rejected == []
