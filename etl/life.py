"""The life cycle of offers and models: until when each seller sells a model, and which models their makers withdrew.

A day that a source states is a seller's, for one of its ids. A model has several ids at a seller (dated ones among
them), so a seller ceases to sell a model only when a source says so of every id under which it lists the model.
Rules: docs/methods/prices.md.
"""

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any

import pandas as pd

from catalog.curated.providers import provider

Tables = dict[str, pd.DataFrame]
# Catalogues that list what a maker sells, whole; the one that comes first is asked alone where it lists the maker.
LISTINGS = ("model_prices", "models_dev")
LEAST_LISTED = 3  # models of a maker in a listing that is whole
_SETTLED = timedelta(days=45)  # after its release a model that its maker sells stands in a listing of what it sells
_OLD = timedelta(days=548)  # a model that no catalogue ever listed at its maker: a young one may be a router's name
# Whose days are of their own listing: that a seller's model leaves a router says nothing of the seller.
ROUTERS = ("openrouter", "hf_router")
_KEYS = {"models": ["model_id"], "offers": ["model_id", "provider", "source_id", "model_name", "region"]}
_MARKS = ("withdrawn_since", "withdrawn_by")
OF_SELLERS = "providers"  # who says that a seller closed: the curated table


def snapshot_day(sources: pd.DataFrame) -> date | None:
    """Return the day of a draft: that of the newest answer of a source; None where nothing was fetched."""
    fetched = pd.to_datetime(sources["fetched_at"]).max()
    return None if pd.isna(fetched) else fetched.date()


def with_life_cycle(tables: Mapping[str, pd.DataFrame], today: date) -> Tables:
    """Return `offers` and `models` with what follows from the days that sources state.

    Offers get withdrawn_since and withdrawn_by; models get retirement_date, retirement_source_id, withdrawn_since and
    withdrawn_by. What an earlier snapshot said in these columns is not taken over.

    Args:
        tables: a draft's tables.
        today: the day of the draft.
    """
    offers = tables["offers"].reset_index(drop=True)
    offers = offers.assign(withdrawn_since=None, withdrawn_by=None)
    if offers.empty:
        return {"offers": offers}
    offers = _closed_sellers(_ended(offers, today), today)
    models, first_hand = tables["models"], _first_hand(offers, tables["models"])
    listings = _listings(offers, first_hand)
    offers = _out_of_listing(offers, models, first_hand, listings)
    own = offers[first_hand]
    return {"offers": offers, "models": _of_models(own, models, _unlisted(models, own, listings), today)}


def known_since(found: Tables, before: Mapping[str, pd.DataFrame]) -> Tables:
    """Return `offers` and `models` of which a withdrawal that an earlier snapshot knew keeps its day.

    A listing says that it no longer holds a model, not since when: the first snapshot that saw it knows best.

    Args:
        found: what `with_life_cycle` returns.
        before: these tables of an earlier snapshot.
    """
    kept = {**found}
    for table, key in _KEYS.items():
        if before.get(table) is None or before[table].empty or found[table].empty:
            continue
        old = before[table][before[table]["withdrawn_since"].notna()].drop_duplicates(key)
        both = found[table][key].merge(old[[*key, "withdrawn_since", "withdrawn_by"]], on=key, how="left")
        rows = found[table].reset_index(drop=True)
        is_older = pd.to_datetime(both["withdrawn_since"]) < pd.to_datetime(rows["withdrawn_since"])
        marks = {name: rows[name].astype(object).mask(is_older, both[name]) for name in _MARKS}
        kept[table] = rows.assign(**marks)
    return kept


def _ended(offers: pd.DataFrame, today: date) -> pd.DataFrame:
    """Mark rows that ended by the day that they state, and other sources' rows of a listing that ended as a whole."""
    ends = offers["retirement_date"]
    has_ended = ends.map(lambda day: day is not None and not pd.isna(day) and day <= today).astype(bool)
    offers = _marked(offers, has_ended, ends, offers["source_id"])
    listing = [offers["model_id"], offers["provider"], offers["source_id"]]
    whole = has_ended.groupby(listing).transform("all") & ~offers["source_id"].isin(ROUTERS)
    last = offers[whole].sort_values("retirement_date").drop_duplicates(["model_id", "provider"], keep="last")
    known = last.set_index(["model_id", "provider"])[["retirement_date", "source_id"]]
    found = offers[["model_id", "provider"]].join(
        known.set_axis(["ended", "said_by"], axis=1), on=["model_id", "provider"]
    )
    is_older = pd.Series(
        [
            day is not None and not pd.isna(day) and (as_of is None or pd.isna(as_of) or as_of <= day)
            for day, as_of in zip(found["ended"], offers["as_of"], strict=True)
        ],
        index=offers.index,
        dtype=bool,
    )
    return _marked(offers, is_older & ~has_ended, found["ended"], found["said_by"])


def _closed_sellers(offers: pd.DataFrame, today: date) -> pd.DataFrame:
    closed = {name: provider(name).closed_on for name in offers["provider"].unique()}
    days = offers["provider"].map({name: day for name, day in closed.items() if day is not None and day <= today})
    return _marked(offers, days.notna(), days, pd.Series(OF_SELLERS, index=offers.index))


def _marked(offers: pd.DataFrame, rows: pd.Series, since: pd.Series, by: pd.Series) -> pd.DataFrame:
    """Return offers of which some rows, if nothing said so before, are withdrawn."""
    rows = rows & offers["withdrawn_since"].isna()
    return offers.assign(
        withdrawn_since=offers["withdrawn_since"].mask(rows, since).astype(object),
        withdrawn_by=offers["withdrawn_by"].mask(rows, by).astype(object),
    ).astype({"withdrawn_since": object, "withdrawn_by": object})


def _first_hand(offers: pd.DataFrame, models: pd.DataFrame) -> "pd.Series[bool]":
    """Return which offers are of the model's own maker, as a catalogue lists them."""
    developers = offers["model_id"].map(models.set_index("model_id")["developer"])
    makers = offers["provider"].map({name: provider(name).developer for name in offers["provider"].unique()})
    return (makers == developers) & makers.notna() & ~offers["source_id"].isin(ROUTERS)


Listing = tuple[date, str, set[str]]


def _listings(offers: pd.DataFrame, first_hand: "pd.Series[bool]") -> dict[str, Listing]:
    """Return the newest whole listing of each maker, by provider: its day, its source and the models that it holds."""
    found: dict[str, Listing] = {}
    for source_id in LISTINGS:
        newest = offers.loc[offers["source_id"] == source_id, "as_of"].dropna().max()
        for maker, group in offers[first_hand & (offers["source_id"] == source_id)].groupby("provider"):
            held = set(group["model_id"])
            if maker not in found and len(held) >= LEAST_LISTED and not pd.isna(newest):
                found[str(maker)] = (newest, source_id, held)
    return found


def _out_of_listing(
    offers: pd.DataFrame, models: pd.DataFrame, first_hand: "pd.Series[bool]", listings: Mapping[str, Listing]
) -> pd.DataFrame:
    """Mark a maker's offers of closed models that its newest listing does not hold."""
    known = models.set_index("model_id")
    released = known["release_date"].to_dict()
    is_closed = offers["model_id"].map(known["weights"]).ne("open")
    lost = [
        bool(own and closed)
        and maker in listings
        and model not in listings[maker][2]
        and _settled(released.get(model), listings[maker][0])
        for own, closed, maker, model in zip(first_hand, is_closed, offers["provider"], offers["model_id"], strict=True)
    ]
    since = offers["provider"].map({maker: day for maker, (day, _, _) in listings.items()})
    by = offers["provider"].map({maker: source for maker, (_, source, _) in listings.items()})
    return _marked(offers, pd.Series(lost, index=offers.index), since, by)


def _unlisted(models: pd.DataFrame, own: pd.DataFrame, listings: Mapping[str, Listing]) -> dict[str, tuple[date, str]]:
    """Return the closed models that no catalogue lists at their maker, though one lists the maker: since when, by whom.

    A model of which the day of release is not known, or a young one, may have come after the listing or be a router's
    name for something else, and one with a repository may be open: nothing is said of them.
    """
    by_day = sorted(listings.items(), key=lambda each: each[1][0])
    of_developer = {provider(maker).developer: found for maker, found in by_day}
    sold = set(own["model_id"])
    return {
        row.model_id: of_developer[row.developer][:2]
        for row in models.itertuples()
        if row.developer in of_developer
        and row.model_id not in sold
        and row.weights != "open"
        and row.hub_repo_id is None
        and _settled(row.release_date, of_developer[row.developer][0], _OLD)
    }


def _settled(released: Any, listed: date, after: timedelta = _SETTLED) -> bool:  # noqa: ANN401 - a cell of a frame
    return released is not None and not pd.isna(released) and released + after <= listed


def _of_models(
    own: pd.DataFrame, models: pd.DataFrame, unlisted: Mapping[str, tuple[date, str]], today: date
) -> pd.DataFrame:
    """Return models with the day on which their maker ends them, or did. `own` are the makers' offers."""
    ends = _stated_ends(own)
    gone = own["withdrawn_since"].notna().groupby(own["model_id"]).all()
    last = own[own["withdrawn_since"].notna()].sort_values("withdrawn_since").drop_duplicates("model_id", keep="last")
    last = last.set_index("model_id")
    since = {model: day for model, (day, _) in unlisted.items()} | last["withdrawn_since"].to_dict()
    by = {model: source for model, (_, source) in unlisted.items()} | last["withdrawn_by"].to_dict()
    is_gone = models["model_id"].isin({*gone[gone].index, *unlisted}) & models["weights"].ne("open")
    still = {model: end for model, end in ends.items() if end[0] > today or model in last.index}
    return models.assign(
        retirement_date=_column(models, {model: day for model, (day, _) in still.items()}),
        retirement_source_id=_column(models, {model: source for model, (_, source) in still.items()}),
        withdrawn_since=_column(models, since).where(is_gone, None),
        withdrawn_by=_column(models, by).where(is_gone, None),
    )


def _stated_ends(own: pd.DataFrame) -> dict[str, tuple[date, str]]:
    """Return the last day that a source states of every id of a model at its maker, by model."""
    is_stated = own["retirement_date"].notna()
    stated = own[is_stated.groupby([own["model_id"], own["source_id"]]).transform("all")]
    stated = stated.sort_values("retirement_date").drop_duplicates("model_id", keep="last")
    return {row.model_id: (row.retirement_date, row.source_id) for row in stated.itertuples()}


def _column(models: pd.DataFrame, found: Mapping[str, Any]) -> pd.Series:
    return pd.Series([found.get(model) for model in models["model_id"]], index=models.index, dtype=object)
