"""The models that people look for and know, over frames of their own."""

from datetime import date
from typing import Any

import pandas as pd
import pytest

from catalog.models import landmarks
from catalog.store import Store

NEW, OLD = date(2026, 8, 1), date(2024, 1, 1)


def _models(*rows: tuple[str, date | None]) -> pd.DataFrame:
    """Return models that are sold, each with its release: the developer is the first part of its id."""
    made = pd.DataFrame(rows, columns=["model_id", "release_date"])
    developers = made["model_id"].str.partition("/")[0]
    return made.assign(name=made["model_id"], developer=developers, weights="open", withdrawn_since=pd.NaT)


def _tested(**boards: int) -> pd.DataFrame:
    """Return how many boards tested each model; "a__b" is the model a/b."""
    ids = [(name.replace("__", "/"), f"board_{number}") for name, most in boards.items() for number in range(most)]
    return pd.DataFrame(ids, columns=["model_id", "source_id"])


def _known(*rows: dict[str, Any]) -> pd.DataFrame:
    fixed: dict[str, Any] = {"boards": 5, "is_known": True, "withdrawn_since": pd.NaT, "release_date": NEW}
    made = pd.DataFrame([fixed | row for row in rows])
    return made.assign(
        developer=made["model_id"].str.partition("/")[0], release_date=pd.to_datetime(made["release_date"])
    )


def test_a_maker_is_big_by_how_many_boards_tested_its_late_models() -> None:
    models = _models(("a/late", NEW), ("b/late", NEW), ("b/other", NEW), ("c/old", OLD), ("d/undated", None))
    tested = _tested(a__late=2, b__late=3, b__other=1, c__old=9, d__undated=9)
    assert landmarks.big_makers(models, tested) == ["b", "a"]
    assert landmarks.big_makers(models, tested, most=1) == ["b"]


def test_a_flagship_is_the_latest_of_those_that_are_as_good_as_the_best() -> None:
    known = _known(
        {"model_id": "a/best", "value": 70.0, "release_date": date(2026, 5, 1)},
        {"model_id": "a/next", "value": 67.0, "release_date": date(2026, 7, 1)},
        {"model_id": "a/small", "value": 66.9, "release_date": date(2026, 8, 1)},
        {"model_id": "b/only", "value": 20.0},
        {"model_id": "c/not-asked", "value": 90.0},
    )
    assert landmarks.flagships(known, ["b", "a"])["model_id"].tolist() == ["b/only", "a/next"]


@pytest.mark.parametrize("short", [{"is_known": False}, {"withdrawn_since": pd.Timestamp(2026, 10, 1)}])
def test_what_is_little_tested_or_no_longer_sold_is_no_flagship(short: dict[str, Any]) -> None:
    known = _known({"model_id": "a/best", "value": 70.0} | short, {"model_id": "a/next", "value": 60.0})
    assert landmarks.flagships(known, ["a"])["model_id"].tolist() == ["a/next"]


def test_anchors_are_the_best_and_then_the_best_known_at_other_heights() -> None:
    known = _known(
        {"model_id": "a/best", "value": 70.0, "boards": 6},
        {"model_id": "a/near", "value": 65.0, "boards": 10},
        {"model_id": "a/middle", "value": 50.0, "boards": 8},
        {"model_id": "a/other-middle", "value": 51.0, "boards": 7},
        {"model_id": "a/low", "value": 30.0, "boards": 5},
        {"model_id": "a/unheard", "value": 10.0, "boards": 4},
        {"model_id": "a/hardly-tested", "value": 99.0, "boards": 10, "is_known": False},
    )
    assert landmarks.anchors(known)["model_id"].tolist() == ["a/best", "a/middle", "a/low"]
    assert landmarks.anchors(known, most=2)["model_id"].tolist() == ["a/best", "a/middle"]


def test_one_height_alone_is_no_anchor() -> None:
    one = _known({"model_id": "a/best", "value": 70.0}, {"model_id": "b/same", "value": 69.0})
    assert landmarks.anchors(one).empty
    assert landmarks.anchors(one.iloc[:0]).empty


def test_a_model_is_known_by_three_boards_some_of_it_here_and_a_narrow_interval() -> None:
    models = _models(("a/known", NEW), ("a/two", NEW), ("a/wide", NEW), ("a/elsewhere", NEW), ("a/unknown", NEW))
    own = pd.DataFrame({"model_id": models["model_id"], "effort": None, "value": 50.0, "coverage": 0.2})
    own = own.assign(low=[45.0, 45.0, 39.0, 45.0, 20.0], high=[55.0, 55.0, 60.0, 55.0, 70.0])
    own.loc[3, "coverage"] = 0.0
    found = landmarks.with_evidence(models, own, _tested(a__known=3, a__two=2, a__wide=3, a__elsewhere=3, a__unknown=3))
    assert found["model_id"].tolist() == ["a/known", "a/two", "a/wide", "a/elsewhere"]
    assert found["boards"].tolist() == [3, 2, 3, 3]
    assert found["is_known"].tolist() == [True, False, False, False]


def test_each_big_maker_of_the_snapshot_has_one_flagship_and_anchors_stand_apart(bundled_store: Store) -> None:
    flagships = landmarks.flagships_of_today(bundled_store)
    assert len(flagships) > 5
    assert flagships["developer"].is_unique
    gaps = landmarks.anchors_in(bundled_store, "general")["value"].diff().dropna().abs()
    assert len(gaps) > 0
    assert gaps.min() > landmarks.ANCHOR_GAP_POINTS
