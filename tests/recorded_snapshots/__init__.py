"""A small snapshot of every schema that was ever published, kept as its own code wrote it."""

import gzip
from pathlib import Path

FOLDER = Path(__file__).parent


def recorded_snapshot(version: int, folder: Path) -> Path:
    """Unpack the snapshot of a schema into a folder; return its path."""
    path = folder / "20261123T120000Z.duckdb"
    path.write_bytes(gzip.decompress((FOLDER / f"{version}.duckdb.gz").read_bytes()))
    return path
