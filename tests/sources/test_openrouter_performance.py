"""Facts about reading OpenRouter's ranking by performance."""

import json
from datetime import date
from typing import Any

import pytest

from catalog.identity.resolve import Name
from catalog.records import Speed
from etl.errors import FetchError, ParseError
from etl.source import Answer, Batch
from etl.sources import openrouter_performance
from tests.day_files import Files, ago
from tests.recordings import answers_of

ROW: dict[str, Any] = {
    "id": "maker/model-1-20260501",
    "slug": "maker/model-1-20260501",
    "name": "Maker: Model 1",
    "author": "maker",
    "request_count": 100000,
    "p50_latency": 386,
    "p50_throughput": 191,
    "best_latency_provider": "DeepInfra",
    "best_latency_price": 0.5,
    "best_throughput_provider": "DeepInfra",
    "best_throughput_price": 0.44999999999999996,
    "provider_count": 10,
}


def parsed(*rows: dict[str, Any], **envelope: Any) -> Batch:  # noqa: ANN401 - any key of the answer
    body = {"date": "2026-10-10", "status": "ok", "data": [ROW | row for row in rows or ({},)]} | envelope
    answer = Answer(
        url=openrouter_performance.PAGE_URL, body=json.dumps(body).encode(), last_modified=date(2026, 10, 9)
    )
    return openrouter_performance.parse([answer])


def speeds(batch: Batch) -> list[Speed]:
    return [found.record for found in batch.found]


def told(batch: Batch) -> list[tuple[str | None, float | None, float | None]]:
    return [(s.provider, s.output_tokens_per_second, s.time_to_first_token_s) for s in speeds(batch)]


def day_url(days_ago: int) -> str:
    return f"{openrouter_performance.DAYS_URL}/{ago(days_ago).isoformat()}.json"


def test_a_figure_is_the_median_of_the_best_seller_who_is_named() -> None:
    assert told(parsed()) == [("deepinfra", 191, 0.386)]
    speed = speeds(parsed())[0]
    assert (speed.statistic, speed.percentile, speed.evidence) == ("best provider's median", "p50", "measured")
    assert speed.conditions == "the fastest and soonest of its sellers on OpenRouter"
    assert speed.as_of == date(2026, 10, 10)


def test_the_fastest_and_the_soonest_are_two_speeds_where_they_are_two_sellers() -> None:
    batch = parsed({"best_latency_provider": "Groq"})
    assert told(batch) == [("deepinfra", 191, None), ("groq", None, 0.386)]
    assert [s.conditions for s in speeds(batch)] == [
        "the fastest of its sellers on OpenRouter",
        "the soonest of its sellers on OpenRouter",
    ]


def test_a_free_variants_speed_is_not_that_of_what_is_sold() -> None:
    batch = parsed({"best_throughput_price": 0, "best_latency_provider": "Groq"})
    assert told(batch) == [("groq", None, 0.386)]
    assert batch.rejected == [("the best is a free variant", "maker/model-1-20260501: throughput")]
    assert told(parsed({"best_throughput_price": 0})) == [("deepinfra", None, 0.386)]


def test_google_is_googles_cloud_and_google_ai_studio_another_seller() -> None:
    batch = parsed({"best_throughput_provider": "Google", "best_latency_provider": "Google AI Studio"})
    assert [s.provider for s in speeds(batch)] == ["vertex", "google"]


def test_a_model_is_named_by_its_permaslug() -> None:
    found = parsed({"id": "maker/model-1"}).found[0]
    assert found.name == Name("maker/model-1-20260501", "maker")
    assert found.record.model_name == "maker/model-1-20260501"


def test_the_pages_own_envelope_has_the_day_of_the_answer() -> None:
    body = json.dumps({"data": [ROW]}).encode()
    answer = Answer(url=openrouter_performance.PAGE_URL, body=body, last_modified=date(2026, 10, 9))
    assert speeds(openrouter_performance.parse([answer]))[0].as_of == date(2026, 10, 9)


@pytest.mark.parametrize("changed", [{"p50_throughput": 0.05}, {"p50_throughput": 90_000}, {"p50_latency": 0.4}])
def test_another_scale_is_refused(changed: dict[str, Any]) -> None:
    with pytest.raises(ParseError, match="expected, found"):
        parsed(changed)


@pytest.mark.parametrize("changed", [{"p50_throughput": None}, {"p50_latency": "fast"}])
def test_a_figure_that_is_no_number_is_refused(changed: dict[str, Any]) -> None:
    with pytest.raises(ParseError, match="a number expected"):
        parsed(changed)


def test_another_shape_is_refused() -> None:
    with pytest.raises(ParseError, match="a list expected"):
        parsed(data=None, status="failed")


def test_the_newest_of_the_last_days_is_fetched() -> None:
    whole, empty = json.dumps({"data": [ROW]}).encode(), json.dumps({"status": "failed", "data": None}).encode()
    door = Files({day_url(1): empty, day_url(2): whole, day_url(3): whole})
    assert [a.url for a in openrouter_performance.fetch(door)] == [day_url(2)]  # type: ignore[arg-type]
    assert door.asked == [day_url(0), day_url(1), day_url(2)]


def test_where_no_day_has_a_file_the_page_is_asked() -> None:
    door = Files({openrouter_performance.PAGE_URL: json.dumps({"data": [ROW]}).encode()})
    assert [a.url for a in openrouter_performance.fetch(door)] == [openrouter_performance.PAGE_URL]  # type: ignore[arg-type]
    assert len(door.asked) == 8
    with pytest.raises(FetchError):
        openrouter_performance.fetch(Files({}))  # type: ignore[arg-type]


def test_the_recording_is_read_whole() -> None:
    batch = openrouter_performance.parse(answers_of("openrouter_performance"))
    assert len({found.record.model_name for found in batch.found}) == 8
    assert {reason for reason, _ in batch.rejected} == {"the best is a free variant"}
