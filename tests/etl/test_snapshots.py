"""What changed from one snapshot to another."""

from pathlib import Path
from typing import Any

import pytest

from etl.build import write_tables
from etl.errors import BuildError
from etl.snapshots import changes, read_tables
from tests.handmade import model, offer, score, tables
from tests.snapshot_rows import ROWS

BEST: dict[str, Any] = {"model_id": "big/best", "source_id": "acme_board"}


def changed(folder: Path, before: dict[str, list[Any]], after: dict[str, list[Any]]) -> dict[str, list[dict[str, Any]]]:
    """Return the changes between two snapshots; tables that are not given are alike."""
    write_tables(folder / "before.duckdb", tables(**before))
    write_tables(folder / "after.duckdb", tables(**after))
    return changes(folder / "before.duckdb", folder / "after.duckdb")


def rescored(folder: Path, before: list[Any], after: list[Any]) -> list[dict[str, Any]]:
    return changed(folder, {"scores": before}, {"scores": after})["rescored"]


def repriced(folder: Path, before: list[Any], after: list[Any]) -> list[dict[str, Any]]:
    return changed(folder, {"offers": before}, {"offers": after})["repriced"]


def test_between_a_snapshot_and_its_like_nothing_changed(tmp_path: Path) -> None:
    assert changed(tmp_path, {}, {}) == {"new": [], "gone": [], "repriced": [], "rescored": []}


def test_a_new_and_a_gone_model_are_named(tmp_path: Path) -> None:
    found = changed(tmp_path, {}, {"models": [*ROWS["models"][1:], model("new/one", name="New one")]})
    assert found["new"] == [{"model_id": "new/one", "name": "New one"}]
    assert found["gone"] == [{"model_id": "big/best", "name": "Best"}]


def test_a_models_cheapest_list_price_counts(tmp_path: Path) -> None:
    before = [offer(3.0, 9.0, **BEST), offer(5.0, 25.0, provider="dear", **BEST)]
    after = [offer(2.0, 9.0, **BEST), offer(7.0, 70.0, provider="dear", **BEST)]
    assert repriced(tmp_path, before, after) == [
        {"model_id": "big/best", "price": "input_usd_per_mtok", "was": 3.0, "now": 2.0}
    ]


@pytest.mark.parametrize(
    "offered",
    [offer(1.0, 9.0, price_kind="subscription", **BEST), offer(None, None, **BEST), offer(3.0 + 1e-12, 9.0, **BEST)],
)
def test_what_is_no_other_list_price_reprices_nothing(tmp_path: Path, offered: Any) -> None:  # noqa: ANN401
    assert repriced(tmp_path, [offer(3.0, 9.0, **BEST)], [offer(3.0, 9.0, **BEST), offered]) == []


def test_a_price_of_a_model_that_is_new_or_gone_is_no_change_of_price(tmp_path: Path) -> None:
    assert changed(tmp_path, {}, {"models": ROWS["models"][1:], "offers": ROWS["offers"][1:]})["repriced"] == []


def test_a_result_that_moved_is_told_with_both_values(tmp_path: Path) -> None:
    assert rescored(tmp_path, [score(50.0, effort="high", **BEST)], [score(51.0, effort="high", **BEST)]) == [
        {
            "model_id": "big/best",
            "effort": "high",
            "benchmark_id": "gpqa_diamond",
            "source_id": "acme_board",
            "was": 50.0,
            "now": 51.0,
        }
    ]


def test_a_result_without_an_effort_has_none(tmp_path: Path) -> None:
    (found,) = rescored(tmp_path, [score(50.0, **BEST)], [score(51.0, **BEST)])
    assert found["effort"] is None


@pytest.mark.parametrize(
    "facts",
    [
        {"effort": "low"},
        {"benchmark_version": "2"},
        {"benchmark_id": "mmlu"},
        {"source_id": "acme_claims"},
        {"harness": "other"},
        {"model_name": "another name"},
        {"precision": "fp8"},
    ],
)
def test_a_result_of_another_setting_is_no_change(tmp_path: Path, facts: dict[str, str]) -> None:
    assert rescored(tmp_path, [score(50.0, **BEST)], [score(90.0, **(BEST | facts))]) == []


def test_two_results_of_one_name_in_another_order_are_no_change(tmp_path: Path) -> None:
    two = [score(50.0, **BEST), score(60.0, **BEST)]
    assert rescored(tmp_path, two, two[::-1]) == []


def test_a_snapshot_is_read_whole_as_plain_values(tmp_path: Path) -> None:
    path = tmp_path / "snapshot.duckdb"
    write_tables(path, tables(models=[model("a/x", parameters=8)]))
    read = read_tables(path)
    assert read["models"].loc[0, "parameters"] == 8
    assert read["models"].loc[0, "context_tokens"] is None
    assert len(read["scores"]) == len(ROWS["scores"])
    assert set(read_tables(path, ["models"])) == {"models"}


def test_a_file_that_is_no_snapshot_is_refused_in_a_sentence(tmp_path: Path) -> None:
    path = tmp_path / "snapshot.duckdb"
    path.write_text("not a database")
    with pytest.raises(BuildError, match="cannot be opened"):
        read_tables(path)
