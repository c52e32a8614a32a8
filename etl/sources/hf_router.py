"""Hugging Face's router: which providers serve a Hub model, at what price and how fast.

Ids are Hub repositories. Prices are USD per million tokens; `throughput` is tokens per second and
`first_token_latency_ms` the time to the first token, both averages of the router's own requests. Without a recent
request they are null. A provider that is not `live` does not serve now.
"""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from catalog.curated.providers import provider
from catalog.identity.resolve import Name
from catalog.records import Model, Offer, Speed
from etl.prices import price_fields, states_no_price
from etl.reading import field_of, flag, json_of, list_of, optional_number, whole
from etl.source import Answer, Batch, Door, Source

URL = "https://router.huggingface.co/v1/models"
CONDITIONS = "average of recent requests through the Hugging Face router"


def fetch(door: Door) -> Sequence[Answer]:
    """Fetch the models that the router serves."""
    return [door.get(URL)]


def parse(answers: Sequence[Answer]) -> Batch:
    """Return each model with an offer and, where measured, a speed for each provider."""
    batch = Batch()
    for answer in answers:
        for row in list_of(field_of(json_of(answer), "data", answer.url), answer.url):
            repo = str(field_of(row, "id", answer.url))
            name = Name(repo, repo.split("/", maxsplit=1)[0], repo)
            batch.add(_model(row, repo, answer.last_modified), name)
            for served in list_of(field_of(row, "providers", repo), repo):
                _add_provider(batch, name, served, answer.last_modified)
    return batch


def _model(row: Mapping[str, Any], repo: str, as_of: date | None) -> Model:
    architecture = row.get("architecture") or {}
    return Model(
        developer=repo.split("/", maxsplit=1)[0],
        hub_repo_id=repo,
        input_modalities=tuple(architecture.get("input_modalities") or ()) or None,
        output_modalities=tuple(architecture.get("output_modalities") or ()) or None,
        as_of=as_of,
    )


def _add_provider(batch: Batch, name: Name, served: Mapping[str, Any], as_of: date | None) -> None:
    seller = str(field_of(served, "provider", name.text))
    where = f"{name.text} at {seller}"
    if field_of(served, "status", where) != "live":
        batch.reject("not live", where)
        return
    offer = _offer(name, served, where, as_of)
    if offer is None:
        batch.reject("no price stated", where)
    else:
        batch.add(offer, name)
    tokens = optional_number(served.get("throughput"), where)
    wait_ms = optional_number(served.get("first_token_latency_ms"), where)
    if tokens or wait_ms:
        speed = Speed(
            provider=provider(seller).slug,
            output_tokens_per_second=tokens or None,
            time_to_first_token_s=wait_ms / 1000 if wait_ms else None,
            percentile="mean",
            statistic="mean of this provider",
            conditions=CONDITIONS,
            evidence="measured",
            model_name=name.text,
            as_of=as_of,
        )
        batch.add(speed, name)


def _offer(name: Name, served: Mapping[str, Any], where: str, as_of: date | None) -> Offer | None:
    """Return what a provider asks, None where it states no price."""
    pricing = served.get("pricing") or {}
    stated = {"input": pricing.get("input"), "output": pricing.get("output")}
    if served.get("is_free") is True:  # a promotion: the stated price is what it will cost again
        stated = {"input": 0, "output": 0}
    if states_no_price(stated):
        return None
    prices = price_fields(stated, where)
    return Offer(
        provider=provider(str(served["provider"])).slug,
        context_tokens=whole(served.get("context_length"), where) or None,
        tools=flag(served.get("supports_tools")),
        structured_output=flag(served.get("supports_structured_output")),
        model_name=name.text,
        as_of=as_of,
        **prices,
    )


SOURCE = Source(
    source_id="hf_router",
    title="Hugging Face Inference Providers",
    publisher="Hugging Face",
    url="https://huggingface.co/inference/models",
    licence="none stated",
    attribution="Providers, prices and speeds by Hugging Face Inference Providers, https://huggingface.co/inference/models",
    cadence_days=1,
    fetch=fetch,
    parse=parse,
    min_rows=140,
)
