"""Facts about reading the Chinese private logic board."""

import csv
import io
import json
from datetime import date

import pytest

from catalog.curated.benchmarks import benchmarks
from catalog.identity.resolve import Name
from catalog.records import Score, Speed, TaskCost
from etl.errors import ParseError
from etl.source import Answer, Batch
from etl.sources import llm2014
from tests.recordings import answers_of

ROW = {
    "模型": "Model-A (high)",
    "极限分数": "80.00",
    "中位分数": "70.00",
    "平均耗时(秒)": "100",
    "Token": "9000",
    "测试成本(元)": "¥1.00",
    "Think": "1",
}


def month(told: str, *changes: dict[str, str], last_modified: date | None = date(2026, 9, 3)) -> Answer:
    text = io.StringIO()
    writer = csv.DictWriter(text, list(ROW))
    writer.writeheader()
    writer.writerows(ROW | change for change in changes)
    url = f"{llm2014.ROOT}/data/logic/{told}.csv"
    return Answer(url=url, body=text.getvalue().encode(), last_modified=last_modified)


def manifest(*entries: tuple[str, str]) -> Answer:
    rows = [
        {"category": category, "reportDate": told, "csv": f"data/{category}/{told}.csv"} for category, told in entries
    ]
    return Answer(url=llm2014.MANIFEST, body=json.dumps({"datasets": rows}).encode())


def scores(batch: Batch) -> list[Score]:
    return [f.record for f in batch.found if isinstance(f.record, Score)]


def read(*changes: dict[str, str]) -> Batch:
    """Return what one month says, beside a model that is always there."""
    return llm2014.parse([month("2026-08", {"模型": "Model-Z"}, *changes)])


def others(batch: Batch) -> list[tuple[str, str | None]]:
    """Return the names and efforts of the others than the model that is always there."""
    return [(f.name.text, f.record.effort) for f in batch.found if isinstance(f.record, Score) and f.name][1:]


def test_the_median_is_the_score_of_its_month() -> None:
    (score,) = scores(llm2014.parse([month("2026-08", {})]))
    assert (score.benchmark_id, score.benchmark_version, score.value) == ("llm2014_logic", "2026-08", 70.0)
    assert score.as_of == date(2026, 8, 31)


def test_a_month_that_is_not_over_is_of_the_day_of_its_file() -> None:
    (found,) = scores(llm2014.parse([month("2026-08", {}, last_modified=date(2026, 8, 22))]))
    assert found.as_of == date(2026, 8, 22)
    (found,) = scores(llm2014.parse([month("2026-08", {}, last_modified=None)]))
    assert found.as_of == date(2026, 8, 1)


def test_a_model_is_read_from_its_newest_month() -> None:
    old, new = (
        month("2026-07", {}, {"模型": "Model-Old"}),
        month("2026-08", {"模型": "model-a(HIGH)", "中位分数": "60"}),
    )
    found = {s.model_name: (s.benchmark_version, s.value) for s in scores(llm2014.parse([new, old]))}
    assert found == {"model-a(HIGH)": ("2026-08", 60.0), "Model-Old": ("2026-07", 70.0)}


def test_seconds_and_tokens_of_an_answer_are_told() -> None:
    found = llm2014.parse([month("2026-08", {})]).found
    (speed,) = [f.record for f in found if isinstance(f.record, Speed)]
    (cost,) = [f.record for f in found if isinstance(f.record, TaskCost)]
    assert (speed.task_latency_s, speed.percentile, speed.output_tokens_per_second) == (100, "mean", None)
    assert (cost.output_tokens_per_task, cost.usd_per_task, cost.benchmark_version) == (9000, None, "2026-08")


def test_what_was_not_counted_is_no_figure() -> None:
    found = llm2014.parse([month("2026-08", {"平均耗时(秒)": "-", "Token": "-"})]).found
    assert [type(f.record) for f in found] == [Score]


@pytest.mark.parametrize(
    ("told", "text"),
    [
        ("Model-A  (high)", "Model-A (high)"),
        ("Model-A(Think)", "Model-A (thinking)"),
        ("Model-A  (Think)", "Model-A (thinking)"),
        ("豆包 1.5", "Doubao 1.5"),
        ("文心一言X1.1", "ERNIE X1.1"),
    ],
)
def test_a_name_is_written_as_others_write_it(told: str, text: str) -> None:
    assert others(read({"模型": told})) == [(text, None)]


def test_a_model_that_is_listed_both_ways_did_not_think_where_it_says_so() -> None:
    batch = read({"模型": "Model-A(Think)"}, {"模型": "Model-A", "Think": "0", "中位分数": "20"})
    assert others(batch) == [("Model-A (thinking)", None), ("Model-A", "none")]


def test_a_name_that_stands_twice_is_the_model_with_and_without_thinking() -> None:
    batch = read({"模型": "Model-A"}, {"模型": "Model-A", "Think": "0", "中位分数": "20"})
    assert others(batch) == [("Model-A", "thinking"), ("Model-A", "none")]


def test_thinking_in_a_bracket_one_month_and_in_the_column_another_is_one_setting() -> None:
    old = month("2026-07", {"模型": "Model-A (Think)"}, {"模型": "Model-A", "Think": "0", "中位分数": "20"})
    new = month("2026-08", {"模型": "Model-A"}, {"模型": "Model-A", "Think": "0", "中位分数": "10"})
    found = scores(llm2014.parse([old, new]))
    assert [(s.effort, s.benchmark_version) for s in found] == [("thinking", "2026-08"), ("none", "2026-08")]


def test_a_model_that_is_listed_one_way_has_no_stated_effort() -> None:
    assert others(read({"模型": "Model-A", "Think": "0"}, {"模型": "Model-B"})) == [
        ("Model-A", None),
        ("Model-B", None),
    ]


def test_a_generation_whose_thinking_models_are_models_of_their_own_has_no_switch() -> None:
    batch = read({"模型": "Qwen3-30B-2507(Think)"}, {"模型": "Qwen3-30B-2507", "Think": "0"})
    assert others(batch) == [("Qwen3-30B-2507 (thinking)", None), ("Qwen3-30B-2507", None)]


def test_a_median_that_was_not_taken_is_left_out() -> None:
    batch = read({"中位分数": "-"})
    assert (others(batch), batch.rejected) == ([], [])


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        ({"模型": " "}, "the row does not match the header"),
        ({"中位分数": "good"}, "the score is not a number"),
        ({"Token": "many"}, "seconds or tokens are not a number"),
    ],
)
def test_a_row_that_cannot_be_read_is_rejected_with_its_reason(change: dict[str, str], reason: str) -> None:
    batch = read(change)
    assert (others(batch), [found for found, _ in batch.rejected]) == ([], [reason])


@pytest.mark.parametrize("median", ["700", "-1"])
def test_a_changed_scale_stops_the_source(median: str) -> None:
    with pytest.raises(ParseError, match="scale"):
        read({"中位分数": median})


def test_fractions_are_a_changed_scale() -> None:
    with pytest.raises(ParseError, match="scale"):
        llm2014.parse([month("2026-08", {"中位分数": "0.7"})])


class _Door:
    """A door that answers with the manifest, and says what else was asked."""

    def __init__(self, answer: Answer) -> None:
        self.answer, self.asked = answer, list[str]()

    def get(self, _: str) -> Answer:
        return self.answer

    def get_many(self, urls: list[str]) -> list[Answer]:
        self.asked = list(urls)
        return []


def test_the_months_of_logic_with_all_columns_are_asked_for() -> None:
    listed = [
        ("logic", "2026-08"),
        ("logic", "2025-10"),
        ("logic", "2025-09"),
        ("code", "2026-01"),
        ("vision", "2025-11"),
    ]
    door = _Door(manifest(*listed))
    llm2014.fetch(door)  # type: ignore[arg-type]
    assert [url.rsplit("/", maxsplit=1)[1] for url in door.asked] == ["2025-10.csv", "2026-08.csv"]


@pytest.mark.parametrize(
    "body", ["<html>", "[]", '{"datasets": 1}', '{"datasets": [{"category": "logic"}]}', '{"datasets": []}']
)
def test_a_manifest_of_another_shape_is_refused(body: str) -> None:
    with pytest.raises(ParseError):
        llm2014.parse([Answer(url=llm2014.MANIFEST, body=body.encode())])


def test_a_path_out_of_the_folder_is_not_asked_for() -> None:
    entry = {"category": "logic", "reportDate": "2026-08", "csv": "../../../other/logic/2026-08.csv"}
    with pytest.raises(ParseError, match="expected, found none"):
        llm2014.parse([Answer(url=llm2014.MANIFEST, body=json.dumps({"datasets": [entry]}).encode())])


@pytest.mark.parametrize("url", [f"{llm2014.ROOT}/data/logic/latest.csv", f"{llm2014.ROOT}/data/code/2026-08.csv"])
def test_a_file_that_is_no_month_is_refused(url: str) -> None:
    with pytest.raises(ParseError, match="YYYY-MM"):
        llm2014.parse([Answer(url=url, body=month("2026-08", {}).body)])


def test_a_table_without_its_columns_is_refused() -> None:
    url = f"{llm2014.ROOT}/data/logic/2026-08.csv"
    with pytest.raises(ParseError, match="columns"):
        llm2014.parse([Answer(url=url, body='"模型","中位分数"\n"Model-A","70"\n'.encode())])


def test_the_recording_is_read_whole() -> None:
    batch = llm2014.parse(answers_of("llm2014"))
    assert {score.benchmark_id for score in scores(batch)} <= benchmarks().keys()
    assert {score.effort for score in scores(batch)} == {None, "none", "thinking"}
    assert {score.benchmark_version for score in scores(batch)} == {"2026-07", "2026-08"}
    assert Name("Spark X2") in {f.name for f in batch.found}
    assert batch.rejected == []
