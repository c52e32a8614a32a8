"""Estimated speeds against a leaderboard's: what is compared, which half chooses, and what the page tells."""

from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from catalog.hosting.gpus import specifications
from catalog.hosting.plans import BANDWIDTH_EFFICIENCY, COMPUTE_EFFICIENCY, Serving, plans
from catalog.hosting.shapes import Attention, Shape
from catalog.store import Store, open_snapshot
from etl.sources import ml_energy
from validation.hosting import (
    BEFORE,
    BEGIN,
    DENSE,
    END,
    FITTED,
    HELD_BACK,
    NO_SPEEDS,
    PROMPT_TOKENS,
    SHIPPED,
    Efficiencies,
    HostingReport,
    best_of,
    compared,
    errors,
    half_of,
    page_figures,
    validate_hosting,
    write_hosting_page,
)

SHAPE = Shape(
    parameters=10_000_000_000,
    active_parameters=10_000_000_000,
    layers=10,
    kv_heads=5,
    head_dimension=100,
    attention=Attention(
        architecture="plain", full_every=1, window_tokens=0, latent_elements=None, is_moe=False, evidence_url=""
    ),
)
SPECS = pd.DataFrame(
    [
        {
            "gpu": "H100 80GB",
            "memory_gb": 80.0,
            "bandwidth_gb_per_s": 3350.0,
            "fp16_tflops": 989.0,
            "has_fp8": True,
            "is_linked": True,
        }
    ]
)


def run_of(**changes: object) -> dict[str, object]:
    return {
        "model_id": "maker/model",
        "hardware": "2 x H100",
        "precision": "bf16",
        "output_tokens_per_second": 4000.0,
        "conditions": "ML.ENERGY, chat: throughput of the whole machine; "
        + ml_energy.TOGETHER.format(most=64, mean=63.5, tokens=605.2),
    } | changes


def runs(measured: Efficiencies) -> pd.DataFrame:
    """Return runs of two models of each kind that are as fast as some efficiencies say."""
    draw = np.random.default_rng(0)
    made = pd.DataFrame(
        {
            "model_id": [f"maker/{number // 20}" for number in range(80)],
            "is_moe": [number >= 40 for number in range(80)],
            "requests": draw.integers(1, 500, 80),
            "answer": 500.0,
            "ideal_reading_s": draw.uniform(0.002, 0.02, 80),
            "ideal_arithmetic_s": draw.uniform(0.0002, 0.02, 80),
            "ideal_prompt_s": 0.001,
        }
    )
    made["kind"] = np.where(made["is_moe"], "mixtures", DENSE)
    made["half"] = np.where(made.index % 40 < 20, FITTED, HELD_BACK)
    return made.assign(measured=measured.throughput(made))


def test_what_was_shipped_is_what_the_page_of_hosting_estimates() -> None:
    found = compared(run_of(), SHAPE, SPECS)
    assert isinstance(found, dict)
    asked = Serving(input_tokens=PROMPT_TOKENS, output_tokens=605, precision="bf16", concurrency=64)
    plan = plans(SHAPE, asked, SPECS.assign(gpus=2, usd_per_hour=1.0), NO_SPEEDS).iloc[0]
    whole = 605 / (plan["prefill_s"] + 605 / plan["tokens_per_second"])
    assert SHIPPED.throughput(pd.DataFrame([found]))[0] == pytest.approx(whole)
    assert found["ideal_reading_s"] == pytest.approx(plan["reading_s"] * BANDWIDTH_EFFICIENCY)
    assert found["ideal_arithmetic_s"] == pytest.approx(plan["arithmetic_s"] * COMPUTE_EFFICIENCY)


@pytest.mark.parametrize(
    ("changes", "shape", "why"),
    [
        ({"hardware": "Abacus 9000"}, SHAPE, "a machine, a precision or a load that is not known"),
        ({"precision": "odd"}, SHAPE, "a machine, a precision or a load that is not known"),
        ({"conditions": "ML.ENERGY, chat: throughput"}, SHAPE, "a machine, a precision or a load that is not known"),
        ({}, Shape(unknown=("the number of parameters",)), "not known: the number of parameters"),
        (
            {"conditions": str(run_of()["conditions"]).replace("64", "9000")},
            SHAPE,
            "more requests than fit by the estimate of memory",
        ),
    ],
)
def test_a_run_without_an_estimate_says_why(changes: dict[str, object], shape: Shape, why: str) -> None:
    assert compared(run_of(**changes), shape, SPECS) == why


def test_a_model_is_in_one_half_for_ever_and_both_halves_have_some() -> None:
    halves = [half_of(f"maker/model-{number}") for number in range(200)]
    assert halves == [half_of(f"maker/model-{number}") for number in range(200)]
    assert 60 < halves.count(FITTED) < 140
    assert set(halves) == {FITTED, HELD_BACK}


@pytest.mark.parametrize("adds_up", [True, False])
def test_the_efficiencies_of_which_the_runs_were_made_are_found_again(adds_up: bool) -> None:  # noqa: FBT001
    true = Efficiencies(0.7, 0.35, 0.45, adds_up)
    made = runs(true)
    assert best_of(made, adds_up=adds_up) == true
    assert np.abs(errors(made, true)).max() == pytest.approx(0)


def test_twice_as_fast_as_measured_is_an_error_of_one() -> None:
    made = runs(SHIPPED)
    assert errors(made.assign(measured=made["measured"] / 2), SHIPPED) == pytest.approx(1)


def test_the_page_tells_both_halves_before_and_now(tmp_path: Path) -> None:
    page = tmp_path / "hosting.md"
    page.write_text(f"head\n{BEGIN}\nold\n{END}\nfoot", encoding="utf-8")
    report = HostingReport(runs(SHIPPED), {"not known: the layers": 3}, (SHIPPED, BEFORE))
    told = write_hosting_page(report, page)
    assert "| held back | dense | 20 | now | 1.00 | 1.00 to 1.00 | 1.00 | 100 % |" in told
    assert "| set the efficiencies | mixtures | 20 | before |" in told
    assert "3 are left out: not known: the layers." in told
    text = page.read_text(encoding="utf-8")
    assert told in text
    assert "old" not in text


def test_a_snapshot_without_the_leaderboard_says_so(snapshot: Path) -> None:
    told = list(page_figures(validate_hosting(open_snapshot(snapshot))))
    assert told == ["The snapshot has no runs of the leaderboard."]


def test_the_specifications_have_the_leaderboards_machines(bundled_store: Store) -> None:
    known = set(
        specifications(bundled_store.execute("SELECT *, '' AS spec_source, as_of AS spec_as_of FROM gpus").df())["gpu"]
    )
    assert {"H100 80GB", "B200 180GB"} <= known
