"""How likely each candidate is to be the best: joint draws from abilities and their intervals.

Probability of being the best by draws from posteriors: Thompson, Biometrika 25 (1933). Rules and reasons:
docs/methods/decide.md.
"""

from functools import lru_cache
from zlib import crc32

import numpy as np
import pandas as pd
from scipy.special import ndtri

from catalog.decide.abilities import Known, points_at
from catalog.evidence import NEAR_POINTS
from catalog.numeric import Shorts

DRAWS = 4000
# A model is drawn at one of so many equally likely levels: the points of each are worked out once, which takes a fifth
# of the time and changes a chance by less than the drawing does.
_LEVELS = 512
# Who is at least half as likely to be near the best as the likeliest is has a fair chance.
FAIR = 0.5
_SEED = 20261130


def chances(known: Known, model_ids: "pd.Series[str]") -> pd.DataFrame:
    """Return how likely each model is to be the best of these, and to be near the best.

    The models' errors count as independent. A model's draws follow from its id alone: whoever else is compared, in
    whatever order, they stay the same. Where several are the best in a draw, they share it.

    Args:
        known: what is known of the models, in the same order; each has an ability in every domain of the need.
        model_ids: the models.

    Returns:
        chance_best, chance_near (within `NEAR_POINTS` of the best) and is_fair, from 0 to 1, on the index of
        `model_ids`.
    """
    if model_ids.empty:
        none = pd.Series(dtype=float, index=model_ids.index)
        return pd.DataFrame({"chance_best": none, "chance_near": none, "is_fair": none.astype(bool)})
    levels = points_at(known, ndtri((np.arange(_LEVELS) + 0.5) / _LEVELS))
    drawn = np.take_along_axis(levels, np.array([_level(model_id) for model_id in model_ids]), axis=1)
    best = drawn.max(axis=0)
    is_best = drawn == best
    near = (drawn >= best - NEAR_POINTS).mean(axis=1)
    first = (is_best / is_best.sum(axis=0)).mean(axis=1)
    found = {"chance_best": first, "chance_near": near, "is_fair": near >= FAIR * near.max()}
    return pd.DataFrame(found, index=model_ids.index)


@lru_cache(maxsize=1024)
def _level(model_id: str) -> Shorts:
    """Return at which level a model is drawn; remembered, as each need draws the same: 8 kB a model."""
    drawn = np.random.default_rng([_SEED, crc32(model_id.encode())]).integers(_LEVELS, size=DRAWS)
    return drawn.astype(np.int16)
