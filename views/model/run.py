"""Where to run the model: at a seller by code to be copied, or on one's own machines from the Hub."""

import re
from urllib.parse import quote

import pandas as pd
import streamlit as st

from catalog import queries
from catalog.curated.providers import provider, seller_title
from catalog.hosting.where import interfaces, quantised_children
from catalog.models import snippets
from catalog.numeric import scaled
from views.model.head import Facts
from views.shell import inputs
from views.shell.provenance import Part
from views.shell.snapshot import Snapshot
from views.shell.wording import day, markdown_text, one_line

LANGUAGES = {"python": "Python", "bash": "curl"}
MOST_COPIES, MOST_NAMED = 4, 3
_REPO = re.compile(r"[\w.-]+/[\w.-]+", re.ASCII)


def hub_address(repo: str) -> str | None:
    """Return the address of a repository's page on the Hub; None where its id is no repository's."""
    return f"https://huggingface.co/{quote(repo)}" if _REPO.fullmatch(repo) else None


def link_to_hub(repo: str) -> str:
    """Return a repository's id as a link to its page, as Markdown; as text where it is no repository's."""
    address = hub_address(repo)
    return f"[{markdown_text(repo)}](<{address}>)" if address else markdown_text(repo)


def draw_run(snapshot: Snapshot, facts: Facts, sold: pd.DataFrame) -> None:
    """Draw how the model is asked at a seller, and how its weights are run where they can be had.

    Args:
        snapshot: where the figures are from.
        facts: the model.
        sold: its sellers, as `catalog.models.sellers.sellers` returns them.
    """
    st.subheader("Where to run it", anchor=False)
    _draw_service(snapshot, facts, sold)
    if not pd.isna(facts["hub_repo_id"]):
        _draw_own(snapshot, facts)


# At a seller


def _draw_service(snapshot: Snapshot, facts: Facts, sold: pd.DataFrame) -> None:
    if sold.empty:
        st.markdown("No seller with a list price that counts is known.")
        return
    titles = {row.seller: seller_title(row.provider) for row in sold.itertuples()}
    asked = _reachable(snapshot, facts, titles)
    if not asked:
        told = ", ".join(list(titles.values())[:MOST_NAMED])
        st.markdown(
            f"Sold by {markdown_text(told)}. The address of an OpenAI-compatible service of theirs is not known here: "
            "see the seller's own documentation."
        )
        return
    with st.container(horizontal=True, vertical_alignment="bottom", gap="small"):
        seller = inputs.choice("Seller", {each: titles[each] for each in asked}, key="at", width=190)
        language = inputs.segment("Language", LANGUAGES, key="code", width=150)
    at = asked[seller]
    code = snippets.codes(one_line(at["api_base"]), one_line(at["api_model"]), seller)
    st.code(code[language], language=language, wrap_lines=True)
    st.caption(
        f"Your key is read from the environment. The model's name at {markdown_text(titles[seller])} is as "
        f"{markdown_text(at['name_source'])} has it."
    )


def _reachable(snapshot: Snapshot, facts: Facts, titles: dict[str, str]) -> dict[str, dict[str, str]]:
    """Return the sellers whose address and whose name of the model are known, by slug, in the order of the titles."""
    offers = snapshot.ask(queries.offers_of, facts["model_id"])
    # From the table kept by hand: a snapshot of an earlier schema has no addresses.
    offers = offers.assign(api_base=[provider(name).api_base for name in offers["provider"]])
    known = interfaces(offers).set_index("provider")[["api_base", "api_model", "name_source"]].to_dict("index")
    return {slug: known[slug] for slug in titles if slug in known}


# On one's own machines


def _draw_own(snapshot: Snapshot, facts: Facts) -> None:
    repo = str(facts["hub_repo_id"])
    st.markdown(f"**On your own machines**, from the Hub: {link_to_hub(repo)}")
    if command := snippets.vllm_code(repo):
        st.code(command, language="bash", wrap_lines=True)
    copies = quantised_children(snapshot.ask(queries.quantised_repos, facts["model_id"]))
    if copies.empty:
        return
    for name in copies["ollama_name"].dropna():
        if command := snippets.ollama_code(str(name).removeprefix("hf.co/")):
            st.code(command, language="bash", wrap_lines=True)
    lines = [
        f"- {markdown_text(row.format)}: {link_to_hub(one_line(row.hub_repo_id))}, {scaled(row.downloads)} downloads"
        for row in copies.head(MOST_COPIES).itertuples()
    ]
    st.markdown("\n".join(lines))
    st.caption(
        f"The most used quantised copies, made by others. Downloads of 30 days, as of {day(copies['as_of'].max())}."
    )


def credited(snapshot: Snapshot, facts: Facts) -> Part:
    """Return the copies that are shown, for the credits."""
    copies = quantised_children(snapshot.ask(queries.quantised_repos, facts["model_id"])).head(MOST_COPIES)
    return Part(copies, what="Quantised copies")
