"""Facts about reading WeirdML."""

import csv
import io
from datetime import date

import pytest

from catalog.curated.benchmarks import benchmarks
from catalog.identity.resolve import Name
from catalog.records import Score, TaskCost
from etl.errors import ParseError
from etl.source import Answer, Batch
from etl.sources import epoch, weirdml
from etl.sources._epoch_files import LEFT_OUT
from tests.recordings import answers_of

ROW = {
    "display_name": "model-a (high)",
    "model_slug": "maker/model-a",
    "shapes_easy_acc": "0.9",
    "avg_acc": "0.5",
    "avg_acc_standard_error": "0.01",
    "cost_per_run_usd": "0.4",
    "mean_total_output_tokens": "1000.0",
    "release_date": "2026-06-09",
    "API source": "OpenRouter",
}


def parsed(*changes: dict[str, str]) -> Batch:
    text = io.StringIO()
    writer = csv.DictWriter(text, list(ROW))
    writer.writeheader()
    writer.writerows(ROW | change for change in changes)
    return weirdml.parse([Answer(url=weirdml.URL, body=text.getvalue().encode(), last_modified=date(2026, 8, 17))])


def scores(batch: Batch) -> list[Score]:
    return [f.record for f in batch.found if isinstance(f.record, Score)]


def costs(batch: Batch) -> list[TaskCost]:
    return [f.record for f in batch.found if isinstance(f.record, TaskCost)]


def test_the_average_is_the_score_and_its_error_the_interval() -> None:
    (score,) = scores(parsed({}))
    assert (score.benchmark_id, score.value, score.as_of) == ("weirdml", 50.0, date(2026, 8, 17))
    assert [score.low, score.high] == pytest.approx([50 - 1.96, 50 + 1.96], abs=1e-3)


def test_an_interval_ends_with_the_scale_and_may_be_missing() -> None:
    near, none = scores(parsed({"avg_acc": "0.995"}, {"display_name": "model-b", "avg_acc_standard_error": ""}))
    assert (near.high, none.low, none.high) == (100.0, None, None)


def test_the_name_that_is_shown_is_the_model_and_not_the_slug() -> None:
    batch = parsed({"display_name": "model-a-pro (max)", "model_slug": "model-a"})
    assert {f.name for f in batch.found} == {Name("model-a-pro (max)")}


@pytest.mark.parametrize(
    ("slug", "name"),
    [
        ("maker/model-a-20240620", "model-a-20240620 (high)"),
        ("model-a-2024-06-20", "model-a-2024-06-20 (high)"),
        ("maker/model-a-pro-20240620", "model-a (high)"),
        ("maker/model-a-16k", "model-a (high)"),
    ],
)
def test_the_day_of_the_same_slug_tells_two_models_of_one_name_apart(slug: str, name: str) -> None:
    assert {f.name for f in parsed({"model_slug": slug}).found} == {Name(name)}


def test_a_level_with_a_budget_is_written_as_other_boards_write_it() -> None:
    assert {f.name for f in parsed({"display_name": "model-a (high, 16k)"}).found} == {Name("model-a (high 16k)")}


def test_a_run_is_five_answers() -> None:
    (cost,) = costs(parsed({}))
    assert (cost.usd_per_task, cost.output_tokens_per_task, cost.benchmark_id) == (0.4, 5000, "weirdml")


def test_neither_dollars_nor_tokens_are_no_cost() -> None:
    assert costs(parsed({"cost_per_run_usd": "", "mean_total_output_tokens": "0"})) == []


@pytest.mark.parametrize(
    ("slug", "precision"),
    [("model-a:30b-it-q4_K_M", "q4-k-m"), ("model-a:70b-q8_0", "q8-0"), ("model-a:120b", None)],
)
def test_what_ran_at_home_is_stored_as_its_tag_says_and_has_no_price(slug: str, precision: str | None) -> None:
    batch = parsed({"model_slug": slug, "API source": "Ollama"})
    assert [score.precision for score in scores(batch)] == [precision]
    assert [(cost.usd_per_task, cost.output_tokens_per_task) for cost in costs(batch)] == [(None, 5000)]


def test_what_a_service_ran_has_the_precision_of_the_service() -> None:
    assert scores(parsed({"model_slug": "model-a:30b-q4_K_M"}))[0].precision is None


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        ({"display_name": ""}, "the row does not match the header"),
        ({"avg_acc": "good"}, "the score is not a number"),
        ({"avg_acc_standard_error": "small"}, "an error or a cost is not a number"),
        ({"cost_per_run_usd": "$1"}, "an error or a cost is not a number"),
    ],
)
def test_a_row_that_cannot_be_read_is_rejected_with_its_reason(change: dict[str, str], reason: str) -> None:
    batch = parsed({"display_name": "model-z"}, change)
    assert [found for found, _ in batch.rejected] == [reason]
    assert {f.record.model_name for f in batch.found} == {"model-z"}


@pytest.mark.parametrize("value", ["50", "-0.1"])
def test_a_changed_scale_stops_the_source(value: str) -> None:
    with pytest.raises(ParseError, match="scale"):
        parsed({"avg_acc": value})


@pytest.mark.parametrize("text", ['{"unexpected": []}', "display_name,avg_acc\nmodel-a,0.5\n", ""])
def test_an_answer_of_another_shape_is_refused(text: str) -> None:
    with pytest.raises(ParseError, match="columns"):
        weirdml.parse([Answer(url=weirdml.URL, body=text.encode())])


def test_the_older_copy_of_the_board_is_not_counted_beside_it() -> None:
    assert "weirdml_external" in LEFT_OUT
    found = epoch.parse(answers_of("epoch")).found
    assert "weirdml" not in {f.record.benchmark_id for f in found if isinstance(f.record, Score)}


def test_the_recording_is_read_whole() -> None:
    batch = weirdml.parse(answers_of("weirdml"))
    assert {score.benchmark_id for score in scores(batch)} <= benchmarks().keys()
    assert {score.precision for score in scores(batch)} > {None}
    assert batch.rejected == []
