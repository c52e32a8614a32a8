"""Bad rows are rejected and counted; many of them stop their source."""

from typing import Any

import pytest

from catalog.identity.resolve import Name
from catalog.records import HubModel, OpennessVerdict
from etl.errors import CheckError
from etl.plain_rows import why_bad
from etl.source import Batch
from tests.handmade import batch, model, offer, score, source

HOSTILE = ["\x07bell", "<script>", "</b>", "a <a href=x>", "<!--", "=1+1", " =HYPERLINK(1)", "a\u202eb", "a\u200fb",
           "a\u2066b", "two\nlines", "\x9bCSI", "half \ud800", "tag \U000e0041", "x" * 301]  # fmt: skip


@pytest.mark.parametrize("text", HOSTILE, ids=ascii)
@pytest.mark.parametrize(
    "row",
    [
        lambda text: (score(), Name(text)),
        lambda text: (score(), Name("GPT-5", developer=text)),
        lambda text: (score(), Name("GPT-5", hub_repo_id=text)),
        lambda text: (score(model_name=text), None),
        lambda text: (offer(provider=text), None),
        lambda text: (offer(region=text), None),
        lambda text: (model("acme/one", licence_id=text), None),
        lambda text: (model("acme/one", family=text), None),
        lambda text: (HubModel(hub_repo_id="acme/one", tags=("chat", text)), None),
        lambda text: (OpennessVerdict(subject=text, criterion="weights", verdict="open"), None),
    ],
)
def test_a_bad_text_in_any_column_costs_its_row_and_is_counted(text: str, row: Any) -> None:  # noqa: ANN401
    made = batch(*((score(float(number)), "acme/one") for number in range(20)), row(text))
    made.reject_bad_rows()
    assert len(made.found) == 20
    assert len(made.rejected) == 1
    assert made.rejected[0][1].isascii()
    assert len(made.rejected[0][1]) < 200


@pytest.mark.parametrize(
    "text", ["GPT-5 (high)", "Qwen/Qwen3-8B", "x" * 300, "a < b", "Größe 7B", "gpt-5 = best", "通义", "<128k tokens"]
)
def test_a_plain_text_is_one(text: str) -> None:
    assert why_bad(text) is None


@pytest.mark.parametrize(("rows", "bad", "happens"), [(5, 3, "goes on"), (5, 4, "stops"), (100, 10, "goes on"),
                                                      (100, 12, "stops")])  # fmt: skip
def test_a_source_stops_where_more_than_a_tenth_is_bad(rows: int, bad: int, happens: str) -> None:
    def parse(_: object) -> Batch:
        good = ((score(), f"acme/{number}") for number in range(rows - bad))
        return batch(*good, *((score(), "<b>") for _ in range(bad)))

    board = source("board", parse=parse)
    if happens == "stops":
        with pytest.raises(CheckError, match=f"{bad} of {rows} rows are bad, at most 10% expected"):
            board.batch([])
    else:
        assert len(board.batch([]).rejected) == bad
