"""Hugging Face's inference providers, one probe each: how fast they answered, by Hub model.

Traps: only a `live` mapping is served now; `performance` may be missing, or lack tokens a second (then it times no
text); one model may be served for two tasks, each with its own mapping, and only answers in text have tokens. A probe
is an answer of about 200 tokens at an unstated moment, so the day is that of the file. Prices there are the router's,
which the source hf_router reads.
"""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from catalog.curated.providers import provider
from catalog.identity.resolve import Name
from catalog.records import Speed
from etl.errors import ParseError
from etl.reading import field_of, json_of, list_of, optional_number, table_of
from etl.source import Answer, Batch, Door, Source

URL = "https://raw.githubusercontent.com/jadnohra/hf-providers/main/web/data/models.json"
CONDITIONS = "an answer of about 200 tokens through Hugging Face"
_TEXT = frozenset({"conversational", "text-generation"})
_MS_A_SECOND = 1000
_FASTEST = 10_000  # tokens a second
_SLOWEST_MS = 600_000


def fetch(door: Door) -> Sequence[Answer]:
    """Fetch the list of models with their providers."""
    return [door.get(URL)]


def parse(answers: Sequence[Answer]) -> Batch:
    """Return one speed a model and provider that serves it live."""
    batch = Batch()
    for answer in answers:
        for row in list_of(json_of(answer), answer.url):
            repo = str(field_of(row, "id", answer.url))
            for served in list_of(table_of(row, repo).get("inferenceProviderMapping") or [], repo):
                _add_speed(batch, repo, table_of(served, repo), answer.last_modified)
    return batch


def _add_speed(batch: Batch, repo: str, served: Mapping[str, Any], as_of: date | None) -> None:
    where = f"{repo} at {field_of(served, 'provider', repo)}"
    probe = served.get("performance")
    if not isinstance(probe, dict):
        return  # never probed: most are not
    status, task = (str(field_of(served, key, where)) for key in ("status", "task"))
    if status != "live":
        batch.reject("not live", f"{where}: {status}")
        return
    if task not in _TEXT:
        batch.reject("no task that answers in tokens", f"{where}: {task}")
        return
    tokens = _within(probe.get("tokensPerSecond"), _FASTEST, where)
    wait_ms = _within(probe.get("firstTokenLatencyMs"), _SLOWEST_MS, where)
    if tokens is None and wait_ms is None:
        batch.reject("a probe without a speed", where)
        return
    batch.add(
        Speed(
            provider=provider(str(served["provider"])).slug,
            output_tokens_per_second=tokens,
            time_to_first_token_s=None if wait_ms is None else wait_ms / _MS_A_SECOND,
            statistic="one probe of this provider",
            conditions=CONDITIONS,
            evidence="measured",
            model_name=repo,
            as_of=as_of,
        ),
        Name(repo, repo.split("/", maxsplit=1)[0], repo),
    )


def _within(value: object, most: float, where: str) -> float | None:
    """Return a figure of a probe, None for one that is not stated or 0."""
    found = optional_number(value, where)
    if found is not None and not 0 <= found < most:
        message = f"{where}: a figure from 0 to {most:g} expected, found {found:g}"
        raise ParseError(message)
    return round(found, 3) if found else None


SOURCE = Source(
    source_id="hf_providers",
    title="Hugging Face providers, probed",
    publisher="hf-providers",
    url="https://github.com/jadnohra/hf-providers",
    licence="MIT or Apache-2.0; figures of the Hugging Face Hub",
    attribution="Probes of Hugging Face's providers, kept by hf-providers, MIT, https://github.com/jadnohra/hf-providers",
    cadence_days=90,
    fetch=fetch,
    parse=parse,
    min_rows=150,
    serves=True,
)
