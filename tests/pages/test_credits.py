"""Every page over the figures of the bundle: each figure that is shown has a source in the credits."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
import streamlit as st
from streamlit.testing.v1 import AppTest

from tests.pages.opening import page_at
from views.export import imprint
from views.shell import provenance
from views.shell.provenance import Part, kind_of, unsourced

MODEL = "openai/gpt-5"
WORKLOAD = {"requests": "1000000", "input": "3000", "output": "300"}
OPENED: dict[str, tuple[str, dict[str, Any]]] = {
    "choose": ("choose", {}),
    "trade-offs of ability and price": ("tradeoffs", {}),
    "trade-offs over time": ("tradeoffs", {"axes_shown": "Over time"}),
    "the card of a point": ("tradeoffs", {"picked": MODEL}),
    "trade-offs of speed and price": ("tradeoffs", {"axes_shown": "Price / speed"}),
    "leaderboard": ("leaderboard", {"domain": "medical"}),
    "benchmark": ("benchmark", {"id": "gpqa_diamond"}),
    "models": ("models", {}),
    "scores of a model": ("model", {"id": MODEL, "part": "Scores"}),
    "prices of a model": ("model", {"id": MODEL, "part": "Prices"}),
    "speeds of a model": ("model", {"id": MODEL, "part": "Speeds"}),
    "compare": ("compare", {"models": f"{MODEL},deepseek/deepseek-r1"}),
    "costs": ("costs", WORKLOAD | {"one": "true", "of": MODEL, "own": "true"}),
    "fine-tunes": ("fine_tunes", {}),
    "openness": ("openness", {}),
}
# Tables whose rows say who states them, that of machines too; and pages that credit results, not their tables.
OF_THEMSELVES = {"source", "why", "gate", "machine"}
OF_STATEMENTS = {"fine-tunes", "openness"}


@pytest.fixture(autouse=True)
def shown(bundle_data: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[list[Part]]:
    """Return all parts of which a page asks the sources, over the bundle."""
    monkeypatch.setenv("SHORTLIST_DATA", str(bundle_data))
    asked: list[Part] = []
    true = provenance.origins

    def heard(ask: provenance.Ask, *parts: Part) -> dict[str, frozenset[str]]:
        asked.extend(parts)
        return true(ask, *parts)

    for module in (provenance, imprint):
        monkeypatch.setattr(module, "origins", heard)
    st.cache_resource.clear()  # what a page remembers would ask nobody
    yield asked
    st.cache_resource.clear()


def _page(name: str) -> AppTest:
    page = page_at(*OPENED[name]).run()
    assert not page.exception
    return page


def _figures(table: pd.DataFrame) -> set[str]:
    return {name for name in Part(table).names() if kind_of(name, table) is not None and table[name].notna().any()}


@pytest.mark.parametrize("name", OPENED)
def test_each_figure_of_a_page_has_a_source(name: str, shown: list[Part]) -> None:
    page = _page(name)
    assert any("figures of" in caption.value for caption in page.caption)
    assert {column for part in shown for column in unsourced(part)} == set()
    credited = {column for part in shown for column in part.names()}
    for table in (each.value for each in page.dataframe):
        if name not in OF_STATEMENTS and not OF_THEMSELVES & set(table):
            assert _figures(table) <= credited


def test_a_table_without_speeds_credits_no_source_of_speeds() -> None:
    page = page_at("models", {"columns": ["Ability", "Price"]}).run()
    lines = [caption.value.partition(":")[0] for caption in page.caption]
    assert "Prices" in lines
    assert "Ability" in lines
    assert not {"Speeds", "Past prices", "Other facts"} & set(lines)


def test_a_pinned_model_that_the_gates_leave_out_is_credited_too(shown: list[Part]) -> None:
    page = page_at("models", {"pinned": MODEL, "search": "deepseek"}).run()
    assert not page.exception
    assert any(MODEL in set(part.rows["model_id"]) for part in shown if "model_id" in part.rows)
