"""Facts about the list of systems: what is asked of it, why a system is left out, how it is ordered."""

from typing import Any

import pandas as pd
import pytest

from catalog.openness.criteria import CRITERIA, KINDS, openness_of
from catalog.openness.systems import (
    DEVELOPER,
    FAMOUS,
    MOST_OPEN,
    NAME,
    ORDERS,
    RELEASE,
    Asked,
    asked_in_words,
    evidence_column,
    label_of,
    left_out,
    ordered,
    systems_of,
)
from catalog.store import Store
from tests.openness_rows import ALONE, CLOSED, HALF, ODD, QUIET, WHOLE, found_in, write_openness


@pytest.fixture(scope="module")
def table(tmp_path_factory: pytest.TempPathFactory) -> pd.DataFrame:
    """Return the grid of the small snapshot."""
    return found_in(write_openness(tmp_path_factory.mktemp("openness")))[1]


@pytest.fixture(scope="module")
def found(tmp_path_factory: pytest.TempPathFactory) -> pd.DataFrame:
    """Return the systems of the small snapshot."""
    return found_in(write_openness(tmp_path_factory.mktemp("openness")))[2]


def shown(found: pd.DataFrame, **asked: Any) -> list[str]:  # noqa: ANN401 - fields of Asked
    """Return the ids of those that are shown."""
    return list(found.loc[left_out(found, Asked(**asked)).isna(), "system_id"])


def row_of(found: pd.DataFrame, system_id: str) -> Any:  # noqa: ANN401 - a row of a frame
    return found[found["system_id"] == system_id].iloc[0]


def test_each_system_has_one_row_that_says_what_the_grid_says(found: pd.DataFrame, table: pd.DataFrame) -> None:
    assert list(found["system_id"]) == sorted([WHOLE, HALF, CLOSED, ODD, QUIET, ALONE])
    for cell in table.itertuples():
        row = row_of(found, cell.system_id)
        assert row[cell.criterion] == cell.verdict
        assert row[evidence_column(cell.criterion)] == cell.evidence_url or pd.isna(cell.evidence_url)


def test_a_row_counts_its_criteria(found: pd.DataFrame) -> None:
    counts = ["criteria_open", "criteria_partial", "criteria_unknown", "disputed"]
    assert row_of(found, WHOLE)[counts].tolist() == [6, 0, 0, 0]
    assert row_of(found, HALF)[counts].tolist() == [1, 1, 0, 1]
    assert row_of(found, QUIET)[counts].tolist() == [0, 0, 6, 0]


def test_a_row_says_kind_licence_class_and_clause(found: pd.DataFrame) -> None:
    half = row_of(found, HALF)
    assert (half["kind"], half["terms"]) == ("open weights", "permissive with use limits")
    assert "700 million" in half["clause"]
    assert row_of(found, WHOLE)["kind"] == "open source"


@pytest.mark.parametrize(
    ("name", "label"),
    [
        ("allenai/OLMo-7B-hf", "OLMo-7B-hf"),
        ("Gemma 3 27B", "Gemma 3 27B"),
        ("a/b/c", "a/b/c"),
        ("n/a here", "n/a here"),
    ],
)
def test_a_repositorys_id_is_called_by_what_is_behind_its_organisation(name: str, label: str) -> None:
    assert label_of(name) == label


def test_only_those_that_somebody_judged_are_shown_at_first(found: pd.DataFrame) -> None:
    assert shown(found) == [HALF, WHOLE, CLOSED, ODD, ALONE]
    assert len(shown(found, among="all")) == 6
    assert left_out(found, Asked()).dropna().tolist() == ["nobody judged a part of it"]


@pytest.mark.parametrize(
    ("asked", "expected"),
    [
        ({"kind": "open source"}, [WHOLE]),
        ({"kind": "closed"}, [CLOSED]),
        ({"terms": ("OSI-approved", "closed")}, [WHOLE, CLOSED]),
        ({"developers": ("acme",)}, [HALF, WHOLE]),
        ({"must_be_open": ("weights",)}, [HALF, WHOLE, ODD, ALONE]),
        ({"must_be_open": ("weights", "licence")}, [WHOLE]),
        ({"must_be_open": tuple(CRITERIA)}, [WHOLE]),
        ({"text": "WHOLE 7b"}, [WHOLE]),
        ({"text": " . "}, [HALF, WHOLE, CLOSED, ODD, ALONE]),
        ({"text": "acme", "kind": "open weights"}, [HALF]),
        ({"text": ".*"}, [HALF, WHOLE, CLOSED, ODD, ALONE]),
        ({"text": "nothing of the kind"}, []),
    ],
)
def test_what_is_asked_leaves_what_has_it(found: pd.DataFrame, asked: dict[str, Any], expected: list[str]) -> None:
    assert shown(found, **asked) == expected


def test_the_first_reason_counts(found: pd.DataFrame) -> None:
    reasons = left_out(found, Asked(kind="closed", developers=("acme",), must_be_open=("licence",), text="whole"))
    told = dict(zip(found["system_id"], reasons, strict=True))
    assert told[QUIET] == "nobody judged a part of it"
    assert told[WHOLE] == "not closed"
    assert told[CLOSED] == "another developer"


def test_orders_put_the_unknown_last(found: pd.DataFrame) -> None:
    def ids(order: str) -> list[str]:
        return list(ordered(found, order)["system_id"])

    assert ids(MOST_OPEN)[:2] == [WHOLE, HALF]
    assert ids(RELEASE)[:2] == [HALF, WHOLE]
    assert ids(NAME) == [ODD, CLOSED, HALF, ALONE, QUIET, WHOLE]
    assert ids(DEVELOPER) == [ODD, HALF, WHOLE, CLOSED, QUIET, ALONE]
    assert ids("licence")[:3] == [WHOLE, HALF, CLOSED]
    assert ids("weights")[-2:] == [CLOSED, QUIET]


@pytest.mark.parametrize("order", ORDERS)
def test_every_order_keeps_every_row(found: pd.DataFrame, order: str) -> None:
    assert sorted(ordered(found, order)["system_id"]) == sorted(found["system_id"])
    assert ordered(found.head(0), order).empty


def test_what_is_asked_is_told_in_words() -> None:
    assert asked_in_words(Asked()) == []
    asked = Asked(kind="closed", terms=("research",), developers=("a", "b"), must_be_open=("weights",), text=" x ")
    assert asked_in_words(asked) == [
        "kind: closed",
        "licence class: research",
        "developer: a or b",
        "full weights: open",
        "search: “x”",
    ]


def test_the_bundled_figures_hold_the_famous_ones(bundled_store: Store) -> None:
    _, _, found = systems_of(bundled_store)
    famous = found[found["system_id"].isin(FAMOUS)]
    assert {"meta-llama/llama-2-7b-hf", "mistralai/mistral-7b-v0.1", "tiiuae/falcon-7b"} <= set(famous["system_id"])
    assert set(found["kind"]) <= set(KINDS)
    assert len(found) == openness_of(bundled_store)[1]["system_id"].nunique()
    whole = ordered(found, MOST_OPEN).iloc[0]
    assert whole["criteria_open"] == len(CRITERIA)
