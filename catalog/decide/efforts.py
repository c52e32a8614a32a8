"""The other efforts of the models: "GPT at low" beside "GPT at high", where both are known and they differ.

A candidate is a model at an effort. The effort that speaks for a model is always one; rules: docs/methods/decide.md.
"""

import numpy as np
import pandas as pd

from catalog.decide.abilities import Known, abilities_over_domains, known_of
from catalog.decide.basis import Basis
from catalog.decide.need import Need
from catalog.evidence import is_too_wide
from catalog.numeric import Flags
from catalog.pricing.verbosity import verbosity_at

# Output that differs by less than this share makes no other price.
SAME_OUTPUT = 0.1


def candidates_of(need: Need, basis: Basis) -> tuple[pd.DataFrame, Known]:
    """Return a row a candidate and what is known of each in the domains of the need.

    Columns: those of the models, of `abilities_over_domains`, candidate (the id of the model, with the effort where it
    is another than the one that speaks for it), and is_own_effort.
    """
    models = basis.models.reset_index(drop=True)
    known = known_of(need, basis.abilities, models["model_id"])
    own = models.join(abilities_over_domains(basis, known, models))
    own = own.assign(candidate=own["model_id"], is_own_effort=True)
    if any(domain not in basis.efforts for domain in need.shares()):
        return own, known
    first = basis.efforts[next(iter(need.shares()))]
    places = pd.Index(own["model_id"]).get_indexer(pd.Index(first["model_id"]))
    stands = own["quality_gap"].isna().to_numpy()
    is_asked = (places >= 0) & stands[places]
    others = models.iloc[places[is_asked]].assign(candidate=first.loc[is_asked, "candidate"].to_numpy(object))
    others = others.reset_index(drop=True)
    more = known_of(need, basis.efforts, others["candidate"], "candidate")
    found = others.join(abilities_over_domains(basis, more, others)).assign(is_own_effort=False)
    beside = own.iloc[places[is_asked]].reset_index(drop=True)
    kept = np.flatnonzero(_is_other(need, basis, found, beside))
    table = pd.concat([own, found.iloc[kept]], ignore_index=True)
    return table, known.beside(more.at(kept))


def _is_other(need: Need, basis: Basis, found: pd.DataFrame, own: pd.DataFrame) -> Flags:
    """Return which efforts are candidates beside the one that speaks for their model.

    Those whose ability counts, and that differ from it in what they write, where both were counted, or in ability by
    more than the noise of both.
    """
    counts = found["quality_gap"].isna() & ~is_too_wide(found["ability_low"], found["ability_high"])
    ratio = verbosity_at(basis.verbosity, found)["verbosity"] / verbosity_at(basis.verbosity, own)["verbosity"]
    differs = ratio.lt(1 - SAME_OUTPUT) | ratio.gt(1 + SAME_OUTPUT)
    gap = (found["ability"] - own["ability"]).to_numpy(float)
    upper, lower = (np.where(gap > 0, a, b) for a, b in ((1, 0), (0, 1)))
    noise = np.hypot(_half(found, upper), _half(own, lower))
    is_beyond = np.abs(gap) > noise
    kept: Flags = (counts & ((differs & need.verbosity) | is_beyond)).to_numpy(bool)
    return kept


def _half(models: pd.DataFrame, is_upper: "np.ndarray[tuple[int], np.dtype[np.int64]]") -> "pd.Series[float]":
    """Return the half of each interval that faces the other model: the lower one of the upper model."""
    low, high = models["ability"] - models["ability_low"], models["ability_high"] - models["ability"]
    return low.where(pd.Series(is_upper.astype(bool), index=models.index), high)
