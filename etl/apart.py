"""Reading each source's answers in a process of its own, so that the worst answer costs its own source and no other.

Before a refresh starts its threads it forks a few nurses, which have no threads and wait for work. A nurse forks a
reader for each source, with limits on memory, processor time and time, and says what came of it. Why it is done this
way: docs/decisions/reading-apart.md.
"""

import gc
import multiprocessing
import os
import pickle
import resource
import signal
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from multiprocessing.connection import Connection
from pathlib import Path
from queue import SimpleQueue

from catalog.errors import ShortlistError
from etl.errors import ParseError
from etl.source import Answer, Batch, Source

MOST_MEMORY_BYTES = 2 * 1024**3
MOST_CPU_S = 120
MOST_S = 300.0
Read = Callable[[Source, Sequence[Answer]], Batch]
_FORK = multiprocessing.get_context("fork")


@contextmanager
def readers(sources: Mapping[str, Source], at_once: int) -> Iterator[Read]:
    """Yield a function like `Source.batch` that reads in a process of its own; so many threads may call it at once.

    It raises what `Source.batch` raises, and ParseError where the process crashed or reached a limit.
    """
    idle: SimpleQueue[Connection] = SimpleQueue()
    ours: list[Connection] = []
    nurses = []
    for _ in range(at_once):
        mine, theirs = _FORK.Pipe()
        ours.append(mine)
        nurse = _FORK.Process(target=_nurse, args=(sources, theirs, tuple(ours)), name="shortlist-nurse")
        nurse.start()
        theirs.close()
        nurses.append(nurse)
        idle.put(mine)

    def read(source: Source, answers: Sequence[Answer]) -> Batch:
        nurse = idle.get()
        try:
            nurse.send_bytes(pickle.dumps((source.source_id, list(answers)), protocol=5))
            told = nurse.recv_bytes()
        except (EOFError, OSError) as error:
            message = "the process that reads sources was ended from outside"
            raise ParseError(message) from error
        finally:
            idle.put(nurse)
        return _batch_of(told)

    try:
        yield read
    finally:
        for connection in ours:
            connection.close()  # a nurse that is told nothing more goes home
        for nurse in nurses:
            nurse.join()


def _batch_of(told: bytes) -> Batch:
    """Return what a reader read, or raise what it raised."""
    found: Batch | tuple[type[ShortlistError], str] = pickle.loads(told)  # noqa: S301 - our own process wrote it
    if isinstance(found, Batch):
        return found
    kind, message = found
    raise kind(message)


def _nurse(sources: Mapping[str, Source], theirs: Connection, ours: Sequence[Connection]) -> None:
    """Have each piece of work done by a new process, until the refresh closes its end or dies."""
    for connection in ours:
        connection.close()
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # the refresh hears of it, and closes its end
    with suppress(EOFError, OSError):
        while True:
            theirs.send_bytes(_done_apart(sources, theirs.recv_bytes()))


def _done_apart(sources: Mapping[str, Source], work: bytes) -> bytes:
    """Return what a new process says of its work, or, pickled like it, why it said nothing."""
    out, into = _FORK.Pipe(duplex=False)
    reader = _FORK.Process(target=_reader, args=(sources, work, into), name="shortlist-reader")
    reader.start()
    into.close()
    is_in_time, told = True, b""
    with suppress(EOFError):
        is_in_time = out.poll(MOST_S)
        told = out.recv_bytes() if is_in_time else b""
    out.close()
    if not is_in_time:
        reader.kill()
    reader.join()
    return told or pickle.dumps((ParseError, _why(is_in_time, reader.exitcode or 0)))


def _why(is_in_time: bool, exit_code: int) -> str:  # noqa: FBT001 - both say how it ended
    if not is_in_time:
        return f"reading its answers took longer than {MOST_S:g} s"
    if exit_code == -signal.SIGXCPU:
        return f"reading its answers took more than {MOST_CPU_S} s of processor time"
    ended = signal.Signals(-exit_code).name if exit_code < 0 else f"exit status {exit_code}"
    return f"the process that read its answers crashed ({ended})"


def _reader(sources: Mapping[str, Source], work: bytes, into: Connection) -> None:
    gc.freeze()  # what was there before is not looked through, so that its memory stays shared
    _limit()
    try:
        source_id, answers = pickle.loads(work)  # noqa: S301 - the refresh wrote it
        told = pickle.dumps(sources[source_id].batch(answers), protocol=5)
    except MemoryError:
        told = pickle.dumps((ParseError, f"reading its answers took more than {MOST_MEMORY_BYTES // 1024**3} GB"))
    except ShortlistError as error:
        told = pickle.dumps((type(error), str(error)))
    except Exception as error:  # noqa: BLE001 - a surprise in one source must stop no other
        told = pickle.dumps((ParseError, f"unexpected {type(error).__name__}: {error}"))
    into.send_bytes(told)


def _limit() -> None:
    """Limit this process to so much more memory than it was forked with, and to so much processor time."""
    with suppress(FileNotFoundError):  # where the system does not say how large a process is, it has no such limit
        pages = int(Path("/proc/self/statm").read_text(encoding="ascii").split()[0])
        most = pages * os.sysconf("SC_PAGE_SIZE") + MOST_MEMORY_BYTES
        resource.setrlimit(resource.RLIMIT_AS, (most, most))
    resource.setrlimit(resource.RLIMIT_CPU, (MOST_CPU_S, MOST_CPU_S + 5))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
