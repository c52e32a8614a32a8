"""Facts about reading Lech Mazur's boards."""

from datetime import date

import pytest

from catalog.curated.benchmarks import benchmarks
from catalog.identity.resolve import Name
from catalog.records import Score
from etl.errors import ParseError
from etl.source import Answer, Batch
from etl.sources import lechmazur
from tests.recordings import answers_of

READMES = {
    "nyt-connections/master": """
# Extended Version
### Leaderboard: Extended Version
|Rank|Model|Score %|#Puzzles|
|---:|-----|------:|-------:|
|1|Model A (high reasoning)|90.5|940|
ROW
## Newest 100 puzzles.
### Leaderboard: Newest 100 puzzles, extended version
|Rank|Model|Score %|#Puzzles|
|---:|-----|------:|-------:|
|1|Model A (high reasoning)|97.0|100|
## Updates
- July 7, 2026: Model A added.
- July 17, 2026: Model B added.
- Aug 7, 2025: the first.
""",
    "confabulations/master": """
As of Feb 10, 2025, 201 questions, confirmed by a human to lack answers, are asked.
### 50-50 Ranking leaderboard
|Rank|Model|Confab %|Non-Resp %|Weighted|
|---:|---|---:|---:|---:|
|1|Model A|10.9|9.8|10.34|
ROW
## Rates
Currently, 2,612 hard questions with known answers are included.
""",
    "sycophancy/main": """
## Main Leaderboard
| Rank | Model | Sycophancy | Conditional | Decisive Coverage | Stripped | Insufficient |
| ---: | --- | ---: | ---: | ---: | ---: | ---: |
| 1 | Model A | 2.5% | 3.7% | 75.9% | 0.0% | 28.2% |
ROW
## Consistency Leaderboard
| Rank | Model | Total | Sycophancy | Decisive Coverage |
| ---: | --- | ---: | ---: | ---: |
| 1 | Model A | 21.5% | 2.5% | 75.9% |
- Across all `34` model-case rows (`17` models x `199` cases), much is the same.
""",
    "generalization/main": """
### Cross-family hard-subset leaderboard
| Rank | Model | Top-1 Accuracy | Inverse-Rank Score | Cases |
|---:|---|---:|---:|---:|
| 1 | Model A | 89.2% | 79.2 | 649 |
ROW
""",
    "debate/main": """
### Current full leaderboard
| Rank | Model | BT | Matchups |
| ---: | --- | ---: | ---: |
| 1 | Model A | 1710.6 | 72 |
ROW
""",
    "pact/main": """
## 🏅 Latest Model-Family Leaderboard Table
| Rank | Model | PACT Bilateral Rating | Rating 95% CI | Games Played |
|---|---|---|---|---|
| 1 | Model A | 1607 | 1595-1619 | 216 |
ROW
""",
}
HIDDEN = date(2026, 8, 1)


def read(path: str, row: str = "", readme: str | None = None) -> Batch:
    text = READMES[path] if readme is None else readme
    url = f"{lechmazur.ROOT}/{path}/README.md"
    return lechmazur.parse(
        [Answer(url=url, body=text.replace("ROW\n", f"{row}\n" if row else "").encode(), last_modified=HIDDEN)]
    )


def scores(batch: Batch) -> dict[str, Score]:
    """Return the scores of the first model by benchmark."""
    return {f.record.benchmark_id: f.record for f in batch.found if f.record.model_name.startswith("Model A")}


def test_puzzles_are_read_from_the_first_board_alone() -> None:
    (score,) = (f.record for f in read("nyt-connections/master").found)
    assert (score.benchmark_id, score.value, score.samples, score.benchmark_version) == (
        "lechmazur_connections",
        90.5,
        940,
        "940 cases",
    )


def test_the_newest_update_is_the_day_and_without_one_the_answers() -> None:
    assert {f.record.as_of for f in read("nyt-connections/master").found} == {date(2026, 7, 17)}
    assert {f.record.as_of for f in read("debate/main").found} == {HIDDEN}


def test_a_model_that_had_fewer_puzzles_is_left_out() -> None:
    batch = read("nyt-connections/master", "|2|Model B|95.0|759|")
    assert len(batch.found) == 1
    assert batch.rejected == [("not run on the whole test", "Model B: 759 of 940")]


def test_confabulations_and_missed_answers_are_two_scores_with_their_questions() -> None:
    found = scores(read("confabulations/master"))
    assert {key: (score.value, score.samples) for key, score in found.items()} == {
        "lechmazur_confabulation": (10.9, 201),
        "lechmazur_non_response": (9.8, 2612),
    }
    assert not any(benchmarks()[key].higher_is_better for key in found)


def test_a_count_that_the_text_no_longer_states_is_unknown() -> None:
    text = READMES["confabulations/master"].replace("201 questions", "some questions")
    assert scores(read("confabulations/master", readme=text))["lechmazur_confabulation"].samples is None


def test_sycophancy_is_read_with_the_share_of_sides_taken() -> None:
    found = scores(read("sycophancy/main"))
    assert {key: (score.value, score.samples) for key, score in found.items()} == {
        "lechmazur_sycophancy": (2.5, 199),
        "lechmazur_sycophancy_coverage": (75.9, 199),
    }
    assert not benchmarks()["lechmazur_sycophancy"].higher_is_better


def test_a_theme_is_found_where_the_first_place_is_right() -> None:
    score = scores(read("generalization/main"))["lechmazur_generalization"]
    assert (score.value, score.samples, score.benchmark_version) == (89.2, 649, "649 cases")


def test_debates_have_a_rating_and_bargaining_one_with_an_interval() -> None:
    debate, pact = scores(read("debate/main"))["lechmazur_debate"], scores(read("pact/main"))["lechmazur_pact"]
    assert (debate.value, debate.samples, debate.low) == (1710.6, 72, None)
    assert (pact.value, pact.low, pact.high, pact.samples) == (1607, 1595, 1619, 216)


@pytest.mark.parametrize("interval", ["1500-1550", "wide"])
def test_an_interval_that_does_not_hold_its_rating_is_rejected_and_the_rating_read(interval: str) -> None:
    batch = read("pact/main", f"| 2 | Model B | 1600 | {interval} | 100 |")
    assert [(f.record.low, f.record.high) for f in batch.found if f.record.model_name == "Model B"] == [(None, None)]
    assert [reason for reason, _ in batch.rejected] == ["the interval does not hold the rating"]


@pytest.mark.parametrize(
    ("told", "name"),
    [
        ("Model B (high reasoning)", Name("Model B (high reasoning)")),
        ("Model B Thinking 16K", Name("Model B Thinking 16K")),
        ("Model B Preview 24K", Name("Model B Preview Thinking 24K")),
        ("Baidu Model B", Name("Model B", developer="Baidu")),
        ("Qwen QwQ-32B 16K", Name("QwQ-32B Thinking 16K", developer="Qwen")),
        ("Qwen 3 Max", Name("Qwen 3 Max")),
        ("Model R1 05/28", Name("Model R1 0528")),
        ("Model 9B 25-07 Think", Name("Model 9B 2507 Think")),
        ("Model B 2024-08-06", Name("Model B 2024-08-06")),
        ("Model B Exp 01-21", Name("Model B Exp 0121")),
    ],
)
def test_a_name_is_written_as_others_write_it(told: str, name: Name) -> None:
    batch = read("debate/main", f"| 2 | {told} | 1600.0 | 50 |")
    assert [(f.name, f.record.model_name) for f in batch.found][1:] == [(name, told)]


def test_a_code_name_is_rejected() -> None:
    batch = read("debate/main", "| 2 | Night Sky Alpha | 1600.0 | 50 |")
    assert len(batch.found) == 1
    assert batch.rejected == [("a code name under which a maker tests in secret", "Night Sky Alpha")]


@pytest.mark.parametrize(
    ("path", "row", "reason"),
    [
        ("nyt-connections/master", "|2|Model B|95.0|", "the row does not match the header"),
        ("nyt-connections/master", "|2|Model B|many|940|", "the score is not a number"),
        ("nyt-connections/master", "|2|Model B|95.0|all|", "a number of cases is not a number"),
        ("sycophancy/main", "| 2 | Model B | low | 1% | 75.9% | 0.0% | 1% |", "the score is not a number"),
        ("debate/main", "| 2 | Model B | high | 50 |", "the rating is not a number"),
    ],
)
def test_a_row_that_cannot_be_read_is_rejected_with_its_reason(path: str, row: str, reason: str) -> None:
    assert reason in [found for found, _ in read(path, row).rejected]


@pytest.mark.parametrize(
    ("path", "row"),
    [
        ("nyt-connections/master", "|2|Model B|950|940|"),
        ("confabulations/master", "|2|Model B|-1|9.8|10.3|"),
        ("sycophancy/main", "| 2 | Model B | 0.025 | 1% | 75.9% | 0.0% | 1% |"),
        ("generalization/main", "| 2 | Model B | 892% | 79.2 | 649 |"),
    ],
)
def test_a_changed_scale_stops_the_source(path: str, row: str) -> None:
    with pytest.raises(ParseError, match="scale"):
        read(path, row)


def test_fractions_are_a_changed_scale() -> None:
    text = READMES["nyt-connections/master"].replace("90.5", "0.905")
    with pytest.raises(ParseError, match="scale"):
        read("nyt-connections/master", readme=text)


@pytest.mark.parametrize("path", list(READMES))
def test_a_readme_without_its_heading_or_its_columns_is_refused(path: str) -> None:
    with pytest.raises(ParseError, match="heading"):
        read(path, readme="<html>")
    with pytest.raises(ParseError, match="columns"):
        read(path, readme=READMES[path].replace("Model|", "Name|").replace("Model |", "Name |"))


def test_an_answer_of_no_board_is_refused() -> None:
    with pytest.raises(ParseError, match="boards expected"):
        lechmazur.parse([Answer(url=f"{lechmazur.ROOT}/other/main/README.md", body=b"")])


def test_the_recording_is_read_whole() -> None:
    batch = lechmazur.parse(answers_of("lechmazur"))
    expected = {benchmark_id for board in lechmazur.BOARDS for benchmark_id in board.columns.values()}
    assert {f.record.benchmark_id for f in batch.found} == expected <= benchmarks().keys()
    assert {f.name for f in batch.found} >= {Name("QwQ-32B Thinking 16K", developer="Qwen"), Name("DeepSeek R1 0528")}
    assert batch.rejected == []
