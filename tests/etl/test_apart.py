"""Reading apart: the worst answer costs its own source, and says why."""

import ctypes
import faulthandler
import multiprocessing
import os
import signal
import time
from collections.abc import Callable, Iterator, Sequence

import pytest

from catalog.errors import CuratedError
from etl import apart
from etl.apart import readers
from etl.errors import CheckError, ParseError
from etl.source import Answer, Batch
from tests.handmade import batch, score, source

ANSWERS = [Answer(url="https://board.example/a", body=b"[]")]


def good(answers: Sequence[Answer]) -> Batch:
    assert answers == ANSWERS
    made = batch((score(70.0), "acme/one"))
    made.reject("no score", "acme/two")
    return made


def crashes(_: Sequence[Answer]) -> Batch:
    faulthandler.disable()  # its trace is no news here
    ctypes.string_at(0)
    return Batch()


def fills_the_memory(_: Sequence[Answer]) -> Batch:
    hoard = [b"x" * 50_000_000 for _ in range(20)]
    return batch(*((score(float(len(one))), "acme/one") for one in hoard))


def never_ends(_: Sequence[Answer]) -> Batch:
    while True:
        pass


def sleeps(_: Sequence[Answer]) -> Batch:
    time.sleep(60)
    return Batch()


def dies(_: Sequence[Answer]) -> Batch:
    os._exit(7)


def is_wrong(_: Sequence[Answer]) -> Batch:
    message = "a list expected, found 'x'"
    raise ParseError(message)


def is_surprised(_: Sequence[Answer]) -> Batch:
    found: dict[str, Batch] = {}
    return found["key"]


def has_a_wrong_table(_: Sequence[Answer]) -> Batch:
    message = "datasets/providers.csv, line 2"
    raise CuratedError(message)


SOURCES = {
    parse.__name__: source(parse.__name__, parse=parse, min_rows=1)
    for parse in (
        *(good, crashes, fills_the_memory, never_ends, sleeps, dies),
        *(is_wrong, is_surprised, has_a_wrong_table, lambda _: Batch()),
    )
}


@pytest.fixture(scope="module")
def read() -> Iterator[Callable[[str], Batch]]:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(apart, "MOST_MEMORY_BYTES", 300_000_000)
        patch.setattr(apart, "MOST_CPU_S", 1)
        patch.setattr(apart, "MOST_S", 3.0)
        with readers(SOURCES, 1) as read:
            yield lambda source_id: read(SOURCES[source_id], ANSWERS)


def test_what_is_read_apart_is_what_is_read_here(read: Callable[[str], Batch]) -> None:
    assert read("good") == SOURCES["good"].batch(ANSWERS)


@pytest.mark.parametrize(
    ("source_id", "words"),
    [
        ("crashes", "crashed \\(SIGSEGV\\)"),
        ("fills_the_memory", "took more than 0 GB"),
        ("never_ends", "more than 1 s of processor time"),
        ("sleeps", "took longer than 3 s"),
        ("dies", "crashed \\(exit status 7\\)"),
        ("is_wrong", "a list expected, found 'x'"),
        ("is_surprised", "unexpected KeyError: 'key'"),
    ],
)
def test_the_worst_source_costs_itself_only(source_id: str, words: str, read: Callable[[str], Batch]) -> None:
    with pytest.raises(ParseError, match=words):
        read(source_id)
    assert len(read("good").found) == 1


def test_too_few_rows_and_a_wrong_table_are_what_they_are_here(read: Callable[[str], Batch]) -> None:
    with pytest.raises(CheckError, match="at least 1 expected"):
        read("<lambda>")
    with pytest.raises(CuratedError, match="line 2"):
        read("has_a_wrong_table")


def test_no_process_is_left_when_reading_is_over() -> None:
    before = set(multiprocessing.active_children())
    with readers(SOURCES, 2) as read:
        read(SOURCES["good"], ANSWERS)
        assert len(set(multiprocessing.active_children()) - before) == 2
    assert set(multiprocessing.active_children()) <= before


def test_a_reader_that_is_ended_from_outside_says_so() -> None:
    def kills_the_nurse(_: Sequence[Answer]) -> Batch:
        os.kill(os.getppid(), signal.SIGKILL)
        time.sleep(5)
        return Batch()

    bad = source("bad", parse=kills_the_nurse)
    with readers({"bad": bad}, 1) as read, pytest.raises(ParseError, match="ended from outside"):
        read(bad, ANSWERS)
