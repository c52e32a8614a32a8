"""Benchmark: who was tested on it, with which result, and what it says."""

import streamlit as st

from catalog.answers.benchmark import answer
from views.benchmark import parts as benchmark
from views.shell.frame import page_frame
from views.shell.snapshot import Snapshot


@st.fragment
def body(snapshot: Snapshot) -> None:
    """Draw everything that a changed choice changes."""
    benchmark_id = benchmark.ask(snapshot)
    if benchmark_id is None:
        return
    told = snapshot.share(answer, benchmark.question(snapshot, benchmark_id))
    benchmark.draw_head(told)
    if told.results.empty:
        st.info("Nobody was tested on it yet.")
        benchmark.draw_domains(told)
        return
    rows = benchmark.ask_among(told)
    benchmark.draw_chart(snapshot, told, rows)
    benchmark.draw_domains(told)
    benchmark.draw_results(snapshot, told, rows)
    benchmark.draw_credits(snapshot, rows)


body(page_frame("benchmark"))
