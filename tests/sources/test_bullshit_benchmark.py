"""Facts about reading BullshitBench."""

import csv
import io
import json
from datetime import date

import pytest

from catalog.curated.benchmarks import benchmarks
from catalog.identity.resolve import Name
from etl.errors import ParseError
from etl.source import Answer, Batch
from etl.sources import bullshit_benchmark
from tests.recordings import answers_of

ROW = {
    "rank": "1",
    "model": "maker/model-a@reasoning=high",
    "org": "maker",
    "reasoning": "high",
    "avg_score": "1.4",
    "green_rate": "0.6",
    "red_rate": "0.2",
    "score_2": "60",
    "score_1": "20",
    "score_0": "20",
}
MANIFEST = {"generated_at_utc": "2026-04-27T14:57:23Z"}


def parsed(*changes: dict[str, str], manifest: object = MANIFEST) -> Batch:
    text = io.StringIO()
    writer = csv.DictWriter(text, list(ROW))
    writer.writeheader()
    writer.writerows(ROW | change for change in changes)
    return bullshit_benchmark.parse(
        [
            Answer(url=bullshit_benchmark.MANIFEST, body=json.dumps(manifest).encode()),
            Answer(url=bullshit_benchmark.BOARD, body=text.getvalue().encode(), last_modified=date(2026, 5, 1)),
        ]
    )


def test_the_share_of_clear_pushback_is_the_score() -> None:
    (found,) = parsed({}).found
    score = found.record
    assert (score.benchmark_id, score.benchmark_version, score.value) == ("bullshit_benchmark", "v2", 60.0)
    assert (score.samples, score.as_of) == (100, date(2026, 4, 27))


def test_the_effort_stands_behind_the_model() -> None:
    (found,) = parsed({}).found
    assert (found.name, found.record.model_name, found.record.effort) == (
        Name("maker/model-a"),
        "maker/model-a",
        "high",
    )


@pytest.mark.parametrize(("stated", "effort"), [("default", None), ("none", "none"), ("xhigh", "xhigh")])
def test_the_default_is_no_stated_effort(stated: str, effort: str | None) -> None:
    assert parsed({"reasoning": stated}).found[0].record.effort == effort


def test_without_a_day_in_the_manifest_the_answer_has_one() -> None:
    assert parsed({}, manifest={"generated_at_utc": ""}).found[0].record.as_of == date(2026, 5, 1)


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        ({"org": "stealth"}, "a code name under which a maker tests in secret"),
        ({"model": ""}, "the row does not match the header"),
        ({"reasoning": "much"}, "an effort of another name"),
        ({"green_rate": "most"}, "the score is not a number"),
        ({"score_0": "few"}, "a count of answers is not a number"),
    ],
)
def test_a_row_that_cannot_be_read_is_rejected_with_its_reason(change: dict[str, str], reason: str) -> None:
    batch = parsed({"model": "maker/model-z@reasoning=high"}, change)
    assert [found for found, _ in batch.rejected] == [reason]
    assert [f.record.model_name for f in batch.found] == ["maker/model-z"]


@pytest.mark.parametrize("rate", ["60", "-0.1"])
def test_a_changed_scale_stops_the_source(rate: str) -> None:
    with pytest.raises(ParseError, match="scale"):
        parsed({"green_rate": rate})


@pytest.mark.parametrize("manifest", [[], {"day": "2026-04-27"}, {"generated_at_utc": "some day"}])
def test_a_manifest_of_another_shape_is_refused(manifest: object) -> None:
    with pytest.raises(ParseError):
        parsed({}, manifest=manifest)


def test_a_table_of_another_shape_is_refused() -> None:
    with pytest.raises(ParseError, match="columns"):
        bullshit_benchmark.parse([Answer(url=bullshit_benchmark.BOARD, body=b"model,score\nmodel-a,1\n")])


def test_the_recording_is_read_whole() -> None:
    batch = bullshit_benchmark.parse(answers_of("bullshit_benchmark"))
    assert {f.record.benchmark_id for f in batch.found} <= benchmarks().keys()
    assert {f.record.effort for f in batch.found} >= {None, "none", "high"}
    assert {reason for reason, _ in batch.rejected} == {"a code name under which a maker tests in secret"}
