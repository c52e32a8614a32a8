"""Recordings for the tests: cut down, but of the same shape."""

import csv
import io
import json
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
import yaml

from etl.errors import FetchError, UsageError
from etl.record import MOST_ANSWERS, MOST_ENTRIES, MOST_ROWS, record_source, shortened, trimmed
from etl.source import Answer
from tests.handmade import source

ROWS = [{"model": f"m{number}", "score": number, "parts": list(range(50))} for number in range(100)]


def body_of(path: str, body: str | bytes) -> bytes:
    """Return the trimmed body of one answer."""
    raw = body.encode() if isinstance(body, str) else body
    return trimmed(Answer(url=f"https://example.org/{path}", body=raw))


def parquet() -> bytes:
    sink = io.BytesIO()
    pq.write_table(pa.Table.from_pylist(ROWS), sink)
    return sink.getvalue()


def comma_separated() -> str:
    text = io.StringIO()
    writer = csv.DictWriter(text, ["model", "score"], extrasaction="ignore", lineterminator="\n")
    writer.writeheader()
    writer.writerows(ROWS)
    return text.getvalue()


def shape(value: Any) -> Any:  # noqa: ANN401 - decoded JSON
    """Return the kinds of values that stand where in decoded JSON."""
    if isinstance(value, dict):
        return {key: shape(entry) for key, entry in value.items()}
    return [shape(value[0])] if isinstance(value, list) and value else type(value).__name__


def test_a_list_is_cut_short_at_every_depth_and_keeps_its_first_entries() -> None:
    found = shortened({"data": ROWS, "count": 100})
    assert shape(found) == shape({"data": ROWS, "count": 100})
    assert len(found["data"]) == len(found["data"][0]["parts"]) == MOST_ENTRIES
    assert found["data"][0]["model"] == "m0"


def test_a_long_table_of_like_entries_is_cut_short() -> None:
    found = shortened({f"m{number}": {"score": number} for number in range(4 * MOST_ENTRIES + 1)})
    assert found == {f"m{number}": {"score": number} for number in range(MOST_ENTRIES)}


@pytest.mark.parametrize("entry", [1, "text", None])
def test_a_table_of_plain_values_is_a_record_and_keeps_every_key(entry: object) -> None:
    record = {f"key{number}": entry for number in range(100)}
    assert shortened(record) == record


def test_a_record_of_few_tables_keeps_every_key() -> None:
    record = {f"key{number}": {"a": 1} for number in range(4 * MOST_ENTRIES)}
    assert shortened(record) == record


@pytest.mark.parametrize("value", [1, "text", None, True, [], {}])
def test_what_is_short_stays_as_it_is(value: object) -> None:
    assert shortened(value) == value


def test_trimmed_json_is_json() -> None:
    body = body_of("models.json", json.dumps({"data": ROWS, "name": "Größe"}))
    assert shape(json.loads(body)) == shape({"data": ROWS, "name": ""})
    assert '"Größe"' in body.decode()


def test_trimmed_csv_has_its_header_and_first_rows() -> None:
    found = list(csv.DictReader(io.StringIO(body_of("board.csv", comma_separated()).decode())))
    assert len(found) == MOST_ROWS - 1
    assert found[0] == {"model": "m0", "score": "0"}


def test_trimmed_csv_keeps_cells_with_commas_and_line_breaks() -> None:
    assert body_of("board.csv", '\ufeffmodel,note\nx,"a, b\nc"\n').decode() == 'model,note\nx,"a, b\nc"\n'


def test_trimmed_parquet_has_the_same_columns_and_first_rows() -> None:
    found = pq.read_table(pa.BufferReader(body_of("board.parquet", parquet())))
    assert found.schema.equals(pa.Table.from_pylist(ROWS).schema)
    assert found.to_pylist() == ROWS[:MOST_ROWS]


def test_trimmed_yaml_is_yaml_in_the_same_order() -> None:
    text = "zeta: ö\nalpha:\n" + "".join(f"- model: m{number}\n" for number in range(100))
    body = body_of("board.yml", text)
    assert body.decode().startswith("zeta: ö\n")
    found = yaml.safe_load(body)
    assert list(found) == ["zeta", "alpha"]
    assert found["alpha"] == [{"model": f"m{number}"} for number in range(MOST_ENTRIES)]


@pytest.mark.parametrize("body", [b"plain words", b"\x00\x01\x02", b"", b"<html>"])
def test_what_is_of_no_known_format_stays_whole(body: bytes) -> None:
    assert body_of("page", body) == body


def test_a_recording_can_be_read_back(tmp_path: Path) -> None:
    answers = [
        Answer(
            url="https://example.org/models.json?x=1", body=json.dumps(ROWS).encode(), last_modified=date(2026, 1, 2)
        ),
        Answer(url="https://example.org/", body=b"plain"),
    ]
    written = list(record_source(source("board", fetch=lambda _: answers), tmp_path))
    assert [path.relative_to(tmp_path).as_posix() for path in written] == [
        "board/0_models.json",
        "board/1_answer",
        "board/index.json",
    ]
    index = json.loads(written[-1].read_text(encoding="utf-8"))
    assert index == [
        {"url": answers[0].url, "file": "0_models.json", "last_modified": "2026-01-02"},
        {"url": answers[1].url, "file": "1_answer", "last_modified": None},
    ]
    assert len(json.loads(written[0].read_bytes())) == MOST_ENTRIES


def test_a_source_of_many_answers_is_recorded_by_its_first(tmp_path: Path) -> None:
    answers = [Answer(url=f"https://example.org/{number}", body=b"x") for number in range(100)]
    assert len(list(record_source(source("board", fetch=lambda _: answers), tmp_path))) == MOST_ANSWERS + 1


def test_a_frozen_archive_cannot_be_recorded(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="old_board is a frozen archive"):
        list(record_source(source("old_board", fetch=None), tmp_path))


def test_a_source_that_does_not_answer_leaves_the_former_recording(tmp_path: Path) -> None:
    def answering(*bodies: bytes) -> Callable[[object], list[Answer]]:
        return lambda _: [Answer(url="https://example.org/a", body=body) for body in bodies]

    def failing(_: object) -> list[Answer]:
        message = "no connection"
        raise FetchError(message)

    list(record_source(source("board", fetch=answering(b"good")), tmp_path))
    with pytest.raises(FetchError):
        list(record_source(source("board", fetch=failing), tmp_path))
    assert (tmp_path / "board" / "0_a").read_bytes() == b"good"
