"""OpenRouter's ranking by performance: how fast each model was at its fastest seller, of the day of the file.

Traps: one row is a model, and its figures are those of its best seller, not of a typical call: the highest median of
tokens a second and the lowest median of the time to the first token, which may be of two sellers. So they are two
speeds, each at the seller that is named for it, and one only where it is the same. The price beside them is that of the
input alone and is not read; 0 is a free variant, whose speed is not that of what is sold. Only models with about
100,000 requests are listed. Files are named by day, and none is the newest; `status` may say that a day has no figures.
The page's own address is not documented, and is asked only where no file of the last days answers.
"""

from collections.abc import Iterator, Sequence
from datetime import date
from typing import Any

from catalog.records import Speed
from etl.errors import ParseError
from etl.reading import day, field_of, json_of, list_of, number, table_of
from etl.source import Answer, Batch, Door, Source
from etl.sources._day_files import days_back, newest_file
from etl.sources._openrouter_names import named, seller

DAYS_URL = "https://raw.githubusercontent.com/pickmiu/llm-market-data/main/data/openrouter/performance"
PAGE_URL = "https://openrouter.ai/api/frontend/v1/rankings/performance"
CONDITIONS = "the {figure} of its sellers on OpenRouter"
_MS_A_SECOND = 1000
_DAYS = 7
_TOKENS_A_SECOND = (1, 2_000)
_WAIT_MS = (20, 120_000)


def fetch(door: Door) -> Sequence[Answer]:
    """Fetch the newest day of the last seven; where there is none, what the page shows."""
    found = newest_file(door, lambda day: f"{DAYS_URL}/{day.isoformat()}.json", days_back(_DAYS), _has_rows)
    return [found[1] if found else door.get(PAGE_URL)]


def parse(answers: Sequence[Answer]) -> Batch:
    """Return one speed a model, or two where two sellers are the best."""
    batch = Batch()
    for answer in answers:
        table = table_of(json_of(answer), answer.url)
        of_day = day(table.get("date"), answer.url) or answer.last_modified
        for row in list_of(field_of(table, "data", answer.url), answer.url):
            permaslug = str(field_of(row, "slug", answer.url))
            for speed in _speeds(batch, table_of(row, answer.url), permaslug, of_day):
                batch.add(speed, named(permaslug))
    return batch


def _has_rows(answer: Answer) -> bool:
    try:
        return bool(list_of(field_of(json_of(answer), "data", answer.url), answer.url))
    except ParseError:  # a day without figures: `data` is null
        return False


def _speeds(batch: Batch, row: dict[str, Any], permaslug: str, of_day: date | None) -> Iterator[Speed]:
    tokens = _figure(row, "p50_throughput", _TOKENS_A_SECOND, permaslug)
    wait_ms = _figure(row, "p50_latency", _WAIT_MS, permaslug)
    fastest, soonest = (
        seller(str(field_of(row, f"best_{figure}_provider", permaslug))) for figure in ("throughput", "latency")
    )
    sold = {
        figure: number(field_of(row, f"best_{figure}_price", permaslug), permaslug) > 0
        for figure in ("throughput", "latency")
    }
    for figure, is_sold in sold.items():
        if not is_sold:
            batch.reject("the best is a free variant", f"{permaslug}: {figure}")
    if fastest == soonest and all(sold.values()):
        yield _speed(permaslug, fastest, of_day, "fastest and soonest", tokens=tokens, wait_ms=wait_ms)
        return
    if sold["throughput"]:
        yield _speed(permaslug, fastest, of_day, "fastest", tokens=tokens)
    if sold["latency"]:
        yield _speed(permaslug, soonest, of_day, "soonest", wait_ms=wait_ms)


def _figure(row: dict[str, Any], key: str, scale: tuple[float, float], permaslug: str) -> float:
    found = number(field_of(row, key, permaslug), permaslug)
    if not scale[0] <= found <= scale[1]:
        message = f"{permaslug}: a {key} from {scale[0]:g} to {scale[1]:g} expected, found {found:g}"
        raise ParseError(message)
    return found


def _speed(
    permaslug: str,
    at: str,
    of_day: date | None,
    figure: str,
    *,
    tokens: float | None = None,
    wait_ms: float | None = None,
) -> Speed:
    return Speed(
        provider=at,
        output_tokens_per_second=tokens,
        time_to_first_token_s=None if wait_ms is None else wait_ms / _MS_A_SECOND,
        percentile="p50",
        statistic="best provider's median",
        conditions=CONDITIONS.format(figure=figure),
        evidence="measured",
        model_name=permaslug,
        as_of=of_day,
    )


SOURCE = Source(
    source_id="openrouter_performance",
    title="OpenRouter rankings: performance",
    publisher="OpenRouter",
    url="https://openrouter.ai/rankings",
    licence="MIT for the daily files (llm-market-data); figures of OpenRouter's public rankings",
    attribution=(
        "Speeds of OpenRouter's public rankings, https://openrouter.ai/rankings, kept by the day under MIT by "
        "https://github.com/pickmiu/llm-market-data"
    ),
    cadence_days=1,
    fetch=fetch,
    parse=parse,
    min_rows=100,
    serves=True,
)
