"""Keep a snapshot of today's schema: python -m tests.recorded_snapshots."""

import gzip
import tempfile
from pathlib import Path

from catalog.records import SCHEMA_VERSION
from tests.conftest import write_snapshot
from tests.recorded_snapshots import FOLDER

with tempfile.TemporaryDirectory() as scratch:
    made = Path(scratch) / "made.duckdb"
    write_snapshot(made)
    (FOLDER / f"{SCHEMA_VERSION}.duckdb.gz").write_bytes(gzip.compress(made.read_bytes(), 9, mtime=0))
