"""The other efforts of the models: "GPT at low" beside "GPT at high", where both are known and they differ.

A candidate is a model at an effort. The effort that speaks for a model is always one; rules: docs/methods/decide.md.
"""

import numpy as np
import pandas as pd

from catalog.decide.abilities import Known, abilities_over_domains, known_of
from catalog.decide.basis import Basis
from catalog.decide.need import Need
from catalog.evidence import is_too_wide
from catalog.numeric import Flags, Floats
from catalog.pricing.eligible import VERBOSITY_COLUMNS

# Output that differs by less than this share makes no other price.
SAME_OUTPUT = 0.1


def candidates_of(need: Need, basis: Basis) -> tuple[pd.DataFrame, Known]:
    """Return a row a candidate and what is known of each in the domains of the need: the models, then other efforts.

    Columns: those of the models, of `abilities_over_domains`, candidate (the id of the model, with the effort where it
    is another than the one that speaks for it), is_own_effort, and of the other efforts how much they write.
    """
    models = basis.models.reset_index(drop=True)
    known = known_of(need, basis.abilities, models["model_id"])
    own = abilities_over_domains(basis, known, models).assign(candidate=models["model_id"], is_own_effort=True)
    if any(domain not in basis.efforts for domain in need.shares()):
        return models.join(own), known
    first = basis.efforts[next(iter(need.shares()))]
    places = pd.Index(models["model_id"]).get_indexer(pd.Index(first["model_id"]))
    is_asked = (places >= 0) & own["quality_gap"].isna().to_numpy()[places]
    places, first = places[is_asked], first[is_asked].reset_index(drop=True)
    more = known_of(need, basis.efforts, first["candidate"], "candidate")
    found = abilities_over_domains(basis, more, models[["release_date"]].iloc[places].reset_index(drop=True))
    found = found.join(first[["candidate", "own_verbosity", *VERBOSITY_COLUMNS]]).assign(is_own_effort=False)
    kept = np.flatnonzero(_is_other(need, found, own.iloc[places].reset_index(drop=True)))
    # One piece of memory: texts in two pieces are slow to read.
    table = models.iloc[np.concatenate([np.arange(len(models)), places[kept]])].reset_index(drop=True)
    figures = pd.concat([own, found.iloc[kept].drop(columns="own_verbosity")], ignore_index=True)
    return table.join(figures.astype({"candidate": object})), known.beside(more.at(kept))


def _is_other(need: Need, found: pd.DataFrame, own: pd.DataFrame) -> Flags:
    """Return which efforts are candidates beside the one that speaks for their model.

    Those whose ability counts, of which it is known what they write where that is billed, and that differ from it in
    what they write or in ability by more than the noise of both.
    """
    counts = found["quality_gap"].isna() & ~is_too_wide(found["ability_low"], found["ability_high"])
    ratio = found["verbosity"] / found["own_verbosity"]
    differs = ratio.lt(1 - SAME_OUTPUT) | ratio.gt(1 + SAME_OUTPUT)
    gap = (found["ability"] - own["ability"]).to_numpy(float)
    is_beyond = np.abs(gap) > np.hypot(_facing(found, gap > 0), _facing(own, gap <= 0))
    is_billed = found["verbosity"].notna() | (not need.verbosity)
    kept: Flags = (counts & is_billed & ((differs & need.verbosity) | is_beyond)).to_numpy(bool)
    return kept


def _facing(models: pd.DataFrame, is_upper: Flags) -> Floats:
    """Return the half of each interval that faces the other effort: the lower half of the one that is better."""
    below, above = models["ability"] - models["ability_low"], models["ability_high"] - models["ability"]
    found: Floats = np.where(is_upper, below, above)
    return found
