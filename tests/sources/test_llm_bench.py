"""Facts about reading hourly probes."""

import json
from datetime import date
from typing import Any

import pytest

from catalog.identity.resolve import Name
from catalog.records import Speed
from etl.errors import FetchError, ParseError
from etl.source import Answer, Batch
from etl.sources import llm_bench
from tests.day_files import Files, ago
from tests.recordings import answers_of

ROW: dict[str, Any] = {
    "provider": "openai",
    "model": "maker/model-1",
    "status": "healthy",
    "ttft_ms": 1000,
    "latency_ms": 1600,
    "tokens_per_sec": 8579.0,
    "token_count": 20,
    "timestamp": "2026-10-09T00:00:04Z",
}
SEEN = [{"ttft_ms": wait} for wait in (900, 1000, 1100, 1200, 9000)]
UNSEEN = {"ttft_ms": 0}


def parsed(*rows: dict[str, Any]) -> Batch:
    body = "\n".join(json.dumps(ROW | row) for row in rows).encode()
    return llm_bench.parse([Answer(url=llm_bench.address(date(2026, 10, 9)), body=body)])


def speeds(batch: Batch) -> list[Speed]:
    return [found.record for found in batch.found]


def files(*days_ago: int) -> Files:
    return Files({address(days): b"{}" for days in days_ago})


def address(days_ago: int) -> str:
    return llm_bench.address(ago(days_ago))


def test_a_speed_is_the_median_wait_and_never_the_tokens_a_second_of_so_short_an_answer() -> None:
    batch = parsed(*SEEN)
    speed = speeds(batch)[0]
    assert (speed.time_to_first_token_s, speed.output_tokens_per_second) == (1.1, None)
    assert (speed.statistic, speed.percentile, speed.evidence) == ("median of probes", "p50", "measured")
    assert speed.conditions == "through a proxy (OpenRouter), 5 of 5 probes with an answer of 20 tokens"
    assert batch.found[0].name == Name("maker/model-1", "maker")


def test_the_provider_is_who_passed_the_probe_on_not_the_protocol() -> None:
    assert speeds(parsed(*SEEN))[0].provider == "openrouter"


def test_a_wait_of_0_is_no_token_seen_and_not_fast() -> None:
    assert speeds(parsed(*SEEN, UNSEEN, UNSEEN, UNSEEN, UNSEEN))[0].time_to_first_token_s == 1.1
    batch = parsed(*SEEN, *[UNSEEN] * 5)
    assert batch.rejected == [("too few probes saw a token of the answer", "maker/model-1: 5 of 10")]
    assert not parsed(*[UNSEEN] * 9).found


def test_fewer_than_five_probes_are_no_median() -> None:
    assert [reason for reason, _ in parsed(*SEEN[:4]).rejected] == ["too few probes saw a token of the answer"]


def test_a_probe_that_failed_is_left_out_and_a_slow_one_is_not() -> None:
    batch = parsed(*SEEN, {"status": "error", "ttft_ms": 50}, {"status": "degraded", "ttft_ms": 1150})
    assert speeds(batch)[0].time_to_first_token_s == 1.125
    assert [reason for reason, _ in batch.rejected] == ["a probe that failed"]


def test_the_day_is_that_of_the_newest_probe() -> None:
    assert speeds(parsed(*SEEN, {"timestamp": "2026-10-11T00:00:00Z"}))[0].as_of == date(2026, 10, 11)


@pytest.mark.parametrize("changed", [{"ttft_ms": -1}, {"ttft_ms": 1e7}, {"timestamp": ""}, {"ttft_ms": None}])
def test_an_impossible_figure_is_refused(changed: dict[str, Any]) -> None:
    with pytest.raises(ParseError, match="expected, found"):
        parsed(*SEEN, changed)


@pytest.mark.parametrize("body", [b"not json", b"[1, 2]", b'{"model": "m"}'])
def test_another_shape_is_refused(body: bytes) -> None:
    with pytest.raises(ParseError, match="expected"):
        llm_bench.parse([Answer(url="x", body=body)])


def test_the_newest_day_is_fetched_with_the_six_before_it() -> None:
    door = files(2, 3, 8, 9)
    assert [a.url for a in llm_bench.fetch(door)] == [address(2), address(3), address(8)]  # type: ignore[arg-type]
    assert door.asked[:3] == [address(0), address(1), address(2)]


def test_probes_that_have_stopped_are_a_source_that_does_not_answer() -> None:
    with pytest.raises(FetchError):
        llm_bench.fetch(files(120))  # type: ignore[arg-type]


def test_the_recording_is_read_whole() -> None:
    batch = llm_bench.parse(answers_of("llm_bench"))
    found = {s.model_name: s.time_to_first_token_s for s in speeds(batch)}
    assert set(found) == {
        "openai/gpt-5.6-sol",
        "deepseek/deepseek-v4-flash",
        "google/gemini-2.5-flash-lite",
        "x-ai/grok-4.7",
    }
    assert {reason for reason, _ in batch.rejected} == {"too few probes saw a token of the answer"}
