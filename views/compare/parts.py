"""The lower half of the Compare page: the answer in sentences, the chart, the table of facts, the shared tests."""

import textwrap
from collections.abc import Callable, Hashable, Iterator, Mapping
from itertools import groupby
from typing import Any

import pandas as pd
import streamlit as st

from catalog.filters import Filters, in_words
from catalog.models.compare import NO_DIFFERENCE
from catalog.models.compare_facts import ABILITIES, PRICE, SPEED
from catalog.numeric import BILLION
from views.compare.chart import abilities_figure, alt_text
from views.compare.picker import Comparison
from views.export.imprint import Imprint, showing
from views.export.menus import chart_menu, page_imprint, table_menu
from views.shell import inputs, palette
from views.shell.credits import draw_credits as draw_folded
from views.shell.links import model_link
from views.shell.provenance import FACTS, PRICES, SPEEDS, Part, credits_of
from views.shell.snapshot import Snapshot
from views.shell.wording import count, day, figure, markdown_text, one_line, shortened, usd

Row = Mapping[Hashable, Any]
BLENDED = "blended_usd_per_mtok"
KINDS = {"task": "Tasks", "field": "Fields", "language": "Languages"}
SYMBOLS = ("●", "◆", "■", "▲", "★", "✖")
# Wider than any screen: only a table of a stated width keeps its first column in sight when it is scrolled.
TABLE_PX = 6000
SEGMENT_PX = 320
RESULT_PX = 190
LONGEST_TEXT, TITLE_WIDTH, CELL_WIDTH = 160, 20, 26
BREAK = "  \n"
TESTS = "Tests"
UNKNOWN = "unknown"
LEAST_TIMES, TEN = 1.05, 10
STANDINGS = {
    "apart": "told apart",
    "tied": "tied",
    "same": "the same",
    "unsure": "may be noise",
    "alone": "one known",
    "unknown": UNKNOWN,
}


# The answer


def draw_answer(found: Comparison) -> None:
    """Draw what the comparison comes to, a sentence each for quality, price, speed and what ends soon."""
    told = [_quality(found), _tally(found), _price(found), _speed(found), *_endings(found)]
    st.markdown("\n".join(f"- {sentence}" for sentence in told if sentence))


def _quality(found: Comparison) -> str:
    cells = found.fact(f"ability:{found.domain}")
    if cells.empty:
        return ""
    title, standing = markdown_text(cells["title"].iloc[0]), cells["standing"].iloc[0]
    top = _said(found, cells[cells["mark"] != ""], figure)
    if standing == "tied":
        return f"**{title}:** {top} are tied: their 90 % intervals cannot tell them apart."
    if standing == "apart":
        many = (cells["mark"] != "").sum() > 1
        return f"**{title}:** {top} {'lead beyond noise, and are tied' if many else 'is the best, beyond noise'}."
    return f"**{title}:** {_known_of(found, cells)}."


def _tally(found: Comparison) -> str:
    """Return in how many tasks and fields who leads alone."""
    kinds = found.domains.set_index("domain")["kind"]
    cells = found.cells[found.cells["section"] == ABILITIES]
    cells = cells[cells["fact"].str.removeprefix("ability:").map(kinds).isin(["task", "field"])]
    told_of = cells[cells["standing"].isin(["apart", "tied"])]
    total = told_of["fact"].nunique()
    if not total:
        return ""
    alone = told_of.loc[told_of["mark"] == "best", "model_id"].value_counts()
    leads = [f"**{_name(found, model_id)}** is in {number}" for model_id, number in alone.items()]
    shared = total - int(alone.sum())
    first = f"{_listed(leads)} alone at the top, beyond noise" if leads else "nobody is alone at the top in any"
    rest = f"; in {shared} the first are tied" if shared and leads else ""
    return f"**Tasks and fields:** of {total} in which two or more have an ability, {first}{rest}."


def _price(found: Comparison) -> str:
    cells = found.fact(BLENDED)
    known = cells[cells["value"].notna()]
    if known.empty:
        return "**Price:** no list price is known of any."
    best = known[known["mark"] != ""]
    if best.empty:
        told = f"{_said(found, known, usd)} per million tokens" + (" each" if len(known) > 1 else "")
    else:
        least = best["value"].iloc[0]
        names = _listed([f"**{_name(found, model_id)}**" for model_id in best["model_id"]])
        verb = "is" if len(best) == 1 else "are"
        told = f"{names} {verb} the cheapest at {markdown_text(usd(least))} per million tokens"
        told += f" ({found.input_percent} % input){_times(found, known, least)}"
    missing = [_name(found, model_id) for model_id in cells.loc[cells["value"].isna(), "model_id"]]
    return f"**Price:** {told}{f'; no list price: {_listed(missing)}' if missing else ''}."


def _times(found: Comparison, known: pd.DataFrame, least: float) -> str:
    """Return how many times as much the others cost, cheapest first, those that cost about the same left out."""
    ratios = sorted((float(row.value) / least, row.model_id) for row in known.itertuples())
    dearer = [(_ratio(ratio), _name(found, model_id)) for ratio, model_id in ratios if ratio >= LEAST_TIMES]
    if not dearer:
        return ""
    (low, first), (high, last) = dearer[0], dearer[-1]
    if len(dearer) == 1:
        return f"; {first} costs {low} times as much"
    return f"; the others cost from {low} ({first}) to {high} times as much ({last})"


def _ratio(value: float) -> str:
    return f"{value:,.0f}" if value >= TEN else f"{value:,.1f}"


def _speed(found: Comparison) -> str:
    for fact, cells in found.cells[found.cells["fact"].str.startswith("output_tokens_per_second")].groupby("fact"):
        known = cells[cells["value"].notna()]
        if len(known) > 1:
            evidence = found.fact(str(fact))["title"].iloc[0].partition(", ")[2]
            return f"**Speed**, {evidence}: {_said(found, known, _per_second)}; nobody says how sure these are."
    return "**Speed:** no figure of one kind is known of two of them."


def _per_second(value: float) -> str:
    return f"{figure(value)} tokens/s"


def _endings(found: Comparison) -> Iterator[str]:
    endings = {
        "withdrawn_since": "No longer sold by its maker since",
        "retirement_date": "Retires",
        "deprecation_date": "Deprecated",
    }
    for fact, words in endings.items():
        cells = found.fact(fact)
        known = cells[cells["value"].notna()]
        if len(known):
            yield f"**{words}:** {_said(found, known, day)}."


def _known_of(found: Comparison, cells: pd.DataFrame) -> str:
    known = cells[cells["value"].notna()]
    return f"an ability is known of {_said(found, known, figure)} only" if len(known) else "no ability is known"


def _said(found: Comparison, cells: pd.DataFrame, words: Any) -> str:  # noqa: ANN401 - how a value is told
    told = [f"**{_name(found, row.model_id)}** ({markdown_text(words(row.value))})" for row in cells.itertuples()]
    return _listed(told)


def _listed(told: list[str]) -> str:
    return " and ".join([", ".join(told[:-1]), told[-1]] if len(told) > 1 else told)


def _name(found: Comparison, model_id: Any) -> str:  # noqa: ANN401 - a cell of a frame
    return markdown_text(found.names[model_id])


def draw_links(found: Comparison) -> None:
    """Draw a link to the page of each model."""
    with st.container(horizontal=True, gap="small", vertical_alignment="center", key="links"):
        st.caption("Everything about one:", width="content")
        for model_id, name in found.names.items():
            model_link(model_id, name)


# The chart


def draw_abilities(snapshot: Snapshot, found: Comparison, imprint: Imprint, *, is_apart: bool) -> pd.DataFrame:
    """Draw the abilities by domain and return their cells; with `is_apart` only where they differ beyond noise."""
    st.header("Ability by domain", anchor=False)
    kind = inputs.segment("Domains", KINDS, key="kind", width=SEGMENT_PX)
    kinds = found.domains.set_index("domain")["kind"]
    cells = found.cells[found.cells["section"] == ABILITIES]
    domain = cells["fact"].str.removeprefix("ability:")
    mine = cells[(domain == found.domain) | (domain.map(kinds) == kind)]
    mine = pd.concat([mine[mine["fact"] == f"ability:{found.domain}"], mine[mine["fact"] != f"ability:{found.domain}"]])
    shown = mine[mine["standing"] == "apart"] if is_apart else mine[~mine["standing"].isin(["unknown"])]
    if shown.empty:
        st.info(
            "In none of these domains are they told apart beyond noise."
            if is_apart
            else "No ability of them is known here."
        )
        return shown
    chart = abilities_figure(shown, found.names)
    st.plotly_chart(chart, key="abilities", config={"displayModeBar": False}, alt=alt_text(shown, found.names))
    _say_tied(mine, is_apart=is_apart)
    chart_menu(chart, _for_file(shown, found), showing(imprint, snapshot.ask, *_parts(shown)), key="take_chart")
    return shown


def _say_tied(cells: pd.DataFrame, *, is_apart: bool) -> None:
    facts = cells.drop_duplicates("fact")
    tied = facts.loc[facts["standing"] == "tied", "title"]
    alone = facts.loc[facts["standing"] == "alone", "title"]
    unknown = facts.loc[facts["standing"] == "unknown", "title"]
    told = [
        f"Tied, as the intervals cannot tell them apart: {', '.join(tied)}." if len(tied) else "",
        f"Known of one only: {', '.join(alone)}." if len(alone) else "",
        f"Known of none: {', '.join(unknown)}." if len(unknown) else "",
    ]
    left_out = "Not drawn. " if is_apart and (len(tied) or len(alone)) else ""
    st.caption(left_out + markdown_text(" ".join(part for part in told if part)))


# The facts


def draw_facts(snapshot: Snapshot, found: Comparison, imprint: Imprint, *, is_apart: bool, with_sources: bool) -> None:
    """Draw every fact of each model, side by side, the best one marked."""
    st.header("Side by side", anchor=False)
    cells = _side_by_side_cells(found)
    shown = cells[cells["standing"] == "apart"] if is_apart else cells[cells["standing"] != "unknown"]
    if shown.empty:
        st.info("No fact of them differs beyond noise.")
    else:
        st.table(
            _side_by_side(shown, found, with_sources=with_sources),
            border="horizontal",
            width=TABLE_PX,
            alt=f"The facts of {', '.join(found.names.values())}, side by side",
        )
    _say_left_out(cells, is_apart=is_apart)
    table_menu(_for_file(cells, found), showing(imprint, snapshot.ask, *_parts(cells)), key="take_table")


def _side_by_side_cells(found: Comparison) -> pd.DataFrame:
    cells = found.cells
    return cells[(cells["section"] != ABILITIES) | (cells["fact"] == f"ability:{found.domain}")]


def _say_left_out(cells: pd.DataFrame, *, is_apart: bool) -> None:
    facts = cells.drop_duplicates("fact")
    unknown = facts.loc[facts["standing"] == "unknown", "title"].str.lower()
    told = f"Unknown of all: {', '.join(unknown)}." if len(unknown) else ""
    if is_apart:
        counts = facts["standing"].value_counts()
        hidden = [
            f"{counts[why]} {words}" for why, words in NO_DIFFERENCE.items() if why in counts and why != "unknown"
        ]
        told = " ".join([f"Left out: {'; '.join(hidden)}." if hidden else "", told])
    if told.strip():
        st.caption(markdown_text(told))


def _side_by_side(cells: pd.DataFrame, found: Comparison, *, with_sources: bool) -> pd.DataFrame:
    """Return the table as Markdown: a row a fact under the heads of their sections, a column a model."""
    heads = [_head(place, model_id, name) for place, (model_id, name) in enumerate(found.names.items())]
    # The names stand at each section again: the head of a long table is out of sight.
    again = [f":gray[{_symbol(place)} {_lines(name, CELL_WIDTH)}]" for place, name in enumerate(found.names.values())]
    index: list[str] = []
    rows: list[list[str]] = []
    for section, facts in cells.groupby("section", sort=False):
        index.append(f"**{markdown_text(section)}**")
        rows.append(again if rows else [""] * len(heads))
        for _, row in facts.groupby("fact", sort=False):
            index.append(_fact_title(row.iloc[0].to_dict()))
            rows.append([_told(cell, with_sources=with_sources) for cell in row.to_dict("records")])
    return pd.DataFrame(rows, index=pd.Index(index), columns=heads)


def _head(place: int, model_id: str, name: str) -> str:
    told = "" if name == model_id else f"{BREAK}:small[{_lines(model_id, CELL_WIDTH)}]"
    return f"{_symbol(place)} **{_lines(name, CELL_WIDTH)}**{told}"


def _symbol(place: int) -> str:
    return f':color[{SYMBOLS[place]}]{{foreground="{palette.MODELS[place][0]}"}}'


def _fact_title(cell: Row) -> str:
    title = _lines(cell["title"], TITLE_WIDTH)
    if cell["standing"] in {"tied", "unsure"}:
        return f"{title}{BREAK}:gray-badge[{STANDINGS[cell['standing']]}]"
    return title


def _lines(text: str, width: int) -> str:
    """Return foreign text as lines of Markdown: the cells of a table of a stated width do not break by themselves."""
    lines = textwrap.wrap(shortened(one_line(text), LONGEST_TEXT), width)
    return BREAK.join(markdown_text(line) for line in lines)


def _told(cell: Row, *, with_sources: bool) -> str:
    """Return a cell as Markdown: the value, its interval, its mark; under it who and what else."""
    lines = [_value(cell) + _badge(cell)]
    if cell["words"]:
        lines.append(_gray(cell["words"]))
    if with_sources:
        lines += [_gray(line) for line in _evidence(cell)]
    return BREAK.join(lines)


def _gray(text: str) -> str:
    return BREAK.join(f":gray[{line}]" for line in _lines(text, CELL_WIDTH).split(BREAK))


def _evidence(cell: Row) -> Iterator[str]:
    if cell["note"]:
        yield cell["note"]
    if cell["source"] and cell["value"] is not None:
        yield f"{cell['source']}, {day(cell['as_of'])}"


def _badge(cell: Row) -> str:
    if cell["standing"] == "tied":
        return ""
    if cell["mark"] == "best":
        return " :blue-badge[best]"
    if cell["mark"] == "tied":
        return " :blue-badge[tied best]" if cell["kind"] == "score" else " :blue-badge[equal best]"
    if cell["mark"] == "leads":
        return f" :gray-badge[{'highest' if cell['better'] == 'higher' else 'lowest'}]"
    return ""


def _value(cell: Row) -> str:
    if cell["value"] is None:
        return f":gray[{UNKNOWN}]"
    words = _lines(_in_words(cell), CELL_WIDTH)
    if cell["low"] is None or cell["high"] is None:
        return f"**{words}**" if cell["mark"] == "best" else words
    interval = f"{figure(cell['low'])} to {figure(cell['high'])}"
    return f"{f'**{words}**' if cell['mark'] == 'best' else words} :gray[({markdown_text(interval)})]"


def _in_words(cell: Row) -> str:
    value = cell["value"]
    if cell["fact"] in {"parameters", "active_parameters"}:
        return f"{float(f'{value / BILLION:.3g}'):,.15g} billion"
    if cell["fact"] == "knowledge_cutoff":  # the source states a month
        return f"{value:%b %Y}"
    told = _WORDS.get(cell["kind"])
    return told(value) if told else one_line(f"{value:,}" if isinstance(value, int | float) else value)


_WORDS: Mapping[str, Callable[[Any], str]] = {
    "day": day,
    "yes": lambda value: "yes" if value else "no",
    "usd": usd,
    "score": figure,
    "unlike score": figure,
    "tokens/s": _per_second,
    "s": lambda value: f"{figure(value)} s",
}


# The tests


def draw_tests(snapshot: Snapshot, found: Comparison, imprint: Imprint, *, is_apart: bool) -> pd.DataFrame:
    """Draw the results on the tests that at least two of the models share, and return their cells."""
    st.header("Tests that they share", anchor=False)
    tests = found.tests
    if tests.empty:
        st.info("No test has figures of two of them from the same source and version.")
        return tests
    title = _domain_title(found)
    scopes = {"all": "All domains", "domain": "This domain"}
    scope = inputs.segment("Tests of", scopes, key="tests", width=SEGMENT_PX)
    mine = tests[tests["section"] == title] if scope == "domain" else tests
    counts = mine.drop_duplicates("fact")["standing"].value_counts()
    told = [f"{counts[why]} {STANDINGS[why]}" for why in STANDINGS if why in counts]
    st.markdown(f"{count(int(counts.sum()), 'test')}: {', '.join(told)}. Same test, version and source in each row.")
    shown = mine[mine["standing"] == "apart"] if is_apart else mine
    table = _tests_table(shown, found)
    st.dataframe(
        table,
        hide_index=True,
        column_config=_tests_columns(found),
        placeholder=UNKNOWN,
        lazy=True,
        alt=f"Results on {count(len(table), 'shared test')}, a column a model",
    )
    st.caption(
        "“Best” and “tied” follow the intervals that the boards state; without them the highest or lowest figure is "
        "named, and it may be noise. One effort a model: the one that speaks for it, where it was tested."
    )
    table_menu(_for_file(shown, found), showing(imprint, snapshot.ask, Part(shown, what=TESTS)), key="take_tests")
    return shown


def _domain_title(found: Comparison) -> str:
    return str(found.domains.set_index("domain")["title"].get(found.domain, found.domain))


def _tests_table(cells: pd.DataFrame, found: Comparison) -> pd.DataFrame:
    """Return a row a test, those that the most of the models share first."""
    rows = []
    for _, row in groupby(cells.to_dict("records"), key=lambda cell: cell["fact"]):
        told = list(row)
        known = [cell for cell in told if cell["value"] is not None]
        days = [cell["as_of"] for cell in known if cell["as_of"] is not None]
        rows.append(
            {cell["model_id"]: _result(cell) for cell in told}
            | {
                "test": one_line(told[0]["title"]),
                "domain": told[0]["section"],
                "standing": STANDINGS[told[0]["standing"]],
                "source": known[0]["source"],
                "as_of": max(days, default=None),
                "shared": len(known),
            }
        )
    table = pd.DataFrame(rows, columns=["test", *found.names, "standing", "domain", "source", "as_of", "shared"])
    return table.sort_values("shared", ascending=False, kind="stable").drop(columns="shared")


def _result(cell: Row) -> str | None:
    if cell["value"] is None:
        return None
    interval = (
        "" if cell["low"] is None or cell["high"] is None else f" ({figure(cell['low'])} to {figure(cell['high'])})"
    )
    mark = {"best": ", best", "tied": ", tied best"}.get(cell["mark"], "")
    if cell["mark"] == "leads":
        mark = ", highest" if cell["better"] == "higher" else ", lowest"
    words = f"; {cell['words']}" if cell["words"] else ""
    return f"{figure(cell['value'])}{mark}{interval}{words}"


def _tests_columns(found: Comparison) -> dict[str, Any]:
    text = st.column_config.TextColumn
    models = {model_id: text(one_line(name), width=RESULT_PX) for model_id, name in found.names.items()}
    return {
        "test": text("Test", pinned=True, width=RESULT_PX, help="with its version, where the board states one"),
        **models,
        "standing": text("Told apart", help="whether the results differ beyond noise, by the intervals of the board"),
        "domain": text("Domain"),
        "source": text("Source"),
        "as_of": st.column_config.DateColumn("As of", help="of the newest of them", format="D MMM YYYY"),
    }


# Where it is from


def _for_file(cells: pd.DataFrame, found: Comparison) -> pd.DataFrame:
    """Return cells for a file: a row a fact and model, with its source and day."""
    named = cells.assign(model=cells["model_id"].map(dict(found.names)), mark=cells["mark"].replace("", None))
    columns = ["section", "title", "model_id", "model", "value", "low", "high", "mark", "standing", "words", "note"]
    told = named[[*columns, "source", "as_of"]].rename(columns={"title": "fact"})
    return told.assign(value=[None if value is None else value for value in told["value"]])


def _parts(cells: pd.DataFrame) -> tuple[Part, ...]:
    """Return cells of facts by what they are, in the order of the credits."""
    known = cells[cells["value"].notna()]
    abilities = known[known["section"] == ABILITIES]
    domains = tuple(dict.fromkeys(abilities["fact"].str.removeprefix("ability:")))
    others = known[~known["section"].isin([ABILITIES, PRICE, SPEED])]
    return (
        Part(abilities, ("value", "low", "high"), domains),
        Part(known[known["section"] == PRICE], what=PRICES),
        Part(known[known["section"] == SPEED], what=SPEEDS),
        Part(others, what=FACTS),
    )


def draw_credits(snapshot: Snapshot, found: Comparison, drawn: pd.DataFrame, tests: pd.DataFrame) -> None:
    """Draw who published what is shown.

    Args:
        snapshot: where the figures are from.
        found: the models side by side; their prices and speeds are told in the answer too.
        drawn: the cells of the abilities in the chart.
        tests: the results on shared tests that are shown.
    """
    told = _parts(pd.concat([drawn, _side_by_side_cells(found)]))
    draw_folded(credits_of(snapshot.ask, told[0], Part(tests, what=TESTS), *told[1:]))


def imprint_of(snapshot: Snapshot, found: Comparison, filters: Filters) -> Imprint:
    """Return what is printed beside everything that is taken away from this page, but for the sources."""
    asked = [_domain_title(found), f"{filters.input_percent} % input", *in_words(filters)]
    return page_imprint(
        snapshot,
        title=f"Compare {', '.join(found.names.values())}",
        gates="; ".join(asked),
        counts=count(len(found.names), "model"),
    )
