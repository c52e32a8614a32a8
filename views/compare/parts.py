"""The lower half of the Compare page: the answer in sentences, the chart, the table of facts, the shared tests."""

import textwrap
from collections.abc import Callable, Hashable, Iterator, Mapping
from itertools import groupby
from typing import Any

import pandas as pd
import streamlit as st

from catalog.filters import Filters, in_words
from catalog.models.compare import LEAST, NO_DIFFERENCE, leads, share_in_words
from catalog.models.compare_facts import ABILITIES, PRICE, SPEED
from catalog.numeric import scaled
from views.compare.chart import abilities_figure, alt_text
from views.compare.picker import Comparison
from views.compare.strip import Result, strip_uri
from views.export.imprint import Imprint, showing
from views.export.menus import chart_menu, page_imprint, table_menu
from views.shell import inputs, palette
from views.shell.credits import draw_credits as draw_folded
from views.shell.links import model_link
from views.shell.provenance import FACTS, PRICES, SPEEDS, Part, credits_of
from views.shell.snapshot import Snapshot
from views.shell.tables import benchmark_addresses, benchmark_column
from views.shell.wording import count, day, figure, markdown_text, one_line, shortened, usd

Row = Mapping[Hashable, Any]
BLENDED = "blended_usd_per_mtok"
KINDS = {"task": "Tasks", "field": "Fields", "language": "Languages"}
SYMBOLS = ("●", "◆", "■", "▲", "★", "✖")
# Wider than any screen: only a table of a stated width keeps its first column in sight when it is scrolled.
TABLE_PX = 6000
SEGMENT_PX = 320
TEST_PX, RESULT_PX, DRAWN_PX = 210, 110, 180
LONGEST_TEXT, TITLE_WIDTH, CELL_WIDTH, WIDE_CELL_WIDTH = 160, 20, 26, 60
BREAK = "  \n"
TESTS = "Tests"
UNKNOWN = "unknown"
LEAST_TIMES, TEN = 1.05, 10
MOST_STRENGTHS = 3
LONGEST_LEGEND = 40
# So few models share the width of the page; of more the table is as wide as it needs.
FEW = 3
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
    """Draw what the comparison comes to: what to take for what, then a sentence each for quality, price and speed."""
    st.markdown(_advice(found))
    told = [_quality(found), _price(found), _speed(found), *_endings(found)]
    st.markdown("\n".join(f"- {sentence}" for sentence in told if sentence))


def _advice(found: Comparison) -> str:
    """Return who is better at what, who costs least, and which to take when, as Markdown."""
    kinds = found.domains.set_index("domain")["kind"]
    cells = found.cells[found.cells["section"] == ABILITIES]
    cells = cells[cells["fact"].str.removeprefix("ability:").map(kinds).isin(["task", "field"])]
    best = leads(cells)
    strong = [_strengths(found, model_id, rows) for model_id, rows in best.groupby("model_id", sort=False)]
    told = [*strong, _least(found), *_level(found, cells, best)]
    return " ".join(sentence for sentence in told if sentence)


def _strengths(found: Comparison, model_id: Any, rows: pd.DataFrame) -> str:  # noqa: ANN401 - a cell of a frame
    """Return what a model is better at than all others, the widest leads by name and points."""
    named = [
        f"{markdown_text(row.title.lower())} (by {row.lead:.0f})" for row in rows.head(MOST_STRENGTHS).itertuples()
    ]
    more = len(rows) - len(named)
    told = _listed([*named, *([f"{more} more"] if more else [])])
    return f"**{_name(found, model_id)}** is better at {told}."


def _least(found: Comparison) -> str:
    """Return who costs the least, and what share of the others; nothing where the prices are about the same."""
    prices = found.fact(BLENDED)
    known = prices[prices["value"].notna()].sort_values("value", kind="stable")
    if len(known) < LEAST or known["value"].iloc[1] < LEAST_TIMES * known["value"].iloc[0]:
        return ""
    first, others = known.iloc[0], known.iloc[1:]
    shares = [(share_in_words(first["value"] / row.value), _name(found, row.model_id)) for row in others.itertuples()]
    told = _listed([f"{share} of what {name} does" for share, name in dict.fromkeys((shares[0], shares[-1]))])
    return f"**{_name(found, first['model_id'])}** costs {'the least: ' if len(shares) > 1 else ''}{told}."


def _level(found: Comparison, cells: pd.DataFrame, best: pd.DataFrame) -> Iterator[str]:
    """Yield in how many tasks and fields nobody leads, and what that means for the choice.

    Args:
        found: the models side by side.
        cells: their abilities in tasks and fields.
        best: where somebody leads, as `leads` returns it.
    """
    compared = cells[cells["standing"].isin(["apart", "tied"])]
    total = compared["fact"].nunique()
    level = total - len(best)
    if not level:
        return
    first = compared.loc[compared["mark"] != "", "model_id"].value_counts()
    prices = found.fact(BLENDED)
    known = prices[prices["value"].notna()].sort_values("value", kind="stable")
    often = known[known["model_id"].map(first).fillna(0) * 2 >= total]
    if len(found.names) > LEAST:
        told = [f"**{_name(found, model_id)}** in {number}" for model_id, number in first.items()]
        yield f"Of {total} tasks and fields these are first or tied with the first: {_listed(told)}."
        if len(often):
            least = _name(found, often["model_id"].iloc[0])
            yield f"Of those that are so in half of them or more, **{least}** costs least."
    elif len(known) == LEAST:
        cheapest = _name(found, known["model_id"].iloc[0])
        yield f"In {level} of {total} tasks and fields neither is ahead beyond noise: there, take **{cheapest}**."
    else:
        yield f"In {level} of {total} tasks and fields neither is ahead beyond noise."


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
        "deprecation_date": "Deprecated from",
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


def draw_legend(found: Comparison) -> None:
    """Draw which symbol is which model; it stays in sight when the page is scrolled (style.css)."""
    with st.container(key="compared"):
        told = [
            f"{_symbol(place)} {markdown_text(shortened(name, LONGEST_LEGEND))}"
            for place, name in enumerate(found.names.values())
        ]
        st.markdown(" &emsp; ".join(told))


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
            width="stretch" if len(found.names) <= FEW else TABLE_PX,
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
    width = WIDE_CELL_WIDTH if len(found.names) <= FEW else CELL_WIDTH
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
            rows.append([_told(cell, width, with_sources=with_sources) for cell in row.to_dict("records")])
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


def _told(cell: Row, width: int, *, with_sources: bool) -> str:
    """Return a cell as Markdown: the value, its interval, its mark; under it who and what else."""
    lines = [_value(cell, width) + _badge(cell)]
    if cell["words"]:
        lines.append(_gray(cell["words"], width))
    if with_sources:
        lines += [_gray(line, width) for line in _evidence(cell)]
    return BREAK.join(lines)


def _gray(text: str, width: int) -> str:
    return BREAK.join(f":gray[{line}]" for line in _lines(text, width).split(BREAK))


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


def _value(cell: Row, width: int) -> str:
    if cell["value"] is None:
        return f":gray[{UNKNOWN}]"
    words = _lines(_in_words(cell), width)
    if cell["low"] is None or cell["high"] is None:
        return f"**{words}**" if cell["mark"] == "best" else words
    interval = f"{figure(cell['low'])} to {figure(cell['high'])}"
    return f"{f'**{words}**' if cell['mark'] == 'best' else words} :gray[({markdown_text(interval)})]"


def _in_words(cell: Row) -> str:
    value = cell["value"]
    if cell["fact"] in {"parameters", "active_parameters"} or cell["kind"] == "tokens":
        return scaled(value)
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
        "The bar spans from the lowest to the highest; thin lines are the intervals that boards state. Without them a "
        "difference may be noise. One effort a model: the one that speaks for it, where it was tested."
    )
    table_menu(_for_file(shown, found), showing(imprint, snapshot.ask, Part(shown, what=TESTS)), key="take_tests")
    return shown


def _domain_title(found: Comparison) -> str:
    return str(found.domains.set_index("domain")["title"].get(found.domain, found.domain))


def _tests_table(cells: pd.DataFrame, found: Comparison) -> pd.DataFrame:
    """Return a row a test, those that the most of the models share first, told apart ones before others."""
    order, places = list(STANDINGS), {model_id: place for place, model_id in enumerate(found.names)}
    rows = []
    for _, row in groupby(cells.to_dict("records"), key=lambda cell: cell["fact"]):
        told = list(row)
        known = [cell for cell in told if cell["value"] is not None]
        days = [cell["as_of"] for cell in known if cell["as_of"] is not None]
        results = [Result(places[cell["model_id"]], cell["value"], cell["low"], cell["high"]) for cell in known]
        rows.append(
            {cell["model_id"]: cell["value"] for cell in told}
            | {
                "test": _test_address(told[0]),
                "drawn": strip_uri(results),
                "first": _first(known, found),
                "domain": told[0]["section"],
                "standing": STANDINGS[told[0]["standing"]],
                "remarks": _remarks(known, found),
                "source": known[0]["source"],
                "as_of": max(days, default=None),
                "shared": len(known),
                "order": order.index(told[0]["standing"]),
            }
        )
    columns = ["test", *found.names, "drawn", "first", "standing", "domain", "remarks", "source", "as_of"]
    table = pd.DataFrame(rows, columns=[*columns, "shared", "order"])
    table = table.sort_values(["shared", "order"], ascending=[False, True], kind="stable")[columns]
    return table.astype(dict.fromkeys(found.names, float))


def _test_address(cell: Row) -> str:
    benchmark_id = str(cell["fact"]).split("|", maxsplit=1)[0]
    return benchmark_addresses([benchmark_id], [one_line(cell["title"])])[0]


def _first(known: list[Row], found: Comparison) -> str | None:
    """Return who is first on a test; None where all are level."""
    names = [found.names[cell["model_id"]] for cell in known if cell["mark"]]
    lower = ", lower is better" if known[0]["better"] == "lower" else ""
    return f"{' and '.join(map(one_line, names))}{lower}" if names else None


def _remarks(known: list[Row], found: Comparison) -> str | None:
    """Return what is said of single results: their intervals, their efforts, who claims them."""
    told = []
    for cell in known:
        words = [cell["words"]] if cell["words"] else []
        if cell["low"] is not None and cell["high"] is not None:
            words.insert(0, f"{figure(cell['low'])} to {figure(cell['high'])}")
        if words:
            told.append(f"{one_line(found.names[cell['model_id']])}: {', '.join(words)}")
    return "; ".join(told) or None


def _tests_columns(found: Comparison) -> dict[str, Any]:
    text = st.column_config.TextColumn
    models = {
        model_id: st.column_config.NumberColumn(f"{SYMBOLS[place]} {one_line(name)}", format="%.4g", width=RESULT_PX)
        for place, (model_id, name) in enumerate(found.names.items())
    }
    return {
        "test": benchmark_column("Test", width=TEST_PX, note="with its version, where the board states one"),
        **models,
        "drawn": st.column_config.ImageColumn(
            "Difference", width=DRAWN_PX, help="on a scale from 0 to 100 where it is percent"
        ),
        "first": text("First", width=DRAWN_PX),
        "standing": text("Told apart", help="whether the results differ beyond noise, by the intervals of the board"),
        "domain": text("Domain"),
        "remarks": text("Intervals and remarks"),
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
