"""The tables that follow from other tables of a draft. A bundle makes them anew from what may be passed on."""

from collections.abc import Collection, Mapping

import pandas as pd

from catalog.records import Conflict
from etl import checks
from etl.abilities import ability_tables
from etl.join import Tables, frame_of


def derived_tables(tables: Mapping[str, pd.DataFrame], uncounted: Collection[str] = ()) -> Tables:
    """Return `conflicts`, `abilities` and `ability_tests` as a draft's other tables make them.

    Args:
        tables: the draft's other tables.
        uncounted: the sources that take no part in abilities.
    """
    conflicts = frame_of(Conflict, (Conflict(**row) for row in checks.conflicts(tables)))
    return {"conflicts": conflicts, **ability_tables(tables, uncounted)}
