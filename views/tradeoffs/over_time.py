"""Trade-offs over time: how the frontier of quality and price moved, with the list prices of each day."""

from collections.abc import Iterator
from dataclasses import dataclass, replace

import pandas as pd
import streamlit as st

from catalog.answers import tradeoffs
from catalog.filters import in_words
from catalog.records import Ability, Model, Offer
from catalog.tradeoffs.scatter import PRICE, Point, Question
from views.charts.hover import point_label
from views.charts.over_time import over_time_alt, over_time_figure
from views.charts.tradeoff import Look
from views.export.imprint import Imprint, showing
from views.export.menus import chart_menu
from views.shell.credits import draw_credits
from views.shell.frame import link_here
from views.shell.provenance import NO_CREDITS, Credits, Part, credits_of
from views.shell.snapshot import Snapshot
from views.shell.tables import column_config, with_titles
from views.shell.wording import count, day, figure, markdown_text, usd

ONE_DOLLAR = 1.0
NAMES = ("name", "effort", "value", "low", "high", PRICE, "provider", "weights", "developer")
COLUMNS = (
    {"day": st.column_config.DateColumn("As of", format="D MMM YYYY", pinned=True)}
    | column_config(Model, "name", "weights", "developer")
    | column_config(Ability, "value", "low", "high")
    | column_config(Point, PRICE)
    | column_config(Offer, "provider", "effort")
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Moved:
    """What the page shows of the days, worked out once.

    Attributes:
        points: what could be had on each day.
        told: what changed, as Markdown.
        credits: who published what.
        imprint: what is printed beside what is taken away; None without points.
    """

    points: pd.DataFrame
    told: tuple[str, ...]
    credits: Credits
    imprint: Imprint | None = None


def draw(snapshot: Snapshot, question: Question, look: Look) -> None:
    """Draw how the frontier moved, what that means, and who was on it."""
    moved = snapshot.share(_moved, question, look.quality_title)
    if moved.points.empty:
        st.info("The price history knows too few of these models for a frontier. Clear some filters.")
        return
    chart, side = st.columns((0.71, 0.29), gap="medium")
    drawn = over_time_figure(moved.points, look)
    with chart:
        st.plotly_chart(
            drawn,
            key="tradeoff_over_time",
            config={"displayModeBar": False},
            alt=over_time_alt(moved.points),
        )
        if moved.imprint is not None:
            chart_menu(drawn, moved.points, replace(moved.imprint, link=link_here()), key="take_over_time")
    with side, st.container(border=True, key="what_moved"):
        st.markdown("**How it moved**")
        for sentence in moved.told:
            st.markdown(sentence)
        st.caption(
            "List prices as they were on each day, of the models whose price on that day is known; "
            "the quality of a model is what is known of it today."
        )
    line = moved.points[moved.points["is_on_frontier"]].sort_values(["day", "value"], ascending=False)
    table = line[["day", *NAMES]].dropna(axis="columns", how="all")
    st.dataframe(
        with_titles(table),
        hide_index=True,
        column_config=COLUMNS,
        placeholder="-",
        alt="The models that nothing beat, by day, newest first",
    )
    draw_credits(moved.credits)


def _moved(snapshot: Snapshot, question: Question, quality: str) -> Moved:
    points = tradeoffs.over_time(snapshot, question)
    if points.empty:
        return Moved(points=points, told=(), credits=NO_CREDITS)
    domains = () if question.benchmark_id is not None else (question.filters.domain,)
    shown = points[["model_id", *NAMES, *(name for name in ("price_source_id", "score_source_id") if name in points)]]
    part = Part(shown, domains=domains)
    imprint = Imprint(
        title="Quality against price over time",
        gates="; ".join([*filter(None, [quality]), *in_words(question.filters)]),
        counts=f"{count(points['model_id'].nunique(), 'model')} on {count(points['day'].nunique(), 'day')}",
        snapshot_day=snapshot.made_at.date() if snapshot.made_at else None,
    )
    return Moved(
        points=points,
        told=tuple(sentences(points, higher_is_better=question.higher_is_better)),
        credits=credits_of(snapshot.ask, part),
        imprint=showing(imprint, snapshot.ask, part),
    )


def sentences(points: pd.DataFrame, *, higher_is_better: bool = True) -> Iterator[str]:
    """Yield what changed from the first day to the last, as Markdown.

    Args:
        points: those of `catalog.tradeoffs.over_time.frontiers`, of at least one day.
        higher_is_better: whether a high quality is a good one.
    """
    days = points["day"].unique()
    first, last = (points[points["day"] == when] for when in (days[0], days[-1]))
    then, now = (day(pd.Timestamp(when)) for when in (days[0], days[-1]))
    best, best_now = (_best(found, higher_is_better=higher_is_better) for found in (first, last))
    yield f"The best of {then} was {_told(best)}; on {now} it is {_told(best_now)}."
    as_good = last[last["value"] >= best["value"]] if higher_is_better else last[last["value"] <= best["value"]]
    if not as_good.empty:
        cheapest = as_good.loc[as_good[PRICE].idxmin()]
        share = cheapest[PRICE] / best[PRICE]
        yield (
            f"As good as that best now costs **{markdown_text(usd(cheapest[PRICE]))}**, "
            f"{100 * share:.2g} % of what it cost then: {_told(cheapest)}."
        )
    for_one = [found[found[PRICE] <= ONE_DOLLAR] for found in (first, last)]
    if not any(found.empty for found in for_one):
        before, after = (_best(found, higher_is_better=higher_is_better) for found in for_one)
        yield (
            f"One dollar per million tokens bought **{figure(before['value'])}** then and buys "
            f"**{figure(after['value'])}** now: {_named(after)}."
        )
    yield f"{count(first['model_id'].nunique(), 'model')} on the first day, {last['model_id'].nunique():,} on the last."


def _best(found: pd.DataFrame, *, higher_is_better: bool) -> pd.Series:
    line = found.sort_values(["value", PRICE], ascending=[not higher_is_better, True])
    return line.iloc[0]


def _named(row: pd.Series) -> str:
    return markdown_text(point_label(str(row["name"]), row["effort"]))


def _told(row: pd.Series) -> str:
    return f"{_named(row)} (**{figure(row['value'])}** at {markdown_text(usd(row[PRICE]))})"
