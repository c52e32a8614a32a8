"""The endpoints behind one of OpenRouter's models: what each asks, and how fast it was.

Traps of the format:

* Prices are strings in USD per single token. -1 means that the price varies. A price already contains its `discount`,
  which is a promotion: the list price is that without it.
* `provider_name` Google is Vertex, and Google AI Studio is another provider: the tag (`google-vertex/europe`) tells
  them apart, and also names the region or the precision.
* `overrides` change the price from a length of the prompt on, or at times of day.
* `latency_last_30m` is the time to the first token in milliseconds; it and `throughput_last_30m` are objects {p50, p75,
  p90, p99}, which the answers of before September 2026 had for those with a key alone. A high percentile is that of a
  slow request: of the throughput it is the lower figure. Without traffic they are null or lack a percentile. Prices do
  not wait for them: whatever else stands there is no speed.
"""

from collections.abc import Iterator, Mapping
from contextlib import suppress
from dataclasses import replace
from datetime import date
from typing import Any

from catalog.curated.providers import provider
from catalog.identity.resolve import Name
from catalog.records import Offer, Speed
from etl.conditions import OFF_PEAK, PEAK, at_other_hours, conditions, promotion
from etl.errors import ParseError
from etl.hosted_names import is_region
from etl.prices import price_fields, states_no_price, tiers_json
from etl.reading import PER_MILLION, field_of, json_of, list_of, optional_number, table_of, whole
from etl.source import Answer, Batch

CONDITIONS = "last 30 minutes on OpenRouter"
PERCENTILES = ("p50", "p75", "p90", "p99")
_MEDIAN = PERCENTILES[0]
_PRICES = {
    "input": "prompt",
    "output": "completion",
    "cache_read": "input_cache_read",
    "cache_write": "input_cache_write",
}
_TIMED = {"utc_start", "utc_end", "utc_days"}


def shared(row: Mapping[str, Any]) -> dict[str, Any]:
    """Return what models and endpoints state alike."""
    parameters = row.get("supported_parameters") or None
    return {
        "context_tokens": whole(row.get("context_length"), str(row.get("id"))) or None,
        "tools": None if parameters is None else "tools" in parameters,
        "structured_output": None if parameters is None else "structured_outputs" in parameters,
    }


def add_endpoints(batch: Batch, model_id: str, answer: Answer, until: date | None = None) -> None:
    """Add an offer and the speeds of each endpoint of a model, which OpenRouter lists until a day."""
    data = table_of(field_of(json_of(answer), "data", answer.url), answer.url)
    name = Name(model_id, model_id.split("/", maxsplit=1)[0])
    for endpoint in list_of(field_of(data, "endpoints", answer.url), answer.url):
        for key in ("provider_name", "tag", "pricing"):
            field_of(endpoint, key, answer.url)
        stated = _stated(endpoint["pricing"])
        if states_no_price(stated):
            batch.reject("no price stated", f"{model_id} at {endpoint['tag']}")
            continue
        offer = _offer(batch, model_id, endpoint, answer.last_modified)
        batch.add(replace(offer, retirement_date=until), name)
        for speed in _speeds(model_id, endpoint, answer.last_modified):
            batch.add(speed, name)


def _stated(pricing: Mapping[str, Any]) -> dict[str, object]:
    return {ours: pricing.get(theirs) for ours, theirs in _PRICES.items()}


def _offer(batch: Batch, model_id: str, endpoint: Mapping[str, Any], as_of: date | None) -> Offer:
    pricing = endpoint["pricing"]
    seller, *labels = str(endpoint["tag"]).split("/")
    where = f"{model_id} at {endpoint['tag']}"
    discount = optional_number(pricing.get("discount"), where) or 0.0
    if not 0 <= discount < 1:
        message = f"{where}: a discount from 0 to less than 1 expected, found {discount:g}"
        raise ParseError(message)
    now = price_fields(_stated(pricing), where, times=PER_MILLION)
    prices = price_fields(_stated(pricing), where, times=PER_MILLION / (1 - discount))
    paid = [now["input_usd_per_mtok"], now["output_usd_per_mtok"]]
    return Offer(
        provider=provider(seller).slug,
        region=next(filter(is_region, labels), None),
        precision=_precision(endpoint),
        tiers=tiers_json(_tiers(batch, where, pricing), where, times=PER_MILLION / (1 - discount)),
        max_input_tokens=_longest_prompt(endpoint, where),
        max_output_tokens=whole(endpoint.get("max_completion_tokens"), where) or None,
        conditions=conditions(promotion(discount, paid) if discount else None, _at_other_hours(pricing, where)),
        model_name=model_id,
        as_of=as_of,
        **shared(endpoint),
        **prices,
    )


def _longest_prompt(endpoint: Mapping[str, Any], where: str) -> int | None:
    """Return the longest prompt; one that is longer than the context window says nothing."""
    stated, window = whole(endpoint.get("max_prompt_tokens"), where), whole(endpoint.get("context_length"), where)
    return None if stated and window and stated > window else stated or None


def _precision(endpoint: Mapping[str, Any]) -> str | None:
    stated = endpoint.get("quantization")
    return None if stated in {None, "unknown"} else str(stated)


def _tiers(batch: Batch, where: str, pricing: Mapping[str, Any]) -> Iterator[tuple[object, dict[str, object]]]:
    """Yield the tiers by length of the prompt; an override of another kind is counted, not read."""
    for override in pricing.get("overrides") or ():
        if _TIMED & set(override):
            continue  # a condition
        if "min_prompt_tokens" not in override:
            batch.reject("a price under a condition that we don't know", where)
        else:
            yield override["min_prompt_tokens"], _stated(override)


def _at_other_hours(pricing: Mapping[str, Any], where: str) -> str | None:
    """Return what the price is at other hours, None where it is the same."""
    usual = optional_number(pricing.get("completion"), where)
    for override in pricing.get("overrides") or ():
        other = optional_number(override.get("completion"), where)
        if _TIMED & set(override) and usual and other and usual > 0 and other > 0:
            return at_other_hours(PEAK if other > usual else OFF_PEAK, other / usual)
    return None


def _speeds(model_id: str, endpoint: Mapping[str, Any], as_of: date | None) -> Iterator[Speed]:
    """Yield one speed a percentile, where the answer has them."""
    throughput, latency = (_percentiles(endpoint.get(f"{what}_last_30m")) for what in ("throughput", "latency"))
    for percentile in PERCENTILES:
        tokens, wait_ms = throughput.get(percentile), latency.get(percentile)
        if tokens or wait_ms:
            yield Speed(
                provider=provider(str(endpoint["tag"]).split("/")[0]).slug,
                output_tokens_per_second=tokens,
                time_to_first_token_s=wait_ms / 1000 if wait_ms else None,
                percentile=percentile,
                statistic="median of this provider" if percentile == _MEDIAN else "percentile of this provider",
                conditions=CONDITIONS,
                evidence="measured",
                precision=_precision(endpoint),
                model_name=model_id,
                as_of=as_of,
            )


def _percentiles(stated: object) -> dict[str, float]:
    """Return the percentiles of a figure that are numbers above 0; none of an answer of another shape."""
    found: dict[str, float] = {}
    told = stated if isinstance(stated, dict) else {}
    for percentile in PERCENTILES:
        with suppress(ParseError):
            value = optional_number(told.get(percentile), percentile)
            if value and value > 0:
                found[percentile] = value
    return found
