"""Which variants are recommended, in which order and words, and what a question without an answer gets."""

from dataclasses import replace
from typing import Any

import numpy as np
import pandas as pd
import pytest

from catalog.store import Store
from catalog.variants.index import VariantIndex, index_of, variant_index
from catalog.variants.lineage import CuratedEdge
from catalog.variants.recommend import (
    Recommendation,
    VariantError,
    VariantNeed,
    base_named,
    classes_of,
    domain_named,
    recommend,
)
from catalog.variants.rows import COLUMNS
from tests.variant_world import BASE, READ, SPEAKS, frames, world

ANY = {"base": BASE, "domain": "medical"}


@pytest.fixture(scope="module")
def small() -> VariantIndex:
    return world()


def asked(index: VariantIndex, **need: Any) -> Recommendation:  # noqa: ANN401 - the fields of a need
    return recommend(index, VariantNeed(**(ANY | need)))


def row(found: Recommendation, repo: str) -> dict[str, Any]:
    rows = found.rows[found.rows["hub_repo_id"] == repo]
    assert len(rows) == 1
    return dict(rows.iloc[0])


def listed(found: Recommendation) -> list[str]:
    return [str(repo) for repo in found.rows["hub_repo_id"]]


def with_edges(*edges: tuple[str, str, str], copy: tuple[str, str] | None = None) -> VariantIndex:
    told = frames(edges=edges)
    curated = [READ]
    if copy:
        child, parent = copy
        curated.append(
            CuratedEdge(
                child=child, parent=parent, relation="copy", domains=(), evidence_url="https://x.org", why="Renamed"
            )
        )
    return index_of(told, SPEAKS, curated)


@pytest.mark.parametrize("need", [{}, {"domain": None}, {"base": None}, {"least_grade": "A"}, {"max_parameters": 1.0}])
def test_the_base_is_among_the_rows_as_the_yardstick(small: VariantIndex, need: dict[str, Any]) -> None:
    base = row(asked(small, **need), BASE)
    assert (base["role"], base["verdict"]) == ("base", "yardstick")


def test_the_yardstick_of_a_domain_rests_on_its_own_results(small: VariantIndex) -> None:
    assert row(asked(small), BASE)["reasons"].startswith("The yardstick: by its own results it can be expected to beat")


def test_a_row_has_every_column_that_is_promised(small: VariantIndex) -> None:
    assert list(asked(small).rows.columns) == list(COLUMNS)


def test_what_beats_its_base_beyond_noise_is_grade_a_and_what_it_lost_elsewhere_is_said(small: VariantIndex) -> None:
    good = row(asked(small), "good/med-tune")
    assert (good["grade"], good["verdict"], good["base"]) == ("A", "better than its base", BASE)
    assert good["difference"] == pytest.approx(20.0)
    assert good["difference_low"] > 0
    assert (good["lost_domain"], good["lost_difference"]) == ("math", pytest.approx(-12.0))
    assert "Better than its base: +20.0 points" in good["reasons"]
    assert "Worse than its base elsewhere: -12.0 points in Mathematics" in good["reasons"]


def test_not_better_than_its_base_is_said(small: VariantIndex) -> None:
    found = asked(small)
    same, bad = row(found, "same/med-tune"), row(found, "bad/med-tune")
    assert (same["grade"], same["verdict"]) == ("B", "not better than its base")
    assert "Not better beyond noise: +1.0 points" in same["reasons"]
    assert "Worse than its base: -20.0 points" in bad["reasons"]


def test_a_merge_is_held_against_its_best_parent(small: VariantIndex) -> None:
    merge = row(asked(small), "mixer/med-merge")
    assert (merge["relation"], merge["is_merge"], merge["base"]) == ("merge", True, "good/med-tune")


def test_no_evidence_is_said_and_stands_like_its_relatives(small: VariantIndex) -> None:
    quiet = row(asked(small), "quiet/med-tune")
    assert (quiet["grade"], quiet["verdict"], quiet["placed_by"]) == ("E", "no evidence", "its tested relatives")
    assert "No evidence in Medical; expected to stand like its tested relatives" in quiet["reasons"]


def test_claims_and_flagged_results_are_grade_d_and_move_nothing(small: VariantIndex) -> None:
    found = asked(small)
    quiet = row(found, "quiet/med-tune")
    for repo in ("claimer/med-claims", "cheater/med-flagged"):
        claimed = row(found, repo)
        assert claimed["grade"] == "D"
        assert claimed["standing"] == pytest.approx(quiet["standing"])
    assert row(found, "cheater/med-flagged")["contamination"] == "flagged"
    assert "self-reported or flagged" in row(found, "claimer/med-claims")["reasons"]


def test_a_name_alone_is_marked_and_a_card_that_was_read_is_told(small: VariantIndex) -> None:
    found = asked(small)
    named, read = row(found, "named/medical-model"), row(found, "reader/read-med")
    assert named["is_by_name"]
    assert "Medical by its name only" in named["reasons"]
    assert not read["is_by_name"]
    assert read["domain_reason"] == READ.why
    assert (read["lineage_evidence"], read["lineage_url"]) == ("curated", READ.evidence_url)


def test_among_what_is_in_use_popularity_moves_no_row() -> None:
    plain = frames()
    use = 100 + 1_000 * np.arange(len(plain.repos))
    orders = [
        listed(asked(index_of(replace(plain, repos=plain.repos.assign(downloads=told, likes=7)), SPEAKS, [READ])))
        for told in (use, use[::-1])
    ]
    assert orders[0] == orders[1]


def test_what_has_evidence_comes_before_what_has_none(small: VariantIndex) -> None:
    has_none = (asked(small).rows["grade"] == "E").tolist()
    assert has_none == sorted(has_none)


def test_a_child_may_not_be_freer_than_its_parent(small: VariantIndex) -> None:
    found = asked(small)
    conflict = row(found, "bad/med-tune")["licence_conflict"]
    assert conflict == f"apache-2.0 is freer than llama2 of {BASE}, from which it was made"
    assert pd.isna(row(found, "good/med-tune")["licence_conflict"])
    open_ones = asked(small, licence_classes=classes_of("open"))
    assert "bad/med-tune" not in listed(open_ones)
    assert "good/med-tune" in listed(asked(small, licence_classes=frozenset({"restricted"})))


@pytest.mark.parametrize(
    ("gate", "out"),
    [
        ({"gated": False}, "same/med-tune"),
        ({"merges": False}, "mixer/med-merge"),
        ({"languages": ("ja",)}, "quiet/med-tune"),
        ({"least_grade": "B"}, "claimer/med-claims"),
        ({"max_parameters": 7e9}, "reader/read-med"),
        ({"max_memory_gb": 14.0}, "reader/read-med"),
        ({"licence_classes": frozenset({"restricted"})}, "reader/read-med"),
    ],
)
def test_a_gate_keeps_out_what_it_says_and_what_is_not_known(
    small: VariantIndex, gate: dict[str, Any], out: str
) -> None:
    found = asked(small, **gate)
    assert out in listed(asked(small))
    assert out not in listed(found)
    assert "good/med-tune" in listed(found)
    assert sum("kept out" in note for note in found.notes) == 2  # of this gate, and of quantised copies


def test_quantised_copies_are_left_out_unless_asked_for(small: VariantIndex) -> None:
    assert "copier/med-tune-gguf" not in listed(asked(small))
    assert "copier/med-tune-gguf" in listed(asked(small, quantisations=True))


def test_what_one_gate_alone_keeps_out_is_a_near_miss(small: VariantIndex) -> None:
    found = asked(small, merges=False)
    missed = dict(zip(found.near_misses["hub_repo_id"], found.near_misses["gate"], strict=True))
    assert missed["mixer/med-merge"] == "merges are left out"


def test_a_quantised_copy_and_what_is_twice_too_large_are_no_near_misses(small: VariantIndex) -> None:
    assert "copier/med-tune-gguf" not in set(asked(small).near_misses["hub_repo_id"])
    assert asked(small, max_parameters=3e9).near_misses.empty
    assert "good/med-tune" in set(asked(small, max_parameters=6e9).near_misses["hub_repo_id"])


def test_when_nothing_passes_the_base_and_the_near_misses_are_left(small: VariantIndex) -> None:
    found = asked(small, max_parameters=6e9)
    assert listed(found) == [BASE]
    assert any("None of 10 candidates passes all gates" in note for note in found.notes)
    assert "good/med-tune" in set(found.near_misses["hub_repo_id"])


def test_what_a_person_has_read_of_is_listed_whatever_the_limit(small: VariantIndex) -> None:
    found = asked(small, limit=0)
    assert "reader/read-med" in listed(found)
    assert "quiet/med-tune" not in listed(found)
    assert any("more pass the gates" in note for note in found.notes)


def test_a_domain_alone_lists_variants_of_any_base_and_their_bases(small: VariantIndex) -> None:
    found = asked(small, base=None)
    assert {"good/med-tune", "alone/med-from-nowhere-7b", BASE} <= set(listed(found))
    assert "Nothing says what it was made from" in row(found, "alone/med-from-nowhere-7b")["reasons"]


def test_a_base_alone_shows_each_variant_in_the_domain_that_it_is_known_for(small: VariantIndex) -> None:
    found = asked(small, domain=None)
    assert row(found, "good/med-tune")["domain"] == "medical"
    assert found.domain is None


def test_a_chain_of_ten_generations_is_followed() -> None:
    chain = [(f"o/g{i}", BASE if i == 1 else f"o/g{i - 1}", "finetune") for i in range(1, 11)]
    found = asked(with_edges(*chain), domain=None)
    assert row(found, "o/g10")["generation"] == 10
    assert row(found, BASE)["generation"] == 0


def test_statements_that_go_round_in_a_circle_recommend_nothing() -> None:
    found = asked(with_edges(("o/a", "o/b", "finetune"), ("o/b", "o/a", "finetune")), base="o/a", domain=None)
    assert listed(found) == ["o/a"]
    assert any("No variant of o/a is known" in note for note in found.notes)


@pytest.mark.parametrize(
    ("repo", "words"),
    [("good/med-tune", "is itself a fine-tune"), ("copier/med-tune-gguf", "is itself a quantised copy")],
)
def test_a_base_that_was_made_from_another_leads_to_its_origin(small: VariantIndex, repo: str, words: str) -> None:
    found = asked(small, base=repo, quantisations=True)
    assert found.base == BASE
    assert any(words in note and BASE in note for note in found.notes)
    assert repo in listed(found)


def test_a_merge_of_two_origins_is_its_own_base() -> None:
    merge = [
        ("o/mix", BASE, "merge"),
        ("o/mix", "alone/med-from-nowhere-7b", "merge"),
        ("o/child", "o/mix", "finetune"),
    ]
    found = asked(with_edges(*merge), base="o/mix", domain=None)
    assert found.base == "o/mix"
    assert "o/child" in listed(found)
    assert any("a merge of models with different origins" in note for note in found.notes)


def test_a_former_name_leads_to_the_repository() -> None:
    index = with_edges(("good/med-tune", "lab/old-name", "finetune"), copy=("lab/old-name", BASE))
    found = asked(index, base="Lab/Old-Name", domain=None)
    assert found.base == BASE
    assert "good/med-tune" in listed(found)
    assert any("is a copy of" in note for note in found.notes)


def test_a_deleted_base_is_still_one_and_says_so() -> None:
    found = asked(with_edges(("good/med-tune", "gone/deleted-7b", "finetune")), base="gone/deleted-7b", domain=None)
    assert "good/med-tune" in listed(found)
    assert any("not in the Hub's listing" in note for note in found.notes)


def test_a_name_without_its_owner_is_enough_where_only_one_has_it(small: VariantIndex) -> None:
    assert base_named(small, "base-7b") == base_named(small, BASE)
    assert base_named(small, f"https://huggingface.co/{BASE}/") == base_named(small, BASE)


def test_an_unknown_base_gets_the_nearest_ones(small: VariantIndex) -> None:
    with pytest.raises(VariantError, match="Nothing is known of a repository 'lab/base-70b'") as refused:
        asked(small, base="lab/base-70b")
    assert BASE in refused.value.alternatives


@pytest.mark.parametrize(
    "text",
    [
        "a/b/c",
        "../../etc/passwd",
        "'; DROP TABLE models",
        "лаб/модель",
        "lab/base 7b",
        "\u202e",
        "🤗/🤗",
        "x" * 10_000,
        "%",
    ],
)
def test_odd_characters_get_a_sentence(small: VariantIndex, text: str) -> None:
    with pytest.raises(VariantError) as refused:
        asked(small, base=text)
    assert len(str(refused.value)) < 1_000


def test_neither_base_nor_domain_is_no_question(small: VariantIndex) -> None:
    with pytest.raises(VariantError, match="Neither a base nor a domain"):
        recommend(small, VariantNeed())


def test_a_domain_goes_by_its_id_its_title_and_usual_words(small: VariantIndex) -> None:
    assert domain_named("Instruction following") == domain_named("assistant") == "instruction_following"
    assert any("is read as Instruction following" in note for note in asked(small, domain="assistant").notes)
    with pytest.raises(VariantError, match="No domain is called 'medicin'") as refused:
        domain_named("medicin")
    assert "medical" in refused.value.alternatives


def test_a_domain_without_any_test_says_so_and_follows_general_ability() -> None:
    plain = frames()
    claims = pd.concat([plain.claims, plain.claims.assign(domain="legal")], ignore_index=True)
    found = asked(index_of(replace(plain, claims=claims), SPEAKS, [READ]), domain="legal")
    assert any("No test measures Legal" in note for note in found.notes)
    assert set(found.rows.loc[found.rows["role"] == "variant", "grade"]) == {"E"}
    assert any("There is no evidence in Legal of any variant listed" in note for note in found.notes)


def test_a_domain_that_nothing_serves_says_so(small: VariantIndex) -> None:
    found = asked(small, domain="korean")
    assert listed(found) == [BASE]
    assert any("No variant" in note and "Korean" in note for note in found.notes)


def test_a_licence_class_goes_by_its_name_or_by_open_or_commercial() -> None:
    assert "permissive" in classes_of("open")
    assert "restricted" in classes_of("commercial") - classes_of("open")
    assert classes_of("Non-commercial") == {"non-commercial"}
    with pytest.raises(VariantError, match="No licence class is called 'free'"):
        classes_of("free")


def test_sizes_memory_and_gpus_are_told_or_empty(small: VariantIndex) -> None:
    found = asked(small)
    good, read = row(found, "good/med-tune"), row(found, "reader/read-med")
    assert (good["memory_gb"], good["gpu"], good["gpu_int4"]) == (14.0, "card 24GB", "card 8GB")
    assert pd.isna(read["parameters"])
    assert pd.isna(read["gpu"])
    assert np.isnan(read["memory_gb"])


def test_the_record_of_a_publisher_is_told(small: VariantIndex) -> None:
    assert "of 3 comparisons by domain won" in row(asked(small), "good/med-tune")["publisher_record"]


@pytest.fixture(scope="module")
def bundled(bundled_store: Store) -> VariantIndex:
    return variant_index(bundled_store)


@pytest.mark.parametrize(
    ("base", "domain", "variant"),
    [
        ("meta-llama/Llama-2-7b-hf", "japanese", "elyza/ELYZA-japanese-Llama-2-7b"),
        ("meta-llama/Llama-2-7b-hf", "code", "TencentARC/LLaMA-Pro-8B"),
        ("meta-llama/Llama-2-7b-hf", "math", "TencentARC/LLaMA-Pro-8B"),
        ("mistralai/Mistral-7B-v0.1", "medical", "BioMistral/BioMistral-7B"),
        ("mistralai/Mistral-7B-v0.1", "math", "nvidia/OpenMath-Mistral-7B-v0.1-hf"),
        ("tiiuae/falcon-40b", "assistant", "OpenAssistant/falcon-40b-sft-top1-560"),
        ("tiiuae/falcon-7b", "assistant", "nomic-ai/gpt4all-falcon"),
    ],
)
def test_a_known_variant_is_found_from_its_base_and_from_its_domain(
    bundled: VariantIndex, base: str, domain: str, variant: str
) -> None:
    for need in (VariantNeed(base=base), VariantNeed(domain=domain), VariantNeed(base=base, domain=domain)):
        found = row(recommend(bundled, need), variant)
        assert found["relation"] == "finetune"
        assert found["lineage_url"].startswith("https://")
        assert found["domain_reason"]
        assert found["grade"] in {"A", "B", "C", "D", "E"}
        assert base in listed(recommend(bundled, VariantNeed(base=base, domain=domain)))


@pytest.mark.parametrize(
    "base",
    [
        "meta-llama/Meta-Llama-3-8B",
        "meta-llama/Llama-3.1-8B",
        "meta-llama/Llama-3.2-1B",
        "meta-llama/Llama-3.3-70B-Instruct",
        "Qwen/Qwen2.5-7B",
        "Qwen/Qwen3-8B-Base",
        "google/gemma-2-9b",
        "google/gemma-3-4b-pt",
        "microsoft/phi-4",
        "allenai/OLMo-2-1124-7B",
        "deepseek-ai/DeepSeek-R1-Distill-Qwen-7B",
        "ibm-granite/granite-3.1-8b-base",
        "HuggingFaceTB/SmolLM2-1.7B",
    ],
)
def test_a_well_known_family_has_members(bundled: VariantIndex, base: str) -> None:
    found = recommend(bundled, VariantNeed(base=base))
    assert (found.rows["role"] == "variant").sum() >= 5


def test_the_listed_rows_hold_together(bundled: VariantIndex) -> None:
    rows = recommend(bundled, VariantNeed(domain="medical")).rows
    assert rows["rank"].tolist() == list(range(1, len(rows) + 1))
    better = rows[rows["grade"] == "A"]
    assert len(better) > 0
    assert (better["difference_low"] > 0).all()
    assert (rows["standing_low"] <= rows["standing"]).all()
    assert (rows["standing"] <= rows["standing_high"]).all()
