"""The heat map of openness, over frames of its own."""

import json
from typing import Any

import pandas as pd
import plotly.graph_objects as go
import pytest

from catalog.openness.criteria import CRITERIA
from catalog.openness.systems import MOST_OPEN, ordered
from tests.openness_rows import CLOSED, HALF, ODD, QUIET, WHOLE, found_in, write_openness
from views.openness.chart import CELLS, LONGEST_LINE, alt_text, hover_text, openness_figure, row_name

Found = tuple[pd.DataFrame, pd.DataFrame]


@pytest.fixture(scope="module")
def found(tmp_path_factory: pytest.TempPathFactory) -> Found:
    """Return the systems, most open first, and the grid."""
    _, table, systems = found_in(write_openness(tmp_path_factory.mktemp("openness")))
    return ordered(systems, MOST_OPEN), table


def drawn(figure: go.Figure) -> dict[tuple[str, str], Any]:
    """Return each cell's (row, column, verdict) by what its custom data names."""
    return {
        (system_id, criterion): (row, round(base), trace.name)
        for trace in figure.data
        if isinstance(trace, go.Bar)
        for (system_id, criterion), row, base in zip(trace.customdata, trace.y, trace.base, strict=True)
    }


def words(figure: go.Figure) -> dict[tuple[float, float], str]:
    return {
        (y, x): text
        for trace in figure.data
        if isinstance(trace, go.Scatter)
        for x, y, text in zip(trace.x, trace.y, trace.text, strict=True)
    }


def cell(table: pd.DataFrame, system_id: str, criterion: str) -> dict[Any, Any]:
    chosen = table[(table["system_id"] == system_id) & (table["criterion"] == criterion)]
    found: dict[Any, Any] = chosen.to_dict("records")[0]
    return found


def test_every_cell_is_drawn_once_in_its_row_and_column(found: Found) -> None:
    rows, table = found
    cells = drawn(openness_figure(rows, table))
    assert len(cells) == len(rows) * len(CRITERIA)
    for place, system_id in enumerate(rows["system_id"]):
        for column, criterion in enumerate(CRITERIA):
            assert cells[system_id, criterion] == (place, column, cell(table, system_id, criterion)["verdict"])


def test_the_state_is_told_in_a_word_and_not_only_by_colour(found: Found) -> None:
    rows, table = found
    told = words(openness_figure(rows, table))
    place = list(rows["system_id"]).index(HALF)
    texts = [told[place, column + 0.5] for column in range(len(CRITERIA))]
    assert texts == ["closed", "open", "closed", "closed*", "closed", "partial"]
    quiet = list(rows["system_id"]).index(QUIET)
    assert {told[quiet, column + 0.5] for column in range(len(CRITERIA))} == {"?"}
    assert len({look.word for look in CELLS.values()}) == len({look.colour for look in CELLS.values()}) == 4


def test_rows_stand_from_top_to_bottom_under_the_criteria(found: Found) -> None:
    rows, table = found
    layout = openness_figure(rows, table).layout
    assert layout.yaxis.ticktext[0] == "Whole-7B"
    assert layout.yaxis.range[0] > layout.yaxis.range[1]
    assert len(layout.xaxis.ticktext) == len(CRITERIA)
    assert layout.xaxis.side == "top"


def test_a_longer_list_makes_a_higher_chart(found: Found) -> None:
    rows, table = found
    assert openness_figure(rows, table).layout.height > openness_figure(rows.head(1), table.head(6)).layout.height


def test_the_chosen_row_stands_out(found: Found) -> None:
    rows, table = found
    layout = openness_figure(rows, table, HALF).layout
    place = list(rows["system_id"]).index(HALF)
    assert (layout.shapes[0].y0, layout.shapes[0].y1) == (place - 0.5, place + 0.5)
    assert layout.yaxis.ticktext[place] == "<b>Half</b>"
    assert openness_figure(rows, table, "not/there").layout.shapes == ()


def test_the_marks_are_explained(found: Found) -> None:
    note = openness_figure(*found).layout.annotations[0].text
    assert "? no source says anything" in note
    assert "* the sources differ" in note


def test_a_cell_says_who_says_what_and_when(found: Found) -> None:
    told = hover_text(cell(found[1], HALF, "training_code"))
    for part in (
        "<b>Half</b>, acme",
        "Training and fine-tuning code: <b>closed</b>",
        "The sources differ: from closed to partial",
        "European index, 11 May 2026",
    ):
        assert part in told
    assert hover_text(cell(found[1], QUIET, "weights")).endswith("No source says whether they are public.")


def test_long_words_are_wrapped(found: Found) -> None:
    told = hover_text(cell(found[1], HALF, "licence"))
    assert "From 700 million monthly users" in told.replace("<br>", " ")
    assert max(map(len, told.split("<br>"))) <= LONGEST_LINE


def test_names_of_others_are_text_on_the_chart(found: Found) -> None:
    rows, table = found
    hostile = table.assign(words="<a href='javascript:x'>y</a>", source="<i>s</i>")
    sent = json.loads(openness_figure(rows, hostile, ODD).to_json())
    told = [text for trace in sent["data"] for text in trace.get("hovertext", [])] + sent["layout"]["yaxis"]["ticktext"]
    assert len(told) == len(table) + len(rows)
    for text in told:
        assert "<a" not in text
        assert "<i" not in text
        assert "<b>x" not in text


@pytest.mark.parametrize(
    ("name", "short"),
    [
        ("Llama-2-7b", "Llama-2-7b"),
        ("Mistral-Large-3-675B-Base-2512", "Mistral-Large-…Base-2512"),
        ("Mistral-Large-3-675B-Instruct-2512", "Mistral-Large-…ruct-2512"),
        ("x" * 24, "x" * 24),
    ],
)
def test_a_long_name_keeps_its_end(name: str, short: str) -> None:
    assert row_name(name) == short


def test_the_chart_is_told_to_those_who_do_not_see_it(found: Found) -> None:
    rows, _ = found
    assert alt_text(rows, 40) == (
        "Heat map of six criteria of openness: 6 of 40 models. All six criteria are open at Whole-7B."
    )
    assert alt_text(rows[rows["system_id"] == CLOSED], 1).endswith("None meets all six criteria.")


def test_a_map_without_a_verdict_of_some_kind_can_be_drawn(found: Found) -> None:
    rows, table = found
    whole = openness_figure(rows[rows["system_id"] == WHOLE], table[table["system_id"] == WHOLE])
    assert {verdict for _, _, verdict in drawn(whole).values()} == {"open"}
