"""The charts of the Costs page, as pure functions of frames."""

from collections.abc import Hashable
from datetime import date, datetime
from typing import Any

import pandas as pd
import plotly.graph_objects as go
import pytest

from catalog.hosting.plans import break_even, cost_curve
from views.charts.tradeoff import Look
from views.costs.chart import alt_text, cost_figure, history_alt_text, history_figure, hover_text
from views.costs.hosting_chart import crossover_alt_text, crossover_figure, machines_alt_text, machines_figure

HOSTILE = "<b>x</b><img src=x onerror=alert(1)>"
POINT: dict[Hashable, Any] = {
    "model_id": "a/cheap",
    "name": "Cheap",
    "developer": "a",
    "weights": "open",
    "effort": None,
    "value": 50.0,
    "low": 45.0,
    "high": 55.0,
    "coverage": 0.5,
    "is_on_frontier": True,
    "usd_per_month": 10.0,
    "usd_per_request": 0.1,
    "cheapest_usd": 10.0,
    "dearest_usd": 40.0,
    "fresh_input_usd_per_month": 4.0,
    "cached_input_usd_per_month": 0.0,
    "cache_write_usd_per_month": 0.0,
    "output_usd_per_month": 6.0,
    "provider": "Shop",
    "seller_told": "cloud, US",
    "price_terms": None,
    "providers": 3,
    "price_source": "Prices",
    "price_as_of": date(2026, 5, 1),
    "assumed": None,
    "flag": None,
}
PLAN: dict[str, Any] = {
    "gpu": "H100 80GB",
    "gpus": 4,
    "usd_per_month": 1000.0,
    "usd_per_hour": 1.4,
    "tokens_per_second": 500.0,
    "estimated_tokens_per_second": 400.0,
    "speed_evidence": "estimated",
    "at_once": 32,
    "bound": "memory bandwidth",
    "bandwidth_gb_per_s": 3350.0,
    "fp16_tflops": 989.0,
    "needed_gb": 100.0,
    "usable_gb": 288.0,
    "requests_per_month": 5000.0,
    "usd_per_request": 0.2,
    "cloud": "Cloud",
    "price_source": "GPU prices",
    "price_as_of": date(2026, 5, 20),
    "speed_source": "Board",
    "speed_as_of": date(2026, 4, 1),
}


def _points(*changes: dict[Hashable, Any]) -> pd.DataFrame:
    return pd.DataFrame([POINT | change for change in changes])


def _drawn(figure: go.Figure) -> list[Any]:
    """Return the traces that hold points which answer to the pointer."""
    return [trace for trace in figure.data if trace.hoverinfo == "text"]


def test_the_cost_stands_on_a_logarithmic_axis_that_says_so() -> None:
    figure = cost_figure(_points({}, {"model_id": "b/dear", "usd_per_month": 1000.0}), "usd_per_month", Look())
    assert figure.layout.xaxis.type == "log"
    assert figure.layout.xaxis.title.text.startswith("Cost a month (USD)")
    assert sorted(x for trace in _drawn(figure) for x in trace.x) == [10.0, 1000.0]


def test_without_requests_the_cost_of_one_is_drawn() -> None:
    figure = cost_figure(_points({"cheapest_usd": 0.1, "dearest_usd": 0.4}), "usd_per_request", Look())
    assert figure.layout.xaxis.title.text.startswith("Cost a request (USD)")
    assert list(_drawn(figure)[0].x) == [0.1]


def test_the_spread_goes_from_the_cheapest_provider_to_the_dearest_on_demand_alone() -> None:
    plain = _drawn(cost_figure(_points({}), "usd_per_month", Look()))[0]
    spread = _drawn(cost_figure(_points({}), "usd_per_month", Look(price_range=True)))[0]
    assert plain.error_x.array is None
    assert (list(spread.error_x.arrayminus), list(spread.error_x.array)) == ([0.0], [30.0])


def test_the_hover_names_the_parts_the_source_and_what_was_assumed() -> None:
    told = hover_text(POINT | {"assumed": "batches at the list price"}, "usd_per_month")
    for part in ("$10.00 a month at Shop", "$4.00 input, $6.00 output", "one of 3 providers, $10.00 to $40.00"):
        assert part in told
    assert "Prices, 1 May 2026" in told
    assert "assumed: batches at the list price" in told


def test_foreign_names_are_no_html() -> None:
    told = hover_text(POINT | {"name": HOSTILE, "provider": HOSTILE, "flag": HOSTILE}, "usd_per_month")
    assert "<img" not in told
    plan = pd.DataFrame([PLAN | {"gpu": HOSTILE, "cloud": HOSTILE}])
    drawn = machines_figure(plan).to_json()
    assert drawn is not None
    assert "<img" not in drawn
    even = break_even(100.0, 1000.0, 0.2)
    crossed = crossover_figure(cost_curve(even, 2000.0), even, 10.0, HOSTILE).to_json()
    assert crossed is not None
    assert "<img" not in crossed


def test_the_text_of_the_chart_names_what_nothing_beats() -> None:
    points = _points({}, {"name": "Dear", "usd_per_month": 90.0, "is_on_frontier": False})
    assert alt_text(points, "usd_per_month", "Ability: General") == (
        "Ability: General against Cost a month (USD), 2 points. Nothing shown beats these: Cheap (50.0 at $10.00)."
    )


# Over time


def _steps() -> pd.DataFrame:
    fixed = {"series": "Shop", "input_usd_per_mtok": 1.0, "output_usd_per_mtok": 2.0, "source": "P", "assumed": None}
    spans = [("2026-01-01", "2026-02-01", 5.0), ("2026-03-01", "2026-06-01", 3.0)]
    return pd.DataFrame(
        [
            fixed
            | {
                "valid_from": pd.Timestamp(since),
                "ends_on": pd.Timestamp(until),
                "valid_to": pd.Timestamp(until),
                "usd_per_month": cost,
            }
            for since, until, cost in spans
        ]
    )


def test_the_line_is_broken_where_no_price_is_known() -> None:
    line = history_figure(_steps(), "usd_per_month").data[0]
    assert list(line.y) == [5.0, 5.0, None, 3.0, 3.0]
    assert line.line.shape == "hv"
    assert line.x[0] == datetime(2026, 1, 1)  # noqa: DTZ001 - a day


def test_the_text_of_the_history_tells_the_first_and_the_last_cost() -> None:
    told = history_alt_text(_steps(), "usd_per_month", "Cheap")
    assert told == "Cost a month (USD) of Cheap over time: Shop, $5.00 from 1 Jan 2026, $3.00 until 1 Jun 2026."


# Our own GPUs


def test_measured_speeds_look_unlike_estimated_ones() -> None:
    plans = pd.DataFrame(
        [PLAN, PLAN | {"speed_evidence": "measured", "gpus": 8}, PLAN | {"speed_evidence": "community", "gpus": 2}]
    )
    marks = {trace.name: trace.marker.symbol for trace in _drawn(machines_figure(plans))}
    assert marks == {
        "Speed measured by a third party": "circle",
        "Speed reported by the community": "circle-open",
        "Speed estimated, not measured": "circle-open-dot",
    }


def test_an_estimate_shows_its_inputs_and_a_measured_speed_its_source() -> None:
    estimated, measured = (
        _drawn(machines_figure(pd.DataFrame([PLAN | {"speed_evidence": kind}])))[0].hovertext[0]
        for kind in ("estimated", "measured")
    )
    assert "estimated from 3,350 GB/s and 989 TFLOPS of each GPU" in estimated
    assert "measured by a third party; Board, 1 Apr 2026<br>estimated: 400.0 tokens/s" in measured


def test_only_machines_that_none_beats_are_named() -> None:
    plans = pd.DataFrame([PLAN, PLAN | {"gpus": 8, "usd_per_month": 2000.0, "tokens_per_second": 100.0}])
    labels = machines_figure(plans).data[-1]
    assert list(labels.text) == ["4 x H100 80GB", ""]
    assert machines_alt_text(plans).startswith("Output speed against cost a month, 2 machines.")


def test_the_lines_cross_at_the_break_even() -> None:
    even = break_even(100.0, 1000.0, 0.2)
    figure = crossover_figure(cost_curve(even, 2000.0), even, 300.0, "4 x H100 80GB")
    star = figure.data[2]
    assert (list(star.x), list(star.y)) == ([500.0], [100.0])
    assert "cheaper from 500 requests a month" in star.name
    assert [shape.x0 for shape in figure.layout.shapes] == [300.0]
    assert {trace.line.dash for trace in figure.data[:2]} == {"solid", "dash"}


@pytest.mark.parametrize(("requests", "lines"), [(0.0, 0), (300.0, 1)])
def test_no_volume_draws_no_line_of_the_volume(requests: float, lines: int) -> None:
    even = break_even(100.0, 1000.0, 0.2)
    figure = crossover_figure(cost_curve(even, 2000.0), even, requests, "4 x H100 80GB")
    assert len(figure.layout.shapes) == lines


def test_lines_that_never_cross_have_no_crossing() -> None:
    even = break_even(100.0, 10.0, 0.2)
    assert len(crossover_figure(cost_curve(even, 20.0), even, 5.0, "4 x H100 80GB").data) == 2
    assert "never cheaper" in crossover_alt_text(even, 5.0, "4 x H100 80GB")
