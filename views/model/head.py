"""The upper half of a model's page: which model is asked for, what it is in short, how it stands among its peers."""

from collections.abc import Mapping
from datetime import UTC, date, datetime
from typing import Any

import pandas as pd
import plotly.graph_objects as go
import streamlit as st

from catalog import queries
from catalog.curated.providers import seller_title
from catalog.filters import Filters, asked_of_sellers
from catalog.models import listing, profile
from catalog.models.profile import PEERS, PEERS_IN_WORDS, PeerGroup, PeerStanding
from catalog.pricing.eligible import eligible_offers, known_offers, why_ineligible
from catalog.pricing.offers import one_offer_a_model
from catalog.pricing.speeds import one_speed_a_model, speed_words
from catalog.pricing.terms import with_terms
from catalog.pricing.workload import LEFT_OUT, MISSING, nearest_reasons
from catalog.records import Ability
from catalog.tradeoffs.scatter import PRICE, SPEED
from views.export.menus import chart_menu, page_imprint
from views.model.chart import alt_text, standing_figure
from views.shell import gates, inputs, state
from views.shell.credits import draw_credits as draw_folded
from views.shell.links import model_link, models_link
from views.shell.provenance import Part, credits_of
from views.shell.snapshot import Snapshot
from views.shell.tables import adjusted, column_config
from views.shell.wording import count, day, figure, markdown_text, one_line, shortened, usd

Facts = Mapping[str, Any]
LONGEST_NAME = 120
LONGEST_ASKED = 80
TILE_PX = 165
LANGUAGE = "language"
SHOWN = "_model_shown"
_HEAD = ("developer", "weights", "licence_id", "release_date", "retirement_date", "withdrawn_since", "context_tokens")
_NO_ID = "The address names no model. It ends in `?id=developer/name`; or choose one on the Models page."


# Which model


def turn_page() -> None:
    """Let another model be another page: a link from one to the next must start the widgets anew. Call this first."""
    if st.session_state.get(SHOWN, _asked_id()) != _asked_id():
        state.leave()


def _asked_id() -> str:
    return st.query_params.get("id", "").strip().casefold()


def asked(snapshot: Snapshot) -> Facts | None:
    """Return what is known of the model that the address names. Without one, say so, lead to near ones, return None."""
    text = _asked_id()
    if not text:
        st.info(_NO_ID)
        models_link("All models")
        return None
    found = snapshot.ask(queries.facts_of, text)
    if found.empty:
        _draw_unknown(snapshot, text)
        return None
    facts: Facts = found.astype(object).iloc[0].to_dict()
    if st.session_state.get(SHOWN, facts["model_id"]) != facts["model_id"]:
        # A link to the page on which it stands changes the page, but not the address in the browser (Streamlit 1.67).
        st.query_params["id"] = facts["model_id"]
    st.session_state[SHOWN] = facts["model_id"]
    name = shortened(one_line(facts["name"] or facts["model_id"]), LONGEST_NAME)
    st.set_page_config(page_title=f"{name} - Shortlist")
    return {**facts, "name": name}


def _draw_unknown(snapshot: Snapshot, text: str) -> None:
    told = markdown_text(shortened(one_line(text), LONGEST_ASKED))
    st.info(f"No model is known as “{told}”.")
    near = listing.nearest(snapshot.ask(queries.named_models), text)
    if near:
        st.markdown("Names near it:")
        for model_id in near:
            model_link(model_id, model_id)
    models_link("All models")


def draw_head(snapshot: Snapshot, facts: Facts) -> None:
    """Draw the model's name, its id, and the facts that people ask for first."""
    with st.container(horizontal=True, vertical_alignment="bottom", gap="medium", key="model_head"):
        st.header(markdown_text(facts["name"]), anchor=False, width="content")
        models_link("All models")
    told = [f"made by {_known(facts['developer'])}" if _is_known(facts["developer"]) else "developer unknown"]
    told.append(f"{facts['weights']} weights" if _is_known(facts["weights"]) else "weights not stated")
    told.append(f"licence {_known(facts['licence_id'])}" if _is_known(facts["licence_id"]) else "no licence stated")
    told.append(f"released {day(facts['release_date'])}" if _is_known(facts["release_date"]) else "release unknown")
    told += _end_in_words(facts, (snapshot.made_at or datetime.now(UTC)).date())
    st.markdown(f"{markdown_text(facts['model_id'])}: {', '.join(told)}.")


def _end_in_words(facts: Facts, today: date) -> list[str]:
    """Return that and since when its maker no longer sells the model, or else when it retires there, as Markdown."""
    if _is_known(facts["withdrawn_since"]):
        by = f", says {_known(facts['withdrawal_source'])}" if _is_known(facts["withdrawal_source"]) else ""
        return [f"**no longer sold by its maker since {day(facts['withdrawn_since'])}**{by}"]
    if _is_known(facts["retirement_date"]):
        at = " at its maker" if facts["weights"] == "open" else ""  # elsewhere open weights stay
        is_over = pd.Timestamp(facts["retirement_date"]).date() <= today
        return [f"**{'retired' if is_over else 'retires'}{at} on {day(facts['retirement_date'])}**"]
    return []


def _is_known(value: Any) -> bool:  # noqa: ANN401 - a cell of a frame
    return not pd.isna(value)


def _known(value: object) -> str:
    return markdown_text(shortened(one_line(value), LONGEST_NAME))


# The answer


def ask(snapshot: Snapshot, facts: Facts) -> tuple[PeerGroup, bool]:
    """Draw what the answer depends on; return who the peers are, and whether languages are shown too."""
    domains = snapshot.ask(queries.ability_domains)
    groups = {group: title for group, title in PEERS.items() if _is_possible(group, facts)}
    with st.container(horizontal=True, vertical_alignment="bottom", gap="small", key="asked"):
        if not domains.empty:
            gates.draw_domain(domains[domains["models"] > 0] if domains["models"].any() else domains)
        gates.draw_input_percent()
        group = inputs.segment("Peers", groups, key="peers", note="With whom the chart compares it.")
        languages = inputs.switch("Languages too", key="languages")
    return group, languages


def _is_possible(group: PeerGroup, facts: Facts) -> bool:
    return _is_known(facts["weights"]) if group == "weights" else group == "sold" or _is_known(facts["parameters"])


def own_abilities(snapshot: Snapshot, model_id: str) -> pd.DataFrame:
    """Return the abilities that speak for the model, a row a domain."""
    found = snapshot.ask(queries.abilities_of, model_id)
    return found[found["is_own"]]


def draw_tiles(snapshot: Snapshot, facts: Facts, filters: Filters) -> None:
    """Draw the figures that people ask for first, each with where it is from."""
    tiles = [
        _ability_tile(snapshot, facts, filters),
        _price_tile(snapshot, facts, filters),
        _speed_tile(snapshot, facts),
    ]
    context = "unknown" if pd.isna(facts["context_tokens"]) else f"{facts['context_tokens']:,}"
    tiles.append(("Context window", context, "tokens" if context != "unknown" else "no source states it"))
    with st.container(horizontal=True, gap="small", key="tiles"):
        for title, value, told in tiles:
            with st.container(width=TILE_PX, gap=None):
                st.metric(title, value)
                st.caption(markdown_text(told))


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


def _price_tile(snapshot: Snapshot, facts: Facts, filters: Filters) -> Tile:
    title = "Blended price"
    sold = _cheapest_offer(snapshot, facts, filters)
    if sold.empty:
        return title, "unknown", _why_unpriced(snapshot, facts, filters)
    row = sold.iloc[0]
    others = int(row["providers"]) - 1
    more = f", the cheapest of {count(others + 1, 'provider')}" if others else ""
    seller = f"{one_line(seller_title(row['provider']))} ({row['seller_told']})"
    told = [f"a million tokens at {seller}{more}", row["price_terms"], day(row["price_as_of"])]
    return title, usd(row[PRICE]), "; ".join(part for part in told if isinstance(part, str))


def _why_unpriced(snapshot: Snapshot, facts: Facts, filters: Filters) -> str:
    offers = snapshot.ask(known_offers)
    own = offers[offers["model_id"] == facts["model_id"]]
    reasons = nearest_reasons(own["model_id"], why_ineligible(own, asked_of_sellers(filters)))
    known = reasons[reasons.isin(LEFT_OUT)].map(MISSING)
    return str(known.iloc[0]) if len(known) else "nobody's list price is known"


def _cheapest_offer(snapshot: Snapshot, facts: Facts, filters: Filters) -> pd.DataFrame:
    offers = snapshot.ask(known_offers)
    own = eligible_offers(offers[offers["model_id"] == facts["model_id"]], asked_of_sellers(filters))
    sold = one_offer_a_model(own, filters.input_percent / 100, "cheapest")
    return with_terms(sold, PRICE, "per million tokens")


def _speed(snapshot: Snapshot, facts: Facts) -> pd.DataFrame:
    speeds = snapshot.ask(queries.speeds)
    return one_speed_a_model(speeds[speeds["model_id"] == facts["model_id"]])


def _speed_tile(snapshot: Snapshot, facts: Facts) -> Tile:
    title = "Speed of a service"
    timed = _speed(snapshot, facts)
    if timed.empty:
        return title, "unknown", "that of no hosted service is known"
    row = timed.iloc[0]
    place = one_line(seller_title(row["provider"]))
    told = f"tokens/s at {place}; {speed_words(row)}, {day(row['speed_as_of'])}"
    return title, f"{row[SPEED]:,.0f}", told


def draw_standing(snapshot: Snapshot, facts: Facts, group: PeerGroup, *, languages: bool) -> None:
    """Draw the model's ability by domain against its peers, and who these are."""
    own = own_abilities(snapshot, facts["model_id"])
    domains = snapshot.ask(queries.ability_domains)
    kept = domains if languages else domains[domains["kind"] != LANGUAGE]
    peers = profile.peers_of(facts, snapshot.ask(queries.models_in_play), group)
    rows = profile.against_peers(own, snapshot.ask(queries.measured_abilities), peers, kept)
    if rows.empty:
        _draw_unmeasured(snapshot, facts)
        return
    chart = standing_figure(rows, facts["weights"])
    st.plotly_chart(chart, key="standing", config={"displayModeBar": False}, alt=alt_text(rows, facts["name"]))
    words = PEERS_IN_WORDS[group].format(weights=facts["weights"])
    st.caption(f"Peers: {words}, where they were measured. {_unmeasured(kept, own)}".strip())
    _draw_figures(snapshot, facts, rows, chart)


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


def draw_credits(snapshot: Snapshot, facts: Facts, filters: Filters, *, languages: bool) -> None:
    """Draw who published what is shown above the parts: the abilities, the price, the speed and the facts."""
    own = own_abilities(snapshot, facts["model_id"])
    kept = snapshot.ask(queries.ability_domains)
    kept = kept if languages else kept[kept["kind"] != LANGUAGE]
    own = own[own["domain"].isin([*kept["domain"], filters.domain])]
    shown = (
        Part(own, ("value", "low", "high"), tuple(own["domain"])),
        Part(_cheapest_offer(snapshot, facts, filters), (PRICE, "seller_told", "price_terms")),
        Part(_speed(snapshot, facts), (SPEED,)),
        Part(pd.DataFrame([facts]), _HEAD),
    )
    draw_folded(credits_of(snapshot.ask, *shown))
