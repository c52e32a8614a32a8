"""What an ability is, over worlds in which the truth is known; and that no input breaks it."""

import numpy as np
import pandas as pd
import pytest

from catalog.ability import twins as ability_twins
from catalog.ability.domains import Fit, abilities, fit, to_points, weights_of_tests
from tests.ability_world import QUICK, benchmarks, memberships, models, scores, strong_to_weak

TESTS = [f"t{j}" for j in range(6)]
ONE_DOMAIN = memberships([(test, "code", 1.0) for test in TESTS])


def fitted(frame: pd.DataFrame, **changed: object) -> Fit:
    names = sorted(set(frame["model_id"].dropna()))
    given = {"benchmarks": benchmarks(TESTS), "memberships": ONE_DOMAIN, "models": models(names), "settings": QUICK}
    return fit(frame, **(given | changed))


def told(frame: pd.DataFrame, **changed: object) -> pd.DataFrame:
    return abilities(fitted(frame, **changed))


def width(rows: pd.DataFrame, model_id: str) -> float:
    row = rows.set_index("model_id").loc[model_id]
    return float(row["high"] - row["low"])


def is_sound(rows: pd.DataFrame) -> bool:
    figures = rows[["value", "low", "high", "coverage"]].to_numpy(float)
    is_ordered = (rows["low"] <= rows["value"]) & (rows["value"] <= rows["high"])
    return bool(
        np.isfinite(figures).all() and is_ordered.all() and rows["low"].ge(0).all() and rows["high"].le(100).all()
    )


def test_the_order_of_the_skills_is_found() -> None:
    rows = told(scores(strong_to_weak(60, 6)))
    truth = -rows["model_id"].str[1:].astype(int)
    assert truth.corr(rows["value"], method="spearman") > 0.98
    assert is_sound(rows)


def test_who_took_only_the_hard_tests_is_not_punished() -> None:
    # A mean over what is there would put m010, seen on the two hardest tests only, far below its neighbours.
    world = [row for row in strong_to_weak(60, 6) if row[0] != "m010" or row[1] in {"t0", "t1"}]
    rows = told(scores(world)).set_index("model_id")
    seen = {row[1]: row[2] for row in world if row[0] == "m010"}
    weaker = {row[1]: row[2] for row in world if row[0] == "m016"}
    assert np.mean(list(seen.values())) < np.mean(list(weaker.values()))
    assert rows.loc["m010", "value"] > rows.loc["m016", "value"]
    assert rows.loc["m010", "coverage"] == pytest.approx(2 / 6, abs=0.1)


def test_a_model_with_one_score_has_a_wide_interval() -> None:
    world = scores([row for row in strong_to_weak(60, 6) if row[0] != "m030" or row[1] == "t3"])
    world["source_id"] = "board of " + world["benchmark_id"]
    rows = told(world)
    assert width(rows, "m030") > 1.5 * width(rows, "m029")


def test_fifty_is_the_median_of_the_served_models_of_the_reference_period() -> None:
    world = scores(strong_to_weak(61, 6))
    names = sorted(set(world["model_id"]))
    known = pd.concat([models(names[:21]), models(names[21:], released="2024-01-01")])
    rows = told(world, models=known).set_index("model_id")
    assert rows.loc["m010", "value"] == pytest.approx(50, abs=1.5)
    assert rows.loc["m050", "value"] < 30


def test_two_efforts_are_two_rows_and_the_default_speaks_for_the_model() -> None:
    world = strong_to_weak(40, 6)
    strong = [("m020", test, min(value + 10, 99.0)) for name, test, value in world if name == "m020"]
    rows = told(pd.concat([scores(world), scores(strong, effort="high")], ignore_index=True))
    both = rows[rows["model_id"] == "m020"].fillna({"effort": "default"}).set_index("effort")
    assert both.loc["high", "value"] > both.loc["default", "value"]
    assert both["is_own"].to_dict() == {"default": True, "high": False}


def test_the_best_measured_effort_speaks_where_the_default_was_hardly_measured() -> None:
    many = [f"t{j}" for j in range(16)]
    world = [row for row in strong_to_weak(40, 16) if row[0] != "m020" or row[1] == "t0"]
    strong = [("m020", test, value) for name, test, value in strong_to_weak(40, 16) if name == "m020"]
    frame = pd.concat([scores(world), scores(strong, effort="high")], ignore_index=True)
    pairs = memberships([(test, "code", 1.0) for test in many])
    rows = told(frame, benchmarks=benchmarks(many), memberships=pairs)
    own = rows[(rows["model_id"] == "m020") & rows["is_own"]]
    assert own["effort"].tolist() == ["high"]


def test_a_frozen_board_leaves_more_doubt() -> None:
    world = scores(strong_to_weak(60, 6))
    assert width(told(world, frozen=["board"]), "m030") > 1.5 * width(told(world), "m030")


def test_a_claim_counts_less_than_a_measurement() -> None:
    tests = [*TESTS, "claimed"]
    claims = scores([(row[0], "claimed", row[2]) for row in strong_to_weak(60, 6) if row[1] == "t3"])
    claims["evidence"] = "self-reported"
    found = fitted(
        pd.concat([scores(strong_to_weak(60, 6)), claims], ignore_index=True),
        benchmarks=benchmarks(tests),
        memberships=memberships([(test, "code", 1.0) for test in tests]),
    )
    weight = weights_of_tests(found).set_index("benchmark_id")["weight"]
    assert weight["claimed"] < 0.5 * weight["t3"]


def test_the_weights_of_a_domain_sum_to_one() -> None:
    pairs = memberships([("t0", "code", 1.0), ("t1", "code", 0.5), ("t1", "math", 1.0), ("t2", "math", 0.2)])
    weights = weights_of_tests(fitted(scores(strong_to_weak(30, 6)), memberships=pairs))
    assert weights.groupby("domain")["weight"].sum().to_dict() == pytest.approx({"code": 1.0, "math": 1.0})
    assert set(weights["benchmark_id"]) == {"t0", "t1", "t2"}


def test_versions_of_a_test_share_its_weight_and_never_meet() -> None:
    old, new = (
        scores(strong_to_weak(30, 6), benchmark_version="1"),
        scores(strong_to_weak(30, 6), benchmark_version="2"),
    )
    new["value"] = new["value"] / 2
    weights = weights_of_tests(fitted(pd.concat([old, new], ignore_index=True)))
    assert weights.groupby("benchmark_id")["benchmark_version"].apply(sorted).tolist() == [["1", "2"]] * 6


def test_lower_is_better_turns_the_order_round() -> None:
    world = [(name, test, 100 - value) for name, test, value in strong_to_weak(40, 6)]
    rows = told(scores(world), benchmarks=benchmarks(TESTS, higher_is_better=False))
    assert rows.loc[rows["value"].idxmax(), "model_id"] < "m005"


def test_an_unmeasured_domain_is_told_of_listed_models_only_and_says_so() -> None:
    pairs = memberships([(test, "code", 1.0) for test in TESTS[:5]] + [("t5", "math", 1.0)])
    world = [row for row in strong_to_weak(60, 6) if row[0] not in {"m010", "m011"} or row[1] != "t5"]
    found = fitted(scores(world), memberships=pairs)
    rows = abilities(found, listed={"m010"})
    math = rows[rows["domain"] == "math"].set_index("model_id")
    assert "m011" not in math.index
    assert math.loc["m010", "coverage"] == 0
    assert math.loc["m010", "high"] - math.loc["m010", "low"] > math.loc["m009", "high"] - math.loc["m009", "low"]


def test_the_same_scores_give_the_same_figures() -> None:
    world = scores(strong_to_weak(40, 6))
    pd.testing.assert_frame_equal(told(world), told(world.sample(frac=1, random_state=1).reset_index(drop=True)))


def test_points_are_between_0_and_100_and_50_in_the_middle() -> None:
    assert to_points(np.array([-50.0, 0.0, 50.0])).tolist() == pytest.approx([0, 50, 100])
    assert to_points(np.array([0.01]))[0] - 50 == pytest.approx(0.15, abs=0.001)


ODD = {
    "one model on one test": [("m000", "t0", 50.0)],
    "a test with one model": [*strong_to_weak(20, 3), ("m003", "t4", 40.0)],
    "a model with one score at the ceiling": [*strong_to_weak(20, 3), ("alone", "t1", 100.0)],
    "a model with one score of nothing": [*strong_to_weak(20, 3), ("alone", "t1", 0.0)],
    "identical columns": [(name, f"t{j}", value) for name, _, value in strong_to_weak(20, 1) for j in range(4)],
    "identical rows": [(f"m{i:03}", test, 10.0 * (j + 1)) for i in range(20) for j, test in enumerate(TESTS)],
    "all at the ceiling": [(f"m{i:03}", test, 100.0) for i in range(20) for test in TESTS],
    "all at nothing": [(f"m{i:03}", test, 0.0) for i in range(20) for test in TESTS],
    "the same result three times": [row for row in strong_to_weak(20, 2) for _ in range(3)],
}


@pytest.mark.parametrize("world", ODD.values(), ids=ODD)
def test_odd_worlds_give_finite_figures_inside_their_intervals(world: list[tuple[str, str, float]]) -> None:
    rows = told(scores(world))
    assert set(rows["model_id"]) == {row[0] for row in world}
    assert is_sound(rows)


@pytest.mark.parametrize("extreme", [0.0, 100.0])
def test_one_score_at_an_end_leaves_a_wide_interval(extreme: float) -> None:
    rows = told(scores([*strong_to_weak(40, 6), ("alone", "t1", extreme)]))
    assert width(rows, "alone") > 15


def test_a_score_at_chance_says_no_more_than_a_weak_one() -> None:
    world = [*strong_to_weak(40, 6), *((name, test, 25.0) for name in ("guess",) for test in TESTS)]
    rows = told(scores(world), benchmarks=benchmarks(TESTS, chance=25.0)).set_index("model_id")
    assert rows.loc["guess", "value"] < rows.loc["m020", "value"]
    assert is_sound(rows)


@pytest.mark.parametrize("value", [float("nan"), float("inf")])
def test_a_column_without_a_number_is_no_column(value: float) -> None:
    rows = told(scores([*strong_to_weak(20, 3), *((f"m{i:03}", "t5", value) for i in range(20))]))
    assert is_sound(rows)
    assert rows["coverage"].max() == pytest.approx(1.0)


def test_no_scores_give_no_figures() -> None:
    assert told(scores([])).empty


def test_a_test_in_no_domain_gives_no_figures() -> None:
    assert told(scores([("m000", "unknown", 10.0)])).empty


def test_elo_and_percent_meet() -> None:
    world = strong_to_weak(40, 3)
    votes = [(f"m{i:03}", "elo", 1500 - 10.0 * i) for i in range(40)]
    tests = pd.concat(
        [benchmarks(TESTS), benchmarks(["elo"], scale="elo", scale_max=None, scale_min=None, chance=None)]
    )
    pairs = memberships([("t0", "code", 1.0), ("elo", "writing", 1.0)])
    rows = told(scores(world + votes), benchmarks=tests, memberships=pairs)
    writing = rows[rows["domain"] == "writing"]
    assert writing.loc[writing["value"].idxmax(), "model_id"] == "m000"


def test_many_rows_look_for_neighbours_in_rooms_of_a_bounded_size(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ability_twins, "_ROOM", 70)
    placed = np.random.default_rng(3).normal(size=(200, 4))
    rooms = list(ability_twins._rooms(placed, np.arange(200)))  # noqa: SLF001
    one, other = ability_twins._near(placed)  # noqa: SLF001
    assert sorted(np.concatenate(rooms).tolist()) == list(range(200))
    assert max(room.size for room in rooms) <= 70
    assert set(one.tolist()) == set(range(200))
    assert not (one == other).any()
