"""The recommended models as cards: our pick first, each model once, whatever it wins as."""

from collections.abc import Callable
from functools import partial

import pandas as pd
import streamlit as st

from catalog.curated.providers import maker_title, seller_title
from catalog.decide.recommend import BEST, CHEAPEST, FASTEST, OPEN, PICK, Recommendation, Recommended
from catalog.decide.words import ends_soon, spent_words
from views.charts.bars import AbilityBar, Anchor
from views.choose.kept_models import is_kept, keep, let_go
from views.shell.links import compare_link, try_link
from views.shell.model_card import CardMark, ModelCard, draw_card

TITLES = {
    PICK: "Our pick",
    CHEAPEST: "Cheapest that will do",
    BEST: "Best quality",
    OPEN: "Best open",
    FASTEST: "Fastest",
}
# A bar beside more than so many models is harder to read than none.
MOST_ANCHORS = 2
MOST_LARGE = 3
# Efforts that are on or off.
NOT_GRADED = {"thinking": "thinking", "none": "without thinking"}
USUAL_WRITES = (0.8, 1.25)


def cards_of(found: Recommendation, anchors: pd.DataFrame, today: pd.Timestamp) -> tuple[ModelCard, ...]:
    """Return the cards of what is recommended.

    Args:
        found: whom a decision recommends.
        anchors: model_id, name and value of models that everybody knows.
        today: the day of the snapshot.
    """
    return tuple(_card(each, anchors, today) for each in found.named)


def _card(found: Recommended, anchors: pd.DataFrame, today: pd.Timestamp) -> ModelCard:
    row = found.row
    others = anchors[anchors["model_id"] != row["model_id"]]
    near = others.loc[(others["value"] - row["ability"]).abs().nsmallest(MOST_ANCHORS).index]
    weights = row["weights"] if isinstance(row["weights"], str) else None
    beside = tuple(Anchor(name, value) for name, value in zip(near["name"], near["value"], strict=True))
    at = "" if pd.isna(row["provider"]) else f" at {seller_title(row['provider'])}"
    return ModelCard(
        key=found.roles[0],
        model_id=row["model_id"],
        name=row["name"],
        maker=_maker(row),
        marks=(*_roles(found.roles), *_warnings(row, today)),
        cost=f"{spent_words(row)}{at}",
        speed=_speed(row),
        ability=AbilityBar(
            value=row["ability"], low=row["ability_low"], high=row["ability_high"], weights=weights, anchors=beside
        ),
        because=found.because,
        gives_up=" ".join(filter(None, [found.gives_up, found.also])),
    )


def _maker(row: pd.Series) -> str:
    told = [
        maker_title(row["developer"]),
        f"{row['weights']} weights" if isinstance(row["weights"], str) else "weights not stated",
    ]
    return " · ".join([*told, *([_effort(row["effort"])] if isinstance(row["effort"], str) else [])])


def _effort(effort: str) -> str:
    return NOT_GRADED.get(effort, f"{effort} effort")


def _roles(roles: tuple[str, ...]) -> tuple[CardMark, ...]:
    return tuple(CardMark(TITLES[role], "blue" if role == PICK else "gray") for role in roles)


def _warnings(row: pd.Series, today: pd.Timestamp) -> tuple[CardMark, ...]:
    """Return what to know before all else: that it ends, that little is known of it, which wishes it misses."""
    ends = ends_soon(row, today)
    found = [CardMark(ends, "red")] if ends else []
    if pd.notna(row["boards"]) and not row["boards"]:
        found.append(CardMark("Claims only, no board measured it", "orange"))
    elif pd.notna(row["boards"]) and not row["is_well_tested"]:
        found.append(CardMark("Little tested", "orange"))
    if isinstance(row["wishes_missed"], str):
        found.append(CardMark(f"Not as preferred: {row['wishes_missed']}", "orange"))
    return tuple(found)


def _speed(row: pd.Series) -> str:
    speed = row["output_tokens_per_second"]
    told = "speed not known" if pd.isna(speed) else f"{speed:,.0f} tokens/s"
    writes = row["verbosity"]
    if pd.notna(writes) and not USUAL_WRITES[0] <= writes <= USUAL_WRITES[1]:
        told += f" · writes {writes:.2g} times the usual" if writes > 1 else f" · writes {writes:.0%} of the usual"
    return told


def draw_cards(cards: tuple[ModelCard, ...], draw_report: Callable[[], None]) -> None:
    """Draw the cards side by side, each with what can be done with its model; what comes after three is smaller."""
    large = len(cards) if len(cards) == MOST_LARGE + 1 else MOST_LARGE
    with st.container(key="cards"):
        for card in cards[:large]:
            draw_card(card, partial(_draw_actions, card, cards, draw_report))
        if cards[large:]:
            with st.container(key="cards_small", gap="small"):
                for card in cards[large:]:
                    draw_card(card, partial(_draw_actions, card, cards, draw_report), is_small=True)


def _draw_actions(card: ModelCard, cards: tuple[ModelCard, ...], draw_report: Callable[[], None]) -> None:
    pick = cards[0]
    # A model may be named at two efforts; it is compared once.
    compared = dict.fromkeys(each.model_id for each in (cards if card is pick else (pick, card)))
    compare_link(list(compared), "Compare")
    try_link(list(compared), "Try")
    kept = is_kept(card.model_id)
    st.button(
        "Kept" if kept else "Keep",
        key=f"keep_{card.key}_{kept}",
        icon=":material/bookmark_added:" if kept else ":material/bookmark:",
        on_click=let_go if kept else keep,
        args=(card.model_id,),
        type="tertiary",
        help="What is kept stays in sight while you try other needs; it is in the link, too",
    )
    if card is pick:
        draw_report()
