"""The workload that pages ask for: it is kept between them, and in the address."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Literal

import streamlit as st

from catalog.fields import declared
from catalog.numeric import read_number
from catalog.pricing.workload import Workload, WorkloadError, read_workload, write_workload
from views.shell import state
from views.shell.inputs import WIDTH_PX
from views.shell.state import Address, Kept
from views.shell.wording import markdown_text

FIELDS = declared(Workload)
STEPS = {
    "requests_per_month": 10_000.0,
    **dict.fromkeys(("input_tokens", "output_tokens", "cached_tokens", "cache_written_tokens"), 100.0),
    "batch_share": 10.0,
}
# Names and figures that addresses of the page Costs carry which were made by earlier versions.
EARLIER_NAMES = {
    "requests": "requests_per_month",
    "input": "input_tokens",
    "output": "output_tokens",
    "cached": "cached_tokens",
}
BATCH_PERCENT = "batch"
_KEYS = "workload_"
_WORKLOAD = Kept(
    "workload",
    Workload(requests_per_month=100_000, input_tokens=1500, output_tokens=400),
    (*FIELDS, *EARLIER_NAMES, BATCH_PERCENT),
    _KEYS,
)


# What a product asks of a model in a month: the same on every page that asks it, and kept between them


def adopt_address(usual: Workload, names: Sequence[str] = ()) -> None:
    """Take the workload from the address where it speaks for this run. An address that names none keeps it.

    Args:
        usual: the figures of which the address says nothing.
        names: the names by which the address speaks for it, where these are not only its own.
    """
    _WORKLOAD.adopt(lambda address: _read(address, usual), names)


def _read(address: Address, usual: Workload) -> tuple[Workload, list[str]]:
    workload, refused = read_workload(_of_now(address), usual)
    return workload, [each.sentence for each in refused]


def _of_now(address: Address) -> Address:
    """Return an address with today's names for those that the page Costs had in earlier versions."""
    found = {now: address[before] for before, now in EARLIER_NAMES.items() if before in address}
    if BATCH_PERCENT in address:
        found["batch_share"] = [_share(percent) for percent in address[BATCH_PERCENT]]
    return found | {name: address[name] for name in FIELDS if name in address}


def _share(percent: str) -> str:
    number = read_number(percent)
    return percent if number is None else f"{number / 100:.15g}"


def kept() -> Workload:
    """Return the workload as it is now."""
    return _WORKLOAD.get()


def start_with(workload: Workload) -> None:
    """Ask for this workload instead of the one that is kept. For the callback of a widget."""
    _WORKLOAD.start_with(workload)


def notes() -> tuple[str, ...]:
    """Return a sentence for each part of the address that was ignored. It quotes foreign text: show it as text."""
    return _WORKLOAD.notes()


def draw_figure(name: str, width: int | Literal["stretch"] = WIDTH_PX) -> None:
    """Draw the widget of one figure; `take` keeps what it says."""
    field, key, scale = FIELDS[name], f"{_KEYS}{name}", _scale(name)
    st.session_state.setdefault(key, round(scale * float(getattr(kept(), name)), 6))
    st.number_input(
        f"{field.title}, %" if scale > 1 else field.title,
        field.least,
        scale * field.most,
        step=STEPS[name],
        key=key,
        format="%g",
        help=field.note or None,
        width=width,
    )


def take() -> None:
    """Keep the workload that the widgets say; where it cannot be, say so and keep the last one that can."""
    drawn = {name: st.session_state.get(f"{_KEYS}{name}") for name in FIELDS}
    said = {name: round(value / _scale(name), 8) for name, value in drawn.items() if value is not None}
    try:
        _WORKLOAD.set(replace(kept(), **said))
    except WorkloadError as error:
        st.warning(f"{markdown_text(error)} The last workload that can be is used.")


def _scale(name: str) -> float:
    return 100.0 if name == "batch_share" else 1.0


def ask_workload(usual: Workload) -> Workload:
    """Ask for the workload. The address holds it, but for the figures that are as usual."""
    if notes():
        st.info("Ignored in the address:\n" + "\n".join(f"- {markdown_text(note)}" for note in notes()))
    with st.container(horizontal=True, vertical_alignment="bottom", gap="small", key="workload"):
        for name in FIELDS:
            draw_figure(name)
    take()
    state.write(_WORKLOAD.names, write_workload(kept(), usual))
    return kept()


def in_words(workload: Workload) -> str:
    """Return a workload in words: "100,000 requests a month of 2,000 tokens in and 500 out"."""
    told = f"{workload.requests_per_month:,.0f} requests a month of {workload.input_tokens:,.0f} tokens in"
    parts = {"from": workload.cached_tokens, "written to": workload.cache_written_tokens}
    cached = ", ".join(f"{tokens:,.0f} {where} a cache" for where, tokens in parts.items() if tokens)
    told += f" ({cached})" if cached else ""
    told += f" and {workload.output_tokens:,.0f} out"
    return told + (f", {workload.batch_share:.0%} in batches" if workload.batch_share else "")
