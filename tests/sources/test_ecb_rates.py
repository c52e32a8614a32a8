"""Facts about reading the euro reference rates.

The recording was typed off, not asked for: it is the ECB's file of 28 June 2024 as others quote it in public.
"""

from datetime import date

import pytest

from catalog.records import ExchangeRate
from etl.errors import ParseError
from etl.source import Answer, Batch
from etl.sources import ecb_rates
from tests.recordings import answers_of

USD = "<Cube currency='USD' rate='1.10'/>"


def answer(rates: str = USD, time: str = "2026-11-27", head: str = "") -> Answer:
    cubes = f"<Cube><Cube time='{time}'>{rates}</Cube></Cube>"
    names = 'xmlns:g="http://www.gesmes.org/xml/2002-08-01" xmlns="http://www.ecb.int/vocabulary/2002-08-01/eurofxref"'
    body = f"{head}<g:Envelope {names}><g:subject>Reference rates</g:subject>{cubes}</g:Envelope>"
    return Answer(url=ecb_rates.URL, body=body.encode())


def rates(batch: Batch) -> list[ExchangeRate]:
    return [found.record for found in batch.found]


def test_a_rate_is_how_much_one_euro_was_worth_on_the_day() -> None:
    found = rates(ecb_rates.parse([answer(USD + "<Cube currency='JPY' rate='171.94'/>")]))
    assert [(rate.currency, rate.units_per_eur) for rate in found] == [("USD", 1.1), ("JPY", 171.94)]
    assert {rate.as_of for rate in found} == {date(2026, 11, 27)}


def test_a_row_that_cannot_be_read_is_told() -> None:
    batch = ecb_rates.parse([answer(f"{USD}{USD}<Cube currency='Euro' rate='1'/><Cube rate='1'/>")])
    assert len(batch.found) == 1
    assert [reason for reason, _ in batch.rejected] == [
        "a currency that stands twice",
        "no currency of three letters",
        "no currency of three letters",
    ]


@pytest.mark.parametrize("rate", ["0", "-1.1", "110", "0.011", "about 1", "nan", "inf", ""])
def test_an_impossible_rate_stops_the_source(rate: str) -> None:
    with pytest.raises(ParseError):
        ecb_rates.parse([answer(USD.replace("1.10", rate))])


@pytest.mark.parametrize(
    "other",
    [
        answer("<Cube currency='JPY' rate='171.94'/>"),
        answer(time="yesterday"),
        answer(time=""),
        answer(head="<!DOCTYPE g [<!ENTITY a 'aaaaaaaaaa'>]>"),
        Answer(url=ecb_rates.URL, body=b"<html><h1>Just a moment...</h1></html>"),
        Answer(url=ecb_rates.URL, body=b"<g:Envelope"),
        Answer(url=ecb_rates.URL, body=b"{}"),
        Answer(url=ecb_rates.URL, body=b"\xff"),
    ],
)
def test_another_shape_stops_the_source(other: Answer) -> None:
    with pytest.raises(ParseError):
        ecb_rates.parse([other])


def test_the_recording_is_read_whole() -> None:
    batch = ecb_rates.SOURCE.batch(answers_of("ecb_rates"))
    assert not batch.rejected
    assert all(rate.units_per_eur > 0 for rate in rates(batch))
