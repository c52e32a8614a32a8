"""Which offers hold, and which prices can hardly be true, over rows that each test makes."""

from datetime import date
from typing import Any

from catalog.pricing.eligible import TRAINS
from catalog.records import Model, Offer, PricePeriod
from etl.join import frame_of
from etl.offers import with_doubts, without_dead

OLD, NEW = date(2026, 5, 1), date(2026, 9, 2)


def _offer(usd: float, provider: str, **facts: Any) -> Offer:  # noqa: ANN401
    fixed: dict[str, Any] = {"model_id": "acme/m", "price_kind": "list", "source_id": "litellm"}
    return Offer(provider=provider, input_usd_per_mtok=usd, **(fixed | {"output_usd_per_mtok": usd} | facts))


def _doubts(*offers: Offer, past: tuple[PricePeriod, ...] = (), weights: Any = "closed") -> list[str | None]:  # noqa: ANN401
    model = Model(model_id="acme/m", developer="openai", weights=weights, source_id="litellm")
    tables = {
        "offers": frame_of(Offer, offers),
        "models": frame_of(Model, [model]),
        "price_history": frame_of(PricePeriod, past),
    }
    return list(with_doubts(tables)["flag"])


def _sellers(*usd: float) -> list[Offer]:
    return [_offer(price, f"seller-{place}") for place, price in enumerate(usd)]


def test_a_price_far_from_the_middle_of_three_sellers_is_a_doubt() -> None:
    middle = "the middle of its model's sellers"
    assert _doubts(*_sellers(1.0, 1.2, 7.3)) == [None, None, f"6.08 times {middle}"]
    assert _doubts(*_sellers(1.0, 1.2, 7.2)) == [None, None, None]
    assert _doubts(*_sellers(1.2, 1.0, 0.16)) == [None, None, f"{middle} is 6.25 times as much"]


def test_two_sellers_have_no_middle() -> None:
    assert _doubts(*_sellers(1.0, 100.0)) == [None, None]


def test_a_seller_has_one_vote_however_many_rows_it_has() -> None:
    many = [_offer(10.0, "seller-0", region=f"r{place}") for place in range(5)]
    assert _doubts(*many, *_sellers(10.0, 1.0, 1.0))[-1] is None
    assert _doubts(*many, *_sellers(10.0, 1.0, 1.0))[0] == "10 times the middle of its model's sellers"


def test_who_withdrew_or_trains_on_prompts_has_no_vote() -> None:
    others = [_offer(20.0, "a", data_policy=TRAINS), _offer(20.0, "b", withdrawn_since=OLD)]
    assert _doubts(*others, *_sellers(1.0, 20.0)) == [None, None, None, None]


def test_a_resale_of_a_closed_model_below_half_of_its_makers_price_is_a_doubt() -> None:
    makers, resold = _offer(2.0, "openai"), _offer(0.99, "shop")
    assert _doubts(makers, resold) == [None, "under half of its maker's price"]
    assert _doubts(makers, _offer(1.0, "shop")) == [None, None]
    assert _doubts(makers, resold, weights="open") == [None, None]


def test_a_makers_own_price_stands_against_the_middle() -> None:
    assert _doubts(_offer(60.0, "openai"), *_sellers(5.0, 5.0, 5.0), weights="open") == [None, None, None, None]


def test_without_a_middle_a_price_far_from_the_makers_is_a_doubt() -> None:
    assert _doubts(_offer(2.0, "openai"), _offer(0.03, "cloud"), weights="open") == [
        None,
        "its maker's price is 66.7 times as much",
    ]


def _period(usd: float, as_of: date, valid_to: date | None = None) -> PricePeriod:
    return PricePeriod(
        model_id="acme/m",
        provider="OpenRouter",
        input_usd_per_mtok=usd,
        output_usd_per_mtok=usd,
        valid_to=valid_to,
        source_id="past",
        as_of=as_of,
    )


def test_a_price_that_a_newer_statement_of_its_seller_contradicts_is_a_doubt() -> None:
    told = "its seller asked $0.23 in and $0.23 out on 2026-09-02"
    assert _doubts(_offer(0.1, "openrouter", as_of=OLD), past=(_period(0.23, NEW),)) == [told]
    assert _doubts(_offer(0.1, "openrouter"), past=(_period(0.23, NEW),)) == [told]
    assert _doubts(_offer(0.2, "openrouter", as_of=OLD), past=(_period(0.23, NEW),)) == [None]


def test_a_statement_that_is_older_or_over_contradicts_nothing() -> None:
    assert _doubts(_offer(0.1, "openrouter", as_of=NEW), past=(_period(0.23, OLD),)) == [None]
    assert _doubts(_offer(0.1, "openrouter", as_of=OLD), past=(_period(0.23, NEW, valid_to=NEW),)) == [None]
    assert _doubts(_offer(0.1, "openrouter", as_of=OLD), past=(_period(0.23, NEW), _period(0.11, NEW))) == [None]


def test_a_unit_that_is_mistaken_and_a_swapped_column_are_doubts() -> None:
    assert _doubts(_offer(3200.0, "shop")) == ["above $1,000 per million tokens: the unit may be mistaken"]
    assert _doubts(_offer(10.0, "shop", output_usd_per_mtok=1.9)) == ["output costs under a fifth of input"]
    assert _doubts(_offer(10.0, "shop", output_usd_per_mtok=2.0)) == [None]


def test_what_an_earlier_snapshot_doubted_is_asked_anew() -> None:
    assert _doubts(_offer(1.0, "shop", flag="an old doubt")) == [None]


def test_a_price_that_is_none_is_no_doubt() -> None:
    assert _doubts(_offer(0.0, "shop"), Offer(model_id="acme/m", provider="b", price_kind="free tier")) == [None, None]


def test_a_row_of_a_source_that_keeps_what_is_gone_holds_where_no_other_lists_its_seller() -> None:
    past = [_offer(1.0, "shop", source_id="genai_prices"), _offer(1.0, "mart", source_id="genai_prices")]
    left = without_dead(frame_of(Offer, [*past, _offer(2.0, "shop", model_id="acme/other")]))
    assert left[["provider", "source_id"]].to_numpy().tolist() == [["mart", "genai_prices"], ["shop", "litellm"]]


def test_an_endpoint_cheaper_than_what_its_router_asks_since_then_is_a_doubt() -> None:
    read = _offer(0.1, "deepinfra", source_id="openrouter", as_of=OLD)
    assert _doubts(read, past=(_period(0.23, NEW),)) == ["its router asked $0.23 in and $0.23 out on 2026-09-02"]
    assert _doubts(_offer(0.1, "deepinfra", as_of=OLD), past=(_period(0.23, NEW),)) == [None]
    assert _doubts(_offer(9.0, "deepinfra", source_id="openrouter", as_of=OLD), past=(_period(0.23, NEW),)) == [None]
    assert _doubts(_offer(0.1, "deepinfra", source_id="openrouter", as_of=NEW), past=(_period(0.23, OLD),)) == [None]


def test_a_price_under_a_third_of_the_middle_that_nobody_confirmed_within_a_year_is_a_doubt() -> None:
    told = "not confirmed within a year, and under a third of the middle"
    others = [_offer(1.0, name, as_of=NEW) for name in ("a", "b", "c")]
    assert _doubts(*others, _offer(0.3, "cheap"))[-1] == told
    assert _doubts(*others, _offer(0.3, "cheap", as_of=date(2025, 9, 1)))[-1] == told
    assert _doubts(*others, _offer(0.3, "cheap", as_of=OLD))[-1] is None
    assert _doubts(*others, _offer(0.34, "cheap"))[-1] is None
