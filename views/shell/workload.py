"""Numbers that are asked for and kept in the address, and the workload that is made of them."""

import math

import streamlit as st

from catalog.fields import LONGEST_TOLD
from catalog.pricing.workload import Workload, WorkloadError
from views.shell.wording import markdown_text, shortened

WIDTH_PX = 150


def number(
    label: str,
    *,
    key: str,
    default: int | None,
    between: tuple[int, int | None] = (0, None),
    step: int = 1,
    note: str = "",
) -> int | None:
    """Ask for a whole number. The address holds it under the key, but for the default.

    Args:
        label: what is asked, with its unit.
        key: the name in the address.
        default: what stands there at first; None: nothing.
        between: the lowest and the highest that may be asked for; None: what the browser can count.
        step: what the buttons beside it add.
        note: the help behind the question mark; it is also read where nothing stands at first.

    Returns:
        The number; the default where the field was emptied, which is read in it then.
    """
    least, most = between
    asked = st.query_params.get(key)
    if asked and not _is_number(asked, least, most):
        told = markdown_text(shortened(asked, LONGEST_TOLD))
        st.toast(f"Ignored in the address: {label}, “{told}”.", duration="long")
    stated = st.number_input(
        label,
        min_value=least,
        max_value=most,
        value=default,
        step=step,
        key=key,
        help=note or None,
        placeholder=note if default is None else str(default),
        bind="query-params",
        width=WIDTH_PX,
    )
    return default if stated is None else stated


def _is_number(text: str, least: int, most: int | None) -> bool:
    try:
        return least <= float(text) <= (math.inf if most is None else most)
    except ValueError:
        return False


def ask_workload() -> Workload | None:
    """Ask for the workload; None where there can be no such workload, which is said then."""
    with st.container(horizontal=True, vertical_alignment="bottom", gap="small", key="workload"):
        requests = number("Requests a month", key="requests", default=100_000, step=10_000)
        tokens = number("Input tokens", key="input", default=2_000, step=100, note="Of a request: the whole prompt.")
        output = number(
            "Output tokens", key="output", default=500, step=100, note="Of a request; thinking is billed as output."
        )
        cached = number(
            "Of input, cached", key="cached", default=0, step=100, note="Tokens of each prompt read from a cache."
        )
        batch = number(
            "In batches, %",
            key="batch",
            default=0,
            between=(0, 100),
            step=10,
            note="Share of requests that can wait.",
        )
    try:
        return Workload(
            requests_per_month=requests or 0,
            input_tokens=tokens or 0,
            output_tokens=output or 0,
            cached_tokens=cached or 0,
            batch_share=(batch or 0) / 100,
        )
    except WorkloadError as error:
        st.info(markdown_text(error))
        return None


def in_words(workload: Workload) -> str:
    """Return a workload in words: "100,000 requests a month of 2,000 tokens in and 500 out"."""
    told = f"{workload.requests_per_month:,.0f} requests a month of {workload.input_tokens:,.0f} tokens in"
    told += f" ({workload.cached_tokens:,.0f} from a cache)" if workload.cached_tokens else ""
    told += f" and {workload.output_tokens:,.0f} out"
    return told + (f", {workload.batch_share:.0%} in batches" if workload.batch_share else "")
