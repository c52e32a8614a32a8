"""A card that says the few things about one model that decide: plain values in, drawn out, on whichever page."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal, NamedTuple

import streamlit as st

from views.charts.bars import AbilityBar, ability_alt, ability_svg
from views.shell.links import model_link
from views.shell.wording import markdown_text

Tone = Literal["blue", "green", "orange", "red", "violet", "gray"]


class CardMark(NamedTuple):
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
    because: str = ""
    gives_up: str = ""


def draw_card(card: ModelCard, draw_actions: Callable[[], None] | None = None, *, is_small: bool = False) -> None:
    """Draw a card. It is as high as its neighbours in a container whose key is `cards`.

    Args:
        card: what it says.
        draw_actions: draws its buttons and links, in a row.
        is_small: its figures in two lines, without the bar and the reasons.
    """
    with st.container(border=True, key=f"card_{card.key}", gap="xxsmall"):
        if card.marks:
            st.markdown(" ".join(f":{mark.tone}-badge[{markdown_text(mark.text)}]" for mark in card.marks))
        model_link(card.model_id, card.name)
        if is_small:
            st.markdown(_in_short(card))
        else:
            _draw_body(card)
        if draw_actions is not None:
            with st.container(horizontal=True, vertical_alignment="center", gap="xsmall", key=f"acts_{card.key}"):
                draw_actions()


def _draw_body(card: ModelCard) -> None:
    told = [f":small[{markdown_text(each)}]" for each in (card.maker, card.speed) if each]
    if card.cost:
        told.insert(1 if card.maker else 0, f"**{markdown_text(card.cost)}**")
    told = ["  \n".join(told)] if told else []
    if (bar := card.ability) is not None:
        if told:
            st.markdown(told.pop())
        st.image(ability_svg(bar), width="stretch", alt=ability_alt(card.name, bar))
        told.append("  \n".join(f":small[{line}]" for line in (_ability(bar), _anchors(bar)) if line))
    if reasons := _reasons(card):
        told.append(reasons)
    if told:
        st.markdown("\n\n".join(told))


def _in_short(card: ModelCard) -> str:
    """Return cost, maker, speed and ability in two lines of Markdown."""
    told = [markdown_text(each) for each in (card.maker, card.speed) if each]
    told += [_ability(card.ability)] if card.ability else []
    cost = f"**{markdown_text(card.cost)}**" if card.cost else ""
    return "  \n".join(filter(None, [cost, f":small[{' · '.join(told)}]" if told else ""]))


def _ability(bar: AbilityBar) -> str:
    return f"Ability **{bar.value:.0f}** ({bar.low:.0f} to {bar.high:.0f})"


def _anchors(bar: AbilityBar) -> str:
    """Return the anchors of a bar in words; their figures are those below its markers."""
    ordered = sorted(bar.anchors, key=lambda anchor: anchor.value)
    told = " · ".join(f"{markdown_text(anchor.name)} {anchor.value:.0f}" for anchor in ordered)
    return f"Beside {told}" if told else ""


def _reasons(card: ModelCard) -> str:
    """Return what speaks for a model and what against it, each with its sign."""
    signs = ((":green[:material/add_circle:]", card.because), (":orange[:material/do_not_disturb_on:]", card.gives_up))
    return "  \n".join(f":small[{sign} {markdown_text(told)}]" for sign, told in signs if told)
