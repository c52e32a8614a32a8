"""Writing a snapshot and making it current."""

import os
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import duckdb
import pandas as pd
import pyarrow as pa
import pytest

from catalog.records import TABLES, Offer, Score, columns
from catalog.store import StoreError, current_path, open_snapshot, snapshot_paths, stepped_back, sum_path
from etl import build
from etl.build import arrow_of, publish, write_tables
from etl.errors import BuildError, UsageError
from etl.join import frame_of
from etl.raw import write_atomically
from tests.handmade import model, offer, score, tables, with_row

NOW = datetime(2026, 11, 23, 12, 0, 0, tzinfo=UTC)


@pytest.fixture
def data(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return an empty folder that SHORTLIST_DATA names."""
    monkeypatch.setenv("SHORTLIST_DATA", str(tmp_path))
    monkeypatch.delenv("SHORTLIST_KEEP", raising=False)
    return tmp_path


def rows_of(path: Path, sql: str) -> list[tuple[Any, ...]]:
    store = open_snapshot(path)
    try:
        return store.execute(sql).fetchall()
    finally:
        store.close()


def written(folder: Path, **rows: list[Any]) -> Path:
    path = folder / "20261123T120000Z.duckdb"
    write_tables(path, tables(**rows))
    return path


def stamps(folder: Path) -> list[str]:
    return sorted(path.stem for path in (folder / "snapshots").iterdir() if path.suffix != ".sha256")


@pytest.mark.slow
def test_every_table_and_column_is_there_even_without_rows(tmp_path: Path) -> None:
    path = tmp_path / "20261123T120000Z.duckdb"
    write_tables(path, {})
    for table, record in TABLES.items():
        assert rows_of(path, f"SELECT count(*) FROM {table}") == [(0,)]  # noqa: S608 - our own table names
        described = rows_of(path, f"DESCRIBE {table}")
        assert [row[0] for row in described] == list(columns(record))


def test_values_keep_their_types_and_the_unknown_is_null(tmp_path: Path) -> None:
    known = model(
        "a/x",
        parameters=8_000_000_000,
        input_modalities=("text", "image"),
        tools=False,
        release_date=date(2025, 1, 2),
    )
    path = written(tmp_path, models=[known, model("a/y", output_modalities=())])
    asked = "SELECT parameters, input_modalities, tools, release_date, context_tokens FROM models ORDER BY model_id"
    assert rows_of(path, asked) == [
        (8_000_000_000, ["text", "image"], False, date(2025, 1, 2), None),
        (None, None, None, None, None),
    ]
    assert rows_of(path, "SELECT output_modalities FROM models WHERE model_id = 'a/y'") == [([],)]


def test_zero_and_unknown_are_two_things(tmp_path: Path) -> None:
    path = written(tmp_path, offers=[offer(0.0, None, model_id="a/x", source_id="s")])
    assert rows_of(path, "SELECT input_usd_per_mtok, output_usd_per_mtok FROM offers") == [(0.0, None)]


def test_not_a_number_becomes_null(tmp_path: Path) -> None:
    path = written(tmp_path, offers=[offer(float("nan"), 1.0, model_id="a/x", source_id="s")])
    assert rows_of(path, "SELECT input_usd_per_mtok FROM offers") == [(None,)]


def test_a_time_is_kept_to_the_second(tmp_path: Path) -> None:
    path = written(tmp_path)
    moments = [moment for (moment,) in rows_of(path, "SELECT DISTINCT fetched_at FROM sources")]
    assert moments == [datetime(2026, 11, 23, 10, 0)]  # noqa: DTZ001 - the table holds UTC without saying so


@pytest.mark.parametrize("wrong", [{"value": "high"}, {"samples": 1.5}, {"as_of": "yesterday"}, {"effort": 3}])
def test_a_value_of_another_type_is_refused_with_its_column(wrong: dict[str, Any]) -> None:
    with pytest.raises(BuildError, match=rf"Score\.{next(iter(wrong))}"):
        arrow_of(with_row(frame_of(Score, [score()]), **wrong), Score)


def test_a_frame_without_a_column_is_refused() -> None:
    with pytest.raises(BuildError, match=r"Offer\.flag"):
        arrow_of(frame_of(Offer, [offer()]).drop(columns="flag"), Offer)


def test_an_arrow_table_has_the_records_columns_in_order() -> None:
    made = arrow_of(frame_of(Offer, ()), Offer)
    assert made.column_names == list(columns(Offer))
    assert made.schema.field("as_of").type == pa.date32()


def test_a_row_without_a_required_value_is_refused_with_its_table(tmp_path: Path) -> None:
    with pytest.raises(BuildError, match="table scores"):
        written(tmp_path, scores=[score(model_id=None)])


def test_publishing_names_a_whole_file(data: Path) -> None:
    path = publish(data, tables(), NOW)
    assert current_path() == path == data / "snapshots" / "20261123T120000Z.duckdb"
    assert rows_of(path, "SELECT count(*) > 0 FROM scores") == [(True,)]
    assert stamps(data) == ["20261123T120000Z"]


def test_a_publish_that_fails_leaves_the_former_snapshot_current(data: Path) -> None:
    former = publish(data, tables(), NOW)
    with pytest.raises(BuildError):
        publish(data, tables(scores=[score(model_id=None)]), NOW + timedelta(hours=1))
    assert current_path() == former
    assert rows_of(former, "SELECT count(*) > 0 FROM scores") == [(True,)]


def test_a_kill_before_the_pointer_moves_leaves_the_former_snapshot_current(
    data: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    former = publish(data, tables(), NOW)

    def killed(path: Path, _: bytes) -> None:
        raise KeyboardInterrupt(path)

    monkeypatch.setattr(build, "write_atomically", killed)
    with pytest.raises(KeyboardInterrupt):
        publish(data, tables(), NOW + timedelta(hours=1))
    assert current_path() == former


def test_current_is_written_when_the_file_that_it_names_is_whole_and_on_the_disk(
    data: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    synced: set[int] = set()
    seen: list[Path] = []
    sync, write = os.fsync, write_atomically

    def noted(place: int) -> None:
        sync(place)
        synced.add(os.fstat(place).st_ino)

    def watched(path: Path, body: bytes) -> None:
        if path.suffix == ".sha256":
            return write(path, body)
        named = data / "snapshots" / body.decode().strip()
        assert rows_of(named, "SELECT count(*) > 0 FROM scores") == [(True,)]
        assert {named.stat().st_ino, named.parent.stat().st_ino} <= synced
        seen.append(path)
        return write(path, body)

    monkeypatch.setattr(os, "fsync", noted)
    monkeypatch.setattr("etl.build.write_atomically", watched)
    publish(data, tables(), NOW)
    assert seen == [data / "CURRENT"]


def test_a_draft_is_never_current_and_never_named_like_a_snapshot(data: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    seen: list[str] = []

    def watched(path: Path, made: dict[str, pd.DataFrame], *more: Any) -> None:  # noqa: ANN401
        write_tables(path, made, *more)
        seen.extend(file.name for file in path.parent.iterdir())
        assert current_path() is None

    monkeypatch.setattr(build, "write_tables", watched)
    publish(data, tables(), NOW)
    assert seen
    assert not [name for name in seen if name.endswith(".duckdb")]


def test_leftover_drafts_are_removed(data: Path) -> None:
    (data / "snapshots").mkdir()
    for name in ("20250101T000000Z.draft", "20250101T000000Z.draft.wal"):
        (data / "snapshots" / name).touch()
    publish(data, tables(), NOW)
    assert stamps(data) == ["20261123T120000Z"]


def test_two_publishes_in_one_second_are_two_snapshots(data: Path) -> None:
    first, second = publish(data, tables(), NOW), publish(data, tables(), NOW)
    assert first != second
    assert first.exists()
    assert current_path() == second
    assert sorted([first, second]) == [first, second]


def test_the_newest_snapshots_are_kept(data: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SHORTLIST_KEEP", "2")
    for hour in range(4):
        publish(data, {}, NOW + timedelta(hours=hour))
    assert stamps(data) == ["20261123T140000Z", "20261123T150000Z"]


def test_ten_snapshots_are_kept_unless_said_otherwise(data: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SHORTLIST_KEEP", "")
    (data / "snapshots").mkdir()
    for day in range(1, 13):
        (data / "snapshots" / f"202501{day:02}T000000Z.duckdb").touch()
    publish(data, {}, NOW)
    assert len(stamps(data)) == build.KEPT_SNAPSHOTS == 10
    assert stamps(data)[-1] == "20261123T120000Z"


def test_the_current_snapshot_is_kept_even_if_the_clock_went_back(data: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SHORTLIST_KEEP", "1")
    publish(data, {}, NOW)
    older = publish(data, {}, NOW - timedelta(days=1))
    assert current_path() == older
    assert older.exists()


@pytest.mark.parametrize("kept", ["0", "-1", "many", "1.5"])
def test_a_number_of_snapshots_that_cannot_be_is_a_sentence_and_nothing_is_published(
    data: Path, monkeypatch: pytest.MonkeyPatch, kept: str
) -> None:
    monkeypatch.setenv("SHORTLIST_KEEP", kept)
    with pytest.raises(UsageError, match="SHORTLIST_KEEP"):
        publish(data, {}, NOW)
    assert current_path() is None


def test_a_reader_of_a_retired_snapshot_reads_on(data: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SHORTLIST_KEEP", "1")
    reader = open_snapshot(publish(data, tables(), NOW))
    publish(data, tables(), NOW + timedelta(hours=1))
    assert len(stamps(data)) == 1
    assert reader.execute("SELECT count(*) > 0 FROM scores").fetchone() == (True,)


def test_a_snapshot_can_be_opened_while_the_next_one_is_written(data: Path) -> None:
    reader = open_snapshot(publish(data, tables(), NOW))
    newer = publish(data, tables(models=[], scores=[], offers=[]), NOW + timedelta(hours=1))
    assert rows_of(newer, "SELECT count(*) FROM models") == [(0,)]
    assert reader.execute("SELECT count(*) > 0 FROM models").fetchone() == (True,)


def test_a_file_that_is_already_there_is_not_written_over(tmp_path: Path) -> None:
    path = written(tmp_path)
    with pytest.raises(duckdb.Error):
        write_tables(path, tables())


def cut(path: Path) -> None:
    path.write_bytes(path.read_bytes()[:5000])


def flip(path: Path) -> None:
    body = bytearray(path.read_bytes())
    body[len(body) // 2] ^= 0xFF
    path.write_bytes(body)


def empty(path: Path) -> None:
    path.write_bytes(b"")


@pytest.mark.parametrize("damage", [cut, flip, empty, Path.unlink])
def test_of_a_damaged_snapshot_the_newest_sound_one_takes_the_place(data: Path, damage: Callable[[Path], None]) -> None:
    publish(data, tables(), NOW)
    sound = publish(data, tables(), NOW + timedelta(hours=1))
    broken = publish(data, tables(), NOW + timedelta(hours=2))
    assert (current_path(), stepped_back()) == (broken, None)
    damage(broken)
    assert current_path() == sound
    assert broken.name in (stepped_back() or "")


@pytest.mark.parametrize("damage", [cut, flip, empty, Path.unlink])
def test_a_damaged_snapshot_with_none_before_it_is_a_sentence(data: Path, damage: Callable[[Path], None]) -> None:
    damage(publish(data, tables(), NOW))
    with pytest.raises(StoreError, match="Run `python -m etl refresh`"):
        current_path()


def test_a_snapshot_of_2035_does_not_push_true_history_out(data: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SHORTLIST_KEEP", "2")
    publish(data, tables(), datetime(2035, 1, 1, tzinfo=UTC))
    first = publish(data, tables(), NOW)
    second = publish(data, tables(), NOW + timedelta(hours=1))
    assert snapshot_paths() == [second, first]
    assert {path.name for path in first.parent.glob("*.sha256")} == {sum_path(p).name for p in (first, second)}
