"""Where a repository is expected to stand: from its own results, its relatives' and what it is."""

import numpy as np
import pandas as pd
import pytest

from catalog.variants.evidence import evidence_of
from catalog.variants.index import VariantFrames, graph_of, traits_of
from catalog.variants.level import Levels, LevelSettings, levels_of, logits, rank_key, standing
from catalog.variants.lineage import Lineage
from tests.variant_world import BASE, MATH, MEDICINE, SPEAKS, VALUES, frames, others, scores


def fitted(told: VariantFrames, settings: LevelSettings | None = None) -> tuple[Levels, Lineage]:
    graph = graph_of(told, ())
    evidence = evidence_of(told.scores, told.benchmarks, SPEAKS, graph)
    return levels_of(evidence.results, evidence.tests, SPEAKS, traits_of(told, graph), settings), graph


def numbers(graph: Lineage, *repos: str) -> "np.ndarray[tuple[int, ...], np.dtype[np.int64]]":
    found = [graph.find(repo) for repo in repos]
    assert None not in found
    return np.array(found, np.int64)


def stands(repo: str, told: VariantFrames, domain: str = "medical") -> tuple[float, float, float]:
    levels, graph = fitted(told)
    middle, low, high = standing(levels, domain, numbers(graph, repo))
    return float(middle[0]), float(low[0]), float(high[0])


def test_better_results_stand_higher_and_each_interval_holds_its_middle() -> None:
    levels, graph = fitted(frames())
    repos = numbers(graph, *(f"other/model-{i}" for i in range(12)))
    middle, low, high = standing(levels, "medical", repos)
    assert (np.diff(middle) > 0).all()
    assert ((low < middle) & (middle < high)).all()
    assert ((low >= 0) & (high <= 100)).all()


def test_a_variant_without_results_follows_its_base() -> None:
    weak = VALUES | {BASE: {MEDICINE: 26.0, MATH: 4.0, "mmlu_pro": 12.0}}
    strong = VALUES | {BASE: {MEDICINE: 90.0, MATH: 60.0, "mmlu_pro": 70.0}}
    places = [stands("quiet/med-tune", frames(scores(values | others())))[0] for values in (weak, strong)]
    assert places[0] < places[1]


def test_what_has_no_results_is_less_sure_and_never_before_its_base() -> None:
    told = frames()
    levels, graph = fitted(told)
    base, quiet = numbers(graph, BASE, "quiet/med-tune")
    _, low, high = standing(levels, "medical", np.array([base, quiet]))
    assert high[1] - low[1] > high[0] - low[0]
    key = rank_key(levels, "medical", np.array([base, quiet]))
    assert key[1] < key[0]


def test_what_a_tune_usually_gains_is_not_taken_for_granted() -> None:
    better = VALUES | {f"tuner/tune-{i}": {MEDICINE: 75.0 + i, MATH: 40.0 + i, "mmlu_pro": 50.0 + i} for i in range(9)}
    edges = [("quiet/med-tune", BASE, "finetune"), *((f"tuner/tune-{i}", BASE, "finetune") for i in range(9))]
    levels, graph = fitted(frames(scores(better | others()), edges=edges))
    base, quiet = numbers(graph, BASE, "quiet/med-tune")
    middle, _, _ = standing(levels, "medical", np.array([base, quiet]))
    assert levels.added[quiet] > levels.added[base]
    assert middle[1] <= middle[0]


def test_a_result_of_the_own_moves_a_variant_away_from_its_base() -> None:
    one = {"quiet/med-tune": {MEDICINE: 85.0}}
    assert stands("quiet/med-tune", frames(scores(VALUES | others() | one)))[0] > stands("quiet/med-tune", frames())[0]


def test_a_domains_own_tests_count_more_than_those_of_others() -> None:
    told = frames()
    assert stands("good/med-tune", told)[0] > stands("good/med-tune", told, "math")[0]


def test_claims_and_flagged_results_move_nothing() -> None:
    with_them, without = frames(), frames(scores(VALUES | others()))
    assert stands("claimer/med-claims", with_them)[0] == pytest.approx(stands("claimer/med-claims", without)[0])
    assert stands("cheater/med-flagged", with_them)[0] == pytest.approx(stands("cheater/med-flagged", without)[0])


def test_a_domain_without_a_test_has_no_standing() -> None:
    levels, graph = fitted(frames())
    with pytest.raises(KeyError):
        standing(levels, "korean", numbers(graph, BASE))


def test_a_hub_without_any_result_can_still_be_fitted() -> None:
    levels, graph = fitted(frames(scores({BASE: {MEDICINE: 50.0}})))
    middle, _, _ = standing(levels, "medical", numbers(graph, BASE))
    assert np.isfinite(middle).all()


def test_a_score_at_chance_or_at_the_top_is_finite_and_elo_is_a_logit_of_winning() -> None:
    about = pd.DataFrame(
        {
            "scale": ["percent", "percent", "percent", "elo", "minutes"],
            "scale_min": [0.0, 0.0, 0.0, np.nan, 0.0],
            "scale_max": [100.0, 100.0, 100.0, np.nan, np.nan],
            "chance": [25.0, 25.0, np.nan, np.nan, np.nan],
            "higher_is_better": [True, True, False, True, True],
        }
    )
    found = logits(np.array([20.0, 100.0, 10.0, 1400.0, 30.0]), about)
    assert np.isfinite(found[:4]).all()
    assert found[1] > found[2] > 0 > found[0]
    assert found[3] == pytest.approx(1400 / 400 * np.log(10))
    assert np.isnan(found[4])
