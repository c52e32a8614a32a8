"""The rows of the small snapshot that the tests share: a dozen models, hostile names and holes among them."""

from datetime import date, datetime
from typing import Any

from catalog.records import (
    Ability,
    AbilityTest,
    Benchmark,
    Domain,
    Model,
    Offer,
    Score,
    Seller,
    SourceState,
    Speed,
    Unresolved,
)

BOARD, PRICES, CLAIMS = "acme_board", "acme_prices", "acme_claims"
HTML, FORMULA, MARKDOWN = "<b>x</b><img src=x onerror=alert(1)>", "=1+1", "[a](javascript:alert(1)) $x$ **b**"
_DAY = date(2026, 8, 19)


def _model(model_id: str, name: str | None = None, weights: Any = "closed", **facts: Any) -> Model:  # noqa: ANN401
    developer, _, stem = model_id.partition("/")
    return Model(model_id=model_id, name=name or stem, developer=developer, weights=weights, source_id=PRICES, **facts)


def _score(model_id: str, value: float, effort: str | None = None, **more: Any) -> Score:  # noqa: ANN401
    fixed: dict[str, Any] = {
        "benchmark_id": "lmarena_text_overall",
        "evidence": "preference",
        "source_id": BOARD,
        "as_of": _DAY,
        "low": value - 8,
        "high": value + 8,
        "samples": 1000,
    }
    return Score(model_id=model_id, value=value, effort=effort, **(fixed | more))


def _offer(model_id: str, input_usd: float | None, output_usd: float | None, **more: Any) -> Offer:  # noqa: ANN401
    fixed: dict[str, Any] = {"provider": "Acme", "price_kind": "list", "source_id": PRICES, "as_of": date(2026, 5, 31)}
    return Offer(model_id=model_id, input_usd_per_mtok=input_usd, output_usd_per_mtok=output_usd, **(fixed | more))


def _ability(model_id: str, value: float, effort: str | None = None, **more: Any) -> Ability:  # noqa: ANN401
    fixed: dict[str, Any] = {"domain": "hard", "low": value - 5, "high": value + 5, "coverage": 0.5, "is_own": True}
    return Ability(model_id=model_id, value=value, effort=effort, **(fixed | more))


def _speed(model_id: str, tokens_per_second: float, **more: Any) -> Speed:  # noqa: ANN401
    fixed: dict[str, Any] = {"evidence": "community", "source_id": BOARD, "as_of": _DAY}
    return Speed(model_id=model_id, output_tokens_per_second=tokens_per_second, **(fixed | more))


def _source(source_id: str, title: str, **more: Any) -> SourceState:  # noqa: ANN401
    fixed: dict[str, Any] = {
        "publisher": title,
        "url": f"https://{source_id}.example",
        "licence": "CC BY 4.0",
        "may_redistribute": True,
        "attribution": f"{title}, CC BY 4.0, https://{source_id}.example/board",
        "cadence_days": 7,
        "as_of": _DAY,
        "fetched_at": datetime(2026, 11, 23, 10, 0),  # noqa: DTZ001 - the table holds UTC without saying so
        "outcome": "fresh",
        "rows": 10,
        "rejected": 0,
    }
    return SourceState(source_id=source_id, title=title, **(fixed | more))


ROWS: dict[str, list[Any]] = {
    "unresolved": [
        Unresolved(source_id=BOARD, name=HTML, developer=MARKDOWN, count=3, why="no known model has this name"),
        Unresolved(source_id=PRICES, name="sold only", count=1, why="no known model has this name"),
    ],
    "domains": [
        Domain(domain="hard", title="General", kind="task"),
        Domain(domain="medical", title="Medical", kind="field"),
    ],
    "benchmarks": [
        Benchmark(benchmark_id="lmarena_text_overall", title="Votes on text", domain="hard", scale="elo"),
        Benchmark(
            benchmark_id="med_test", title="Medical test", domain="medical", scale="percent", scale_min=0, scale_max=100
        ),
        Benchmark(
            benchmark_id="made_up", title="Facts made up", domain="hard", scale="percent", higher_is_better=False
        ),
        Benchmark(benchmark_id="unpriced", title="Nobody sells these", domain="medical", scale="percent"),
    ],
    "models": [
        _model("big/best", "Best", context_tokens=200_000),
        _model("big/best-mini", "Best mini", context_tokens=128_000),
        _model("open/large", "Large open", "open", licence_id="apache-2.0"),
        _model("open/small", "Small open", "open", licence_id="mit", parameters=8_000_000_000),
        _model("odd/html", HTML, "open"),
        _model("odd/formula", FORMULA, None),
        _model("odd/markdown", MARKDOWN),
        _model("old/dear", "Old and dear"),
        _model("no/price", "No price"),
        _model("free/trial", "Free trial"),
        _model("only/claims", "Only claims", "open"),
        _model("only/offered", "Only offered"),
        _model("known/nothing", "Known, without any figure"),
    ],
    "scores": [
        _score("big/best", 1500.0, "high"),
        _score("big/best", 1470.0, "low"),
        _score("big/best", 1440.0, "low", as_of=date(2026, 1, 1)),
        _score("big/best-mini", 1420.0),
        _score("open/large", 1450.0),
        _score("open/small", 1300.0),
        _score("odd/html", 1350.0),
        _score("odd/formula", 1340.0),
        _score("odd/markdown", 1330.0, low=None, high=None, samples=None),
        _score("old/dear", 1200.0),
        _score("no/price", 1490.0),
        _score("free/trial", 1480.0),
        _score("only/claims", 1600.0, evidence="self-reported", source_id=CLAIMS),
        _score("open/large", 1999.0, evidence="self-reported", source_id=CLAIMS, as_of=date(2026, 11, 1)),
        _score("big/best", 80.0, benchmark_id="med_test", benchmark_version="2", evidence="measured"),
        _score("open/large", 70.0, benchmark_id="med_test", benchmark_version="2", evidence="measured"),
        _score(
            "open/small",
            99.0,
            benchmark_id="med_test",
            benchmark_version="1",
            evidence="measured",
            as_of=date(2025, 1, 1),
        ),
        _score("big/best", 2.0, benchmark_id="made_up", evidence="measured", low=1.0, high=3.0),
        _score("open/small", 9.0, benchmark_id="made_up", evidence="measured", low=8.0, high=10.0),
        _score("no/price", 50.0, benchmark_id="unpriced", evidence="measured"),
    ],
    "offers": [
        _offer("big/best", 5.0, 25.0),
        _offer("big/best-mini", 0.5, 2.0),
        _offer("open/large", 0.6, 2.4, provider="Zeta"),
        _offer("open/large", 0.4, 1.6, provider="Beta"),
        _offer("open/large", 0.1, 0.1, provider="Odd", flag="far below every other provider"),
        _offer("open/large", 3.0, 9.0, provider="Gamma"),
        _offer("open/small", 0.05, 0.1, provider="Beta"),
        _offer("open/small", 0.01, 0.02, provider="beta", as_of=date(2025, 1, 1)),
        _offer("odd/html", 0.2, 0.8, provider="<i>Shop</i>"),
        _offer("odd/formula", 0.3, 0.9),
        _offer("odd/markdown", 1.0, 3.0),
        _offer("old/dear", 30.0, 60.0),
        _offer("no/price", None, None, price_kind="variable"),
        _offer("free/trial", None, None, price_kind="free tier"),
        _offer("only/claims", 1.0, 2.0),
        _offer("only/offered", 1.0, 2.0),
    ],
    "abilities": [
        _ability("big/best", 90.0, "high"),
        _ability("big/best", 84.0, "low", is_own=False),
        _ability("big/best-mini", 70.0),
        _ability("open/large", 80.0),
        _ability("open/small", 40.0),
        _ability("odd/html", 55.0),
        _ability("odd/formula", 50.0),
        _ability("odd/markdown", 45.0),
        _ability("no/price", 88.0),
        _ability("only/offered", 30.0, coverage=0.0),
        _ability("big/best", 75.0, "high", domain="medical"),
        _ability("open/large", 65.0, domain="medical"),
    ],
    "ability_tests": [
        AbilityTest(domain="hard", benchmark_id="lmarena_text_overall", weight=1.0, source_id=BOARD),
        AbilityTest(domain="medical", benchmark_id="med_test", benchmark_version="2", weight=1.0, source_id=BOARD),
    ],
    "speeds": [
        _speed("open/small", 200.0, provider="Beta"),
        _speed("open/large", 60.0, provider="Zeta", evidence="measured"),
        _speed("big/best", 40.0, provider="Acme"),
        _speed("open/small", 90.0, hardware="RTX 3060 (12 GB)", conditions="llama.cpp; batch 1"),
        _speed("open/large", 9000.0, hardware="H100", evidence="measured", conditions="throughput an accelerator of 8"),
    ],
    "sources": [
        _source(BOARD, "Acme board"),
        _source(PRICES, "Acme prices", as_of=date(2026, 5, 31)),
        _source(CLAIMS, "Acme claims", outcome="stale", reason="its answer did not arrive"),
    ],
}


def clouds(offers: list[Any]) -> list[Seller]:
    """Return a cloud for each provider of some offers, so that a seller that a test made up counts."""
    names = {offer.provider.lower(): offer.provider for offer in offers}  # a seller is one, however it is spelt
    return [Seller(provider=name, title=name.title(), kind="cloud") for name in sorted(names.values())]


ROWS["providers"] = clouds(ROWS["offers"])
