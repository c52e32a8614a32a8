"""What stands beside the chart: what is worth taking, or the card of the point that was picked."""

from collections.abc import Sequence
from functools import partial

import pandas as pd
import streamlit as st

from catalog import queries
from catalog.curated.providers import maker_title, seller_title
from catalog.models import landmarks
from catalog.tradeoffs.scatter import PRICE, SPEED, Question
from views.charts.bars import AbilityBar, Anchor
from views.charts.tradeoff import Look
from views.shell.links import compare_link, model_link
from views.shell.model_card import CardMark, ModelCard, draw_card
from views.shell.palette import mark_of
from views.shell.snapshot import Snapshot
from views.shell.wording import count, day, figure, markdown_text, usd
from views.tradeoffs.picked import pick
from views.tradeoffs.words import Step, interval, is_thin, label, next_better, quality_word, rival, why_there


def anchors_of(snapshot: Snapshot, domain: str) -> tuple[Anchor, ...]:
    """Return the models by which the abilities of a domain are read, best first."""
    found: tuple[Anchor, ...] = snapshot.share(_anchors, domain)
    return found


def _anchors(snapshot: Snapshot, domain: str) -> tuple[Anchor, ...]:
    found = landmarks.anchors(landmarks.known_of(snapshot.ask, domain))
    return tuple(Anchor(str(name), float(value)) for name, value in zip(found["name"], found["value"], strict=True))


def draw_steps(steps: Sequence[Step], anchors: Sequence[Anchor]) -> None:
    """Draw what is worth taking, and by what its abilities are read."""
    with st.container(border=True, key="worth_taking", gap="xsmall"):
        st.markdown("**What we would take**")
        for step in steps:
            with st.container(gap=None, key=f"step_{step.role}"):
                with st.container(horizontal=True, vertical_alignment="center", gap="xxsmall"):
                    model_link(step.model_id, step.name)
                    tone = "blue" if step.role == "pick" else "gray"
                    st.markdown(f":{tone}-badge[{step.lead}]", width="content")
                st.markdown(step.told)
        if anchors:
            told = ", ".join(f"{markdown_text(anchor.name)} {anchor.value:.0f}" for anchor in anchors)
            st.caption(f"To read the ability: {told}.")


def draw_picked(
    snapshot: Snapshot, points: pd.DataFrame, places: Sequence[int], question: Question, look: Look
) -> None:
    """Draw the card of the first point that was picked, and where it leads.

    Args:
        snapshot: the snapshot.
        points: those of the chart.
        places: which of them were picked, at least one.
        question: what the chart was asked.
        look: how it looks.
    """
    anchors = anchors_of(snapshot, question.filters.domain) if look.is_ability else ()
    models = snapshot.ask(queries.models_in_play).set_index("model_id")
    row = points.loc[places[0]]
    retires = models["retirement_date"].get(row["model_id"])
    draw_card(card_of(points, places[0], question, look, anchors, retires), partial(_actions, points, places[0], look))
    if len(places) > 1:
        st.caption(f"{count(len(places), 'point')} picked; all of them stand first in the table.")


def _actions(points: pd.DataFrame, place: int, look: Look) -> None:
    """Draw where the card leads: to what beats the point, or to what is better still."""
    other = rival(points, place, look)
    if other is not None:
        row, beside = points.loc[place], points.loc[other]
        compare_link([row["model_id"], beside["model_id"]], f"Compare with {markdown_text(beside['name'])}")
    st.button("Close", key="close_card", type="tertiary", on_click=pick, args=((),))


def card_of(
    points: pd.DataFrame, place: int, question: Question, look: Look, anchors: Sequence[Anchor], retires: object = None
) -> ModelCard:
    """Return what the card says of one point: what it costs and how fast it is are of the same offer."""
    row = points.loc[place]
    bar = None
    if look.is_ability and not pd.isna(row["value"]):
        ends = {"value": row["value"], "low": row["low"], "high": row["high"]}
        bar = AbilityBar(**ends, weights=row["weights"], anchors=tuple(anchors))
    made = [] if pd.isna(row["developer"]) else [maker_title(str(row["developer"]))]
    score = ""
    if bar is None and not pd.isna(row["value"]):
        between = interval(row)
        score = f"{quality_word(look)} {figure(row['value'])}{f' ({between})' if between else ''}. "
    return ModelCard(
        key="picked",
        model_id=str(row["model_id"]),
        name=label(row),
        maker=", ".join([*made, mark_of(row["weights"]).title.lower()]),
        marks=tuple(_marks(row, look, retires)),
        cost=_cost(row, question),
        speed=_speed(row, question),
        ability=bar,
        because=score + why_there(points, place, look) + _evidence(row),
        gives_up=next_better(points, place, look),
    )


def _marks(row: pd.Series, look: Look, retires: object) -> list[CardMark]:
    marks = [CardMark(text="On the frontier", tone="green") if row["is_on_frontier"] else CardMark(text="Beaten")]
    if look.is_ability and is_thin(row):
        marks.append(CardMark(text="Little tested", tone="orange"))
    if isinstance(retires, pd.Timestamp):
        marks.append(CardMark(text=f"Retires on {day(retires)}", tone="orange"))
    return marks


def _cost(row: pd.Series, question: Question) -> str:
    if pd.isna(row[PRICE]):
        return ""
    mix = question.filters.input_percent
    return f"{usd(row[PRICE])} per million tokens ({mix} % input) at {seller_title(row['provider'])}"


def _speed(row: pd.Series, question: Question) -> str:
    if pd.isna(row[SPEED]):
        return "" if pd.isna(row[PRICE]) else "Its speed there is not known"
    place = seller_title(row["speed_place"])
    where = "there" if question.hardware is None and place == seller_title(row["provider"]) else f"at {place}"
    return f"{row[SPEED]:,.0f} tokens per second {where}"


def _evidence(row: pd.Series) -> str:
    if pd.isna(row["coverage"]):
        return ""
    is_measured = row["coverage"] > 0
    return f" {100 * row['coverage']:.0f} % of the domain measured." if is_measured else " Inferred, not measured here."
