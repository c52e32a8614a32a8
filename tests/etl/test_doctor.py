"""What the doctor finds on disk, and what it mends."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from catalog.store import current_path, stepped_back
from etl.build import publish
from etl.doctor import examine
from etl.raw import Kept, RawStore
from tests.handmade import tables

NOW = datetime(2026, 11, 23, 12, tzinfo=UTC)


@pytest.fixture
def data(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return a data folder with two snapshots and a kept answer."""
    monkeypatch.setenv("SHORTLIST_DATA", str(tmp_path))
    publish(tmp_path, tables(), NOW)
    publish(tmp_path, tables(), NOW + timedelta(hours=1))
    store = RawStore(tmp_path / "raw")
    store.save("board", [Kept(url="https://a", sha256=store.put(b"one"))])
    return tmp_path


def told(data: Path, *, mends: bool = False) -> str:
    return "\n".join(str(finding) for finding in examine(data, data / "no bundle", mends=mends))


def test_of_a_sound_folder_nothing_is_told(data: Path) -> None:
    assert told(data) == ""


def test_a_damaged_snapshot_is_set_aside_and_current_names_the_sound_one(data: Path) -> None:
    broken = current_path() or Path()
    broken.write_bytes(b"x")
    assert "is damaged" in told(data)
    assert stepped_back()
    assert "Mended." in told(data, mends=True)
    assert (told(data), stepped_back()) == ("", None)
    assert broken.with_name(f"{broken.name}.damaged").read_bytes() == b"x"


def test_a_damaged_raw_answer_an_odd_note_and_a_draft_are_mended(data: Path) -> None:
    (blob,) = (data / "raw" / "blobs").iterdir()
    blob.write_bytes(b"")
    (data / "raw" / "published.json").write_text("[" * 200_000)
    (data / "snapshots" / "x.draft").touch()
    assert len(examine(data, data / "no bundle", mends=False)) == 3
    assert all(finding.is_mended for finding in examine(data, data / "no bundle", mends=True))
    assert told(data) == ""


def test_an_odd_note_that_is_a_folder_is_told_and_left(data: Path) -> None:
    (data / "raw" / "outcomes.json").mkdir()
    assert [finding.is_mended for finding in examine(data, data / "no bundle", mends=True)] == [False]


def test_a_damaged_bundle_is_told(data: Path, tmp_path: Path) -> None:
    (tmp_path / "bundle").mkdir()
    (tmp_path / "bundle" / "manifest.json").write_text("{")
    (finding,) = examine(data, tmp_path / "bundle", mends=True)
    assert "damaged" in finding.what
    assert not finding.is_mended
