"""The chart of a model among its peers, over frames of its own."""

import json
from typing import Any

import pandas as pd
import plotly.graph_objects as go

from views.model.chart import MIDDLE_TITLE, SPREAD_TITLE, alt_text, standing_figure


def _rows(*rows: dict[str, Any]) -> pd.DataFrame:
    fixed = {
        "domain_title": "General",
        "effort": None,
        "value": 60.0,
        "low": 55.0,
        "high": 64.0,
        "coverage": 0.5,
        "peers": 9,
        "peers_low": 30.0,
        "peers_middle": 40.0,
        "peers_high": 50.0,
        "beaten_percent": 80.0,
    }
    return pd.DataFrame([fixed | row for row in rows])


THREE = _rows(
    {},
    {"domain_title": "Medical", "coverage": 0.0, "value": 45.0},
    {"domain_title": "Legal", "peers": 0, "peers_low": None, "peers_middle": None, "peers_high": None},
)


def _trace(figure: go.Figure, name: str) -> Any:  # noqa: ANN401 - a Plotly trace
    return next(trace for trace in figure.data if trace.name == name)


def test_each_domain_has_a_point_with_its_interval() -> None:
    own = _trace(standing_figure(THREE, "open"), "This model")
    assert list(own.y) == ["General", "Legal"]
    assert list(own.x) == [60.0, 60.0]
    assert (list(own.error_x.array), list(own.error_x.arrayminus)) == ([4.0, 4.0], [5.0, 5.0])


def test_an_inferred_figure_has_a_mark_of_its_own() -> None:
    figure = standing_figure(THREE, "open")
    inferred = _trace(figure, "This model, inferred")
    assert list(inferred.x) == [45.0]
    assert inferred.marker.symbol != _trace(figure, "This model").marker.symbol


def test_peers_lie_behind_where_any_were_measured() -> None:
    figure = standing_figure(THREE, "open")
    spread, middle = _trace(figure, SPREAD_TITLE), _trace(figure, MIDDLE_TITLE)
    assert list(spread.y) == ["General", "Medical"] == list(middle.y)
    assert (list(spread.base), list(spread.x)) == ([30.0, 30.0], [20.0, 20.0])
    assert [trace.name for trace in figure.data].index(SPREAD_TITLE) == 0


def test_weights_give_the_mark_and_unknown_ones_too() -> None:
    symbols = {_trace(standing_figure(THREE, kind), "This model").marker.symbol for kind in ("open", "closed", None)}
    assert len(symbols) == 3


def test_how_much_was_measured_stands_beside_each_domain() -> None:
    texts = [(note.text, note.y) for note in standing_figure(THREE, "open").layout.annotations]
    assert texts[:3] == [("50%", "General"), ("inferred", "Medical"), ("50%", "Legal")]


def test_the_first_row_is_on_top_and_the_scale_never_changes() -> None:
    layout = standing_figure(THREE, "open").layout
    assert layout.yaxis.categoryarray == ("Legal", "Medical", "General")
    assert layout.xaxis.range[0] == 0
    assert layout.xaxis.range[1] > 100
    assert layout.height > standing_figure(THREE.head(1), "open").layout.height


def test_a_point_says_its_figures_its_peers_and_what_is_inferred() -> None:
    figure = standing_figure(THREE, "open")
    told = _trace(figure, "This model").hovertext
    assert "Ability 60.0 (55.0 to 64.0 with 90 % certainty)" in told[0]
    assert "9 peers: middle 40.0, half of them from 30.0 to 50.0" in told[0]
    assert "80 % of them lower" in told[0]
    assert "no peer was measured here" in told[1]
    assert "not measured here, inferred" in _trace(figure, "This model, inferred").hovertext[0]


def test_titles_and_efforts_of_others_are_text() -> None:
    hostile = _rows({"domain_title": "<a href='javascript:x'>y</a>", "effort": "<i>"})
    sent = json.dumps(json.loads(standing_figure(hostile, "open").to_json()))
    assert "<a" not in sent
    assert "<i>" not in sent


def test_the_chart_is_told_to_those_who_do_not_see_it() -> None:
    assert alt_text(THREE.iloc[[0, 2]], "M\u202e") == (
        "Ability of M in 2 domains, with 90 % intervals: General 60.0 (55.0 to 64.0), middle of the peers 40.0; "
        "Legal 60.0 (55.0 to 64.0)."
    )
