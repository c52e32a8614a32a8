"""Widgets that keep their value in the address, under their key. A value at its default is not written there."""

from collections.abc import Iterable, Mapping
from typing import TypeVar

import pandas as pd
import streamlit as st

from catalog.fields import LONGEST_TOLD
from views.shell.wording import markdown_text

Id = TypeVar("Id", bound=str)


def choice(
    label: str,
    titles: Mapping[Id, str],
    *,
    key: str,
    default: str | None = None,
    note: str = "",
    width: int | None = None,
) -> Id:
    """Ask for one of many and return its id. The address holds the title, so titles must differ.

    Args:
        label: what is asked.
        titles: each id's title.
        key: the name in the address.
        default: what is chosen at first; the first one where it is None or not among the titles.
        note: the help behind the question mark.
        width: of the widget, in px; then its label is not drawn, as its values speak for themselves.
    """
    _tell_unknown(label, key, titles.values())
    ids = list(titles)
    index = next((place for place, found in enumerate(ids) if found == default), 0)
    picked: Id = st.selectbox(
        label,
        ids,
        index=index,
        format_func=titles.__getitem__,
        key=key,
        help=note or None,
        bind="query-params",
        label_visibility="visible" if width is None else "collapsed",
        width=width or "stretch",
    )
    return picked


def version(versions: pd.DataFrame) -> str | None:
    """Ask for one of `queries.versions`, the first at first; ask nothing where there is only one. None: not stated."""
    titles = {"" if pd.isna(stated) else str(stated): str(stated) for stated in versions["benchmark_version"]}
    if "" in titles:
        titles[""] = "not stated"
    picked = choice("Version", titles, key="version") if len(titles) > 1 else next(iter(titles))
    return picked or None


def segment(label: str, titles: Mapping[Id, str], *, key: str, note: str = "", width: int | None = None) -> Id:
    """Ask for one of a few, all in sight, and return its id. The first one is the default."""
    _tell_unknown(label, key, titles.values())
    ids = list(titles)
    picked: Id = st.segmented_control(
        label,
        ids,
        default=ids[0],
        required=True,
        format_func=titles.__getitem__,
        key=key,
        help=note or None,
        bind="query-params",
        label_visibility="visible" if width is None else "collapsed",
        width=width or "content",
    )
    return picked


def switch(label: str, *, key: str, note: str = "") -> bool:
    """Ask for yes or no; no is the default."""
    _tell_unknown(label, key, ("true", "false"))
    return st.toggle(label, key=key, help=note or None, bind="query-params")


def _tell_unknown(label: str, key: str, known: Iterable[str]) -> None:
    """Say that the address asks for something that cannot be chosen; Streamlit drops it without a word."""
    asked = st.query_params.get(key)
    if asked is not None and asked.casefold() not in {title.casefold() for title in known}:
        told = asked if len(asked) <= LONGEST_TOLD else f"{asked[:LONGEST_TOLD]}…"
        st.toast(f"Ignored in the address: {label}, “{markdown_text(told)}”.", duration="long")
