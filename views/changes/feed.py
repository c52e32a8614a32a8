"""The feed of the Changes page: the filters, the answer in a sentence, the days, and all of it as a table."""

from datetime import UTC, date, datetime
from typing import Any

import pandas as pd
import streamlit as st

from catalog.answers import changes
from catalog.curated.providers import maker_title, seller_title
from catalog.data.feed import KINDS, USUAL_DAYS, FeedQuestion, Kind, by_day, counted, last_day, whole_feed
from views.data.table import PINNED_PX, safe
from views.data.table import draw_table as draw_rows
from views.shell import inputs
from views.shell.provenance import Part, credit_lines
from views.shell.snapshot import Snapshot
from views.shell.wording import count, day, markdown_text, shortened

EVERY = "all"
SHOWN_KINDS: dict[str, str] = {EVERY: "Everything"} | {str(kind): title for kind, title in KINDS.items()}
PERIODS = {
    str(USUAL_DAYS): f"Last {USUAL_DAYS} days",
    "30": "Last 30 days",
    "365": "Last year",
    EVERY: "From the start",
}
NOUNS: dict[Kind, str] = {"price": "price change", "release": "release", "end": "retirement", "result": "new result"}
MARKS: dict[Kind, str] = {"price": "Price", "release": "New", "end": "End", "result": "Tested"}
# A day of hundreds of results is told by its first ones; the table has them all.
MOST_DAYS, MOST_OF_KIND, LONGEST_NAME = 25, 5, 60


def ask(snapshot: Snapshot) -> FeedQuestion:
    """Draw the filters and return what they ask."""
    found = {str(maker): maker_title(str(maker)) for maker in snapshot.ask(whole_feed)["developer"].dropna()}
    makers = dict(sorted(found.items(), key=lambda each: each[1].casefold()))
    with st.container(horizontal=True, vertical_alignment="center", gap="small", key="feed_filters"):
        kind = inputs.choice("Kind", SHOWN_KINDS, key="kind", width=200)
        maker = inputs.choice("Maker", {"": "Any maker"} | makers, key="maker", width=220)
        period = inputs.choice("Period", PERIODS, key="period", width=200)
    return FeedQuestion(
        days=None if period == EVERY else int(period),
        kind=next((each for each in KINDS if each == kind), None),
        developer=maker or None,
    )


def found(snapshot: Snapshot, asked: FeedQuestion) -> pd.DataFrame:
    """Return what changed under the filters, newest first, with `is_ahead`: on a day after that of the figures."""
    rows = changes.feed(snapshot, asked)
    return rows.assign(is_ahead=pd.to_datetime(rows["day"]) > pd.Timestamp(_today(snapshot)))


def _today(snapshot: Snapshot) -> date:
    return (snapshot.made_at or datetime.now(UTC)).date()


def draw_answer(rows: pd.DataFrame) -> None:
    """Draw in a sentence how much changed, up to which day anything is known, and what is announced."""
    past = rows[~rows["is_ahead"].astype(bool)]
    if past.empty and not len(rows):
        st.info("Nothing is known to have changed under these filters. Choose a longer period, or any maker.")
        return
    numbers = [f"**{count(number, NOUNS[kind])}**" for kind, number in counted(past).items() if number]
    newest = last_day(past, date.max)
    ahead = int(rows["is_ahead"].sum())
    told = f"{', '.join(numbers) or 'Nothing yet'}" + (f"; the newest is of {day(newest)}." if newest else ".")
    st.markdown(told + (f" Announced: **{count(ahead, 'retirement')}** ahead." if ahead else ""))


def draw_days(rows: pd.DataFrame, snapshot: Snapshot) -> None:
    """Draw what is announced, then the newest days, each with what changed on it."""
    ahead = rows["is_ahead"].astype(bool)
    announced, past = rows[ahead].iloc[::-1], rows[~ahead]
    if len(announced):
        with st.expander(f"Announced: {count(len(announced), 'change')}", key="announced"):
            st.markdown("\n".join(_lines_of_day(when, each) for when, each in by_day(announced)))
    days = by_day(past)
    st.markdown("\n".join(_lines_of_day(when, each) for when, each in days[:MOST_DAYS]))
    if len(days) > MOST_DAYS:
        st.caption(f"The newest {MOST_DAYS} of {count(len(days), 'day')}; the table below has all of them.")
    for line in credit_lines(snapshot.ask, Part(rows, what="Changes")) if len(rows) else ():
        st.caption(line)


def _lines_of_day(when: date, rows: pd.DataFrame) -> str:
    """Return a day as Markdown: its date, and a line a change."""
    lines = [f"\n**{day(when)}**\n"]
    for kind in KINDS:
        of_kind = rows[rows["kind"] == kind]
        lines += [_line(kind, row) for row in of_kind.head(MOST_OF_KIND).to_dict("records")]
        left = len(of_kind) - MOST_OF_KIND
        if left > 0:
            lines.append(f"- {MARKS[kind]} · and {count(left, NOUNS[kind])} more")
    return "\n".join(lines)


def _line(kind: Kind, row: dict[Any, Any]) -> str:
    name = markdown_text(shortened(str(row["name"]), LONGEST_NAME))
    maker = f" ({markdown_text(maker_title(row['developer']))})" if isinstance(row["developer"], str) else ""
    what = markdown_text(row["what"])
    if kind == "price":
        fall = row["change_percent"]
        moved = "" if pd.isna(fall) else f", **{fall:+,.0f} %**"
        return f"- {MARKS[kind]} · **{name}**{maker} at {markdown_text(seller_title(row['provider']))}: {what}{moved}"
    return f"- {MARKS[kind]} · **{name}**{maker}: {what}"


def draw_table(snapshot: Snapshot, rows: pd.DataFrame) -> None:
    """Draw all changes as a table, with the menu to take it away."""
    if rows.empty:
        return
    with st.expander("All of them as a table", key="as_table", on_change="rerun") as part:
        if not part.open:
            return
        text = st.column_config.TextColumn
        config = {
            "day": st.column_config.DateColumn("Day", format="D MMM YYYY"),
            "name": text("Model", pinned=True, width=PINNED_PX),
            "developer": text("Maker"),
            "kind": text("Kind"),
            "what": text("What changed", width=380),
            "provider": text("Provider"),
            "change_percent": st.column_config.NumberColumn("Change", format="%+.0f %%"),
            "tests": text("Tests"),
            "source": text("Source"),
        }
        shown = rows.assign(
            name=safe(rows["name"]),
            developer=safe(rows["developer"]),
            kind=rows["kind"].map(dict(KINDS)),
            change_percent=rows["change_percent"].astype(float),
        )
        draw_rows(snapshot, shown, config, key="feed", title="Changes")
