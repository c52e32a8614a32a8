"""The trade-off chart, what its points say, and where its labels go, over frames of their own."""

import json
from datetime import date
from typing import Any

import numpy as np
import pandas as pd
import plotly.graph_objects as go
import pytest

from views.charts.hover import hover_text, with_hover
from views.charts.labels import Box, around, places
from views.charts.tradeoff import Look, alt_text, tradeoff_figure

AREA = Box(0, 0, 900, 400)
BY_PRICE = Look(quality_title="Test (%)")
BY_SPEED = Look(pair="quality_speed", quality_title="Test (%)")
PRICE_SPEED = Look(pair="price_speed")
NUMBERS = ["low", "high", "samples", "coverage", "parameters", "context_tokens", "output_tokens_per_second"]


def _points(*rows: dict[str, Any]) -> pd.DataFrame:
    fixed = {
        "model_id": "acme/m",
        "name": "M",
        "effort": None,
        "developer": "acme",
        "weights": "open",
        "parameters": None,
        "context_tokens": None,
        "value": 50.0,
        "low": None,
        "high": None,
        "coverage": None,
        "samples": None,
        "evidence": "measured",
        "score_source": "Board",
        "score_as_of": date(2026, 8, 19),
        "blended_usd_per_mtok": 1.0,
        "cheapest_usd_per_mtok": 1.0,
        "dearest_usd_per_mtok": 1.0,
        "input_usd_per_mtok": 0.5,
        "output_usd_per_mtok": 2.5,
        "provider": "Shop",
        "seller_told": "cloud, US",
        "price_terms": None,
        "providers": 1,
        "price_source": "List",
        "price_as_of": date(2026, 5, 31),
        "flag": None,
        "output_tokens_per_second": None,
        "speed_place": None,
        "speed_evidence": None,
        "speeds_compared": 1,
        "statistic": None,
        "conditions": None,
        "speed_source": "Stopwatch",
        "speed_as_of": date(2026, 6, 30),
        "is_on_frontier": True,
    }
    return with_hover(pd.DataFrame([fixed | row for row in rows]).astype(dict.fromkeys(NUMBERS, float)))


TWO = _points(
    {
        "model_id": "a/dear",
        "name": "Dear",
        "value": 90.0,
        "low": 85.0,
        "high": 95.0,
        "samples": 1000.0,
        "blended_usd_per_mtok": 10.0,
        "cheapest_usd_per_mtok": 4.0,
        "dearest_usd_per_mtok": 40.0,
        "parameters": 1e12,
        "output_tokens_per_second": 20.0,
        "speed_place": "Shop",
        "speed_evidence": "measured",
    },
    {
        "model_id": "b/beaten",
        "name": "Beaten",
        "value": 40.0,
        "blended_usd_per_mtok": 2.0,
        "is_on_frontier": False,
        "weights": "closed",
        "output_tokens_per_second": 50.0,
        "speed_place": "Shop",
        "speed_evidence": "community",
    },
    {
        "model_id": "c/cheap",
        "name": "Cheap",
        "value": 50.0,
        "blended_usd_per_mtok": 0.1,
        "weights": None,
        "parameters": 1e9,
        "output_tokens_per_second": 400.0,
        "speed_place": "Shop",
        "speed_evidence": "estimated",
    },
)


def _drawn(figure: go.Figure) -> dict[str, Any]:
    """Return each drawn point's trace by its model."""
    return {
        model_id: trace
        for trace in figure.data
        if trace.mode == "markers" and trace.customdata is not None
        for model_id in trace.customdata
    }


def test_every_point_is_drawn_once_and_says_which_model_it_is() -> None:
    figure = tradeoff_figure(TWO, BY_PRICE)
    assert sorted(_drawn(figure)) == ["a/dear", "b/beaten", "c/cheap"]
    assert sum(len(trace.customdata) for trace in figure.data if trace.customdata is not None) == 3


def test_axes_say_what_they_show_with_units() -> None:
    layout = tradeoff_figure(TWO, BY_PRICE).layout
    assert layout.xaxis.type == "log"
    assert layout.xaxis.title.text.startswith("Blended price (USD per million tokens)")
    assert "75 % input, 25 % output; logarithmic" in layout.xaxis.title.text
    assert layout.yaxis.title.text == "Test (%)"
    assert layout.xaxis.ticktext[0].startswith("$")
    layout = tradeoff_figure(TWO, PRICE_SPEED).layout
    assert (layout.xaxis.type, layout.yaxis.type) == ("log", "log")
    assert layout.yaxis.title.text.startswith("Output speed (tokens/s)")
    assert not layout.yaxis.ticktext[0].startswith("$")


def test_it_is_said_which_way_is_better() -> None:
    said = {
        look.pair: [note.text for note in tradeoff_figure(TWO, look).layout.annotations]
        for look in (BY_PRICE, BY_SPEED, PRICE_SPEED)
    }
    assert said == {
        "quality_price": ["Better: up and to the left"],
        "quality_speed": ["Better: up and to the right"],
        "price_speed": ["Better: up and to the left"],
    }


def test_better_is_up_even_where_lower_is_better() -> None:
    lower = Look(quality_title="Test (%)", higher_is_better=False)
    bottom, top = tradeoff_figure(TWO, lower).layout.yaxis.range
    assert (bottom > 90, top < 40) == (True, True)
    bottom, top = tradeoff_figure(TWO, BY_PRICE).layout.yaxis.range
    assert (bottom < 40, top > 90) == (True, True)


def test_weights_differ_by_symbol_and_not_only_by_colour() -> None:
    figure = tradeoff_figure(TWO, BY_PRICE)
    assert {trace.marker.symbol for trace in _drawn(figure).values()} == {"circle", "diamond", "x"}
    assert {trace.name for trace in figure.data if trace.showlegend is not False} == {
        "Open weights",
        "Closed weights",
        "Weights not stated",
        "Nothing shown beats these",
    }


def test_speeds_that_were_taken_differently_are_drawn_differently() -> None:
    drawn = _drawn(tradeoff_figure(TWO, BY_SPEED))
    assert {model_id: trace.marker.symbol for model_id, trace in drawn.items()} == {
        "a/dear": "circle",
        "b/beaten": "diamond-open",
        "c/cheap": "x-open-dot",
    }
    assert drawn["b/beaten"].marker.line.width > 0


def test_an_inferred_ability_is_marked() -> None:
    figure = tradeoff_figure(_points({"coverage": 0.0}), BY_PRICE)
    assert _drawn(figure)["acme/m"].marker.symbol == "circle-dot"
    assert "Open weights, ability inferred" in {trace.name for trace in figure.data}


def test_what_is_beaten_is_dimmed() -> None:
    drawn = _drawn(tradeoff_figure(TWO, BY_PRICE))
    assert drawn["b/beaten"].opacity < drawn["a/dear"].opacity == drawn["c/cheap"].opacity == 1


def _line(look: Look) -> Any:  # noqa: ANN401 - Plotly has no types
    return next(trace for trace in tradeoff_figure(TWO, look).data if trace.mode == "lines")


def test_the_line_steps_from_the_cheapest_on() -> None:
    line = _line(BY_PRICE)
    assert line.line.shape == "hv"
    assert list(line.x)[:2] == [0.1, 10.0]
    assert list(line.y) == [50.0, 90.0, 90.0]


def test_towards_speed_the_line_falls_from_the_best_on() -> None:
    line = _line(BY_SPEED)
    assert line.line.shape == "vh"
    assert line.x[0] < 20
    assert list(line.x)[1:] == [20.0, 400.0]
    assert list(line.y) == [90.0, 90.0, 50.0]


def test_only_the_line_is_labelled() -> None:
    labels = next(trace for trace in tradeoff_figure(TWO, BY_PRICE).data if trace.mode == "markers+text")
    assert list(labels.text) == ["Dear", "Cheap"]


def test_the_models_that_are_looked_for_are_named_after_the_line_and_stand_out() -> None:
    figure = tradeoff_figure(TWO, Look(quality_title="Test (%)", named=("b/beaten",)))
    labels = next(trace for trace in figure.data if trace.mode == "markers+text")
    assert list(labels.text) == ["Dear", "Cheap", "Beaten"]
    assert _drawn(figure)["b/beaten"].opacity == 1


def test_what_is_picked_has_a_ring_and_is_named_first() -> None:
    figure = tradeoff_figure(TWO, Look(quality_title="Test (%)", picked=("b/beaten",)))
    labels = next(trace for trace in figure.data if trace.mode == "markers+text")
    assert labels.text[0] == "Beaten"
    (ring,) = [trace for trace in figure.data if trace.marker.symbol == "circle-open" and not trace.customdata]
    assert (list(ring.x), list(ring.y)) == ([2.0], [40.0])


def test_an_effort_stands_in_a_name_where_a_model_has_several_points() -> None:
    point = {"model_id": "a/b", "name": "Model", "effort": "high"}

    def texts(*rows: dict[str, Any]) -> list[str]:
        figure = tradeoff_figure(_points(*rows), BY_PRICE)
        return list(next(trace for trace in figure.data if trace.mode == "markers+text").text)

    assert texts(point) == ["Model"]
    other = {"effort": "low", "value": 20.0, "blended_usd_per_mtok": 0.1}
    assert texts(point, point | other) == ["Model (high)", "Model (low)"]


def test_makers_have_a_colour_and_weights_keep_their_shape() -> None:
    made = TWO.assign(developer=["big", "big", "small"])
    figure = tradeoff_figure(made, Look(quality_title="Test (%)", makers=("absent", "big")))
    drawn = _drawn(figure)
    assert drawn["a/dear"].marker.color == drawn["b/beaten"].marker.color != drawn["c/cheap"].marker.color
    assert {trace.marker.symbol for trace in drawn.values()} == {"circle", "diamond", "x"}
    names = {trace.name for trace in figure.data if trace.showlegend is not False}
    assert {"big", "Other makers", "Open weights", "Closed weights", "Weights not stated"} <= names
    assert "absent" not in names


def test_of_many_points_only_those_that_stand_out_have_intervals() -> None:
    many = [{"model_id": f"a/{n}", "low": 40.0, "high": 60.0, "is_on_frontier": n == 0} for n in range(60)]
    drawn = _drawn(tradeoff_figure(_points(*many), Look(intervals=True)))
    assert drawn["a/0"].error_y.array is not None
    assert drawn["a/1"].error_y.array is None


def test_intervals_are_drawn_on_request_and_fit_on_the_axis() -> None:
    assert all(trace.error_y.array is None for trace in tradeoff_figure(TWO, BY_PRICE).data)
    figure = tradeoff_figure(TWO, Look(intervals=True))
    bars = _drawn(figure)["a/dear"].error_y
    assert (list(bars.array), list(bars.arrayminus)) == ([5.0], [5.0])
    assert figure.layout.yaxis.range[1] > 95


def test_the_providers_prices_are_drawn_as_a_range_on_request() -> None:
    figure = tradeoff_figure(TWO, Look(price_range=True))
    bars = _drawn(figure)["a/dear"].error_x
    assert (list(bars.array), list(bars.arrayminus)) == ([30.0], [6.0])
    assert 10 ** figure.layout.xaxis.range[1] > 40


def test_size_says_parameters_on_request_and_the_unknown_are_smallest() -> None:
    drawn = _drawn(tradeoff_figure(TWO, Look(size="parameters")))
    sizes = {model_id: trace.marker.size[0] for model_id, trace in drawn.items()}
    assert sizes["a/dear"] > sizes["c/cheap"] == sizes["b/beaten"]


def test_a_size_of_which_nothing_is_known_can_be_drawn() -> None:
    assert _drawn(tradeoff_figure(TWO, Look(size="context_tokens")))["a/dear"].marker.size[0] > 0


def test_a_point_says_its_score_and_price_with_source_and_date() -> None:
    row = TWO.to_dict("records")[0]
    told = hover_text(row | {"effort": "high"})
    for part in (
        "<b>Dear (high)</b>",
        "1,000 billion parameters",
        "Score 90.0 (85.0 to 95.0), 1,000 samples",
        "measured by the board; Board, 19 Aug",
        "Blended price $10.00",
        "$0.50 in, $2.50 out at Shop",
        "one of 1 provider, $4.00 to $40.00; List, 31 May 2026",
        "20.0 tokens per second at Shop",
        "measured by a third party; Stopwatch, 30 Jun 2026",
    ):
        assert part in told


def test_a_speed_is_told_with_what_it_is_a_figure_of_and_its_conditions() -> None:
    row = TWO.to_dict("records")[0] | {"statistic": "best provider's median", "conditions": "fastest of <its> sellers"}
    told = hover_text(row)
    assert "best provider's median, measured by a third party; Stopwatch, 30 Jun 2026" in told
    assert "fastest of &lt;its&gt; sellers" in told


def test_an_ability_says_how_much_of_it_was_measured() -> None:
    row = TWO.to_dict("records")[0]
    assert "Ability 90.0 (85.0 to 95.0 with 90 % certainty)<br>25 % of it measured" in hover_text(
        row | {"coverage": 0.25}
    )
    assert "not measured here, inferred" in hover_text(row | {"coverage": 0.0})


def test_an_odd_price_is_said() -> None:
    assert "odd price: far below" in hover_text(TWO.to_dict("records")[0] | {"flag": "far below"})


def test_names_of_others_are_text_on_the_chart() -> None:
    hostile = _points(
        {"name": "<a href='javascript:x'>y</a>", "developer": "<i>", "provider": "&lt;", "speed_place": "<u>"}
    )
    figure = tradeoff_figure(hostile, Look(quality_title="<s>"))
    for trace in json.loads(figure.to_json())["data"]:
        for text in [*(trace.get("text") or []), *(trace.get("hovertext") or [])]:
            assert "<a" not in text
            assert "<i>" not in text
    assert figure.layout.yaxis.title.text == "&lt;s&gt;"


@pytest.mark.parametrize("look", [BY_PRICE, BY_SPEED, PRICE_SPEED])
def test_one_point_and_equal_points_can_be_drawn(look: Look) -> None:
    alone = {"output_tokens_per_second": 10.0, "speed_evidence": "community", "speed_place": "Shop"}
    assert len(_drawn(tradeoff_figure(_points(alone), look))) == 1
    assert len(tradeoff_figure(_points(alone, alone), look).data) == 4


def test_the_chart_is_told_to_those_who_do_not_see_it() -> None:
    assert alt_text(TWO, BY_PRICE) == (
        "Test (%) against Blended price (USD per million tokens), 3 points. "
        "Nothing shown beats these: Dear (90.0 at $10.00), Cheap (50.0 at $0.10)."
    )
    assert "Dear (20 tokens/s at $10.00)" in alt_text(TWO, PRICE_SPEED)


def _label_places(spots: list[tuple[float, float]], texts: list[str], *taken: Box) -> list[str | None]:
    return places(spots, texts, [*(around(x, y, 4) for x, y in spots), *taken], AREA)


def test_a_lonely_label_goes_up_and_to_the_left() -> None:
    assert _label_places([(450, 200)], ["name"]) == ["top left"]


def test_towards_the_right_a_label_goes_up_and_to_the_right() -> None:
    assert places([(450, 200)], ["name"], [around(450, 200, 4)], AREA, toward="right") == ["top right"]


def test_a_label_stays_inside() -> None:
    assert _label_places([(2, 200)], ["a long name of a model"])[0] in {"top right", "middle right"}
    assert _label_places([(450, 2)], ["name"])[0] in {"middle left", "bottom right"}


def test_labels_never_lie_on_each_other() -> None:
    found = _label_places([(450, 200), (455, 203), (460, 206), (452, 209), (457, 200)], ["a rather long label"] * 5)
    assert len({place for place in found if place}) == len([place for place in found if place])
    assert None in found


def test_a_label_covers_no_other_point_and_no_line() -> None:
    assert _label_places([(450, 200)], ["name"], around(440, 186, 4)) == ["middle left"]
    assert _label_places([(450, 200)], ["name"], Box(0, 180, 449, 200)) == ["top right"]


def test_a_label_lies_on_what_is_faint_only_where_nothing_else_is_free() -> None:
    spots = [(450.0, 200.0)]
    behind = [around(440, 186, 4)]
    assert places(spots, ["name"], [around(450, 200, 4)], AREA, faint=behind) == ["middle left"]
    everywhere = [Box(300, 100, 600, 300)]
    assert places(spots, ["name"], [around(450, 200, 4)], AREA, faint=everywhere) == ["top left"]


@pytest.mark.parametrize("number", [0, 1, 40])
def test_every_label_gets_an_answer(number: int) -> None:
    random = np.random.default_rng(1)
    spots = [(float(x), float(y)) for x, y in random.uniform((0, 0), (900, 400), size=(number, 2))]
    assert len(_label_places(spots, ["some model name"] * number)) == number
