"""Facts about reading ParseBench."""

import csv
import io
from datetime import date

import pytest

from catalog.curated.benchmarks import benchmarks
from catalog.identity.resolve import Name
from catalog.records import Score, TaskCost
from etl.errors import ParseError
from etl.source import Answer, Batch
from etl.sources import parsebench
from tests.recordings import answers_of

ROW = {
    "Provider": "OpenAI Model 5 (Reasoning None)",
    "Category": "VLM - Proprietary",
    "Overall": "60.0",
    "Tables": "80.5",
    "Charts": "30",
    "Content_Faithfulness": "90",
    "Semantic_Formatting": "50",
    "Visual_Grounding": "0",
    "Cost_Per_Page": "2.90",
    "Cost_Charts": "2.55",
    "HF_Model_ID": "",
}
OPEN = {
    "Provider": "Model-4B",
    "Category": "VLM - Open Weight",
    "Cost_Per_Page": "",
    "HF_Model_ID": "maker/Model-4B-it",
}


def answer(*rows: dict[str, str]) -> Answer:
    text = io.StringIO()
    writer = csv.DictWriter(text, fieldnames=list(ROW))
    writer.writeheader()
    writer.writerows([ROW, *(ROW | row for row in rows)])
    return Answer(url=parsebench.URL, body=text.getvalue().encode(), last_modified=date(2026, 8, 4))


def parsed(*rows: dict[str, str]) -> Batch:
    return parsebench.parse([answer(*rows)])


def scores(batch: Batch) -> list[Score]:
    return [found.record for found in batch.found if isinstance(found.record, Score)]


def test_the_parts_and_their_mean_are_scores() -> None:
    found = scores(parsed())
    assert {score.benchmark_id: score.value for score in found} == {
        "parsebench_overall": 60.0,
        "parsebench_tables": 80.5,
        "parsebench_charts": 30.0,
        "parsebench_content": 90.0,
        "parsebench_formatting": 50.0,
        "parsebench_places": 0.0,
    }
    assert {score.as_of for score in found} == {date(2026, 8, 4)}


def test_a_cost_is_cents_a_page() -> None:
    (cost,) = (found.record for found in parsed().found if isinstance(found.record, TaskCost))
    assert cost.benchmark_id == "parsebench_overall"
    assert cost.usd_per_task == pytest.approx(0.029)


def test_an_open_model_states_no_cost() -> None:
    batch = parsed(OPEN)
    assert {found.record.model_name for found in batch.found if isinstance(found.record, TaskCost)} == {ROW["Provider"]}


@pytest.mark.parametrize(
    ("row", "name"),
    [
        ({}, Name("Model 5 (Reasoning None)", developer="OpenAI")),
        ({"Provider": "Google Model 5 (Disable Thinking)"}, Name("Model 5 (no thinking)", developer="Google")),
        ({"Provider": "Anthropic Saga 5"}, Name("Claude Saga 5", developer="Anthropic")),
        ({"Provider": "Anthropic Claude Saga 5"}, Name("Claude Saga 5", developer="Anthropic")),
        ({"Provider": "Unheard Model 5"}, Name("Unheard Model 5")),
        (OPEN, Name("Model-4B", developer="maker", hub_repo_id="maker/Model-4B-it")),
    ],
)
def test_the_maker_in_front_of_a_closed_models_name_is_its_developer(row: dict[str, str], name: Name) -> None:
    assert parsed(row).found[-1].name == name


@pytest.mark.parametrize("category", ["LlamaParse", "Commercial - IDP", "Open Source - Local", ""])
def test_products_and_libraries_are_no_models(category: str) -> None:
    batch = parsed({"Provider": "Some parser", "Category": category})
    assert batch.rejected == [("a product or a library, not a model", "Some parser")]
    assert {score.model_name for score in scores(batch)} == {ROW["Provider"]}


def test_a_row_without_a_name_or_with_a_word_for_a_figure_is_told() -> None:
    batch = parsed({"Provider": ""}, {"Tables": "fine"}, {"Cost_Per_Page": "cheap"})
    assert [reason for reason, _ in batch.rejected] == [
        "no model named",
        "the score is not a number",
        "the cost or the time of a task is not a number",
    ]


@pytest.mark.parametrize("change", [{"Tables": "8050"}, {"Tables": "-1"}, {"Cost_Per_Page": "-1"}])
def test_an_impossible_figure_stops_the_source(change: dict[str, str]) -> None:
    with pytest.raises(ParseError):
        parsed(change)


def test_fractions_stop_the_source() -> None:
    row = ROW | dict.fromkeys(parsebench.COLUMNS, "0.6")
    body = "\n".join(",".join(part) for part in (row.keys(), row.values()))
    with pytest.raises(ParseError, match="above 1"):
        parsebench.parse([Answer(url=parsebench.URL, body=body.encode())])


@pytest.mark.parametrize("body", [b"{}", b"a,b\n1,2\n", b"<html>", b"\xff\xfe"])
def test_another_shape_stops_the_source(body: bytes) -> None:
    with pytest.raises(ParseError):
        parsebench.parse([Answer(url=parsebench.URL, body=body)])


def test_a_short_row_has_what_it_has() -> None:
    body = answer().body + b"Google Model 6,VLM - Proprietary,50,60\n"
    batch = parsebench.parse([Answer(url=parsebench.URL, body=body)])
    assert {score.benchmark_id for score in scores(batch) if score.model_name == "Google Model 6"} == {
        "parsebench_overall",
        "parsebench_tables",
    }


def test_the_recording_is_read_whole() -> None:
    batch = parsebench.parse(answers_of("parsebench"))
    assert {score.benchmark_id for score in scores(batch)} == set(parsebench.COLUMNS.values()) <= benchmarks().keys()
    assert {reason for reason, _ in batch.rejected} == {"a product or a library, not a model"}
    assert {found.name.hub_repo_id is None for found in batch.found if found.name} == {True, False}
