"""The floor: the few lines of Streamlit that an engineer writes first. One chart, one table, one filter."""

import plotly.express as px
import streamlit as st

from catalog.store import open_current
from tests.bench_floor.rows import points

st.set_page_config(page_title="Floor", layout="wide")
weights = st.segmented_control("Weights", ["Any", "Open", "Closed"], default="Any", required=True)
shown = points(st.cache_resource(open_current)().cursor(), weights)
chart = px.scatter(
    shown, "blended_usd_per_mtok", "value", color="weights", hover_name="name", log_x=True, render_mode="svg"
)
st.plotly_chart(chart)
st.dataframe(shown, hide_index=True)
