"""What the ability fit costs, and how its cost grows: part of `make bench`.

The bundled scores are fitted whole once. For the growth they are copied 4 and 16 times, each copy under other names and
with a little noise, and fitted with a few rounds: every round costs the same.
"""

import gc
import time
from collections.abc import Callable
from dataclasses import replace
from functools import partial

import numpy as np
import pandas as pd

from catalog.ability.domains import abilities, fit, grouped
from catalog.ability.factors import FactorSettings, Observed, arranged
from catalog.ability.factors import fit as fit_factors
from catalog.ability.observations import Cells, observe
from catalog.ability.placing import Groups, placed
from catalog.ability.twins import twins
from catalog.curated.memberships import memberships
from etl.bundle import read_bundle

COPIES = (1, 4, 16)
FEW_ROUNDS = FactorSettings(rounds=3)
_NOISE = 0.05


def copied(cells: Cells, copies: int) -> Cells:
    """Return the cells of so many copies of every model, each with a little noise of its own."""
    rows, noise = len(cells.rows), np.random.default_rng(0)
    row, y = cells.cells["row"], cells.cells["y"]
    parts = [cells.cells.assign(row=row + copy * rows, y=y + noise.normal(0, _NOISE, len(y))) for copy in range(copies)]
    names = [cells.rows.assign(model_id=f"{copy}/" + cells.rows["model_id"]) for copy in range(copies)]
    return replace(cells, cells=pd.concat(parts, ignore_index=True), rows=pd.concat(names, ignore_index=True))


def seconds(work: Callable[[], object]) -> float:
    """Return how long some work takes."""
    gc.collect()
    began = time.perf_counter()
    work()
    return time.perf_counter() - began


def _few_rounds(seen: Observed, groups: Groups) -> None:
    twins(placed(seen, fit_factors(seen, FEW_ROUNDS), groups, np.zeros(FEW_ROUNDS.factors)))


def measure() -> dict[str, float]:
    """Return the seconds of the whole fit with intervals, and of a few rounds at each number of copies."""
    tables = read_bundle()
    known = memberships()
    frozen = set(tables["sources"].loc[tables["sources"]["is_frozen"].astype(bool), "source_id"])
    given = (tables["scores"], tables["benchmarks"], known, tables["models"])
    found = {"ability_fit_s": seconds(lambda: abilities(fit(*given, frozen=frozen)))}
    cells = observe(*given)
    for copies in COPIES:
        many = copied(cells, copies)
        seen = arranged(many, FEW_ROUNDS.traits)
        found[f"ability_scores_{copies}x"] = float(len(many.cells))
        found[f"ability_rounds_{copies}x_s"] = seconds(partial(_few_rounds, seen, grouped(many)))
    return found
