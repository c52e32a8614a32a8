"""The filters, called gates here: the same on every page, kept in the address and when moving between pages.

Their values live in the session and are written to the address by each run. The widgets only change them: Streamlit
forgets a page's widgets when the page is left, and takes what was bound to them out of the address.
"""

from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import partial
from sys import intern
from typing import Any, NamedTuple

import pandas as pd
import streamlit as st

from catalog import queries
from catalog.curated.providers import seller_title
from catalog.filters import (
    ANY,
    BY_NAME,
    GATES,
    INPUT_PERCENTS,
    NAMES,
    SETTINGS,
    Filters,
    Gate,
    active,
    bare_reason,
    default,
    from_address,
    in_words,
    options,
    reasons_in_order,
    relaxations,
    to_address,
    without,
)
from catalog.records import Model
from catalog.store import Store
from views.shell import state
from views.shell.snapshot import Snapshot
from views.shell.state import Kept
from views.shell.tables import column_config, with_titles
from views.shell.wording import count, markdown_text, shortened

# What may be chosen in sight; other numbers come by the address.
STEPS: dict[str, tuple[float, ...]] = {
    "price_to": (0.1, 0.25, 0.5, 1.0, 2.0, 5.0, 10.0, 20.0),
    "context_from": (8_000.0, 32_000.0, 128_000.0, 200_000.0, 400_000.0, 1_000_000.0),
}
# What stays out until it is asked in, of two kinds: the words of each.
SIDES: dict[str, tuple[str, str]] = {"resellers": ("Well-known sellers", "All sellers, resellers too")}
IN_SIGHT = ("weights", *STEPS, *SIDES)
USUAL = "Prices of makers, clouds and inference providers; without models that their maker no longer sells"
CHIPS = "asked_chips"
BEHIND = tuple(gate.name for gate in GATES if gate.name not in IN_SIGHT)
_FILTERS = Kept("filters", Filters(), NAMES, "gate_")
MOST_OFFERED = 3
LONGEST_CHIP = 60
WEIGHTS_PX, SIDE_PX = 250, 220
MILLION = 1_000_000


def gate_options(store: Store) -> dict[str, list[str]]:
    """Return what may be chosen for each gate of many, and the domains."""
    return options(queries.models_in_play(store)) | {"domain": queries.ability_domains(store)["domain"].tolist()}


# What the page was asked


def adopt_address(snapshot: Snapshot) -> None:
    """Take the gates from the address where it speaks for this run. A link between pages that names none keeps them."""
    _FILTERS.adopt(lambda address: from_address(address, snapshot.ask(gate_options)))


def ignored() -> list[str]:
    """Return a sentence for each part of the address that was ignored. It quotes foreign text: show it as text."""
    return list(_FILTERS.notes())


def kept() -> Filters:
    """Return the gates as they are now, without drawing them."""
    return _FILTERS.get()


def start_with(filters: Filters) -> None:
    """Ask for these gates instead of those that are kept. For the callback of a widget."""
    _FILTERS.start_with(filters, ignored())


def open_gates(*names: str) -> None:
    """Open some gates, or if none is named all of them. For the callback of a widget."""
    start_with(without(kept(), *names))


def write_address() -> None:
    """Write the gates to the address, but for those at their default. Other names in it stay."""
    state.write(NAMES, to_address(kept()))


# What is asked, in one list


class Chip(NamedTuple):
    """One thing that is asked, with the way to take it back: its name, its words (foreign text), what opens it."""

    name: str
    told: str
    take_back: Callable[[], None]


def chips() -> list[Chip]:
    """Return what the filters of every page ask, each with the way to take it back."""
    filters = kept()
    told = zip(active(filters), in_words(filters), strict=True)
    return [Chip(gate.name, words, partial(_ask_nothing_of, gate.name)) for gate, words in told]


def _ask_nothing_of(name: str) -> None:
    """Let one filter be as it is at first; opened, one that lets in what stays out would let it in."""
    start_with(_with(kept(), name, default(name)))


def draw_asked(asked: Sequence[Chip]) -> None:
    """Draw everything that is asked as one row: a click takes one back, a button takes back all.

    The row is there where nothing is asked, too: a changed filter moves nothing.
    """
    with st.container(horizontal=True, vertical_alignment="center", gap="small", key="asked_row"):
        if not asked:
            st.caption(f"No filter is set. {USUAL}.")
            return
        told = {chip.name: markdown_text(shortened(chip.told, LONGEST_CHIP)) for chip in asked}
        st.session_state[CHIPS] = list(told)
        st.pills(
            "Asked for; a click takes one back",
            list(told),
            selection_mode="multi",
            format_func=lambda name: f"{told[name]} ✕",
            key=CHIPS,
            on_change=_take_back,
            args=(tuple(asked),),
            label_visibility="collapsed",
        )
        st.button("Clear all", key="clear_gates", on_click=_take_back_all, args=(tuple(asked),), type="tertiary")


def _take_back(asked: Sequence[Chip]) -> None:
    left = st.session_state.get(CHIPS) or []
    _take_back_all([chip for chip in asked if chip.name not in left])


def _take_back_all(asked: Sequence[Chip]) -> None:
    for chip in asked:
        chip.take_back()


# The widgets


def draw_gates(snapshot: Snapshot, also: Callable[[], Sequence[Chip]] = tuple) -> Filters:
    """Draw the filters: the most used in sight, the rest in one popover, and all that is asked. Return the filters.

    Nothing in sight has a label above it, and all have a width: Streamlit draws a place of that size at once, so that
    nothing below moves when the widgets arrive.

    Args:
        snapshot: the figures, which say what may be chosen.
        also: returns what the page asks besides, once the filters are drawn.
    """
    _take_settings()
    with st.container(key="filters", gap="xxsmall"):
        with st.container(horizontal=True, vertical_alignment="center", gap="small", key="gates"):
            _draw_in_sight()
            # Its label is part of its identity: a count in it would close it at each change.
            more = st.popover("More filters", key="more_gates", on_change="rerun")
            if more.open:
                with more:
                    _draw_behind(snapshot.ask(gate_options))
        write_address()
        draw_asked([*chips(), *also()])
    return kept()


def draw_all(snapshot: Snapshot) -> None:
    """Draw every filter, for a page that has them all behind one button. It writes the address and what is asked."""
    _take_settings()
    _draw_in_sight()
    _draw_behind(snapshot.ask(gate_options))


def _draw_in_sight() -> None:
    _ask(BY_NAME["weights"], [])
    for name, steps in STEPS.items():
        _ask_step(BY_NAME[name], steps)
    for name, words in SIDES.items():
        _ask_side(BY_NAME[name], words)


def _take_settings() -> None:
    """Take what the widgets say that are drawn further down: what is told above them must not be a step behind."""
    said = {name: st.session_state[_key(name)] for name in SETTINGS if _key(name) in st.session_state}
    _FILTERS.set(replace(kept(), **said))


def draw_few(snapshot: Snapshot, *names: str) -> Filters:
    """Draw some gates alone, for a page on which the others say nothing. Return what all of them ask for."""
    choices = snapshot.ask(gate_options)
    for name in names:
        _ask(BY_NAME[name], choices.get(name, []))
    write_address()
    return kept()


def draw_domain(domains: pd.DataFrame, then: Callable[[], None] | None = None) -> str:
    """Ask for one of the domains that `queries.ability_domains` returns; kept like the gates.

    Args:
        domains: the domains to choose from, at least one.
        then: what to do before the page runs again with another domain.
    """
    # Every session holds on to the options of its widgets: one text for all of them, not one for each.
    titles = {
        intern(domain): intern(f"Domain: {title}")
        for domain, title in zip(domains["domain"], domains["title"], strict=True)
    }
    key = _key("domain")
    chosen = kept().domain if kept().domain in titles else next(iter(titles))
    st.session_state.setdefault(key, chosen)
    picked = st.selectbox(
        "Domain",
        list(titles),
        format_func=titles.__getitem__,
        key=key,
        on_change=_take,
        args=("domain", then),
        label_visibility="collapsed",
        width=220,
    )
    _set("domain", picked)
    return str(picked)


def choose_domain(domain: str) -> None:
    """Choose a domain from elsewhere on the page. For callbacks: its box must not be drawn yet."""
    st.session_state[_key("domain")] = domain
    _set("domain", domain)


def draw_input_percent() -> int:
    """Ask for the share of input in the tokens, in percent; kept like the gates."""
    key = _key("input_percent")
    st.session_state.setdefault(key, kept().input_percent)
    picked = st.select_slider(
        "Input share",
        list(INPUT_PERCENTS),
        format_func=lambda percent: f"{percent} % input",
        key=key,
        on_change=_take,
        args=("input_percent",),
        label_visibility="collapsed",
        width=200,
    )
    _set("input_percent", int(picked))
    return int(picked)


def _take(name: str, then: Callable[[], None] | None = None) -> None:
    """Keep what a widget says before the page runs again: what is drawn above the widget tells it, too."""
    _FILTERS.set(_with(kept(), name, st.session_state[_key(name)]))
    if then is not None:
        then()


def _key(name: str) -> str:
    return f"gate_{name}"


def _set(name: str, value: Any) -> None:  # noqa: ANN401 - of the field's own type
    filters = kept()
    if getattr(filters, name) != value:
        _FILTERS.set(_with(filters, name, value))
    write_address()


def _with(filters: Filters, name: str, value: Any) -> Filters:  # noqa: ANN401 - of the field's own type
    changed: Filters = replace(filters, **{name: value})
    return changed


def _ask(gate: Gate, choices: list[str]) -> None:
    """Draw the widget of one gate, and keep what it says."""
    key = _key(gate.name)
    value = getattr(kept(), gate.name)
    st.session_state.setdefault(key, list(value) if isinstance(value, tuple) else value)
    picked = _drawn(gate, key, choices)
    read = tuple(picked) if isinstance(picked, list) else picked
    _FILTERS.set(_with(kept(), gate.name, read))


def _ask_step(gate: Gate, steps: tuple[float, ...]) -> None:
    """Draw one gate of a number as a choice of round figures, and the one that is kept; 0 asks for nothing."""
    key = _key(gate.name)
    chosen: float = st.session_state.setdefault(key, getattr(kept(), gate.name) or 0.0)
    picked = st.selectbox(
        gate.title,
        sorted({0.0, chosen, *steps}),
        format_func=STEP_TITLES[gate.name],
        key=key,
        label_visibility="collapsed",
        width=160,
    )
    _FILTERS.set(_with(kept(), gate.name, picked or None))


def _ask_side(gate: Gate, words: tuple[str, str]) -> None:
    """Draw one gate that lets in what stays out, as a choice of two."""
    key = _key(gate.name)
    st.session_state.setdefault(key, getattr(kept(), gate.name))
    picked = st.selectbox(
        gate.title,
        [False, True],
        format_func=lambda is_in: words[is_in],
        key=key,
        label_visibility="collapsed",
        help=gate.note,
        width=SIDE_PX,
    )
    _FILTERS.set(_with(kept(), gate.name, picked))


def _price_title(usd_per_mtok: float) -> str:
    return f"Up to ${usd_per_mtok:,.15g}" if usd_per_mtok else "Any price"


def _context_title(tokens: float) -> str:
    if not tokens:
        return "Any context"
    million = tokens >= MILLION and tokens % (MILLION / 1000) == 0
    return f"Context {tokens / MILLION:,.15g}M+" if million else f"Context {tokens / 1000:,.15g}k+"


def _drawn(gate: Gate, key: str, choices: list[str]) -> Any:  # noqa: ANN401 - of the widget's own type
    note = gate.note or None
    if gate.kind == "one":
        titles = gate.options or {}
        return st.segmented_control(
            gate.title,
            list(titles),
            format_func=titles.__getitem__,
            key=key,
            required=True,
            label_visibility="collapsed",
            width=WEIGHTS_PX,
        )
    if gate.kind == "many":
        told = seller_title if gate.name == "provider" else str
        return st.multiselect(gate.title, choices, format_func=told, key=key, help=note, placeholder=ANY.title())
    if gate.kind in {"yes", "too"}:
        return st.toggle(gate.title, key=key, help=note)
    if gate.kind == "since":
        return st.date_input(gate.title, value=None, key=key, help=note, format="YYYY-MM-DD")
    return st.number_input(
        f"{gate.title} ({gate.unit})",
        min_value=0.0,
        value=None,
        key=key,
        help=note,
        placeholder=ANY.title(),
        format="%g",
    )


def _draw_behind(choices: dict[str, list[str]]) -> None:
    """Draw the gates behind the button: fields, then switches, by the style in two columns where there is room.

    In one column they are higher than most screens, and a menu of theirs closes when what it stands in is scrolled.
    """
    toggles = [name for name in BEHIND if BY_NAME[name].kind in {"yes", "too"}]
    fields = [name for name in BEHIND if name not in toggles]
    for key, names in (("gates_fields", fields), ("gates_switches", toggles)):
        with st.container(key=key, gap="small"):
            for name in names:
                _ask(BY_NAME[name], choices.get(name, []))


STEP_TITLES: dict[str, Callable[[float], str]] = {"price_to": _price_title, "context_from": _context_title}


# What they leave


def shown_line(listed: pd.DataFrame, spread: str = "") -> None:
    """Draw "n of N models shown", and why the rest are not behind a click.

    Args:
        listed: a row a model: model_id, name, developer, and reason: why it is not shown, missing where it is.
        spread: what follows the sentence, as Markdown.
    """
    shown = int(listed["reason"].isna().sum())
    with st.container(horizontal=True, vertical_alignment="center", gap="small"):
        st.markdown(f"**{shown:,} of {count(len(listed), 'model')} shown**{spread}", width="content")
        if shown == len(listed):
            return
        why = st.popover("Why not the others", key="why_not", on_change="rerun", type="tertiary")
    if why.open:
        with why:
            _draw_reasons(listed[listed["reason"].notna()])


def _draw_reasons(out: pd.DataFrame) -> None:
    counts = out["reason"].map(bare_reason).value_counts()
    told = [f"- {count(int(counts[reason]), 'model')}: {reason}" for reason in reasons_in_order(counts.index)]
    st.markdown("\n".join(told))
    st.dataframe(
        with_titles(out[["name", "developer", "reason"]]),
        hide_index=True,
        column_config=column_config(Model, "name", "developer") | {"reason": "Why not shown"},
        placeholder="-",
        height=320,
        lazy=True,
        alt="Models that are not shown, with the reason",
    )


def nothing_left(models: pd.DataFrame, filters: Filters, otherwise: str = "") -> None:
    """Say that nothing is left, and offer to open the gate that would give back the most.

    Args:
        models: what `catalog.filters.candidates` returned.
        filters: the gates.
        otherwise: what to do where no gate alone is to blame.
    """
    back = relaxations(models, filters)
    if not back:
        advice = otherwise or ("Take back more than one filter." if active(filters) else "")
        st.info(f"No model is left. {advice}".strip())
        return
    st.info("No model is left. Taking back one of these filters gives some:")
    with st.container(horizontal=True):
        for name, number in list(back.items())[:MOST_OFFERED]:
            label = f"{BY_NAME[name].title}: {count(number, 'model')}"
            st.button(label, key=f"open_{name}", on_click=open_gates, args=(name,))
