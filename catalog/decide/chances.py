"""How likely each candidate is to be the best: joint draws from abilities and their intervals.

Probability of being the best by draws from posteriors: Thompson, Biometrika 25 (1933). Rules and reasons:
docs/methods/decide.md.
"""

from zlib import crc32

import numpy as np
import pandas as pd
from scipy.special import ndtr, ndtri

from catalog.decide.basis import Basis
from catalog.decide.need import Need
from catalog.numeric import NORMAL_90, Floats

DRAWS = 4000
# Nearer than this to the best, a model does its work: three points are a fifth of a standard deviation of all models.
NEAR_POINTS = 3.0
# Who is at least half as likely to be near the best as the likeliest is has a fair chance.
FAIR = 0.5
_SEED = 20261130
# Points are 100 times a normal probability, so that the ends of the scale are infinitely far away.
_EDGE = 1e-6


def points_at(need: Need, basis: Basis, model_ids: "pd.Series[str]", deviates: Floats) -> Floats:
    """Return abilities over the domains of a need, in points, at so many standard errors from the middle.

    Errors are normal before they are put on the scale of points (`catalog.ability.domains.to_points`), and a model's
    errors in several domains count as wholly alike, as in `basis.abilities_over_domains`: at -1.645 and 1.645 the
    points are the ends of its interval, at 0 they are its middle.

    Args:
        need: the need.
        basis: what is known.
        model_ids: the models.
        deviates: a row for each model, or one row for all of them.

    Returns:
        A row a model, a column a deviate; missing where an ability is.
    """
    deviates = np.broadcast_to(deviates, (len(model_ids), np.shape(deviates)[-1]))
    points = np.zeros(deviates.shape)
    for domain, share in need.shares().items():
        own = basis.abilities[domain].set_index("model_id").reindex(model_ids)[["low", "value", "high"]]
        low, middle, high = ndtri(np.clip(own.to_numpy(float).T / 100, _EDGE, 1 - _EDGE))
        error = (high - low) / (2 * NORMAL_90)
        points += 100 * share * ndtr(middle[:, None] + error[:, None] * deviates)
    return points


def chances(need: Need, basis: Basis, model_ids: "pd.Series[str]") -> pd.DataFrame:
    """Return how likely each model is to be the best of these, and to be near the best.

    The models' errors count as independent. A model's draws follow from its id alone: whoever else is compared, in
    whatever order, they stay the same.

    Args:
        need: the need.
        basis: what is known.
        model_ids: the models, each with an ability in every domain of the need.

    Returns:
        chance_best, chance_near (within `NEAR_POINTS` of the best) and is_fair, from 0 to 1, on the index of
        `model_ids`.
    """
    if model_ids.empty:
        none = pd.Series(dtype=float, index=model_ids.index)
        return pd.DataFrame({"chance_best": none, "chance_near": none, "is_fair": none.astype(bool)})
    drawn = points_at(need, basis, model_ids, np.array([_deviates(model_id) for model_id in model_ids]))
    best = drawn.max(axis=0)
    near = (drawn >= best - NEAR_POINTS).mean(axis=1)
    found = {"chance_best": (drawn == best).mean(axis=1), "chance_near": near, "is_fair": near >= FAIR * near.max()}
    return pd.DataFrame(found, index=model_ids.index)


def _deviates(model_id: str) -> Floats:
    return np.random.default_rng([_SEED, crc32(model_id.encode())]).standard_normal(DRAWS)
