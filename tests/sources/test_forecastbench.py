"""Facts about reading ForecastBench."""

import csv
import io
from datetime import date

import pytest

from catalog.curated.benchmarks import benchmarks
from catalog.identity.resolve import Name
from catalog.records import Score
from etl.errors import ParseError
from etl.source import Answer, Batch
from etl.sources import forecastbench
from tests.recordings import answers_of

ROW = {
    "Team": "ForecastBench",
    "Model Organization": "Maker",
    "Model": "model-4-0613",
    "Dataset": "60.0",
    "Overall": "61.2",
    "N": "1765",
    "Overall 95% CI": "[59.9, 62.6]",
    "Brier Overall": "0.15",
}


def parsed(*rows: dict[str, str], body: bytes | None = None) -> Batch:
    text = io.StringIO()
    writer = csv.DictWriter(text, fieldnames=list(ROW))
    writer.writeheader()
    writer.writerows([ROW, *(ROW | row for row in rows)])
    stated = text.getvalue().encode() if body is None else body
    return forecastbench.parse([Answer(url=forecastbench.URL, body=stated, last_modified=date(2026, 8, 21))])


def scores(batch: Batch) -> list[Score]:
    return [found.record for found in batch.found if isinstance(found.record, Score)]


def test_overall_comes_with_its_interval_and_the_number_of_forecasts() -> None:
    batch = parsed()
    (score,) = scores(batch)
    assert (score.benchmark_id, score.value, score.low, score.high) == ("forecastbench_overall", 61.2, 59.9, 62.6)
    assert (score.samples, score.as_of, score.harness) == (1765, date(2026, 8, 21), "plain prompt")
    assert batch.found[0].name == Name("model-4-0613", developer="Maker")


def test_what_had_not_happened_yet_was_in_no_training_set() -> None:
    assert {score.contamination for score in scores(parsed())} == {"clean"}


@pytest.mark.parametrize(
    ("stated", "name", "effort", "harness"),
    [
        ("model-4-scratchpad", "model-4", None, "scratchpad prompt"),
        ("claude-made-up-9-1024", "claude-made-up-9", "thinking-1k", "plain prompt"),
        ("claude-made-up-9-16000", "claude-made-up-9", "thinking-16k", "plain prompt"),
        ("claude-made-up-9-20250929-1024", "claude-made-up-9-20250929", "thinking-1k", "plain prompt"),
        ("claude-made-up-9-20250929", "claude-made-up-9-20250929", None, "plain prompt"),
        ("model-4-0905", "model-4-0905", None, "plain prompt"),
    ],
)
def test_a_prompt_and_a_budget_are_no_part_of_the_name(
    stated: str, name: str, effort: str | None, harness: str
) -> None:
    found = parsed({"Model": stated}).found[-1]
    assert found.name is not None
    assert (found.name.text, found.record.effort, found.record.harness) == (name, effort, harness)
    assert found.record.model_name == stated


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        ({"Model Organization": "ForecastBench"}, "people or a simple rule, not a model"),
        ({"Team": "Others"}, "another team's entry, not the same test"),
        ({"Model": "model-5 with news"}, "with news, another condition"),
        ({"Model": ""}, "no model named"),
        ({"Overall": "high"}, "the score is not a number"),
        ({"N": "many"}, "the interval or the number of forecasts is not a number"),
        ({"Overall 95% CI": "[1.2.3, 4]"}, "the interval or the number of forecasts is not a number"),
        ({"Overall 95% CI": "[62.0, 63.0]"}, "the interval does not hold the score"),
    ],
)
def test_what_is_no_score_of_a_model_is_told(change: dict[str, str], reason: str) -> None:
    batch = parsed(change)
    assert [found for found, _ in batch.rejected] == [reason]
    assert len(scores(batch)) == 1


def test_dashes_stand_for_nothing() -> None:
    batch = parsed({"Overall": "—", "Model": "model-5"}, {"N": "—", "Overall 95% CI": "—", "Model": "model-6"})
    assert batch.rejected == []
    assert [(score.model_name, score.low, score.samples) for score in scores(batch)[1:]] == [("model-6", None, None)]


@pytest.mark.parametrize("overall", ["-3", "612"])
def test_a_changed_scale_stops_the_source(overall: str) -> None:
    with pytest.raises(ParseError, match="scale"):
        parsed({"Overall": overall})


def test_brier_scores_in_the_place_of_overall_stop_the_source() -> None:
    body = b"Team,Model Organization,Model,Overall,N,Overall 95% CI\nForecastBench,Maker,model-4,0.15,9,\n"
    with pytest.raises(ParseError, match="above 1"):
        parsed(body=body)


@pytest.mark.parametrize("body", [b"{}", b"a,b\n1,2\n", b"<html>", b"\xff\xfe"])
def test_another_shape_stops_the_source(body: bytes) -> None:
    with pytest.raises(ParseError):
        parsed(body=body)


def test_its_figures_count_here_and_are_not_passed_on() -> None:
    source = forecastbench.SOURCE
    assert (source.licence, source.may_redistribute, source.counts_in_abilities) == ("CC-BY-SA-4.0", False, True)


def test_the_recording_is_read_whole() -> None:
    batch = forecastbench.parse(answers_of("forecastbench"))
    assert {score.benchmark_id for score in scores(batch)} == {"forecastbench_overall"} <= benchmarks().keys()
    assert {score.harness for score in scores(batch)} == {"plain prompt", "scratchpad prompt"}
    assert {reason for reason, _ in batch.rejected} == {"people or a simple rule, not a model"}
    assert "thinking-1k" in {score.effort for score in scores(batch)}
