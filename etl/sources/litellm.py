"""LiteLLM's model map: prices of many providers by region, capabilities, and when developers retire their models.

Traps of the format:

* Prices are USD per single token. Their names carry the condition: `_above_200k_tokens`, `_batches`; `_priority`,
  `_flex` and the like are other services and are not read. `tiered_pricing` lists whole tiers instead.
* `off_peak_pricing` may hold for most of the week: then it is the price, and the plain one that of the busy hours.
* 0 stands for free tiers, for models on one's own hardware, for subscriptions, and for what nobody has looked up:
  `datasets/providers.csv` tells the first three apart, and at a provider that it doesn't know a 0 is no price.
* A key is `PROVIDER/REGION/ORGANISATION/MODEL` with any part but the last left out. The name is what remains without
  provider, region and a cloud's wrapping (see `etl.hosted_names`); the key stays the name at the source.
* Capabilities are believed of a developer's own listing only.
* `deprecation_date` is the day of the end at a cloud, and of OpenAI's and Google's own models; other developers'
  deprecate a model before they end it. A cloud's day is that of its own offer.
* `max_input_tokens` is the longest prompt. It is the context window at some developers and not at others.
* Rows have no day, and the file's says nothing of a row: an offer has none.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from typing import Any

from catalog.curated.providers import Provider, is_provider, provider
from catalog.identity.resolve import Name
from catalog.records import Model, Offer
from etl.conditions import OFF_PEAK, PEAK, at_other_hours, conditions, in_regions, trains_on_prompts
from etl.hosted_names import hosted_name, not_one_model
from etl.prices import (
    hours_between,
    price_fields,
    sells_no_answers,
    states_no_price,
    tiers_json,
    zero_means,
)
from etl.reading import PER_MILLION, day, flag, json_of, table_of, whole
from etl.source import Answer, Batch, Door, Source

URL = "https://raw.githubusercontent.com/BerriAI/litellm/main/model_prices_and_context_window.json"
HALF_A_WEEK_H = 84
_SHUTDOWN_OF = frozenset({"openai", "google"})
_UPLIFTS = {
    "regional_endpoint_uplift_multiplier": "at regional endpoints",
    "regional_processing_uplift_multiplier_eu": "where it is processed in Europe",
    "regional_processing_uplift_multiplier_us": "where it is processed in the United States",
}
_NOT_MODELS = frozenset({"sample_spec", "fallback_generalizations"})
_TEXT_MODES = frozenset({"chat", "completion", "responses"})
_PRICES = {
    "input": "input_cost_per_token",
    "output": "output_cost_per_token",
    "cache_read": "cache_read_input_token_cost",
    "cache_write": "cache_creation_input_token_cost",
}
_BATCH_PRICES = {"batch_input": "input_cost_per_token_batches", "batch_output": "output_cost_per_token_batches"}
_THRESHOLD = re.compile(r"(.+)_above_(\d+)k_tokens")
_SIZE_CLASS = re.compile(r"(?:^|-)(?:\d[\d.]*b-(?:to-)?\d[\d.]*b|(?:up-?to|above)-[\d.]+b|default)$")
_MODALITIES = {
    "image": "supports_vision",
    "file": "supports_pdf_input",
    "audio": "supports_audio_input",
    "video": "supports_video_input",
}
Row = Mapping[str, Any]


def fetch(door: Door) -> Sequence[Answer]:
    """Fetch the whole map."""
    return [door.get(URL)]


def parse(answers: Sequence[Answer]) -> Batch:
    """Return an offer for each priced text model, and the facts of the developers' own listings."""
    batch = Batch()
    for answer in answers:
        for key, row in table_of(json_of(answer), answer.url).items():
            if key not in _NOT_MODELS:
                _add_row(batch, key, table_of(row, key), answer.last_modified)
    return batch


def _add_row(batch: Batch, key: str, row: Row, as_of: date | None) -> None:
    seller = provider(re.sub(r"^vertex_ai-.*", "vertex_ai", str(row.get("litellm_provider"))))
    reason = _not_a_model(key, row, seller)
    if reason:
        batch.reject(reason, key)
        return
    text, region = hosted_name(_without_provider(key, seller))
    own = seller.developer if seller.makes(text) else None
    name = Name(text, own)
    if own:
        batch.add(_model(key, row, own, as_of), name)
    stated = _stated(row)
    reason = _no_price(stated, seller)
    if reason:
        batch.reject(reason, key)
        return
    if states_no_price(stated):  # a subscription states none
        stated = {"input": 0, "output": 0}
    prices = price_fields(stated, key, times=PER_MILLION, when_zero=zero_means(seller.billing))
    offer = Offer(
        provider=seller.slug,
        region=region,
        tiers=tiers_json(_tiers(row), key, times=PER_MILLION),
        data_policy=trains_on_prompts(key),
        conditions=conditions(trains_on_prompts(key), _at_other_hours(row), *_in_regions(row)),
        retirement_date=day(row.get("deprecation_date"), key) if _is_shutdown(own) else None,
        model_name=key,
        **prices,
        **_shared(key, row),
    )
    batch.add(offer, name)


def _not_a_model(key: str, row: Row, seller: Provider) -> str | None:
    """Return why a row is no text model, or None for one that is."""
    mode = row.get("mode")
    if mode not in _TEXT_MODES:
        return f"not a text model: {mode or 'no mode stated'}"
    if _SIZE_CLASS.search(key):
        return "a price of a class of models, not of a model"
    stated = {ours: row.get(theirs) for ours, theirs in _PRICES.items()}
    if sells_no_answers(stated):
        return "no output price: an embedding or the like"
    return not_one_model(key, seller)


def _without_provider(key: str, seller: Provider) -> str:
    """Return a key without the provider before it; `perplexity/perplexity/glm-5.3` says twice who serves."""
    parts = key.split("/")
    while len(parts) > 1 and is_provider(parts[0]) and provider(parts[0]) == seller:
        del parts[0]
    return "/".join(parts)


def _stated(row: Row) -> dict[str, object]:
    """Return the prices that hold for short prompts in most hours."""
    source = row
    if row.get("tiered_pricing"):
        source = {**row, **row["tiered_pricing"][0]}
    off_peak = row.get("off_peak_pricing")
    if off_peak and _hours_a_week(off_peak["windows"]) > HALF_A_WEEK_H:
        source = off_peak
    batched = {ours: row.get(theirs) for ours, theirs in _BATCH_PRICES.items()}
    return {ours: source.get(theirs) for ours, theirs in _PRICES.items()} | batched


def _at_other_hours(row: Row) -> str | None:
    """Return what the price is in the other hours of the week, None where it is the same."""
    off_peak = row.get("off_peak_pricing")
    plain, cheap = (prices.get(_PRICES["output"]) if prices else None for prices in (row, off_peak))
    if not (off_peak and plain and cheap):
        return None
    is_usual = _hours_a_week(off_peak["windows"]) > HALF_A_WEEK_H
    return at_other_hours(PEAK, plain / cheap) if is_usual else at_other_hours(OFF_PEAK, cheap / plain)


def _in_regions(row: Row) -> Iterator[str]:
    for field, where in _UPLIFTS.items():
        times = row.get(field)
        if times and times != 1:
            yield in_regions(where, float(times))


def _is_shutdown(own: str | None) -> bool:
    """Return whether `deprecation_date` is the day of the end: it is a cloud's, and OpenAI's and Google's own."""
    return own is None or own in _SHUTDOWN_OF


def _hours_a_week(windows: Sequence[Row]) -> float:
    hours = 0.0
    for window in windows:
        spans = window["hours_utc"] if isinstance(window["hours_utc"], list) else [window["hours_utc"]]
        days = len(window.get("weekdays") or range(7))
        hours += days * sum(hours_between(*span.split("-")) for span in spans)
    return hours


def _no_price(stated: Mapping[str, object], seller: Provider) -> str | None:
    """Return why a row has no price, or None where it has one (or is covered by a subscription)."""
    if seller.billing == "own hardware":
        return "runs on your own hardware: no price"
    if states_no_price(stated):
        return None if seller.billing == "subscription" else "no price per token stated"
    if not stated["input"] and not stated["output"] and not is_provider(seller.slug):
        return "a price of 0 at a provider that we don't know"
    return None


def _tiers(row: Row) -> Iterator[tuple[object, dict[str, object]]]:
    """Yield the tiers by length of the prompt, from either way to write them."""
    for tier in (row.get("tiered_pricing") or ())[1:]:
        yield tier["range"][0], {ours: tier.get(theirs) for ours, theirs in _PRICES.items()}
    ours_of = {theirs: ours for ours, theirs in _PRICES.items()}
    tiers: dict[int, dict[str, object]] = {}
    for field, value in row.items():
        match = _THRESHOLD.fullmatch(field)
        if match and match[1] in ours_of:
            tiers.setdefault(int(match[2]) * 1000, {})[ours_of[match[1]]] = value
    yield from tiers.items()


def _shared(key: str, row: Row) -> dict[str, Any]:
    """Return what a row states of the model and of the offer alike."""
    return {
        "max_input_tokens": whole(row.get("max_input_tokens"), key) or None,
        "max_output_tokens": whole(row.get("max_output_tokens"), key) or None,
        "tools": flag(row.get("supports_function_calling")),
        "structured_output": flag(row.get("supports_response_schema")),
    }


def _model(key: str, row: Row, developer: str, as_of: date | None) -> Model:
    reads = [modality for modality, field in _MODALITIES.items() if row.get(field) is True]
    return Model(
        developer=developer,
        input_modalities=("text", *reads) if reads else None,
        reasoning=flag(row.get("supports_reasoning")),
        deprecation_date=day(row.get("deprecation_date"), key),
        as_of=as_of,
        **_shared(key, row),
    )


SOURCE = Source(
    source_id="litellm",
    title="LiteLLM model map",
    publisher="BerriAI",
    url="https://github.com/BerriAI/litellm",
    licence="MIT",
    attribution="Prices and retirement dates by LiteLLM (BerriAI), MIT, https://github.com/BerriAI/litellm",
    cadence_days=1,
    fetch=fetch,
    parse=parse,
    min_rows=1800,
    founds="developers' models",
)
