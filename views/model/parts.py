"""The lower half of a model's page: facts, scores, prices, speeds, variants, openness, and what is not known."""

from collections.abc import Callable, Iterable, Mapping
from datetime import UTC, date, datetime
from typing import Any

import pandas as pd
import streamlit as st

from catalog import queries
from catalog.curated.providers import maker_title, seller_title
from catalog.filters import Filters, asked_of_sellers
from catalog.models import profile
from catalog.numeric import scaled
from catalog.openness.criteria import card
from catalog.pricing.speeds import EVIDENCE
from catalog.pricing.terms import Terms
from catalog.records import (
    AbilityTest,
    Conflict,
    HubModel,
    LineageEdge,
    Model,
    ModelFact,
    Offer,
    Score,
    Speed,
    columns,
)
from catalog.tradeoffs.scatter import PRICE, SPEED, Point
from views.charts.price_history import alt_text, drawn_series, price_figure
from views.export.imprint import Imprint
from views.export.menus import chart_menu, page_imprint, table_menu
from views.model.head import Facts
from views.model.run import hub_address, link_to_hub
from views.model.standing import ENDS, draw_efforts, own_abilities
from views.openness.card import criterion
from views.openness.card import standing as openness_in_words
from views.openness.listing import openness_answer, parts_of
from views.shell import inputs
from views.shell.links import fine_tunes_link, model_link
from views.shell.provenance import PAST, Part, credit_lines
from views.shell.provenance import SCORES as SCORED
from views.shell.provenance import SPEEDS as TIMED
from views.shell.snapshot import Snapshot
from views.shell.tables import (
    adjusted,
    benchmark_addresses,
    benchmark_column,
    column_config,
    known_columns,
    with_titles,
)
from views.shell.wording import count, day, markdown_text, one_line

UNKNOWN = "unknown"
FACTS: Mapping[str, tuple[str, ...]] = {
    "Who made it, and when": (
        *("developer", "family", "release_date", "knowledge_cutoff", "deprecation_date", "retirement_date"),
        *("withdrawn_since", "vouched_by"),
    ),
    "What it is": ("task", "weights", "licence_id", "licence_class", "hub_repo_id", "parameters", "active_parameters"),
    "What it takes and gives": (
        *("context_tokens", "max_input_tokens", "max_output_tokens", "input_modalities", "output_modalities"),
        *("tools", "structured_output", "reasoning"),
    ),
}
# Facts of which the snapshot keeps who states them.
DAYS = {"retirement_date": "retirement_source", "withdrawn_since": "withdrawal_source"}
VOUCHED = {
    "catalogue": "a catalogue of what is served",
    "board": "a board that tested it",
    "hub": "its page on the Hub",
}
MOST_CHILDREN = 10
RELATIONS = {
    "finetune": ("fine-tune", "fine-tunes"),
    "adapter": ("adapter", "adapters"),
    "merge": ("merge", "merges"),
    "quantized": ("quantised copy", "quantised copies"),
}
SCORES_RULE = (
    "Every value is kept. The ability reads each source's result as one noisy observation of the same model; where one "
    "figure must stand for a test, measured ones count before self-reported ones, then the newest."
)
PRICES_RULE = (
    "Every value is kept. In lists and charts the newest statement about a provider's price counts, and of statements "
    "of one day the cheapest; prices that can hardly be true count nowhere."
)


def _source(title: str = "Source") -> dict[str, Any]:
    return {"source": st.column_config.TextColumn(title)} | column_config(Score, "as_of")


SCORES = (
    {"benchmark": benchmark_column("Benchmark", width=220)}
    | {"weight": adjusted(column_config(AbilityTest, "weight")["weight"], number="percent")}
    | column_config(Score, "value")
    | {name: adjusted(column_config(Score, name)[name], label=label) for name, label in ENDS.items()}
    | {"unit": st.column_config.TextColumn("Unit", help="and the direction, where lower is better")}
    | column_config(Score, "effort", "evidence", "contamination", "samples", "harness", "benchmark_version")
    | {"domain_title": st.column_config.TextColumn("Domain of the test")}
    | _source()
    | column_config(Score, "precision", "date_stamp", "model_name")
)
OFFERS = (
    {"provider": st.column_config.TextColumn("Provider", pinned=True, width=150)}
    | {"is_cheapest": st.column_config.CheckboxColumn("Cheapest", help="the price that stands for the model elsewhere")}
    | column_config(Terms, "seller_told")
    | {PRICE: adjusted(column_config(Point, PRICE)[PRICE], label="Blended")}
    | column_config(Offer, "input_usd_per_mtok", "output_usd_per_mtok")
    | column_config(Terms, "price_terms")
    | {"why_not": st.column_config.TextColumn("Why it does not count", help="in lists and charts", width=260)}
    | column_config(Offer, "cache_read_usd_per_mtok", "cache_write_usd_per_mtok")
    | column_config(Offer, "batch_input_usd_per_mtok", "batch_output_usd_per_mtok")
    | {"tiers_told": st.column_config.TextColumn("Price tiers", help="USD per million tokens of longer requests")}
    | column_config(Offer, "price_kind", "effort", "region", "precision")
    | column_config(Offer, "context_tokens", "max_input_tokens", "max_output_tokens")
    | column_config(Offer, "retirement_date", "withdrawn_since")
    | column_config(Offer, "tools", "structured_output", "data_policy")
    | _source()
    | column_config(Offer, "model_name")
)
SPEEDS = (
    column_config(Speed, "provider", "hardware", SPEED, "time_to_first_token_s", "task_latency_s", "percentile")
    | column_config(Speed, "statistic", "conditions", "effort", "precision")
    | _source()
    | column_config(Speed, "model_name")
)
CHILDREN = (
    {"child": st.column_config.LinkColumn("Repository", display_text=r"https://huggingface\.co/(.+)", width=320)}
    | column_config(LineageEdge, "relation")
    | column_config(HubModel, "downloads", "likes", "licence_id", "created_on")
    | {"hub_as_of": st.column_config.DateColumn("Downloads as of", format="D MMM YYYY")}
    | column_config(LineageEdge, "evidence")
)
STATEMENTS = (
    {"fact_title": st.column_config.TextColumn("Fact", pinned=True)}
    | column_config(Conflict, "effort", "provider")
    | {"value": st.column_config.NumberColumn("Value", format="%.4g")}
    | {"spread_percent": adjusted(column_config(Conflict, "spread_percent")["spread_percent"], label="Spread of all")}
    | _source("Stated by")
    | column_config(Score, "harness", "model_name")
)
STATED = (
    {"fact_title": st.column_config.TextColumn("Fact", pinned=True)}
    | column_config(ModelFact, "value", "stands", "passed_over", "basis")
    | _source()
    | {"licence": st.column_config.TextColumn("Licence of the source")}
    | column_config(ModelFact, "model_name", "evidence_url")
)


# Facts


def draw_facts(snapshot: Snapshot, facts: Facts, filters: Filters) -> None:  # noqa: ARG001 - every part is asked the same
    """Draw who made the model, what it is and what it takes, each from whom, and under which names it is known."""
    stated = snapshot.ask(queries.statements_of, facts["model_id"])
    origins = {row.fact: _origin(row) for row in stated[stated["stands"].astype(bool)].itertuples()}
    for title, column in zip(FACTS, st.columns(len(FACTS), gap="medium"), strict=True):
        with column:
            st.subheader(title, anchor=False)
            rows = [
                (columns(Model)[name][1].title, _fact_and_source(name, facts), origins.get(name, ""))
                for name in FACTS[title]
            ]
            st.table(
                pd.DataFrame(rows, columns=["Fact", "Value", "From"]),
                border="horizontal",
                hide_header=True,
                hide_index=True,
                alt=title,
            )
    _draw_ends(snapshot, facts)
    named = snapshot.ask(queries.named_models)
    names = named.loc[named["model_id"] == facts["model_id"], "known_as"].explode().dropna()
    if len(names):
        st.markdown(f"Known as: {'; '.join(markdown_text(name) for name in names)}.")
    _draw_fact_conflicts(snapshot, facts)
    _draw_statements(snapshot, facts, stated)
    st.caption(
        "Without a source: it follows from the others or from the model's id. "
        + _credits(snapshot, Part(pd.DataFrame([facts]), what="The model is listed by"))
    )


def _fact_and_source(name: str, facts: Facts) -> str:
    """Return a fact as Markdown; a day on which the model ends with who states it."""
    if name not in DAYS:
        return told_fact(name, facts[name])
    if pd.isna(facts[name]):
        return "no source says so" if name == "withdrawn_since" else UNKNOWN
    by = facts[DAYS[name]]
    return told_fact(name, facts[name]) + ("" if pd.isna(by) else f", says {markdown_text(by)}")


def _draw_ends(snapshot: Snapshot, facts: Facts) -> None:
    """Draw until when each seller sells the model, or since when it no longer does."""
    ends = profile.ends_at_sellers(snapshot.ask(queries.offers_of, facts["model_id"]))
    if ends.empty:
        st.markdown("No seller states a day on which it ceases to sell it.")
        return
    told = [
        f"- {markdown_text(seller_title(row.provider))}: {'no longer sold since' if row.is_over else 'sold until'} "
        f"{day(row.day)}, says {markdown_text(row.source)}"
        for row in ends.itertuples()
    ]
    st.markdown("\n".join(["Life at its sellers:", "", *told]))


def _origin(statement: Any) -> str:  # noqa: ANN401 - a row of `queries.statements_of`
    """Return who states a fact, where, and of which day, as Markdown."""
    told = [one_line(statement.source), *([] if statement.basis == "listing" else [statement.basis])]
    return markdown_text(", ".join([*told, day(statement.as_of)]))


def _draw_fact_conflicts(snapshot: Snapshot, facts: Facts) -> None:
    """Draw the facts that sources state apart, and those that cannot both be true."""
    found = snapshot.ask(queries.conflicts_of, facts["model_id"])
    told = found[found["why"].notna()]
    if told.empty:
        return
    st.markdown("**Sources disagree**")
    for row in told.to_dict("records"):
        title = columns(Model)[row["fact"]][1].title if row["fact"] in columns(Model) else row["fact"]
        st.markdown(
            f"- {title}: {markdown_text(row['low_text'])} ({markdown_text(row['low_source'])}) against "
            f"{markdown_text(row['high_text'])} ({markdown_text(row['high_source'])}): {markdown_text(row['why'])}"
        )


def _draw_statements(snapshot: Snapshot, facts: Facts, stated: pd.DataFrame) -> None:
    """Draw every statement about the model's facts behind a click: who says what, under which licence."""
    if stated.empty:
        return
    title = f"All {count(len(stated), 'statement')} about these facts, and why some cannot stand"
    with st.expander(title, key="statements", on_change="rerun") as statements:
        if not statements.open:  # a long table that nobody sees costs every visit
            return
        told = stated.assign(fact_title=stated["fact"].map(lambda name: columns(Model)[name][1].title))
        table = told[[name for name in STATED if name in told]]
        st.dataframe(
            table,
            hide_index=True,
            column_config=STATED,
            placeholder="-",
            lazy=True,
            alt="Every statement about the model's facts",
        )
        part = Part(told, what="Statements")
        table_menu(table, _imprint(snapshot, facts, "Facts and their sources", part), key="take_statements")
        st.caption(_credits(snapshot, part))


def told_fact(name: str, value: Any) -> str:  # noqa: ANN401 - a cell of a frame, which may hold a list
    """Return a fact as people read it, as Markdown; "unknown" where no source states it."""
    if hasattr(value, "__len__") and not isinstance(value, str):
        return markdown_text(", ".join(map(str, value))) or UNKNOWN
    if pd.isna(value):
        return UNKNOWN
    if isinstance(value, date):
        return f"{value:%b %Y}" if name == "knowledge_cutoff" else day(value)
    if isinstance(value, str):
        return _told_text(name, value)
    if columns(Model)[name][0] is bool:
        return "yes" if value else "no"
    return _told_number(name, int(value))


def _told_text(name: str, value: str) -> str:
    if name == "hub_repo_id":
        return link_to_hub(value)
    return markdown_text(maker_title(value) if name == "developer" else VOUCHED.get(value, value))


def _told_number(name: str, value: int) -> str:
    unit = columns(Model)[name][1].unit
    return f"{scaled(value)}{f' {unit}' if unit else ''}"


# Scores


def draw_scores(snapshot: Snapshot, facts: Facts, filters: Filters) -> None:
    """Draw every score, with its weight in the chosen domain, and where sources disagree on one."""
    scores = snapshot.ask(queries.scores_of, facts["model_id"])
    if scores.empty:
        st.info("No source states a score of this model.")
        return
    draw_efforts(snapshot, facts, filters)
    title = snapshot.ask(queries.ability_domains).set_index("domain")["title"].get(filters.domain, filters.domain)
    which = inputs.segment(
        "Which", {"all": "All scores", "counted": "Counted in the ability"}, key="scores", note=f"In {title}."
    )
    rows = profile.weighed(scores, snapshot.ask(queries.scores_behind, filters.domain, facts["model_id"]))
    shown = rows if which == "all" else rows[rows["weight"].notna()]
    claimed = int((rows["evidence"] == "self-reported").sum())
    counted = int(rows["weight"].notna().sum())
    st.markdown(
        f"**{len(shown):,} of {count(len(rows), 'score')} shown**. {counted:,} count in the ability in "
        f"{markdown_text(title)}; {claimed:,} are self-reported."
    )
    told = known_columns(shown, SCORES)
    st.dataframe(
        told.assign(benchmark=benchmark_addresses(shown["benchmark_id"], shown["benchmark"])),
        hide_index=True,
        column_config=SCORES,
        placeholder="-",
        lazy=True,
        alt=f"{count(len(shown), 'score')}, those that weigh most in {title} first",
    )
    _say_empty("No score here states", SCORES, told)
    part = Part(shown, what=SCORED)
    table_menu(told, _imprint(snapshot, facts, "Scores", part), key="take_scores")
    st.caption(_credits(snapshot, part))
    _draw_conflicts(snapshot, facts, profile.is_result, SCORES_RULE)


def _draw_conflicts(snapshot: Snapshot, facts: Facts, wanted: Callable[[str], bool], rule: str) -> None:
    """Draw the facts of which sources state values more than 5 % apart, all values beside each other, and the rule."""
    found = snapshot.ask(queries.conflicts_of, facts["model_id"])
    found = found[found["fact"].map(wanted).astype(bool)]
    if found.empty:
        return
    scores, offers = (snapshot.ask(of, facts["model_id"]) for of in (queries.scores_of, queries.offers_of))
    told = profile.statements(found, scores, offers)
    st.subheader("Where sources disagree", anchor=False)
    widest = found.iloc[0]
    st.markdown(
        f"{count(len(found), 'fact')} stated more than 5 % apart; the widest is {markdown_text(_named(widest))}, from "
        f"{widest['low_value']:.4g} ({markdown_text(widest['low_source'])}) to {widest['high_value']:.4g} "
        f"({markdown_text(widest['high_source'])}). {rule}"
    )
    st.dataframe(
        with_titles(known_columns(told, STATEMENTS)),
        hide_index=True,
        column_config=STATEMENTS,
        placeholder="-",
        lazy=True,
        alt="Every value of the facts on which sources disagree, the widest apart first",
    )
    st.caption(_credits(snapshot, Part(told, what="Statements")))


def _named(conflict: pd.Series) -> str:
    is_price = conflict["fact"] in profile.PRICES
    title = f"the {columns(Offer)[conflict['fact']][1].title.lower()}" if is_price else conflict["fact_title"]
    at = f" at {seller_title(conflict['provider'])}" if not pd.isna(conflict["provider"]) else ""
    effort = f" with effort {conflict['effort']}" if not pd.isna(conflict["effort"]) else ""
    return one_line(f"{title}{at}{effort}")


def _say_empty(said: str, configured: Mapping[str, Any], shown: pd.DataFrame) -> None:
    """Say which columns were left out, as nothing is known in any of their rows."""
    left = [str(configured[name]["label"]) for name in configured if name not in shown]
    if left:
        st.caption(f"{said}: {', '.join(left).lower()}.")


# Prices


def draw_prices(snapshot: Snapshot, facts: Facts, filters: Filters) -> None:
    """Draw the offers, the cheapest first, the prices over time, and where sources disagree on one."""
    offers = snapshot.ask(queries.offers_of, facts["model_id"])
    if offers.empty:
        st.info("Nobody's offer of this model is known.")
    else:
        rows = profile.offers_at(offers, asked_of_sellers(filters), filters.input_percent / 100)
        sellers = rows.loc[rows["price_kind"] == "list", "provider"].str.lower().nunique()
        counted = int(rows["why_not"].isna().sum())
        st.subheader("Offers today", anchor=False)
        st.markdown(
            f"**{count(len(rows), 'offer')}**, list prices of {count(sellers, 'provider')} among them, by blended "
            f"price: {filters.input_percent} % input, {100 - filters.input_percent} % output. {counted:,} count in "
            "lists and charts; of the others the table says why not."
        )
        told = known_columns(rows, OFFERS)
        st.dataframe(
            with_titles(told),
            hide_index=True,
            column_config=OFFERS,
            placeholder="-",
            lazy=True,
            alt=f"{count(len(rows), 'offer')}, list prices first, the cheapest of them first",
        )
        _say_empty("No source states of any offer", OFFERS, told)
        part = Part(rows, what="Offers")
        table_menu(told, _imprint(snapshot, facts, "Offers", part), key="take_offers")
        st.caption(_credits(snapshot, part))
    _draw_history(snapshot, facts, filters)
    _draw_conflicts(snapshot, facts, lambda fact: fact in profile.PRICES, PRICES_RULE)


def _draw_history(snapshot: Snapshot, facts: Facts, filters: Filters) -> None:
    st.subheader("Price over time", anchor=False)
    periods = snapshot.ask(queries.prices_of, facts["model_id"])
    until = (snapshot.made_at or datetime.now(UTC)).date()
    steps = profile.price_steps(periods, filters.input_percent / 100, until)
    if steps.empty:
        st.info("No earlier list price of this model is known.")
        return
    chart = price_figure(steps, filters.input_percent)
    st.plotly_chart(chart, key="price_history", config={"displaylogo": False}, alt=alt_text(steps, facts["name"]))
    drawn, every = len(drawn_series(steps)), steps["series"].nunique()
    if drawn < every:
        st.caption(f"{drawn} of {every} series drawn: those with the most changes. The figures to take away hold all.")
    part = Part(steps, what=PAST)
    chart_menu(chart, steps, _imprint(snapshot, facts, "Price over time", part), key="take_history")
    st.caption(_credits(snapshot, part))


# Speeds


def draw_speeds(snapshot: Snapshot, facts: Facts, filters: Filters) -> None:  # noqa: ARG001 - every part is asked the same
    """Draw the speeds, apart by who says them: taken in different ways, they are not to be compared with each other."""
    speeds = snapshot.ask(queries.speeds_of, facts["model_id"])
    if speeds.empty:
        st.info("Nobody states a speed of this model.")
        return
    st.markdown("Taken in different ways: compare within a table, under the same conditions, and not between tables.")
    for evidence, words in EVIDENCE.items():
        rows = speeds[speeds["evidence"] == evidence]
        if rows.empty:
            continue
        st.subheader(f"{words[0].upper()}{words[1:]}", anchor=False)
        st.dataframe(
            with_titles(known_columns(rows, SPEEDS)),
            hide_index=True,
            column_config=SPEEDS,
            placeholder="-",
            lazy=True,
            alt=f"{count(len(rows), 'speed')} {words}",
        )
    part = Part(speeds, what=TIMED)
    told = known_columns(speeds, ["evidence", *SPEEDS])
    table_menu(told, _imprint(snapshot, facts, "Speeds", part), key="take_speeds")
    st.caption(_credits(snapshot, part))


# Variants


def draw_variants(snapshot: Snapshot, facts: Facts, filters: Filters) -> None:  # noqa: ARG001 - every part is asked the same
    """Draw what the model was made from, how many variants of it the Hub lists, and the most downloaded of them."""
    repo = facts["hub_repo_id"]
    if pd.isna(repo):
        st.info("No repository of this model on the Hugging Face Hub is known, so none of its variants are.")
        return
    _draw_parents(snapshot, repo)
    fine_tunes_link("variant", str(repo), "Its evidence card, beside its own base")
    children = snapshot.ask(queries.children_of, repo)
    if children.empty:
        st.info("The Hub's listing names no variant of this model.")
        return
    counts = children.drop_duplicates(["child", "relation"])["relation"].value_counts()
    told = [f"{counts[kind]:,} {words[int(counts[kind] > 1)]}" for kind, words in RELATIONS.items() if kind in counts]
    st.markdown(f"**Made from it**: {', '.join(told)}. Of those that the Hub's listing holds; there may be more.")
    fine_tunes_link("base", str(repo), "Which of them beat their base, with the evidence")
    shown = children.drop_duplicates("child").head(MOST_CHILDREN)
    told_rows = shown.assign(
        child=shown["child"].map(lambda child: hub_address(child) or child),
        relation=shown["relation"].map({kind: words[0] for kind, words in RELATIONS.items()}),
    )
    st.dataframe(
        told_rows[list(CHILDREN)],
        hide_index=True,
        column_config=CHILDREN,
        placeholder="-",
        alt=f"The {len(shown)} most downloaded variants",
    )
    st.caption(
        "The most downloaded first. Downloads and likes are adoption, not quality: they say nothing of how good a "
        f"variant is. {_credits(snapshot, Part(children, what='From'))}"
    )


def _draw_parents(snapshot: Snapshot, repo: str) -> None:
    parents = snapshot.ask(queries.parents_of, repo)
    if parents.empty:
        return
    with st.container(horizontal=True, vertical_alignment="center"):
        st.markdown("**Made from**:", width="content")
        for row in parents.drop_duplicates("parent").to_dict("records"):
            label = f"{row['parent']} ({RELATIONS.get(row['relation'], (row['relation'],))[0]})"
            if pd.isna(row["model_id"]):
                st.markdown(markdown_text(label), width="content")
            else:
                model_link(row["model_id"], label)


# Openness


def draw_openness(snapshot: Snapshot, facts: Facts, filters: Filters) -> None:  # noqa: ARG001 - every part is asked the same
    """Draw what is open about the model by criterion, who says so, and what its licence allows."""
    found = openness_answer(snapshot)
    if not found.table["system_id"].eq(facts["model_id"]).any():
        st.info("Nobody says anything of how open this model is.")
        return
    told = card(found.said, found.table, facts["model_id"])
    st.markdown(openness_in_words(told))
    licence = told["licence"]
    st.markdown(f"Licence class: **{licence['terms']}**. {markdown_text(licence['clause'])}")
    left, right = st.columns(2, gap="medium")
    for place, cell in enumerate(told["criteria"]):
        with (left, right)[place % 2]:
            st.markdown(criterion(cell))
    st.caption(_credits(snapshot, *parts_of(found, [facts["model_id"]])))


# What is not known


def draw_gaps(snapshot: Snapshot, facts: Facts, filters: Filters) -> None:  # noqa: ARG001 - every part is asked the same
    """Draw what nobody says of the model, as a plain list."""
    model_id = facts["model_id"]
    found = profile.gaps(
        facts,
        snapshot.ask(queries.ability_domains),
        own_abilities(snapshot, model_id),
        snapshot.ask(queries.offers_of, model_id),
        snapshot.ask(queries.speeds_of, model_id),
    )
    st.markdown(_listed(found) or "Every fact that this page asks for is known.")
    st.caption("Of the sources that this snapshot holds. Unknown is not zero, and not no.")


def _listed(found: Iterable[profile.Gap]) -> str:
    told = (f"{gap.sentence}: {', '.join(gap.names)}." if gap.names else gap.sentence for gap in found)
    return "\n".join(f"- {markdown_text(line)}" for line in told)


# All of it


PARTS: Mapping[str, Callable[[Snapshot, Facts, Filters], None]] = {
    "Facts": draw_facts,
    "Scores": draw_scores,
    "Prices": draw_prices,
    "Speeds": draw_speeds,
    "Variants": draw_variants,
    "Openness": draw_openness,
    "Not known": draw_gaps,
}


@st.fragment  # another tab draws nothing anew above the tabs
def draw_parts(snapshot: Snapshot, facts: Facts, filters: Filters) -> None:
    """Draw the parts as tabs; one that is not open costs nothing."""
    for tab, draw in zip(st.tabs(list(PARTS), key="part", bind="query-params"), PARTS.values(), strict=True):
        if tab.open:
            with tab:
                draw(snapshot, facts, filters)


def _credits(snapshot: Snapshot, *parts: Part) -> str:
    return " ".join(credit_lines(snapshot.ask, *parts))


def _imprint(snapshot: Snapshot, facts: Facts, what: str, part: Part) -> Imprint:
    return page_imprint(
        snapshot,
        part,
        title=f"{what} of {facts['name']}",
        gates=one_line(facts["model_id"]),
        counts=count(len(part.rows), "row"),
    )
