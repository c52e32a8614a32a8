"""What is taken off the list price: stated by the offer, or beside the same list price by the same seller."""

from typing import Any

import pandas as pd
import pytest

from catalog.pricing.discounts import DISCOUNTED, LIST, discounts

_COLUMNS = ["model_id", "provider", "region", "effort", *LIST, *DISCOUNTED, "source_id", "source", "as_of"]
BATCH = {"batch_input_usd_per_mtok": 1.0, "batch_output_usd_per_mtok": 4.0}


def _rows(*rows: dict[str, Any]) -> pd.DataFrame:
    fixed = {"model_id": "m", "provider": "openai", "input_usd_per_mtok": 2.0, "output_usd_per_mtok": 8.0}
    fixed |= {"source_id": "list", "source": "List", "as_of": "2026-10-01"}
    made = pd.DataFrame([fixed | row for row in rows], columns=_COLUMNS)
    return made.astype(dict.fromkeys([*LIST, *DISCOUNTED], float) | {"region": "str", "effort": "str"})


def test_a_discount_that_another_source_states_beside_the_same_list_price_holds() -> None:
    found = discounts(_rows({}).set_axis([7]), _rows(BATCH | {"source_id": "other"})).loc[7]
    assert found[["batch_input_usd_per_mtok", "batch_output_usd_per_mtok", "batch_source_id"]].tolist() == [
        1,
        4,
        "other",
    ]
    assert found["batch_percent_off"] == 50.0
    assert pd.isna(found["cache_read_usd_per_mtok"])


@pytest.mark.parametrize(
    "other",
    [
        {"input_usd_per_mtok": 2.1},
        {"output_usd_per_mtok": 9.0},
        {"provider": "azure"},
        {"model_id": "n"},
        {"region": "eu"},
        {"effort": "thinking"},
    ],
)
def test_a_discount_on_another_price_seller_region_or_effort_is_none_here(other: dict[str, Any]) -> None:
    found = discounts(_rows({}), _rows(BATCH | other)).iloc[0]
    assert found[[*DISCOUNTED, "batch_source_id", "batch_percent_off"]].isna().all()


def test_the_newest_statement_counts_and_rows_are_neither_lost_nor_doubled() -> None:
    newest, older = BATCH | {"cache_read_usd_per_mtok": 0.2}, BATCH | {"batch_input_usd_per_mtok": 1.5}
    offers = _rows({}, {"provider": "azure"}, {})
    found = discounts(offers, _rows(newest, older))
    assert found["provider"].tolist() == offers["provider"].tolist()
    assert found["batch_input_usd_per_mtok"].fillna(0).tolist() == [1.0, 0.0, 1.0]
    assert found["cache_percent_off"].fillna(0).round(6).tolist() == [90.0, 0.0, 90.0]


def test_what_an_offer_states_itself_stands() -> None:
    found = discounts(_rows(BATCH), _rows(BATCH | {"batch_input_usd_per_mtok": 0.5, "source_id": "other"})).iloc[0]
    assert found["batch_input_usd_per_mtok"] == 1.0
    assert pd.isna(found["batch_source_id"])


def test_no_offers_and_no_statements_are_no_fault() -> None:
    assert discounts(_rows(), _rows(BATCH)).empty
    assert discounts(_rows({}), _rows())["batch_source_id"].isna().all()
