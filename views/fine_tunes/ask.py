"""What the Fine-tunes page is asked: base, domain, gates, and whose card is shown; all of it in the address."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import pandas as pd
import streamlit as st

from catalog import queries
from catalog.curated.hub_tags import language_title
from catalog.filters import DEFAULT_DOMAIN, Filters
from catalog.hosting.plans import USABLE_MEMORY
from catalog.numeric import BILLION
from catalog.variants.families import Family, family_named
from catalog.variants.index import VariantIndex
from catalog.variants.listing import used_languages
from catalog.variants.recommend import GENERAL, VariantError, VariantNeed, base_named
from views.shell import gates, inputs
from views.shell.snapshot import Snapshot
from views.shell.state import Choice, Refusal
from views.shell.wording import asked_line, markdown_text, shortened

BASE, VARIANT = Choice("base"), Choice("variant")
PICK, FIELD = "base_pick", "field_pick"
MOST_PILLS, MOST_OLD_PILLS = 12, 8
# Where one of these is kept, no domain is asked for.
ANY = (DEFAULT_DOMAIN, GENERAL)
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
MOST_OFFERED, MOST_FIELDS, FEWEST_NAMED = 200, 10, 40
FEW, MANY = 50, 500
LONGEST_ID, LONGEST_NOTE = 193, 240


@dataclass(frozen=True, slots=True)
class Asked:
    """What the list is asked: the need, and whether claims count."""

    need: VariantNeed
    self_reported: bool

    @property
    def is_open(self) -> bool:
        """Return whether neither a base nor a domain is asked for: then there is nothing to recommend."""
        return not self.need.base and not self.need.domain


def ask(snapshot: Snapshot, index: VariantIndex) -> Asked:
    """Draw what the list is asked, and return it."""
    with st.container(horizontal=True, vertical_alignment="center", gap="small", key="asked"):
        base = _ask_base(index)
        domain = gates.draw_domain(snapshot.ask(_domains))
        memory = inputs.choice("Memory", MEMORY, key="memory", width=140)
        language = inputs.choice("Language", _language_titles(index), key="language", width=210)
        more = st.popover("More filters", key="more_variant_gates")
        with more:
            need, filters = _ask_more(snapshot, index)
    _draw_refused()
    need |= {
        "base": base,
        "domain": None if domain in ANY else domain,
        "max_memory_gb": float(memory) * USABLE_MEMORY if memory else None,
        "languages": (language,) if language else (),
    }
    told = in_words(VariantNeed(**need), filters)
    if told:
        st.caption(asked_line(told))
    return Asked(VariantNeed(**need), filters.self_reported)


def _ask_more(snapshot: Snapshot, index: VariantIndex) -> tuple[dict[str, Any], Filters]:
    """Draw the filters behind the button; return what they ask, but base, domain, memory and language."""
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
    """Return the domains that can be asked for; the one that counts where nobody asks stands for any."""
    found = queries.ability_domains(store)[["domain", "title"]]
    named = found[~found["domain"].isin(ANY)].sort_values("title")
    return pd.concat([pd.DataFrame({"domain": [DEFAULT_DOMAIN], "title": ["Any"]}), named], ignore_index=True)


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
        placeholder="Base: a family or a Hub id",
        width=300,
    )


def _offered(index: VariantIndex) -> list[str]:
    """Return the families to choose from without typing."""
    return [family.title for family in index.families[:MOST_OFFERED]]


def choose_base(index: VariantIndex, text: str) -> None:
    """Choose the base that a text means; else keep why not, with the nearest. For the callback of a widget."""
    family = family_named(index.families, index.graph, text)
    if family is not None:
        BASE.set(family.title)
        return
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
    alike = [repo for repo in offered if "/" in repo and text and text.casefold() in repo.casefold()]
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


def ask_family(index: VariantIndex) -> None:
    """Draw the families that others tune as a way in: those of today, and those with most variants."""
    today, old = offered_families(index)
    for which, families in ((f"{PICK}_today", today), (PICK, old)):
        if not families:
            continue
        st.session_state[which] = None  # one that was clicked before is not the base any more
        st.pills(
            "Today's bases" if families is today else "With most variants",
            [family.title for family in families],
            key=which,
            on_change=lambda which=which: BASE.set(st.session_state[which]),
        )


def offered_families(index: VariantIndex) -> tuple[list[Family], list[Family]]:
    """Return the families of today that are tuned and used most, the newest first; and of the others the largest."""
    today = [family for family in index.families if family.is_of_today][:MOST_PILLS]
    today.sort(key=lambda family: str(family.released), reverse=True)
    old = [family for family in index.families if not family.is_of_today]
    old.sort(key=lambda family: -family.variants)
    return today, old[:MOST_OLD_PILLS]


def ask_field(fields: pd.DataFrame) -> None:
    """Draw the domains that variants of a base say to be for, of which a click takes one.

    Args:
        fields: as `catalog.variants.recommend.fields_of` has them.
    """
    first = fields.head(MOST_FIELDS)
    if first.empty:
        return
    st.session_state[FIELD] = None
    titles = dict(zip(first["domain"], first["title"] + " · " + first["claimants"].astype(str), strict=True))
    st.pills(
        "Domains that its variants say to be for",
        list(titles),
        format_func=titles.__getitem__,
        key=FIELD,
        on_change=lambda: gates.choose_domain(st.session_state[FIELD]),
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


def ask_variant(index: VariantIndex, rows: pd.DataFrame, claims: Sequence[str]) -> str:
    """Ask whose card to show and return its id; at first that of the one that the answer names first.

    Args:
        index: the snapshot's index.
        rows: the list.
        claims: whom the answer names where it recommends none, in its order.
    """
    picked = inputs.typed(
        "Card of",
        VARIANT,
        rows["hub_repo_id"],
        lambda text: choose_variant(index, text, rows),
        placeholder="The first of the answer. Choose or type another",
    )
    if refusal := VARIANT.refusal():
        st.info(markdown_text(shortened(refusal.sentence, LONGEST_NOTE)))
    return picked or first_variant(rows, claims)


def first_variant(rows: pd.DataFrame, claims: Sequence[str]) -> str:
    """Return the one that is recommended, else the first of some claims, else the first variant, else a yardstick."""
    variants = rows[rows["role"] == "variant"]
    named = [*variants.loc[variants["is_recommended"], "hub_repo_id"], *claims]
    return str(next(iter([*named, *variants["hub_repo_id"], *rows["hub_repo_id"]]), ""))


def choose_variant(index: VariantIndex, text: str, rows: pd.DataFrame) -> None:
    """Choose the repository that a text means, or keep why not. For the callback of a widget."""
    number, refusal = _understood(index, text, list(rows["hub_repo_id"]))
    VARIANT.set(None if number is None else str(index.graph.repos[number]), refusal)
