"""Facts about reading the frozen speeds of OpenRouter's endpoints."""

import io
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from catalog.identity.resolve import Name
from catalog.records import Speed
from etl.errors import ParseError
from etl.source import Answer, Batch
from etl.sources import openrouter_endpoint_speeds
from tests.recordings import answers_of

ROW: dict[str, Any] = {
    "model_permaslug": "maker/model-1-20260501",
    "provider_name": "SiliconFlow",
    "quantization": "fp8",
    "tok_s": 30.0,
    "latency": 1749.0,
    "tool_err": None,
    "struct_err": None,
    "price_completion": 0.0000038,
}


def parsed(*rows: dict[str, Any], lacking: str | None = None) -> Batch:
    made = [{key: value for key, value in (ROW | row).items() if key != lacking} for row in rows or ({},)]
    body = io.BytesIO()
    pq.write_table(pa.Table.from_pylist(made), body)
    return openrouter_endpoint_speeds.parse([Answer(url=openrouter_endpoint_speeds.URL, body=body.getvalue())])


def speeds(batch: Batch) -> list[Speed]:
    return [found.record for found in batch.found]


def test_a_row_is_the_median_of_a_sellers_days() -> None:
    speed = speeds(parsed())[0]
    assert (speed.provider, speed.output_tokens_per_second, speed.time_to_first_token_s) == ("siliconflow", 30.0, 1.749)
    assert (speed.statistic, speed.evidence, speed.precision) == ("median of this provider's days", "measured", "fp8")
    assert str(speed.as_of) == "2026-07-15"
    assert parsed().found[0].name == Name("maker/model-1-20260501", "maker")


def test_a_row_that_a_price_multiplied_counts_once() -> None:
    assert len(speeds(parsed({}, {"price_completion": 0.000004}))) == 1
    assert len(speeds(parsed({}, {"tok_s": 60.0}))) == 2
    assert len(parsed({"tok_s": None, "latency": None}, {"tok_s": None, "latency": None}).rejected) == 1


def test_a_precision_that_is_not_known_is_none() -> None:
    assert speeds(parsed({"quantization": "unknown"}))[0].precision is None


def test_a_row_without_a_speed_is_counted() -> None:
    batch = parsed({"tok_s": None, "latency": None})
    assert batch.rejected == [("no speed stated", "maker/model-1-20260501 at SiliconFlow")]
    assert speeds(parsed({"tok_s": None}))[0].output_tokens_per_second is None


def test_failures_are_told_where_there_was_traffic_and_only_there() -> None:
    assert speeds(parsed())[0].conditions == "through OpenRouter, the median of the days up to July 2026"
    both = speeds(parsed({"tool_err": 2.41, "struct_err": 0.0}))[0].conditions or ""
    assert both.endswith("; 2.4 % of tool calls failed; 0.0 % of structured answers failed")


def test_sellers_are_those_of_openrouters_pages() -> None:
    names = ["Google", "Google AI Studio", "Z.AI", "BaseTen", "NovitaAI", "Novita", "AionLabs"]
    found = [s.provider for s in speeds(parsed(*({"provider_name": name} for name in names)))]
    assert found == ["vertex", "google", "z-ai", "baseten", "novita", "novita", "aion-labs"]


@pytest.mark.parametrize("changed", [{"tok_s": 0.0}, {"tok_s": 90_000.0}, {"latency": -1.0}, {"tool_err": 120.0}])
def test_an_impossible_figure_is_refused(changed: dict[str, Any]) -> None:
    with pytest.raises(ParseError, match="expected, found"):
        parsed(changed)


def test_another_shape_is_refused() -> None:
    with pytest.raises(ParseError, match="tok_s"):
        parsed(lacking="tok_s")


def test_a_row_that_names_nobody_is_counted() -> None:
    assert [reason for reason, _ in parsed({"provider_name": ""}).rejected] == ["no model or no seller named"]


def test_the_recording_is_read_whole() -> None:
    batch = openrouter_endpoint_speeds.parse(answers_of("openrouter_endpoint_speeds"))
    assert (len(batch.found), [reason for reason, _ in batch.rejected]) == (9, ["no speed stated"])
