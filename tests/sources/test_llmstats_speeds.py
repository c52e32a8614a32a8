"""Facts about reading LLM Stats' provider speeds."""

import json
from datetime import date
from typing import Any

import pytest

from etl.errors import ParseError
from etl.source import Answer, Batch
from etl.sources import llmstats_speeds
from tests.recordings import answers_of


def row(model: str, speed: float, latency: float = 0.3, day: str = "2025-01-02") -> dict[str, Any]:
    return {"model_id": model, "throughput": speed, "latency": latency, "updated_at": day}


def parsed(*rows: dict[str, Any]) -> Batch:
    table = {"some": {"provider.json": {"name": "Some", "providermodels": list(rows)}}}
    return llmstats_speeds.parse([Answer(url="archive:x", body=json.dumps(table).encode())])


def test_a_speed_is_the_communitys_and_names_its_provider() -> None:
    speed = parsed(row("a", 51.5)).found[0].record
    assert (speed.provider, speed.output_tokens_per_second, speed.time_to_first_token_s) == ("Some", 51.5, 0.3)
    assert speed.evidence == "community"


def test_one_speed_for_three_models_of_a_provider_is_a_placeholder() -> None:
    batch = parsed(row("a", 42, 0.4), row("b", 42, 0.5), row("c", 42, 0.4), row("d", 43))
    assert [found.record.model_name for found in batch.found] == ["d"]
    assert {reason for reason, _ in batch.rejected} == {
        "a placeholder: one speed for three or more models of a provider"
    }


def test_a_tenth_of_a_token_a_second_is_a_placeholder() -> None:
    found = llmstats_speeds.parse(answers_of("llmstats_speeds")).found
    assert min(f.record.output_tokens_per_second for f in found) > 0.1


def test_a_day_without_its_zeros_is_read() -> None:
    assert parsed(row("a", 50, day="2025-1-2")).found[0].record.as_of == date(2025, 1, 2)


@pytest.mark.parametrize("bad", [row("a", -1), row("a", 20_000), row("a", 50, latency=5000), row("a", 50, day="soon")])
def test_what_cannot_be_a_speed_or_a_day_is_refused(bad: dict[str, Any]) -> None:
    with pytest.raises(ParseError):
        parsed(bad)


def test_another_shape_is_refused() -> None:
    with pytest.raises(ParseError, match=r"provider\.json"):
        llmstats_speeds.parse([Answer(url="archive:x", body=b'{"groq": {}}')])
