"""Facts about reading LMArena's leaderboards."""

import io
from datetime import date
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from catalog.curated.benchmarks import benchmarks
from catalog.identity.resolve import Name
from catalog.records import Model, Score
from etl.errors import ParseError
from etl.source import Answer, Batch, NamedRecord
from etl.sources import lmarena
from tests.recordings import answers_of

ROW: dict[str, Any] = {
    "category": "coding",
    "rank": 1,
    "model_name": "model-a (thinking)",
    "organization": "maker",
    "license": "MIT",
    "rating": 1500.5,
    "rating_lower": 1490.25,
    "rating_upper": 1510.75,
    "variance": 27.4,
    "vote_count": 1786.0,
    "leaderboard_publish_date": "2026-08-19",
}


def parsed(subset: str, *rows: dict[str, Any]) -> Batch:
    body = io.BytesIO()
    pq.write_table(pa.Table.from_pylist([ROW | row for row in rows]), body)
    url = f"https://huggingface.co/datasets/{lmarena.REPO}/resolve/main/{subset}/latest-00000-of-00001.parquet"
    return lmarena.parse([Answer(url=url, body=body.getvalue(), last_modified=date(2026, 8, 20))])


def only(batch: Batch) -> NamedRecord:
    (score,) = (found for found in batch.found if isinstance(found.record, Score))
    return score


def test_a_rating_is_a_preference_with_its_interval_votes_and_day() -> None:
    found = only(parsed("text_style_control", {}))
    score = found.record
    assert (score.benchmark_id, score.value, score.low, score.high) == ("lmarena_text_coding", 1500.5, 1490.25, 1510.75)
    assert (score.samples, score.evidence, score.as_of) == (1786, "preference", date(2026, 8, 19))
    assert found.name == Name("model-a (thinking)", developer="maker")


@pytest.mark.parametrize("subset", lmarena.BOARDS)
def test_of_a_plain_board_only_overall_is_kept(subset: str) -> None:
    batch = parsed(subset, {}, {"category": "overall"})
    assert only(batch).record.benchmark_id == f"lmarena_{subset}_raw_overall"
    assert batch.rejected == []


def test_the_webdev_category_that_repeats_overall_is_read_once() -> None:
    batch = parsed("webdev", {"category": "overall"}, {"category": "webdev"})
    assert only(batch).record.benchmark_id == "webdev_arena"


@pytest.mark.parametrize(
    ("subset", "category", "benchmark_id"),
    [
        ("webdev", "webdev-html", "lmarena_webdev_html"),
        ("webdev", "image_to_webdev", "lmarena_webdev_image_to_webdev"),
        ("vision_style_control", "ocr", "lmarena_vision_ocr"),
        ("text_style_control", "overall", "lmarena_text_overall"),
        ("document_style_control", "overall", "lmarena_document_overall"),
        ("search_style_control", "overall", "lmarena_search_overall"),
    ],
)
def test_a_category_is_a_benchmark(subset: str, category: str, benchmark_id: str) -> None:
    assert only(parsed(subset, {"category": category})).record.benchmark_id == benchmark_id


def test_a_harness_in_the_name_is_the_scores_harness() -> None:
    found = only(parsed("webdev", {"category": "overall", "model_name": "gpt-5.5-high (codex-harness)"}))
    assert found.name == Name("gpt-5.5-high", developer="maker")
    assert (found.record.harness, found.record.model_name) == ("codex", "gpt-5.5-high (codex-harness)")


@pytest.mark.parametrize(
    ("stated", "name", "harness"),
    [
        ("model-a-search", "model-a", "web search"),
        ("model-a-grounding", "model-a", "web search"),
        ("model-a-search-non-reasoning", "model-a-non-reasoning", "web search"),
        ("model-a", "model-a", "web search"),
        ("researcher-a", "researcher-a", "web search"),
        ("api-model-a-search", "model-a-search", "web search"),
        ("ppl-model-a-high", "model-a", "web search, high context"),
        ("ppl-model-a", "model-a", "web search"),
    ],
)
def test_on_the_search_board_searching_is_the_harness_and_no_part_of_the_name(
    stated: str, name: str, harness: str
) -> None:
    found = only(parsed("search_style_control", {"category": "overall", "model_name": stated}))
    assert found.name == Name(name, developer="maker")
    assert (found.record.harness, found.record.model_name) == (harness, stated)


def test_on_another_board_a_model_that_is_called_search_keeps_its_name() -> None:
    assert only(parsed("text_style_control", {"model_name": "model-a-search"})).name == Name(
        "model-a-search", developer="maker"
    )


def test_an_empty_organisation_is_unknown() -> None:
    assert only(parsed("vision", {"category": "overall", "organization": ""})).name == Name("model-a (thinking)")


def test_a_name_that_stands_twice_in_a_category_is_rejected_both_times() -> None:
    batch = parsed("text_style_control", {}, {"rating": 1491.0}, {"category": "math"})
    assert only(batch).record.benchmark_id == "lmarena_text_math"
    assert [reason for reason, _ in batch.rejected] == ["the same name stands twice in one category"] * 2


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        ({"category": "brand_new"}, "the category is not a known benchmark"),
        ({"rating": None}, "the rating or its interval is not a number"),
        ({"rating_upper": 1495.0}, "the interval does not hold the rating"),
        ({"model_name": " "}, "the row has no model name"),
    ],
)
def test_a_row_that_cannot_be_read_is_rejected_with_its_reason(change: dict[str, Any], reason: str) -> None:
    batch = parsed("text_style_control", {}, {"model_name": "model-b"} | change)
    assert only(batch).record.model_name == "model-a (thinking)"
    assert [found for found, _ in batch.rejected] == [reason]


def test_a_rating_off_the_elo_scale_stops_the_source() -> None:
    with pytest.raises(ParseError, match="Elo scale"):
        parsed("text_style_control", {"rating": 0.61, "rating_lower": 0.6, "rating_upper": 0.62})


@pytest.mark.parametrize("body", [b'{"unexpected": []}', b"PAR1"])
def test_an_answer_that_is_not_parquet_is_refused(body: bytes) -> None:
    with pytest.raises(ParseError, match="Parquet expected"):
        lmarena.parse([Answer(url="https://x/text/latest-00000-of-00001.parquet", body=body)])


def test_a_missing_column_is_refused() -> None:
    body = io.BytesIO()
    pq.write_table(pa.Table.from_pylist([{"category": "overall", "model": "a"}]), body)
    with pytest.raises(ParseError, match=r"columns .*rating"):
        lmarena.parse([Answer(url="https://x/text/latest-00000-of-00001.parquet", body=body.getvalue())])


def test_the_recording_holds_known_benchmarks_and_one_ambiguous_name() -> None:
    batch = lmarena.parse(answers_of("lmarena"))
    ids = {found.record.benchmark_id for found in batch.found if isinstance(found.record, Score)}
    assert ids <= benchmarks().keys()
    assert {"webdev_arena", "lmarena_text_raw_overall", "lmarena_text_japanese", "lmarena_vision_overall"} <= ids
    boards = ("vision", "document", "search")
    assert {f"lmarena_{board}_{kind}" for board in boards for kind in ("overall", "raw_overall")} <= ids
    assert {example.split(" (")[0] for _, example in batch.rejected} == {"gpt-5.3-codex"}


@pytest.mark.parametrize(("licence", "weights"), [("Proprietary", "closed"), ("Apache 2.0", "open"), ("", None)])
def test_a_proprietary_model_has_closed_weights(licence: str, weights: str | None) -> None:
    batch = parsed("text_style_control", {"category": "overall", "license": licence})
    assert [found.record.weights for found in batch.found if isinstance(found.record, Model)] == [weights]
