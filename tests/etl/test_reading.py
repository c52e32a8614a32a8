"""Reading answers strictly."""

import gzip
import io
import itertools
import json
import math
import time
import zipfile
from collections.abc import Callable
from datetime import UTC, date, datetime
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from etl import reading
from etl.errors import ParseError
from etl.source import Answer, Batch

WHERE = "row 7"


def answer(body: str | bytes) -> Answer:
    return Answer(url="https://example.org/a", body=body.encode() if isinstance(body, str) else body)


def parquet(**columns: list[Any]) -> Answer:
    sink = io.BytesIO()
    pq.write_table(pa.table(columns), sink)
    return answer(sink.getvalue())


@pytest.mark.parametrize(
    ("read", "body", "words"),
    [
        (reading.text_of, b"ok \xff", "UTF-8 text expected, found byte 0xff at 3"),
        (reading.json_of, b"<html>", "JSON expected"),
        (reading.json_of, b'{"cut": ', "JSON expected"),
        (reading.json_of, b"", "JSON expected"),
        (reading.json_of, b"[" * 100_000, "JSON expected"),
        (reading.yaml_of, b"a: [1", "YAML expected"),
        (reading.yaml_of, b"!!python/object/apply:os.getcwd []", "YAML expected"),
        (reading.yaml_of, b'!!int ""', "YAML expected"),
        (reading.yaml_of, b"!!bool x", "YAML expected"),
        (reading.yaml_of, b"!!timestamp x", "YAML expected"),
        (reading.yaml_of, b"2026-02-30", "YAML expected"),
        (reading.yaml_of, b"[" * 5_000, "YAML expected"),
        (lambda a: list(reading.csv_rows(a, ["model"])), b"<html>", r"columns \['model'\] expected"),
        (lambda a: list(reading.csv_rows(a, ["model"])), b"", "columns"),
        (lambda a: list(reading.csv_rows(a, ["model"])), b"model\n" + b"x" * 200_000, "CSV expected.* line 2"),
        (lambda a: reading.parquet_rows(a, ["model"]), b"PAR1 no", "Parquet expected"),
    ],
)
def test_an_answer_of_another_shape_is_refused_with_its_address(
    read: Callable[[Answer], object], body: bytes, words: str
) -> None:
    with pytest.raises(ParseError, match=words) as caught:
        read(answer(body))
    assert "https://example.org/a" in str(caught.value)


def test_a_byte_order_mark_is_no_text() -> None:
    assert reading.text_of(answer(b"\xef\xbb\xbfmodel")) == "model"
    assert next(reading.csv_rows(answer(b"\xef\xbb\xbfmodel,score\nx,1\n"), ["model"])) == {"model": "x", "score": "1"}


def test_json_and_yaml_are_read() -> None:
    assert reading.json_of(answer('{"a": [1, null]}')) == {"a": [1, None]}
    assert reading.yaml_of(answer("a: [1, null]\nb: 2025-01-02")) == {"a": [1, None], "b": date(2025, 1, 2)}


def test_parquet_gives_the_needed_columns_only() -> None:
    assert reading.parquet_rows(parquet(model=["x", None], rest=[1, 2]), ["model"]) == [{"model": "x"}, {"model": None}]
    with pytest.raises(ParseError, match=r"columns \['score'\] expected"):
        reading.parquet_rows(parquet(model=["x"]), ["model", "score"])


def test_a_value_is_shown_short_and_on_one_line() -> None:
    assert reading.shown("a\nb") == "'a\\nb'"
    assert len(reading.shown("x" * 10_000)) < 130
    assert reading.shown("x" * 10_000).endswith("…")


def test_objects_lists_and_keys_are_what_they_should_be() -> None:
    assert reading.table_of({"a": 1}, WHERE) == {"a": 1}
    assert reading.list_of([1], WHERE) == [1]
    assert reading.field_of({"a": None}, "a", WHERE) is None


@pytest.mark.parametrize(
    ("call", "words"),
    [
        (lambda: reading.table_of([1], WHERE), r"row 7: an object expected, found \[1\]"),
        (lambda: reading.table_of(None, WHERE), "an object expected, found None"),
        (lambda: reading.list_of({"a": 1}, WHERE), "a list expected"),
        (lambda: reading.list_of("abc", WHERE), "a list expected"),
        (lambda: reading.field_of({"b": 1}, "a", WHERE), r"key 'a' expected, found \['b'\]"),
        (lambda: reading.field_of([], "a", WHERE), "an object expected"),
    ],
)
def test_another_shape_says_what_stands_there(call: Callable[[], object], words: str) -> None:
    with pytest.raises(ParseError, match=words):
        call()


@pytest.mark.parametrize(("value", "number"), [(1, 1.0), (0, 0.0), ("-2.5", -2.5), (" 3 ", 3.0), ("1e3", 1000.0)])
def test_a_number_is_read_from_a_number_or_its_text(value: object, number: float) -> None:
    assert reading.number(value, WHERE) == number


@pytest.mark.parametrize("value", [None, True, "", "many", "1,5", "nan", "inf", math.nan, math.inf, [1], {}])
def test_what_is_no_finite_number_is_refused(value: object) -> None:
    with pytest.raises(ParseError, match="row 7: a number expected, found"):
        reading.number(value, WHERE)


@pytest.mark.parametrize("value", [None, "", " ", "N/A", "na", "NaN", "?", "-", "null", math.nan])
def test_where_nothing_is_stated_a_number_is_unknown(value: object) -> None:
    assert reading.optional_number(value, WHERE) is None
    assert reading.whole(value, WHERE) is None


def test_zero_is_stated() -> None:
    assert reading.optional_number(0, WHERE) == 0
    assert reading.optional_number("0", WHERE) == 0
    assert reading.whole("0.0", WHERE) == 0
    assert reading.percent("0%", WHERE) == 0


def test_an_optional_number_that_is_none_is_refused() -> None:
    with pytest.raises(ParseError):
        reading.optional_number("about 3", WHERE)


@pytest.mark.parametrize(("text", "value"), [("77.47%", 77.47), ("1.8 %", 1.8), ("12", 12.0), ("%", None), ("-", None)])
def test_a_percent_string_is_a_number_on_0_to_100(text: str, value: float | None) -> None:
    assert reading.percent(text, WHERE) == value


@pytest.mark.parametrize(("value", "number"), [(128_000, 128_000), ("131072", 131_072), (1e6, 1_000_000), (2.6, 3)])
def test_a_whole_number_is_rounded(value: object, number: int) -> None:
    found = reading.whole(value, WHERE)
    assert (found, type(found)) == (number, int)


@pytest.mark.parametrize(("value", "found"), [(True, True), (False, False), (None, None), (1, None), ("true", None)])
def test_a_flag_is_a_boolean_or_unknown(value: object, *, found: bool | None) -> None:
    assert reading.flag(value) is found


@pytest.mark.parametrize(
    ("value", "day"),
    [
        ("2025-01-02", date(2025, 1, 2)),
        ("2025-01-02T23:59:59Z", date(2025, 1, 2)),
        ("2025-01-02 10:00:00+02:00", date(2025, 1, 2)),
        ("2025-03", date(2025, 3, 1)),
        ("2025", date(2025, 1, 1)),
        (2025, date(2025, 1, 1)),
        (date(2025, 1, 2), date(2025, 1, 2)),
        (datetime(2025, 1, 2, 3, tzinfo=UTC), date(2025, 1, 2)),
        (" ", None),
        (None, None),
    ],
)
def test_a_day_is_read_from_a_date_a_month_or_a_year(value: object, day: date | None) -> None:
    assert reading.day(value, WHERE) == day


@pytest.mark.parametrize("value", ["2025-13", "2025-02-30", "yesterday", "01/02/2025", 1_735_776_000, []])
def test_what_is_no_date_is_refused(value: object) -> None:
    with pytest.raises(ParseError, match="row 7: a date expected, found"):
        reading.day(value, WHERE)


@pytest.mark.parametrize(
    ("seconds", "day"),
    [
        (1_770_784_106.0, date(2026, 2, 11)),
        ("1770784106", date(2026, 2, 11)),
        (1_770_767_999, date(2026, 2, 10)),
        (0, date(1970, 1, 1)),
    ],
)
def test_seconds_since_1970_are_a_day_of_greenwich(seconds: object, day: date) -> None:
    assert reading.day_of_seconds(seconds, WHERE) == day


@pytest.mark.parametrize("value", [1e300, -1e300, "soon", None])
def test_what_is_no_time_in_seconds_is_refused(value: object) -> None:
    with pytest.raises(ParseError, match=r"row 7: .* expected, found"):
        reading.day_of_seconds(value, WHERE)


@pytest.mark.parametrize(
    ("link", "repo"),
    [
        ("https://huggingface.co/Qwen/Qwen3-8B", "Qwen/Qwen3-8B"),
        ("http://hf.co/a/b.c_d-e/tree/main?x=1", "a/b.c_d-e"),
        (" https://huggingface.co/a/b#readme ", "a/b"),
        ("https://huggingface.co/datasets/a/b", None),
        ("https://huggingface.co/spaces/a/b", None),
        ("https://huggingface.co/Qwen", None),
        ("https://huggingface.co.evil.example/a/b", None),
        ("https://github.com/a/b", None),
        ("a/b", None),
        (None, None),
        (3, None),
    ],
)
def test_a_hub_link_names_its_model_repository(link: object, repo: str | None) -> None:
    assert reading.hub_repo(link) == repo


@pytest.mark.parametrize(
    ("value", "top", "score"), [(0.5, 1, 50.0), (1, 3, 33.333333), ("7", 10, 70.0), (100, 100, 100.0), (0, 1, 0.0)]
)
def test_a_score_is_put_on_0_to_100(value: object, top: float, score: float) -> None:
    assert reading.score_of(value, top, WHERE, Batch()) == score


@pytest.mark.parametrize("value", [1.01, -0.01, "55"])
def test_a_score_outside_the_scale_is_a_changed_scale(value: object) -> None:
    with pytest.raises(ParseError, match="a score on the scale 0 to 1 expected"):
        reading.score_of(value, 1, WHERE, Batch())


def test_a_score_that_is_no_number_is_one_bad_row() -> None:
    batch = Batch()
    assert reading.score_of("great", 1, WHERE, batch) is None
    assert batch.rejected == [("the score is not a number", "row 7: 'great'")]


def test_no_score_is_no_bad_row() -> None:
    batch = Batch()
    assert reading.score_of("-", 1, WHERE, batch) is None
    assert batch.rejected == []


def test_a_percent_score_has_its_sign() -> None:
    assert reading.percent_score(" 61.2 % ", WHERE, Batch()) == 61.2
    assert reading.percent_score("", WHERE, Batch()) is None
    with pytest.raises(ParseError, match="percent expected"):
        reading.percent_score("0.612", WHERE, Batch())


@pytest.mark.parametrize("scores", [[0.2, 0.99, 1.0], [0.0], []])
def test_a_board_of_fractions_or_of_nothing_is_refused(scores: list[float]) -> None:
    with pytest.raises(ParseError, match="scores on the scale 0 to 100 expected"):
        reading.refuse_fractions(scores, WHERE)


def test_a_board_with_one_score_above_one_is_read() -> None:
    reading.refuse_fractions([0.2, 1.1], WHERE)


def test_a_reject_keeps_a_short_example() -> None:
    batch = Batch()
    batch.reject("no price", "x" * 10_000)
    assert batch.rejected == [("no price", "x" * 200)]


def test_a_csv_row_keeps_what_its_cells_hold() -> None:
    rows = list(reading.csv_rows(answer('model,score\n"a, b",1\nc,\n'), ["model", "score"]))
    assert json.dumps(rows) == '[{"model": "a, b", "score": "1"}, {"model": "c", "score": ""}]'


LAUGHS = "a: &a [x, x]\n" + "".join(
    f"{b}: &{b} [*{a}, *{a}, *{a}]\n" for a, b in itertools.pairwise("abcdefghijklmnop")
)


@pytest.mark.parametrize(
    ("body", "words"),
    [
        ("[" * 100_000, "at most 40 levels"),
        ("{a: " * 100_000, "at most 40 levels"),
        ("- " * 100_000 + "x", "at most 40 levels"),
        (LAUGHS, "a reference within what is referred to"),
        ("a: &a x\nb: [" + "*a, " * 500 + "]", "200 references"),
        ("x" * 9_000_000, "characters of YAML"),
    ],
)
def test_yaml_that_would_grow_without_end_is_refused_before_it_is_built(body: str, words: str) -> None:
    began = time.monotonic()
    with pytest.raises(ParseError, match=words):
        reading.yaml_of(answer(body))
    assert time.monotonic() - began < 2


def test_a_plain_reference_in_yaml_is_read() -> None:
    assert reading.yaml_of(answer("a: &a {x: 1}\nb: *a\nc: {<<: *a, y: 2}")) == {
        "a": {"x": 1},
        "b": {"x": 1},
        "c": {"x": 1, "y": 2},
    }


def test_what_is_shown_of_a_value_is_never_written_out_first() -> None:
    value: Any = ["x" * 1000]
    for _ in range(60):
        value = [value, value]  # 2^60 texts if it were
    assert len(reading.shown(value)) < 200
    assert reading.shown(10**5000) == "a number that is too long to show"


def zip_of(**files: bytes) -> Answer:
    sink = io.BytesIO()
    with zipfile.ZipFile(sink, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, body in files.items():
            archive.writestr(f"{name}.csv", body)
    return answer(sink.getvalue())


def test_a_zip_is_read_within_bounds(monkeypatch: pytest.MonkeyPatch) -> None:
    bomb = zip_of(a=b"0" * 10_000_000)
    assert len(bomb.body) < 20_000
    monkeypatch.setattr(reading, "MOST_UNPACKED_BYTES", 1_000_000)
    with pytest.raises(ParseError, match="1,000,000 bytes expected, found 1 and 10,000,000"):
        reading.zipped(bomb, ".csv")
    assert reading.zipped(zip_of(a=b"1"), ".csv") == {"a.csv": b"1"}
    monkeypatch.setattr(reading, "MOST_MEMBERS", 2)
    with pytest.raises(ParseError, match="at most 2 files"):
        reading.zipped(zip_of(a=b"1", b=b"2", c=b"3"), ".csv")
    with pytest.raises(ParseError, match="a zip expected"):
        reading.zipped(answer(b"no zip"), ".csv")


def test_a_gzip_file_is_unpacked_within_bounds(monkeypatch: pytest.MonkeyPatch) -> None:
    assert reading.gunzipped(answer(gzip.compress(b"abc"))) == b"abc"
    with pytest.raises(ParseError, match="cut short"):
        reading.gunzipped(answer(gzip.compress(b"abc")[:-9]))
    with pytest.raises(ParseError, match="a gzip file expected"):
        reading.gunzipped(answer(b"abc"))
    monkeypatch.setattr(reading, "MOST_UNPACKED_BYTES", 1000)
    with pytest.raises(ParseError, match="at most 1,000 unpacked bytes"):
        reading.gunzipped(answer(gzip.compress(b"0" * 10_000)))


def test_a_parquet_file_is_read_within_bounds(monkeypatch: pytest.MonkeyPatch) -> None:
    bomb = parquet(a=["x" * 100_000] * 20_000)  # one text, twenty thousand times: 2 GB in a small file
    assert len(bomb.body) < 500_000
    monkeypatch.setattr(reading, "MOST_TABLE_BYTES", 1_000_000)
    with pytest.raises(ParseError, match="at most 1,000,000 unpacked bytes"):
        reading.parquet_rows(bomb, ["a"])
    monkeypatch.setattr(reading, "MOST_ROWS", 2)
    with pytest.raises(ParseError, match="at most 2 rows"):
        reading.parquet_rows(parquet(a=[1, 2, 3]), ["a"])
