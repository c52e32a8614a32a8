"""Invariants of offers: who sells, until when, of which day, under which conditions, and what is doubted.

Each `check_` yields the problems of a draft's tables, as `etl.checks` does. A snapshot of an earlier schema has no
sellers, and none of this is asked of it.
"""

from collections.abc import Iterator, Mapping

import pandas as pd

from catalog.curated.providers import provider
from catalog.pricing.eligible import TRAINS
from etl.conditions import OFF_PEAK, PEAK, PROMOTION, REGION
from etl.life import snapshot_day, with_life_cycle
from etl.offers import PAST, with_doubts, without_dead
from etl.reading import shown

Frames = Mapping[str, pd.DataFrame]
# Catalogues kept by hand: the day of their file is not the day of a row.
BY_HAND = ("models_dev", "litellm", *PAST)
LEAST_ROWS = 50
_CONDITIONS = (PROMOTION, PEAK, OFF_PEAK, REGION, TRAINS)


def _is_asked(tables: Frames) -> bool:
    is_known = not tables["models"]["model_id"].duplicated().any()  # told by another check
    return is_known and not tables["providers"].empty and not tables["offers"].empty


def _at(row: object) -> str:
    return f"{shown(getattr(row, 'model_id', None))} at {shown(getattr(row, 'provider', None))}"


def check_sellers(tables: Frames) -> Iterator[str]:
    """Every provider of an offer is a row of `providers`, once."""
    if not _is_asked(tables):
        return
    sellers = tables["providers"]["provider"]
    for slug in sorted(sellers[sellers.duplicated()]):
        yield f"providers: {shown(slug)} stands twice"
    lost = {provider(name).slug for name in tables["offers"]["provider"]} - {provider(name).slug for name in sellers}
    if lost:
        yield f"offers: {len(lost)} sellers are not among providers, such as {shown(min(lost))}"


def check_closed_sellers(tables: Frames) -> Iterator[str]:
    """No seller that closed sells anything."""
    if not _is_asked(tables):
        return
    closed = set(tables["providers"].loc[tables["providers"]["closed_on"].notna(), "provider"])
    offers = tables["offers"]
    for row in offers[offers["provider"].isin(closed) & offers["withdrawn_since"].isna()].head(1).itertuples():
        yield f"offers: {_at(row)} is sold, though the seller closed"


def check_life_cycle(tables: Frames) -> Iterator[str]:
    """Offers and models are withdrawn where, since when and by whom what sources state says so."""
    if not _is_asked(tables):
        return
    day = snapshot_day(tables["sources"])
    if day is None:
        return
    found = with_life_cycle({name: frame.reset_index(drop=True) for name, frame in tables.items()}, day)
    for table, what in (("offers", ("withdrawn_since",)), ("models", ("withdrawn_since", "retirement_date"))):
        if table not in found:
            continue
        for name in what:
            stated, expected = (frame[name].reset_index(drop=True) for frame in (tables[table], found[table]))
            wrong = _is_later(stated, expected)
            for place in wrong[wrong].index[:1]:
                row = tables[table].iloc[place]
                yield f"{table}: {name} of {shown(row['model_id'])}: {expected[place]} expected, found {row[name]}"


def check_doubts(tables: Frames) -> Iterator[str]:
    """A price that two witnesses speak against is a doubt, and no other is."""
    if not _is_asked(tables):
        return
    offers = tables["offers"].reset_index(drop=True)
    found = with_doubts({**tables, "offers": offers})["flag"]
    wrong = offers["flag"].notna() != found.notna()
    for place in wrong[wrong].index[:1]:
        row = offers.loc[place]
        yield f"offers: doubt about {_at(row)}: {shown(found[place])} expected, found {shown(row['flag'])}"


def check_ages(tables: Frames) -> Iterator[str]:
    """The rows of a catalogue that is kept by hand are not all of one day: that is the file's."""
    offers = tables["offers"]
    for source_id in BY_HAND:
        days = offers.loc[offers["source_id"] == source_id, "as_of"].dropna()
        if _is_asked(tables) and len(days) >= LEAST_ROWS and len(set(days)) == 1:
            yield f"offers: days of the rows of {source_id} expected, found {days.iloc[0]} in all of them"


def check_dead(tables: Frames) -> Iterator[str]:
    """A source that keeps what is gone says nothing of a seller that another lists."""
    if _is_asked(tables) and len(without_dead(tables["offers"])) < len(tables["offers"]):
        yield f"offers: rows of {', '.join(PAST)} under a seller that another source lists"


def check_conditions(tables: Frames) -> Iterator[str]:
    """A condition says of which kind it is, and no doubt is one."""
    if not _is_asked(tables):
        return
    offers = tables["offers"]
    for row in offers[offers["conditions"].notna()].itertuples():
        unknown = [text for text in row.conditions if not text.startswith(_CONDITIONS)]
        if unknown:
            yield f"offers: a condition of {', '.join(_CONDITIONS)} expected of {_at(row)}, found {shown(unknown[0])}"
            return
    told = offers["flag"].dropna().str.startswith(_CONDITIONS)
    if told.any():
        yield f"offers: a doubt expected, found the condition {shown(offers['flag'].dropna()[told].iloc[0])}"


def check_efforts(tables: Frames) -> Iterator[str]:
    """A price of answers with thinking stands beside that of those without, at the same seller."""
    if not _is_asked(tables):
        return
    stated = tables["offers"][tables["offers"]["effort"].notna()]
    both = stated.groupby(["model_id", "provider"])["effort"].nunique()
    for model_id, name in both[both == 1].index[:1]:
        yield f"offers: prices with thinking and without expected of {model_id} at {name}, found one of them"


def check_windows(tables: Frames) -> Iterator[str]:
    """No prompt that an offer takes is longer than its own context window."""
    offers = tables["offers"]
    known = offers[offers["context_tokens"].notna() & offers["max_input_tokens"].notna()]
    too_long = known[known["max_input_tokens"].astype(float) > known["context_tokens"].astype(float)]
    for row in too_long.head(1).itertuples():
        yield f"offers: {_at(row)} takes a prompt of {row.max_input_tokens} in a window of {row.context_tokens}"


def _is_later(stated: pd.Series, expected: pd.Series) -> "pd.Series[bool]":
    """Return where a day is stated and none is expected, the reverse, or a later one: an earlier one is older news."""
    days, right = pd.to_datetime(stated), pd.to_datetime(expected)
    return (days.isna() != right.isna()) | (days > right)


PRICE_CHECKS = (
    check_sellers,
    check_closed_sellers,
    check_life_cycle,
    check_doubts,
    check_ages,
    check_dead,
    check_conditions,
    check_efforts,
    check_windows,
)
