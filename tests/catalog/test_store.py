"""Which snapshot is current, and that reading it can do no harm."""

from datetime import UTC, datetime
from pathlib import Path

import duckdb
import pytest

from catalog import __version__, store
from catalog.queries import models_in_play
from catalog.records import SCHEMA_VERSION, TABLES, VIEWS, SnapshotFacts, columns, sql_type
from catalog.store import (
    NewerSnapshotError,
    StoreError,
    current_path,
    facts_of,
    frame,
    newest_first,
    open_bundle,
    open_snapshot,
    stamp_of,
)
from etl.build import write_tables
from tests.conftest import write_snapshot
from tests.recorded_snapshots import recorded_snapshot


@pytest.fixture
def data(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return an empty folder that SHORTLIST_DATA names."""
    monkeypatch.setenv("SHORTLIST_DATA", str(tmp_path))
    (tmp_path / "snapshots").mkdir()
    return tmp_path


def test_without_a_refresh_there_is_no_current_snapshot(data: Path) -> None:
    assert store.data_dir() == data
    assert current_path() is None


def test_the_repositorys_own_folder_is_the_default(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("SHORTLIST_DATA", raising=False)
    assert store.data_dir().name == "datasets"


def test_current_names_the_file(data: Path) -> None:
    path = data / "snapshots" / "20261123T120000Z.duckdb"
    write_snapshot(path)
    (data / "CURRENT").write_text("20261123T120000Z.duckdb\n")
    assert current_path() == path
    assert stamp_of(path).isoformat() == "2026-11-23T12:00:00+00:00"


@pytest.mark.parametrize(
    "body", [b"", b"\xff\xfe\x00", b"../../etc/passwd", b"20261123T120000Z.duckdb/../x", b"a\nb", b"x" * 10_000]
)
def test_a_garbled_current_is_said_in_a_sentence(data: Path, body: bytes) -> None:
    (data / "CURRENT").write_bytes(body)
    with pytest.raises(StoreError, match=r"names no snapshot\. Run `python -m etl refresh`"):
        current_path()


def test_a_current_that_is_a_folder_is_said_in_a_sentence(data: Path) -> None:
    (data / "CURRENT").mkdir()
    with pytest.raises(StoreError, match="cannot be read"):
        current_path()


def test_a_snapshot_that_is_gone_is_said_in_a_sentence(data: Path) -> None:
    (data / "CURRENT").write_text("20261123T120000Z.duckdb")
    with pytest.raises(StoreError, match="is gone"):
        current_path()


def test_a_file_that_is_no_snapshot_is_said_in_a_sentence(tmp_path: Path) -> None:
    path = tmp_path / "20261123T120000Z.duckdb"
    path.write_text("not a database")
    with pytest.raises(StoreError, match="cannot be opened"):
        open_snapshot(path)


@pytest.mark.parametrize("version", range(1, SCHEMA_VERSION + 1))
def test_a_snapshot_of_every_schema_opens_with_all_tables_and_columns_of_today(version: int, tmp_path: Path) -> None:
    opened = open_snapshot(recorded_snapshot(version, tmp_path)).cursor()
    for table, record in TABLES.items():
        assert list(frame(opened, f"SELECT * FROM {table}").columns) == list(columns(record)), table  # noqa: S608
    assert len(frame(opened, "SELECT * FROM newest_offers")) > 0
    assert len(models_in_play(opened)) > 0


def test_a_column_that_an_earlier_schema_lacks_is_unknown_and_a_table_is_empty(tmp_path: Path) -> None:
    path = tmp_path / "20261123T120000Z.duckdb"
    write_snapshot(path)
    with duckdb.connect(str(path)) as db:
        db.execute("DROP VIEW newest_offers; DROP VIEW for_sale; DROP TABLE snapshot; DROP TABLE conflicts")
        db.execute("ALTER TABLE offers DROP COLUMN flag")
    opened = open_snapshot(path).cursor()
    offers = frame(opened, "SELECT provider, flag FROM offers")
    assert len(offers) > 0
    assert offers["provider"].notna().all()
    assert offers["flag"].isna().all()
    assert frame(opened, "SELECT * FROM conflicts").empty
    assert facts_of(open_snapshot(path)) is None


def test_a_snapshot_of_an_earlier_schema_reaches_no_other_file(tmp_path: Path) -> None:
    opened = open_snapshot(recorded_snapshot(1, tmp_path)).cursor()
    for statement in (
        "DELETE FROM kept.scores",
        "SELECT * FROM read_csv('/etc/passwd')",
        "ATTACH '/tmp/other.duckdb'",
        "SET enable_external_access = true",
    ):
        with pytest.raises(duckdb.Error):
            opened.execute(statement)


def test_a_snapshot_of_a_newer_schema_says_what_to_do(tmp_path: Path) -> None:
    path = tmp_path / "20261123T120000Z.duckdb"
    write_snapshot(path)
    with duckdb.connect(str(path)) as db:
        db.execute("UPDATE snapshot SET schema_version = ?, code_version = '9.1.0'", [SCHEMA_VERSION + 1])
    with pytest.raises(NewerSnapshotError, match=r"9\.1\.0 made this snapshot .* Update Shortlist"):
        open_snapshot(path)


def test_a_database_without_models_is_no_snapshot(tmp_path: Path) -> None:
    path = tmp_path / "20261123T120000Z.duckdb"
    duckdb.connect(str(path)).close()
    with pytest.raises(StoreError, match="cannot be opened"):
        open_snapshot(path)


def test_a_snapshot_says_its_schema_code_fingerprint_and_when_it_was_built(tmp_path: Path) -> None:
    write_tables(tmp_path / "made.duckdb", {}, datetime(2026, 11, 23, 12, tzinfo=UTC), "abc")
    assert facts_of(open_snapshot(tmp_path / "made.duckdb")) == SnapshotFacts(
        schema_version=SCHEMA_VERSION,
        code_version=__version__,
        fingerprint="abc",
        built_at=datetime(2026, 11, 23, 12, tzinfo=UTC).replace(tzinfo=None),
    )


def test_a_changed_schema_has_a_new_number_and_a_recording(tmp_path: Path) -> None:
    path = recorded_snapshot(SCHEMA_VERSION, tmp_path)
    with duckdb.connect(str(path), read_only=True) as db:
        found = db.execute(
            "SELECT table_name, column_name, data_type FROM duckdb_columns() WHERE NOT internal"
        ).fetchall()
    now = {(table, name, sql_type(record, name)) for table, record in TABLES.items() for name in columns(record)}
    written = {row for row in found if row[0] in TABLES}
    assert written == now, (
        "a table or a column changed: raise SCHEMA_VERSION in catalog/records.py and keep a snapshot of the new schema "
        "with `python -m tests.recorded_snapshots`"
    )


@pytest.mark.parametrize(
    "statement",
    [
        "CREATE TABLE mine (x INTEGER)",
        "DELETE FROM scores",
        "SELECT * FROM read_csv('/etc/passwd')",
        "COPY scores TO '/tmp/stolen.csv'",
        "ATTACH '/tmp/other.duckdb'",
        "SET enable_external_access = true",
        "INSTALL httpfs",
    ],
)
def test_a_snapshot_can_only_be_read(snapshot: Path, statement: str) -> None:
    with pytest.raises(duckdb.Error):
        open_snapshot(snapshot).cursor().execute(statement)


def test_a_new_snapshot_is_read_while_the_old_one_is_open(data: Path) -> None:
    for stamp in ("20261123T120000Z", "20261124T120000Z"):
        path = data / "snapshots" / f"{stamp}.duckdb"
        write_snapshot(path)
        (data / "CURRENT").write_text(path.name)
        current = current_path()
        assert current == path
        assert len(frame(open_snapshot(path), "SELECT * FROM models")) > 0


def test_a_question_that_the_snapshot_cannot_answer_is_said_in_a_sentence(snapshot: Path) -> None:
    with pytest.raises(StoreError, match="cannot answer"):
        frame(open_snapshot(snapshot), "SELECT no_such_column FROM models")


def test_the_bundle_is_read_into_memory(tmp_path: Path, snapshot: Path) -> None:
    rows = frame(open_snapshot(snapshot), "SELECT * FROM models")
    rows.to_parquet(tmp_path / "models.parquet")
    bundle = open_bundle(tmp_path)
    assert len(frame(bundle, "SELECT * FROM models")) == len(rows)
    assert {name for (name,) in bundle.execute("SHOW TABLES").fetchall()} == {*TABLES, *VIEWS}
    with pytest.raises(duckdb.Error):
        bundle.cursor().execute("SELECT * FROM read_csv('/etc/passwd')")


def test_a_damaged_bundle_is_said_in_a_sentence(tmp_path: Path) -> None:
    (tmp_path / "models.parquet").write_text("not parquet")
    with pytest.raises(StoreError, match="bundled figures cannot be read"):
        open_bundle(tmp_path)


def test_a_folder_without_a_manifest_is_no_bundle(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(store, "DATASETS", tmp_path)
    assert store.bundle_dir() is None
    (tmp_path / "bundled").mkdir()
    (tmp_path / "bundled" / "manifest.json").write_text("{}")
    assert store.bundle_dir() is None
    (tmp_path / "bundled" / "models.parquet").touch()
    assert store.bundle_dir() == tmp_path / "bundled"


def test_of_kept_snapshots_one_of_the_future_is_the_oldest() -> None:
    named = [Path(f"{stamp}.duckdb") for stamp in ("20261122T120000Z", "20350101T000000Z", "20261123T120000Z")]
    ordered = newest_first([*named, Path("other.duckdb")], datetime(2026, 11, 23, 13, tzinfo=UTC))
    assert [path.stem[:8] for path in ordered] == ["20261123", "20261122", "20350101"]


def test_a_bundle_without_its_models_is_said_in_a_sentence(tmp_path: Path) -> None:
    with pytest.raises(StoreError, match="bundled figures cannot be read"):
        open_bundle(tmp_path)
