"""Artificial Analysis: indices, tests, prices and speeds of served models, with the user's own key.

Its terms forbid passing the figures on and ask for a link beside them: they stay in the user's own snapshot. A missing
figure is written as 0, so a 0 says nothing, of a price neither. Indices are on 0 to 100, tests are fractions. The
indices are rebuilt from time to time and their version is not stated. Effort stands in the names. Prices and speeds are
medians over the model's providers.
"""

import os
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from catalog.identity.resolve import Name
from catalog.records import Model, Offer, Score, Speed
from etl.errors import MissingKeyError, ParseError
from etl.prices import price_fields, states_no_price
from etl.reading import day, field_of, json_of, list_of, optional_number, score_of, shown, table_of
from etl.source import Answer, Batch, Door, Source

URL = "https://artificialanalysis.ai/api/v2/data/llms/models"
KEY = "ARTIFICIAL_ANALYSIS_API_KEY"
MEDIAN = "median of providers"
INDICES = {
    "artificial_analysis_intelligence_index": "aa_intelligence_index",
    "artificial_analysis_coding_index": "aa_coding_index",
    "artificial_analysis_math_index": "aa_math_index",
}
TESTS = {
    "mmlu_pro": "mmlu_pro",
    "gpqa": "gpqa_diamond",
    "hle": "hle",
    "livecodebench": "aa_livecodebench",
    "scicode": "aa_scicode",
    "math_500": "aa_math_500",
    "aime": "aa_aime_2024",
    "aime_25": "aa_aime_2025",
    "ifbench": "aa_ifbench",
    "lcr": "aa_lcr",
    "terminalbench_hard": "aa_terminalbench_hard",
    "tau2": "aa_tau2_telecom",
}


def fetch(door: Door) -> Sequence[Answer]:
    """Fetch the list of models with the key that is set.

    Raises:
        MissingKeyError: no key is set.
    """
    key = os.environ.get(KEY, "").strip()
    if not key:
        raise MissingKeyError(KEY)
    return [door.get(URL, headers={"x-api-key": key})]


def parse(answers: Sequence[Answer]) -> Batch:
    """Read each model's scores, price, speed and release."""
    batch = Batch()
    for answer in answers:
        for entry in list_of(field_of(json_of(answer), "data", answer.url), answer.url):
            row = table_of(entry, answer.url)
            text = str(field_of(row, "name", answer.url)).strip()
            if not text:
                batch.reject("no model named", shown(row.get("id")))
                continue
            creator = row.get("model_creator") or {}
            name = Name(text, developer=str(creator.get("name") or "").strip() or None)
            for score in _scores(row, name, answer, batch):
                batch.add(score, name)
            for record in (_offer(row, name, answer), _speed(row, name, answer), _model(row, name, answer, batch)):
                if record is not None:
                    batch.add(record, name)
    return batch


def _scores(row: Mapping[str, Any], name: Name, answer: Answer, batch: Batch) -> Iterator[Score]:
    """Yield the indices and tests that are stated."""
    for key, stated in table_of(field_of(dict(row), "evaluations", answer.url), answer.url).items():
        benchmark_id = INDICES.get(key) or TESTS.get(key)
        if benchmark_id is None:
            batch.reject("an evaluation of no declared benchmark", f"{key} of {name.text}")
            continue
        value = score_of(stated, 100 if key in INDICES else 1, f"{answer.url} {name.text} {key}", batch)
        if value:
            yield Score(
                benchmark_id=benchmark_id,
                value=value,
                evidence="measured",
                harness="Artificial Analysis",
                model_name=name.text,
                as_of=answer.last_modified,
            )


def _offer(row: Mapping[str, Any], name: Name, answer: Answer) -> Offer | None:
    """Return the median price, where one is stated."""
    pricing = table_of(field_of(dict(row), "pricing", answer.url), answer.url)
    stated = {side: pricing.get(f"price_1m_{side}_tokens") or None for side in ("input", "output")}
    if states_no_price(stated):
        return None
    prices = price_fields(stated, f"{answer.url} {name.text}")
    return Offer(provider=MEDIAN, model_name=name.text, as_of=answer.last_modified, **prices)


def _speed(row: Mapping[str, Any], name: Name, answer: Answer) -> Speed | None:
    """Return the median speed, where one is stated."""
    where = f"{answer.url} {name.text}"
    per_second = _positive(row.get("median_output_tokens_per_second"), where)
    first = _positive(row.get("median_time_to_first_token_seconds"), where)
    if per_second is None and first is None:
        return None
    return Speed(
        provider=MEDIAN,
        output_tokens_per_second=per_second,
        time_to_first_token_s=first,
        percentile="p50",
        statistic="median over providers",
        conditions="median over providers",
        evidence="measured",
        model_name=name.text,
        as_of=answer.last_modified,
    )


def _positive(value: object, where: str) -> float | None:
    """Return a figure, None for the 0 that stands for a missing one."""
    found = optional_number(value, where)
    if found is not None and found < 0:
        message = f"{where}: a speed or time of 0 or more expected, found {found:g}"
        raise ParseError(message)
    return found or None


def _model(row: Mapping[str, Any], name: Name, answer: Answer, batch: Batch) -> Model | None:
    """Return the model's release, where it is stated."""
    try:
        released = day(row.get("release_date"), name.text)
    except ParseError:
        batch.reject("release_date is not a day", f"{name.text}: {row.get('release_date')}")
        return None
    if released is None:
        return None
    return Model(name=name.text, developer=name.developer, release_date=released, as_of=answer.last_modified)


SOURCE = Source(
    source_id="artificial_analysis",
    title="Artificial Analysis",
    publisher="Artificial Analysis",
    url="https://artificialanalysis.ai/",
    licence="Artificial Analysis API terms: own key, link required, no redistribution",
    attribution="Data from Artificial Analysis, own key, not to be passed on, https://artificialanalysis.ai/",
    cadence_days=1,
    fetch=fetch,
    parse=parse,
    min_rows=100,
    may_redistribute=False,
    needs=KEY,
    serves=True,
)
