"""The upper half of the Compare page: which models, what is asked of them, the answer in sentences, the chart."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import pandas as pd
import streamlit as st

from catalog import queries
from catalog.answers import compare
from catalog.curated.providers import maker_title
from catalog.filters import Filters, candidates, eligible_under, passing, removed_by
from catalog.models.compare import LEAST, MOST, chosen, suggestions
from catalog.pricing.eligible import known_offers
from catalog.pricing.offers import one_offer_a_model
from views.shell import gates, inputs, state
from views.shell.snapshot import Snapshot
from views.shell.state import Kept
from views.shell.wording import markdown_text, one_line, shortened

MODELS, PICKED = "models", "picked"
_MODELS: Kept[tuple[str, ...]] = Kept("compared", (), [MODELS], PICKED)
LONGEST_NAME, LONGEST_LABEL = 60, 80
MOST_OPTIONS = 1000


@dataclass(frozen=True, slots=True)
class Comparison:
    """Models side by side.

    Attributes:
        names: the name of each model, in the order in which they were chosen; no two alike.
        cells: the facts of the models, as `catalog.models.compare.marked` returns them.
        tests: the results on tests that they share, the same way.
        domain: the domain whose ability counts most.
        domains: what `queries.ability_domains` returns.
        input_percent: the share of input that prices are blended at.
    """

    names: Mapping[str, str]
    cells: pd.DataFrame
    tests: pd.DataFrame
    domain: str
    domains: pd.DataFrame
    input_percent: int

    def fact(self, fact: str) -> pd.DataFrame:
        """Return the cells of one fact, in the order of the models."""
        return self.cells[self.cells["fact"] == fact]


# Which models


def adopt_address(snapshot: Snapshot) -> None:
    """Take the models from the address where it speaks for this run. A link that names none keeps those of before."""
    _MODELS.adopt(lambda address: _chosen(snapshot, address.get(MODELS, ())))


def _chosen(snapshot: Snapshot, asked: Sequence[str]) -> tuple[tuple[str, ...], Sequence[str]]:
    found = chosen(asked, snapshot.ask(queries.named_models))
    return found.model_ids, found.notes


def _take(snapshot: Snapshot, asked: Sequence[str] | None = None) -> None:
    """Take some models, or what the widget says; what was typed may mean a model that it does not list."""
    _MODELS.start_with(*_chosen(snapshot, st.session_state[PICKED] if asked is None else asked))


def draw_picker(snapshot: Snapshot, filters: Filters) -> dict[str, str]:
    """Draw the choice of models, and what was ignored of it. Return the names of the chosen ones by their ids."""
    # Figures of another day may lack a model that was chosen before.
    found = chosen(_MODELS.get(), snapshot.ask(queries.named_models))
    names = _names(snapshot, found.model_ids)
    labels = _labels(snapshot, filters) | names
    st.session_state.setdefault(PICKED, list(found.model_ids))
    st.multiselect(
        f"Models, {LEAST} to {MOST}",
        list(labels),
        key=PICKED,
        format_func=lambda model_id: labels.get(model_id, model_id),
        max_selections=MOST,
        accept_new_options=True,
        select_all=False,
        placeholder="Choose from the list, or type any name or id",
        on_change=_take,
        args=(snapshot,),
        help="Listed are the models with a list price that pass the filters. Any other can be typed.",
    )
    state.write([MODELS], {MODELS: [",".join(found.model_ids)]} if found.model_ids else {})
    _draw_notes([*_MODELS.notes(), *found.notes])
    return names


def _draw_notes(notes: Sequence[str]) -> None:
    if notes:
        st.info("Ignored:\n" + "\n".join(f"- {markdown_text(note)}" for note in notes))


def _names(snapshot: Snapshot, model_ids: Sequence[str]) -> dict[str, str]:
    """Return a short name of each model; its id where another chosen one has the same."""
    named = snapshot.ask(queries.named_models).set_index("model_id")["name"]
    names = {model_id: shortened(one_line(named[model_id]), LONGEST_NAME) for model_id in model_ids}
    told = list(names.values())
    return {model_id: name if told.count(name) == 1 else one_line(model_id) for model_id, name in names.items()}


def _labels(snapshot: Snapshot, filters: Filters) -> dict[str, str]:
    """Return what the picker lists: the models that pass the gates and are sold, the newest first."""
    found = _found(snapshot, filters)
    sold = passing(found, filters)
    sold = sold[sold["providers"].map(len) > 0]
    order = sold.sort_values(["release_date", "name"], ascending=[False, True], na_position="last", kind="stable")
    return {
        row.model_id: shortened(
            one_line(f"{row.name} ({maker_title(row.developer) if row.developer else 'maker unknown'})"), LONGEST_LABEL
        )
        for row in order.head(MOST_OPTIONS)[["model_id", "name", "developer"]].itertuples(index=False)
    }


def _found(snapshot: Snapshot, filters: Filters) -> pd.DataFrame:
    return candidates(snapshot.ask(queries.models_in_play), snapshot.ask(known_offers), filters)


def _measured(snapshot: Snapshot, domain: str) -> pd.DataFrame:
    """Return the abilities that speak for their models, of those that were measured in the domain."""
    found = snapshot.ask(queries.abilities_in, domain)
    return found[found["is_own"].astype(bool) & (found["coverage"] > 0)]


def draw_suggestions(snapshot: Snapshot, names: Mapping[str, str]) -> None:
    """Say that models are to be chosen, and offer sets of them to begin with."""
    _ask_domain(snapshot)
    filters = gates.kept()
    title = _title(snapshot, filters.domain)
    first = next(iter(names), None)
    what = "Choose at least two models" if first is None else f"Choose at least one more to compare with {names[first]}"
    st.info(markdown_text(f"{what}, or begin with one of these."))
    found = passing(_found(snapshot, filters), filters)[["model_id", "weights"]]
    measured = _measured(snapshot, filters.domain)[["model_id", "value", "low", "high"]]
    eligible = eligible_under(snapshot.ask(known_offers), filters)
    offers = one_offer_a_model(eligible, filters.input_percent / 100, "cheapest")
    ranked = found.merge(measured, on="model_id").merge(
        offers[["model_id", "blended_usd_per_mtok"]], on="model_id", how="left"
    )
    for place, (why, model_ids) in enumerate(suggestions(ranked, first).items()):
        told = ", ".join(_names(snapshot, model_ids).values())
        with st.container(horizontal=True, vertical_alignment="center", gap="small"):
            st.button(
                f"{why} ({markdown_text(title)})", key=f"suggested_{place}", on_click=_take, args=(snapshot, model_ids)
            )
            st.caption(markdown_text(told), width="content")


def _title(snapshot: Snapshot, domain: str) -> str:
    titles = snapshot.ask(queries.ability_domains).set_index("domain")["title"]
    return str(titles.get(domain, domain))


# What is asked


def ask(snapshot: Snapshot) -> tuple[bool, bool]:
    """Draw what the comparison depends on; return whether only real differences are shown, and whether sources are."""
    with st.container(horizontal=True, vertical_alignment="bottom", gap="medium", key="asked"):
        _ask_domain(snapshot)
        gates.draw_input_percent()
        is_apart = inputs.switch(
            "Only differences beyond noise",
            key="apart",
            note="Leaves out what is the same for all, what intervals cannot tell apart, and what nobody is sure of.",
        )
        with_sources = inputs.switch("Sources and dates", key="sources", note="Under each figure.")
    return is_apart, with_sources


def _ask_domain(snapshot: Snapshot) -> None:
    domains = snapshot.ask(queries.ability_domains)
    if not domains.empty:
        gates.draw_domain(domains[domains["models"] > 0] if domains["models"].any() else domains)


def draw_outside(snapshot: Snapshot, filters: Filters, names: Mapping[str, str]) -> None:
    """Say which of the chosen models the gates would leave out; chosen by name, they stay."""
    found = _found(snapshot, filters)
    found = found[found["model_id"].isin(names)]
    out = removed_by(found, filters)["reason"]
    told = [f"{names[found['model_id'][row]]} ({reason})" for row, reason in out.dropna().items()]
    if told:
        st.caption(markdown_text(f"Outside the filters, but chosen by name: {', '.join(told)}."))


# What follows


def compared(snapshot: Snapshot, names: Mapping[str, str], filters: Filters) -> Comparison:
    """Return the models side by side; what was asked before is remembered."""
    question = compare.CompareQuestion(
        model_ids=tuple(names),
        input_percent=filters.input_percent,
        providers=filters.provider,
        resellers=filters.resellers,
        self_reported=filters.self_reported,
    )
    cells, tests = snapshot.share(compare.answer, question)
    return Comparison(
        names=names,
        cells=cells,
        tests=tests,
        domain=filters.domain,
        domains=snapshot.ask(queries.ability_domains),
        input_percent=filters.input_percent,
    )
