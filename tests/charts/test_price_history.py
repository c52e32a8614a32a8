"""The chart of prices over time, over frames of its own."""

from typing import Any

import pandas as pd

from views.charts.price_history import MOST_SERIES, alt_text, drawn_series, price_figure


def _steps(*rows: dict[str, Any]) -> pd.DataFrame:
    fixed = {
        "series": "Shop",
        "valid_from": "2026-01-01",
        "valid_to": None,
        "ends_on": "2026-11-23",
        "blended_usd_per_mtok": 2.0,
        "input_usd_per_mtok": 1.0,
        "output_usd_per_mtok": 5.0,
        "source": "Source",
    }
    made = pd.DataFrame([fixed | row for row in rows])
    return made.assign(**{name: pd.to_datetime(made[name]) for name in ("valid_from", "valid_to", "ends_on")})


TWO = _steps(
    {"ends_on": "2026-03-01", "valid_to": "2026-03-01", "blended_usd_per_mtok": 4.0},
    {"valid_from": "2026-03-01"},
)


def test_a_price_is_level_while_it_holds() -> None:
    line = price_figure(TWO, 75).data[0]
    assert line.line.shape == "hv"
    assert list(line.y) == [4.0, 4.0, 2.0, 2.0]
    assert [str(day)[:10] for day in line.x] == ["2026-01-01", "2026-03-01", "2026-03-01", "2026-11-23"]


def test_a_line_breaks_where_no_price_is_known() -> None:
    gap = _steps({"ends_on": "2026-02-01"}, {"valid_from": "2026-05-01"})
    line = price_figure(gap, 75).data[0]
    assert [None if pd.isna(price) else price for price in line.y] == [2.0, 2.0, None, 2.0, 2.0]
    assert line.connectgaps is False


def test_the_axis_begins_at_zero_and_says_its_mix() -> None:
    axis = price_figure(TWO, 20).layout.yaxis
    assert axis.rangemode == "tozero"
    assert axis.title.text.startswith("Blended price (USD per million tokens)")
    assert "20 % input, 80 % output" in axis.title.text


def test_series_differ_by_dash_and_mark_and_even_a_lone_one_is_named() -> None:
    figure = price_figure(_steps({}, {"series": "Other"}), 75)
    assert len({(line.line.dash, line.marker.symbol) for line in figure.data}) == 2
    assert price_figure(TWO, 75).data[0].showlegend is True


def test_of_many_series_those_with_the_most_prices_are_drawn() -> None:
    many = _steps(*({"series": f"s{place}"} for place in range(9)), {"series": "s8", "valid_from": "2026-02-01"})
    assert drawn_series(many)[0] == "s8"
    assert len(price_figure(many, 75).data) == MOST_SERIES


def test_a_point_says_both_prices_when_they_held_and_who_says_so() -> None:
    told = price_figure(TWO, 75).data[0].hovertext
    assert told[0].startswith("<b>$4.00 blended</b><br>$1.00 in, $5.00 out<br>from 1 Jan 2026, until 1 Mar 2026")
    assert "from 1 Mar 2026, still" in told[-1]
    assert told[0].endswith("Shop; Source")


def test_names_of_others_are_short_text() -> None:
    hostile = price_figure(_steps({"series": "<a href='x'>" + "y" * 10_000}), 75).data[0]
    assert "<a" not in hostile.name + hostile.hovertext[0]
    assert len(hostile.name) < 100


def test_the_chart_is_told_to_those_who_do_not_see_it() -> None:
    told = alt_text(TWO, "M")
    assert told == (
        "Blended list prices of M over time: Shop, $4.00 from 1 Jan 2026, $2.00 until 23 Nov 2026, 2 prices."
    )
