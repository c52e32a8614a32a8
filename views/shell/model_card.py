"""A card that says the few things about one model that decide: plain values in, drawn out, on whichever page."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

import streamlit as st

from views.charts.bars import AbilityBar, ability_alt, ability_svg
from views.shell.links import model_link
from views.shell.wording import markdown_text

Tone = Literal["blue", "green", "orange", "red", "violet", "gray"]


@dataclass(frozen=True, slots=True, kw_only=True)
class CardMark:
    """A short mark on a card, such as that a model is retired soon. The text is shown as text."""

    text: str
    tone: Tone = "gray"


@dataclass(frozen=True, slots=True, kw_only=True)
class ModelCard:
    """What a card says of a model. Every text may be foreign: it is shown as text. What is empty is not drawn.

    Attributes:
        key: tells the cards of a page apart; letters, digits and underscores.
        model_id: of the model; its name is a link to its page.
        name: what stands on top.
        maker: who made it, and whether its weights are open.
        marks: what it stands for ("Our pick"), and what to know at once ("Retires on 3 Feb 2027").
        cost: what it costs, at whom: "$387 a month at OpenAI".
        speed: how fast the same seller serves it.
        ability: the bar; None where nobody measured it.
        evidence: what the ability rests on, in a few words.
        because: one sentence for it.
        gives_up: one sentence on what is lost with it.
    """

    key: str
    model_id: str
    name: str
    maker: str = ""
    marks: tuple[CardMark, ...] = ()
    cost: str = ""
    speed: str = ""
    ability: AbilityBar | None = None
    evidence: str = ""
    because: str = ""
    gives_up: str = ""


def draw_card(card: ModelCard, draw_actions: Callable[[], None] | None = None) -> None:
    """Draw a card. It is as high as its neighbours in a container whose key is `cards`.

    Args:
        card: what it says.
        draw_actions: draws its buttons and links, in a row.
    """
    with st.container(border=True, key=f"card_{card.key}", gap="xxsmall", height="stretch"):
        if card.marks:
            st.markdown(" ".join(f":{mark.tone}-badge[{markdown_text(mark.text)}]" for mark in card.marks))
        model_link(card.model_id, card.name)
        st.markdown(_facts(card))
        if card.ability is not None:
            st.image(ability_svg(card.ability), width="stretch", alt=ability_alt(card.name, card.ability))
            st.caption(_ability(card, card.ability))
        if told := _reasons(card):
            st.markdown(told)
        if draw_actions is not None:
            with st.container(horizontal=True, vertical_alignment="bottom", gap="small", height="stretch"):
                draw_actions()


def _facts(card: ModelCard) -> str:
    """Return maker, cost and speed as lines of Markdown."""
    cost = f"**{markdown_text(card.cost)}**" if card.cost else ""
    told = [f":small[{markdown_text(card.maker)}]" if card.maker else "", cost, markdown_text(card.speed)]
    return "  \n".join(filter(None, told))


def _ability(card: ModelCard, bar: AbilityBar) -> str:
    told = [f"Ability **{bar.value:.0f}** ({bar.low:.0f} to {bar.high:.0f})"]
    told += [f"{markdown_text(anchor.name)} {anchor.value:.0f}" for anchor in bar.anchors]
    return " · ".join([*told, *([markdown_text(card.evidence)] if card.evidence else [])])


def _reasons(card: ModelCard) -> str:
    return "  \n".join(markdown_text(told) for told in (card.because, card.gives_up) if told)
