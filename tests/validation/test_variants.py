"""The back-test of variants: what it hides, what it compares, and that it chooses no settings on what it reports."""

from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from catalog.curated.memberships import Membership
from catalog.variants.level import LevelSettings
from tests.variant_world import MATH, MEDICINE, SPEAKS, frames, scores, world
from validation.variants import (
    BASELINES,
    BEGIN,
    END,
    OURS,
    PAGE,
    VariantsReport,
    chance_finds,
    chance_lines,
    chosen_without,
    leads_by_domain,
    page_figures,
    validate_variants,
    write_variants_page,
)

COUNT = 60
TRIES = {"plain": LevelSettings(), "roots held less": LevelSettings(root=1.0)}


@pytest.fixture(scope="module")
def report() -> VariantsReport:
    """Two boards measure the same sixty tunes of six bases; downloads say nothing, and so does size."""
    draw = np.random.default_rng(0)
    skill = {f"o/tune-{i}": 50 + 30 * np.sin(i) for i in range(COUNT)}
    first = {repo: {MEDICINE: value + draw.normal(), MATH: value / 2} for repo, value in skill.items()}
    second = {repo: {MEDICINE: value + draw.normal(0, 3)} for repo, value in skill.items()}
    edges = [(f"o/tune-{i}", f"o/base-{i % 6}", "finetune") for i in range(COUNT)]
    told = frames(scores(first), scores(second, source_id="open_medical_llm"), edges=edges)
    row = told.repos.iloc[[1]]
    more = [row.assign(hub_repo_id=repo, downloads=draw.integers(9999), likes=draw.integers(99)) for repo in skill]
    told = type(told)(**(vars(told) | {"repos": pd.concat([told.repos, *more], ignore_index=True)}))
    speaking: list[Membership] = [*SPEAKS]
    return validate_variants(told, speaking, tries=TRIES)


def test_each_board_and_domain_with_enough_candidates_is_ranked_by_every_method(report: VariantsReport) -> None:
    medical = report.figures[report.figures["domain"] == "medical"]
    assert set(medical["board"]) == {"open_llm_leaderboard", "open_medical_llm"}
    assert set(medical["method"]) == {OURS, *BASELINES}
    assert set(report.figures["domain"]) == {"medical", "math"}


def test_what_another_board_shows_beats_popularity_beyond_noise(report: VariantsReport) -> None:
    whole = report.figures[(report.figures["hidden"] == "board") & (report.figures["pool"] == "all")]
    leads = leads_by_domain(whole).set_index(["domain", "method", "measure"])
    assert leads.loc[("medical", "downloads", "spearman"), "low"] > 0
    ours = whole[(whole["domain"] == "medical") & (whole["method"] == OURS)]
    assert (ours["spearman"] > 0.7).all()


def test_a_method_that_tells_nothing_apart_has_no_correlation(report: VariantsReport) -> None:
    size = report.figures[report.figures["method"] == "size"]
    assert (size["spearman"] == 0).all()


def test_no_board_is_ranked_with_settings_that_were_chosen_on_it() -> None:
    rows = [
        ("good on a", "a", 0.9), ("good on a", "b", 0.1), ("good on a", "c", 0.1),
        ("good elsewhere", "a", 0.1), ("good elsewhere", "b", 0.5), ("good elsewhere", "c", 0.5),
    ]  # fmt: skip
    tries = pd.DataFrame(rows, columns=["title", "board", "spearman"]).assign(domain="d", pool="all")
    chosen = chosen_without(tries.assign(ndcg=tries["spearman"]))
    assert chosen == {"a": "good elsewhere", "b": "good on a", "c": "good on a"}


def test_a_board_alone_gets_the_first_try() -> None:
    tries = pd.DataFrame({"title": ["x", "y"], "board": "a", "domain": "d", "pool": "all", "spearman": [0.1, 0.9]})
    assert chosen_without(tries.assign(ndcg=0.5)) == {"a": "x"}


def test_a_copy_on_another_board_does_not_give_the_hidden_result_away() -> None:
    draw = np.random.default_rng(1)
    values = {f"o/tune-{i}": {MEDICINE: round(draw.uniform(30, 90), 1)} for i in range(COUNT)}
    told = frames(scores(values), scores(values, source_id="every_eval_ever"), edges=[])
    row = told.repos.iloc[[1]]
    more = pd.concat([told.repos, *(row.assign(hub_repo_id=repo) for repo in values)], ignore_index=True)
    report = validate_variants(type(told)(**(vars(told) | {"repos": more})), SPEAKS, tries={"plain": LevelSettings()})
    ours = report.figures[(report.figures["method"] == OURS) & (report.figures["pool"] == "all")]
    assert (ours["spearman"].abs() < 0.5).all()


def test_the_page_says_how_each_goal_was_met_and_what_was_tried(report: VariantsReport, tmp_path: Path) -> None:
    page = tmp_path / "variants.md"
    page.write_text(f"before\n{BEGIN}\nold\n{END}\nafter\n", encoding="utf-8")
    figures = write_variants_page(report, page)
    text = page.read_text(encoding="utf-8")
    assert text.startswith("before\n")
    assert text.endswith("after\n")
    assert "old" not in text
    assert "The goal, every baseline beaten beyond noise in both measures" in figures
    assert all(title in figures for title in TRIES)
    assert figures == page_figures(report)
    page.write_text("no marks", encoding="utf-8")
    with pytest.raises(ValueError, match="no marks"):
        write_variants_page(report, page)


def test_a_snapshot_without_enough_results_has_nothing_to_compare() -> None:
    report = validate_variants(frames(), SPEAKS, tries=TRIES)
    assert report.figures.empty
    assert page_figures(report) == "No board has enough variants to rank."


def test_the_projects_own_page_has_the_marks() -> None:
    text = PAGE.read_text(encoding="utf-8")
    assert text.index(BEGIN) < text.index(END)
    assert PAGE.parts[-3:] == ("docs", "validation", "variants.md")


def test_where_nothing_is_better_the_rule_finds_less_than_each_interval_alone() -> None:
    found = chance_finds(world(), draws=400)
    assert found.questions > 0
    assert found.of_any > 0.05  # several comparisons of 2.5 % each
    assert found.of_rule <= found.of_claimants <= found.of_any
    assert found.of_rule <= 0.05
    assert f"{found.of_rule:.1%}" in "\n".join(chance_lines(found))
