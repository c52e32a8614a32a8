"""A few models side by side: which are meant, every fact of each with its source, and which differences are real."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields
from itertools import groupby
from typing import Any, Literal

import pandas as pd

from catalog.models.listing import nearest
from catalog.pricing.offers import pareto_frontier
from catalog.ties import tie_groups

Kind = Literal["score", "unlike score", "usd", "number", "tokens", "tokens/s", "s", "day", "yes", "words"]
Better = Literal["higher", "lower", ""]
Mark = Literal["best", "tied", "leads", ""]
Standing = Literal["apart", "tied", "same", "unsure", "alone", "unknown"]

LEAST, MOST = 2, 6
MOST_READ = 20
MOST_TOLD = 4
MOST_NEAR = 3
LONGEST_TOLD = 60
SUGGESTED = 4
# What a difference is that does not count as one beyond noise.
NO_DIFFERENCE: Mapping[Standing, str] = {
    "same": "the same for all",
    "tied": "tied: their intervals cannot tell them apart",
    "unsure": "that may be noise: nobody states how sure they are, or they were not measured in one way",
    "alone": "known of one model only",
    "unknown": "known of none",
}
# Of these nobody says how sure they are, or they were measured in different ways: a difference may be none.
NOISY = ("tokens/s", "s", "unlike score")


@dataclass(frozen=True, slots=True)
class Chosen:
    """The models to compare, and a sentence for each part of what was asked that was ignored.

    The sentences quote foreign text, shortened: show them as text.
    """

    model_ids: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Cell:
    """One fact of one model. A value of None is unknown.

    Attributes:
        section: the group of facts that it belongs to.
        fact: which fact; the cells of one fact are held against each other.
        title: what the fact is called.
        kind: how the value is shown.
        better: which value is the good one; empty where none is.
        model_id: of which model.
        value: the value: a number, a day, yes or no, or words.
        low: low end of its interval.
        high: high end.
        words: what always stands beside it, such as who sells at this price.
        note: what is said of it on demand.
        source_id: who says so.
        source: the title of the source.
        as_of: the day that it is of.
    """

    section: str
    fact: str
    title: str
    kind: Kind
    model_id: str
    better: Better = ""
    value: Any = None
    low: float | None = None
    high: float | None = None
    words: str = ""
    note: str = ""
    source_id: str | None = None
    source: str | None = None
    as_of: Any = None


COLUMNS = tuple(one.name for one in fields(Cell))


# Which models


def chosen(asked: Sequence[str], named: pd.DataFrame) -> Chosen:
    """Return the models that are asked for, by id or by name, the first `MOST` of them.

    Never raises, whatever is asked.

    Args:
        asked: what stands in an address, or what was typed.
        named: what `queries.named_models` returns.
    """
    parts = list(dict.fromkeys(part.strip() for text in asked for part in text.split(",") if part.strip()))
    met = {part: _met(part, named) for part in parts[:MOST_READ]}
    ids = list(dict.fromkeys(model_id for model_id in met.values() if model_id is not None))
    missed = [part for part, model_id in met.items() if model_id is None]
    notes = [_no_model(part, named) for part in missed[:MOST_TOLD]]
    if len(missed) > MOST_TOLD:
        notes.append(f"{len(missed) - MOST_TOLD} more are no models that are known here.")
    if len(parts) > MOST_READ:
        notes.append(f"Only the first {MOST_READ} of {len(parts)} names were read.")
    if len(ids) > MOST:
        notes.append(f"At most {MOST} models are compared; left out: {', '.join(map(_told, ids[MOST:]))}.")
    return Chosen(tuple(ids[:MOST]), tuple(notes))


def _met(text: str, named: pd.DataFrame) -> str | None:
    """Return the model of this id, else the only one of this name or this last part of its id."""
    folded, ids = text.casefold(), named["model_id"]
    if (ids == folded).any():
        return folded
    for said in (named["name"].str.casefold(), ids.str.rpartition("/")[2]):
        met = ids[said == folded]
        if len(met) == 1:
            return str(met.iloc[0])
    return None


def _no_model(text: str, named: pd.DataFrame) -> str:
    near = nearest(named, text, MOST_NEAR)
    return f"{_told(text)} is no model that is known here." + (f" Near it: {', '.join(near)}." if near else "")


def _told(text: str) -> str:
    return f"“{text}”" if len(text) <= LONGEST_TOLD else f"“{text[:LONGEST_TOLD]}…”"


def suggestions(found: pd.DataFrame, first: str | None = None) -> dict[str, tuple[str, ...]]:
    """Return sets of models that are worth comparing, each under its reason; sets of one model are left out.

    Args:
        found: the models that pass the gates and were measured in a domain: model_id, weights, value, low, high,
            blended_usd_per_mtok (NaN: no list price).
        first: the model that is to be in each set; None where none is chosen yet.
    """
    ranked = found.sort_values(["value", "model_id"], ascending=[False, True])
    mine = ranked[ranked["model_id"] == first]
    sets = _sets_round(ranked, mine.iloc[0]) if len(mine) else _sets(ranked)
    start = () if first is None else (first,)
    made = {why: tuple(dict.fromkeys([*start, *rows["model_id"]]))[:SUGGESTED] for why, rows in sets.items()}
    return {why: model_ids for why, model_ids in made.items() if len(model_ids) >= LEAST}


def _sets(ranked: pd.DataFrame) -> dict[str, pd.DataFrame]:
    line = ranked[pareto_frontier(ranked, "value", "blended_usd_per_mtok")]
    spread = [round(place * (len(line) - 1) / (SUGGESTED - 1)) for place in range(SUGGESTED)] if len(line) else []
    return {
        "The best": ranked,
        "The best with open weights": ranked[ranked["weights"] == "open"],
        "The best at their price": line.iloc[list(dict.fromkeys(spread))],
    }


def _sets_round(ranked: pd.DataFrame, mine: pd.Series) -> dict[str, pd.DataFrame]:
    others = ranked[ranked["model_id"] != mine["model_id"]]
    near = (others["value"] - mine["value"]).abs().sort_values(kind="stable").index
    reach = others["value"] + (others["high"] - others["value"]) >= mine["value"]
    cheaper = others[reach & (others["blended_usd_per_mtok"] < mine["blended_usd_per_mtok"])]
    return {
        "The nearest in quality": others.loc[near],
        "As good as far as one can tell, and cheaper": cheaper,
        "The best": others,
    }


# Which differences are real


def marked(cells: Sequence[Cell]) -> pd.DataFrame:
    """Return the cells with the mark of each and the standing of its fact; the cells of one fact stand together.

    A mark is "best" where a value beats all others, "tied" where it equals the best or cannot be told apart from it,
    and "leads" where it is the best as stated, but nobody says how sure it is. A standing is "apart" where at least two
    values differ beyond noise, else a key of `NO_DIFFERENCE`.
    """
    marks: list[Mark] = []
    standings: list[Standing] = []
    for _, group in groupby(cells, key=lambda cell: cell.fact):
        row = list(group)
        found, standing = _compared(row)
        marks += found
        standings += [standing] * len(row)
    table = pd.DataFrame([[getattr(cell, name) for name in COLUMNS] for cell in cells], columns=COLUMNS, dtype=object)
    return table.assign(mark=marks, standing=standings)


def _compared(row: list[Cell]) -> tuple[list[Mark], Standing]:
    """Return the mark of each cell of one fact, and the fact's standing."""
    values = [cell.value for cell in row]
    known = [value for value in values if value is not None]
    nothing: list[Mark] = [""] * len(row)
    if len(known) < LEAST:
        return nothing, "alone" if known else "unknown"
    if len(set(known)) == 1:
        return nothing, "same"
    better, kind = row[0].better, row[0].kind
    if not better:
        return nothing, "apart"
    if kind == "score" and not any(cell.low is None or cell.high is None for cell in row if cell.value is not None):
        return _told_apart(row)
    top = max(known) if better == "higher" else min(known)
    if kind == "score" or kind in NOISY:
        return ["leads" if value == top else "" for value in values], "unsure"
    mark: Mark = "best" if known.count(top) == 1 else "tied"
    return [mark if value == top else "" for value in values], "apart"


def _told_apart(row: list[Cell]) -> tuple[list[Mark], Standing]:
    sign = 1 if row[0].better == "higher" else -1
    ends = [[cell.value, *((cell.low, cell.high) if sign == 1 else (cell.high, cell.low))] for cell in row]
    values = pd.DataFrame(ends, columns=["value", "low", "high"], dtype=float) * sign
    groups = tie_groups(values)
    top: Mark = "best" if (groups == 1).sum() == 1 else "tied"
    return [top if group == 1 else "" for group in groups], "tied" if groups.max() == 1 else "apart"


# What it comes to


def leads(cells: pd.DataFrame) -> pd.DataFrame:
    """Return where a model is the best beyond noise, a row a fact, those with the widest lead first.

    Columns: model_id, title, value, and lead: how far it is from the second, in the units of the fact.

    Args:
        cells: cells as `marked` returns them, of facts of which more is better.
    """
    rows = []
    for _, group in cells[cells["standing"] == "apart"].groupby("fact", sort=False):
        best = group[group["mark"] == "best"]
        others = group.loc[(group["mark"] != "best") & group["value"].notna(), "value"]
        if len(best) == 1 and len(others):
            value = float(best["value"].iloc[0])
            rows.append((best["model_id"].iloc[0], group["title"].iloc[0], value, value - float(others.max())))
    found = pd.DataFrame(rows, columns=["model_id", "title", "value", "lead"])
    return found.sort_values("lead", ascending=False, kind="stable").reset_index(drop=True)


def share_in_words(share: float) -> str:
    """Return what share one price is of another, above 0 and below 1, as people say it: "half", "a third", "85 %"."""
    for part, word in _PARTS.items():
        if abs(share * part - 1) <= _NEAR_A_PART:
            return word
    return f"{100 * share:.0f} %" if share >= _LEAST_PERCENT else f"{100 * share:.2g} %"


_PARTS = {2: "half", 3: "a third", 4: "a quarter", 5: "a fifth", 10: "a tenth"}
# A share within this of a simple fraction is called by it: 0.48 is half.
_NEAR_A_PART = 0.08
_LEAST_PERCENT = 0.01
