"""The rows of a small snapshot in which everything is known of a few models: for the tests of Models and Model."""

from datetime import date
from pathlib import Path
from typing import Any

from catalog.records import (
    Ability,
    AbilityTest,
    Conflict,
    Domain,
    HubModel,
    KnownName,
    LineageEdge,
    Model,
    PricePeriod,
    Score,
    Speed,
)
from tests.handmade import fact, tables, write_current
from tests.snapshot_rows import BOARD, CLAIMS, PRICES, ROWS

DAY = date(2026, 8, 19)
LONG = "x" * 10_000
BACKWARDS = "txt.\u202eexe"


def ability(model_id: str, value: float, domain: str = "hard", **more: Any) -> Ability:  # noqa: ANN401
    """Return an ability of 5 points to each side that speaks for its model."""
    fixed: dict[str, Any] = {"low": value - 5, "high": value + 5, "coverage": 0.5, "is_own": True, "effort": None}
    return Ability(model_id=model_id, value=value, domain=domain, **(fixed | more))


def _period(model_id: str, input_usd: float, valid_from: date, **more: Any) -> PricePeriod:  # noqa: ANN401
    fixed: dict[str, Any] = {"provider": "Acme", "source_id": PRICES, "as_of": DAY, "model_name": "best"}
    return PricePeriod(
        model_id=model_id,
        input_usd_per_mtok=input_usd,
        output_usd_per_mtok=4 * input_usd,
        valid_from=valid_from,
        **(fixed | more),
    )


def _speed(model_id: str, speed: float, **more: Any) -> Speed:  # noqa: ANN401
    fixed: dict[str, Any] = {"provider": "Acme", "evidence": "community", "source_id": BOARD, "as_of": DAY}
    return Speed(model_id=model_id, output_tokens_per_second=speed, **(fixed | more))


def _hub(repo: str, downloads: int | None) -> HubModel:
    return HubModel(hub_repo_id=repo, downloads=downloads, likes=3, licence_id="mit", source_id=BOARD, as_of=DAY)


def _edge(child: str, relation: Any = "finetune") -> LineageEdge:  # noqa: ANN401
    return LineageEdge(child=child, parent="Open/Large", relation=relation, evidence="tag", source_id=BOARD)


_ALL_KNOWN: dict[str, Any] = {
    "family": "Large",
    "weights": "open",
    "licence_id": "apache-2.0",
    "licence_class": "permissive",
    "hub_repo_id": "Open/Large",
    "parameters": 70_000_000_000,
    "context_tokens": 128_000,
    "max_output_tokens": 4096,
    "input_modalities": ("text", "image"),
    "output_modalities": ("text",),
    "tools": True,
    "structured_output": False,
    "reasoning": False,
    "release_date": date(2026, 2, 3),
    "knowledge_cutoff": date(2025, 6, 1),
    "retirement_date": date(2027, 1, 1),
    "source_id": PRICES,
    "as_of": DAY,
}
MODEL_ROWS: dict[str, list[Any]] = ROWS | {
    "models": [
        *(model for model in ROWS["models"] if model.model_id != "open/large"),
        Model(model_id="open/large", name="Large open", developer="open", **_ALL_KNOWN),
        Model(model_id="odd/long", name=LONG, developer=LONG, hub_repo_id="<b>/../x", source_id=PRICES),
        Model(model_id="odd/backwards", name=BACKWARDS, developer="odd", source_id=PRICES),
    ],
    "model_names": [
        KnownName(model_id="open/large", name="LARGE 70B"),
        KnownName(model_id="odd/long", name=LONG),
        KnownName(model_id="odd/html", name="<script>alert(1)</script>"),
    ],
    "domains": [
        *ROWS["domains"],
        Domain(domain="german", title="German", kind="language"),
        Domain(domain="safety", title="Safety", kind="task"),
    ],
    "scores": [
        *ROWS["scores"],
        Score(
            model_id="open/large",
            benchmark_id="med_test",
            benchmark_version="2",
            value=60.0,
            evidence="measured",
            contamination="flagged",
            source_id=CLAIMS,
            as_of=DAY,
        ),
        Score(
            model_id="odd/long", benchmark_id="med_test", value=1.0, evidence="measured", harness=LONG, source_id=BOARD
        ),
    ],
    "abilities": [
        ability("big/best", 80.0, effort="high"),
        ability("big/best", 70.0, effort="low", is_own=False, coverage=0.2),
        ability("big/best-mini", 78.0),
        ability("open/large", 60.0),
        ability("open/large", 55.0, "medical"),
        ability("open/large", 50.0, "german"),
        ability("open/small", 40.0),
        ability("open/small", 30.0, "medical", coverage=0.0),
        ability("odd/html", 50.0),
        ability("no/price", 76.0, coverage=0.0),
    ],
    "ability_tests": [
        AbilityTest(domain="hard", benchmark_id="lmarena_text_overall", weight=0.7, source_id=BOARD),
        AbilityTest(domain="hard", benchmark_id="made_up", weight=0.3, source_id=BOARD),
        AbilityTest(domain="medical", benchmark_id="med_test", benchmark_version="2", weight=1.0, source_id=BOARD),
    ],
    "price_history": [
        _period("open/large", 4.0, date(2026, 1, 1), valid_to=date(2026, 6, 15)),
        _period("open/large", 2.0, date(2026, 6, 15)),
        _period("open/large", 1.0, date(2026, 10, 1), model_name="best:batch"),
        _period("open/large", 9.0, date(2026, 9, 1), provider="Gamma"),
        _period("odd/html", 1.0, date(2026, 9, 1), provider="<i>Shop</i>"),
    ],
    "speeds": [
        _speed("open/large", 90.0),
        _speed(
            "open/large", 30.0, provider=None, hardware="H100", evidence="measured", conditions="32 requests at once"
        ),
        _speed("odd/html", 10.0, provider="<i>Shop</i>", conditions="<b>typed in</b>"),
    ],
    "hub_models": [_hub("Open/Large", 900), _hub("Tuner/Large-med", 50), _hub("Copier/Large-GGUF", 700)],
    "lineage": [_edge("Tuner/Large-med"), _edge("Copier/Large-GGUF", "quantized"), _edge("Nobody/x", "merge")],
    "facts": [
        fact("open/large", "parameters", "70000000000", stands=True, source_id=CLAIMS, as_of=DAY, basis="repository"),
        fact("open/large", "release_date", "2026-02-03", stands=True, source_id=BOARD, as_of=DAY),
        fact("open/large", "release_date", "2025-11-01", source_id=PRICES, passed_over="<b>far</b> from its name"),
    ],
    "conflicts": [
        Conflict(
            model_id="open/large",
            fact="release_date",
            low_text="2025-11-01",
            low_source_id=PRICES,
            high_text="2026-02-03",
            high_source_id=BOARD,
            statements=2,
            why="94 days apart",
        ),
        Conflict(
            model_id="open/large",
            fact="med_test",
            low_value=60.0,
            low_source_id=CLAIMS,
            high_value=70.0,
            high_source_id=BOARD,
            statements=2,
            spread_percent=15.4,
        ),
        Conflict(
            model_id="open/large",
            fact="input_usd_per_mtok",
            provider="Zeta",
            low_value=0.6,
            low_source_id=PRICES,
            high_value=0.9,
            high_source_id=CLAIMS,
            statements=2,
            spread_percent=40.0,
        ),
    ],
}


def write_models(data: Path) -> Path:
    """Write these rows as the current snapshot of a data folder; return its file."""
    return write_current(data, tables(**MODEL_ROWS))
