"""What a page keeps: the session holds it, each run writes it to the address, an arrival takes it from there.

Widgets only change what is kept. Streamlit forgets a page's widgets when the page is left, and what is bound to them
(`bind="query-params"`, in views/shell/inputs.py) leaves the address with them: docs/decisions/address-and-session.md.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Generic, Literal, NamedTuple, TypeVar

import streamlit as st
from streamlit.errors import StreamlitAPIException
from streamlit.runtime.scriptrunner import get_script_run_ctx

T = TypeVar("T")
Came = Literal["", "new", "back"]
Address = dict[str, list[str]]
_PAGE, _CAME, _PENDING = "_page", "_came", "_pending_address"


# How a run came to its page


def arrive(slug: str) -> None:
    """Note how this run came to a page: before anything of the page is read."""
    is_same = st.session_state.get(_PAGE) == slug
    came: Came = "new" if not is_same else "back" if is_back() else ""
    st.session_state[_PAGE], st.session_state[_CAME] = slug, came


def on_error(tell: Callable[[Exception], bool]) -> None:
    """Let whatever this run raises be told so. serve.py has it for all runs; this is for `streamlit run app.py`."""
    context = get_script_run_ctx()
    if context:
        context.on_script_error = tell


def came() -> Came:
    """Return whether the address speaks for this run: from elsewhere, or by the browser's Back or Forward.

    In all other runs the session does: the address may lag behind it. A fragment that runs alone came from nowhere.
    """
    if is_fragment():
        return ""
    found: Came = st.session_state.get(_CAME, "new")
    return found


def is_fragment() -> bool:
    """Return whether this run is of a part of the page alone."""
    context = get_script_run_ctx()
    return bool(context and context.fragment_ids_this_run)


def is_back() -> bool:
    """Return whether the browser's Back or Forward led to this run, be it from another page."""
    context = get_script_run_ctx()
    return bool(context and context.is_history_navigation)


def leave() -> None:
    """Let the next run be an arrival, though it is of the same page: another subject is asked for."""
    st.session_state.pop(_PAGE, None)


# The address


def stated() -> Address:
    """Return what the address says: each name's values."""
    return {name: st.query_params.get_all(name) for name in st.query_params}


def write(names: Sequence[str], said: Mapping[str, list[str]]) -> None:
    """Write values to the address, and take out those of the names of which nothing is said. Other names stay.

    All of it is one step of the browser's Back, unless a widget is bound to the address: then each value is one.
    """
    pending = st.session_state.get(_PENDING)
    before = stated() if pending is None else pending
    after = {name: values for name, values in before.items() if name not in names or name in said}
    after |= {name: said[name] for name in names if name in said}
    if pending is not None:
        st.session_state[_PENDING] = after
    else:
        _write_all(after)


@contextmanager
def one_step() -> Iterator[None]:
    """Let all that is written to the address meanwhile be one step of the browser's Back."""
    st.session_state[_PENDING] = stated()
    try:
        yield
    finally:
        _write_all(st.session_state.pop(_PENDING))


def _write_all(after: Address) -> None:
    before = stated()
    if after == before:
        return
    try:
        st.query_params.from_dict(after)
    except StreamlitAPIException:  # a bound name cannot be written, not even as it is
        for name in before.keys() - after.keys():
            del st.query_params[name]
        for name, values in after.items():
            if before.get(name) != values:
                st.query_params[name] = values


def write_one(name: str, value: str | None) -> None:
    """Write one value to the address, or take it out where there is none."""
    write([name], {name: [value]} if value else {})


# What is kept


class Kept(Generic[T]):
    """A value that the session keeps between the runs, and between the pages that ask for it.

    Args:
        name: of the value, in the session.
        default: the value where nothing was ever asked.
        names: what it is called in the address.
        widgets: what the keys of its widgets begin with; they start anew from another value.
    """

    def __init__(self, name: str, default: T, names: Sequence[str], widgets: str) -> None:
        self.names = tuple(names)
        self._default, self._widgets = default, widgets
        self._value, self._notes = f"_{name}", f"_{name}_notes"

    def get(self) -> T:
        """Return the value as it is now."""
        found: T = st.session_state.get(self._value, self._default)
        return found

    def set(self, value: T) -> None:
        """Take what a widget says."""
        st.session_state[self._value] = value

    def start_with(self, value: T, notes: Sequence[str] = ()) -> None:
        """Take another value, and let the widgets start anew from it. For arrivals, and the callbacks of widgets."""
        st.session_state[self._value], st.session_state[self._notes] = value, tuple(notes)
        for key in [key for key in st.session_state if str(key).startswith(self._widgets)]:
            del st.session_state[key]

    def notes(self) -> tuple[str, ...]:
        """Return why parts of the address were ignored. They quote foreign text: show them as text."""
        found: tuple[str, ...] = st.session_state.get(self._notes, ())
        return found

    def adopt(self, read: Callable[[Address], tuple[T, Sequence[str]]], names: Sequence[str] = ()) -> None:
        """Take the value from the address where it speaks for this run. A link that says nothing of it keeps it.

        Args:
            read: returns the value that an address states, and why parts of it were ignored. It gets all names.
            names: the names by which the address speaks for it, where these are not only its own.
        """
        way = came()
        is_kept = self._value in st.session_state
        if not way and is_kept:
            return
        address = stated()
        if way == "back" or not is_kept or not address.keys().isdisjoint(names or self.names):
            self.start_with(*read(address))
        else:
            self.start_with(self.get())


class Refusal(NamedTuple):
    """Why a text chose nothing, and what is near it. It quotes foreign text: show it as text."""

    sentence: str
    nearest: tuple[str, ...] = ()


class Choice:
    """The one of many that a page shows: chosen in its box, by a link, by a click on a chart or in a table.

    It is taken from the address at each arrival and is not kept between pages.

    Args:
        name: in the address.
        key: of its box.
    """

    def __init__(self, name: str, key: str = "") -> None:
        self.name, self.key = name, key or name
        self._refusal = f"_{self.key}_refusal"

    def is_arrival(self) -> bool:
        """Return whether the address speaks for the choice: at first, and after the browser's Back."""
        return self.key not in st.session_state or bool(came())

    def adopt(self, choose: Callable[[str], None]) -> None:
        """Let the address choose where it speaks for this run; `choose` gets what it says, empty where nothing."""
        if self.is_arrival():
            choose(st.query_params.get(self.name, ""))

    def get(self) -> str | None:
        """Return what is chosen; None where nothing is."""
        found: str | None = st.session_state.get(self.key)
        return found

    def set(self, value: str | None, refusal: Refusal | None = None) -> None:
        """Choose. For arrivals and callbacks: the box must not be drawn yet.

        Args:
            value: what is chosen; None: nothing.
            refusal: why a text chose nothing; it is shown until the next choice.
        """
        st.session_state[self.key], st.session_state[self._refusal] = value, refusal

    def refusal(self) -> Refusal | None:
        """Return why the last choice chose nothing, if it was refused."""
        found: Refusal | None = st.session_state.get(self._refusal)
        return found

    def write(self) -> None:
        """Write what is chosen to the address."""
        write_one(self.name, self.get())
