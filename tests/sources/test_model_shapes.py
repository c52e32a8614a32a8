"""Facts about reading the architectures of Hub models."""

import io
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from catalog.records import ModelShape
from etl.errors import ParseError
from etl.source import Answer, Batch
from etl.sources import model_shapes
from tests.recordings import answers_of

ROW = {
    "name": "a/b",
    "architecture": "llama",
    "parameters_raw": 7_000_000_000,
    "context_length": 32768,
    "num_hidden_layers": 32.0,
    "num_key_value_heads": 8.0,
    "head_dim": 128.0,
    "hidden_size": 4096.0,
}


def parsed(**changed: Any) -> Batch:  # noqa: ANN401 - a cell
    sink = io.BytesIO()
    pq.write_table(pa.Table.from_pylist([ROW | changed]), sink)
    return model_shapes.parse([Answer(url="archive:x", body=sink.getvalue())])


def recorded() -> dict[str, ModelShape]:
    return {found.record.hub_repo_id: found.record for found in model_shapes.parse(answers_of("model_shapes")).found}


def test_a_shape_has_whole_numbers() -> None:
    shape = recorded()["PrimeIntellect/Qwen3-4B"]
    assert (shape.layers, shape.kv_heads, shape.head_dimension, shape.hidden_size) == (36, 8, 128, 2560)
    assert (shape.architecture, shape.context_tokens) == ("qwen3", 40960)
    assert shape.note is None


@pytest.mark.parametrize("stated", ["unknown", "", None])
def test_an_architecture_that_is_not_stated_is_not_known(stated: str | None) -> None:
    (found,) = parsed(architecture=stated).found
    assert found.record.architecture is None


def test_the_default_context_of_a_gated_model_is_not_known() -> None:
    shape = recorded()["meta-llama/Llama-3.3-70B-Instruct"]
    assert shape.context_tokens is None
    assert shape.note == "the configuration could not be read; context not known"


def test_a_context_of_4096_that_stands_in_the_configuration_is_a_fact() -> None:
    assert recorded()["Qwen/Qwen2.5-Math-7B"].context_tokens == 4096


def test_training_tokens_are_not_parameters() -> None:
    shape = recorded()["inclusionAI/Ling-3.0-flash-base-30T"]
    assert shape.parameters is None
    assert shape.note == "the stated count of parameters is not believable"


def test_an_id_that_no_repository_can_have_is_rejected() -> None:
    batch = parsed(name="a b c")
    assert not batch.found
    assert batch.rejected == [("not a repository id", "a b c")]


def test_a_number_of_layers_that_cannot_be_is_refused() -> None:
    with pytest.raises(ParseError, match="layers"):
        parsed(num_hidden_layers=40960.0)


def test_a_table_without_layers_is_refused() -> None:
    sink = io.BytesIO()
    pq.write_table(pa.Table.from_pylist([{"name": "a/b"}]), sink)
    with pytest.raises(ParseError, match="num_hidden_layers"):
        model_shapes.parse([Answer(url="archive:x", body=sink.getvalue())])
