"""LLM Stats' table of providers, 2024 to May 2025: speeds that the community typed in by hand, frozen.

Many are no measurement of that model: a provider has one round speed for a whole list of models (42 tokens a second
for 15 models at Google, 0.1 for all old ones at Mistral). Such rows are placeholders and are rejected. What latency
means is not defined; it is taken for the time to the first token.
"""

from collections import Counter
from collections.abc import Sequence
from datetime import date
from typing import Any

from catalog.identity.resolve import Name
from catalog.records import Speed
from etl.errors import ParseError
from etl.reading import field_of, json_of, list_of, number, shown, table_of
from etl.source import Answer, Batch, Source

_PLACEHOLDER_MODELS = 3  # the same speed for so many models of one provider was not measured
_FASTEST = 10_000  # tokens a second
_SLOWEST = 600  # seconds


def parse(answers: Sequence[Answer]) -> Batch:
    """Read one speed a provider and model."""
    batch = Batch()
    for answer in answers:
        for folder, files in table_of(json_of(answer), answer.url).items():
            where = f"{answer.url}: {folder}"
            provider = field_of(files, "provider.json", where)
            rows = list_of(field_of(provider, "providermodels", where), where)
            alike = Counter(_figures(row, where)[0] for row in rows)
            for row in rows:
                _add_speed(batch, row, str(field_of(provider, "name", where)).strip(), alike, where)
    return batch


def _figures(row: Any, where: str) -> tuple[float, float]:  # noqa: ANN401 - decoded JSON
    tokens_per_second = number(field_of(row, "throughput", where), where)
    latency_s = number(field_of(row, "latency", where), where)
    if not (0 <= tokens_per_second < _FASTEST and 0 <= latency_s < _SLOWEST):
        message = f"{where}: tokens a second and seconds expected, found {tokens_per_second:g} and {latency_s:g}"
        raise ParseError(message)
    return tokens_per_second, latency_s


def _add_speed(batch: Batch, row: dict[str, Any], provider: str, alike: Counter[float], where: str) -> None:
    model = str(field_of(row, "model_id", where)).strip()
    figures = _figures(row, where)
    if alike[figures[0]] >= _PLACEHOLDER_MODELS:
        reason = "a placeholder: one speed for three or more models of a provider"
        batch.reject(reason, f"{provider}: {model}: {figures[0]:g} tokens/s")
        return
    batch.add(
        Speed(
            provider=provider,
            output_tokens_per_second=figures[0],
            time_to_first_token_s=figures[1],
            conditions="typed in by hand; load and prompt not stated",
            evidence="community",
            model_name=model,
            as_of=_day(field_of(row, "updated_at", where), where),
        ),
        Name(model),
    )


def _day(value: object, where: str) -> date:
    """Return the day of `2025-01-02`, which some rows write as `2025-1-2`."""
    try:
        year, month, day = map(int, str(value).split("-"))
        return date(year, month, day)
    except ValueError as error:
        message = f"{where}: a date expected, found {shown(value)}"
        raise ParseError(message) from error


SOURCE = Source(
    source_id="llmstats_speeds",
    title="LLM Stats provider speeds",
    publisher="LLM Stats",
    url="https://llm-stats.com",
    licence="CC-BY-4.0",
    attribution="Provider speeds by LLM Stats, CC BY 4.0, frozen in May 2025, https://llm-stats.com",
    cadence_days=None,
    fetch=None,
    parse=parse,
    min_rows=45,
    archive="llmstats_providers_2025-05-22.json",
    serves=True,
)
