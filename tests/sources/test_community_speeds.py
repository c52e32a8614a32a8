"""Facts about reading LocalMaxxing's runs."""

import json
from datetime import date
from typing import Any

import pytest

from catalog.records import Speed
from etl.errors import ParseError
from etl.source import Answer
from etl.sources import community_speeds
from tests.recordings import answers_of


def recorded() -> list[Speed]:
    return [found.record for found in community_speeds.parse(answers_of("community_speeds")).found]


def table() -> dict[str, Any]:
    content: dict[str, Any] = json.loads(answers_of("community_speeds")[0].body)
    return content


def parsed(content: dict[str, Any]) -> list[Speed]:
    answer = Answer(url="archive:x", body=json.dumps(content).encode())
    return [found.record for found in community_speeds.parse([answer]).found]


def test_a_run_under_two_presets_counts_once() -> None:
    assert sum(len(preset["rows"]) for preset in table()["presets"].values()) == 7
    assert len(recorded()) == 6


def test_every_run_is_the_communitys_with_its_conditions() -> None:
    assert {speed.evidence for speed in recorded()} == {"community"}
    assert all(speed.conditions for speed in recorded())
    assert recorded()[0].conditions == (
        "hipfire (rocm); batch 1; context 4096 tokens; prompt 27 tokens; answer 256 tokens; speculative decoding"
    )


def test_milliseconds_become_seconds_and_the_day_is_that_of_the_run() -> None:
    assert recorded()[0].time_to_first_token_s == 0.08293
    assert recorded()[0].as_of == date(2026, 5, 20)


def test_the_hardware_is_named_with_its_number_and_memory() -> None:
    hardware = {speed.hardware for speed in recorded()}
    assert {"2 x RTX 3090 (24 GB)", "Apple M4 Max (64 GB)", "AMD Ryzen 7 7840HS"} <= hardware


def test_the_repository_is_that_of_the_weights_that_ran() -> None:
    found = community_speeds.parse(answers_of("community_speeds")).found
    assert all(f.name and f.name.hub_repo_id == f.record.model_name for f in found)


def test_a_batch_is_requests_at_once_only_in_engines_that_serve() -> None:
    conditions = [speed.conditions or "" for speed in recorded()]
    assert any("4 requests at once" in text and text.startswith("vllm") for text in conditions)
    assert all("at once" not in text for text in conditions if text.startswith("llama.cpp"))


def test_a_run_without_a_first_token_time_has_none() -> None:
    content = table()
    content["presets"]["CPU Only"]["rows"][0]["ttftMs"] = None
    assert parsed(content)[-1].time_to_first_token_s is None


def test_another_scale_is_refused() -> None:
    content = table()
    content["presets"]["CPU Only"]["rows"][0]["tokSOut"] = 0
    with pytest.raises(ParseError, match="scale"):
        parsed(content)


def test_another_shape_is_refused() -> None:
    with pytest.raises(ParseError, match="presets"):
        parsed({"unexpected": []})
