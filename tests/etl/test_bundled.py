"""What the real bundle in datasets/bundled holds."""

import hashlib
import json
from typing import Any

import pandas as pd
import pyarrow.parquet as pq
import pytest

from catalog.records import TABLES
from etl.bundle import BUNDLE, read_bundle
from etl.checks import check_tables
from etl.join import Tables
from etl.source import discover

pytestmark = pytest.mark.slow

MOST_BYTES = 12 * 1024 * 1024
LEFT_OUT = {source_id for source_id, source in discover().items() if not source.may_redistribute}


@pytest.fixture(scope="module")
def held() -> Tables:
    return read_bundle()


@pytest.fixture(scope="module")
def manifest() -> dict[str, Any]:
    found: dict[str, Any] = json.loads((BUNDLE / "manifest.json").read_text(encoding="utf-8"))
    return found


@pytest.fixture(scope="module")
def chosen_from(held: Tables) -> pd.DataFrame:
    """Return the scores that count for quality, of models with a list price for both input and output."""
    offers, scores = held["offers"], held["scores"]
    listed = offers[
        (offers["price_kind"] == "list")
        & (offers["input_usd_per_mtok"].astype(float) > 0)
        & (offers["output_usd_per_mtok"].astype(float) > 0)
    ]
    return scores[(scores["evidence"] != "self-reported") & scores["model_id"].isin(listed["model_id"])]


def test_it_holds_350_models_with_a_score_and_a_list_price(chosen_from: pd.DataFrame) -> None:
    assert chosen_from["model_id"].nunique() >= 350


def test_it_holds_250_of_them_with_two_sources_of_quality(chosen_from: pd.DataFrame) -> None:
    sources = chosen_from.groupby("model_id")["source_id"].nunique()
    assert (sources >= 2).sum() >= 250


@pytest.mark.parametrize(("table", "rows"), [("offers", 1_000), ("hub_models", 40_000), ("lineage", 25_000)])
def test_it_holds_enough_rows(held: Tables, table: str, rows: int) -> None:
    assert len(held[table]) >= rows


def test_it_holds_every_table_and_no_other_file(manifest: dict[str, Any]) -> None:
    assert [entry["table"] for entry in manifest["tables"]] == list(TABLES)
    files = {entry["file"] for entry in manifest["tables"]} | {"manifest.json"}
    assert {path.name for path in BUNDLE.iterdir()} == files


def test_it_holds_what_its_manifest_states(manifest: dict[str, Any]) -> None:
    for entry in manifest["tables"]:
        body = (BUNDLE / entry["file"]).read_bytes()
        assert hashlib.sha256(body).hexdigest() == entry["sha256"], entry["file"]
        assert len(body) == entry["bytes"], entry["file"]
        assert pq.read_metadata(BUNDLE / entry["file"]).num_rows == entry["rows"], entry["file"]


def test_it_holds_12_mb_at_most() -> None:
    assert sum(path.stat().st_size for path in BUNDLE.iterdir()) <= MOST_BYTES


def test_it_holds_nothing_that_a_check_finds_fault_with(held: Tables) -> None:
    assert check_tables(held) == []


def test_it_holds_no_row_of_a_source_that_may_not_be_passed_on(held: Tables, manifest: dict[str, Any]) -> None:
    assert LEFT_OUT
    for frame in held.values():
        for column in ("source_id", "low_source_id", "high_source_id"):
            assert column not in frame or LEFT_OUT.isdisjoint(frame[column])
    assert held["sources"]["may_redistribute"].all()
    assert LEFT_OUT.isdisjoint(entry["source_id"] for entry in manifest["sources"])


def test_it_holds_each_sources_terms_and_attribution(held: Tables, manifest: dict[str, Any]) -> None:
    assert {entry["source_id"] for entry in manifest["sources"]} == set(held["sources"]["source_id"])
    for entry in manifest["sources"]:
        assert entry["licence"], entry
        assert entry["attribution"], entry


def test_it_holds_names_and_edges_of_known_ends_only(held: Tables) -> None:
    assert set(held["model_names"]["model_id"]) <= set(held["models"]["model_id"])
    assert set(held["lineage"]["child"]).isdisjoint({None, ""})
    assert (held["lineage"]["child"] != held["lineage"]["parent"]).all()
