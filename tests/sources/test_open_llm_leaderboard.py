"""Facts about reading the Open LLM Leaderboard's file."""

import io
from datetime import date
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from catalog.curated.benchmarks import benchmarks
from catalog.records import LineageEdge, Model, Score
from etl.errors import ParseError
from etl.source import Answer, Batch
from etl.sources import open_llm_leaderboard as board
from tests.recordings import answers_of

ROW: dict[str, Any] = {
    "fullname": "maker/model",
    "Precision": "bfloat16",
    "Type": "💬 chat models (RLHF, DPO, IFT, ...)",
    "Weight type": "Original",
    "Hub License": "apache-2.0",
    "#Params (B)": 7.242,
    "Available on the hub": True,
    "Flagged": False,
    "Merged": False,
    "Base Model": "maker/base",
} | dict.fromkeys(board.TESTS, 0.5)


def parsed(*changes: dict[str, Any]) -> Batch:
    body = io.BytesIO()
    pq.write_table(pa.Table.from_pylist([ROW | change for change in changes]), body)
    return board.parse([Answer(url="https://huggingface.co/x.parquet", body=body.getvalue())])


def of(kind: type, batch: Batch) -> list[Any]:
    return [found.record for found in batch.found if isinstance(found.record, kind)]


def test_six_raw_fractions_become_percents_on_the_day_the_board_closed() -> None:
    scores = of(Score, parsed({}))
    assert {score.benchmark_id for score in scores} == set(board.TESTS.values())
    assert {(score.value, score.as_of, score.precision) for score in scores} == {(50, date(2025, 3, 16), "bfloat16")}


def test_a_model_run_in_two_precisions_keeps_both_rows_and_one_set_of_facts() -> None:
    batch = parsed({}, {"Precision": "float16"})
    assert {score.precision for score in of(Score, batch)} == {"bfloat16", "float16"}
    assert (len(of(Score, batch)), len(of(Model, batch)), len(of(LineageEdge, batch))) == (12, 1, 1)


def test_a_flagged_model_is_contaminated_and_the_others_are_unknown() -> None:
    assert {score.contamination for score in of(Score, parsed({"Flagged": True}))} == {"flagged"}
    assert {score.contamination for score in of(Score, parsed({}))} == {"unknown"}


@pytest.mark.parametrize("billions", [-1.0, 0.0, 0.007, None])
def test_a_size_that_is_not_known_stays_unknown(billions: float | None) -> None:
    (model,) = of(Model, parsed({"#Params (B)": billions}))
    assert model.parameters is None


def test_facts_come_from_the_row() -> None:
    (model,) = of(Model, parsed({"Hub License": "unknown"}))
    assert (model.licence_id, model.weights, model.hub_repo_id) == (None, "open", "maker/model")
    assert model.parameters == 7_242_000_000
    (gone,) = of(Model, parsed({"Available on the hub": False}))
    assert (gone.licence_id, gone.weights) == ("apache-2.0", None)


@pytest.mark.parametrize(
    ("change", "relation"),
    [
        ({}, "finetune"),
        ({"Weight type": "Adapter"}, "adapter"),
        ({"Type": "🟩 continuously pretrained"}, "finetune"),
        ({"Type": "🟢 pretrained"}, None),
        ({"Type": "🤝 base merges and moerges"}, None),
        ({"Merged": True}, None),
        ({"Base Model": "maker/base (Merge)"}, None),
        ({"Base Model": "Removed"}, None),
        ({"Base Model": "Maker/Model"}, None),
        ({"fullname": "gpt2", "Base Model": "openai-community/gpt2"}, None),
    ],
)
def test_lineage_is_read_for_fine_tunes_and_adapters_only(change: dict[str, Any], relation: str | None) -> None:
    edges = of(LineageEdge, parsed(change))
    assert [edge.relation for edge in edges] == ([relation] if relation else [])
    assert all((edge.child, edge.parent, edge.evidence) == ("maker/model", "maker/base", "card") for edge in edges)


def test_a_name_without_an_organisation_is_not_a_repository() -> None:
    assert {found.name.hub_repo_id for found in parsed({"fullname": "gpt2"}).found if found.name} == {None}


def test_a_missing_score_is_rejected() -> None:
    batch = parsed({"GPQA Raw": None})
    assert len(of(Score, batch)) == 5
    assert batch.rejected == [("no score stated", "maker/model GPQA Raw")]


def test_a_row_without_a_model_is_rejected() -> None:
    assert [reason for reason, _ in parsed({"fullname": " "}).rejected] == ["no model named"]


def test_a_changed_scale_stops_the_source() -> None:
    with pytest.raises(ParseError, match="scale"):
        parsed({"BBH Raw": 47.5})


def test_another_shape_is_refused() -> None:
    body = io.BytesIO()
    pq.write_table(pa.table({"fullname": ["maker/model"]}), body)
    for wrong in (body.getvalue(), b"<html>"):
        with pytest.raises(ParseError):
            board.parse([Answer(url="https://huggingface.co/x.parquet", body=wrong)])


def test_the_recording_is_read_whole() -> None:
    batch = board.parse(answers_of("open_llm_leaderboard"))
    assert (len(of(Score, batch)), batch.rejected) == (72, [])
    assert {score.benchmark_id for score in of(Score, batch)} <= benchmarks().keys()
    edges = {(edge.child, edge.parent, edge.relation) for edge in of(LineageEdge, batch)}
    assert ("google/gemma-7b-it", "google/gemma-7b", "finetune") in edges
