"""The points that were picked in the chart: in the session and in the address, so that a link and Back restore them."""

from collections.abc import Sequence
from typing import Any

import pandas as pd
import streamlit as st

from views.shell.state import Choice

# An address of more models is longer than what people's tools pass on.
MOST_PICKED = 24
_PICKED = Choice("picked", "_picked")
_ROUND = "_picked_round"


def adopt() -> None:
    """Take what was picked from the address where it speaks for this run."""
    if _PICKED.is_arrival():
        pick([part.strip() for part in st.query_params.get(_PICKED.name, "").split(",")])


def pick(model_ids: Sequence[str]) -> None:
    """Pick models, none with an empty list. For arrivals, and the callbacks of widgets other than the chart."""
    _set(model_ids)
    # A chart that is built anew forgets what was picked in it before.
    st.session_state[_ROUND] = st.session_state.get(_ROUND, 0) + 1


def chart_key() -> str:
    """Return the key of the chart: another one after each pick that was not made in it."""
    return f"tradeoff_{st.session_state.get(_ROUND, 0)}"


def pick_in_chart() -> None:
    """Pick what was picked in the chart, for its `on_select`."""
    points = st.session_state[chart_key()]["selection"]["points"]
    _set([_plain(point.get("customdata")) for point in points])


def places(points: pd.DataFrame) -> list[int]:
    """Return which of the points are of a picked model, in the order of the picks, and write them to the address.

    A model that is not shown is not picked: it keeps its place in the address, as a filter may be opened again.
    """
    _PICKED.write()
    ids = (_PICKED.get() or "").split(",")
    found = points.index[points["model_id"].isin(ids)]
    return sorted(found, key=lambda place: ids.index(points.loc[place, "model_id"]))


def _set(model_ids: Sequence[str]) -> None:
    known = dict.fromkeys(model_id for model_id in model_ids if model_id and model_id != "None")
    _PICKED.set(",".join(list(known)[:MOST_PICKED]) or None)


def _plain(customdata: Any) -> str:  # noqa: ANN401 - Plotly gives one value, or a list of one
    return str(customdata[0] if isinstance(customdata, list) and customdata else customdata)
