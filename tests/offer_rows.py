"""Offers as `catalog.pricing.eligible.known_offers` gives them, of which a test says what matters to it."""

from typing import Any

import pandas as pd

from catalog.pricing.eligible import with_speeds

_OFFER: dict[str, Any] = {
    "model_id": "m",
    "provider": "acme",
    "region": None,
    "data_policy": None,
    "price_kind": "list",
    "flag": None,
    "tiers": None,
    "effort": None,
    "own_effort": None,
    "price_conditions": None,
    "sold_until": None,
    "withdrawn_since": None,
    "seller_kind": "cloud",
    "seller_country": None,
    "seller_region": None,
    "seller_policies": None,
    "weights": None,
    **{
        f"{price}_usd_per_mtok": None
        for price in ("input", "output", "cache_read", "cache_write", "batch_input", "batch_output")
    },
    "window_tokens": None,
    "prompt_tokens": None,
    "max_output_tokens": None,
    "verbosity": None,
    "verbosity_effort": None,
    "verbosity_source": None,
    "verbosity_as_of": pd.NaT,
    "price_source_id": "prices",
    "price_source": "Prices",
    "price_as_of": pd.Timestamp("2026-11-01"),
}
_SPEED: dict[str, Any] = {
    "model_id": "m",
    "provider": "acme",
    "hardware": None,
    "output_tokens_per_second": 50.0,
    "time_to_first_token_s": 1.0,
    "evidence": "community",
    "percentile": None,
    "statistic": None,
    "conditions": None,
    "is_throughput": False,
    "speed_source_id": "speeds",
    "speed_source": "Speeds",
    "speed_as_of": pd.Timestamp("2026-01-01"),
}
_TEXTS = (
    *("model_id", "provider", "region", "data_policy", "price_kind", "flag", "tiers", "effort", "own_effort"),
    *("weights", "seller_region", "seller_policies"),
)


def offer(**facts: Any) -> dict[str, Any]:  # noqa: ANN401 - of each column's own type
    """Return an offer. `usd` is the price of any token, `speed` the speed at its seller."""
    usd = facts.pop("usd", 1.0)
    return {"input_usd_per_mtok": usd, "output_usd_per_mtok": usd, "speed": None} | facts


def known(*offers: dict[str, Any]) -> pd.DataFrame:
    """Return the rows of `known_offers` for some offers, as `offer` makes them."""
    rows = pd.DataFrame([_OFFER | one for one in offers], columns=[*_OFFER])
    prices = {name: float for name in rows if name.endswith("_usd_per_mtok") or name == "verbosity"}
    limits = dict.fromkeys(("window_tokens", "prompt_tokens", "max_output_tokens"), "Int64")
    return with_speeds(rows.astype(dict.fromkeys(_TEXTS, "str") | prices | limits), speeds(*offers))


def speeds(*offers: dict[str, Any]) -> pd.DataFrame:
    """Return the rows of `queries.speeds` for those offers of which a speed is stated."""
    stated = [
        _SPEED
        | {name: one[name] for name in ("model_id", "provider") if name in one}
        | {"output_tokens_per_second": one["speed"]}
        for one in offers
        if one.get("speed")
    ]
    types = {"output_tokens_per_second": float, "time_to_first_token_s": float, "is_throughput": bool}
    rows = pd.DataFrame(stated, columns=[*_SPEED])
    return rows.astype(types | {"model_id": "str", "provider": "str", "speed_as_of": "datetime64[us]"})
