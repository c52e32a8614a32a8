"""How an open model is to be served: the widgets, whose names, bounds and first values are those of `Serving`."""

from typing import NamedTuple, get_args

import streamlit as st

from catalog.fields import declared
from catalog.hosting.plans import USUAL_SERVING, CachePrecision, Serving
from catalog.hosting.shapes import Precision
from catalog.pricing.offers import PriceChoice
from catalog.pricing.workload import Workload
from views.shell import inputs

PRECISIONS: dict[Precision, str] = {each: each.upper() for each in get_args(Precision)}
RELEASED = "released"
WEIGHTS_IN: dict[str, str] = {RELEASED: "As released"} | {str(each): title for each, title in PRECISIONS.items()}
CACHES: dict[CachePrecision, str] = {each: f"{each.upper()} cache" for each in get_args(CachePrecision)}
CHOICES: dict[PriceChoice, str] = {each: f"{each.capitalize()} cloud" for each in ("middle", "cheapest")}
FIELDS = declared(Serving)


class ServingAsked(NamedTuple):
    """How it is served, and which of the clouds' prices counts."""

    serving: Serving
    choice: PriceChoice
    spot: bool


def ask(workload: Workload) -> ServingAsked:
    """Draw how the model is served, and return it; what a request has is the workload's.

    Raises:
        HostingError: no request is like that.
    """
    with st.container(horizontal=True, vertical_alignment="bottom", gap="small", key="serving"):
        weights_in = inputs.segment("Weights in", WEIGHTS_IN, key="precision", default=RELEASED)
        concurrency = inputs.number(
            FIELDS["concurrency"], key="at_once", default=USUAL_SERVING.concurrency, empty="all that fit"
        )
        utilisation = inputs.percent(FIELDS["utilisation"], key="busy", default=USUAL_SERVING.utilisation, step=5)
        choice = inputs.segment("Price of", CHOICES, key="cloud")
        with st.popover("More", key="serving_more"):
            cache = inputs.choice("KV cache in", CACHES, key="cache", default=USUAL_SERVING.cache_precision)
            spot = inputs.switch("Spot prices", key="spot", note="Machines that can be called back at any moment.")
    serving = Serving(
        input_tokens=workload.input_tokens,
        output_tokens=workload.output_tokens,
        cached_tokens=workload.cached_tokens,
        precision=next((precision for precision in PRECISIONS if precision == weights_in), None),
        cache_precision=cache,
        concurrency=concurrency,
        utilisation=utilisation,
    )
    return ServingAsked(serving, choice, spot)
