"""Bills: no cost is negative, more costs no less, and the parts are the whole."""

import json
import math
from dataclasses import replace
from typing import Any

import pandas as pd
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from catalog.pricing.workload import PARTS, Workload, bill
from tests.properties.given import workloads

PRICES = ("input", "output", "cache_read", "cache_write", "batch_input", "batch_output")
Offer = dict[str, Any]
_usd = st.floats(1e-6, 1e4)
_ROUNDING = 1e-9


def _priced(price: st.SearchStrategy[float], optional: st.SearchStrategy[Any]) -> st.SearchStrategy[Offer]:
    kinds = {name: price if name in {"input", "output"} else optional for name in PRICES}
    return st.fixed_dictionaries({f"{name}_usd_per_mtok": kind for name, kind in kinds.items()})


flat = _priced(_usd, st.none() | _usd)


def _bill(offer: Offer, workload: Workload) -> pd.Series:
    frame = pd.DataFrame([{"tiers": None} | offer]).astype({f"{name}_usd_per_mtok": float for name in PRICES})
    return bill(frame, workload).iloc[0]


def _usd_of(offer: Offer, workload: Workload) -> float:
    return float(_bill(offer, workload)["usd_per_month"])


def _no_less(more: float, less: float) -> bool:
    return more >= less * (1 - _ROUNDING)


@given(flat, workloads())
def test_no_part_of_a_bill_is_negative_and_the_parts_sum_to_the_whole(offer: Offer, workload: Workload) -> None:
    found = _bill(offer, workload)
    assert all(found[part] >= 0 for part in PARTS)
    assert sum(found[part] for part in PARTS) == pytest.approx(found["usd_per_month"], rel=_ROUNDING)
    assert found["usd_per_request"] * workload.requests_per_month == pytest.approx(
        found["usd_per_month"], rel=_ROUNDING
    )


@given(flat, workloads(), st.floats(1, 10))
def test_more_requests_and_more_output_cost_no_less(offer: Offer, workload: Workload, times: float) -> None:
    usd = _usd_of(offer, workload)
    more = replace(workload, requests_per_month=workload.requests_per_month * times)
    assert _usd_of(offer, more) == pytest.approx(usd * times, rel=_ROUNDING)
    assert _no_less(_usd_of(offer, replace(workload, output_tokens=workload.output_tokens * times)), usd)
    assert _no_less(_usd_of(offer, replace(workload, input_tokens=workload.input_tokens * times)), usd)


@given(flat, workloads(), st.sampled_from(PRICES), st.floats(1, 10))
def test_a_higher_price_costs_no_less(offer: Offer, workload: Workload, name: str, times: float) -> None:
    price = f"{name}_usd_per_mtok"
    assume(offer[price] is not None)
    assert _no_less(_usd_of(offer | {price: offer[price] * times}, workload), _usd_of(offer, workload))


@given(flat, workloads())
def test_a_share_in_batches_costs_between_none_and_all(offer: Offer, workload: Workload) -> None:
    none, some, every = (_usd_of(offer, replace(workload, batch_share=share)) for share in (0, workload.batch_share, 1))
    between = (1 - workload.batch_share) * none + workload.batch_share * every
    assert some == pytest.approx(between, rel=_ROUNDING)


@given(flat, flat, workloads(), st.integers(1, 100_000))
def test_above_its_threshold_and_not_at_it_a_tier_holds_for_the_whole_request(
    offer: Offer, tier: Offer, workload: Workload, above: int
) -> None:
    stated = {"above_tokens": above, **{name: price for name, price in tier.items() if price is not None}}
    tiered = offer | {"tiers": json.dumps([stated])}
    at, past = (
        replace(workload, input_tokens=tokens, cached_tokens=0, cache_written_tokens=0)
        for tokens in (above, math.nextafter(above, math.inf))
    )
    assert _usd_of(tiered, at) == _usd_of(offer, at)
    assert _usd_of(tiered, past) == _usd_of(tier, past)
    assert pd.isna(_bill(tiered, at)["above_tokens"])
    assert _bill(tiered, past)["above_tokens"] == above


@given(flat, workloads(), st.lists(st.integers(1, 1_000_000), min_size=2, max_size=4, unique=True))
def test_of_several_tiers_the_highest_that_is_reached_holds(offer: Offer, workload: Workload, above: list[int]) -> None:
    tiers = [{"above_tokens": each, "input_usd_per_mtok": float(each), "output_usd_per_mtok": 1.0} for each in above]
    reached = [each for each in above if workload.input_tokens > each]
    found = _bill(offer | {"tiers": json.dumps(tiers)}, workload)["above_tokens"]
    assert found == max(reached) if reached else pd.isna(found)
