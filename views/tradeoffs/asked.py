"""What the Trade-offs page is asked beside the filters: the axes, the quality, and how it is looked at."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any, Literal

import pandas as pd
import streamlit as st

from catalog import queries
from catalog.curated.providers import seller_title
from catalog.fields import LONGEST_TOLD
from catalog.models import landmarks
from catalog.pricing.eligible import Eligibility, eligible_offers, known_offers
from catalog.store import Store
from catalog.tradeoffs.scatter import AXES, PRICE, SPEED, Pair, Question
from views.charts.tradeoff import Look, Size
from views.shell import gates, inputs, palette, state
from views.shell.snapshot import Snapshot
from views.shell.state import Address, Kept
from views.shell.wording import markdown_text

PAIRS: dict[Pair, str] = {
    "quality_price": "Quality / price",
    "quality_speed": "Quality / speed",
    "price_speed": "Price / speed",
}
OVER_TIME = "Over time"
SHOWN: dict[str, str] = {str(pair): title for pair, title in PAIRS.items()} | {"over_time": OVER_TIME}
PRICES = {"cheapest": "Cheapest provider", "middle": "Middle provider", "range": "All providers, as a range"}
SIZES = {"same": "Says nothing", "parameters": "Parameters", "context_tokens": "Context window"}
UNITS = {"percent": "%", "elo": "Elo"}
ABILITY = "ability"
HOSTED = "hosted"
HEIGHT_PX, WIDTH_PX = 500, 760

Way = Literal["version", "price", "speed_on", "size", "intervals", "efforts", "inferred"]


@dataclass(frozen=True, slots=True, kw_only=True)
class View:
    """How the chart is looked at; each name is the one in the address, which holds titles.

    Attributes:
        version: of the benchmark; empty: the one with the newest figures.
        price: which of the providers' prices counts, or the provider whose price does.
        speed_on: on what the speeds were taken.
        size: what the size of a point says.
        intervals: draw the intervals of the qualities.
        efforts: every reasoning effort, not only the one that speaks for its model.
        inferred: also abilities in a domain in which the model was never measured.
    """

    version: str = ""
    price: str = "cheapest"
    speed_on: str = HOSTED
    size: str = "same"
    intervals: bool = False
    efforts: bool = False
    inferred: bool = False


CHOICES: dict[Way, str] = {
    "version": "Version",
    "price": "Price of",
    "speed_on": "Speed on",
    "size": "Size of the points",
}
SWITCHES: dict[Way, tuple[str, str]] = {
    "intervals": ("Intervals", "How sure the qualities are: of the models that are named, where many are shown."),
    "efforts": ("Every reasoning effort", "Not only the one that speaks for its model."),
    "inferred": ("Inferred abilities too", "Of models never measured in this domain."),
}
_VIEW = Kept("tradeoffs_view", View(), [*CHOICES, *SWITCHES], "view_")


def has_quality(snapshot: Snapshot) -> bool:
    """Return whether there is any domain in which models could be placed."""
    return not snapshot.ask(_domains).empty


def ask(snapshot: Snapshot) -> tuple[Question, Look, bool]:
    """Draw what the chart is asked beside the filters, and return it with the look of the chart.

    The last tells whether it is asked over time: of quality and price, day by day.
    """
    with st.container(horizontal=True, vertical_alignment="center", gap="small", key="axes"):
        shown = inputs.segment("Set against each other", SHOWN, key="axes_shown", width=440)
        is_over_time = shown == "over_time"
        pair: Pair = next((pair for pair in PAIRS if pair == shown), "quality_price")
        question, look = (
            _ask_quality(snapshot, pair) if pair != "price_speed" else (Question(pair=pair), Look(pair=pair))
        )
        if PRICE in AXES[pair]:
            gates.draw_input_percent()
        view = View() if is_over_time else _ask_view(snapshot, question)
    question, look = _viewed(snapshot, question, look, view)
    filters = gates.kept()
    look = replace(look, input_percent=filters.input_percent, height_px=HEIGHT_PX, width_px=WIDTH_PX)
    return replace(question, filters=filters), look, is_over_time


def ask_makers(snapshot: Snapshot, look: Look) -> Look:
    """Ask whether colours tell the makers, and return the look with the models that people look for."""
    flagships = snapshot.share(_flagships)
    if flagships.empty:
        return look
    shown = inputs.switch("Colour by maker", key="makers", note="Of the makers that most boards test.")
    makers = tuple(flagships["developer"].head(palette.MOST_MAKERS)) if shown else ()
    return replace(look, makers=makers, named=tuple(flagships["model_id"]))


def _flagships(snapshot: Snapshot) -> pd.DataFrame:
    return landmarks.flagships_of(snapshot.ask)


# The quality


def _domains(store: Store) -> pd.DataFrame:
    """Return the domains with an ability or a benchmark of priced models, tasks first."""
    domains = queries.ability_domains(store)
    tested = queries.benchmarks_with_prices(store)["domain"]
    return domains[(domains["models"] > 0) | domains["domain"].isin(tested)]


def _measures(snapshot: Snapshot, domain: str) -> dict[str, str]:
    """Return what may stand for quality in a domain: the ability first, then its benchmarks."""
    domains = snapshot.ask(_domains)
    found = snapshot.ask(queries.benchmarks_with_prices)
    found = found[found["domain"] == domain]
    same = found["title"].duplicated(keep=False)
    titles = found["title"].mask(same, found["title"] + " (" + found["benchmark_id"] + ")")
    of_benchmarks: dict[str, str] = dict(zip(found["benchmark_id"], titles, strict=True))
    has_ability = (domains.loc[domains["domain"] == domain, "models"] > 0).any()
    return ({ABILITY: "Ability"} if has_ability else {}) | of_benchmarks


def _ask_quality(snapshot: Snapshot, pair: Pair) -> tuple[Question, Look]:
    domains = snapshot.ask(_domains)

    def start_anew() -> None:
        # Without this the address would go on naming a benchmark of the domain that was left.
        st.session_state["quality"] = next(iter(snapshot.share(_measures, st.session_state["gate_domain"])))

    domain = gates.draw_domain(domains, then=start_anew)
    measure = inputs.choice("Measured by", snapshot.share(_measures, domain), key="quality", width=200)
    if measure == ABILITY:
        title = str(domains.set_index("domain").loc[domain, "title"])
        quality = f"Ability: {title} (50 = the middle model of 2025)"
        return Question(pair=pair), Look(pair=pair, quality_title=quality, is_ability=True)
    found = snapshot.ask(queries.benchmarks_with_prices).set_index("benchmark_id").loc[measure]
    is_high_better = bool(found["higher_is_better"])
    unit = UNITS.get(found["scale"], found["scale"]) + ("" if is_high_better else ", lower is better")
    question = Question(pair=pair, benchmark_id=measure, higher_is_better=is_high_better)
    return question, Look(pair=pair, quality_title=f"{found['title']} ({unit})", higher_is_better=is_high_better)


# How it is looked at


def _ask_view(snapshot: Snapshot, question: Question) -> View:
    """Return how the chart is looked at. What asks for it is drawn where it is open: its lists are long."""
    _VIEW.adopt(lambda address: _read(snapshot, question, address))
    if state.came():
        for note in _VIEW.notes():
            st.toast(note, duration="long")
    opened = st.popover("View", key="view", on_change="rerun")
    if opened.open:
        with opened:
            _VIEW.set(_drawn(snapshot, question, _VIEW.get()))
    view = _VIEW.get()
    state.write(_VIEW.names, _said(snapshot, question, view))
    return view


def _drawn(snapshot: Snapshot, question: Question, view: View) -> View:
    """Draw what applies to the question, and return what is chosen; the rest stays as it was."""
    chosen: dict[str, Any] = {}
    for name, label in CHOICES.items():
        titles = _titles(snapshot, question, name)
        if len(titles) > 1:
            st.session_state.setdefault(f"view_{name}", _among(titles, getattr(view, name)))
            chosen[name] = st.selectbox(label, list(titles), format_func=titles.__getitem__, key=f"view_{name}")
    for name, (label, note) in SWITCHES.items():
        if _applies(question, name):
            st.session_state.setdefault(f"view_{name}", getattr(view, name))
            chosen[name] = st.toggle(label, key=f"view_{name}", help=note)
    return replace(view, **chosen)


def _titles(snapshot: Snapshot, question: Question, name: Way) -> dict[str, str]:
    """Return what may be chosen, the default first; nothing where it says nothing of the question."""
    axes = AXES[question.pair]
    if name == "size":
        return SIZES
    if name == "price":
        return (PRICES | snapshot.ask(_sellers)) if PRICE in axes else {}
    if name == "speed_on":
        return ({HOSTED: "Hosted services"} | snapshot.ask(_hardware)) if SPEED in axes else {}
    return _versions(snapshot.ask(queries.versions, question.benchmark_id)) if question.benchmark_id else {}


def _versions(found: pd.DataFrame) -> dict[str, str]:
    return {_version(stated): _version(stated) for stated in found["benchmark_version"]}


def _version(stated: Any) -> str:  # noqa: ANN401 - may be NaN
    """Return the version as it is chosen and told."""
    return "not stated" if pd.isna(stated) else str(stated)


def _applies(question: Question, name: Way) -> bool:
    has_quality_axis = question.pair != "price_speed"
    return has_quality_axis and (name == "intervals" or question.benchmark_id is None)


def _among(titles: Mapping[str, str], chosen: str) -> str:
    return chosen if chosen in titles else next(iter(titles))


def _read(snapshot: Snapshot, question: Question, address: Address) -> tuple[View, list[str]]:
    """Return what an address asks for, and a sentence, as Markdown, for each part of it that was ignored."""
    values: dict[str, Any] = {}
    notes = []
    for name in (*CHOICES, *SWITCHES):
        asked = next(iter(address.get(name, [])), None)
        if asked is None:
            continue
        titles = _titles(snapshot, question, name) if name in CHOICES else {"": "false", "true": "true"}
        ids = {title.casefold(): found for found, title in titles.items()}
        if asked.casefold() in ids:
            found = ids[asked.casefold()]
            values[name] = found if name in CHOICES else bool(found)
        elif titles:
            told = asked if len(asked) <= LONGEST_TOLD else f"{asked[:LONGEST_TOLD]}…"
            label = CHOICES[name] if name in CHOICES else SWITCHES[name][0]
            notes.append(f"Ignored in the address: {label}, “{markdown_text(told)}”.")
    return View(**values), notes


def _said(snapshot: Snapshot, question: Question, view: View) -> dict[str, list[str]]:
    """Return what the address says of a view: titles, without those at their default."""
    plain = View()
    said = {}
    for name in CHOICES:
        if getattr(view, name) != getattr(plain, name):
            titles = _titles(snapshot, question, name)
            chosen = titles.get(getattr(view, name))
            if chosen is not None and chosen != next(iter(titles.values())):
                said[str(name)] = [chosen]
    return said | {str(name): ["true"] for name in SWITCHES if getattr(view, name)}


def _viewed(snapshot: Snapshot, question: Question, look: Look, view: View) -> tuple[Question, Look]:
    """Return the question and the look as they are looked at."""
    if question.benchmark_id is not None:
        versions = snapshot.ask(queries.versions, question.benchmark_id)["benchmark_version"]
        stated = next((found for found in versions if _version(found) == view.version), versions.iloc[0])
        question = replace(question, benchmark_version=None if pd.isna(stated) else str(stated))
    if PRICE in AXES[question.pair]:
        question, look = _priced(question, look, view.price)
    if SPEED in AXES[question.pair] and view.speed_on != HOSTED:
        question = replace(question, hardware=view.speed_on)
    question = replace(
        question,
        every_effort=view.efforts and _applies(question, "efforts"),
        inferred=view.inferred and _applies(question, "inferred"),
    )
    size: dict[str, Size] = {"parameters": "parameters", "context_tokens": "context_tokens"}
    intervals = view.intervals and _applies(question, "intervals")
    return question, replace(look, intervals=intervals, size=size.get(view.size))


def _priced(question: Question, look: Look, price: str) -> tuple[Question, Look]:
    if price == "range":
        return replace(question, price="middle"), replace(look, price_range=True)
    if price in PRICES:
        return replace(question, price="middle" if price == "middle" else "cheapest"), look
    return replace(question, provider=price), look


def _sellers(store: Store) -> dict[str, str]:
    """Return the providers with a list price, those of most models first, with their titles."""
    sold = eligible_offers(known_offers(store), Eligibility(all_sellers=True))
    slugs = sold["provider"].str.lower().value_counts().index.astype(str)
    return {slug: seller_title(slug) for slug in slugs}


def _hardware(store: Store) -> dict[str, str]:
    """Return on what speeds were taken, that of most models first."""
    taken = queries.speeds(store)
    models = taken[~taken["is_throughput"]].groupby("hardware")["model_id"].nunique()
    return {str(name): str(name) for name in models.sort_values(ascending=False, kind="stable").index}
