"""GPUs: one name each, so that a price, a specification and a measured speed meet. Curated in datasets/gpus.csv.

A row with figures states a GPU that the snapshot's table of specifications lacks, from its vendor's page.
"""

import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from functools import cache, lru_cache
from typing import Annotated

import pandas as pd

from catalog.curated.table import Address, Fault, Flag, Names, Positive, Table, holds

_MEMORY = re.compile(r"(\d+(?:\.\d+)?)\s?gb?\b", re.IGNORECASE)
_OWN_NAME = re.compile(r"[^()]*\S \d+GB")
_NOT_IN_KEY = re.compile(r"[^a-z0-9]")
_COUNT = re.compile(r"^(\d+) x ")
_SAYS_NOTHING = re.compile(
    r"\(.*?\)|\b\d+(?:\.\d+)?\s?gb?\b|nvidia|\bamd\b|instinct|geforce|tesla|hgx|virtualized|blackwell|hbm\w*|(?<=sxm)\d"
)
_NEAR = 0.1  # clouds state what the driver reports, vendors what the data sheet says


@dataclass(frozen=True, slots=True)
class Hardware:
    """Some GPUs of one kind, as a source names them: the kind (None: not one that we know) and how many."""

    gpu: str | None
    count: int


@lru_cache(maxsize=4096)
def hardware(text: str, memory_gb: float | None = None, instance: str | None = None) -> Hardware:
    """Return which GPU a source means.

    Two GPUs of one name and different memory are two; where no memory is stated, the smaller is meant. An instance that
    says PCIe has the slower form. A memory that no GPU of the name has (a modified card) makes it unknown.

    Args:
        text: the name at the source, such as `NVIDIA A100-SXM4-80GB` or `2 x RTX 3090 (24 GB)`.
        memory_gb: the memory of one GPU, where the source states it beside the name.
        instance: the name of the cloud's machine.
    """
    counted = _COUNT.match(text)
    bare = text[counted.end() :] if counted else text
    in_name = _MEMORY.search(bare)
    stated = memory_gb or (float(in_name[1]) if in_name else None)
    key = _NOT_IN_KEY.sub("", _SAYS_NOTHING.sub("", bare.lower()))
    slower = f"{key}pcie" if "pcie" in (instance or "").lower() else key
    candidates = _by_name().get(slower) or _by_name().get(key) or {}
    near = {gpu: gb for gpu, gb in candidates.items() if stated is None or abs(gb - stated) <= _NEAR * gb}
    best = min(near, key=lambda gpu: near[gpu] if stated is None else abs(near[gpu] - stated), default=None)
    return Hardware(best, int(counted[1]) if counted else 1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Gpu:
    """A GPU and the names it goes by. A row states every figure or none: then the snapshot has them."""

    gpu: Annotated[str, holds(_OWN_NAME.fullmatch, "a name that ends in the memory, as A100 80GB")]
    also_written: Names
    is_linked: Flag
    memory_gb: Positive | None = None
    bandwidth_gb_per_s: Positive | None = None
    fp16_tflops: Positive | None = None
    has_fp8: Flag | None = None
    vendor: str | None = None
    evidence_url: Address | None = None


_STATED = ("memory_gb", "bandwidth_gb_per_s", "fp16_tflops", "has_fp8", "vendor", "evidence_url")


def _faults(rows: Sequence[Gpu]) -> Iterator[Fault]:
    for number, row in enumerate(rows):
        if any(_NOT_IN_KEY.search(name) for name in row.also_written):
            yield number, "also_written", "names of lower-case letters and digits alone, as they are looked up"
        lacking = [name for name in _STATED if getattr(row, name) is None]
        if 0 < len(lacking) < len(_STATED):
            yield number, lacking[0], f"a value, as for the others of {', '.join(_STATED)}; or none in any of them"
        if row.memory_gb is not None and row.memory_gb != float(_MEMORY.findall(row.gpu)[-1]):
            yield number, "memory_gb", f"the memory of its name, {row.gpu!r}"


GPUS = Table(files="gpus.csv", row=Gpu, key=("gpu",), rule=_faults)


@cache
def _rows() -> tuple[Gpu, ...]:
    return GPUS.rows()


@cache
def _by_name() -> dict[str, dict[str, float]]:
    """Return the memory in GB of each GPU that goes by a name; a GPU's own name ends in its memory."""
    found: dict[str, dict[str, float]] = defaultdict(dict)
    for row in _rows():
        for name in row.also_written:
            found[name][row.gpu] = float(_MEMORY.findall(row.gpu)[-1])
    return dict(found)


def specifications(gpus: pd.DataFrame) -> pd.DataFrame:
    """Return the specifications of the GPUs that go by a known name, the curated ones among them.

    Adds is_linked: the GPUs of one machine are joined by NVLink or Infinity Fabric, not by PCIe alone.

    Args:
        gpus: as `queries.gpus` gives them: gpu, memory_gb, bandwidth_gb_per_s, fp16_tflops, has_fp8, vendor,
            evidence_url, spec_source, spec_as_of.
    """
    curated = pd.DataFrame([asdict(row) for row in _rows()]).set_index("gpu").drop(columns="also_written")
    own = curated[curated["memory_gb"].notna()].drop(columns="is_linked").reset_index()
    own = own.assign(spec_source="the vendor's page", has_fp8=own["has_fp8"].astype(bool))
    lacking = own[~own["gpu"].isin(gpus["gpu"])].reindex(columns=gpus.columns)
    known = pd.concat([gpus[gpus["gpu"].isin(curated.index)], lacking], ignore_index=True)
    return known.assign(is_linked=known["gpu"].map(curated["is_linked"]))
