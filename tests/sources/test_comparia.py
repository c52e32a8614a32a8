"""Facts about reading compar:IA's ratings."""

import json
from datetime import date
from typing import Any

import pytest

from catalog.curated.benchmarks import benchmarks
from catalog.curated.memberships import memberships
from catalog.identity.resolve import Name
from catalog.records import TaskCost
from etl.errors import ParseError
from etl.source import Answer, Batch
from etl.sources import comparia
from tests.recordings import answers_of

ROW = {
    "model_name": "model-a-q8",
    "median": 1100.5,
    "p2.5": 1090.0,
    "p97.5": 1111.0,
    "rank": 1,
    "total_output_tokens": 353926,
    "n_match": 3000,
    "win_rate": 0.58,
}


def parsed(*changes: dict[str, Any], timestamp: object = 1770784106.0) -> Batch:
    document = {"timestamp": timestamp, "models": [ROW | change for change in changes or ({},)]}
    return comparia.parse([Answer(url=comparia.URL, body=json.dumps(document).encode())])


def test_a_model_has_a_rating_with_its_interval_and_votes_of_the_day_of_the_file() -> None:
    (found,) = parsed().found
    score = found.record
    assert (score.benchmark_id, score.value, score.low, score.high, score.samples) == (
        "comparia_votes",
        1100.5,
        1090.0,
        1111.0,
        3000,
    )
    assert (score.evidence, score.as_of, score.model_name) == ("preference", date(2026, 2, 11), "model-a-q8")
    assert found.name == Name("model-a-q8")


def test_a_model_with_few_votes_stands_with_the_wide_interval_that_says_so() -> None:
    batch = parsed({"n_match": 65, "median": 1136.0, "p2.5": 960.0, "p97.5": 1254.0}, {"model_name": "model-b"})
    few, many = (found.record for found in batch.found)
    assert few.samples == 65
    assert few.high - few.low > 10 * (many.high - many.low)


def test_tokens_of_conversations_are_no_cost_of_a_task() -> None:
    assert not [found for found in parsed().found if isinstance(found.record, TaskCost)]


def test_the_votes_speak_for_french_most() -> None:
    weights = {row.domain: row.weight for row in memberships() if row.benchmark_id == "comparia_votes"}
    assert max(weights, key=weights.__getitem__) == "french"


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        ({"median": None}, "the rating, its interval or its votes are not numbers"),
        ({"p2.5": "low"}, "the rating, its interval or its votes are not numbers"),
        ({"n_match": "many"}, "the rating, its interval or its votes are not numbers"),
        ({"p97.5": 1095.0}, "the interval does not hold the rating"),
        ({"model_name": " "}, "the row has no name"),
        ({"model_name": None}, "the row has no name"),
    ],
)
def test_a_row_that_cannot_be_read_is_rejected_with_its_reason(change: dict[str, Any], reason: str) -> None:
    batch = parsed({}, {"model_name": "model-b"} | change)
    assert [found.record.model_name for found in batch.found] == ["model-a-q8"]
    assert [found for found, _ in batch.rejected] == [reason]


def test_a_rating_off_the_elo_scale_stops_the_source() -> None:
    with pytest.raises(ParseError, match="Elo scale"):
        parsed({"median": 0.58, "p2.5": 0.5, "p97.5": 0.6})


@pytest.mark.parametrize("timestamp", [None, "today", 1e300, -1e300])
def test_a_day_that_is_none_stops_the_source(timestamp: object) -> None:
    with pytest.raises(ParseError, match="expected"):
        parsed(timestamp=timestamp)


@pytest.mark.parametrize(
    "body", [b"[]", b"{}", b'{"timestamp": 1}', b'{"timestamp": 1, "models": {}}', b'{"timestamp": 1, "models": [1]}']
)
def test_an_answer_of_another_shape_is_refused(body: bytes) -> None:
    with pytest.raises(ParseError):
        comparia.parse([Answer(url=comparia.URL, body=body)])


def test_the_recording_is_read_whole() -> None:
    batch = comparia.parse(answers_of("comparia"))
    assert {found.record.benchmark_id for found in batch.found} <= benchmarks().keys()
    assert {"mistral-medium-3.1", "mistral-medium-2508", "qwen2-7b-instruct"} <= {
        found.record.model_name for found in batch.found
    }
    assert batch.rejected == []
