"""The models that a team keeps while it tries other needs: in the session and in the address."""

import streamlit as st

from catalog import queries
from catalog.store import Store
from views.shell import state
from views.shell.links import MOST_COMPARED, compare_link, model_link
from views.shell.snapshot import Snapshot
from views.shell.state import Address, Kept
from views.shell.wording import shortened

KEEP = "keep"
LONGEST_ID = 60
_KEPT: Kept[tuple[str, ...]] = Kept("kept_models", (), [KEEP], "kept_models_")


def names(store: Store) -> dict[str, str]:
    """Return the name of every model that may be kept."""
    models = queries.models_in_play(store)
    return dict(zip(models["model_id"], models["name"], strict=True))


def adopt_address(snapshot: Snapshot) -> None:
    """Take the kept models from the address where it speaks for this run."""
    _KEPT.adopt(lambda address: _read(snapshot, address))


def _read(snapshot: Snapshot, address: Address) -> tuple[tuple[str, ...], list[str]]:
    said = [each for text in address.get(KEEP, []) for each in text.split(",") if each]
    known = snapshot.ask(names)
    found = tuple(dict.fromkeys(each for each in said if each in known))[:MOST_COMPARED]
    unknown = [each for each in said if each not in known]
    told = [f"{KEEP}: there is no model {shortened(each, LONGEST_ID)!r}." for each in unknown[:MOST_COMPARED]]
    return found, told


def notes() -> tuple[str, ...]:
    """Return why parts of the address were ignored. They quote foreign text: show them as text."""
    return _KEPT.notes()


def is_kept(model_id: str) -> bool:
    """Return whether a model is kept."""
    return model_id in _KEPT.get()


def keep(model_id: str) -> None:
    """Keep a model, at most six, the last ones. For the callback of a widget."""
    _KEPT.set((*(each for each in _KEPT.get() if each != model_id), model_id)[-MOST_COMPARED:])


def let_go(model_id: str) -> None:
    """Keep a model no longer. For the callback of a widget."""
    _KEPT.set(tuple(each for each in _KEPT.get() if each != model_id))


def write_address() -> None:
    """Write the kept models to the address."""
    state.write_one(KEEP, ",".join(_KEPT.get()) or None)


def draw_kept(snapshot: Snapshot) -> None:
    """Draw the kept models as links; nothing where there are none."""
    if not _KEPT.get():
        return
    known = snapshot.ask(names)
    with st.container(horizontal=True, vertical_alignment="center", gap="small", key="kept"):
        st.markdown("**Kept**", width="content")
        for model_id in _KEPT.get():
            model_link(model_id, known.get(model_id, model_id))
        compare_link(_KEPT.get(), "Compare the kept")
