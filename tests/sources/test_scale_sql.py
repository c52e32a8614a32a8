"""Facts about reading SCALE, the board on SQL."""

import json
from collections.abc import Iterable
from datetime import date
from itertools import islice
from typing import Any, cast

import pytest

import etl.source
from catalog.curated.benchmarks import benchmarks
from catalog.identity.resolve import Name
from catalog.records import Score
from etl.errors import FetchError, ParseError
from etl.source import Answer, Batch
from etl.sources import scale_sql
from tests.recordings import answers_of

URL = f"{scale_sql.FOLDER}/models-2026-06.json"
ROW: dict[str, Any] = {
    "id": "model-4-thinking",
    "name": None,
    "real_model_namne": "Model 4",
    "type": "Chat(Thinking)",
    "organization": "Maker",
    "scores": {
        "sql_understanding": {"ability_score": 82.2, "indicator_score": [{"indicator_actual_score": 1}]},
        "sql_optimization": {"ability_score": 64.0},
    },
}


def parsed(*rows: dict[str, Any], day: date | None = date(2026, 7, 1)) -> Batch:
    body = json.dumps({"models": [ROW, *(ROW | row for row in rows)]}).encode()
    return scale_sql.parse([Answer(url=URL, body=body, last_modified=day)])


def scores(batch: Batch) -> list[Score]:
    return [found.record for found in batch.found if isinstance(found.record, Score)]


class Door:
    """A door behind which only some months have a file."""

    def __init__(self, *there: str) -> None:
        self.there = there
        self.asked: list[str] = []

    def get_many(self, urls: Iterable[str]) -> list[Answer]:
        """Return the files that are there."""
        asked = list(urls)
        self.asked += asked
        return [Answer(url=url, body=b"{}") for url in asked if url[-12:-5] in self.there]


def test_the_months_go_back_over_a_new_year_to_the_oldest() -> None:
    assert [f"{month:%Y-%m}" for month in islice(scale_sql.months(date(2027, 2, 28)), 3)] == [
        "2027-02",
        "2027-01",
        "2026-12",
    ]
    assert list(scale_sql.months(date(2027, 2, 28)))[-1] == scale_sql.OLDEST


def test_the_newest_month_that_has_a_file_is_read_and_no_older_one_asked_for() -> None:
    door = Door("2026-06", "2026-07")
    (answer,) = scale_sql.fetch(cast(etl.source.Door, door))
    assert answer.url.endswith("models-2026-07.json")
    assert door.asked[-1] == answer.url


def test_no_month_with_a_file_is_a_failure() -> None:
    with pytest.raises(FetchError, match="models-YYYY-MM"):
        scale_sql.fetch(cast(etl.source.Door, Door()))


def test_each_test_that_a_model_took_is_a_score() -> None:
    batch = parsed()
    assert {score.benchmark_id: score.value for score in scores(batch)} == {
        "scale_sql_understanding": 82.2,
        "scale_sql_optimization": 64.0,
    }
    assert batch.found[0].name == Name("model-4-thinking", developer="Maker")


@pytest.mark.parametrize(
    ("maker", "released", "name"),
    [
        ("DeepSeek", "2025/5/28", "model-4-thinking-2025-05-28"),
        ("DeepSeek", "2025-12-01", "model-4-thinking-2025-12-01"),
        ("DeepSeek", "spring", "model-4-thinking"),
        ("Maker", "2025/5/28", "model-4-thinking"),
    ],
)
def test_the_day_of_release_tells_weights_apart_where_the_name_does_not(maker: str, released: str, name: str) -> None:
    found = parsed({"organization": maker, "releaseDate": released}).found[-1]
    assert found.name == Name(name, developer=maker)
    assert found.record.model_name == "model-4-thinking"


def test_a_figure_is_of_the_files_day_or_else_of_its_month() -> None:
    assert {score.as_of for score in scores(parsed())} == {date(2026, 7, 1)}
    assert {score.as_of for score in scores(parsed(day=None))} == {date(2026, 6, 1)}


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        ({"type": "Application"}, "a product of the board's, not a model"),
        ({"id": " "}, "no model named"),
        ({"scores": {"poetry": {"ability_score": 1}}}, "a test of no declared benchmark"),
        ({"scores": {"sql_understanding": {"ability_score": "good"}}}, "the score is not a number"),
    ],
)
def test_what_is_no_score_of_a_model_is_told(change: dict[str, Any], reason: str) -> None:
    batch = parsed({"id": "other"} | change)
    assert [found for found, _ in batch.rejected] == [reason]
    assert {score.model_name for score in scores(batch)} == {"model-4-thinking"}


def test_a_changed_scale_stops_the_source() -> None:
    with pytest.raises(ParseError, match="scale"):
        parsed({"scores": {"sql_understanding": {"ability_score": 822}}})
    row = ROW | {"scores": {"sql_understanding": {"ability_score": 0.8}}}
    with pytest.raises(ParseError, match="above 1"):
        scale_sql.parse([Answer(url=URL, body=json.dumps({"models": [row]}).encode())])


@pytest.mark.parametrize("body", [b"[]", b"{}", b'{"models": {}}', b'{"models": [1]}', b'{"models": []}', b"<html>"])
def test_another_shape_stops_the_source(body: bytes) -> None:
    with pytest.raises(ParseError):
        scale_sql.parse([Answer(url=URL, body=body)])


def test_a_file_of_no_month_stops_the_source() -> None:
    with pytest.raises(ParseError, match="file name"):
        scale_sql.parse([Answer(url=f"{scale_sql.FOLDER}/models.json", body=b'{"models": []}')])


def test_the_recording_is_read_whole() -> None:
    batch = scale_sql.parse(answers_of("scale_sql"))
    assert {score.benchmark_id for score in scores(batch)} == {
        "scale_sql_understanding",
        "scale_dialect_conversion",
        "scale_sql_optimization",
    } & benchmarks().keys()
    assert {reason for reason, _ in batch.rejected} == {"a product of the board's, not a model"}
