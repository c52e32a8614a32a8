"""Which offers count, and why the others do not."""

import json
from typing import Any

import pandas as pd
import pytest

from catalog.pricing.eligible import (
    INELIGIBLE,
    TRAINS,
    Eligibility,
    eligible_offers,
    known_offers,
    speeds_at_sellers,
    why_ineligible,
)
from catalog.store import Store
from tests.offer_rows import known, offer, speeds

TIER = json.dumps([{"above_tokens": 1000, "input_usd_per_mtok": 4.0, "output_usd_per_mtok": 12.0}])


def _why(asked: Eligibility, *offers: dict[str, Any]) -> list[str | None]:
    return [None if pd.isna(why) else str(why) for why in why_ineligible(known(*offers), asked)]


@pytest.mark.parametrize(
    ("facts", "asked", "why"),
    [
        ({}, {}, None),
        ({"price_kind": "free tier"}, {}, "apart"),
        ({"price_kind": "subscription"}, {}, "apart"),
        ({"price_kind": "variable"}, {}, "variable"),
        ({"usd": None}, {}, "no_price"),
        ({"usd": 0.0}, {}, "no_price"),
        ({"provider": "Acme"}, {"sellers": ("acme",)}, None),
        ({}, {"sellers": ("beta", "zeta")}, "other_seller"),
        ({"region": "europe"}, {"areas": ("eu",)}, None),
        ({"region": "us-east-1"}, {"areas": ("eu",)}, "other_region"),
        ({}, {"areas": ("eu",)}, "region_unknown"),
        ({"data_policy": "none kept"}, {"data_policies": ("none kept",)}, None),
        ({"data_policy": "kept"}, {"data_policies": ("none kept",)}, "other_data_policy"),
        ({}, {"data_policies": ("none kept",)}, "data_policy_unknown"),
        ({"seller_region": "eu"}, {"areas": ("eu",)}, None),
        ({"seller_region": "cn"}, {"areas": ("eu",)}, "other_region"),
        ({"region": "us-east-1", "seller_region": "eu"}, {"areas": ("eu",)}, "other_region"),
        ({"region": "eu-west-2"}, {"areas": ("eu",)}, "other_region"),
        ({"region": "swedencentral"}, {"areas": ("eu",)}, None),
        ({"seller_policies": "SOC 2; zero retention"}, {"data_policies": ("zero retention", "SOC 2")}, None),
        ({"seller_policies": "SOC 2"}, {"data_policies": ("zero retention", "SOC 2")}, "other_data_policy"),
        ({"seller_policies": "zero retention"}, {"data_policies": ("zero retention on request",)}, None),
        ({"seller_policies": "SOC 2", "data_policy": TRAINS}, {"data_policies": ("SOC 2",)}, "other_data_policy"),
        ({"window_tokens": 1500}, {"input_tokens": 1000, "output_tokens": 500}, None),
        ({"window_tokens": 1499}, {"input_tokens": 1000, "output_tokens": 500}, "too_long"),
        ({"prompt_tokens": 999}, {"input_tokens": 1000, "output_tokens": 500}, "too_long"),
        ({"prompt_tokens": 1000}, {"input_tokens": 1000, "output_tokens": 500}, None),
        ({"max_output_tokens": 499}, {"input_tokens": 1000, "output_tokens": 500}, "too_long"),
        ({"price_kind": "variable", "usd": None, "region": "us"}, {"areas": ("eu",)}, "variable"),
    ],
)
def test_an_offer_is_told_the_first_reason_why_it_does_not_count(
    facts: dict[str, Any], asked: dict[str, Any], why: str | None
) -> None:
    assert _why(Eligibility(**asked), offer(**facts)) == [why]


def test_a_price_that_can_hardly_be_true_never_counts() -> None:
    assert _why(Eligibility(), offer(flag="odd"), offer(model_id="n", flag="odd")) == ["flagged", "flagged"]


def test_an_offer_that_its_seller_withdrew_never_counts() -> None:
    assert _why(Eligibility(all_sellers=True), offer(withdrawn_since=pd.Timestamp("2026-01-01"))) == ["withdrawn"]


@pytest.mark.parametrize("kind", ["aggregator", "reseller", None])
def test_who_is_no_well_known_seller_counts_only_where_asked_in(kind: str | None) -> None:
    others = offer(provider="newcloud", seller_kind=kind)
    assert _why(Eligibility(), others) == ["not_well_known"]
    assert _why(Eligibility(all_sellers=True), others) == [None]
    assert _why(Eligibility(sellers=("newcloud",)), others) == [None]


def test_a_paid_service_promises_nothing_of_a_free_tier() -> None:
    rows = known(offer(seller_region="eu", seller_policies="SOC 2", price_kind="free tier"))
    assert rows[["area", "policies"]].isna().all(axis=None)


@pytest.mark.parametrize(
    ("facts", "holds"),
    [
        ({"weights": "open"}, True),
        ({"weights": "closed"}, False),  # it is passed on to whose it is
        ({"weights": "closed", "seller_kind": "cloud"}, True),
        ({"weights": "closed", "model_id": "openai/m", "provider": "openai", "seller_kind": "maker"}, True),
        ({"weights": "closed", "provider": "openai", "seller_kind": "maker"}, False),
    ],
)
def test_a_seller_speaks_for_what_it_runs_itself(facts: dict[str, Any], *, holds: bool) -> None:
    stated = {"model_id": "qwen/m", "provider": "deepinfra", "seller_kind": "inference provider"}
    rows = known(offer(**(stated | {"seller_region": "eu", "seller_policies": "SOC 2"} | facts)))
    assert rows[["area", "policies"]].notna().to_numpy().tolist() == [[holds, holds]]


def test_a_maker_that_runs_the_model_of_another_is_no_maker_beside_it() -> None:
    maker = {"provider": "baidu", "seller_kind": "maker"}
    rows = known(offer(model_id="baidu/m", **maker), offer(model_id="deepseek/m", **maker))
    assert rows["seller_kind"].tolist() == ["maker", "inference provider"]
    assert rows["is_well_known"].all()


@pytest.mark.parametrize("kind", ["maker", "cloud", "inference provider"])
def test_who_runs_models_counts(kind: str) -> None:
    assert _why(Eligibility(), offer(seller_kind=kind)) == [None]


def test_a_snapshot_that_does_not_say_of_which_kind_its_sellers_are_takes_what_is_curated() -> None:
    assert _why(Eligibility(), offer(provider="openai", seller_kind=None)) == [None]
    assert _why(Eligibility(), offer(provider="openrouter", seller_kind=None)) == ["not_well_known"]


@pytest.mark.parametrize(
    ("measured", "why"),
    [("none", [None, "other_effort"]), ("high", ["other_effort", None]), (None, ["other_effort", None])],
)
def test_a_price_of_thinking_is_that_of_the_efforts_that_think(measured: str | None, why: list[str | None]) -> None:
    plain, thinking = offer(effort="none", own_effort=measured), offer(effort="thinking", own_effort=measured, usd=4.0)
    assert _why(Eligibility(), plain, thinking) == why


def test_an_offer_that_states_no_long_price_does_not_count_where_another_seller_states_one() -> None:
    silent, stated = offer(), offer(provider="beta", tiers=TIER)
    long, short = Eligibility(input_tokens=1001), Eligibility(input_tokens=1000)
    assert _why(long, silent, stated) == ["long_price_unknown", None]
    assert _why(short, silent, stated) == [None, None]
    assert _why(long, silent, offer(provider="beta", tiers=TIER, price_kind="free tier")) == [None, "apart"]


def test_the_rows_that_count_keep_their_index() -> None:
    offers = known(offer(), offer(provider="beta", usd=0.0), offer(provider="zeta")).set_axis([7, 3, 5])
    assert eligible_offers(offers, Eligibility()).index.tolist() == [7, 5]


def test_no_offers_are_no_fault() -> None:
    assert eligible_offers(known(), Eligibility(input_tokens=1, areas=("eu",))).empty


def test_an_offer_has_the_speed_of_its_own_seller() -> None:
    found = known(offer(provider="dashscope", speed=40.0), offer(provider="alibaba", usd=2.0), offer(provider="beta"))
    assert found["output_tokens_per_second"].tolist()[:2] == [40.0, 40.0]
    assert found["seller"].tolist() == ["alibaba", "alibaba", "beta"]
    assert pd.isna(found["output_tokens_per_second"][2])


def test_speeds_at_sellers_leave_out_those_of_nobody_who_sells_the_model() -> None:
    taken = speeds(offer(speed=10.0), offer(provider="beta", speed=20.0), offer(model_id="n", speed=30.0))
    assert speeds_at_sellers(taken, known(offer(provider="Beta")))["output_tokens_per_second"].tolist() == [20.0]


def test_every_reason_has_words_and_the_bundled_offers_have_one_row_each(bundled_store: Store) -> None:
    offers = known_offers(bundled_store)
    why = why_ineligible(offers, Eligibility(input_tokens=200_000, output_tokens=1000))
    assert set(why.dropna()) <= set(INELIGIBLE)
    assert not offers.astype(str).duplicated().any()  # a cell may hold a list
    assert why.isna().any()
