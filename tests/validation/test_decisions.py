"""The back-test of decisions ranks by what was hidden, and only by that."""

from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from catalog.queries.scores import DEFAULT_BENCHMARK
from tests.ability_world import benchmarks, memberships, models, scores, strong_to_weak
from validation.decisions import (
    BEGIN,
    END,
    PAGE,
    Decisions,
    prices_on,
    standings,
    summary,
    validate_decisions,
    write_decisions_page,
)

TESTS = [f"t{j}" for j in range(8)]
CODE = memberships([(test, "code", 1.0) for test in TESTS])


Tables = dict[str, pd.DataFrame]


@pytest.fixture(scope="module")
def world() -> Tables:
    """Return a world of one skill in which price and release say nothing and votes are upside down."""
    world = strong_to_weak(40, len(TESTS))
    names = sorted({row[0] for row in world})
    hidden = scores([row for row in world if row[1] in TESTS[:4]], source_id="hidden")
    seen = scores([row for row in world if row[1] in TESTS[4:]], source_id="seen")
    votes = scores([(name, DEFAULT_BENCHMARK, float(place)) for place, name in enumerate(names)], source_id="votes")
    prices = np.random.default_rng(1).permutation(len(names)) + 1.0
    return {
        "scores": pd.concat([hidden, seen, votes], ignore_index=True),
        "benchmarks": benchmarks([*TESTS, DEFAULT_BENCHMARK]),
        "models": models(names),
        "offers": pd.DataFrame(
            {"model_id": names, "price_kind": "list", "input_usd_per_mtok": prices, "output_usd_per_mtok": prices}
        ),
        "sources": pd.DataFrame({"source_id": ["hidden", "seen", "votes"], "is_frozen": False}),
    }


@pytest.fixture(scope="module")
def decisions(world: Tables) -> Decisions:
    """Return decisions in that world."""
    return validate_decisions(world, CODE, {"the hidden board": lambda rows: rows["source_id"].eq("hidden")})


def test_in_a_world_of_one_skill_abilities_choose_the_best_and_upside_down_votes_the_worst(
    decisions: Decisions,
) -> None:
    rank = summary(decisions).set_index("method")["rank"]
    assert rank["bold"] > 0.9
    assert rank["cautious"] > 0.9
    assert rank["LMArena's first"] < 0.1
    assert 0.3 < rank["the dearest"] < 0.7


def test_all_choose_from_the_same_pools(decisions: Decisions) -> None:
    sizes = decisions.rows.groupby("method").size()
    assert sizes.min() == sizes.max() > 0
    assert decisions.rows["rank"].between(0, 1).all()


def _period(model_id: str, begins: str | None, ends: str | None, usd: float, kind: str = "list") -> dict[str, object]:
    return {
        "model_id": model_id,
        "valid_from": begins,
        "valid_to": ends,
        "input_usd_per_mtok": usd,
        "output_usd_per_mtok": usd,
        "price_kind": kind,
    }


def test_the_prices_of_a_day_are_those_that_had_begun_and_not_ended() -> None:
    history = pd.DataFrame(
        [
            _period("a/moved", "2026-01-01", "2026-04-30", 9.0),
            _period("a/moved", "2026-04-30", None, 3.0),
            _period("a/later", "2026-05-01", None, 1.0),
            _period("a/unknown", None, None, 1.0),
            _period("a/free", "2026-01-01", None, 0.0),
            _period("a/tier", "2026-01-01", None, 1.0, "free tier"),
        ]
    )
    found = prices_on(history, pd.Timestamp("2026-04-30"))
    assert found[["model_id", "input_usd_per_mtok"]].to_numpy().tolist() == [["a/moved", 3.0]]


def test_a_choice_of_an_earlier_day_is_made_among_what_was_sold_then_at_its_prices(world: Tables) -> None:
    names = sorted(world["offers"]["model_id"])
    history = pd.DataFrame(
        [_period(name, "2026-01-01", None, float(place)) for place, name in enumerate(names[:30], 1)]
    )
    hides = {"later": lambda rows: rows["source_id"].eq("hidden")}
    day = {"later": pd.Timestamp("2026-04-30")}
    found = validate_decisions(world | {"price_history": history}, CODE, hides, chosen_on=day)
    rank = summary(found).set_index("method")["rank"]
    # Names rise from strong to weak, and so do these prices: the dearest is the weakest.
    assert rank["the dearest"] < 0.1


def test_a_standing_is_the_mean_share_of_rank_over_the_hidden_tests() -> None:
    rows = [("a", "t0", 90.0), ("b", "t0", 50.0), ("a", "t1", 10.0), ("b", "t1", 20.0), ("c", "t1", 30.0)]
    found = standings(scores(rows), benchmarks(TESTS), CODE).set_index("model_id")["standing"]
    assert found.to_dict() == pytest.approx({"a": (1 + 1 / 3) / 2, "b": (1 / 2 + 2 / 3) / 2, "c": 1.0})


def test_claims_and_models_with_few_of_the_tests_have_no_standing() -> None:
    rows = [(model, test, 50.0) for model in "ab" for test in ("t0", "t1", "t2")]
    few = scores([*rows, ("few", "t0", 60.0)])
    claims = scores([("claim", test, 99.0) for test in TESTS], evidence="self-reported")
    found = standings(pd.concat([few, claims]), benchmarks(TESTS), CODE)
    assert set(found["model_id"]) == {"a", "b"}


def test_of_a_test_where_less_is_better_the_least_stands_highest() -> None:
    rows = scores([("a", "t0", 1.0), ("b", "t0", 2.0)])
    found = standings(rows, benchmarks(TESTS, higher_is_better=False), CODE).set_index("model_id")["standing"]
    assert found["a"] > found["b"]


def test_the_page_gets_the_figures_between_its_marks(decisions: Decisions, tmp_path: Path) -> None:
    page = tmp_path / "decisions.md"
    page.write_text(f"before\n{BEGIN}\nfigures of last year\n{END}\nafter\n", encoding="utf-8")
    figures = write_decisions_page(decisions, page)
    text = page.read_text(encoding="utf-8")
    assert figures in text
    assert "figures of last year" not in text
    assert "Hidden: the hidden board" in figures


def test_the_projects_own_page_has_the_marks() -> None:
    text = PAGE.read_text(encoding="utf-8")
    assert text.index(BEGIN) < text.index(END)
