"""Facts about reading the Berkeley Function Calling Leaderboard."""

import csv
import io
from datetime import date

import pytest

from catalog.curated.benchmarks import benchmarks
from catalog.identity.resolve import Name
from catalog.records import Score, Speed, TaskCost
from etl.errors import ParseError
from etl.source import Answer, Batch
from etl.sources import bfcl
from tests.recordings import answers_of

ROW = {
    "Model": "Model-A (FC)",
    "Model Link": "https://huggingface.co/maker/Model-A",
    "Organization": "Maker",
    **dict.fromkeys(bfcl.BENCHMARKS, "50.00%"),
    "Latency Mean (s)": "4.38",
    "Latency 95th Percentile (s)": "7.56",
    "Total Cost ($)": "86.55",
}


def parsed(**changes: str) -> Batch:
    text = io.StringIO()
    writer = csv.DictWriter(text, list(ROW))
    writer.writeheader()
    writer.writerow(ROW | changes)
    return bfcl.parse([Answer(url=bfcl.URL, body=text.getvalue().encode(), last_modified=date(2025, 12, 16))])


def scores(batch: Batch) -> dict[str, Score]:
    return {f.record.benchmark_id: f.record for f in batch.found if isinstance(f.record, Score)}


def speeds(batch: Batch) -> list[Speed]:
    return [f.record for f in batch.found if isinstance(f.record, Speed)]


def test_a_percent_string_is_a_score_of_version_4() -> None:
    score = scores(parsed(**{"Overall Acc": "77.47%"}))["bfcl_overall"]
    assert (score.value, score.benchmark_version, score.as_of) == (77.47, "v4", date(2025, 12, 16))


@pytest.mark.parametrize(
    ("model_name", "text", "harness", "effort"),
    [
        ("Model-A (FC)", "Model-A", "FC", None),
        ("Model-A (Prompt)", "Model-A", "Prompt", None),
        ("GLM-4.6 (FC thinking)", "GLM-4.6", "FC", "thinking"),
        ("DeepSeek-V3.2-Exp (Prompt + Thinking)", "DeepSeek-V3.2-Exp", "Prompt", "thinking"),
        ("Mistral-Medium-2505", "Mistral-Medium-2505", None, None),
    ],
)
def test_the_mode_is_a_harness_and_not_part_of_the_model(
    model_name: str, text: str, harness: str | None, effort: str | None
) -> None:
    batch = parsed(Model=model_name)
    score = scores(batch)["bfcl_live"]
    assert (score.harness, score.effort, score.model_name) == (harness, effort, model_name)
    assert {f.name for f in batch.found} == {Name(text, "Maker", "maker/Model-A")}


@pytest.mark.parametrize("link", ["https://huggingface.co/Nanbeige", "https://openai.com/index/gpt-4-1/", ""])
def test_a_link_that_is_not_a_models_gives_no_repository(link: str) -> None:
    assert {f.name for f in parsed(**{"Model Link": link}).found} == {Name("Model-A", "Maker")}


def test_a_row_gives_a_mean_and_a_p95_latency_in_seconds() -> None:
    found = [(s.percentile, s.task_latency_s, s.evidence, s.provider) for s in speeds(parsed())]
    assert found == [("mean", 4.38, "measured", None), ("p95", 7.56, "measured", None)]


@pytest.mark.parametrize("latency", ["0", "N/A", ""])
def test_a_latency_that_was_not_measured_is_left_out(latency: str) -> None:
    batch = parsed(**{"Latency Mean (s)": latency})
    assert [s.percentile for s in speeds(batch)] == ["p95"]
    assert batch.rejected == []


def test_a_figure_that_is_not_stated_is_left_out() -> None:
    batch = parsed(**{"Memory Acc": "N/A"})
    assert "bfcl_memory" not in scores(batch)
    assert batch.rejected == []


@pytest.mark.parametrize(
    ("column", "cell", "reason"),
    [
        ("Live Acc", "about half", "the score is not a number"),
        ("Latency Mean (s)", "fast", "the latency is not a number of seconds"),
        ("Latency Mean (s)", "-3", "the latency is not a number of seconds"),
        ("Total Cost ($)", "cheap", "the cost is not a number of dollars"),
        ("Model", "", "the row does not match the header"),
    ],
)
def test_what_cannot_be_read_is_rejected_with_its_reason(column: str, cell: str, reason: str) -> None:
    assert [found for found, _ in parsed(**{column: cell}).rejected] == [reason]


def test_the_cost_is_of_the_whole_run_and_of_no_task() -> None:
    costs = [f.record for f in parsed().found if isinstance(f.record, TaskCost)]
    assert [(c.benchmark_id, c.harness, c.usd_per_run, c.usd_per_task, c.tasks) for c in costs] == [
        ("bfcl_overall", "FC", 86.55, None, None)
    ]
    assert not [f for f in parsed(**{"Total Cost ($)": "0"}).found if isinstance(f.record, TaskCost)]


@pytest.mark.parametrize("cell", ["0.7747", "77.47", "177.47%"])
def test_a_changed_scale_stops_the_source(cell: str) -> None:
    with pytest.raises(ParseError, match="scale"):
        parsed(**{"Overall Acc": cell})


def test_an_answer_of_another_shape_is_refused() -> None:
    with pytest.raises(ParseError, match="columns"):
        bfcl.parse([Answer(url=bfcl.URL, body=b'{"unexpected": []}')])


def test_the_recording_is_read_whole() -> None:
    batch = bfcl.parse(answers_of("bfcl"))
    assert {f.record.benchmark_id for f in batch.found if isinstance(f.record, Score)} <= benchmarks().keys()
    assert len(batch.found) == 9 * (len(bfcl.BENCHMARKS) + len(bfcl.LATENCIES) + 1)
    assert batch.rejected == []
