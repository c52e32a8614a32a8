"""The index of variants as bytes, kept in a snapshot when it is published, so that the first visitor does not wait.

Arrays are laid out one after the other and frames as Arrow; a header in JSON says what stands where. Nothing in the
bytes names code: what a part becomes follows from the types of `VariantIndex` alone.
"""

import json
import types
from dataclasses import fields, is_dataclass
from datetime import date
from typing import Any, Union, get_args, get_origin, get_type_hints

import numpy as np
import pandas as pd
import pyarrow as pa

from catalog.variants.index import VariantIndex

CODEC = "zstd"
# The name under which a snapshot keeps it.
KEPT_AS = "variants"
_ALIGNED = 64
_HEAD = 8


class _Leaves:
    """Arrays and frames one after the other, each at a multiple of 64 bytes."""

    def __init__(self) -> None:
        self.parts: list[bytes] = []
        self.size = 0

    def add(self, body: bytes) -> list[int]:
        """Add a part and return where it stands: first byte and length."""
        padding = -self.size % _ALIGNED
        self.parts += [bytes(padding), body]
        first = self.size + padding
        self.size = first + len(body)
        return [first, len(body)]


def packed(index: VariantIndex) -> tuple[int, bytes]:
    """Return the size of an index as plain bytes, and the bytes compressed."""
    leaves = _Leaves()
    header = json.dumps(_packed(index, leaves)).encode()
    header += b" " * (-(_HEAD + len(header)) % _ALIGNED)
    body = b"".join([len(header).to_bytes(_HEAD, "little"), header, *leaves.parts])
    return len(body), pa.Codec(CODEC).compress(body, asbytes=True)


def unpacked(size: int, body: bytes) -> VariantIndex:
    """Return the index that `packed` made bytes of. Its arrays cannot be written to.

    Raises:
        ValueError, KeyError, OSError: the bytes are not of this program's index.
    """
    plain = memoryview(pa.Codec(CODEC).decompress(body, size))
    start = _HEAD + int.from_bytes(plain[:_HEAD], "little")
    header = json.loads(bytes(plain[_HEAD:start]))
    index: VariantIndex = _unpacked(header, VariantIndex, plain[start:])
    return index


def _packed(value: Any, leaves: _Leaves) -> Any:  # noqa: ANN401 - any part of an index
    if is_dataclass(value):
        return {field.name: _packed(getattr(value, field.name), leaves) for field in fields(value)}
    if isinstance(value, dict):
        return {name: _packed(part, leaves) for name, part in value.items()}
    if isinstance(value, tuple | frozenset):
        return [_packed(part, leaves) for part in (sorted(value) if isinstance(value, frozenset) else value)]
    if isinstance(value, pd.DataFrame | pd.Index | np.ndarray):
        return _leaf(value, leaves)
    return value.isoformat() if isinstance(value, date) else value


def _leaf(value: Any, leaves: _Leaves) -> list[Any]:  # noqa: ANN401 - a frame, an index or an array
    """Add a leaf and return where it stands: with its columns of plain objects, or after the type of its numbers."""
    if isinstance(value, pd.DataFrame):
        words = [str(name) for name, column in value.items() if column.dtype == np.dtype("O")]
        return [*leaves.add(_table_bytes(pa.Table.from_pandas(value))), *words]
    if value.dtype.kind == "O":
        return leaves.add(_table_bytes(pa.table({"value": pa.array(value, pa.large_string())})))
    return [value.dtype.str, *leaves.add(np.ascontiguousarray(value).tobytes())]


def _unpacked(told: Any, kind: Any, body: memoryview) -> Any:  # noqa: ANN401 - any part of an index
    origin, parts = get_origin(kind), get_args(kind)
    if origin in {Union, types.UnionType}:
        return None if told is None else _unpacked(told, next(part for part in parts if part is not type(None)), body)
    if is_dataclass(kind):
        hints = get_type_hints(kind)
        return kind(**{f.name: _unpacked(told[f.name], hints[f.name], body) for f in fields(kind)})  # type: ignore[operator]
    if origin is dict:
        return {name: _unpacked(part, parts[1], body) for name, part in told.items()}
    if origin in {tuple, frozenset}:
        return origin(_unpacked(part, parts[0], body) for part in told)
    if kind in {pd.DataFrame, pd.Index} or origin is np.ndarray:
        return _leaf_of(told, origin or kind, body)
    return date.fromisoformat(told) if kind is date else told


def _leaf_of(told: list[Any], kind: Any, body: memoryview) -> Any:  # noqa: ANN401 - a frame, an index or an array
    if isinstance(told[0], str):
        return np.frombuffer(body[told[1] : told[1] + told[2]], np.dtype(told[0]))
    with pa.ipc.open_stream(pa.py_buffer(body[told[0] : told[0] + told[1]])) as reader:
        table = reader.read_all()
    if kind is pd.DataFrame:
        return table.to_pandas().astype(dict.fromkeys(told[2:], object))
    words = table["value"].to_pandas()
    return pd.Index(words.array) if kind is pd.Index else words.to_numpy(object, na_value=None)


def _table_bytes(table: pa.Table) -> bytes:
    sink = pa.BufferOutputStream()
    with pa.ipc.new_stream(sink, table.schema) as writer:
        writer.write_table(table)
    written: bytes = sink.getvalue().to_pybytes()
    return written
