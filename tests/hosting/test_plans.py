"""Serving a model oneself: memory, what fits, speed and its evidence, and the volume at which it pays."""

import csv
import json
import math
import random
import re
from dataclasses import replace
from typing import Any

import pandas as pd
import pytest

from catalog import __main__ as commands
from catalog import queries
from catalog.hosting import plans as hosting
from catalog.hosting.gpus import Hardware, hardware, specifications
from catalog.hosting.plans import (
    HOURS_A_MONTH,
    HostingError,
    Serving,
    against_api,
    break_even,
    cost_curve,
    machines_for,
    memory,
    plans,
)
from catalog.hosting.shapes import Attention, Shape, attentions, kv_cache_bytes, precision_of, shape_of
from catalog.snapshot import Snapshot
from catalog.store import DATASETS, Store

PLAIN = Attention(
    architecture="plain", full_every=1, window_tokens=0, latent_elements=None, is_moe=False, evidence_url="", note=""
)
MIXTURE = replace(PLAIN, architecture="mixture", is_moe=True)
LLAMA_70B = Shape(
    parameters=70_000_000_000,
    active_parameters=70_000_000_000,
    layers=80,
    kv_heads=8,
    head_dimension=128,
    attention=PLAIN,
)
# 10 billion parameters; 2 x 10 layers x 5 heads x 100 x 2 bytes = 20,000 bytes a token.
SMALL = replace(
    LLAMA_70B,
    parameters=10_000_000_000,
    active_parameters=10_000_000_000,
    layers=10,
    kv_heads=5,
    head_dimension=100,
)
MACHINE: dict[str, Any] = {
    "gpu": "G",
    "gpus": 1,
    "memory_gb": 100.0,
    "bandwidth_gb_per_s": 1000.0,
    "fp16_tflops": 100.0,
    "has_fp8": False,
    "is_linked": True,
    "usd_per_hour": 2.0,
}
SPEED: dict[str, Any] = {
    "hardware": "H100 80GB",
    "output_tokens_per_second": 1000.0,
    "precision": "fp8",
    "conditions": "MLPerf v5.1 Server: requests arriving at random; throughput an accelerator of 2",
    "evidence": "measured",
    "is_throughput": True,
    "statistic": None,
    "speed_source": "MLPerf",
    "speed_as_of": pd.Timestamp(2025, 9, 9),
}
NO_SPEEDS = pd.DataFrame([SPEED])[:0]


def serving(**changes: Any) -> Serving:  # noqa: ANN401 - any field
    return Serving(**({"input_tokens": 900, "output_tokens": 100, "concurrency": 10} | changes))


def rented(*changes: dict[str, Any]) -> pd.DataFrame:
    return pd.DataFrame([MACHINE | change for change in changes])


def plan(shape: Shape, served: Serving, **machine: Any) -> Any:  # noqa: ANN401 - a row
    return plans(shape, served, rented(machine), NO_SPEEDS).iloc[0]


# Memory.


def test_keys_and_values_of_every_layer_and_head_are_kept() -> None:
    # 2 x 80 layers x 8 KV heads x 128 x 2 bytes = 327,680 bytes a token
    assert kv_cache_bytes(LLAMA_70B, 1, 2) == 327_680
    assert kv_cache_bytes(LLAMA_70B, 1000, 1) == 163_840_000


def test_a_latent_is_kept_in_place_of_keys_and_values() -> None:
    # DeepSeek V3: 61 layers x (512 + 64) x 2 bytes = 70,272 bytes a token, whatever its 128 heads are
    shape = Shape(layers=61, kv_heads=128, head_dimension=56, attention=attentions()["deepseek_v3"])
    assert kv_cache_bytes(shape, 1, 2) == 70_272


def test_layers_with_a_window_keep_no_more_than_it() -> None:
    # gpt-oss-120b: 2 x 8 x 64 x 2 bytes = 2,048 a layer and token; 18 layers keep 2,400 tokens and 18 keep 128
    shape = Shape(layers=36, kv_heads=8, head_dimension=64, attention=attentions()["gpt_oss"])
    assert kv_cache_bytes(shape, 2_400, 2) == 2_048 * (18 * 2_400 + 18 * 128)
    assert kv_cache_bytes(shape, 100, 2) == 2_048 * 36 * 100


def test_layers_of_linear_attention_keep_no_tokens() -> None:
    # Qwen3-Next: one layer in four, 12 of 48
    shape = Shape(layers=48, kv_heads=2, head_dimension=256, attention=attentions()["qwen3_next"])
    assert kv_cache_bytes(shape, 1_000, 2) == 2 * 12 * 2 * 256 * 2 * 1_000


@pytest.mark.parametrize("gap", ["layers", "kv_heads", "head_dimension", "attention"])
def test_a_gap_in_the_shape_leaves_the_cache_unknown(gap: str) -> None:
    unknown: dict[str, Any] = {gap: None}
    assert kv_cache_bytes(replace(LLAMA_70B, **unknown), 1, 2) is None


@pytest.mark.parametrize(("precision", "expected"), [("bf16", 140.0), ("fp8", 70.0), ("int4", 39.375)])
def test_weights_take_their_bytes_times_all_parameters(precision: Any, expected: float) -> None:  # noqa: ANN401
    mixture = replace(LLAMA_70B, active_parameters=3_000_000_000, attention=MIXTURE)
    for shape in (LLAMA_70B, mixture):
        assert memory(shape, serving(precision=precision)).weights_gb == pytest.approx(expected)


def test_memory_of_an_unknown_shape_is_unknown() -> None:
    need = memory(Shape(), serving())
    assert (need.weights_gb, need.cache_bytes_per_token, need.cache_gb_per_request) == (None, None, None)


# What fits.


def test_weights_and_the_caches_of_all_requests_must_fit_in_nine_tenths() -> None:
    # usable 90 GB, weights 20 GB, a cache of 1,000 tokens x 20,000 bytes = 0.02 GB: 3,500 requests
    found = plan(SMALL, serving())
    assert (found["usable_gb"], found["weights_gb"], found["most_at_once"]) == (90, 20, 3_500)
    assert found["needed_gb"] == pytest.approx(20.2)
    assert found["fits"] is True
    assert plan(SMALL, serving(concurrency=3_500))["fits"] is True
    assert plan(SMALL, serving(concurrency=3_501))["fits"] is False


def test_as_many_requests_as_fit_are_at_most_256() -> None:
    assert plan(SMALL, serving(concurrency=None))["at_once"] == 256
    # 22.3 GB usable: (22.3 - 20) / 0.02 = 115
    assert plan(SMALL, serving(concurrency=None), memory_gb=22.3 / 0.9)["at_once"] == 115


def test_a_model_that_does_not_fit_has_no_speed() -> None:
    found = plan(SMALL, serving(), memory_gb=20.0)
    assert found["fits"] is False
    assert found[["tokens_per_second", "requests_per_month", "usd_per_request", "time_to_first_token_s"]].isna().all()


def test_without_an_architecture_only_too_large_weights_are_known_not_to_fit() -> None:
    unknown = replace(SMALL, attention=None)
    assert plan(unknown, serving())["fits"] is None
    assert plan(unknown, serving(), memory_gb=20.0)["fits"] is False


def test_those_that_fit_come_before_the_unknown_and_both_before_those_that_do_not() -> None:
    found = plans(SMALL, serving(), rented({"memory_gb": 20.0, "usd_per_hour": 0.1}, {}), NO_SPEEDS)
    assert found["fits"].tolist() == [True, False]
    found = plans(replace(SMALL, attention=None), serving(), rented({"memory_gb": 1.0}, {}), NO_SPEEDS)
    assert found["fits"].tolist() == [None, False]


@pytest.mark.parametrize(
    ("shape", "gpus", "copies"),
    [
        (SMALL, 4, 1),
        (replace(SMALL, kv_heads=8), 8, 1),
        (replace(SMALL, kv_heads=2), 8, 4),
        (replace(SMALL, attention=replace(PLAIN, latent_elements=576)), 8, 8),
    ],
)
def test_a_head_or_a_latent_that_cannot_be_split_is_kept_on_every_gpu(shape: Shape, gpus: int, copies: int) -> None:
    alone = memory(shape, serving()).cache_gb_per_request
    assert alone is not None
    assert plan(shape, serving(), gpus=gpus)["cache_gb_per_request"] == pytest.approx(alone * copies)


def test_a_request_beyond_the_context_window_is_refused() -> None:
    with pytest.raises(HostingError, match="At most the 999 tokens"):
        plan(replace(SMALL, context_tokens=999), serving())


# Speed.


def test_the_estimate_agrees_with_a_hand_calculation() -> None:
    # A step for 10 requests reads 20 GB of weights and 10 x 0.02 GB x 950/1,000 of caches = 20.19 GB, at 0.6 of
    # 1,000 GB/s: 0.03365 s; then its arithmetic, 2 x 10e9 x 10 / (0.45 x 100e12) = 0.00444 s: 0.03809 s.
    # Speed 10 / 0.03809 = 262.51 tokens/s. Input: 2 x 10e9 x 900 / 45e12 = 0.4 s.
    # A request takes 0.4 + 100 / 262.51 = 0.78094 s of the machine: 0.5 x 730 x 3,600 / 0.78094 requests a month,
    # for 730 x 2 = 1,460 USD.
    found = plan(SMALL, serving())
    assert (found["reading_s"], found["arithmetic_s"]) == (pytest.approx(0.03365), pytest.approx(0.2 / 45))
    assert found["tokens_per_second"] == pytest.approx(10 / (0.03365 + 0.2 / 45))
    assert found["tokens_per_second_per_request"] == pytest.approx(1 / (0.03365 + 0.2 / 45))
    assert found["time_to_first_token_s"] == pytest.approx(0.4)
    assert found["requests_per_month"] == pytest.approx(0.5 * 730 * 3600 / (0.4 + 0.3365 + 2 / 45))
    assert found["usd_per_month"] == 1_460
    assert found["usd_per_request"] == pytest.approx(1_460 / (0.5 * 730 * 3600 / (0.4 + 0.3365 + 2 / 45)))
    assert (found["bound"], found["speed_evidence"]) == ("memory bandwidth", "estimated")


def test_many_requests_are_limited_by_arithmetic() -> None:
    # 3,500 requests: 2 x 10e9 x 3,500 / 45e12 = 1.556 s, after (20 + 66.5) / 600 = 0.144 s of reading
    found = plan(SMALL, serving(concurrency=3_500))
    assert found["bound"] == "arithmetic"
    assert found["tokens_per_second"] == pytest.approx(3_500 / (70 / 45 + 86.5 / 600))


def test_a_mixture_reads_its_active_share_for_one_request_and_nearly_all_for_many() -> None:
    # 10 of 100 billion are active: one request reads 10 % of 200 GB, at 0.3 of 1,000 GB/s; a token's arithmetic is
    # 2 x 10e9 / 45e12 = 0.00044 s
    mixture = replace(SMALL, parameters=100_000_000_000, attention=MIXTURE)
    one = plan(mixture, serving(concurrency=1), memory_gb=300.0)
    each_s = 0.02 * 0.95 / 300 + 0.02 / 45
    assert 1 / one["tokens_per_second"] == pytest.approx(20 / 300 + each_s)
    many = plan(mixture, serving(concurrency=50), memory_gb=300.0)
    assert 50 / many["tokens_per_second"] == pytest.approx((1 - 0.9**50) * 200 / 300 + 50 * each_s)


def test_without_active_parameters_the_fit_is_known_and_the_speed_is_not() -> None:
    found = plan(replace(SMALL, active_parameters=None, attention=MIXTURE), serving())
    assert found["fits"] is True
    assert math.isnan(found["tokens_per_second"])
    assert (found["speed_evidence"], found["bound"]) == (None, None)


def test_a_gpu_of_unknown_arithmetic_has_no_estimate() -> None:
    found = plan(SMALL, serving(), fp16_tflops=math.nan)
    assert found["fits"] is True
    assert math.isnan(found["tokens_per_second"])


def test_gpus_that_are_linked_add_up_and_others_lose_a_fifth_at_each_doubling() -> None:
    one = plan(SMALL, serving())["tokens_per_second"]
    assert plan(SMALL, serving(), gpus=4)["tokens_per_second"] == pytest.approx(4 * one)
    assert plan(SMALL, serving(), gpus=4, is_linked=False)["tokens_per_second"] == pytest.approx(4 * 0.64 * one)


def test_eight_bits_calculate_twice_as_fast_where_the_gpu_has_them() -> None:
    without, having = (plan(SMALL, serving(precision="fp8"), has_fp8=has)["prefill_s"] for has in (False, True))
    assert (without, having) == (pytest.approx(0.4), pytest.approx(0.2))


def test_what_is_read_from_a_cache_is_not_computed_again_and_is_kept_in_memory() -> None:
    found = plan(SMALL, serving(cached_tokens=800))
    assert found["time_to_first_token_s"] == pytest.approx(0.4 / 9)
    assert found["needed_gb"] == plan(SMALL, serving())["needed_gb"]


# Measured speeds.


def measured(served: Serving, *speeds: dict[str, Any]) -> Any:  # noqa: ANN401 - a row
    machine = rented({"gpu": "H100 80GB", "gpus": 2}, {"gpu": "H100 80GB", "gpus": 8, "usd_per_hour": 99.0})
    found = plans(SMALL, served, machine, pd.DataFrame([SPEED | speed for speed in speeds]))
    return found[found["gpus"] == 2].iloc[0]


def test_a_measured_throughput_counts_for_a_full_load_and_the_estimate_stays_beside_it() -> None:
    found = measured(serving(concurrency=None, precision="fp8"), {})
    assert (found["tokens_per_second"], found["speed_evidence"]) == (2_000, "measured")
    assert found["estimated_tokens_per_second"] != 2_000
    assert found["speed_source"] == "MLPerf"
    assert math.isnan(found["tokens_per_second_per_request"])
    assert found["requests_per_month"] == pytest.approx(0.5 * HOURS_A_MONTH * 3600 / (found["prefill_s"] + 100 / 2_000))


@pytest.mark.parametrize(
    ("served", "speed"),
    [
        ({"concurrency": None, "precision": "bf16"}, {}),
        ({"concurrency": 10, "precision": "fp8"}, {}),
        ({"concurrency": None, "precision": "fp8"}, {"conditions": SPEED["conditions"].replace("of 2", "of 8")}),
        ({"concurrency": None, "precision": "fp8"}, {"hardware": "H200 141GB"}),
        ({"concurrency": None, "precision": "fp8"}, {"hardware": "Abacus 9000"}),
        ({"concurrency": None, "precision": "fp8"}, {"evidence": "community"}),
        ({"concurrency": None, "precision": "fp8"}, {"precision": None}),
        ({"concurrency": 1, "precision": "fp8"}, {}),
        ({"concurrency": 1, "precision": "fp8"}, {"is_throughput": False, "hardware": "H100 80GB"}),
        (
            {"concurrency": 1, "precision": "fp8"},
            {"is_throughput": False, "hardware": "2 x H100 80GB", "conditions": "vllm; speculative decoding"},
        ),
        (
            {"concurrency": 1, "precision": "fp8"},
            {
                "is_throughput": False,
                "hardware": "2 x H100 80GB",
                "conditions": "vllm",
                "statistic": "one of several requests together",
            },
        ),
    ],
    ids=[
        "another precision",
        "another load",
        "eight GPUs for two",
        "another GPU",
        "a GPU of no known name",
        "a throughput that nobody checked",
        "no precision",
        "throughput for one request",
        "one GPU for two",
        "speculative decoding",
        "one of eight for one alone",
    ],
)
def test_a_speed_that_was_taken_otherwise_does_not_count(served: dict[str, Any], speed: dict[str, Any]) -> None:
    assert measured(serving(**served), speed)["speed_evidence"] == "estimated"


def test_a_throughput_by_the_gpu_is_of_all_of_them_and_of_nodes_of_eight() -> None:
    for system in ("of 8", "of 24"):
        speeds = pd.DataFrame([SPEED | {"conditions": SPEED["conditions"].replace("of 2", system)}])
        machine = rented({"gpu": "H100 80GB", "gpus": 8})
        found = plans(SMALL, serving(concurrency=None, precision="fp8"), machine, speeds).iloc[0]
        assert (found["tokens_per_second"], found["speed_evidence"]) == (8_000, "measured")


def test_the_speed_of_one_request_counts_for_one_request_and_keeps_its_evidence() -> None:
    one = {"is_throughput": False, "hardware": "2 x H100 80GB", "conditions": "vllm", "evidence": "community"}
    speeds = [one | {"output_tokens_per_second": speed} for speed in (90.0, 10.0, 50.0)]
    found = measured(serving(concurrency=1, precision="fp8"), *speeds)
    assert (found["tokens_per_second"], found["speed_evidence"]) == (50.0, "community")
    assert found["tokens_per_second_per_request"] == 50.0


TOGETHER = {
    "hardware": "2 x H100 80GB",
    "statistic": "all requests together",
    "conditions": "Board, chat: throughput of the whole machine; 10 requests at once at most, 9.9 on average",
}


def test_a_throughput_of_so_many_requests_counts_where_so_many_are_asked_for() -> None:
    found = measured(serving(concurrency=10, precision="fp8"), TOGETHER)
    assert (found["tokens_per_second"], found["speed_evidence"]) == (1000.0, "measured")
    assert found["tokens_per_second_per_request"] == 100.0


@pytest.mark.parametrize(
    ("concurrency", "changed"),
    [
        (100, {}),
        (1, {}),
        (None, {}),
        (10, {"evidence": "community"}),
        (10, {"statistic": None}),
        (10, {"conditions": TOGETHER["conditions"].replace("chat", "science")}),
        (10, {"conditions": TOGETHER["conditions"].replace("10 requests", "110 requests")}),
    ],
    ids=["more", "one", "as many as fit", "unchecked", "of nothing stated", "another task", "many more"],
)
def test_a_throughput_of_another_load_does_not(concurrency: int | None, changed: dict[str, Any]) -> None:
    served = serving(concurrency=concurrency, precision="fp8")
    assert measured(served, TOGETHER | changed)["speed_evidence"] == "estimated"


@pytest.mark.parametrize(
    ("text", "precision"),
    [
        ("Q4_K_M", "int4"),
        ("nvfp4", "int4"),
        ("UINT4", "int4"),
        ("gptq4", "int4"),
        ("fp8-dyn", "fp8"),
        ("Q8_0", "fp8"),
        ("BF16", "bf16"),
        ("Q6_K", None),
        ("AVQ2", None),
        (None, None),
    ],
)
def test_precisions_are_read_as_sources_write_them(text: str | None, precision: str | None) -> None:
    assert precision_of(text) == precision


# GPUs and their prices.


@pytest.mark.parametrize(
    ("text", "memory_gb", "instance", "gpu", "count"),
    [
        ("NVIDIA H100-SXM-80GB", None, None, "H100 80GB", 1),
        ("H100", 79.6, None, "H100 80GB", 1),
        ("H100", 93.6, None, "H100 NVL 94GB", 1),
        ("H100", 80.0, "gpu_1x_h100_pcie", "H100 PCIe 80GB", 1),
        ("A100-80GB", None, None, "A100 80GB", 1),
        ("A100", None, None, "A100 40GB", 1),
        ("NVIDIA A100 PCIe", 80.0, None, "A100 PCIe 80GB", 1),
        ("NVIDIA A100 PCIe", 40.0, None, "A100 40GB", 1),
        ("2 x RTX 3090 (24 GB)", None, None, "RTX 3090 24GB", 2),
        ("RTX 4090 (48 GB mod)", 48.0, None, None, 1),
        ("AMD Instinct MI325X 256GB HBM3e", None, None, "MI325X 256GB", 1),
        ("Virtualized NVIDIA H200-SXM-141GB", None, None, "H200 141GB", 1),
        ("NVIDIA RTX PRO 6000 Blackwell Server Edition", None, None, "RTX PRO 6000 Blackwell Server 96GB", 1),
        ("NVIDIA Quadro RTX 6000", 24.0, None, None, 1),
        ("A10", 24.0, None, "A10 24GB", 1),
        ("Apple M4 Max (64 GB)", None, None, None, 1),
        ("", None, None, None, 1),
    ],
)
def test_a_gpu_is_met_under_the_names_that_sources_use(
    text: str, memory_gb: float | None, instance: str | None, gpu: str | None, count: int
) -> None:
    assert hardware(text, memory_gb, instance) == Hardware(gpu, count)


def offered(*changes: dict[str, Any]) -> pd.DataFrame:
    known = {
        "cloud": "a",
        "gpu": "H100",
        "gpus_per_instance": 1,
        "region": None,
        "instance": None,
        "memory_gb": 80.0,
        "is_spot": False,
        "evidence_url": "https://a.example",
        "usd_per_hour": 2.0,
        "price_source": "A",
        "price_as_of": pd.Timestamp(2026, 5, 20),
    }
    return pd.DataFrame([known | change for change in changes])


def found_machines(*changes: dict[str, Any], **how: Any) -> pd.DataFrame:  # noqa: ANN401
    spec = MACHINE | {"gpu": "H100 80GB", "vendor": "n", "evidence_url": "u", "spec_source": "s", "spec_as_of": None}
    return hosting.machines(offered(*changes), pd.DataFrame([spec]).drop(columns=["gpus", "usd_per_hour"]), **how)


def test_the_machine_in_the_middle_of_the_clouds_counts_unless_the_cheapest_is_asked_for() -> None:
    clouds = [{"cloud": cloud, "usd_per_hour": usd} for cloud, usd in (("a", 1.0), ("a", 9.0), ("b", 3.0), ("c", 4.0))]
    middle, cheapest = found_machines(*clouds), found_machines(*clouds, choice="cheapest")
    assert middle[["cloud", "usd_per_hour", "clouds_compared"]].to_numpy().tolist() == [["b", 3.0, 3]]
    assert cheapest["usd_per_hour"].tolist() == [1.0]


def test_only_whole_machines_of_known_gpus_that_cannot_be_called_back_count() -> None:
    odd: list[dict[str, Any]] = [{"is_spot": True}, {"gpus_per_instance": 3}, {"gpu": "TPU v6"}]
    assert found_machines(*odd).empty
    assert len(found_machines(*odd, spot=True)) == 1


def test_the_smaller_of_two_stated_memories_counts() -> None:
    assert found_machines({"memory_gb": 79.6})["memory_gb"].tolist() == [79.6]
    assert found_machines({"memory_gb": None})["memory_gb"].tolist() == [100.0]


def test_every_curated_gpu_has_figures_or_a_row_in_the_snapshot(bundled_store: Store) -> None:
    known = specifications(queries.gpus(bundled_store))
    with (DATASETS / "gpus.csv").open(encoding="utf-8") as lines:
        rows = list(csv.DictReader(lines))
    assert sorted(known["gpu"]) == sorted(row["gpu"] for row in rows)
    assert known[["memory_gb", "bandwidth_gb_per_s", "is_linked"]].notna().all(axis=None)
    assert all(row["evidence_url"].startswith("https://") for row in rows if row["memory_gb"])


# The volume at which it pays.


def test_a_machine_pays_from_the_volume_at_which_the_api_costs_as_much() -> None:
    even = break_even(1_000, 1_000_000, 0.002)
    assert (even.first, even.always) == (500_000, 500_000)


def test_a_machine_that_cannot_answer_enough_never_pays() -> None:
    even = break_even(1_000, 1_000_000, 0.0009)
    assert (even.first, even.always) == (None, None)


def test_each_further_machine_can_be_dearer_for_a_while() -> None:
    # Paid off at 1,000 / 0.0011 = 909,091 requests, gaining 100 USD at full load: from the tenth machine on for good.
    even = break_even(1_000, 1_000_000, 0.0011)
    assert even.first == pytest.approx(909_090.9)
    assert even.always == pytest.approx(9_090_909.1)
    assert 2 * 1_000 > 1_000_001 * 0.0011


def test_a_machine_that_just_pays_never_pays_for_good() -> None:
    assert break_even(1_000, 1_000_000, 0.001).first == 1_000_000
    assert break_even(1_000, 1_000_000, 0.001).always is None


def test_both_volumes_are_what_trying_every_volume_gives() -> None:
    numbers = random.Random(7)  # noqa: S311 - no secret
    for _ in range(200):
        usd, capacity, api = numbers.randint(1, 40), numbers.randint(1, 30), numbers.uniform(0.5, 6)
        even = break_even(usd, capacity, api)
        dearer = [v for v in range(1, 40 * capacity) if machines_for(v, capacity) * usd > v * api * (1 + 1e-12)]
        cheaper = sorted(set(range(1, 40 * capacity)) - set(dearer))
        assert (even.first is None) == (not cheaper) or (even.first or 0) > cheaper[-1]
        if even.first is not None and cheaper:
            assert cheaper[0] - 1 < even.first <= cheaper[0] + 1e-9
        if even.always is not None and dearer and even.always < 39 * capacity:
            assert dearer[-1] < even.always + 1e-9


def test_the_curve_steps_where_a_machine_is_full() -> None:
    curve = cost_curve(break_even(1_000, 100, 8), 250)
    assert curve["requests_per_month"].tolist() == [0, 100, 100, 200, 200, 250]
    assert curve["machines"].tolist() == [1, 1, 2, 2, 3, 3]
    assert curve["hosting_usd_per_month"].tolist() == [1_000, 1_000, 2_000, 2_000, 3_000, 3_000]
    assert curve["api_usd_per_month"].tolist() == [0, 800, 800, 1_600, 1_600, 2_000]


def test_an_astronomic_volume_draws_few_points() -> None:
    curve = cost_curve(break_even(1_000, 3, 8), 1e12)
    assert len(curve) <= 402
    assert curve["hosting_usd_per_month"].iloc[-1] == pytest.approx(1e12 / 3 * 1_000)


@pytest.mark.parametrize("figures", [(0, 1, 1), (1, 0, 1), (1, 1, 0), (math.nan, 1, 1), (1, 1, math.inf)])
def test_a_break_even_of_nothing_is_refused(figures: tuple[float, float, float]) -> None:
    with pytest.raises(HostingError, match="above 0"):
        break_even(*figures)


@pytest.mark.parametrize("volume", [0, -1, math.inf, math.nan])
def test_a_curve_to_nowhere_is_refused(volume: float) -> None:
    with pytest.raises(HostingError, match="A volume above 0"):
        cost_curve(break_even(1, 1, 1), volume)


def test_the_plan_that_is_cheapest_depends_on_the_volume() -> None:
    both = plans(SMALL, serving(), rented({}, {"gpu": "big", "gpus": 4, "usd_per_hour": 6.0}), NO_SPEEDS)
    capacity = both.set_index("gpu")["requests_per_month"]
    assert against_api(both, 1, 0.01)["gpu"].iloc[0] == "G"
    assert against_api(both, capacity["big"], 0.01)["gpu"].iloc[0] == "big"
    assert against_api(both, 0, 0.01)["api_usd_per_month"].tolist() == [0, 0]


def test_plans_without_a_speed_are_not_compared() -> None:
    found = plans(SMALL, serving(), rented({"memory_gb": 1.0}), NO_SPEEDS)
    assert against_api(found, 1_000, 0.01).empty


@pytest.mark.parametrize(
    ("change", "told"),
    [
        ({"input_tokens": 0}, "Input tokens: a number from 1 to 100,000,000 expected, found 0"),
        ({"output_tokens": math.nan}, "Output tokens: a number from 1 to 100,000,000 expected, found nan"),
        ({"output_tokens": 1e12}, "Output tokens: a number from 1 to"),
        ({"cached_tokens": 901}, "Cached tokens within the input expected, found 901"),
        ({"utilisation": 0}, "Utilisation: a number from 0.001 to 1"),
        ({"utilisation": 1.1}, "Utilisation: a number"),
        ({"concurrency": 0}, "Requests at once: a whole number from 1 to 10,000"),
        ({"concurrency": True}, "Requests at once: a whole number from 1 to 10,000"),
        ({"precision": "fp2"}, "Precision of the weights: one of bf16, fp8, int4 expected, found 'fp2'"),
        ({"cache_precision": "x"}, "Precision of the KV cache: one of fp16, fp8"),
    ],
)
def test_what_cannot_be_served_is_refused_with_a_sentence(change: dict[str, Any], told: str) -> None:
    with pytest.raises(HostingError, match=re.escape(told)):
        serving(**change)


# Where a shape is from.


def rows(*changes: dict[str, Any]) -> pd.DataFrame:
    known = {
        "model_id": "maker/model",
        "hub_repo_id": "Maker/Model",
        "parameters": 8,
        "active_parameters": None,
        "context_tokens": 4096,
        "shape_repo_id": "Maker/Model",
        "architecture": "llama",
        "layers": 2,
        "kv_heads": 1,
        "head_dimension": 4,
        "distance": 0,
        "tags": None,
        "shape_parameters": 9,
    }
    return pd.DataFrame([known | change for change in changes])


LATENT: dict[str, Any] = {
    "architecture": "latent",
    "full_every": 1,
    "window_tokens": 0,
    "latent_elements": 10,
    "is_moe": True,
    "evidence_url": "https://acme.example/paper",
}
UNREAD = {"layers": None, "kv_heads": None, "head_dimension": None}


def test_a_models_own_configuration_counts_first() -> None:
    shape = shape_of(rows({}, {"layers": 5, "shape_repo_id": "x/copy-awq", "distance": 1}))
    assert (shape.layers, shape.parameters, shape.active_parameters, shape.unknown) == (2, 9, 9, ())


def test_a_gated_models_shape_is_curated_or_that_of_its_quantised_copy() -> None:
    gated = rows(UNREAD | {"hub_repo_id": "meta-llama/Llama-3.3-70B-Instruct", "shape_parameters": None})
    assert (shape_of(gated).layers, shape_of(gated).parameters) == (80, 8)
    copied = shape_of(rows(UNREAD, {"layers": 5, "shape_repo_id": "x/copy-awq", "distance": 1}))
    assert copied.layers == 5
    assert "its copy x/copy-awq" in copied.notes[0]
    tuned = shape_of(rows(UNREAD, {"layers": 6, "shape_repo_id": "x/base", "distance": 2}))
    assert "tuned from, x/base" in tuned.notes[0]


def test_a_curated_shape_counts_before_a_configuration_that_leaves_something_out() -> None:
    own = rows({"hub_repo_id": "stepfun-ai/Step-3.5-Flash", "architecture": "step3p5", "layers": 45, "kv_heads": 64})
    assert shape_of(own).kv_heads == 8


@pytest.mark.parametrize(
    ("change", "precision"),
    [
        ({}, "bf16"),
        ({"tags": ["conversational", "fp8"]}, "fp8"),
        ({"tags": ["8-bit", "mxfp4", "vllm"]}, "int4"),
        ({"hub_repo_id": "Maker/Model-FP8"}, "fp8"),
        ({"hub_repo_id": "Maker/Model-qat-q4_0-unquantized"}, "bf16"),
        ({"hub_repo_id": "moonshotai/Kimi-K2-Thinking"}, "int4"),
    ],
)
def test_a_model_was_released_in_the_precision_that_its_repository_states(
    change: dict[str, Any], precision: str
) -> None:
    assert shape_of(rows(change)).released_in == precision


def test_hosting_starts_from_the_precision_of_the_release() -> None:
    shape = Shape(parameters=1_000_000_000, released_in="fp8")
    asked = Serving(input_tokens=1, output_tokens=1)
    assert asked.of(shape).precision == "fp8"
    assert hosting.memory(shape, asked.of(shape)).weights_gb == 1.0
    assert replace(asked, precision="bf16").of(shape).precision == "bf16"


def test_of_a_latent_cache_only_the_layers_that_keep_every_token_count() -> None:
    every, eighth = (
        Shape(layers=16, attention=Attention(**LATENT | {"full_every": full_every})) for full_every in (1, 8)
    )
    assert kv_cache_bytes(every, 100, 2) == 16 * 10 * 100 * 2
    assert kv_cache_bytes(eighth, 100, 2) == 2 * 10 * 100 * 2


def test_an_architecture_that_nobody_has_read_is_said() -> None:
    assert shape_of(rows({"architecture": "mystery_v9"})).unknown == (
        "what the architecture mystery_v9 keeps of each token",
        "how many parameters each token uses",
    )
    assert "configuration could not be read" in shape_of(rows(UNREAD)).unknown[0]
    assert "the number of parameters" in shape_of(rows({"parameters": None, "shape_parameters": None})).unknown


@pytest.mark.parametrize(
    ("change", "active"),
    [
        ({"hub_repo_id": "Qwen/Qwen3-30B-A3B"}, 3_000_000_000),
        ({"hub_repo_id": "Qwen/Qwen3-30B-A3.3B-Base"}, 3_300_000_000),
        ({"hub_repo_id": "deepseek-ai/DeepSeek-V3"}, 37_000_000_000),
        ({"active_parameters": 5}, 5),
        ({}, None),
        ({"hub_repo_id": "x/Model-A3Bit"}, None),
    ],
)
def test_active_parameters_of_a_mixture_are_stated_by_somebody_or_unknown(
    change: dict[str, Any], active: int | None
) -> None:
    assert shape_of(rows({"architecture": "qwen3_moe"} | change)).active_parameters == active


def test_every_curated_shape_and_architecture_has_its_evidence() -> None:
    for name in ("attention.csv", "shapes.csv"):
        with (DATASETS / name).open(encoding="utf-8") as lines:
            found = list(csv.DictReader(lines))
        assert found
        assert all(row["evidence_url"].startswith("https://") for row in found)
    assert all(each.full_every >= 1 and each.window_tokens >= 0 for each in attentions().values())


# The bundled figures.


def test_a_curated_shape_is_that_of_the_copies_on_the_hub(bundled_store: Store) -> None:
    with (DATASETS / "shapes.csv").open(encoding="utf-8") as lines:
        curated = [row for row in csv.DictReader(lines) if row["layers"]]
    copies = bundled_store.execute(
        "SELECT lower(lineage.parent), shape.layers, shape.kv_heads, shape.head_dimension FROM lineage "
        "JOIN model_shapes AS shape ON lower(shape.hub_repo_id) = lower(lineage.child) "
        "WHERE lineage.relation = 'quantized' AND shape.layers IS NOT NULL"
    ).fetchall()
    stated = {
        row["hub_repo_id"].lower(): tuple(int(row[key]) for key in ("layers", "kv_heads", "head_dimension"))
        for row in curated
    }
    compared = [(stated[parent], tuple(found)) for parent, *found in copies if parent in stated]
    assert len(compared) > 20
    assert [pair for pair in compared if pair[0] != pair[1]] == []


def test_most_estimates_are_within_a_factor_of_two_of_what_people_measured(bundled_store: Store) -> None:
    speeds = queries.speeds(bundled_store)
    ran = speeds[(speeds["speed_source_id"] == "community_speeds") & ~speeds["is_throughput"]]
    ran = ran[~ran["conditions"].str.contains("speculative")]
    specs = specifications(queries.gpus(bundled_store))
    shapes = {model_id: shape_of(queries.shape_rows(bundled_store, model_id)) for model_id in ran["model_id"].unique()}
    ratios = []
    for run in ran.itertuples():
        used, precision = (
            hardware(run.hardware),
            precision_of(run.precision if isinstance(run.precision, str) else None),
        )
        if used.gpu is None or precision is None or shapes[run.model_id].unknown:
            continue
        machine = specs[specs["gpu"] == used.gpu].assign(gpus=used.count, usd_per_hour=1.0)
        asked = Serving(input_tokens=512, output_tokens=256, precision=precision, concurrency=1)
        found = plans(shapes[run.model_id], asked, machine, speeds[:0]).iloc[0]
        if found["fits"] and found["tokens_per_second"] > 0:
            ratios.append(found["tokens_per_second"] / run.output_tokens_per_second)
    close = [ratio for ratio in ratios if 0.5 <= ratio <= 2]
    assert len(ratios) > 50
    assert len(close) > 0.75 * len(ratios)


def asked(bundled_store: Store, monkeypatch: pytest.MonkeyPatch, *arguments: str) -> int:
    monkeypatch.setattr(commands, "current_snapshot", lambda: Snapshot("made", bundled_store))
    return commands.main(arguments)


REQUEST = ("--requests", "1000000", "--input-tokens", "2000", "--output-tokens", "400")


def test_the_command_says_memory_machines_and_break_even(
    bundled_store: Store, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    model = "meta-llama/llama-3.3-70b-instruct"
    assert asked(bundled_store, monkeypatch, "hosting", model, *REQUEST, "--precision", "fp8", "--json") == 0
    told = json.loads(capsys.readouterr().out)
    assert told["memory"]["cache_bytes_per_token"] == 327_680
    fitting = [each for each in told["plans"] if each["fits"]]
    assert len(fitting) == told["machines"]["fit"] > 0
    assert {each["speed_evidence"] for each in fitting} <= {"measured", "community", "estimated", None}
    assert all(each["price_as_of"] and each["price_source"] for each in fitting)
    assert set(told["break_even"]) >= {"first", "always", "gpu"}
    assert told["curve"][0]["requests_per_month"] == 0


def test_the_command_answers_in_words_too(
    bundled_store: Store, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    assert asked(bundled_store, monkeypatch, "hosting", "deepseek/deepseek-r1", *REQUEST, "--precision", "fp8") == 0
    assert "machines fit" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (("hosting", "openai/gpt-5", *REQUEST), "cannot be downloaded"),
        (("hosting", "no/such-model", *REQUEST), "No model is known as"),
        (("cost", *REQUEST, "--cached-tokens", "2001"), "within the input"),
        (("cost", *REQUEST, "--model", "no/such-model"), "No model is known as"),
    ],
)
def test_what_cannot_be_answered_is_a_sentence_and_2(
    bundled_store: Store,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    arguments: tuple[str, ...],
    told: str,
) -> None:
    assert asked(bundled_store, monkeypatch, *arguments) == 2
    shown = capsys.readouterr()
    assert told in shown.err
    assert shown.out == ""


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (("hosting", "deepseek/deepseek-r1", *REQUEST[:-1], "9e9"), "--output-tokens: a number from 0"),
        (("hosting", "deepseek/deepseek-r1", *REQUEST, "--concurrency", "0"), "--concurrency: a whole number from 1"),
        (("hosting", "deepseek/deepseek-r1", "--requests", "1e30", *REQUEST[2:]), "--requests: a number from 0"),
        (("cost", "--requests", "nan", *REQUEST[2:]), "--requests: a number from 0"),
    ],
)
def test_a_figure_out_of_bounds_is_refused_with_its_argument(
    bundled_store: Store,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    arguments: tuple[str, ...],
    told: str,
) -> None:
    with pytest.raises(SystemExit) as ended:
        asked(bundled_store, monkeypatch, *arguments)
    assert ended.value.code == 2
    shown = capsys.readouterr()
    assert told in shown.err
    assert shown.out == ""


def test_the_cost_command_gives_one_row_a_model_and_every_offer_of_one(
    bundled_store: Store, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    assert asked(bundled_store, monkeypatch, "cost", *REQUEST, "--json") == 0
    told = json.loads(capsys.readouterr().out)
    assert len(told["models"]) == told["shown"] == told["total"] - sum(told["missing"].values())
    assert asked(bundled_store, monkeypatch, "cost", *REQUEST, "--model", "openai/gpt-5", "--json") == 0
    one = json.loads(capsys.readouterr().out)
    assert {row["model_id"] for row in one["offers"]} == {"openai/gpt-5"}
    assert one["history"]
    assert one["tasks"]
    assert asked(bundled_store, monkeypatch, "cost", *REQUEST) == 0
    assert "of" in capsys.readouterr().out.splitlines()[20]
