"""The architecture of an open model: what it needs in memory, and how much of it each token uses.

Curated beside the snapshot's own figures: datasets/attention.csv says what each architecture keeps of every token, and
datasets/shapes.csv states what configurations that nobody can read (gated models) leave out, each with its evidence.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from functools import cache
from typing import Annotated, Any, Literal

import pandas as pd

from catalog.curated.hub_tags import RepoId
from catalog.curated.table import Address, Count, Fault, Flag, Slug, Table, whole
from catalog.numeric import BILLION

Precision = Literal["bf16", "fp8", "int4"]
PRECISIONS: tuple[tuple[Precision, re.Pattern[str]], ...] = (
    ("int4", re.compile(r"q4|int4|4-?bit|awq|gptq|fp4", re.IGNORECASE)),
    ("fp8", re.compile(r"fp8|int8|q8|8-?bit|w8a", re.IGNORECASE)),
    ("bf16", re.compile(r"bf16|fp16|f16", re.IGNORECASE)),
)
# A developer's own statement in the name: `Qwen3-30B-A3B` uses 3 billion parameters for each token.
_ACTIVE_IN_NAME = re.compile(r"[-_]A(\d+(?:\.\d+)?)B(?![a-z0-9])", re.IGNORECASE)


@dataclass(frozen=True, slots=True, kw_only=True)
class Attention:
    """What an architecture keeps of the tokens that it has seen.

    Attributes:
        full_every: one layer in so many keeps every token.
        window_tokens: the others keep this many; 0: a state of fixed size, which is not counted.
        latent_elements: with latent attention (MLA), the values a layer and token: the rank of the compressed keys and
            values plus the dimension of the rotary key. None: keys and values of each head are kept.
        is_moe: whether a token uses only some of the parameters.
    """

    architecture: Slug
    full_every: Count
    window_tokens: Annotated[int, whole(0)]
    latent_elements: Count | None = None
    is_moe: Flag
    evidence_url: Address
    note: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Row:
    hub_repo_id: RepoId
    architecture: str | None = None
    layers: Count | None = None
    kv_heads: Count | None = None
    head_dimension: Count | None = None
    active_parameters: Annotated[int, whole(1_000_000)] | None = None
    precision: Precision | None = None
    evidence_url: Address
    note: str | None = None


_IN_SPARE = re.compile(r"unquantized|^base_model|^dataset:", re.IGNORECASE)  # says what others are stored in
_RELATIVES = {1: "its copy", 2: "the model that it was tuned from,", 3: "a model that was tuned from it,"}
_ARCHITECTURE = ("architecture", "layers", "kv_heads", "head_dimension")


def _attention_faults(rows: Sequence[Attention]) -> Iterator[Fault]:
    for number, row in enumerate(rows):
        if row.window_tokens and row.full_every == 1:
            yield number, "window_tokens", "0 where every layer keeps every token"


def _shape_faults(rows: Sequence[_Row]) -> Iterator[Fault]:
    for number, row in enumerate(rows):
        lacking = [name for name in _ARCHITECTURE if getattr(row, name) is None]
        if 0 < len(lacking) < len(_ARCHITECTURE):
            yield (
                number,
                lacking[0],
                f"a value, as for the others of {', '.join(_ARCHITECTURE)}; or none in any of them",
            )
        elif lacking and row.active_parameters is None and row.precision is None:
            yield number, "active_parameters", "a value, for the row states nothing else"
        if row.architecture and row.architecture not in attentions():
            yield number, "architecture", "an architecture of datasets/attention.csv"


ATTENTION = Table(files="attention.csv", row=Attention, key=("architecture",), rule=_attention_faults)
SHAPES = Table(files="shapes.csv", row=_Row, key=("hub_repo_id",), rule=_shape_faults)


@dataclass(frozen=True, slots=True, kw_only=True)
class Shape:
    """The numbers of one model. None is not known; `notes` say where they are from and `unknown` what is missing.

    `released_in` is the precision of the weights that its developer published; 16 bits where nothing says another.
    """

    parameters: int | None = None
    active_parameters: int | None = None
    layers: int | None = None
    kv_heads: int | None = None
    head_dimension: int | None = None
    attention: Attention | None = None
    context_tokens: int | None = None
    released_in: Precision = "bf16"
    notes: tuple[str, ...] = ()
    unknown: tuple[str, ...] = ()


def kv_cache_bytes(shape: Shape, tokens: float, bytes_per_value: float) -> float | None:
    """Return the bytes of the cache of one sequence, or None where the shape is not known.

    Two (key and value) x layers x KV heads x head dimension x bytes, for each token (Kwon et al. 2023, PagedAttention,
    arXiv 2309.06180; grouped heads: Ainslie et al. 2023, arXiv 2305.13245). With latent attention layers x (rank +
    rotary dimension) x bytes (DeepSeek-V2, arXiv 2405.04434, section 2.1). A layer with a window keeps no more than it.
    """
    attention = shape.attention
    if attention is None or shape.layers is None:
        return None
    full = shape.layers // attention.full_every
    if attention.latent_elements is not None:
        return full * attention.latent_elements * bytes_per_value * tokens
    if shape.kv_heads is None or shape.head_dimension is None:
        return None
    kept = full * tokens + (shape.layers - full) * min(tokens, attention.window_tokens)
    return 2 * shape.kv_heads * shape.head_dimension * bytes_per_value * kept


def shape_of(rows: pd.DataFrame) -> Shape:
    """Return the shape of a model from what a snapshot and the curated tables state.

    The curated row of its repository counts first, as a person read it where the configuration leaves something out;
    then the model's own configuration, then that of a relative: a quantised copy, or a model that was tuned from it or
    that it was tuned from, has other weights and the same architecture.

    Args:
        rows: as `queries.shape_rows` gives them, the model's own repository first; at least one row.
    """
    own, *relatives = rows.astype(object).where(rows.notna(), None).to_dict("records")
    stated = _curated().get(str(own["hub_repo_id"]).lower())
    configured, note = _configured(own, stated, relatives)
    attention = attentions().get(str(configured.get("architecture")))
    parameters = _first(own["shape_parameters"], own["parameters"])
    active, active_note = _active(own, stated, attention, parameters)
    shape = Shape(
        parameters=parameters,
        active_parameters=active,
        layers=_whole(configured.get("layers")),
        kv_heads=_whole(configured.get("kv_heads")),
        head_dimension=_whole(configured.get("head_dimension")),
        attention=attention,
        context_tokens=_first(own["context_tokens"]),
        released_in=(stated.precision if stated else None) or _released_in(own["hub_repo_id"], own["tags"]),
        notes=tuple(filter(None, (note, attention.note if attention else "", active_note))),
    )
    return replace(shape, unknown=tuple(_unknown(shape, configured.get("architecture"))))


def _configured(
    own: Mapping[str, Any], stated: _Row | None, relatives: Sequence[Mapping[str, Any]]
) -> tuple[Mapping[str, Any], str]:
    """Return the first row that states a number of layers, and where it is from."""
    if stated and stated.layers:
        return asdict(stated), f"architecture from {stated.evidence_url}"
    if own["layers"] is not None and own["distance"] == 0:
        return own, "architecture from the model's own configuration"
    for row in (own, *relatives):
        if row["layers"] is not None:
            return row, f"architecture from the configuration of {_RELATIVES[row['distance']]} {row['shape_repo_id']}"
    return own, ""


def _active(
    own: Mapping[str, Any], stated: _Row | None, attention: Attention | None, parameters: int | None
) -> tuple[int | None, str]:
    """Return how many parameters each token uses, and who says so."""
    named = active_in_name(str(own["hub_repo_id"] or own["model_id"]))
    if stated and stated.active_parameters:
        return stated.active_parameters, f"active parameters from {stated.evidence_url}"
    if named:  # an architecture can have models with experts and without: Gemma 4
        return named, "active parameters from the model's name"
    if attention and not attention.is_moe:
        return parameters, ""
    if own["active_parameters"] is not None:
        return int(own["active_parameters"]), "active parameters from the catalogue"
    return None, ""


def _released_in(repo: object, tags: Any) -> Precision:  # noqa: ANN401 - a cell of a frame
    """Return the precision that a repository's name or tags state: MXFP4 before the 8 bits that some tags add."""
    words = [str(repo or "").rpartition("/")[2], *(tags if tags is not None else ())]
    stated = {precision_of(word) for word in words if word and not _IN_SPARE.search(word)}
    return next((precision for precision, _ in PRECISIONS if precision in stated), "bf16")


def precision_of(text: str | None) -> Precision | None:
    """Return the class of a precision as a source writes it (`Q4_K_M`, `nvfp4`, `fp8-dyn`); None: another one."""
    return next((name for name, pattern in PRECISIONS if text and pattern.search(text)), None)


def active_in_name(name: str) -> int | None:
    """Return how many parameters each token uses as a model's name states it; None where it states none."""
    found = _ACTIVE_IN_NAME.search(name)
    return round(float(found[1]) * BILLION) if found else None


def _unknown(shape: Shape, architecture: object) -> Iterator[str]:
    if shape.parameters is None:
        yield "the number of parameters"
    if shape.attention is None and architecture:
        yield f"what the architecture {architecture} keeps of each token"
    elif kv_cache_bytes(shape, 1, 1) is None:
        yield "the architecture: its configuration could not be read"
    if shape.active_parameters is None:
        yield "how many parameters each token uses"


def _first(*values: object) -> int | None:
    return next((_whole(value) for value in values if value is not None), None)


def _whole(value: Any) -> int | None:  # noqa: ANN401 - a cell of a frame
    return None if value is None else int(value)


@cache
def attentions() -> dict[str, Attention]:
    """Return what each curated architecture keeps, by its name (`model_type` of a configuration)."""
    return {row.architecture: row for row in ATTENTION.rows()}


@cache
def _curated() -> dict[str, _Row]:
    return {row.hub_repo_id.lower(): row for row in SHAPES.rows()}
