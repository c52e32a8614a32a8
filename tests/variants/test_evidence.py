"""What tests say of a variant beside its own base: which pairs count, how wide they are, and which grade follows."""

import numpy as np
import pandas as pd
import pytest

from catalog.curated.memberships import Membership
from catalog.variants.evidence import Evidence, evidence_of
from catalog.variants.index import graph_of
from catalog.variants.lineage import curated_copies
from tests.variant_world import BASE, MATH, MEDICINE, SPEAKS, VALUES, frames, scores

EDGES = (("a/child", "a/base", "finetune"), ("a/grandchild", "a/child", "finetune"))


def seen(
    *results: pd.DataFrame,
    edges: tuple[tuple[str, str, str], ...] = EDGES,
    speaking: tuple[Membership, ...] = SPEAKS,
    counts: dict[str, int] | None = None,
) -> tuple[Evidence, dict[str, int]]:
    told = frames(*results, edges=edges)
    graph = graph_of(told, ())
    number = {str(repo): i for i, repo in enumerate(graph.repos)}
    counts = {MEDICINE: 100, MATH: 100} if counts is None else counts
    return evidence_of(told.scores, told.benchmarks, speaking, graph, counts), number


def gain(found: tuple[Evidence, dict[str, int]], repo: str, domain: str = "medical") -> pd.Series:
    evidence, number = found
    rows = evidence.gains[(evidence.gains["repo"] == number[repo]) & (evidence.gains["domain"] == domain)]
    assert len(rows) == 1
    return rows.iloc[0]


def test_the_own_base_is_the_nearest_ancestor_with_the_same_test() -> None:
    found = seen(scores({"a/base": {MEDICINE: 40.0}, "a/grandchild": {MEDICINE: 50.0}}))
    assert gain(found, "a/grandchild")["base"] == found[1]["a/base"]
    nearer = seen(scores({"a/base": {MEDICINE: 40.0}, "a/child": {MEDICINE: 45.0}, "a/grandchild": {MEDICINE: 50.0}}))
    assert gain(nearer, "a/grandchild")["difference"] == pytest.approx(5.0)


def test_only_the_same_test_of_the_same_board_run_in_the_same_way_makes_a_pair() -> None:
    base = scores({"a/base": {MEDICINE: 40.0}})
    for other in (
        scores({"a/child": {MEDICINE: 50.0}}, source_id="open_medical_llm"),
        scores({"a/child": {MEDICINE: 50.0}}, harness="another way"),
        scores({"a/child": {MEDICINE: 50.0}}, effort="high"),
        scores({"a/child": {MEDICINE: 50.0}}, benchmark_version="2"),
    ):
        found = seen(base, other)
        assert np.isnan(gain(found, "a/child")["difference"])
        assert gain(found, "a/child")["grade"] == "C"


def test_an_interval_holds_the_sampling_noise_of_both() -> None:
    found = gain(seen(scores({"a/base": {MEDICINE: 50.0}, "a/child": {MEDICINE: 50.0}})), "a/child")
    assert found["high"] == pytest.approx(1.96 * np.sqrt(2) * 100 * np.sqrt(0.25 / 100), rel=0.02)
    fewer = gain(
        seen(scores({"a/base": {MEDICINE: 50.0}, "a/child": {MEDICINE: 50.0}}), counts={MEDICINE: 25}), "a/child"
    )
    assert fewer["high"] > found["high"]


@pytest.mark.parametrize(("value", "grade"), [(80.0, "A"), (51.0, "B"), (20.0, "B")])
def test_an_independent_pair_is_grade_a_only_beyond_noise(value: float, grade: str) -> None:
    found = seen(scores({"a/base": {MEDICINE: 50.0}, "a/child": {MEDICINE: value}}))
    assert gain(found, "a/child")["grade"] == grade


def test_a_pair_without_any_known_noise_is_never_grade_a() -> None:
    found = seen(scores({"a/base": {MEDICINE: 10.0}, "a/child": {MEDICINE: 90.0}}), counts={})
    assert gain(found, "a/child")["grade"] == "B"


def test_the_publishers_own_board_is_no_independent_evidence() -> None:
    edges = (("tokyotech-llm/child", "a/base", "finetune"),)
    results = scores({"a/base": {MEDICINE: 50.0}, "tokyotech-llm/child": {MEDICINE: 90.0}}, source_id="swallow")
    assert gain(seen(results, edges=edges), "tokyotech-llm/child")["grade"] == "C"


@pytest.mark.parametrize("changed", [{"evidence": "self-reported"}, {"contamination": "flagged"}])
def test_what_is_claimed_or_flagged_is_grade_d(changed: dict[str, str]) -> None:
    child = scores({"a/child": {MEDICINE: 90.0}}, **changed)
    assert gain(seen(scores({"a/base": {MEDICINE: 50.0}}), child), "a/child")["grade"] == "D"


def test_a_test_that_hardly_speaks_for_the_domain_is_no_evidence_there() -> None:
    found = seen(scores({"a/base": {"mmlu_virology": 40.0}, "a/child": {"mmlu_virology": 60.0}}))
    assert gain(found, "a/child")["grade"] == "E"


def test_results_in_fewer_bits_stay_out() -> None:
    found, number = seen(scores({"a/base": {MEDICINE: 50.0}}), scores({"a/child": {MEDICINE: 70.0}}, precision="4bit"))
    assert number["a/child"] not in set(found.results["repo"])


def test_a_merge_is_held_against_its_best_parent() -> None:
    edges = (("a/mix", "a/one", "merge"), ("a/mix", "a/two", "merge"))
    found = seen(scores({"a/one": {MEDICINE: 40.0}, "a/two": {MEDICINE: 60.0}, "a/mix": {MEDICINE: 62.0}}), edges=edges)
    assert gain(found, "a/mix")["base"] == found[1]["a/two"]


def test_several_tests_are_pooled_by_how_strongly_they_speak() -> None:
    speaking = tuple(
        Membership(benchmark_id=test, domain="medical", weight=weight, reason="r", evidence_url="https://x.org")
        for test, weight in ((MEDICINE, 0.9), (MATH, 0.3))
    )
    results = scores({"a/base": {MEDICINE: 50.0, MATH: 50.0}, "a/child": {MEDICINE: 60.0, MATH: 50.0}})
    found = gain(seen(results, speaking=speaking), "a/child")
    assert (found["tests"], found["difference"]) == (2, pytest.approx(7.5))


def test_the_record_of_a_publisher_counts_fair_comparisons() -> None:
    found, _ = seen(scores({"a/base": {MEDICINE: 50.0, MATH: 50.0}, "A/child": {MEDICINE: 80.0, MATH: 50.0}}))
    assert found.records.loc["a", ["variants", "comparisons", "better"]].tolist() == [1, 2, 1]


def test_a_copys_results_are_its_originals() -> None:
    told = frames(scores(VALUES | {"unsloth/apertus-8b-instruct-2509": {MEDICINE: 50.0}}))
    original = told.repos.assign(
        hub_repo_id=told.repos["hub_repo_id"].replace(BASE, "swiss-ai/Apertus-8B-Instruct-2509")
    )
    graph = graph_of(type(told)(**(vars(told) | {"repos": original})), ())
    assert curated_copies(())["unsloth/apertus-8b-instruct-2509"] == "swiss-ai/apertus-8b-instruct-2509"
    found = evidence_of(told.scores, told.benchmarks, SPEAKS, graph, {})
    assert graph.find("swiss-ai/Apertus-8B-Instruct-2509") in set(found.results["repo"])
