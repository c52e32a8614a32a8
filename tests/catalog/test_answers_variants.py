"""The answer of `python -m catalog variants`: plain values that JSON has, and lines that a person reads."""

import json
from typing import Any

from catalog.answers.variants import MOST_TOLD, VariantsQuestion, answer_from, as_json
from catalog.answers.variants import as_text as answer_as_text
from catalog.variants.recommend import VariantNeed
from tests.variant_world import BASE, abilities, frames, world


def variants_answer(need: VariantNeed, *, with_proposals: bool = False) -> dict[str, Any]:
    return as_json(answer_from(world(), VariantsQuestion(need=need, with_proposals=with_proposals), abilities()))


def test_an_answer_is_plain_json_and_what_is_not_known_is_null() -> None:
    told = variants_answer(VariantNeed(base=BASE, domain="medical", licence_classes=frozenset({"restricted"})))
    back = json.loads(json.dumps(told, allow_nan=False))
    rows = {row["hub_repo_id"]: row for row in back["rows"]}
    assert back["asked"]["licence_classes"] == ["restricted"]
    assert rows[BASE]["grade"] is None
    assert rows["good/med-tune"]["created_on"].startswith("2024-06-01")
    assert back["counts"]["candidates"] == 10


def test_the_text_names_rank_grade_and_reasons_and_ends_with_the_notes_and_near_misses() -> None:
    told = variants_answer(VariantNeed(base=BASE, domain="medical", merges=False))
    lines = list(answer_as_text(told))
    first = next(line for line in lines if "good/med-tune [A]" in line)
    assert "Better than its base" in first
    assert any("The yardstick" in line and "[" not in line and " % (" in line for line in lines)
    assert lines[-1].startswith("Near miss: ")


def test_a_long_list_is_cut_and_says_so() -> None:
    told = variants_answer(VariantNeed(base=BASE))
    told["rows"] = told["rows"] * 10
    lines = list(answer_as_text(told))
    assert f"{MOST_TOLD} of {len(told['rows'])} rows shown; --json has them all" in lines


def test_repositories_that_resemble_the_base_by_name_are_proposals_only() -> None:
    listed = {str(repo) for repo in frames().repos["hub_repo_id"]}
    told = variants_answer(VariantNeed(base="alone/med-from-nowhere-7b"), with_proposals=True)
    assert isinstance(told["proposals"], list)
    assert not {row["child"] for row in told["proposals"]} & {row["hub_repo_id"] for row in told["rows"]}
    assert {row["child"] for row in told["proposals"]} <= listed
