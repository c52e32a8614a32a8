"""The baselines do what they say, and the experiments hide what they say."""

from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from catalog.ability.factors import FactorSettings
from tests.ability_world import benchmarks, memberships, models, scores, strong_to_weak
from validation import abilities as validation
from validation.abilities import BEGIN, END, PAGE, Report, by_domain, in_points, summary, validate, write_page
from validation.baselines import SeenCells, additive, column_mean, low_rank, neighbours

TESTS = [f"t{j}" for j in range(14)]


def known(cells: list[tuple[int, int, float]], rows: int, columns: int) -> SeenCells:
    row, column, points = zip(*cells, strict=True)
    return SeenCells(np.array(row), np.array(column), np.array(points), rows, columns)


def asked(row: int, column: int) -> tuple[np.ndarray, np.ndarray]:
    return np.array([row]), np.array([column])


def test_the_mean_of_a_test_is_its_mean_and_of_an_unknown_test_the_mean_of_all() -> None:
    table = known([(0, 0, 10.0), (1, 0, 30.0), (1, 1, 50.0)], 2, 3)
    assert column_mean(table, *asked(0, 0)).tolist() == [20]
    assert column_mean(table, *asked(0, 2)).tolist() == [30]


def test_the_additive_guess_adds_what_a_model_is_better_by() -> None:
    table = known([(i, j, 40.0 + 10 * i + 5 * j) for i in range(3) for j in range(4) if (i, j) != (2, 3)], 3, 4)
    assert additive(table, *asked(2, 3))[0] == pytest.approx(75, abs=5)


def test_the_nearest_model_is_believed() -> None:
    twins = [(0, 0, 10.0), (1, 0, 10.0), (0, 1, 20.0), (1, 1, 20.0), (1, 2, 90.0), (2, 0, 80.0), (2, 1, 90.0)]
    table = known([*twins, (2, 2, 10.0)], 3, 3)
    assert neighbours(table, *asked(0, 2), count=1)[0] == pytest.approx(90)


def test_low_rank_completion_finds_a_product() -> None:
    left, right = np.linspace(-2, 2, 30), np.linspace(-3, 3, 10)
    cells = [(i, j, 50 + 5 * left[i] * right[j]) for i in range(30) for j in range(10) if (i, j) != (29, 9)]
    assert low_rank(known(cells, 30, 10), *asked(29, 9), rank=1, ridge=0.1)[0] == pytest.approx(80, abs=8)


def test_ten_elo_are_a_point_and_a_doubling_of_minutes_ten() -> None:
    columns = pd.DataFrame({"scale": ["elo", "minutes", "percent"]})
    assert in_points(np.array([1500.0, 8.0, 42.0]), columns).tolist() == [150, 30, 42]


@pytest.fixture(scope="module")
def report() -> Report:
    world = strong_to_weak(60, len(TESTS))
    older = scores(world[::2], as_of=pd.Timestamp(2025, 1, 1), source_id="other")
    newer = scores(world[1::2], as_of=pd.Timestamp(2025, 9, 1))
    names = sorted({row[0] for row in world})
    tables = {
        "scores": pd.concat([older, newer], ignore_index=True),
        "benchmarks": benchmarks(TESTS),
        "models": models(names),
        "offers": pd.DataFrame({"model_id": names[:20], "price_kind": "list"}),
        "abilities": pd.DataFrame(
            {"model_id": names, "effort": None, "domain": "code", "value": 50.0, "low": 40.0, "high": 60.0}
        ),
        "ability_tests": pd.DataFrame(
            {"benchmark_id": TESTS, "benchmark_version": None, "source_id": "board", "domain": "code"}
        ),
    }
    half = memberships([(test, "code" if j % 2 else "math", 1.0) for j, test in enumerate(TESTS)])
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(
            validation, "EXPERIMENTS", {name: (1, what) for name, (_, what) in validation.EXPERIMENTS.items()}
        )
        return validate(tables, half, {"as chosen": FactorSettings(rounds=5)})


def test_every_method_foretells_the_same_hidden_cells(report: Report) -> None:
    sizes = report.outcomes.pivot_table(index="experiment", columns="method", values="error", aggfunc="size")
    assert sizes.shape == (3, 5)
    assert (sizes.min(axis=1) == sizes.max(axis=1)).all()
    assert sizes.loc["random"].iloc[0] < 0.25 * 60 * len(TESTS)


def test_in_a_world_of_one_skill_the_model_beats_the_mean_of_the_test(report: Report) -> None:
    random = summary(report.outcomes).query("experiment == 'random'").set_index("method")
    assert random.loc["this model", "all"] < 0.5 * random.loc["mean of the test", "all"]
    assert random.loc["this model", "rank"] > 0.8 or np.isnan(random.loc["this model", "rank"])


def test_each_domain_is_held_against_its_own_best_baseline(report: Report) -> None:
    found = by_domain(report.outcomes[report.outcomes["experiment"] == "random"])
    assert set(found.index) == {"code", "math"}
    assert found["held"].between(0, 1).all()


def test_the_page_gets_the_figures_between_its_marks(report: Report, tmp_path: Path) -> None:
    page = tmp_path / "ability.md"
    page.write_text(f"before\n{BEGIN}\nfigures of last year\n{END}\nafter\n", encoding="utf-8")
    figures = write_page(report, page)
    text = page.read_text(encoding="utf-8")
    assert text.startswith("before\n")
    assert text.endswith("after\n")
    assert "figures of last year" not in text
    assert figures in text
    assert "Mean of domains".lower() in figures
    assert "What was tried" in figures


def test_a_page_without_marks_is_left_alone(report: Report, tmp_path: Path) -> None:
    page = tmp_path / "ability.md"
    page.write_text("text", encoding="utf-8")
    with pytest.raises(ValueError, match="no marks"):
        write_page(report, page)
    assert page.read_text(encoding="utf-8") == "text"


def test_the_projects_own_page_has_the_marks() -> None:
    text = PAGE.read_text(encoding="utf-8")
    assert text.index(BEGIN) < text.index(END)
    assert PAGE.parts[-3:] == ("docs", "validation", "ability.md")


def test_hidden_boards_are_foretold_and_their_coverage_told_by_quarter(report: Report, tmp_path: Path) -> None:
    assert set(report.boards["source_id"]) == {"board", "other"}
    assert report.boards["is_held"].mean() > 0.7
    page = tmp_path / "page.md"
    page.write_text(f"{BEGIN}\n{END}\n", encoding="utf-8")
    figures = write_page(report, page)
    assert [line.split(" |")[0] for line in figures.splitlines() if " quarter |" in line] == [
        "| narrowest quarter",
        "| second quarter",
        "| third quarter",
        "| widest quarter",
    ]


def test_the_page_tells_what_was_measured_and_overruled(report: Report) -> None:
    code = next(one for one in report.order if one.domain == "code")
    assert code.pairs > 100
    assert code.overruled == 0
    assert report.order[-1].domain == ""
