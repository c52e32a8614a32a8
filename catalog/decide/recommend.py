"""What a decision recommends, as a colleague would tell it: a model a row, with why, and what speaks against it.

A model that wins in two ways is told once. The full reasons are those of the decision's winners.
"""

from collections.abc import Mapping
from dataclasses import dataclass

import pandas as pd

from catalog.curated.providers import seller_title
from catalog.decide.decide import Decision
from catalog.decide.winners import Winner
from catalog.decide.words import advantages, better_words, counted, drawbacks, otherwise_words, spent_words

PICK, CHEAPEST, BEST, OPEN, FASTEST = "balanced", "cheapest", "best", "open", "fastest"
# In the order in which a team asks.
ORDER = (PICK, CHEAPEST, BEST, OPEN, FASTEST)


@dataclass(frozen=True, slots=True, kw_only=True)
class Recommended:
    """A model that is named, once for all that it wins as.

    Attributes:
        roles: what it wins as, of `ORDER`; the first one is what it is told as.
        row: the model at one of its offers, as a row of the decision's `passing` or `fastest`.
        because: one sentence for it.
        gives_up: one sentence on what speaks against it; empty where nothing known does.
        also: where it is the fastest at another of its offers: that one, as a sentence.
    """

    roles: tuple[str, ...]
    row: pd.Series
    because: str
    gives_up: str
    also: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Recommendation:
    """The named models, our pick first, whom to take and why, and whom instead when; empty where nothing can win."""

    advice: str
    otherwise: str
    named: tuple[Recommended, ...]


def recommendation(decision: Decision) -> Recommendation:
    """Return whom a decision recommends, and when to take another."""
    rows = {winner.role: _row_of(winner, decision) for winner in decision.winners if winner.model_id is not None}
    if PICK not in rows:
        return Recommendation(advice="", otherwise="", named=())
    named = tuple(_recommended(roles, rows, decision) for roles in _by_model(rows))
    pick, best, cheapest = rows[PICK], rows.get(BEST), rows.get(CHEAPEST)
    others = [row if row is not None and _is_other(row, pick) else None for row in (best, cheapest)]
    if others[1] is not None and not others[1]["usd_per_request"] < pick["usd_per_request"]:
        others[1] = None
    because = named[0].because.removesuffix(".").removeprefix("It ")
    told = f"We recommend {pick['name']} because it {because}."
    return Recommendation(advice=told, otherwise=otherwise_words(*others), named=named)


def _row_of(winner: Winner, decision: Decision) -> pd.Series:
    rows = decision.fastest if winner.role == FASTEST else decision.passing
    own = rows[rows["model_id"] == winner.model_id]
    alike = own[own["effort"].eq(winner.effort) if winner.effort else own["effort"].isna()]
    found: pd.Series = (own if alike.empty else alike).iloc[0]
    return found


def _is_other(row: pd.Series, pick: pd.Series) -> bool:
    return _key(row) != _key(pick)


def _key(row: pd.Series) -> tuple[str, str]:
    return str(row["model_id"]), "" if pd.isna(row["effort"]) else str(row["effort"])


def _by_model(rows: Mapping[str, pd.Series]) -> list[tuple[str, ...]]:
    found: dict[tuple[str, str], tuple[str, ...]] = {}
    for role in ORDER:
        if role in rows:
            key = _key(rows[role])
            found[key] = (*found.get(key, ()), role)
    return list(found.values())


def _recommended(roles: tuple[str, ...], rows: Mapping[str, pd.Series], decision: Decision) -> Recommended:
    row, pick, best = rows[roles[0]], rows[PICK], rows.get(BEST, rows[PICK])
    if roles[0] == PICK:
        because = _why_pick(roles, row, best, decision)
        gives_up = _against_pick(roles, rows) if BEST in roles else drawbacks(row, best, str(best["name"]))
    else:
        better = "" if BEST in roles else better_words(row, pick, "our pick")
        because = f"It is {_joined([*_why(roles, rows, decision), *filter(None, [better])])}"
        gives_up = drawbacks(row, pick, "our pick")
    also = _at_fastest(rows[FASTEST], row) if FASTEST in roles and roles[0] != FASTEST else ""
    return Recommended(
        roles=roles,
        row=row,
        because=f"{because}.",
        gives_up=f"It {gives_up}." if gives_up else "",
        also=also,
    )


def _why_pick(roles: tuple[str, ...], row: pd.Series, best: pd.Series, decision: Decision) -> str:
    ids = decision.passing["model_id"]
    if ids.eq(ids.iloc[0]).all():
        return "It is the only model that passes"
    if BEST in roles:
        also = " and is the cheapest that will do" if CHEAPEST in roles else ""
        return f"It has the highest ability of {_models(decision.passing)} that pass{also}"
    for_it = advantages(row, best, f"{best['name']}, the best,")
    return f"It {for_it}" if for_it else "It has the highest value for what you weigh"


def _against_pick(roles: tuple[str, ...], rows: Mapping[str, pd.Series]) -> str:
    """Return what speaks against a pick that is the best as well: that another one will do for less."""
    if CHEAPEST in roles or CHEAPEST not in rows:
        return ""
    cheapest = rows[CHEAPEST]
    return drawbacks(rows[PICK], cheapest, str(cheapest["name"])).replace(
        "as much", f"as much as {cheapest['name']}, the cheapest that will do", 1
    )


def _why(roles: tuple[str, ...], rows: Mapping[str, pd.Series], decision: Decision) -> list[str]:
    """Return why a model that is not our pick is named: for each that it wins as, the end of a sentence."""
    bar = decision.need.good_enough
    told = []
    for role in roles:
        row = rows[role]
        if role == CHEAPEST:
            sure = "is sure to reach" if row["ability_low"] >= bar else "is likely to reach"
            told.append(f"the cheapest that {sure} the {bar:g} you ask for" if bar else "the cheapest that passes")
        elif role == BEST:
            told.append(f"the highest in ability of {_models(decision.passing)} that pass")
        elif role == OPEN:
            told.append("the best with open weights" if BEST not in roles else "open")
        else:
            told.append(f"the fastest of {_models(decision.fastest)} with a known speed")
    return told


def _models(rows: pd.DataFrame) -> str:
    """Return how many models rows are of; a model may stand in them at several efforts."""
    return counted(rows["model_id"].nunique(), "model")


def _at_fastest(fastest: pd.Series, row: pd.Series) -> str:
    """Return at which other offer a model is the fastest; nothing where it is the one of its row."""
    if fastest["provider"] == row["provider"]:
        return ""
    speed = f"{fastest['output_tokens_per_second']:,.0f} tokens/s"
    return f"Fastest at {seller_title(fastest['provider'])}: {speed}, {spent_words(fastest)}."


def _joined(texts: list[str]) -> str:
    return " and ".join([", ".join(texts[:-1]), texts[-1]]) if len(texts) > 1 else "".join(texts)
