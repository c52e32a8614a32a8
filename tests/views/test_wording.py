"""Words on the screen: dates, ages, amounts, and text that others wrote."""

from datetime import date

import pandas as pd

from views.shell.wording import chart_text, count, day, figure, markdown_text, usd


def test_a_day_is_written_as_people_do() -> None:
    assert day(date(2026, 11, 9)) == "9 Nov 2026"
    assert day(pd.Timestamp("2026-11-09")) == "9 Nov 2026"
    assert day(None) == day(pd.NaT) == "no date"


def test_amounts_keep_small_prices_apart() -> None:
    assert [usd(value) for value in (0.0375, 0.4, 1, 2.5, 1234.5)] == [
        "$0.0375",
        "$0.40",
        "$1.00",
        "$2.50",
        "$1,234.50",
    ]


def test_scores_have_one_decimal_and_small_ones_three_figures() -> None:
    assert [figure(value) for value in (1502.34, 71.26, 0.04567, -3.0)] == ["1,502.3", "71.3", "0.0457", "-3.0"]


def test_a_number_agrees_with_its_noun() -> None:
    assert [count(number, "model") for number in (0, 1, 1204)] == ["0 models", "1 model", "1,204 models"]


def test_markdown_of_others_is_shown_as_it_is() -> None:
    assert markdown_text("[a](javascript:x) $y$ <b>") == r"\[a\]\(javascript\:x\) \$y\$ \<b\>"
    assert markdown_text("# one\n\n> two") == r"\# one \> two"


def test_html_of_others_is_shown_as_it_is_on_a_chart() -> None:
    assert chart_text("<a href='x'>A & B</a>") == "&lt;a href='x'&gt;A &amp; B&lt;/a&gt;"


def test_marks_that_turn_the_writing_direction_are_left_out() -> None:
    assert chart_text("GPT\u202e4\u0000\tx") == "GPT 4 x"
