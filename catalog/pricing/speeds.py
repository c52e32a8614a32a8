"""One speed a model, of speeds that were taken in different ways and must not be mixed unseen."""

import pandas as pd

from catalog.curated.providers import provider
from catalog.records import SpeedEvidence

# Best first. What nobody took in the field is estimated.
EVIDENCE: dict[SpeedEvidence, str] = {
    "measured": "measured by a third party",
    "community": "reported by the community",
    "estimated": "estimated, not measured",
}


def sellers_speeds(speeds: pd.DataFrame) -> pd.DataFrame:
    """Return one speed a model and seller of `queries.speeds`: of the best kind of evidence, the newest.

    Throughput of many requests together is no speed of one and stays out. Adds seller, the provider's slug.
    """
    known = speeds[speeds["output_tokens_per_second"].notna() & ~speeds["is_throughput"] & speeds["provider"].notna()]
    ranked = known.assign(
        seller=known["provider"].map(lambda name: provider(name).slug).astype("str"), rank=_rank(known)
    )
    ordered = ranked.sort_values(["rank", "speed_as_of"], ascending=[True, False], kind="stable")
    return ordered.drop_duplicates(["model_id", "seller"]).drop(columns="rank").reset_index(drop=True)


def _rank(speeds: pd.DataFrame) -> "pd.Series[int]":
    return speeds["evidence"].map({kind: place for place, kind in enumerate(EVIDENCE)})


def one_speed_a_model(speeds: pd.DataFrame, hardware: str | None = None) -> pd.DataFrame:
    """Return one real row a model, with its evidence: how fast one request is answered.

    At a hosted service, or on one kind of hardware. Each service counts once, with its newest row. Of the best kind of
    evidence that a model has, the row in the middle counts (of two, the slower), so that neither a lucky service nor a
    slow one speaks for the model. Throughput of many requests together is no speed of one and stays out.

    Args:
        speeds: what `queries.speeds` returns.
        hardware: on what the model runs; None for hosted services.

    Returns:
        The columns of `speeds`, and `speeds_compared`: how many rows the one stands for.
    """
    known = speeds[speeds["output_tokens_per_second"].notna() & ~speeds["is_throughput"]]
    known = known[known["provider"].notna() if hardware is None else known["hardware"] == hardware]
    ranked = known.assign(rank=_rank(known))
    best = ranked[ranked["rank"] == ranked.groupby("model_id")["rank"].transform("min")]
    newest = best.sort_values("speed_as_of", ascending=False, kind="stable").drop_duplicates(["model_id", "provider"])
    rows = newest if hardware is None else best
    ordered = rows.sort_values("output_tokens_per_second", kind="stable")
    place = ordered.groupby("model_id").cumcount()
    size = ordered.groupby("model_id")["model_id"].transform("size")
    return ordered.assign(speeds_compared=size)[place == (size - 1) // 2].drop(columns="rank").reset_index(drop=True)
