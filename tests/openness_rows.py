"""A small snapshot about openness: one model that meets everything, some that do not, and hostile names."""

from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pandas as pd

from catalog.openness.criteria import grid
from catalog.openness.statements import curated_frame, statements
from catalog.openness.systems import systems
from catalog.queries import openness_models, openness_verdicts, release_dates
from catalog.store import open_snapshot
from tests.handmade import model, tables, write_current
from tests.openness.test_criteria import OPEN, mot, osai, row
from tests.snapshot_rows import HTML, MARKDOWN, ROWS, _source

WHOLE, HALF, CLOSED, ODD, QUIET = "acme/whole", "acme/half", "big/closed", "odd/html", "quiet/none"
ALONE = "osai_index:Nowhere 7B"
LLAMA = {"licence_id": "llama2", "weights": "open", "training_code": "partial"}
CURATED_ROWS = [
    row(WHOLE, "training_metrics", "open"),
    row(HALF, "evaluation_code", "closed", evidence_url="https://primary.example/a_(b)?x=<y>", note="It has none."),
]
TABLES: dict[str, list[Any]] = {
    "models": [
        model(WHOLE, name="Acme/Whole-7B", developer="acme", release_date=date(2026, 1, 1), licence_id="apache-2.0"),
        model(HALF, name="Half", developer="acme", release_date=date(2026, 6, 1), licence_id="llama2"),
        model(CLOSED, name="Closed", developer="big", weights="closed"),
        model(ODD, name=HTML, developer=MARKDOWN, weights="open"),
        model(QUIET, name="Quiet", developer="quiet"),
    ],
    "openness": [
        *mot(WHOLE, licence_id="apache-2.0", **OPEN),
        *mot(HALF, **LLAMA),
        *osai(HALF, trainingcode="closed"),
        *osai(CLOSED, weights_endmodel="closed"),
        *(replace(verdict, evidence_url="javascript:alert(1)") for verdict in mot(ODD, weights="open")),
        *osai(None, subject="Nowhere 7B", weights_endmodel="open"),
    ],
    "sources": [*ROWS["sources"], _source("mot", "Model Openness Tool"), _source("osai_index", "European index")],
}


def write_openness(data: Path) -> Path:
    """Write these rows as the current snapshot of a data folder; return its file."""
    return write_current(data, tables(**TABLES))


def found_in(path: Path) -> tuple[pd.DataFrame, pd.DataFrame, pd.DataFrame]:
    """Return (statements, grid, systems) of the snapshot, with the curated rows above."""
    store = open_snapshot(path)
    models = openness_models(store)
    said = statements(openness_verdicts(store), models, curated_frame(CURATED_ROWS))
    table = grid(said, models)
    return said, table, systems(table, release_dates(store))
