"""What is said of a list: the pick, or why there is none, and what today's models do without a tune."""

from dataclasses import replace

import pandas as pd
import pytest

from catalog.variants.advice import Advice, advice_of, headline, sentences
from catalog.variants.families import Family
from catalog.variants.index import VariantIndex
from catalog.variants.recommend import VariantNeed, recommend
from tests.variant_world import BASE, abilities, world

GOOD, NEW = "good/med-tune", "other/model-1"


@pytest.fixture(scope="module")
def small() -> VariantIndex:
    """Return the small Hub, in which the maker of NEW is one whose models others tune."""
    index = world()
    number = index.graph.find(NEW)
    assert number is not None
    maker = Family("Other", "other", (number,), 9, None, 7e9, 7e9, 1.0, is_of_today=True)
    release = index.is_release.copy()
    release[number] = True
    return replace(index, families=(maker,), is_release=release)


def advised(index: VariantIndex, known: pd.DataFrame, **need: object) -> Advice:
    asked = VariantNeed(**({"base": BASE, "domain": "medical"} | need))  # type: ignore[arg-type]
    return advice_of(index, asked, recommend(index, asked), known)


def text(advice: Advice) -> str:
    return " ".join([f"{headline(advice)}.", *sentences(advice)])


def test_a_pick_is_recommended_with_its_reason_its_gain_and_the_false_discovery_rate(small: VariantIndex) -> None:
    advice = advised(small, abilities())
    told = text(advice)
    assert told.startswith(f"We recommend {GOOD} for Medical.")
    assert f"beats its own base {BASE} by 20.0 points" in told
    assert f"after {advice.compared} comparisons (q " in told
    assert advice.compared == 4


def test_where_no_tune_is_shown_to_be_better_the_claims_are_told_by_use(small: VariantIndex) -> None:
    advice = advised(small, abilities(), max_memory_gb=1.0)
    assert advice.pick is None
    assert headline(advice) == f"No variant of {BASE} is shown to be better in Medical"
    quiet = advised(replace(small, downloads=small.downloads * 0 + 3_000), abilities(), least_grade="A", merges=False)
    assert quiet.pick is not None
    none = advised(replace(small, is_merge=small.is_merge | True), abilities())
    assert f"the most used: bad/med-tune (1M downloads in 30 days, June 2024); {GOOD} (500 downloads" in text(none)


def test_a_tune_of_an_old_base_gives_way_to_todays_model_where_that_is_better_beyond_noise(small: VariantIndex) -> None:
    known = abilities(New=(NEW, 70.0, 65.0, 75.0, "2026-01-01"), Tune=(GOOD, 40.0, 30.0, 50.0, "2024-06-01"))
    advice = advised(small, known)
    assert advice.is_beaten
    assert headline(advice) == "We recommend New as it is, without a tune, for Medical"
    assert f"It stands at 70 (65 to 75), {GOOD} at 40 (30 to 50)." in text(advice)


def test_where_the_two_cannot_be_told_apart_both_are_named(small: VariantIndex) -> None:
    known = abilities(New=(NEW, 70.0, 45.0, 90.0, "2026-01-01"), Tune=(GOOD, 40.0, 30.0, 50.0, "2024-06-01"))
    told = text(advised(small, known))
    assert told.startswith(f"We recommend {GOOD}")
    assert "which cannot be told apart" in told


@pytest.mark.parametrize(
    ("day", "need"), [("2022-01-01", {}), ("2026-01-01", {"licence_classes": frozenset({"permissive"})})], ids=str
)
def test_an_old_model_and_one_that_a_filter_keeps_out_are_no_alternative(
    small: VariantIndex, day: str, need: dict[str, object]
) -> None:
    advice = advised(small, abilities(New=(NEW, 70.0, 65.0, 75.0, day)), **need)
    assert advice.today is None


def test_what_is_estimated_from_other_results_is_said(small: VariantIndex) -> None:
    known = abilities(New=(NEW, 70.0, 65.0, 75.0, "2026-01-01")).assign(coverage=0.0)
    assert "70 (65 to 75, estimated from its other results)" in text(advised(small, known))


def test_a_base_alone_is_told_by_domain(small: VariantIndex) -> None:
    advice = advised(small, abilities(New=(NEW, 70.0, 65.0, 75.0, "2026-01-01")), domain=None)
    told = text(advice)
    assert told.startswith(f"{BASE} has 10 known variants.")
    assert f"Shown to be better than their own base in what they say to be for: {GOOD} (Medical)." in told
    assert advice.fields.set_index("domain").loc["medical", "recommended"] == 1
    assert advice.today is None
