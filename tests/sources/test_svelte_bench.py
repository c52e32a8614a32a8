"""Facts about reading SvelteBench."""

import json
from datetime import date
from typing import Any

import pytest

from catalog.curated.benchmarks import benchmarks
from catalog.identity.resolve import Name
from etl.errors import ParseError
from etl.source import Answer, Batch
from etl.sources import svelte_bench
from tests.recordings import answers_of


def rows(model: str = "maker/model-a", provider: str = "OpenRouter", **changes: object) -> list[dict[str, Any]]:
    """Return a model's nine rows: one component is never passed, the others always."""
    return [
        {
            "testName": test,
            "provider": provider,
            "modelId": model,
            "numSamples": 10,
            "pass1": 0 if test == "inspect" else 1,
            "pass10": 1,
            "timestamp": "2026-08-01T10:00:00.000Z",
        }
        | changes
        for test in svelte_bench.TESTS
    ]


def parsed(*found: dict[str, Any]) -> Batch:
    return svelte_bench.parse([Answer(url=svelte_bench.URL, body=json.dumps([*rows(), *found]).encode())])


def others(batch: Batch) -> list[str]:
    """Return the names that were read beside the one of `rows()`."""
    return [f.record.model_name for f in batch.found if f.record.model_name != "maker/model-a"]


def test_the_score_is_the_mean_over_the_nine_components() -> None:
    (found,) = parsed().found
    assert (found.record.benchmark_id, found.record.value) == ("svelte_bench", 88.8889)
    assert (found.record.samples, found.record.as_of, found.record.effort) == (90, date(2026, 8, 1), None)
    assert found.name == Name("maker/model-a")


def test_a_bare_id_is_of_the_maker_who_served_it() -> None:
    names = {f.name for f in parsed(*rows("model-b", "Maker")).found}
    assert Name("model-b", developer="Maker") in names


def test_fewer_samples_of_a_component_count_too() -> None:
    (_, found) = parsed(*rows("maker/model-b", numSamples=2)).found
    assert (found.record.value, found.record.samples) == (88.8889, 18)


def test_the_newest_component_gives_the_day() -> None:
    late = rows("maker/model-b")
    late[3]["timestamp"] = "2026-08-05T01:00:00.000Z"
    assert parsed(*late).found[1].record.as_of == date(2026, 8, 5)


@pytest.mark.parametrize(
    ("model", "provider", "reason"),
    [
        ("openrouter/night-alpha", "OpenRouter", "a code name under which a maker tests in secret"),
        ("stealth/night-alpha", "OpenRouter", "a code name under which a maker tests in secret"),
        ("writer-2", "Cursor", "a model that only its maker's product runs"),
        ("", "OpenRouter", "no model named"),
    ],
)
def test_what_nobody_can_choose_is_rejected_once(model: str, provider: str, reason: str) -> None:
    batch = parsed(*rows(model, provider))
    assert (others(batch), [found for found, _ in batch.rejected]) == ([], [reason])


def test_a_model_that_lacks_a_component_has_no_score() -> None:
    batch = parsed(*rows("maker/model-b")[1:])
    assert (others(batch), [reason for reason, _ in batch.rejected]) == ([], ["not run on all nine components"])


def test_a_new_component_is_rejected_and_the_nine_are_read() -> None:
    batch = parsed(rows("maker/model-a")[0] | {"testName": "stores", "pass1": 0})
    assert [f.record.value for f in batch.found] == [88.8889]
    assert batch.rejected == [("the component is not one of the nine", "maker/model-a, stores")]


def test_a_component_that_stands_twice_is_read_once() -> None:
    batch = parsed(rows()[0] | {"pass1": 0})
    assert [f.record.value for f in batch.found] == [88.8889]
    assert [reason for reason, _ in batch.rejected] == ["a component stands twice"]


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        ({"pass1": "all"}, "a day, a count or a share cannot be read"),
        ({"timestamp": "yesterday"}, "a day, a count or a share cannot be read"),
        ({"numSamples": 0}, "a component without a sample"),
    ],
)
def test_a_model_that_cannot_be_read_is_rejected_with_its_reason(change: dict[str, Any], reason: str) -> None:
    batch = parsed(*rows("maker/model-b", **change))
    assert (others(batch), [found for found, _ in batch.rejected]) == ([], [reason])


@pytest.mark.parametrize("share", [88, -0.1])
def test_a_changed_scale_stops_the_source(share: float) -> None:
    with pytest.raises(ParseError, match="scale"):
        parsed(*rows("maker/model-b", pass1=share))


@pytest.mark.parametrize("body", ["<html>", '{"unexpected": []}', "[1]", '[{"provider": "Maker"}]', "[]"])
def test_an_answer_of_another_shape_is_refused(body: str) -> None:
    with pytest.raises(ParseError):
        svelte_bench.parse([Answer(url=svelte_bench.URL, body=body.encode())])


def test_the_recording_is_read_whole() -> None:
    batch = svelte_bench.parse(answers_of("svelte_bench"))
    assert {f.record.benchmark_id for f in batch.found} <= benchmarks().keys()
    assert {f.name.developer for f in batch.found if f.name} > {None}
    assert {reason for reason, _ in batch.rejected} == {
        "a code name under which a maker tests in secret",
        "a model that only its maker's product runs",
    }
