"""A small snapshot of sellers of every kind: conditions, doubts, ends and windows that pages must tell."""

from datetime import date
from pathlib import Path
from typing import Any

from catalog.records import Ability, AbilityTest, Model, Offer, Seller, SourceState
from tests.handmade import tables, write_current
from tests.snapshot_rows import BOARD, PRICES, ROWS

DAY = date(2026, 5, 31)
KINDS = {"Maker": ("maker", "CN"), "Cloudy": ("cloud", "US"), "Passer": ("reseller", "SG"), "Stranger": (None, None)}


def _model(model_id: str, **facts: Any) -> Model:  # noqa: ANN401 - any fact
    fixed: dict[str, Any] = {"weights": "closed", "context_tokens": 100_000, "source_id": PRICES}
    return Model(model_id=model_id, name=model_id.partition("/")[2], developer="maker", **(fixed | facts))


def _offer(model_id: str, provider: str, usd: float, **more: Any) -> Offer:  # noqa: ANN401 - any field
    return Offer(
        model_id=model_id,
        provider=provider,
        input_usd_per_mtok=usd,
        output_usd_per_mtok=usd,
        price_kind="list",
        source_id=PRICES,
        as_of=DAY,
        **more,
    )


def write_sellers(data: Path) -> None:
    """Write the snapshot as the current one of a data folder."""
    models = [
        _model("m/hourly", max_input_tokens=80_000),
        _model("m/resold"),
        _model("m/doubted"),
        _model("m/gone", withdrawn_since=date(2026, 3, 1), withdrawn_by=BOARD),
        _model("m/ending", retirement_date=date(2027, 2, 1), retirement_source_id=BOARD),
    ]
    offers = [
        _offer("m/hourly", "Maker", 0.5, conditions=("peak hours: 2 times this price",), max_input_tokens=60_000),
        _offer("m/hourly", "Passer", 0.1),
        _offer("m/resold", "Passer", 1.0),
        _offer("m/resold", "Stranger", 2.0),
        _offer("m/doubted", "Cloudy", 0.01, flag="its maker's price is 50 times as much"),
        _offer("m/gone", "Cloudy", 1.0),
        _offer("m/ending", "Cloudy", 3.0, retirement_date=date(2026, 12, 24)),
    ]
    abilities = [
        Ability(model_id=each.model_id, domain="hard", value=60, low=55, high=65, coverage=0.5, is_own=True)
        for each in models
    ]
    sellers = [
        Seller(provider=name, title=name, kind=kind, country=country)  # type: ignore[arg-type]
        for name, (kind, country) in KINDS.items()
    ]
    rows: dict[str, list[Any]] = {
        "models": models,
        "offers": offers,
        "abilities": abilities,
        "providers": sellers,
        "scores": [],
        "speeds": [],
        "ability_tests": [AbilityTest(domain="hard", benchmark_id="lmarena_text_overall", weight=1.0, source_id=BOARD)],
        "sources": [each for each in ROWS["sources"] if isinstance(each, SourceState)],
    }
    write_current(data, tables(**rows))
