"""What sellers take off their list price: for batches that can wait, and for what they have read before.

Catalogues state them unevenly: the newest row of a seller often has the list price alone, and an older one of the same
list price has the discounts too. A discount holds as long as the list price that it was stated beside. What nobody
states is unknown; no source here states a discount for committed use.
"""

import pandas as pd

from catalog.curated.providers import provider

LIST = ["input_usd_per_mtok", "output_usd_per_mtok"]
DISCOUNTED = ["cache_read_usd_per_mtok", "batch_input_usd_per_mtok", "batch_output_usd_per_mtok"]
# One statement for caches, one for batches: each comes with the source and the day that it is from.
_PARTS = {"cache": DISCOUNTED[:1], "batch": DISCOUNTED[1:]}
_CENT = 6  # decimals of a price per million tokens by which two statements are the same


def discounts(offers: pd.DataFrame, stated: pd.DataFrame) -> pd.DataFrame:
    """Return offers with each price of `DISCOUNTED` that is known at their list price, and how much it takes off.

    Where an offer states none itself, the newest statement of the same seller, region and effort beside the same list
    price counts; batch_source_id, batch_source and batch_as_of, and the same of cache, then say whose it is. Adds
    batch_percent_off and cache_percent_off, of the list price of input. The index stays.

    Args:
        offers: rows with model_id, provider, region, effort, `LIST` and `DISCOUNTED`.
        stated: what `queries.stated_discounts` returns, newest first.
    """
    found = offers.assign(**_keys(offers)).reset_index(drop=True)
    stated = stated.assign(**_keys(stated))
    keys = ["model_id", *_keys(offers)]
    for part, prices in _PARTS.items():
        said = {"source_id": f"{part}_source_id", "source": f"{part}_source", "as_of": f"{part}_as_of"}
        known = stated.dropna(subset=prices[0]).drop_duplicates(keys)[[*keys, *prices, *said]].rename(columns=said)
        others = found[keys].merge(known, on=keys, how="left")
        is_own = found[prices[0]].notna()
        found = found.assign(
            **{name: found[name].astype(float).where(is_own, others[name].astype(float)) for name in prices},
            **{name: others[name].mask(is_own) for name in said.values()},
        )
        found[f"{part}_percent_off"] = 100 * (1 - found[prices[0]] / found[LIST[0]].astype(float))
    return found.drop(columns=list(_keys(offers))).set_axis(offers.index)


def _keys(rows: pd.DataFrame) -> dict[str, pd.Series]:
    """Return what two rows must share to state the price of one thing: the seller, where, how, and the list price."""
    sellers = rows["provider"].map({name: provider(name).slug for name in rows["provider"].unique()})
    return {
        "_seller": sellers.astype("str"),
        "_region": rows["region"].astype("str").fillna(""),
        "_effort": rows["effort"].astype("str").fillna(""),
        "_input": rows[LIST[0]].astype(float).round(_CENT),
        "_output": rows[LIST[1]].astype(float).round(_CENT),
    }
