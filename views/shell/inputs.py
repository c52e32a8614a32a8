"""Widgets that keep their value in the address, under their key. A value at its default is not written there."""

import math
from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from typing import TypeVar

import pandas as pd
import streamlit as st

from catalog.fields import LONGEST_TOLD, Field, read
from views.shell.state import Choice
from views.shell.wording import markdown_text

Id = TypeVar("Id", bound=str)
WIDTH_PX = 150


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


def segment(
    label: str,
    titles: Mapping[Id, str],
    *,
    key: str,
    default: Id | None = None,
    note: str = "",
    width: int | None = None,
) -> Id:
    """Ask for one of a few, all in sight, and return its id. The first one is the default unless one is named."""
    _tell_unknown(label, key, titles.values())
    ids = list(titles)
    picked: Id = st.segmented_control(
        label,
        ids,
        default=default or ids[0],
        required=True,
        format_func=titles.__getitem__,
        key=key,
        help=note or None,
        bind="query-params",
        label_visibility="visible" if width is None else "collapsed",
        width=width or "content",
    )
    return picked


def typed(
    label: str,
    chosen: Choice,
    offered: Iterable[str],
    choose: Callable[[str], None],
    *,
    placeholder: str,
    width: int | None = None,
) -> str | None:
    """Ask for one of many, or for another that is typed, and return it; None where nothing is chosen.

    Args:
        label: what is asked.
        chosen: keeps it, in the session and in the address.
        offered: what can be chosen without typing.
        choose: takes what was typed or stands in the address: it sets `chosen`, or refuses.
        placeholder: what stands in the empty box.
        width: of the widget, in px; then its label is not drawn.
    """
    chosen.adopt(choose)
    options, now = list(offered), chosen.get()
    picked: str | None = st.selectbox(
        label,
        options if now is None or now in options else [*options, now],
        index=None,
        key=chosen.key,
        placeholder=placeholder,
        accept_new_options=True,
        on_change=lambda: choose(chosen.get() or ""),
        label_visibility="visible" if width is None else "collapsed",
        width=width or "stretch",
    )
    chosen.write()
    return picked


def number(field: Field, *, key: str, default: int | None, step: int = 1, empty: str = "") -> int | None:
    """Ask for a whole number within its bounds, and return it; the default where the box is emptied.

    Args:
        field: what is asked; its title, note and bounds are drawn.
        key: the name in the address.
        default: what stands there at first; None: nothing.
        step: what the buttons beside it add.
        empty: what is read in the empty box where there is no default.
    """
    said = st.query_params.get(key)
    refused = read(field, [said])[1] if said else []
    if refused:
        st.toast(f"Ignored in the address: {field.title}: {markdown_text(refused[0][1])}", duration="long")
        del st.query_params[key]
    picked = st.number_input(
        field.title,
        min_value=int(field.least),
        max_value=int(field.most),
        value=default,
        step=step,
        key=key,
        help=field.note or None,
        placeholder=empty if default is None else str(default),
        # Bound to what was refused, Streamlit would read it by a rule of its own: 1_0 is 10 to it, and inf an error.
        bind=None if refused else "query-params",
        width=WIDTH_PX,
    )
    return default if picked is None else picked


def percent(field: Field, *, key: str, default: float, step: int = 1) -> float:
    """Ask for a share in whole percent, which the address holds too, and return the share. Else as `number`."""
    least, most = math.ceil(100 * field.least), math.floor(100 * field.most)
    asked = replace(field, kind="whole", title=f"{field.title}, %", least=least, most=most)
    picked = number(asked, key=key, default=round(100 * default), step=step)
    return default if picked is None else picked / 100


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
