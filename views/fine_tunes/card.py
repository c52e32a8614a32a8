"""The evidence card of one variant: its results beside its own base's, its losses, its origin, and what it needs."""

from typing import Any

import pandas as pd
import streamlit as st

from catalog import queries
from catalog.curated.benchmarks import domains
from catalog.curated.hub_tags import is_repo_id
from catalog.variants.card import Card, card
from catalog.variants.index import VariantIndex
from catalog.variants.listing import licence_chain, without_claims
from views.fine_tunes.ask import Asked
from views.openness.card import is_web, link
from views.shell.links import LONGEST_NAME, model_link
from views.shell.snapshot import Snapshot
from views.shell.wording import count, day, markdown_text, shortened

HUB = "https://huggingface.co/"
MADE = {
    "finetune": "fine-tuned from",
    "adapter": "an adapter of",
    "merge": "merged from",
    "quantized": "quantised from",
}
BY = {"curated": "curated", "card": "its card says so", "tag": "a tag says so"}
PRECISE = 1e9
TESTS: dict[str, Any] = {
    "title": "Test",
    "value": st.column_config.NumberColumn("Its result", format="%.1f"),
    "base_value": st.column_config.NumberColumn("Its base's", format="%.1f"),
    "difference": st.column_config.NumberColumn("Difference", help="points", format="%+.1f"),
    "low": st.column_config.NumberColumn("Low end", help="of 95 %", format="%+.1f"),
    "high": st.column_config.NumberColumn("High end", help="of 95 %", format="%+.1f"),
    "base": "Compared with",
    "evidence": "Evidence",
    "harness": "Harness",
    "source_id": "Board",
    "as_of": st.column_config.DateColumn("As of", format="D MMM YYYY"),
}
FIELDS: dict[str, Any] = {
    "title": "Domain",
    "grade": "Grade",
    "difference": st.column_config.NumberColumn("Over its base", help="points", format="%+.1f"),
    "low": st.column_config.NumberColumn("Low end", help="of 95 %", format="%+.1f"),
    "high": st.column_config.NumberColumn("High end", help="of 95 %", format="%+.1f"),
    "tests": st.column_config.NumberColumn("Tests", format="localized"),
}


def draw_card(snapshot: Snapshot, index: VariantIndex, repo_id: str, asked: Asked) -> None:
    """Draw the card of a repository; nothing where none is chosen.

    Args:
        snapshot: the figures of the page.
        index: the snapshot's index.
        repo_id: a repository of the index.
        asked: what the page is asked: the domain, and whether claims count.
    """
    number = index.graph.find(repo_id)
    if number is None:
        return
    found = card(index, number, asked.need.domain)
    with st.container(border=True, key="card"):
        st.header(markdown_text(shortened(repo_id, LONGEST_NAME)), anchor=False)
        facts = found.facts
        is_claim = not asked.self_reported and facts["grade"] == "D"
        shown = without_claims(pd.DataFrame([facts])).iloc[0].to_dict() if is_claim else facts
        st.markdown(_head(number, index, shown, found.grade_words))
        _draw_domains(found, self_reported=asked.self_reported)
        st.markdown("\n".join(f"- {line}" for line in _lines(index, number, found)))
        _draw_tests(found, self_reported=asked.self_reported)
        _draw_links(snapshot, repo_id)


def _head(number: int, index: VariantIndex, facts: dict[str, Any], words: str) -> str:
    """Return the verdict with its grade, as Markdown."""
    if index.graph.primary[number] < 0:
        told = "**No known parent**: nothing says what it was made from, so there is no base to compare it with."
        return f"{told} Expected to beat {facts['standing']:.0f} % of the tested open models, by {facts['placed_by']}."
    grade = facts["grade"]
    title = markdown_text(_title(facts["domain"]))
    return (
        f"**Grade {grade} in {title}: {facts['verdict']}**.  \n:small[{words[:1].upper()}{words[1:]}.]\n\n"
        f"{markdown_text(facts['reasons'])}"
    )


def _title(domain: str) -> str:
    return domains()[domain].title if domain in domains() else domain


def _draw_domains(found: Card, *, self_reported: bool) -> None:
    """Draw the difference in each domain in which the two were compared, the losses too."""
    rows = found.domains[found.domains["difference"].notna()]
    rows = rows if self_reported else rows[rows["grade"] != "D"]
    if rows.empty:
        return
    lost = rows[rows["high"] < 0]
    told = ", ".join(f"{markdown_text(r.title)} ({r.difference:+.1f})" for r in lost.itertuples())
    st.markdown(f"**Lost against its base**: {told}." if told else "**Lost against its base**: nothing beyond noise.")
    st.dataframe(
        rows[list(FIELDS)],
        hide_index=True,
        column_config=FIELDS,
        placeholder="-",
        height=min(35 * (len(rows) + 1) + 3, 250),
        alt=f"The difference to its base in {count(len(rows), 'domain')}",
    )


def _lines(index: VariantIndex, number: int, found: Card) -> list[str]:
    """Return what is known beside the results, as Markdown."""
    facts = found.facts
    return [
        *_made(found),
        *([f"Counted to the domain by: {markdown_text(facts['domain_reason'])}"] if facts["domain_reason"] else []),
        _marks(facts),
        _licences(index, number, facts),
        _gating(facts),
        _size(facts),
        f"Publisher: {markdown_text(facts['publisher_record'] or 'no record of comparisons')}",
        f"Adoption, no part of its rank: {_adoption(facts)}",
    ]


def _made(found: Card) -> list[str]:
    """Return the way up to the origin, each step with its evidence."""
    if found.lineage.empty:
        return ["Made from: nothing is known"]
    steps = []
    for step in found.lineage.itertuples():
        by = BY.get(str(step.evidence), str(step.evidence))
        said = f"[{by}](<{step.evidence_url}>)" if is_safe(step.evidence_url) else by
        steps.append(f"{MADE.get(str(step.relation), 'from')} {markdown_text(step.parent)} ({said})")
    created = found.facts["base_created"]
    age = f"; its base is of {day(created)}" if not pd.isna(created) else ""
    told = f"{', itself '.join(steps)}{age}"
    return [told[:1].upper() + told[1:]]


def is_safe(address: object) -> bool:
    """Return whether an address may stand in a link: of the web, and without signs that would end the link."""
    return isinstance(address, str) and is_web(address) and not set(address) & set("<>()[] \n\\")


def _marks(facts: dict[str, Any]) -> str:
    merge = "**a merge**" if facts["is_merge"] else "not marked as a merge"
    contamination = (
        "**flagged by the board**" if facts["contamination"] == "flagged" else "unknown, no board here checked it"
    )
    return f"Marks: {merge}; contamination {contamination}"


def _licences(index: VariantIndex, number: int, facts: dict[str, Any]) -> str:
    chain = " ← ".join(markdown_text(licence or "not known") for _, licence in licence_chain(index, number))
    conflict = f"; **conflict**: {markdown_text(facts['licence_conflict'])}" if facts["licence_conflict"] else ""
    known = markdown_text(facts["licence_class"] or "class not known")
    return f"Licence: {chain} ({known}){conflict}"


def _gating(facts: dict[str, Any]) -> str:
    if pd.isna(facts["is_gated"]):
        return "Gated: not known"
    return "**Gated**: asks for an account or an agreement" if facts["is_gated"] else "Not gated"


def _size(facts: dict[str, Any]) -> str:
    if pd.isna(facts["parameters"]):
        return "Size: not known"
    billions = facts["parameters"] / PRECISE
    needs = f"{facts['memory_gb']:.3g} GB in 16 bits ({facts['gpu'] or 'no single GPU'})"
    packed = f"{facts['memory_gb_int4']:.3g} GB in 4 bits ({facts['gpu_int4'] or 'no single GPU'})"
    return f"Size: {billions:,.3g} billion parameters ({facts['parameters_from']}); weights {needs}, {packed}"


def _adoption(facts: dict[str, Any]) -> str:
    told = [
        f"{facts[name]:,} {unit}"
        for name, unit in (("downloads", "downloads in 30 days"), ("likes", "likes"))
        if not pd.isna(facts[name])
    ]
    return ", ".join(told) or "not known"


def _draw_tests(found: Card, *, self_reported: bool) -> None:
    """Draw every test, behind a click: first those on which the base has a result too."""
    rows = found.tests if self_reported else found.tests[found.tests["evidence"] != "self-reported"]
    behind = st.expander("Every test beside its base", key="tests", on_change="rerun")
    if not behind.open:
        return
    compared = int(rows["base"].notna().sum())
    rows = rows.sort_values("base", na_position="last", key=lambda column: column.isna(), kind="stable")
    behind.caption(f"{count(len(rows), 'result')}, {compared:,} of them beside a base's: same test, board and harness.")
    if len(rows):
        behind.dataframe(
            rows[list(TESTS)],
            hide_index=True,
            column_config=TESTS,
            placeholder="-",
            height=320,
            alt="Every result of this repository, beside its base's",
        )


def _draw_links(snapshot: Snapshot, repo_id: str) -> None:
    if is_repo_id(repo_id):
        st.markdown(link("Open on the Hub", f"{HUB}{repo_id}"))
    model_id = snapshot.ask(queries.repos_of_models).get(repo_id.lower())
    if model_id:
        model_link(model_id, "Everything about this model")
