"""Which offers count, and why the others do not."""

import json
from typing import Any

import pandas as pd
import pytest

from catalog.pricing.eligible import (
    INELIGIBLE,
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
        ({"context_tokens": 1500}, {"input_tokens": 1000, "output_tokens": 500}, None),
        ({"context_tokens": 1499}, {"input_tokens": 1000, "output_tokens": 500}, "too_long"),
        ({"max_output_tokens": 499}, {"input_tokens": 1000, "output_tokens": 500}, "too_long"),
        ({"price_kind": "variable", "usd": None, "region": "us"}, {"areas": ("eu",)}, "variable"),
    ],
)
def test_an_offer_is_told_the_first_reason_why_it_does_not_count(
    facts: dict[str, Any], asked: dict[str, Any], why: str | None
) -> None:
    assert _why(Eligibility(**asked), offer(**facts)) == [why]


def test_an_odd_price_counts_only_where_no_other_offer_of_the_model_does() -> None:
    odd, other = offer(flag="odd", region="eu"), offer(provider="beta", region="us")
    assert _why(Eligibility(), odd, other) == ["flagged", None]
    assert _why(Eligibility(areas=("eu",)), odd, other) == [None, "other_region"]
    assert _why(Eligibility(), odd, offer(model_id="n")) == [None, None]


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
    assert len(offers) == len(offers.drop_duplicates())
    assert why.isna().any()
