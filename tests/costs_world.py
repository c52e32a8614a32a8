"""A small snapshot for the Costs page: the shared rows, with abilities, GPUs, a model's shape, prices of old, tasks."""

from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

from catalog.records import Ability, AbilityTest, Gpu, GpuOffer, ModelShape, PricePeriod, Speed, TaskCost
from tests.handmade import tables, write_current
from tests.snapshot_rows import BOARD, PRICES, ROWS

_DAY = date(2026, 5, 20)


def _ability(model_id: str, value: float, coverage: float = 0.5) -> Ability:
    return Ability(
        model_id=model_id,
        domain="hard",
        value=value,
        low=value - 5,
        high=value + 5,
        coverage=coverage,
        is_own=True,
    )


def _task(model_id: str, usd_per_task: float, output_tokens: float) -> TaskCost:
    return TaskCost(
        model_id=model_id,
        benchmark_id="med_test",
        usd_per_task=usd_per_task,
        input_tokens_per_task=1000,
        output_tokens_per_task=output_tokens,
        evidence="measured",
        source_id=BOARD,
        as_of=_DAY,
    )


def _period(since: date, until: date | None, input_usd: float) -> PricePeriod:
    return PricePeriod(
        model_id="open/large",
        provider="Beta",
        valid_from=since,
        valid_to=until,
        input_usd_per_mtok=input_usd,
        output_usd_per_mtok=2.0,
        source_id=PRICES,
        as_of=_DAY,
    )


def _gpu(gpu: str, memory_gb: float) -> Gpu:
    return Gpu(
        gpu=gpu,
        memory_gb=memory_gb,
        bandwidth_gb_per_s=3000,
        fp16_tflops=1000,
        has_fp8=True,
        vendor="nvidia",
        source_id=BOARD,
        as_of=_DAY,
    )


def _rented(gpu: str, gpus: int, usd: float, cloud: str = "acme", url: str = "https://acme.example/prices") -> GpuOffer:
    return GpuOffer(
        cloud=cloud,
        gpu=gpu,
        gpus_per_instance=gpus,
        usd_per_gpu_hour=usd,
        is_spot=False,
        evidence_url=url,
        source_id=PRICES,
        as_of=_DAY,
    )


def _models() -> list[Any]:
    shaped = {"open/small": "Open/Small", "open/large": "Open/Large"}
    return [
        replace(model, hub_repo_id=shaped[model.model_id]) if model.model_id in shaped else model
        for model in ROWS["models"]
    ]


COSTS_ROWS: dict[str, list[Any]] = ROWS | {
    "models": _models(),
    "abilities": [
        _ability("big/best", 80),
        _ability("open/large", 60),
        _ability("odd/html", 55),
        _ability("open/small", 40),
        _ability("odd/markdown", 70, coverage=0),
    ],
    "ability_tests": [AbilityTest(domain="hard", benchmark_id="lmarena_text_overall", weight=1, source_id=BOARD)],
    "price_history": [_period(date(2026, 1, 1), date(2026, 3, 1), 4.0), _period(date(2026, 3, 1), None, 1.0)],
    "task_costs": [_task("open/large", 3.0, 900), _task("big/best", 1.0, 300), _task("open/small", 0.5, 100)],
    "gpus": [_gpu("H100 80GB", 80), _gpu("RTX 3090 24GB", 24)],
    "gpu_offers": [
        _rented("H100 80GB", 1, 2.0),
        _rented("H100 80GB", 1, 3.0, cloud="zeta"),
        _rented("H100 80GB", 8, 2.0, url="javascript:alert(1)"),
        _rented("RTX 3090 24GB", 1, 0.01),
    ],
    "model_shapes": [
        ModelShape(
            hub_repo_id="Open/Small",
            architecture="llama",
            layers=32,
            kv_heads=8,
            head_dimension=128,
            parameters=8_000_000_000,
            source_id=BOARD,
            as_of=_DAY,
        )
    ],
    "speeds": [
        Speed(
            model_id="open/small",
            hardware="H100 80GB",
            output_tokens_per_second=9000,
            conditions="Server: throughput an accelerator of 8",
            evidence="measured",
            precision="fp8",
            source_id=BOARD,
            as_of=_DAY,
        )
    ],
}


def write_costs_snapshot(data: Path) -> Path:
    """Write these rows as the current snapshot of a data folder; return its file."""
    return write_current(data, tables(**COSTS_ROWS))
