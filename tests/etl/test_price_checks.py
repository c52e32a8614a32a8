"""Each check of offers finds the fault that is sown for it, and nothing in rows that are sound."""

from datetime import date, datetime, time
from typing import Any

import pandas as pd
import pytest

from catalog.pricing.eligible import TRAINS
from catalog.records import Model, Offer, PricePeriod, Seller, SourceState
from etl import price_checks
from etl.join import Tables, frame_of
from etl.offers import judged
from etl.price_checks import PRICE_CHECKS

DAY, PAST, FUTURE = date(2026, 11, 30), date(2026, 6, 1), date(2027, 3, 1)
CLOSED = "anyscale"


def _offer(usd: float, provider: str = "openai", **facts: Any) -> Offer:  # noqa: ANN401
    fixed: dict[str, Any] = {"model_id": "openai/gpt-1", "price_kind": "list", "source_id": "litellm"}
    return Offer(provider=provider, **(fixed | {"input_usd_per_mtok": usd, "output_usd_per_mtok": usd} | facts))


OFFERS = (
    _offer(2.0, retirement_date=FUTURE),
    _offer(2.0, "azure", conditions=("region: 1.1 times this price in Europe",)),
    _offer(2.1, "bedrock", context_tokens=1000, max_input_tokens=800),
    _offer(30.0, "shop"),
    _offer(2.0, CLOSED),
    _offer(1.0, model_id="openai/old", retirement_date=PAST),
    _offer(1.0, "alibaba", model_id="qwen/two", effort="none"),
    _offer(4.0, "alibaba", model_id="qwen/two", effort="thinking"),
    *(_offer(1.0, "groq", model_id="qwen/two", source_id="models_dev", as_of=date(2026, 1, 1 + n)) for n in range(30)),
    *(_offer(1.0, "groq", model_id="qwen/two", source_id="models_dev", as_of=date(2026, 2, 1)) for n in range(30)),
)


def _tables() -> Tables:
    models = [
        Model(model_id="openai/gpt-1", developer="openai", weights="closed", source_id="litellm"),
        Model(model_id="openai/old", developer="openai", weights="closed", source_id="litellm"),
        Model(model_id="qwen/two", developer="qwen", weights="open", source_id="litellm"),
    ]
    names = sorted({offer.provider for offer in OFFERS})
    source = SourceState(
        source_id="litellm",
        title="Prices",
        publisher="Somebody",
        url="https://example.org",
        licence="MIT",
        may_redistribute=True,
        attribution="Prices",
        fetched_at=datetime.combine(DAY, time()),
        outcome="fresh",
        rows=1,
        rejected=0,
    )
    made = {
        "offers": frame_of(Offer, OFFERS),
        "models": frame_of(Model, models),
        "price_history": frame_of(PricePeriod, ()),
        "providers": frame_of(
            Seller, [Seller(provider=n, title=n, closed_on=PAST if n == CLOSED else None) for n in names]
        ),
        "sources": frame_of(SourceState, [source]),
    }
    return made | judged(made, DAY)


def _problems(tables: Tables) -> list[str]:
    return [problem for check in PRICE_CHECKS for problem in check(tables)]


def _with(table: str, place: int, **values: Any) -> Tables:  # noqa: ANN401
    made = _tables()
    frame = made[table].copy()
    for name, value in values.items():
        column = list(frame[name])
        column[place] = value
        frame[name] = pd.Series(column, index=frame.index, dtype=object)
    return made | {table: frame}


def test_every_check_of_the_module_is_run() -> None:
    written = {name for name in vars(price_checks) if name.startswith("check_")}
    assert written == {check.__name__ for check in PRICE_CHECKS}


def test_sound_offers_have_no_problem() -> None:
    assert _problems(_tables()) == []


@pytest.mark.parametrize(
    ("table", "place", "fault", "found"),
    [
        ("providers", 0, {"provider": "azure"}, "providers: 'azure' stands twice"),
        ("offers", 1, {"provider": "newcloud"}, "1 sellers are not among providers, such as 'newcloud'"),
        ("offers", 4, {"withdrawn_since": None}, "is sold, though the seller closed"),
        ("offers", 5, {"withdrawn_since": None}, "withdrawn_since of 'openai/old': 2026-06-01 expected, found None"),
        ("models", 1, {"withdrawn_since": None}, "models: withdrawn_since of 'openai/old'"),
        ("offers", 5, {"withdrawn_since": DAY}, "withdrawn_since of 'openai/old': 2026-06-01 expected"),
        ("models", 0, {"withdrawn_since": PAST}, "models: withdrawn_since of 'openai/gpt-1': None expected"),
        ("models", 0, {"retirement_date": None}, "models: retirement_date of 'openai/gpt-1': 2027-03-01 expected"),
        ("offers", 3, {"flag": None}, "doubt about 'openai/gpt-1' at 'shop'"),
        ("offers", 1, {"input_usd_per_mtok": 0.5, "output_usd_per_mtok": 0.5}, "'openai/gpt-1' at 'azure'"),
        ("offers", 0, {"flag": "peak hours: 2 times this price"}, "a doubt expected, found the condition"),
        ("offers", 1, {"conditions": ("odd",)}, "a condition of promotion"),
        ("offers", 7, {"effort": None}, "prices with thinking and without expected of qwen/two at alibaba"),
        ("offers", 2, {"max_input_tokens": 1001}, "takes a prompt of 1001 in a window of 1000"),
    ],
)
def test_a_sown_fault_is_found(table: str, place: int, fault: dict[str, Any], found: str) -> None:
    assert any(found in problem for problem in _problems(_with(table, place, **fault)))


def test_rows_of_one_day_in_a_catalogue_kept_by_hand_are_of_the_file() -> None:
    made = _tables()
    days = made["offers"]["as_of"].map(lambda day: None if day is None or pd.isna(day) else PAST)
    assert any(
        "days of the rows of models_dev expected" in p
        for p in _problems(made | {"offers": made["offers"].assign(as_of=days)})
    )


def test_a_dead_row_is_found() -> None:
    dead = frame_of(Offer, [_offer(1.0, source_id="genai_prices")])
    made = _tables()
    made["offers"] = pd.concat([made["offers"], dead], ignore_index=True)
    assert any("under a seller that another source lists" in problem for problem in _problems(made))


def test_a_price_of_training_on_prompts_is_a_condition() -> None:
    assert _problems(_with("offers", 1, conditions=(TRAINS,), data_policy=TRAINS)) == []


def test_a_snapshot_of_an_earlier_schema_is_asked_nothing() -> None:
    made = _tables()
    made["offers"] = made["offers"].assign(flag="odd", withdrawn_since=None)
    assert _problems(made | {"providers": made["providers"].head(0)}) == []
