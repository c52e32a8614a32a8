"""The European Central Bank's euro reference rates of the last working day, for showing prices in another currency.

Shape: an envelope in XML that holds a Cube, which holds one Cube a day (`time`), which holds one Cube a currency
(`currency`, `rate`: units of it for one euro). https://www.ecb.europa.eu/stats/policy_and_exchange_rates/

Traps: three elements of one name, told apart by their attributes; the euro itself is not among the currencies; a
currency that is no longer quoted is left out. A document type is refused before the XML is read: entities can be made
to fill the memory, and the ECB sends none.
"""

import re
import xml.etree.ElementTree as ET
from collections.abc import Sequence
from datetime import date

from catalog.records import ExchangeRate
from etl.errors import ParseError
from etl.reading import day, number, shown, text_of
from etl.source import Answer, Batch, Door, Source

URL = "https://www.ecb.europa.eu/stats/eurofxref/eurofxref-daily.xml"
# One euro was worth 0.82 to 1.60 dollars since 1999: anything far from it is a mistaken unit or direction.
USD_FOR_EUR = (0.5, 2.5)
_CUBE = "{http://www.ecb.int/vocabulary/2002-08-01/eurofxref}Cube"
_CURRENCY = re.compile(r"[A-Z]{3}")


def fetch(door: Door) -> Sequence[Answer]:
    """Return the rates of the last working day."""
    return [door.get(URL)]


def parse(answers: Sequence[Answer]) -> Batch:
    """Return one rate a currency."""
    batch = Batch()
    for answer in answers:
        days = [cube for cube in _root(answer).iter(_CUBE) if "time" in cube.attrib]
        if len(days) != 1:
            message = f"{answer.url}: a Cube of one day expected, found {len(days)}"
            raise ParseError(message)
        as_of = day(days[0].get("time"), answer.url)
        if as_of is None:
            message = f"{answer.url}: the day of the rates expected, found nothing"
            raise ParseError(message)
        rates = _rates(days[0], as_of, answer.url, batch)
        low, high = USD_FOR_EUR
        if not low < rates.get("USD", 0.0) < high:
            message = f"{answer.url}: {low} to {high} US dollars for a euro expected, found {shown(rates.get('USD'))}"
            raise ParseError(message)
    return batch


def _root(answer: Answer) -> ET.Element:
    text = text_of(answer)
    if "<!DOCTYPE" in text or "<!ENTITY" in text:
        message = f"{answer.url}: XML without a document type expected, found {shown(text[:60])}"
        raise ParseError(message)
    try:
        return ET.fromstring(text)  # noqa: S314 - it has no document type, so no entities of its own
    except (ET.ParseError, ValueError) as error:
        message = f"{answer.url}: XML expected, found {shown(text[:60])}"
        raise ParseError(message) from error


def _rates(cubes: ET.Element, as_of: date, where: str, batch: Batch) -> dict[str, float]:
    rates: dict[str, float] = {}
    for cube in cubes.iter(_CUBE):
        currency, rate = cube.get("currency"), cube.get("rate")
        if cube is cubes:
            continue
        if currency is None or not _CURRENCY.fullmatch(currency):
            batch.reject("no currency of three letters", shown(currency))
        elif currency in rates:
            batch.reject("a currency that stands twice", currency)
        else:
            rates[currency] = number(rate, f"{where}, {currency}")
            if rates[currency] <= 0:
                message = f"{where}, {currency}: a rate above 0 expected, found {shown(rate)}"
                raise ParseError(message)
            batch.add(ExchangeRate(currency=currency, units_per_eur=rates[currency], as_of=as_of))
    return rates


SOURCE = Source(
    source_id="ecb_rates",
    title="Euro reference rates",
    publisher="European Central Bank",
    url="https://www.ecb.europa.eu/stats/policy_and_exchange_rates/euro_reference_exchange_rates/html/index.en.html",
    licence="free use with the source named",
    attribution="European Central Bank, euro foreign exchange reference rates, https://www.ecb.europa.eu",
    cadence_days=1,
    fetch=fetch,
    parse=parse,
    min_rows=20,
)
