"""The models that people look for and know: by what the boards speak of, never by a list of names.

A maker is big by how many boards tested its models of the last twelve months. Its flagship is the latest of its
well-tested models that are as good as its best. An anchor is a model that many boards speak of: it tells what a height
of an ability means.
"""

from collections.abc import Callable, Iterable
from typing import Any, Concatenate, ParamSpec, TypeVar

import pandas as pd

from catalog import queries
from catalog.evidence import LEAST_BOARDS, NEAR_POINTS, WELL_KNOWN_POINTS, is_too_wide
from catalog.filters import Filters
from catalog.store import Store

P = ParamSpec("P")
T = TypeVar("T")
Ask = Callable[..., Any]
# Who is looked for: the first dozen by boards; behind them come makers of one model that three boards looked at.
MOST_MAKERS = 12
LATELY_DAYS = 365
MOST_ANCHORS = 4
# Two anchors nearer than this say the same.
ANCHOR_GAP_POINTS = 9.0
# A model is known where at least half as many boards speak of it as of the model that most speak of.
KNOWN_SHARE = 0.5


def big_makers(models: pd.DataFrame, tested: pd.DataFrame, most: int = MOST_MAKERS) -> list[str]:
    """Return the makers whose models of the last twelve months were tested by most boards, most first.

    Twelve months before the newest release that is known. Of equals those of more models come first, then by name.

    Args:
        models: a row a model: model_id, developer, release_date.
        tested: what `queries.tested_by` returns.
        most: how many makers at most.
    """
    released = pd.to_datetime(models["release_date"])
    late = models[released.ge(released.max() - pd.Timedelta(days=LATELY_DAYS)) & models["developer"].notna()]
    heard = late[["model_id", "developer"]].merge(tested, on="model_id")
    counts = heard.groupby("developer").agg(boards=("source_id", "nunique"), models=("model_id", "nunique"))
    ranked = counts.reset_index().sort_values(["boards", "models", "developer"], ascending=[False, False, True])
    makers: list[str] = ranked["developer"].head(most).tolist()
    return makers


def flagships(known: pd.DataFrame, makers: Iterable[str]) -> pd.DataFrame:
    """Return the flagship of each maker that has one, in the order of the makers: at most one row each.

    The latest of its known models that are within `NEAR_POINTS` of the best of them; what is no longer sold is
    none. Of two of one day the better tested one.

    Args:
        known: what `known_in` returns.
        makers: what `big_makers` returns.
    """
    order = {maker: place for place, maker in enumerate(makers)}
    sold = known[known["is_known"] & known["withdrawn_since"].isna() & known["developer"].isin(order)]
    near = sold[sold["value"] >= sold.groupby("developer")["value"].transform("max") - NEAR_POINTS]
    latest = near.sort_values(
        ["release_date", "boards", "model_id"], ascending=[False, False, True], na_position="last"
    ).drop_duplicates("developer")
    return latest.sort_values("developer", key=lambda names: names.map(order)).reset_index(drop=True)


def anchors(known: pd.DataFrame, most: int = MOST_ANCHORS) -> pd.DataFrame:
    """Return two to four models that everybody knows, at different heights of a domain, best first; else none.

    The best of those that are known comes first, then the one that most boards speak of and that is further than
    `ANCHOR_GAP_POINTS` from all that are chosen, and so on.

    Args:
        known: what `known_in` returns.
        most: how many at most.
    """
    tested = known[known["is_known"]]
    if tested.empty:
        return tested
    famous = tested[tested["boards"] >= KNOWN_SHARE * tested["boards"].max()]
    by_fame = famous.sort_values(["boards", "value", "model_id"], ascending=[False, False, True])
    chosen = [famous.sort_values(["value", "model_id"], ascending=[False, True]).index[0]]
    for index in by_fame.index:
        if len(chosen) == most:
            break
        if (famous.loc[chosen, "value"] - famous.loc[index, "value"]).abs().gt(ANCHOR_GAP_POINTS).all():
            chosen.append(index)
    found = famous.loc[chosen].sort_values("value", ascending=False).reset_index(drop=True)
    return found if len(found) > 1 else found.iloc[:0]


def with_evidence(models: pd.DataFrame, own: pd.DataFrame, tested: pd.DataFrame) -> pd.DataFrame:
    """Return the abilities of one domain, a row a model, with what the model is and how widely it was tested.

    Columns: model_id, name, developer, weights, release_date, withdrawn_since, effort, value, low, high, coverage,
    boards (how many tested it, on anything) and is_known: at least three boards did, some of it in this domain, and its
    90 % interval is as narrow as that of a well-tested model. Intervals too wide to count are left out.

    Args:
        models: what `queries.models_in_play` returns.
        own: the abilities that speak for their models: model_id, effort, value, low, high, coverage.
        tested: what `queries.tested_by` returns.
    """
    facts = models[["model_id", "name", "developer", "weights", "release_date", "withdrawn_since"]]
    known = facts.merge(own[~is_too_wide(own["low"], own["high"])], on="model_id")
    boards = known["model_id"].map(tested.groupby("model_id")["source_id"].nunique()).fillna(0).astype(int)
    is_narrow = (known["high"] - known["low"]).le(WELL_KNOWN_POINTS)
    return known.assign(
        release_date=pd.to_datetime(known["release_date"]),
        boards=boards,
        is_known=boards.ge(LEAST_BOARDS) & known["coverage"].gt(0) & is_narrow,
    )


def known_of(ask: Ask, domain: str) -> pd.DataFrame:
    """Return the models with an ability in a domain and how widely each was tested, as `with_evidence` has them.

    Args:
        ask: calls a query of `catalog.queries`, and may remember what it found.
        domain: which domain.
    """
    abilities = ask(queries.abilities_in, domain)
    own = abilities.loc[abilities["is_own"], ["model_id", "effort", "value", "low", "high", "coverage"]]
    return with_evidence(ask(queries.models_in_play), own, ask(queries.tested_by))


def flagships_of(ask: Ask, most: int = MOST_MAKERS) -> pd.DataFrame:
    """Return the models that people look for: the flagship of each big maker, the most tested maker first.

    A flagship is chosen by the ability that stands for all domains, so that every chart names the same models.
    """
    makers = big_makers(ask(queries.models_in_play), ask(queries.tested_by), most)
    return flagships(known_of(ask, Filters().domain), makers)


def known_in(store: Store, domain: str) -> pd.DataFrame:
    """Return what `known_of` does, of a snapshot that remembers nothing."""
    return known_of(_asking(store), domain)


def flagships_of_today(store: Store, most: int = MOST_MAKERS) -> pd.DataFrame:
    """Return what `flagships_of` does, of a snapshot that remembers nothing."""
    return flagships_of(_asking(store), most)


def anchors_in(store: Store, domain: str) -> pd.DataFrame:
    """Return the models by which a domain's abilities are read, as `anchors` has them."""
    return anchors(known_in(store, domain))


def _asking(store: Store) -> Ask:
    def ask(query: Callable[Concatenate[Store, P], T], *args: P.args, **kwargs: P.kwargs) -> T:
        return query(store, *args, **kwargs)

    return ask
