"""The parts of the Data page: which snapshot, how sound it is in short, and a tab for each thing to look into."""

from datetime import UTC, datetime
from typing import Any

import pandas as pd
import streamlit as st

from catalog import queries
from catalog.data.health import (
    FEW_MODELS,
    FEW_NEW_MODELS,
    HEAVY_TEST,
    NEAR_CEILING,
    TOP_MODELS,
    aged,
    benchmark_health,
    conflict_choices,
    thin_because,
)
from catalog.records import Benchmark, Conflict, Domain, Reject, SourceState, Unresolved
from catalog.store import Store, snapshot_paths
from views.data.ages_chart import ages_figure, alt_text
from views.data.table import MODEL_TITLES, PINNED_PX, PRICE_TITLES, draw_table, imprint_of, moment, safe
from views.export.menus import chart_menu
from views.shell.frame import show_as_of
from views.shell.snapshot import Snapshot
from views.shell.tables import adjusted, benchmark_addresses, benchmark_column, column_config
from views.shell.wording import count, markdown_text

AS_OF = "snapshot_shown"
CURRENT = "newest"
NARROW_PX = 150
TIED = {True: "tied", False: "told apart"}
STANDINGS = {"in time": "as new as usual", "late": "older than usual", "frozen": "frozen", "no date": "no date"}
number, text = st.column_config.NumberColumn, st.column_config.TextColumn


# Which snapshot


def has_sources(snapshot: Snapshot) -> bool:
    """Return whether the snapshot holds anything at all."""
    return not snapshot.ask(queries.sources).empty


def draw_as_of(snapshot: Snapshot) -> None:
    """Draw the choice of the snapshot that every page shows."""
    paths = snapshot_paths()
    if snapshot.path is None or not paths:
        st.caption("These figures came with Shortlist; `python -m etl refresh` fetches newer ones and keeps them all.")
        return
    shown = CURRENT if snapshot.is_current else snapshot.path.stem
    newest = f"{moment(snapshot.path)}, the newest" if snapshot.is_current else "The newest"
    earlier = {path.stem: moment(path) for path in paths if not snapshot.is_current or path != snapshot.path}
    stamps = {CURRENT: newest} | earlier
    if st.session_state.get(AS_OF) != shown:
        st.session_state[AS_OF] = shown
    st.selectbox(
        "Every page shows the figures as of",
        list(stamps),
        format_func=stamps.__getitem__,
        key=AS_OF,
        on_change=_show_picked,
        width=320,
        help="Of a refresh. An older one stays until it is removed, and never changes.",
    )


def _show_picked() -> None:
    picked = st.session_state[AS_OF]
    show_as_of(None if picked == CURRENT else picked)


# In short


def draw_answer(snapshot: Snapshot) -> None:
    """Draw how sound the figures are, in a few sentences."""
    sources = _sources(snapshot)
    standing, outcomes = sources["standing"].value_counts(), sources["outcome"].value_counts()
    domains = snapshot.ask(_domains)
    thin = domains[domains["thin"].notna()]
    languages = int((thin["kind"] == "language").sum())
    tried = ", ".join(f"{number} {outcome}" for outcome, number in outcomes.items())
    names, facts = snapshot.ask(queries.unresolved_names), snapshot.ask(queries.conflicts)
    late, frozen = standing.get("late", 0), standing.get("frozen", 0)
    rows, rejected = int(sources["rows"].sum()), int(sources["rejected"].sum())
    told = f"""
- **{count(len(sources), "source")}:** {tried} at the last refresh; {late} hold figures older than usual,
  {frozen} are frozen.
- **{count(rows, "row")}** read and {rejected:,} rejected; {count(len(names), "name")} met no model;
  {count(len(facts), "fact")} on which sources differ.
"""
    if len(thin):
        others = ", ".join(thin.loc[thin["kind"] != "language", "title"])
        told += f"- **Thin ground:** {markdown_text(others)} and {count(languages, 'language')}."
    st.markdown(told)


# The sources


def draw_sources(snapshot: Snapshot) -> None:
    """Draw every source: whose it is, what may be done with it, how old it is, what its last refresh gave."""
    sources = _sources(snapshot)
    table = sources.assign(
        standing=sources["standing"].map(STANDINGS), address=sources["url"].where(sources["url"].str.startswith("http"))
    )
    config = (
        _pinned(column_config(SourceState, "title", pinned="title"))
        | column_config(SourceState, "publisher", "licence", "may_redistribute", "as_of")
        | {
            "age_days": number("Age", help="days, of the figures; never of our download", format="%d"),
            "cadence_days": number("Usually every", help="days between updates; empty: frozen for ever", format="%d"),
            "standing": text("Age against that", help="older than usual: than it takes to bring newer figures"),
        }
        | column_config(SourceState, "outcome", "rows", "rejected", "reason", "fetched_at", "attribution")
        | {"address": st.column_config.LinkColumn("Address")}
    )
    for name in ("publisher", "licence"):
        config[name] = adjusted(config[name], width=NARROW_PX)
    draw_table(snapshot, table, config, key="sources", title="Sources")
    _draw_ages(snapshot, sources)
    _draw_rejects(snapshot)


def _sources(snapshot: Snapshot) -> pd.DataFrame:
    """Return the sources with their age, the oldest for its cadence first, frozen ones last."""
    found = aged(snapshot.ask(queries.sources), datetime.now(UTC).date())
    order = found.assign(is_frozen=found["is_frozen"].astype(bool))
    order = order.sort_values(["is_frozen", "age_in_cadences", "age_days"], ascending=[True, False, False])
    return order.reset_index(drop=True)


def _draw_ages(snapshot: Snapshot, sources: pd.DataFrame) -> None:
    with st.expander("Age of each source as a chart", key="ages", on_change="rerun") as ages:
        if not ages.open:
            return
        if sources["age_days"].isna().all():
            st.info("No source states the day of its figures.")
            return
        chart = ages_figure(sources)
        st.plotly_chart(chart, key="ages_chart", config={"displayModeBar": False}, alt=alt_text(sources))
        rows = sources[["source_id", "title", "as_of", "age_days", "cadence_days", "standing"]]
        chart_menu(chart, rows, imprint_of(snapshot, "Age of each source", rows), key="take_ages")


def _draw_rejects(snapshot: Snapshot) -> None:
    with st.expander("Rows that could not be read, and why", key="rejects", on_change="rerun") as rejects:
        if not rejects.open:
            return
        found = snapshot.ask(queries.rejected_rows)
        config = {"source": text("Source", pinned=True, width=PINNED_PX)} | column_config(
            Reject, "reason", "count", "example"
        )
        draw_table(snapshot, found, config, key="rejects", title="Rejected rows")


# The benchmarks


def draw_benchmarks(snapshot: Snapshot) -> None:
    """Draw every benchmark: what it measures on which scale, how many models it covers, how saturated it is."""
    found = snapshot.ask(benchmark_health)
    models = snapshot.ask(queries.models_in_play)
    sold = int((models["providers"].map(len) > 0).sum())
    st.markdown(
        f"{count(len(found), 'benchmark')}. **Coverage** counts the models that somebody other than their developer "
        f"measured: of {count(len(models), 'model')} in play, and of the {sold:,} with a list price. "
        f"**Near the ceiling**: how many of the {TOP_MODELS} best models have come {100 * NEAR_CEILING:.0f} % of the "
        "way from guessing to the best possible result; a test on which all have says little about the next model."
    )
    table = found.assign(
        direction=found["higher_is_better"].astype(bool).map({True: "higher", False: "lower"}),
        covered_percent=100 * found["models_sold"] / sold if sold else 0.0,
        top=found["top_is_tied"].map(TIED),
    )
    config = (
        {"title": benchmark_column("Benchmark", width=PINNED_PX)}
        | {
            "domain_title": text("Domain"),
            "models_measured": number("Models measured", help="of those in play", format="localized"),
            "covered_percent": st.column_config.ProgressColumn(
                "Of the sold ones", help="share of the models with a list price", format="%.0f %%", max_value=100
            ),
            "near_ceiling_percent": st.column_config.ProgressColumn(
                "Near the ceiling", help=_SATURATION, format="%.0f %%", max_value=100
            ),
            "top": text(
                "The best ones", help=f"whether intervals tell the {TOP_MODELS} best apart; empty: none stated"
            ),
        }
        | column_config(Benchmark, "scale")
        | {"direction": text("Better is")}
        | column_config(Benchmark, "chance", "scale_min", "scale_max")
        | {
            "versions": number("Versions", help="figures of two versions never meet; 0: none is stated"),
            "newest_version": text("Newest version"),
            "models_claimed": number("Only claimed", help="models of which only their developers state a figure"),
            "first_as_of": st.column_config.DateColumn("First figure", format="D MMM YYYY"),
            "last_as_of": st.column_config.DateColumn("Newest figure", format="D MMM YYYY"),
            "board": text("Sources"),
        }
        | column_config(Benchmark, "publisher", "note")
    )
    links = {"title": benchmark_addresses(table["benchmark_id"], table["title"])}
    draw_table(snapshot, table, config, key="benchmarks", title="Benchmarks", links=links)


_SATURATION = (
    f"of the {TOP_MODELS} best models, on the newest version, self-reported figures left out; after Akhtar et al. "
    "(2026, arXiv:2602.16763) and Phan et al. (2025, arXiv:2501.14249); empty: no known ceiling, or too few models"
)


# The domains


def draw_domains(snapshot: Snapshot) -> None:
    """Draw every domain with what its figures rest on, and where that is thin."""
    found = snapshot.ask(_domains)
    st.markdown(
        f"A domain stands on **thin ground** where no test measures it, fewer than {FEW_MODELS} models with a list "
        f"price or fewer than {FEW_NEW_MODELS} of the last year's were measured, half of the measured ones have one "
        f"test only, or one test makes up more than {100 * HEAVY_TEST:.0f} % of the figure."
    )
    config = (
        _pinned(column_config(Domain, "title", pinned="title"))
        | {"thin": text("Thin because", width=380)}
        | {
            "tests": number("Tests", help="of all sources, each version by itself"),
            "sources": number("Sources"),
            "heaviest_percent": number("Heaviest test", help="share of the domain's figure", format="%.0f %%"),
            "models_sold_measured": number("Models measured", help="of those with a list price", format="localized"),
            "new_models_measured": number("Of the last year", help="of these, by their release", format="localized"),
            "middle_tests": number(
                "Tests of the middle model", help="half of the measured models have fewer or as many"
            ),
            "models_inferred": number("Inferred only", help="models whose figure follows from other domains alone"),
        }
        | column_config(Domain, "kind", "note")
    )
    table = found.assign(heaviest_percent=100 * found["heaviest"])
    draw_table(snapshot, table, config, key="domains", title="Domains")


def _pinned(config: dict[str, Any]) -> dict[str, Any]:
    return {name: adjusted(column, width=PINNED_PX) for name, column in config.items()}


def _domains(store: Store) -> pd.DataFrame:
    """Return the domains with why each is thin, in words; missing where it is not."""
    found = queries.domain_standings(store)
    return found.assign(thin=["; ".join(thin_because(row)) or None for row in found.to_dict("records")])


# What disagrees, and what met nothing


def draw_conflicts(snapshot: Snapshot) -> None:
    """Draw the facts on which sources differ, how far, and which statement counts by which rule."""
    found = snapshot.ask(conflict_choices)
    st.markdown(
        f"{count(len(found), 'fact')} that two sources state apart (numbers by more than 5 %), the widest apart first, "
        "and facts of a model that cannot both be true. All statements are kept; **Counts** is the one that views of "
        "one test or of list prices use, by the rule beside it. An ability weighs all of them."
    )
    titles = found["fact"].map(PRICE_TITLES | MODEL_TITLES).fillna(found["fact_title"])
    texts = {name: safe(found[name].fillna("")).replace("", None) for name in ("low_text", "high_text", "why")}
    table = found.assign(fact=titles, name=safe(found["name"]), **texts)
    config = (
        {"name": text("Model", pinned=True, width=PINNED_PX)}
        | column_config(Conflict, "fact", "spread_percent", "low_value")
        | {"low_source": text("Source of the lowest")}
        | column_config(Conflict, "high_value")
        | {
            "high_source": text("Source of the highest"),
            "chosen_value": number("Counts", format="%.4g"),
            "rule": text("As it is"),
            "chosen_source": text("Source of it"),
        }
        | column_config(Conflict, "low_text", "high_text", "why", "statements", "effort", "provider", "model_id")
    )
    draw_table(snapshot, table, config, key="conflicts", title="Conflicts between sources")


def draw_unresolved(snapshot: Snapshot) -> None:
    """Draw the names that met no model, with a search."""
    found = snapshot.ask(queries.unresolved_names)
    st.markdown(
        f"{count(len(found), 'name')} at the sources met no model that is known here, with "
        f"{count(int(found['count'].sum()), 'figure')}. A wrong join is worse than none: they stay out until "
        "`datasets/aliases.csv` says what they mean."
    )
    wanted = st.text_input("Search the names", key="search_names", max_chars=100).casefold().strip()
    said = found["name"] + " " + found["developer"].fillna("") + " " + found["source"]
    table = found[said.str.casefold().str.contains(wanted, regex=False)] if wanted else found
    table = table.assign(name=safe(table["name"]), developer=safe(table["developer"]))
    config = (
        column_config(Unresolved, "name")
        | column_config(Unresolved, "count", "why")
        | {"source": text("Source")}
        | column_config(Unresolved, "developer")
    )
    draw_table(snapshot, table, config, key="unresolved", title="Names that met no model")
