"""What makes an ability surer or less sure: boards that go their own way, flagged results, twins."""

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

from catalog.ability.domains import Fit, abilities, fit
from catalog.ability.factors import FactorSettings
from catalog.ability.observations import observe
from catalog.ability.placing import BOARD_SPREAD
from tests.ability_world import benchmarks, memberships, models, scores, strong_to_weak

# With one factor, what a board or a pair of models has of its own is no skill that could be learnt.
ONE_FACTOR = FactorSettings(factors=1, rounds=8)
COUNT, TESTS = 120, [f"t{j}" for j in range(16)]
NAMES = [f"m{i:03}" for i in range(COUNT)]
CODE = memberships([(test, "code", 1.0) for test in TESTS])


def _moved(value: float, logits: float) -> float:
    return float(100 / (1 + np.exp(-(np.log(value / (100 - value)) + logits))))


def _fitted(frame: pd.DataFrame, domains: "list[tuple[str, str, float]] | None" = None) -> Fit:
    pairs = CODE if domains is None else memberships(domains)
    return fit(frame, benchmarks(TESTS), pairs, models(NAMES), settings=ONE_FACTOR)


def _two_boards(own_way: float) -> pd.DataFrame:
    """Return scores on two boards of eight tests; each model is off by an amount of its own on all of the second."""
    off = dict(zip(NAMES, np.random.default_rng(1).normal(0, own_way, COUNT), strict=True))
    world = strong_to_weak(COUNT, len(TESTS))
    first = [row for row in world if int(row[1][1:]) < 8]
    second = [(name, test, _moved(value, off[name])) for name, test, value in world if int(test[1:]) >= 8]
    return pd.concat([scores(first), scores(second, source_id="other")], ignore_index=True)


@pytest.mark.parametrize(("own_way", "grows"), [(0.0, False), (1.0, True)])
def test_intervals_grow_where_what_is_known_elsewhere_does_not_tell_a_whole_board(
    own_way: float,
    grows: bool,  # noqa: FBT001 - what is expected
) -> None:
    growth = _fitted(_two_boards(own_way)).growth.boards
    assert growth > 1.5 if grows else growth == 1.0


def test_a_board_that_goes_its_own_way_has_a_wider_spread_and_one_that_agrees_the_usual_one() -> None:
    agrees, apart = (_fitted(_two_boards(own_way)).placed.groups.board_spread for own_way in (0.0, 1.0))
    assert agrees.max() < 1.2 * BOARD_SPREAD
    assert apart.max() > 1.5 * BOARD_SPREAD


def test_what_is_foretold_is_less_sure_the_more_whole_boards_missed() -> None:
    found = _fitted(scores([row for row in strong_to_weak(COUNT, 16) if row[0] != "m050" or row[1] == "t3"]))
    width = {
        boards: abilities(replace(found, growth=replace(found.growth, boards=boards))).set_index("model_id").loc["m050"]
        for boards in (1.0, 3.0)
    }
    assert width[3.0]["high"] - width[3.0]["low"] > 1.5 * (width[1.0]["high"] - width[1.0]["low"])
    assert width[3.0]["value"] == width[1.0]["value"]


def test_a_flagged_result_counts_less_than_a_clean_one_of_the_same_test() -> None:
    clean = scores([("m000", "t0", 80.0)], contamination="clean")
    flagged = scores([("m000", "t0", 40.0)], contamination="flagged")
    two = pd.concat([clean, flagged], ignore_index=True)
    value = observe(two, benchmarks(TESTS), CODE).cells["value"].item()
    assert value > 75
    both_clean = observe(two.assign(contamination="clean"), benchmarks(TESTS), CODE).cells["value"].item()
    assert 55 < both_clean < 65


def test_flagged_results_leave_a_model_less_sure() -> None:
    world = scores(strong_to_weak(COUNT, 16))
    world["source_id"] = "board of " + world["benchmark_id"]  # so that no bias of one board is the larger doubt
    is_flagged = world["model_id"] == "m050"
    clean, flagged = (
        abilities(_fitted(world.assign(contamination=np.where(is_flagged, how, "unknown")))).set_index("model_id")
        for how in ("clean", "flagged")
    )
    sure, unsure = (rows.loc["m050", "high"] - rows.loc["m050", "low"] for rows in (clean, flagged))
    assert unsure > 2 * sure


def _with_twins() -> pd.DataFrame:
    """Return scores of a world in which m029 and m030 miss each test alike, both high on the last; m030 lacks it."""
    quirks = dict(zip(TESTS, [1.0, -1.0] * 8, strict=True)) | {"t15": 1.6}
    return scores(
        [
            (name, test, _moved(value, quirks[test]) if name in {"m029", "m030"} else value)
            for name, test, value in strong_to_weak(COUNT, len(TESTS))
            if (name, test) != ("m030", "t15")
        ]
    )


def test_a_twin_tells_what_a_model_would_score_and_makes_it_surer() -> None:
    found = _fitted(_with_twins(), [(test, "code", 1.0) for test in TESTS[:15]] + [("t15", "math", 1.0)])
    nobody = replace(found.twins, residual=found.twins.residual * 0, share=found.twins.share * 0)
    told, untold = (
        rows[rows["domain"] == "math"].set_index("model_id").loc["m030"]
        for rows in (abilities(each, listed={"m030"}) for each in (found, replace(found, twins=nobody)))
    )
    assert told["coverage"] == untold["coverage"] == 0
    assert told["value"] > untold["value"] + 2
    assert told["high"] - told["low"] < untold["high"] - untold["low"]
