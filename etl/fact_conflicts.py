"""Facts of a model that sources state apart, and facts that cannot both be true: rows of `conflicts`."""

from collections.abc import Iterator
from datetime import date
from typing import Any

import pandas as pd

from etl.facts import AFTER_RELEASE, BEYOND_WINDOW

SPREAD = 0.05
APART_DAYS = 31
_NUMBERS = ("parameters", "active_parameters", "context_tokens", "max_output_tokens")
# A statement that cannot be true, and the fact that it goes against.
_AGAINST = {AFTER_RELEASE: "release_date", BEYOND_WINDOW: "context_tokens"}
Conflicting = dict[str, Any]


def fact_conflicts(facts: pd.DataFrame) -> Iterator[Conflicting]:
    """Yield the conflicts among statements about models, as fields of `Conflict`.

    Args:
        facts: rows of `facts`. What a name or a configuration implies is no source's statement and counts for none.
    """
    stated = facts[facts["basis"].isin(["listing", "repository"])]
    several = stated[stated.duplicated(["model_id", "fact"], keep=False)]
    for (model_id, fact), group in several.groupby(["model_id", "fact"], sort=False):
        found = _apart(str(fact), group)
        if found:
            yield {"model_id": model_id, "fact": fact, "statements": group["source_id"].nunique(), **found}
    yield from _impossible(facts)


def _apart(fact: str, group: pd.DataFrame) -> Conflicting | None:
    """Return what two sources state apart; None where all say much the same."""
    first = group.drop_duplicates("source_id")
    if len(first) < 2:  # noqa: PLR2004 - one source contradicts nobody
        return None
    if fact in _NUMBERS:
        return _numbers_apart(first)
    if fact == "release_date":
        return _days_apart(first[first["basis"] == "listing"])
    if fact == "weights":
        return _words_apart(first, first["value"], "open and closed weights")
    if fact == "input_modalities":
        hears = first["value"].str.split(",").map(lambda read: "audio" in read)
        return _words_apart(first, hears, "one reads audio, the other does not")
    return None


def _numbers_apart(rows: pd.DataFrame) -> Conflicting | None:
    values = rows["value"].astype(float)
    low, high = rows.loc[values.idxmin()], rows.loc[values.idxmax()]
    middle = values.median()
    spread = (values.max() - values.min()) / middle if middle else 0.0
    if spread <= SPREAD:
        return None
    numbers = {"low_value": values.min(), "high_value": values.max(), "spread_percent": round(100 * spread, 1)}
    return numbers | _told(low, high, "more than 5 % apart")


def _days_apart(rows: pd.DataFrame) -> Conflicting | None:
    days = rows["value"].map(date.fromisoformat)
    if len(rows) < 2 or (days.max() - days.min()).days <= APART_DAYS:  # noqa: PLR2004 - one day is apart from none
        return None
    ordered = rows.sort_values("value", kind="stable")
    return _told(ordered.iloc[0], ordered.iloc[-1], f"{(days.max() - days.min()).days} days apart")


def _words_apart(rows: pd.DataFrame, words: "pd.Series[Any]", why: str) -> Conflicting | None:
    if words.nunique() < 2:  # noqa: PLR2004 - all say the same
        return None
    ordered = rows.loc[words.sort_values(kind="stable").index]
    return _told(ordered.iloc[0], ordered.iloc[-1], why)


def _told(low: Any, high: Any, why: str) -> Conflicting:  # noqa: ANN401 - rows of a frame
    return {
        "low_text": low["value"],
        "low_source_id": low["source_id"],
        "high_text": high["value"],
        "high_source_id": high["source_id"],
        "why": why,
    }


def _impossible(facts: pd.DataFrame) -> Iterator[Conflicting]:
    """Yield statements that cannot be true beside the statement that they go against, one a model and fact."""
    wrong = facts[facts["passed_over"].isin(list(_AGAINST))].drop_duplicates(["model_id", "fact"])
    standing = facts[facts["stands"].astype(bool)].set_index(["model_id", "fact"])
    for row in wrong.to_dict("records"):
        against = _AGAINST[row["passed_over"]]
        if (row["model_id"], against) in standing.index:
            other = standing.loc[(row["model_id"], against)]
            yield {
                "model_id": row["model_id"],
                "fact": row["fact"],
                "statements": 2,
                **_told(other, row, row["passed_over"]),
            }
