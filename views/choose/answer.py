"""The parts of the Choose page: the winners with their reasons, the charts, the shortlist, why not, how sure."""

from dataclasses import dataclass
from typing import Any

import pandas as pd
import plotly.graph_objects as go
import streamlit as st

from catalog import queries
from catalog.answers import choose
from catalog.decide.decide import Candidate, Decision
from catalog.decide.gates import NearMiss
from catalog.decide.need import Need
from catalog.decide.recommend import Recommendation, recommendation
from catalog.decide.winners import Winner
from catalog.filters import in_words
from catalog.pricing.terms import Terms
from catalog.records import Model, Offer, Speed
from views.charts.choose import COST, REQUEST, SPEED, alt_text, choose_figure, points_of
from views.charts.hover import point_label
from views.choose import cards, kept_models
from views.choose import need as needs
from views.choose.report_menu import report_menu
from views.export.imprint import Imprint, showing
from views.export.menus import chart_menu, page_imprint, table_menu
from views.shell import gates
from views.shell.credits import draw_credits as draw_folded
from views.shell.links import compare_link, model_link
from views.shell.model_card import ModelCard
from views.shell.provenance import Part, credits_of
from views.shell.snapshot import Snapshot
from views.shell.tables import adjusted, column_config, known_columns, with_titles
from views.shell.wording import count, markdown_text

MOST_OPENED = 3
_ABLE = ("ability", "ability_low", "ability_high")
_AT_FASTEST = ("usd_per_month", "output_tokens_per_second")
_CANDIDATE = column_config(
    Candidate,
    *("roles", "ability", "ability_low", "ability_high", "usd_per_month", "usd_per_request"),
    *("output_tokens_per_second", "latency_s", "fastest_tokens_per_second", "fastest_provider"),
    *("fastest_usd_per_month", "value", "value_low", "value_high"),
    *("quality_part", "price_part", "speed_part", "against", "coverage", "chance_best", "chance_near", "is_tied"),
    *("ability_cautious", "boards", "newest_result", "is_well_tested"),
)
COLUMNS = (
    column_config(Model, "name", pinned="name")
    | {"roles": adjusted(_CANDIDATE["roles"], width=150)}
    | {name: adjusted(_CANDIDATE[name], number="%.1f") for name in ("ability", "ability_low", "ability_high")}
    | {"chance_near": adjusted(_CANDIDATE["chance_near"], number="percent")}
    | {
        "usd_per_month": adjusted(_CANDIDATE["usd_per_month"], number="$%,.2f"),
        "against": adjusted(_CANDIDATE["against"], width=330),
        "usd_per_request": adjusted(_CANDIDATE["usd_per_request"], number="$%.3g"),
    }
    | {name: _CANDIDATE[name] for name in ("output_tokens_per_second", "latency_s")}
    | {name: _CANDIDATE[name] for name in ("fastest_tokens_per_second", "fastest_provider")}
    | column_config(Speed, "statistic", "conditions")
    | {"fastest_usd_per_month": adjusted(_CANDIDATE["fastest_usd_per_month"], number="$%,.2f")}
    | {
        name: adjusted(_CANDIDATE[name], number="%.2f")
        for name in ("value", "value_low", "value_high", "quality_part", "price_part", "speed_part")
    }
    | {
        "ability_cautious": adjusted(_CANDIDATE["ability_cautious"], number="%.1f"),
        "chance_best": adjusted(_CANDIDATE["chance_best"], number="percent"),
    }
    | {name: _CANDIDATE[name] for name in ("coverage", "boards", "newest_result", "is_well_tested", "is_tied")}
    | column_config(Model, "weights", "developer", "licence_class")
    | column_config(Offer, "provider")
    | column_config(Terms, "seller_told", "price_terms")
    | {"sold_until": column_config(Offer, "retirement_date")["retirement_date"]}
    | column_config(Model, "retirement_date")
)


@dataclass(frozen=True, slots=True)
class Shown:
    """Everything that the page shows of one need: worked out once, whoever asks."""

    decision: Decision
    recommendation: Recommendation
    cards: tuple[ModelCard, ...]
    listed: pd.DataFrame
    charts: dict[str, go.Figure]


def shown(snapshot: Snapshot, need: Need) -> Shown:
    """Return what the page shows; what was asked before is remembered."""
    return snapshot.share(_shown, need)


def _shown(snapshot: Snapshot, need: Need) -> Shown:
    decision = snapshot.share(choose.answer, need)
    # A model that passes at several efforts is counted once.
    passing = decision.passing[["model_id", "name", "developer"]].drop_duplicates("model_id").assign(reason=None)
    excluded = decision.excluded[["model_id", "name", "developer", "reason"]]
    cost = COST if need.workload.requests_per_month > 0 else REQUEST
    charts = {
        level: choose_figure(points_of(decision, level), level) for level in (cost, SPEED) if _has(decision, level)
    }
    advised = recommendation(decision)
    made = cards.cards_of(advised, choose.anchors(snapshot, need), choose.today(snapshot))
    return Shown(decision, advised, made, pd.concat([passing, excluded]), charts)


def _has(decision: Decision, level: str) -> bool:
    return bool(points_of(decision, level)[level].gt(0).any())


def draw_advice(found: Shown) -> None:
    """Draw whom we recommend, when to take another, and who would do where the team hosts it: a sentence each."""
    told = found.recommendation
    lines = [f"**{markdown_text(told.advice)}** {markdown_text(told.otherwise)}", markdown_text(found.decision.hosting)]
    st.markdown("  \n".join(filter(None, lines)))


def draw_cards(snapshot: Snapshot, found: Shown) -> None:
    """Draw a card for each model that is recommended, what the team keeps, and what the evidence leaves open."""
    cards.draw_cards(found.cards, lambda: report_menu(snapshot, found.decision.need))
    kept_models.draw_kept(snapshot)
    if found.decision.tie:
        st.markdown(markdown_text(found.decision.tie))


def draw_counts(found: Shown) -> None:
    """Draw how many models were looked at, and which better ones nobody sells."""
    gates.shown_line(found.listed)
    if found.decision.unsold:
        st.markdown(markdown_text(found.decision.unsold))


def draw_reasons(found: Shown) -> None:
    """Draw every reason in full, for who wants to defend the choice."""
    with st.expander("All reasons", key="reasons", on_change="rerun") as reasons:
        if reasons.open:
            st.markdown("\n".join(_line(winner) for winner in found.decision.winners))


def _line(winner: Winner) -> str:
    name = "none" if winner.name is None else point_label(winner.name, winner.effort)
    return f"- **{winner.title}: {markdown_text(name)}.** {markdown_text(winner.reason)}"


def draw_nothing(found: Shown) -> None:
    """Say that nothing passes, which filter to take back first and what that brings; offer to do so."""
    gates.shown_line(found.listed)
    st.info(markdown_text(found.decision.relax_first))
    _draw_openers(found.decision.near_misses[:MOST_OPENED])


def _draw_openers(misses: tuple[NearMiss, ...]) -> None:
    with st.container(horizontal=True):
        for miss in misses:
            label = f"Without {markdown_text(miss.words)}: {count(miss.models, 'model')}"
            st.button(label, key=f"open_{'_'.join(miss.gates)}", on_click=needs.open_gates, args=miss.gates)


def draw_charts(found: Shown, imprint: Imprint) -> None:
    """Draw quality against cost and against speed, the winners named."""
    passing = found.decision.passing["model_id"].nunique()
    for place, (level, chart) in zip(st.columns(len(found.charts) or 1), found.charts.items(), strict=False):
        with place:
            points = points_of(found.decision, level)
            known = points.loc[points[level].notna(), "model_id"].nunique()
            what = "speed" if level == SPEED else "price"
            with st.container(horizontal=True, horizontal_alignment="distribute", vertical_alignment="center"):
                some = f" :small[{known:,} of {count(passing, 'model')} that pass]" if known < passing else ""
                st.markdown(f"**Quality against {what}**{some}", width="content")
                chart_menu(chart, points[points[level].notna()], imprint, key=f"take_{level}")
            st.plotly_chart(chart, key=f"chart_{level}", config={"displaylogo": False}, alt=alt_text(points, level))


def draw_shortlist(snapshot: Snapshot, found: Shown, imprint: Imprint) -> None:
    """Draw the shortlist, highest value first, each composite opened into its parts."""
    rows = found.decision.shortlist
    table = known_columns(rows, [name for name in COLUMNS if name in rows])
    above = st.container(horizontal=True, vertical_alignment="center", gap="small")
    state = st.dataframe(
        with_titles(table),
        key=f"shortlist_{hash(tuple(rows['model_id']))}",
        hide_index=True,
        column_config=COLUMNS,
        placeholder="-",
        on_select="rerun",
        selection_mode="multi-row",
        alt=f"The shortlist: {count(len(table), 'model')}, highest value first",
    )
    picked = rows.iloc[[row for row in state["selection"]["rows"] if row < len(rows)]]
    with above:
        st.markdown("**Shortlist**", width="content")
        _draw_links(rows, picked)
        taken = _part(rows, found.decision, tuple(table)), _fastest(found.decision, rows)
        table_menu(table, showing(imprint, snapshot.ask, *taken), key="take_shortlist")


def _draw_links(rows: pd.DataFrame, picked: pd.DataFrame) -> None:
    if len(picked) == 1:
        model_link(picked["model_id"].iloc[0], picked["name"].iloc[0])
        return
    winners = rows[rows["roles"].notna()]
    chosen, label = (picked, "Compare the selected") if len(picked) else (winners, "Compare the winners")
    compare_link(chosen["model_id"].tolist(), label)


def draw_doubts(found: Shown) -> None:
    """Draw how far the choice depends on the weights, and what taking back a filter would bring."""
    decision = found.decision
    st.markdown(f"**How sure is this choice?** {markdown_text(decision.sensitivity.short)}")
    with st.expander("Who wins from which weight on", key="reaches", on_change="rerun") as reaches:
        if reaches.open:
            st.markdown(markdown_text(decision.sensitivity.sentence))
            _draw_reaches(decision)
    if decision.near_misses:
        told = "\n".join(f"- {markdown_text(miss.sentence)}" for miss in decision.near_misses)
        st.markdown(f"**What a filter keeps out**\n{told}")


def _draw_reaches(decision: Decision) -> None:
    rows: list[dict[str, Any]] = [
        {
            "criterion": each.criterion.capitalize(),
            "name": each.name,
            "from": each.from_weight,
            "to": each.to_weight,
        }
        for each in decision.sensitivity.reaches
    ]
    st.dataframe(
        pd.DataFrame(rows),
        hide_index=True,
        column_config={
            "criterion": "As this counts more",
            "name": "Wins",
            "from": st.column_config.NumberColumn("From weight", format="%.2f"),
            "to": st.column_config.NumberColumn("To weight", format="%.2f"),
        },
        alt="The model with the highest value at each weight of quality, price and speed",
    )


def draw_credits(snapshot: Snapshot, found: Shown) -> None:
    """Draw who published what is shown: in the charts and in the shortlist."""
    decision = found.decision
    drawn = [_part(points_of(decision, level), decision, (*_ABLE, level)) for level in found.charts]
    listed = _part(decision.shortlist, decision, tuple(COLUMNS))
    draw_folded(credits_of(snapshot.ask, *drawn, listed, _fastest(decision, decision.shortlist)))


def _fastest(decision: Decision, rows: pd.DataFrame) -> Part:
    """Return the fastest offers of some models, of which the rows say speed and cost too."""
    return _part(decision.fastest[decision.fastest["model_id"].isin(rows["model_id"])], decision, _AT_FASTEST)


def _part(rows: pd.DataFrame, decision: Decision, names: tuple[str, ...] | None = None) -> Part:
    return Part(rows, names, tuple(decision.need.shares()))


def imprint_of(snapshot: Snapshot, found: Shown, need: Need) -> Imprint:
    """Return what is printed beside what is taken away."""
    passing = found.decision.passing
    asked = ", ".join(f"{domain} {share * 100:.0f} %" for domain, share in need.shares().items())
    return page_imprint(
        snapshot,
        _part(passing, found.decision),
        _fastest(found.decision, passing),
        title=f"Shortlist for {need.title}" if need.title else "Shortlist",
        gates="; ".join([asked, *in_words(need.gates())]),
        counts=f"{passing['model_id'].nunique():,} of {count(found.decision.total, 'model')}",
    )


def has_abilities(snapshot: Snapshot) -> bool:
    """Return whether any model has an ability in any domain."""
    return bool(snapshot.ask(queries.ability_domains)["models"].gt(0).any())
