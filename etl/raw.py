"""Raw answers, kept by sha256, so that everything derived can be made again with the network off.

raw/blobs/<sha256>        one body
raw/sources/<source>.json the last good answers of a source: address, sha256, and what a conditional GET needs
"""

import hashlib
import json
import os
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from datetime import UTC, date, datetime
from email.utils import parsedate_to_datetime
from pathlib import Path
from uuid import uuid4

from etl.source import Answer


@dataclass(frozen=True, slots=True, kw_only=True)
class Kept:
    """One kept answer. `last_modified` is the header as it came, or an ISO day."""

    url: str
    sha256: str
    etag: str | None = None
    last_modified: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class LastGood:
    """What a source last gave that parsed and passed its checks."""

    answers: tuple[Kept, ...]
    fetched_at: datetime

    @property
    def fingerprint(self) -> str:
        """Return what changes exactly when an answer does."""
        return hashlib.sha256(json.dumps(sorted((a.url, a.sha256) for a in self.answers)).encode()).hexdigest()


def day_of(last_modified: str | None) -> date | None:
    """Return the day of a Last-Modified header or an ISO day; None where there is none or it cannot be read."""
    if not last_modified:
        return None
    try:
        return date.fromisoformat(last_modified)
    except ValueError:
        pass
    try:
        return parsedate_to_datetime(last_modified).date()
    except ValueError:
        return None


def write_atomically(path: Path, body: bytes) -> None:
    """Write a file so that a reader, or a crash at any moment, sees the old one or the new one whole."""
    path.parent.mkdir(parents=True, exist_ok=True)
    draft = path.with_name(f".{path.name}.{uuid4().hex}.draft")
    with draft.open("wb") as file:
        file.write(body)
        file.flush()
        os.fsync(file.fileno())
    draft.replace(path)
    sync_folder(path.parent)


def sync_folder(folder: Path) -> None:
    """Make what was put in a folder outlast a loss of power."""
    place = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(place)
    finally:
        os.close(place)


def _read(path: Path) -> bytes | None:
    """Return a file's bytes; None where it is gone or cannot be read."""
    try:
        return path.read_bytes()
    except OSError:
        return None


class RawStore:
    """The kept answers under one folder."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def _blob(self, sha256: str) -> Path:
        return self.folder / "blobs" / sha256

    def _index(self, source_id: str) -> Path:
        return self.folder / "sources" / f"{source_id}.json"

    def put(self, body: bytes) -> str:
        """Keep a body and return its sha256."""
        sha256 = hashlib.sha256(body).hexdigest()
        if _read(self._blob(sha256)) != body:  # one that a disk has damaged is written anew
            write_atomically(self._blob(sha256), body)
        return sha256

    def body(self, kept: Kept) -> bytes | None:
        """Return a kept body; None if it is gone or was damaged."""
        body = _read(self._blob(kept.sha256))
        return body if body is not None and hashlib.sha256(body).hexdigest() == kept.sha256 else None

    def answer(self, kept: Kept) -> Answer | None:
        """Return a kept answer; None if its body is gone."""
        body = self.body(kept)
        return None if body is None else Answer(url=kept.url, body=body, last_modified=day_of(kept.last_modified))

    def last_good(self, source_id: str) -> LastGood | None:
        """Return a source's last good answers; None if there are none that can be read."""
        try:
            index = json.loads(self._index(source_id).read_text(encoding="utf-8"))
            return LastGood(
                answers=tuple(Kept(**entry) for entry in index["answers"]),
                fetched_at=datetime.fromisoformat(index["fetched_at"]),
            )
        except (OSError, ValueError, KeyError, TypeError, RecursionError):
            return None

    def last_good_answers(self, source_id: str) -> list[Answer] | None:
        """Return a source's last good answers with their bodies; None unless all are there."""
        good = self.last_good(source_id)
        answers = [self.answer(kept) for kept in good.answers] if good else []
        return [a for a in answers if a] if answers and all(answers) else None

    def save(self, source_id: str, answers: Iterable[Kept]) -> LastGood:
        """Make these answers the source's last good ones."""
        good = LastGood(answers=tuple(answers), fetched_at=datetime.now(tz=UTC))
        index = {"fetched_at": good.fetched_at.isoformat(), "answers": [asdict(kept) for kept in good.answers]}
        write_atomically(self._index(source_id), json.dumps(index, indent=1).encode())
        return good

    def prune(self) -> None:
        """Remove bodies that no source's last good answers name, and drafts that a crash left behind."""
        named: set[str] = set()
        for index in (self.folder / "sources").glob("*.json"):
            good = self.last_good(index.stem)
            named |= {kept.sha256 for kept in good.answers} if good else set()
        for path in [*self.folder.rglob(".*.draft"), *(self.folder / "blobs").glob("*")]:
            if path.name not in named:
                path.unlink(missing_ok=True)
