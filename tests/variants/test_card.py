"""The evidence card of one variant: its results beside its base's, what follows by domain, and its way up."""

import pandas as pd
import pytest

from catalog.variants.card import Card, card
from catalog.variants.recommend import base_named
from catalog.variants.rows import GRADE_WORDS
from tests.variant_world import BASE, MATH, MEDICINE, world


def card_of(repo: str, domain: str | None = None) -> Card:
    index = world()
    return card(index, base_named(index, repo), domain)


def test_each_result_stands_beside_the_bases_on_the_same_test() -> None:
    tests = card_of("good/med-tune").tests.set_index("benchmark_id")
    assert tests.loc[MEDICINE, ["value", "base", "base_value"]].tolist() == [70.0, BASE, 50.0]
    assert tests.loc[MEDICINE, "low"] > 0
    assert tests.loc[MATH, "high"] < 0
    assert set(tests["evidence"]) == {"independent"}


def test_a_result_without_one_of_the_base_has_no_base() -> None:
    tests = card_of("alone/med-from-nowhere-7b").tests
    assert tests["base"].isna().all()
    assert tests["value"].tolist() == [55.0]


def test_domains_come_best_first_with_what_was_lost() -> None:
    domains = card_of("good/med-tune").domains
    assert domains["domain"].tolist()[0] == "medical"
    lost = domains.set_index("domain").loc["math"]
    assert (lost["grade"], lost["base"], lost["difference"]) == ("B", BASE, pytest.approx(-12.0))


def test_the_way_up_names_each_edge_and_its_evidence() -> None:
    lineage = card_of("mixer/med-merge").lineage
    assert lineage["child"].tolist()[0] == "mixer/med-merge"
    assert lineage["parent"].tolist()[-1] == BASE
    assert lineage["relation"].tolist()[0] == "merge"
    assert set(lineage["evidence"]) == {"tag"}
    assert card_of(BASE).lineage.empty


def test_the_facts_are_of_the_domain_asked_for_or_of_the_best_known_one() -> None:
    assert card_of("good/med-tune").facts["domain"] == "medical"
    assert card_of("good/med-tune", "math").facts["grade"] == "B"


def test_a_variant_without_results_has_an_empty_card_and_grade_e() -> None:
    found = card_of("quiet/med-tune")
    assert found.facts["grade"] == "E"
    assert found.grade_words == GRADE_WORDS["E"]
    assert found.tests.empty
    assert found.domains.empty


def test_claims_and_flags_are_marked_result_by_result() -> None:
    assert card_of("claimer/med-claims").tests["evidence"].tolist() == ["self-reported"]
    assert card_of("cheater/med-flagged").tests["evidence"].tolist() == ["flagged by the board"]
    assert not pd.isna(card_of("cheater/med-flagged").tests["base_value"].iloc[0])
