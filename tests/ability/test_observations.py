"""Scores as observations: how sure one is by itself, and what is known of its model."""

from datetime import date

import numpy as np
import pandas as pd
import pytest

from catalog.ability.observations import observe, soft_logit
from tests.ability_world import benchmarks, memberships, scores

CODE = memberships([("t0", "code", 1.0)])


def test_a_logit_that_may_be_overstepped_is_the_logit_within_and_has_no_step_at_an_end() -> None:
    slack = np.full(3, 0.001)
    within = np.array([0.2, 0.5, 0.9])
    assert soft_logit(within, slack, slack) == pytest.approx(np.log(within / (1 - within)), abs=1e-3)
    below, above = soft_logit(np.array([-1e-9, 1 - 1e-9]), slack[:2], slack[:2])
    assert soft_logit(np.array([1e-9, 1 + 1e-9]), slack[:2], slack[:2]) == pytest.approx([below, above], abs=1e-5)


@pytest.mark.parametrize("share", [0.2, 0.5, 0.8])
def test_a_share_of_500_answers_has_the_noise_of_500_draws(share: float) -> None:
    # In logits the variance of a share p of n answers is 1 / (n p (1 - p)).
    found = observe(scores([("m", "t0", 100 * share)]), benchmarks(["t0"]), CODE).cells["own_variance"].item()
    assert found == pytest.approx(1 / (500 * share * (1 - share)), rel=0.02)


def test_release_and_size_of_a_model_are_known_where_they_are_stated() -> None:
    models = pd.DataFrame(
        {
            "model_id": ["a", "b"],
            "release_date": [date(2026, 1, 1), None],
            "parameters": [7_000_000_000, 0],
        }
    )
    told = scores([("a", "t0", 50.0), ("b", "t0", 60.0), ("c", "t0", 70.0)])
    rows = observe(told, benchmarks(["t0"]), CODE, models).rows.set_index("model_id")
    assert rows.loc["a", "years"] == pytest.approx(365 / 365.25)
    assert rows.loc["a", "size"] == pytest.approx(np.log10(7e9))
    assert rows.loc[["b", "c"], ["years", "size"]].isna().all(axis=None)
    assert observe(told, benchmarks(["t0"]), CODE).rows[["years", "size"]].isna().all(axis=None)
