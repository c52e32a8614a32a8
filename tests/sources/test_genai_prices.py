"""Facts about reading genai-prices: dated prices, tiers, free models."""

import json
from datetime import date
from typing import Any

import pytest

from catalog.identity.resolve import Name
from catalog.records import Offer, PricePeriod
from etl.errors import ParseError
from etl.source import Answer, Batch
from etl.sources import genai_prices
from tests.recordings import answers_of

DAY = date(2026, 8, 21)
Prices = dict[str, Any] | list[dict[str, Any]]


def parsed(prices: Prices, seller: str = "openai", day: date | None = DAY, **model: Any) -> Batch:  # noqa: ANN401
    listing = [{"id": seller, "models": [{"id": "gpt-9", "prices": prices} | model]}]
    return genai_prices.parse([Answer(url=genai_prices.URL, body=json.dumps(listing).encode(), last_modified=day)])


def records(batch: Batch, kind: type) -> list[Any]:
    return [found.record for found in batch.found if isinstance(found.record, kind)]


def dated(*starts: str) -> Prices:
    """Return a list of prices 1, 2, 3 … USD; all but the first begin on a day."""
    later = [
        {"constraint": {"start_date": start}, "prices": {"input_mtok": n, "output_mtok": n}}
        for n, start in enumerate(starts, start=2)
    ]
    return [{"prices": {"input_mtok": 1, "output_mtok": 1}}, *later]


def test_prices_are_usd_per_million_tokens() -> None:
    offer = records(
        parsed({"input_mtok": 3, "output_mtok": 15, "cache_read_mtok": 0.3, "cache_write_mtok": 3.75}), Offer
    )
    assert [
        (o.provider, o.input_usd_per_mtok, o.output_usd_per_mtok, o.cache_read_usd_per_mtok, o.cache_write_usd_per_mtok)
        for o in offer
    ] == [("openai", 3, 15, 0.3, 3.75)]
    assert offer[0].as_of is None  # nobody says when it was checked


def test_tiers_hold_above_their_start() -> None:
    prices = {
        "input_mtok": {"base": 3, "tiers": [{"start": 200000, "price": 6}]},
        "output_mtok": {"base": 15, "tiers": [{"start": 200000, "price": 22.5}]},
        "cache_read_mtok": 0.3,
    }
    offer = records(parsed(prices), Offer)[0]
    assert (offer.input_usd_per_mtok, offer.cache_read_usd_per_mtok) == (3, 0.3)
    assert json.loads(offer.tiers) == [
        {"above_tokens": 200000, "input_usd_per_mtok": 6.0, "output_usd_per_mtok": 22.5},
    ]


def test_the_price_of_the_day_is_the_last_one_that_has_begun() -> None:
    assert records(parsed(dated("2026-03-13", "2026-09-01")), Offer)[0].input_usd_per_mtok == 2


def test_a_price_begins_on_its_day() -> None:
    assert records(parsed(dated("2026-08-21")), Offer)[0].input_usd_per_mtok == 2


def test_every_dated_price_is_a_period_even_in_the_future() -> None:
    found = records(parsed(dated("2026-03-13", "2027-01-01")), PricePeriod)
    assert [(p.valid_from, p.valid_to, p.input_usd_per_mtok) for p in found] == [
        (None, date(2026, 3, 13), 1),
        (date(2026, 3, 13), date(2027, 1, 1), 2),
        (date(2027, 1, 1), None, 3),
    ]


def test_a_price_without_a_date_has_no_period() -> None:
    assert records(parsed({"input_mtok": 3, "output_mtok": 15}), PricePeriod) == []


def test_dated_prices_of_an_answer_without_a_date_are_counted_and_their_periods_kept() -> None:
    batch = parsed(dated("2026-03-13"), day=None)
    assert (records(batch, Offer), len(records(batch, PricePeriod))) == ([], 2)
    assert batch.rejected == [("dated prices, but the answer has no date", "openai/gpt-9")]


def test_the_day_on_which_a_price_was_checked_is_its_day() -> None:
    assert records(parsed({"input_mtok": 3, "output_mtok": 9}, prices_checked="2026-08-01"), Offer)[0].as_of == date(
        2026, 8, 1
    )


@pytest.mark.parametrize(
    ("start", "end", "standard"),
    [("00:30:00Z", "16:30:00Z", 2), ("16:30:00Z", "00:30:00Z", 1)],
)
def test_of_two_prices_by_time_of_day_the_one_for_most_hours_is_the_price(
    start: str, end: str, standard: float
) -> None:
    by_time = {"start_time": start, "end_time": end}
    batch = parsed(
        [
            {"prices": {"input_mtok": 1, "output_mtok": 1}},
            {"constraint": by_time, "prices": {"input_mtok": 2, "output_mtok": 2}},
        ],
    )
    assert [o.input_usd_per_mtok for o in records(batch, Offer)] == [standard]
    assert batch.rejected == [("time-of-day price", "openai/gpt-9")]


def test_a_free_variant_without_prices_is_a_free_tier() -> None:
    offer = records(parsed({}, "openrouter", id="maker/model:free"), Offer)[0]
    assert (offer.provider, offer.price_kind, offer.input_usd_per_mtok) == ("openrouter", "free tier", None)


def test_a_model_without_prices_is_counted() -> None:
    assert parsed({}).rejected == [("no price stated", "openai/gpt-9")]


def test_an_embedding_is_counted() -> None:
    assert parsed({"input_mtok": 0.1}).rejected == [("no output price: an embedding or the like", "openai/gpt-9")]


def test_a_moving_pointer_is_counted() -> None:
    batch = parsed({"input_mtok": 1, "output_mtok": 2}, "mistral", id="mistral-small-latest")
    assert batch.rejected == [("a moving pointer, not a model", "mistral/mistral-small-latest")]


def test_a_region_in_the_id_is_the_offers_region() -> None:
    found = parsed({"input_mtok": 1, "output_mtok": 2}, "aws", id="global.anthropic.claude-opus-5").found[0]
    assert (found.record.provider, found.record.region) == ("bedrock", "global")
    assert found.name == Name("anthropic.claude-opus-5")


def test_the_price_history_of_one_region_is_counted() -> None:
    batch = parsed(dated("2026-03-13"), "aws", id="regional.anthropic.claude-opus-5")
    assert (len(records(batch, Offer)), records(batch, PricePeriod)) == (1, [])
    assert batch.rejected == [("the price history of one region", "bedrock/regional.anthropic.claude-opus-5")]


def test_a_model_at_hugging_face_is_named_by_its_repository() -> None:
    found = parsed({"input_mtok": 1, "output_mtok": 2}, "huggingface_together", id="Qwen/Qwen3-8B").found[0]
    assert (found.record.provider, found.name) == ("huggingface-together", Name("Qwen/Qwen3-8B", None, "Qwen/Qwen3-8B"))


def test_a_negative_price_stops_the_source_and_names_the_model() -> None:
    with pytest.raises(ParseError, match="openai/gpt-9"):
        parsed({"input_mtok": -3, "output_mtok": 9})


@pytest.mark.parametrize("body", [b"{}", b'[{"id": "openai"}]', b'[{"id": "openai", "models": [{"id": "a"}]}]', b"x"])
def test_another_shape_stops_the_source(body: bytes) -> None:
    with pytest.raises(ParseError):
        genai_prices.parse([Answer(url=genai_prices.URL, body=body)])


def test_the_recording_reads_whole() -> None:
    batch = genai_prices.parse(answers_of("genai_prices"))
    assert (len(records(batch, Offer)), len(records(batch, PricePeriod)), len(batch.rejected)) == (16, 10, 5)
