"""The chart of the frontier over time, and what is told beside it, over frames of their own."""

import pandas as pd

from views.charts.over_time import over_time_alt, over_time_figure
from views.charts.tradeoff import Look
from views.tradeoffs.over_time import sentences

LOOK = Look(quality_title="Ability", height_px=500, width_px=760)
FIRST, LAST = pd.Timestamp(2024, 12, 31), pd.Timestamp(2025, 12, 31)


def _points() -> pd.DataFrame:
    rows = [
        (FIRST, "a/best", "Best <then>", 40.0, 10.0, True),
        (FIRST, "a/small", "Small", 20.0, 1.0, True),
        (LAST, "a/new", "New", 70.0, 2.0, True),
        (LAST, "a/cheap", "Cheap", 45.0, 0.1, True),
        (LAST, "a/best", "Best <then>", 40.0, 5.0, False),
    ]
    names = ["day", "model_id", "name", "value", "blended_usd_per_mtok", "is_on_frontier"]
    return pd.DataFrame(rows, columns=names).assign(effort=None, weights="open", provider="Shop")


def test_there_is_a_frame_a_day_and_the_newest_is_shown() -> None:
    figure = over_time_figure(_points(), LOOK)
    assert [frame.name for frame in figure.frames] == ["31 Dec 2024", "31 Dec 2025"]
    assert [len(frame.data[0].customdata) for frame in figure.frames] == [2, 3]
    assert list(figure.data[1].customdata) == ["a/new", "a/cheap", "a/best"]
    assert figure.data[0].name == "Frontier of 31 Dec 2024"
    assert [step.label for step in figure.layout.sliders[0].steps] == ["31 Dec 2024", "31 Dec 2025"]


def test_names_of_others_are_text_on_the_chart() -> None:
    for frame in over_time_figure(_points(), LOOK).frames:
        assert not any("<then>" in text for text in [*frame.data[0].hovertext, *frame.data[2].text])


def test_the_chart_is_told_to_those_who_do_not_see_it() -> None:
    assert over_time_alt(_points()) == (
        "The frontier of quality and price on 2 days. "
        "31 Dec 2024, 2 models: Best <then> (40.0 at $10.00), Small (20.0 at $1.00); "
        "31 Dec 2025, 3 models: New (70.0 at $2.00), Cheap (45.0 at $0.10)."
    )


def test_it_is_told_what_the_best_of_the_first_day_costs_on_the_last() -> None:
    told = [sentence.replace("\\", "") for sentence in sentences(_points())]
    assert (
        told[0]
        == "The best of 31 Dec 2024 was Best <then> (**40.0** at $10.00); on 31 Dec 2025 it is New (**70.0** at $2.00)."
    )
    assert told[1].startswith("As good as that best now costs **$0.10**, 1 % of what it cost then: Cheap")
    assert told[2] == "One dollar per million tokens bought **20.0** then and buys **45.0** now: Cheap."
    assert told[3] == "2 models on the first day, 3 on the last."
