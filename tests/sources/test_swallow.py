"""Facts about reading the Swallow LLM leaderboard."""

from datetime import date
from typing import Any

import pytest
import yaml

from catalog.curated.benchmarks import benchmarks
from catalog.identity.resolve import Name
from catalog.records import Model, Score
from etl.errors import ParseError
from etl.source import Answer, Batch
from etl.sources import swallow
from tests.recordings import answers_of

ROW: dict[str, Any] = {
    "model_id": "maker/Model-A",
    "url": "https://huggingface.co/maker/Model-A",
    "date": "2025-04-25",
    "params": 33,
    "active_params": 33,
    "family": "Family",
    "reasoning": "on",
    "results": {"ja_post": {"avg": 0.526, "JamC-QA": 0.625}, "en_mtb": {"coding": 0.57}},
}


def parsed(*changes: dict[str, Any]) -> Batch:
    body = yaml.safe_dump([ROW | change for change in changes]).encode()
    return swallow.parse([Answer(url=swallow.URL, body=body, last_modified=date(2026, 5, 7))])


def scores(batch: Batch) -> list[Score]:
    return [f.record for f in batch.found if isinstance(f.record, Score)]


def model(batch: Batch) -> Model:
    return next(f.record for f in batch.found if isinstance(f.record, Model))


def test_a_fraction_of_a_task_is_a_score_on_0_to_100_and_averages_are_not_read() -> None:
    batch = parsed({})
    assert [(s.benchmark_id, s.value) for s in scores(batch)] == [
        ("swallow_en_mtb_coding", 57.0),
        ("swallow_ja_post_jamc_qa", 62.5),
    ]
    assert {s.as_of for s in scores(batch)} == {date(2026, 5, 7)}
    assert batch.rejected == []


@pytest.mark.parametrize(
    ("setting", "effort"),
    [("on", "thinking"), (True, "thinking"), ("on (medium)", "medium"), ("off", "none"), ("N/A", None), (None, None)],
)
def test_the_reasoning_setting_is_an_effort(setting: object, effort: str | None) -> None:
    assert {s.effort for s in scores(parsed({"reasoning": setting}))} == {effort}


def test_a_hub_model_has_facts() -> None:
    batch = parsed({"params": 22, "active_params": 3.6})
    assert model(batch) == Model(
        family="Family",
        weights="open",
        hub_repo_id="maker/Model-A",
        parameters=22_000_000_000,
        active_parameters=3_600_000_000,
        reasoning=True,
        release_date=date(2025, 4, 25),
        as_of=date(2026, 5, 7),
    )
    assert {f.name for f in batch.found} == {Name("maker/Model-A", hub_repo_id="maker/Model-A")}


def test_active_parameters_that_repeat_all_parameters_say_nothing() -> None:
    assert model(parsed({})).active_parameters is None


def test_an_api_model_has_no_repository_and_a_size_of_zero_is_unknown() -> None:
    url = "https://platform.openai.com/docs/models"
    batch = parsed({"model_id": "gpt-5-2025-08-07", "url": url, "params": 0, "active_params": 0})
    assert {f.name for f in batch.found} == {Name("gpt-5-2025-08-07")}
    assert (model(batch).parameters, model(batch).weights) == (None, None)


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        ({"model_id": ""}, "the entry lacks a key"),
        ({"reasoning": "sometimes"}, "a fact about the model cannot be read"),
        ({"params": "big"}, "a fact about the model cannot be read"),
        ({"date": "spring"}, "a fact about the model cannot be read"),
        ({"results": {"ja_post": {"BrandNew": 0.5}}}, "the task is not a known benchmark"),
        ({"results": {"ja_post": {"JamC-QA": "good"}}}, "the score is not a number"),
    ],
)
def test_an_entry_that_cannot_be_read_is_rejected_with_its_reason(change: dict[str, Any], reason: str) -> None:
    assert [found for found, _ in parsed({}, change).rejected] == [reason]


@pytest.mark.parametrize("fraction", [62.5, -0.1, 1.01])
def test_a_changed_scale_stops_the_source(fraction: float) -> None:
    with pytest.raises(ParseError, match="scale"):
        parsed({"results": {"ja_post": {"JamC-QA": fraction}}})


@pytest.mark.parametrize("body", [b'{"unexpected": []}', b"[]", b"[{name: a}]", b"- [", b"[text]"])
def test_an_answer_of_another_shape_is_refused(body: bytes) -> None:
    with pytest.raises(ParseError):
        swallow.parse([Answer(url=swallow.URL, body=body)])


def test_the_recording_is_read_whole() -> None:
    batch = swallow.parse(answers_of("swallow"))
    assert {s.benchmark_id for s in scores(batch)} <= benchmarks().keys()
    assert {s.effort for s in scores(batch)} == {None, "thinking", "medium"}
    assert batch.rejected == []
