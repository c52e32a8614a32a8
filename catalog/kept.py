"""Answers that a snapshot keeps since it was published, so that its first visitor does not wait for them.

Frames only, as Arrow: nothing in the bytes names code. Kept is what comes back exactly as it was worked out; all else
is worked out when it is asked for, as in a snapshot that keeps nothing.
"""

import hashlib
import json
from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import Any, TypeVar

import numpy as np
import pandas as pd
import pyarrow as pa

from catalog.records import PREPARED
from catalog.store import DATASETS, Store

T = TypeVar("T")
CODEC = "zstd"
_HEAD = 8
# What is not known in a column of plain objects; Arrow has one word for all.
_HOLES = {"none": None, "nan": float("nan"), "na": pd.NA}


@cache
def made_for() -> str:
    """Return what changes whenever an answer from the same rows might: our own code and the tables kept by hand."""
    own = Path(__file__).resolve().parent
    files = sorted([*own.rglob("*.py"), *DATASETS.glob("*.csv"), *(DATASETS / "benchmarks").glob("*.csv")])
    digest = hashlib.sha256()
    for path in files:
        digest.update(path.name.encode() + b"\0" + path.read_bytes())
    return digest.hexdigest()


def name_of(query: Callable[..., Any]) -> str:
    """Return the name under which a query's answer is kept."""
    return f"{query.__module__}.{query.__qualname__}"


def kept_bytes(store: Store, name: str) -> tuple[int, bytes] | None:
    """Return what a snapshot keeps under a name: its size unpacked, and its bytes.

    None where it keeps nothing, or what other code or other curated tables made.
    """
    known = store.execute("SELECT count(*) FROM duckdb_tables() WHERE table_name = ?", [PREPARED]).fetchall()[0][0]
    if not known:
        return None
    asked = "SELECT bytes, body FROM prepared WHERE name = ? AND made_for = ?"
    found = store.execute(asked, [name, made_for()]).fetchone()
    return (int(found[0]), bytes(found[1])) if found else None


def answer_of(store: Store, query: Callable[[Store], T]) -> T:
    """Return what a query without arguments answers: as the snapshot keeps it, else worked out."""
    kept = kept_bytes(store, name_of(query))
    return query(store) if kept is None else unpacked(*kept)


def packed(answer: Any) -> tuple[int, bytes] | None:  # noqa: ANN401 - what a query returns
    """Return the size of an answer (a frame, or a tuple of frames) as plain bytes, and the bytes compressed.

    None where the same would not come back from them.
    """
    frames = answer if isinstance(answer, tuple) else (answer,)
    try:
        leaves = [_table_bytes(frame) for frame in frames]
    except (pa.ArrowInvalid, pa.ArrowTypeError):
        return None
    objects = [{name: _hole(frame[name]) for name in frame.columns[frame.dtypes.eq(np.dtype("O"))]} for frame in frames]
    told = {"is_one": not isinstance(answer, tuple), "sizes": [len(leaf) for leaf in leaves], "objects": objects}
    header = json.dumps(told).encode()
    body = b"".join([len(header).to_bytes(_HEAD, "little"), header, *leaves])
    found = len(body), pa.Codec(CODEC).compress(body, asbytes=True)
    again = unpacked(*found)
    pairs = zip(frames, again if isinstance(again, tuple) else (again,), strict=True)
    return found if all(_is_same(frame, other) for frame, other in pairs) else None


def unpacked(size: int, body: bytes) -> Any:  # noqa: ANN401 - what a query returns
    """Return the answer that `packed` made bytes of."""
    plain = memoryview(pa.Codec(CODEC).decompress(body, size))
    start = _HEAD + int.from_bytes(plain[:_HEAD], "little")
    told = json.loads(bytes(plain[_HEAD:start]))
    frames = []
    for length, objects in zip(told["sizes"], told["objects"], strict=True):
        with pa.ipc.open_stream(pa.py_buffer(plain[start : start + length])) as reader:
            found = reader.read_all().to_pandas(integer_object_nulls=True).astype(dict.fromkeys(objects, object))
        for name, hole in objects.items():
            found[name] = found[name].mask(found[name].isna(), _HOLES[hole]) if hole else found[name]
        frames.append(found.copy())
        start += length
    return frames[0] if told["is_one"] else tuple(frames)


def _hole(column: "pd.Series[Any]") -> str:
    """Return what is not known in a column of plain objects, a key of `_HOLES`, by the first such cell; "": all is."""
    first = column[column.isna()].head(1).tolist()
    return next((name for name, hole in _HOLES.items() if first and type(first[0]) is type(hole)), "")


def _table_bytes(frame: pd.DataFrame) -> bytes:
    table = pa.Table.from_pandas(frame)
    sink = pa.BufferOutputStream()
    with pa.ipc.new_stream(sink, table.schema) as writer:
        writer.write_table(table)
    written: bytes = sink.getvalue().to_pybytes()
    return written


def _is_same(frame: pd.DataFrame, other: pd.DataFrame) -> bool:
    if not (frame.columns.equals(other.columns) and frame.index.equals(other.index)):
        return False
    if not frame.dtypes.equals(other.dtypes):
        return False
    is_object = frame.dtypes.eq(np.dtype("O"))
    if not frame.loc[:, ~is_object].equals(other.loc[:, ~is_object]):
        return False
    return all(
        type(one) is type(two) and (np.array_equal(one, two) if isinstance(one, np.ndarray) else _is_equal(one, two))
        for name in frame.columns[is_object]
        for one, two in zip(frame[name], other[name], strict=True)
    )


def _is_equal(one: Any, two: Any) -> bool:  # noqa: ANN401 - cells of one type
    return one is two or (isinstance(one, float) and np.isnan(one) and np.isnan(two)) or bool(one == two)
