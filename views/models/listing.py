"""The parts of the Models page: what is asked, the pinned models, the table, where its rows lead, the credits."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pandas as pd
import streamlit as st

from catalog import queries
from catalog.answers import model_list, search
from catalog.filters import Filters, candidates, in_words, of_offers, removed_by
from catalog.identity.search import LONGEST_SEARCH
from catalog.models import listing
from catalog.models.listing import Listed
from catalog.pricing.eligible import known_offers
from catalog.pricing.terms import Terms
from catalog.records import Ability, Model, Offer, Speed, columns
from catalog.tradeoffs.scatter import PRICE, SPEED, Point
from views.export.imprint import Imprint
from views.export.menus import page_imprint, table_menu
from views.shell import gates, inputs, state
from views.shell.credits import draw_credits as draw_folded
from views.shell.links import MOST_COMPARED, compare_link, model_link
from views.shell.provenance import Credits, Part, credits_of
from views.shell.snapshot import Snapshot
from views.shell.state import Kept
from views.shell.tables import adjusted, column_config, with_titles
from views.shell.wording import count, markdown_text, shortened

STYLE = Path(__file__).with_name("models.css")
PINNED = "pinned"
SEARCH, SEARCHED = "search", "_searched"
_PINNED: Kept[tuple[str, ...]] = Kept("pinned", (), [PINNED], "pinned_widget_")
NO_MATCH = "does not match the search"
LONGEST_TOLD = 60
NAME_PX, TABLE_PX = 210, 560
_RECORDS = {
    **dict.fromkeys(("name", "developer", "model_id", "family", "weights", "licence_id", "licence_class"), Model),
    **dict.fromkeys(("parameters", "active_parameters", "context_tokens", "input_modalities"), Model),
    **dict.fromkeys(("tools", "structured_output", "reasoning", "release_date", "hub_repo_id"), Model),
    **dict.fromkeys(("retirement_date", "withdrawn_since"), Model),
    **dict.fromkeys(("seller_told", "price_terms"), Terms),
    **dict.fromkeys(("effort", "value", "low", "high"), Ability),
    **dict.fromkeys(("coverage", PRICE, "providers", "speed_place", "speed_evidence", "price_as_of"), Point),
    **dict.fromkeys(("input_usd_per_mtok", "output_usd_per_mtok", "provider"), Offer),
    **dict.fromkeys((SPEED, "statistic", "conditions"), Speed),
    "tie_group": Listed,
}
_LABELS = {
    "low": "Low",
    "high": "High",
    "coverage": "Measured",
    PRICE: "Price",
    SPEED: "Speed",
    "speed_evidence": "Speed is",
    "statistic": "Speed figure of",
    "conditions": "Conditions of the speed",
    "context_tokens": "Context",
}
_NUMBERS = {"value": "%.1f", "low": "%.1f", "high": "%.1f", "coverage": "percent", SPEED: "%.0f"}
_ROUGH = dict.fromkeys(("value", "low", "high", PRICE, "input_usd_per_mtok", "output_usd_per_mtok", SPEED), "float32")
_ROUGH |= {"tie_group": "Int32"}
# What may be chosen, in the order of the table; the first ones are shown at first.
SHOWN_AT_FIRST = (
    *("value", "low", "high", "tie_group", "coverage", PRICE, "seller_told", SPEED, "speed_evidence"),
    *("context_tokens", "licence_id", "release_date", "price_history"),
)
_CHOICE = (
    *SHOWN_AT_FIRST[:5],
    "effort",
    *(PRICE, "input_usd_per_mtok", "output_usd_per_mtok", "provider", "seller_told", "price_terms", "providers"),
    "price_as_of",
    *(SPEED, "speed_evidence", "speed_place", "statistic", "conditions"),
    *("developer", "family", "weights", "licence_id", "licence_class", "parameters", "active_parameters"),
    *("context_tokens", "input_modalities", "tools", "structured_output", "reasoning", "release_date"),
    *("retirement_date", "withdrawn_since"),
    *("hub_repo_id", "model_id", "price_history"),
)


def _configuration() -> dict[str, Any]:
    found = {
        name: adjusted(
            column_config(record, name, pinned="name")[name],
            label=_LABELS.get(name, ""),
            number=_NUMBERS.get(name, ""),
            width=NAME_PX if name == "name" else None,
        )
        for name, record in _RECORDS.items()
    }
    history = columns(Listed)["price_history"][1]
    return found | {
        "price_history": st.column_config.LineChartColumn(history.title, help=history.help, y_min=0, width=120)
    }


CONFIGURATION = _configuration()
TITLES = {name: str(CONFIGURATION[name]["label"]) for name in _CHOICE}


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """What the table is asked beside the gates: a search, which columns, and whether inferred abilities count."""

    text: str
    columns: tuple[str, ...]
    inferred: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class ModelsPage:
    """What the table shows.

    Attributes:
        every: a row for each model in play, as `catalog.models.listing.rows` returns them, with its price history.
        shown: those rows that pass the gates and the search; where one is asked, the likeliest meant first.
        left: a row a model: model_id, name, developer, and why it is not shown, missing where it is.
        candidates: what the gates were asked of, for `catalog.filters.relaxations`.
    """

    every: pd.DataFrame
    shown: pd.DataFrame
    left: pd.DataFrame
    candidates: pd.DataFrame


# What is asked


def ask(snapshot: Snapshot) -> Asked:
    """Draw what the table is asked beside the gates."""
    st.html(STYLE)
    domains = snapshot.ask(queries.ability_domains)
    if state.is_back() and SEARCH not in st.query_params:
        # Streamlit takes what is bound out of the address before it leaves a page, so that Back would lose it.
        st.session_state[SEARCH] = st.session_state.get(SEARCHED, "")
    with st.container(horizontal=True, vertical_alignment="bottom", gap="small", key="asked"):
        text = st.text_input(
            "Search",
            key=SEARCH,
            type="search",
            icon="",
            placeholder="Search by name or developer",
            label_visibility="collapsed",
            max_chars=LONGEST_SEARCH,
            live="300ms",
            bind="query-params",
            width=240,
        )
        if not domains.empty:
            gates.draw_domain(domains[domains["models"] > 0] if domains["models"].any() else domains)
        gates.draw_input_percent()
        with st.popover("Columns", key="view"):
            chosen = _ask_columns()
            inferred = inputs.switch("Inferred abilities too", key="inferred", note="Of models never measured there.")
    st.session_state[SEARCHED] = text
    return Asked(text=(text or "").strip(), columns=chosen, inferred=inferred)


def _ask_columns() -> tuple[str, ...]:
    picked = st.multiselect(
        "Columns beside the name",
        list(TITLES),
        default=list(SHOWN_AT_FIRST),
        format_func=TITLES.__getitem__,
        key="columns",
        bind="query-params",
        width=380,
    )
    return tuple(name for name in TITLES if name in picked)


# What follows


def models_page(snapshot: Snapshot, asked: Asked, filters: Filters) -> ModelsPage:
    """Return what the table shows under the gates."""
    models = snapshot.ask(queries.models_in_play)
    tried = candidates(models, snapshot.ask(known_offers), filters)
    reason = removed_by(tried, filters)["reason"]
    meant = search.model_ids(snapshot, asked.text)
    if asked.text:
        reason = reason.mask(reason.isna() & ~tried["model_id"].isin(meant), NO_MATCH)
    every = snapshot.share(model_list.answer, of_offers(filters), inferred=asked.inferred)
    shown = every[every["model_id"].isin(tried.loc[reason.isna(), "model_id"])]
    if asked.text:
        places = {model_id: place for place, model_id in enumerate(meant)}
        shown = shown.sort_values("model_id", key=lambda ids: ids.map(places))
    return ModelsPage(
        every=every,
        shown=shown,
        left=tried[["model_id", "name", "developer"]].assign(reason=reason),
        candidates=tried,
    )


# The pinned models


def adopt_pinned(snapshot: Snapshot) -> None:
    """Take the pinned models from the address where it speaks for this run."""
    _PINNED.adopt(lambda address: (_read_pinned(snapshot, address.get(PINNED, ())), ()))


def _read_pinned(snapshot: Snapshot, said: Sequence[str]) -> tuple[str, ...]:
    asked = [part for text in said[:1] for part in dict.fromkeys(text.split(",")) if part]
    kept = _known(asked, snapshot.ask(queries.models_in_play))[:MOST_COMPARED]
    if len(kept) < len(asked):
        told = markdown_text(shortened(next(part for part in asked if part not in kept), LONGEST_TOLD))
        st.toast(f"Ignored in the address: Pinned, “{told}”.", duration="long")
    return tuple(kept)


def pinned(every: pd.DataFrame) -> list[str]:
    """Return the models that are pinned, of those that are known; the address keeps them."""
    kept = _known(_PINNED.get(), every)
    state.write_one(PINNED, ",".join(kept))
    return kept


def _known(model_ids: Sequence[str], models: pd.DataFrame) -> list[str]:
    """Return those of the ids that a table has. Mostly there are none, and a set of all its ids takes its time."""
    known = set(models["model_id"]) if model_ids else set()
    return [model_id for model_id in model_ids if model_id in known]


def _pin(model_ids: Sequence[str]) -> None:
    _PINNED.set(tuple(model_ids))


def draw_pinned(found: ModelsPage, asked: Asked, kept: list[str]) -> None:
    """Draw the pinned models above the others, in their own order, whatever the gates and the search leave."""
    if not kept:
        return
    rows = found.every.set_index("model_id").loc[kept].reset_index()
    with st.container(horizontal=True, vertical_alignment="center", gap="small", key="pinned_row"):
        st.markdown(f"**Pinned**: {count(len(kept), 'model')}", width="content")
        compare_link(kept, "Compare them")
        st.button("Unpin all", key="unpin", type="tertiary", on_click=_pin, args=([],))
    st.dataframe(
        with_titles(_as_shown(rows, asked)),
        hide_index=True,
        column_config=CONFIGURATION,
        placeholder="-",
        alt=f"The {len(kept)} pinned models",
    )


# The table


def _as_shown(rows: pd.DataFrame, asked: Asked) -> pd.DataFrame:
    """Return what the browser gets: the columns asked for, in fewer digits than are known, for there are many rows."""
    shown = rows[["name", *asked.columns]]
    rough = {name: kind for name, kind in _ROUGH.items() if name in shown}
    return shown.assign(**{name: shown[name].astype(kind) for name, kind in rough.items()})


def draw_table(found: ModelsPage, asked: Asked, kept: list[str], imprint: Imprint) -> None:
    """Draw the models, where the selected ones lead, and the menu to take the table away."""
    chosen = st.container()
    shown = _as_shown(found.shown, asked)
    state = st.dataframe(
        with_titles(shown),
        # Another key where other rows stand in it, so that no selection slips to another model.
        key=f"models_{hash(tuple(found.shown['model_id']))}",
        height=TABLE_PX if len(shown) * 35 > TABLE_PX else "content",
        hide_index=True,
        column_config=CONFIGURATION,
        placeholder="-",
        on_select="rerun",
        selection_mode="multi-row",
        alt=f"{count(len(shown), 'model')}, the ablest first",
    )
    selected = found.shown.iloc[[row for row in state["selection"]["rows"] if row < len(found.shown)]]
    with chosen:
        _draw_chosen(selected, kept)
    table_menu(found.shown[list(dict.fromkeys(["model_id", *shown]))], imprint, key="take_models")


def _draw_chosen(selected: pd.DataFrame, kept: list[str]) -> None:
    """Draw where the selected models lead."""
    ids = selected["model_id"].tolist()
    with st.container(horizontal=True, vertical_alignment="center", gap="small", key="chosen"):
        if not ids:
            st.caption("Select rows to open a model, to compare up to six, or to pin them above the table.")
            return
        too_many = f", {MOST_COMPARED} at most can be compared" if len(ids) > MOST_COMPARED else ""
        st.markdown(f"**{count(len(ids), 'model')} selected**{too_many}", width="content")
        for model_id, name in zip(ids[:MOST_COMPARED], selected["name"], strict=False):
            model_link(model_id, name)
        compare_link(ids, "Compare them")
        both = list(dict.fromkeys([*kept, *ids]))
        st.button(
            "Pin",
            key="pin",
            type="tertiary",
            on_click=_pin,
            args=(both[:MOST_COMPARED],),
            disabled=len(both) > MOST_COMPARED,
            help=f"Above the table, whatever the filters and the search leave; {MOST_COMPARED} at most.",
        )


def draw_no_match(snapshot: Snapshot, asked: Asked) -> None:
    """Say that the search finds nothing under the gates, and lead to the models with the nearest names."""
    st.info(f"No model that passes the filters matches “{markdown_text(asked.text)}”.")
    near = listing.nearest(snapshot.ask(queries.named_models), asked.text)
    if near:
        with st.container(horizontal=True, vertical_alignment="center"):
            st.markdown("Names near it:", width="content")
            for model_id in near:
                model_link(model_id, model_id)


# Where it comes from


def _part(rows: pd.DataFrame, asked: Asked) -> Part:
    return Part(rows, asked.columns, (gates.kept().domain,))


def draw_credits(snapshot: Snapshot, found: ModelsPage, asked: Asked, kept: list[str]) -> None:
    """Draw who published what is shown, in the table and above it."""

    def worked_out() -> Credits:
        rows = pd.concat([found.shown, found.every[found.every["model_id"].isin(kept)]])
        return credits_of(snapshot.ask, _part(rows, asked))

    # Ten thousand rows are read for it, and a selected row changes nothing of it.
    key = ("credits of the page Models", gates.kept(), asked, tuple(kept))
    draw_folded(snapshot.memory.recall(key, worked_out))


def imprint_of(snapshot: Snapshot, found: ModelsPage, asked: Asked) -> Imprint:
    """Return what is written beside the table that is taken away."""
    searched = [f"Search: {asked.text}"] if asked.text else []
    domains = snapshot.ask(queries.ability_domains).set_index("domain")["title"]
    told = [f"Ability: {domains.get(gates.kept().domain, gates.kept().domain)}", *in_words(gates.kept()), *searched]
    return page_imprint(
        snapshot,
        _part(found.shown, asked),
        title="Models",
        gates="; ".join(told),
        counts=f"{len(found.shown):,} of {count(len(found.left), 'model')}",
    )
