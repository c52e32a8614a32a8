"""Facts about reading the board AI benchmarks alternativos."""

import json
from datetime import date
from typing import Any

import pytest

from catalog.curated.benchmarks import benchmarks
from catalog.identity.resolve import Name
from catalog.records import Score, Speed
from etl.errors import ParseError
from etl.source import Answer, Batch
from etl.sources import ai_benchmarks_alternativos as board
from tests.recordings import answers_of

ROW: dict[str, Any] = {
    "key": "model-a",
    "id": "maker/model-a",
    "provider": "openrouter",
    "ranked": True,
    "provider_variant": False,
    "self_hosted": False,
    "retired": False,
    "quality_by_suite": {"structured_output": 9.5, "customer_support": 7.0, "sales_outreach": 8.0},
    "score_by_suite": {"structured_output": 1.0},
    "quality_avg": 8.0,
    "suites_incompletas": {},
    "long_context_by_size": {"8000": 10.0, "128000": 9.0, "800000": 7.5},
    "tokens_per_second": 100.0,
    "latency_avg_s": 12.5,
}


def parsed(*changes: dict[str, Any], **document: object) -> Batch:
    whole = {"generated_at": "2026-08-22T16:31:29", "scoring_version": "v4.8.0", "models": [ROW | c for c in changes]}
    return board.parse([Answer(url=board.URL, body=json.dumps(whole | document).encode())])


def scores(batch: Batch) -> list[Score]:
    return [f.record for f in batch.found if isinstance(f.record, Score)]


def others(batch: Batch) -> set[str]:
    """Return the names that were read beside the one of ROW."""
    return {f.record.model_name for f in batch.found} - {"maker/model-a"}


def test_the_quality_of_a_suite_is_a_score_on_0_to_100() -> None:
    found = {s.benchmark_id: s.value for s in scores(parsed({}))}
    assert (found["aba_structured_output"], found["aba_customer_support"]) == (95.0, 70.0)
    assert {(s.benchmark_version, s.as_of, s.effort) for s in scores(parsed({}))} == {
        ("4.8.0", date(2026, 8, 22), None)
    }


def test_suites_of_taste_and_means_are_not_read() -> None:
    assert {s.benchmark_id for s in scores(parsed({}))} == {
        "aba_structured_output",
        "aba_customer_support",
        "aba_niah_es_128k",
        "aba_niah_es_800k",
    }


def test_each_length_of_a_text_is_a_test_of_its_own_and_short_ones_are_none() -> None:
    found = {s.benchmark_id: s.value for s in scores(parsed({}))}
    assert (found["aba_niah_es_128k"], found["aba_niah_es_800k"]) == (90.0, 75.0)


def test_a_suite_that_was_answered_in_part_is_left_out() -> None:
    batch = parsed({"suites_incompletas": {"customer_support": {"rindio": 3, "total": 4}}})
    assert "aba_customer_support" not in {s.benchmark_id for s in scores(batch)}
    assert batch.rejected == [("only a part of the suite was answered", "maker/model-a, customer_support")]


def test_the_whole_time_of_an_answer_is_read_and_tokens_by_it_are_not() -> None:
    (speed,) = [f.record for f in parsed({}).found if isinstance(f.record, Speed)]
    assert (speed.task_latency_s, speed.output_tokens_per_second, speed.time_to_first_token_s) == (12.5, None, None)
    assert (speed.percentile, speed.provider, speed.evidence) == ("mean", None, "measured")
    assert "without streaming" in (speed.conditions or "")


@pytest.mark.parametrize("seconds", [None, 0])
def test_a_time_that_was_not_measured_is_none(seconds: float | None) -> None:
    assert not [f for f in parsed({"latency_avg_s": seconds}).found if isinstance(f.record, Speed)]


def test_a_name_is_the_address_at_its_service() -> None:
    batch = parsed({"id": "model-a-mini", "provider": "maker_direct"})
    assert {f.name for f in batch.found} == {Name("model-a-mini")}


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        ({"ranked": False}, "not ranked: too few runs, an unfinished exam, or another route to a model"),
        ({"ranked": "yes"}, "not ranked: too few runs, an unfinished exam, or another route to a model"),
        ({"provider_variant": True}, "another route to a model, or one that is gone"),
        ({"self_hosted": True}, "another route to a model, or one that is gone"),
        ({"retired": True}, "another route to a model, or one that is gone"),
        ({"id": "maker/model-a-fast"}, "a faster route to a model that has a row of its own"),
    ],
)
def test_what_is_not_a_models_own_exam_is_rejected(change: dict[str, Any], reason: str) -> None:
    batch = parsed({}, {"id": "maker/model-b"} | change)
    assert (others(batch), [found for found, _ in batch.rejected]) == (set(), [reason])


def test_a_fast_model_without_a_slower_one_is_a_model() -> None:
    assert others(parsed({}, {"id": "maker/model-b-fast"})) == {"maker/model-b-fast"}


def test_a_figure_that_cannot_be_read_is_rejected_with_its_reason() -> None:
    batch = parsed({"quality_by_suite": {"structured_output": "good"}, "latency_avg_s": "long"})
    assert [reason for reason, _ in batch.rejected] == [
        "the score is not a number",
        "the time of an answer is not a number",
    ]


@pytest.mark.parametrize("quality", [95, -1])
def test_a_changed_scale_stops_the_source(quality: float) -> None:
    with pytest.raises(ParseError, match="scale"):
        parsed({"quality_by_suite": {"structured_output": quality}})


def test_fractions_are_a_changed_scale() -> None:
    with pytest.raises(ParseError, match="scale"):
        parsed({"quality_by_suite": {"structured_output": 0.095}, "long_context_by_size": {}})


@pytest.mark.parametrize("version", ["latest", None, "=1+1"])
def test_a_version_of_another_form_is_refused(version: object) -> None:
    with pytest.raises(ParseError, match="scoring_version"):
        parsed({}, scoring_version=version)


@pytest.mark.parametrize(
    "change",
    [{"quality_by_suite": [9.5]}, {"suites_incompletas": ["tool_calling"]}, {"long_context_by_size": "long"}],
)
def test_a_row_of_another_shape_is_refused(change: dict[str, Any]) -> None:
    with pytest.raises(ParseError, match="object"):
        parsed(change)


@pytest.mark.parametrize("body", ["<html>", "[]", '{"unexpected": []}'])
def test_an_answer_of_another_shape_is_refused(body: str) -> None:
    with pytest.raises(ParseError):
        board.parse([Answer(url=board.URL, body=body.encode())])


def test_every_suite_and_length_is_a_known_benchmark() -> None:
    read = {f"aba_{suite}" for suite in board.SUITES} | {f"aba_niah_es_{told}" for told in board.LENGTHS.values()}
    assert read == {benchmark_id for benchmark_id in benchmarks() if benchmark_id.startswith("aba_")}


def test_the_recording_is_read_whole() -> None:
    batch = board.parse(answers_of("ai_benchmarks_alternativos"))
    assert {score.benchmark_id for score in scores(batch)} <= benchmarks().keys()
    assert {reason for reason, _ in batch.rejected} == {
        "not ranked: too few runs, an unfinished exam, or another route to a model",
        "a faster route to a model that has a row of its own",
        "only a part of the suite was answered",
    }
