"""The charts of the report, over rows made by hand."""

import pandas as pd

from catalog.decide.value import Reach
from catalog.pricing.workload import PARTS
from views.charts.shortlist import parts_figure, ranges_figure, reach_alt, reach_figure

MARKS = {"Open weights": ("#2A87C8", "circle"), "Closed weights": ("#D55E00", "diamond")}
ROWS = pd.DataFrame(
    {
        "model_id": ["a/one", "b/two"],
        "label": ["One", "<b>Two</b>"],
        "series": ["Open weights", "Closed weights"],
        "value": [60.0, 50.0],
        "low": [55.0, 30.0],
        "high": [65.0, 80.0],
    }
)
BILLS = pd.DataFrame(
    {"label": ["One", "Two"], "usd_per_month": [10.0, 4.0], "usd_per_request": [0.001, 0.0004]}
    | {part: [0.0, 0.0] for part in PARTS}
    | {"fresh_input_usd_per_month": [6.0, 3.0], "output_usd_per_month": [4.0, 1.0]}
)


def _reach(criterion: str, name: str, low: float, high: float) -> Reach:
    return Reach(criterion=criterion, model_id=f"x/{name}", name=name, from_weight=low, to_weight=high)


REACHES = [
    _reach("quality", "One", 0.0, 0.4),
    _reach("quality", "Two", 0.4, 1.0),
    _reach("price", "Two", 0.0, 1.0),
]


def test_a_range_reaches_from_its_low_to_its_high_end() -> None:
    first, second = ranges_figure(ROWS, MARKS, "Ability").data
    assert (first.x[0] + first.error_x.array[0], first.x[0] - first.error_x.arrayminus[0]) == (65.0, 55.0)
    assert (second.x[0] + second.error_x.array[0], second.x[0] - second.error_x.arrayminus[0]) == (80.0, 30.0)


def test_the_first_model_is_on_top_and_its_name_is_text() -> None:
    axis = ranges_figure(ROWS, MARKS, "Ability").layout.yaxis
    assert axis.range[0] > axis.range[1]
    assert tuple(axis.ticktext) == ("One", "&lt;b&gt;Two&lt;/b&gt;")


def test_series_of_one_model_stand_under_each_other() -> None:
    rows = pd.concat([ROWS.assign(model_id="a/one", label="One")], ignore_index=True)
    heights = [trace.y[0] for trace in ranges_figure(rows, MARKS, "Ability").data]
    assert heights[0] < 0 < heights[1]


def test_the_parts_of_a_bill_stack_up_to_it_and_parts_of_nothing_are_left_out() -> None:
    *parts, totals = parts_figure(BILLS, "usd_per_month").data
    assert [part.name for part in parts] == ["Fresh input", "Output"]
    assert [sum(part.x[row] for part in parts) for row in (0, 1)] == [10.0, 4.0]
    assert [text.strip() for text in totals.text] == ["$10.00", "$4.00"]


def test_a_month_without_requests_has_no_parts() -> None:
    bar, _ = parts_figure(BILLS, "usd_per_request").data
    assert tuple(bar.x) == (0.001, 0.0004)


def test_the_winners_cover_each_weight_once() -> None:
    *winners, own = reach_figure(REACHES, {"quality": 0.5, "price": 0.3}).data
    widths = dict.fromkeys((0, 1), 0.0)
    for bar in winners:
        for row, width in zip(bar.y, bar.x, strict=True):
            widths[row] += width
    assert widths == {0: 1.0, 1: 1.0}
    assert tuple(own.x) == (0.5, 0.3)


def test_the_chart_of_the_weights_is_told_in_words() -> None:
    assert "quality from 0.40 to 1.00: Two; price from 0.00 to 1.00: Two." in reach_alt(REACHES)
