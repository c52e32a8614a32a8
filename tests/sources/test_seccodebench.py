"""Facts about reading SecCodeBench."""

import json
from collections.abc import Iterable
from datetime import date
from typing import Any, cast

import pytest

import etl.source
from catalog.curated.benchmarks import benchmarks
from catalog.identity.resolve import Name
from catalog.records import Score
from etl.errors import ParseError
from etl.source import Answer, Batch
from etl.sources import seccodebench
from tests.recordings import answers_of

ROW: dict[str, Any] = {
    "modelName": "Model 4(Thinking:high)",
    "totalScore": 60.5,
    "fixScore": 62.0,
    "fixHintsScore": 75.0,
    "genScore": 50.0,
    "genHintsScore": 66.0,
    "testDate": "2026/3/5 20:37:00",
    "id": 1,
}


def board(*rows: dict[str, Any]) -> Answer:
    body = json.dumps([ROW, *(ROW | row for row in rows)]).encode()
    return Answer(url=f"{seccodebench.FOLDER}/2.2.0.json", body=body, last_modified=date(2026, 4, 1))


def scores(batch: Batch) -> list[Score]:
    return [found.record for found in batch.found if isinstance(found.record, Score)]


class Door:
    """A door that knows the list of versions."""

    def __init__(self, versions: object) -> None:
        self.versions = json.dumps(versions).encode()
        self.asked: list[str] = []

    def get(self, url: str) -> Answer:
        """Return the list, or an empty board."""
        self.asked.append(url)
        return Answer(url=url, body=self.versions if url == seccodebench.VERSIONS else b"[]")


def asked(versions: object) -> list[str]:
    door = Door(versions)
    seccodebench.fetch(cast(etl.source.Door, door))
    return [url.rsplit("/", 1)[-1] for url in door.asked]


@pytest.mark.parametrize("versions", [["2.2.0", "2.0.0"], ["2.0.0", "2.2.0"], ["2.2.0", "1.10.0"], ["x", "2.2.0"]])
def test_the_newest_version_is_asked_for(versions: Iterable[str]) -> None:
    assert asked(list(versions)) == ["versions.json", "2.2.0.json"]


def test_versions_are_compared_as_numbers() -> None:
    assert asked(["2.9.0", "2.10.0"]) == ["versions.json", "2.10.0.json"]


@pytest.mark.parametrize("versions", [[], {}, ["../../secret"], [2]])
def test_a_list_without_versions_stops_the_source(versions: object) -> None:
    with pytest.raises(ParseError, match=r"versions\.json"):
        asked(versions)


def test_each_part_and_the_total_is_a_score_of_the_version_and_the_day() -> None:
    found = scores(seccodebench.parse([board()]))
    assert {score.benchmark_id: score.value for score in found} == {
        "seccodebench_overall": 60.5,
        "seccodebench_fix": 62.0,
        "seccodebench_fix_hints": 75.0,
        "seccodebench_gen": 50.0,
        "seccodebench_gen_hints": 66.0,
    }
    assert {(score.benchmark_version, score.as_of) for score in found} == {("2.2.0", date(2026, 3, 5))}


def test_the_name_keeps_the_thinking_mode_for_the_join() -> None:
    assert {found.name for found in seccodebench.parse([board()]).found} == {Name("Model 4(Thinking:high)")}


def test_a_day_that_cannot_be_read_is_told_and_the_day_of_the_answer_stands() -> None:
    batch = seccodebench.parse([board({"modelName": "Model 5", "testDate": "soon"})])
    assert [reason for reason, _ in batch.rejected] == ["the day of the test cannot be read"]
    assert {score.as_of for score in scores(batch) if score.model_name == "Model 5"} == {date(2026, 4, 1)}


def test_a_row_without_a_name_or_with_a_word_for_a_score_is_told() -> None:
    batch = seccodebench.parse([board({"modelName": " "}, {"modelName": "Model 5", "genScore": "good"})])
    assert [reason for reason, _ in batch.rejected] == ["no model named", "the score is not a number"]
    assert len(scores(batch)) == 5 + 4


@pytest.mark.parametrize("change", [{"genScore": 101}, {"genScore": -1}])
def test_a_changed_scale_stops_the_source(change: dict[str, Any]) -> None:
    with pytest.raises(ParseError, match="scale"):
        seccodebench.parse([board(change)])


def test_fractions_stop_the_source() -> None:
    row = ROW | dict.fromkeys(seccodebench.COLUMNS, 0.6)
    with pytest.raises(ParseError, match="above 1"):
        seccodebench.parse([Answer(url=f"{seccodebench.FOLDER}/2.2.0.json", body=json.dumps([row]).encode())])


@pytest.mark.parametrize("body", [b"{}", b"[]", b"[1]", b'[{"modelName": "a"}]', b"<html>"])
def test_another_shape_stops_the_source(body: bytes) -> None:
    with pytest.raises(ParseError):
        seccodebench.parse([Answer(url=f"{seccodebench.FOLDER}/2.2.0.json", body=body)])


def test_the_recording_is_read_whole() -> None:
    batch = seccodebench.parse(answers_of("seccodebench"))
    assert {score.benchmark_id for score in scores(batch)} == set(seccodebench.COLUMNS.values()) <= benchmarks().keys()
    assert {score.benchmark_version for score in scores(batch)} == {"2.2.0"}
    assert batch.rejected == []
