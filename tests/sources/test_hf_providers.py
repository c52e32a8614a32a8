"""Facts about reading the probes of Hugging Face's providers."""

import json
from datetime import date
from typing import Any

import pytest

from catalog.identity.resolve import Name
from catalog.records import Speed
from etl.errors import ParseError
from etl.source import Answer, Batch
from etl.sources import hf_providers
from tests.recordings import answers_of

SERVED: dict[str, Any] = {
    "provider": "fireworks-ai",
    "status": "live",
    "task": "conversational",
    "performance": {"tokensPerSecond": 110.1234, "firstTokenLatencyMs": 566.2, "requestLatencyMs": 2000},
    "providerDetails": {"pricing": {"input": 1.0, "output": 4.0}},
}


def parsed(*served: dict[str, Any]) -> Batch:
    row = {"id": "Maker/Model-1", "inferenceProviderMapping": [SERVED | one for one in served or ({},)]}
    body = json.dumps([row, {"id": "Maker/Model-2"}]).encode()
    return hf_providers.parse([Answer(url=hf_providers.URL, body=body, last_modified=date(2026, 2, 26))])


def speeds(batch: Batch) -> list[Speed]:
    return [found.record for found in batch.found]


def test_a_probe_is_one_speed_of_a_hub_model_at_a_provider() -> None:
    batch = parsed()
    speed = speeds(batch)[0]
    assert (speed.provider, speed.output_tokens_per_second, speed.time_to_first_token_s) == (
        "fireworks",
        110.123,
        0.5662,
    )
    assert (speed.statistic, speed.percentile, speed.evidence) == ("one probe of this provider", None, "measured")
    assert speed.as_of == date(2026, 2, 26)
    assert batch.found[0].name == Name("Maker/Model-1", "Maker", "Maker/Model-1")


@pytest.mark.parametrize(
    ("changed", "reason"),
    [
        ({"status": "error"}, "not live"),
        ({"status": "staging"}, "not live"),
        ({"task": "text-to-image"}, "no task that answers in tokens"),
        ({"performance": {"requestLatencyMs": 2000}}, "a probe without a speed"),
        ({"performance": {"tokensPerSecond": 0}}, "a probe without a speed"),
    ],
)
def test_what_is_no_speed_of_a_served_model_is_counted(changed: dict[str, Any], reason: str) -> None:
    batch = parsed(changed)
    assert (batch.found, [why for why, _ in batch.rejected]) == ([], [reason])


def test_a_model_that_nobody_probed_has_no_row() -> None:
    batch = parsed({"performance": None})
    assert (batch.found, batch.rejected) == ([], [])


def test_a_model_served_for_two_tasks_has_the_speed_of_the_one_in_text() -> None:
    assert len(speeds(parsed({}, {"task": "image-to-image"}))) == 1


def test_one_figure_alone_is_kept() -> None:
    speed = speeds(parsed({"performance": {"firstTokenLatencyMs": 500}}))[0]
    assert (speed.output_tokens_per_second, speed.time_to_first_token_s) == (None, 0.5)


@pytest.mark.parametrize("figure", [{"tokensPerSecond": -1}, {"tokensPerSecond": 1e6}, {"firstTokenLatencyMs": 1e9}])
def test_an_impossible_figure_is_refused(figure: dict[str, Any]) -> None:
    with pytest.raises(ParseError, match="expected, found"):
        parsed({"performance": figure})


def test_another_shape_is_refused() -> None:
    with pytest.raises(ParseError, match="a list expected"):
        hf_providers.parse([Answer(url=hf_providers.URL, body=b'{"models": []}')])


def test_the_recording_is_read_whole() -> None:
    batch = hf_providers.parse(answers_of("hf_providers"))
    assert batch.found
    reasons = {reason for reason, _ in batch.rejected}
    assert reasons == {"not live", "no task that answers in tokens", "a probe without a speed"}
