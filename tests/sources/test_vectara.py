"""Facts about reading Vectara's hallucination leaderboard."""

from datetime import date

import pytest

from catalog.curated.benchmarks import benchmarks
from catalog.identity.resolve import Name
from etl.errors import ParseError
from etl.source import Answer, Batch
from etl.sources import vectara
from tests.recordings import answers_of

README = """# Hallucination Leaderboard
<!-- LEADERBOARD_START -->
Last updated on March 10, 2026

|Model|Hallucination Rate|Factual Consistency Rate|Answer Rate|Average Summary Length (Words)|
|----|----:|----:|----:|----:|
|maker/model-a|1.8 %|98.2 %|99.5 %|172.4|
ROW
<!-- LEADERBOARD_END -->
This leaderboard uses HHEM-2.3, a model.
|maker/not-a-row|9.9 %|90.1 %|90.0 %|10.0|
"""


def parsed(row: str = "", readme: str = README) -> Batch:
    return vectara.parse([Answer(url=vectara.URL, body=readme.replace("ROW", row).encode())])


def test_a_row_has_a_hallucination_rate_and_an_answer_rate() -> None:
    batch = parsed()
    assert [(f.record.benchmark_id, f.record.value) for f in batch.found] == [
        ("vectara_hallucination_rate", 1.8),
        ("vectara_answer_rate", 99.5),
    ]
    assert {f.name for f in batch.found} == {Name("maker/model-a", developer="maker")}


def test_the_day_and_the_judge_come_from_the_text() -> None:
    assert {(f.record.as_of, f.record.benchmark_version) for f in parsed().found} == {(date(2026, 3, 10), "HHEM-2.3")}


def test_less_hallucination_is_better() -> None:
    assert not benchmarks()["vectara_hallucination_rate"].higher_is_better
    assert benchmarks()["vectara_answer_rate"].higher_is_better


@pytest.mark.parametrize(
    ("row", "reason"),
    [
        ("|maker/model-b|1.8 %|98.2 %|", "the row does not match the header"),
        ("||1.8 %|98.2 %|99.5 %|172.4|", "the row does not match the header"),
        ("|maker/model-b|few|98.2 %|99.5 %|172.4|", "the score is not a number"),
    ],
)
def test_a_row_that_cannot_be_read_is_rejected_with_its_reason(row: str, reason: str) -> None:
    assert [found for found, _ in parsed(row).rejected] == [reason]


def test_a_figure_that_is_not_stated_is_left_out() -> None:
    batch = parsed("|maker/model-b|1.8 %|98.2 %|N/A|172.4|")
    assert [f.record.model_name for f in batch.found].count("maker/model-b") == 1
    assert batch.rejected == []


@pytest.mark.parametrize("rate", ["0.018", "180 %", "-1 %"])
def test_a_changed_scale_stops_the_source(rate: str) -> None:
    with pytest.raises(ParseError, match="scale"):
        parsed(f"|maker/model-b|{rate}|98.2 %|99.5 %|172.4|")


@pytest.mark.parametrize(
    "readme",
    [
        '{"unexpected": []}',
        README.replace("Hallucination Rate", "Rate"),
        README.replace("March 10, 2026", "some day"),
        "<!-- LEADERBOARD_START -->Last updated on March 10, 2026<!-- LEADERBOARD_END -->",
    ],
    ids=["no table", "a column is gone", "no day", "empty table"],
)
def test_an_answer_of_another_shape_is_refused(readme: str) -> None:
    with pytest.raises(ParseError):
        parsed(readme=readme)


def test_the_recording_is_read_whole() -> None:
    batch = vectara.parse(answers_of("vectara"))
    assert {f.record.benchmark_id for f in batch.found} <= benchmarks().keys()
    assert "openai/gpt-5.2-low-2025-12-11" in {f.record.model_name for f in batch.found}
    assert batch.rejected == []
