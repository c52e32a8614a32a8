"""How a model stands: the figures that people ask for first, its ability by domain among its peers, its efforts."""

import pandas as pd
import plotly.graph_objects as go
import streamlit as st

from catalog import queries
from catalog.ability.speaking import speaking_and_best
from catalog.curated.providers import seller_title
from catalog.filters import Filters, asked_of_sellers
from catalog.models import landmarks, listing, profile
from catalog.models.profile import PEERS, PEERS_IN_WORDS, PeerGroup, PeerStanding
from catalog.models.sellers import best_in
from catalog.numeric import scaled
from catalog.pricing.eligible import known_offers, why_ineligible
from catalog.pricing.speeds import one_speed_a_model, speed_words
from catalog.pricing.workload import LEFT_OUT, MISSING, nearest_reasons
from catalog.records import Ability
from catalog.tradeoffs.scatter import PRICE, SPEED
from views.export.menus import chart_menu, page_imprint
from views.model.chart import Landmark, alt_text, standing_figure
from views.model.head import HEAD, Facts
from views.model.sellers import SOLD_COLUMNS
from views.shell import gates, inputs
from views.shell.links import model_link
from views.shell.provenance import Part
from views.shell.snapshot import Snapshot
from views.shell.tables import adjusted, column_config
from views.shell.wording import count, day, figure, markdown_text, one_line, usd

TILE_PX = 165
LANGUAGE = "language"
MOST_LANDMARKS = 2
PEERS_PX = 290


# The answer


def ask(snapshot: Snapshot) -> None:
    """Ask for the domain and the share of input on which the answer depends."""
    domains = snapshot.ask(queries.ability_domains)
    with st.container(horizontal=True, vertical_alignment="bottom", gap="small", key="asked"):
        if not domains.empty:
            gates.draw_domain(domains[domains["models"] > 0] if domains["models"].any() else domains)
        gates.draw_input_percent()


def _ask_chart(facts: Facts) -> tuple[PeerGroup, bool]:
    """Ask who the peers in the chart are, and whether languages are in it."""
    groups = {group: title for group, title in PEERS.items() if _is_possible(group, facts)}
    group = inputs.segment("Peers", groups, key="peers", note="With whom the chart compares it.", width=PEERS_PX)
    return group, inputs.switch("Languages too", key="languages")


def _is_possible(group: PeerGroup, facts: Facts) -> bool:
    needed = {"weights": "weights", "size": "parameters"}.get(group)
    return needed is None or not pd.isna(facts[needed])


def own_abilities(snapshot: Snapshot, model_id: str) -> pd.DataFrame:
    """Return the abilities that speak for the model, a row a domain."""
    found = snapshot.ask(queries.abilities_of, model_id)
    return found[found["is_own"]]


def draw_tiles(snapshot: Snapshot, facts: Facts, filters: Filters, sold: pd.DataFrame) -> None:
    """Draw the figures that people ask for first, each with where it is from.

    Args:
        snapshot: where the figures are from.
        facts: the model.
        filters: what is asked.
        sold: its sellers, as `catalog.models.sellers.sellers` returns them.
    """
    window = facts["context_tokens"]
    tiles = [
        _ability_tile(snapshot, facts, filters),
        _price_tile(snapshot, facts, filters, sold),
        _speed_tile(snapshot, facts, sold),
        ("Context window", *(("unknown", "no source states it") if pd.isna(window) else (scaled(window), "tokens"))),
    ]
    with st.container(horizontal=True, gap="small", key="tiles"):
        for title, value, told in tiles:
            with st.container(width=TILE_PX, gap=None):
                st.metric(title, value)
                st.caption(markdown_text(told))
    if said := _best_effort(snapshot, facts, filters):
        st.markdown(said)


def efforts_of(snapshot: Snapshot, facts: Facts, domain: str) -> pd.DataFrame:
    """Return the effort that speaks for the model in a domain and its best: at most a row of `speaking_and_best`."""
    abilities = snapshot.ask(queries.abilities_of, facts["model_id"])
    costs = snapshot.ask(queries.task_costs, facts["model_id"])
    return speaking_and_best(abilities[abilities["domain"] == domain], costs)


def _best_effort(snapshot: Snapshot, facts: Facts, filters: Filters) -> str:
    """Return how good the model is at its best effort and what that takes, as Markdown; empty where none is better."""
    found = efforts_of(snapshot, facts, filters.domain)
    if found.empty:
        return ""
    row = found.iloc[0]
    speaks, best = _effort(row["effort"]), _effort(row["best_effort"])
    if speaks == best or not best:
        return ""
    here = f"The ability is that of effort **{markdown_text(speaks)}**." if speaks else "Its effort is not stated."
    times = {"tokens_ratio": "the output tokens", "usd_ratio": "the cost"}
    told = [f"{row[name]:.1f} times {words}" for name, words in times.items() if not pd.isna(row[name])]
    takes = f", for {' and '.join(told)} of a task" if told else "; what that takes more is not known"
    reach = f"{figure(row['best_value'])} ({figure(row['best_low'])} to {figure(row['best_high'])})"
    return f"{here} At effort **{markdown_text(best)}**, its best, the ability is {markdown_text(reach)}{takes}."


def _effort(value: object) -> str:
    """Return an effort's name; empty where none is stated."""
    return "" if pd.isna(value) else one_line(value)


Tile = tuple[str, str, str]


def _ability_tile(snapshot: Snapshot, facts: Facts, filters: Filters) -> Tile:
    own = own_abilities(snapshot, facts["model_id"])
    own = own[own["domain"] == filters.domain]
    titles = snapshot.ask(queries.ability_domains).set_index("domain")["title"]
    title = f"Ability: {titles.get(filters.domain, filters.domain)}"
    if own.empty:
        return title, "unknown", "not measured on enough tests"
    row = own.iloc[0]
    how = "inferred, not measured" if row["coverage"] == 0 else f"{row['coverage']:.0%} of it measured"
    return title, figure(row["value"]), f"{figure(row['low'])} to {figure(row['high'])} with 90 % certainty; {how}"


def _price_tile(snapshot: Snapshot, facts: Facts, filters: Filters, sold: pd.DataFrame) -> Tile:
    title = "Cheapest seller"
    row = best_in(sold, PRICE)
    if row is None:
        return title, "unknown", _why_unpriced(snapshot, facts, filters)
    more = f", of {count(len(sold), 'seller')}" if len(sold) > 1 else ""
    told = [
        f"a million tokens, {filters.input_percent} % input, at {_seller(row)}{more}",
        row["price_terms"],
        day(row["price_as_of"]),
    ]
    return title, usd(row[PRICE]), "; ".join(part for part in told if isinstance(part, str))


def _seller(row: pd.Series) -> str:
    return f"{one_line(seller_title(row['provider']))} ({row['seller_told']})"


def _why_unpriced(snapshot: Snapshot, facts: Facts, filters: Filters) -> str:
    offers = snapshot.ask(known_offers)
    own = offers[offers["model_id"] == facts["model_id"]]
    reasons = nearest_reasons(own["model_id"], why_ineligible(own, asked_of_sellers(filters)))
    known = reasons[reasons.isin(LEFT_OUT)].map(MISSING)
    return str(known.iloc[0]) if len(known) else "nobody's list price is known"


def _speed_tile(snapshot: Snapshot, facts: Facts, sold: pd.DataFrame) -> Tile:
    row = best_in(sold, SPEED)
    if row is not None:
        told = f"tokens/s at {_seller(row)}; {speed_words(row)}, {day(row['speed_as_of'])}"
        return "Fastest seller", f"{row[SPEED]:,.0f}", told
    timed = speed_of(snapshot, facts)
    if timed.empty:
        return "Speed of a service", "unknown", "that of no hosted service is known"
    row = timed.iloc[0]
    told = f"tokens/s at {one_line(seller_title(row['provider']))}; {speed_words(row)}, {day(row['speed_as_of'])}"
    return "Speed of a service", f"{row[SPEED]:,.0f}", told


def speed_of(snapshot: Snapshot, facts: Facts) -> pd.DataFrame:
    """Return the speed that speaks for the model at hosted services, at most a row."""
    speeds = snapshot.ask(queries.speeds)
    return one_speed_a_model(speeds[speeds["model_id"] == facts["model_id"]])


def draw_standing(snapshot: Snapshot, facts: Facts, domain: str) -> None:
    """Draw the model's ability by domain against its peers and models that people know; the asked domain first."""
    with st.container(horizontal=True, vertical_alignment="bottom", gap="medium", key="chart_asked"):
        st.subheader("Ability by domain", anchor=False, width="content")
        group, languages = _ask_chart(facts)
    own = own_abilities(snapshot, facts["model_id"])
    domains = snapshot.ask(queries.ability_domains)
    kept = domains if languages else domains[domains["kind"] != LANGUAGE]
    peers = profile.peers_of(facts, snapshot.ask(queries.models_in_play), group)
    rows = profile.against_peers(own, snapshot.ask(queries.measured_abilities), peers, kept)
    if rows.empty:
        _draw_unmeasured(snapshot, facts)
        return
    beside = _landmarks(snapshot, facts, kept)
    chart = standing_figure(_first(rows, domain), facts["weights"], beside)
    st.plotly_chart(chart, key="standing", config={"displayModeBar": False}, alt=alt_text(rows, facts["name"]))
    words = PEERS_IN_WORDS[group].format(weights=facts["weights"])
    st.caption(f"Peers: {words}, where they were measured. {_unmeasured(kept, own)}".strip())
    _draw_figures(snapshot, facts, rows, chart)


def _first(rows: pd.DataFrame, domain: str) -> pd.DataFrame:
    """Return the rows with that of one domain on top."""
    return pd.concat([rows[rows["domain"] == domain], rows[rows["domain"] != domain]], ignore_index=True)


def _landmarks(snapshot: Snapshot, facts: Facts, domains: pd.DataFrame) -> list[Landmark]:
    """Return models that people know, by their abilities in the domains of the chart: the best, and one below it."""
    known = snapshot.ask(landmarks.anchors_in, Filters().domain)
    known = known[known["model_id"] != facts["model_id"]]
    chosen = known.iloc[[0, len(known) // 2]] if len(known) > MOST_LANDMARKS else known
    return [
        Landmark(row.name_told, own_abilities(snapshot, row.model_id).merge(domains[["domain", "title"]], on="domain"))
        for row in chosen.rename(columns={"name": "name_told"}).itertuples()
    ]


def _unmeasured(domains: pd.DataFrame, own: pd.DataFrame) -> str:
    """Return which of the domains are not in the chart, as Markdown."""
    missing = domains.loc[~domains["domain"].isin(own["domain"]), "title"]
    return f"Not known: {markdown_text(', '.join(missing))}." if len(missing) else ""


def _draw_unmeasured(snapshot: Snapshot, facts: Facts) -> None:
    """Say that there is no ability, and lead to models of near names that were measured."""
    st.info("It was not measured on enough tests here to tell its ability in any domain.")
    measured = set(snapshot.ask(queries.measured_abilities)["model_id"]) - {facts["model_id"]}
    named = snapshot.ask(queries.named_models)
    near = listing.nearest(named[named["model_id"].isin(measured)], facts["model_id"])
    if near:
        with st.container(horizontal=True, vertical_alignment="center"):
            st.markdown("Measured, with a name near it:", width="content")
            for model_id in near:
                model_link(model_id, model_id)


ENDS = {"low": "Low", "high": "High"}
ABILITY = {
    name: adjusted(one, label=ENDS.get(name, ""), number="%.1f")
    for name, one in column_config(Ability, "value", "low", "high").items()
}
STANDING = (
    column_config(PeerStanding, "domain_title", pinned="domain_title")
    | ABILITY
    | column_config(Ability, "effort")
    | column_config(PeerStanding, "coverage", "peers")
    | {
        name: adjusted(one, number="%.1f")
        for name, one in column_config(PeerStanding, "peers_low", "peers_middle", "peers_high").items()
    }
    | column_config(PeerStanding, "beaten_percent")
)


def _draw_figures(snapshot: Snapshot, facts: Facts, rows: pd.DataFrame, chart: go.Figure) -> None:
    """Draw the chart's figures behind a click, and the menu to take it away."""
    told = rows[["domain", *STANDING]].assign(coverage=rows["coverage"] * 100)
    with st.container(horizontal=True, gap="small"):
        behind = st.popover("Figures of the chart", key="standing_figures", on_change="rerun")
        imprint = page_imprint(
            snapshot,
            Part(told, domains=tuple(rows["domain"])),
            title=f"{facts['name']} among its peers",
            gates=f"Ability by domain of {one_line(facts['model_id'])}",
            counts=count(len(rows), "domain"),
        )
        chart_menu(chart, told, imprint, key="take_standing")
    if behind.open:
        with behind:
            st.dataframe(
                told[list(STANDING)],
                hide_index=True,
                column_config=STANDING,
                placeholder="-",
                alt="The figures of the chart",
            )


EFFORTS = (
    column_config(Ability, "effort")
    | ABILITY
    | {"coverage": adjusted(column_config(Ability, "coverage")["coverage"], label="Measured", number="percent")}
    | column_config(Ability, "is_own")
    | {"scores": st.column_config.NumberColumn("Scores", help="results on any test at this effort")}
)


def draw_efforts(snapshot: Snapshot, facts: Facts, filters: Filters) -> None:
    """Draw the ability at each effort in the chosen domain, and say which effort speaks for the model."""
    abilities = snapshot.ask(queries.abilities_of, facts["model_id"])
    rows = profile.efforts_in(abilities, snapshot.ask(queries.scores_of, facts["model_id"]), filters.domain)
    if len(rows) < 2:  # noqa: PLR2004 - one effort needs no comparison
        return
    own = rows[rows["is_own"]]
    title = snapshot.ask(queries.ability_domains).set_index("domain")["title"].get(filters.domain, filters.domain)
    st.subheader(f"By effort, {title}", anchor=False)
    if len(own):
        named = "effort not stated" if pd.isna(own["effort"].iloc[0]) else f"effort {one_line(own['effort'].iloc[0])}"
        st.markdown(
            f"In lists and charts **{markdown_text(named)}** speaks for the model: the default one where it is well "
            "covered, else the best covered. Never the best one, which would flatter models that were tested often."
        )
    st.dataframe(
        rows.assign(effort=rows["effort"].fillna("not stated"), coverage=rows["coverage"].round(2))[list(EFFORTS)],
        hide_index=True,
        column_config=EFFORTS,
        placeholder="-",
        alt=f"Ability by effort in {title}",
    )


def credited(snapshot: Snapshot, facts: Facts, filters: Filters, sold: pd.DataFrame) -> tuple[Part, ...]:
    """Return what is shown above the parts: the abilities, the sellers with their speeds, and the facts of the head."""
    own = own_abilities(snapshot, facts["model_id"])
    kept = snapshot.ask(queries.ability_domains)
    kept = kept if st.session_state.get("languages") else kept[kept["kind"] != LANGUAGE]
    own = own[own["domain"].isin([*kept["domain"], filters.domain])]
    costs = snapshot.ask(queries.task_costs, facts["model_id"])
    beside = efforts_of(snapshot, facts, filters.domain)
    is_told = beside[["tokens_ratio", "usd_ratio"]].notna().any(axis=None)
    return (
        Part(own, ("value", "low", "high"), tuple(own["domain"])),
        Part(costs if is_told else costs.iloc[:0], what="Tokens and cost of a task"),
        Part(sold, (*SOLD_COLUMNS, "blended_usd_per_mtok")),
        Part(speed_of(snapshot, facts) if best_in(sold, SPEED) is None else pd.DataFrame(), (SPEED,)),
        Part(pd.DataFrame([facts]), HEAD),
    )
