"""How fast OpenRouter's endpoints were in the first half of July 2026: a research file that is not written again.

Traps: rows are multiplied by a join with prices, so a row counts once by its first five columns. A figure is the median
of the points of the model page's daily charts, of the standard variant alone. `latency` is the time to the first token
in milliseconds. The shares of failed tool calls and of failed structured answers are in percent, and empty where there
was no traffic of that kind, which is not 0. Sellers are written as OpenRouter's pages write them.
"""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from typing import Any

from catalog.records import Speed
from etl.errors import ParseError
from etl.reading import optional_number, parquet_rows, shown
from etl.source import Answer, Batch, Door, Source
from etl.sources._openrouter_names import named, seller

URL = "https://raw.githubusercontent.com/pluriholonomic/ai-routing/main/analysis/h11_endpoint_quality.parquet"
CONDITIONS = "through OpenRouter, the median of the days up to July 2026"
_COLUMNS = ("model_permaslug", "provider_name", "quantization", "tok_s", "latency", "tool_err", "struct_err")
_DISTINCT = _COLUMNS[:5]
_AS_OF = date(2026, 7, 15)  # the day of the study, which the answer does not carry
_MS_A_SECOND = 1000
_FASTEST = 10_000  # tokens a second
_SLOWEST_MS = 600_000
_PERCENT = 100


def fetch(door: Door) -> Sequence[Answer]:
    """Fetch the file."""
    return [door.get(URL)]


def parse(answers: Sequence[Answer]) -> Batch:
    """Return one speed a model, seller and precision."""
    batch = Batch()
    for answer in answers:
        for row in _distinct(parquet_rows(answer, _COLUMNS)):
            _add_speed(batch, row)
    return batch


def _distinct(rows: Sequence[Mapping[str, Any]]) -> Iterator[Mapping[str, Any]]:
    seen: set[tuple[str, ...]] = set()
    for row in rows:
        key = tuple(str(row[name]) for name in _DISTINCT)  # as text: NaN is not itself
        if key not in seen:
            seen.add(key)
            yield row


def _add_speed(batch: Batch, row: Mapping[str, Any]) -> None:
    permaslug, title = (str(row[name] or "").strip() for name in _COLUMNS[:2])
    if not permaslug or not title:
        batch.reject("no model or no seller named", shown(dict(row)))
        return
    where = f"{permaslug} at {title}"
    tokens = _within(row["tok_s"], _FASTEST, where)
    wait_ms = _within(row["latency"], _SLOWEST_MS, where)
    if tokens is None and wait_ms is None:
        batch.reject("no speed stated", where)
        return
    stated = str(row["quantization"] or "unknown")
    batch.add(
        Speed(
            provider=seller(title),
            output_tokens_per_second=tokens,
            time_to_first_token_s=None if wait_ms is None else wait_ms / _MS_A_SECOND,
            percentile="p50",
            statistic="median of this provider's days",
            conditions="; ".join([CONDITIONS, *_failures(row, where)]),
            evidence="measured",
            precision=None if stated == "unknown" else stated,
            model_name=permaslug,
            as_of=_AS_OF,
        ),
        named(permaslug),
    )


def _within(value: object, most: float, where: str) -> float | None:
    found = optional_number(value, where)
    if found is not None and not 0 < found < most:
        message = f"{where}: a figure above 0 and below {most:g} expected, found {found:g}"
        raise ParseError(message)
    return found


def _failures(row: Mapping[str, Any], where: str) -> Iterator[str]:
    """Yield how often tool calls and structured answers failed, where there was any traffic of them."""
    for key, what in (("tool_err", "tool calls"), ("struct_err", "structured answers")):
        share = optional_number(row[key], where)
        if share is None:
            continue
        if not 0 <= share <= _PERCENT:
            message = f"{where}: {key} from 0 to 100 expected, found {share:g}"
            raise ParseError(message)
        yield f"{share:.1f} % of {what} failed"


SOURCE = Source(
    source_id="openrouter_endpoint_speeds",
    title="OpenRouter endpoint speeds, July 2026",
    publisher="ai-routing",
    url="https://github.com/pluriholonomic/ai-routing",
    licence="none stated",
    attribution=(
        "Speeds of OpenRouter's endpoints up to July 2026 by ai-routing, no licence stated, "
        "https://github.com/pluriholonomic/ai-routing; figures of OpenRouter's public model pages"
    ),
    cadence_days=365,
    fetch=fetch,
    parse=parse,
    min_rows=400,
    serves=True,
)
