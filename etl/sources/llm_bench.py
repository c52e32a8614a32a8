"""Hourly probes of served models: the time to the first token, through OpenRouter.

Traps: `provider` is the protocol (openai), not who served. An answer is of 20 tokens, so its tokens a second mean
nothing and are not read. A wait of 0 says that no token of an answer was seen (a thinking model thought all of it), not
that it was fast: a median counts only where more than half of the probes saw one. Files are named by day, and none is
the newest.
"""

import json
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from statistics import median
from typing import Any

from catalog.identity.resolve import Name
from catalog.records import Speed
from etl.errors import ParseError
from etl.reading import day, field_of, number, shown, text_of
from etl.source import Answer, Batch, Door, Source
from etl.sources._day_files import days_back, newest_file

ROOT = "https://raw.githubusercontent.com/Jwrede/llm-bench-data/main/data"
THROUGH = "openrouter"
_DAYS = 7  # whose probes count together
_LONGEST_AGO = 90  # days, after which the probes have stopped
_LEAST = 5  # probes that saw a token
_MS_A_SECOND = 1000
_SLOWEST_MS = 600_000


def address(of_day: date) -> str:
    """Return the address of a day's probes."""
    return f"{ROOT}/{of_day:%Y-%m}/{of_day.isoformat()}.jsonl"


def fetch(door: Door) -> Sequence[Answer]:
    """Fetch the newest day and the six before it.

    Raises:
        FetchError: no day of the last ninety has probes.
    """
    days = days_back(_LONGEST_AGO)
    found = newest_file(door, address, days)
    if found is None:
        return [door.get(address(days[0]))]
    newest, answer = found
    return [answer, *door.get_many(address(earlier) for earlier in days_back(_DAYS, newest)[1:])]


def parse(answers: Sequence[Answer]) -> Batch:
    """Return one time to the first token a model: the median of all probes."""
    batch = Batch()
    waits: dict[str, list[float]] = defaultdict(list)
    newest: dict[str, date] = {}
    for row, where in _rows(answers):
        model = str(field_of(row, "model", where))
        wait_ms = number(field_of(row, "ttft_ms", where), where)
        of_day = day(field_of(row, "timestamp", where), where)
        if not 0 <= wait_ms < _SLOWEST_MS or of_day is None:
            message = f"{where}: a time and milliseconds below {_SLOWEST_MS:g} expected, found {wait_ms:g}"
            raise ParseError(message)
        if field_of(row, "status", where) == "error":
            batch.reject("a probe that failed", where)
            continue
        waits[model].append(wait_ms)
        newest[model] = max(of_day, newest.get(model, of_day))
    for model, all_ms in waits.items():
        seen = [wait_ms for wait_ms in all_ms if wait_ms]
        if len(seen) < _LEAST or 2 * len(seen) <= len(all_ms):
            batch.reject("too few probes saw a token of the answer", f"{model}: {len(seen)} of {len(all_ms)}")
            continue
        batch.add(_speed(model, seen, len(all_ms), newest[model]), Name(model, model.split("/", maxsplit=1)[0]))
    return batch


def _rows(answers: Sequence[Answer]) -> Iterator[tuple[Mapping[str, Any], str]]:
    for answer in answers:
        for line in text_of(answer).splitlines():
            if not line.strip():
                continue
            try:
                row = json.loads(line)
            except (ValueError, RecursionError) as error:
                message = f"{answer.url}: a line of JSON expected, found {shown(line[:60])}"
                raise ParseError(message) from error
            yield row, f"{answer.url}: {shown(line[:60])}"


def _speed(model: str, seen_ms: Sequence[float], probes: int, as_of: date) -> Speed:
    return Speed(
        provider=THROUGH,
        time_to_first_token_s=median(seen_ms) / _MS_A_SECOND,
        percentile="p50",
        statistic="median of probes",
        conditions=f"through a proxy (OpenRouter), {len(seen_ms)} of {probes} probes with an answer of 20 tokens",
        evidence="measured",
        model_name=model,
        as_of=as_of,
    )


SOURCE = Source(
    source_id="llm_bench",
    title="llm-bench probes",
    publisher="llm-bench",
    url="https://github.com/Jwrede/llm-bench-data",
    licence="CC0-1.0",
    attribution="Hourly probes by llm-bench, CC0-1.0, https://github.com/Jwrede/llm-bench-data",
    cadence_days=1,
    fetch=fetch,
    parse=parse,
    min_rows=3,
    serves=True,
)
