"""The parts of the Fine-tunes page: what is asked, the answer, the chart, the table, the credits."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path

import pandas as pd
import plotly.graph_objects as go
import streamlit as st

from catalog import queries
from catalog.answers import variants
from catalog.answers.variants import VariantsQuestion
from catalog.curated.benchmarks import domains
from catalog.records import columns
from catalog.variants.advice import Advice, headline, sentences
from catalog.variants.index import VariantIndex
from catalog.variants.listing import (
    FamilyRow,
    ListSummary,
    VariantInWords,
    family_table,
    listed_rows,
    summary_of,
    without_claims,
)
from catalog.variants.recommend import Recommendation
from catalog.variants.rows import GRADE_WORDS, VariantRow
from views.export.imprint import Imprint
from views.export.menus import chart_menu, page_imprint, table_menu
from views.fine_tunes import gains_chart as gains
from views.fine_tunes.ask import BASE, SHARED_GATES, VARIANT, Asked, ask_family, ask_field, in_words
from views.shell import gates, inputs
from views.shell.credits import draw_credits as draw_folded
from views.shell.links import model_link
from views.shell.provenance import Part, credit_lines, credits_of
from views.shell.snapshot import Snapshot
from views.shell.tables import adjusted, choose_picked, column_config, known_columns
from views.shell.wording import count, markdown_text

STYLE = Path(__file__).with_name("fine_tunes.css")
ASK = (
    "**Which base, and for what?** Choose a base model, a domain, or both: we recommend a fine-tune only where one is "
    "shown to be better."
)
ABILITY = (
    "Where a model stands is its ability, from 0 to 100, with a 90 % interval: 50 is the median of the served models "
    "released in 2025. q is the share of false finds to expect among variants that look at least this sure."
)
EXPLAINED = (
    "A **base** model is what a developer trained from the start; a **fine-tune** is that model trained further, an "
    "**adapter** a small add-on to it, and a **merge** a blend of several models without training. A **quantised "
    "copy** is the same model in fewer bits: smaller, and at best as good."
)
CHART = "gains_map"
TITLE = "Fine-tuned variants against their own base"
VIEWS: Mapping[str, str] = {"ranked": "Against its base", "tree": "Family tree"}
MOST_DRAWN, MOST_FAMILIES = 20, 60
MENU_PX, TABLE_PX = 145, 430
MORE_THAN_ONE = 2
CREDITED = "Results, lineage, licences and adoption"
ESTIMATED = "Expected standing and ability: Shortlist's own estimates from these and other results."
PINNED = "hub_repo_id"
# The rest of a row is in its card, in its words and in the files.
OFF_SCREEN = (
    "placed_by",
    "relation",
    "parent",
    "lineage_evidence",
    "domain_reason",
    "contamination",
    "is_merge",
    "licence_conflict",
    "publisher_record",
    "base_created",
)
# In the order of the table.
NAMES = (
    *("rank", "hub_repo_id", "grade", "difference", "difference_low", "difference_high", "verdict", "tests", "base"),
    *("q", "field", "standing", "placed_by", "tie_group", "lost", "reasons", "relation", "parent", "lineage_evidence"),
    *("domain_reason", "contamination", "is_merge", "licence_id", "licence_class", "licence_conflict"),
    *("parameters_billion", "gpu", "gpu_int4", "publisher_record", "base_created", "created_on", "downloads", "likes"),
)
_DECLARED = column_config(VariantRow, *columns(VariantRow), pinned=PINNED)
_DECLARED |= column_config(VariantInWords, *columns(VariantInWords))
COLUMNS = {name: _DECLARED[name] for name in NAMES}
SHOWN = COLUMNS | {
    name: adjusted(COLUMNS[name], number="%+.1f") for name in ("difference", "difference_low", "difference_high")
}
SHOWN |= {
    "q": adjusted(COLUMNS["q"], number="%.2g"),
    "downloads": adjusted(COLUMNS["downloads"], number="compact"),
    "standing": adjusted(COLUMNS["standing"], number="%.0f %%"),
    "reasons": adjusted(COLUMNS["reasons"], width=420),
    PINNED: adjusted(COLUMNS[PINNED], width=250),
}

_FAMILIES = column_config(FamilyRow, *columns(FamilyRow), pinned="family")
FAMILY_COLUMNS = _FAMILIES | {
    "downloads": adjusted(_FAMILIES["downloads"], number="compact"),
}


@dataclass(frozen=True, slots=True)
class VariantsPage:
    """What is recommended, what that comes to, its rows as the page shows them, and how many they are."""

    told: Recommendation
    advice: Advice
    rows: pd.DataFrame
    standing: ListSummary


@dataclass(frozen=True, slots=True)
class Drawn:
    """A chart, if there is one, its rows, and what is printed above it where it is taken away."""

    chart: go.Figure | None
    rows: pd.DataFrame
    title: str
    counts: str


# What is known


def index_in(snapshot: Snapshot) -> VariantIndex | None:
    """Return the index of a snapshot, built once; None where the snapshot says nothing of variants."""
    if not variants.is_known(snapshot):
        return None
    with st.spinner("Reading what is known of fine-tunes …"):
        return snapshot.share(variants.index_of)


def draw_head() -> None:
    """Draw the style of the page."""
    st.html(STYLE)


def draw_way_in(index: VariantIndex) -> None:
    """Draw, where nothing is asked for yet, the families of base models as a way in."""
    st.markdown(ASK, help=EXPLAINED)
    ask_family(index)
    families = family_table(index)
    shown = families.head(MOST_FAMILIES)
    key = "families"
    st.caption(
        f"The {len(shown)} families that are tuned and used most, of {len(families):,}. Select a row to take it as the "
        "base."
    )
    st.dataframe(
        shown,
        key=key,
        hide_index=True,
        column_config=FAMILY_COLUMNS,
        placeholder="-",
        height=min(35 * (len(shown) + 1) + 3, TABLE_PX),
        on_select=lambda: choose_picked(key, shown["family"].tolist(), BASE),
        selection_mode="single-row",
        alt=f"{len(shown)} families of base models, with maker, sizes, and how many variants each has",
    )


def draw_nothing_known() -> None:
    """Say that the snapshot has nothing for this page."""
    st.info("This snapshot has no listing of the Hub, or no results of its models. Run `python -m etl refresh`.")


# The answer


def variants_page(snapshot: Snapshot, asked: Asked) -> VariantsPage:
    """Return what is recommended."""
    answered = snapshot.share(variants.answer, VariantsQuestion(need=asked.need))
    told = answered.found
    rows = listed_rows(told.rows if asked.self_reported else without_claims(told.rows))
    return VariantsPage(told, answered.advice, rows, summary_of(rows))


def draw_answer(found: VariantsPage) -> None:
    """Draw the advice in a sentence or two, how names were understood, and the domains to choose from."""
    for note in found.told.understood:
        st.caption(markdown_text(note))
    st.markdown(answer(found), help=ABILITY)
    if found.advice.domain is None:
        ask_field(found.advice.fields)
    elif found.advice.today is not None:
        model_link(found.advice.today.model_id, f"About {found.advice.today.name}")


def answer(found: VariantsPage) -> str:
    """Return the answer as Markdown."""
    counts = found.told.counts
    if counts["candidates"] and not counts["passed"]:
        where = f" of {markdown_text(found.advice.subject)}" if found.advice.subject else ""
        return f"**No variant{where} passes all filters.**"
    told = " ".join(markdown_text(sentence) for sentence in sentences(found.advice))
    return f"**{markdown_text(headline(found.advice))}.**  \n{told}"


def draw_standing(found: VariantsPage) -> None:
    """Draw how many are listed of how many, and why the others are not."""
    counts, seen = found.told.counts, found.standing
    with st.container(horizontal=True, vertical_alignment="center", gap="small"):
        st.markdown(f"**{seen.variants:,} of {count(counts['candidates'], 'candidate')} listed**", width="content")
        why = st.popover("Why not the others", key="why_not_variants", on_change="rerun", type="tertiary")
        grades = st.popover("What the words mean", key="grade_words", on_change="rerun", type="tertiary")
    if why.open:
        with why:
            _draw_kept_out(found)
    if grades.open:
        with grades:
            st.markdown(EXPLAINED)
            st.markdown("\n".join(f"- **{grade}**: {words}" for grade, words in GRADE_WORDS.items()))
            st.caption(
                "Points are of the tests' own scales; beyond noise: the 95 % interval does not reach 0. "
                "First come those that the rule recommends: for the domain by more than a name or a result, better "
                "than their own base after all comparisons (q at most 5 %), 100 downloads in 30 days, no merge. The "
                "rest is by where a variant can be expected to stand: `docs/methods/variants.md`."
            )


def _draw_kept_out(found: VariantsPage) -> None:
    counts = found.told.counts
    kept = [
        f"- {count(number, 'candidate')}: {markdown_text(gate)}"
        for gate, number in counts.items()
        if gate not in {"candidates", "passed", "shown"} and number
    ]
    hidden = counts["passed"] - found.standing.variants
    if hidden > 0:
        kept.append(f"- {count(hidden, 'candidate')}: no evidence, and further down the order; “More without evidence”")
    st.markdown("\n".join(kept) or "All candidates are listed.")
    if len(found.told.near_misses):
        st.caption("Near misses: one filter alone keeps them out of the first ten.")
        st.dataframe(
            found.told.near_misses[["hub_repo_id", "gate", "grade", "reasons"]],
            hide_index=True,
            column_config={"hub_repo_id": "Repository", "gate": "Kept out by", "grade": "Grade", "reasons": "In words"},
            placeholder="-",
            alt="Variants that one filter alone keeps out",
        )


def draw_nothing(found: VariantsPage) -> None:
    """Say what to do where no variant is left."""
    if not found.told.counts["candidates"]:
        st.caption("The family tree of a base shows all that is known to be made from it.")
        return
    st.info("No candidate passes all filters. “Why not the others” says which filter keeps out how many.")
    st.button("Open all filters", key="open_variant_gates", on_click=_open_all)


def _open_all() -> None:
    gates.open_gates(*SHARED_GATES)
    st.session_state.update(
        {"memory": "", "language": "", "evidence": "E", "no_merges": False, "quantised": False, "not_gated": False}
    )


# The chart


def ask_view() -> str:
    """Ask which of the two charts to draw, and return its id."""
    return inputs.segment("Chart", VIEWS, key="view")


def draw_gains(found: VariantsPage, picked: str) -> Drawn:
    """Draw the first variants beside their own base. A click opens a card."""
    compared = found.rows[(found.rows["role"] == "variant") & found.rows["difference"].notna()]
    drawn = compared.head(MOST_DRAWN)
    if drawn.empty:
        if found.standing.variants:
            st.caption("None of the variants listed was tested beside its own base, so there is no difference to draw.")
        return Drawn(None, drawn, "", "")
    chart = gains.gains_figure(drawn, picked)
    st.plotly_chart(
        chart,
        key=CHART,
        on_select=_pick_in_chart,
        selection_mode="points",
        config={"displayModeBar": False},
        alt=gains.alt_text(drawn),
    )
    told = "all" if len(drawn) == len(compared) else f"the first {len(drawn)} of {len(compared):,}"
    st.caption(
        f"Variants that were compared with their own base: {told}, in the order of the table. A click opens a card."
    )
    return Drawn(chart, drawn, TITLE, f"{len(drawn)} of {count(found.told.counts['candidates'], 'candidate')}")


def _pick_in_chart() -> None:
    points = st.session_state[CHART]["selection"]["points"]
    if points:
        VARIANT.set(points[0]["customdata"][0])


# The table


def draw_menus(drawn: Drawn, rows: pd.DataFrame, imprint: Imprint) -> None:
    """Draw the menus to take chart and table away."""
    menus = st.container(horizontal=True, gap="small")
    if drawn.chart is not None:
        told = replace(imprint, title=drawn.title, counts=drawn.counts)
        with menus.container(width=MENU_PX):
            chart_menu(drawn.chart, drawn.rows, told, key="take_chart")
    with menus.container(width=MENU_PX):
        table_menu(rows[[*SHOWN, "lineage_url"]], imprint, key="take_table")


def draw_table(rows: pd.DataFrame) -> None:
    """Draw the ranked list, the bases among it as yardsticks; selecting a row opens its card."""
    key = f"variants_{hash(tuple(rows['hub_repo_id']))}"
    told = rows[list(SHOWN)].assign(
        verdict=rows["verdict"].where(rows["role"] == "variant", "the yardstick"),
    )
    is_one_domain = len(rows["field"].unique()) < MORE_THAN_ONE
    left_out = {*OFF_SCREEN, *(["field"] if is_one_domain else [])}
    shown = known_columns(told, [name for name in SHOWN if name not in left_out])
    st.dataframe(
        shown,
        key=key,
        hide_index=True,
        column_config=SHOWN,
        placeholder="-",
        height=min(35 * (len(rows) + 1) + 3, TABLE_PX),
        on_select=lambda: choose_picked(key, rows["hub_repo_id"].tolist(), VARIANT),
        selection_mode="single-row",
        alt=f"The ranked list: {count(len(rows), 'row')}, the bases among it as yardsticks",
    )


# Who says so


def _parts(snapshot: Snapshot, index: VariantIndex, rows: pd.DataFrame) -> tuple[Part, ...]:
    """Return what a list rests on: results of its rows and of their bases, the Hub's listing, lineage, machines."""
    named = pd.concat([rows["hub_repo_id"], rows["base"].dropna()]).str.lower()
    repos = index.graph.number.get_indexer(pd.Index(named, dtype=index.graph.number.dtype))
    results = index.evidence.results
    tests = results.loc[results["repo"].isin(repos), "test"].unique()
    lineage = snapshot.ask(queries.lineage_sources)
    fits = rows[["gpu", "gpu_int4"]].notna().any(axis=None)
    machines = snapshot.ask(queries.gpus).rename(columns={"spec_source": "source"})
    return (
        Part(index.evidence.tests.loc[tests], what=CREDITED),
        Part(snapshot.ask(queries.listing_sources) if len(rows) else rows.head(0), what=CREDITED),
        Part(lineage[lineage["evidence"].isin(rows["lineage_evidence"])], what=CREDITED),
        Part(machines if fits else machines.head(0), what="Memory of GPUs"),
    )


def draw_listing_credits(snapshot: Snapshot) -> None:
    """Draw who published the listing of the families."""
    parts = [Part(snapshot.ask(query), what=CREDITED) for query in (queries.listing_sources, queries.lineage_sources)]
    st.caption(" ".join(credit_lines(snapshot.ask, *parts)))


def draw_credits(snapshot: Snapshot, index: VariantIndex, found: VariantsPage) -> None:
    """Draw who published what is shown."""
    draw_folded(
        credits_of(snapshot.ask, *_parts(snapshot, index, found.rows)),
        "Downloads and likes stand beside the list and are no part of its order. Lineage that the Hub's tags miss is "
        f"curated, each row with its evidence. {ESTIMATED}",
    )


def imprint_of(snapshot: Snapshot, index: VariantIndex, asked: Asked, found: VariantsPage) -> Imprint:
    """Return what is printed beside everything that is taken away from this page."""
    base = f"Base: {found.advice.subject}" if found.advice.subject else "Any base"
    domain = domains()[asked.need.domain].title if asked.need.domain in domains() else "any"
    gated = in_words(asked.need, gates.kept())
    imprint = page_imprint(
        snapshot,
        *_parts(snapshot, index, found.rows),
        title=TITLE,
        gates="; ".join([base, f"domain: {domain}", *gated]),
        counts=f"{found.standing.variants:,} of {count(found.told.counts['candidates'], 'candidate')}",
    )
    return replace(imprint, estimates=(ESTIMATED,))
