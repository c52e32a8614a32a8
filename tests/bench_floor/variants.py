"""One long table with one filter, drawn as the pages draw theirs. The address says how many rows: ?rows=50000."""

import pandas as pd
import streamlit as st

from catalog.records import HubModel
from catalog.store import Store, open_current
from tests.bench_floor import rows
from views.shell.tables import column_config, known_columns

COLUMNS = column_config(
    HubModel,
    *("hub_repo_id", "downloads", "likes", "pipeline_tag", "library", "licence_id", "parameters"),
    *("created_on", "modified_on"),
    pinned="hub_repo_id",
)


@st.cache_data
def remembered(_store: Store, number: int) -> pd.DataFrame:
    """Return the rows; the store never changes."""
    return rows.variants(_store, number)


st.set_page_config(page_title="Variants", layout="wide")
found = remembered(st.cache_resource(open_current)().cursor(), int(st.query_params["rows"]))
licence = st.segmented_control("Licence", ["Any", rows.LICENCE], default="Any", required=True)
shown = found if licence == "Any" else found[found["licence_id"] == licence]
st.dataframe(known_columns(shown, COLUMNS), hide_index=True, column_config=COLUMNS, lazy=True)
