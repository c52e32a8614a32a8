"""The bill of a workload, to the cent, and what is said where a price is not known."""

import itertools
import json
import math
from datetime import date
from typing import Any

import pandas as pd
import pytest

from catalog.pricing.eligible import known_offers
from catalog.pricing.workload import (
    ASSUMED,
    MISSING,
    PARTS,
    Costing,
    Workload,
    WorkloadError,
    bill,
    compare_tasks,
    cost,
    cost_over_time,
    spread,
    tasks_at_list_price,
)
from catalog.store import Store

KNOWN: dict[str, Any] = {
    "model_id": "m",
    "provider": "acme",
    "region": None,
    "data_policy": None,
    "policies": None,
    "input_usd_per_mtok": 2.0,
    "output_usd_per_mtok": 8.0,
    "cache_read_usd_per_mtok": None,
    "cache_write_usd_per_mtok": None,
    "batch_input_usd_per_mtok": None,
    "batch_output_usd_per_mtok": None,
    "tiers": None,
    "context_tokens": None,
    "window_tokens": None,
    "max_input_tokens": None,
    "prompt_tokens": None,
    "max_output_tokens": None,
    "price_conditions": None,
    "seller_kind": "cloud",
    "seller_country": None,
    "seller_region": None,
    "seller_policies": None,
    "weights": None,
    "price_kind": "list",
    "effort": None,
    "own_effort": None,
    "withdrawn_since": None,
    "is_well_known": True,
    "flag": None,
    "model_name": "m",
    "price_as_of": pd.Timestamp(2026, 10, 1),
}
TIER = json.dumps([{"above_tokens": 200_000, "input_usd_per_mtok": 4.0, "output_usd_per_mtok": 12.0}])


def offers(*changes: dict[str, Any]) -> pd.DataFrame:
    return pd.DataFrame([KNOWN | change for change in changes])


def workload(**changes: float) -> Workload:
    return Workload(**({"requests_per_month": 1_000_000, "input_tokens": 1_000, "output_tokens": 500} | changes))


def only(costing: Costing) -> Any:  # noqa: ANN401 - a row
    assert len(costing.bills) == 1
    return costing.bills.iloc[0]


def month(offer: dict[str, Any], asked: Workload) -> float:
    return float(only(cost(offers(offer), asked))["usd_per_month"])


# Three workloads, worked out by hand.


def test_the_bill_of_a_support_chat_agrees_to_the_cent() -> None:
    # 120,000 requests; each 3,200 tokens in, of which 2,400 are read from a cache and 300 written to it; 350 out.
    # Prices: in 3.00, out 15.00, cache read 0.30, cache write 3.75 USD per million tokens.
    #   fresh input   3,200 - 2,400 - 300 = 500    500 x 120,000 =  60 million x 3.00  =   180.00
    #   cache reads                              2,400 x 120,000 = 288 million x 0.30  =    86.40
    #   cache writes                               300 x 120,000 =  36 million x 3.75  =   135.00
    #   output                                     350 x 120,000 =  42 million x 15.00 =   630.00
    #                                                                                    1,031.40
    asked = Workload(
        requests_per_month=120_000, input_tokens=3_200, output_tokens=350, cached_tokens=2_400, cache_written_tokens=300
    )
    prices = {
        "input_usd_per_mtok": 3.0,
        "output_usd_per_mtok": 15.0,
        "cache_read_usd_per_mtok": 0.3,
        "cache_write_usd_per_mtok": 3.75,
    }
    found = only(cost(offers(prices), asked))
    assert round(found["usd_per_month"], 2) == 1031.40
    assert [round(found[part], 2) for part in PARTS] == [180.00, 86.40, 135.00, 630.00]
    assert pd.isna(found["assumed"])


def test_the_bill_of_a_classification_in_batches_agrees_to_the_cent() -> None:
    # 2,500,000 requests of 620 tokens in and 12 out; 80 % in batches.
    # Prices: in 0.15, out 0.60; in a batch 0.075 and 0.30.
    #   at once, 500,000:      310 million in  x 0.15  =  46.50     6 million out x 0.60 =  3.60
    #   in batches, 2,000,000: 1,240 million in x 0.075 = 93.00    24 million out x 0.30 =  7.20
    #                                                    139.50                           10.80  = 150.30
    asked = Workload(requests_per_month=2_500_000, input_tokens=620, output_tokens=12, batch_share=0.8)
    prices = {
        "input_usd_per_mtok": 0.15,
        "output_usd_per_mtok": 0.6,
        "batch_input_usd_per_mtok": 0.075,
        "batch_output_usd_per_mtok": 0.3,
    }
    found = only(cost(offers(prices), asked))
    assert round(found["usd_per_month"], 2) == 150.30
    assert [round(found[part], 2) for part in PARTS] == [139.50, 0, 0, 10.80]
    assert pd.isna(found["assumed"])


def test_the_bill_of_long_documents_agrees_to_the_cent() -> None:
    # 4,000 requests of 260,000 tokens in, 100,000 of them from a cache, and 1,500 out: above the threshold of 200,000,
    # so the whole request has the tier's prices. 25 % in batches; the tier states no batch price: the list price.
    # Prices above the threshold: in 2.50, out 15.00, cache read 0.625.
    #   fresh input   160,000 x 4,000 = 640 million x 2.50  = 1,600.00
    #   cache reads   100,000 x 4,000 = 400 million x 0.625 =   250.00
    #   output          1,500 x 4,000 =   6 million x 15.00 =    90.00
    #                                                         1,940.00
    tier = {
        "above_tokens": 200_000,
        "input_usd_per_mtok": 2.5,
        "output_usd_per_mtok": 15.0,
        "cache_read_usd_per_mtok": 0.625,
    }
    prices = {
        "input_usd_per_mtok": 1.25,
        "output_usd_per_mtok": 10.0,
        "cache_read_usd_per_mtok": 0.31,
        "batch_input_usd_per_mtok": 0.625,
        "batch_output_usd_per_mtok": 5.0,
        "tiers": json.dumps([tier]),
    }
    asked = Workload(
        requests_per_month=4_000, input_tokens=260_000, output_tokens=1_500, cached_tokens=100_000, batch_share=0.25
    )
    found = only(cost(offers(prices), asked))
    assert round(found["usd_per_month"], 2) == 1940.00
    assert [round(found[part], 2) for part in PARTS] == [1600.00, 250.00, 0, 90.00]
    assert found["above_tokens"] == 200_000
    assert found["assumed"] == ASSUMED["batch"]


# What is not known.


def test_cached_tokens_without_a_price_cost_the_input_price_and_it_is_said() -> None:
    found = only(cost(offers({}), workload(cached_tokens=400)))
    assert found["usd_per_month"] == month({}, workload())
    assert found["assumed"] == ASSUMED["cached"]


def test_every_unknown_price_is_said_and_only_where_it_matters() -> None:
    found = only(cost(offers({}), workload(cached_tokens=1, cache_written_tokens=1, batch_share=0.5)))
    assert found["assumed"] == "; ".join((ASSUMED["cached"], ASSUMED["written"], ASSUMED["batch"]))
    assert pd.isna(only(cost(offers({}), workload()))["assumed"])


def test_a_batch_price_of_the_input_alone_leaves_the_output_at_its_list_price() -> None:
    found = only(cost(offers({"batch_input_usd_per_mtok": 1.0}), workload(batch_share=1)))
    assert found["usd_per_month"] == 1_000 * 1.0 + 500 * 8.0
    assert found["assumed"] == ASSUMED["batch"]


def test_cached_tokens_without_a_price_cost_the_batch_price_in_a_batch() -> None:
    prices = {"batch_input_usd_per_mtok": 1.0, "batch_output_usd_per_mtok": 4.0}
    assert month(prices, workload(batch_share=1, cached_tokens=900)) == month(prices, workload(batch_share=1))


# Long context.


@pytest.mark.parametrize(("input_tokens", "price"), [(200_000, 2.0), (200_001, 4.0)])
def test_a_threshold_holds_for_the_whole_request_and_only_above_it(input_tokens: int, price: float) -> None:
    asked = Workload(requests_per_month=1, input_tokens=input_tokens, output_tokens=0)
    assert month({"tiers": TIER}, asked) == pytest.approx(input_tokens * price / 1e6)


def test_cached_tokens_count_towards_the_threshold() -> None:
    asked = Workload(requests_per_month=1, input_tokens=300_000, output_tokens=0, cached_tokens=299_000)
    assert only(cost(offers({"tiers": TIER}), asked))["above_tokens"] == 200_000


def test_the_highest_threshold_that_is_passed_counts() -> None:
    tiers = [{"above_tokens": above, "input_usd_per_mtok": above, "output_usd_per_mtok": 1} for above in (32, 256, 128)]
    asked = Workload(requests_per_month=1_000_000, input_tokens=200, output_tokens=0)
    assert month({"tiers": json.dumps(tiers)}, asked) == 128 * 200


def test_a_price_that_a_tier_does_not_state_is_unknown_above_its_threshold() -> None:
    asked = Workload(requests_per_month=1_000_000, input_tokens=300_000, output_tokens=0, cached_tokens=300_000)
    found = only(cost(offers({"tiers": TIER, "cache_read_usd_per_mtok": 0.2}), asked))
    assert found["usd_per_month"] == pytest.approx(300_000 * 4.0)
    assert found["assumed"] == ASSUMED["cached"]


def test_a_seller_that_states_no_long_context_price_is_not_the_cheapest_where_others_state_one() -> None:
    both = offers({"tiers": TIER}, {"provider": "reseller"})
    asked = Workload(requests_per_month=1, input_tokens=300_000, output_tokens=100)
    found = cost(both, asked)
    assert found.models["provider"].tolist() == ["acme"]
    assert found.models["providers"].tolist() == [1]
    told = found.bills.set_index("provider")["assumed"]
    assert told["reseller"] == ASSUMED["long"]
    assert pd.isna(told["acme"])
    assert cost(both, workload()).models["providers"].tolist() == [2]


# Which offers count.


def test_free_tiers_and_subscriptions_stand_apart() -> None:
    apart = [
        {"price_kind": kind, "model_id": kind, "input_usd_per_mtok": None} for kind in ("free tier", "subscription")
    ]
    found = cost(offers({}, *apart), workload())
    assert found.bills["model_id"].tolist() == ["m"]
    assert found.apart["model_id"].tolist() == ["free tier", "subscription"]
    assert found.missing["reason"].tolist() == ["apart", "apart"]


def test_variable_prices_zeros_and_unknown_prices_are_no_price() -> None:
    found = cost(
        offers(
            {"model_id": "a", "price_kind": "variable"},
            {"model_id": "b", "input_usd_per_mtok": 0.0},
            {"model_id": "c", "output_usd_per_mtok": None},
            {"model_id": "d", "output_usd_per_mtok": -1.0},
        ),
        workload(),
    )
    assert found.bills.empty
    assert dict(zip(found.missing["model_id"], found.missing["reason"], strict=True)) == {
        "a": "variable",
        "b": "no_price",
        "c": "no_price",
        "d": "no_price",
    }


def test_a_request_longer_than_the_context_window_has_no_bill_there() -> None:
    found = cost(offers({"window_tokens": 1_499}), workload())
    assert found.missing["reason"].tolist() == ["too_long"]
    assert found.missing["detail"].tolist() == [
        "acme takes a context window of 1,499 tokens, by what is known of the model"
    ]
    own = cost(
        offers({"max_input_tokens": 900, "prompt_tokens": 900}, {"provider": "b", "max_output_tokens": 9}), workload()
    )
    assert own.left["why_not"].tolist() == [
        "a request of this length does not fit: acme takes at most 900 tokens in",
        "a request of this length does not fit: b takes at most 9 tokens out",
    ]
    assert len(cost(offers({"window_tokens": 1_500}), workload()).bills) == 1
    assert cost(offers({"max_output_tokens": 499}), workload()).bills.empty


def test_a_price_that_can_hardly_be_true_has_no_bill() -> None:
    found = cost(offers({"flag": "odd", "output_usd_per_mtok": 0.1}, {"provider": "b"}), workload())
    assert found.bills["provider"].tolist() == ["b"]
    assert cost(offers({"flag": "odd"}), workload()).missing["reason"].tolist() == ["flagged"]


def test_models_with_and_without_a_bill_sum_to_all_models() -> None:
    found = cost(offers({}, {"provider": "b"}, {"model_id": "n", "price_kind": "free tier"}), workload())
    assert len(found.models) + len(found.missing) == found.total == 2
    assert set(found.missing["reason"]) <= set(MISSING)


def test_the_cheapest_offer_of_a_model_depends_on_the_workload() -> None:
    cheap_in = {"provider": "in", "input_usd_per_mtok": 1.0, "output_usd_per_mtok": 20.0}
    cheap_out = {"provider": "out", "input_usd_per_mtok": 5.0, "output_usd_per_mtok": 6.0}
    reading = cost(offers(cheap_in, cheap_out), workload(input_tokens=10_000, output_tokens=10))
    writing = cost(offers(cheap_in, cheap_out), workload(input_tokens=10, output_tokens=10_000))
    assert [*reading.models["provider"], *writing.models["provider"]] == ["in", "out"]


def test_of_equal_prices_the_newest_statement_is_shown() -> None:
    older = {"provider": "a", "price_as_of": pd.Timestamp(2026, 5, 1)}
    assert cost(offers(older, {"provider": "b"}), workload()).models["provider"].tolist() == ["b"]


def test_the_spread_counts_each_provider_once_with_its_cheapest_offer() -> None:
    found = cost(
        offers(
            {"provider": "a", "input_usd_per_mtok": 1.0, "output_usd_per_mtok": 1.0},
            {"provider": "A", "input_usd_per_mtok": 9.0, "output_usd_per_mtok": 9.0},
            {"provider": "b", "input_usd_per_mtok": 2.0, "output_usd_per_mtok": 2.0},
            {"provider": "c", "input_usd_per_mtok": 4.0, "output_usd_per_mtok": 4.0},
        ),
        workload(),
    )
    row = found.models.iloc[0]
    assert row["providers"] == 3
    spans = [row[f"{which}_usd_per_month"] for which in ("cheapest", "middle", "dearest")]
    assert spans == [1_500.0, 3_000.0, 6_000.0]
    assert row["dearest_over_cheapest"] == 4.0


# Volumes at the ends.


def test_no_requests_cost_nothing_and_the_order_stays() -> None:
    found = cost(
        offers({"provider": "dear", "output_usd_per_mtok": 9.0}, {"provider": "b"}), workload(requests_per_month=0)
    )
    assert found.bills["usd_per_month"].tolist() == [0, 0]
    assert found.models["provider"].tolist() == ["b"]
    assert spread(found.bills)["dearest_over_cheapest"].tolist() == [pytest.approx(6.5 / 6.0)]


def test_the_largest_workload_has_a_finite_bill() -> None:
    asked = Workload(requests_per_month=1e12, input_tokens=1e9, output_tokens=1e9, cached_tokens=1e9)
    assert month({}, asked) == pytest.approx(1e12 * 10_000)


@pytest.mark.parametrize(
    ("change", "told"),
    [
        ({"requests_per_month": -1}, "Requests a month: a number from 0 to"),
        ({"requests_per_month": 1e13}, "a number from 0 to 1,000,000,000,000 expected, found 10000000000000.0"),
        ({"requests_per_month": float("nan")}, "found nan"),
        ({"input_tokens": float("inf")}, "found inf"),
        ({"input_tokens": True}, "found True"),
        ({"output_tokens": "many"}, "found 'many'"),
        ({"batch_share": 1.01}, "Sent in batches: a number from 0 to 1 expected"),
        ({"input_tokens": 0, "output_tokens": 0}, "no tokens"),
        ({"cached_tokens": 800, "cache_written_tokens": 201}, "1001 tokens .* in an input of 1000.* within the input"),
    ],
)
def test_a_workload_that_cannot_be_is_refused_with_a_sentence(change: dict[str, Any], told: str) -> None:
    with pytest.raises(WorkloadError, match=told):
        workload(**change)


def test_the_parts_of_every_bill_sum_to_it() -> None:
    shares = itertools.product((0, 0.3, 1), (0, 250), (0, 250), (1_000, 300_000))
    for share, cached, written, length in shares:
        asked = workload(batch_share=share, cached_tokens=cached, cache_written_tokens=written, input_tokens=length)
        found = bill(
            offers({}, {"tiers": TIER, "cache_read_usd_per_mtok": 0.1, "batch_input_usd_per_mtok": 1.0}), asked
        )
        assert found[list(PARTS)].sum(axis=1).tolist() == pytest.approx(found["usd_per_month"].tolist())


# Over time, and by the task.


def test_a_history_is_what_the_workload_would_have_cost() -> None:
    periods = offers(
        {"valid_from": date(2026, 3, 1), "valid_to": None, "input_usd_per_mtok": 1.0},
        {"valid_from": date(2025, 3, 1), "valid_to": date(2026, 3, 1)},
        {"valid_from": date(2024, 3, 1), "valid_to": date(2025, 3, 1), "input_usd_per_mtok": 0.0},
        {"valid_from": date(2025, 3, 1), "valid_to": None, "provider": "OpenRouter", "model_name": "m:batch"},
    ).drop(columns=["tiers", "batch_input_usd_per_mtok", "batch_output_usd_per_mtok"])
    found = cost_over_time(periods, workload(batch_share=0.5))
    assert found["usd_per_month"].tolist() == [6_000.0, 5_000.0]
    assert set(found["assumed"]) == {ASSUMED["batch"]}


def tasks(*rows: dict[str, Any]) -> pd.DataFrame:
    known = {
        "model_id": "m",
        "benchmark_id": "b",
        "benchmark_version": None,
        "harness": None,
        "usd_per_task": None,
        "usd_per_run": None,
        "input_tokens_per_task": None,
        "output_tokens_per_task": None,
    }
    return pd.DataFrame([known | row for row in rows])


def test_a_chatty_model_stands_out_among_those_run_in_the_same_way() -> None:
    found = compare_tasks(
        tasks(
            {"model_id": "a", "usd_per_task": 1.0, "output_tokens_per_task": 100.0},
            {"model_id": "b", "usd_per_task": 2.0, "output_tokens_per_task": 200.0},
            {"model_id": "c", "usd_per_task": 6.0, "output_tokens_per_task": 900.0},
            {"model_id": "a", "benchmark_id": "other", "usd_per_run": 50.0},
        )
    )
    assert found["usd_over_median"].tolist()[:3] == [0.5, 1.0, 3.0]
    assert found["output_tokens_over_median"].tolist()[:3] == [0.5, 1.0, 4.5]
    assert math.isnan(found["usd_over_median"].iloc[3])


def test_the_tokens_of_a_task_are_priced_at_todays_cheapest_offer() -> None:
    bills = cost(offers({}, {"provider": "b", "input_usd_per_mtok": 1.0}), workload()).bills
    found = tasks_at_list_price(
        tasks(
            {"input_tokens_per_task": 10_000.0, "output_tokens_per_task": 2_000.0},
            {"usd_per_task": 1.0},
            {"model_id": "unpriced", "input_tokens_per_task": 1.0, "output_tokens_per_task": 1.0},
        ),
        bills,
    )
    assert found["usd_per_task_today"].iloc[0] == pytest.approx(0.026)
    assert found["usd_per_task_today"].isna().tolist() == [False, True, True]


# The bundled figures.


def test_every_bill_of_the_bundled_snapshot_is_a_positive_number_and_no_model_is_lost(bundled_store: Store) -> None:
    found = cost(known_offers(bundled_store), workload(cached_tokens=500, batch_share=0.5))
    assert len(found.models) > 500
    assert len(found.models) + len(found.missing) == found.total
    assert found.bills["usd_per_month"].map(lambda usd: 0 < usd < math.inf).all()
    assert (found.models["dearest_over_cheapest"] >= 1).all()
