"""The card of one system: what it meets and lacks, who says so, and what its licence allows."""

from collections.abc import Mapping
from datetime import date
from typing import Any
from urllib.parse import quote, urlsplit

import pandas as pd
import streamlit as st

from catalog.openness.criteria import CRITERIA, KINDS, card
from catalog.openness.statements import BASES, PARTS
from catalog.openness.systems import label_of
from views.shell.links import LONGEST_NAME, model_link
from views.shell.wording import count, day, markdown_text, shortened

# What a system lacks, as a sentence names it.
_LACKED: Mapping[str, str] = {
    "training_data": "public training data",
    "weights": "full weights",
    "evaluation_code": "evaluation code",
    "training_code": "training and fine-tuning code",
    "metrics_and_checkpoints": "training metrics and intermediate checkpoints",
    "licence": "a licence that the OSI approves",
}
_URL_SAFE = ":/?#[]@!$&'*+,;=%~"


def draw_card(said: pd.DataFrame, table: pd.DataFrame, system_id: str) -> None:
    """Draw the card of a system.

    Args:
        said: the statements, as `catalog.openness.criteria.openness_of` returns them.
        table: the grid.
        system_id: which system; one of the grid.
    """
    found = card(said, table, system_id)
    with st.container(border=True, key="card"):
        st.header(markdown_text(shortened(label_of(found["name"]), LONGEST_NAME)), anchor=False)
        st.caption(markdown_text(system_id))
        st.markdown(standing(found))
        for cell in found["criteria"]:
            with st.container(key=f"cell_{cell['verdict']}_{cell['criterion']}"):
                st.markdown(criterion(cell))
        st.markdown(_licence(found["licence"]))
        _draw_statements(found["statements"])
        if found["model_id"]:
            model_link(found["model_id"], "Everything about this model")


def standing(found: Mapping[str, Any]) -> str:
    """Return the kind of a system and what it lacks, as Markdown, from its card."""
    kind, cells = found["kind"], found["criteria"]
    told = [f"**{kind.capitalize()}**: {KINDS[kind]}. {_how_many(cells)}".rstrip()]
    missing = [_lacked(cell) for cell in cells if cell["verdict"] in {"closed", "partial"}]
    unknown = [_LACKED[cell["criterion"]] for cell in cells if cell["verdict"] == "unknown"]
    if missing:
        told.append(f"**It lacks** {'; '.join(missing)}.")
    if unknown:
        told.append(f"**Nobody says** whether it has {'; '.join(unknown)}.")
    return "\n\n".join(told)


def _how_many(cells: list[dict[str, Any]]) -> str:
    number = sum(cell["verdict"] == "open" for cell in cells)
    return "" if number == len(CRITERIA) else f"Open: {number} of {len(CRITERIA)}."


def _lacked(cell: Mapping[str, Any]) -> str:
    in_part = cell["verdict"] == "partial" and cell["criterion"] != "licence"
    return f"{_LACKED[cell['criterion']]}{' (there in part)' if in_part else ''}"


def criterion(cell: Mapping[str, Any]) -> str:
    """Return what is known of one criterion, as Markdown."""
    words = markdown_text(cell["words"][:1].upper() + cell["words"][1:].rstrip("."))
    lines = [f"{markdown_text(cell['title'])}: **{cell['verdict']}**", f":small[{words}.]"]
    if cell["source"]:
        by = "" if cell["basis"] == "primary" else f"{markdown_text(cell['source'])}, "
        evidence = link("Evidence", cell["evidence_url"])
        lines.append(f":small[{evidence}: {by}{_day(cell['as_of'])}; {BASES[cell['basis']]}.]")
    if cell["is_disputed"]:
        lines.append(f":small[**The sources differ**: from {cell['lowest']} to {cell['highest']}.]")
    return "  \n".join(lines)


def _licence(licence: Mapping[str, Any]) -> str:
    """Return what the licence allows, as Markdown."""
    title = link(licence["title"], licence["text_url"]) if licence["title"] else "no licence stated"
    clause = markdown_text(licence["clause"].rstrip("."))
    return f"Licence class: **{licence['terms']}**  \n:small[{title}. The clause that matters: {clause}.]"


def _day(iso: str | None) -> str:
    return day(date.fromisoformat(iso) if iso else None)


def link(words: str, address: str | None) -> str:
    """Return a link as Markdown that names the site it leads to; only the words where the address is not of the web."""
    if not is_web(address):
        return markdown_text(words)
    site = markdown_text(urlsplit(str(address)).hostname)
    return f"[{markdown_text(words)} ({site})](<{quote(str(address), _URL_SAFE)}>)"


def is_web(address: str | None) -> bool:
    """Return whether an address is one of the web that a link may lead to."""
    try:
        parts = urlsplit(address or "")
        return parts.scheme in {"http", "https"} and bool(parts.hostname)
    except ValueError:
        return False


def _draw_statements(statements: list[dict[str, Any]]) -> None:
    """Draw every statement, behind a click: those that were not chosen too."""
    behind = st.expander("Every statement, chosen or not", key="statements", on_change="rerun")
    if not behind.open:
        return
    rows = pd.DataFrame(statements)
    rows = rows.assign(
        part=rows["part"].map(PARTS),
        basis=rows["basis"].map(BASES),
        evidence_url=[address if is_web(address) else None for address in rows["evidence_url"]],
    )
    behind.caption(f"{count(len(rows), 'statement')}; of those about one part the first counts.")
    behind.dataframe(
        rows[["part", "verdict", "is_chosen", "words", "source", "as_of", "evidence_url", "basis"]],
        hide_index=True,
        column_config={
            "part": "Part",
            "verdict": "Verdict",
            "is_chosen": "Counts",
            "words": "In words",
            "source": "Source",
            "as_of": "As of",
            "evidence_url": st.column_config.LinkColumn("Evidence"),
            "basis": "Basis",
        },
        placeholder="-",
        alt="Every statement about this model",
    )
