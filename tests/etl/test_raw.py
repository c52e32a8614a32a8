"""Raw answers, kept by sha256."""

from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from etl.raw import Kept, LastGood, RawStore, day_of, write_atomically
from etl.source import Answer


@pytest.fixture
def store(tmp_path: Path) -> RawStore:
    return RawStore(tmp_path)


def kept(store: RawStore, url: str, body: bytes, last_modified: str | None = None) -> Kept:
    return Kept(url=url, sha256=store.put(body), etag='"1"', last_modified=last_modified)


@pytest.mark.parametrize(
    ("header", "day"),
    [
        ("Wed, 21 Oct 2015 07:28:00 GMT", date(2015, 10, 21)),
        ("2026-11-23", date(2026, 11, 23)),
        ("", None),
        (None, None),
        ("yesterday", None),
        ("2026-13-45", None),
        ("Wed, 99 Oct 2015 07:28:00 GMT", None),
    ],
)
def test_a_day_is_read_from_a_header_or_an_iso_day(header: str | None, day: date | None) -> None:
    assert day_of(header) == day


def test_what_is_saved_is_given_back(store: RawStore) -> None:
    saved = store.save("board", [kept(store, "https://a", b"one", "2026-11-01"), kept(store, "https://b", b"two")])
    assert store.last_good("board") == saved
    assert store.last_good_answers("board") == [
        Answer(url="https://a", body=b"one", last_modified=date(2026, 11, 1)),
        Answer(url="https://b", body=b"two"),
    ]
    assert saved.fetched_at <= datetime.now(tz=UTC)


def test_one_body_is_kept_once(store: RawStore, tmp_path: Path) -> None:
    assert store.put(b"same") == store.put(b"same")
    assert len(list((tmp_path / "blobs").iterdir())) == 1


def test_a_source_that_never_answered_has_nothing(store: RawStore) -> None:
    assert store.last_good("board") is None
    assert store.last_good_answers("board") is None


@pytest.mark.parametrize(
    "text", ["", "{", "null", "[]", '{"answers": []}', '{"answers": [{"x": 1}], "fetched_at": 3}', "\xff"]
)
def test_an_index_that_cannot_be_read_is_as_none(store: RawStore, tmp_path: Path, text: str) -> None:
    (tmp_path / "sources").mkdir()
    (tmp_path / "sources" / "board.json").write_text(text, encoding="latin-1")
    assert store.last_good("board") is None


def test_a_damaged_body_is_as_gone(store: RawStore, tmp_path: Path) -> None:
    whole, damaged = kept(store, "https://a", b"one"), kept(store, "https://b", b"two")
    (tmp_path / "blobs" / damaged.sha256).write_bytes(b"tw")
    assert store.answer(whole) is not None
    assert store.answer(damaged) is None
    store.save("board", [whole, damaged])
    assert store.last_good_answers("board") is None


def test_a_source_that_answered_nothing_has_no_answers(store: RawStore) -> None:
    store.save("board", [])
    assert store.last_good_answers("board") is None


def test_a_fingerprint_changes_exactly_when_an_answer_does() -> None:
    def fingerprint(*answers: Kept, hour: int = 1) -> str:
        return LastGood(answers=answers, fetched_at=datetime(2026, 1, 1, hour, tzinfo=UTC)).fingerprint

    first, second = Kept(url="a", sha256="1", etag="x"), Kept(url="b", sha256="2")
    assert fingerprint(first, second) == fingerprint(second, Kept(url="a", sha256="1", etag="y"), hour=2)
    assert fingerprint(first, second) != fingerprint(first)
    assert fingerprint(first) != fingerprint(Kept(url="a", sha256="2"))
    assert fingerprint(first) != fingerprint(Kept(url="c", sha256="1"))


def test_pruning_keeps_what_a_source_last_gave_and_nothing_else(store: RawStore, tmp_path: Path) -> None:
    store.save("board", [kept(store, "https://a", b"old")])
    store.save("board", [kept(store, "https://a", b"new")])
    store.save("prices", [kept(store, "https://b", b"other")])
    (tmp_path / "blobs" / ".x.1.draft").write_bytes(b"left behind")
    (tmp_path / "sources" / ".board.json.1.draft").write_bytes(b"left behind")
    store.prune()
    assert len(list((tmp_path / "blobs").iterdir())) == 2
    assert not list(tmp_path.rglob("*.draft"))
    assert store.last_good_answers("board") == [Answer(url="https://a", body=b"new")]
    assert store.last_good_answers("prices") is not None


def test_pruning_an_empty_folder_is_nothing(store: RawStore) -> None:
    store.prune()


def test_a_file_is_replaced_whole_and_no_draft_stays(tmp_path: Path) -> None:
    path = tmp_path / "deep" / "CURRENT"
    write_atomically(path, b"one")
    write_atomically(path, b"two")
    assert path.read_bytes() == b"two"
    assert [file.name for file in path.parent.iterdir()] == ["CURRENT"]


def test_a_write_that_fails_leaves_the_former_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "CURRENT"
    write_atomically(path, b"one")

    def full(_: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("etl.raw.os.fsync", full)
    with pytest.raises(OSError, match="No space"):
        write_atomically(path, b"two")
    assert path.read_bytes() == b"one"


def test_a_damaged_body_is_mended_when_it_comes_again(store: RawStore, tmp_path: Path) -> None:
    store.save("board", [kept(store, "https://a", b"one")])
    (blob,) = (tmp_path / "blobs").iterdir()
    blob.write_bytes(b"o")
    assert store.last_good_answers("board") is None
    store.put(b"one")
    assert store.last_good_answers("board") == [Answer(url="https://a", body=b"one")]


def test_an_index_of_endless_brackets_is_as_none(store: RawStore, tmp_path: Path) -> None:
    write_atomically(tmp_path / "sources" / "board.json", b"[" * 200_000)
    assert store.last_good("board") is None


def test_an_index_that_is_a_folder_is_as_none(store: RawStore, tmp_path: Path) -> None:
    (tmp_path / "sources" / "board.json").mkdir(parents=True)
    assert store.last_good("board") is None
