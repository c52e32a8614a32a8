"""The two charts of the Fine-tunes page: a family as tiles, and variants beside their own base."""

import json

import numpy as np
import pandas as pd
import plotly.graph_objects as go
import pytest

from catalog.variants.index import VariantIndex
from catalog.variants.recommend import VariantNeed, recommend
from catalog.variants.tree import family_tree
from tests.snapshot_rows import HTML
from tests.variant_world import BASE, EDGES, world
from views.fine_tunes import gains_chart as gains
from views.fine_tunes import lineage_chart as lineage
from views.shell.palette import GRADES


@pytest.fixture(scope="module")
def index() -> VariantIndex:
    """Return the index of the small Hub."""
    return world()


@pytest.fixture(scope="module")
def tree(index: VariantIndex) -> pd.DataFrame:
    """Return the whole family of the base."""
    base = index.graph.find(BASE)
    assert base is not None
    return family_tree(index, base)


@pytest.fixture(scope="module")
def compared(index: VariantIndex) -> pd.DataFrame:
    """Return the variants that have a difference, in their order."""
    rows = recommend(index, VariantNeed(base=BASE, domain="medical")).rows
    return rows[(rows["role"] == "variant") & rows["difference"].notna()]


def tiles(figure: go.Figure) -> pd.DataFrame:
    trace = figure.data[0]
    return pd.DataFrame(
        {
            "id": trace.ids,
            "parent": trace.parents,
            "label": trace.labels,
            "value": trace["values"],
            "hover": trace.hovertext,
        }
    ).set_index("id")


def test_every_member_of_a_small_family_has_a_tile_under_its_parent(tree: pd.DataFrame) -> None:
    drawn = tiles(lineage.lineage_figure(tree))
    assert drawn.loc[BASE, "parent"] == ""
    assert drawn.loc["good/med-tune", "parent"] == BASE
    assert drawn.loc["copier/med-tune-gguf", "parent"] == "good/med-tune"
    assert drawn.index.is_unique


def test_a_tile_is_as_large_as_what_is_below_it(tree: pd.DataFrame) -> None:
    drawn = tiles(lineage.lineage_figure(tree))
    inner = drawn.groupby("parent")["value"].sum()
    for parent, total in inner.drop("").items():
        assert drawn.loc[parent, "value"] >= total


def test_the_grade_of_a_tile_is_told_by_a_letter_too(tree: pd.DataFrame) -> None:
    figure = lineage.lineage_figure(tree)
    drawn = tiles(figure)
    assert drawn.loc["good/med-tune", "label"].endswith("<b>A</b>")
    assert drawn.loc["bad/med-tune", "label"].endswith("<b>B</b>")
    colours = dict(zip(figure.data[0].ids, figure.data[0].marker.colors, strict=True))
    assert colours["good/med-tune"] == GRADES["A"].colour


def test_what_has_no_tile_stands_in_groups_that_hold_the_rest() -> None:
    many = [(f"many/tune-{i}", BASE, "finetune") for i in range(5000)]
    index = world(edges=[*EDGES, *many])
    base = index.graph.find(BASE)
    assert base is not None
    tree = family_tree(index, base, 90)
    figure = lineage.lineage_figure(tree)
    drawn = tiles(figure)
    assert len(drawn) < 200
    assert drawn.loc[BASE, "value"] < 200
    assert any("more<br>fine-tunes" in label for label in drawn["label"])
    assert len(json.dumps(figure.to_plotly_json(), default=str)) < 100_000


def test_long_names_of_leaves_are_broken_and_nothing_is_lost() -> None:
    rows = pd.DataFrame(
        {
            "id": ["a/root", "a/child"],
            "parent_id": ["", "a/root"],
            "label": ["root", "a-very-long-name-of-a-model-v0.1"],
            "hub_repo_id": ["a/root", "a/child"],
            "relation": [None, "merge"],
            "repos": [2, 1],
            "grade": ["E", "C"],
            "domain": ["general", None],
            "is_group": [False, False],
        }
    )
    label = tiles(lineage.lineage_figure(rows)).loc["a/child", "label"]
    assert "<br>" in label
    assert label.replace("<br>", "") == "a-very-long-name-of-a-model-v0.1 <b>C</b>"
    assert "2 repositories, 2 of them as tiles" in lineage.alt_text(rows)


def test_hostile_names_stay_text_on_both_charts(compared: pd.DataFrame, tree: pd.DataFrame) -> None:
    odd = compared.assign(hub_repo_id=HTML, base=HTML, reasons=HTML)
    figures = [
        gains.gains_figure(odd, HTML),
        lineage.lineage_figure(tree.assign(label=HTML, hub_repo_id=HTML)),
    ]
    for figure in figures:
        texts = json.dumps([[t.hovertext for t in figure.data], figure.layout.yaxis.ticktext], default=list)
        assert "<img" not in texts
    assert all("<img" not in label for label in figures[1].data[0].labels)


def test_a_variant_is_a_dot_with_its_interval_beside_the_line_of_its_base(compared: pd.DataFrame) -> None:
    figure = gains.gains_figure(compared, "good/med-tune")
    dots = {
        repo: (x, trace.name[0], x + plus, x - minus)
        for trace in figure.data
        for (repo,), x, plus, minus in zip(
            trace.customdata, trace.x, trace.error_x.array, trace.error_x.arrayminus, strict=True
        )
    }
    row = compared.set_index("hub_repo_id").loc["good/med-tune"]
    x, grade, high_end, low_end = dots["good/med-tune"]
    assert (x, grade) == (20.0, "A")
    assert (low_end, high_end) == pytest.approx((row["difference_low"], row["difference_high"]))
    assert dots["bad/med-tune"][0] == -20.0
    assert len(dots) == len(compared)
    line = figure.layout.shapes[0]
    assert (line.x0, line.x1) == (0, 0)
    low, high = figure.layout.xaxis.range
    assert low < min(compared["difference_low"])
    assert high > max(compared["difference_high"])


def test_each_grade_has_a_symbol_and_a_colour_of_its_own(compared: pd.DataFrame) -> None:
    figure = gains.gains_figure(compared)
    looks = [(trace.marker.symbol, trace.marker.color) for trace in figure.data]
    assert len(set(looks)) == len(looks) == compared["grade"].nunique()
    assert len({mark.symbol for mark in GRADES.values()}) == len(GRADES)


def test_the_chosen_name_stands_out_and_long_names_keep_their_end(compared: pd.DataFrame) -> None:
    texts = gains.gains_figure(compared, "good/med-tune").layout.yaxis.ticktext
    assert [text for text in texts if text.startswith("<b>")] == ["<b>med-tune</b>"]
    assert gains.short_name("owner/a-name-that-nobody-can-read-on-a-phone-v0.3") == "a-name-that-nob…phone-v0.3"


def test_a_difference_without_an_interval_is_drawn_as_a_dot_alone(compared: pd.DataFrame) -> None:
    figure = gains.gains_figure(compared.assign(difference_low=np.nan, difference_high=np.nan))
    assert all(not np.any(trace.error_x.array) for trace in figure.data)


def test_the_hover_tells_difference_base_grade_and_reasons(compared: pd.DataFrame) -> None:
    row = compared[compared["hub_repo_id"] == "good/med-tune"].iloc[0].to_dict()
    text = gains.hover_text(row)
    assert "+20.0 points" in text
    assert f"over {BASE}" in text
    assert "Grade A: beats its base" in text


def test_the_alternative_text_says_how_many_beat_their_base(compared: pd.DataFrame) -> None:
    assert gains.alt_text(compared).startswith(f"Difference of {len(compared)} variants to their own base")
    assert f"{(compared['grade'] == 'A').sum()} of them beat it" in gains.alt_text(compared)
