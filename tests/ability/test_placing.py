"""Many scores say less than their number where they share an error; efforts of a model tell of each other."""

import numpy as np
import pandas as pd

from catalog.ability.domains import Fit, _indices, abilities, fit
from catalog.ability.factors import FactorSettings
from tests.ability_world import benchmarks, memberships, models, scores, strong_to_weak

ONE_FACTOR = FactorSettings(factors=1, rounds=8)
TESTS = [f"t{j}" for j in range(16)]
CODE = memberships([(test, "code", 1.0) for test in TESTS])


def _fit(frame: pd.DataFrame, pairs: "list[tuple[str, str, float]] | None" = None) -> Fit:
    names = sorted(set(frame["model_id"]))
    about = CODE if pairs is None else memberships(pairs)
    return fit(frame, benchmarks(TESTS), about, models(names), settings=ONE_FACTOR)


def _width(found: Fit, model_id: str, domain: str) -> float:
    rows = abilities(found, listed=[model_id])
    row = rows[(rows["model_id"] == model_id) & (rows["domain"] == domain)].iloc[0]
    return float(row["high"] - row["low"])


def test_many_scores_on_one_board_say_less_than_as_many_on_several() -> None:
    world = scores([row for row in strong_to_weak(80, 16) if row[0] != "m040" or int(row[1][1:]) < 8])
    one = world.assign(source_id="board")
    several = world.assign(source_id="board of " + world["benchmark_id"])
    assert _width(_fit(one), "m040", "code") > 1.2 * _width(_fit(several), "m040", "code")


def test_a_domain_in_which_nothing_was_measured_is_less_sure_than_one_in_which_much_was() -> None:
    pairs = [(test, "code" if j < 8 else "math", 1.0) for j, test in enumerate(TESTS)]
    world = scores([row for row in strong_to_weak(80, 16) if row[0] != "m040" or int(row[1][1:]) < 8])
    world["source_id"] = "board of " + world["benchmark_id"]
    found = _fit(world, pairs)
    assert _width(found, "m040", "math") > 1.2 * _width(found, "m040", "code")


def _with_efforts(gap: float) -> pd.DataFrame:
    """Return a world in which every model was also run at high effort, better by a gap in logits."""
    world = strong_to_weak(60, 16)
    better = [(name, test, float(100 / (1 + np.exp(-(np.log(v / (100 - v)) + gap))))) for name, test, v in world]
    low, high = scores(world, effort="low"), scores(better, effort="high")
    return pd.concat([low, high], ignore_index=True)


def test_what_a_level_of_thinking_brings_is_learnt_from_models_that_were_run_at_several() -> None:
    def lift(gap: float) -> float:
        at = _fit(_with_efforts(gap)).placed
        return float((at.factors.weights[:, 1:] @ at.lift).mean())

    # Two levels lie between low and high.
    assert abs(lift(0.0)) < 0.05
    assert 0.15 < lift(0.8) < 0.5


def test_an_effort_with_one_score_stands_near_the_other_efforts_of_its_model() -> None:
    frame = _with_efforts(0.4)
    is_left = (frame["model_id"] == "m005") & (frame["effort"] == "high") & (frame["benchmark_id"] != "t3")
    rows = abilities(_fit(frame[~is_left].reset_index(drop=True)))
    by_effort = rows[rows["model_id"] == "m005"].set_index("effort")
    neighbour = rows[(rows["model_id"] == "m005") & (rows["effort"] == "low")]["value"].iloc[0]
    assert neighbour <= by_effort.loc["high", "value"] < neighbour + 15


def test_a_domain_that_only_strong_models_were_tested_in_says_little_of_a_weak_one() -> None:
    pairs = [(test, "code" if j < 10 else "math", 1.0) for j, test in enumerate(TESTS)]
    untested = {"m003", "m078"}
    world = [
        row
        for row in strong_to_weak(80, 16)
        if int(row[1][1:]) < 10 or (int(row[0][1:]) < 12 and row[0] not in untested)
    ]
    found = _fit(scores(world).assign(source_id=lambda rows: "board of " + rows["benchmark_id"]), pairs)
    strong, weak = (found.cells.rows.index[found.cells.rows["model_id"] == name][0] for name in ("m003", "m078"))
    _, variance = _indices(found)
    math = found.domains.index("math")
    assert variance[weak, math] > 2 * variance[strong, math]
