"""Facts about reading OpenRouter's models and endpoints."""

import json
from collections.abc import Iterable
from datetime import date
from typing import Any, cast

import pytest

import etl.source
from catalog.records import KnownName, Model, Offer, Speed
from etl.errors import ParseError
from etl.source import Answer, Batch
from etl.sources import openrouter
from tests.recordings import answers_of

DAY = date(2026, 5, 31)
MODEL: dict[str, Any] = {
    "id": "maker/model-1",
    "canonical_slug": "maker/model-1-20260501",
    "name": "Maker: Model 1",
    "hugging_face_id": "Maker/Model-1",
    "created": 1777593600,
    "context_length": 128000,
    "architecture": {"tokenizer": "Other", "input_modalities": ["text", "image"], "output_modalities": ["text"]},
    "pricing": {"prompt": "0.000001", "completion": "0.000002"},
    "top_provider": {"max_completion_tokens": 8192},
    "supported_parameters": ["tools", "reasoning"],
    "knowledge_cutoff": "2025-06-30",
    "expiration_date": "2026-12-31",
}
ENDPOINT: dict[str, Any] = {
    "provider_name": "DeepInfra",
    "tag": "deepinfra/fp8",
    "quantization": "fp8",
    "context_length": 65536,
    "max_completion_tokens": 4096,
    "pricing": {"prompt": "0.0000005", "completion": "0.000001", "discount": 0},
    "supported_parameters": ["structured_outputs"],
}
ENDPOINTS_URL = "https://openrouter.ai/api/v1/models/maker/model-1-20260501/endpoints"


def parsed(*models: dict[str, Any], endpoints: list[dict[str, Any]] | None = None) -> Batch:
    listed = [MODEL | model for model in models or ({},)]
    bodies = {openrouter.MODELS_URL: {"data": listed}, ENDPOINTS_URL: {"data": {"endpoints": endpoints or []}}}
    return openrouter.parse([Answer(url=u, body=json.dumps(b).encode(), last_modified=DAY) for u, b in bodies.items()])


def records(batch: Batch, kind: type) -> list[Any]:
    return [found.record for found in batch.found if isinstance(found.record, kind)]


def offer_of(**changes: Any) -> Offer:  # noqa: ANN401 - any field of an endpoint
    offer: Offer = records(parsed(endpoints=[ENDPOINT | changes]), Offer)[0]
    return offer


def test_a_model_is_known_under_its_id_its_slug_and_its_name_without_the_developer() -> None:
    assert [k.name for k in records(parsed(), KnownName)] == ["maker/model-1", "maker/model-1-20260501", "Model 1"]


def test_a_models_facts_are_what_the_listing_states() -> None:
    model = records(parsed(), Model)[0]
    assert (model.name, model.developer, model.weights, model.hub_repo_id) == (
        "Model 1",
        "Maker",
        "open",
        "Maker/Model-1",
    )
    assert (model.context_tokens, model.max_output_tokens) == (128000, 8192)
    assert (model.tools, model.structured_output, model.reasoning) == (True, False, True)
    assert (model.release_date, model.knowledge_cutoff, model.as_of) == (date(2026, 5, 1), date(2025, 6, 1), DAY)


def test_what_openrouter_ceases_to_list_ends_its_offers_and_not_the_model() -> None:
    batch = parsed(endpoints=[ENDPOINT])
    assert records(batch, Model)[0].retirement_date is None
    assert {offer.retirement_date for offer in records(batch, Offer)} == {date(2026, 12, 31)}


def test_what_a_listing_leaves_out_is_unknown() -> None:
    model = records(parsed({"supported_parameters": [], "hugging_face_id": "", "knowledge_cutoff": None}), Model)[0]
    assert (model.tools, model.weights, model.hub_repo_id, model.knowledge_cutoff) == (None, None, None, None)


def test_an_endpoint_is_an_offer_of_the_provider_in_its_tag() -> None:
    offer = offer_of()
    assert (offer.provider, offer.precision, offer.region) == ("deepinfra", "fp8", None)
    assert (offer.input_usd_per_mtok, offer.output_usd_per_mtok, offer.price_kind) == (0.5, 1.0, "list")
    assert (offer.context_tokens, offer.max_output_tokens, offer.tools, offer.structured_output) == (
        65536,
        4096,
        False,
        True,
    )


def test_google_as_a_provider_is_vertex_and_its_tag_names_the_region() -> None:
    offer = offer_of(provider_name="Google", tag="google-vertex/europe", quantization="unknown")
    assert (offer.provider, offer.region, offer.precision) == ("vertex", "europe", None)


def test_google_ai_studio_is_another_provider() -> None:
    assert offer_of(tag="google-ai-studio").provider == "google"


def test_a_promotion_is_not_the_list_price() -> None:
    offer = offer_of(pricing={"prompt": "0.000001", "completion": "0.000002", "discount": 0.9})
    assert (offer.input_usd_per_mtok, offer.output_usd_per_mtok) == (10.0, 20.0)
    assert offer.conditions == ("promotion: 90% off for a time, $1 in and $2 out",)


def test_a_discount_of_all_or_of_less_than_nothing_stops_the_source() -> None:
    for discount in (1, -0.1):
        with pytest.raises(ParseError, match="a discount from 0 to less than 1 expected"):
            offer_of(pricing={"prompt": "0.000001", "completion": "0.000002", "discount": discount})


def test_an_endpoint_states_its_longest_prompt() -> None:
    assert offer_of(max_prompt_tokens=9000).max_input_tokens == 9000


def test_a_price_of_minus_one_is_variable() -> None:
    offer = offer_of(pricing={"prompt": "-1", "completion": "-1"})
    assert (offer.input_usd_per_mtok, offer.price_kind) == (None, "variable")


def test_a_price_of_zero_is_a_free_tier_without_figures() -> None:
    offer = offer_of(pricing={"prompt": "0", "completion": "0"})
    assert (offer.input_usd_per_mtok, offer.price_kind) == (None, "free tier")


def test_overrides_by_length_of_the_prompt_are_tiers_and_those_by_time_are_conditions() -> None:
    overrides = [
        {"min_prompt_tokens": 200000, "prompt": "0.000002", "completion": "0.000009"},
        {"utc_days": ["saturday"], "prompt": "0.0000001", "completion": "0.000001"},
    ]
    batch = parsed(endpoints=[ENDPOINT | {"pricing": {**ENDPOINT["pricing"], "overrides": overrides}}])
    tiers = json.loads(records(batch, Offer)[0].tiers)
    assert tiers == [{"above_tokens": 200000, "input_usd_per_mtok": 2.0, "output_usd_per_mtok": 9.0}]
    usual = float(ENDPOINT["pricing"]["completion"])
    assert records(batch, Offer)[0].conditions == (f"off-peak hours: {0.000001 / usual:g} times this price",)


def test_an_endpoint_without_a_price_is_counted() -> None:
    batch = parsed(endpoints=[ENDPOINT | {"pricing": {"discount": 0}}])
    assert batch.rejected == [("no price stated", "maker/model-1 at deepinfra/fp8")]


def test_speeds_are_one_a_percentile_with_the_wait_in_seconds() -> None:
    speeds = {
        "throughput_last_30m": {"p50": 45.2, "p75": 38.5, "p90": 28.3, "p99": 15.1},
        "latency_last_30m": {"p50": 250, "p75": 350, "p90": 480, "p99": 850},
    }
    found = records(parsed(endpoints=[ENDPOINT | speeds]), Speed)
    assert [(s.percentile, s.output_tokens_per_second, s.time_to_first_token_s) for s in found] == [
        ("p50", 45.2, 0.25),
        ("p75", 38.5, 0.35),
        ("p90", 28.3, 0.48),
        ("p99", 15.1, 0.85),
    ]
    assert {(s.evidence, s.provider, s.conditions) for s in found} == {
        ("measured", "deepinfra", "last 30 minutes on OpenRouter")
    }


def test_the_median_of_a_seller_and_its_slow_requests_have_two_names() -> None:
    speeds = {"throughput_last_30m": {"p50": 45.2, "p99": 15.1}, "latency_last_30m": {"p50": 250, "p99": 850}}
    assert {s.percentile: s.statistic for s in records(parsed(endpoints=[ENDPOINT | speeds]), Speed)} == {
        "p50": "median of this provider",
        "p99": "percentile of this provider",
    }


@pytest.mark.parametrize("silent", [None, {}, {"p50": None}, {"p50": 0}, {"p50": "fast"}, {"p50": {}}, 45.2, "45", [1]])
def test_whatever_is_no_percentile_is_no_speed_and_the_price_stands(silent: object) -> None:
    batch = parsed(endpoints=[ENDPOINT | {"throughput_last_30m": silent, "latency_last_30m": silent}])
    assert records(batch, Speed) == []
    assert len(records(batch, Offer)) == 1


def test_an_answer_without_the_objects_is_no_speed() -> None:
    assert records(parsed(endpoints=[ENDPOINT]), Speed) == []


def test_one_figure_without_the_other_is_a_speed() -> None:
    batch = parsed(endpoints=[ENDPOINT | {"throughput_last_30m": {"p50": 45.2}, "latency_last_30m": None}])
    assert [(s.output_tokens_per_second, s.time_to_first_token_s) for s in records(batch, Speed)] == [(45.2, None)]


def test_a_free_variant_is_an_offer_of_openrouter_and_not_another_model() -> None:
    batch = parsed({"id": "maker/model-1:free", "name": "Maker: Model 1 (free)"}, {}, endpoints=[ENDPOINT])
    assert [(o.provider, o.price_kind, o.model_name) for o in records(batch, Offer)] == [
        ("openrouter", "free tier", "maker/model-1:free"),
        ("deepinfra", "list", "maker/model-1"),
    ]
    assert len(records(batch, Model)) == 1


def test_a_model_that_is_only_listed_as_a_variant_still_has_its_facts() -> None:
    assert [m.name for m in records(parsed({"id": "maker/model-1:free"}), Model)] == ["Model 1"]


@pytest.mark.parametrize(
    ("row", "reason"),
    [
        ({"id": "~maker/model-latest"}, "a moving pointer, not a model"),
        ({"id": "openrouter/auto", "architecture": {"tokenizer": "Router"}}, "a router, not a model"),
        ({"id": "switchpoint/router"}, "a router, not a model"),
    ],
)
def test_a_router_or_a_pointer_is_counted_and_its_endpoints_are_not_read(row: dict[str, Any], reason: str) -> None:
    batch = parsed(row, endpoints=[ENDPOINT])
    assert (batch.found, batch.rejected) == ([], [(reason, row["id"])])


@pytest.mark.parametrize("price", ["0.02", "-0.5"])
def test_an_absurd_price_stops_the_source_and_names_the_model(price: str) -> None:
    with pytest.raises(ParseError, match="maker/model-1 at deepinfra"):
        offer_of(pricing={"prompt": price, "completion": price})


@pytest.mark.parametrize("body", [b"{}", b'{"data": {}}', b'{"data": [{"id": "a/b"}]}', b"<html>"])
def test_another_shape_stops_the_source(body: bytes) -> None:
    with pytest.raises(ParseError):
        openrouter.parse([Answer(url=openrouter.MODELS_URL, body=body)])


def test_endpoints_of_another_shape_stop_the_source() -> None:
    with pytest.raises(ParseError, match="pricing"):
        parsed(endpoints=[{"provider_name": "A", "tag": "a"}])


class Door:
    """A door that answers from a recording, and remembers what was asked and with which key."""

    def __init__(self) -> None:
        self.answers = {answer.url: answer for answer in answers_of("openrouter")}
        self.asked: list[str] = []
        self.keys: set[str | None] = set()

    def get(self, url: str, headers: dict[str, str] | None = None) -> Answer:
        """Return a recorded answer."""
        self.asked.append(url)
        self.keys.add((headers or {}).get("Authorization"))
        return self.answers[url]

    def get_many(self, urls: Iterable[str], headers: dict[str, str] | None = None) -> list[Answer]:
        """Return recorded answers."""
        return [self.get(url, headers) for url in urls]


def test_each_models_endpoints_are_asked_once_and_those_of_routers_never(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("OPENROUTER_API_KEY", raising=False)
    door = Door()
    openrouter.fetch(cast(etl.source.Door, door))
    assert len(door.asked) == len(set(door.asked)) == 8
    assert [url for url in door.asked if "router/auto" in url or "~" in url] == []
    assert door.keys == {None}


def test_the_users_key_is_sent_where_it_is_set(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OPENROUTER_API_KEY", "mine")
    door = Door()
    openrouter.fetch(cast(etl.source.Door, door))
    assert door.keys == {"Bearer mine"}


def test_the_recording_reads_whole() -> None:
    batch = openrouter.parse(answers_of("openrouter"))
    assert len(records(batch, Model)) == 7
    assert [o.provider for o in records(batch, Offer) if o.price_kind == "free tier"] == [
        "openrouter",
        "openrouter",
        "stealth",
    ]
    assert [reason for reason, _ in batch.rejected] == [
        "a moving pointer, not a model",
        "a router, not a model",
        "a router, not a model",
    ]
