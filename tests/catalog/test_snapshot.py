"""One open snapshot remembers what was asked of it."""

import threading
import time
from pathlib import Path

import pandas as pd
import pytest

from catalog import queries
from catalog.snapshot import Memory, Snapshot
from catalog.store import Store, StoreError, frame, open_snapshot


@pytest.fixture
def opened(snapshot: Path) -> Snapshot:
    return Snapshot("small", open_snapshot(snapshot))


def test_what_was_asked_once_is_not_asked_again() -> None:
    memory, asked = Memory(), []
    for _ in range(3):
        assert memory.recall("q", lambda: asked.append(1) or 7) == 7  # type: ignore[func-returns-value]
    assert asked == [1]


def test_the_memory_lets_go_of_the_oldest_frames_beyond_so_many_bytes() -> None:
    memory = Memory(most_bytes=2_000)
    for key in ("a", "b", "c"):
        memory.recall(key, lambda: (pd.DataFrame({"x": range(100)}),))  # 800 bytes and an index
    assert len(memory) == 2
    memory.recall("large", lambda: pd.DataFrame({"x": range(1_000)}))
    assert len(memory) == 1


def test_the_memory_is_bounded_and_keeps_what_was_asked_last() -> None:
    memory = Memory(most=2)
    for key in ("a", "b", "a", "c"):
        memory.recall(key, lambda key=key: key)  # type: ignore[misc]
    assert len(memory) == 2
    asked: list[str] = []
    for key in ("a", "c", "b"):
        memory.recall(key, lambda key=key: asked.append(key))  # type: ignore[misc]
    assert asked == ["b"]


def test_an_error_is_not_remembered() -> None:
    memory = Memory()

    def broken() -> int:
        message = "no"
        raise StoreError(message)

    with pytest.raises(StoreError):
        memory.recall("q", broken)
    assert memory.recall("q", lambda: 1) == 1


def test_two_who_ask_at_once_work_it_out_once() -> None:
    memory, asked, told = Memory(), [], []

    def slow() -> int:
        asked.append(1)
        time.sleep(0.05)
        return 7

    askers = [threading.Thread(target=lambda: told.append(memory.recall("q", slow))) for _ in range(4)]
    for asker in askers:
        asker.start()
    for asker in askers:
        asker.join()
    assert (asked, told) == ([1], [7] * 4)


def test_an_answer_is_the_askers_own(opened: Snapshot) -> None:
    first = opened.ask(queries.models_in_play)
    first["name"] = "changed"
    again = opened.ask(queries.models_in_play)
    assert "changed" not in set(again["name"])


def test_other_arguments_are_another_question(opened: Snapshot) -> None:
    def named(store: Store, name: str, *, twice: bool = False) -> pd.DataFrame:
        return frame(store, "SELECT ? AS name, ? AS twice", [name, twice])

    told = [opened.ask(named, "a")["name"][0], opened.ask(named, "b")["name"][0]]
    assert told == ["a", "b"]
    assert opened.ask(named, "a", twice=True)["twice"][0]


def test_a_shared_answer_is_one_object_for_all(opened: Snapshot) -> None:
    def worked_out(snapshot: Snapshot, name: str) -> list[str]:
        return [name, snapshot.key]

    assert opened.share(worked_out, "a") is opened.share(worked_out, "a")
