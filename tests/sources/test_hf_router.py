"""Facts about reading Hugging Face's router."""

import json
from datetime import date
from typing import Any

import pytest

from catalog.identity.resolve import Name
from catalog.records import Model, Offer, Speed
from etl.errors import ParseError
from etl.source import Answer, Batch
from etl.sources import hf_router
from tests.recordings import answers_of

SERVED: dict[str, Any] = {
    "provider": "fireworks-ai",
    "status": "live",
    "context_length": 131072,
    "pricing": {"input": 1.0, "output": 4.05},
    "is_free": False,
    "supports_tools": True,
    "supports_structured_output": None,
    "first_token_latency_ms": 218.6,
    "throughput": 110.1,
    "is_model_author": False,
}


def parsed(**changes: Any) -> Batch:  # noqa: ANN401 - any field of a provider
    row = {
        "id": "Maker/Model-1",
        "architecture": {"input_modalities": ["text", "image"], "output_modalities": ["text"]},
        "providers": [SERVED | changes],
    }
    body = json.dumps({"object": "list", "data": [row]}).encode()
    return hf_router.parse([Answer(url=hf_router.URL, body=body, last_modified=date(2026, 8, 21))])


def records(batch: Batch, kind: type) -> list[Any]:
    return [found.record for found in batch.found if isinstance(found.record, kind)]


def test_an_id_is_a_hub_repository() -> None:
    assert {found.name for found in parsed().found} == {Name("Maker/Model-1", "Maker", "Maker/Model-1")}
    assert records(parsed(), Model)[0].input_modalities == ("text", "image")


def test_a_provider_is_an_offer_in_usd_per_million_tokens() -> None:
    offer = records(parsed(), Offer)[0]
    assert (offer.provider, offer.input_usd_per_mtok, offer.output_usd_per_mtok) == ("fireworks", 1.0, 4.05)
    assert (offer.context_tokens, offer.tools, offer.structured_output) == (131072, True, None)
    assert (offer.price_kind, offer.as_of) == ("list", date(2026, 8, 21))


def test_a_speed_is_a_mean_with_the_wait_in_seconds() -> None:
    speed = records(parsed(), Speed)[0]
    assert (speed.output_tokens_per_second, speed.percentile, speed.evidence) == (110.1, "mean", "measured")
    assert speed.time_to_first_token_s == pytest.approx(0.2186)


@pytest.mark.parametrize("silent", [None, 0])
def test_a_provider_without_recent_requests_has_no_speed(silent: int | None) -> None:
    assert records(parsed(throughput=silent, first_token_latency_ms=silent), Speed) == []


def test_a_free_promotion_is_a_free_tier_whatever_price_stands_beside_it() -> None:
    offer = records(parsed(is_free=True), Offer)[0]
    assert (offer.price_kind, offer.input_usd_per_mtok) == ("free tier", None)


def test_a_provider_that_is_not_live_is_counted() -> None:
    batch = parsed(status="error")
    assert (records(batch, Offer), batch.rejected) == ([], [("not live", "Maker/Model-1 at fireworks-ai")])


def test_a_provider_without_a_price_is_counted_and_its_speed_kept() -> None:
    batch = parsed(pricing=None)
    assert batch.rejected == [("no price stated", "Maker/Model-1 at fireworks-ai")]
    assert len(records(batch, Speed)) == 1


def test_an_absurd_price_stops_the_source_and_names_the_model() -> None:
    with pytest.raises(ParseError, match="Maker/Model-1 at fireworks-ai"):
        parsed(pricing={"input": -3, "output": 4})


@pytest.mark.parametrize("body", [b"[]", b'{"data": [{}]}', b'{"data": [{"id": "a/b"}]}', b"nothing"])
def test_another_shape_stops_the_source(body: bytes) -> None:
    with pytest.raises(ParseError):
        hf_router.parse([Answer(url=hf_router.URL, body=body)])


def test_the_recording_reads_whole() -> None:
    batch = hf_router.parse(answers_of("hf_router"))
    assert (len(records(batch, Offer)), len(records(batch, Model))) == (14, 4)
    assert batch.rejected == [("no price stated", "ServiceNow-AI/Apriel-1.6-15b-Thinker at together")]
