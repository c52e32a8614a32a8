"""Which variants are recommended: what says it, what is surely better after many comparisons, and what is in use."""

from dataclasses import replace
from typing import Any

import numpy as np
import pandas as pd
import pytest

from catalog.variants.index import index_of
from catalog.variants.recommend import Recommendation, VariantNeed, recommend
from catalog.variants.worth import LEAST_DOWNLOADS, MOST_FALSE, chance_of, false_discovery
from tests.variant_world import BASE, MEDICINE, READ, SPEAKS, VALUES, frames, others, scores, world

GOOD = "good/med-tune"


def asked(values: dict[str, dict[str, float]] | None = None, **changed: dict[str, Any]) -> Recommendation:
    """Ask for medical variants of the base; `changed` are facts of the good tune in the Hub's listing."""
    told = frames() if values is None else frames(scores(values | others()))
    is_good = told.repos["hub_repo_id"] == GOOD
    repos = told.repos.copy()
    for name, value in changed.items():
        repos.loc[is_good, name] = value
    index = index_of(replace(told, repos=repos), SPEAKS, [READ])
    return recommend(index, VariantNeed(base=BASE, domain="medical"))


def recommended(found: Recommendation) -> list[str]:
    return [str(repo) for repo in found.rows.loc[found.rows["is_recommended"], "hub_repo_id"]]


def test_q_is_that_of_benjamini_and_hochberg() -> None:
    chance = np.array([0.01, 0.04, 0.03, 0.005])
    assert false_discovery(chance) == pytest.approx([0.02, 0.04, 0.04, 0.02])


def test_one_comparison_has_the_chance_of_its_interval() -> None:
    chance = chance_of(
        np.array([1.0, 2.0, -1.0, 1.0]), np.array([0.0, 1.0, -2.0, np.nan]), np.array([2.0, 3.0, 0.0, 9.0])
    )
    assert chance[0] == pytest.approx(0.05)
    assert chance[1] < chance[0]
    assert chance[2:].tolist() == [1.0, 1.0]


def test_what_says_it_is_better_and_is_in_use_is_recommended_and_comes_first() -> None:
    found = asked()
    assert recommended(found) == [GOOD]
    assert found.rows["hub_repo_id"].iloc[0] == GOOD


@pytest.mark.parametrize(
    "changed", [{"downloads": LEAST_DOWNLOADS - 1}, {"downloads": None}, {"says_merge": True}], ids=str
)
def test_what_nobody_uses_and_a_blend_are_not(changed: dict[str, Any]) -> None:
    assert recommended(asked(**changed)) == []


def test_a_name_and_good_results_are_not_enough() -> None:
    named = "named/medical-model"
    told = frames(scores(VALUES | others() | {named: {MEDICINE: 90.0}}))
    repos = told.repos.assign(downloads=9_999)
    found = recommend(index_of(replace(told, repos=repos), SPEAKS, [READ]), VariantNeed(base=BASE, domain="medical"))
    assert found.rows.set_index("hub_repo_id").loc[named, "grade"] == "A"
    assert named not in recommended(found)


def test_a_gain_just_beyond_noise_alone_is_none_after_many_comparisons() -> None:
    tunes = [f"many/med-{i}" for i in range(40)]
    told = frames(scores(VALUES | others() | {tune: {MEDICINE: 50.0} for tune in tunes} | {GOOD: {MEDICINE: 59.0}}))
    plain = told.repos[told.repos["hub_repo_id"] == GOOD]
    repos = pd.concat([told.repos, *(plain.assign(hub_repo_id=tune) for tune in tunes)], ignore_index=True)
    edges = pd.concat([told.edges, *(told.edges.head(1).assign(child=tune) for tune in tunes)], ignore_index=True)
    claims = pd.concat([told.claims, *(told.claims.head(1).assign(hub_repo_id=tune) for tune in tunes)])
    alone = asked(VALUES | {GOOD: {MEDICINE: 59.0}} | {"same/med-tune": {}, "mixer/med-merge": {}, "bad/med-tune": {}})
    among = recommend(
        index_of(replace(told, repos=repos, edges=edges, claims=claims), SPEAKS, [READ]),
        VariantNeed(base=BASE, domain="medical"),
    )
    assert recommended(alone) == [GOOD]
    row = among.rows.set_index("hub_repo_id").loc[GOOD]
    assert row["grade"] == "A"
    assert row["q"] > MOST_FALSE
    assert recommended(among) == []


def test_a_filter_makes_no_find_surer() -> None:
    index = world()
    q = [
        recommend(index, VariantNeed(base=BASE, domain="medical", **need)).rows.set_index("hub_repo_id").loc[GOOD, "q"]
        for need in ({}, {"merges": False}, {"least_grade": "A"})
    ]
    assert q[0] == q[1] == q[2]
