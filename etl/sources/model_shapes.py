"""Architectures of 16,849 Hub models, as of October 2026: the numbers from which memory follows. Frozen.

Traps: where a configuration could not be read (gated models above all), the context is a default of 4096, which is not
a fact; a count of parameters beyond ten trillion is one of training tokens; active parameters are unreliable and are
left out.
"""

from collections.abc import Sequence
from datetime import date
from typing import Any

from catalog.curated.hub_tags import is_repo_id
from catalog.records import ModelShape
from etl.errors import ParseError
from etl.reading import parquet_rows, whole
from etl.source import Answer, Batch, Source

_AS_OF = date(2026, 10, 5)
_COLUMNS = (
    "name",
    "architecture",
    "parameters_raw",
    "context_length",
    "num_hidden_layers",
    "num_key_value_heads",
    "head_dim",
    "hidden_size",
)
_DEFAULT_CONTEXT = 4096
_NO_ARCHITECTURE = frozenset({"", "unknown"})
_MOST_PARAMETERS = 10**13
_MOST_LAYERS = 10_000


def parse(answers: Sequence[Answer]) -> Batch:
    """Read one shape a model."""
    batch = Batch()
    for answer in answers:
        for row in parquet_rows(answer, _COLUMNS):
            if is_repo_id(str(row["name"])):
                batch.add(_shape(row, f"{answer.url}: {row['name']}"))
            else:
                batch.reject("not a repository id", str(row["name"]))
    return batch


def _shape(row: dict[str, Any], where: str) -> ModelShape:
    layers = whole(row["num_hidden_layers"], where)
    context = whole(row["context_length"], where)
    parameters = whole(row["parameters_raw"], where)
    if layers is not None and not 0 < layers < _MOST_LAYERS:
        message = f"{where}: a number of layers expected, found {layers}"
        raise ParseError(message)
    notes = []
    if layers is None and context == _DEFAULT_CONTEXT:
        context = None
        notes.append("the configuration could not be read; context not known")
    if parameters is not None and parameters > _MOST_PARAMETERS:
        parameters = None
        notes.append("the stated count of parameters is not believable")
    return ModelShape(
        hub_repo_id=row["name"],
        architecture=_architecture(row["architecture"]),
        layers=layers,
        kv_heads=whole(row["num_key_value_heads"], where),
        head_dimension=whole(row["head_dim"], where),
        hidden_size=whole(row["hidden_size"], where),
        context_tokens=context,
        parameters=parameters,
        note="; ".join(notes) or None,
        as_of=_AS_OF,
    )


def _architecture(stated: object) -> str | None:
    text = str(stated or "").strip()
    return None if text in _NO_ARCHITECTURE else text


SOURCE = Source(
    source_id="model_shapes",
    title="Architectures of Hub models",
    publisher="the models' configurations on the Hugging Face Hub, collected on one day",
    url="https://huggingface.co/models",
    licence="MIT",
    attribution="Architectures from the configurations of Hugging Face Hub models, collected under MIT, 5 October 2026",
    cadence_days=None,
    fetch=None,
    parse=parse,
    min_rows=8_000,
    archive="model_shapes_2026-10-05.parquet",
)
