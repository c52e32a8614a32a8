"""What the Fine-tunes page is asked: base, domain, gates, and whose card is shown; all of it in the address."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import pandas as pd
import streamlit as st

from catalog import queries
from catalog.curated.hub_tags import language_title
from catalog.filters import Filters
from catalog.hosting.plans import USABLE_MEMORY
from catalog.numeric import BILLION
from catalog.variants.index import VariantIndex
from catalog.variants.listing import used_languages, well_known_bases
from catalog.variants.recommend import GENERAL, VariantError, VariantNeed, base_named
from views.shell import gates, inputs
from views.shell.snapshot import Snapshot
from views.shell.state import Choice, Refusal
from views.shell.wording import asked_line, markdown_text, shortened

FAMILIES: Mapping[str, str] = {
    "Llama 3.1": "meta-llama/Llama-3.1-8B",
    "Llama 3.2": "meta-llama/Llama-3.2-3B",
    "Llama 2": "meta-llama/Llama-2-7b-hf",
    "Mistral 7B": "mistralai/Mistral-7B-v0.1",
    "Qwen2.5": "Qwen/Qwen2.5-7B",
    "Qwen3": "Qwen/Qwen3-8B-Base",
    "Gemma 2": "google/gemma-2-9b",
    "Phi-4": "microsoft/phi-4",
    "Falcon": "tiiuae/falcon-7b",
    "OLMo 2": "allenai/OLMo-2-1124-7B",
    "DeepSeek-R1": "deepseek-ai/DeepSeek-R1",
    "Granite 3.1": "ibm-granite/granite-3.1-8b-base",
    "SmolLM2": "HuggingFaceTB/SmolLM2-1.7B",
}
BASE, VARIANT = Choice("base"), Choice("variant")
PICK = "base_pick"
SHARED_GATES = ("licence", "parameters_to", "self_reported")
MEMORIES_GB = (8, 12, 16, 24, 32, 48, 80, 96, 141, 192)
MEMORY: Mapping[str, str] = {"": "Any GPU"} | {str(gb): f"Fits {gb} GB" for gb in MEMORIES_GB}
EVIDENCE: Mapping[str, str] = {
    "E": "Any evidence, or none",
    "D": "Any result",
    "C": "Independent results",
    "B": "Compared with its base",
    "A": "Better than its base",
}
MOST_OFFERED, FEWEST_NAMED = 300, 40
FEW, MANY = 50, 500
LONGEST_ID, LONGEST_NOTE = 193, 240


@dataclass(frozen=True, slots=True)
class Asked:
    """What the list is asked: the need, and whether claims count."""

    need: VariantNeed
    self_reported: bool


def ask(snapshot: Snapshot, index: VariantIndex) -> Asked:
    """Draw what the list is asked, and return it."""
    with st.container(horizontal=True, vertical_alignment="center", gap="small", key="asked"):
        base = _ask_base(index)
        domain = gates.draw_domain(snapshot.ask(_domains))
        memory = inputs.choice("Memory", MEMORY, key="memory", width=140)
        language = inputs.choice("Language", _language_titles(index), key="language", width=210)
        more = st.popover("More gates", key="more_variant_gates")
        with more:
            need, filters = _ask_more(snapshot, index)
    _ask_family(index)
    _draw_refused()
    need |= {
        "base": base,
        "domain": None if base and domain == GENERAL else domain,
        "max_memory_gb": float(memory) * USABLE_MEMORY if memory else None,
        "languages": (language,) if language else (),
    }
    told = in_words(VariantNeed(**need), filters)
    if told:
        st.caption(asked_line(told))
    return Asked(VariantNeed(**need), filters.self_reported)


def _ask_more(snapshot: Snapshot, index: VariantIndex) -> tuple[dict[str, Any], Filters]:
    """Draw the gates behind the button; return what they ask, but base, domain, memory and language."""
    least = inputs.choice("Evidence", EVIDENCE, key="evidence", note="The weakest evidence that is welcome.")
    filters = gates.draw_few(snapshot, *SHARED_GATES)
    no_merges = inputs.switch("No merges", key="no_merges", note="By the relation that is stated, or by its tags.")
    copies = inputs.switch("Quantised copies too", key="quantised")
    unknown = "" if (index.is_gated >= 0).any() else " This snapshot's listing does not say it of any, so none passes."
    free = inputs.switch(
        "No gated ones", key="not_gated", note=f"Only what is known to ask for no account or agreement.{unknown}"
    )
    more = inputs.switch("More without evidence", key="more", note=f"List up to {MANY} of them instead of {FEW}.")
    need: dict[str, Any] = {
        "licence_classes": frozenset(filters.licence),
        "max_parameters": filters.parameters_to * BILLION if filters.parameters_to else None,
        "gated": not free,
        "merges": not no_merges,
        "quantisations": copies,
        "least_grade": least,
        "limit": MANY if more else FEW,
    }
    return need, filters


def _domains(store: Any) -> pd.DataFrame:  # noqa: ANN401 - a store; `Snapshot.ask` passes it
    """Return the domains that can be asked for; the general one stands for any."""
    found = queries.ability_domains(store)
    if GENERAL not in set(found["domain"]):
        found = pd.concat([pd.DataFrame({"domain": [GENERAL], "title": ["General"]}), found], ignore_index=True)
    is_any = found["domain"] == GENERAL
    found = found.assign(title=found["title"].where(~is_any, "Any"), place=~is_any)
    return found.sort_values(["place", "title"]).reset_index(drop=True)


def _language_titles(index: VariantIndex) -> dict[str, str]:
    codes = used_languages(index, FEWEST_NAMED) or used_languages(index, 1)
    return {"": "Any language"} | {code: f"Language: {language_title(code)}" for code in codes}


def _ask_base(index: VariantIndex) -> str | None:
    """Ask for a base and return its id; None where none is asked for."""
    return inputs.typed(
        "Base",
        BASE,
        _offered(index),
        lambda text: choose_base(index, text),
        placeholder="Any base. Choose or type a Hub id",
        width=300,
    )


def _offered(index: VariantIndex) -> list[str]:
    """Return the bases to choose from without typing."""
    families = [repo for _, repo in _families(index)]
    return list(dict.fromkeys([*families, *well_known_bases(index, MOST_OFFERED)]))


def choose_base(index: VariantIndex, text: str) -> None:
    """Choose the base that a text means; else keep why not, with the nearest. For the callback of a widget."""
    number, refusal = _understood(index, text, _offered(index))
    BASE.set(None if number is None else _as_asked(index, text, number), refusal)


def _as_asked(index: VariantIndex, text: str, number: int) -> str:
    """Return the id of a base as the address keeps it: a copy's own, so that the page says what it was read as."""
    at = index.graph.number.get_indexer(pd.Index([text.strip().lower()], dtype=index.graph.number.dtype))[0]
    return str(index.graph.repos[at if at >= 0 else number])


def _understood(index: VariantIndex, text: str, offered: Sequence[str]) -> tuple[int | None, Refusal | None]:
    """Return the repository that a text means: an id, or a part of one that is offered. None, and why, for others."""
    text = " ".join(text.split())[:LONGEST_ID]
    number = index.graph.find(text)
    alike = [repo for repo in offered if text and text.casefold() in repo.casefold()]
    if number is None and len(alike) == 1:
        number = index.graph.find(alike[0])
    if text and number is None:
        try:
            number = base_named(index, text)
        except VariantError as error:
            return None, Refusal(str(error).partition(" Nearest: ")[0], tuple(error.alternatives))
    return number, None


def _draw_refused() -> None:
    """Draw why the base that was asked for is none, and the nearest as buttons."""
    refusal = BASE.refusal()
    if refusal is None:
        return
    st.info(markdown_text(shortened(refusal.sentence, LONGEST_NOTE)))
    if refusal.nearest:
        with st.container(horizontal=True, vertical_alignment="center", gap="small", key="nearest"):
            st.markdown("Nearest:", width="content")
            for repo in refusal.nearest:
                st.button(markdown_text(repo), key=f"near_{repo}", on_click=BASE.set, args=(repo,))


def _families(index: VariantIndex) -> list[tuple[str, str]]:
    return [(title, repo) for title, repo in FAMILIES.items() if index.graph.find(repo) is not None]


def _ask_family(index: VariantIndex) -> None:
    """Draw the well-known families, of which a click takes the base."""
    titles = dict(_families(index))
    if not titles:
        return
    st.session_state[PICK] = next((title for title, repo in titles.items() if repo == BASE.get()), None)
    st.pills(
        "Well-known bases",
        list(titles),
        key=PICK,
        on_change=lambda: BASE.set(titles.get(st.session_state[PICK] or "")),
        label_visibility="collapsed",
    )


def in_words(need: VariantNeed, filters: Filters) -> list[str]:
    """Return the gates beside base and domain in words."""
    memory = f"weights in 16 bits fit a GPU of {need.max_memory_gb / USABLE_MEMORY:g} GB" if need.max_memory_gb else ""
    parts = [
        f"a licence that is {' or '.join(sorted(need.licence_classes))}" if need.licence_classes else "",
        f"at most {filters.parameters_to:,g} billion parameters" if filters.parameters_to else "",
        memory,
        f"tags that name {language_title(need.languages[0])}" if need.languages else "",
        "no merges" if not need.merges else "",
        "quantised copies too" if need.quantisations else "",
        "known not to be gated" if not need.gated else "",
        f"evidence of grade {need.least_grade} or better" if need.least_grade != "E" else "",
        "self-reported figures too" if filters.self_reported else "",
    ]
    return [part for part in parts if part]


# Whose card


def ask_variant(index: VariantIndex, rows: pd.DataFrame) -> str:
    """Ask whose card to show and return its id; the first variant's at first."""
    picked = inputs.typed(
        "Card of",
        VARIANT,
        rows["hub_repo_id"],
        lambda text: choose_variant(index, text, rows),
        placeholder="The best with evidence. Choose or type another",
    )
    if refusal := VARIANT.refusal():
        st.info(markdown_text(shortened(refusal.sentence, LONGEST_NOTE)))
    return picked or first_variant(rows)


def first_variant(rows: pd.DataFrame) -> str:
    """Return the first that beats its base, else the first variant, else a yardstick; nothing of an empty list."""
    variants = rows[rows["role"] == "variant"]
    better = variants[variants["grade"] == "A"]
    first = next((part for part in (better, variants, rows) if len(part)), rows)
    return str(first["hub_repo_id"].iloc[0]) if len(first) else ""


def choose_variant(index: VariantIndex, text: str, rows: pd.DataFrame) -> None:
    """Choose the repository that a text means, or keep why not. For the callback of a widget."""
    number, refusal = _understood(index, text, list(rows["hub_repo_id"]))
    VARIANT.set(None if number is None else str(index.graph.repos[number]), refusal)
