"""Cristian Tala's board for people who start a company in Spanish: 35 suites of small tasks; a JSON object.

Traps: only ranked rows took the whole exam, and other routes to a model (a subscription, a faster or a local one) stand
beside it; `score_*` mixes in price and speed, `quality_*` does not; `quality_avg` and the pillars are means of the
suites; a suite of which a model answered a part is named in `suites_incompletas`; some suites have two tasks, and a
local model of 14 billion parameters judges beside rules, so a suite alone is rough; `ocr_extraction` reads pictures
that are described in words; in `prompt_injection_es` it is the user who asks for a secret of the document; the mean of
`niah_es` is over the lengths that a model takes, so lengths are read one by one. Suites of taste and of business
(texts, slides, sales, plans) are not read, nor those that other boards test far better (code, hard questions). Of those
that are read, most order models unlike each other and unlike any other board; their weights say so. Reasoning is what
the provider does by default. Speed is tokens by the whole time of an answer, waiting included, so that only the time is
read.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from typing import Any

from catalog.identity.resolve import Name
from catalog.records import Score, Speed
from etl.errors import ParseError
from etl.reading import (
    day,
    field_of,
    flag,
    json_of,
    list_of,
    optional_number,
    refuse_fractions,
    score_of,
    shown,
    table_of,
)
from etl.source import Answer, Batch, Door, Source

URL = "https://raw.githubusercontent.com/ctala/ai-benchmarks-alternativos/main/docs/data/models.json"
TOP = 10
SUITES = (
    *("agent_long_horizon", "content_verificable", "customer_support", "hallucination", "integridad_idioma"),
    *("multi_turn", "ocr_extraction", "policy_adherence", "prompt_injection_es", "string_precision"),
    *("structured_output", "summarization", "tool_calling", "tool_calling_adversarial", "translation"),
    "verificar_claim",
)
LENGTHS = {"128000": "128k", "256000": "256k", "512000": "512k", "800000": "800k"}  # shorter ones nearly all read
NOT_THE_MODEL = ("provider_variant", "self_hosted", "retired")
CONDITIONS = (
    "mean of the board's tasks (no long documents), whole answer without streaming, "
    "by OpenRouter or the maker's own service; which provider served it is not stated"
)
_VERSION = re.compile(r"v(\d+(?:\.\d+)*)")
_FASTER = "-fast"


def fetch(door: Door) -> Sequence[Answer]:
    """Return the board's data file."""
    return [door.get(URL)]


def parse(answers: Sequence[Answer]) -> Batch:
    """Return a score for each ranked model, suite and length, and how long its answers take."""
    batch = Batch()
    for answer in answers:
        board = table_of(json_of(answer), answer.url)
        as_of = day(field_of(board, "generated_at", answer.url), answer.url)
        version = _VERSION.fullmatch(str(field_of(board, "scoring_version", answer.url)))
        if version is None:
            message = f"{answer.url}: scoring_version v4.8.0 expected, found {shown(board['scoring_version'])}"
            raise ParseError(message)
        rows = [table_of(row, answer.url) for row in list_of(field_of(board, "models", answer.url), answer.url)]
        ids = {_id(row, answer.url) for row in rows}
        values = []
        for row in rows:
            model = _id(row, answer.url)
            reason = _why_not(row, model, ids)
            if reason:
                batch.reject(reason, model)
                continue
            for score in _scores(row, model, version[1], as_of, batch):
                values.append(score.value)
                batch.add(score, Name(model))
            speed = _speed(row, model, as_of, batch)
            if speed:
                batch.add(speed, Name(model))
        refuse_fractions(values, answer.url)
    return batch


def _id(row: Mapping[str, Any], where: str) -> str:
    return str(field_of(row, "id", where)).strip()


def _why_not(row: Mapping[str, Any], model: str, ids: set[str]) -> str | None:
    """Return why a row is not a model's own exam, or None."""
    if flag(row.get("ranked")) is not True:
        return "not ranked: too few runs, an unfinished exam, or another route to a model"
    if any(row.get(key) for key in NOT_THE_MODEL):
        return "another route to a model, or one that is gone"
    if model.endswith(_FASTER) and model.removesuffix(_FASTER) in ids:
        return "a faster route to a model that has a row of its own"
    return None


def _scores(row: Mapping[str, Any], model: str, version: str, as_of: date | None, batch: Batch) -> Iterator[Score]:
    suites = table_of(field_of(row, "quality_by_suite", model), model)
    in_part, lengths = (table_of(row.get(key) or {}, model) for key in ("suites_incompletas", "long_context_by_size"))
    for suite in in_part.keys() & SUITES:
        batch.reject("only a part of the suite was answered", f"{model}, {suite}")
    cells = {f"aba_{suite}": suites[suite] for suite in SUITES if suite in suites and suite not in in_part}
    cells |= {f"aba_niah_es_{told}": lengths[size] for size, told in LENGTHS.items() if size in lengths}
    for benchmark_id, cell in cells.items():
        value = score_of(cell, TOP, f"{model}, {benchmark_id}", batch)
        if value is not None:
            yield Score(
                benchmark_id=benchmark_id,
                benchmark_version=version,
                value=value,
                evidence="measured",
                model_name=model,
                as_of=as_of,
            )


def _speed(row: Mapping[str, Any], model: str, as_of: date | None, batch: Batch) -> Speed | None:
    """Return how long an answer takes, None where that was not measured."""
    try:
        seconds = optional_number(row.get("latency_avg_s"), model)
    except ParseError as error:
        batch.reject("the time of an answer is not a number", str(error))
        return None
    if not seconds or seconds < 0:
        return None
    return Speed(
        task_latency_s=seconds,
        percentile="mean",
        conditions=CONDITIONS,
        evidence="measured",
        model_name=model,
        as_of=as_of,
    )


SOURCE = Source(
    source_id="ai_benchmarks_alternativos",
    title="AI benchmarks alternativos",
    publisher="Cristian Tala",
    url="https://benchmarks.cristiantala.com/",
    licence="MIT",
    attribution="AI benchmarks alternativos by Cristian Tala, MIT, https://github.com/ctala/ai-benchmarks-alternativos",
    cadence_days=30,
    fetch=fetch,
    parse=parse,
    min_rows=1000,
    serves=True,
)
