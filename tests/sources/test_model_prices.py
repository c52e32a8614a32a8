"""Facts about reading model-prices: price periods, today's prices, and names that mean one model."""

import hashlib
import json
from datetime import date
from typing import Any

import pytest

from catalog.identity.resolve import Name
from catalog.records import KnownName, Model, Offer, PricePeriod
from etl.errors import ParseError
from etl.source import Answer, Batch
from etl.sources import model_prices
from tests.recordings import answers_of

Entries = list[dict[str, Any]]


def entry(start: str | None, price: float | None, **more: Any) -> dict[str, Any]:  # noqa: ANN401 - any rate
    rates = {"input": price, "output": price * 4, "valid_from": start or "2026-01-05T10:00:00Z"} if price else None
    return {"start": start, "rates": rates | more if rates else None}


def answers(data: dict[str, Any]) -> list[Answer]:
    whole = {
        "aliases": {"models": {}, "providers": {}},
        "bases": {},
        "prices": {},
        "schedules": {"schedule": []},
        "status": {},
        "updated_at": "2026-10-26T18:46:35Z",
    }
    body = json.dumps(whole | data).encode()
    sha256 = hashlib.sha256(body).hexdigest()
    pointer = json.dumps({"sha256": sha256}).encode()
    return [
        Answer(url=model_prices.POINTER_URL, body=pointer),
        Answer(url=f"{model_prices.ROOT}/{sha256}.json", body=body),
    ]


def parsed(standard: Entries, seller: str = "openai", model: str = "gpt-9", **more: Any) -> Batch:  # noqa: ANN401
    modes = {"standard": standard} | more.pop("modes", {})
    return model_prices.parse(answers({"prices": {seller: {model: modes}}} | more))


def records(batch: Batch, kind: type) -> list[Any]:
    return [found.record for found in batch.found if isinstance(found.record, kind)]


def periods(standard: Entries) -> list[tuple[date | None, date | None, float | None]]:
    found = records(parsed(standard), PricePeriod)
    return [(p.valid_from, p.valid_to, p.input_usd_per_mtok) for p in found]


def test_a_price_holds_until_the_next_one_starts() -> None:
    assert periods([entry(None, 5), entry("2026-08-21T00:00:00Z", 4)]) == [
        (date(2026, 1, 5), date(2026, 8, 21), 5),
        (date(2026, 8, 21), None, 4),
    ]


def test_a_first_price_that_was_corrected_from_its_first_day_never_held() -> None:
    assert periods([entry(None, 5), entry("2026-01-05T10:00:00Z", 4)]) == [(date(2026, 1, 5), None, 4)]


def test_of_two_prices_on_one_day_the_later_one_counts() -> None:
    first, second = entry("2026-03-01T01:00:00Z", 4), entry("2026-03-01T20:00:00Z", 3)
    assert periods([entry(None, 5), first, second]) == [
        (date(2026, 1, 5), date(2026, 3, 1), 5),
        (date(2026, 3, 1), None, 3),
    ]


def test_entries_that_differ_only_in_who_noted_them_are_one_period() -> None:
    again = entry("2026-03-01T00:00:00Z", 5, source="https://other.example", valid_from="2026-01-05T10:00:00Z")
    assert periods([entry(None, 5), again]) == [(date(2026, 1, 5), None, 5)]


def test_while_a_model_was_not_sold_there_is_no_price() -> None:
    gap = entry("2026-03-01T00:00:00Z", None)
    assert periods([entry(None, 5), gap, entry("2026-04-01T00:00:00Z", 4)]) == [
        (date(2026, 1, 5), date(2026, 3, 1), 5),
        (date(2026, 4, 1), None, 4),
    ]


def test_todays_offer_is_the_last_price_that_has_begun() -> None:
    offer = records(parsed([entry(None, 5), entry("2027-01-01T00:00:00Z", 9)]), Offer)[0]
    assert (offer.input_usd_per_mtok, offer.as_of) == (5, date(2026, 10, 26))


def test_batch_prices_stand_beside_the_standard_ones() -> None:
    modes = {"batch": [entry(None, None), entry("2026-02-01T00:00:00Z", 2.5)]}
    offer = records(parsed([entry(None, 5)], modes=modes), Offer)[0]
    assert (offer.input_usd_per_mtok, offer.batch_input_usd_per_mtok, offer.batch_output_usd_per_mtok) == (5, 2.5, 10)


def test_tiers_are_kept_with_their_threshold() -> None:
    tiers = [{"above": 272000, "input": 10, "output": 30}]
    offer = records(parsed([entry(None, 5, tiers=tiers)]), Offer)[0]
    assert json.loads(offer.tiers) == [
        {"above_tokens": 272000, "input_usd_per_mtok": 10, "output_usd_per_mtok": 30},
    ]


def test_a_removed_model_keeps_its_last_price_with_the_day_from_which_it_is_known_not_to_be_sold() -> None:
    batch = parsed([entry(None, 5)], status={"openai": {"gpt-9": "removed"}})
    assert len(records(batch, PricePeriod)) == 1
    assert [offer.retirement_date for offer in records(batch, Offer)] == [date(2026, 10, 26)]
    assert records(parsed([entry(None, 5)]), Offer)[0].retirement_date is None


def test_answers_with_thinking_have_a_price_of_their_own() -> None:
    modes = {"thinking": [entry(None, 20)], "batch": [entry(None, 2)]}
    offers = records(parsed([entry(None, 5)], modes=modes), Offer)
    found = [(offer.effort, offer.input_usd_per_mtok, offer.batch_input_usd_per_mtok) for offer in offers]
    assert found == [("none", 5, 2), ("thinking", 20, None)]
    assert records(parsed([entry(None, 5)]), Offer)[0].effort is None


def test_a_deprecated_model_is_still_sold() -> None:
    assert len(records(parsed([entry(None, 5)], status={"openai": {"gpt-9": "deprecated"}}), Offer)) == 1


def test_a_price_that_changes_by_the_hour_says_so() -> None:
    schedule = [{"provider": "deepseek", "peak_multiplier": 2.0, "valid_from": "2026-08-16T16:00:00Z"}]
    batch = parsed([entry(None, 5)], "deepseek", "deepseek-v9", schedules={"schedule": schedule})
    assert records(batch, Offer)[0].conditions == ("peak hours: 2 times this price",)


def test_a_schedule_that_has_ended_says_nothing_of_today() -> None:
    ended = [{"provider": "openai", "peak_multiplier": 2.0, "valid_until": "2025-09-05T16:00:00Z"}]
    assert records(parsed([entry(None, 5)], schedules={"schedule": ended}), Offer)[0].conditions is None


def test_only_a_developers_own_model_gets_its_developer() -> None:
    own, resold = parsed([entry(None, 5)]), parsed([entry(None, 5)], "alibaba", "kimi-k3")
    assert [m.developer for m in records(own, Model)] == ["openai"]
    assert (records(resold, Model), {found.name for found in resold.found}) == ([], {Name("kimi-k3")})


def test_a_regions_price_is_an_offer_there_and_no_history() -> None:
    batch = parsed([entry(None, 5)], "amazon-bedrock", "eu.amazon.nova-lite-v1:0")
    assert [(o.provider, o.region) for o in records(batch, Offer)] == [("bedrock", "eu")]
    assert records(batch, PricePeriod) == []
    assert batch.rejected == [("the price history of one region", "amazon-bedrock/eu.amazon.nova-lite-v1:0")]


def test_a_moving_pointer_is_counted() -> None:
    batch = parsed([entry(None, 5)], "mistral", "mistral-large-latest")
    assert (batch.found, batch.rejected) == ([], [("a moving pointer, not a model", "mistral/mistral-large-latest")])


def test_an_embedding_is_counted() -> None:
    batch = parsed([entry(None, 5, output=0.0)])
    assert batch.rejected == [("no output price: an embedding or the like", "openai/gpt-9")]


def test_names_that_mean_one_model_are_known_names() -> None:
    data = {
        "aliases": {"models": {"claude-opus-4": "anthropic/claude-opus-4-0"}, "providers": {}},
        "bases": {"sakana": {"fugu-ultra": "fugu-ultra-20260615"}},
    }
    found = model_prices.parse(answers(data)).found
    assert [(f.record.name, f.name.text if f.name else "") for f in found] == [
        ("claude-opus-4", "claude-opus-4-0"),
        ("fugu-ultra", "fugu-ultra-20260615"),
    ]


@pytest.mark.parametrize(
    "bases",
    [{"google": {"gemini-9-pro": "gemini-pro-latest"}}, {"moonshotai": {"kimi-k3": "kimi-k3-highspeed"}}],
)
def test_a_pointer_or_a_faster_service_is_not_another_name_of_a_model(bases: dict[str, Any]) -> None:
    assert records(model_prices.parse(answers({"bases": bases})), KnownName) == []


def test_a_snapshot_that_is_not_the_one_named_stops_the_source() -> None:
    pointer, snapshot = answers({})
    with pytest.raises(ParseError, match="sha256"):
        model_prices.parse([pointer, Answer(url=snapshot.url, body=snapshot.body + b" ")])


@pytest.mark.parametrize("body", [b"{}", b'{"sha256": "../secret"}', b"[]"])
def test_a_pointer_of_another_shape_stops_the_source(body: bytes) -> None:
    with pytest.raises(ParseError):
        model_prices.parse([Answer(url=model_prices.POINTER_URL, body=body), answers({})[1]])


@pytest.mark.parametrize(
    "data", [{"prices": []}, {"status": None}, {"updated_at": ""}, {"prices": {"openai": {"a": {}}}}]
)
def test_a_snapshot_of_another_shape_stops_the_source(data: dict[str, Any]) -> None:
    with pytest.raises(ParseError):
        model_prices.parse(answers(data))


def test_a_negative_price_stops_the_source_and_names_the_model() -> None:
    with pytest.raises(ParseError, match="openai/gpt-9"):
        parsed([entry(None, 5, input=-2)])


def test_the_recording_reads_whole() -> None:
    batch = model_prices.parse(answers_of("model_prices"))
    counts = {kind: len(records(batch, kind)) for kind in (PricePeriod, Offer, Model, KnownName)}
    assert counts == {PricePeriod: 14, Offer: 9, Model: 8, KnownName: 15}
