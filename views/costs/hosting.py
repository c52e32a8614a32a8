"""The second part of the Costs page: an API, or our own GPUs."""

from collections.abc import Iterator
from dataclasses import dataclass

import pandas as pd
import streamlit as st

from catalog import queries
from catalog.answers import hosting
from catalog.curated.providers import seller_title
from catalog.hosting.plans import (
    BANDWIDTH_EFFICIENCY,
    BANDWIDTH_EFFICIENCY_MOE,
    CACHE_BYTES,
    COMPUTE_EFFICIENCY,
    WEIGHT_BYTES,
    BreakEven,
    HostingError,
    Plan,
    Serving,
    memory,
)
from catalog.hosting.shapes import Shape, shape_of
from catalog.numeric import BILLION
from catalog.pricing.workload import Workload
from catalog.store import Store
from views.costs import serving
from views.costs.bills import Asked, CostsPage
from views.costs.hosting_chart import (
    crossover_alt_text,
    crossover_figure,
    machine_title,
    machines_alt_text,
    machines_figure,
)
from views.costs.serving import CACHES, PRECISIONS
from views.export.imprint import Imprint
from views.export.menus import chart_menu, page_imprint, table_menu
from views.shell import gates, inputs, workload
from views.shell.credits import draw_credits as draw_folded
from views.shell.inputs import WIDTH_PX
from views.shell.links import model_link
from views.shell.provenance import Part, credits_of
from views.shell.snapshot import Snapshot
from views.shell.tables import adjusted, column_config, known_columns
from views.shell.wording import count, day, markdown_text, usd

OWN = "own"
MOST_TRIED = 20
TABLE_PX = 420
FEW = 3  # of fewer machines the table alone tells enough
CREDITED = "API price, architecture, GPUs, their prices and speeds"
_NUMBERS = {
    **dict.fromkeys(("usd_per_hour", "usd_per_request"), "$%.3g"),
    "usd_per_month": "dollar",
    "requests_per_month": "compact",
    **dict.fromkeys(("tokens_per_second", "needed_gb", "usable_gb"), "%.0f"),
    **dict.fromkeys(("tokens_per_second_per_request", "time_to_first_token_s"), "%.3g"),
}
_OF_PLAN = (
    *("usd_per_month", "requests_per_month", "usd_per_request", "tokens_per_second", "speed_evidence"),
    *("tokens_per_second_per_request", "time_to_first_token_s", "at_once", "needed_gb", "usable_gb", "bound"),
    *("measured_conditions", "speed_source", "speed_as_of", "usd_per_hour"),
)
COLUMNS = {
    name: adjusted(found, number=_NUMBERS.get(name, "")) for name, found in column_config(Plan, *_OF_PLAN).items()
}
COLUMNS |= {
    "machine": st.column_config.TextColumn("Machine", pinned=True),
    "hosting_usd_per_month": st.column_config.NumberColumn("For our volume", help="USD a month", format="dollar"),
    "machines": st.column_config.NumberColumn("Machines", help="for our volume", format="localized"),
    "cheaper_from": st.column_config.NumberColumn(
        "Cheaper than the API from", help="requests a month; empty: at no volume", format="compact"
    ),
    "speed_as_of": st.column_config.DateColumn("Speed as of", format="D MMM YYYY"),
    "estimated_tokens_per_second": st.column_config.NumberColumn("Estimated speed", help="tokens/s", format="%.0f"),
    "bandwidth_gb_per_s": st.column_config.NumberColumn("Bandwidth of a GPU", help="GB/s", format="localized"),
    "fp16_tflops": st.column_config.NumberColumn("FP16 speed of a GPU", help="TFLOPS", format="localized"),
    "is_linked": st.column_config.CheckboxColumn("Linked", help="joined by NVLink or Infinity Fabric"),
    "cloud": st.column_config.TextColumn("Cloud"),
    "clouds_compared": st.column_config.NumberColumn("Clouds", help="how many ask a price for such a machine"),
    "price_source": st.column_config.TextColumn("Price from"),
    "price_as_of": st.column_config.DateColumn("Price as of", format="D MMM YYYY"),
    "price_url": st.column_config.LinkColumn("Price at"),
}
SHOWN = (
    *("machine", "hosting_usd_per_month", "machines", "cheaper_from", *_OF_PLAN[:4], "speed_evidence"),
    *("estimated_tokens_per_second", *_OF_PLAN[5:11], "bandwidth_gb_per_s", "fp16_tflops", "is_linked"),
    *(*_OF_PLAN[11:], "cloud", "clouds_compared", "price_source", "price_as_of", "price_url"),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class HostingPage:
    """What serving a model takes, as the page shows it.

    Attributes:
        found: the answer.
        fitting: of its machines those on which the model fits.
        unknown: of how many it is not known whether the model fits.
    """

    found: hosting.HostingAnswer
    fitting: pd.DataFrame
    unknown: int


@st.fragment
def draw(snapshot: Snapshot, page: CostsPage, asked: Asked) -> None:
    """Draw the part, which costs nothing while it is closed."""
    with st.expander("API or our own GPUs", key=OWN, on_change="rerun", bind="query-params") as part:
        if part.open:
            _draw_open(snapshot, page, asked)


def _draw_open(snapshot: Snapshot, page: CostsPage, asked: Asked) -> None:
    model_id = _ask_model(snapshot, page)
    if model_id is None:
        st.info("No open model with an offer is known here, so there is nothing to compare.")
        return
    try:
        answer = _answer(snapshot, asked.workload, model_id)
    except HostingError as error:
        st.info(markdown_text(error))
        return
    model_link(model_id, _name(snapshot, model_id))
    _draw_answer(answer, asked.workload)
    shown = _parts(snapshot, answer, model_id)
    imprint = _imprint(snapshot, answer, asked.workload, shown, _name(snapshot, model_id))
    known = answer.fitting[answer.fitting["requests_per_month"].notna()]
    if len(known):
        _draw_crossover(answer, known, asked.workload, imprint)
        if len(known) >= FEW:
            _draw_machines(known, imprint)
    _draw_table(answer, imprint)
    _draw_memory(answer)
    _draw_credits(snapshot, answer, shown)


# What is asked


def _ask_model(snapshot: Snapshot, page: CostsPage) -> str | None:
    """Ask for one of the open models with an offer.

    At first it is the ablest on the line of those that nothing beats, else the ablest shown, whose speed can be
    estimated.
    """
    found = page.costing.models
    open_ids = sorted(found.loc[found["weights"] == "open", "model_id"])
    if not open_ids:
        return None
    best = page.points[page.points["weights"] == "open"]
    best_ids = best.sort_values("is_on_frontier", ascending=False, kind="stable")["model_id"].tolist()
    start = next((model_id for model_id in best_ids[:MOST_TRIED] if not snapshot.ask(_shape, model_id).unknown), None)
    picked: str | None = st.selectbox(
        "Open model",
        open_ids,
        index=open_ids.index(start) if start else 0,
        key="serve",
        bind="query-params",
        width=3 * WIDTH_PX,
    )
    return picked


def _answer(snapshot: Snapshot, asked: Workload, model_id: str) -> HostingPage:
    """Ask how the model is served, and return what that takes.

    Raises:
        HostingError: it cannot be served so. The message says why.
    """
    served = serving.ask(asked)
    question = hosting.HostingQuestion(
        model_id=model_id,
        serving=served.serving,
        workload=asked,
        choice=served.choice,
        spot=served.spot,
        providers=gates.kept().provider,
        resellers=gates.kept().resellers,
    )
    found = snapshot.share(hosting.answer, question)
    fitting = found.plans[found.plans["fits"] == 1].reset_index(drop=True)
    return HostingPage(
        found=found,
        fitting=fitting.assign(machine=[machine_title(row) for row in fitting.to_dict("records")]),
        unknown=int(found.plans["fits"].isna().sum()),
    )


def _shape(store: Store, model_id: str) -> Shape:
    return shape_of(queries.shape_rows(store, model_id))


def _name(snapshot: Snapshot, model_id: str) -> str:
    return str(snapshot.ask(queries.shape_rows, model_id)["name"].iloc[0])


# What follows


def _draw_answer(answer: HostingPage, asked: Workload) -> None:
    """Draw in a few sentences which machines can, and whether they are cheaper."""
    st.markdown(_on_which(answer))
    known = answer.fitting[answer.fitting["requests_per_month"].notna()]
    if known.empty:
        if len(answer.fitting):
            st.markdown(f"How fast they would be is not known: {_unknown(answer.found.shape)}.")
        return
    best = known.iloc[0]
    ours, theirs = (usd(best[name]).replace("$", r"\$") for name in ("hosting_usd_per_month", "api_usd_per_month"))
    what = f"{count(int(best['machines']), 'machine')} of {markdown_text(best['machine'])}"
    seller = seller_title(answer.found.api["provider"].iloc[0])
    speed = "estimated" if best["speed_evidence"] == "estimated" else f"{best['speed_evidence']}, not estimated"
    st.markdown(
        f"{asked.requests_per_month:,.0f} requests a month cost **{theirs}** at {markdown_text(seller)}, the "
        f"cheapest API, and **{ours}** on {what}, the cheapest of our own (its speed is {speed}). {_from_when(known)}"
    )


def _on_which(answer: HostingPage) -> str:
    """Return on how many machines the model fits, as Markdown: none is said only where that is known."""
    compared, fitting = len(answer.found.plans), len(answer.fitting)
    of_unknown = f" Of {answer.unknown} it is not known: {_unknown(answer.found.shape)}." if answer.unknown else ""
    if not fitting and answer.unknown:
        lacking = _unknown(answer.found.shape)
        return f"Whether it fits is **not known** of {answer.unknown} of {compared} kinds of machine: {lacking}."
    return f"It fits on **{fitting} of {compared}** kinds of machine.{of_unknown}"


def _from_when(known: pd.DataFrame) -> str:
    cheaper = known.dropna(subset="cheaper_from")
    if cheaper.empty:
        return (
            "**At no volume** are our own cheaper: a full machine costs more than the API asks for the same requests."
        )
    first = cheaper.loc[cheaper["cheaper_from"].idxmin()]
    volume = f"{first['cheaper_from']:,.0f} requests a month"
    return f"Our own are cheaper from **{volume}**, on {markdown_text(first['machine'])}."


def _unknown(shape: Shape) -> str:
    return markdown_text("; ".join(shape.unknown) or "the figures of the GPU")


def _draw_crossover(answer: HostingPage, known: pd.DataFrame, asked: Workload, imprint: Imprint) -> None:
    st.header("From which volume our own are cheaper", anchor=False)
    with st.container(width=3 * WIDTH_PX):
        titles = {name: name for name in known["machine"]}
        picked = inputs.choice("Machine", titles, key="machine", default=_default(known))
    row = known[known["machine"] == picked].iloc[0]
    even = answer.found.break_even(row)
    curve = answer.found.curve(even)
    made = crossover_figure(curve, even, asked.requests_per_month, picked)
    st.plotly_chart(
        made,
        key="crossover_chart",
        config={"displaylogo": False},
        alt=crossover_alt_text(even, asked.requests_per_month, picked),
    )
    st.caption(_crossing(even, picked).replace("$", r"\$"))
    chart_menu(made, curve, imprint, key="take_crossover")


def _crossing(even: BreakEven, machine: str) -> str:
    """Return in a sentence where the lines of the chart cross."""
    if even.first is None:
        asked = even.requests_per_month * even.api_usd_per_request
        return (
            f"The lines never cross: at full load {machine} answers {even.requests_per_month:,.0f} requests for "
            f"{usd(even.usd_per_month)}; the API asks {usd(asked)} for them."
        )
    told = f"A machine answers {even.requests_per_month:,.0f} requests a month and is paid off from {even.first:,.0f}."
    if even.always is None:
        return f"{told} Each further one is dearer for a while, at any volume."
    return f"{told} Machines come whole: from {even.always:,.0f} on they never cost more than the API again."


def _default(known: pd.DataFrame) -> str:
    """Return the machine that is drawn at first: the one that pays off first; else the cheapest for the volume."""
    cheaper = known.dropna(subset="cheaper_from")
    return str((known.iloc[0] if cheaper.empty else cheaper.loc[cheaper["cheaper_from"].idxmin()])["machine"])


def _draw_machines(known: pd.DataFrame, imprint: Imprint) -> None:
    st.header("The machines on which it fits", anchor=False)
    made = machines_figure(known)
    st.plotly_chart(made, key="machines_chart", config={"displaylogo": False}, alt=machines_alt_text(known))
    chart_menu(made, known, imprint, key="take_machines_chart")


def _draw_table(answer: HostingPage, imprint: Imprint) -> None:
    if answer.fitting.empty:
        return
    safe = answer.fitting["price_url"].where(answer.fitting["price_url"].astype(str).str.startswith("https://"))
    rows = answer.fitting.assign(price_url=safe)
    table = known_columns(rows, [name for name in SHOWN if name in rows])
    st.dataframe(
        table,
        key="machines",
        height=TABLE_PX if len(table) * 35 > TABLE_PX else "content",
        hide_index=True,
        column_config=COLUMNS,
        placeholder="-",
        alt=f"{count(len(table), 'machine')} on which the model fits, cheapest for the volume first",
    )
    table_menu(table, imprint, key="take_machines")


# How it was computed


def _draw_memory(answer: HostingPage) -> None:
    """Draw the formulas with their figures."""
    st.header("How this was computed", anchor=False)
    st.markdown(
        "\n".join(f"- {markdown_text(line)}" for line in formulas(answer.found.shape, answer.found.question.serving))
    )


def formulas(shape: Shape, served: Serving) -> Iterator[str]:
    """Yield the formulas of memory and speed with a model's figures, a sentence each."""
    need = memory(shape, served)
    if need.weights_gb is None or shape.parameters is None:
        yield "Weights: not known, as the number of parameters is not."
    else:
        each = WEIGHT_BYTES[served.stored_in]
        yield (
            f"Weights: {shape.parameters / BILLION:,.4g} billion parameters x {_bytes(each)} "
            f"({PRECISIONS[served.stored_in]}) = {need.weights_gb:,.1f} GB."
        )
    yield _cache_formula(shape, served, need.cache_gb_per_request)
    yield (
        f"Speed, where it is estimated: weights and caches are read with {BANDWIDTH_EFFICIENCY:.0%} of the data "
        f"sheet's bandwidth ({BANDWIDTH_EFFICIENCY_MOE:.0%} for mixtures of experts), and then the arithmetic is done "
        f"at {COMPUTE_EFFICIENCY:.0%} of its speed. Expect a factor of two either way, and measure before you buy."
    )
    yield (
        f"Machines: whole ones, 730 hours a month, {served.utilisation:.0%} of the time at full load; 90 % of their "
        "memory is used. People, networks, storage and standby are not counted."
    )
    yield from (f"{note[0].upper()}{note[1:]}." for note in shape.notes)


def _cache_formula(shape: Shape, served: Serving, gb: float | None) -> str:
    attention = shape.attention
    if gb is None or attention is None:
        return f"KV cache: not known: {'; '.join(shape.unknown)}."
    each = CACHE_BYTES[served.cache_precision]
    length = f"{served.tokens:,.0f} tokens (input and output of a request)"
    if attention.latent_elements is not None:
        values = f"{shape.layers} layers x {attention.latent_elements} latent values x {_bytes(each)}"
    else:
        values = f"2 x {shape.layers} layers x {shape.kv_heads} KV heads x {shape.head_dimension} x {_bytes(each)}"
    windows = ""
    if attention.full_every > 1:
        kept = f"the last {attention.window_tokens:,}" if attention.window_tokens else "a state of fixed size"
        windows = f"; one layer in {attention.full_every} keeps every token, the others {kept}"
    return f"KV cache: {values} x {length} = {gb:,.3g} GB a request{windows}."


def _bytes(each: float) -> str:
    return "1 byte" if each == 1 else f"{each:g} bytes"


# Where it comes from


def _parts(snapshot: Snapshot, answer: HostingPage, model_id: str) -> tuple[Part, ...]:
    """Return what the answer rests on: the API's price, the model's size and shape, the machines and their figures."""
    stated = snapshot.ask(queries.shape_rows, model_id)
    shapes = stated[stated["layers"].notna()].head(1).rename(columns={"shape_source": "source"})
    machines_told = (
        answer.fitting.reindex(columns=[each]).rename(columns={each: "source"})
        for each in ("price_source", "spec_source", "speed_source")
    )
    price = answer.found.api[["price_source_id"]].rename(columns={"price_source_id": "source_id"})
    return (
        *(Part(rows, what=CREDITED) for rows in (price, shapes, *machines_told)),
        Part(stated, ("parameters", "active_parameters")),
    )


def _draw_credits(snapshot: Snapshot, answer: HostingPage, shown: tuple[Part, ...]) -> None:
    days = pd.to_datetime(answer.fitting["price_as_of"].dropna())
    if len(days):
        st.caption(f"GPU prices are of {day(days.min())} to {day(days.max())}: look at the date before you decide.")
    draw_folded(credits_of(snapshot.ask, *shown))


def _imprint(snapshot: Snapshot, answer: HostingPage, asked: Workload, shown: tuple[Part, ...], name: str) -> Imprint:
    served = answer.found.question.serving
    told = [
        workload.in_words(asked),
        f"Weights in {PRECISIONS[served.stored_in]}, {CACHES[served.cache_precision]}",
        f"{served.concurrency or 'as many as fit'} requests at once, {served.utilisation:.0%} utilisation",
    ]
    return page_imprint(
        snapshot,
        *shown,
        title=f"{name}: API or our own GPUs",
        gates="; ".join(told),
        counts=f"{len(answer.fitting)} of {count(len(answer.found.plans), 'machine')}",
    )
